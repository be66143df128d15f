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

/* A table that was cleaned cannot be cleaned again out of what is damaged: the load before it is the mend. */
START_TEST(cleaned_tables_are_mended_by_their_load)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "t", TABLE("t", "a:real", "1", "2"), &(struct table_role){ .command = "load t from t.csv" });
    load(workspace, "t", TABLE("t", "a:real", "1"), &(struct table_role){ .command = "clean t drop where a > 1" });
    workspace_close(workspace);
    char **files = column_files(shop);
    for (size_t i = 0; files[i] != NULL; i++)
        flip_byte(files[i], 256);
    workspace = open_workspace(shop);
    struct error told = ERROR_INIT;
    ck_assert_ptr_null(workspace_table(workspace, "t", 0, &told));
    ck_assert_int_eq(told.code, E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(told.reason, "it holds t.a, and the rules of clean follow the load"));
    ck_assert_str_eq(told.mend[0], "load t from t.csv");
    error_release(&told);
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

static unsigned personal_marks(struct workspace *workspace, const char *name, bool quarantine)
{
    struct table *table;
    unsigned marks = 0;
    expect((table = quarantine ? workspace_quarantine(workspace, name, 0, &err)
                               : workspace_table(workspace, name, 0, &err)) != NULL);
    for (size_t i = 0; i < table->n_columns; i++)
        marks |= (unsigned)table->columns[i].personal << i;
    table_release(table);
    return marks;
}

/* email is the key of one table and a mere column of the other. */
START_TEST(personal_columns_are_marked_until_revealed)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    struct table *people = TABLE("people", "id:text email:text phone:text", "a,a@x.org,1", "b,b@x.org,2"),
                 *quarantine = TABLE("people", "file:text line:int raw:text", "p.csv,3,c@x.org"),
                 *orders = TABLE("orders", "n:int email:text t:time", "1,a@x.org,2024-01-01");
    struct load_outcome told;
    expect(workspace_load(workspace, "people", people, quarantine, &(struct table_role){ .key = "id", .source = "p" },
                          NULL, &told, &err));
    table_release(people);
    table_release(quarantine);
    load(workspace, "members", TABLE("members", "email:text", "a@x.org"), &(struct table_role){ .key = "email" });
    load(workspace, "orders", orders, &(struct table_role){ .of = "members", .via = "email", .time = "t" });
    ck_assert_uint_eq(personal_marks(workspace, "people", false), 2 | 4);
    ck_assert_uint_eq(personal_marks(workspace, "people", true), 4);
    ck_assert_uint_eq(personal_marks(workspace, "members", false), 1);
    ck_assert_uint_eq(personal_marks(workspace, "orders", false), 2);
    struct table *table;
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    ck_assert(table->columns[1].identifies); /* by a pseudonym, for it says whose the row is */
    table_release(table);
    expect((table = workspace_table(workspace, "people", 0, &err)) != NULL);
    ck_assert(!table->columns[1].identifies);
    table_release(table);
    workspace_reveal(workspace, (const char *const[]){ "people.em*" }, 1);
    ck_assert_uint_eq(personal_marks(workspace, "people", false), 4);
    ck_assert_uint_eq(personal_marks(workspace, "people", true), 4);
    workspace_reveal(workspace, (const char *const[]){ "phone" }, 1);
    ck_assert_uint_eq(personal_marks(workspace, "people", false) | personal_marks(workspace, "people", true), 0);
    workspace_reveal(workspace, NULL, 0);
    ck_assert_uint_eq(personal_marks(workspace, "people", false), 2 | 4);
    workspace_reveal(workspace, (const char *const[]){ "*" }, 1);
    workspace_close(workspace);
    workspace = open_workspace(shop); /* with the next opening all is masked again */
    ck_assert_uint_eq(personal_marks(workspace, "people", false), 2 | 4);
    workspace_close(workspace);
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
    tcase_add_test(cases, cleaned_tables_are_mended_by_their_load);
    tcase_add_test(cases, copied_workspaces_open);
    tcase_add_test(cases, personal_columns_are_marked_until_revealed);
    suite_add_tcase(suite, cases);
    return suite;
}
