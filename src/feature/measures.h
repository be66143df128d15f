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
    /* shapes.c; missing for nothing unless said otherwise */
    MEASURE_QUANTILE, /* with a parameter: the share */
    MEASURE_NTH,      /* with a parameter: the place, from the end when below zero */
    MEASURE_MODE,     /* of equally frequent values the smallest */
    MEASURE_TOP,      /* with a parameter: how many of the most frequent values; their share */
    MEASURE_ENTROPY,
    MEASURE_SLOPE,     /* per week of the events' times, or per place */
    MEASURE_THEIL_SEN, /* of places: the median of the slopes between each two */
    MEASURE_STREAK,    /* how many at the end are neither 0 nor missing */
    MEASURE_LONGEST,   /* .. the most in a row */
    MEASURE_GAP_MEAN,
    MEASURE_GAP_SD,
    MEASURE_SESSIONS,     /* with a parameter: minutes without an event that end a session; 0 for nothing */
    MEASURE_SESSION_MEAN, /* .. their mean length in minutes */
    N_MEASURES
};
#define MEASURE_BIT(measure) (1U << (measure))
#define MEASURES_WITH_PARAMETER                                                                                        \
    (MEASURE_BIT(MEASURE_QUANTILE) | MEASURE_BIT(MEASURE_NTH) | MEASURE_BIT(MEASURE_TOP) |                             \
     MEASURE_BIT(MEASURE_SESSIONS) | MEASURE_BIT(MEASURE_SESSION_MEAN))

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
/* Times and whole numbers: N and DISTINCT are doubles, the others int64_t. SUM, SQUARES and MEDIAN do not exist. */
void measure_times(const int64_t *values, const struct ranges *ranges, unsigned needs, void *const *out,
                   struct measure_room *room);
/* Codes of a dictionary of N_CODES: N and DISTINCT are doubles, FIRST and LAST uint32_t; no others exist. */
void measure_codes(const uint32_t *codes, size_t n_codes, const struct ranges *ranges, unsigned needs, void *const *out,
                   struct measure_room *room);
/* The measures of shapes.c, for values of all types. Numbers are TYPE_REAL. */
struct measured {
    enum type type;
    const void *values;
    const int64_t *times; /* of the events, for slopes; NULL: places count */
    double parameter;
    const struct dictionary *dictionary;
};
void measure_shapes(const struct measured *measured, const struct ranges *ranges, unsigned needs, void *const *out,
                    struct measure_room *room);
/* Tuples of WIDTH - 1 values, each WIDTH whole numbers of which the first tells whether all values are there: sets the
   values at PLACE (from 1, in order) from N values; counts different tuples. */
void tuples_set(int64_t *tuples, size_t width, size_t place, const struct measured *measured, size_t n);
void measure_tuples(const int64_t *tuples, size_t width, const struct ranges *ranges, double *out,
                    struct measure_room *room);
/* Room for N values of 8 bytes. */
void *measure_room_values(struct measure_room *room, size_t n);
/* Rows without a value: their number. */
void measure_rows(const struct ranges *ranges, double *out);

#endif
