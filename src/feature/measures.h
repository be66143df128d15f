/* Measures: what the engine computes over ranges of values, from which aggregates are finished.

   A range k is values[low[k]] .. values[high[k] - 1], in order of time. Sums run forward over the range in plain
   double; the squares are those of the distances from that sum's mean. Missing values count in no measure. */
#ifndef FEATURE_MEASURES_H
#define FEATURE_MEASURES_H

#include <stddef.h>
#include <stdint.h>

#include "patron/table/table.h"

enum measure {
    MEASURE_N,       /* 0 for nothing */
    MEASURE_SUM,     /* 0 for nothing */
    MEASURE_SQUARES, /* sum of squared distances from the mean */
    MEASURE_LEAST,
    MEASURE_GREATEST,
    MEASURE_FIRST,
    MEASURE_LAST,
    MEASURE_MEDIAN,   /* missing for nothing */
    MEASURE_DISTINCT, /* 0 for nothing */
    N_MEASURES
};
#define MEASURE_BIT(measure) (1U << (measure))

struct ranges {
    size_t n;
    const uint32_t *low, *high;
};
/* Room that one thread keeps from block to block. Start from all zero bytes. */
struct measure_room {
    void *values;     /* copies of one range, for medians and distinct values */
    size_t capacity;  /* values of 8 bytes */
    uint32_t *stamps; /* one per dictionary code */
    size_t n_stamps;
    uint32_t stamp;
};
void measure_room_release(struct measure_room *room);

/* Each computes the measures in NEEDS into OUT[measure], n values each. Numbers: doubles, NaN missing. */
void measure_numbers(const double *values, const struct ranges *ranges, unsigned needs, double *const *out,
                     struct measure_room *room);
/* Times: N and DISTINCT are doubles, the others int64_t. SUM, SQUARES and MEDIAN do not exist. */
void measure_times(const int64_t *values, const struct ranges *ranges, unsigned needs, void *const *out,
                   struct measure_room *room);
/* Codes of a dictionary of N_CODES: N and DISTINCT are doubles, FIRST and LAST uint32_t; no others exist. */
void measure_codes(const uint32_t *codes, size_t n_codes, const struct ranges *ranges, unsigned needs, void *const *out,
                   struct measure_room *room);
/* Rows without a value: their number. */
void measure_rows(const struct ranges *ranges, double *out);

#endif
