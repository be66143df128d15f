/* Runs command lines away from the keys: one thread, one line at a time. */
#include "tui/worker.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "patron/base/memory.h"
#include "patron/command/session.h"
#include "tui/pane.h"

struct job {
    char *line;
    struct pane *pane;
    unsigned block;
    bool quiet, closed, stop;
    bool takes; /* no line: a job of the session that has ended */
    struct job *next;
};

struct worker {
    struct session *session;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct job *waiting, *running;
    struct outcome done;
    bool has_done, quit;
};

static void *serve(void *context)
{
    struct worker *worker = context;
    pthread_mutex_lock(&worker->mutex);
    while (!worker->quit || worker->running) {
        if (!worker->running) {
            pthread_cond_wait(&worker->wake, &worker->mutex);
            continue;
        }
        struct job *job = worker->running;
        struct outcome done = { .pane = job->pane, .block = job->block, .quiet = job->quiet, .error = ERROR_INIT };
        pthread_mutex_unlock(&worker->mutex);
        if (job->takes)
            done.ok = (done.report = session_take_job(worker->session, &done.error)) || done.error.kind == ERROR_NONE;
        else
            done.ok = job->quiet ? session_query(worker->session, job->line, &done.report, &done.error)
                                 : session_run(worker->session, job->line, NULL, &done.report, &done.error);
        pthread_mutex_lock(&worker->mutex);
        done.pane = job->pane; /* may have been forgotten meanwhile */
        done.closed = job->closed;
        done.line = job->line;
        worker->done = done;
        worker->has_done = true;
        worker->running = NULL;
        free(job);
    }
    pthread_mutex_unlock(&worker->mutex);
    return NULL;
}

struct worker *worker_new(struct session *session)
{
    struct worker *worker = allocate(1, sizeof *worker);
    worker->session = session;
    pthread_mutex_init(&worker->mutex, NULL);
    pthread_cond_init(&worker->wake, NULL);
    /* Signals are for the thread that reads keys: it must wake when the window changes or somebody asks us to end. The
       threads that the worker makes inherit this. */
    sigset_t before;
    work_block_signals(&before);
    if (pthread_create(&worker->thread, NULL, serve, worker) != 0)
        bug("no thread for the commands");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return worker;
}

/* With the mutex held: the next waiting line runs, unless the session is still in use. */
static void start_next(struct worker *worker)
{
    if (worker->running || worker->has_done || !worker->waiting)
        return;
    worker->running = worker->waiting;
    worker->waiting = worker->running->next;
    pthread_cond_signal(&worker->wake);
}

static void submit(struct worker *worker, struct job wanted)
{
    struct job *job = allocate(1, sizeof *job), **at = &worker->waiting;
    *job = wanted;
    pthread_mutex_lock(&worker->mutex);
    while (*at)
        at = &(*at)->next;
    *at = job;
    start_next(worker);
    pthread_mutex_unlock(&worker->mutex);
}

void worker_submit(struct worker *worker, const char *line, struct pane *pane, bool quiet)
{
    submit(worker, (struct job){ .line = copy_text(line), .pane = pane, .quiet = quiet });
}

void worker_take_job(struct worker *worker)
{
    submit(worker, (struct job){ .line = copy_text("jobs"), .takes = true });
}

void worker_submit_block(struct worker *worker, const char *line, unsigned block)
{
    submit(worker, (struct job){ .line = copy_text(line), .block = block });
}

static void drop(struct job **at)
{
    struct job *job = *at;
    *at = job->next;
    free(job->line);
    free(job);
}

size_t worker_drop_block(struct worker *worker, unsigned block)
{
    size_t n = 0;
    pthread_mutex_lock(&worker->mutex);
    for (struct job **at = &worker->waiting; *at;) {
        if ((*at)->block == block) {
            drop(at);
            n++;
        } else {
            at = &(*at)->next;
        }
    }
    pthread_mutex_unlock(&worker->mutex);
    return n;
}

bool worker_busy(const struct worker *worker)
{
    struct worker *locked = (struct worker *)worker;
    pthread_mutex_lock(&locked->mutex);
    bool busy = worker->running || worker->waiting || worker->has_done;
    pthread_mutex_unlock(&locked->mutex);
    return busy;
}

const char *worker_line(const struct worker *worker)
{
    struct worker *locked = (struct worker *)worker;
    pthread_mutex_lock(&locked->mutex);
    const char *line = worker->running ? worker->running->line : NULL;
    pthread_mutex_unlock(&locked->mutex);
    return line;
}

void worker_go_on(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    start_next(worker);
    pthread_mutex_unlock(&worker->mutex);
}

bool worker_take(struct worker *worker, struct outcome *out)
{
    pthread_mutex_lock(&worker->mutex);
    bool has = worker->has_done;
    if (has) {
        *out = worker->done;
        worker->has_done = false;
    }
    pthread_mutex_unlock(&worker->mutex);
    return has;
}

void worker_forget(struct worker *worker, const struct pane *pane)
{
    pthread_mutex_lock(&worker->mutex);
    for (struct job **at = &worker->waiting; *at;) {
        if ((*at)->pane == pane)
            drop(at);
        else
            at = &(*at)->next;
    }
    if (worker->running && worker->running->pane == pane) {
        worker->running->pane = NULL;
        worker->running->closed = true;
    }
    if (worker->has_done && worker->done.pane == pane) {
        worker->done.pane = NULL;
        worker->done.closed = true;
    }
    pthread_mutex_unlock(&worker->mutex);
}

void worker_stop(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    while (worker->waiting) {
        struct pane *pane = worker->waiting->pane;
        if (pane) {
            pane->busy = false;
            pane->stale |= worker->waiting->quiet;
        }
        drop(&worker->waiting);
    }
    if (worker->running)
        worker->running->stop = true;
    pthread_mutex_unlock(&worker->mutex);
    worker_keep_stopping(worker);
}

void worker_keep_stopping(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    if (worker->running && worker->running->stop)
        session_stop(worker->session);
    pthread_mutex_unlock(&worker->mutex);
}

void worker_free(struct worker *worker)
{
    struct outcome outcome;
    const struct timespec pause = { 0, 5000000 };
    worker_stop(worker);
    pthread_mutex_lock(&worker->mutex);
    worker->quit = true;
    pthread_cond_signal(&worker->wake);
    while (worker->running) { /* a stop that came too early is said again */
        pthread_mutex_unlock(&worker->mutex);
        worker_keep_stopping(worker);
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&worker->mutex);
    }
    pthread_mutex_unlock(&worker->mutex);
    pthread_join(worker->thread, NULL);
    if (worker_take(worker, &outcome)) {
        report_free(outcome.report);
        error_release(&outcome.error);
        free(outcome.line);
    }
    pthread_mutex_destroy(&worker->mutex);
    pthread_cond_destroy(&worker->wake);
    free(worker);
}
