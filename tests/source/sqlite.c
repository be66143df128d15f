/* Tables of SQLite databases. */
#include <sqlite3.h>
#include <stdio.h>

#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/source/limits.h"
#include "support.h"

static const char *const shop = TEST_DATA "/source/shop.db";

START_TEST(rows_and_types)
{
    struct source_result result = read_file(shop, &(struct source_options){ .table = "orders" });
    ck_assert_str_eq(result.format, "sqlite");
    ck_assert_uint_eq(result.table->n_rows, 5);
    ck_assert_int_eq(type_of(result.table, "id"), TYPE_INT);
    ck_assert_int_eq(type_of(result.table, "placed"), TYPE_TIME);
    ck_assert_int_eq(type_of(result.table, "total"), TYPE_REAL);
    assert_shown(result.table, "total", 2, "-0.1");
    assert_shown(result.table, "total", 3, "");
    assert_shown(result.table, "photo", 1, "00ff");
    assert_shown(result.table, "customer", 4, "");
    ck_assert_uint_eq(result.quarantine->n_rows, 1);
    assert_shown(result.quarantine, "line", 0, "6");
    source_result_release(&result);
}
END_TEST

START_TEST(tables_without_row_ids_and_views)
{
    struct source_result result = read_file(shop, &(struct source_options){ .table = "customers" });
    ck_assert_uint_eq(result.table->n_rows, 3);
    source_result_release(&result);
    result = read_file(shop, &(struct source_options){ .table = "Paid_Orders" });
    ck_assert_uint_eq(result.table->n_rows, 4);
    assert_shown(result.table, "id", 3, "1");
    source_result_release(&result);
}
END_TEST

START_TEST(long_values_are_refused_by_the_setting)
{
    const struct source_limits before = source_limits();
    struct source_limits limits = before;
    limits.cell_bytes = 3;
    source_limits_set(&limits);
    struct error err = refuse_file(shop, &(struct source_options){ .table = "orders" }, E_LONG_FIELD);
    ck_assert_str_eq(err.what, "a value has over 3 characters");
    ck_assert_str_eq(err.mend[0], "set longest_cell=12, if it truly is so long");
    error_release(&err);
    source_limits_set(&before);
}
END_TEST

START_TEST(what_cannot_be_read)
{
    struct error err = refuse_file(shop, &(struct source_options){ .table = "order" }, E_NO_SUCH_TABLE);
    ck_assert_str_eq(err.mend[0], "table=orders");
    error_release(&err);
    err = refuse_file(shop, NULL, E_NO_SUCH_TABLE);
    ck_assert_str_eq(err.reason, "its tables are customers, orders, paid_orders");
    error_release(&err);
    err = refuse_text("text.db", "a,b\n1,2\n", &(struct source_options){ .format = "sqlite" }, E_DATABASE);
    error_release(&err);
    size_t length;
    char *bytes = file_read(shop, &length, NULL);
    err = refuse_file(scratch_file("cut.db", bytes, length / 2), &(struct source_options){ .table = "orders" },
                      E_DATABASE);
    ck_assert_ptr_nonnull(strstr(err.what, "damaged"));
    error_release(&err);
    free(bytes);
}
END_TEST

static sqlite3 *make(const char *path, const char *statements)
{
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(handle, statements, NULL, NULL, NULL), SQLITE_OK);
    return handle;
}

START_TEST(many_blocks_on_several_threads)
{
    const char *path = scratch("many.db");
    sqlite3_close(make(path, "CREATE TABLE t (id INTEGER PRIMARY KEY, x REAL, s TEXT);"
                             "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 49999) "
                             "INSERT INTO t SELECT i * 7 - 1000, i * 0.5, 's' || (i % 10) FROM n"));
    struct work *work = work_new(3);
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert_msg(source_read("t", &path, 1, NULL, work, &result, &err), "%s", err.what);
    ck_assert_uint_eq(result.table->n_rows, 50000);
    for (size_t row = 0; row < 50000; row++) {
        ck_assert_int_eq(column_ints(table_column(result.table, "id"))[row], (int64_t)row * 7 - 1000);
        ck_assert(column_reals(table_column(result.table, "x"))[row] == (double)row * 0.5);
    }
    source_result_release(&result);
    work_free(work);
}
END_TEST

START_TEST(what_stands_in_the_log_is_read)
{
    const char *path = scratch("log.db");
    sqlite3 *handle = make(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
    struct source_result result = read_file(path, NULL);
    ck_assert_uint_eq(result.table->n_rows, 2);
    source_result_release(&result);
    sqlite3_close(handle);
    /* Nothing is made beside a database that is at rest. */
    char log[300];
    snprintf(log, sizeof log, "%s-shm", path);
    ck_assert(!file_exists(log));
    result = read_file(path, NULL);
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert(!file_exists(log));
    source_result_release(&result);
}
END_TEST

START_TEST(a_locked_database)
{
    const char *path = scratch("locked.db");
    sqlite3 *handle = make(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1); BEGIN EXCLUSIVE");
    struct error err = refuse_file(path, NULL, E_DATABASE);
    ck_assert_ptr_nonnull(strstr(err.what, "is locked"));
    error_release(&err);
    sqlite3_close(handle);
}
END_TEST

/* Also in a block of its own, between others. */
START_TEST(bytes_are_text)
{
    const char *path = scratch("blobs.db");
    sqlite3_close(make(path, "CREATE TABLE t (id INTEGER PRIMARY KEY, photo BLOB, mark BLOB, n BLOB);"
                             "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 49999) "
                             "INSERT INTO t SELECT i, x'2024', CASE WHEN i = 30000 THEN x'0042' ELSE 7 END, i FROM n"));
    struct work *work = work_new(3);
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert_msg(source_read("t", &path, 1, NULL, work, &result, &err), "%s", err.what);
    ck_assert_int_eq(type_of(result.table, "photo"), TYPE_TEXT);
    assert_shown(result.table, "photo", 0, "2024");
    ck_assert_str_eq(told(&result, "photo", "reason"), "bytes, as hexadecimal digits");
    ck_assert_int_eq(type_of(result.table, "mark"), TYPE_TEXT);
    assert_shown(result.table, "mark", 0, "7");
    assert_shown(result.table, "mark", 30000, "0042");
    ck_assert_int_eq(type_of(result.table, "n"), TYPE_INT);
    source_result_release(&result);
    work_free(work);
}
END_TEST

TCase *sqlite_tests(void)
{
    TCase *cases = tcase_create("sqlite");
    tcase_add_test(cases, rows_and_types);
    tcase_add_test(cases, tables_without_row_ids_and_views);
    tcase_add_test(cases, long_values_are_refused_by_the_setting);
    tcase_add_test(cases, what_cannot_be_read);
    tcase_add_test(cases, many_blocks_on_several_threads);
    tcase_add_test(cases, what_stands_in_the_log_is_read);
    tcase_add_test(cases, a_locked_database);
    tcase_add_test(cases, bytes_are_text);
    return cases;
}
