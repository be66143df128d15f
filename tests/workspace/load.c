/* Loading: versions, equal content, order of events, entities made from events, healing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/base/file.h"
#include "patron/base/work.h"

START_TEST(events_lie_by_customer_and_time)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "customers", shop_customers(), &customers_role);
    struct load_outcome outcome = load(workspace, "orders", shop_orders(), &orders_role);
    ck_assert_int_eq(outcome.outcome, STORE_NEW);
    ck_assert_int_eq(outcome.version, 1);
    ck_assert_uint_eq(outcome.n_orphans, 1); /* o4 is of C9, who is no customer */
    ck_assert_uint_eq(outcome.n_untimed, 0);
    ck_assert(!outcome.derived);
    struct table *table;
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    /* Customers stand C2 C1 C3; o3 and o6 are of one moment and keep their order; the orphan comes last. */
    expect_column(table, "order_id", "o5 o2 o3 o6 o1 o4");
    expect_column(table, "amount", "50 20 30 60 10 40");
    table_release(table);
    struct table_version info;
    expect(workspace_table_info(workspace, "orders", 0, &info, &err));
    ck_assert_str_eq(info.via, "customer_id"); /* found by name */
    ck_assert_str_eq(info.of, "customers");
    ck_assert_uint_eq(info.n_rows, 6);
    ck_assert_uint_eq(info.n_columns, 4);
    ck_assert_uint_eq(info.n_orphans, 1);
    ck_assert_int_eq(info.first_time, INT64_C(1705276800000000)); /* 2024-01-15 */
    ck_assert_int_eq(info.last_time, INT64_C(1709251200000000));  /* 2024-03-01 */
    table_version_release(&info);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(equal_content_is_stored_once)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *columns = scratch_path(shop, "columns");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    size_t n_files = count_files(columns);
    char before[HASH_TEXT], after[HASH_TEXT];
    workspace_snapshot_hash(workspace, before);
    struct load_outcome again = load(workspace, "orders", shop_orders(), &orders_role);
    ck_assert_int_eq(again.outcome, STORE_UNCHANGED);
    ck_assert_int_eq(again.version, 1);
    workspace_snapshot_hash(workspace, after);
    ck_assert_str_eq(before, after);
    ck_assert_uint_eq(count_files(columns), n_files);
    /* Two of four columns are new, and the amounts are those of before under another name. */
    struct table *copy = TABLE("prices", "id:text amount_copy:real", "p1,1.25", "p2,2.5");
    load(workspace, "prices", copy, &(struct table_role){ .key = "id" });
    ck_assert_uint_eq(count_files(columns), n_files + 2);
    copy = TABLE("costs", "name:text cost:real", "x,1.25", "y,2.5");
    load(workspace, "costs", copy, &(struct table_role){ .key = "name" });
    ck_assert_uint_eq(count_files(columns), n_files + 3);
    workspace_close(workspace);
    free(columns);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(versions_count_up_and_stay)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    struct table_role role = { .key = "id" };
    load(workspace, "plans", TABLE("plans", "id:text price:real", "a,1"), &role);
    struct load_outcome second = load(workspace, "plans", TABLE("plans", "id:text price:real", "a,2"), &role);
    ck_assert_int_eq(second.outcome, STORE_NEW);
    ck_assert_int_eq(second.version, 2);
    struct load_outcome first = load(workspace, "plans", TABLE("plans", "id:text price:real", "a,1"), &role);
    ck_assert_int_eq(first.outcome, STORE_NEW); /* what is in use has changed, */
    ck_assert_int_eq(first.version, 1);         /* though there is nothing new */
    struct table *table;
    static const char *const prices[] = { "1", "1", "2" }; /* 0 is the one in use */
    for (int version = 0; version <= 2; version++) {
        expect((table = workspace_table(workspace, "plans", version, &err)) != NULL);
        expect_column(table, "price", prices[version]);
        table_release(table);
    }
    expect_error((table = workspace_table(workspace, "plans", 3, &err)) != NULL, E_NO_TABLE, "version 3");
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(role_is_part_of_the_version)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "t", TABLE("t", "a:text b:text", "x,y"), &(struct table_role){ .key = "a" });
    struct load_outcome other =
        load(workspace, "t", TABLE("t", "a:text b:text", "x,y"), &(struct table_role){ .key = "b" });
    ck_assert_int_eq(other.outcome, STORE_NEW);
    ck_assert_int_eq(other.version, 2);
    struct load_outcome from = load(workspace, "t", TABLE("t", "a:text b:text", "x,y"),
                                    &(struct table_role){ .key = "b", .source = "elsewhere.csv", .command = "load" });
    ck_assert_int_eq(from.outcome, STORE_UNCHANGED); /* where it came from is not */
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(quarantine_is_kept)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    struct table *table = TABLE("t", "a:text", "x");
    struct table *bad = TABLE("t", "file:text line:int column:text reason:text raw:text", "t.csv,7,b,no number,y");
    struct load_outcome outcome;
    expect(workspace_load(workspace, "t", table, bad, &(struct table_role){ .key = "a" }, NULL, &outcome, &err));
    table_release(table);
    table_release(bad);
    struct table_version info;
    expect(workspace_table_info(workspace, "t", 0, &info, &err));
    ck_assert_uint_eq(info.n_quarantined, 1);
    table_version_release(&info);
    expect((table = workspace_quarantine(workspace, "t", 0, &err)) != NULL);
    expect_column(table, "reason", "no number");
    expect_column(table, "line", "7");
    table_release(table);
    load(workspace, "u", TABLE("u", "a:text", "x"), &(struct table_role){ .key = "a" });
    expect((table = workspace_quarantine(workspace, "u", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, 0);
    ck_assert_ptr_nonnull(table_column(table, "reason"));
    table_release(table);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

static size_t n_quarantined(struct workspace *workspace, struct table *bad)
{
    struct table *table = TABLE("t", "a:text", "x");
    struct load_outcome outcome;
    expect(workspace_load(workspace, "t", table, bad, &(struct table_role){ .key = "a" }, NULL, &outcome, &err));
    ck_assert_int_eq(outcome.version, 1);
    table_release(table);
    table_release(bad);
    struct table_version info;
    expect(workspace_table_info(workspace, "t", 0, &info, &err));
    size_t n = info.n_quarantined;
    table_version_release(&info);
    expect((table = workspace_quarantine(workspace, "t", 0, &err)) != NULL);
    ck_assert_uint_eq(table->n_rows, n);
    table_release(table);
    return n;
}

/* The same rows from a file with other rows set aside: the same version, and what the last load set aside. */
START_TEST(quarantine_is_of_the_last_load)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    ck_assert_uint_eq(n_quarantined(workspace, TABLE("t", "line:int reason:text", "7,bad")), 1);
    ck_assert_uint_eq(n_quarantined(workspace, TABLE("t", "line:int reason:text", "7,bad", "8,worse")), 2);
    ck_assert_uint_eq(n_quarantined(workspace, TABLE("t", "line:int reason:text", NULL)), 0);
    expect(workspace_verify(workspace, NULL, &err));
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(tables_without_rows)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "orders", TABLE("orders", "order_id:text customer_id:text at:time", NULL), &orders_role);
    struct world *world;
    expect((world = workspace_world(workspace, NULL, &err)) != NULL);
    ck_assert_uint_eq(world->customers->n_rows, 0);
    ck_assert_uint_eq(world_events(world, "orders")->start[0], 0);
    world_free(world);
    load(workspace, "customers", shop_customers(), &customers_role);
    expect((world = workspace_world(workspace, NULL, &err)) != NULL);
    ck_assert_uint_eq(world_events(world, "orders")->start[3], 0);
    world_free(world);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(customers_are_made_from_their_events)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    struct load_outcome outcome = load(workspace, "orders", shop_orders(), &orders_role);
    ck_assert(outcome.derived);
    ck_assert_uint_eq(outcome.n_derived, 3);
    ck_assert_uint_eq(outcome.n_orphans, 0);
    struct table *table;
    expect((table = workspace_table(workspace, "customers", 0, &err)) != NULL);
    expect_column(table, "customer_id", "C1 C2 C9");
    table_release(table);
    struct table_role role = { .time = "at", .of = "customers", .via = "who" };
    outcome = load(workspace, "visits", TABLE("visits", "who:text at:time", "C0,2024-01-01", "C1,2020-01-01"), &role);
    ck_assert(outcome.derived);
    ck_assert_uint_eq(outcome.n_derived, 4);
    expect((table = workspace_table(workspace, "customers", 0, &err)) != NULL);
    expect_column(table, "customer_id", "C0 C1 C2 C9"); /* the key is still called as in the first table */
    ck_assert_int_eq(column_ints(table_column(table, "first_seen"))[1], INT64_C(1577836800000000)); /* 2020-01-01 */
    table_release(table);
    outcome = load(workspace, "visits", TABLE("visits", "who:text at:time", "C0,2024-01-01", "C1,2020-01-01"), &role);
    ck_assert_int_eq(outcome.outcome, STORE_UNCHANGED);
    struct table_version info;
    expect(workspace_table_info(workspace, "customers", 0, &info, &err));
    ck_assert(info.derived);
    table_version_release(&info);
    load(workspace, "customers", shop_customers(), &customers_role); /* their own table takes the place */
    expect(workspace_table_info(workspace, "customers", 0, &info, &err));
    ck_assert(!info.derived);
    ck_assert_uint_eq(info.n_rows, 3);
    table_version_release(&info);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(failed_load_leaves_nothing)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(workspace_define(workspace, NAME_FEATURE, "spend", "1", &err));
    struct load_outcome outcome;
    struct table *orders = shop_orders();
    expect_error(workspace_load(workspace, "spend", orders, NULL, &orders_role, NULL, &outcome, &err), E_NAME_TAKEN,
                 "'spend' is the name of a feature");
    expect_error(workspace_load(workspace, "my orders", orders, NULL, &orders_role, NULL, &outcome, &err), E_BAD_NAME,
                 "my orders");
    struct table_role of_feature = { .time = "at", .of = "spend", .via = "customer_id" };
    expect_error(workspace_load(workspace, "orders", orders, NULL, &of_feature, NULL, &outcome, &err), E_NAME_TAKEN,
                 "spend");
    struct work *work = work_new(2);
    work_stop(work);
    expect_error(workspace_load(workspace, "orders", orders, NULL, &orders_role, work, &outcome, &err), E_CANCELLED,
                 "stopped");
    work_free(work);
    char **tables = workspace_tables(workspace);
    ck_assert_ptr_null(tables[0]);
    free_list(tables);
    table_release(orders);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(threads_do_not_matter)
{
    char *folder = scratch_make(), hashes[2][HASH_TEXT];
    for (size_t i = 0; i < 2; i++) {
        char *shop = scratch_path(folder, i == 0 ? "one" : "eight");
        struct workspace *workspace = make_workspace(shop);
        struct work *work = work_new(i == 0 ? 1 : 8);
        struct table *customers = shop_customers(), *orders = shop_orders();
        struct load_outcome outcome;
        expect(workspace_load(workspace, "customers", customers, NULL, &customers_role, work, &outcome, &err));
        expect(workspace_load(workspace, "orders", orders, NULL, &orders_role, work, &outcome, &err));
        workspace_snapshot_hash(workspace, hashes[i]);
        table_release(customers);
        table_release(orders);
        work_free(work);
        workspace_close(workspace);
        free(shop);
    }
    ck_assert_str_eq(hashes[0], hashes[1]);
    scratch_remove(folder);
}
END_TEST

/* Loading the same again mends every file, whichever was damaged. */
START_TEST(loading_again_heals)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    workspace_close(workspace);
    char **files = column_files(shop);
    for (size_t i = 0; files[i] != NULL; i++) {
        if (i % 3 == 0)
            ck_assert_int_eq(unlink(files[i]), 0);
        else
            flip_byte(files[i], i % 3 == 1 ? -40 : 20);
    }
    workspace = open_workspace(shop);
    struct error told = ERROR_INIT;
    ck_assert_ptr_null(workspace_table(workspace, "orders", 0, &told));
    ck_assert_int_eq(told.code, E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(told.reason, "it holds orders."));
    ck_assert_str_eq(told.mend[0], "load orders");
    error_release(&told);
    struct load_outcome outcome = load(workspace, "customers", shop_customers(), &customers_role);
    ck_assert_int_eq(outcome.version, 1);
    outcome = load(workspace, "orders", shop_orders(), &orders_role);
    ck_assert_int_eq(outcome.version, 1);
    load(workspace, "returns", shop_returns(), &returns_role);
    expect(workspace_verify(workspace, NULL, &err));
    struct table *table;
    expect((table = workspace_table(workspace, "orders", 0, &err)) != NULL);
    expect_column(table, "order_id", "o5 o2 o3 o6 o1 o4");
    table_release(table);
    workspace_close(workspace);
    free_list(files);
    free(shop);
    scratch_remove(folder);
}
END_TEST

static bool load_again(struct workspace *workspace, const char *name, const struct table_role *role,
                       struct load_outcome *out)
{
    bool found;
    expect(workspace_load_again(workspace, name, role, NULL, &found, out, &err));
    return found;
}

/* What came from the same bytes, options and role is found without its rows, is put in use again when the table was
   changed since, and is not found by any other role, or when a file of it is damaged. */
START_TEST(the_same_origin_is_found_again)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), *columns = scratch_path(shop, "columns");
    struct workspace *workspace = make_workspace(shop);
    struct table_role role = orders_role, other = orders_role;
    struct load_outcome out;
    role.origin = "bytes and options";
    load(workspace, "customers", shop_customers(), &customers_role);
    ck_assert(!load_again(workspace, "orders", &role, &out));
    load(workspace, "orders", shop_orders(), &role);
    size_t n_files = count_files(columns);
    ck_assert(load_again(workspace, "orders", &role, &out));
    ck_assert_int_eq(out.outcome, STORE_UNCHANGED);
    ck_assert_int_eq(out.version, 1);
    ck_assert_uint_eq(out.n_rows, 6);
    ck_assert_uint_eq(out.n_orphans, 1);
    ck_assert(!load_again(workspace, "returns", &role, &out));
    other.key = NULL;
    other.origin = role.origin;
    ck_assert(!load_again(workspace, "orders", &other, &out));
    other = role;
    other.origin = "other bytes";
    ck_assert(!load_again(workspace, "orders", &other, &out));
    other.origin = NULL;
    ck_assert(!load_again(workspace, "orders", &other, &out));
    /* Changed since, as cleaning does: one row less, of no origin. */
    struct table *cleaned =
        TABLE("orders", "order_id:text customer_id:text at:time amount:real", "o1,C1,2024-01-15,10");
    ck_assert_int_eq(load(workspace, "orders", cleaned, &orders_role).version, 2);
    ck_assert(load_again(workspace, "orders", &role, &out));
    ck_assert_int_eq(out.outcome, STORE_NEW);
    ck_assert_int_eq(out.version, 1);
    struct table_version info;
    expect(workspace_table_info(workspace, "orders", 0, &info, &err));
    ck_assert_uint_eq(info.n_rows, 6);
    table_version_release(&info);
    expect(workspace_table_info(workspace, "orders", 2, &info, &err)); /* kept */
    ck_assert_uint_eq(info.n_rows, 1);
    table_version_release(&info);
    ck_assert_uint_ge(count_files(columns), n_files);
    /* The key of the table above is a part of it: the link is guessed by it. */
    load(workspace, "customers", TABLE("customers", "code:text signup:time", "C1,2023-01-01"),
         &(struct table_role){ .key = "code", .time = "signup" });
    ck_assert(!load_again(workspace, "orders", &role, &out));
    load(workspace, "customers", shop_customers(), &customers_role);
    ck_assert(load_again(workspace, "orders", &role, &out));
    workspace_close(workspace);
    char **files = column_files(shop);
    for (size_t i = 0; files[i] != NULL; i++)
        unlink(files[i]);
    free_list(files);
    workspace = open_workspace(shop);
    ck_assert(!load_again(workspace, "orders", &role, &out));
    workspace_close(workspace);
    free(columns);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* Customers that are made from their events are those of the version in use. */
START_TEST(made_customers_follow_what_is_found_again)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    struct table_role role = { .time = "t", .of = "people", .via = "who", .origin = "first" };
    struct load_outcome out;
    load(workspace, "visits", TABLE("visits", "who:text t:time", "b,2024-01-02", "a,2024-01-01"), &role);
    role.origin = "second";
    load(workspace, "visits", TABLE("visits", "who:text t:time", "c,2024-01-03"), &role);
    role.origin = "first";
    ck_assert(load_again(workspace, "visits", &role, &out));
    ck_assert(out.derived);
    ck_assert_uint_eq(out.n_derived, 2);
    struct table *people;
    expect((people = workspace_table(workspace, "people", 0, &err)) != NULL);
    expect_column(people, "who", "a b");
    table_release(people);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *load_suite(void)
{
    Suite *suite = suite_create("load");
    TCase *cases = tcase_create("load");
    tcase_add_test(cases, events_lie_by_customer_and_time);
    tcase_add_test(cases, equal_content_is_stored_once);
    tcase_add_test(cases, versions_count_up_and_stay);
    tcase_add_test(cases, role_is_part_of_the_version);
    tcase_add_test(cases, quarantine_is_kept);
    tcase_add_test(cases, quarantine_is_of_the_last_load);
    tcase_add_test(cases, tables_without_rows);
    tcase_add_test(cases, customers_are_made_from_their_events);
    tcase_add_test(cases, failed_load_leaves_nothing);
    tcase_add_test(cases, threads_do_not_matter);
    tcase_add_test(cases, loading_again_heals);
    tcase_add_test(cases, the_same_origin_is_found_again);
    tcase_add_test(cases, made_customers_follow_what_is_found_again);
    suite_add_tcase(suite, cases);
    return suite;
}
