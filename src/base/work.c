/* The pool of threads behind parallel loops, its progress and its stop flag.

   Blocks are handed out by an atomic counter to whoever is free, the caller included. A loop ends when every thread
   that took part has come back, so that nothing of a loop is left running when work_run returns. */
#include "patron/base/work.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"

struct work {
    size_t n_threads; /* the caller included */
    pthread_t *threads;
    size_t n_started;

    pthread_mutex_t mutex; /* guards the members up to `closing` */
    pthread_cond_t begin, end;
    uint64_t loop; /* number of the loop, so that a thread takes part once in each */
    size_t n_busy;
    bool closing;
    block_function *function;
    void *context;
    size_t n_blocks;

    atomic_size_t next_block;
    atomic_bool running;
    atomic_bool stop; /* lock-free, so a signal handler may set it */

    pthread_mutex_t progress_mutex;
    struct progress progress; /* all but `done` */
    atomic_uint_fast64_t done;
};

/* What this thread works for. */
static _Thread_local struct work *entered;

static void blocks_take(struct work *work)
{
    for (;;) {
        if (atomic_load_explicit(&work->stop, memory_order_relaxed))
            return;
        size_t block = atomic_fetch_add_explicit(&work->next_block, 1, memory_order_relaxed);
        if (block >= work->n_blocks)
            return;
        work->function(work->context, block);
    }
}

static void *worker_run(void *argument)
{
    struct work *work = argument;
    uint64_t seen = 0;
    entered = work;
    pthread_mutex_lock(&work->mutex);
    for (;;) {
        while (!work->closing && work->loop == seen)
            pthread_cond_wait(&work->begin, &work->mutex);
        if (work->closing)
            break;
        seen = work->loop;
        pthread_mutex_unlock(&work->mutex);
        blocks_take(work);
        pthread_mutex_lock(&work->mutex);
        if (--work->n_busy == 0)
            pthread_cond_signal(&work->end);
    }
    pthread_mutex_unlock(&work->mutex);
    return NULL;
}

void work_block_signals(sigset_t *before)
{
    static const int own[] = { SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGABRT };
    sigset_t others;
    sigfillset(&others);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&others, own[i]);
    pthread_sigmask(SIG_SETMASK, &others, before);
}

static void workers_start(struct work *work)
{
    sigset_t before;
    work_block_signals(&before);
    while (work->n_started + 1 < work->n_threads) {
        if (pthread_create(&work->threads[work->n_started], NULL, worker_run, work) != 0)
            break; /* fewer threads: slower, never wrong */
        work->n_started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct work *work_new(size_t n_threads)
{
    if (n_threads == 0) {
        long online = sysconf(_SC_NPROCESSORS_ONLN);
        n_threads = online > 0 ? (size_t)online : 1;
    }
    struct work *work = allocate(1, sizeof(*work));
    work->n_threads = n_threads;
    work->threads = allocate(n_threads, sizeof(*work->threads));
    pthread_mutex_init(&work->mutex, NULL);
    pthread_cond_init(&work->begin, NULL);
    pthread_cond_init(&work->end, NULL);
    pthread_mutex_init(&work->progress_mutex, NULL);
    workers_start(work);
    return work;
}

void work_free(struct work *work)
{
    if (!work)
        return;
    pthread_mutex_lock(&work->mutex);
    work->closing = true;
    pthread_cond_broadcast(&work->begin);
    pthread_mutex_unlock(&work->mutex);
    for (size_t i = 0; i < work->n_started; i++)
        pthread_join(work->threads[i], NULL);
    pthread_cond_destroy(&work->begin);
    pthread_cond_destroy(&work->end);
    pthread_mutex_destroy(&work->mutex);
    pthread_mutex_destroy(&work->progress_mutex);
    free(work->threads);
    free(work);
}

size_t work_threads(const struct work *work)
{
    return work ? work->n_threads : 1;
}

static bool run_serially(const struct work *work, size_t n_blocks, block_function *function, void *context,
                         struct error *err)
{
    for (size_t block = 0; block < n_blocks; block++) {
        if (work_stopped(work))
            return fail_cancelled(err);
        function(context, block);
    }
    return work_go_on(work, err);
}

bool work_run(struct work *work, size_t n_blocks, block_function *function, void *context, struct error *err)
{
    if (!work || work->n_started == 0 || n_blocks < 2)
        return run_serially(work, n_blocks, function, context, err);
    /* A loop within a block: the threads are taken, so the block runs it alone. */
    if (atomic_exchange(&work->running, true))
        return run_serially(work, n_blocks, function, context, err);

    pthread_mutex_lock(&work->mutex);
    work->function = function;
    work->context = context;
    work->n_blocks = n_blocks;
    atomic_store_explicit(&work->next_block, 0, memory_order_relaxed);
    work->n_busy = work->n_started;
    work->loop++;
    pthread_cond_broadcast(&work->begin);
    pthread_mutex_unlock(&work->mutex);

    blocks_take(work);

    pthread_mutex_lock(&work->mutex);
    while (work->n_busy)
        pthread_cond_wait(&work->end, &work->mutex);
    pthread_mutex_unlock(&work->mutex);
    atomic_store(&work->running, false);
    return work_go_on(work, err);
}

void work_begin(struct work *work, const char *unit, uint64_t total)
{
    if (!work)
        return;
    pthread_mutex_lock(&work->progress_mutex);
    work->progress = (struct progress){ .unit = unit, .total = total };
    atomic_store(&work->done, 0);
    pthread_mutex_unlock(&work->progress_mutex);
}

void work_advance(struct work *work, uint64_t done)
{
    if (work)
        atomic_fetch_add_explicit(&work->done, done, memory_order_relaxed);
}

void work_note(struct work *work, const char *format, ...)
{
    if (!work)
        return;
    va_list arguments;
    va_start(arguments, format);
    pthread_mutex_lock(&work->progress_mutex);
    vsnprintf(work->progress.note, sizeof(work->progress.note), format, arguments);
    pthread_mutex_unlock(&work->progress_mutex);
    va_end(arguments);
}

void work_end(struct work *work)
{
    work_begin(work, NULL, 0);
}

struct progress work_progress(struct work *work)
{
    struct progress progress = { 0 };
    if (!work)
        return progress;
    pthread_mutex_lock(&work->progress_mutex);
    progress = work->progress;
    progress.done = atomic_load(&work->done);
    pthread_mutex_unlock(&work->progress_mutex);
    return progress;
}

void work_stop(struct work *work)
{
    if (work)
        atomic_store(&work->stop, true);
}

struct work *work_enter(struct work *work)
{
    struct work *before = entered;
    entered = work;
    return before;
}

bool work_stopped(const struct work *work)
{
    const struct work *asked = work ? work : entered;
    return asked && atomic_load_explicit(&asked->stop, memory_order_relaxed);
}

void work_clear_stop(struct work *work)
{
    if (work)
        atomic_store(&work->stop, false);
}

bool work_go_on(const struct work *work, struct error *err)
{
    return work_stopped(work) ? fail_cancelled(err) : true;
}
