/* Reference data looked at as such: what can be wrong with it, and how much of the data finds a row in force. */
#ifndef PATRON_FEATURE_REFERENCE_H
#define PATRON_FEATURE_REFERENCE_H

#include "patron/feature/world.h"

/* TABLE as reference data, by the names of its columns; KEY is one of them, the others may be NULL. */
struct reference_data reference_from(const struct table *table, const char *key, const char *from, const char *ends,
                                     const char *known);

/* Row numbers count from 0. */
struct reference_faults {
    size_t n_twice, first, second; /* rows of one key that begin, and became known, together: the first two */
    size_t n_overlaps, overlap;    /* rows that begin before the one before them has ended: the first */
    size_t n_empty;                /* rows that end before they begin */
    size_t n_lost;                 /* rows without a key or a time: never in force */
};
bool reference_check(const struct reference_data *reference, struct reference_faults *out, struct error *err);

/* For each row of NOW the row of THEN of the same key and time, or UINT32_MAX, when both are loose of n_twice and
   n_lost; the caller frees. */
uint32_t *reference_match(const struct reference_data *now, const struct reference_data *then, size_t *n_unmatched,
                          struct error *err);

/* One column that leads to reference data. */
struct reference_use {
    const struct table *table;
    const struct column *column;
    bool by_day;                     /* it is the rows' time, and most days need not be there */
    size_t n, n_unknown, n_not_then; /* rows with a key; those whose key is not there; not in force at their time */
};
/* The uses of REFERENCE in WORLD into OUT, which has room for n_events + 1; *N of them. Of customers no time is asked.
   When rows became known is left aside. */
bool reference_uses(const struct world *world, const struct reference_data *reference, struct reference_use *out,
                    size_t *n, struct error *err);

#endif
