/* The catalog: queries that hold their first error, and telling our files from others. */
#include "workspace/catalog.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "patron/base/file.h"
#include "workspace/schema.h"

static struct catalog *open_new(const char *folder)
{
    char *path = scratch_path(folder, "c.sqlite");
    struct catalog *catalog;
    expect((catalog = catalog_open(path, true, false, &err)) != NULL);
    free(path);
    return catalog;
}

START_TEST(values_come_back_as_they_were_bound)
{
    char *folder = scratch_make();
    struct catalog *catalog = open_new(folder);
    expect(catalog_run(catalog, "CREATE TABLE t (a TEXT, b INTEGER, c REAL)", &err));
    struct query *query = query_new(catalog, "INSERT INTO t VALUES (?, ?, ?), (?4, 7, 0.5)");
    query_bind_text(query, "it's \xc3\xa9");
    query_bind_integer(query, INT64_MIN);
    query_bind_real(query, 0.1);
    query_bind_text(query, NULL);
    expect(query_end(query, &err));
    query = query_new(catalog, "SELECT a, b, c FROM t ORDER BY b");
    ck_assert(query_row(query));
    ck_assert_str_eq(query_text(query, 0), "it's \xc3\xa9");
    ck_assert(query_integer(query, 1) == INT64_MIN);
    ck_assert(query_real(query, 2) == 0.1);
    ck_assert(query_row(query));
    ck_assert_ptr_null(query_text(query, 0));
    ck_assert_ptr_null(query_copy(query, 0));
    ck_assert_int_eq(query_integer(query, 1), 7);
    ck_assert(!query_row(query));
    ck_assert(!query_row(query)); /* stays at the end */
    expect(query_end(query, &err));
    catalog_close(catalog);
    scratch_remove(folder);
}
END_TEST

START_TEST(first_error_is_held_to_the_end)
{
    char *folder = scratch_make();
    struct catalog *catalog = open_new(folder);
    struct query *query = query_new(catalog, "SELECT a FROM nowhere WHERE x = ?");
    query_bind_integer(query, 1);
    ck_assert(!query_row(query));
    expect_error(query_end(query, &err), E_SYSTEM, "nowhere");
    catalog_close(catalog);
    scratch_remove(folder);
}
END_TEST

START_TEST(state_tells_ours_from_others)
{
    char *folder = scratch_make();
    struct catalog *catalog = open_new(folder);
    enum catalog_state state;
    expect(catalog_state(catalog, &state, &err));
    ck_assert_int_eq(state, CATALOG_EMPTY);
    expect(catalog_make(catalog, &err));
    expect(catalog_state(catalog, &state, &err));
    ck_assert_int_eq(state, CATALOG_OURS); /* the schema's numbers are those of schema.h */
    expect(catalog_run(catalog, "PRAGMA user_version = 1000", &err));
    expect(catalog_state(catalog, &state, &err));
    ck_assert_int_eq(state, CATALOG_NEWER);
    expect(catalog_run(catalog, "PRAGMA application_id = 77", &err));
    expect(catalog_state(catalog, &state, &err));
    ck_assert_int_eq(state, CATALOG_FOREIGN);
    catalog_close(catalog);
    scratch_remove(folder);
}
END_TEST

/* A workspace of the first version: it opens, says what it holds, and takes new loads. */
START_TEST(older_catalogs_are_brought_up_to_date)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *path = scratch_path(shop, "catalog.sqlite");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    workspace_close(workspace);
    struct catalog *catalog;
    enum catalog_state state;
    expect((catalog = catalog_open(path, false, false, &err)) != NULL);
    expect(catalog_run(catalog,
                       "ALTER TABLE version DROP COLUMN origin; ALTER TABLE version DROP COLUMN states;"
                       "ALTER TABLE version DROP COLUMN ends; ALTER TABLE version DROP COLUMN late;"
                       "ALTER TABLE version DROP COLUMN constant; ALTER TABLE version DROP COLUMN planned;"
                       "ALTER TABLE version DROP COLUMN found; ALTER TABLE version DROP COLUMN found_planned; DROP "
                       "TABLE feature_column;"
                       "DROP TABLE set_version; DROP TABLE look; ALTER TABLE arrangement_column DROP COLUMN clock;"
                       "ALTER TABLE arrangement_column DROP COLUMN date_only;"
                       "ALTER TABLE version DROP COLUMN reading; ALTER TABLE version DROP COLUMN statement;"
                       "ALTER TABLE version DROP COLUMN sources; ALTER TABLE version_column DROP COLUMN personal;"
                       "ALTER TABLE model DROP COLUMN metric; ALTER TABLE model DROP COLUMN value;"
                       "PRAGMA user_version = 1",
                       &err));
    expect(catalog_state(catalog, &state, &err));
    ck_assert_int_eq(state, CATALOG_OLDER);
    catalog_close(catalog);
    expect((workspace = workspace_open(shop, true, &err)) != NULL); /* reading changes nothing */
    struct table *table;
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 6);
    table_release(table);
    workspace_close(workspace);
    workspace = open_workspace(shop);
    struct table_role role = orders_role;
    struct load_outcome out;
    bool found;
    role.origin = "bytes";
    ck_assert_int_eq(load(workspace, "orders", shop_orders(), &role).outcome, STORE_UNCHANGED);
    expect(workspace_load_again(workspace, "orders", &role, NULL, &found, &out, &err));
    ck_assert(found);
    workspace_close(workspace);
    expect((catalog = catalog_open(path, false, false, &err)) != NULL);
    expect(catalog_state(catalog, &state, &err));
    ck_assert_int_eq(state, CATALOG_OURS);
    catalog_close(catalog);
    free(path);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(other_files_are_damaged_catalogs)
{
    char *folder = scratch_make(), *path = scratch_path(folder, "c.sqlite");
    char bytes[8192];
    memset(bytes, 'x', sizeof bytes);
    expect(file_write(path, bytes, sizeof bytes, &err));
    expect_error(catalog_open(path, false, false, &err) != NULL, E_CORRUPT, "c.sqlite is damaged");
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(read_only_refuses_changes)
{
    char *folder = scratch_make(), *path = scratch_path(folder, "c.sqlite");
    struct catalog *catalog = open_new(folder);
    expect(catalog_run(catalog, "CREATE TABLE t (a)", &err));
    catalog_close(catalog);
    expect((catalog = catalog_open(path, false, true, &err)) != NULL);
    expect_error(catalog_run(catalog, "INSERT INTO t VALUES (1)", &err), E_READ_ONLY, "cannot be written");
    catalog_close(catalog);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(full_file_is_told_as_no_space)
{
    char *folder = scratch_make();
    struct catalog *catalog = open_new(folder);
    expect(catalog_run(catalog, "CREATE TABLE t (a)", &err));
    struct query *query = query_new(catalog, "PRAGMA max_page_count = 3"); /* the smallest full disk there is */
    ck_assert(query_row(query));
    expect(query_end(query, &err));
    expect_error(catalog_run(catalog, "INSERT INTO t VALUES (zeroblob(100000))", &err), E_FULL, "no space left");
    catalog_close(catalog);
    scratch_remove(folder);
}
END_TEST

START_TEST(check_finds_rows_that_name_nothing)
{
    char *folder = scratch_make();
    struct catalog *catalog = open_new(folder);
    expect(catalog_make(catalog, &err));
    expect(catalog_check(catalog, &err));
    expect_error(catalog_run(catalog, "INSERT INTO promotion (model, made) VALUES (5, 0)", &err), E_SYSTEM, "FOREIGN");
    expect(catalog_run(catalog, "PRAGMA foreign_keys = OFF; INSERT INTO promotion (model, made) VALUES (5, 0)", &err));
    expect_error(catalog_check(catalog, &err), E_CORRUPT, "damaged");
    catalog_close(catalog);
    scratch_remove(folder);
}
END_TEST

Suite *catalog_suite(void)
{
    Suite *suite = suite_create("catalog");
    TCase *cases = tcase_create("catalog");
    tcase_add_test(cases, values_come_back_as_they_were_bound);
    tcase_add_test(cases, first_error_is_held_to_the_end);
    tcase_add_test(cases, state_tells_ours_from_others);
    tcase_add_test(cases, older_catalogs_are_brought_up_to_date);
    tcase_add_test(cases, other_files_are_damaged_catalogs);
    tcase_add_test(cases, read_only_refuses_changes);
    tcase_add_test(cases, full_file_is_told_as_no_space);
    tcase_add_test(cases, check_finds_rows_that_name_nothing);
    suite_add_tcase(suite, cases);
    return suite;
}
