/* The larger data sets, when they are there: the published figures of each. */
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "support.h"

static struct source_result read_shared(const char *name, const struct source_options *options)
{
    char path[512];
    struct source_result result = { 0 };
    struct error err = ERROR_INIT;
    const char *folder = shared_data();
    if (!folder)
        return result;
    struct work *work = work_new(2);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    ck_assert_msg(source_read("t", (const char *const[]){ path }, 1, options, work, &result, &err), "%s", err.what);
    work_free(work);
    return result;
}

static void revenue_of(const struct table *t, int64_t *quantity, double *revenue)
{
    *quantity = 0;
    *revenue = 0;
    for (size_t row = 0; row < t->n_rows; row++) {
        *quantity += column_ints(table_column(t, "Quantity"))[row];
        *revenue +=
            (double)column_ints(table_column(t, "Quantity"))[row] * column_reals(table_column(t, "UnitPrice"))[row];
    }
}

START_TEST(online_retail)
{
    struct source_result result = read_shared("online-retail/online_retail.csv.gz", NULL);
    if (!result.table)
        return;
    int64_t quantity;
    double revenue;
    revenue_of(result.table, &quantity, &revenue);
    ck_assert_uint_eq(result.table->n_rows, 541909);
    ck_assert_uint_eq(result.quarantine->n_rows, 0);
    ck_assert_uint_eq(result.n_bytes, 7590260);
    ck_assert_str_eq(told(&result, "CustomerID", "missing"), "135080");
    ck_assert_str_eq(told(&result, "Description", "missing"), "1454");
    ck_assert_str_eq(told(&result, "InvoiceNo", "distinct"), "25900");
    ck_assert_str_eq(told(&result, "StockCode", "distinct"), "4070");
    ck_assert_str_eq(told(&result, "Country", "distinct"), "38");
    ck_assert_int_eq(quantity, 5176450);
    ck_assert_double_eq_tol(revenue, 9747747.934, 1e-3);
    ck_assert_int_eq(type_of(result.table, "CustomerID"), TYPE_INT);
    source_result_release(&result);
}
END_TEST

START_TEST(online_retail_workbook)
{
    struct source_result result = read_shared("online-retail/online_retail_excerpt_40000.xlsx", NULL);
    if (!result.table)
        return;
    int64_t quantity;
    double revenue;
    revenue_of(result.table, &quantity, &revenue);
    ck_assert_uint_eq(result.table->n_rows, 40000);
    ck_assert_int_eq(quantity, 358840); /* Python's zipfile and regular expressions */
    ck_assert_double_eq_tol(revenue, 706922.421, 1e-3);
    ck_assert_str_eq(told(&result, "CustomerID", "missing"), "10057");
    ck_assert_int_eq(type_of(result.table, "InvoiceNo"), TYPE_TEXT);
    ck_assert_int_eq(type_of(result.table, "StockCode"), TYPE_TEXT);
    ck_assert_int_eq(type_of(result.table, "InvoiceDate"), TYPE_TIME);
    assert_shown(result.table, "InvoiceNo", 0, "573415");
    assert_shown(result.table, "InvoiceDate", 0, "2011-10-30T16:17:00");
    source_result_release(&result);
}
END_TEST

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* One number for each row, of its values as they are written. */
static uint64_t *row_hashes(const struct table *table)
{
    uint64_t *hashes = allocate(table->n_rows, sizeof *hashes);
    struct text text = TEXT_EMPTY;
    for (size_t row = 0; row < table->n_rows; row++) {
        text_clear(&text);
        for (size_t i = 0; i < table->n_columns; i++) {
            column_write(&table->columns[i], row, &text);
            text_add_char(&text, '\t');
        }
        hashes[row] = hash_quick(text.bytes, text.length, 0);
    }
    text_release(&text);
    return hashes;
}

/* Each row of the workbook is a row of the CSV file, to the letter and the cent. */
START_TEST(the_workbook_is_of_the_csv)
{
    if (!shared_data())
        return;
    struct source_result book = read_shared("online-retail/online_retail_excerpt_40000.xlsx", NULL);
    struct source_result csv = read_shared("online-retail/online_retail.csv.gz", NULL);
    uint64_t *rows = row_hashes(book.table), *all = row_hashes(csv.table);
    qsort(all, csv.table->n_rows, sizeof *all, compare_hashes);
    ck_assert_uint_eq(book.table->n_rows, 40000);
    size_t n_found = 0;
    for (size_t row = 0; row < book.table->n_rows; row++)
        n_found += bsearch(&rows[row], all, csv.table->n_rows, sizeof *all, compare_hashes) != NULL;
    ck_assert_uint_eq(n_found, 40000);
    free(rows);
    free(all);
    source_result_release(&book);
    source_result_release(&csv);
}
END_TEST

START_TEST(cdnow)
{
    struct source_options options = { .format = "fixed", .no_header = true };
    struct source_result result = read_shared("cdnow/CDNOW_sample.txt", &options);
    if (!result.table)
        return;
    double dollars = 0;
    ck_assert_uint_eq(result.table->n_rows, 6919);
    ck_assert_uint_eq(table_column(result.table, "c1")->dictionary->n, 2357);
    for (size_t row = 0; row < result.table->n_rows; row++)
        dollars += column_reals(table_column(result.table, "c5"))[row];
    ck_assert_double_eq_tol(dollars, 244091.94, 1e-6);
    source_result_release(&result);
    result = read_shared("cdnow/CDNOW_master.txt.gz", NULL);
    ck_assert_str_eq(result.format, "fixed");
    ck_assert_uint_eq(result.table->n_rows, 69659);
    ck_assert_str_eq(told(&result, "customer_id", "distinct"), "23570");
    ck_assert_str_eq(told(&result, "date", "spelling"), "YYYYMMDD");
    source_result_release(&result);
}
END_TEST

START_TEST(telco)
{
    struct source_result result = read_shared("telco/Telco-Customer-Churn.csv", NULL);
    if (!result.table)
        return;
    size_t churned = 0;
    ck_assert_uint_eq(result.table->n_rows, 7043);
    ck_assert_int_eq(type_of(result.table, "Churn"), TYPE_BOOL);
    for (size_t row = 0; row < result.table->n_rows; row++)
        churned += column_bools(table_column(result.table, "Churn"))[row] == 1;
    ck_assert_uint_eq(churned, 1869);
    ck_assert_int_eq(type_of(result.table, "TotalCharges"), TYPE_REAL);
    ck_assert_str_eq(told(&result, "TotalCharges", "missing"), "11");
    source_result_release(&result);
}
END_TEST

START_TEST(shop_exports)
{
    struct source_result result = read_shared("orders-export/shopify_orders_edge_cases.csv", NULL);
    if (!result.table)
        return;
    ck_assert_uint_eq(result.table->n_rows, 9);
    ck_assert_int_eq(type_of(result.table, "Created at"), TYPE_TIME);
    assert_shown(result.table, "Created at", 7, "2025-04-02T16:00:00"); /* 12:00 -0400 */
    source_result_release(&result);
}
END_TEST

TCase *shared_tests(void)
{
    TCase *tests = tcase_create("shared data");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, online_retail);
    tcase_add_test(tests, online_retail_workbook);
    tcase_add_test(tests, the_workbook_is_of_the_csv);
    tcase_add_test(tests, cdnow);
    tcase_add_test(tests, telco);
    tcase_add_test(tests, shop_exports);
    return tests;
}
