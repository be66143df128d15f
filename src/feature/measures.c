/* Measures over ranges of values: tight loops over one block of customers at a time. */
#include "feature/measures.h"
#include "feature/sort.h"

#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"

enum { BITS = 64 };

void measure_room_release(struct measure_room *room)
{
    free(room->values);
    free(room->stamps);
    *room = (struct measure_room){ 0 };
}

void *measure_room_values(struct measure_room *room, size_t n)
{
    if (n > room->capacity) {
        free(room->values);
        room->capacity = n * 2;
        room->values = allocate(room->capacity, sizeof(double));
    }
    return room->values;
}

void measure_rows(const struct ranges *ranges, double *out)
{
    for (size_t i = 0; i < ranges->n; i++)
        out[i] = (double)(ranges->high[i] - ranges->low[i]);
}

/* Adding 0 for a missing value leaves the sum as it is, to the bit: a sum that begins with 0 is never -0. */
static void numbers_sum(const double *values, const struct ranges *ranges, double *count, double *sum)
{
    for (size_t i = 0; i < ranges->n; i++) {
        double total = 0;
        uint32_t n = 0;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++) {
            double value = values[k];
            bool there = !isnan(value);
            total += there ? value : 0;
            n += there;
        }
        if (count)
            count[i] = n;
        if (sum)
            sum[i] = isfinite(total) ? total : NAN;
    }
}

static void numbers_squares(const double *values, const struct ranges *ranges, double *out)
{
    for (size_t i = 0; i < ranges->n; i++) {
        struct ranges one = { 1, ranges->low + i, ranges->high + i };
        double n, sum, squares = 0;
        numbers_sum(values, &one, &n, &sum);
        double mean = sum / n;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++) {
            double distance = values[k] - mean;
            squares += isnan(distance) ? 0 : distance * distance;
        }
        out[i] = isfinite(squares) ? squares : NAN;
    }
}

#define EXTREME(name, sign)                                                                                            \
    static void name(const double *values, const struct ranges *ranges, double *out)                                   \
    {                                                                                                                  \
        for (size_t i = 0; i < ranges->n; i++) {                                                                       \
            double best = NAN;                                                                                         \
            for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++)                                                \
                best = values[k] sign best || isnan(best) ? values[k] : best;                                          \
            out[i] = best;                                                                                             \
        }                                                                                                              \
    }
EXTREME(numbers_least, <)
EXTREME(numbers_greatest, >)

/* The first and the last value that is not missing. */
#define ENDS(suffix, value_t, missing, is_missing)                                                                     \
    static void first_##suffix(const value_t *values, const struct ranges *ranges, value_t *out)                       \
    {                                                                                                                  \
        for (size_t i = 0; i < ranges->n; i++) {                                                                       \
            value_t v = missing;                                                                                       \
            for (uint32_t k = ranges->low[i]; k < ranges->high[i] && (is_missing); k++)                                \
                v = values[k];                                                                                         \
            out[i] = v;                                                                                                \
        }                                                                                                              \
    }                                                                                                                  \
    static void last_##suffix(const value_t *values, const struct ranges *ranges, value_t *out)                        \
    {                                                                                                                  \
        for (size_t i = 0; i < ranges->n; i++) {                                                                       \
            value_t v = missing;                                                                                       \
            for (uint32_t k = ranges->high[i]; k > ranges->low[i] && (is_missing); k--)                                \
                v = values[k - 1];                                                                                     \
            out[i] = v;                                                                                                \
        }                                                                                                              \
    }
ENDS(numbers, double, NAN, isnan(v))
ENDS(times, int64_t, TIME_MISSING, v == TIME_MISSING)
ENDS(codes, uint32_t, TEXT_MISSING, v == TEXT_MISSING)

/* The range's values without the missing ones, sorted, in the room. */
static double *sorted_numbers(const double *values, uint32_t low, uint32_t high, struct measure_room *room, size_t *n)
{
    double *sorted = measure_room_values(room, (size_t)(high - low) + 1);
    *n = 0;
    for (uint32_t k = low; k < high; k++)
        if (!isnan(values[k]))
            sorted[(*n)++] = values[k];
    reals_sort(sorted, *n);
    return sorted;
}

static void numbers_median(const double *values, const struct ranges *ranges, double *out, struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n;
        const double *sorted = sorted_numbers(values, ranges->low[i], ranges->high[i], room, &n);
        out[i] = n == 0 ? NAN : n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}

static void numbers_distinct(const double *values, const struct ranges *ranges, double *out, struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n, distinct = 0;
        const double *sorted = sorted_numbers(values, ranges->low[i], ranges->high[i], room, &n);
        for (size_t k = 0; k < n; k++)
            distinct += k == 0 || sorted[k] != sorted[k - 1];
        out[i] = (double)distinct;
    }
}

void measure_numbers(const double *values, const struct ranges *ranges, unsigned needs, double *const *out,
                     struct measure_room *room)
{
    if (needs & (MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_SUM)))
        numbers_sum(values, ranges, needs & MEASURE_BIT(MEASURE_N) ? out[MEASURE_N] : NULL,
                    needs & MEASURE_BIT(MEASURE_SUM) ? out[MEASURE_SUM] : NULL);
    if (needs & MEASURE_BIT(MEASURE_SQUARES))
        numbers_squares(values, ranges, out[MEASURE_SQUARES]);
    if (needs & MEASURE_BIT(MEASURE_LEAST))
        numbers_least(values, ranges, out[MEASURE_LEAST]);
    if (needs & MEASURE_BIT(MEASURE_GREATEST))
        numbers_greatest(values, ranges, out[MEASURE_GREATEST]);
    if (needs & MEASURE_BIT(MEASURE_FIRST))
        first_numbers(values, ranges, out[MEASURE_FIRST]);
    if (needs & MEASURE_BIT(MEASURE_LAST))
        last_numbers(values, ranges, out[MEASURE_LAST]);
    if (needs & MEASURE_BIT(MEASURE_MEDIAN))
        numbers_median(values, ranges, out[MEASURE_MEDIAN], room);
    if (needs & MEASURE_BIT(MEASURE_DISTINCT))
        numbers_distinct(values, ranges, out[MEASURE_DISTINCT], room);
}

/* Counts what is there, and how many different ones. */
static void times_count(const int64_t *values, const struct ranges *ranges, double *count, double *distinct,
                        struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        int64_t *sorted = measure_room_values(room, (size_t)(ranges->high[i] - ranges->low[i]) + 1);
        size_t n = 0, different = 0;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++)
            if (values[k] != TIME_MISSING)
                sorted[n++] = values[k];
        if (count)
            count[i] = (double)n;
        if (!distinct)
            continue;
        wholes_sort(sorted, n);
        for (size_t k = 0; k < n; k++)
            different += k == 0 || sorted[k] != sorted[k - 1];
        distinct[i] = (double)different;
    }
}

static void times_least(const int64_t *values, const struct ranges *ranges, int64_t *out)
{
    for (size_t i = 0; i < ranges->n; i++) {
        int64_t best = TIME_MISSING;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++)
            if (values[k] != TIME_MISSING && (values[k] < best || best == TIME_MISSING))
                best = values[k];
        out[i] = best;
    }
}

static void times_greatest(const int64_t *values, const struct ranges *ranges, int64_t *out)
{
    for (size_t i = 0; i < ranges->n; i++) {
        int64_t best = TIME_MISSING; /* below every time */
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++)
            best = values[k] > best ? values[k] : best;
        out[i] = best;
    }
}

void measure_times(const int64_t *values, const struct ranges *ranges, unsigned needs, void *const *out,
                   struct measure_room *room)
{
    bool counts = needs & MEASURE_BIT(MEASURE_N), differs = needs & MEASURE_BIT(MEASURE_DISTINCT);
    if (counts || differs)
        times_count(values, ranges, counts ? out[MEASURE_N] : NULL, differs ? out[MEASURE_DISTINCT] : NULL, room);
    if (needs & MEASURE_BIT(MEASURE_LEAST))
        times_least(values, ranges, out[MEASURE_LEAST]);
    if (needs & MEASURE_BIT(MEASURE_GREATEST))
        times_greatest(values, ranges, out[MEASURE_GREATEST]);
    if (needs & MEASURE_BIT(MEASURE_FIRST))
        first_times(values, ranges, out[MEASURE_FIRST]);
    if (needs & MEASURE_BIT(MEASURE_LAST))
        last_times(values, ranges, out[MEASURE_LAST]);
}

static void codes_count(const uint32_t *codes, const struct ranges *ranges, double *out)
{
    for (size_t i = 0; i < ranges->n; i++) {
        uint32_t n = 0;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++)
            n += codes[k] != TEXT_MISSING;
        out[i] = n;
    }
}

/* Up to 64 texts: a bit each. */
static void codes_distinct_few(const uint32_t *codes, const struct ranges *ranges, double *out)
{
    for (size_t i = 0; i < ranges->n; i++) {
        uint64_t seen = 0;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++)
            seen |= (uint64_t)(codes[k] != TEXT_MISSING) << (codes[k] % BITS);
        out[i] = __builtin_popcountll(seen);
    }
}

/* Many texts: a stamp each, so that nothing has to be cleared between ranges. */
static void codes_distinct_many(const uint32_t *codes, size_t n_codes, const struct ranges *ranges, double *out,
                                struct measure_room *room)
{
    if (room->n_stamps < n_codes || room->stamp > UINT32_MAX - ranges->n - 1) {
        free(room->stamps);
        room->stamps = allocate(n_codes, sizeof *room->stamps);
        room->n_stamps = n_codes;
        room->stamp = 0;
    }
    for (size_t i = 0; i < ranges->n; i++) {
        uint32_t stamp = ++room->stamp, n = 0;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++) {
            if (codes[k] == TEXT_MISSING)
                continue;
            n += room->stamps[codes[k]] != stamp;
            room->stamps[codes[k]] = stamp;
        }
        out[i] = n;
    }
}

void measure_codes(const uint32_t *codes, size_t n_codes, const struct ranges *ranges, unsigned needs, void *const *out,
                   struct measure_room *room)
{
    if (needs & MEASURE_BIT(MEASURE_N))
        codes_count(codes, ranges, out[MEASURE_N]);
    if (needs & MEASURE_BIT(MEASURE_DISTINCT)) {
        if (n_codes <= BITS)
            codes_distinct_few(codes, ranges, out[MEASURE_DISTINCT]);
        else
            codes_distinct_many(codes, n_codes, ranges, out[MEASURE_DISTINCT], room);
    }
    if (needs & MEASURE_BIT(MEASURE_FIRST))
        first_codes(codes, ranges, out[MEASURE_FIRST]);
    if (needs & MEASURE_BIT(MEASURE_LAST))
        last_codes(codes, ranges, out[MEASURE_LAST]);
}
