/* Tests of src/learn/gammagamma.c. */
#include "learn/gammagamma.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/minimise.h"
#include "learn_tests.h"

START_TEST(agrees_with_scipy_and_the_paper_on_cdnow)
{
    struct json *expected = read_json(REFERENCE "gammagamma/expected.json");
    struct matrix x = read_csv(REFERENCE "gammagamma/cdnow.csv");
    struct learn_data data = { .x = &x };
    double parameters[3], errors[3];
    const double published[] = { 6.24957, 3.74422, 15.44352 };
    ck_assert(json_get_numbers(expected, "parameters", parameters, 3));
    ck_assert(json_get_numbers(expected, "standard_errors", errors, 3));
    struct fitted fitted = fit_kind("gammagamma", &data, "");
    fitted_expect(&fitted);
    ck_assert_int_eq(fitted.summary.state, FIT_CONVERGED);
    for (size_t j = 0; j < 3; j++) {
        expect_near(fitted.summary.terms[j].estimate, parameters[j], 1e-5 * parameters[j]);
        expect_near(fitted.summary.terms[j].estimate, published[j], 1e-5 * published[j]);
        expect_near(fitted.summary.terms[j].standard_error, errors[j], 1e-3 * errors[j]);
    }
    expect_near(fitted.summary.log_likelihood, json_get_number(expected, "log_likelihood", NAN), 1e-6);
    expect_near(fitted.summary.log_likelihood, -4055.9177, 1e-4);
    expect_near(json_get_number(expected, "correlation", NAN), 0.114, 5e-4);
    ck_assert_str_eq(fitted.summary.note, "correlation of count and value 0.114");
    expect_round_trip(&fitted, &data);
    expect_same_on_threads("gammagamma", data, "");
    expect_cancelled("gammagamma", data, "");
    struct matrix other = shuffled(&x, 3, NULL);
    struct learn_data other_data = { .x = &other };
    struct fitted again = fit_kind("gammagamma", &other_data, "");
    for (size_t j = 0; j < 3; j++)
        expect_near(again.summary.terms[j].estimate, fitted.summary.terms[j].estimate, 1e-9);
    fitted_release(&again);
    fitted_release(&fitted);
    matrix_release(&x);
    matrix_release(&other);
    json_free(expected);
}
END_TEST

static struct fitted read_model(const char *text)
{
    struct fitted fitted = { .kind = model_kind_find("gammagamma"), .err = ERROR_INIT };
    struct json *json = json_parse(text, strlen(text), "model", NULL);
    fitted.model = fitted.kind->read(json, &fitted.err);
    json_free(json);
    return fitted;
}

START_TEST(derivatives_are_those_of_the_likelihood)
{
    struct spend rows[] = { { 1, 5, 1, log(5) }, { 1, 20, 2, log(20) }, { 3, 8, 1, log(8) }, { 9, 12, 0.5, log(12) } };
    double out[16];
    struct spend_likelihood likelihood = { .n = 4, .rows = rows, .out = out };
    struct objective objective = { 3, spend_likelihood_evaluate, &likelihood };
    expect_derivatives(&objective, (double[]){ 1, 0.5, 2 }, 1e-7);
    expect_derivatives(&objective, (double[]){ -1, 2, 1 }, 1e-7);
}
END_TEST

START_TEST(published_means)
{
    /* BTYD's walk-through: expected mean spend of customers with (n, m). */
    struct fitted fitted = read_model("{\"p\": 6.25, \"q\": 3.74, \"v\": 15.44}");
    double rows[] = { 2, 30, 5, 40, 7, 50, 1, 60, 0, 0, 3, -5 };
    const double right[] = { 30.93832, 39.61459, 49.12884, 52.44716 };
    struct matrix x = { 6, 2, rows };
    struct learn_data data = { .x = &x };
    double *mean = fitted_predict(&fitted, &data);
    for (size_t i = 0; i < 4; i++)
        expect_near(mean[i], right[i], 5e-6);
    expect_near(mean[4], 15.44 * 6.25 / 2.74, 1e-12); /* of all customers: 35.22 */
    ck_assert(isnan(mean[5])); /* purchases that come to less than nothing: no mean, and not that of all */
    fitted_release(&fitted);
    free(mean);
}
END_TEST

START_TEST(no_mean_when_q_is_low)
{
    struct fitted fitted = read_model("{\"p\": 2, \"q\": 0.9, \"v\": 10}");
    double rows[] = { 0, 0, 1, 10 };
    struct matrix x = { 2, 2, rows };
    struct learn_data data = { .x = &x };
    double *mean = fitted_predict(&fitted, &data);
    ck_assert(isnan(mean[0]));
    expect_near(mean[1], 2 * 20 / 1.9, 1e-12);
    fitted_release(&fitted);
    free(mean);
}
END_TEST

START_TEST(counts_what_it_leaves_out)
{
    double rows[] = { 1, 5, 2, 7, 3, 20, 1, 9, 2, 11, 5, 6, 4, -2, 3, 0, 0, 0, 1, NAN };
    struct matrix x = { 10, 2, rows };
    struct learn_data data = { .x = &x };
    struct fitted fitted = fit_kind("gammagamma", &data, "");
    fitted_expect(&fitted);
    ck_assert_ptr_nonnull(strstr(fitted.summary.note, "3 customers with value <= 0 left out"));
    fitted_release(&fitted);
    x.n_rows = 2;
    fitted = fit_kind("gammagamma", &data, "");
    ck_assert_ptr_null(fitted.model);
    ck_assert_int_eq(fitted.err.code, E_TOO_FEW);
    fitted_release(&fitted);
    expect_refused("gammagamma", "{}");
    expect_refused("gammagamma", "{\"p\":1,\"q\":0,\"v\":1}");
    expect_refused("gammagamma", "{\"p\":1,\"q\":1,\"v\":\"1\"}");
}
END_TEST

TCase *gammagamma_tests(void)
{
    TCase *tests = tcase_create("gammagamma");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_scipy_and_the_paper_on_cdnow);
    tcase_add_test(tests, derivatives_are_those_of_the_likelihood);
    tcase_add_test(tests, published_means);
    tcase_add_test(tests, no_mean_when_q_is_low);
    tcase_add_test(tests, counts_what_it_leaves_out);
    return tests;
}
