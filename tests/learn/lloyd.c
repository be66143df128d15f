/* Tests of src/learn/lloyd.c. */
#include "learn/lloyd.h"

#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

/* The naive twin: all distances in every step. */
static size_t plain_lloyd(const struct matrix *x, struct matrix *centroids, uint32_t *label)
{
    size_t n_steps = 0, p = x->n_columns, k = centroids->n_rows;
    for (bool changed = true; changed; n_steps++) {
        changed = false;
        for (size_t i = 0; i < x->n_rows; i++) {
            uint32_t best = 0;
            double least = INFINITY;
            for (uint32_t c = 0; c < k; c++) {
                double d = squared_distance(matrix_row(x, i), matrix_row(centroids, c), p);
                if (d < least) {
                    least = d;
                    best = c;
                }
            }
            changed |= n_steps == 0 || label[i] != best;
            label[i] = best;
        }
        for (uint32_t c = 0; c < k; c++) {
            double n = 0, *to = matrix_row(centroids, c);
            memset(to, 0, p * sizeof *to);
            for (size_t i = 0; i < x->n_rows; i++)
                if (label[i] == c) {
                    n++;
                    for (size_t j = 0; j < p; j++)
                        to[j] += matrix_row(x, i)[j];
                }
            for (size_t j = 0; j < p; j++)
                to[j] /= n;
        }
    }
    return n_steps;
}

START_TEST(bounds_change_nothing)
{
    enum { N = 5000, P = 4, K = 9 };
    struct random random = random_stream(2, 0);
    struct matrix x, plain;
    ck_assert(matrix_init(&x, N, P, "rows", NULL) && matrix_init(&plain, K, P, "centroids", NULL));
    for (size_t i = 0; i < N * P; i++)
        x.values[i] = random_unit(&random);
    struct lloyd lloyd;
    ck_assert(lloyd_init(&lloyd, &x, NULL, K, NULL));
    memcpy(plain.values, x.values, K * P * sizeof(double));
    memcpy(lloyd.centroids.values, x.values, K * P * sizeof(double));
    uint32_t *label = allocate(N, sizeof *label);
    size_t n_steps = plain_lloyd(&x, &plain, label);
    ck_assert(lloyd_run(&lloyd, 1000, 0, NULL, NULL, NULL));
    ck_assert(lloyd.converged);
    ck_assert_uint_eq(lloyd.n_steps + 1, n_steps);
    ck_assert(memcmp(label, lloyd.label, N * sizeof *label) == 0);
    double inertia = 0;
    for (size_t i = 0; i < N; i++)
        inertia += squared_distance(matrix_row(&x, i), matrix_row(&plain, label[i]), P);
    for (size_t i = 0; i < K * P; i++)
        expect_near(lloyd.centroids.values[i], plain.values[i], 1e-13);
    expect_near(lloyd.inertia, inertia, 1e-9);
    lloyd_release(&lloyd);
    matrix_release(&x);
    matrix_release(&plain);
    free(label);
}
END_TEST

/* Two centroids start where no row is nearest: each gets a far row, and in the end none is empty. */
START_TEST(empty_clusters_are_refilled)
{
    double values[] = { 0, 1, 2, 50, 51, 100 };
    struct matrix x = { 6, 1, values };
    struct lloyd lloyd;
    ck_assert(lloyd_init(&lloyd, &x, NULL, 3, NULL));
    const double start[] = { 0, -1000, -2000 };
    memcpy(lloyd.centroids.values, start, sizeof start);
    ck_assert(lloyd_run(&lloyd, 100, 0, NULL, NULL, NULL));
    ck_assert(lloyd.converged);
    expect_near(lloyd.inertia, 2 + 0.5, 1e-12);
    ck_assert(lloyd.size[0] == 3 && lloyd.size[1] + lloyd.size[2] == 3);
    lloyd_release(&lloyd);
}
END_TEST

TCase *lloyd_tests(void)
{
    TCase *tests = tcase_create("lloyd");
    tcase_add_test(tests, bounds_change_nothing);
    tcase_add_test(tests, empty_clusters_are_refilled);
    return tests;
}
