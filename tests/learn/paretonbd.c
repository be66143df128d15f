/* Tests of src/learn/paretonbd.c. */
#include "learn/paretonbd.h"

#include <stdlib.h>
#include <string.h>

#include "learn/minimise.h"
#include "learn_tests.h"

static struct fitted with(const char *text)
{
    struct fitted fitted = { .kind = model_kind_find("paretonbd"), .err = ERROR_INIT };
    struct json *json = json_parse(text, strlen(text), "model", &fitted.err);
    fitted.model = fitted.kind->read(json, &fitted.err);
    fitted_expect(&fitted);
    json_free(json);
    return fitted;
}

static double ask(const struct fitted *fitted, double x, double t_x, double T, double horizon, const char *column)
{
    struct matrix row = { 1, 3, (double[]){ x, t_x, T } };
    struct learn_data data = { .x = &row, .horizon = horizon };
    double *answer = fitted_answer(fitted, &data, column), value = *answer;
    free(answer);
    return value;
}

START_TEST(agrees_with_2F1_and_the_papers_on_cdnow)
{
    struct json *expected = read_json(REFERENCE "processes/expected.json"), *right = json_get(expected, "paretonbd");
    struct matrix x = reference_customers(REFERENCE "bgnbd/cdnow.csv");
    struct learn_data data = { .x = &x, .horizon = 39, .gap = 2 };
    const double clvtools[] = { 0.55315, 10.57633, 0.60625, 11.67150 };
    struct fitted fitted = fit_kind("paretonbd", &data, "");
    expect_process(&fitted, right, 1e-5, 1e-2);
    for (size_t j = 0; j < 4; j++)
        expect_near(fitted.summary.terms[j].estimate, clvtools[j], 5e-4 * clvtools[j]);
    expect_near(fitted.summary.log_likelihood, -9594.976179, 1e-5);
    expect_round_trip(&fitted, &data);
    expect_same_on_threads("paretonbd", data, "");
    expect_cancelled("paretonbd", data, "");
    /* lifetimes: mean P(alive) 0.44628, the sum of expectations over the holdout 1665.51. */
    data.gap = 0;
    double *alive = fitted_answer(&fitted, &data, "p_alive"), *n = fitted_answer(&fitted, &data, "expected");
    expect_near(total_of(alive, x.n_rows) / 2357, 0.44628, 1e-4);
    expect_near(total_of(n, x.n_rows), 1665.51, 1.7);
    expect_future(&fitted, json_get(right, "future"));
    expect_near(ask(&fitted, 0, 0, 0, 52, "expected"), 1.473434, 1e-6); /* BTYD, of a new customer */
    fitted_release(&fitted);
    matrix_release(&x);
    json_free(expected);
    free(alive);
    free(n);
}
END_TEST

/* BTYD's walk-through prints its parameters with four decimals. */
START_TEST(published_figures)
{
    struct fitted btyd = with("{\"r\":0.5534,\"alpha\":10.5802,\"s\":0.6061,\"beta\":11.6562}");
    expect_near(ask(&btyd, 26, 30.857143, 31, 52, "expected"), 25.45647, 3e-3);
    expect_near(ask(&btyd, 26, 30.857143, 31, 52, "p_alive"), 0.997874, 1e-5);
    const double x[] = { 10, 15, 20, 25 }, right[] = { 0.7062289, 0.1442396, 0.02250658, 0.00309267 };
    for (size_t i = 0; i < 4; i++)
        expect_near(ask(&btyd, x[i], 20, 39, 52, "expected"), right[i], 1e-3 * right[i]);
    fitted_release(&btyd);
}
END_TEST

/* The log-likelihood of one customer, in *ALIVE also what the kind says of him. */
static double log_likelihood(const double parameters[4], const double *row, double *alive)
{
    char text[200];
    struct matrix x = { 1, 3, (double *)row };
    struct learn_data data = { .x = &x };
    struct histories histories;
    struct process_likelihood likelihood;
    double at[4], value, gradient[4], hessian[16];
    snprintf(text, sizeof text, "{\"r\":%.17g,\"alpha\":%.17g,\"s\":%.17g,\"beta\":%.17g}", parameters[0],
             parameters[1], parameters[2], parameters[3]);
    struct fitted fitted = with(text);
    *alive = ask(&fitted, row[0], row[1], row[2], 10, "p_alive");
    double none = ask(&fitted, row[0], row[1], row[2], 10, "p"),
           n = ask(&fitted, row[0], row[1], row[2], 10, "expected");
    ck_assert(none >= 0 && none <= 1 && n >= 0 && isfinite(n) && 1 - none <= n + 1e-12);
    fitted_release(&fitted);
    for (size_t j = 0; j < 4; j++)
        at[j] = log(parameters[j]);
    ck_assert(histories_init(&histories, &data, NULL));
    process_likelihood_init(&likelihood, &paretonbd_process, &histories, NULL);
    likelihood.leaves = true;
    ck_assert(process_likelihood_evaluate(&likelihood, at, &value, gradient, hessian, NULL));
    for (size_t j = 0; j < 16; j++)
        ck_assert(isfinite(hessian[j]) && isfinite(gradient[j / 4]));
    process_likelihood_release(&likelihood);
    histories_release(&histories);
    return -value;
}

/* Among them those that gave NaN in lifetimes and CLVTools. The truth has 60 digits. */
START_TEST(hard_cases_are_exact)
{
    struct json *expected = read_json(REFERENCE "processes/expected.json");
    const struct json *cases = json_get(json_get(expected, "paretonbd"), "hard");
    ck_assert_uint_eq(json_size(cases), 15);
    for (size_t i = 0; i < json_size(cases); i++) {
        const struct json *one = json_item(cases, i);
        double parameters[4], alive, right = json_get_number(one, "log_likelihood", NAN);
        double row[] = { json_get_number(one, "x", NAN), json_get_number(one, "t_x", NAN),
                         json_get_number(one, "T", NAN) };
        ck_assert(json_get_numbers(one, "parameters", parameters, 4));
        expect_near(log_likelihood(parameters, row, &alive), right, 1e-12 * fmax(100, fabs(right)));
        right = json_get_number(one, "p_alive", NAN);
        expect_near(alive, right, 1e-11 * right + 1e-300);
    }
    json_free(expected);
}
END_TEST

START_TEST(derivatives_are_those_of_the_likelihood)
{
    struct matrix x = reference_customers(REFERENCE "bgnbd/cdnow.csv");
    struct learn_data data = { .x = &x };
    struct histories histories;
    struct process_likelihood likelihood;
    ck_assert(histories_init(&histories, &data, NULL));
    process_likelihood_init(&likelihood, &paretonbd_process, &histories, NULL);
    struct objective objective = { 2, process_likelihood_evaluate, &likelihood };
    expect_derivatives(&objective, (double[]){ -0.5, 2 }, 1e-7);
    likelihood.leaves = true;
    objective.n = 4;
    expect_derivatives(&objective, (double[]){ -0.6, 2.3, -0.5, 2.4 }, 1e-7);
    expect_derivatives(&objective, (double[]){ 1, -1, 2, 3 }, 1e-7);
    expect_derivatives(&objective, (double[]){ 0, 3, -2, -1 }, 1e-7);
    process_likelihood_release(&likelihood);
    histories_release(&histories);
    matrix_release(&x);
}
END_TEST

START_TEST(nothing_happens_at_s_equal_to_1)
{
    struct fitted below = with("{\"r\":0.5,\"alpha\":5,\"s\":0.999999,\"beta\":7}");
    struct fitted at = with("{\"r\":0.5,\"alpha\":5,\"s\":1,\"beta\":7}");
    struct fitted above = with("{\"r\":0.5,\"alpha\":5,\"s\":1.000001,\"beta\":7}");
    double left = ask(&below, 3, 10, 20, 30, "expected"), right = ask(&above, 3, 10, 20, 30, "expected");
    expect_near(ask(&at, 3, 10, 20, 30, "expected"), (left + right) / 2, 1e-11);
    fitted_release(&below);
    fitted_release(&at);
    fitted_release(&above);
}
END_TEST

START_TEST(says_when_nobody_leaves)
{
    struct json *expected = read_json(REFERENCE "bgnbd/expected.json"), *right = json_get(expected, "online_retail");
    struct matrix x = reference_customers(REFERENCE "bgnbd/online_retail.csv");
    struct learn_data data = { .x = &x, .horizon = 12, .gap = 3 };
    double nbd[2];
    ck_assert(json_get_numbers(right, "nbd", nbd, 2));
    struct fitted fitted = fit_kind("paretonbd", &data, "");
    fitted_expect(&fitted);
    ck_assert_int_eq(fitted.summary.state, FIT_BOUNDARY);
    ck_assert_str_eq(fitted.summary.note, "no dropout seen: s at its boundary, P(alive) = 1 for all");
    expect_near(fitted.summary.terms[0].estimate, nbd[0], 1e-6);
    expect_near(fitted.summary.terms[1].estimate, nbd[1], 1e-5);
    ck_assert(fitted.summary.terms[0].standard_error > 0);
    ck_assert(fitted.summary.terms[2].estimate == 0 && isnan(fitted.summary.terms[2].standard_error));
    double *alive = fitted_answer(&fitted, &data, "p_alive"), *n = fitted_answer(&fitted, &data, "expected");
    double *none = fitted_answer(&fitted, &data, "p");
    for (size_t i = 0; i < x.n_rows; i++) {
        const double *row = matrix_row(&x, i);
        ck_assert(alive[i] == 1);
        expect_near(n[i], (nbd[0] + row[0]) / (nbd[1] + row[2]) * 12, 1e-5 * n[i]);
        expect_near(none[i], pow(1 + 12 / (nbd[1] + row[2]), -nbd[0] - row[0]), 1e-5);
    }
    expect_round_trip(&fitted, &data);
    fitted_release(&fitted);
    matrix_release(&x);
    json_free(expected);
    free(alive);
    free(n);
    free(none);
}
END_TEST

/* N customers of age 20 .. 60 weeks whose rates follow TRUTH. */
static struct matrix simulate(size_t n, const double truth[4], uint64_t seed)
{
    struct matrix x;
    ck_assert(matrix_init(&x, n, 3, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        struct random random = random_stream(seed, i);
        double rate = draw_gamma(&random, truth[0]) / truth[1], leave = draw_gamma(&random, truth[2]) / truth[3];
        double age = 20 + 40 * random_unit(&random), end = fmin(age, -log(1 - random_unit(&random)) / leave);
        double row[] = { 0, 0, age };
        for (double time = 0; (time -= log(1 - random_unit(&random)) / rate) <= end; row[0]++)
            row[1] = time;
        memcpy(matrix_row(&x, i), row, sizeof row);
    }
    return x;
}

START_TEST(finds_the_truth_it_was_given)
{
    const double truth[] = { 1.2, 4, 1.5, 25 };
    struct matrix x = simulate(8000, truth, 5);
    struct learn_data data = { .x = &x };
    struct fitted fitted = fit_kind("paretonbd", &data, "");
    expect_truth(&fitted, truth);
    fitted_release(&fitted);
    matrix_release(&x);
}
END_TEST

START_TEST(refuses_what_it_cannot_answer)
{
    double rows[] = { 0, 0, 10, 0, 0, 8 }, wrong[] = { 2, 12, 9 };
    struct matrix x = { 2, 3, rows }, contradiction = { 1, 3, wrong };
    struct learn_data data = { .x = &x }, other = { .x = &contradiction };
    struct fitted never = fit_kind("paretonbd", &data, ""), no_history = fit_kind("paretonbd", &other, "");
    ck_assert(!never.model && never.err.code == E_TOO_FEW);
    ck_assert(!no_history.model && no_history.err.code == E_NOT_FIT);
    struct fitted fitted = with("{\"r\":1,\"alpha\":1,\"s\":1,\"beta\":1}");
    struct error err = ERROR_INIT;
    double out[2];
    data.gap = -1;
    ck_assert(!fitted.kind->predict(fitted.model, &data, FRAME_VIEW(2, "p", out), &err));
    ck_assert_int_eq(err.code, E_NOT_FIT);
    error_release(&err);
    fitted_release(&fitted);
    fitted_release(&never);
    fitted_release(&no_history);
    expect_refused("paretonbd", "{\"r\":1,\"alpha\":1,\"s\":-1,\"beta\":1}");
    expect_refused("paretonbd", "{\"r\":1,\"alpha\":1,\"s\":1}");
}
END_TEST

TCase *paretonbd_tests(void)
{
    TCase *tests = tcase_create("paretonbd");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_2F1_and_the_papers_on_cdnow);
    tcase_add_test(tests, published_figures);
    tcase_add_test(tests, hard_cases_are_exact);
    tcase_add_test(tests, derivatives_are_those_of_the_likelihood);
    tcase_add_test(tests, nothing_happens_at_s_equal_to_1);
    tcase_add_test(tests, says_when_nobody_leaves);
    tcase_add_test(tests, finds_the_truth_it_was_given);
    tcase_add_test(tests, refuses_what_it_cannot_answer);
    return tests;
}
