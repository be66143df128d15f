/* Tests of src/learn/gbm.c. The library is called here once more, as a judge. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/library.h"
#include "learn_tests.h"

enum { COLUMNS = 6 };

/* Columns with gaps; the log-odds (or amount) has a step, a curve and a product that a line cannot follow. */
static double *simulate(struct matrix *x, size_t n, bool amounts, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    double *y = allocate(n, sizeof *y);
    ck_assert(matrix_init(x, n, COLUMNS, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        double *row = matrix_row(x, i);
        for (size_t j = 0; j < COLUMNS; j++)
            row[j] = random_normal(&random);
        double margin = -1 + 2 * (row[0] > 0.3) + row[1] * row[1] - row[2] * row[0];
        for (size_t j = 0; j < COLUMNS; j++)
            if (random_unit(&random) < 0.1)
                row[j] = NAN;
        y[i] = amounts ? margin + random_normal(&random) : random_unit(&random) < 1 / (1 + exp(-margin));
    }
    return y;
}

static const char *booster_of(const struct fitted *fitted, struct json **json)
{
    *json = fitted->kind->write(fitted->model);
    return json_get_text(*json, "booster");
}

/* What the library makes of our file: margins (TYPE 1) or contributions (2) of the rows. */
static float *library_says(const struct fitted *fitted, const struct matrix *x, int type, size_t *n)
{
    struct json *json;
    struct xgboost library;
    const char *text = booster_of(fitted, &json);
    char array[160], config[160];
    DMatrixHandle handle;
    BoosterHandle booster;
    const bst_ulong *shape;
    bst_ulong n_dimensions;
    const float *values;
    ck_assert(xgboost_load(&library, NULL));
    __typeof__(XGBoosterLoadModelFromBuffer) *load_model;
    *(void **)&load_model = dlsym(dlopen("libxgboost.so.0", RTLD_NOW), "XGBoosterLoadModelFromBuffer");
    snprintf(array, sizeof array,
             "{\"data\": [%zu, true], \"shape\": [%zu, %zu], \"typestr\": \"<f8\", \"version\": 3}", (size_t)x->values,
             x->n_rows, x->n_columns);
    snprintf(
        config, sizeof config,
        "{\"type\": %d, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, \"strict_shape\": false}",
        type);
    ck_assert_int_eq(library.XGDMatrixCreateFromDense(array, "{\"missing\": NaN, \"nthread\": 1}", &handle), 0);
    ck_assert_int_eq(library.XGBoosterCreate(NULL, 0, &booster), 0);
    ck_assert_int_eq(load_model(booster, text, strlen(text)), 0);
    ck_assert_int_eq(library.XGBoosterPredictFromDMatrix(booster, handle, config, &shape, &n_dimensions, &values), 0);
    *n = 1;
    for (bst_ulong i = 0; i < n_dimensions; i++)
        *n *= shape[i];
    float *copy = allocate(*n, sizeof *copy);
    memcpy(copy, values, *n * sizeof *copy);
    library.XGBoosterFree(booster);
    library.XGDMatrixFree(handle);
    json_free(json);
    return copy;
}

/* To the bit. */
static void expect_library_margins(const struct fitted *fitted, const struct learn_data *data, bool logistic)
{
    size_t n;
    float *margin = library_says(fitted, data->x, 1, &n);
    double *score = fitted_predict(fitted, data);
    ck_assert_uint_eq(n, data->x->n_rows);
    for (size_t i = 0; i < n; i++) {
        double right = logistic ? 1 / (1 + exp(-(double)margin[i])) : (double)margin[i];
        ck_assert(memcmp(&score[i], &right, sizeof right) == 0);
    }
    free(score);
    free(margin);
}

static double log_loss(const double *p, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum -= log(y[i] > 0 ? p[i] : 1 - p[i]) / (double)n;
    return sum;
}

START_TEST(learns_what_a_line_cannot)
{
    struct matrix x, fresh;
    double *y = simulate(&x, 4000, false, 1), *fresh_y = simulate(&fresh, 2000, false, 2);
    struct learn_data data = { .x = &x, .labels = outcomes(y), .seed = 1 }, fresh_data = { .x = &fresh };
    struct fitted fitted = fit_kind("gbm", &data, "trees=100");
    fitted_expect(&fitted);
    ck_assert_int_eq(fitted.summary.state, FIT_CONVERGED);
    ck_assert_uint_eq(fitted.summary.n_iterations, 100);
    double *p = fitted_predict(&fitted, &fresh_data), share = 0, importance[COLUMNS], total = 0;
    for (size_t i = 0; i < 2000; i++)
        share += fresh_y[i] / 2000;
    double none = -share * log(share) - (1 - share) * log(1 - share);
    ck_assert(log_loss(p, fresh_y, 2000) < none - 0.12);
    ck_assert(fitted.kind->importance(fitted.model, COLUMNS, importance));
    for (size_t j = 0; j < COLUMNS; j++)
        total += importance[j];
    expect_near(total, 1, 1e-12);
    ck_assert(importance[0] + importance[1] + importance[2] > 0.8);
    ck_assert(!fitted.kind->importance(fitted.model, COLUMNS + 1, importance));
    expect_round_trip(&fitted, &fresh_data);
    expect_library_margins(&fitted, &fresh_data, true);
    fitted_release(&fitted);
    matrix_release(&x);
    matrix_release(&fresh);
    free(p);
    free(y);
    free(fresh_y);
}
END_TEST

START_TEST(amounts_are_fitted_by_squares)
{
    struct matrix x;
    double *y = simulate(&x, 3000, true, 3), mean = 0, spread = 0, miss = 0;
    struct learn_data data = { .x = &x, .labels = outcomes(y), .seed = 1 };
    struct fitted fitted = fit_kind("gbm", &data, "trees=60 rate=0.1");
    double *score = fitted_predict(&fitted, &data);
    for (size_t i = 0; i < 3000; i++)
        mean += y[i] / 3000;
    for (size_t i = 0; i < 3000; i++) {
        spread += pow(y[i] - mean, 2);
        miss += pow(y[i] - score[i], 2);
    }
    ck_assert(miss < 0.5 * spread);
    struct json *json = fitted.kind->write(fitted.model);
    ck_assert_str_eq(json_get_text(json, "objective"), "reg:squarederror");
    json_free(json);
    expect_library_margins(&fitted, &data, false);
    expect_round_trip(&fitted, &data);
    fitted_release(&fitted);
    matrix_release(&x);
    free(score);
    free(y);
}
END_TEST

/* One tree that cannot split gives everybody the share of the training rows. */
START_TEST(begins_at_the_prior)
{
    struct matrix x;
    double *y = simulate(&x, 1000, false, 4), share = 0;
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct fitted fitted = fit_kind("gbm", &data, "trees=1 min_leaf=100000");
    double *p = fitted_predict(&fitted, &data);
    for (size_t i = 0; i < 1000; i++)
        share += y[i] / 1000;
    for (size_t i = 0; i < 1000; i++)
        expect_near(p[i], share, 1e-6);
    fitted_release(&fitted);
    matrix_release(&x);
    free(p);
    free(y);
}
END_TEST

START_TEST(threads_do_not_matter)
{
    struct matrix x;
    double *y = simulate(&x, 20000, false, 5);
    struct learn_data data = { .x = &x, .labels = outcomes(y), .seed = 9 };
    expect_same_on_threads("gbm", data, "trees=20 leaves=31");
    expect_same_on_threads("gbm", data, "trees=20 subsample=0.5 columns=0.5 depth=4");
    expect_cancelled("gbm", data, "");
    matrix_release(&x);
    free(y);
}
END_TEST

/* As many rows as keep four threads busy; fewer are grown by one. */
START_TEST(threads_that_are_used_do_not_matter)
{
    struct matrix x;
    double *y = simulate(&x, (4 << 20) / COLUMNS + 1, false, 6);
    struct learn_data data = { .x = &x, .labels = outcomes(y), .seed = 9 };
    expect_same_on_threads("gbm", data, "trees=2 leaves=31");
    matrix_release(&x);
    free(y);
}
END_TEST

START_TEST(early_stopping_keeps_the_best_round)
{
    struct matrix x, other;
    double *y = simulate(&x, 600, false, 6), *other_y = simulate(&other, 2000, false, 7);
    struct learn_data data = {
        .x = &x, .labels = outcomes(y), .validation_x = &other, .validation_labels = outcomes(other_y), .seed = 1
    };
    struct learn_data other_data = { .x = &other };
    const char *options = "trees=500 rate=0.3 min_leaf=0.1 early=10";
    struct fitted fitted = fit_kind("gbm", &data, options);
    fitted_expect(&fitted);
    ck_assert_int_eq(fitted.summary.state, FIT_STOPPED_EARLY);
    size_t kept = fitted.summary.n_iterations;
    ck_assert(kept > 1 && kept < 200);
    double *p = fitted_predict(&fitted, &other_data);
    char note[96];
    snprintf(note, sizeof note, "best log loss of the validation rows %.6g with %zu trees", log_loss(p, other_y, 2000),
             kept);
    ck_assert_str_eq(fitted.summary.note, note);
    struct fitted longer = fit_kind("gbm", &data, "trees=500 rate=0.3 min_leaf=0.1");
    double *q = fitted_predict(&longer, &other_data);
    ck_assert_uint_eq(longer.summary.n_iterations, 500);
    ck_assert(log_loss(q, other_y, 2000) > log_loss(p, other_y, 2000) + 0.05);
    expect_round_trip(&fitted, &other_data);
    fitted_release(&fitted);
    fitted_release(&longer);
    matrix_release(&x);
    matrix_release(&other);
    free(p);
    free(q);
    free(y);
    free(other_y);
}
END_TEST

/* The library sums in float32, we in double: they agree to 1e-5, ours add up to the margin to 1e-5 (float32 leaves). */
START_TEST(contributions_are_those_of_the_library)
{
    struct matrix x;
    double *y = simulate(&x, 1000, false, 8), out[COLUMNS + 1];
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct fitted fitted = fit_kind("gbm", &data, "trees=50 leaves=20 min_leaf=1");
    double *p = fitted_predict(&fitted, &data);
    size_t n;
    float *right = library_says(&fitted, &x, 2, &n);
    ck_assert_uint_eq(n, 1000 * (COLUMNS + 1));
    for (size_t i = 0; i < 1000; i++) {
        double sum = 0;
        ck_assert(fitted.kind->explain(fitted.model, &data, i, out, NULL));
        for (size_t j = 0; j <= COLUMNS; j++) {
            expect_near(out[j], (double)right[i * (COLUMNS + 1) + j], 1e-5);
            sum += out[j];
        }
        expect_near(sum, log(p[i] / (1 - p[i])), 1e-5);
    }
    fitted_release(&fitted);
    matrix_release(&x);
    free(right);
    free(p);
    free(y);
}
END_TEST

/* A row with weight 2 is the row twice, in sums that the library rounds to float32. */
START_TEST(weights_count_rows)
{
    struct matrix x, twice;
    double *y = simulate(&x, 1000, false, 10), weight[1000], twice_y[1500];
    ck_assert(matrix_init(&twice, 1500, COLUMNS, "rows", NULL));
    for (size_t i = 0; i < 1000; i++) {
        weight[i] = i < 500 ? 2 : 1;
        memcpy(matrix_row(&twice, i), matrix_row(&x, i), COLUMNS * sizeof(double));
        twice_y[i] = y[i];
        if (i < 500) {
            memcpy(matrix_row(&twice, 1000 + i), matrix_row(&x, i), COLUMNS * sizeof(double));
            twice_y[1000 + i] = y[i];
        }
    }
    struct learn_data data = { .x = &x, .labels = outcomes(y), .weight = weight },
                      twice_data = { .x = &twice, .labels = outcomes(twice_y) };
    struct fitted a = fit_kind("gbm", &data, "trees=1 leaves=2"), b = fit_kind("gbm", &twice_data, "trees=1 leaves=2");
    double *p = fitted_predict(&a, &data), *q = fitted_predict(&b, &data);
    for (size_t i = 0; i < 1000; i++)
        expect_near(p[i], q[i], 2e-3); /* quantile cuts differ a little */
    fitted_release(&a);
    fitted_release(&b);
    matrix_release(&x);
    matrix_release(&twice);
    free(p);
    free(q);
    free(y);
}
END_TEST

static int code_of(const struct learn_data *data)
{
    struct fitted fitted = fit_kind("gbm", data, "");
    ck_assert_ptr_null(fitted.model);
    int code = fitted.err.code;
    fitted_release(&fitted);
    return code;
}

START_TEST(refuses_what_it_cannot_fit)
{
    double values[] = { 1, 2, 3, 4 }, y[] = { 0, 0, 0, 0 };
    struct matrix x = { 4, 1, values };
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    ck_assert_int_eq(code_of(&data), E_ONE_CLASS);
    y[1] = NAN;
    ck_assert_int_eq(code_of(&data), E_NOT_FIT);
    y[1] = 1;
    values[2] = INFINITY; /* beyond float32 */
    ck_assert_int_eq(code_of(&data), E_NOT_FIT);
    x.n_rows = 0;
    ck_assert_int_eq(code_of(&data), E_TOO_FEW);
    expect_refused("gbm", "{}");
    expect_refused("gbm", "{\"n_columns\":1,\"booster\":\"{}\"}");
    expect_refused("gbm", "{\"n_columns\":1,\"booster\":7}");
}
END_TEST

/* Unix seconds: float32 knows them to 128 only. The median is taken away first, so a step of one second is found; the
   file keeps what was taken away, and files without it score as they did. */
START_TEST(digits_beyond_float32_are_seen)
{
    enum { N = 400 };
    double values[N], y[N], late[2] = { 1719792000 + 199, 1719792000 + 200 };
    struct matrix x = { N, 1, values }, two = { 2, 1, late };
    for (size_t i = 0; i < N; i++) {
        values[i] = 1719792000 + (double)((i * 37) % N);
        y[i] = values[i] >= 1719792000 + 200;
    }
    struct learn_data data = { .x = &x, .labels = outcomes(y) }, ask = { .x = &two };
    struct fitted fitted = fit_kind("gbm", &data, "trees=40");
    ck_assert_ptr_nonnull(fitted.model);
    ck_assert_int_eq(fitted.summary.state, FIT_CONVERGED);
    double *p = fitted_predict(&fitted, &ask);
    ck_assert(p[0] < 0.3 && p[1] > 0.7);
    struct json *json = fitted.kind->write(fitted.model);
    double centre;
    ck_assert(json_get_numbers(json, "centres", &centre, 1));
    ck_assert(centre >= values[0] && centre < 1719792000 + N);
    json_free(json);
    fitted_release(&fitted);
    free(p);
    for (size_t i = 0; i < N; i++) /* the same without the large part needs no centre */
        values[i] -= 1719792000;
    fitted = fit_kind("gbm", &data, "trees=40");
    json = fitted.kind->write(fitted.model);
    ck_assert_ptr_null(json_get(json, "centres"));
    json_free(json);
    fitted_release(&fitted);
}
END_TEST

/* Ten of 10,000, told exactly by x: with 5 as the least sum of p (1 - p) no leaf is possible, and that is said. */
START_TEST(rare_targets_get_leaves_and_constants_are_said)
{
    enum { N = 10000 };
    double *values = allocate(N, sizeof *values), *y = allocate(N, sizeof *y);
    struct matrix x = { N, 1, values };
    for (size_t i = 0; i < N; i++) {
        values[i] = (double)((i * 7919) % N);
        y[i] = values[i] >= N - 10;
    }
    struct learn_data data = { .x = &x, .labels = outcomes(y) };
    struct fitted fitted = fit_kind("gbm", &data, "trees=60");
    double *p = fitted_predict(&fitted, &data);
    ck_assert_int_eq(fitted.summary.state, FIT_CONVERGED);
    for (size_t i = 0; i < N; i++)
        ck_assert(y[i] == 0 || p[i] > 0.1);
    fitted_release(&fitted);
    free(p);
    fitted = fit_kind("gbm", &data, "trees=60 min_leaf=5");
    ck_assert_int_eq(fitted.summary.state, FIT_LEARNED_NOTHING);
    ck_assert_ptr_nonnull(strstr(fitted.summary.note, "min_leaf 5"));
    fitted_release(&fitted);
    memset(values, 0, N * sizeof *values);
    fitted = fit_kind("gbm", &data, "");
    ck_assert_int_eq(fitted.summary.state, FIT_LEARNED_NOTHING);
    ck_assert_ptr_nonnull(strstr(fitted.summary.note, "constant"));
    fitted_release(&fitted);
    free(values);
    free(y);
}
END_TEST

TCase *gbm_tests(void)
{
    TCase *tests = tcase_create("gbm");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, learns_what_a_line_cannot);
    tcase_add_test(tests, amounts_are_fitted_by_squares);
    tcase_add_test(tests, begins_at_the_prior);
    tcase_add_test(tests, threads_do_not_matter);
    tcase_add_test(tests, threads_that_are_used_do_not_matter);
    tcase_add_test(tests, early_stopping_keeps_the_best_round);
    tcase_add_test(tests, contributions_are_those_of_the_library);
    tcase_add_test(tests, weights_count_rows);
    tcase_add_test(tests, refuses_what_it_cannot_fit);
    tcase_add_test(tests, digits_beyond_float32_are_seen);
    tcase_add_test(tests, rare_targets_get_leaves_and_constants_are_said);
    return tests;
}
