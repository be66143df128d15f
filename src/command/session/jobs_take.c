/* Taking jobs that have ended: what they made is kept, logged, and told. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/session/deliver.h"
#include "command/session/job.h"
#include "command/verb.h"

/* ---- What a job leaves ---- */

void job_keep_model(struct session *session, struct model *model, double seconds)
{
    session->as_job->model = model;
    session->as_job->fit_seconds = seconds;
}

void job_remember_file(struct session *session, const char *path, const char *line)
{
    struct job_file *file = allocate(1, sizeof *file);
    *file = (struct job_file){ copy_text(path), copy_text(line), session->as_job->files };
    session->as_job->files = file;
}

static void files_free(struct job *job)
{
    for (struct job_file *file = job->files, *next; file; file = next) {
        next = file->next;
        free(file->path);
        free(file->line);
        free(file);
    }
    job->files = NULL;
}

/* All but what is listed afterwards. */
static void job_release(struct job *job)
{
    session_free(job->own);
    job->own = NULL;
    if (job->model)
        model_free(job->model);
    job->model = NULL;
    files_free(job);
}

void job_free(struct job *job)
{
    job_release(job);
    report_free(job->report);
    error_release(&job->error);
    free(job->line);
    free(job->file);
    free(job->makes);
    free(job->outcome);
    free(job->messages);
    free(job);
}

/* ---- Keeping ---- */

static bool keep_model(struct session *session, struct job *job, struct error *err)
{
    int version;
    struct workspace *workspace = session->workspace;
    if (!job->model)
        return true;
    if (!workspace_begin(workspace, err))
        return false;
    bool ok = workspace_keep_model(workspace, job->model, job->makes, job->fit_seconds, &version, err) &&
              (session->in_transaction || workspace_audit(workspace, job->line, job->outcome, job->seconds, err));
    if (ok)
        return workspace_commit(workspace, err);
    workspace_rollback(workspace);
    return false;
}

static void log_job(struct session *session, const struct job *job)
{
    text_clear(&session->outcome);
    text_add(&session->outcome, job->outcome);
    size_t rows_in = session->n_rows_in, rows_out = session->n_rows_out; /* of the line that is running */
    session->n_rows_in = job->own->n_rows_in;
    session->n_rows_out = job->own->n_rows_out;
    const struct error *err = job->ok ? NULL : &job->error;
    log_add(session, job->line, err, job->seconds, true, false);
    char *told = typed_copy(job->line);
    run_log_add(session, job->where.line ? &job->where : NULL, told, err, job->seconds, NULL);
    session->n_rows_in = rows_in;
    session->n_rows_out = rows_out;
    if (err && !job->tries)
        junit_add(session, told, job->where.line ? &job->where : NULL, err->what);
    free(told);
}

/* Keeps what JOB, which has ended, made. */
static void settle(struct session *session, struct job *job)
{
    struct text before = session->outcome; /* of the line that is running */
    session->outcome = (struct text)TEXT_EMPTY;
    char *outcome = text_take(&job->own->outcome);
    job->messages = text_take(&job->own->job_messages);
    job->outcome = outcome;
    if (job->ok)
        job->ok = keep_model(session, job, &job->error);
    for (const struct job_file *file = job->files; job->ok && file; file = file->next)
        job->ok = session_remember_file(session, file->path, file->line, &job->error);
    if (job->ok) {
        session->changes |= job->changes;
        title_refresh(session);
    } else {
        free(job->outcome);
        job->outcome = copy_text(job->error.what ? job->error.what : "failed");
    }
    log_job(session, job);
    text_release(&session->outcome);
    session->outcome = before;
    pthread_mutex_lock(&session->jobs->mutex);
    job->state = job->ok ? JOB_DONE : JOB_FAILED;
    pthread_mutex_unlock(&session->jobs->mutex);
    job_release(job);
}

/* ---- Telling ---- */

/* The job's error says whose it is. */
static bool give_error(struct job *job, struct error *err)
{
    struct text what = TEXT_EMPTY;
    error_move(err, &job->error);
    text_add_format(&what, "job %d: %s", job->number, err->what ? err->what : "failed");
    free(err->what);
    err->what = text_take(&what);
    return false;
}

static void mark_told(struct session *session, struct job *job)
{
    pthread_mutex_lock(&session->jobs->mutex);
    job->told = true;
    pthread_mutex_unlock(&session->jobs->mutex);
}

/* In a batch, and for who waits: messages, then the report, as if the line ran now. */
static bool tell_aloud(struct session *session, struct job *job, struct error *err)
{
    mark_told(session, job);
    if (session->mode != SESSION_SCREEN && *job->messages) {
        fflush(stdout);
        fputs(job->messages, stderr);
    }
    bool shown = !job->report || session_hand_over(session, &job->report, err);
    report_free(job->report);
    job->report = NULL;
    if (job->ok)
        return shown;
    if (job->tries) {
        session_warning(session, "job %d: %s [E%04d]", job->number, job->error.what, job->error.code);
        return true;
    }
    if (err->kind == ERROR_NONE)
        return give_error(job, err);
    struct error other = ERROR_INIT;
    give_error(job, &other);
    session_render_error(session, &other);
    error_release(&other);
    return false;
}

/* Takes jobs 1 .. N in their order. */
static bool take_until(struct session *session, int n, struct error *err)
{
    bool ok = true;
    for (int i = 1; i <= n; i++) {
        struct job *job = session->jobs->items[i - 1];
        if (!job_await(session, job, err))
            return false;
        if (job->state == JOB_ENDED)
            settle(session, job);
        if (!job->told && job->state != JOB_STOPPED)
            ok &= tell_aloud(session, job, err);
    }
    return ok;
}

bool jobs_wait(struct session *session, int number, struct error *err)
{
    if (number > 0 && !job_find(session, number, err))
        return false;
    return take_until(session, number > 0 ? number : (int)jobs_count(session), err);
}

bool session_wait_jobs(struct session *session, struct error *err)
{
    return jobs_wait(session, 0, err);
}

static void add_messages(struct report *report, const char *messages)
{
    for (size_t n; *messages; messages += n + (messages[n] == '\n')) {
        n = strcspn(messages, "\n");
        report_add_note(report, VERDICT_NONE, "%.*s", (int)n, messages);
    }
}

static struct report *report_taken(const struct job *job)
{
    struct report *report = report_new(NULL, NULL, NULL);
    char shows[40] = "";
    if (job->report)
        snprintf(shows, sizeof shows, "  (jobs %d shows it)", job->number);
    report_add_note(report, job->ok ? VERDICT_OK : VERDICT_WATCH, "job %d %s: %s  %s%s", job->number,
                    job_states[job->state], job->line, job->outcome, shows);
    add_messages(report, job->messages);
    return report;
}

struct report *session_take_job(struct session *session, struct error *err)
{
    for (size_t i = 0; i < jobs_count(session); i++) {
        struct job *job = session->jobs->items[i];
        pthread_mutex_lock(&session->jobs->mutex);
        enum job_state state = job->state;
        pthread_mutex_unlock(&session->jobs->mutex);
        if (state == JOB_ENDED)
            settle(session, job);
        if (state < JOB_ENDED || job->told || job->state == JOB_STOPPED)
            continue;
        mark_told(session, job);
        if (!job->ok && !job->tries) {
            give_error(job, err);
            return NULL;
        }
        return report_taken(job);
    }
    return NULL;
}

struct report *job_report(struct session *session, int number, struct error *err)
{
    struct job *job = job_find(session, number, err);
    if (!job)
        return NULL;
    pthread_mutex_lock(&session->jobs->mutex);
    enum job_state state = job->state;
    pthread_mutex_unlock(&session->jobs->mutex);
    if (state == JOB_ENDED)
        settle(session, job);
    if (state < JOB_ENDED || !job->report)
        return report_message(VERDICT_OK, "job %d %s: %s  %s", number, job_states[job->state], job->line,
                              job->outcome ? job->outcome : "");
    struct report *report = job->report;
    job->report = NULL;
    mark_told(session, job);
    return report;
}

/* ---- Stopping ---- */

bool job_kill(struct session *session, int number, struct error *err)
{
    struct job *job = job_find(session, number, err);
    if (!job)
        return false;
    pthread_mutex_lock(&session->jobs->mutex);
    bool over = job->state > JOB_ENDED;
    pthread_mutex_unlock(&session->jobs->mutex);
    if (over)
        return fail(err, ERROR_USER, E_NO_JOB, "job %d is over: it is %s", number, job_states[job->state]);
    job_end(session->jobs, job);
    job_release(job);
    return true;
}

void jobs_stop(struct session *session)
{
    for (size_t i = 0; i < jobs_count(session); i++) {
        struct job *job = session->jobs->items[i];
        bool before = job->state > JOB_ENDED;
        job_end(session->jobs, job);
        if (!before)
            session_message(session, "job %d is stopped: %s", job->number, job->line);
    }
}

bool session_may_leave(struct session *session, struct error *err)
{
    size_t n = session_jobs(session), now = session->n_log + 1;
    if (n == 0 || session->leaving_asked == now)
        return true;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return session_wait_jobs(session, err);
    session->leaving_asked = now + (session->active > 0); /* the line that asks will be in the log */
    fail(err, ERROR_USER, E_JOB, n == 1 ? "%zu job is not done" : "%zu jobs are not done", n);
    error_reason(err, "leaving once more stops %s; jobs lists %s", n == 1 ? "it" : "them", n == 1 ? "it" : "them");
    error_mend(err, "wait");
    return false;
}

/* ---- What lines name ---- */

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether NAME stands in LINE as a word of its own, outside quotes; from where in *AT. */
static bool names(const char *line, const char *name, size_t *at)
{
    size_t length = strlen(name);
    char quote = '\0';
    for (const char *c = line; *c; c++) {
        if (quote || *c == '"' || *c == '\'') {
            quote = quote == *c ? '\0' : quote ? quote : *c;
            continue;
        }
        *at = (size_t)(c - line);
        if (strncmp(c, name, length) == 0 && !in_name(c[length]) && (c == line || !in_name(c[-1])))
            return true;
    }
    return false;
}

static bool is_in_the_way(const struct job *job, const struct bound *bound, size_t *at)
{
    const struct command *command = bound->invocation.command;
    bool closes = command->group == GROUP_START && (command->changes & CHANGES_TABLES);
    return closes || (job->makes && names(bound->invocation.line, job->makes, at));
}

bool jobs_let_run(struct session *session, const struct bound *bound, struct error *err)
{
    for (size_t i = jobs_count(session); i-- > 0;) {
        struct job *job = session->jobs->items[i];
        size_t at = 0;
        pthread_mutex_lock(&session->jobs->mutex);
        enum job_state state = job->state;
        pthread_mutex_unlock(&session->jobs->mutex);
        if (state > JOB_ENDED || !is_in_the_way(job, bound, &at))
            continue;
        if (session->mode == SESSION_BATCH)
            return take_until(session, job->number, err);
        if (state == JOB_ENDED) {
            settle(session, job);
            continue;
        }
        const char *verb = bound->invocation.command->name;
        if (job->makes && at > 0)
            fail(err, ERROR_USER, E_JOB, "'%s' is being made by job %d", job->makes, job->number);
        else
            fail(err, ERROR_USER, E_JOB, "%s would close the workspace that job %d reads", verb, job->number);
        error_mend(err, "wait %d", job->number);
        return false;
    }
    return true;
}
