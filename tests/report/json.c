/* JSON: every sample is valid and holds what the report holds, exactly. */
#include <math.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "report_tests.h"

static struct json *parsed(const struct report *report)
{
    struct error err = ERROR_INIT;
    char *text = rendered(report, FORMAT_JSON, 80, TIER_BRAILLE, true);
    struct json *json = json_parse(text, strlen(text), "report", &err);
    ck_assert_msg(json != NULL, "%s", err.what ? err.what : "");
    free(text);
    return json;
}

START_TEST(parses)
{
    struct report *report = samples[_i].make();
    struct json *json = parsed(report);
    ck_assert(json_is_object(json));
    ck_assert_ptr_nonnull(json_get(json, "blocks"));
    ck_assert_uint_ge(json_size(json_get(json, "blocks")), 1);
    for (size_t b = 0; b < json_size(json_get(json, "blocks")); b++)
        ck_assert_ptr_nonnull(json_get_text(json_item(json_get(json, "blocks"), b), "kind"));
    if (report_kind(report))
        ck_assert_str_eq(json_get_text(json, "report"), report_kind(report));
    json_free(json);
    report_free(report);
}
END_TEST

START_TEST(tables_are_exact)
{
    struct table *table = sample_table(40);
    struct report *report = report_new("show", "t", NULL);
    report_add_table(report, NULL, view_new(table));
    struct json *json = parsed(report), *block = json_item(json_get(json, "blocks"), 0),
                *rows = json_get(block, "rows");
    ck_assert_uint_eq(json_size(rows), 40);
    ck_assert_uint_eq(json_size(json_get(block, "columns")), 7);
    ck_assert_str_eq(json_get_text(json_item(json_get(block, "columns"), 2), "unit"), "EUR");
    for (size_t i = 0; i < 40; i++) {
        const struct json *row = json_item(rows, i);
        double spend = column_reals(&table->columns[2])[i];
        ck_assert_int_eq(json_get_integer(row, "customer_id", 0), (int64_t)(1001 + i));
        if (isnan(spend))
            ck_assert(json_is_null(json_get(row, "spend_365d")));
        else
            ck_assert(json_get_number(row, "spend_365d", 0) == spend);
        ck_assert(json_get_number(row, "return_rate", -1) == column_reals(&table->columns[6])[i]);
    }
    ck_assert_str_eq(json_get_text(json_item(rows, 3), "remark"), "line\nbreak");
    ck_assert_str_eq(json_get_text(json_item(rows, 9), "remark"), "bad \uFFFD byte");
    ck_assert(json_is_null(json_get(json_item(rows, 12), "remark")));
    ck_assert_str_eq(json_get_text(json_item(rows, 0), "signup"), "2022-01-08");
    json_free(json);
    report_free(report);
    table_release(table);
}
END_TEST

START_TEST(curves_are_exact)
{
    const double x[3] = { 0, 1.0 / 3, 1 }, y[3] = { 0, NAN, 1 };
    struct report *report = report_new("plot", NULL, "n 3");
    struct block *block = report_add_curves(report, "c", "x", 0, 1, "y", 0, 1);
    curves_add(block, "m1", "0.9", 3, x, y);
    curves_add_muted(block, "chance", 2, x, x);
    struct json *json = parsed(report), *series = json_get(json_item(json_get(json, "blocks"), 0), "series");
    double back[3];
    ck_assert_uint_eq(json_size(series), 2);
    ck_assert(json_get_numbers(json_item(series, 0), "x", back, 3));
    ck_assert(back[1] == 1.0 / 3);
    ck_assert(json_get_numbers(json_item(series, 0), "y", back, 3));
    ck_assert(isnan(back[1]));
    ck_assert_str_eq(json_get_text(json_item(series, 0), "legend"), "0.9");
    ck_assert(json_get_bool(json_item(series, 1), "reference", false));
    json_free(json);
    report_free(report);
}
END_TEST

START_TEST(notes_carry_their_verdict)
{
    struct report *report = sample_report("words");
    struct json *json = parsed(report), *blocks = json_get(json, "blocks");
    ck_assert_str_eq(json_get_text(json_item(blocks, 2), "verdict"), "watch");
    ck_assert_str_eq(json_get_text(json_item(blocks, 3), "verdict"), "bad");
    const struct json *facts = json_get(json_item(blocks, 0), "facts");
    ck_assert(json_get_number(json_item(facts, 1), "value", 0) == 199689);
    ck_assert(json_is_null(json_get(json_item(facts, 3), "value"))); /* not computed */
    json_free(json);
    report_free(report);
}
END_TEST

START_TEST(lines_are_the_rows_of_the_object)
{
    struct table *table = sample_table(40);
    struct report *report = report_new("show", "t", NULL);
    report_add_table(report, NULL, view_new(table));
    struct json *whole = parsed(report), *rows = json_get(json_item(json_get(whole, "blocks"), 0), "rows");
    char *lines = rendered(report, FORMAT_JSON_LINES, 80, TIER_ASCII, true), *line = lines;
    size_t n = 0;
    for (; *line; n++) {
        size_t length = strcspn(line, "\n");
        struct error err = ERROR_INIT;
        struct json *row = json_parse(line, length, "line", &err);
        ck_assert_msg(row != NULL, "%s", err.what ? err.what : "");
        struct text a = TEXT_EMPTY, b = TEXT_EMPTY;
        json_write(row, 0, &a);
        json_write(json_item(rows, n), 0, &b);
        ck_assert_str_eq(text_string(&a), text_string(&b));
        text_release(&a);
        text_release(&b);
        json_free(row);
        line += length + 1;
    }
    ck_assert_uint_eq(n, 40);
    free(lines);
    json_free(whole);
    report_free(report);
    table_release(table);
}
END_TEST

/* Without tables: the numbers drawn, as the long form of CSV has them; without those, the notes. */
START_TEST(every_sample_has_lines)
{
    struct report *report = samples[_i].make();
    char *lines = rendered(report, FORMAT_JSON_LINES, 80, TIER_ASCII, true);
    for (char *line = lines; *line;) {
        size_t length = strcspn(line, "\n");
        struct error err = ERROR_INIT;
        struct json *row = json_parse(line, length, "line", &err);
        ck_assert_msg(row != NULL && json_is_object(row), "%s", err.what ? err.what : "no object");
        json_free(row);
        line += length + 1;
    }
    free(lines);
    report_free(report);
}
END_TEST

TCase *json_tests(void)
{
    TCase *tests = tcase_create("json");
    int n = 0;
    while (samples[n].name)
        n++;
    tcase_add_loop_test(tests, parses, 0, n);
    tcase_add_loop_test(tests, every_sample_has_lines, 0, n);
    tcase_add_test(tests, tables_are_exact);
    tcase_add_test(tests, lines_are_the_rows_of_the_object);
    tcase_add_test(tests, curves_are_exact);
    tcase_add_test(tests, notes_carry_their_verdict);
    return tests;
}
