/* Tests of src/learn/bgnbd.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

START_TEST(agrees_with_scipy_and_the_paper_on_cdnow)
{
    struct json *expected = read_json(REFERENCE "bgnbd/expected.json"), *right = json_get(expected, "cdnow");
    struct matrix x = reference_customers(REFERENCE "bgnbd/cdnow.csv");
    struct learn_data data = { .x = &x, .horizon = 39, .gap = 2 };
    double parameters[4], errors[4];
    const double published[] = { 0.2425945, 4.4136019, 0.7929199, 2.4258881 };
    ck_assert(json_get_numbers(right, "parameters", parameters, 4));
    ck_assert(json_get_numbers(right, "standard_errors", errors, 4));
    ck_assert_uint_eq(x.n_rows, 2357);
    struct fitted fitted = fit_kind("bgnbd", &data, "");
    fitted_expect(&fitted);
    ck_assert_int_eq(fitted.summary.state, FIT_CONVERGED);
    ck_assert_uint_eq(fitted.summary.n_terms, 4);
    for (size_t j = 0; j < 4; j++) {
        const struct fit_term *term = &fitted.summary.terms[j];
        expect_near(term->estimate, parameters[j], 1e-5 * parameters[j]);
        expect_near(term->estimate, published[j], 2e-4 * published[j]);
        expect_near(term->standard_error, errors[j], 1e-3 * errors[j]);
    }
    expect_near(fitted.summary.log_likelihood, json_get_number(right, "log_likelihood", NAN), 1e-6);
    expect_near(fitted.summary.null_log_likelihood, json_get_number(right, "nbd_log_likelihood", NAN), 1e-6);
    ck_assert(fitted.summary.gradient_norm < 1e-4);
    expect_round_trip(&fitted, &data);
    expect_same_on_threads("bgnbd", data, "");
    expect_cancelled("bgnbd", data, "");
    /* Mean P(alive) of CDNOW by lifetimes: 0.81344. */
    data.gap = 0;
    double *alive = fitted_answer(&fitted, &data, "p_alive"), mean = 0;
    for (size_t i = 0; i < x.n_rows; i++)
        mean += alive[i] / 2357;
    expect_near(mean, 0.81344, 1e-4);
    double *n = fitted_answer(&fitted, &data, "expected"), sum = 0;
    for (size_t i = 0; i < x.n_rows; i++)
        sum += n[i];
    expect_near(sum, 1653.41, 1.7); /* lifetimes: the sum of expectations over the 39 weeks of the holdout */
    fitted_release(&fitted);
    matrix_release(&x);
    json_free(expected);
    free(alive);
    free(n);
}
END_TEST

START_TEST(mbgnbd_agrees_with_scipy_and_btydplus_on_cdnow)
{
    struct json *expected = read_json(REFERENCE "processes/expected.json"), *right = json_get(expected, "mbgnbd");
    struct matrix x = reference_customers(REFERENCE "bgnbd/cdnow.csv");
    struct learn_data data = { .x = &x, .horizon = 39, .gap = 2 };
    const double published[] = { 0.524844, 6.183093, 0.891388, 1.614048 };
    struct fitted fitted = fit_kind("mbgnbd", &data, "");
    expect_process(&fitted, right, 1e-5, 1e-3);
    for (size_t j = 0; j < 4; j++)
        expect_near(fitted.summary.terms[j].estimate, published[j], 2e-4 * published[j]);
    expect_near(fitted.summary.log_likelihood, -9582.1357, 1e-3);
    expect_round_trip(&fitted, &data);
    expect_same_on_threads("mbgnbd", data, "");
    expect_cancelled("mbgnbd", data, "");
    /* lifetimes: mean P(alive) 0.44872, the sum of expectations over the holdout 1576.73. */
    data.gap = 0;
    double *alive = fitted_answer(&fitted, &data, "p_alive"), *n = fitted_answer(&fitted, &data, "expected");
    expect_near(total_of(alive, x.n_rows) / 2357, 0.44872, 1e-4);
    expect_near(total_of(n, x.n_rows), 1576.73, 1.6);
    expect_future(&fitted, json_get(right, "future"));
    fitted_release(&fitted);
    matrix_release(&x);
    json_free(expected);
    free(alive);
    free(n);
}
END_TEST

START_TEST(says_when_nobody_leaves)
{
    struct json *expected = read_json(REFERENCE "bgnbd/expected.json"), *right = json_get(expected, "online_retail");
    struct matrix x = reference_customers(REFERENCE "bgnbd/online_retail.csv");
    struct learn_data data = { .x = &x, .horizon = 12 };
    double nbd[2];
    ck_assert(json_get_numbers(right, "nbd", nbd, 2));
    for (size_t k = 0; k < 2; k++) {
        struct fitted fitted = fit_kind(k == 0 ? "bgnbd" : "mbgnbd", &data, "");
        fitted_expect(&fitted);
        ck_assert_int_eq(fitted.summary.state, FIT_BOUNDARY);
        ck_assert_str_eq(fitted.summary.note, "no dropout seen: a at its boundary, P(alive) = 1 for all");
        expect_near(fitted.summary.terms[0].estimate, nbd[0], 1e-6);
        expect_near(fitted.summary.terms[1].estimate, nbd[1], 1e-5);
        ck_assert(fitted.summary.terms[0].standard_error > 0);
        ck_assert(fitted.summary.terms[2].estimate == 0 && isnan(fitted.summary.terms[2].standard_error));
        expect_near(fitted.summary.log_likelihood, json_get_number(right, "nbd_log_likelihood", NAN), 1e-6);
        /* The published -37395.838 is with days as the unit: each of the 7,437 purchases adds ln 7. */
        expect_near(fitted.summary.log_likelihood - 7437 * log(7), -37395.838, 1e-3);
        double *alive = fitted_answer(&fitted, &data, "p_alive");
        for (size_t i = 0; i < x.n_rows; i++)
            ck_assert(alive[i] == 1);
        expect_round_trip(&fitted, &data);
        fitted_release(&fitted);
        free(alive);
    }
    matrix_release(&x);
    json_free(expected);
}
END_TEST

/* N customers of age 20 .. 60 weeks whose rates and chances to leave follow TRUTH. FIRST: they may leave after the
   first purchase too. */
static struct matrix simulate(size_t n, const double truth[4], bool first, uint64_t seed)
{
    struct matrix x;
    ck_assert(matrix_init(&x, n, 3, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        struct random random = random_stream(seed, i);
        double rate = draw_gamma(&random, truth[0]) / truth[1], u = draw_gamma(&random, truth[2]);
        double p = u / (u + draw_gamma(&random, truth[3])), age = 20 + 40 * random_unit(&random), time = 0;
        double row[] = { 0, 0, age };
        for (bool alive = !first || random_unit(&random) >= p; alive;) {
            time -= log(1 - random_unit(&random)) / rate;
            if (time > age)
                break;
            row[0]++;
            row[1] = time;
            alive = random_unit(&random) >= p;
        }
        memcpy(matrix_row(&x, i), row, sizeof row);
    }
    return x;
}

static void finds_the_truth(const char *kind, bool first, const double truth[4])
{
    struct matrix x = simulate(8000, truth, first, 5);
    struct learn_data data = { .x = &x };
    struct fitted fitted = fit_kind(kind, &data, "");
    expect_truth(&fitted, truth);
    struct matrix other = shuffled(&x, 3, NULL);
    struct learn_data other_data = { .x = &other };
    struct fitted again = fit_kind(kind, &other_data, "");
    for (size_t j = 0; j < 4; j++)
        expect_near(again.summary.terms[j].estimate, fitted.summary.terms[j].estimate, 1e-9);
    fitted_release(&again);
    fitted_release(&fitted);
    matrix_release(&x);
    matrix_release(&other);
}

START_TEST(finds_the_truth_it_was_given)
{
    finds_the_truth("bgnbd", false, (double[]){ 0.8, 6, 1.2, 3 });
    finds_the_truth("mbgnbd", true, (double[]){ 0.8, 6, 1.2, 3 });
}
END_TEST

START_TEST(weights_count_customers)
{
    double rows[] = { 2, 10, 20, 0, 0, 15, 5, 19, 20, 1, 3, 20, 0, 0, 20, 8, 12, 25 };
    double weight[] = { 2, 3, 1, 4, 5, 2 }, twice[17 * 3];
    struct matrix x = { 6, 3, rows }, all = { 0, 3, twice };
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < (size_t)weight[i]; k++)
            memcpy(twice + 3 * all.n_rows++, rows + 3 * i, 3 * sizeof *rows);
    struct learn_data data = { .x = &x, .weight = weight }, all_data = { .x = &all };
    struct fitted a = fit_kind("bgnbd", &data, ""), b = fit_kind("bgnbd", &all_data, "");
    char *first = model_text(&a), *second = model_text(&b);
    ck_assert_str_eq(first, second);
    fitted_release(&a);
    fitted_release(&b);
    free(first);
    free(second);
}
END_TEST

static int code_of(double x, double t_x, double T)
{
    double rows[] = { 1, 2, 10, x, t_x, T };
    struct matrix matrix = { 2, 3, rows };
    struct learn_data data = { .x = &matrix };
    struct fitted fitted = fit_kind("bgnbd", &data, "");
    int code = fitted.model ? 0 : fitted.err.code;
    fitted_release(&fitted);
    return code;
}

START_TEST(refuses_what_is_no_history)
{
    ck_assert_int_eq(code_of(2, 5, 9), 0);
    ck_assert_int_eq(code_of(1.5, 5, 9), E_NOT_FIT);
    ck_assert_int_eq(code_of(-1, 5, 9), E_NOT_FIT);
    ck_assert_int_eq(code_of(NAN, 5, 9), E_NOT_FIT);
    ck_assert_int_eq(code_of(2, 9.5, 9), E_NOT_FIT);
    ck_assert_int_eq(code_of(2, 0, 9), E_NOT_FIT);
    ck_assert_int_eq(code_of(0, 5, 9), E_NOT_FIT);
    ck_assert_int_eq(code_of(0, 0, INFINITY), E_NOT_FIT);
    double rows[] = { 0, 0, 10, 0, 0, 8 };
    struct matrix x = { 2, 3, rows };
    struct learn_data data = { .x = &x };
    struct fitted fitted = fit_kind("bgnbd", &data, "");
    ck_assert_ptr_null(fitted.model);
    ck_assert_int_eq(fitted.err.code, E_TOO_FEW);
    fitted_release(&fitted);
    expect_refused("bgnbd", "{}");
    expect_refused("bgnbd", "{\"r\":0,\"alpha\":1,\"a\":1,\"b\":1}");
    expect_refused("bgnbd", "{\"r\":1,\"alpha\":1,\"a\":-1,\"b\":1}");
    expect_refused("bgnbd", "{\"r\":1,\"alpha\":1,\"a\":1,\"b\":null}");
    expect_refused("mbgnbd", "{\"r\":1,\"alpha\":-1,\"a\":1,\"b\":1}");
}
END_TEST

TCase *bgnbd_tests(void)
{
    TCase *tests = tcase_create("bgnbd");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_scipy_and_the_paper_on_cdnow);
    tcase_add_test(tests, mbgnbd_agrees_with_scipy_and_btydplus_on_cdnow);
    tcase_add_test(tests, says_when_nobody_leaves);
    tcase_add_test(tests, finds_the_truth_it_was_given);
    tcase_add_test(tests, weights_count_customers);
    tcase_add_test(tests, refuses_what_is_no_history);
    return tests;
}
