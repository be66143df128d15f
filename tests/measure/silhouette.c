/* Tests of silhouettes. */
#include <stdlib.h>
#include <string.h>

#include "measure_tests.h"
#include "patron/base/error.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

START_TEST(agrees_with_reference)
{
    struct reference_rows rows = read_reference(REFERENCE "metrics/points.csv");
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    struct matrix x;
    ck_assert(matrix_init(&x, rows.n, 3, "points", NULL));
    uint32_t *label = allocate(2 * rows.n, sizeof *label), *nearest = label + rows.n;
    double *out = allocate(rows.n, sizeof *out), sum = 0;
    for (size_t i = 0; i < rows.n; i++) {
        memcpy(matrix_row(&x, i), rows.values + i * 6, 3 * sizeof(double));
        label[i] = (uint32_t)rows.values[i * 6 + 3];
    }
    ck_assert(measure_silhouette(&x, label, 4, NULL, 0, NULL, out, nearest, NULL));
    for (size_t i = 0; i < rows.n; i++) {
        assert_near(out[i], rows.values[i * 6 + 5], 1e-12);
        ck_assert(nearest[i] != label[i]);
        sum += out[i];
    }
    ck_assert(out[rows.n - 1] == 0); /* a segment of one */
    assert_near(sum / (double)rows.n, json_get_number(expected, "silhouette_mean", 0), 1e-12);
    assert_near(measure_davies_bouldin(&x, label, 4), json_get_number(expected, "davies_bouldin", 0), 1e-12);
    assert_near(measure_calinski_harabasz(&x, label, 4), json_get_number(expected, "calinski_harabasz", 0), 1e-9);
    matrix_release(&x);
    free(label);
    free(out);
    free(rows.values);
    json_free(expected);
}
END_TEST

/* Iris with its species as segments: figures printed in many places (scikit-learn gives 0.503477440693, 487.330876375,
   0.751370709476). */
START_TEST(iris)
{
    struct reference_rows rows = read_reference(TEST_DATA "/measure/iris.csv");
    ck_assert_uint_eq(rows.n, 150);
    struct matrix x;
    uint32_t label[150];
    double out[150], sum = 0;
    ck_assert(matrix_init(&x, 150, 4, "iris", NULL));
    for (size_t i = 0; i < 150; i++) {
        memcpy(matrix_row(&x, i), rows.values + i * 5, 4 * sizeof(double));
        label[i] = (uint32_t)rows.values[i * 5 + 4];
    }
    ck_assert(measure_silhouette(&x, label, 3, NULL, 0, NULL, out, NULL, NULL));
    for (size_t i = 0; i < 150; i++)
        sum += out[i];
    assert_near(sum / 150, 0.503477440693296, 1e-12);
    assert_near(measure_calinski_harabasz(&x, label, 3), 487.33087637489984, 1e-9);
    assert_near(measure_davies_bouldin(&x, label, 3), 0.7513707094756737, 1e-12);
    matrix_release(&x);
    free(rows.values);
}
END_TEST

static double definition(const struct matrix *x, const uint32_t *label, size_t k, const uint32_t *sample, size_t n,
                         size_t i)
{
    double sums[16] = { 0 }, count[16] = { 0 };
    for (size_t j = 0; j < n; j++) {
        double square = 0;
        for (size_t c = 0; c < x->n_columns; c++) {
            double gap = matrix_row(x, sample[i])[c] - matrix_row(x, sample[j])[c];
            square += gap * gap;
        }
        sums[label[sample[j]]] += sqrt(square);
        count[label[sample[j]]] += j != i;
    }
    double inside = sums[label[sample[i]]] / count[label[sample[i]]], best = INFINITY;
    for (size_t s = 0; s < k; s++) {
        if (s != label[sample[i]] && count[s] > 0 && sums[s] / count[s] < best)
            best = sums[s] / count[s];
    }
    return count[label[sample[i]]] > 0 ? (best - inside) / fmax(best, inside) : 0;
}

/* Sizes around the tile, several tiles, odd and even numbers of them. */
START_TEST(agrees_with_definition)
{
    const size_t sizes[] = { 5, 255, 256, 257, 700, 1300 };
    struct work *work = work_new(4);
    for (size_t s = 0; s < 6; s++) {
        size_t n = sizes[s], rows = n + 50;
        struct matrix x;
        ck_assert(matrix_init(&x, rows, 7, "points", NULL));
        struct random random = random_stream(3, s);
        uint32_t *label = allocate(rows, sizeof *label), *sample = allocate(n, sizeof *sample);
        double *out = allocate(2 * n, sizeof *out), *again = out + n;
        for (size_t i = 0; i < rows; i++) {
            label[i] = (uint32_t)random_below(&random, 5) * 2; /* segments 1, 3, ... have no rows */
            for (size_t c = 0; c < 7; c++)
                matrix_row(&x, i)[c] = random_normal(&random) + 0.5 * label[i];
        }
        for (size_t i = 0; i < n; i++)
            sample[i] = (uint32_t)(i + 25);
        ck_assert(measure_silhouette(&x, label, 10, sample, n, NULL, out, NULL, NULL));
        ck_assert(measure_silhouette(&x, label, 10, sample, n, work, again, NULL, NULL));
        ck_assert_mem_eq(out, again, n * sizeof *out);
        for (size_t i = 0; i < n; i += 1 + n / 40)
            assert_near(out[i], definition(&x, label, 10, sample, n, i), 1e-12);
        matrix_release(&x);
        free(label);
        free(sample);
        free(out);
    }
    work_free(work);
}
END_TEST

START_TEST(one_segment_is_refused)
{
    struct matrix x;
    struct error err = ERROR_INIT;
    ck_assert(matrix_init(&x, 3, 1, "points", NULL));
    const uint32_t label[] = { 1, 1, 1 };
    double out[3];
    ck_assert(!measure_silhouette(&x, label, 2, NULL, 0, NULL, out, NULL, &err));
    ck_assert_int_eq(err.code, E_TOO_FEW);
    error_release(&err);
    matrix_release(&x);
}
END_TEST

TCase *silhouette_tests(void)
{
    TCase *tests = tcase_create("silhouette");
    tcase_add_test(tests, agrees_with_reference);
    tcase_add_test(tests, iris);
    tcase_add_test(tests, agrees_with_definition);
    tcase_add_test(tests, one_segment_is_refused);
    return tests;
}
