/* Training as train and segment ask for it. */
#ifndef COMMAND_TRAINING_H
#define COMMAND_TRAINING_H

#include "command/names/resolve.h"
#include "patron/report/report.h"

/* Trains what the invocation describes (name, kind, features, scale; target NULL for segments) and keeps it. When the
   newest version was made of the same inputs, nothing is done. */
struct report *train_and_keep(struct session *session, const struct invocation *invocation,
                              const struct definition *target, struct error *err);

/* The same of a REQUEST that is made already. */
struct report *request_and_keep(struct session *session, const struct study_request *request, const char *name,
                                bool fresh, struct arena *arena, struct error *err);

#endif
