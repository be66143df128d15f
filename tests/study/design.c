/* Tests of the preparation. */
#include "study/design.h"

#include "patron/base/json.h"
#include "patron/base/matrix.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "study/model.h"
#include "study/summary.h"
#include "study_tests.h"

struct row {
    double spend;
    const char *plan;
};

/* A feature table: key, cutoff, spend, plan. */
static struct table *feature_table(const struct row *rows, size_t n)
{
    struct builder *b = builder_new("features");
    builder_add_column(b, "id", TYPE_INT);
    builder_add_column(b, "cutoff", TYPE_TIME);
    size_t spend = builder_add_column(b, "spend", TYPE_REAL), plan = builder_add_column(b, "plan", TYPE_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (!isnan(rows[i].spend))
            builder_set_real(b, spend, rows[i].spend);
        if (rows[i].plan)
            builder_set_text(b, plan, rows[i].plan, strlen(rows[i].plan));
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

static struct model *bare_model(const char *kind)
{
    struct model *model = model_new();
    model->kind = model_kind_find(kind);
    model->n_features = 2;
    model->feature_names = arena_allocate(model->arena, 2, sizeof *model->feature_names);
    model->feature_names[0] = arena_text(model->arena, "spend");
    model->feature_names[1] = arena_text(model->arena, "plan");
    return model;
}

static struct matrix fit(struct model *model, const struct table *table, bool scaled)
{
    struct matrix x;
    struct column_summary *summaries = table_summarise(table, KEY_COLUMNS, NULL, NULL);
    ck_assert(design_fit(model, table, summaries, scaled, NULL, &x, NULL));
    summaries_free(summaries, 2);
    return x;
}

static const struct row training[] = {
    { 10, "plus" }, { NAN, "basic" }, { 30, "basic" }, { 20, NULL }, { 40, "gold" }
};

START_TEST(columns_by_hand)
{
    struct model *model = bare_model("logit");
    struct table *table = feature_table(training, 5);
    struct matrix x = fit(model, table, false);
    const char *const names[] = { "spend", "spend=missing", "plan=gold", "plan=plus", "plan=missing" };
    ck_assert_uint_eq(model->design->n_columns, 5);
    for (size_t c = 0; c < 5; c++)
        ck_assert_str_eq(model->design->columns[c].name, names[c]);
    const double expected[5][5] = {
        { 10, 0, 0, 1, 0 }, { 25, 1, 0, 0, 0 }, { 30, 0, 0, 0, 0 }, { 20, 0, 0, 0, 1 }, { 40, 0, 1, 0, 0 }
    };
    ck_assert_mem_eq(x.values, expected, sizeof expected);
    matrix_release(&x);
    table_release(table);
    model_free(model);
}
END_TEST

START_TEST(unseen_levels_are_zeros_and_counted)
{
    struct model *model = bare_model("logit");
    struct table *table = feature_table(training, 5);
    struct matrix x = fit(model, table, false), y;
    const struct row later[] = { { NAN, "silver" }, { 5, "gold" }, { 6, NULL }, { 7, "silver" } };
    struct table *now = feature_table(later, 4);
    size_t unseen;
    ck_assert(design_apply(model->design, now, NULL, &y, &unseen, NULL));
    ck_assert_uint_eq(unseen, 2);
    const double expected[4][5] = { { 25, 1, 0, 0, 0 }, { 5, 0, 1, 0, 0 }, { 6, 0, 0, 0, 1 }, { 7, 0, 0, 0, 0 } };
    ck_assert_mem_eq(y.values, expected, sizeof expected);
    matrix_release(&x);
    matrix_release(&y);
    table_release(table);
    table_release(now);
    model_free(model);
}
END_TEST

START_TEST(kinds_that_handle_missing_see_it)
{
    struct model *model = bare_model("gbm");
    struct table *table = feature_table(training, 5);
    struct matrix x = fit(model, table, false);
    ck_assert_uint_eq(model->design->n_columns, 4); /* no flag for spend */
    ck_assert(isnan(x.values[4]));
    matrix_release(&x);
    table_release(table);
    model_free(model);
}
END_TEST

START_TEST(scales_are_of_training)
{
    struct model *model = bare_model("kmeans");
    struct table *table = feature_table(training, 5);
    struct matrix x = fit(model, table, true), y;
    for (size_t c = 0; c < x.n_columns; c++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < 5; i++) {
            sum += matrix_row(&x, i)[c];
            squares += matrix_row(&x, i)[c] * matrix_row(&x, i)[c];
        }
        assert_near(sum, 0, 1e-12);
        assert_near(squares, 5, 1e-12);
    }
    const struct row later[] = { { 1e6, "plus" } };
    struct table *now = feature_table(later, 1);
    ck_assert(design_apply(model->design, now, NULL, &y, NULL, NULL));
    assert_near(y.values[0], (1e6 - 25) / 10, 1e-6); /* mean 25 and deviation 10 of 10 25 30 20 40 */
    ck_assert(y.values[0] == (1e6 - model->design->columns[0].mean) / model->design->columns[0].sd);
    matrix_release(&x);
    matrix_release(&y);
    table_release(table);
    table_release(now);
    model_free(model);
}
END_TEST

START_TEST(constant_columns_become_zero)
{
    struct model *model = bare_model("kmeans");
    const struct row rows[] = { { 7, "a" }, { 7, "a" }, { 7, "b" } };
    struct table *table = feature_table(rows, 3);
    struct matrix x = fit(model, table, true);
    for (size_t i = 0; i < 3; i++)
        ck_assert(matrix_row(&x, i)[0] == 0);
    matrix_release(&x);
    table_release(table);
    model_free(model);
}
END_TEST

START_TEST(round_trip_is_exact)
{
    struct model *model = bare_model("logit"), *again = bare_model("logit");
    const struct row rows[] = { { 0.1, "ä \"quoted\"" }, { 1.0 / 3, "basic" }, { NAN, "basic" }, { 1e-300, NULL } };
    struct table *table = feature_table(rows, 4);
    struct matrix x = fit(model, table, true), y;
    struct text text = TEXT_EMPTY;
    struct json *json = design_write(model->design);
    json_write(json, 1, &text);
    struct json *read = json_parse(text_string(&text), text.length, "test", NULL);
    ck_assert(design_read(again, read, NULL));
    ck_assert_uint_eq(again->design->n_columns, model->design->n_columns);
    ck_assert(design_apply(again->design, table, NULL, &y, NULL, NULL));
    ck_assert_mem_eq(x.values, y.values, x.n_rows * x.n_columns * sizeof(double));
    matrix_release(&x);
    matrix_release(&y);
    json_free(json);
    json_free(read);
    text_release(&text);
    table_release(table);
    model_free(model);
    model_free(again);
}
END_TEST

static void expect_refusal(const char *from, const char *to)
{
    struct model *model = bare_model("logit"), *again = bare_model("logit");
    struct table *table = feature_table(training, 5);
    struct matrix x = fit(model, table, true);
    struct text text = TEXT_EMPTY, changed = TEXT_EMPTY;
    struct error err = ERROR_INIT;
    struct json *json = design_write(model->design);
    json_write(json, 0, &text);
    const char *place = strstr(text_string(&text), from);
    ck_assert_msg(place != NULL, "no %s in %s", from, text_string(&text));
    text_add_bytes(&changed, text_string(&text), (size_t)(place - text_string(&text)));
    text_add(&changed, to);
    text_add(&changed, place + strlen(from));
    struct json *read = json_parse(text_string(&changed), changed.length, "test", NULL);
    ck_assert_ptr_nonnull(read);
    ck_assert(!design_read(again, read, &err));
    ck_assert_ptr_nonnull(strstr(err.what, "preparation"));
    check_error(&err, E_MODEL_FILE);
    matrix_release(&x);
    json_free(json);
    json_free(read);
    text_release(&text);
    text_release(&changed);
    table_release(table);
    model_free(model);
    model_free(again);
}

START_TEST(changed_files_are_refused)
{
    expect_refusal("\"type\":\"text\"", "\"type\":\"colour\"");
    expect_refusal("\"name\":\"plan\"", "\"name\":\"plans\"");
    expect_refusal("\"levels\":[", "\"levels\":[3,");
    expect_refusal("\"sds\":[", "\"sds\":[1,");
    expect_refusal("\"sds\":[", "\"odds\":[");
    expect_refusal("\"median\":", "\"middle\":");
}
END_TEST

START_TEST(another_type_is_refused)
{
    struct model *model = bare_model("logit");
    struct table *table = feature_table(training, 5);
    struct matrix x = fit(model, table, false), y;
    struct error err = ERROR_INIT;
    model->design->features[1].is_text = false;
    ck_assert(!design_apply(model->design, table, NULL, &y, NULL, &err));
    check_error(&err, E_TYPE);
    matrix_release(&x);
    table_release(table);
    model_free(model);
}
END_TEST

TCase *design_tests(void)
{
    TCase *tests = tcase_create("design");
    tcase_add_test(tests, columns_by_hand);
    tcase_add_test(tests, unseen_levels_are_zeros_and_counted);
    tcase_add_test(tests, kinds_that_handle_missing_see_it);
    tcase_add_test(tests, scales_are_of_training);
    tcase_add_test(tests, constant_columns_become_zero);
    tcase_add_test(tests, round_trip_is_exact);
    tcase_add_test(tests, changed_files_are_refused);
    tcase_add_test(tests, another_type_is_refused);
    return tests;
}
