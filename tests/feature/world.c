/* Worlds: sorted by customer and time, ties as given, orphans left out, keys and columns checked. */
#include "feature_tests.h"

static struct table *customers(void)
{
    return table_of("customers", (const char *[]){ "id:text began:time", "b 2024-01-01", "a 2024-02-01", "c .", NULL });
}

START_TEST(sorted)
{
    struct table *who = customers();
    struct table *orders =
        table_of("orders", (const char *[]){ "n:int customer:text at:time", "1 a 2024-03-02", "2 b 2024-05-01",
                                             "3 a 2024-03-01", "4 x 2024-01-01", "5 a 2024-03-02", "6 b .",
                                             "7 . 2024-09-09", "8 a 2024-03-01", NULL });
    struct event_source source = { orders, "at", "customer", NULL };
    size_t n_orphans;
    struct error err = ERROR_INIT;
    struct world *world = world_build(who, "id", "began", &source, 1, NULL, &n_orphans, &err);
    ck_assert_msg(world != NULL, "%s", err.what);
    ck_assert_uint_eq(n_orphans, 2);
    const struct events *events = world_events(world, "orders");
    ck_assert_mem_eq(events->start, ((uint64_t[]){ 0, 2, 6, 6 }), 4 * sizeof(uint64_t));
    ck_assert_mem_eq(column_ints(table_column(events->table, "n")), ((int64_t[]){ 6, 2, 3, 8, 1, 5 }),
                     6 * sizeof(int64_t));
    ck_assert_int_eq(world->first_time, day("2024-03-01"));
    ck_assert_int_eq(world->last_time, day("2024-05-01")); /* not the orphan's September */
    ck_assert_int_eq(world_end(world), day("2024-05-01") + 1);
    ck_assert_uint_eq(events->known_column, SIZE_MAX);
    ck_assert_ptr_null(world_events(world, "returns"));
    world_free(world);
    table_release(orders);
    table_release(who);
}
END_TEST

/* Histories long enough for the other sort, in reverse, with ties; against a stable order by hand. */
START_TEST(long_histories)
{
    enum { N = 500 };
    struct builder *builder = builder_new("orders");
    builder_add_column(builder, "customer", TYPE_TEXT);
    builder_add_column(builder, "at", TYPE_TIME);
    builder_add_column(builder, "n", TYPE_INT);
    builder_column_date_only(builder, 1, true);
    for (int64_t i = 0; i < N; i++) {
        builder_set_text(builder, 0, i % 3 ? "a" : "c", 1);
        builder_set_int(builder, 1, (N - i) / 10 * TIME_DAY);
        builder_set_int(builder, 2, i);
        builder_end_row(builder);
    }
    struct table *orders = builder_finish(builder, NULL), *who = customers();
    struct event_source source = { orders, "at", "customer", NULL };
    struct work *work = work_new(3);
    struct world *world = world_build(who, "id", NULL, &source, 1, work, NULL, NULL);
    const struct table *table = world->events[0].table;
    ck_assert_uint_eq(table->n_rows, N);
    for (size_t c = 0; c < 3; c++)
        for (uint64_t row = world->events[0].start[c] + 1; row < world->events[0].start[c + 1]; row++) {
            int64_t before = column_ints(&table->columns[1])[row - 1], now = column_ints(&table->columns[1])[row];
            int64_t first = column_ints(&table->columns[2])[row - 1], second = column_ints(&table->columns[2])[row];
            expect(before < now || (before == now && first < second), "row %zu out of order", (size_t)row);
        }
    ck_assert_int_eq(world_end(world), 51 * TIME_DAY); /* dates only: the last day is whole */
    world_free(world);
    work_free(work);
    table_release(orders);
    table_release(who);
}
END_TEST

START_TEST(keys_of_numbers)
{
    struct table *who = table_of("customers", (const char *[]){ "id:int", "30", "7", NULL });
    struct table *orders = table_of(
        "orders", (const char *[]){ "who:int at:time", "7 2024-01-01", "30 2024-01-02", "8 2024-01-02", NULL });
    struct event_source source = { orders, "at", "who", NULL };
    size_t n_orphans;
    struct world *world = world_build(who, "id", NULL, &source, 1, NULL, &n_orphans, NULL);
    ck_assert_uint_eq(n_orphans, 1);
    ck_assert_mem_eq(world->events[0].start, ((uint64_t[]){ 0, 1, 2 }), 3 * sizeof(uint64_t));
    world_free(world);
    table_release(orders);
    table_release(who);
}
END_TEST

START_TEST(refused)
{
    struct table *who = customers();
    struct table *twice = table_of("customers", (const char *[]){ "id:text", "a", "b", "a", NULL });
    struct table *orders =
        table_of("orders", (const char *[]){ "customer:text at:time note:text", "a 2024-01-01 x", NULL });
    struct event_source good = { orders, "at", "customer", NULL }, no_time = { orders, "att", "customer", NULL },
                        no_link = { orders, "at", "customers", NULL }, text_time = { orders, "note", "customer", NULL },
                        no_known = { orders, "at", "customer", "known" };
    struct error err = ERROR_INIT;
    ck_assert_ptr_null(world_build(twice, "id", NULL, &good, 1, NULL, NULL, &err));
    ck_assert_int_eq(err.code, E_KEY);
    error_release(&err);
    ck_assert_ptr_null(world_build(who, "key", NULL, &good, 1, NULL, NULL, &err));
    ck_assert_int_eq(err.code, E_NO_COLUMN);
    error_release(&err);
    ck_assert_ptr_null(world_build(who, "id", "id", &good, 1, NULL, NULL, &err));
    ck_assert_int_eq(err.code, E_TYPE);
    error_release(&err);
    ck_assert_ptr_null(world_build(who, "id", NULL, &no_time, 1, NULL, NULL, &err));
    ck_assert_int_eq(err.code, E_NO_COLUMN);
    ck_assert_str_eq(err.mend[0], "at");
    error_release(&err);
    ck_assert_ptr_null(world_build(who, "id", NULL, &no_link, 1, NULL, NULL, &err));
    ck_assert_int_eq(err.code, E_NO_COLUMN);
    error_release(&err);
    ck_assert_ptr_null(world_build(who, "id", NULL, &text_time, 1, NULL, NULL, &err));
    ck_assert_int_eq(err.code, E_TYPE);
    error_release(&err);
    ck_assert_ptr_null(world_build(who, "id", NULL, (struct event_source[]){ good, no_known }, 2, NULL, NULL, &err));
    ck_assert_int_eq(err.code, E_NO_COLUMN);
    error_release(&err);
    table_release(who);
    table_release(twice);
    table_release(orders);
}
END_TEST

START_TEST(no_events)
{
    struct table *who = customers();
    struct world *world = world_build(who, "id", "began", NULL, 0, NULL, NULL, NULL);
    ck_assert_uint_eq(world->n_events, 0);
    ck_assert(world->first_time == TIME_MISSING && world->last_time == TIME_MISSING);
    ck_assert(world_end(world) == TIME_MISSING);
    world_free(world);
    table_release(who);
}
END_TEST

Suite *world_suite(void)
{
    Suite *suite = suite_create("world");
    TCase *tcase = tcase_create("world");
    tcase_add_test(tcase, sorted);
    tcase_add_test(tcase, long_histories);
    tcase_add_test(tcase, keys_of_numbers);
    tcase_add_test(tcase, refused);
    tcase_add_test(tcase, no_events);
    suite_add_tcase(suite, tcase);
    return suite;
}
