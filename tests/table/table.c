/* Tests of src/table/table.c. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/table/builder.h"
#include "table_tests.h"

START_TEST(types_have_names_and_sizes)
{
    static const char *const names[] = { "bool", "int", "real", "time", "text" };
    static const size_t sizes[] = { 1, 8, 8, 8, 4 };
    for (unsigned i = 0; i < N_TYPES; i++) {
        enum type type;
        ck_assert_str_eq(type_name((enum type)i), names[i]);
        ck_assert(type_from_name(names[i], &type) && type == (enum type)i);
        ck_assert_uint_eq(type_size((enum type)i), sizes[i]);
    }
    enum type type = TYPE_REAL;
    ck_assert(!type_from_name("Real", &type) && type == TYPE_REAL);
}
END_TEST

START_TEST(columns_are_found)
{
    struct table *table = five_rows();
    ck_assert_ptr_eq(table_column(table, "amount"), &table->columns[AMOUNT]);
    ck_assert_ptr_null(table_column(table, "Amount"));
    struct error err = ERROR_INIT;
    ck_assert_ptr_eq(table_need_column(table, "n", &err), &table->columns[N]);
    ck_assert_int_eq(err.kind, ERROR_NONE);
    ck_assert_ptr_null(table_need_column(table, "amuont", &err));
    ck_assert_int_eq(err.code, E_NO_COLUMN);
    ck_assert_str_eq(err.what, "five has no column 'amuont'");
    ck_assert_str_eq(err.mend[0], "amount");
    ck_assert_ptr_null(table_need_column(table, "quantity", &err));
    ck_assert_ptr_null(err.mend[0]);
    error_release(&err);
    table_release(table);
}
END_TEST

START_TEST(missing_values_are_seen)
{
    struct table *table = five_rows();
    for (size_t j = 0; j < table->n_columns; j++)
        for (size_t i = 0; i < 5; i++)
            ck_assert_msg(column_is_missing(&table->columns[j], i) == (i == 4), "column %zu row %zu", j, i);
    table_release(table);
}
END_TEST

START_TEST(values_as_numbers)
{
    struct table *table = five_rows();
    const struct column *c = table->columns;
    ck_assert(column_number(&c[VIP], 0) == 1 && column_number(&c[VIP], 1) == 0 && isnan(column_number(&c[VIP], 4)));
    ck_assert(column_number(&c[N], 1) == -7 && isnan(column_number(&c[N], 4)));
    ck_assert(column_number(&c[AMOUNT], 2) == 1e300 && isnan(column_number(&c[AMOUNT], 4)));
    ck_assert(column_number(&c[DAY], 0) == 86400e6 && isnan(column_number(&c[DAY], 4)));
    table_release(table);
}
END_TEST

START_TEST(the_number_of_a_text_is_a_bug)
{
    struct table *table = five_rows();
    column_number(&table->columns[NAME], 0);
}
END_TEST

START_TEST(values_compare)
{
    struct table *table = five_rows();
    /* by column, the rows in ascending order; vip has equal ones */
    static const size_t orders[][5] = {
        [N] = { 1, 3, 0, 2, 4 }, [AMOUNT] = { 1, 3, 0, 2, 4 }, [DAY] = { 3, 1, 0, 2, 4 }, [NAME] = { 3, 1, 0, 2, 4 }
    };
    for (size_t j = N; j <= NAME; j++)
        for (size_t a = 0; a < 5; a++)
            for (size_t b = 0; b < 5; b++) {
                int expected = (a > b) - (a < b);
                if (j == NAME && (a == 2 || a == 3) && (b == 2 || b == 3))
                    expected = 0; /* both are beta */
                ck_assert_int_eq(column_compare(&table->columns[j], orders[j][a], orders[j][b]), expected);
            }
    ck_assert_int_eq(column_compare(&table->columns[VIP], 0, 1), 1);
    ck_assert_int_eq(column_compare(&table->columns[VIP], 1, 3), 0);
    ck_assert_int_eq(column_compare(&table->columns[VIP], 4, 0), 1);
    ck_assert_int_eq(column_compare(&table->columns[VIP], 4, 4), 0);
    table_release(table);
}
END_TEST

START_TEST(texts_compare_by_bytes)
{
    static const char *const sorted[] = { "", "A", "Z", "a", "aa", "ab", "b", "\xC3\xA9", "\xE2\x82\xAC" };
    enum { TEXTS = sizeof(sorted) / sizeof(*sorted) };
    struct table *table = texts_table(sorted, TEXTS);
    for (size_t a = 0; a < TEXTS; a++)
        for (size_t b = 0; b < TEXTS; b++)
            ck_assert_int_eq(column_compare(table->columns, a, b), (a > b) - (a < b));
    table_release(table);
}
END_TEST

static void count_free(void *pointer)
{
    ++*(int *)pointer;
}

START_TEST(the_last_user_frees)
{
    int freed = 0;
    static const int64_t values[] = { 1, 2 };
    const struct column column = { .name = "a", .type = TYPE_INT, .values = values };
    struct table *table = table_wrap("wrapped", 2, &column, 1, count_free, &freed);
    ck_assert_str_eq(table->name, "wrapped");
    const struct table *again = table_retain(table);
    ck_assert_ptr_eq(again, table);
    table_release(table);
    ck_assert_int_eq(freed, 0);
    ck_assert_int_eq(column_ints(&again->columns[0])[1], 2);
    table_release(table);
    ck_assert_int_eq(freed, 1);
    table_release(table_wrap("unowned", 2, &column, 1, NULL, NULL));
    table_release(NULL);
}
END_TEST

TCase *table_cases(void)
{
    TCase *cases = tcase_create("table");
    tcase_add_test(cases, types_have_names_and_sizes);
    tcase_add_test(cases, columns_are_found);
    tcase_add_test(cases, missing_values_are_seen);
    tcase_add_test(cases, values_as_numbers);
    tcase_add_test_raise_signal(cases, the_number_of_a_text_is_a_bug, SIGABRT);
    tcase_add_test(cases, values_compare);
    tcase_add_test(cases, texts_compare_by_bytes);
    tcase_add_test(cases, the_last_user_frees);
    return cases;
}
