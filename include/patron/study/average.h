/* Ensembles: a model whose features are the scores of others, and whose score is their weighted mean. */
#ifndef PATRON_STUDY_AVERAGE_H
#define PATRON_STUDY_AVERAGE_H

#include "patron/study/study.h"

/* The request of the average of MODELS (N of them), which WORLD's source of scores knows as SPECS ("m2@3"), with WEIGHTS
   ("0.5,0.5"; NULL: all the same); split, target and population are those of the first. Lives as long as MODELS and
   ARENA. E_NOT_FIT, E_BAD_VALUE, or E_DIFFERENT_ROWS when they were not tested on the same rows; *AT is then the model
   to blame, N the weights. */
bool study_average_request(const struct model *const *models, const char *const *specs, size_t n, const char *weights,
                           const struct world *world, struct work *work, struct arena *arena, struct study_request *out,
                           size_t *at, struct error *err);

#endif
