/* Scores beside their rows. Private to study. */
#ifndef PATRON_SRC_STUDY_SCORED_H
#define PATRON_SRC_STUDY_SCORED_H

#include "study/rows.h"

/* Takes SCORE over, and the arrays of ROWS, which is emptied. */
bool scored_take(struct scored *scored, struct study_rows *rows, double *score, bool yes_no, struct error *err);

#endif
