#include "patron/source/limits.h"
#include "source/grid.h"
#include "support.h"

START_TEST(rows_and_forgotten_fields)
{
    struct cells cells = { .width = 2 };
    size_t length;
    ck_assert(cells_add(&cells, 0, "ab", 2) && cells_add(&cells, 1, "", 0) && cells_end_row(&cells, 0, 0));
    ck_assert(cells_add(&cells, 0, "wrong", 5));
    cells_forget(&cells, 1);
    cells_add_flaw(&cells, 1, "wrong", 5, "%d field", 1);
    ck_assert(cells_add(&cells, 0, "c", 1) && cells_add(&cells, 1, "def", 3) && cells_end_row(&cells, 9, 2));
    ck_assert_uint_eq(cells.n_rows, 2);
    const char *text = cells_field(&cells, 1, 0, &length);
    ck_assert_uint_eq(length, 1);
    ck_assert_int_eq(*text, 'c');
    cells_field(&cells, 0, 1, &length);
    ck_assert_uint_eq(length, 0);
    text = cells_field(&cells, 1, 1, &length);
    ck_assert_mem_eq(text, "def", 3);
    ck_assert_uint_eq(cells.flaws[0].after, 1);
    ck_assert_str_eq(cells.flaws[0].reason, "1 field");
    cells_release(&cells);
    ck_assert_ptr_null(cells.spans);
}
END_TEST

START_TEST(a_field_over_sixteen_million_bytes_stops)
{
    struct cells cells = { .width = 1 };
    size_t longest = source_limits().cell_bytes;
    char *large = malloc(longest + 1);
    memset(large, 'x', longest + 1);
    ck_assert(cells_add(&cells, 0, large, longest));
    cells_end_row(&cells, 0, 0);
    ck_assert(!cells_add(&cells, 0, large, longest + 1));
    ck_assert_int_eq(cells.stop, STOP_LONG_FIELD);
    free(large);
    cells_release(&cells);
}
END_TEST

START_TEST(names_are_trimmed_and_filled)
{
    struct cells first = { .width = 3 };
    struct grid grid = { 0 };
    cells_add(&first, 0, "  order id ", 11);
    cells_add(&first, 1, "", 0);
    cells_add(&first, 2, "x", 1);
    cells_end_row(&first, 0, 0);
    grid_take_names(&grid, &first, true);
    ck_assert_str_eq(grid.names[0], "order id");
    ck_assert_str_eq(grid.names[1], "c2");
    grid_free_names(&grid);
    grid_take_names(&grid, &first, false);
    ck_assert_str_eq(grid.names[2], "c3");
    grid_free_names(&grid);
    cells_release(&first);
}
END_TEST

TCase *cells_tests(void)
{
    TCase *tests = tcase_create("cells");
    tcase_add_test(tests, rows_and_forgotten_fields);
    tcase_add_test(tests, a_field_over_sixteen_million_bytes_stops);
    tcase_add_test(tests, names_are_trimmed_and_filled);
    return tests;
}
