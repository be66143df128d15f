/* Versions: mapped tables, and when a file is read to the end before it is believed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utime.h>

#include "fixture.h"
#include "patron/base/file.h"

START_TEST(tables_come_back_as_they_went_in)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    struct table *given =
        TABLE("things", "t:text b:bool i:int r:real d:time", "x,1,-5,0.1,2024-01-01", ",,,,", "y,0,7,-2.5,1969-12-31");
    struct hash before = table_hash(given);
    load(workspace, "things", given, &(struct table_role){ .source = "things.csv" });
    workspace_close(workspace);
    workspace = open_workspace(shop);
    struct table *table;
    expect((table = workspace_table(workspace, "things", 0, &err)) != NULL);
    struct hash after = table_hash(table);
    ck_assert_mem_eq(before.bytes, after.bytes, HASH_BYTES);
    ck_assert_str_eq(table->name, "things");
    workspace_close(workspace); /* the table outlives its workspace */
    expect_column(table, "i", "-5 - 7");
    table_release(table);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(missing_tables_have_neighbours)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    struct error told = ERROR_INIT;
    ck_assert_ptr_null(workspace_table(workspace, "order", 0, &told));
    ck_assert_int_eq(told.code, E_NO_TABLE);
    ck_assert_str_eq(told.mend[0], "orders");
    error_release(&told);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* A byte in the middle of a column cannot be seen in the header; that somebody wrote to the file can. */
START_TEST(touched_files_are_read_to_the_end)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "t", TABLE("t", "a:real", "1", "2", "3"), &(struct table_role){ .command = "load t from t.csv" });
    workspace_close(workspace);
    char **files = column_files(shop);
    flip_byte(files[0], 256 + 8);
    workspace = open_workspace(shop); /* opening reads the catalog alone */
    struct error told = ERROR_INIT;
    ck_assert_ptr_null(workspace_table(workspace, "t", 0, &told));
    ck_assert_int_eq(told.code, E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(told.what, files[0]));
    ck_assert_ptr_nonnull(strstr(told.reason, "it holds t.a"));
    ck_assert_str_eq(told.mend[0], "load t from t.csv");
    error_release(&told);
    flip_byte(files[0], 256 + 8); /* right again, though touched: read once more, then believed */
    struct table *table;
    expect((table = workspace_table(workspace, "t", 0, &err)) != NULL);
    expect_column(table, "a", "1 2 3");
    table_release(table);
    workspace_close(workspace);
    free_list(files);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* A copy of a workspace has other times on all its files. */
START_TEST(copied_workspaces_open)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    workspace_close(workspace);
    char **files = column_files(shop);
    for (size_t i = 0; files[i] != NULL; i++)
        ck_assert_int_eq(utime(files[i], &(struct utimbuf){ 1000, 1000 }), 0);
    expect((workspace = workspace_open(shop, true, &err)) != NULL);
    struct table *table;
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    table_release(table);
    workspace_close(workspace);
    free_list(files);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *version_suite(void)
{
    Suite *suite = suite_create("version");
    TCase *cases = tcase_create("version");
    tcase_add_test(cases, tables_come_back_as_they_went_in);
    tcase_add_test(cases, missing_tables_have_neighbours);
    tcase_add_test(cases, touched_files_are_read_to_the_end);
    tcase_add_test(cases, copied_workspaces_open);
    suite_add_tcase(suite, cases);
    return suite;
}
