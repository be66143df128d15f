/* Tests of averages of scores. */
#include "patron/learn/average.h"

#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

enum { ROWS = 5000, COLUMNS = 3 };

static void draw(struct matrix *x, double *outcome)
{
    struct random random = random_stream(21, 0);
    ck_assert(matrix_init(x, ROWS, COLUMNS, "rows", NULL));
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLUMNS; j++)
            matrix_row(x, i)[j] = random_unit(&random);
        outcome[i] = random_unit(&random) < matrix_row(x, i)[0];
    }
}

START_TEST(scores_are_weighted_means)
{
    static const char *const options[] = { "", "weights=0.2,0.5,0.3", "weights=0,1,0" };
    static const double weights[][COLUMNS] = { { 1.0 / 3, 1.0 / 3, 1.0 / 3 }, { 0.2, 0.5, 0.3 }, { 0, 1, 0 } };
    struct matrix x;
    double *outcome = allocate(ROWS, sizeof *outcome);
    draw(&x, outcome);
    struct learn_data data = { .x = &x, .labels = outcomes(outcome) };
    for (size_t o = 0; o < 3; o++) {
        struct fitted fitted = fit_kind("average", &data, options[o]);
        double *p = fitted_predict(&fitted, &data);
        for (size_t i = 0; i < ROWS; i++) {
            const double *row = matrix_row(&x, i);
            expect_near(p[i], weights[o][0] * row[0] + weights[o][1] * row[1] + weights[o][2] * row[2], 1e-15);
        }
        for (size_t j = 0; j < COLUMNS; j++)
            expect_near(fitted.summary.terms[j].estimate, weights[o][j], 1e-15);
        expect_round_trip(&fitted, &data);
        free(p);
        fitted_release(&fitted);
    }
    expect_same_on_threads("average", data, "");
    expect_cancelled("average", data, "");
    matrix_release(&x);
    free(outcome);
}
END_TEST

/* Pushes and base add up to the log-odds, also where nothing is far from the base; equal distances push alike. */
START_TEST(pushes_add_up)
{
    struct matrix x;
    double *outcome = allocate(ROWS, sizeof *outcome), parts[COLUMNS + 1];
    draw(&x, outcome);
    struct learn_data data = { .x = &x, .labels = outcomes(outcome) };
    struct fitted fitted = fit_kind("average", &data, "weights=0.25,0.25,0.5");
    double *p = fitted_predict(&fitted, &data);
    for (size_t i = 0; i < 100; i++) {
        ck_assert(fitted.kind->explain(fitted.model, &data, i, parts, NULL));
        expect_near(parts[0] + parts[1] + parts[2] + parts[3], log(p[i] / (1 - p[i])), 1e-9);
    }
    free(p);
    double base = 1 / (1 + exp(-parts[3])), row[COLUMNS] = { base, base, base };
    struct matrix one = { 1, COLUMNS, row };
    ck_assert(fitted.kind->explain(fitted.model, &(struct learn_data){ .x = &one }, 0, parts, NULL));
    expect_near(parts[0] + parts[1] + parts[2], 0, 1e-9);
    fitted_release(&fitted);
    matrix_release(&x);
    free(outcome);
}
END_TEST

/* A score that is missing leaves no mean, unless it counts nothing. */
START_TEST(missing_scores_are_not_guessed)
{
    struct matrix x;
    double *outcome = allocate(ROWS, sizeof *outcome), row[COLUMNS] = { NAN, 0.4, 0.6 };
    draw(&x, outcome);
    struct learn_data data = { .x = &x, .labels = outcomes(outcome) };
    struct matrix one = { 1, COLUMNS, row };
    struct learn_data asked = { .x = &one };
    struct fitted all = fit_kind("average", &data, ""), two = fit_kind("average", &data, "weights=0,0.5,0.5");
    double *none = fitted_predict(&all, &asked), *mean = fitted_predict(&two, &asked);
    ck_assert(isnan(*none));
    expect_near(*mean, 0.5, 1e-15);
    free(none);
    free(mean);
    fitted_release(&all);
    fitted_release(&two);
    matrix_row(&x, 7)[1] = 1.5;
    struct fitted refused = fit_kind("average", &data, "");
    ck_assert(refused.model == NULL && refused.err.code == E_NOT_FIT);
    fitted_release(&refused);
    matrix_release(&x);
    free(outcome);
}
END_TEST

START_TEST(weights_are_checked)
{
    static const char *const bad[] = { "", "0.5", "0.5,0.4", "0.5,0.5,0", "1.5,-0.5", "a,b", "0.5,0.5,", "nan,1" };
    double out[2];
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!average_weights(bad[i], 2, out, &err), "'%s'", bad[i]);
        ck_assert_int_eq(err.code, E_BAD_VALUE);
        error_release(&err);
    }
    ck_assert(average_weights("0.1,0.9", 2, out, NULL) && average_weights(NULL, 2, out, NULL));
    expect_near(out[0], 0.5, 0);
    expect_refused("average", "{}");
    expect_refused("average", "{\"probability\": true, \"weights\": [], \"means\": []}");
    expect_refused("average", "{\"probability\": true, \"weights\": [0.5, 0.5], \"means\": [0.5]}");
    expect_refused("average", "{\"probability\": true, \"weights\": [0.5, 0.6], \"means\": [0.5, 0.5]}");
    expect_refused("average", "{\"probability\": true, \"weights\": [1.5, -0.5], \"means\": [0.5, 0.5]}");
    expect_refused("average", "{\"weights\": [0.5, 0.5], \"means\": [0.5, 0.5]}");
}
END_TEST

TCase *average_tests(void)
{
    TCase *tests = tcase_create("average");
    tcase_add_test(tests, scores_are_weighted_means);
    tcase_add_test(tests, pushes_add_up);
    tcase_add_test(tests, missing_scores_are_not_guessed);
    tcase_add_test(tests, weights_are_checked);
    return tests;
}
