/* Scores beside their rows. Private to study. */
#ifndef PATRON_SRC_STUDY_SCORED_H
#define PATRON_SRC_STUDY_SCORED_H

#include "study/rows.h"

/* Room for what MODEL always answers of N rows. */
bool answers_init(const struct model *model, size_t n, struct frame *out, struct error *err);
/* Takes ANSWERS of MODEL over, and the arrays of ROWS; both are emptied. Rows without labels get those of the model's
   target, all missing. */
bool scored_take(struct scored *scored, const struct model *model, struct study_rows *rows, struct frame *answers,
                 struct error *err);

/* Drops the rows without a score from ROWS and ANSWERS: how many. All figures are of the rows that remain. */
size_t rows_drop_unscored(struct study_rows *rows, struct frame *answers);

#endif
