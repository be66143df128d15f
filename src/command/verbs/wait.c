/* wait: until jobs are done. */
#include "command/session/jobs.h"
#include "command/verb.h"

static struct report *run_wait(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *number = values_get(&invocation->values, "number");
    struct error first = ERROR_INIT;
    size_t n = session_jobs(session);
    bool ok = jobs_wait(session, number->given ? (int)number->number : 0, &first);
    if (!ok)
        error_move(err, &first);
    if (!ok && err->code == E_NO_JOB)
        fail_value_at(err, number, 0);
    if (!ok)
        return failed();
    struct report *last = session->last_report; /* the full screen shows one answer a line */
    session->last_report = NULL;
    if (session->mode != SESSION_BATCH && n == 0 && !last)
        return report_message(VERDICT_OK, "no job is running");
    return last;
}

const struct command wait_command = {
    .name = "wait",
    .group = GROUP_SCRIPTS,
    .summary = "wait for jobs, and show what they found",
    .description = "All of them, or job N and those given before it. A job that failed makes wait fail with its error. "
                   "Ctrl-C ends the waiting, and the jobs go on.",
    .changes = 0,
    .parameters = (const struct parameter[]){ { "number", PARAMETER_COUNT, FORM_SUBJECT, .least = 1, .greatest = 1e6,
                                                .summary = "the job, as jobs lists it; all when left out" },
                                              { 0 } },
    .examples = (const struct example[]){ { "a job", "segment s9 = kmeans on rfm k=3 &" },
                                          { "all of them", "wait" },
                                          { "what came of them", "jobs" },
                                          { 0 } },
    .see_also = "jobs kill",
    .run = run_wait,
};
