#include "support.h"

START_TEST(the_purchase_log)
{
    static const struct source_column columns[] = { { .name = "id" },
                                                    { .name = "sample" },
                                                    { .name = "date", .typed = true, .type = TYPE_TIME },
                                                    { .name = "cds" },
                                                    { .name = "dollars" } };
    struct source_options options = { .format = "fixed", .no_header = true, .columns = columns, .n_columns = 5 };
    struct source_result result = read_file(TEST_DATA "/source/cdnow_30.txt", &options);
    const struct table *t = result.table;
    int64_t cds = 0;
    double dollars = 0;
    ck_assert_uint_eq(t->n_rows, 30);
    for (size_t row = 0; row < 30; row++) {
        cds += column_ints(table_column(t, "cds"))[row];
        dollars += column_reals(table_column(t, "dollars"))[row];
    }
    ck_assert_int_eq(cds, 61); /* by awk */
    ck_assert_double_eq_tol(dollars, 1410.56, 1e-9);
    ck_assert_int_eq(type_of(t, "id"), TYPE_TEXT);
    assert_shown(t, "id", 0, "00004");
    assert_shown(t, "date", 0, "1997-01-01");
    ck_assert(table_column(t, "date")->date_only);
    ck_assert_uint_eq(table_column(t, "id")->dictionary->n, 8);
    source_result_release(&result);
}
END_TEST

START_TEST(headers_and_ragged_lines)
{
    struct source_result result = read_text("f.txt",
                                            " id   date      n\n 1 2024-01-01 5\n 2 2024-01-02\n\n 3 x 1 2\n"
                                            "\t4\t2024-01-03\t7\r\n",
                                            NULL);
    ck_assert_str_eq(result.format, "fixed");
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert_uint_eq(result.quarantine->n_rows, 2);
    assert_shown(result.quarantine, "line", 0, "3");
    assert_shown(result.quarantine, "reason", 0, "2 fields where 3 are expected");
    assert_shown(result.quarantine, "line", 1, "5");
    assert_shown(result.quarantine, "raw", 1, " 3 x 1 2");
    assert_shown(result.table, "n", 1, "7");
    source_result_release(&result);
}
END_TEST

START_TEST(a_bad_value_has_its_place)
{
    static const struct source_column columns[] = { { .name = "n", .typed = true, .type = TYPE_INT } };
    struct source_options options = { .format = "fixed", .columns = columns, .n_columns = 1 };
    struct error err = refuse_text("f.txt", "id n\n 1  2\n 2   x3  \n", &options, E_BAD_NUMBER);
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_uint_eq(err.place.column, 6);
    ck_assert_uint_eq(err.place.length, 2);
    error_release(&err);
}
END_TEST

START_TEST(blank_files)
{
    struct source_options options = { .format = "fixed" };
    struct error err = refuse_text("f.txt", "  \n \n", &options, E_EMPTY_FILE);
    error_release(&err);
    err = refuse_text("f.txt", " a b \n", &options, E_NO_ROWS);
    error_release(&err);
}
END_TEST

TCase *fixed_tests(void)
{
    TCase *tests = tcase_create("fixed");
    tcase_add_test(tests, the_purchase_log);
    tcase_add_test(tests, headers_and_ragged_lines);
    tcase_add_test(tests, a_bad_value_has_its_place);
    tcase_add_test(tests, blank_files);
    return tests;
}
