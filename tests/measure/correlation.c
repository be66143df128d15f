/* Correlations by products of matrices against a plain count of each pair. */
#include <stdlib.h>
#include <string.h>

#include "measure_tests.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

enum { COLUMNS = 150, ROWS = 97 };

/* Mid-ranks of X among the rows that are KEPT, by comparing all with all. */
static void plain_ranks(const double *x, const bool *kept, double *out)
{
    for (size_t i = 0; i < ROWS; i++) {
        out[i] = 0.5;
        for (size_t k = 0; k < ROWS; k++)
            if (kept[k])
                out[i] += x[k] < x[i] ? 1 : x[k] == x[i] ? 0.5 : 0;
    }
}

static double plain(const double *x, const double *y, bool ranks)
{
    bool kept[ROWS];
    double a[ROWS], b[ROWS], n = 0, mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
    for (size_t i = 0; i < ROWS; i++)
        kept[i] = !isnan(x[i]) && !isnan(y[i]);
    memcpy(a, x, sizeof a);
    memcpy(b, y, sizeof b);
    if (ranks) {
        plain_ranks(x, kept, a);
        plain_ranks(y, kept, b);
    }
    for (size_t i = 0; i < ROWS; i++)
        if (kept[i]) {
            n++;
            mean_a += (a[i] - mean_a) / n; /* exact for a constant */
            mean_b += (b[i] - mean_b) / n;
        }
    for (size_t i = 0; i < ROWS; i++)
        if (kept[i]) {
            aa += (a[i] - mean_a) * (a[i] - mean_a);
            bb += (b[i] - mean_b) * (b[i] - mean_b);
            ab += (a[i] - mean_a) * (b[i] - mean_b);
        }
    return aa > 0 && bb > 0 ? ab / sqrt(aa) / sqrt(bb) : NAN;
}

/* Columns of every kind: whole, with holes (the same in several, or their own), constant, nearly so, far from zero,
   with ties, and with one far value in a row that others miss. */
static double *make_columns(uint64_t seed)
{
    double *values = allocate((size_t)COLUMNS * ROWS, sizeof *values);
    struct random random = random_stream(seed, 0);
    for (size_t j = 0; j < COLUMNS; j++)
        for (size_t i = 0; i < ROWS; i++) {
            double value = random_unit(&random) - 0.5, hole = random_unit(&random);
            value += j > 0 ? 0.5 * values[(j - 1) * ROWS + (i + j) % ROWS] : 0;
            value = isnan(value) ? 0.25 : value;
            value = j % 7 == 1 ? floor(4 * value) : j % 7 == 2 ? 0.1 : j % 7 == 3 ? 1e6 + value : value;
            if (j % 7 == 4 && i == 5)
                value = 1e9;
            if (j % 11 == 6)
                value = i < 40 ? 3.3 : value;
            if ((j % 3 == 1 && i % 8 == 5) || (j % 3 == 2 && hole < 0.3) || (j % 17 == 13 && i >= 40))
                value = NAN;
            values[j * ROWS + i] = value;
        }
    return values;
}

static void compare(bool ranks, double *out)
{
    double *values = make_columns(7), *kept = make_columns(7);
    size_t n_none = 0;
    ck_assert(measure_correlations(values, COLUMNS, ROWS, ranks, NULL, out, NULL));
    for (size_t i = 0; i < COLUMNS; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            double expected = plain(kept + i * ROWS, kept + j * ROWS, ranks), r = out[i * COLUMNS + j];
            n_none += isnan(r);
            ck_assert_msg(isnan(r) == isnan(expected) && !(fabs(r - expected) > 1e-9), "%zu %zu: %.17g, plain %.17g", i,
                          j, r, expected);
            ck_assert_msg(!(fabs(r) > 1), "%zu %zu: %.17g", i, j, r);
        }
    ck_assert_uint_gt(n_none, COLUMNS);
    free(values);
    free(kept);
}

START_TEST(every_pair_is_as_counted)
{
    double *one = allocate((size_t)COLUMNS * COLUMNS, sizeof *one),
           *two = allocate((size_t)COLUMNS * COLUMNS, sizeof *two);
    struct work *work = work_new(3);
    compare(_i == 1, one);
    double *values = make_columns(7);
    ck_assert(measure_correlations(values, COLUMNS, ROWS, _i == 1, work, two, NULL));
    free(values);
    ck_assert_mem_eq(one, two, (size_t)COLUMNS * COLUMNS * sizeof *one); /* to the bit on any threads */
    work_free(work);
    free(one);
    free(two);
}
END_TEST

/* Values whose squares are beyond doubles; and an infinite one, which goes with nothing. */
START_TEST(sizes_do_not_matter)
{
    double values[4 * 5] = { 1e200, 3e200, -2e200, 5e200, 1e200,    1e-200, 3e-200, -2e-200, 5e-200, 1e-200,
                             1,     3,     -2,     5,     INFINITY, 2,      1,      7,       0,      2 },
                      out[16];
    ck_assert(measure_correlations(values, 4, 5, false, NULL, out, NULL));
    assert_near(out[0 * 4 + 1], 1, 1e-14);
    assert_near(out[0 * 4 + 3], -0.9296627151284925, 1e-13); /* numpy.corrcoef([1,3,-2,5,1], [2,1,7,0,2]) */
    ck_assert(isnan(out[0 * 4 + 2]) && isnan(out[2 * 4 + 2]));
}
END_TEST

TCase *correlation_tests(void)
{
    TCase *tests = tcase_create("correlation");
    tcase_add_loop_test(tests, every_pair_is_as_counted, 0, 2);
    tcase_add_test(tests, sizes_do_not_matter);
    return tests;
}
