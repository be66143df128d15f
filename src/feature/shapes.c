/* Measures that look at how the values of a range lie: their order, their frequencies, their course. Values of every
   type are turned into whole numbers in the same order first, so that one piece of code sorts and counts them. */
#include <math.h>

#include "feature/measures.h"
#include "feature/sort.h"
#include "patron/base/calendar.h"
#include "patron/base/memory.h"

enum { MOST_PAIRED = 2000 };

static double number_of_key(int64_t key)
{
    int64_t bits = key >= 0 ? key : INT64_MIN - key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool value_key(const struct measured *measured, size_t at, int64_t *key)
{
    if (measured->type == TYPE_TEXT) {
        uint32_t code = ((const uint32_t *)measured->values)[at];
        *key = code;
        return code != TEXT_MISSING;
    }
    if (measured->type == TYPE_TIME || measured->type == TYPE_INT) {
        *key = ((const int64_t *)measured->values)[at];
        return *key != TIME_MISSING;
    }
    double value = ((const double *)measured->values)[at];
    *key = key_of_number(value);
    return !isnan(value);
}

/* The keys of range I that are not missing, sorted, in the room, which has as many places again behind them. */
static int64_t *sorted_keys(const struct measured *measured, const struct ranges *ranges, size_t i,
                            struct measure_room *room, size_t *n)
{
    int64_t *keys = measure_room_values(room, 2 * ((size_t)(ranges->high[i] - ranges->low[i]) + 1));
    *n = 0;
    for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++)
        *n += value_key(measured, k, &keys[*n]);
    wholes_sort(keys, *n);
    return keys;
}

static void quantiles(const struct measured *measured, const struct ranges *ranges, void *out,
                      struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n;
        const int64_t *keys = sorted_keys(measured, ranges, i, room, &n);
        ((double *)out)[i] = NAN;
        if (n == 0)
            continue;
        double place = (double)(n - 1) * measured->parameter;
        size_t below = (size_t)place;
        double low = number_of_key(keys[below]), high = number_of_key(keys[below + 1 < n ? below + 1 : below]);
        ((double *)out)[i] = low + (place - (double)below) * (high - low);
    }
}

static void set_value(const struct measured *measured, void *out, size_t i, bool there, int64_t key)
{
    if (measured->type == TYPE_TEXT)
        ((uint32_t *)out)[i] = there ? (uint32_t)key : TEXT_MISSING;
    else if (measured->type == TYPE_TIME || measured->type == TYPE_INT)
        ((int64_t *)out)[i] = there ? key : TIME_MISSING;
    else
        ((double *)out)[i] = there ? number_of_key(key) : NAN;
}

static bool is_smaller(const struct measured *measured, int64_t a, int64_t b)
{
    if (measured->type != TYPE_TEXT)
        return a < b;
    size_t n_a, n_b;
    const char *left = dictionary_text(measured->dictionary, (uint32_t)a, &n_a);
    const char *right = dictionary_text(measured->dictionary, (uint32_t)b, &n_b);
    int order = memcmp(left, right, n_a < n_b ? n_a : n_b);
    return order < 0 || (order == 0 && n_a < n_b);
}

static void modes(const struct measured *measured, const struct ranges *ranges, void *out, struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n, most = 0;
        const int64_t *keys = sorted_keys(measured, ranges, i, room, &n);
        int64_t best = 0;
        for (size_t k = 0, end = 0; k < n; k = end) {
            while (end < n && keys[end] == keys[k])
                end++;
            if (end - k > most || (end - k == most && is_smaller(measured, keys[k], best))) {
                most = end - k;
                best = keys[k];
            }
        }
        set_value(measured, out, i, n > 0, best);
    }
}

/* How often each value stands in range I, in rising order. *N becomes the number of values that are there. */
static int64_t *frequencies(const struct measured *measured, const struct ranges *ranges, size_t i,
                            struct measure_room *room, size_t *n, size_t *n_different)
{
    int64_t *keys = sorted_keys(measured, ranges, i, room, n), *counts = keys + *n;
    *n_different = 0;
    for (size_t k = 0, end = 0; k < *n; k = end) {
        while (end < *n && keys[end] == keys[k])
            end++;
        counts[(*n_different)++] = (int64_t)(end - k);
    }
    wholes_sort(counts, *n_different);
    return counts;
}

static void tops(const struct measured *measured, const struct ranges *ranges, void *out, struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n, n_different;
        const int64_t *counts = frequencies(measured, ranges, i, room, &n, &n_different);
        int64_t sum = 0;
        for (size_t k = n_different; k > 0 && (double)(n_different - k) < measured->parameter; k--)
            sum += counts[k - 1];
        ((double *)out)[i] = n > 0 ? (double)sum / (double)n : NAN;
    }
}

static void entropies(const struct measured *measured, const struct ranges *ranges, void *out,
                      struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n, n_different;
        const int64_t *counts = frequencies(measured, ranges, i, room, &n, &n_different);
        double sum = 0;
        for (size_t k = 0; k < n_different; k++) {
            double p = (double)counts[k] / (double)n;
            sum -= p * log(p);
        }
        ((double *)out)[i] = n > 0 ? sum + 0.0 : NAN;
    }
}

static void nths(const struct measured *measured, const struct ranges *ranges, void *out, struct measure_room *room)
{
    (void)room;
    bool backward = measured->parameter < 0;
    size_t wanted = (size_t)fabs(measured->parameter);
    for (size_t i = 0; i < ranges->n; i++) {
        size_t left = wanted, n = ranges->high[i] - ranges->low[i];
        int64_t key = 0;
        for (size_t k = 0; k < n && left > 0; k++)
            left -= value_key(measured, backward ? ranges->high[i] - 1 - k : ranges->low[i] + k, &key);
        set_value(measured, out, i, left == 0, key);
    }
}

/* Weeks since the first of the range, or places in it when there are no times. */
static double moment_of(const struct measured *measured, size_t first, size_t at)
{
    if (!measured->times)
        return (double)(at - first);
    return (double)(measured->times[at] - measured->times[first]) / (7.0 * (double)TIME_DAY);
}

static double slope(const struct measured *measured, size_t low, size_t high)
{
    const double *values = measured->values;
    double n = 0, x_sum = 0, y_sum = 0, products = 0, squares = 0;
    for (size_t k = low; k < high; k++) {
        if (isnan(values[k]))
            continue;
        n++;
        x_sum += moment_of(measured, low, k);
        y_sum += values[k];
    }
    double x_mean = x_sum / n, y_mean = y_sum / n;
    for (size_t k = low; k < high; k++) {
        if (isnan(values[k]))
            continue;
        double x = moment_of(measured, low, k) - x_mean;
        products += x * (values[k] - y_mean);
        squares += x * x;
    }
    double answer = products / squares;
    return n > 1 && squares > 0 && isfinite(answer) ? answer + 0.0 : NAN;
}

static void slopes(const struct measured *measured, const struct ranges *ranges, void *out, struct measure_room *room)
{
    (void)room;
    for (size_t i = 0; i < ranges->n; i++)
        ((double *)out)[i] = slope(measured, ranges->low[i], ranges->high[i]);
}

/* The median of the slopes of all pairs, which a few values far off do not move. */
static void theil_sens(const struct measured *measured, const struct ranges *ranges, void *out,
                       struct measure_room *room)
{
    const double *values = measured->values;
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n = ranges->high[i] - ranges->low[i], n_pairs = 0;
        const double *y = values + ranges->low[i];
        ((double *)out)[i] = NAN;
        if (n < 2 || n > MOST_PAIRED)
            continue;
        int64_t *keys = measure_room_values(room, n * (n - 1) / 2);
        for (size_t b = 1; b < n; b++)
            for (size_t a = 0; a < b; a++) {
                double between = (y[b] - y[a]) / (double)(b - a);
                if (isfinite(between))
                    keys[n_pairs++] = key_of_number(between);
            }
        wholes_sort(keys, n_pairs);
        if (n_pairs > 0)
            ((double *)out)[i] = (number_of_key(keys[(n_pairs - 1) / 2]) + number_of_key(keys[n_pairs / 2])) / 2 + 0.0;
    }
}

static bool is_on(const struct measured *measured, size_t at)
{
    double value = ((const double *)measured->values)[at];
    return !isnan(value) && value != 0;
}

static void streaks(const struct measured *measured, const struct ranges *ranges, void *out, struct measure_room *room)
{
    (void)room;
    for (size_t i = 0; i < ranges->n; i++) {
        uint32_t at = ranges->high[i];
        while (at > ranges->low[i] && is_on(measured, at - 1))
            at--;
        ((double *)out)[i] = (double)(ranges->high[i] - at);
    }
}

static void longest_streaks(const struct measured *measured, const struct ranges *ranges, void *out,
                            struct measure_room *room)
{
    (void)room;
    for (size_t i = 0; i < ranges->n; i++) {
        size_t run = 0, longest = 0;
        for (uint32_t k = ranges->low[i]; k < ranges->high[i]; k++) {
            run = is_on(measured, k) ? run + 1 : 0;
            longest = run > longest ? run : longest;
        }
        ((double *)out)[i] = (double)longest;
    }
}

static double days(int64_t from, int64_t to)
{
    return (double)(to - from) / (double)TIME_DAY;
}

static void gap_means(const struct measured *measured, const struct ranges *ranges, void *out,
                      struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n;
        const int64_t *times = sorted_keys(measured, ranges, i, room, &n);
        ((double *)out)[i] = n > 1 ? days(times[0], times[n - 1]) / (double)(n - 1) : NAN;
    }
}

static void gap_sds(const struct measured *measured, const struct ranges *ranges, void *out, struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n;
        const int64_t *times = sorted_keys(measured, ranges, i, room, &n);
        double mean = n > 1 ? days(times[0], times[n - 1]) / (double)(n - 1) : 0, squares = 0;
        for (size_t k = 1; k < n; k++) {
            double distance = days(times[k - 1], times[k]) - mean;
            squares += distance * distance;
        }
        ((double *)out)[i] = n > 2 ? sqrt(squares / (double)(n - 2)) : NAN;
    }
}

/* How many sessions there are among N sorted times: a new one begins more than MINUTES after the time before. *LENGTH
   gets the sum of their lengths in minutes. Only times of the range count: what is open at its end ends there. */
static size_t cut_sessions(const int64_t *times, size_t n, double minutes, double *length)
{
    size_t sessions = n > 0;
    *length = 0;
    for (size_t k = 1; k < n; k++) {
        double gap = (double)(times[k] - times[k - 1]) / (60.0 * TIME_SECOND);
        if (gap > minutes)
            sessions++;
        else
            *length += gap;
    }
    return sessions;
}

static void session_counts(const struct measured *measured, const struct ranges *ranges, void *out,
                           struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n;
        double length;
        const int64_t *times = sorted_keys(measured, ranges, i, room, &n);
        ((double *)out)[i] = (double)cut_sessions(times, n, measured->parameter, &length);
    }
}

static void session_means(const struct measured *measured, const struct ranges *ranges, void *out,
                          struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        size_t n;
        double length;
        const int64_t *times = sorted_keys(measured, ranges, i, room, &n);
        size_t sessions = cut_sessions(times, n, measured->parameter, &length);
        ((double *)out)[i] = sessions > 0 ? length / (double)sessions : NAN;
    }
}

/* How many different tuples: WIDTH keys side by side, of which the first says whether all are there. */
static int tuple_order(const void *a, const void *b, void *width)
{
    return memcmp(a, b, *(const size_t *)width * sizeof(int64_t));
}

void measure_tuples(const int64_t *tuples, size_t width, const struct ranges *ranges, double *out,
                    struct measure_room *room)
{
    for (size_t i = 0; i < ranges->n; i++) {
        int64_t *sorted = measure_room_values(room, ((size_t)(ranges->high[i] - ranges->low[i]) + 1) * width);
        size_t n = 0, different = 0;
        for (size_t k = ranges->low[i]; k < ranges->high[i]; k++)
            if (tuples[k * width])
                memcpy(sorted + n++ * width, tuples + k * width, width * sizeof *sorted);
        qsort_r(sorted, n, width * sizeof *sorted, tuple_order, &width);
        for (size_t k = 0; k < n; k++)
            different += k == 0 || tuple_order(sorted + k * width, sorted + (k - 1) * width, &width) != 0;
        out[i] = (double)different;
    }
}

void tuples_set(int64_t *tuples, size_t width, size_t place, const struct measured *measured, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        int64_t *tuple = tuples + k * width;
        bool there = value_key(measured, k, &tuple[place]);
        tuple[0] = place == 1 ? there : tuple[0] && there;
    }
}

void measure_shapes(const struct measured *measured, const struct ranges *ranges, unsigned needs, void *const *out,
                    struct measure_room *room)
{
    typedef void shape(const struct measured *, const struct ranges *, void *, struct measure_room *);
    static shape *const shapes[N_MEASURES] = { [MEASURE_QUANTILE] = quantiles,
                                               [MEASURE_NTH] = nths,
                                               [MEASURE_MODE] = modes,
                                               [MEASURE_TOP] = tops,
                                               [MEASURE_ENTROPY] = entropies,
                                               [MEASURE_SLOPE] = slopes,
                                               [MEASURE_THEIL_SEN] = theil_sens,
                                               [MEASURE_STREAK] = streaks,
                                               [MEASURE_LONGEST] = longest_streaks,
                                               [MEASURE_GAP_MEAN] = gap_means,
                                               [MEASURE_GAP_SD] = gap_sds,
                                               [MEASURE_SESSIONS] = session_counts,
                                               [MEASURE_SESSION_MEAN] = session_means };
    for (unsigned m = 0; m < N_MEASURES; m++)
        if (shapes[m] && (needs & MEASURE_BIT(m)))
            shapes[m](measured, ranges, out[m], room);
}
