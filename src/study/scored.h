/* Scores beside their rows. Private to study. */
#ifndef PATRON_SRC_STUDY_SCORED_H
#define PATRON_SRC_STUDY_SCORED_H

#include "study/rows.h"

/* Takes SCORE over, and the arrays of ROWS, which is emptied. */
bool scored_take(struct scored *scored, struct study_rows *rows, double *score, const struct target_kind *target_kind,
                 struct error *err);

/* Drops the rows without a score from ROWS and SCORE: how many. All figures are of the rows that remain. */
size_t rows_drop_unscored(struct study_rows *rows, double *score);

#endif
