/* The handle that long work takes: a pool of threads, a place to report progress, and the question "stop?".

   Parallel loops use fixed blocks. A block's result must depend on the block alone, and results are reduced in block
   order by the caller, so that the number of threads cannot be seen in a result. The pool's threads sleep on a
   condition variable when there is nothing to do; they never spin. */
#ifndef PATRON_BASE_WORK_H
#define PATRON_BASE_WORK_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

struct work; /* a NULL work runs everything on the calling thread, and stops when what that thread works for does */

/* A pool of N_THREADS (0: one per processor). */
struct work *work_new(size_t n_threads);
/* Ends the threads. Nothing may be running; NULL is allowed. */
void work_free(struct work *work);
/* How many blocks run at a time; 1 for NULL. */
size_t work_threads(const struct work *work);

typedef void block_function(void *context, size_t block);
/* Calls FUNCTION(CONTEXT, b) for b = 0 .. n_blocks-1, on all threads. False and ERR (E_CANCELLED) when stopped; blocks
   that had begun have then ended. May be called only from the thread that owns the work. */
bool work_run(struct work *work, size_t n_blocks, block_function *function, void *context, struct error *err);

/* Progress: the running command says what it counts and how far it is; a face (prompt, screen) reads it. */
struct progress {
    const char *unit;     /* "rows", "trees"; NULL when nothing runs */
    uint64_t done, total; /* total 0: unknown */
    char note[64];        /* "best log loss 0.371" */
};
/* A stretch of TOTAL units begins; 0: nobody knows how many. */
void work_begin(struct work *work, const char *unit, uint64_t total);
/* DONE more of them; from any thread. */
void work_advance(struct work *work, uint64_t done);
/* What stands beside the count, as printf writes it; cut at 63 bytes. */
void work_note(struct work *work, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The stretch is over. */
void work_end(struct work *work);
/* A copy of how far it is; from any thread. */
struct progress work_progress(struct work *work);

/* Asks for a stop, from a signal handler or another thread (async-signal-safe); work_stopped and work_run see it. */
void work_stop(struct work *work);
/* What this thread does from here on is for WORK, so that a loop far below, which was handed none, can ask whether to stop.
   Returns what it was before, to be put back. The pool's own threads work for their pool. */
struct work *work_enter(struct work *work);
/* Whether a stop was asked for; NULL asks for what this thread works for, and is false when that is nothing. */
bool work_stopped(const struct work *work);
/* The next command begins: the stop was for the last one. */
void work_clear_stop(struct work *work);
/* Whether a stop was asked for; then fills ERR with E_CANCELLED and returns false. `if (!work_go_on(work, err)) ...`
   Every loop over data asks this at least every 100 ms, by `work_go_on(NULL, err)` where it has no work. */
bool work_go_on(const struct work *work, struct error *err);
/* The same before element I of a loop that was handed no work: asked at the end of each stretch, which costs nothing that
   could be measured. `for (i = 0; i < n && (ok = loop_goes_on(i, err)); i++)` */
enum { LOOP_STRETCH = 4096 };
static inline bool loop_goes_on(size_t i, struct error *err)
{
    return i % LOOP_STRETCH != LOOP_STRETCH - 1 || work_go_on(NULL, err);
}

/* Threads that are made from now on leave signals to this one, but for those that their own faults raise: blocked,
   these would end the program at once, whoever handles them. BEFORE is to be put back with pthread_sigmask. */
void work_block_signals(sigset_t *before);

#endif
