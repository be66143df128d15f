/* Runs command lines away from the keys: one at a time, in order, on a thread of its own. While a line runs nobody else
   may touch the session, but for session_stop and work_progress. */
#ifndef TUI_WORKER_H
#define TUI_WORKER_H

#include <stdbool.h>

#include "patron/base/error.h"

struct pane;
struct report;
struct session;
struct worker;

struct worker *worker_new(struct session *session);
void worker_free(struct worker *worker); /* stops what runs, and waits for it */
/* QUIET: the line makes a pane anew (of PANE) rather than being the user's own. PANE may be NULL. */
void worker_submit(struct worker *worker, const char *line, struct pane *pane, bool quiet);
bool worker_busy(const struct worker *worker); /* running, or something waits */
const char *worker_line(const struct worker *worker); /* what runs, or NULL */

/* What became of a line: once, when it is done. REPORT and ERROR are the caller's, as is LINE. */
struct outcome {
    char *line;
    struct pane *pane;
    bool quiet, ok;
    struct report *report;
    struct error error;
};
bool worker_take(struct worker *worker, struct outcome *out);
/* Nothing that waits is run any more; PANE (NULL: any) is forgotten as a target. */
void worker_forget(struct worker *worker, const struct pane *pane);

#endif
