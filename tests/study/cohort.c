/* Tests of cohorts and funnels: a world that can be counted on fingers, and a slow twin on a simulated one. */
#include "patron/study/cohort.h"

#include "patron/base/work.h"
#include "patron/study/funnel.h"
#include "patron/table/builder.h"
#include "study_tests.h"

/* a: Jan 5, Jan 20, Mar 1; b: Jan 31, Feb 1; c: Feb 29; d: none; e: Apr 1. Amounts 1, 2, 4, .. in that order. */
static struct world *small_world(void)
{
    static const struct {
        const char *who, *when;
    } orders[] = { { "a", "2024-01-05" }, { "a", "2024-01-20" }, { "a", "2024-03-01" }, { "b", "2024-01-31" },
                   { "b", "2024-02-01" }, { "c", "2024-02-29" }, { "e", "2024-04-01" } };
    struct builder *customers = builder_new("customers"), *events = builder_new("orders");
    builder_add_column(customers, "id", TYPE_TEXT);
    for (const char *id = "abcde"; *id; id++) {
        builder_set_text(customers, 0, id, 1);
        builder_end_row(customers);
    }
    builder_add_column(events, "id", TYPE_TEXT);
    builder_add_column(events, "when", TYPE_TIME);
    builder_add_column(events, "amount", TYPE_REAL);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        builder_set_text(events, 0, orders[i].who, 1);
        builder_set_int(events, 1, day(orders[i].when));
        builder_set_real(events, 2, (double)(1 << i));
        builder_end_row(events);
    }
    struct table *who = builder_finish(customers, NULL), *what = builder_finish(events, NULL);
    struct event_source source = { .table = what, .time_column = "when", .link_column = "id" };
    struct world *world = world_build(who, "id", NULL, &source, 1, NULL, NULL, NULL);
    table_release(who);
    table_release(what);
    return world;
}

static void check_row(const double *row, size_t n, const double *wanted)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(isnan(wanted[i]) ? isnan(row[i]) : row[i] == wanted[i], "cell %zu: %g, not %g", i, row[i],
                      wanted[i]);
}

START_TEST(cohorts_by_hand)
{
    struct world *world = small_world();
    struct cohort_request request = { "orders", "amount", { 1, DURATION_MONTH }, NULL, day("2024-04-01") };
    struct cohorts cohorts;
    ck_assert(study_cohorts(world, &request, NULL, &cohorts, NULL));
    ck_assert_uint_eq(cohorts.n, 3); /* the order at the cutoff is not seen */
    ck_assert_int_eq(cohorts.starts[0], day("2024-01-01"));
    ck_assert_int_eq(cohorts.starts[3], day("2024-04-01"));
    check_row(cohorts.sizes, 3, (double[]){ 2, 1, 0 });
    check_row(cohorts.active, 9, (double[]){ 2, 1, 1, 1, 0, NAN, 0, NAN, NAN });
    check_row(cohorts.events, 9, (double[]){ 3, 1, 1, 1, 0, NAN, 0, NAN, NAN });
    check_row(cohorts.amount, 9, (double[]){ 1 + 2 + 8, 16, 4, 32, 0, NAN, 0, NAN, NAN });
    cohorts_release(&cohorts);
    request.cutoff = day("2024-03-15"); /* March is not over: nothing is said of it */
    ck_assert(study_cohorts(world, &request, NULL, &cohorts, NULL));
    check_row(cohorts.active, 9, (double[]){ 2, 1, NAN, 1, NAN, NAN, NAN, NAN, NAN });
    cohorts_release(&cohorts);
    request.cutoff = day("2024-01-05"); /* nothing happened before */
    ck_assert(study_cohorts(world, &request, NULL, &cohorts, NULL));
    ck_assert_uint_eq(cohorts.n, 0);
    cohorts_release(&cohorts);
    world_free(world);
}
END_TEST

/* Months in which nobody came are months: nobody came back in them. Whether data reach beyond the cutoff changes
   nothing. */
START_TEST(periods_end_at_the_cutoff)
{
    struct world *world = small_world();
    struct cohort_request request = { "orders", NULL, { 1, DURATION_MONTH }, NULL, day("2024-03-01") };
    struct cohorts cohorts;
    ck_assert(study_cohorts(world, &request, NULL, &cohorts, NULL));
    check_row(cohorts.active, 4, (double[]){ 2, 1, 1, NAN });
    ck_assert_int_eq(cohorts.starts[cohorts.n], day("2024-03-01"));
    cohorts_release(&cohorts);
    request.cutoff = day("2024-12-01"); /* the last order was at the first instant of April */
    ck_assert(study_cohorts(world, &request, NULL, &cohorts, NULL));
    ck_assert_uint_eq(cohorts.n, 11);
    ck_assert(cohorts.active[3] == 0 && cohorts.active[10] == 0); /* January's, in April and in November */
    cohorts_release(&cohorts);
    request.per = (struct duration){ 1, DURATION_WEEK }; /* weeks without an order of the first cohort */
    request.cutoff = day("2024-02-26");
    ck_assert(study_cohorts(world, &request, NULL, &cohorts, NULL));
    ck_assert_int_eq(cohorts.starts[cohorts.n], day("2024-02-26"));
    for (size_t p = 0; p < cohorts.n; p++)
        ck_assert(!isnan(cohorts.active[p]));
    cohorts_release(&cohorts);
    world_free(world);
}
END_TEST

/* Slow and obvious: every customer and every pair of months. */
START_TEST(cohorts_equal_their_twin_on_any_threads)
{
    struct shop *shop = shop_open(400, 9);
    struct cohort_request request = { "orders", NULL, { 1, DURATION_MONTH }, &shop->active, day("2024-06-10") };
    const struct events *orders = world_events(shop->world, "orders");
    const int64_t *times = column_ints(&orders->table->columns[orders->time_column]);
    struct cohorts cohorts;
    uint32_t *customers;
    size_t n_customers;
    struct work *work = work_new(8);
    ck_assert(study_cohorts(shop->world, &request, work, &cohorts, NULL));
    ck_assert(population_rows(shop->world, &shop->active, request.cutoff, NULL, &customers, &n_customers, NULL));
    for (size_t c = 0; c < cohorts.n; c++)
        for (size_t p = 0; c + p < cohorts.n; p++) {
            double active = 0;
            for (size_t i = 0; i < n_customers; i++) {
                uint64_t row = orders->start[customers[i]], end = orders->start[customers[i] + 1];
                bool began = row < end && times[row] >= cohorts.starts[c] && times[row] < cohorts.starts[c + 1],
                     is = false;
                for (; row < end; row++)
                    is = is || (times[row] < request.cutoff && times[row] >= cohorts.starts[c + p] &&
                                times[row] < cohorts.starts[c + p + 1]);
                active += began && is;
            }
            double found = cohorts.active[c * cohorts.n + p];
            ck_assert(cohorts.starts[c + p + 1] > request.cutoff ? isnan(found) : found == active);
        }
    free(customers);
    cohorts_release(&cohorts);
    work_free(work);
    shop_close(shop);
}
END_TEST

START_TEST(cohorts_refuse_what_they_cannot_use)
{
    struct shop *shop = shop_open(50, 9);
    struct cohort_request request = { "ordres", NULL, { 1, DURATION_MONTH }, NULL, day("2024-06-10") };
    struct cohorts cohorts;
    struct error err = ERROR_INIT;
    ck_assert(!study_cohorts(shop->world, &request, NULL, &cohorts, &err));
    check_error(&err, E_NO_TABLE);
    request.events = "orders";
    request.amount = "customer_id";
    ck_assert(!study_cohorts(shop->world, &request, NULL, &cohorts, &err));
    check_error(&err, E_TYPE);
    request.amount = NULL;
    request.per = (struct duration){ 1, DURATION_HOUR };
    ck_assert(!study_cohorts(shop->world, &request, NULL, &cohorts, &err));
    check_error(&err, E_BAD_VALUE);
    shop_close(shop);
}
END_TEST

START_TEST(funnels_by_hand)
{
    struct world *world = small_world();
    struct arena arena = { 0 };
    struct definition steps[3];
    static const char *const texts[3] = { "customers where count(orders) > 0", "customers where count(orders) > 1",
                                          "customers where sum(orders.amount) > 20" };
    for (size_t s = 0; s < 3; s++)
        ck_assert(definition_parse(DEFINITION_POPULATION, "step", texts[s], 0, &arena, &steps[s], NULL));
    const struct definition *const ways[3] = { &steps[0], &steps[1], &steps[2] };
    struct funnel funnel;
    ck_assert(study_funnel(world, NULL, ways, 3, day("2024-04-01"), NULL, &funnel, NULL));
    check_row(funnel.counts, 4, (double[]){ 5, 3, 2, 1 }); /* a b c; a b; b alone spent 24 (c, with 32, bought once) */
    funnel_release(&funnel);
    arena_release(&arena);
    world_free(world);
}
END_TEST

TCase *cohort_tests(void)
{
    TCase *tests = tcase_create("cohort");
    tcase_add_test(tests, cohorts_by_hand);
    tcase_add_test(tests, periods_end_at_the_cutoff);
    tcase_add_test(tests, cohorts_equal_their_twin_on_any_threads);
    tcase_add_test(tests, cohorts_refuse_what_they_cannot_use);
    tcase_add_test(tests, funnels_by_hand);
    return tests;
}
