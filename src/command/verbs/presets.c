/* presets: the known kinds of files. */
#include "command/lists.h"
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
    .summary = "kinds of files that load as=PRESET knows",
    .description =
        "A preset is a command file: load lines with their options, and clean rules. Your own are looked for "
        "in patron/presets/ under XDG_DATA_HOME; $PATRON_PRESETS names another folder.",
    .parameters = (const struct parameter[]){ { 0 } },
    .examples = (const struct example[]){ { "which there are", "presets" },
                                          { "how one is written", "show preset online_retail" },
                                          { "using one", "load purchases from data/orders.csv.gz as=orders" },
                                          { 0 } },
    .see_also = "load show",
    .pane = "table",
    .run = run_presets,
};
