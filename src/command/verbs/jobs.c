/* jobs: what runs behind the prompt, and what became of it. */
#include <math.h>

#include "command/session/jobs.h"
#include "command/verb.h"

static const char *progress_text(const struct job_info *job, struct arena *arena)
{
    const struct progress *progress = &job->progress;
    if (job->state != JOB_RUNNING)
        return job->outcome;
    if (!progress->unit)
        return NULL;
    char done[32], total[32];
    count_format(progress->done, done);
    count_format(progress->total, total);
    const char *note = progress->note[0] ? arena_format(arena, "  %s", progress->note) : "";
    return progress->total ? arena_format(arena, "%s of %s %s%s", done, total, progress->unit, note)
                           : arena_format(arena, "%s %s%s", done, progress->unit, note);
}

static struct report *list_jobs(struct session *session, struct arena *arena, struct error *err)
{
    size_t n = jobs_count(session);
    if (n == 0)
        return report_message(VERDICT_OK, "no jobs: a line that ends with & becomes one");
    struct builder *builder = builder_new("jobs");
    builder_add_column(builder, "job", TYPE_INT);
    builder_add_column(builder, "state", TYPE_TEXT);
    builder_add_column(builder, "seconds", TYPE_REAL);
    builder_add_column(builder, "command", TYPE_TEXT);
    builder_add_column(builder, "progress", TYPE_TEXT);
    for (size_t i = 0; i < n; i++) {
        struct job_info job;
        job_look(session, i, arena, &job);
        if (session->mode == SESSION_BATCH && job.state < JOB_DONE) { /* how far it is depends on the machine */
            job.state = JOB_RUNNING;
            job.progress.unit = NULL;
        }
        double seconds = job.state == JOB_WAITING ? NAN : shown_seconds(session, job.seconds);
        builder_set_int(builder, 0, job.number);
        builder_set_string(builder, 1, job_states[job.state]);
        if (!isnan(seconds))
            builder_set_real(builder, 2, round(seconds * 10) / 10);
        builder_set_string(builder, 3, job.line);
        builder_set_string(builder, 4, progress_text(&job, arena));
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, err);
    return table ? report_of_table("jobs", "jobs", NULL, table) : failed();
}

static struct report *run_jobs(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *number = values_get(&invocation->values, "number");
    if (!number->given)
        return list_jobs(session, invocation->arena, err);
    struct report *report = job_report(session, (int)number->number, err);
    if (!report)
        fail_value_at(err, number, 0);
    return report;
}

const struct command jobs_command = {
    .name = "jobs",
    .group = GROUP_SCRIPTS,
    .summary = "what runs in the background, and what became of it",
    .description =
        "A line that ends with & becomes a job: train and segment, and whatever only looks or writes files. Jobs run "
        "one "
        "after the other beside the session, on the data and definitions as they stood when the line was given, so "
        "that "
        "they give what the line would have given at once. What a job found or failed with is told before the next "
        "prompt; jobs N shows its report.\n"
        "A line that names a model which a job is still making is refused at the prompt; in a command file it waits "
        "for "
        "that job. There, what jobs make is kept, and what they show is shown, at `wait`, at such a line, and at the "
        "end: the output is the same however long they take. Inside a file that `run` runs, & does nothing. Ctrl-C "
        "does "
        "not stop jobs; kill does, and so does ending the program.",
    .parameters = (const struct parameter[]){ { "number", PARAMETER_COUNT, FORM_SUBJECT, .least = 1, .greatest = 1e6,
                                                .summary = "show what this job found" },
                                              { 0 } },
    .examples = (const struct example[]){ { "a model made aside", "train m9 = gbm churn90 on full trees=50 &" },
                                          { "how far it is", "jobs" },
                                          { "until it is done", "wait" },
                                          { 0 } },
    .see_also = "wait kill train",
    .run = run_jobs,
};
