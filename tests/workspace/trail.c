/* The trail: notes, the audit chain, files written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "patron/base/file.h"
#include "workspace/room.h"

START_TEST(notes_and_entries_are_tables)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    setenv("SOURCE_DATE_EPOCH", "86400", 1);
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_note(workspace, "m3", "k=5 kept", &err));
    expect(workspace_note(workspace, NULL, "general", &err));
    expect(workspace_audit(workspace, "load orders from \"orders.csv\"", "6 rows", 0.25, &err));
    struct table *table;
    expect((table = workspace_trail(workspace, "notes", &err)) != NULL);
    expect_column(table, "on", "m3 -");
    expect_column(table, "note", "k=5 kept general");
    expect_column(table, "time", "1970-01-02T00:00:00 1970-01-02T00:00:00");
    table_release(table);
    expect((table = workspace_trail(workspace, "audit", &err)) != NULL);
    expect_column(table, "entry", "1");
    expect_column(table, "command", "load orders from \"orders.csv\"");
    expect_column(table, "outcome", "6 rows");
    expect_column(table, "seconds", "0.25");
    table_release(table);
    expect((table = workspace_trail(workspace, "promotions", &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 0);
    table_release(table);
    expect_error((table = workspace_trail(workspace, "secrets", &err)) != NULL, E_NO_NAME, "secrets");
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

static void tamper(struct workspace *workspace, const char *statement)
{
    expect(workspace_audit_verify(workspace, &err));
    expect(workspace_begin(workspace, &err));
    expect(catalog_run(workspace->catalog, statement, &err));
    expect_error(workspace_audit_verify(workspace, &err), E_CORRUPT, "audit trail");
    workspace_rollback(workspace);
}

START_TEST(tampering_is_seen)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_audit_verify(workspace, &err)); /* none yet */
    for (int i = 0; i < 5; i++)
        expect(workspace_audit(workspace, "train m1", "auc 0.9", 1.5, &err));
    tamper(workspace, "UPDATE audit SET outcome = 'auc 0.99' WHERE id = 2");
    tamper(workspace, "UPDATE audit SET command = 'train m2' WHERE id = 5");
    tamper(workspace, "UPDATE audit SET made = made + 1 WHERE id = 1");
    tamper(workspace, "UPDATE audit SET seconds = 1 WHERE id = 3");
    tamper(workspace, "UPDATE audit SET snapshot = '' WHERE id = 3");
    tamper(workspace, "DELETE FROM audit WHERE id = 3");
    tamper(workspace, "DELETE FROM audit WHERE id = 5"); /* the last one too */
    tamper(workspace, "DELETE FROM audit");
    tamper(workspace, "INSERT INTO audit SELECT 6, made, command, outcome, seconds, snapshot, hash FROM audit "
                      "WHERE id = 5");
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(files_written_are_known_until_they_change)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *path = scratch_path(folder, "out.csv");
    struct workspace *workspace = make_workspace(shop);
    ck_assert(!workspace_wrote(workspace, path));
    expect(file_write(path, "a\n", 2, &err));
    ck_assert(!workspace_wrote(workspace, path));
    expect(workspace_remember_file(workspace, path, "show orders > out.csv", &err));
    ck_assert(workspace_wrote(workspace, path));
    char *detour = scratch_path(folder, "shop/../out.csv"); /* the same file by another way */
    ck_assert(workspace_wrote(workspace, detour));
    expect(file_write(path, "b\n", 2, &err));
    ck_assert(!workspace_wrote(workspace, path));
    expect(workspace_remember_file(workspace, path, "show orders > out.csv", &err));
    ck_assert(workspace_wrote(workspace, path));
    struct table *table;
    expect((table = workspace_trail(workspace, "files", &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 1);
    table_release(table);
    free(detour);
    free(path);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *trail_suite(void)
{
    Suite *suite = suite_create("trail");
    TCase *cases = tcase_create("trail");
    tcase_add_test(cases, notes_and_entries_are_tables);
    tcase_add_test(cases, tampering_is_seen);
    tcase_add_test(cases, files_written_are_known_until_they_change);
    suite_add_tcase(suite, cases);
    return suite;
}
