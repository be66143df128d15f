/* The rules of time, each by a case that breaks when the rule does. Rules 12 and 13 are those of splits (tests/study).
 */
#include "feature_tests.h"

struct case_of_rule {
    struct arena arena;
    struct table *customers, *orders;
    struct world *world;
};

static void setup(struct case_of_rule *c, bool known)
{
    arena_init(&c->arena);
    c->customers = table_of("customers", (const char *[]){ "id:text began:time plan:text city:text",
                                                           "a 2024-01-01 pro Bonn", "b 2024-07-01 basic Ulm", NULL });
    c->orders =
        table_of("orders", (const char *[]){ "customer:text at:time loaded:time amount:real",
                                             "a 2024-05-31T23:59:59.999999 2024-06-01 1", "a 2024-06-01 2024-06-01 2",
                                             "a 2024-06-08 2024-07-02 4", "a 2024-06-30T23:59:59.999999 2024-07-01 8",
                                             "a 2024-07-01 2024-07-01 16", "a 2024-07-08 2024-07-08 32",
                                             "b 2024-07-31 2024-07-31 64", NULL });
    struct event_source source = { c->orders, "at", "customer", known ? "loaded" : NULL };
    c->world = world_build(c->customers, "id", "began", &source, 1, NULL, NULL, NULL);
}

static void teardown(struct case_of_rule *c)
{
    world_free(c->world);
    table_release(c->customers);
    table_release(c->orders);
    arena_release(&c->arena);
}

/* TEXT, a feature of customer a as of 2024-07-01. */
static double feature(struct case_of_rule *c, const char *text)
{
    const char *const one[1][2] = { { "f", text } };
    size_t n;
    struct error err = ERROR_INIT;
    struct feature *features = features_of(&c->arena, one, 1, &n);
    struct plan *plan = plan_new(c->world, features, 1, &err);
    ck_assert_msg(plan, "%s", err.what);
    struct feature_rows rows = { 1, (uint32_t[]){ 0 }, (int64_t[]){ day("2024-07-01") } };
    struct table *table = plan_compute(plan, &rows, "f", NULL, &err);
    double value = column_reals(&table->columns[2])[0];
    table_release(table);
    plan_free(plan);
    return value;
}

static double target(struct case_of_rule *c, const char *text, const char *cutoff, size_t *n_immature)
{
    double out[1];
    struct feature_rows rows = { 1, (uint32_t[]){ 0 }, (int64_t[]){ day(cutoff) } };
    const struct definition *definition = define(&c->arena, DEFINITION_TARGET, "t", text);
    ck_assert(target_compute(c->world, definition, &rows, NULL, out, NULL, n_immature, NULL));
    return out[0];
}

START_TEST(rule_1_the_cutoff_is_exclusive)
{
    struct case_of_rule c;
    size_t immature;
    setup(&c, false);
    ck_assert_double_eq(feature(&c, "sum(orders.amount)"), 1 + 2 + 4 + 8);
    ck_assert_double_eq(target(&c, "sum(orders.amount) within 1d", "2024-07-01", &immature), 16);
    teardown(&c);
}
END_TEST

START_TEST(rule_2_windows_are_half_open)
{
    struct case_of_rule c;
    setup(&c, false);
    ck_assert_double_eq(feature(&c, "sum(orders.amount) over 30d"), 2 + 4 + 8);
    ck_assert_double_eq(feature(&c, "sum(orders.amount) over 7d + sum(orders.amount) over 7d..30d"),
                        feature(&c, "sum(orders.amount) over 30d"));
    teardown(&c);
}
END_TEST

START_TEST(rule_4_two_clocks)
{
    struct case_of_rule c;
    setup(&c, true); /* what is loaded on the day itself is known; on the day after, not */
    ck_assert_double_eq(feature(&c, "sum(orders.amount)"), 1 + 2 + 8);
    teardown(&c);
}
END_TEST

START_TEST(rule_5_no_today_in_old_snapshots)
{
    static const char *const texts[][2] = {
        { "p", "customers.plan" }, { "c", "city" }, { "t", "days since customers.began" }, { "n", "count(orders)" }
    };
    struct case_of_rule c;
    size_t n;
    setup(&c, false);
    struct feature *features = features_of(&c.arena, texts, 4, &n);
    struct feature_clocks clocks = features_clocks(c.world, features, n, day("2024-07-01"), &c.arena);
    ck_assert_str_eq(clocks.undated, "customers.plan, customers.city");
    ck_assert(clocks.event_time_only);
    c.world->constant = "plan,city";
    ck_assert_ptr_null(features_clocks(c.world, features, n, day("2024-07-01"), &c.arena).undated);
    c.world->constant = "city";
    ck_assert_str_eq(features_clocks(c.world, features, n, day("2024-07-01"), &c.arena).undated, "customers.plan");
    ck_assert_ptr_null(features_clocks(c.world, features, n, world_end(c.world), &c.arena).undated);
    teardown(&c);
    setup(&c, true);
    features = features_of(&c.arena, texts, 4, &n);
    ck_assert(!features_clocks(c.world, features, n, day("2024-07-01"), &c.arena).event_time_only);
    teardown(&c);
}
END_TEST

START_TEST(rule_7_the_target_begins_after_the_gap)
{
    struct case_of_rule c;
    size_t immature;
    setup(&c, false);
    ck_assert_double_eq(target(&c, "sum(orders.amount) within 7d gap=7d", "2024-07-01", &immature), 32);
    ck_assert_double_eq(target(&c, "sum(orders.amount) within 6d gap=1d", "2024-07-01", &immature), 0);
    teardown(&c);
}
END_TEST

/* The data end with the order of 31 July: windows that end by then have labels, one that ends later has none. */
START_TEST(rule_8_immature_labels)
{
    struct case_of_rule c;
    size_t immature;
    setup(&c, false);
    ck_assert_double_eq(target(&c, "no orders within 22d", "2024-07-09", &immature), 1);
    ck_assert_uint_eq(immature, 0);
    ck_assert(isnan(target(&c, "no orders within 23d", "2024-07-09", &immature)));
    ck_assert_uint_eq(immature, 1);
    teardown(&c);
}
END_TEST

START_TEST(rule_9_populations_are_of_the_past)
{
    struct case_of_rule c;
    struct definition population;
    struct error err = ERROR_INIT;
    uint32_t *rows;
    size_t n;
    setup(&c, false);
    ck_assert(!definition_parse(DEFINITION_POPULATION, "p", "customers where count(orders) within 30d > 0", 0, &c.arena,
                                &population, &err));
    ck_assert_int_eq(err.code, E_LOOK_AHEAD);
    error_release(&err);
    ck_assert(population_rows(c.world, NULL, day("2024-07-01"), NULL, &rows, &n, &err)); /* b begins on the day */
    ck_assert_uint_eq(n, 1);
    ck_assert_uint_eq(rows[0], 0);
    free(rows);
    teardown(&c);
}
END_TEST

Suite *time_rules_suite(void)
{
    Suite *suite = suite_create("rules of time");
    TCase *tcase = tcase_create("rules");
    tcase_add_test(tcase, rule_1_the_cutoff_is_exclusive);
    tcase_add_test(tcase, rule_2_windows_are_half_open);
    tcase_add_test(tcase, rule_4_two_clocks);
    tcase_add_test(tcase, rule_5_no_today_in_old_snapshots);
    tcase_add_test(tcase, rule_7_the_target_begins_after_the_gap);
    tcase_add_test(tcase, rule_8_immature_labels);
    tcase_add_test(tcase, rule_9_populations_are_of_the_past);
    suite_add_tcase(suite, tcase);
    return suite;
}
