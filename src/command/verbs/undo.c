/* undo: takes back the last definition. */
#include "command/verb.h"

static struct report *run_undo(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)invocation;
    char *what = NULL;
    if (!workspace_undo(session->workspace, &what, err))
        return failed();
    outcome(session, "%s", what);
    struct report *report = report_message(VERDICT_OK, "taken back: %s", what);
    free(what);
    return report;
}

const struct command undo_command = {
    .name = "undo",
    .group = GROUP_SCRIPTS,
    .summary = "take back the last definition, as-of date, population, target or split",
    .description = "Again: the one before. Tables, models and files stay: go back to those with use and champion.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_DEFINITIONS | CHANGES_STATE,
    .parameters = (const struct parameter[]){ { 0 } },
    .examples = (const struct example[]){ { "the last definition", "undo" },
                                          { "and what is left", "show features" },
                                          { "what was done", "history" },
                                          { 0 } },
    .see_also = "use champion history",
    .run = run_undo,
};
