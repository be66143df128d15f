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
/* NAMES: features or one model. AGAINST: a date, a snapshot's name, "train", or NULL (train for a model). SCORES: of
   the model's scores instead of its features. */
bool drifted_find(struct session *session, const char *const *names, size_t n_names, const char *against, bool scores,
                  struct arena *arena, struct drifted *out, struct error *err);

#endif
