/* Sorting scores: doubles as 64-bit keys whose unsigned order is the numbers' order, sorted by radix. Private to
 * measure. */
#ifndef PATRON_SRC_MEASURE_ORDER_H
#define PATRON_SRC_MEASURE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* -0 and 0 have one key, so that they tie. */
uint64_t key_of(double value);
double key_value(uint64_t key);

/* Ascending, in place; needs room for a copy. */
bool keys_sort(uint64_t *keys, size_t n, struct error *err);

/* Row numbers of VALUES in ascending order, ties by row; the caller frees. */
uint32_t *order_rows(const double *values, size_t n, struct error *err);

/* Ranks from 1 with ties at their mean, into OUT. */
bool mid_ranks(const double *values, size_t n, double *out, struct error *err);

#endif
