/* Tests of src/learn/logit.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

static void expect_terms(const struct fit_summary *summary, const struct json *right, double tolerance)
{
    size_t n = json_size(json_get(right, "coefficients"));
    double *coefficients = allocate(n, sizeof *coefficients), *errors = allocate(n + 1, sizeof *errors);
    ck_assert(json_get_numbers(right, "coefficients", coefficients, n));
    ck_assert_uint_eq(summary->n_terms, n + 1);
    ck_assert_int_eq(summary->terms[0].column, -1);
    expect_near(summary->terms[0].estimate, json_get_number(right, "intercept", NAN), tolerance);
    for (size_t j = 0; j < n; j++) {
        ck_assert_int_eq(summary->terms[j + 1].column, (int)j);
        expect_near(summary->terms[j + 1].estimate, coefficients[j], tolerance);
    }
    if (json_get_numbers(right, "standard_errors", errors, n + 1))
        for (size_t j = 0; j <= n; j++)
            expect_near(summary->terms[j].standard_error, errors[j], tolerance);
    free(coefficients);
    free(errors);
}

static void expect_likelihood(const struct fit_summary *summary, const struct json *right)
{
    ck_assert_int_eq(summary->state, FIT_CONVERGED);
    expect_near(summary->log_likelihood, json_get_number(right, "log_likelihood", NAN), 1e-6);
    expect_near(summary->null_log_likelihood, json_get_number(right, "null_log_likelihood", NAN), 1e-6);
    ck_assert(summary->gradient_norm < 1e-4);
}

START_TEST(agrees_with_statsmodels_and_scikit_learn)
{
    struct json *expected = read_json(REFERENCE "logit/expected.json");
    struct matrix x = read_csv(REFERENCE "logit/telco.csv");
    double *y = take_column(&x, 7);
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct fitted fitted = fit_kind("logit", &data, "l2=0");
    fitted_expect(&fitted);
    expect_terms(&fitted.summary, json_get(expected, "telco"), 1e-7);
    expect_likelihood(&fitted.summary, json_get(expected, "telco"));
    expect_near(fitted.summary.log_likelihood, -3020.463724, 1e-6);
    expect_round_trip(&fitted, &data);
    fitted_release(&fitted);
    fitted = fit_kind("logit", &data, "");
    expect_terms(&fitted.summary, json_get(expected, "telco_ridge"), 1e-6);
    fitted_release(&fitted);
    fitted = fit_kind("logit", &data, "l2=1000");
    expect_terms(&fitted.summary, json_get(expected, "telco_strong_ridge"), 1e-6);
    fitted_release(&fitted);
    matrix_release(&x);
    free(y);
    x = read_csv(REFERENCE "logit/spector.csv");
    y = take_column(&x, 3);
    data.labels = outcomes(y);
    fitted = fit_kind("logit", &data, "l2=0");
    expect_terms(&fitted.summary, json_get(expected, "spector"), 1e-6);
    expect_likelihood(&fitted.summary, json_get(expected, "spector"));
    fitted_release(&fitted);
    matrix_release(&x);
    free(y);
    json_free(expected);
}
END_TEST

/* n rows of p normal columns; y = 1 with the log-odds of TRUTH (intercept first). */
static double *simulate(struct matrix *x, size_t n, size_t p, const double *truth, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    double *y = allocate(n, sizeof *y);
    ck_assert(matrix_init(x, n, p, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        double margin = truth[0];
        for (size_t j = 0; j < p; j++)
            margin += truth[j + 1] * (matrix_row(x, i)[j] = random_normal(&random));
        y[i] = random_unit(&random) < 1 / (1 + exp(-margin));
    }
    return y;
}

START_TEST(errors_of_clusters_agree_with_statsmodels)
{
    struct json *expected = read_json(REFERENCE "logit/expected.json");
    struct matrix x = read_csv(REFERENCE "logit/telco.csv");
    double *y = take_column(&x, 7);
    uint32_t *cluster = allocate(x.n_rows, sizeof *cluster);
    for (size_t i = 0; i < x.n_rows; i++)
        cluster[i] = (uint32_t)(i % 500);
    struct learn_data data = { .x = &x, .labels = outcomes(y), .cluster = cluster, .n_clusters = 500 };
    struct fitted fitted = fit_kind("logit", &data, "l2=0");
    fitted_expect(&fitted);
    ck_assert_uint_eq(fitted.summary.n_clusters, 500);
    expect_terms(&fitted.summary, json_get(expected, "telco_clusters"), 1e-7);
    fitted_release(&fitted);
    expect_same_on_threads("logit", data, "l2=1");
    free(cluster);
    matrix_release(&x);
    free(y);
    json_free(expected);
}
END_TEST

/* A row that stands twelve times is no more evidence than once: up to the factors for few clusters the errors are
   those of one copy, estimated from the outcomes (White 1980) and not from the model. */
START_TEST(copies_of_rows_are_no_evidence)
{
    enum { ROWS = 300, COPIES = 12 };
    struct matrix x, copied;
    double *y = simulate(&x, ROWS, 2, (const double[]){ -0.5, 0.8, -0.4 }, 21), *copied_y;
    uint32_t *own = allocate(ROWS, sizeof *own), *cluster = allocate(ROWS * COPIES, sizeof *cluster);
    copied_y = allocate(ROWS * COPIES, sizeof *copied_y);
    ck_assert(matrix_init(&copied, ROWS * COPIES, 2, "rows", NULL));
    for (size_t i = 0; i < ROWS * COPIES; i++) {
        own[i % ROWS] = cluster[i] = (uint32_t)(i % ROWS);
        copied_y[i] = y[i % ROWS];
        memcpy(matrix_row(&copied, i), matrix_row(&x, i % ROWS), 2 * sizeof(double));
    }
    struct learn_data once = { .x = &x, .labels = outcomes(y), .cluster = own, .n_clusters = ROWS },
                      often = { .x = &copied, .labels = outcomes(copied_y), .cluster = cluster, .n_clusters = ROWS };
    struct fitted a = fit_kind("logit", &once, "l2=0"), b = fit_kind("logit", &often, "l2=0");
    double n = ROWS, all = ROWS * COPIES, factor = sqrt((all - 1) / (all - 3) / ((n - 1) / (n - 3)));
    for (size_t t = 0; t < 3; t++)
        expect_near(b.summary.terms[t].standard_error, a.summary.terms[t].standard_error * factor, 1e-9);
    fitted_release(&a);
    fitted_release(&b);
    matrix_release(&x);
    matrix_release(&copied);
    free(y);
    free(copied_y);
    free(own);
    free(cluster);
}
END_TEST

/* 300 times 120 customers with a common shock, six rows each: the interval of 1.96 errors must cover the truth (here
   0: x says nothing of the outcome) as often as it says, within five binomial deviations; errors of rows do in four of
   five. */
START_TEST(intervals_of_clusters_cover_the_truth)
{
    enum { TIMES = 300, CUSTOMERS = 120, DATES = 6, ROWS = CUSTOMERS * DATES };
    size_t covered = 0, naive = 0;
    struct matrix x;
    double *y = allocate(ROWS, sizeof *y);
    uint32_t *cluster = allocate(ROWS, sizeof *cluster);
    ck_assert(matrix_init(&x, ROWS, 1, "rows", NULL));
    for (size_t time = 0; time < TIMES; time++) {
        struct random random = random_stream(77, time);
        for (size_t c = 0; c < CUSTOMERS; c++) {
            double own = random_normal(&random), shock = 1.5 * random_normal(&random);
            for (size_t d = 0; d < DATES; d++) {
                size_t i = c * DATES + d;
                cluster[i] = (uint32_t)c;
                matrix_row(&x, i)[0] = own;
                y[i] = random_unit(&random) < 1 / (1 + exp(-shock));
            }
        }
        for (int clustered = 0; clustered < 2; clustered++) {
            struct learn_data data = {
                .x = &x, .labels = outcomes(y), .cluster = clustered ? cluster : NULL, .n_clusters = CUSTOMERS
            };
            struct fitted fitted = fit_kind("logit", &data, "l2=0");
            const struct fit_term *slope = &fitted.summary.terms[1];
            *(clustered ? &covered : &naive) += fabs(slope->estimate) < 1.96 * slope->standard_error;
            fitted_release(&fitted);
        }
    }
    double spread = 5 * sqrt(0.95 * 0.05 / TIMES);
    expect_near((double)covered / TIMES, 0.95, spread);
    ck_assert_double_lt((double)naive / TIMES, 0.85);
    matrix_release(&x);
    free(y);
    free(cluster);
}
END_TEST

static const double truth[] = { -1, 0.5, -0.7, 0, 1.2, 0.1 };

START_TEST(finds_the_truth_it_was_given)
{
    struct matrix x;
    double *y = simulate(&x, 20000, 5, truth, 11);
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct fitted fitted = fit_kind("logit", &data, "l2=0");
    fitted_expect(&fitted);
    for (size_t j = 0; j < 6; j++) {
        const struct fit_term *term = &fitted.summary.terms[j];
        ck_assert(term->standard_error > 0.01 && term->standard_error < 0.05);
        expect_near(term->estimate, truth[j], 4 * term->standard_error);
    }
    fitted_release(&fitted);
    matrix_release(&x);
    free(y);
}
END_TEST

START_TEST(threads_and_order_of_rows_do_not_matter)
{
    struct matrix x;
    double *y = simulate(&x, 20000, 5, truth, 12);
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    expect_same_on_threads("logit", data, "l2=1");
    expect_cancelled("logit", data, "");
    size_t *order = allocate(x.n_rows, sizeof *order);
    struct matrix other = shuffled(&x, 5, order);
    double *other_y = allocate(x.n_rows, sizeof *other_y);
    for (size_t i = 0; i < x.n_rows; i++)
        other_y[i] = y[order[i]];
    struct learn_data other_data = { .x = &other, .labels = outcomes(other_y) };
    struct fitted a = fit_kind("logit", &data, ""), b = fit_kind("logit", &other_data, "");
    fitted_expect(&a);
    fitted_expect(&b);
    for (size_t j = 0; j < a.summary.n_terms; j++)
        expect_near(a.summary.terms[j].estimate, b.summary.terms[j].estimate, 1e-9);
    fitted_release(&a);
    fitted_release(&b);
    matrix_release(&x);
    matrix_release(&other);
    free(order);
    free(other_y);
    free(y);
}
END_TEST

/* The penalty is on standardised columns, so units and scaling change nothing but the coefficients' own units. */
START_TEST(units_of_columns_do_not_matter)
{
    struct matrix x, other;
    double *y = simulate(&x, 3000, 2, truth, 13);
    ck_assert(matrix_init(&other, 3000, 2, "rows", NULL));
    for (size_t i = 0; i < 3000; i++) {
        matrix_row(&other, i)[0] = 1000 * matrix_row(&x, i)[0] + 1e6;
        matrix_row(&other, i)[1] = -0.001 * matrix_row(&x, i)[1];
    }
    struct learn_data data = { .x = &x, .labels = outcomes(y) }, other_data = { .x = &other, .labels = outcomes(y) };
    struct fitted a = fit_kind("logit", &data, "l2=50"), b = fit_kind("logit", &other_data, "l2=50");
    fitted_expect(&a);
    fitted_expect(&b);
    expect_near(b.summary.terms[1].estimate * 1000, a.summary.terms[1].estimate, 1e-9);
    expect_near(b.summary.terms[2].estimate * -0.001, a.summary.terms[2].estimate, 1e-9);
    expect_near(b.summary.terms[1].standard_error * 1000, a.summary.terms[1].standard_error, 1e-9);
    double *p = fitted_predict(&a, &data), *q = fitted_predict(&b, &other_data);
    for (size_t i = 0; i < 3000; i++)
        expect_near(p[i], q[i], 1e-9);
    fitted_release(&a);
    fitted_release(&b);
    matrix_release(&x);
    matrix_release(&other);
    free(p);
    free(q);
    free(y);
}
END_TEST

/* A row with weight 2 is the row twice; one with weight 0 is not there. */
START_TEST(weights_count_rows)
{
    struct matrix x;
    double *y = simulate(&x, 400, 2, truth, 14), weight[400];
    struct matrix twice;
    double twice_y[500];
    ck_assert(matrix_init(&twice, 500, 2, "rows", NULL));
    size_t n = 0;
    for (size_t i = 0; i < 400; i++) {
        weight[i] = i < 100 ? 2 : i < 200 ? 0 : 1;
        for (int k = 0; k < (int)weight[i]; k++) {
            memcpy(matrix_row(&twice, n), matrix_row(&x, i), 2 * sizeof(double));
            twice_y[n++] = y[i];
        }
    }
    twice.n_rows = n;
    struct learn_data data = { .x = &x, .labels = outcomes(y), .weight = weight },
                      twice_data = { .x = &twice, .labels = outcomes(twice_y) };
    struct fitted a = fit_kind("logit", &data, "l2=3"), b = fit_kind("logit", &twice_data, "l2=3");
    fitted_expect(&a);
    for (size_t j = 0; j < 3; j++) {
        expect_near(a.summary.terms[j].estimate, b.summary.terms[j].estimate, 1e-10);
        expect_near(a.summary.terms[j].standard_error, b.summary.terms[j].standard_error, 1e-10);
    }
    expect_near(a.summary.log_likelihood, b.summary.log_likelihood, 1e-8);
    expect_near(a.summary.null_log_likelihood, b.summary.null_log_likelihood, 1e-8);
    fitted_release(&a);
    fitted_release(&b);
    matrix_release(&x);
    matrix_release(&twice);
    free(y);
}
END_TEST

/* Column 1 is 0 wherever y is 0 (quasi-separation); column 0 is noise. */
static double *separated(struct matrix *x, size_t n)
{
    struct random random = random_stream(7, 7);
    double *y = allocate(n, sizeof *y);
    ck_assert(matrix_init(x, n, 2, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        y[i] = i % 3 == 0;
        matrix_row(x, i)[0] = random_normal(&random);
        matrix_row(x, i)[1] = i % 6 == 0;
    }
    return y;
}

START_TEST(separation_is_found_and_named)
{
    struct matrix x;
    double *y = separated(&x, 300);
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct fitted fitted = fit_kind("logit", &data, "l2=0");
    ck_assert_ptr_null(fitted.model);
    ck_assert_int_eq(fitted.err.code, E_SEPARATION);
    ck_assert_ptr_nonnull(strstr(fitted.err.what, "x1 "));
    ck_assert_uint_eq(fitted.summary.n_terms, 1);
    ck_assert_int_eq(fitted.summary.terms[0].column, 1);
    fitted_release(&fitted);
    fitted = fit_kind("logit", &data, "l2=1");
    fitted_expect(&fitted);
    ck_assert_int_eq(fitted.summary.state, FIT_CONVERGED);
    fitted_release(&fitted);
    for (size_t i = 0; i < 300; i++) { /* complete, in a combination of both columns, none alone */
        double *row = matrix_row(&x, i);
        row[1] = row[0] + (y[i] > 0 ? 0.1 : -0.1);
    }
    fitted = fit_kind("logit", &data, "l2=0");
    ck_assert_ptr_null(fitted.model);
    ck_assert_int_eq(fitted.err.code, E_SEPARATION);
    fitted_release(&fitted);
    matrix_release(&x);
    free(y);
}
END_TEST

START_TEST(useless_columns_are_left_out)
{
    struct matrix x, wide;
    double *y = simulate(&x, 500, 2, truth, 15);
    ck_assert(matrix_init(&wide, 500, 4, "rows", NULL));
    for (size_t i = 0; i < 500; i++) {
        const double *row = matrix_row(&x, i);
        double values[] = { row[0], 0.1, row[1], 3 - 2 * row[0] + row[1] };
        memcpy(matrix_row(&wide, i), values, sizeof values);
    }
    struct learn_data data = { .x = &x, .labels = outcomes(y) }, wide_data = { .x = &wide, .labels = outcomes(y) };
    struct fitted a = fit_kind("logit", &data, "l2=0"), b = fit_kind("logit", &wide_data, "l2=0");
    fitted_expect(&b);
    ck_assert_uint_eq(b.summary.n_terms, 5);
    expect_near(b.summary.terms[1].estimate, a.summary.terms[1].estimate, 1e-9);
    expect_near(b.summary.terms[3].estimate, a.summary.terms[2].estimate, 1e-9);
    ck_assert(b.summary.terms[2].estimate == 0 && isnan(b.summary.terms[2].standard_error));
    ck_assert(b.summary.terms[4].estimate == 0 && isnan(b.summary.terms[4].standard_error));
    ck_assert_str_eq(b.summary.note, "left out: x1 (constant), x3 (collinear)");
    fitted_release(&a);
    fitted_release(&b);
    matrix_release(&x);
    matrix_release(&wide);
    free(y);
}
END_TEST

START_TEST(contributions_add_up_to_the_margin)
{
    struct matrix x;
    double *y = simulate(&x, 500, 3, truth, 16);
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct fitted fitted = fit_kind("logit", &data, "");
    double *p = fitted_predict(&fitted, &data), out[4];
    for (size_t i = 0; i < 500; i += 99) {
        ck_assert(fitted.kind->explain(fitted.model, &data, i, out, NULL));
        expect_near(out[0] + out[1] + out[2] + out[3], log(p[i] / (1 - p[i])), 1e-12);
    }
    fitted_release(&fitted);
    matrix_release(&x);
    free(p);
    free(y);
}
END_TEST

static int code_of(const struct learn_data *data)
{
    struct fitted fitted = fit_kind("logit", data, "");
    ck_assert_ptr_null(fitted.model);
    int code = fitted.err.code;
    fitted_release(&fitted);
    return code;
}

START_TEST(refuses_what_it_cannot_fit)
{
    double values[] = { 1, 2, 3, 4 }, y[] = { 0, 1, 0, 1 };
    struct matrix x = { 4, 1, values };
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    y[0] = 0.5;
    ck_assert_int_eq(code_of(&data), E_NOT_FIT);
    y[0] = 0;
    values[2] = NAN;
    ck_assert_int_eq(code_of(&data), E_NOT_FIT);
    values[2] = 3;
    y[1] = y[3] = 0;
    ck_assert_int_eq(code_of(&data), E_ONE_CLASS);
    x.n_rows = 0;
    ck_assert_int_eq(code_of(&data), E_TOO_FEW);
    expect_refused("logit", "{}");
    expect_refused("logit", "[]");
    expect_refused("logit", "{\"n_columns\":2,\"l2\":1,\"intercept\":0,\"coefficients\":[1],\"means\":[1,1]}");
    expect_refused("logit", "{\"n_columns\":1,\"l2\":1,\"intercept\":null,\"coefficients\":[1],\"means\":[1]}");
    expect_refused("logit", "{\"n_columns\":1,\"l2\":-1,\"intercept\":0,\"coefficients\":[1],\"means\":[1]}");
    expect_refused("logit", "{\"n_columns\":1,\"l2\":1,\"intercept\":0,\"coefficients\":[null],\"means\":[1]}");
}
END_TEST

TCase *logit_tests(void)
{
    TCase *tests = tcase_create("logit");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_statsmodels_and_scikit_learn);
    tcase_add_test(tests, errors_of_clusters_agree_with_statsmodels);
    tcase_add_test(tests, copies_of_rows_are_no_evidence);
    tcase_add_test(tests, intervals_of_clusters_cover_the_truth);
    tcase_add_test(tests, finds_the_truth_it_was_given);
    tcase_add_test(tests, threads_and_order_of_rows_do_not_matter);
    tcase_add_test(tests, units_of_columns_do_not_matter);
    tcase_add_test(tests, weights_count_rows);
    tcase_add_test(tests, separation_is_found_and_named);
    tcase_add_test(tests, useless_columns_are_left_out);
    tcase_add_test(tests, contributions_add_up_to_the_margin);
    tcase_add_test(tests, refuses_what_it_cannot_fit);
    return tests;
}
