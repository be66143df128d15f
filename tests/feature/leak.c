/* The leak check: nothing changes in a right world; a world out of order is caught. */
#include "patron/feature/leak.h"

#include "feature_tests.h"

static const char *const texts[][2] = {
    { "n", "count(orders) over 30d,1y" },
    { "spend", "sum(orders.amount)" },
    { "channel", "last(orders.channel)" },
    { "kinds", "distinct(orders.channel where amount > 5)" },
    { "recency", "days since last(orders.order_ts)" },
    { "tenure", "days since customers.began" },
};

static struct table *customers(void)
{
    return table_of("customers", (const char *[]){ "id:text began:time", "a 2024-01-01", "b 2024-01-01", NULL });
}

static struct table *orders(void)
{
    return table_of(
        "orders",
        (const char *[]){ "customer:text order_ts:time amount:real channel:text loaded:time count:int gift:bool",
                          "a 2024-05-01 1 app 2024-05-01 1 yes", "a 2024-06-30 2 web 2024-07-02 2 no",
                          "a 2024-07-01 4 app 2024-07-01 3 yes", "a 2024-09-01 8 app 2024-09-01 4 .",
                          "b 2024-06-01 16 store 2024-06-01 5 no", "b 2024-07-01 32 app . 6 yes", NULL });
}

static void check(struct world *world, uint64_t expected_removed, bool leaks)
{
    struct arena arena;
    size_t n;
    struct leak_result result;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    struct feature *features = features_of(&arena, texts, sizeof texts / sizeof *texts, &n);
    int64_t early = day("2024-07-01"), late = day("2024-08-01");
    struct feature_rows rows = { 4, (uint32_t[]){ 0, 1, 1, 0 }, (int64_t[]){ early, late, early, late } };
    ck_assert_msg(leak_check(world, features, n, &rows, 42, NULL, &result, &err), "%s", err.what);
    ck_assert_uint_eq(result.n_features, n);
    ck_assert_uint_eq(result.n_rows, 4);
    ck_assert_uint_eq(result.n_events_removed, expected_removed);
    ck_assert_uint_eq(result.n_events_scrambled, expected_removed);
    ck_assert_int_eq(result.known_time, world->events[0].known_column != SIZE_MAX);
    ck_assert_str_eq(result.features[0].name, "n_30d");
    size_t n_changed = 0;
    for (size_t k = 0; k < n; k++)
        n_changed += result.features[k].n_changed_removed + result.features[k].n_changed_scrambled;
    ck_assert_msg((n_changed > 0) == leaks, "%zu values changed", n_changed);
    leak_result_release(&result);
    arena_release(&arena);
}

/* As of July three rows lie ahead, two of them at the cutoff; as of August one. */
START_TEST(event_time)
{
    struct table *who = customers(), *events = orders();
    struct event_source source = { events, "order_ts", "customer", NULL };
    struct world *world = world_build(who, "id", "began", &source, 1, NULL, NULL, NULL);
    check(world, 3 + 1, false);
    world_free(world);
    table_release(who);
    table_release(events);
}
END_TEST

/* By known time the order of 30 June, loaded on 2 July, lies ahead in July too; one is never known. */
START_TEST(known_time)
{
    struct table *who = customers(), *events = orders();
    struct event_source source = { events, "order_ts", "customer", "loaded" };
    struct world *world = world_build(who, "id", "began", &source, 1, NULL, NULL, NULL);
    check(world, 4 + 2, false);
    world_free(world);
    table_release(who);
    table_release(events);
}
END_TEST

static void events_free(void *owner)
{
    free(owner);
}

/* Rows that are not sorted by time let the engine see ahead: the check must tell. */
START_TEST(a_broken_world_is_caught)
{
    static const uint64_t start[] = { 0, 3, 3 };
    struct table *broken =
        table_of("orders", (const char *[]){ "order_ts:time amount:real channel:text", "2024-12-01 4 web",
                                             "2024-05-01 1 app", "2024-06-01 2 web", NULL });
    struct events *events = allocate(1, sizeof *events);
    struct world *world = allocate(1, sizeof *world);
    *events = (struct events){ .table = broken, .known_column = SIZE_MAX, .start = start };
    *world = (struct world){ .customers = customers(),
                             .time_column = 1,
                             .n_events = 1,
                             .events = events,
                             .first_time = day("2024-05-01"),
                             .last_time = day("2024-12-01"),
                             .owner = events,
                             .free_owner = events_free };
    check(world, 1 + 1, true);
    world_free(world);
}
END_TEST

Suite *leak_suite(void)
{
    Suite *suite = suite_create("leak");
    TCase *tcase = tcase_create("leak");
    tcase_add_test(tcase, event_time);
    tcase_add_test(tcase, known_time);
    tcase_add_test(tcase, a_broken_world_is_caught);
    suite_add_tcase(suite, tcase);
    return suite;
}
