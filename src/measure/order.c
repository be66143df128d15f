/* Radix sorting of doubles. */
#include "measure/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

enum {
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    N_DIGITS = 6, /* 6 * 11 bits cover 64 */
    SMALL = 48,   /* below this, insertion is faster than counting */
};

uint64_t key_of(double value)
{
    uint64_t bits;
    value += 0.0; /* -0 becomes 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

double key_value(uint64_t key)
{
    uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void insertion_sort(uint64_t *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t key = keys[i];
        size_t j = i;
        for (; j > 0 && keys[j - 1] > key; j--)
            keys[j] = keys[j - 1];
        keys[j] = key;
    }
}

/* One stable pass by the digit at SHIFT; false (and nothing moved) when all keys have the same digit there. */
static bool pass_by_digit(const uint64_t *from, uint64_t *to, size_t n, int shift)
{
    size_t count[DIGITS] = { 0 };
    for (size_t i = 0; i < n; i++)
        count[from[i] >> shift & (DIGITS - 1)]++;
    if (count[from[0] >> shift & (DIGITS - 1)] == n)
        return false;
    size_t place = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = count[d];
        count[d] = place;
        place += here;
    }
    for (size_t i = 0; i < n; i++)
        to[count[from[i] >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

/* Sorts KEYS whose bits at and above TOP_BIT are all equal; the result ends in KEYS. */
static void sort_low_bits(uint64_t *keys, uint64_t *scratch, size_t n, int top_bit)
{
    if (n <= SMALL) {
        insertion_sort(keys, n);
        return;
    }
    uint64_t *from = keys, *to = scratch;
    for (int shift = 0; shift < top_bit; shift += DIGIT_BITS) {
        if (pass_by_digit(from, to, n, shift)) {
            uint64_t *other = from;
            from = to;
            to = other;
        }
    }
    if (from != keys)
        memcpy(keys, from, n * sizeof *keys);
}

/* The lowest shift by which the keys' distances from LEAST fall into fewer than DIGITS buckets. */
static int bucket_shift(uint64_t least, uint64_t greatest)
{
    int shift = 0;
    while ((greatest - least) >> shift >= DIGITS)
        shift++;
    return shift;
}

/* First one scatter into buckets of equal width between the extremes, then each bucket, which fits the cache, by its
   low digits. Distances from the least key are sorted, so that the buckets share their upper bits. */
bool keys_sort(uint64_t *keys, size_t n, struct error *err)
{
    if (n <= SMALL) {
        insertion_sort(keys, n);
        return true;
    }
    uint64_t *scratch = allocate_large(n, sizeof *scratch, "sorting scores", err);
    if (!scratch)
        return false;
    uint64_t least = keys[0], greatest = keys[0];
    for (size_t i = 1; i < n; i++) {
        least = keys[i] < least ? keys[i] : least;
        greatest = keys[i] > greatest ? keys[i] : greatest;
    }
    int shift = bucket_shift(least, greatest);
    size_t count[DIGITS + 1] = { 0 };
    for (size_t i = 0; i < n; i++)
        count[((keys[i] - least) >> shift) + 1]++;
    for (size_t d = 0; d < DIGITS; d++)
        count[d + 1] += count[d];
    size_t next[DIGITS];
    memcpy(next, count, sizeof next);
    for (size_t i = 0; i < n; i++) {
        uint64_t distance = keys[i] - least;
        scratch[next[distance >> shift]++] = distance;
    }
    for (size_t d = 0; d < DIGITS; d++)
        sort_low_bits(scratch + count[d], keys + count[d], count[d + 1] - count[d], shift);
    for (size_t i = 0; i < n; i++)
        keys[i] = scratch[i] + least;
    free(scratch);
    return true;
}

struct keyed_row {
    uint64_t key;
    uint32_t row;
};

static int compare_keyed_rows(const void *a, const void *b)
{
    const struct keyed_row *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* One stable pass of rows by a digit; false when all rows have the same. */
static bool rows_by_digit(const struct keyed_row *from, struct keyed_row *to, size_t n, int shift)
{
    size_t count[DIGITS] = { 0 };
    for (size_t i = 0; i < n; i++)
        count[from[i].key >> shift & (DIGITS - 1)]++;
    if (count[from[0].key >> shift & (DIGITS - 1)] == n)
        return false;
    size_t place = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = count[d];
        count[d] = place;
        place += here;
    }
    for (size_t i = 0; i < n; i++)
        to[count[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

static struct keyed_row *sort_keyed_rows(struct keyed_row *rows, struct keyed_row *scratch, size_t n)
{
    if (n <= 512) {
        qsort(rows, n, sizeof *rows, compare_keyed_rows);
        return rows;
    }
    struct keyed_row *from = rows, *to = scratch;
    for (int digit = 0; digit < N_DIGITS; digit++) {
        if (rows_by_digit(from, to, n, digit * DIGIT_BITS)) {
            struct keyed_row *other = from;
            from = to;
            to = other;
        }
    }
    return from;
}

uint32_t *order_rows(const double *values, size_t n, struct error *err)
{
    struct keyed_row *rows = allocate_large(n, sizeof *rows, "sorting rows", err);
    struct keyed_row *scratch = rows ? allocate_large(n, sizeof *scratch, "sorting rows", err) : NULL;
    uint32_t *order = scratch ? allocate_large(n, sizeof *order, "the order of rows", err) : NULL;
    if (order) {
        for (size_t i = 0; i < n; i++)
            rows[i] = (struct keyed_row){ key_of(values[i]), (uint32_t)i };
        const struct keyed_row *sorted = sort_keyed_rows(rows, scratch, n);
        for (size_t i = 0; i < n; i++)
            order[i] = sorted[i].row;
    }
    free(rows);
    free(scratch);
    return order;
}

bool mid_ranks(const double *values, size_t n, double *out, struct error *err)
{
    uint32_t *order = order_rows(values, n, err);
    if (!order)
        return false;
    for (size_t i = 0; i < n;) {
        size_t j = i + 1;
        while (j < n && values[order[j]] == values[order[i]])
            j++;
        for (size_t k = i; k < j; k++)
            out[order[k]] = ((double)i + (double)j + 1) / 2;
        i = j;
    }
    free(order);
    return true;
}

bool measure_sort(double *values, size_t n, struct error *err)
{
    uint64_t *keys = allocate_large(n, sizeof *keys, "sorting numbers", err);
    if (!keys)
        return false;
    for (size_t i = 0; i < n; i++)
        keys[i] = key_of(values[i]);
    bool good = keys_sort(keys, n, err);
    for (size_t i = 0; good && i < n; i++)
        values[i] = key_value(keys[i]);
    free(keys);
    return good;
}

double measure_sorted_quantile(const double *sorted, size_t n, double share)
{
    if (n == 0)
        return NAN;
    double place = share * (double)(n - 1);
    size_t i = (size_t)place;
    return i + 1 < n ? sorted[i] + (place - (double)i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}
