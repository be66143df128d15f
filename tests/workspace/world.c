/* Worlds: ranges of customers, links of links, arrangements that are kept and made again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/base/file.h"

static struct world *world_of(struct workspace *workspace)
{
    struct world *world;
    expect((world = workspace_world(workspace, NULL, &err)) != NULL);
    return world;
}

/* "0 2 5 5": where each customer's rows of NAME begin. */
static void expect_ranges(const struct world *world, const char *name, const uint64_t *start)
{
    const struct events *events = world_events(world, name);
    ck_assert_ptr_nonnull(events);
    for (size_t c = 0; c <= world->customers->n_rows; c++)
        ck_assert_uint_eq(events->start[c], start[c]);
}

static void expect_shop(const struct world *world)
{
    ck_assert_str_eq(world->customers->name, "customers");
    expect_column(world->customers, "customer_id", "C2 C1 C3");
    ck_assert_uint_eq(world->key_column, 0);
    ck_assert_uint_eq(world->time_column, 1);
    ck_assert_uint_eq(world->n_events, 2);
    expect_ranges(world, "orders", (const uint64_t[]){ 0, 2, 5, 5 });
    expect_column(world_events(world, "orders")->table, "order_id", "o5 o2 o3 o6 o1 o4");
    ck_assert_uint_eq(world_events(world, "orders")->time_column, 2);
    ck_assert_uint_eq(world_events(world, "orders")->known_column, SIZE_MAX);
    expect_ranges(world, "returns", (const uint64_t[]){ 0, 1, 2, 2 }); /* o2 is of C2, o3 of C1 */
    expect_column(world_events(world, "returns")->table, "reason", "colour size");
    ck_assert_int_eq(world->first_time, INT64_C(1705276800000000)); /* 2024-01-15 */
    ck_assert_int_eq(world->last_time, INT64_C(1709251200000000));  /* 2024-03-01 */
}

START_TEST(shop_has_its_ranges)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    struct world *world = world_of(workspace), *again = world_of(workspace);
    expect_shop(world);
    ck_assert_ptr_eq(world->events, again->events); /* made once */
    world_free(world);
    workspace_close(workspace);
    expect_shop(again); /* lives as long as somebody holds it */
    world_free(again);
    expect((workspace = workspace_open(shop, true, &err)) != NULL);
    world = world_of(workspace);
    expect_shop(world);
    world_free(world);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* Whatever the order of loading, the world in the end is the same, and so is the snapshot. */
START_TEST(order_of_loading_does_not_matter)
{
    static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    char *folder = scratch_make(), first[HASH_TEXT] = "", hash[HASH_TEXT];
    for (int i = 0; i < 6; i++) {
        char name[] = { (char)('a' + i), '\0' }, *shop = scratch_path(folder, name);
        struct workspace *workspace = make_workspace(shop);
        for (int k = 0; k < 3; k++) {
            if (orders[i][k] == 0)
                load(workspace, "customers", shop_customers(), &customers_role);
            else if (orders[i][k] == 1)
                load(workspace, "orders", shop_orders(), &orders_role);
            else
                load(workspace, "returns", shop_returns(), &returns_role);
            world_free(world_of(workspace)); /* there is one at every moment */
        }
        struct world *world = world_of(workspace);
        expect_shop(world);
        world_free(world);
        workspace_snapshot_hash(workspace, hash);
        if (i == 0)
            memcpy(first, hash, sizeof first);
        ck_assert_str_eq(hash, first);
        expect(workspace_verify(workspace, NULL, &err));
        workspace_close(workspace);
        free(shop);
    }
    scratch_remove(folder);
}
END_TEST

START_TEST(new_customers_arrange_events_anew)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *columns = scratch_path(shop, "columns");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    /* Other attributes, the same keys: the arrangement stays, and only the new column is written. */
    size_t n_files = count_files(columns);
    load(workspace, "customers",
         TABLE("customers", "customer_id:text signup:time plan:text", "C2,2024-01-01,plus", "C1,2024-01-02,plus",
               "C3,2024-01-03,plus"),
         &customers_role);
    world_free(world_of(workspace));
    ck_assert_uint_eq(count_files(columns), n_files + 1);
    /* Other keys: C9 is somebody now. */
    load(workspace, "customers",
         TABLE("customers", "customer_id:text signup:time", "C1,2024-01-02", "C9,2024-01-01", "C2,2024-01-01"),
         &customers_role);
    struct world *world = world_of(workspace);
    expect_ranges(world, "orders", (const uint64_t[]){ 0, 3, 4, 6 });
    expect_column(world_events(world, "orders")->table, "order_id", "o3 o6 o1 o4 o5 o2");
    expect_ranges(world, "returns", (const uint64_t[]){ 0, 1, 1, 2 });
    expect_column(world_events(world, "returns")->table, "reason", "size colour");
    world_free(world);
    struct table_version info;
    expect(workspace_table_info(workspace, "orders", 0, &info, &err));
    ck_assert_uint_eq(info.n_orphans, 0);
    table_version_release(&info);
    workspace_close(workspace);
    /* It was kept: a read-only opening maps it, and writes nothing. */
    n_files = count_files(columns);
    expect((workspace = workspace_open(shop, true, &err)) != NULL);
    world = world_of(workspace);
    expect_ranges(world, "orders", (const uint64_t[]){ 0, 3, 4, 6 });
    world_free(world);
    workspace_close(workspace);
    ck_assert_uint_eq(count_files(columns), n_files);
    free(columns);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* Without its arrangement, a read-only workspace makes the world in memory. */
START_TEST(read_only_arranges_in_memory)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "orders", shop_orders(), &orders_role);
    load(workspace, "customers", shop_customers(), &customers_role);
    load(workspace, "returns", shop_returns(), &returns_role);
    workspace_close(workspace);
    char *columns = scratch_path(shop, "columns");
    size_t n_files = count_files(columns);
    expect((workspace = workspace_open(shop, true, &err)) != NULL);
    struct world *world = world_of(workspace);
    expect_shop(world);
    world_free(world);
    workspace_close(workspace);
    ck_assert_uint_eq(count_files(columns), n_files);
    free(columns);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* An arrangement can be made again from the table, so its damage is nobody's business. */
START_TEST(damaged_arrangements_are_made_again)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "orders", shop_orders(), &orders_role);
    load(workspace, "customers", shop_customers(), &customers_role);
    load(workspace, "returns", shop_returns(), &returns_role);
    char **before = column_files(shop);
    world_free(world_of(workspace));
    char **after = column_files(shop);
    workspace_close(workspace);
    size_t n_damaged = 0;
    for (size_t i = 0, b = 0; after[i] != NULL; i++) {
        if (before[b] != NULL && strcmp(before[b], after[i]) == 0)
            b++;
        else if (n_damaged++ % 2 == 0)
            flip_byte(after[i], -64);
        else
            ck_assert_int_eq(unlink(after[i]), 0);
    }
    ck_assert_uint_ge(n_damaged, 3);
    workspace = open_workspace(shop);
    struct world *world = world_of(workspace);
    expect_shop(world);
    world_free(world);
    expect(workspace_verify(workspace, NULL, &err));
    workspace_close(workspace);
    free_list(before);
    free_list(after);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(rows_without_time_come_first)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "customers", shop_customers(), &customers_role);
    struct load_outcome outcome = load(workspace, "visits",
                                       TABLE("visits", "customer_id:text at:time page:text", "C1,2024-01-02,a",
                                             ",2024-01-01,b", "C1,,c", "C1,2024-01-01,d"),
                                       &(struct table_role){ .time = "at", .of = "customers", .known = "at" });
    ck_assert_uint_eq(outcome.n_orphans, 1);
    ck_assert_uint_eq(outcome.n_untimed, 1);
    struct world *world = world_of(workspace);
    expect_ranges(world, "visits", (const uint64_t[]){ 0, 0, 3, 3 });
    expect_column(world_events(world, "visits")->table, "page", "c d a b");
    ck_assert_uint_eq(world_events(world, "visits")->known_column, 1);
    world_free(world);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(entity_is_where_most_events_lead)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect_error(workspace_world(workspace, NULL, &err) != NULL, E_NO_TABLE, "nothing is loaded");
    load(workspace, "plans", TABLE("plans", "plan:text price:real", "basic,1", "plus,2"),
         &(struct table_role){ .key = "plan" });
    struct world *world = world_of(workspace); /* one table alone is the entity: a row a customer, no events */
    ck_assert_str_eq(world->customers->name, "plans");
    ck_assert_uint_eq(world->n_events, 0);
    ck_assert(world->first_time == INT_MISSING && world->last_time == INT_MISSING);
    world_free(world);
    load_shop(workspace);
    world = world_of(workspace);
    expect_shop(world);
    world_free(world);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(parents_without_unique_keys_are_refused)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "customers", shop_customers(), &customers_role);
    load(workspace, "orders",
         TABLE("orders", "order_id:text customer_id:text at:time", "o1,C1,2024-01-01", "o1,C2,2024-01-02"),
         &orders_role);
    struct table *returns = TABLE("returns", "order_id:text at:time", "o1,2024-03-01");
    struct load_outcome outcome;
    expect_error(workspace_load(workspace, "returns", returns, NULL, &returns_role, NULL, &outcome, &err), E_KEY,
                 "key 'order_id' of orders");
    table_release(returns);
    world_free(world_of(workspace));
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* The stored world is the one that world_build makes of the raw tables, but for the orphans at the end. */
START_TEST(same_as_built_by_hand)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    struct table *customers = shop_customers(), *orders = shop_orders();
    struct event_source source = { orders, "at", "customer_id", NULL };
    struct world *stored = world_of(workspace), *built;
    size_t n_orphans[1];
    expect((built = world_build(customers, "customer_id", "signup", &source, 1, NULL, n_orphans, &err)) != NULL);
    ck_assert_uint_eq(n_orphans[0], 1);
    const struct events *a = world_events(stored, "orders"), *b = world_events(built, "orders");
    ck_assert_mem_eq(a->start, b->start, 4 * sizeof *a->start);
    for (size_t row = 0; row < b->table->n_rows; row++)
        ck_assert(column_reals(table_column(a->table, "amount"))[row] ==
                  column_reals(table_column(b->table, "amount"))[row]);
    world_free(built);
    world_free(stored);
    table_release(customers);
    table_release(orders);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *world_suite(void)
{
    Suite *suite = suite_create("world");
    TCase *cases = tcase_create("world");
    tcase_add_test(cases, shop_has_its_ranges);
    tcase_add_test(cases, order_of_loading_does_not_matter);
    tcase_add_test(cases, new_customers_arrange_events_anew);
    tcase_add_test(cases, read_only_arranges_in_memory);
    tcase_add_test(cases, damaged_arrangements_are_made_again);
    tcase_add_test(cases, rows_without_time_come_first);
    tcase_add_test(cases, entity_is_where_most_events_lead);
    tcase_add_test(cases, parents_without_unique_keys_are_refused);
    tcase_add_test(cases, same_as_built_by_hand);
    suite_add_tcase(suite, cases);
    return suite;
}
