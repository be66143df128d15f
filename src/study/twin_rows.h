/* Twins across the rows of a study. Private to study. */
#ifndef PATRON_SRC_STUDY_TWIN_ROWS_H
#define PATRON_SRC_STUDY_TWIN_ROWS_H

#include "patron/study/twins.h"
#include "study/rows.h"

/* Test rows that are equal to a training row of another customer in all features: the tables hold them, behind key and
   cutoff, in the order of the rows. Marks are of the test rows. */
bool twin_rows_find(const struct study_rows *train, const struct table *train_features, const struct study_rows *test,
                    const struct table *test_features, struct work *work, struct twins *out, struct error *err);

#endif
