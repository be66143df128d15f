/* Models nested in others. Private to study. */
#ifndef PATRON_SRC_STUDY_NESTED_H
#define PATRON_SRC_STUDY_NESTED_H

#include "patron/study/nested.h"
#include "study/rows.h"

/* Copies of the models whose scores the definitions of MODEL name, from SOURCE, become its own. */
bool nested_embed(struct model *model, const struct score_source *source, struct error *err);
/* The model nested in MODEL as SPEC; NULL when there is none. */
const struct model *nested_find(const struct model *model, const char *spec);
/* Whether every score that the definitions of MODEL name is nested in it; *SPEC gets one that is not. */
bool nested_complete(const struct model *model, const char **spec);
/* The scores of MODEL for ROWS, each from a fit to the training rows of the other folds. */
bool nested_out_of_fold(const struct model *model, const struct world *world, size_t folds,
                        const struct study_rows *rows, struct work *work, double *out, struct error *err);

#endif
