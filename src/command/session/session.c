/* A session: its making and ending, and what faces ask of it. */
#include <string.h>
#include <sys/stat.h>

#include "command/data/load_lines.h"
#include "command/session/deliver.h"
#include "command/session/jobs.h"
#include "command/state.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

struct session *session_new(enum session_mode mode)
{
    struct session *session = allocate(1, sizeof *session);
    session->mode = mode;
    settings_from_environment(session);
    return session;
}

void scores_forget(struct session *session)
{
    for (size_t i = 0; i < KEPT_SCORES; i++) {
        if (!session->kept[i].key)
            continue;
        free(session->kept[i].key);
        scored_release(&session->kept[i].scored);
        session->kept[i] = (struct kept_scores){ 0 };
    }
}

void session_free(struct session *session)
{
    if (!session)
        return;
    jobs_free(session);
    scores_forget(session);
    table_release(session->scores);
    report_free(session->last_report);
    if (session->workspace)
        workspace_close(session->workspace);
    delivery_discard(session->output);
    work_free(session->work);
    work_free(session->work_before);
    settings_release(session);
    log_release(session);
    for (size_t i = 0; i < session->n_gates; i++)
        free(session->gates[i].text);
    free(session->gates);
    steps_forget(session);
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < TITLE_TEXTS; j++)
            free(session->title_texts[i][j]);
    text_release(&session->outcome);
    text_release(&session->chain);
    text_release(&session->failures);
    text_release(&session->job_messages);
    error_release(&session->last_error);
    free(session->undated);
    free(session->shorts);
    free(session->last_failed);
    free(session->run_log);
    junit_free(session->junit);
    free(session->output_path);
    free(session);
}

void session_set_mode(struct session *session, enum session_mode mode)
{
    session->mode = mode;
}

struct workspace *session_workspace(const struct session *session)
{
    return session->workspace;
}

void session_set_workspace(struct session *session, struct workspace *workspace)
{
    scores_forget(session);
    if (session->workspace)
        workspace_close(session->workspace);
    session->workspace = workspace;
    settings_from_workspace(session);
    title_refresh(session);
}

/* The pool of threads costs time to make: `patron --version` never asks for it. */
struct work *session_work(struct session *session)
{
    double asked = 0;
    const char *threads = session_setting(session, "threads");
    number_parse(threads, strlen(threads), &asked);
    if (session->work && session->work_threads_asked != (size_t)asked) {
        work_free(session->work_before);
        session->work_before = session->work;
        session->work = NULL;
    }
    if (!session->work) {
        numerics_init();
        session->work = work_new((size_t)asked);
        session->work_threads_asked = (size_t)asked;
        if (session->stopped)
            work_stop(session->work);
    }
    return session->work;
}

struct progress session_progress(struct session *session)
{
    struct work *work = session->work;
    struct progress progress = work ? work_progress(work) : (struct progress){ 0 };
    return progress.unit ? progress : jobs_progress(session);
}

void session_begin(struct session *session)
{
    if (session->active++ > 0)
        return;
    session->stop_run = false;
    /* A batch is stopped for good: the signal may come before its first line begins. At a prompt, the next line is
       another wish. */
    if (session->mode == SESSION_BATCH)
        return;
    session->stopped = 0;
    if (session->work)
        work_clear_stop(session->work);
}

void session_stop(struct session *session)
{
    session->stopped = 1;
    if (session->work)
        work_stop(session->work);
}

unsigned session_take_changes(struct session *session)
{
    unsigned changes = session->changes;
    session->changes = 0;
    return changes;
}

bool session_quitting(const struct session *session, int *status)
{
    if (session->quitting && status)
        *status = session->quit_status;
    return session->quitting;
}

bool session_gate_failed(const struct session *session)
{
    return session->n_gates > 0;
}

int session_finish(struct session *session, int status)
{
    struct error err = ERROR_INIT;
    if (session->junit && !junit_write(session->junit, &err)) {
        session_render_error(session, &err);
        error_release(&err);
        status = status == 0 || status == 3 ? 1 : status;
    }
    if ((session->run_log_failed || session->damaged) && (status == 0 || status == 3))
        status = 1; /* told when it happened */
    if (session->mode != SESSION_BATCH)
        return status; /* a person has seen them */
    for (size_t i = 0; i < session->n_gates; i++)
        fprintf(stderr, "%s\n", session->gates[i].text);
    status = session->n_gates > 0 && status == 0 ? 3 : status;
    run_log_end(session, status);
    return session->run_log_failed && (status == 0 || status == 3) ? 1 : status;
}

void session_set_rc(struct session *session, bool in_rc)
{
    session->in_rc = in_rc;
}

void session_set_batch(struct session *session, const struct batch_options *options)
{
    session->quiet = options->quiet;
    session->verbose = options->verbose;
    session->keep_going = options->keep_going;
    session->overwrite = options->overwrite;
    session->plan_only = options->plan_only;
    session->fresh = options->fresh;
    junit_free(session->junit);
    session->junit = options->junit ? junit_new(options->junit) : NULL;
    free(session->run_log);
    session->run_log = options->run_log ? copy_text(options->run_log) : NULL;
}

/* ---- The title ---- */

/* The champion promoted last. */
static char *champion_text(struct workspace *workspace)
{
    struct model_info *infos;
    size_t n;
    char *text = NULL;
    int64_t newest = INT64_MIN;
    if (!workspace_models(workspace, &infos, &n, NULL))
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (infos[i].champion && infos[i].made >= newest) {
            free(text);
            text = copy_text(infos[i].name);
            newest = infos[i].made;
        }
    model_infos_free(infos, n);
    return text;
}

void title_refresh(struct session *session)
{
    int next = 1 - session->title_now;
    char **texts = session->title_texts[next];
    for (size_t i = 0; i < TITLE_TEXTS; i++) {
        free(texts[i]);
        texts[i] = NULL;
    }
    struct workspace *workspace = session->workspace;
    if (workspace) {
        texts[0] = copy_text(workspace_name(workspace));
        texts[1] = workspace_state(workspace, "asof");
        texts[2] = workspace_state(workspace, "population");
        texts[3] = workspace_state(workspace, "target");
        texts[4] = champion_text(workspace);
    }
    session->title_now = next;
}

struct title session_title(struct session *session)
{
    char *const *texts = session->title_texts[session->title_now];
    struct title title = { texts[0], texts[1], texts[2], texts[3], texts[4], false };
    title.read_only = session->workspace && workspace_read_only(session->workspace);
    return title;
}
