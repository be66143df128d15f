/* Vacuum removes what is ours and unnamed; verify finds every damage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/base/file.h"
#include "workspace/room.h"

static void put(const char *shop, const char *name)
{
    char *path = scratch_path(shop, name);
    expect(file_write(path, "x", 1, &err));
    free(path);
}

static bool is_there(const char *shop, const char *name)
{
    char *path = scratch_path(shop, name);
    bool there = file_exists(path);
    free(path);
    return there;
}

static const char unnamed_column[] = "columns/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

START_TEST(rests_are_removed_and_others_files_stay)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *columns = scratch_path(shop, "columns");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    size_t n_files = count_files(columns), n_removed;
    static const char *const rests[] = { unnamed_column, "columns/.0123.tmp-77-0", "models/m3-v2.json",
                                         "models/.m3-v3.json.tmp-5-1" };
    static const char *const others[] = { "columns/README", "models/m3.json", "models/notes-v2.txt", "notes.txt" };
    for (size_t i = 0; i < 4; i++) {
        put(shop, rests[i]);
        put(shop, others[i]);
    }
    expect(workspace_vacuum(workspace, &n_removed, &err));
    ck_assert_uint_eq(n_removed, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_msg(!is_there(shop, rests[i]), "%s", rests[i]);
        ck_assert_msg(is_there(shop, others[i]), "%s", others[i]);
    }
    ck_assert_uint_eq(count_files(columns), n_files + 1);
    expect(workspace_verify(workspace, NULL, &err));
    workspace_close(workspace);
    put(shop, unnamed_column);
    expect((workspace = workspace_open(shop, true, &err)) != NULL); /* a reader leaves everything alone */
    ck_assert(is_there(shop, unnamed_column));
    workspace_close(workspace);
    workspace_close(open_workspace(shop)); /* a writer does it on opening */
    ck_assert(!is_there(shop, unnamed_column));
    free(columns);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(taken_back_loads_are_removed_afterwards)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *columns = scratch_path(shop, "columns");
    struct workspace *workspace = make_workspace(shop);
    size_t n_removed;
    expect(workspace_begin(workspace, &err));
    load_shop(workspace);
    expect(workspace_vacuum(workspace, &n_removed, &err)); /* while it is open, nothing is known to be unwanted */
    ck_assert_uint_eq(n_removed, 0);
    workspace_rollback(workspace);
    ck_assert_uint_gt(count_files(columns), 0);
    expect(workspace_vacuum(workspace, &n_removed, &err));
    ck_assert_uint_eq(count_files(columns), 0);
    workspace_close(workspace);
    free(columns);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(verify_reads_every_file)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    char **files = column_files(shop);
    for (size_t i = 0; files[i] != NULL; i++) {
        flip_byte(files[i], 256);
        expect_error(workspace_verify(workspace, NULL, &err), E_CORRUPT, files[i]);
        struct error told = ERROR_INIT;
        ck_assert(!workspace_verify(workspace, NULL, &told));
        ck_assert_ptr_nonnull(strstr(told.reason, "it holds "));
        ck_assert_ptr_nonnull(told.mend[0]);
        error_release(&told);
        flip_byte(files[i], 256);
    }
    expect(workspace_verify(workspace, NULL, &err));
    ck_assert_int_eq(unlink(files[0]), 0);
    expect_error(workspace_verify(workspace, NULL, &err), E_CORRUPT, files[0]);
    workspace_close(workspace);
    free_list(files);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* What a reader's catalog names stays while it reads, and what it sees is what was there when it came. */
START_TEST(readers_keep_what_they_may_open)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *columns = scratch_path(shop, "columns");
    struct workspace *workspace = make_workspace(shop), *reader;
    load_shop(workspace);
    size_t n_removed;
    workspace_close(workspace);
    expect((reader = workspace_open(shop, true, &err)) != NULL);
    workspace = open_workspace(shop);
    /* other customers: the orders are arranged anew, and nobody but the reader names the order before */
    load(workspace, "customers", TABLE("customers", "customer_id:text signup:time", "Z,2024-01-01", "A,2024-01-02"),
         &customers_role);
    size_t n_files = count_files(columns);
    expect(workspace_vacuum(workspace, &n_removed, &err));
    ck_assert_uint_eq(n_removed, 0);
    ck_assert_uint_eq(count_files(columns), n_files);
    struct table *table;
    expect((table = workspace_table(reader, "customers", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 3);
    table_release(table);
    struct world *world;
    expect((world = workspace_world(reader, NULL, &err)) != NULL);
    ck_assert_uint_eq(world->customers->n_rows, 3);
    world_free(world);
    expect_error(workspace_set_state(reader, "asof", "2024-01-01", &err), E_READ_ONLY, "reading only");
    workspace_close(reader);
    put(shop, unnamed_column);
    expect((reader = workspace_open(shop, true, &err)) != NULL);
    ck_assert_int_gt(workspace_writer(shop), 0);
    expect((table = workspace_table(reader, "customers", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 2);
    table_release(table);
    expect(workspace_vacuum(workspace, &n_removed, &err));
    ck_assert_uint_eq(n_removed, 0);
    workspace_close(reader);
    expect(workspace_vacuum(workspace, &n_removed, &err));
    ck_assert_uint_ge(n_removed, 1);
    ck_assert(!is_there(shop, unnamed_column));
    workspace_close(workspace);
    ck_assert_int_eq(workspace_writer(shop), 0);
    free(columns);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *vacuum_suite(void)
{
    Suite *suite = suite_create("vacuum");
    TCase *cases = tcase_create("vacuum");
    tcase_add_test(cases, rests_are_removed_and_others_files_stay);
    tcase_add_test(cases, taken_back_loads_are_removed_afterwards);
    tcase_add_test(cases, verify_reads_every_file);
    tcase_add_test(cases, readers_keep_what_they_may_open);
    suite_add_tcase(suite, cases);
    return suite;
}
