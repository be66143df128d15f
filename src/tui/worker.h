/* Runs command lines away from the keys: one at a time, in order, on a thread of its own. While a line runs nobody else
   may touch the session, but for session_stop and work_progress. */
#ifndef TUI_WORKER_H
#define TUI_WORKER_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/base/error.h"

struct pane;
struct report;
struct session;
struct worker;

struct worker *worker_new(struct session *session);
void worker_free(struct worker *worker); /* stops what runs, and waits for it */
/* QUIET: the line makes a pane anew (of PANE) rather than being the user's own. PANE may be NULL. */
void worker_submit(struct worker *worker, const char *line, struct pane *pane, bool quiet);
/* What is to be told of a job of the session (patron/command/session.h) comes as an outcome. */
void worker_take_job(struct worker *worker);
bool worker_busy(const struct worker *worker);        /* running, or something waits */
const char *worker_line(const struct worker *worker); /* what runs, or NULL */

/* What became of a line: once, when it is done. REPORT and ERROR are the caller's, as is LINE. */
struct outcome {
    char *line;
    struct pane *pane;
    unsigned block;         /* of pasted lines; 0: typed */
    bool quiet, ok, closed; /* closed: its pane is gone, nobody wants the report */
    struct report *report;
    struct error error;
};
bool worker_take(struct worker *worker, struct outcome *out);
/* Starts what waits, once the outcome before has been dealt with: a failed line may have dropped it. */
void worker_go_on(struct worker *worker);
/* A line of a pasted block: when one fails, those after it are dropped. BLOCK is a number of the block's own, not 0. */
void worker_submit_block(struct worker *worker, const char *line, unsigned block);
/* Drops what waits of BLOCK; how many lines. */
size_t worker_drop_block(struct worker *worker, unsigned block);
/* What waits for PANE is not run any more, and what runs for it is for nobody. */
void worker_forget(struct worker *worker, const struct pane *pane);
/* Stops what runs and drops what waits. A line that was only about to begin does not see a stop, so it is asked for
   again, by worker_keep_stopping, until that line has ended. */
void worker_stop(struct worker *worker);
void worker_keep_stopping(struct worker *worker);

#endif
