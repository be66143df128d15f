/* Snapshots: hashes of content, names that stay, going back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static const struct table_role role = { .key = "id" };

static void load_plans(struct workspace *workspace, const char *row)
{
    load(workspace, "plans", TABLE("plans", "id:text price:real", row), &role);
}

static void expect_price(struct workspace *workspace, const char *price)
{
    struct table *table;
    expect((table = workspace_table(workspace, "plans", 0, &err)) != NULL);
    expect_column(table, "price", price);
    table_release(table);
}

START_TEST(names_go_back)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect_error(workspace_snapshot_name(workspace, "empty", NULL, &err), E_NO_TABLE, "nothing is loaded");
    load_plans(workspace, "a,1");
    expect(workspace_snapshot_name(workspace, "june", "as delivered", &err));
    load_plans(workspace, "a,2");
    expect(workspace_snapshot_name(workspace, "july", NULL, &err));
    expect_price(workspace, "2");
    expect(workspace_use(workspace, "june", &err));
    expect_price(workspace, "1");
    workspace_close(workspace);
    workspace = open_workspace(shop);
    expect_price(workspace, "1"); /* what is in use is remembered */
    expect(workspace_use(workspace, "july", &err));
    expect_price(workspace, "2");
    expect_error(workspace_snapshot_name(workspace, "june", NULL, &err), E_NAME_TAKEN, "another snapshot");
    expect_error(workspace_snapshot_name(workspace, "plans", NULL, &err), E_NAME_TAKEN, "of a table");
    expect(workspace_snapshot_name(workspace, "july", "with a note", &err)); /* the same once more */
    struct error told = ERROR_INIT;
    ck_assert(!workspace_use(workspace, "jun", &told));
    ck_assert_int_eq(told.code, E_NO_SNAPSHOT);
    ck_assert_pstr_ne(told.mend[0], NULL);
    error_release(&told);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(hashes_go_back)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), empty[HASH_TEXT], hash[HASH_TEXT];
    struct workspace *workspace = make_workspace(shop);
    workspace_snapshot_hash(workspace, empty);
    load_plans(workspace, "a,1");
    workspace_snapshot_hash(workspace, hash);
    ck_assert_str_ne(hash, empty);
    load_plans(workspace, "a,2");
    char beginning[9];
    memcpy(beginning, hash, 8);
    beginning[8] = '\0';
    expect(workspace_use(workspace, beginning, &err));
    expect_price(workspace, "1");
    expect(workspace_use(workspace, hash, &err));
    expect_price(workspace, "1");
    beginning[3] = '\0'; /* too short to be meant as a hash */
    expect_error(workspace_use(workspace, beginning, &err), E_NO_SNAPSHOT, beginning);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(same_content_same_snapshot)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), first[HASH_TEXT], hash[HASH_TEXT];
    struct workspace *workspace = make_workspace(shop);
    load_plans(workspace, "a,1");
    workspace_snapshot_hash(workspace, first);
    load_plans(workspace, "a,2");
    load_plans(workspace, "a,1");
    workspace_snapshot_hash(workspace, hash);
    ck_assert_str_eq(hash, first);
    struct snapshot_info *infos;
    size_t n;
    expect(workspace_snapshot_name(workspace, "first", "note", &err));
    expect(workspace_snapshots(workspace, &infos, &n, &err));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(infos[0].name, "first");
    ck_assert_str_eq(infos[0].note, "note");
    ck_assert_str_eq(infos[0].hash, first);
    ck_assert_uint_eq(infos[0].n_tables, 1);
    ck_assert_uint_eq(infos[0].n_rows, 1);
    ck_assert(infos[0].in_use && !infos[1].in_use);
    ck_assert_ptr_null(infos[1].name);
    snapshot_infos_free(infos, n);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(tables_of_later_snapshots_are_not_there)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_plans(workspace, "a,1");
    expect(workspace_snapshot_name(workspace, "june", NULL, &err));
    load(workspace, "extras", TABLE("extras", "id:text", "x"), &role);
    ck_assert_int_eq(workspace_what(workspace, "extras"), NAME_TABLE);
    expect(workspace_use(workspace, "june", &err));
    ck_assert_int_eq(workspace_what(workspace, "extras"), NAME_NONE);
    struct table *table;
    expect_error((table = workspace_table(workspace, "extras", 0, &err)) != NULL, E_NO_TABLE, "extras");
    /* A load goes on from the snapshot in use. */
    load(workspace, "others", TABLE("others", "id:text", "x"), &role);
    char **tables = workspace_tables(workspace);
    ck_assert_str_eq(tables[0], "plans");
    ck_assert_str_eq(tables[1], "others");
    ck_assert_ptr_null(tables[2]);
    free_list(tables);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *snapshot_suite(void)
{
    Suite *suite = suite_create("snapshot");
    TCase *cases = tcase_create("snapshot");
    tcase_add_test(cases, names_go_back);
    tcase_add_test(cases, hashes_go_back);
    tcase_add_test(cases, same_content_same_snapshot);
    tcase_add_test(cases, tables_of_later_snapshots_are_not_there);
    suite_add_tcase(suite, cases);
    return suite;
}
