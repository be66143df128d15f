/* Cells as people read them. */
#include "report/cell.h"

#include <math.h>

#include "report_tests.h"

static void assert_number(const char *format, const double *values, size_t n, double value, const char *wanted)
{
    struct cell_style style = cell_style_of_numbers(cell_format_parse(format), values, n);
    struct text text = TEXT_EMPTY;
    cell_number(value, &style, &text);
    ck_assert_str_eq(text_string(&text), wanted);
    text_release(&text);
}

START_TEST(numbers)
{
    const double shares[] = { 0.9934, 0.25, 1 }, money[] = { 368.8, 1789.6 }, counts[] = { 5, 12, 100000 };
    const double tiny[] = { 1e-7, 2.5e-6 }, middle[] = { 1.2345, 8.5 };
    assert_number("", shares, 3, 0.25, "0.2500");
    assert_number("", money, 2, 1789.6, "1,789.6");
    assert_number(".2", money, 2, 1789.6, "1,789.60");
    assert_number("", counts, 3, 100000, "100,000");
    assert_number("", tiny, 2, 2.5e-6, "2.5e-06");
    assert_number("", middle, 2, 8.5, "8.500");
    assert_number("%", shares, 3, 0.25, "25.0%");
    assert_number("%+.0", shares, 3, 0.25, "+25%");
    assert_number("+.2", shares, 3, -0.004, "+0.00"); /* never -0.00 */
    assert_number("+.2", shares, 3, -1.219, "-1.22");
    assert_number("-", shares, 3, NAN, "--");
    assert_number("", shares, 3, NAN, "NA");
    assert_number("", shares, 3, INFINITY, "inf");
    assert_number("e", shares, 3, 0.0314, "0.031");
    assert_number("e", shares, 3, 3e-8, "3e-08");
    assert_number("e", shares, 3, 1e-120, "<1e-99");
    assert_number("e", shares, 3, 0, "<1e-99");
}
END_TEST

START_TEST(cells_of_all_types)
{
    struct table *table = sample_table(14);
    struct report *report = report_new("show", NULL, NULL);
    struct block *block = report_add_table(report, NULL, view_new(table));
    table_block_format(block, 0, "i");
    static const char *const wanted[7] = { "1002",       "with, comma",         "59.07", "yes",
                                           "2022-01-09", "2022-04-19 00:00:01", "0.0576" };
    for (size_t j = 0; j < 7; j++) {
        struct text text = TEXT_EMPTY;
        struct cell_style style = cell_style_of(&block->table, j, 14);
        cell_write(&block->table, 1, j, &style, &text);
        ck_assert_str_eq(text_string(&text), wanted[j]);
        text_release(&text);
    }
    struct cell_style style = cell_style_of(&block->table, 1, 14);
    struct text text = TEXT_EMPTY;
    cell_write(&block->table, 12, 1, &style, &text);
    ck_assert_str_eq(text_string(&text), "NA"); /* missing, where row 5 is empty */
    text_clear(&text);
    cell_write(&block->table, 5, 1, &style, &text);
    ck_assert_str_eq(text_string(&text), "");
    text_release(&text);
    ck_assert(cell_right(&block->table, 0) && !cell_right(&block->table, 1) && cell_right(&block->table, 2));
    report_free(report);
    table_release(table);
}
END_TEST

START_TEST(marks_and_verdicts)
{
    struct report *report = sample_report("table");
    struct block *block = report->blocks[0];
    ck_assert_int_eq(table_part_verdict(&block->table, 2), VERDICT_WATCH);
    ck_assert_int_eq(table_part_verdict(&block->table, 3), VERDICT_NONE);
    table_block_star(block, 1, 2);
    table_block_aside(block, 1, 2, "up");
    ck_assert(table_part_star(&block->table, 1, 2) && !table_part_star(&block->table, 2, 1));
    ck_assert_str_eq(table_part_aside(&block->table, 1, 2), "up");
    ck_assert_ptr_null(table_part_aside(&block->table, 0, 2));
    report_free(report);
}
END_TEST

TCase *cell_tests(void)
{
    TCase *tests = tcase_create("cell");
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, cells_of_all_types);
    tcase_add_test(tests, marks_and_verdicts);
    return tests;
}
