/* How much one column tells of the outcome. Private to study. */
#ifndef PATRON_SRC_STUDY_TELLING_H
#define PATRON_SRC_STUDY_TELLING_H

#include "study/rows.h"

struct telling {
    bool same;         /* equal to the outcome in all rows */
    bool presence;     /* there in all rows of one outcome, missing in all of the other */
    bool computed;     /* each value has one outcome, also in rows that did not show it */
    double value;      /* AUC, or rank correlation with an amount: of the values, or of their levels' outcomes */
    size_t n_distinct; /* values, a missing one counted; 0: not counted, for nearly all differ */
};
/* COLUMN at PLACE[i] (NULL: i) against the outcome of row i of ROWS. HALF (0 or 1 a row, one for all rows of a
   customer) parts the rows, for what a level tells is learnt in one half and looked at in the other. */
bool column_tells(const struct column *column, const uint32_t *place, const struct study_rows *rows,
                  const uint8_t *half, struct telling *out, struct error *err);
/* AUC or rank correlation of VALUES with the outcomes of N rows; NaN when there is none. */
double telling_value(const double *values, const double *outcome, size_t n, const struct target_kind *target);
/* How far VALUE lies from what chance gives, in standard deviations. */
double telling_z(double value, const struct study_rows *rows);
/* How far VALUE lies from telling nothing (0) on the way to telling all (1). */
double telling_strength(double value, const struct target_kind *target);

#endif
