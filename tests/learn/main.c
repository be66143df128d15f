/* Tests of src/learn. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/minimise.h"
#include "learn_tests.h"
#include "patron/base/file.h"

struct fitted fit_kind(const char *kind, const struct learn_data *data, const char *options)
{
    struct fitted fitted = { .kind = model_kind_find(kind), .err = ERROR_INIT };
    ck_assert_ptr_nonnull(fitted.kind);
    struct arena arena;
    arena_init(&arena);
    struct values values = values_defaults(fitted.kind->parameters, &arena);
    char *copy = copy_text(options), *rest = copy;
    for (char *word = strtok_r(rest, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *equals = strchr(word, '=');
        ck_assert_ptr_nonnull(equals);
        *equals = '\0';
        struct value *value = NULL;
        for (size_t i = 0; i < values.n; i++)
            if (strcmp(values.parameters[i].name, word) == 0)
                value = &values.values[i];
        ck_assert_ptr_nonnull(value);
        ck_assert(parameter_parse(value->parameter, equals + 1, &arena, value, &fitted.err));
    }
    fitted.model = fitted.kind->fit(data, &values, &fitted.summary, &fitted.err);
    free(copy);
    arena_release(&arena);
    return fitted;
}

void fitted_release(struct fitted *fitted)
{
    fitted->kind->free(fitted->model);
    fit_summary_release(&fitted->summary);
    error_release(&fitted->err);
}

void fitted_expect(const struct fitted *fitted)
{
    ck_assert_msg(fitted->model != NULL, "%s", fitted->err.what ? fitted->err.what : "no model and no error");
}

double *fitted_predict(const struct fitted *fitted, const struct learn_data *data)
{
    return fitted_answer(fitted, data, fitted->kind->answers[0].columns[0]);
}

double *fitted_answer(const struct fitted *fitted, const struct learn_data *data, const char *column)
{
    struct error err = ERROR_INIT;
    double *out = allocate(data->x->n_rows, sizeof *out);
    fitted_expect(fitted);
    ck_assert_msg(fitted->kind->predict(fitted->model, data, FRAME_VIEW(data->x->n_rows, column, out), &err), "%s",
                  err.what);
    return out;
}

struct matrix read_csv(const char *path)
{
    size_t length, capacity = 0, n = 0;
    char *text = file_read(path, &length, NULL);
    ck_assert_msg(text != NULL, "%s cannot be read", path);
    struct matrix matrix = { 0, 1, NULL };
    char *at = text;
    for (; *at != '\n'; at++)
        matrix.n_columns += *at == ',';
    for (at++; *at; at++) {
        if (n == capacity) {
            capacity = capacity ? 2 * capacity : 1024;
            matrix.values = reallocate(matrix.values, capacity, sizeof *matrix.values);
        }
        matrix.values[n++] = strtod(at, &at);
        ck_assert(*at == ',' || *at == '\n');
    }
    matrix.n_rows = n / matrix.n_columns;
    free(text);
    return matrix;
}

struct matrix reference_customers(const char *path)
{
    struct matrix groups = read_csv(path), x;
    size_t n = 0;
    for (size_t i = 0; i < groups.n_rows; i++)
        n += (size_t)matrix_row(&groups, i)[3];
    ck_assert(matrix_init(&x, n, 3, "rows", NULL));
    n = 0;
    for (size_t i = 0; i < groups.n_rows; i++)
        for (size_t k = 0; k < (size_t)matrix_row(&groups, i)[3]; k++, n++) {
            const double *group = matrix_row(&groups, i);
            double row[] = { group[0], group[1] / 7, group[2] / 7 };
            memcpy(matrix_row(&x, n), row, sizeof row);
        }
    matrix_release(&groups);
    return x;
}

struct json *read_json(const char *path)
{
    size_t length;
    struct error err = ERROR_INIT;
    char *text = file_read(path, &length, &err);
    ck_assert_msg(text != NULL, "%s", err.what);
    struct json *json = json_parse(text, length, path, &err);
    ck_assert_msg(json != NULL, "%s", err.what);
    free(text);
    return json;
}

double *take_column(struct matrix *x, size_t j)
{
    size_t p = x->n_columns;
    double *column = allocate(x->n_rows, sizeof *column), *to = x->values;
    for (size_t i = 0; i < x->n_rows; i++) {
        const double *row = x->values + i * p;
        column[i] = row[j];
        for (size_t k = 0; k < p; k++)
            if (k != j)
                *to++ = row[k];
    }
    x->n_columns--;
    return column;
}

struct matrix shuffled(const struct matrix *x, uint64_t seed, size_t *order)
{
    struct random random = random_stream(seed, 0);
    size_t *from = allocate(x->n_rows, sizeof *from);
    struct matrix copy;
    ck_assert(matrix_init(&copy, x->n_rows, x->n_columns, "rows", NULL));
    for (size_t i = 0; i < x->n_rows; i++)
        from[i] = i;
    random_shuffle(&random, from, x->n_rows);
    for (size_t i = 0; i < x->n_rows; i++) {
        memcpy(matrix_row(&copy, i), matrix_row(x, from[i]), x->n_columns * sizeof(double));
        if (order)
            order[i] = from[i];
    }
    free(from);
    return copy;
}

char *model_text(const struct fitted *fitted)
{
    fitted_expect(fitted);
    struct json *json = fitted->kind->write(fitted->model);
    struct text text = TEXT_EMPTY;
    json_write(json, 1, &text);
    json_free(json);
    return text_take(&text);
}

void expect_round_trip(const struct fitted *fitted, const struct learn_data *data)
{
    struct error err = ERROR_INIT;
    char *first = model_text(fitted);
    struct json *json = json_parse(first, strlen(first), "model", &err);
    ck_assert_ptr_nonnull(json);
    struct fitted again = { .kind = fitted->kind, .model = fitted->kind->read(json, &err) };
    ck_assert_msg(again.model != NULL, "%s", err.what ? err.what : "not read");
    char *second = model_text(&again);
    ck_assert_str_eq(first, second);
    double *a = fitted_predict(fitted, data), *b = fitted_predict(&again, data);
    ck_assert(memcmp(a, b, data->x->n_rows * sizeof *a) == 0);
    fitted->kind->free(again.model);
    json_free(json);
    free(first);
    free(second);
    free(a);
    free(b);
}

void expect_same_on_threads(const char *kind, struct learn_data data, const char *options)
{
    struct work *works[2] = { work_new(1), work_new(8) };
    char *texts[2];
    double *scores[2];
    for (int i = 0; i < 2; i++) {
        data.work = works[i];
        struct fitted fitted = fit_kind(kind, &data, options);
        texts[i] = model_text(&fitted);
        scores[i] = fitted_predict(&fitted, &data);
        fitted_release(&fitted);
        work_free(works[i]);
    }
    ck_assert_str_eq(texts[0], texts[1]);
    ck_assert(memcmp(scores[0], scores[1], data.x->n_rows * sizeof(double)) == 0);
    for (int i = 0; i < 2; i++) {
        free(texts[i]);
        free(scores[i]);
    }
}

void expect_refused(const char *kind, const char *text)
{
    struct error err = ERROR_INIT;
    struct json *json = json_parse(text, strlen(text), "model", &err);
    ck_assert_msg(json != NULL, "%s", text);
    void *model = model_kind_find(kind)->read(json, &err);
    ck_assert_msg(model == NULL, "%s was read from %s", kind, text);
    ck_assert_int_eq(err.code, E_MODEL_FILE);
    error_release(&err);
    json_free(json);
}

void expect_cancelled(const char *kind, struct learn_data data, const char *options)
{
    data.work = work_new(2);
    work_stop(data.work);
    struct fitted fitted = fit_kind(kind, &data, options);
    ck_assert_ptr_null(fitted.model);
    ck_assert_int_eq(fitted.err.code, E_CANCELLED);
    fitted_release(&fitted);
    work_free(data.work);
}

void expect_derivatives(const struct objective *objective, const double *at, double tolerance)
{
    enum { N = MOST_PARAMETERS };
    size_t n = objective->n;
    const double h = 1e-5;
    double value, gradient[N], hessian[N * N], unused[N * N];
    double greatest = 1;
    ck_assert(objective->evaluate(objective->context, at, &value, gradient, hessian, NULL));
    for (size_t j = 0; j < n * n; j++)
        greatest = fmax(greatest, fabs(hessian[j]));
    for (size_t j = 0; j < n; j++) {
        double moved[N], up_value, down_value, up[N], down[N];
        memcpy(moved, at, n * sizeof *at);
        moved[j] = at[j] + h;
        ck_assert(objective->evaluate(objective->context, moved, &up_value, up, unused, NULL));
        moved[j] = at[j] - h;
        ck_assert(objective->evaluate(objective->context, moved, &down_value, down, unused, NULL));
        double slope = (up_value - down_value) / (2 * h);
        expect_near(gradient[j], slope, tolerance * greatest);
        for (size_t i = 0; i < n; i++) {
            double bend = (up[i] - down[i]) / (2 * h);
            expect_near(hessian[i * n + j], bend, tolerance * greatest);
        }
    }
}

int main(void)
{
    numerics_init();
    Suite *suite = suite_create("learn");
    suite_add_tcase(suite, kinds_tests());
    suite_add_tcase(suite, moments_tests());
    suite_add_tcase(suite, chunk_tests());
    suite_add_tcase(suite, newton_tests());
    suite_add_tcase(suite, logit_tests());
    suite_add_tcase(suite, survival_tests());
    suite_add_tcase(suite, lanes_tests());
    suite_add_tcase(suite, seeds_tests());
    suite_add_tcase(suite, lloyd_tests());
    suite_add_tcase(suite, kmeans_tests());
    suite_add_tcase(suite, trees_tests());
    suite_add_tcase(suite, contributions_tests());
    suite_add_tcase(suite, library_tests());
    suite_add_tcase(suite, gbm_tests());
    suite_add_tcase(suite, minimise_tests());
    suite_add_tcase(suite, beta_nodes_tests());
    suite_add_tcase(suite, purchases_tests());
    suite_add_tcase(suite, bgnbd_likelihood_tests());
    suite_add_tcase(suite, bgnbd_tests());
    suite_add_tcase(suite, bgnbd_future_tests());
    suite_add_tcase(suite, two_powers_tests());
    suite_add_tcase(suite, paretonbd_tests());
    suite_add_tcase(suite, bgbb_tests());
    suite_add_tcase(suite, gammagamma_tests());
    suite_add_tcase(suite, calibrators_tests());
    suite_add_tcase(suite, average_tests());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}
