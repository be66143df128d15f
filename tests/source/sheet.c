#include "source/sheet.h"

#include "support.h"

static void add_row(struct sheet_grid *sheet, size_t line, const char *const *fields, size_t n)
{
    sheet_row_begin(sheet, line);
    for (size_t i = 0; i < n; i++)
        sheet_add_field(sheet, fields[i], strlen(fields[i]));
    ck_assert(sheet_row_end(sheet));
}
#define ROW(sheet, line, ...)                                                                                          \
    add_row((sheet), (line), (const char *const[]){ __VA_ARGS__ },                                                     \
            sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

START_TEST(rows_become_a_grid)
{
    struct sheet_grid *sheet = sheet_grid_new("b.xlsx", 10, &(struct source_options){ .no_header = false });
    struct cells cells;
    uint64_t end;
    size_t length;
    ROW(sheet, 1, "", "");
    ROW(sheet, 3, "a", "b", "", "");
    ROW(sheet, 4, "1");
    ROW(sheet, 7, "1", "2", "x,\"y\"");
    ROW(sheet, 8, "", "");
    ROW(sheet, 9, "", "5", "");
    ck_assert(sheet_grid_finish(sheet));
    ck_assert_uint_eq(sheet->grid.width, 2);
    ck_assert_uint_eq(sheet->grid.first_line, 4);
    sheet->grid.read(&sheet->grid, 0, 1, true, &cells, &end);
    ck_assert_uint_eq(end, sheet->grid.end);
    ck_assert_uint_eq(cells.n_rows, 2);
    ck_assert_uint_eq(cells.lines[1], 5);
    ck_assert_mem_eq(cells_field(&cells, 1, 1, &length), "5", 1);
    cells_field(&cells, 0, 1, &length);
    ck_assert_uint_eq(length, 0);
    ck_assert_uint_eq(cells.n_flaws, 1);
    ck_assert_uint_eq(cells.flaws[0].after, 1);
    ck_assert_str_eq(cells.flaws[0].raw, "1,2,\"x,\"\"y\"\"\"");
    cells_release(&cells);
    grid_close(&sheet->grid);
}
END_TEST

START_TEST(a_sheet_of_nothing)
{
    struct sheet_grid *sheet = sheet_grid_new("b.xlsx", 10, &(struct source_options){ .no_header = true });
    ROW(sheet, 1, "", "");
    ck_assert(!sheet_grid_finish(sheet));
    grid_close(&sheet->grid);
}
END_TEST

START_TEST(titles_above_the_names)
{
    for (size_t skip = 0; skip <= 3; skip += 3) {
        struct sheet_grid *sheet = sheet_grid_new("b.xlsx", 10, &(struct source_options){ .skip_lines = skip });
        ROW(sheet, 1, "Sales of July", "", "");
        ROW(sheet, 2, "", "(net)");
        ROW(sheet, 4, "a", "b", "c");
        ROW(sheet, 6, "1", "2", "3");
        ck_assert(sheet_grid_finish(sheet));
        ck_assert_uint_eq(sheet->grid.n_titles, skip ? 0 : 3);
        ck_assert_uint_eq(sheet->grid.width, skip ? 3 : 1);
        ck_assert_str_eq(sheet->grid.names[0], skip ? "a" : "Sales of July");
        if (skip)
            ck_assert_uint_eq(sheet->grid.first_line, 6);
        grid_close(&sheet->grid);
    }
}
END_TEST

TCase *sheet_tests(void)
{
    TCase *tests = tcase_create("sheet");
    tcase_add_test(tests, rows_become_a_grid);
    tcase_add_test(tests, a_sheet_of_nothing);
    tcase_add_test(tests, titles_above_the_names);
    return tests;
}
