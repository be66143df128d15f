/* Tests of src/learn/bgbb.c. */
#include "learn/bgbb.h"

#include <stdlib.h>
#include <string.h>

#include "learn/minimise.h"
#include "learn_tests.h"

/* The 22 histories of the donors of 1995, and how many gave so. */
static struct matrix donations(double **customers)
{
    struct matrix x = read_csv(REFERENCE "processes/donations.csv");
    *customers = take_column(&x, 3);
    ck_assert_uint_eq(x.n_rows, 22);
    expect_near(total_of(*customers, 22), 11104, 0);
    return x;
}

/* BTYD's walk-through, at the maximum that it found: 0.1302169 and 3.627858 in the ten years to come. */
static void expect_published(const struct fitted *fitted)
{
    struct matrix x = { 2, 3, (double[]){ 0, 0, 6, 4, 5, 6 } };
    struct learn_data data = { .x = &x, .horizon = 10 };
    double *n = fitted_answer(fitted, &data, "expected");
    expect_near(n[0], 0.1302169, 1e-5);
    expect_near(n[1], 3.627858, 2e-4);
    free(n);
}

START_TEST(agrees_with_the_paper_on_donations)
{
    struct json *expected = read_json(REFERENCE "processes/expected.json"), *right = json_get(expected, "bgbb");
    double *customers;
    struct matrix x = donations(&customers);
    struct learn_data data = { .x = &x, .weight = customers, .horizon = 10, .gap = 1 };
    const double published[] = { 1.204, 0.750, 0.657, 2.783 };
    struct fitted fitted = fit_kind("bgbb", &data, "");
    expect_process(&fitted, right, 1e-5, 1e-3);
    for (size_t j = 0; j < 4; j++)
        expect_near(fitted.summary.terms[j].estimate, published[j], 5.1e-4);
    expect_near(fitted.summary.log_likelihood, -33225.6, 0.05);
    expect_round_trip(&fitted, &data);
    expect_same_on_threads("bgbb", data, "");
    expect_cancelled("bgbb", data, "");
    expect_future(&fitted, json_get(right, "future"));
    expect_published(&fitted);
    fitted_release(&fitted);
    matrix_release(&x);
    json_free(expected);
    free(customers);
}
END_TEST

START_TEST(derivatives_are_those_of_the_likelihood)
{
    double *customers;
    struct matrix x = donations(&customers);
    matrix_row(&x, 0)[2] = 9; /* not all as old */
    matrix_row(&x, 4)[2] = 4;
    struct learn_data data = { .x = &x, .weight = customers };
    struct histories histories;
    struct process_likelihood likelihood;
    ck_assert(histories_init(&histories, &data, NULL));
    process_likelihood_init(&likelihood, &bgbb_process, &histories, NULL);
    struct objective objective = { 2, process_likelihood_evaluate, &likelihood };
    expect_derivatives(&objective, (double[]){ -0.5, 0.3 }, 1e-7);
    likelihood.leaves = true;
    objective.n = 4;
    expect_derivatives(&objective, (double[]){ 0.2, -0.3, -0.4, 1 }, 1e-7);
    expect_derivatives(&objective, (double[]){ -1, 2, 1, -1 }, 1e-7);
    process_likelihood_release(&likelihood);
    histories_release(&histories);
    matrix_release(&x);
    free(customers);
}
END_TEST

static double log_likelihood(const struct matrix *x, const double *at)
{
    struct learn_data data = { .x = x };
    struct histories histories;
    struct process_likelihood likelihood;
    double value, gradient[4], hessian[16];
    ck_assert(histories_init(&histories, &data, NULL));
    process_likelihood_init(&likelihood, &bgbb_process, &histories, NULL);
    likelihood.leaves = true;
    ck_assert(process_likelihood_evaluate(&likelihood, at, &value, gradient, hessian, NULL));
    process_likelihood_release(&likelihood);
    histories_release(&histories);
    return -value;
}

/* The chances of all that can happen at n opportunities add up to 1: (x, t_x) stands for (t_x - 1 over x - 1) orders.
 */
START_TEST(chances_of_all_histories_add_up)
{
    const double at[][4] = { { 0.2, -0.3, -0.4, 1 }, { 3, 4, -5, 2 }, { -2, 1, 2, -1 } };
    for (size_t k = 0; k < 3; k++)
        for (double n = 1; n < 30; n += 7) {
            double sum = 0;
            for (double t_x = 0; t_x <= n; t_x++)
                for (double x = t_x > 0; x <= t_x; x++) {
                    struct matrix row = { 1, 3, (double[]){ x, t_x, n } };
                    double orders = x > 0 ? lgamma(t_x) - lgamma(x) - lgamma(t_x - x + 1) : 0;
                    sum += exp(orders + log_likelihood(&row, at[k]));
                }
            expect_near(sum, 1, 1e-11);
        }
}
END_TEST

/* N customers with 3 .. 24 opportunities whose chances follow TRUTH; gamma = 0: nobody leaves. */
static struct matrix simulate(size_t n, const double truth[4], uint64_t seed)
{
    struct matrix x;
    ck_assert(matrix_init(&x, n, 3, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        struct random random = random_stream(seed, i);
        double u = draw_gamma(&random, truth[0]), p = u / (u + draw_gamma(&random, truth[1])), leave = 0;
        if (truth[2] > 0) {
            u = draw_gamma(&random, truth[2]);
            leave = u / (u + draw_gamma(&random, truth[3]));
        }
        double row[] = { 0, 0, 3 + (double)(i % 22) };
        for (double t = 1; t <= row[2] && random_unit(&random) >= leave; t++)
            if (random_unit(&random) < p) {
                row[0]++;
                row[1] = t;
            }
        memcpy(matrix_row(&x, i), row, sizeof row);
    }
    return x;
}

START_TEST(finds_the_truth_it_was_given)
{
    const double truth[] = { 1.5, 2.5, 0.8, 6 };
    struct matrix x = simulate(8000, truth, 5);
    struct learn_data data = { .x = &x };
    struct fitted fitted = fit_kind("bgbb", &data, "");
    expect_truth(&fitted, truth);
    fitted_release(&fitted);
    matrix_release(&x);
}
END_TEST

START_TEST(says_when_nobody_leaves)
{
    const double truth[] = { 3, 4, 0, 1 };
    struct matrix x = simulate(400, truth, 12);
    struct learn_data data = { .x = &x, .horizon = 6, .gap = 2 };
    struct fitted fitted = fit_kind("bgbb", &data, "");
    fitted_expect(&fitted);
    const struct fit_term *terms = fitted.summary.terms;
    ck_assert_int_eq(fitted.summary.state, FIT_BOUNDARY);
    ck_assert_str_eq(fitted.summary.note, "no dropout seen: gamma at its boundary, P(alive) = 1 for all");
    expect_near(terms[0].estimate, truth[0], 4 * terms[0].standard_error);
    expect_near(terms[1].estimate, truth[1], 4 * terms[1].standard_error);
    ck_assert(terms[2].estimate == 0 && isnan(terms[2].standard_error));
    double *alive = fitted_answer(&fitted, &data, "p_alive"), *n = fitted_answer(&fitted, &data, "expected");
    double *none = fitted_answer(&fitted, &data, "p");
    for (size_t i = 0; i < x.n_rows; i++) {
        const double *row = matrix_row(&x, i), buy = terms[0].estimate + row[0];
        double pass = terms[1].estimate + row[2] - row[0], never = 1;
        for (double k = 0; k < 6; k++)
            never *= (pass + k) / (buy + pass + k);
        ck_assert(alive[i] == 1);
        expect_near(n[i], 6 * buy / (buy + pass), 1e-12);
        expect_near(none[i], never, 1e-12);
    }
    expect_round_trip(&fitted, &data);
    fitted_release(&fitted);
    matrix_release(&x);
    free(alive);
    free(n);
    free(none);
}
END_TEST

static void expect_failure(double *rows, size_t n, int code, const char *said)
{
    struct matrix x = { n, 3, rows };
    struct learn_data data = { .x = &x };
    struct fitted fitted = fit_kind("bgbb", &data, "");
    ck_assert(!fitted.model && fitted.err.code == code);
    ck_assert_msg(strstr(fitted.err.what, said) || (fitted.err.reason && strstr(fitted.err.reason, said)), "%s",
                  fitted.err.what);
    fitted_release(&fitted);
}

START_TEST(refuses_what_is_no_history_or_tells_nothing)
{
    double good[] = { 1, 2, 4, 0, 0, 3 };
    expect_failure((double[]){ 1, 2.5, 4, 0, 0, 3 }, 2, E_NOT_FIT, "whole numbers");
    expect_failure((double[]){ 3, 2, 4, 0, 0, 3 }, 2, E_NOT_FIT, "more purchases than periods");
    expect_failure((double[]){ 3, 5, 4, 0, 0, 3 }, 2, E_NOT_FIT, "row 1");
    expect_failure((double[]){ 3, 5, 2e5, 0, 0, 3 }, 2, E_NOT_FIT, "100,000");
    expect_failure((double[]){ 0, 0, 0, 0, 0, 0 }, 2, E_TOO_FEW, "last period");
    expect_failure((double[]){ 1, 1, 1, 0, 0, 1 }, 2, E_TOO_FEW, "having left look the same");
    expect_failure((double[]){ 1, 1, 2, 0, 0, 2 }, 2, E_TOO_FEW, "having left look the same");
    expect_failure((double[]){ 0, 0, 5, 0, 0, 3 }, 2, E_TOO_FEW, "no rate to learn");
    expect_failure((double[]){ 5, 5, 5, 2, 2, 2 }, 2, E_TOO_FEW, "every customer bought");
    struct matrix x = { 2, 3, good };
    struct learn_data data = { .x = &x, .horizon = 1.5 };
    struct fitted fitted = fit_kind("bgbb", &data, "");
    struct error err = ERROR_INIT;
    double out[2];
    fitted_expect(&fitted);
    ck_assert(!fitted.kind->predict(fitted.model, &data, FRAME_VIEW(2, "p", out), &err));
    ck_assert_int_eq(err.code, E_NOT_FIT);
    error_release(&err);
    fitted_release(&fitted);
    expect_refused("bgbb", "{}");
    expect_refused("bgbb", "{\"alpha\":1,\"beta\":1,\"gamma\":-1,\"delta\":1}");
    expect_refused("bgbb", "{\"alpha\":1,\"beta\":0,\"gamma\":1,\"delta\":1}");
}
END_TEST

TCase *bgbb_tests(void)
{
    TCase *tests = tcase_create("bgbb");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_the_paper_on_donations);
    tcase_add_test(tests, derivatives_are_those_of_the_likelihood);
    tcase_add_test(tests, chances_of_all_histories_add_up);
    tcase_add_test(tests, finds_the_truth_it_was_given);
    tcase_add_test(tests, says_when_nobody_leaves);
    tcase_add_test(tests, refuses_what_is_no_history_or_tells_nothing);
    return tests;
}
