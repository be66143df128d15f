/* The feature store: the same bits with and without, one column computed for one feature added, nothing believed that
   was damaged, and nothing found that depends on other data, rows or definitions. */
#include "patron/feature/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "workspace/room.h"

enum { CUSTOMERS = 60, FEATURES = 4 };

static void load_many(struct workspace *workspace, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    struct builder *customers = builder_new("customers"), *orders = builder_new("orders");
    builder_add_column(customers, "customer_id", TYPE_INT);
    builder_add_column(orders, "customer_id", TYPE_INT);
    builder_add_column(orders, "ts", TYPE_TIME);
    builder_add_column(orders, "amount", TYPE_REAL);
    for (int c = 0; c < CUSTOMERS; c++) {
        builder_set_int(customers, 0, c);
        builder_end_row(customers);
        for (size_t i = random_below(&random, 9); i > 0; i--) {
            builder_set_int(orders, 0, c);
            builder_set_int(orders, 1, (int64_t)random_below(&random, 200) * TIME_DAY);
            builder_set_real(orders, 2, random_unit(&random) * 100);
            builder_end_row(orders);
        }
    }
    static const struct table_role of_customers = { .key = "customer_id" };
    static const struct table_role of_orders = { .time = "ts", .of = "customers", .via = "customer_id" };
    load(workspace, "customers", builder_finish(customers, NULL), &of_customers);
    load(workspace, "orders", builder_finish(orders, NULL), &of_orders);
}

static const char *const texts[FEATURES] = { "count(orders) over 30d,90d", "sum(orders.amount)", "twice_spend / n_90d",
                                             "2 * spend" };
static const char *const names[FEATURES] = { "n_90d", "spend", "ratio", "twice_spend" };

/* The first N features, SPEND defined as given, through the store or not, for rows FIRST .. */
static struct table *computed(struct workspace *workspace, const char *spend, size_t n, bool stored, uint32_t first,
                              int64_t day)
{
    struct arena arena;
    arena_init(&arena);
    struct definition definitions[FEATURES];
    struct feature features[FEATURES];
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < FEATURES; i++) {
        ck_assert(definition_parse(DEFINITION_FEATURE, names[i], i == 1 ? spend : texts[i], 0, &arena, &definitions[i],
                                   &err));
        features[i] = (struct feature){ names[i], &definitions[i], i == 0 ? 1 : 0 };
    }
    uint32_t rows[CUSTOMERS];
    int64_t cutoffs[CUSTOMERS];
    size_t n_rows = 0;
    for (uint32_t c = first; c < CUSTOMERS; c++) {
        rows[n_rows] = c;
        cutoffs[n_rows++] = day * TIME_DAY;
    }
    struct feature_rows view = { n_rows, rows, cutoffs };
    struct world *world = workspace_world(workspace, NULL, &err);
    ck_assert(world != NULL && world->store != NULL);
    if (!stored)
        world->store = NULL;
    /* `ratio` names `twice_spend`, which names `spend`: they are asked for together */
    struct table *table = features_compute(world, features, n == 1 ? 1 : n == 2 ? 2 : FEATURES, &view, "f", NULL, &err);
    ck_assert_msg(table != NULL, "%s", err.what);
    world_free(world);
    arena_release(&arena);
    return table;
}

static int64_t n_kept(struct workspace *workspace)
{
    int64_t n = -1;
    bool found;
    expect(query_one_integer(query_new(workspace->catalog, "SELECT count(*) FROM feature_column"), &n, &found, &err));
    return n;
}

static void same_bits(const struct table *a, const struct table *b)
{
    ck_assert_uint_eq(a->n_columns, b->n_columns);
    ck_assert_uint_eq(a->n_rows, b->n_rows);
    for (size_t c = 0; c < a->n_columns; c++) {
        ck_assert_str_eq(a->columns[c].name, b->columns[c].name);
        ck_assert_int_eq(a->columns[c].type, b->columns[c].type);
        ck_assert_int_eq(a->columns[c].date_only, b->columns[c].date_only);
        ck_assert(memcmp(column_values(&a->columns[c]), column_values(&b->columns[c]),
                         a->n_rows * type_size(a->columns[c].type)) == 0);
    }
}

static void check_same(struct workspace *workspace, const char *spend, size_t n, uint32_t first, int64_t day)
{
    struct table *with = computed(workspace, spend, n, true, first, day),
                 *without = computed(workspace, spend, n, false, first, day);
    same_bits(with, without);
    table_release(with);
    table_release(without);
}

START_TEST(the_same_bits_and_one_column_a_feature)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_many(workspace, 1);
    check_same(workspace, texts[1], 1, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 1);
    check_same(workspace, texts[1], 2, 0, 100); /* one more feature: one more column */
    ck_assert_int_eq(n_kept(workspace), 2);
    check_same(workspace, texts[1], FEATURES, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 4);
    for (int again = 0; again < 3; again++)
        check_same(workspace, texts[1], FEATURES, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 4);
    workspace_close(workspace);
    workspace = open_workspace(shop); /* and vacuumed */
    check_same(workspace, texts[1], FEATURES, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 4);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(what_bits_depend_on_is_in_the_key)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_many(workspace, 1);
    check_same(workspace, texts[1], FEATURES, 0, 100);
    check_same(workspace, texts[1], FEATURES, 0, 120); /* the cutoff */
    ck_assert_int_eq(n_kept(workspace), 8);
    check_same(workspace, texts[1], FEATURES, 1, 100); /* the rows */
    ck_assert_int_eq(n_kept(workspace), 12);
    /* spend, and through it twice_spend and ratio; not n_90d */
    check_same(workspace, "sum(orders.amount where amount > 50)", FEATURES, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 15);
    load_many(workspace, 2); /* the data */
    check_same(workspace, texts[1], FEATURES, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 19);
    check_same(workspace, texts[1], FEATURES, CUSTOMERS - 20, 100); /* too few rows to be worth it */
    ck_assert_int_eq(n_kept(workspace), 19);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

static char *kept_file(struct workspace *workspace, const char *name)
{
    struct query *query = query_new(workspace->catalog, "SELECT file FROM feature_column WHERE name = ?");
    query_bind_text(query, name);
    ck_assert(query_row(query));
    char *path = column_file_path(workspace, query_text(query, 0));
    query_end(query, NULL);
    return path;
}

START_TEST(damage_is_seen_and_mended)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_many(workspace, 1);
    check_same(workspace, texts[1], 2, 0, 100);
    char *path = kept_file(workspace, "spend");
    flip_byte(path, -100);
    check_same(workspace, texts[1], 2, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 2);
    ck_assert_int_eq(remove(path), 0);
    check_same(workspace, texts[1], 2, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 2);
    expect(workspace_verify(workspace, NULL, &err)); /* whole again */
    free(path);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(the_longest_unused_is_forgotten)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_many(workspace, 1);
    check_same(workspace, texts[1], 1, 0, 100);
    check_same(workspace, texts[1], 1, 0, 110);
    check_same(workspace, texts[1], 1, 0, 120);
    check_same(workspace, texts[1], 1, 0, 100); /* used again: 110 is now the oldest */
    size_t n_removed;
    expect(workspace_store_limit(workspace, 2 * CUSTOMERS * 8, &err));
    ck_assert_int_eq(n_kept(workspace), 2);
    struct table *stored = workspace_stored_features(workspace, NULL);
    ck_assert_uint_eq(stored->n_rows, 2);
    expect_column(stored, "feature", "n_90d n_90d");
    table_release(stored);
    expect(workspace_vacuum(workspace, &n_removed, &err));
    ck_assert_uint_eq(n_removed, 1);
    check_same(workspace, texts[1], 1, 0, 100);
    check_same(workspace, texts[1], 1, 0, 120);
    ck_assert_int_eq(n_kept(workspace), 2);
    check_same(workspace, texts[1], 1, 0, 110);
    ck_assert_int_eq(n_kept(workspace), 2); /* within the limit */
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(who_cannot_write_still_finds)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_many(workspace, 1);
    expect(workspace_begin(workspace, &err));
    check_same(workspace, texts[1], 2, 0, 100);
    workspace_rollback(workspace); /* a command that failed keeps nothing */
    ck_assert_int_eq(n_kept(workspace), 0);
    check_same(workspace, texts[1], 1, 0, 100);
    workspace_close(workspace);
    struct error err = ERROR_INIT;
    workspace = workspace_open(shop, true, &err);
    ck_assert(workspace != NULL);
    check_same(workspace, texts[1], 2, 0, 100);
    ck_assert_int_eq(n_kept(workspace), 1);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(sets_have_versions)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    int number;
    ck_assert_int_eq(workspace_set_version(workspace, "full"), 0);
    expect(workspace_set_keep(workspace, "full", "a\n", &number, &err));
    ck_assert_int_eq(number, 1);
    expect(workspace_set_keep(workspace, "full", "a\n", &number, &err));
    ck_assert_int_eq(number, 1);
    expect(workspace_set_keep(workspace, "full", "a\nb\n", &number, &err));
    ck_assert_int_eq(number, 2);
    expect(workspace_set_keep(workspace, "full", "a\n", &number, &err));
    ck_assert_int_eq(number, 3);
    static const char *const members[] = { "a\n", "a\n", "a\nb\n" }; /* 0: the latest */
    for (int i = 0; i < 3; i++) {
        char *found = workspace_set_members(workspace, "full", i);
        ck_assert_str_eq(found, members[i]);
        free(found);
    }
    ck_assert(workspace_set_members(workspace, "full", 4) == NULL);
    ck_assert(workspace_set_members(workspace, "other", 0) == NULL);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *feature_store_suite(void)
{
    Suite *suite = suite_create("feature_store");
    TCase *tests = tcase_create("feature_store");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_same_bits_and_one_column_a_feature);
    tcase_add_test(tests, what_bits_depend_on_is_in_the_key);
    tcase_add_test(tests, damage_is_seen_and_mended);
    tcase_add_test(tests, the_longest_unused_is_forgotten);
    tcase_add_test(tests, who_cannot_write_still_finds);
    tcase_add_test(tests, sets_have_versions);
    suite_add_tcase(suite, tests);
    return suite;
}
