/* presets: the known kinds of files, and the ready sets of features. */
#include "command/names/lists.h"
#include "command/verb.h"

static struct report *run_presets(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)invocation;
    struct table *table = list_find("presets")->make(session, "presets", err);
    return table ? report_of_table("presets", "presets", NULL, table) : failed();
}

const struct command presets_command = {
    .name = "presets",
    .group = GROUP_DATA,
    .summary = "kinds of files that load as=PRESET knows, and sets of features that run knows",
    .description =
        "A preset is a command file: load lines with their options, and clean rules. A pack is one that defines "
        "features, "
        "with params for the tables and columns that it reads. Your own are looked for in patron/presets/ and "
        "patron/features/ under XDG_DATA_HOME; $PATRON_PRESETS names another folder of presets.",
    .parameters = (const struct parameter[]){ { 0 } },
    .examples = (const struct example[]){ { "which there are", "presets" },
                                          { "how one is written", "show preset online_retail" },
                                          { "a ready set of features", "show pack rfm" },
                                          { "using one", "load purchases from data/orders.csv.gz as=orders" },
                                          { 0 } },
    .see_also = "load run show",
    .pane = "table",
    .run = run_presets,
};
