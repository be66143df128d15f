/* Tests of src/table/view.c. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "patron/table/view.h"
#include "table_tests.h"

START_TEST(a_view_shows_all)
{
    struct table *table = five_rows();
    struct view *view = view_new(table);
    table_release(table); /* the view keeps it */
    ck_assert(view->n_rows == 5 && view->n_columns == 5);
    for (size_t i = 0; i < 5; i++)
        ck_assert_uint_eq(view_row(view, i), i);
    ck_assert_str_eq(view_column(view, NAME)->name, "name");
    view->columns = allocate(2, sizeof(*view->columns));
    view->columns[0] = NAME;
    view->columns[1] = N;
    view->n_columns = 2;
    ck_assert_str_eq(view_column(view, 0)->name, "name");
    ck_assert_str_eq(view_column(view, 1)->name, "n");
    view_free(view);
    view_free(NULL);
}
END_TEST

START_TEST(filters_add_up)
{
    struct table *table = five_rows();
    struct view *view = view_new(table);
    ck_assert(view_filter(view, (const int8_t[]){ 1, 0, 1, 1, BOOL_MISSING }, NULL)); /* missing is not kept */
    ck_assert_uint_eq(view->n_rows, 3);
    ck_assert(view_filter(view, (const int8_t[]){ 0, 1, 1 }, NULL));
    ck_assert(view->n_rows == 2 && view_row(view, 0) == 2 && view_row(view, 1) == 3);
    view_limit(view, 5);
    ck_assert_uint_eq(view->n_rows, 2);
    view_limit(view, 1);
    ck_assert(view->n_rows == 1 && view_row(view, 0) == 2);
    ck_assert(view_filter(view, (const int8_t[]){ 0 }, NULL));
    ck_assert_uint_eq(view->n_rows, 0);
    view_free(view);
    table_release(table);
}
END_TEST

START_TEST(rows_are_taken)
{
    struct table *table = five_rows();
    static const uint32_t rows[] = { 3, 3, UINT32_MAX, 0, 4 };
    struct table *taken = table_take(table, "taken", rows, 5, NULL);
    const struct column *from = table->columns;
    ck_assert_str_eq(taken->name, "taken");
    ck_assert_ptr_eq(taken->columns[NAME].dictionary, from[NAME].dictionary);
    ck_assert_ptr_ne(taken->columns[NAME].values, from[NAME].values);
    table_release(table); /* the taken one keeps it */
    const struct column *c = taken->columns;
    for (size_t j = 0; j < 5; j++)
        for (size_t i = 0; i < 5; i++)
            ck_assert(column_is_missing(&c[j], i) == (rows[i] >= 4));
    ck_assert(column_bools(&c[VIP])[0] == 0 && column_bools(&c[VIP])[3] == 1);
    ck_assert(column_ints(&c[N])[1] == 0 && column_ints(&c[N])[3] == 3);
    ck_assert(column_reals(&c[AMOUNT])[0] == 0 && column_reals(&c[AMOUNT])[3] == 1.5);
    ck_assert(column_codes(&c[NAME])[1] == 2 && column_codes(&c[NAME])[3] == 0);
    ck_assert_str_eq(c[AMOUNT].unit, "EUR");
    ck_assert(c[DAY].date_only);
    struct table *none = table_take(taken, "none", NULL, 0, NULL);
    ck_assert(none->n_rows == 0 && none->n_columns == 5);
    table_release(taken);
    ck_assert_str_eq(none->columns[N].name, "n");
    table_release(none);
}
END_TEST

TCase *view_cases(void)
{
    TCase *cases = tcase_create("view");
    tcase_add_test(cases, a_view_shows_all);
    tcase_add_test(cases, filters_add_up);
    tcase_add_test(cases, rows_are_taken);
    return cases;
}
