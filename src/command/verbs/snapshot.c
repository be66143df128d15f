/* snapshot: a name for the table versions as they stand. */
#include "command/verb.h"

static struct report *run_snapshot(struct session *session, const struct invocation *invocation, struct error *err)
{
    const char *name = values_text(&invocation->values, "name");
    char hash[HASH_TEXT];
    if (!workspace_snapshot_name(session->workspace, name, values_text(&invocation->values, "note"), err)) {
        fail_value_at(err, values_get(&invocation->values, "name"), 0);
        return failed();
    }
    workspace_snapshot_hash(session->workspace, hash);
    outcome(session, "%.8s", hash);
    return report_message(VERDICT_OK, "snapshot %s is %.8s: the tables as they stand now", name, hash);
}

const struct command snapshot_command = {
    .name = "snapshot",
    .group = GROUP_DATA,
    .summary = "name the tables as they stand now",
    .description = "A snapshot is a set of table versions. It never changes; `use` goes back to it, and drift compares "
                   "with it.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){ { "name", PARAMETER_NAME, FORM_SUBJECT, .required = true,
                                      .summary = "its name, which may be or end with a date" },
                                    { "note", PARAMETER_TEXT, FORM_SUBJECT, .summary = "a sentence about it" },
                                    { 0 } },
    .examples = (const struct example[]){ { "before a change", "snapshot before" },
                                          { "named after a day", "snapshot july_2024-07-01" },
                                          { "with a note", "snapshot july \"as delivered on the 2nd\"" },
                                          { "all of them", "snapshots" },
                                          { 0 } },
    .see_also = "snapshots use drift",
    .run = run_snapshot,
};
