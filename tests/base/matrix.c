/* Tests of src/base/matrix.c against plain loops. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/error.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"

static double *random_values(size_t n, uint64_t seed)
{
    double *values = allocate(n ? n : 1, sizeof(*values));
    struct random random = random_stream(seed, 0);
    for (size_t i = 0; i < n; i++)
        values[i] = random_normal(&random);
    return values;
}

static void check_near(const double *a, const double *b, size_t n, double tolerance)
{
    for (size_t i = 0; i < n; i++)
        require(fabs(a[i] - b[i]) <= tolerance * (1 + fabs(b[i])));
}

/* OUT (n x n) = the rows' sum of squares and products, K rows of N. */
static void add_gram(const double *rows, size_t k, size_t n, double *out)
{
    for (size_t r = 0; r < k; r++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                out[i * n + j] += rows[r * n + i] * rows[r * n + j];
}

/* OUT = A times B transposed, all n x n. */
static void multiply_transposed(const double *a, const double *b, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            out[i * n + j] = 0;
            for (size_t l = 0; l < n; l++)
                out[i * n + j] += a[i * n + l] * b[j * n + l];
        }
}

START_TEST(matrices_begin_with_zeros)
{
    struct matrix matrix;
    ck_assert(matrix_init(&matrix, 30, 20, "a test", NULL));
    for (size_t i = 0; i < 600; i++)
        ck_assert(matrix.values[i] == 0);
    ck_assert_ptr_eq(matrix_row(&matrix, 2), matrix.values + 40);
    matrix_release(&matrix);
    ck_assert_ptr_null(matrix.values);
    struct error err = ERROR_INIT;
    ck_assert(!matrix_init(&matrix, SIZE_MAX / 4, SIZE_MAX / 4, "a test", &err));
    ck_assert_int_eq(err.code, E_MEMORY);
    error_release(&err);
    ck_assert(!matrix_init(&matrix, SIZE_MAX / 64, 4, "a test", NULL));
}
END_TEST

START_TEST(factors_solve_and_invert)
{
    static const size_t sizes[] = { 1, 2, 3, 17, 63, 64, 65, 130 };
    for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++) {
        size_t n = sizes[s];
        double *rows = random_values(3 * n * n, s), *a = allocate(n * n, sizeof(*a));
        add_gram(rows, 3 * n, n, a);
        double *factor = allocate(n * n, sizeof(*factor)), *inverse = allocate(n * n, sizeof(*inverse));
        memcpy(factor, a, n * n * sizeof(*a));
        size_t bad = 99;
        ck_assert(cholesky_factor(factor, n, &bad));
        double *product = allocate(n * n, sizeof(*product)), *x = random_values(n, 7);
        multiply_transposed(factor, factor, n, product);
        check_near(product, a, n * n, 1e-11);
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++)
                require(factor[i * n + j] == 0);
        double *b = allocate(n, sizeof(*b));
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                b[i] += a[i * n + j] * x[j];
        cholesky_solve(factor, n, b);
        check_near(b, x, n, 1e-9);
        cholesky_inverse(factor, n, inverse);
        multiply_transposed(a, inverse, n, product); /* the inverse is symmetric */
        for (size_t i = 0; i < n * n; i++)
            require(fabs(product[i] - (i % (n + 1) == 0)) <= 1e-9);
        free(rows), free(a), free(factor), free(inverse), free(product), free(x), free(b);
    }
}
END_TEST

START_TEST(a_factor_by_hand)
{
    double a[9] = { 4, 12, -16, 12, 37, -43, -16, -43, 98 };
    static const double expected[9] = { 2, 0, 0, 6, 1, 0, -8, 5, 3 };
    ck_assert(cholesky_factor(a, 3, NULL));
    check_near(a, expected, 9, 1e-14);
}
END_TEST

START_TEST(the_bad_pivot_is_named)
{
    for (size_t n = 3; n <= 150; n += 49)
        for (size_t bad = 1; bad < n; bad += n / 3) {
            /* the identity, but row BAD repeats row 0 */
            double *a = allocate(n * n, sizeof(*a));
            for (size_t i = 0; i < n; i++)
                a[i * n + i] = 1;
            a[bad * n] = a[bad] = 1;
            size_t pivot = 999;
            ck_assert(!cholesky_factor(a, n, &pivot));
            ck_assert_uint_eq(pivot, bad);
            free(a);
        }
    double nan[1] = { NAN }, negative[1] = { -1 };
    size_t pivot = 9;
    ck_assert(!cholesky_factor(nan, 1, &pivot) && pivot == 0);
    ck_assert(!cholesky_factor(negative, 1, NULL));
}
END_TEST

TCase *matrix_cases(void)
{
    TCase *cases = tcase_create("matrix");
    tcase_add_checked_fixture(cases, numerics_init, NULL);
    tcase_add_test(cases, matrices_begin_with_zeros);
    tcase_add_test(cases, factors_solve_and_invert);
    tcase_add_test(cases, a_factor_by_hand);
    tcase_add_test(cases, the_bad_pivot_is_named);
    return cases;
}
