/* One space of names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "workspace/room.h"

START_TEST(names_have_letters_digits_and_underscores)
{
    static const char *const good[] = { "a", "Orders", "spend_30d", "x1", NULL };
    static const char *const bad[] = { "", "1st", "_a", "a-b", "a b", "a.b", "sp\xc3\xa4t", "a@2", "../a", NULL };
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    for (size_t i = 0; good[i] != NULL; i++)
        expect(name_check(workspace, good[i], NAME_FEATURE, &err));
    for (size_t i = 0; bad[i] != NULL; i++)
        expect_error(name_check(workspace, bad[i], NAME_FEATURE, &err), E_BAD_NAME, bad[i]);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(a_name_is_one_thing)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    expect(workspace_snapshot_name(workspace, "june", NULL, &err));
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "sum(orders.amount)", &err));
    expect(workspace_define(workspace, NAME_SET, "full", "spend", &err));
    expect(workspace_define(workspace, NAME_TARGET, "churn90", "no orders within 90d", &err));
    expect(workspace_define(workspace, NAME_POPULATION, "active", "customers where count(orders) > 0", &err));
    ck_assert_int_eq(workspace_what(workspace, "orders"), NAME_TABLE);
    ck_assert_int_eq(workspace_what(workspace, "june"), NAME_SNAPSHOT);
    ck_assert_int_eq(workspace_what(workspace, "spend"), NAME_FEATURE);
    ck_assert_int_eq(workspace_what(workspace, "full"), NAME_SET);
    ck_assert_int_eq(workspace_what(workspace, "churn90"), NAME_TARGET);
    ck_assert_int_eq(workspace_what(workspace, "active"), NAME_POPULATION);
    ck_assert_int_eq(workspace_what(workspace, "nobody"), NAME_NONE);
    static const char *const taken[] = { "orders", "june", "full", "churn90", "active" };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        expect_error(workspace_define(workspace, NAME_FEATURE, taken[i], "1", &err), E_NAME_TAKEN, taken[i]);
    expect_error(workspace_snapshot_name(workspace, "spend", NULL, &err), E_NAME_TAKEN, "of a feature");
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "mean(orders.amount)", &err)); /* its own kind again */
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

static void expect_names(struct workspace *workspace, enum name_kind kind, const char *first, const char *second)
{
    char **names = workspace_names(workspace, kind);
    ck_assert_pstr_eq(names[0], first);
    if (first != NULL)
        ck_assert_pstr_eq(names[1], second);
    free_list(names);
}

START_TEST(names_are_listed_in_order)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect_names(workspace, NAME_TABLE, NULL, NULL);
    expect_names(workspace, NAME_MODEL, NULL, NULL);
    load(workspace, "orders", shop_orders(), &orders_role);
    expect_names(workspace, NAME_TABLE, "customers", "orders"); /* made from the orders, so there before them */
    expect(workspace_define(workspace, NAME_FEATURE, "z", "1", &err));
    expect(workspace_define(workspace, NAME_FEATURE, "a", "1", &err));
    expect(workspace_define(workspace, NAME_FEATURE, "z", "2", &err)); /* keeps its place */
    expect_names(workspace, NAME_FEATURE, "z", "a");
    expect_names(workspace, NAME_TARGET, NULL, NULL);
    expect(workspace_snapshot_name(workspace, "june", NULL, &err));
    expect_names(workspace, NAME_SNAPSHOT, "june", NULL);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *names_suite(void)
{
    Suite *suite = suite_create("names");
    TCase *cases = tcase_create("names");
    tcase_add_test(cases, names_have_letters_digits_and_underscores);
    tcase_add_test(cases, a_name_is_one_thing);
    tcase_add_test(cases, names_are_listed_in_order);
    suite_add_tcase(suite, cases);
    return suite;
}
