#include "support.h"

START_TEST(readers_by_ending_and_content)
{
    static const struct {
        const char *name, *text, *format;
    } cases[] = { { "a.csv", "a b\n1 2\n", "csv" },   { "a.txt", "a,b\n1,2\n", "csv" },
                  { "a.txt", "a b\n1 2\n", "fixed" }, { "a.tsv", "a\tb\n1\t2\n", "tsv" },
                  { "a.dat", "a;b\n1;2\n", "csv" },   { "a", "name\nAda Lovelace\n", "csv" },
                  { "a.TSV", "a\tb\n1\t2\n", "tsv" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source_result result = read_text(cases[i].name, cases[i].text, NULL);
        ck_assert_str_eq(result.format, cases[i].format);
        source_result_release(&result);
    }
    const char *book = make_workbook("book.csv", "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>");
    struct source_result result = read_file(book, NULL);
    ck_assert_str_eq(result.format, "xlsx");
    source_result_release(&result);
}
END_TEST

START_TEST(options_that_do_not_fit)
{
    struct source_options options = { .format = "xslx" };
    struct error err = refuse_text("a.csv", "a\n1\n", &options, E_BAD_VALUE);
    ck_assert_str_eq(err.mend[0], "format=xlsx");
    error_release(&err);
    options = (struct source_options){ .delimiter = '"' };
    err = refuse_text("a.csv", "a\n1\n", &options, E_BAD_VALUE);
    error_release(&err);
    options = (struct source_options){ .decimal = ';' };
    err = refuse_text("a.csv", "a\n1\n", &options, E_BAD_VALUE);
    error_release(&err);
}
END_TEST

START_TEST(rows_of_readers)
{
    for (size_t i = 0; readers[i]; i++) {
        ck_assert_ptr_nonnull(readers[i]->name);
        ck_assert_ptr_nonnull(readers[i]->summary);
        ck_assert_ptr_nonnull(readers[i]->endings[0]);
        ck_assert(readers[i]->open != NULL);
    }
}
END_TEST

START_TEST(the_invoices_excerpt)
{
    struct source_result result = read_file(TEST_DATA "/source/online_retail_72.csv", NULL);
    const struct table *t = result.table;
    double revenue = 0;
    int64_t quantity = 0;
    ck_assert_uint_eq(t->n_rows, 72);
    for (size_t row = 0; row < 72; row++) {
        quantity += column_ints(table_column(t, "Quantity"))[row];
        revenue +=
            (double)column_ints(table_column(t, "Quantity"))[row] * column_reals(table_column(t, "UnitPrice"))[row];
    }
    ck_assert_int_eq(quantity, 998); /* Python's csv module */
    ck_assert_double_eq_tol(revenue, 2555.60, 1e-9);
    ck_assert_str_eq(told(&result, "CustomerID", "missing"), "1");
    ck_assert_str_eq(told(&result, "Description", "missing"), "1");
    ck_assert_str_eq(told(&result, "InvoiceNo", "distinct"), "11");
    ck_assert_str_eq(told(&result, "StockCode", "distinct"), "69");
    ck_assert_int_eq(type_of(t, "InvoiceNo"), TYPE_TEXT);
    ck_assert_int_eq(type_of(t, "InvoiceDate"), TYPE_TIME);
    source_result_release(&result);
}
END_TEST

TCase *readers_tests(void)
{
    TCase *tests = tcase_create("readers");
    tcase_add_test(tests, readers_by_ending_and_content);
    tcase_add_test(tests, options_that_do_not_fit);
    tcase_add_test(tests, rows_of_readers);
    tcase_add_test(tests, the_invoices_excerpt);
    return tests;
}
