/* Making, opening, reading only, and transactions. */
#include "patron/workspace/workspace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/base/file.h"

START_TEST(made_once)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    ck_assert_str_eq(workspace_folder(workspace), shop);
    ck_assert_str_eq(workspace_name(workspace), "shop");
    ck_assert(!workspace_read_only(workspace));
    workspace_close(workspace);
    expect_error(workspace_make(shop, &err) != NULL, E_FILE_EXISTS, "workspace");
    workspace_close(open_workspace(shop));
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(names_with_slashes_and_dots)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    char *path = scratch_path(folder, "a/b/shop//");
    struct workspace *workspace = make_workspace(path);
    ck_assert_str_eq(workspace_name(workspace), "shop");
    workspace_close(workspace);
    ck_assert_int_eq(chdir(path), 0);
    workspace = open_workspace(".");
    ck_assert_str_eq(workspace_name(workspace), "shop");
    workspace_close(workspace);
    free(path);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(not_made_over_other_things)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    char *file = scratch_path(folder, "file");
    expect(file_write(file, "x", 1, &err));
    expect_error(workspace_make(file, &err) != NULL, E_FILE_EXISTS, "is a file");
    expect_error(workspace_make(folder, &err) != NULL, E_FILE_EXISTS, "holds other files");
    expect(folder_make(shop, &err)); /* an empty folder is fine */
    workspace_close(make_workspace(shop));
    free(file);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(making_that_was_cut_off_can_be_done_again)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    char *columns = scratch_path(shop, "columns"), *catalog = scratch_path(shop, "catalog.sqlite");
    expect(folder_make(columns, &err));
    expect_error(workspace_open(shop, false, &err) != NULL, E_NOT_WORKSPACE, "is not a workspace");
    expect(file_write(catalog, "", 0, &err));
    expect_error(workspace_open(shop, false, &err) != NULL, E_NOT_WORKSPACE, "is not a workspace");
    workspace_close(make_workspace(shop));
    workspace_close(open_workspace(shop));
    free(columns);
    free(catalog);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(only_workspaces_open)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    expect_error(workspace_open(shop, false, &err) != NULL, E_NO_FOLDER, "no folder");
    expect_error(workspace_open(folder, true, &err) != NULL, E_NOT_WORKSPACE, "is not a workspace");
    workspace_close(make_workspace(shop));
    char *catalog = scratch_path(shop, "catalog.sqlite");
    expect(file_write(catalog, "these are no pages of a database, and quite a few bytes long", 60, &err));
    expect_error(workspace_open(shop, false, &err) != NULL, E_CORRUPT, "catalog.sqlite is damaged");
    expect_error(workspace_open(shop, true, &err) != NULL, E_CORRUPT, "catalog.sqlite is damaged");
    free(catalog);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(read_only_changes_nothing)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    expect(workspace_snapshot_name(workspace, "first", NULL, &err));
    load(workspace, "orders", TABLE("orders", "order_id:text customer_id:text at:time", "o1,C1,2024-01-01"),
         &orders_role);
    workspace_close(workspace);
    expect((workspace = workspace_open(shop, true, &err)) != NULL);
    ck_assert(workspace_read_only(workspace));
    expect(workspace_begin(workspace, &err)); /* commands that read may stand in a transaction */
    struct table *table = shop_orders();
    struct load_outcome outcome;
    expect_error(workspace_load(workspace, "orders", table, NULL, &orders_role, NULL, &outcome, &err), E_READ_ONLY,
                 "for reading only");
    table_release(table);
    expect_error(workspace_define(workspace, NAME_FEATURE, "x", "1", &err), E_READ_ONLY, "for reading only");
    expect_error(workspace_set_state(workspace, "asof", "1", &err), E_READ_ONLY, "for reading only");
    expect_error(workspace_note(workspace, NULL, "x", &err), E_READ_ONLY, "for reading only");
    expect_error(workspace_audit(workspace, "x", "", 0, &err), E_READ_ONLY, "for reading only");
    expect(workspace_commit(workspace, &err));
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 1);
    table_release(table);
    expect(workspace_use(workspace, "first", &err)); /* for this opening alone */
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 6);
    table_release(table);
    struct world *world;
    expect((world = workspace_world(workspace, NULL, &err)) != NULL);
    world_free(world);
    workspace_close(workspace);
    workspace = open_workspace(shop);
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 1);
    table_release(table);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* In a folder that cannot be written; as root, who may write anywhere, the child becomes somebody else first. */
START_TEST(folder_that_cannot_be_written)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    workspace_close(workspace);
    char *catalog = scratch_path(shop, "catalog.sqlite"), *lock = scratch_path(shop, "lock");
    /* Everything is its owner's alone, until he says otherwise. */
    char command[512];
    snprintf(command, sizeof command, "chmod -R a+rX '%s'", shop);
    ck_assert_int_eq(system(command), 0);
    ck_assert(chmod(folder, 0755) == 0 && chmod(catalog, 0444) == 0 && chmod(lock, 0444) == 0 &&
              chmod(shop, 0555) == 0);
    pid_t child = fork();
    ck_assert(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(10);
        struct error told = ERROR_INIT;
        if (workspace_open(shop, false, &told) != NULL)
            _exit(11);
        if (told.code != E_READ_ONLY || told.mend[0] == NULL)
            _exit(12);
        error_release(&told);
        workspace = workspace_open(shop, true, &told);
        if (workspace == NULL)
            _exit(13);
        struct table *table = workspace_table(workspace, "orders", 0, &told);
        struct world *world = workspace_world(workspace, NULL, &told);
        if (table == NULL || table->n_rows != 6 || world == NULL)
            _exit(14);
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    ck_assert_int_eq(chmod(shop, 0755), 0);
    free(catalog);
    free(lock);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(transaction_is_whole_or_not)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_begin(workspace, &err));
    load_shop(workspace);
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "sum(orders.amount)", &err));
    workspace_rollback(workspace);
    ck_assert_int_eq(workspace_what(workspace, "orders"), NAME_NONE);
    ck_assert_int_eq(workspace_what(workspace, "spend"), NAME_NONE);
    expect(workspace_begin(workspace, &err));
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "sum(orders.amount)", &err));
    expect(workspace_begin(workspace, &err));
    expect(workspace_define(workspace, NAME_FEATURE, "visits", "count(sessions)", &err));
    workspace_rollback(workspace); /* the inner part alone */
    expect(workspace_commit(workspace, &err));
    ck_assert_int_eq(workspace_what(workspace, "spend"), NAME_FEATURE);
    ck_assert_int_eq(workspace_what(workspace, "visits"), NAME_NONE);
    expect(workspace_begin(workspace, &err));
    expect(workspace_define(workspace, NAME_FEATURE, "lost", "1", &err));
    workspace_close(workspace); /* an open transaction is taken back */
    workspace = open_workspace(shop);
    ck_assert_int_eq(workspace_what(workspace, "lost"), NAME_NONE);
    ck_assert_int_eq(workspace_what(workspace, "spend"), NAME_FEATURE);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(tables_after_a_rollback_are_not_those_before)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_begin(workspace, &err));
    load(workspace, "customers", TABLE("customers", "customer_id:text", "X"),
         &(struct table_role){ .key = "customer_id" });
    struct table *table;
    expect((table = workspace_table(workspace, "customers", 0, &err)) != NULL);
    table_release(table);
    workspace_rollback(workspace);
    /* The catalog gives the same numbers again. */
    load(workspace, "customers", TABLE("customers", "customer_id:text", "Y"),
         &(struct table_role){ .key = "customer_id" });
    expect((table = workspace_table(workspace, "customers", 0, &err)) != NULL);
    expect_column(table, "customer_id", "Y");
    table_release(table);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *workspace_suite(void)
{
    Suite *suite = suite_create("workspace");
    TCase *cases = tcase_create("workspace");
    tcase_add_test(cases, made_once);
    tcase_add_test(cases, names_with_slashes_and_dots);
    tcase_add_test(cases, not_made_over_other_things);
    tcase_add_test(cases, making_that_was_cut_off_can_be_done_again);
    tcase_add_test(cases, only_workspaces_open);
    tcase_add_test(cases, read_only_changes_nothing);
    tcase_add_test(cases, folder_that_cannot_be_written);
    tcase_add_test(cases, transaction_is_whole_or_not);
    tcase_add_test(cases, tables_after_a_rollback_are_not_those_before);
    suite_add_tcase(suite, cases);
    return suite;
}
