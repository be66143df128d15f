/* The rules of time, each by a case that breaks when the rule does. Rules 12 and 13 are those of splits (tests/study).
 */
#include "feature_tests.h"
#include "patron/feature/leak.h"

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

/* Removed and replaced by noise, by the means that users have; the exhaustive form is in small_worlds.c. */
START_TEST(rule_3_the_future_may_be_anything)
{
    static const char *const texts[][2] = { { "n", "count(orders)" },
                                            { "spend", "sum(orders.amount) over 30d" },
                                            { "r", "days since last(orders.at)" },
                                            { "s", "sessions(orders, 20160)" },
                                            { "m", "median(orders.amount)" } };
    for (int known = 0; known < 2; known++) {
        struct case_of_rule c;
        struct leak_result leak;
        size_t n;
        setup(&c, known);
        struct feature *features = features_of(&c.arena, texts, 5, &n);
        struct feature_rows rows = { 2, (uint32_t[]){ 0, 1 }, (int64_t[]){ day("2024-07-01"), day("2024-07-31") } };
        ck_assert(leak_check(c.world, features, n, &rows, 7, NULL, &leak, NULL));
        ck_assert_uint_gt(leak.n_events_removed, 0);
        for (size_t k = 0; k < n; k++)
            ck_assert_uint_eq(leak.features[k].n_changed_removed + leak.features[k].n_changed_scrambled, 0);
        leak_result_release(&leak);
        teardown(&c);
    }
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

/* Prices of a customer's contract are states: the value is the one in force at the event, not at the cutoff or today.
 */
START_TEST(rule_6_reference_data_as_of)
{
    struct case_of_rule c;
    setup(&c, false);
    struct table *prices =
        table_of("prices", (const char *[]){ "customer:text since:time price:real", "a 2024-01-01 10",
                                             "a 2024-06-08 20", "a 2024-07-01 30", NULL });
    struct event_source sources[] = { { c.orders, "at", "customer", NULL }, { prices, "since", "customer", NULL } };
    struct world *world = world_build(c.customers, "id", "began", sources, 2, NULL, NULL, NULL);
    ((struct events *)world->events)[1].states = true;
    world_free(c.world);
    c.world = world;
    ck_assert_double_eq(feature(&c, "prices.price"), 20); /* what begins at the cutoff is not yet in force */
    ck_assert_double_eq(feature(&c, "sum(orders.amount * prices.price)"), 1 * 10 + 2 * 10 + 4 * 20 + 8 * 20);
    table_release(prices);
    teardown(&c);
}
END_TEST

/* A contract that ended before the cutoff is no risk; one that ends later is, and when it will end is not known. */
START_TEST(rule_10_already_gone)
{
    struct case_of_rule c;
    struct error err = ERROR_INIT;
    uint32_t *rows;
    size_t n;
    setup(&c, false);
    struct table *people =
        table_of("customers", (const char *[]){ "id:text began:time ended:time", "a 2024-01-01 2024-06-30",
                                                "b 2024-01-01 2024-07-02", "c 2024-01-01 .", NULL });
    struct event_source source = { c.orders, "at", "customer", NULL };
    struct world *world = world_build(people, "id", "began", &source, 1, NULL, NULL, NULL);
    const struct definition *population =
        define(&c.arena, DEFINITION_POPULATION, "p",
               "customers where customers.ended is missing or days since customers.ended <= 0");
    bool good = population_rows(world, population, day("2024-07-01"), NULL, &rows, &n, &err);
    ck_assert_msg(good, "%s", err.what);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(rows[0], 1);
    ck_assert_uint_eq(rows[1], 2);
    free(rows);
    world_free(world);
    table_release(people);
    teardown(&c);
}
END_TEST

/* Months are those of the calendar, and a day is a day on which clocks change too: cutoffs are instants in UTC. */
START_TEST(rule_11_calendar)
{
    static const char *const days[][2] = { { "2024-03-31", "2024-04-01" }, { "2024-10-27", "2024-10-28" } };
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(time_shift(day(days[i][0]), (struct duration){ 1, DURATION_DAY }, 1), day(days[i][1]));
    ck_assert_int_eq(day("2024-03-31T01:00:00+0100"), day("2024-03-31T02:00:00+0200"));
    ck_assert_int_eq(time_shift(day("2024-01-31"), (struct duration){ 1, DURATION_MONTH }, 1), day("2024-02-29"));
    ck_assert_int_eq(time_shift(day("2024-03-31"), (struct duration){ 1, DURATION_MONTH }, -1), day("2024-02-29"));
    struct case_of_rule c;
    setup(&c, false);
    ck_assert_double_eq(feature(&c, "sum(orders.amount) over month"), 2 + 4 + 8); /* June, all of it */
    teardown(&c);
}
END_TEST

/* The data begin on 31 May: of 90 days before 1 July there are 30.0 and a microsecond. */
START_TEST(rule_14_windows_too_short)
{
    struct case_of_rule c;
    setup(&c, false);
    double present = 30 + 1e-6 / 86400;
    ck_assert_double_eq_tol(feature(&c, "present(90d)"), present, 1e-12);
    ck_assert_double_eq_tol(feature(&c, "90 * count(orders) / present() over 90d"), 90 * 4 / present, 1e-9);
    ck_assert_double_eq(feature(&c, "present(7d)"), 7);
    static const char *const texts[][2] = { { "long", "count(orders) over 90d" },
                                            { "short", "count(orders) over 7d" },
                                            { "inner", "1 + sum(orders.amount) over 60d / sum(orders.amount) over 7d" },
                                            { "all", "count(orders)" } };
    size_t n;
    struct feature *features = features_of(&c.arena, texts, 4, &n);
    struct feature_clocks clocks = features_clocks(c.world, features, n, day("2024-07-01"), &c.arena);
    ck_assert_uint_eq(clocks.n_short, 2);
    ck_assert_str_eq(clocks.shorts, "long, inner"); /* told and counted */
    ck_assert_uint_eq(features_clocks(c.world, features, n, day("2024-09-01"), &c.arena).n_short, 0);
    ck_assert(isnan(feature(&c, "if(present(90d) < 90, 0 / 0, count(orders) over 90d)"))); /* missing by rule */
    teardown(&c);
}
END_TEST

Suite *time_rules_suite(void)
{
    Suite *suite = suite_create("rules of time");
    TCase *tcase = tcase_create("rules");
    tcase_add_test(tcase, rule_1_the_cutoff_is_exclusive);
    tcase_add_test(tcase, rule_2_windows_are_half_open);
    tcase_add_test(tcase, rule_3_the_future_may_be_anything);
    tcase_add_test(tcase, rule_4_two_clocks);
    tcase_add_test(tcase, rule_6_reference_data_as_of);
    tcase_add_test(tcase, rule_10_already_gone);
    tcase_add_test(tcase, rule_11_calendar);
    tcase_add_test(tcase, rule_14_windows_too_short);
    tcase_add_test(tcase, rule_5_no_today_in_old_snapshots);
    tcase_add_test(tcase, rule_7_the_target_begins_after_the_gap);
    tcase_add_test(tcase, rule_8_immature_labels);
    tcase_add_test(tcase, rule_9_populations_are_of_the_past);
    suite_add_tcase(suite, tcase);
    return suite;
}
