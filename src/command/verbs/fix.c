/* fix: the last line that failed, with its mend. */
#include "command/verb.h"

static struct report *run_fix(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)invocation;
    struct report *report = NULL;
    char *line = session_fixed_line(session);
    if (!line)
        return fail_null(err, ERROR_USER, E_NO_COMMAND,
                         "there is nothing to fix: no error had a mend that can be applied");
    session_message(session, "%s", line);
    bool ok = session_run(session, line, NULL, &report, err);
    if (ok) {
        free(session->last_failed);
        session->last_failed = NULL;
        if (!report)
            report = report_message(VERDICT_NONE, "%s", line);
    }
    free(line);
    return report;
}

const struct command fix_command = {
    .name = "fix",
    .group = GROUP_TERMINAL,
    .summary = "run the last failed line again with its first mend",
    .needs = NEEDS_OTHER_LINES,
    .parameters = (const struct parameter[]){ { 0 } },
    .examples = (const struct example[]){ { "after: no command 'shwo'", "help show" },
                                          { "what the last error means", "help E0101" },
                                          { "a longer look", "log" },
                                          { 0 } },
    .see_also = "help log",
    .run = run_fix,
};
