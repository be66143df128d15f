/* Tests of src/learn/newton.c. */
#include "learn/newton.h"

#include <stdlib.h>

#include "learn_tests.h"

/* Gradient and Hessian against central differences of loss and gradient. */
START_TEST(derivatives_are_those_of_the_loss)
{
    enum { N = 300, P = 3, M = P + 1 };
    struct random random = random_stream(3, 0);
    struct matrix x;
    double y[N], weight[N], mean[P] = { 0.1, -0.2, 0 }, factor[P] = { 1, 2, 0.5 }, gradient[M], hessian[M * M];
    size_t kept[P] = { 0, 1, 2 };
    ck_assert(matrix_init(&x, N, P, "rows", NULL));
    for (size_t i = 0; i < N; i++) {
        y[i] = random_unit(&random) < 0.4;
        weight[i] = 0.5 + random_unit(&random);
        for (size_t j = 0; j < P; j++)
            matrix_row(&x, i)[j] = random_normal(&random);
    }
    struct learn_data data = { .x = &x, .labels = outcomes(y), .weight = weight };
    struct logistic logistic = { &data, y, P, kept, mean, factor, 2.5, 0, 0, gradient, hessian };
    double beta[M] = { 0.3, -0.5, 0.2, 0.9 }, right_gradient[M], right_hessian[M * M], h = 1e-5;
    ck_assert(logistic_evaluate(&logistic, beta, NULL));
    memcpy(right_gradient, gradient, sizeof gradient);
    memcpy(right_hessian, hessian, sizeof hessian);
    for (size_t j = 0; j < M; j++) {
        double up[M], up_loss, at = beta[j];
        beta[j] = at + h;
        ck_assert(logistic_evaluate(&logistic, beta, NULL));
        memcpy(up, gradient, sizeof up);
        up_loss = logistic.loss;
        beta[j] = at - h;
        ck_assert(logistic_evaluate(&logistic, beta, NULL));
        expect_near((up_loss - logistic.loss) / (2 * h), right_gradient[j], 1e-6);
        for (size_t i = 0; i < M; i++)
            expect_near((up[i] - gradient[i]) / (2 * h), right_hessian[i * M + j], 1e-6);
        beta[j] = at;
    }
    matrix_release(&x);
}
END_TEST

/* Margins of 800 would overflow exp: log(1 + e^800) = 800 + 0, and a right row of that margin costs nothing. */
START_TEST(great_margins_do_not_overflow)
{
    double values[] = { 1, 1 }, y[] = { 0, 1 }, mean = 0, factor = 1, gradient[2], hessian[4], beta[] = { 0, 800 };
    size_t kept = 0;
    struct matrix x = { 2, 1, values };
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct logistic logistic = { &data, y, 1, &kept, &mean, &factor, 0, 0, 0, gradient, hessian };
    ck_assert(logistic_evaluate(&logistic, beta, NULL));
    expect_near(logistic.loss, 800, 0);
    expect_near(logistic.greatest_margin, 800, 0);
    expect_near(gradient[1], 1, 0);
}
END_TEST

TCase *newton_tests(void)
{
    TCase *tests = tcase_create("newton");
    tcase_add_test(tests, derivatives_are_those_of_the_loss);
    tcase_add_test(tests, great_margins_do_not_overflow);
    return tests;
}
