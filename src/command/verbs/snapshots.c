/* snapshots: the list. */
#include "command/names/lists.h"
#include "command/verb.h"

static struct report *run_snapshots(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)invocation;
    struct table *table = list_find("snapshots")->make(session, "snapshots", err);
    return table ? report_of_table("snapshots", "snapshots", NULL, table) : failed();
}

const struct command snapshots_command = {
    .name = "snapshots",
    .group = GROUP_DATA,
    .summary = "list the snapshots: name, hash, tables, rows",
    .needs = NEEDS_WORKSPACE,
    .parameters = (const struct parameter[]){ { 0 } },
    .examples = (const struct example[]){ { "all of them", "snapshots" },
                                          { "for a program", "snapshots > snapshots.json" },
                                          { "naming the present one", "snapshot before" },
                                          { 0 } },
    .see_also = "snapshot use",
    .pane = "table",
    .run = run_snapshots,
};
