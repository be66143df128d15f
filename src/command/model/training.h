/* Training as train and segment ask for it. */
#ifndef COMMAND_TRAINING_H
#define COMMAND_TRAINING_H

#include "command/names/resolve.h"
#include "patron/report/report.h"

/* Trains what the invocation describes (name, kind, features, scale; target NULL for segments) and keeps it. When the
   newest version was made of the same inputs, nothing is done. */
struct report *train_and_keep(struct session *session, const struct invocation *invocation,
                              const struct definition *target, struct error *err);

/* What is told of MODEL behind what its training says; false and ERR. */
struct training_more {
    bool (*add)(void *context, const struct model *model, struct report *report, struct error *err);
    void *context;
};
/* The same of a REQUEST that is made already. MORE may be NULL. */
struct report *request_and_keep(struct session *session, const struct study_request *request, const char *name,
                                bool fresh, const struct training_more *more, struct arena *arena, struct error *err);

#endif
