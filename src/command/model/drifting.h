/* Drift of features or scores, as drift and psi() ask for it. */
#ifndef COMMAND_DRIFTING_H
#define COMMAND_DRIFTING_H

#include "command/names/resolve.h"

struct drifted {
    struct drift drift;     /* to be released */
    const char *subject;    /* "full", "m3" */
    const char *then, *now; /* labels: dates, a snapshot's name, "training" */
    struct model *model;    /* when its training is what is compared with; in the arena */
    const struct world *world;
};
struct drift_question {
    const char *const *names; /* features or one model */
    size_t n_names;
    const char *against; /* a date, a snapshot's name, "train", or NULL (train for a model) */
    int64_t at;          /* the date in that snapshot; TIME_MISSING: its own, the day after its last row */
    bool scores;         /* of the model's scores instead of its features */
};
bool drifted_find(struct session *session, const struct drift_question *question, struct arena *arena,
                  struct drifted *out, struct error *err);

#endif
