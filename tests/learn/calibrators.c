/* Tests of calibrators, against scikit-learn (tests/reference/calibration) and worlds whose truth is known. */
#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

static const char *const kinds[] = { "platt", "isotonic", "beta" };
enum { N_KINDS = sizeof kinds / sizeof *kinds };

/* Probabilities and outcomes. */
struct rows {
    struct matrix x;
    double *outcome;
    struct frame_column column;
    struct frame labels;
    struct learn_data data;
};

static void rows_label(struct rows *rows)
{
    rows->column = (struct frame_column){ "outcome", rows->outcome };
    rows->labels = (struct frame){ rows->x.n_rows, 1, &rows->column };
    rows->data = (struct learn_data){ .x = &rows->x, .labels = &rows->labels };
}

static void rows_read(struct rows *rows, const char *path)
{
    rows->x = read_csv(path);
    rows->outcome = take_column(&rows->x, 1);
    rows_label(rows);
}

static double expit(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}

/* A score whose log-odds are STRETCH times the true ones. */
static void rows_draw(struct rows *rows, struct random *random, size_t n, double stretch)
{
    ck_assert(matrix_init(&rows->x, n, 1, "rows", NULL));
    rows->outcome = allocate(n, sizeof *rows->outcome);
    for (size_t i = 0; i < n; i++) {
        double truth = random_normal(random) * 1.3 - 0.5;
        rows->x.values[i] = expit(stretch * truth);
        rows->outcome[i] = random_unit(random) < expit(truth);
    }
    rows_label(rows);
}

static void rows_release(struct rows *rows)
{
    matrix_release(&rows->x);
    free(rows->outcome);
}

/* ---- scikit-learn ---- */

static size_t numbers(const struct json *expected, const char *name, double *out)
{
    size_t n = json_size(json_get(expected, name));
    ck_assert_msg(n > 0 && n <= 16 && json_get_numbers(expected, name, out, n), "%s", name);
    return n;
}

static void expect_terms(const struct fitted *fitted, const struct json *expected, const char *weights,
                         const char *errors, double tolerance)
{
    double weight[16], error[16];
    size_t n = numbers(expected, weights, weight);
    ck_assert_uint_eq(fitted->summary.n_terms, n);
    for (size_t t = 0; t < n; t++)
        expect_near(fitted->summary.terms[t].estimate, weight[t], tolerance);
    if (!errors)
        return;
    numbers(expected, errors, error);
    for (size_t t = 0; t < n; t++)
        expect_near(fitted->summary.terms[t].standard_error, error[t], 1e-8);
}

static void expect_answers(const struct fitted *fitted, const struct json *expected, const char *name, double tolerance)
{
    double asked[16], right[16];
    struct matrix x = { numbers(expected, "asked", asked), 1, asked };
    ck_assert_uint_eq(numbers(expected, name, right), x.n_rows);
    struct learn_data data = { .x = &x };
    double *answer = fitted_predict(fitted, &data);
    for (size_t i = 0; i < x.n_rows; i++)
        expect_near(answer[i], right[i], tolerance);
    free(answer);
}

START_TEST(agree_with_scikit_learn)
{
    struct json *expected = read_json(REFERENCE "calibration/expected.json");
    struct rows rows;
    rows_read(&rows, REFERENCE "calibration/scores.csv");
    struct fitted platt = fit_kind("platt", &rows.data, ""), isotonic = fit_kind("isotonic", &rows.data, ""),
                  beta = fit_kind("beta", &rows.data, "");
    fitted_expect(&platt);
    fitted_expect(&beta);
    ck_assert_int_eq(platt.summary.state, FIT_CONVERGED);
    ck_assert_int_eq(beta.summary.state, FIT_CONVERGED);
    expect_terms(&platt, expected, "platt", "platt_errors", 1e-9);
    expect_answers(&platt, expected, "sklearn_platt", 1e-6);
    expect_terms(&beta, expected, "beta", "beta_errors", 1e-9);
    expect_answers(&beta, expected, "sklearn_beta", 1e-5);
    expect_answers(&isotonic, expected, "isotonic", 1e-12);
    fitted_release(&platt);
    fitted_release(&isotonic);
    fitted_release(&beta);
    rows_release(&rows);
    json_free(expected);
}
END_TEST

/* The least loss without bounds has a < 0. */
START_TEST(beta_keeps_to_its_edges)
{
    struct json *expected = read_json(REFERENCE "calibration/expected.json");
    struct rows rows;
    rows_read(&rows, REFERENCE "calibration/edge.csv");
    struct fitted beta = fit_kind("beta", &rows.data, "");
    fitted_expect(&beta);
    ck_assert_int_eq(beta.summary.state, FIT_BOUNDARY);
    expect_terms(&beta, expected, "beta_edge", NULL, 1e-6);
    ck_assert_double_eq(beta.summary.terms[0].estimate, 0);
    ck_assert(isnan(beta.summary.terms[0].standard_error));
    expect_round_trip(&beta, &rows.data);
    fitted_release(&beta);
    /* Where yes is the rarer the higher the score, no weight is left: the base rate. */
    double yes = 0;
    for (size_t i = 0; i < rows.x.n_rows; i++) {
        rows.outcome[i] = rows.x.values[i] < 0.3 + 0.4 * (double)(i % 7) / 7;
        yes += rows.outcome[i];
    }
    beta = fit_kind("beta", &rows.data, "");
    double *answer = fitted_predict(&beta, &rows.data);
    expect_near(answer[0], yes / (double)rows.x.n_rows, 1e-9);
    free(answer);
    fitted_release(&beta);
    rows_release(&rows);
    json_free(expected);
}
END_TEST

/* ---- Worlds ---- */

static double mean_loss(const double *p, const double *outcome, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum -= outcome[i] > 0 ? log(p[i]) : log1p(-p[i]);
    return sum / (double)n;
}

/* Log loss on new rows with the calibrator less without, over worlds: its mean and the standard error of that. */
static void gains(const char *kind, double stretch, double *mean, double *error)
{
    enum { WORLDS = 60, ROWS = 1500, NEW_ROWS = 20000 };
    double squares = 0;
    *mean = 0;
    for (size_t w = 0; w < WORLDS; w++) {
        struct random random = random_stream(11, w);
        struct rows rows, new;
        rows_draw(&rows, &random, ROWS, stretch);
        rows_draw(&new, &random, NEW_ROWS, stretch);
        struct fitted fitted = fit_kind(kind, &rows.data, "");
        double *p = fitted_predict(&fitted, &new.data),
               gain = mean_loss(p, new.outcome, NEW_ROWS) - mean_loss(new.x.values, new.outcome, NEW_ROWS);
        *mean += gain / WORLDS;
        squares += gain * gain / WORLDS;
        free(p);
        fitted_release(&fitted);
        rows_release(&rows);
        rows_release(&new);
    }
    *error = sqrt((squares - *mean * *mean) / (WORLDS - 1));
}

/* Where the score says how often yes happens, nothing is left to earn: what a calibrator costs is half a row's worth of
   loss for each of its weights (Wilks), and what isotonic costs is more. */
START_TEST(earn_nothing_where_all_is_right)
{
    static const double least[N_KINDS] = { 0.0003, 0.0005, 0.0005 }, most[N_KINDS] = { 0.0012, 0.02, 0.0018 };
    double mean, error;
    for (size_t k = 0; k < N_KINDS; k++) {
        gains(kinds[k], 1, &mean, &error);
        ck_assert_msg(mean > least[k] && mean < most[k] && error < mean, "%s: %g +- %g", kinds[k], mean, error);
    }
}
END_TEST

START_TEST(earn_where_the_model_is_too_sure)
{
    double mean, error;
    for (size_t k = 0; k < N_KINDS; k++) {
        gains(kinds[k], 2, &mean, &error);
        ck_assert_msg(mean + 5 * error < -0.04, "%s: %g +- %g", kinds[k], mean, error);
    }
}
END_TEST

/* With a and b weights of one line, beta holds the truth of a stretched score too, and standard errors say how well. */
START_TEST(find_the_truth)
{
    enum { WORLDS = 200 };
    size_t within[2] = { 0, 0 };
    for (size_t w = 0; w < WORLDS; w++) {
        struct random random = random_stream(12, w);
        struct rows rows;
        rows_draw(&rows, &random, 1000, 2);
        struct fitted platt = fit_kind("platt", &rows.data, ""), beta = fit_kind("beta", &rows.data, "");
        const struct fit_term *slope = &platt.summary.terms[0], *a = &beta.summary.terms[0];
        within[0] += fabs(slope->estimate - 0.5) < 1.96 * slope->standard_error;
        within[1] += fabs(a->estimate - 0.5) < 1.96 * a->standard_error;
        fitted_release(&platt);
        fitted_release(&beta);
        rows_release(&rows);
    }
    for (size_t k = 0; k < 2; k++)
        ck_assert_msg(within[k] >= 180 && within[k] <= 198, "%zu of %d", within[k], WORLDS);
}
END_TEST

/* Each row twice, by one customer: no new evidence. */
START_TEST(errors_are_of_clusters)
{
    struct random random = random_stream(13, 0);
    struct rows once, twice;
    size_t n = 1000;
    rows_draw(&once, &random, n, 2);
    rows_draw(&twice, &random, 2 * n, 2);
    uint32_t *cluster = allocate(2 * n, sizeof *cluster);
    for (size_t i = 0; i < 2 * n; i++) {
        twice.x.values[i] = once.x.values[i / 2];
        twice.outcome[i] = once.outcome[i / 2];
        cluster[i] = (uint32_t)(i / 2);
    }
    struct fitted alone = fit_kind("beta", &once.data, "");
    once.data.cluster = cluster + n; /* of one row each, by another number */
    for (size_t i = 0; i < n; i++)
        cluster[n + i] = (uint32_t)i;
    once.data.n_clusters = n;
    struct fitted robust = fit_kind("beta", &once.data, "");
    for (size_t i = 0; i < 2 * n; i++)
        cluster[i] = (uint32_t)(i / 2);
    twice.data.cluster = cluster;
    twice.data.n_clusters = n;
    struct fitted doubled = fit_kind("beta", &twice.data, "");
    for (size_t t = 0; t < 3; t++) {
        double one = robust.summary.terms[t].standard_error, two = doubled.summary.terms[t].standard_error;
        expect_near(doubled.summary.terms[t].estimate, alone.summary.terms[t].estimate, 1e-8);
        expect_near(two / one, sqrt((2 * (double)n - 1) / (2 * (double)n - 3) * ((double)n - 3) / ((double)n - 1)),
                    1e-7);
        expect_near(one / alone.summary.terms[t].standard_error, 1, 0.1);
    }
    fitted_release(&alone);
    fitted_release(&robust);
    fitted_release(&doubled);
    rows_release(&once);
    rows_release(&twice);
    free(cluster);
}
END_TEST

/* ---- What all kinds promise ---- */

START_TEST(are_written_read_explained)
{
    struct random random = random_stream(14, 0);
    struct rows rows;
    rows_draw(&rows, &random, 9000, 1.5);
    for (size_t k = 0; k < N_KINDS; k++) {
        struct fitted fitted = fit_kind(kinds[k], &rows.data, "");
        expect_round_trip(&fitted, &rows.data);
        expect_same_on_threads(kinds[k], rows.data, "");
        expect_cancelled(kinds[k], rows.data, "");
        double *p = fitted_predict(&fitted, &rows.data), parts[2];
        ck_assert(fitted.kind->explain(fitted.model, &rows.data, 5, parts, NULL));
        expect_near(parts[0] + parts[1], log(p[5] / (1 - p[5])), 1e-9);
        for (size_t i = 0; i + 1 < rows.x.n_rows; i++) /* the order stays */
            ck_assert((rows.x.values[i] > rows.x.values[i + 1]) ? p[i] >= p[i + 1] : p[i] <= p[i + 1]);
        free(p);
        double unknown = NAN, answer;
        struct matrix x = { 1, 1, &unknown };
        ck_assert(
            fitted.kind->predict(fitted.model, &(struct learn_data){ .x = &x }, FRAME_VIEW(1, "p", &answer), NULL));
        ck_assert(isnan(answer));
        fitted_release(&fitted);
    }
    rows_release(&rows);
}
END_TEST

/* Weights of 2 are rows that stand twice. */
START_TEST(weights_are_rows)
{
    struct random random = random_stream(15, 0);
    struct rows rows, twice;
    size_t n = 1200;
    rows_draw(&rows, &random, n, 1.5);
    rows_draw(&twice, &random, 2 * n, 1.5);
    double *weight = allocate(n, sizeof *weight);
    for (size_t i = 0; i < 2 * n; i++) {
        weight[i / 2] = 2;
        twice.x.values[i] = rows.x.values[i / 2];
        twice.outcome[i] = rows.outcome[i / 2];
    }
    rows.data.weight = weight;
    for (size_t k = 0; k < N_KINDS; k++) {
        struct fitted weighted = fit_kind(kinds[k], &rows.data, ""), repeated = fit_kind(kinds[k], &twice.data, "");
        double *a = fitted_predict(&weighted, &rows.data), *b = fitted_predict(&repeated, &rows.data);
        for (size_t i = 0; i < n; i++)
            expect_near(a[i], b[i], 1e-9);
        expect_near(weighted.summary.log_likelihood, repeated.summary.log_likelihood, 1e-6);
        free(a);
        free(b);
        fitted_release(&weighted);
        fitted_release(&repeated);
    }
    free(weight);
    rows_release(&rows);
    rows_release(&twice);
}
END_TEST

static void expect_failure(const char *kind, const struct rows *rows, int code)
{
    struct fitted fitted = fit_kind(kind, &rows->data, "");
    ck_assert_msg(fitted.model == NULL, "%s", kind);
    ck_assert_int_eq(fitted.err.code, code);
    fitted_release(&fitted);
}

START_TEST(refuse_what_cannot_be)
{
    struct random random = random_stream(16, 0);
    struct rows rows;
    rows_draw(&rows, &random, 999, 1);
    expect_failure("isotonic", &rows, E_TOO_FEW);
    rows_release(&rows);
    rows_draw(&rows, &random, 1000, 1);
    struct fitted enough = fit_kind("isotonic", &rows.data, "");
    fitted_expect(&enough);
    fitted_release(&enough);
    for (size_t k = 0; k < N_KINDS; k++) {
        double kept = rows.x.values[3];
        rows.x.values[3] = 1.5;
        expect_failure(kinds[k], &rows, E_NOT_FIT);
        rows.x.values[3] = NAN;
        expect_failure(kinds[k], &rows, E_NOT_FIT);
        rows.x.values[3] = kept;
        rows.x.n_columns = 2;
        rows.x.n_rows = 500;
        expect_failure(kinds[k], &rows, E_NOT_FIT);
        rows.x.n_columns = 1;
        rows.x.n_rows = 1000;
    }
    /* A score that separates: Platt's targets keep it finite. */
    for (size_t i = 0; i < 1000; i++)
        rows.outcome[i] = rows.x.values[i] > 0.4;
    expect_failure("beta", &rows, E_SEPARATION);
    struct fitted platt = fit_kind("platt", &rows.data, "");
    fitted_expect(&platt);
    ck_assert(platt.summary.state == FIT_CONVERGED && isfinite(platt.summary.terms[0].estimate));
    fitted_release(&platt);
    for (size_t i = 0; i < 1000; i++)
        rows.outcome[i] = 1;
    for (size_t k = 0; k < N_KINDS; k++)
        expect_failure(kinds[k], &rows, E_ONE_CLASS);
    for (size_t i = 0; i < 1000; i++) {
        rows.outcome[i] = i % 2 == 0;
        rows.x.values[i] = 0.5;
    }
    for (size_t k = 0; k < N_KINDS; k++)
        expect_failure(kinds[k], &rows, E_NOT_FIT);
    rows_release(&rows);
}
END_TEST

START_TEST(files_are_checked)
{
    expect_refused("platt", "{}");
    expect_refused("platt", "{\"slope\": 1, \"intercept\": \"x\", \"base\": 0}");
    expect_refused("beta", "{\"a\": -1, \"b\": 1, \"c\": 0, \"base\": 0}");
    expect_refused("isotonic", "{}");
    expect_refused("isotonic", "{\"scores\": [], \"values\": [], \"base\": 0}");
    expect_refused("isotonic", "{\"scores\": [0.1, 0.2], \"values\": [0.1], \"base\": 0}");
    expect_refused("isotonic", "{\"scores\": [0.2, 0.1], \"values\": [0.1, 0.2], \"base\": 0}");
    expect_refused("isotonic", "{\"scores\": [0.1, 0.2], \"values\": [0.2, 0.1], \"base\": 0}");
    expect_refused("isotonic", "{\"scores\": [0.1, 0.2], \"values\": [0.2, 1.1], \"base\": 0}");
}
END_TEST

TCase *calibrators_tests(void)
{
    TCase *tests = tcase_create("calibrators");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agree_with_scikit_learn);
    tcase_add_test(tests, beta_keeps_to_its_edges);
    tcase_add_test(tests, earn_nothing_where_all_is_right);
    tcase_add_test(tests, earn_where_the_model_is_too_sure);
    tcase_add_test(tests, find_the_truth);
    tcase_add_test(tests, errors_are_of_clusters);
    tcase_add_test(tests, are_written_read_explained);
    tcase_add_test(tests, weights_are_rows);
    tcase_add_test(tests, refuse_what_cannot_be);
    tcase_add_test(tests, files_are_checked);
    return tests;
}
