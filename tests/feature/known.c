/* What was known at a date: rows, values that came later, customers, days. */
#include "patron/feature/known.h"

#include "feature_tests.h"
#include "patron/base/text.h"

/* Subscriptions: the end, and the flag that is filled in with it. */
static struct table *subscriptions(void)
{
    return table_of("subs", (const char *[]){ "customer:text start:date end:date churned:bool due:date",
                                              "a 2024-02-01 2024-05-01 yes 2025-02-01",
                                              "a 2024-05-02 2024-08-10 yes 2025-05-02",
                                              "b 2024-03-01 2024-07-15 yes 2025-03-01", "c 2024-07-01 . no 2025-07-01",
                                              "d . . no .", NULL });
}

static void ck_table(const struct events *events, int64_t cutoff, const char *const *expected, size_t n,
                     size_t n_hidden)
{
    struct known_counts counts;
    struct error err = ERROR_INIT;
    struct table *table = known_table(events, cutoff, &counts, &err);
    ck_assert_msg(table != NULL, "%s", err.what);
    ck_assert_uint_eq(table->n_rows, n);
    ck_assert_uint_eq(counts.n_rows, events->table->n_rows - n);
    ck_assert_uint_eq(counts.n_values, n_hidden);
    struct text line = TEXT_EMPTY;
    for (size_t row = 0; row < n; row++) {
        text_clear(&line);
        for (size_t k = 0; k < table->n_columns; k++) {
            text_add(&line, k > 0 ? " " : "");
            column_write(&table->columns[k], row, &line);
        }
        ck_assert_str_eq(text_string(&line), expected[row]);
    }
    text_release(&line);
    table_release(table);
}

START_TEST(a_table_as_it_stood)
{
    struct table *table = subscriptions();
    size_t late[] = { 0, 0, 3, 3, 0 };
    struct events events = { .table = table, .time_column = 1, .known_column = SIZE_MAX, .late = late };
    ck_table(&events, day("2024-07-01"),
             (const char *[]){ "a 2024-02-01 2024-05-01 true 2025-02-01", "a 2024-05-02   2025-05-02",
                               "b 2024-03-01   2025-03-01" },
             3, 4);
    /* the day of an end is known when it is over, not at its first instant nor at noon */
    ck_assert(!known_value(&events, 3, 2, day("2024-07-15")));
    ck_assert(!known_value(&events, 3, 2, day("2024-07-15 12:00:00")));
    ck_assert(known_value(&events, 3, 2, day("2024-07-16")));
    ck_assert(known_value(&events, 4, 2, day("2024-07-01")));
    ck_assert(!known_value(&events, 3, 3, day("2030-01-01"))); /* the flag of what runs is not sure */
    /* as customers those without a time are there too, and at no date all as it is */
    events.people = true;
    ck_table(&events, day("2024-03-01"), (const char *[]){ "a 2024-02-01   2025-02-01", "d    " }, 2, 3);
    struct table *all = known_table(&events, TIME_MISSING, NULL, NULL);
    ck_assert_uint_eq(all->n_rows, 5);
    ck_assert(!column_is_missing(&all->columns[3], 1));
    table_release(all);
    table_release(table);
}
END_TEST

/* A row known "on" a day is not known at its first instant; one with a time of day is, at that time. */
START_TEST(known_on_a_day)
{
    struct table *who = table_of("customers", (const char *[]){ "id:text", "a", NULL });
    struct table *days = table_of("orders", (const char *[]){ "customer:text at:time seen:date",
                                                              "a 2024-01-10 2024-02-01", "a 2024-01-15 .", NULL });
    struct table *moments = table_of(
        "visits", (const char *[]){ "customer:text at:time seen:time", "a 2024-01-10 2024-02-01T06:00:00", NULL });
    struct event_source sources[] = { { days, "at", "customer", "seen" }, { moments, "at", "customer", "seen" } };
    struct world *world = world_build(who, "id", NULL, sources, 2, NULL, NULL, NULL);
    expect_values(world, "count(orders)", day("2024-02-01"), "0");
    expect_values(world, "count(orders)", day("2024-02-01 18:00:00"), "0");
    expect_values(world, "count(orders)", day("2024-02-02"), "1");
    expect_values(world, "count(visits)", day("2024-02-01"), "0");
    expect_values(world, "count(visits)", day("2024-02-01 06:00:00"), "1");
    ck_assert_int_eq(world->first_time, day("2024-02-01T06:00:00"));
    world_free(world);
    table_release(who);
    table_release(days);
    table_release(moments);
}
END_TEST

/* Columns of customers that came later, and customers who were known later. */
START_TEST(customers_too)
{
    struct table *who = table_of("customers", (const char *[]){ "id:text began:date left:date why:text seen:date",
                                                                "a 2024-01-01 2024-03-01 price 2024-01-01",
                                                                "b 2024-01-01 2024-08-01 price 2024-01-01",
                                                                "c 2024-01-01 . none 2024-07-02", NULL });
    struct world *world = world_build(who, "id", "began", NULL, 0, NULL, NULL, NULL);
    size_t late[] = { 0, 0, 3, 3, 0 }, n;
    uint32_t *rows;
    world->customers_late = late;
    world->customers_known = 5;
    expect_values(world, "customers.why == \"price\"", day("2024-07-01"), "1 . .");
    expect_values(world, "days since customers.left", day("2024-03-11"), "10 . .");
    ck_assert(population_rows(world, NULL, day("2024-07-02"), NULL, &rows, &n, NULL));
    ck_assert_uint_eq(n, 2); /* c is known when the day is over */
    free(rows);
    ck_assert(population_rows(world, NULL, day("2024-07-03"), NULL, &rows, &n, NULL));
    ck_assert_uint_eq(n, 3);
    free(rows);
    struct arena arena;
    double out[3];
    arena_init(&arena);
    const struct definition *target = define(&arena, DEFINITION_TARGET, "t", "customers.why == \"price\"");
    struct feature_rows all = { 3, (uint32_t[]){ 0, 1, 2 },
                                (int64_t[]){ day("2024-07-01"), day("2024-07-01"), day("2024-07-01") } };
    ck_assert(target_compute(world, target, &all, NULL, out, NULL, NULL, NULL));
    ck_assert(out[0] == 1 && out[1] == 1 && out[2] == 0); /* a target without a window sees what became of them */
    arena_release(&arena);
    world_free(world);
    table_release(who);
}
END_TEST

Suite *known_suite(void)
{
    Suite *suite = suite_create("known");
    TCase *tcase = tcase_create("known");
    tcase_add_test(tcase, a_table_as_it_stood);
    tcase_add_test(tcase, known_on_a_day);
    tcase_add_test(tcase, customers_too);
    suite_add_tcase(suite, tcase);
    return suite;
}
