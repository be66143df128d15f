/* Tests of src/learn/cox.c and aft.c, against R's survival (tests/reference/survival) and closed forms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

/* Rows of X whose first two columns are times and events. */
struct study {
    struct matrix x;
    double *values[2];
    struct frame_column columns[2];
    struct frame labels;
    struct learn_data data;
};

static void study_make(struct study *study, struct matrix x)
{
    study->x = x;
    study->values[0] = take_column(&study->x, 0);
    study->values[1] = take_column(&study->x, 0);
    study->columns[0] = (struct frame_column){ "time", study->values[0] };
    study->columns[1] = (struct frame_column){ "event", study->values[1] };
    study->labels = (struct frame){ study->x.n_rows, 2, study->columns };
    study->data = (struct learn_data){ .x = &study->x, .labels = &study->labels, .horizon = 52 };
}

static void study_release(struct study *study)
{
    matrix_release(&study->x);
    free(study->values[0]);
    free(study->values[1]);
}

static double expected_value(const struct json *expected, const char *what, const char *part, size_t i)
{
    char name[64];
    double values[16];
    snprintf(name, sizeof name, "%s_%s", what, part);
    size_t n = json_size(json_get(expected, name));
    ck_assert_msg(i < n && json_get_numbers(expected, name, values, n), "%s", name);
    return values[i];
}

/* R has the intercept first, as here, and the logarithm of the scale last. */
static void expect_fit(const struct fit_summary *summary, const struct json *expected, const char *what,
                       double tolerance)
{
    ck_assert_int_eq(summary->state, FIT_CONVERGED);
    for (size_t i = 0; i < summary->n_terms; i++) {
        expect_near(summary->terms[i].estimate, expected_value(expected, what, "coefficients", i), tolerance);
        expect_near(summary->terms[i].standard_error, expected_value(expected, what, "errors", i), tolerance);
    }
    expect_near(summary->null_log_likelihood, expected_value(expected, what, "likelihood", 0), 1e-6);
    expect_near(summary->log_likelihood, expected_value(expected, what, "likelihood", 1), 1e-6);
}

static void check_fit(struct study *study, const char *kind, const char *options, const struct json *expected,
                      const char *what, double tolerance)
{
    struct fitted fitted = fit_kind(kind, &study->data, options);
    fitted_expect(&fitted);
    expect_fit(&fitted.summary, expected, what, tolerance);
    expect_round_trip(&fitted, &study->data);
    fitted_release(&fitted);
}

START_TEST(agrees_with_r)
{
    struct json *expected = read_json(REFERENCE "survival/expected.json");
    struct study lung, rossi;
    study_make(&lung, read_csv(REFERENCE "survival/lung.csv"));
    study_make(&rossi, read_csv(REFERENCE "survival/rossi.csv"));
    check_fit(&lung, "cox", "", expected, "lung_efron", 1e-7);
    check_fit(&lung, "cox", "ties=breslow", expected, "lung_breslow", 1e-7);
    check_fit(&rossi, "cox", "", expected, "rossi_efron", 1e-7);
    check_fit(&rossi, "cox", "ties=breslow", expected, "rossi_breslow", 1e-7);
    check_fit(&rossi, "weibull", "", expected, "rossi_weibull", 1e-6);
    check_fit(&rossi, "exponential", "", expected, "rossi_exponential", 1e-6);
    check_fit(&rossi, "lognormal", "", expected, "rossi_lognormal", 1e-6);
    check_fit(&rossi, "loglogistic", "", expected, "rossi_loglogistic", 1e-6);
    study_release(&lung);
    study_release(&rossi);
    json_free(expected);
}
END_TEST

/* Three rows are one cluster, as in make.R. */
START_TEST(errors_of_clusters_agree_with_r)
{
    struct json *expected = read_json(REFERENCE "survival/expected.json");
    struct study rossi;
    struct matrix all = read_csv(REFERENCE "survival/rossi.csv"), x;
    const size_t kept[] = { 0, 1, 2, 3, 8 };
    ck_assert(matrix_init(&x, all.n_rows, 5, "rows", NULL));
    uint32_t *cluster = allocate(all.n_rows, sizeof *cluster);
    for (size_t i = 0; i < all.n_rows; i++) {
        cluster[i] = (uint32_t)(i / 3);
        for (size_t j = 0; j < 5; j++)
            matrix_row(&x, i)[j] = matrix_row(&all, i)[kept[j]];
    }
    study_make(&rossi, x);
    rossi.data.cluster = cluster;
    rossi.data.n_clusters = 144;
    check_fit(&rossi, "cox", "", expected, "rossi_clustered", 1e-7);
    check_fit(&rossi, "cox", "ties=breslow", expected, "rossi_clustered_breslow", 1e-7);
    study_release(&rossi);
    matrix_release(&all);
    free(cluster);
    json_free(expected);
}
END_TEST

/* The chance at a horizon is that of R's baseline hazard and linear predictor. */
START_TEST(chances_agree_with_r)
{
    struct json *expected = read_json(REFERENCE "survival/expected.json");
    struct study lung;
    study_make(&lung, read_csv(REFERENCE "survival/lung.csv"));
    struct fitted fitted = fit_kind("cox", &lung.data, "");
    fitted_expect(&fitted);
    const double days[] = { 100, 365, 730 };
    for (size_t d = 0; d < 3; d++) {
        lung.data.horizon = days[d] / 7;
        double *p = fitted_predict(&fitted, &lung.data);
        for (size_t i = 0; i < 5; i++) {
            double hazard = expected_value(expected, "lung_efron", "baseline", d) *
                            exp(expected_value(expected, "lung_efron", "risk", i));
            expect_near(p[i], 1 - exp(-hazard), 1e-7);
        }
        free(p);
    }
    fitted_release(&fitted);
    study_release(&lung);
    json_free(expected);
}
END_TEST

/* Therneau and Grambsch 2000, appendix E.1: six rows with ties, figures in closed form. */
START_TEST(closed_forms)
{
    const double rows[6][3] = { { 9, 1, 0 }, { 1, 1, 1 }, { 1, 0, 1 }, { 6, 1, 1 }, { 6, 1, 0 }, { 8, 0, 0 } };
    struct matrix x;
    struct study study;
    ck_assert(matrix_init(&x, 6, 3, "rows", NULL));
    memcpy(x.values, rows, sizeof rows);
    study_make(&study, x);
    struct fitted fitted = fit_kind("cox", &study.data, "ties=breslow");
    fitted_expect(&fitted);
    expect_near(fitted.summary.terms[0].estimate, log((3 + sqrt(33)) / 2), 1e-9);
    expect_near(fitted.summary.terms[0].standard_error, sqrt(1.576868866), 1e-8);
    expect_near(fitted.summary.null_log_likelihood, -4.564348191, 1e-9);
    expect_near(fitted.summary.log_likelihood, -3.824749505, 1e-9);
    fitted_release(&fitted);
    fitted = fit_kind("cox", &study.data, "");
    fitted_expect(&fitted);
    expect_near(fitted.summary.terms[0].estimate, 1.676857486, 1e-8);
    expect_near(fitted.summary.terms[0].standard_error, sqrt(1.632301561), 1e-8);
    expect_near(fitted.summary.null_log_likelihood, -4.276666119, 1e-9);
    expect_near(fitted.summary.log_likelihood, -3.358974840, 1e-9);
    fitted_release(&fitted);
    study_release(&study);
}
END_TEST

/* N rows with hazards that depend on two columns, censored at random; the second column by -0.5. */
static struct matrix simulate(size_t n, uint64_t seed, double shape)
{
    struct matrix x;
    struct random random = random_stream(seed, 0);
    ck_assert(matrix_init(&x, n, 4, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        double *row = matrix_row(&x, i), a = random_normal(&random), b = random_unit(&random) < 0.4;
        double dies = 100 * pow(-log(1 - random_unit(&random)) / exp(0.7 * a - 0.5 * b), 1 / shape);
        double goes = 300 * random_unit(&random);
        row[0] = ceil(fmin(dies, goes)); /* whole days: ties */
        row[1] = dies <= goes;
        row[2] = a;
        row[3] = b;
    }
    return x;
}

START_TEST(truth_is_found_within_its_interval)
{
    enum { WORLDS = 300 };
    size_t covered[2] = { 0, 0 }, weibull = 0;
    for (uint64_t world = 0; world < WORLDS; world++) {
        struct study study;
        study_make(&study, simulate(300, 100 + world, 1.5));
        struct fitted fitted = fit_kind("cox", &study.data, "");
        fitted_expect(&fitted);
        const double truth[] = { 0.7, -0.5 };
        for (size_t j = 0; j < 2; j++)
            covered[j] +=
                fabs(fitted.summary.terms[j].estimate - truth[j]) < 1.96 * fitted.summary.terms[j].standard_error;
        fitted_release(&fitted);
        fitted = fit_kind("weibull", &study.data, "");
        fitted_expect(&fitted);
        weibull += fabs(fitted.summary.terms[1].estimate + 0.7 / 1.5) < 1.96 * fitted.summary.terms[1].standard_error;
        fitted_release(&fitted);
        study_release(&study);
    }
    for (size_t j = 0; j < 2; j++)
        ck_assert(covered[j] > 0.91 * WORLDS && covered[j] < 0.985 * WORLDS); /* three errors of 95 % of 300 */
    ck_assert(weibull > 0.91 * WORLDS);
}
END_TEST

START_TEST(hard_rows)
{
    struct study study;
    struct matrix x = simulate(200, 3, 1);
    for (size_t i = 0; i < 200; i++) /* whoever has the higher value lives longer, without exception */
        matrix_row(&x, i)[2] = -matrix_row(&x, i)[0];
    study_make(&study, x);
    struct fitted fitted = fit_kind("cox", &study.data, "");
    ck_assert_ptr_null(fitted.model);
    ck_assert_int_eq(fitted.err.code, E_SEPARATION);
    fitted_release(&fitted);
    fitted = fit_kind("cox", &study.data, "l2=1");
    fitted_expect(&fitted);
    fitted_release(&fitted);
    for (size_t i = 0; i < 200; i++) { /* a constant, and a copy */
        matrix_row(&study.x, i)[0] = 2 * matrix_row(&study.x, i)[1] + 1;
    }
    fitted = fit_kind("cox", &study.data, "");
    fitted_expect(&fitted);
    ck_assert_ptr_nonnull(strstr(fitted.summary.note, "x1 (collinear)"));
    fitted_release(&fitted);
    for (size_t i = 0; i < 200; i++)
        matrix_row(&study.x, i)[0] = 1e12 + 1e9 * matrix_row(&study.x, i)[0];
    fitted = fit_kind("loglogistic", &study.data, "");
    fitted_expect(&fitted);
    fitted_release(&fitted);
    memset(study.values[1], 0, 200 * sizeof(double));
    fitted = fit_kind("cox", &study.data, "");
    ck_assert_int_eq(fitted.err.code, E_ONE_CLASS);
    fitted_release(&fitted);
    study_release(&study);
}
END_TEST

TCase *survival_tests(void)
{
    TCase *tests = tcase_create("survival");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_r);
    tcase_add_test(tests, errors_of_clusters_agree_with_r);
    tcase_add_test(tests, chances_agree_with_r);
    tcase_add_test(tests, closed_forms);
    tcase_add_test(tests, truth_is_found_within_its_interval);
    tcase_add_test(tests, hard_rows);
    return tests;
}
