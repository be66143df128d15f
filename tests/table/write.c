/* Tests of src/table/write.c. */
#include "patron/base/calendar.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "table_tests.h"

typedef void write_function(const struct column *column, size_t row, struct text *out);

static void check_values(write_function *function, const struct table *table, const char *const *expected)
{
    for (size_t j = 0; j < table->n_columns; j++)
        for (size_t i = 0; i < table->n_rows; i++) {
            struct text text = TEXT_EMPTY;
            function(&table->columns[j], i, &text);
            ck_assert_str_eq(text_string(&text), expected[j * table->n_rows + i]);
            text_release(&text);
        }
}

START_TEST(values_are_written_in_full)
{
    static const char *const expected[] = {
        "true",       "false",      "true",
        "false",      "", /* vip */
        "3",          "-7",         "9007199254740993",
        "0",          "", /* n */
        "1.5",        "-0.25",      "1e+300",
        "0",          "", /* amount */
        "1970-01-02", "1970-01-01", "2024-02-29",
        "1969-12-31", "", /* day */
        "beta",       "alpha",      "beta",
        "",           "", /* name */
    };
    struct table *table = five_rows();
    check_values(column_write, table, expected);
    table_release(table);
}
END_TEST

START_TEST(values_are_shown_short)
{
    static const char *const expected[] = {
        "yes",        "no",         "yes",
        "no",         "NA", /* vip */
        "3",          "-7",         "9,007,199,254,740,993",
        "0",          "NA", /* n */
        "1.5",        "-0.25",      "1.000e+300",
        "0",          "NA", /* amount */
        "1970-01-02", "1970-01-01", "2024-02-29",
        "1969-12-31", "NA", /* day */
        "beta",       "alpha",      "beta",
        "",           "NA", /* name */
    };
    struct table *table = five_rows();
    check_values(column_show, table, expected);
    table_release(table);
}
END_TEST

START_TEST(instants_keep_their_time_of_day)
{
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "at", TYPE_TIME);
    builder_set_int(builder, 0, TIME_DAY + 3661 * TIME_SECOND + 500000);
    builder_end_row(builder);
    builder_set_int(builder, 0, 0);
    builder_end_row(builder);
    struct table *table = builder_finish(builder, NULL);
    check_values(column_write, table, (const char *const[]){ "1970-01-02T01:01:01.500000", "1970-01-01T00:00:00" });
    check_values(column_show, table, (const char *const[]){ "1970-01-02 01:01:01.500000", "1970-01-01 00:00:00" });
    table_release(table);
}
END_TEST

START_TEST(extreme_integers)
{
    static const int64_t values[] = { INT64_MAX, -INT64_MAX, 1000, -1000 };
    struct table *table = ints_table(values, 4);
    check_values(column_write, table,
                 (const char *const[]){ "9223372036854775807", "-9223372036854775807", "1000", "-1000" });
    check_values(column_show, table,
                 (const char *const[]){ "9,223,372,036,854,775,807", "-9,223,372,036,854,775,807", "1,000", "-1,000" });
    table_release(table);
}
END_TEST

START_TEST(values_are_added_to_what_is_there)
{
    struct table *table = five_rows();
    struct text text = TEXT_EMPTY;
    text_add(&text, "a,");
    column_write(&table->columns[N], 0, &text);
    text_add(&text, ",");
    column_write(&table->columns[N], 4, &text);
    text_add(&text, ",");
    column_write(&table->columns[NAME], 1, &text);
    ck_assert_str_eq(text_string(&text), "a,3,,alpha");
    text_release(&text);
    table_release(table);
}
END_TEST

TCase *write_cases(void)
{
    TCase *cases = tcase_create("write");
    tcase_add_test(cases, values_are_written_in_full);
    tcase_add_test(cases, values_are_shown_short);
    tcase_add_test(cases, instants_keep_their_time_of_day);
    tcase_add_test(cases, extreme_integers);
    tcase_add_test(cases, values_are_added_to_what_is_there);
    return cases;
}
