/* Tests of sorting. */
#include "measure/order.h"

#include <stdlib.h>

#include "measure_tests.h"
#include "patron/base/random.h"
#include "patron/measure/measure.h"

START_TEST(keys_keep_order_and_value)
{
    const double values[] = { -INFINITY, -1e300, -2.5, -1e-310, 0, 1e-310, 0.1, 0.1000000001, 3, 1e300, INFINITY };
    for (size_t i = 0; i + 1 < sizeof values / sizeof *values; i++) {
        ck_assert(key_of(values[i]) < key_of(values[i + 1]));
        ck_assert(key_value(key_of(values[i])) == values[i]);
    }
    ck_assert(key_of(-0.0) == key_of(0.0));
}
END_TEST

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

START_TEST(sorting_agrees_with_qsort)
{
    static uint64_t keys[50000], twin[50000];
    const size_t sizes[] = { 0, 1, 2, 47, 48, 49, 1000, 50000 };
    for (size_t shape = 0; shape < 4; shape++) {
        struct random random = random_stream(7, shape);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            size_t n = sizes[s];
            for (size_t i = 0; i < n; i++) {
                double unit = random_unit(&random);
                keys[i] = shape == 0   ? key_of(unit)
                          : shape == 1 ? key_of(floor(unit * 10))                         /* ties */
                          : shape == 2 ? random_bits(&random)                             /* all bits */
                                       : key_of(exp(-80 * unit) * (unit < 0.5 ? -1 : 1)); /* skewed, both signs */
                twin[i] = keys[i];
            }
            qsort(twin, n, sizeof *twin, by_size);
            ck_assert(keys_sort(keys, n, NULL));
            for (size_t i = 0; i < n; i++)
                ck_assert(keys[i] == twin[i]);
        }
    }
}
END_TEST

START_TEST(ranks_share_ties)
{
    const double values[] = { 3, 1, 3, 2, 3, 1 };
    double ranks[6];
    ck_assert(mid_ranks(values, 6, ranks, NULL));
    const double expected[] = { 5, 1.5, 5, 3, 5, 1.5 };
    for (size_t i = 0; i < 6; i++)
        ck_assert(ranks[i] == expected[i]);
}
END_TEST

START_TEST(rows_in_order_keep_ties_in_place)
{
    static double values[3000];
    struct random random = random_stream(8, 0);
    for (size_t i = 0; i < 3000; i++)
        values[i] = floor(random_unit(&random) * 200) - 100;
    uint32_t *order = order_rows(values, 3000, NULL);
    for (size_t i = 1; i < 3000; i++)
        ck_assert(values[order[i - 1]] < values[order[i]] ||
                  (values[order[i - 1]] == values[order[i]] && order[i - 1] < order[i]));
    free(order);
}
END_TEST

START_TEST(quantiles_are_linear)
{
    double values[] = { 40, 10, -0.0, 30, 20 };
    ck_assert(measure_sort(values, 5, NULL));
    ck_assert(values[0] == 0 && values[1] == 10 && values[4] == 40);
    ck_assert(measure_sorted_quantile(values, 5, 0.5) == 20);
    assert_near(measure_sorted_quantile(values, 5, 0.1), 4, 1e-12);
    ck_assert(measure_sorted_quantile(values, 5, 1) == 40);
    ck_assert(measure_sorted_quantile(values, 1, 0.3) == 0);
    ck_assert(isnan(measure_sorted_quantile(values, 0, 0.5)));
}
END_TEST

TCase *order_tests(void)
{
    TCase *tests = tcase_create("order");
    tcase_add_test(tests, keys_keep_order_and_value);
    tcase_add_test(tests, sorting_agrees_with_qsort);
    tcase_add_test(tests, ranks_share_ties);
    tcase_add_test(tests, rows_in_order_keep_ties_in_place);
    tcase_add_test(tests, quantiles_are_linear);
    return tests;
}
