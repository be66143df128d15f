/* Tests of segment figures and stratified samples. */
#include <stdlib.h>

#include "measure_tests.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

START_TEST(adjusted_rand)
{
    struct reference_rows rows = read_reference(REFERENCE "metrics/points.csv");
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    uint32_t *a = allocate(2 * rows.n, sizeof *a), *b = a + rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        a[i] = (uint32_t)rows.values[i * 6 + 3];
        b[i] = (uint32_t)rows.values[i * 6 + 4];
    }
    assert_near(measure_adjusted_rand(a, b, rows.n), json_get_number(expected, "adjusted_rand", 0), 1e-12);
    for (size_t i = 0; i < rows.n; i++)
        b[i] = 7 - a[i]; /* other names, same groups */
    ck_assert(measure_adjusted_rand(a, b, rows.n) == 1);
    free(a);
    free(rows.values);
    json_free(expected);
}
END_TEST

START_TEST(indices_by_hand)
{
    /* Segments {0, 2} and {10, 14}: centres 1 and 12, spreads 1 and 2, so Davies-Bouldin (1 + 2) / 11; between
       2 (1 - 6.5)^2 + 2 (12 - 6.5)^2 = 121, within 2 + 8, so Calinski-Harabasz 121 / (10 / 2). */
    double values[] = { 0, 2, 10, 14 };
    struct matrix x = { 4, 1, values };
    const uint32_t label[] = { 0, 0, 1, 1 };
    assert_near(measure_davies_bouldin(&x, label, 2), 3.0 / 11, 1e-15);
    assert_near(measure_calinski_harabasz(&x, label, 2), 24.2, 1e-12);
    const uint32_t one[] = { 0, 0, 0, 0 };
    ck_assert(isnan(measure_davies_bouldin(&x, one, 2)));
    ck_assert(isnan(measure_calinski_harabasz(&x, one, 2)));
}
END_TEST

START_TEST(samples_keep_every_segment)
{
    static uint32_t label[10000];
    for (size_t i = 0; i < 10000; i++)
        label[i] = i < 3 ? 2 : i == 5000 ? 3 : i % 10 == 0; /* 3 rows of 2, one of 3, a tenth of 1 */
    size_t n, count[5] = { 0 }, again;
    uint32_t *sample = measure_stratified_sample(label, 10000, 5, 1000, 42, &n);
    ck_assert_uint_eq(n, 1000);
    for (size_t i = 0; i < n; i++) {
        ck_assert(i == 0 || sample[i] > sample[i - 1]);
        count[label[sample[i]]]++;
    }
    ck_assert_uint_ge(count[2], 2);
    ck_assert_uint_eq(count[3], 1);
    ck_assert_uint_ge(count[1], 98);
    ck_assert_uint_le(count[1], 102);
    uint32_t *same = measure_stratified_sample(label, 10000, 5, 1000, 42, &again);
    ck_assert_mem_eq(sample, same, n * sizeof *sample);
    free(same);
    same = measure_stratified_sample(label, 10000, 5, 1000, 43, &again);
    ck_assert_mem_ne(sample, same, n * sizeof *sample);
    free(same);
    free(sample);
    sample = measure_stratified_sample(label, 10000, 5, 20000, 42, &n); /* room for all */
    ck_assert_uint_eq(n, 10000);
    free(sample);
}
END_TEST

TCase *segments_tests(void)
{
    TCase *tests = tcase_create("segments");
    tcase_add_test(tests, adjusted_rand);
    tcase_add_test(tests, indices_by_hand);
    tcase_add_test(tests, samples_keep_every_segment);
    return tests;
}
