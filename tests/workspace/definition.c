/* Definitions, small state, and undo. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static void expect_definition(struct workspace *workspace, const char *name, const char *wanted)
{
    char *found = workspace_definition(workspace, NAME_FEATURE, name);
    ck_assert_pstr_eq(found, wanted);
    free(found);
}

static void expect_state(struct workspace *workspace, const char *key, const char *wanted)
{
    char *found = workspace_state(workspace, key);
    ck_assert_pstr_eq(found, wanted);
    free(found);
}

static void undo(struct workspace *workspace, const char *wanted)
{
    char *what;
    expect(workspace_undo(workspace, &what, &err));
    ck_assert_str_eq(what, wanted);
    free(what);
}

START_TEST(definitions_are_replaced_and_taken_back)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "one", &err));
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "two", &err));
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "two", &err)); /* no change, nothing to undo */
    expect(workspace_define(workspace, NAME_FEATURE, "visits", "three", &err));
    ck_assert_ptr_null(workspace_definition(workspace, NAME_TARGET, "spend"));
    workspace_close(workspace);
    workspace = open_workspace(shop);
    expect_definition(workspace, "spend", "two");
    undo(workspace, "feature visits");
    expect_definition(workspace, "visits", NULL);
    undo(workspace, "feature spend");
    expect_definition(workspace, "spend", "one");
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "four", &err));
    undo(workspace, "feature spend");
    expect_definition(workspace, "spend", "one");
    undo(workspace, "feature spend");
    expect_definition(workspace, "spend", NULL);
    char *what;
    expect_error(workspace_undo(workspace, &what, &err), E_NO_NAME, "nothing to undo");
    ck_assert_ptr_null(what);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(state_is_kept)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect_state(workspace, "asof", NULL);
    expect(workspace_set_state(workspace, "asof", "2024-07-01", &err));
    expect(workspace_set_state(workspace, "seed", "42", &err));
    expect(workspace_set_state(workspace, "asof", "2024-08-01", &err));
    workspace_close(workspace);
    workspace = open_workspace(shop);
    expect_state(workspace, "asof", "2024-08-01");
    expect_state(workspace, "seed", "42");
    undo(workspace, "asof"); /* settings such as the seed are not undone */
    expect_state(workspace, "asof", "2024-07-01");
    undo(workspace, "asof");
    expect_state(workspace, "asof", NULL);
    expect(workspace_set_state(workspace, "seed", NULL, &err));
    expect_state(workspace, "seed", NULL);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(one_command_is_one_step)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_define(workspace, NAME_FEATURE, "kept", "1", &err));
    expect(workspace_begin(workspace, &err));
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "1", &err));
    expect(workspace_set_state(workspace, "target", "spend", &err));
    expect(workspace_set_state(workspace, "target", "other", &err));
    expect(workspace_commit(workspace, &err));
    expect(workspace_begin(workspace, &err));
    expect(workspace_define(workspace, NAME_FEATURE, "lost", "1", &err));
    workspace_rollback(workspace); /* leaves no step */
    undo(workspace, "feature spend");
    expect_definition(workspace, "spend", NULL);
    expect_state(workspace, "target", NULL);
    expect_definition(workspace, "kept", "1");
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* What is on the disk is what a program that was killed now would leave. */
static void expect_on_disk(const char *shop, const char *name, const char *wanted)
{
    struct error err = ERROR_INIT;
    struct workspace *reader = workspace_open(shop, true, &err);
    ck_assert_msg(reader != NULL, "%s", err.what);
    expect_definition(reader, name, wanted);
    workspace_close(reader);
}

START_TEST(commands_are_gathered_each_whole)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_define(workspace, NAME_FEATURE, "alone", "1", &err));
    expect_on_disk(shop, "alone", "1");
    for (int i = 0; i < 3; i++) {
        expect(workspace_gather(workspace, &err));
        expect(workspace_begin(workspace, &err));
        expect(workspace_define(workspace, NAME_FEATURE, i == 0 ? "first" : i == 1 ? "lost" : "last", "1", &err));
        if (i == 1)
            workspace_rollback(workspace);
        else
            expect(workspace_commit(workspace, &err));
    }
    expect_definition(workspace, "first", "1");
    expect_definition(workspace, "lost", NULL);
    expect_on_disk(shop, "first", NULL); /* still to come, with the others */
    expect(workspace_settle(workspace, &err));
    expect_on_disk(shop, "first", "1");
    expect_on_disk(shop, "lost", NULL);
    expect_on_disk(shop, "last", "1");
    undo(workspace, "feature last"); /* each was a command of its own */
    expect_on_disk(shop, "last", NULL);
    expect(workspace_gather(workspace, &err));
    expect(workspace_define(workspace, NAME_FEATURE, "at_the_end", "1", &err));
    workspace_close(workspace);
    expect_on_disk(shop, "at_the_end", "1");
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *definition_suite(void)
{
    Suite *suite = suite_create("definition");
    TCase *cases = tcase_create("definition");
    tcase_add_test(cases, definitions_are_replaced_and_taken_back);
    tcase_add_test(cases, state_is_kept);
    tcase_add_test(cases, one_command_is_one_step);
    tcase_add_test(cases, commands_are_gathered_each_whole);
    suite_add_tcase(suite, cases);
    return suite;
}
