/* The runner of jobs: its thread, its queue, and what faces ask of it from other threads. */
#include "command/session/jobs.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/session/job.h"
#include "patron/base/calendar.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/report/inspect.h"
#include "patron/study/study.h"

const char *const job_states[] = { "waiting", "running", "ended", "done", "failed", "stopped" };

/* ---- The thread ---- */

static struct job *next_waiting(const struct jobs *jobs)
{
    for (size_t i = 0; i < jobs->n; i++)
        if (jobs->items[i]->state == JOB_WAITING)
            return jobs->items[i];
    return NULL;
}

/* What a command handed over while it went on to fail is its report. */
static void run_job(struct job *job)
{
    job->ok = session_run(job->own, job->line, job->where.line ? &job->where : NULL, &job->report, &job->error);
    if (!job->report) {
        job->report = job->own->last_report;
        job->own->last_report = NULL;
    }
}

static void *serve(void *context)
{
    struct jobs *jobs = context;
    pthread_mutex_lock(&jobs->mutex);
    while (!jobs->closing) {
        struct job *job = next_waiting(jobs);
        if (!job) {
            pthread_cond_wait(&jobs->wake, &jobs->mutex);
            continue;
        }
        session_work(job->own); /* others ask it how far it is */
        job->state = JOB_RUNNING;
        job->began = clock_seconds();
        pthread_mutex_unlock(&jobs->mutex);
        run_job(job);
        pthread_mutex_lock(&jobs->mutex);
        job->seconds = clock_seconds() - job->began;
        job->state = JOB_ENDED;
        pthread_cond_broadcast(&jobs->ended);
    }
    pthread_mutex_unlock(&jobs->mutex);
    return NULL;
}

static void jobs_start(struct session *session)
{
    if (session->jobs)
        return;
    struct jobs *jobs = allocate(1, sizeof *jobs);
    pthread_mutex_init(&jobs->mutex, NULL);
    pthread_cond_init(&jobs->wake, NULL);
    pthread_cond_init(&jobs->ended, NULL);
    /* Signals are for the thread of the face. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&jobs->thread, NULL, serve, jobs) != 0)
        bug("no thread for the jobs");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    session->jobs = jobs;
}

/* ---- Giving one ---- */

static bool may_run_aside(const struct bound *bound, struct error *err)
{
    const struct command *command = bound->invocation.command;
    bool own = command->group == GROUP_START || command->group == GROUP_SCRIPTS || command->group == GROUP_TERMINAL;
    bool reads = !own && bound_reach(bound) <= REACH_KEEPS && !(command->changes & CHANGES_SETTINGS);
    if (command->background == BACKGROUND_KEEPS_MODEL || (command->background == BACKGROUND_READERS && reads))
        return true;
    fail(err, ERROR_USER, E_JOB, "%s cannot run in the background", command->name);
    error_reason(err, "behind & stand train, segment and what only looks or writes files");
    error_mend(err, "the same line without &");
    return false;
}

/* A session like SESSION, reading the workspace as it stands. Everything it needs is made here, by the thread that may
   look at the session. */
static struct session *session_aside(struct session *session, struct job *job, struct error *err)
{
    struct session *own = session_new(SESSION_BATCH);
    own->as_job = job;
    own->fresh = session->fresh;
    own->quiet = session->quiet;
    own->verbose = session->verbose;
    own->overwrite = session->overwrite;
    settings_copy(session, own);
    own->undated = session->undated ? copy_text(session->undated) : NULL;
    if (session->workspace && !(own->workspace = workspace_copy(session->workspace, err))) {
        session_free(own);
        return NULL;
    }
    numerics_init(); /* not beside somebody who reads the environment */
    return own;
}

static const char *made_by(const struct bound *bound)
{
    const struct values *values = &bound->invocation.values;
    for (size_t i = 0; i < values->n; i++)
        if (values->values[i].given && values->values[i].parameter->form == FORM_NAME)
            return values->values[i].text;
    return NULL;
}

/* The redirection belongs to the job's line: the invocation's has it. */
bool job_submit(struct session *session, const struct bound *bound, const struct source_line *where, int *number,
                struct error *err)
{
    if (!may_run_aside(bound, err))
        return false;
    struct job *job = allocate(1, sizeof *job);
    job->own = session_aside(session, job, err);
    if (!job->own) {
        free(job);
        return false;
    }
    jobs_start(session);
    struct jobs *jobs = session->jobs;
    const char *made = bound->invocation.command->background == BACKGROUND_KEEPS_MODEL ? made_by(bound) : NULL;
    job->line = copy_text(bound->invocation.line);
    job->makes = made ? copy_text(made) : NULL;
    job->changes = bound->invocation.command->changes;
    job->tries = bound->tries;
    if (where) {
        job->file = where->file ? copy_text(where->file) : NULL;
        job->where = (struct source_line){ job->file, where->line };
    }
    pthread_mutex_lock(&jobs->mutex);
    jobs->items = reallocate(jobs->items, jobs->n + 1, sizeof *jobs->items);
    jobs->items[jobs->n++] = job;
    *number = job->number = (int)jobs->n;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
    return true;
}

/* ---- Asked from any thread ---- */

static size_t count_states(struct session *session, enum job_state first, enum job_state last)
{
    struct jobs *jobs = session->jobs;
    size_t n = 0;
    if (!jobs)
        return 0;
    pthread_mutex_lock(&jobs->mutex);
    for (size_t i = 0; i < jobs->n; i++)
        n += jobs->items[i]->state >= first && jobs->items[i]->state <= last;
    pthread_mutex_unlock(&jobs->mutex);
    return n;
}

size_t session_jobs(struct session *session)
{
    return count_states(session, JOB_WAITING, JOB_RUNNING);
}

bool session_job_ended(struct session *session)
{
    struct jobs *jobs = session->jobs;
    bool found = false;
    if (!jobs)
        return false;
    pthread_mutex_lock(&jobs->mutex);
    for (size_t i = 0; i < jobs->n && !found; i++) {
        const struct job *job = jobs->items[i];
        found = job->state == JOB_ENDED || (job->state > JOB_ENDED && job->state != JOB_STOPPED && !job->told);
    }
    pthread_mutex_unlock(&jobs->mutex);
    return found;
}

size_t jobs_count(struct session *session)
{
    return count_states(session, JOB_WAITING, JOB_STOPPED);
}

struct progress jobs_progress(struct session *session)
{
    struct jobs *jobs = session->jobs;
    struct progress progress = { 0 };
    if (!jobs)
        return progress;
    pthread_mutex_lock(&jobs->mutex);
    for (size_t i = 0; i < jobs->n && !progress.unit; i++)
        if (jobs->items[i]->state == JOB_RUNNING)
            progress = work_progress(jobs->items[i]->own->work);
    pthread_mutex_unlock(&jobs->mutex);
    return progress;
}

void job_look(struct session *session, size_t index, struct arena *arena, struct job_info *out)
{
    struct jobs *jobs = session->jobs;
    pthread_mutex_lock(&jobs->mutex);
    const struct job *job = jobs->items[index];
    *out = (struct job_info){
        .number = job->number, .line = arena_text(arena, job->line), .state = job->state, .seconds = job->seconds
    };
    if (job->state == JOB_RUNNING) {
        out->seconds = clock_seconds() - job->began;
        out->progress = work_progress(job->own->work);
    } else if (job->outcome) {
        out->outcome = arena_text(arena, job->outcome);
    }
    pthread_mutex_unlock(&jobs->mutex);
}

struct job *job_find(struct session *session, int number, struct error *err)
{
    size_t n = jobs_count(session);
    if (number >= 1 && (size_t)number <= n)
        return session->jobs->items[number - 1];
    return fail_null(err, ERROR_USER, E_NO_JOB,
                     n > 0 ? "there is no job %d" : "there is no job %d: no line ended with &", number);
}

bool job_was_lost(struct session *session, int number)
{
    struct job *job = job_find(session, number, NULL);
    return job && (job->state == JOB_FAILED || job->state == JOB_STOPPED);
}

/* ---- Waiting and stopping ---- */

/* With the mutex held: sleeps until a job ends, at most 20 ms. */
static void sleep_a_little(struct jobs *jobs)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 20 * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&jobs->ended, &jobs->mutex, &until);
}

bool job_await(struct session *session, struct job *job, struct error *err)
{
    struct jobs *jobs = session->jobs;
    pthread_mutex_lock(&jobs->mutex);
    while (job->state < JOB_ENDED && !session->stopped)
        sleep_a_little(jobs);
    bool ended = job->state >= JOB_ENDED;
    pthread_mutex_unlock(&jobs->mutex);
    return ended || fail_cancelled(err);
}

/* A stop that comes before the line has begun is not seen, so that it is said again until the job has ended. */
void job_end(struct jobs *jobs, struct job *job)
{
    pthread_mutex_lock(&jobs->mutex);
    bool lost = job->state <= JOB_ENDED;
    if (job->state == JOB_WAITING)
        job->state = JOB_STOPPED;
    while (job->state == JOB_RUNNING) {
        session_stop(job->own);
        sleep_a_little(jobs);
    }
    if (lost)
        job->state = JOB_STOPPED;
    pthread_mutex_unlock(&jobs->mutex);
}

void jobs_free(struct session *session)
{
    struct jobs *jobs = session->jobs;
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->mutex);
    jobs->closing = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
    for (size_t i = 0; i < jobs->n; i++)
        job_end(jobs, jobs->items[i]);
    pthread_join(jobs->thread, NULL);
    for (size_t i = 0; i < jobs->n; i++)
        job_free(jobs->items[i]);
    pthread_mutex_destroy(&jobs->mutex);
    pthread_cond_destroy(&jobs->wake);
    pthread_cond_destroy(&jobs->ended);
    free(jobs->items);
    free(jobs);
    session->jobs = NULL;
}
