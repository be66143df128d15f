/* Tests of src/table/builder.c. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/table/builder.h"
#include "table_tests.h"

START_TEST(rows_are_kept)
{
    struct table *table = five_rows();
    ck_assert_str_eq(table->name, "five");
    ck_assert(table->n_rows == 5 && table->n_columns == 5);
    ck_assert_int_eq(column_bools(&table->columns[VIP])[2], 1);
    ck_assert_int_eq(column_bools(&table->columns[VIP])[4], BOOL_MISSING);
    ck_assert(column_ints(&table->columns[N])[2] == INT64_C(9007199254740993));
    ck_assert(column_ints(&table->columns[N])[4] == INT_MISSING);
    ck_assert(isnan(column_reals(&table->columns[AMOUNT])[4]));
    ck_assert(column_ints(&table->columns[DAY])[4] == TIME_MISSING);
    const uint32_t *codes = column_codes(&table->columns[NAME]);
    ck_assert(codes[0] == 0 && codes[1] == 1 && codes[2] == 0 && codes[3] == 2 && codes[4] == TEXT_MISSING);
    ck_assert_uint_eq(table->columns[NAME].dictionary->n, 3);
    ck_assert_str_eq(table->columns[AMOUNT].unit, "EUR");
    ck_assert_ptr_null(table->columns[N].unit);
    ck_assert(table->columns[DAY].date_only && !table->columns[N].date_only);
    table_release(table);
}
END_TEST

START_TEST(tables_grow)
{
    enum { ROWS = 10000 };
    struct builder *builder = builder_new("grown");
    size_t number = builder_add_column(builder, "number", TYPE_INT);
    size_t text = builder_add_column(builder, "text", TYPE_TEXT);
    size_t half = builder_add_column(builder, "half", TYPE_REAL);
    size_t flag = builder_add_column(builder, "flag", TYPE_BOOL);
    for (int i = 0; i < ROWS; i++) {
        char word[16];
        int length = snprintf(word, sizeof(word), "w%d", i % 3000);
        builder_set_int(builder, number, i);
        builder_set_text(builder, text, word, (size_t)length);
        if (i % 2)
            builder_set_real(builder, half, i / 2.0);
        if (i % 3 == 0)
            builder_set_bool(builder, flag, true);
        require(builder_rows(builder) == (size_t)i);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    ck_assert_uint_eq(table->columns[text].dictionary->n, 3000);
    for (size_t i = 0; i < ROWS; i++) {
        char word[16];
        size_t length, expected = (size_t)snprintf(word, sizeof(word), "w%zu", i % 3000);
        require(column_ints(&table->columns[number])[i] == (int64_t)i);
        const char *found =
            dictionary_text(table->columns[text].dictionary, column_codes(&table->columns[text])[i], &length);
        require(length == expected && memcmp(found, word, length) == 0);
        double value = column_reals(&table->columns[half])[i];
        require(i % 2 ? value == (double)i / 2.0 : isnan(value));
        require(column_bools(&table->columns[flag])[i] == (i % 3 ? BOOL_MISSING : 1));
    }
    table_release(table);
}
END_TEST

START_TEST(the_last_value_of_a_row_counts)
{
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "n", TYPE_INT);
    builder_set_int(builder, 0, 1);
    builder_set_int(builder, 0, 2);
    builder_end_row(builder);
    builder_set_int(builder, 0, 3); /* a row without end is none */
    struct table *table = builder_finish(builder, NULL);
    ck_assert_uint_eq(table->n_rows, 1);
    ck_assert_int_eq(column_ints(table->columns)[0], 2);
    table_release(table);
}
END_TEST

START_TEST(empty_tables)
{
    struct table *table = builder_finish(builder_new("nothing"), NULL);
    ck_assert(table->n_rows == 0 && table->n_columns == 0);
    table_release(table);
    struct builder *builder = builder_new("no rows");
    builder_add_column(builder, "text", TYPE_TEXT);
    builder_column_unit(builder, 0, "EUR");
    builder_column_unit(builder, 0, "USD");
    table = builder_finish(builder, NULL);
    ck_assert(table->n_rows == 0 && table->columns[0].dictionary->n == 0);
    ck_assert_str_eq(table->columns[0].unit, "USD");
    table_release(table);
    builder = builder_new("given up");
    builder_add_column(builder, "text", TYPE_TEXT);
    builder_set_text(builder, 0, "x", 1);
    builder_end_row(builder);
    builder_free(builder);
    builder_free(NULL);
}
END_TEST

START_TEST(a_value_of_another_type_is_a_bug)
{
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "n", TYPE_INT);
    builder_set_real(builder, 0, 1);
}
END_TEST

START_TEST(a_column_after_rows_is_a_bug)
{
    struct builder *builder = builder_new("t");
    builder_end_row(builder);
    builder_add_column(builder, "n", TYPE_INT);
}
END_TEST

TCase *builder_cases(void)
{
    TCase *cases = tcase_create("builder");
    tcase_add_test(cases, rows_are_kept);
    tcase_add_test(cases, tables_grow);
    tcase_add_test(cases, the_last_value_of_a_row_counts);
    tcase_add_test(cases, empty_tables);
    tcase_add_test_raise_signal(cases, a_value_of_another_type_is_a_bug, SIGABRT);
    tcase_add_test_raise_signal(cases, a_column_after_rows_is_a_bug, SIGABRT);
    return cases;
}
