/* Columns whose values may be taken as independent, and how far they are not. Private to study. */
#ifndef PATRON_SRC_STUDY_BONDS_H
#define PATRON_SRC_STUDY_BONDS_H

#include "patron/study/twins.h"

enum { BONDS_MOST = 16 };
struct bonds {
    size_t n, columns[BONDS_MOST]; /* columns that say something of their own, the most telling first */
    double inflation;              /* logarithm of how much more often than independent ones they agree, together */
};
/* By a sample of rows in a few cells of equal size: phi squared of each pair (chi-square over rows), less what chance
   gives, and how often rows agree in several at once; rows whose ROW_HASH is the same are no evidence. A column that
   hangs closely on a chosen one, or whose bonds take more than it tells, is left out. */
bool bonds_find(const struct twin_part *parts, size_t n_parts, size_t n_columns, const uint64_t *row_hash,
                struct work *work, struct bonds *out, struct error *err);

#endif
