/* A model's recipe at other times and on fewer customers: is it as good as the one test says?

   The same features, kind and parameters are trained and tested again; nothing is kept. */
#ifndef PATRON_STUDY_OVER_H
#define PATRON_STUDY_OVER_H

#include "patron/study/study.h"

struct over_point {
    int64_t test;    /* the date of the test */
    double share;    /* of the customers who could train */
    size_t n_train, n_test;
    double train_positives, test_positives;
    struct interval figure; /* of METRIC, on the test rows */
    const char *failed;     /* why there is none; NULL: there is one. In the arena */
};
struct over {
    const struct metric *metric;
    size_t n_fitted; /* features with levels or edges, which are those of the model's own training rows at every date */
    size_t n;
    struct over_point *points; /* in the arena */
};
/* At the model's own dates and N - 1 times before, each STEP earlier, the oldest first: split, training and test move
   together. E_NOT_FIT for a model that was not split by date. */
bool study_over_dates(const struct model *model, const struct world *world, struct duration step, size_t n,
                      const struct metric *metric, struct work *work, struct arena *arena, struct over *out,
                      struct error *err);
/* On 1/2^(N-1), .., 1/2, 1 of the customers who trained, drawn by their keys, each part within the next; the test rows
   are the same. */
bool study_over_sizes(const struct model *model, const struct world *world, size_t n, const struct metric *metric,
                      struct work *work, struct arena *arena, struct over *out, struct error *err);

#endif
