/* Tests of src/learn/chunk.c. */
#include "learn/chunk.h"

#include <string.h>

#include "learn_tests.h"

enum { ROWS = 37, MOST = 24 };

/* Against plain loops, for widths of one to three lanes; small whole numbers, so that every sum is exact. */
START_TEST(agrees_with_plain_loops)
{
    struct random random = random_stream(1, 0);
    for (size_t n = 1; n <= MOST; n++) {
        size_t width = chunk_width(n);
        double rows[ROWS * MOST] = { 0 }, beta[MOST] = { 0 }, weight[ROWS], product[ROWS], sum[MOST] = { 0 };
        double gram[MOST * MOST] = { 0 };
        ck_assert(width >= n && width < n + CHUNK_LANES && width % CHUNK_LANES == 0);
        for (size_t j = 0; j < n; j++)
            beta[j] = (double)random_below(&random, 9) - 4;
        for (size_t i = 0; i < ROWS; i++) {
            weight[i] = (double)random_below(&random, 5);
            for (size_t j = 0; j < n; j++)
                rows[i * width + j] = (double)random_below(&random, 9) - 4;
        }
        chunk_multiply(rows, ROWS, width, beta, product);
        chunk_add(rows, ROWS, width, weight, sum);
        chunk_add(rows, ROWS, width, weight, sum); /* adds */
        chunk_add_gram(rows, ROWS, width, weight, gram);
        for (size_t i = 0; i < ROWS; i++) {
            double right = 0;
            for (size_t j = 0; j < n; j++)
                right += rows[i * width + j] * beta[j];
            ck_assert(product[i] == right);
        }
        for (size_t j = 0; j < n; j++) {
            double right = 0;
            for (size_t i = 0; i < ROWS; i++)
                right += 2 * weight[i] * rows[i * width + j];
            ck_assert(sum[j] == right);
            for (size_t k = 0; k <= j; k++) {
                right = 0;
                for (size_t i = 0; i < ROWS; i++)
                    right += weight[i] * rows[i * width + j] * rows[i * width + k];
                ck_assert(gram[j * width + k] == right);
            }
        }
    }
}
END_TEST

START_TEST(standardises_every_column)
{
    double row[11] = { 0 }, mean[11] = { 0 }, factor[11] = { 0 }, out[12];
    for (size_t n = 0; n <= 11; n++) {
        for (size_t j = 0; j < n; j++) {
            row[j] = (double)(3 * j);
            mean[j] = (double)j;
            factor[j] = 0.5;
        }
        out[n] = -7;
        chunk_standardise(row, n, mean, factor, out);
        for (size_t j = 0; j < n; j++)
            ck_assert(out[j] == (double)j);
        ck_assert(out[n] == -7);
    }
}
END_TEST

TCase *chunk_tests(void)
{
    TCase *tests = tcase_create("chunk");
    tcase_add_test(tests, agrees_with_plain_loops);
    tcase_add_test(tests, standardises_every_column);
    return tests;
}
