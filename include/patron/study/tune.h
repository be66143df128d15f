/* Tuning: which parameters of a model's kind are best, chosen on training rows out of fold.

   Each trial scores every training row by a fit without its own customer (folds by customer), so that a trial is judged on
   rows that had no part in it; the test rows are not looked at. The best of many trials still flatters itself on those
   rows by chance: what the model is worth is told by the test. */
#ifndef PATRON_STUDY_TUNE_H
#define PATRON_STUDY_TUNE_H

#include "patron/study/study.h"

/* What is tried of a parameter: given values, or a range. */
struct tune_axis {
    const struct parameter *parameter; /* of the model's kind */
    size_t n_values;
    const char *const *values; /* as written; NULL: a range */
    double least, greatest;    /* of a range: drawn from evenly, by its logarithm where it spans a factor of ten */
};
struct tune_trial {
    const char **values; /* one for each axis, as written */
    double figure;       /* NaN: it could not be fitted */
    const char *failed;  /* why; NULL: it was */
    struct interval less; /* than the best trial's figure, on the same rows */
    double p;            /* that there is no difference */
};
struct tuning {
    const struct metric *metric;
    size_t n_rows, folds, n; /* trials that were made, best first */
    struct tune_trial *trials;
    size_t n_planned;
    bool timed_out;
};
enum { TUNE_TRIALS = 1000 };
/* Tries the values of AXES on the training rows of MODEL: all combinations, or where there is a range, N_TRIALS drawn by
   SEED. METRIC is one of its target's. After SECONDS (0: no limit) no further trial begins. What OUT holds lies in
   ARENA. E_BAD_VALUE for more than TUNE_TRIALS combinations; E_NOT_FIT for a model without labels. */
bool study_tune(const struct model *model, const struct world *world, const struct tune_axis *axes, size_t n_axes,
                size_t n_trials, size_t folds, const struct metric *metric, double seconds, uint64_t seed,
                struct work *work, struct arena *arena, struct tuning *out, struct error *err);

#endif
