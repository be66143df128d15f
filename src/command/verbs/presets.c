/* presets: the known kinds of files, and the ready sets of features. */
#include "command/lists.h"
#include "command/verb.h"

static struct report *run_presets(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)invocation;
    struct table *presets = list_find("presets")->make(session, "presets", err);
    struct table *packs = presets ? list_find("packs")->make(session, "packs", err) : NULL;
    if (!packs) {
        table_release(presets);
        return failed();
    }
    struct report *report = report_new("presets", "presets", NULL);
    report_add_table(report, "kinds of files: load from FILE as=NAME", view_owning(presets));
    report_add_table(report, "sets of features: run NAME", view_owning(packs));
    return report;
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
