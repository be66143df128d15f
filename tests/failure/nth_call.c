/* The n-th write, sync, rename or unlink fails, for every n until the command gets through. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure_tests.h"
#include "patron/base/file.h"
#include "patron/base/work.h"

enum { MOST_CALLS = 2000 }; /* far more than one command makes */

static void fail_each(size_t n_threads)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct work *work = work_new(n_threads);
    struct workspace *workspace = make_workspace(shop);
    expect(numbered_command(workspace, 0, work, &err));
    bool done = false;
    uint64_t n = 0;
    while (!done) {
        ck_assert_uint_lt(++n, MOST_CALLS);
        struct error told = ERROR_INIT;
        file_fail_at(n);
        done = numbered_command(workspace, 1, work, &told);
        file_fail_at(0);
        if (done)
            break;
        ck_assert_msg(told.code == E_FULL, "call %d: E%04d %s", (int)n, told.code, told.what);
        error_release(&told);
        ck_assert_int_eq(workspace_what(workspace, "number"), NAME_FEATURE); /* the workspace goes on working */
        workspace_close(workspace);
        ck_assert_int_eq(check_numbered(shop), 0);
        workspace = open_workspace(shop);
    }
    ck_assert_uint_gt(n, 20); /* it did fail on the way */
    workspace_close(workspace);
    ck_assert_int_eq(check_numbered(shop), 1);
    work_free(work);
    free(shop);
    scratch_remove(folder);
}

START_TEST(loads_with_one_thread)
{
    fail_each(1);
}
END_TEST

START_TEST(loads_with_threads)
{
    fail_each(3);
}
END_TEST

/* An arrangement that cannot be kept is made in memory: the world is right, and nobody is told. */
START_TEST(worlds)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    for (uint64_t n = 1; n <= 12; n++) {
        struct workspace *workspace = make_workspace(shop);
        expect(numbered_command(workspace, 0, NULL, &err));
        struct table *customers = numbered_customers(3); /* in another order */
        struct load_outcome outcome;
        expect(workspace_load(workspace, "customers", customers, NULL, &(struct table_role){ .key = "customer_id" },
                              NULL, &outcome, &err));
        file_fail_at(n);
        struct world *world;
        expect((world = workspace_world(workspace, NULL, &err)) != NULL);
        file_fail_at(0);
        const struct events *events = world_events(world, "orders");
        struct table *orders = numbered_orders(0);
        struct event_source source = { orders, "at", "customer_id", NULL };
        struct world *built;
        expect((built = world_build(customers, "customer_id", NULL, &source, 1, NULL, NULL, &err)) != NULL);
        ck_assert_mem_eq(events->start, built->events[0].start, (customers->n_rows + 1) * sizeof(uint64_t));
        ck_assert_mem_eq(column_ints(table_column(events->table, "at")),
                         column_ints(table_column(built->events[0].table, "at")), 100 * sizeof(int64_t));
        world_free(built);
        world_free(world);
        table_release(orders);
        table_release(customers);
        expect(workspace_verify(workspace, NULL, &err));
        workspace_close(workspace);
        expect(folder_remove(shop, &err));
    }
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(making)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = NULL;
    for (uint64_t n = 1; workspace == NULL; n++) {
        ck_assert_uint_lt(n, MOST_CALLS);
        file_fail_at(n);
        workspace = workspace_make(shop, NULL);
        file_fail_at(0);
    }
    workspace_close(workspace);
    workspace_close(open_workspace(shop));
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *nth_call_suite(void)
{
    Suite *suite = suite_create("nth_call");
    TCase *cases = tcase_create("nth_call");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, loads_with_one_thread);
    tcase_add_test(cases, loads_with_threads);
    tcase_add_test(cases, worlds);
    tcase_add_test(cases, making);
    suite_add_tcase(suite, cases);
    return suite;
}
