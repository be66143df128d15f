/* kill: stops a job. */
#include "command/session/jobs.h"
#include "command/verb.h"

static struct report *run_kill(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *number = values_get(&invocation->values, "number");
    int job = (int)number->number;
    if (!number->given) {
        size_t n = session_jobs(session);
        jobs_stop(session);
        return report_message(VERDICT_OK, n > 0 ? "%s stopped" : "no job is running",
                              counted(n, "job", invocation->arena));
    }
    if (!job_kill(session, job, err)) {
        fail_value_at(err, number, 0);
        return failed();
    }
    return report_message(VERDICT_OK, "job %d is stopped: nothing of it is kept", job);
}

const struct command kill_command = {
    .name = "kill",
    .group = GROUP_SCRIPTS,
    .summary = "stop jobs",
    .description =
        "Whether it runs, waits for its turn, or has ended and was not told of yet: nothing of it is kept. A "
        "job that is done stays as it is.",
    .parameters = (const struct parameter[]){ { "number", PARAMETER_COUNT, FORM_SUBJECT, .least = 1, .greatest = 1e6,
                                                .summary = "the job, as jobs lists it; all when left out" },
                                              { 0 } },
    .examples = (const struct example[]){ { "a long one", "train m9 = gbm churn90 on full trees=5000 rate=0.01 &" },
                                          { "enough of them", "kill" },
                                          { "what is left", "jobs" },
                                          { 0 } },
    .see_also = "jobs wait",
    .run = run_kill,
};
