/* history: what was done in this workspace, and by what command. */
#include "command/verb.h"

static const char *const trails[] = { "audit", "notes", "promotions", "files", NULL };

static struct report *run_history(struct session *session, const struct invocation *invocation, struct error *err)
{
    const char *which = trails[values_choice(&invocation->values, "what")];
    if (values_yes(&invocation->values, "verify") && !workspace_audit_verify(session->workspace, err))
        return failed();
    struct table *table = workspace_trail(session->workspace, which, err);
    if (!table)
        return failed();
    return report_of_table("history", which, counted(table->n_rows, "line", invocation->arena), table);
}

const struct command history_command = {
    .name = "history",
    .group = GROUP_OUTPUT,
    .summary = "what was done here: each command that changed something, in a chain of hashes",
    .needs = NEEDS_WORKSPACE,
    .parameters =
        (const struct parameter[]){ { "what", PARAMETER_CHOICE, FORM_SUBJECT, .choices = trails, .otherwise = "audit",
                                      .summary = "commands, notes, promotions, or files written" },
                                    { "verify", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
                                      .summary = "also recompute the chain of hashes" },
                                    { 0 } },
    .examples = (const struct example[]){ { "commands", "history" },
                                          { "is the chain whole", "history verify=yes" },
                                          { "files written", "history files" },
                                          { 0 } },
    .see_also = "note log show",
    .pane = "table",
    .run = run_history,
};
