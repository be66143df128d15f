/* Rows that were set aside: shown, written out to be mended, and loaded again. */
#ifndef COMMAND_REQUEUE_H
#define COMMAND_REQUEUE_H

#include "command/names/resolve.h"

/* The lines that were refused, as they came, under the header of their file. */
bool quarantine_write(struct session *session, const char *name, struct arena *arena, struct text *out,
                      struct error *err);
struct report *export_quarantine(struct session *session, const struct invocation *invocation, const char *name,
                                 const char *to, bool overwrite, struct error *err);

struct requeued {
    size_t n_before, n_loaded, n_again; /* set aside before; now loaded; set aside again */
    size_t n_rules;                     /* of cleaning, that were applied once more */
};
/* Loads the rows set aside of the table NAME again: those of FILE, or (NULL) as they came, read by the options of the
   load line but for CHANGED, words KEY=VALUE; then the table's cleaning rules. */
bool requeue(struct session *session, const char *name, const char *file, const char *changed, struct arena *arena,
             struct requeued *out, struct error *err);

#endif
