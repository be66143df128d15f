/* Populations before the cutoff, targets after it, labels that are not complete yet. */
#include <math.h>

#include "feature_tests.h"
#include "patron/base/frame.h"
#include "patron/feature/target_kind.h"

struct shop {
    struct arena arena;
    struct table *customers, *orders;
    struct world *world;
};

static void shop_init(struct shop *shop)
{
    arena_init(&shop->arena);
    shop->customers = table_of("customers", (const char *[]){ "id:text began:time plan:text Churn:text left:bool",
                                                              "a 2024-01-01 basic Yes yes", "b 2024-06-01 plus No no",
                                                              "c 2024-07-01 basic . .", "d . plus No no", NULL });
    shop->orders = table_of("orders", (const char *[]){ "customer:text at:time amount:real", "a 2024-06-01 10",
                                                        "a 2024-07-01 20", "a 2024-07-08 40", "b 2024-06-30 5",
                                                        "b 2024-07-15 80", "d 2024-10-01 1", NULL });
    struct event_source source = { shop->orders, "at", "customer", NULL };
    shop->world = world_build(shop->customers, "id", "began", &source, 1, NULL, NULL, NULL);
}

static void shop_release(struct shop *shop)
{
    world_free(shop->world);
    table_release(shop->customers);
    table_release(shop->orders);
    arena_release(&shop->arena);
}

static void check_population(const char *text, const char *date, const uint32_t *expected, size_t n_expected)
{
    struct shop shop;
    uint32_t *rows;
    size_t n;
    struct error err = ERROR_INIT;
    shop_init(&shop);
    const struct definition *population = text ? define(&shop.arena, DEFINITION_POPULATION, "p", text) : NULL;
    ck_assert_msg(population_rows(shop.world, population, date ? day(date) : TIME_MISSING, NULL, &rows, &n, &err), "%s",
                  err.what);
    ck_assert_uint_eq(n, n_expected);
    ck_assert_int_eq(memcmp(rows, expected, n * sizeof *rows), 0);
    free(rows);
    shop_release(&shop);
}

/* c begins on 1 July and does not exist as of that day; whose beginning is not known, exists. */
START_TEST(populations)
{
    check_population(NULL, "2024-07-01", (uint32_t[]){ 0, 1, 3 }, 3);
    check_population("customers", "2024-07-02", (uint32_t[]){ 0, 1, 2, 3 }, 4);
    check_population(NULL, NULL, (uint32_t[]){ 0, 1, 2, 3 }, 4);
    check_population("customers where count(orders) > 0", "2024-07-01", (uint32_t[]){ 0, 1 }, 2);
    check_population("customers where count(orders) > 0 over 5d", "2024-07-01", (uint32_t[]){ 1 }, 1);
    check_population("customers where count(orders) over 5d > 0 or plan == 'basic'", "2024-07-01", (uint32_t[]){ 0, 1 },
                     2);
    check_population("customers where no orders", "2024-07-02", (uint32_t[]){ 2, 3 }, 2);
    check_population("customers where plan == 'basic' and Churn == 'Yes'", "2024-08-01", (uint32_t[]){ 0 }, 1);
    check_population("customers where days since began > 40", "2024-07-01", (uint32_t[]){ 0 }, 1);
}
END_TEST

START_TEST(populations_refused)
{
    struct shop shop;
    uint32_t *rows;
    size_t n;
    struct error err = ERROR_INIT;
    shop_init(&shop);
    const struct definition *text = define(&shop.arena, DEFINITION_POPULATION, "p", "customers where plan");
    ck_assert(!population_rows(shop.world, text, day("2024-07-01"), NULL, &rows, &n, &err));
    ck_error(&err, E_TYPE, 1, 4);
    const struct definition *two =
        define(&shop.arena, DEFINITION_POPULATION, "p", "customers where count(orders) > 0 over 5d,6d");
    ck_assert(!population_rows(shop.world, two, day("2024-07-01"), NULL, &rows, &n, &err));
    ck_assert_int_eq(err.code, E_BAD_VALUE);
    error_release(&err);
    shop_release(&shop);
}
END_TEST

static void check_target(const char *text, const char *date, const double expected[3], bool outcomes,
                         size_t expected_immature)
{
    struct shop shop;
    double out[3];
    const struct target_kind *kind;
    size_t n_immature;
    struct error err = ERROR_INIT;
    shop_init(&shop);
    const struct definition *target = define(&shop.arena, DEFINITION_TARGET, "t", text);
    int64_t cutoff = date ? day(date) : TIME_MISSING;
    struct feature_rows rows = { 3, (uint32_t[]){ 0, 1, 3 }, (int64_t[]){ cutoff, cutoff, cutoff } };
    ck_assert_msg(target_compute(shop.world, target, &rows, NULL, out, &kind, &n_immature, &err), "%s", err.what);
    for (size_t i = 0; i < 3; i++)
        ck_assert_msg(same_bits(out[i], expected[i]), "%s of row %zu: %g, expected %g", text, i, out[i], expected[i]);
    ck_assert_int_eq(target_is(kind, &target_yes_no), outcomes);
    ck_assert_uint_eq(n_immature, expected_immature);
    ck_assert_ptr_eq(target_kind_of(shop.world, target, NULL), kind);
    shop_release(&shop);
}

/* The window begins at the cutoff (an order on that day counts) and ends before its end (one week later does not). */
START_TEST(targets)
{
    check_target("orders within 7d", "2024-07-01", (double[]){ 1, 0, 0 }, true, 0);
    check_target("no orders within 7d", "2024-07-01", (double[]){ 0, 1, 1 }, true, 0);
    check_target("count(orders) within 7d", "2024-07-01", (double[]){ 1, 0, 0 }, false, 0);
    check_target("count(orders) within 8d", "2024-07-01", (double[]){ 2, 0, 0 }, false, 0);
    check_target("sum(orders.amount) within 7d gap=7d", "2024-07-01", (double[]){ 40, 0, 0 }, false, 0);
    check_target("sum(orders.amount) within 8d gap=7d", "2024-07-01", (double[]){ 40, 80, 0 }, false, 0);
    check_target("no orders where amount > 50 within 1m", "2024-07-01", (double[]){ 1, 0, 1 }, true, 0);
    check_target("count(orders) > 1 within 1m", "2024-07-01", (double[]){ 1, 0, 0 }, true, 0);
    check_target("mean(orders.amount) within 1m", "2024-07-01", (double[]){ 30, 80, NAN }, false, 0);
}
END_TEST

/* The data end right after the order of 1 October: a label window that ends on that day is the last complete one. */
START_TEST(immature)
{
    check_target("no orders within 92d", "2024-07-01", (double[]){ 0, 0, 1 }, true, 0);
    check_target("no orders within 93d", "2024-07-01", (double[]){ NAN, NAN, NAN }, true, 3);
    check_target("no orders within 3m", "2024-07-01", (double[]){ 0, 0, 1 }, true, 0);
    check_target("no orders within 3m gap=1d", "2024-07-01", (double[]){ NAN, NAN, NAN }, true, 3);
    check_target("no orders within 1d", NULL, (double[]){ NAN, NAN, NAN }, true, 3);
}
END_TEST

START_TEST(static_targets)
{
    check_target("customers.Churn == 'Yes'", NULL, (double[]){ 1, 0, 0 }, true, 0);
    check_target("left", NULL, (double[]){ 1, 0, 0 }, true, 0);
    check_target("left", "2030-01-01", (double[]){ 1, 0, 0 }, true, 0); /* no window, so nothing is immature */
    struct shop shop;
    double out;
    size_t n_immature;
    shop_init(&shop);
    const struct definition *target = define(&shop.arena, DEFINITION_TARGET, "t", "Churn == 'Yes'");
    struct feature_rows rows = { 1, (uint32_t[]){ 2 }, (int64_t[]){ TIME_MISSING } };
    ck_assert(target_compute(shop.world, target, &rows, NULL, &out, NULL, &n_immature, NULL));
    ck_assert(isnan(out) && n_immature == 0); /* missing, not immature */
    shop_release(&shop);
}
END_TEST

START_TEST(targets_refused)
{
    struct shop shop;
    struct error err = ERROR_INIT;
    shop_init(&shop);
    const struct definition *bare = define(&shop.arena, DEFINITION_TARGET, "t", "count(orders)");
    ck_assert(!target_kind_of(shop.world, bare, &err));
    ck_assert_str_eq(err.mend[0], "count(orders) within 90d");
    ck_error(&err, E_MISSING_ARGUMENT, 1, 13);
    const struct definition *text = define(&shop.arena, DEFINITION_TARGET, "t", "customers.Churn");
    ck_assert(!target_kind_of(shop.world, text, &err));
    ck_assert_str_eq(err.mend[0], "customers.Churn == \"Yes\"");
    ck_error(&err, E_TYPE, 1, 15);
    shop_release(&shop);
}
END_TEST

START_TEST(what_a_target_counts)
{
    static const char *const cases[][3] = {
        { "no orders within 90d", "orders", NULL },
        { "orders within 90d", "orders", NULL },
        { "count(orders) within 90d", "orders", NULL },
        { "count(orders) > 2 within 90d", "orders", NULL },
        { "sum(orders.amount) within 90d", "orders", "amount" },
        { "mean(orders.amount) within 90d", "orders", "amount" },
        { "max(orders.amount) within 90d", "orders", NULL },
        { "no orders where amount > 5 within 90d", NULL, NULL },
        { "sum(orders.amount where amount > 5) within 90d", NULL, NULL },
        { "customers.Churn == 'Yes'", NULL, NULL },
        { "Churn == 'Yes'", NULL, NULL },
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct definition *target = define(&arena, DEFINITION_TARGET, "t", cases[i][0]);
        const char *events = target_events(target, &arena), *amount = target_column(target, &arena);
        ck_assert_msg(events == cases[i][1] || (events && cases[i][1] && strcmp(events, cases[i][1]) == 0), "%s: %s",
                      cases[i][0], events ? events : "none");
        ck_assert_msg(amount == cases[i][2] || (amount && cases[i][2] && strcmp(amount, cases[i][2]) == 0), "%s: %s",
                      cases[i][0], amount ? amount : "none");
    }
    arena_release(&arena);
}
END_TEST

START_TEST(kinds_of_targets)
{
    static const char *const cases[][2] = {
        { "no orders within 90d", "no" },
        { "no orders where amount > 5 within 90d", "yes/no" },
        { "orders within 90d", "yes/no" },
        { "count(orders) > 2 within 90d", "yes/no" },
        { "customers.Churn == 'Yes'", "yes/no" },
        { "count(orders) within 90d", "count" },
        { "count(orders where amount > 5) within 90d", "amount" },
        { "count(orders) / 2 within 90d", "amount" },
        { "sum(orders.amount) within 90d", "sum" },
        { "sum(orders.amount * 2) within 90d", "amount" },
        { "mean(orders.amount) within 90d", "mean" },
        { "max(orders.amount) within 90d", "amount" },
    };
    struct shop shop;
    shop_init(&shop);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct definition *target = define(&shop.arena, DEFINITION_TARGET, "t", cases[i][0]);
        const struct target_kind *kind = target_kind_of(shop.world, target, NULL);
        ck_assert_ptr_nonnull(kind);
        ck_assert_msg(strcmp(kind->name, cases[i][1]) == 0, "%s is '%s'", cases[i][0], kind->name);
        bool condition = target_is(kind, &target_yes_no);
        ck_assert_ptr_eq(target_kind_known(target, condition, &shop.arena), kind);
        ck_assert_ptr_eq(target_widest(kind), condition ? &target_yes_no : &target_amount);
        ck_assert_ptr_eq(target_kind_find(kind->name), kind);
    }
    shop_release(&shop);
}
END_TEST

/* Days from 1 July to the next order: a orders at once and after 7 days, b after 14, c and d not in July. The data end
   with d's order of 1 October. */
static void check_times(const char *text, const char *date, const double time[4], const double event[4],
                        size_t n_unseen)
{
    struct shop shop;
    struct frame labels;
    shop_init(&shop);
    const struct definition *target = define(&shop.arena, DEFINITION_TARGET, "t", text);
    uint32_t customers[] = { 0, 1, 2, 3 };
    int64_t cutoffs[] = { day(date), day(date), day(date), day(date) };
    struct feature_rows rows = { 4, customers, cutoffs };
    size_t n_immature = 99;
    ck_assert_ptr_eq(target_kind_of(shop.world, target, NULL), &target_time);
    ck_assert(frame_init(&labels, target_columns(&target_time), 4, "labels", NULL));
    ck_assert_msg(target_label(&target_time, shop.world, target, &rows, NULL, &labels, &n_immature, NULL), "%s", text);
    ck_assert_uint_eq(n_immature, n_unseen);
    for (size_t i = 0; i < 4; i++) {
        const double right[] = { time[i], event[i] };
        for (size_t c = 0; c < 2; c++) {
            double value = labels.columns[c].values[i];
            ck_assert_msg(isnan(right[c]) ? isnan(value) : fabs(value - right[c]) < 1e-9, "%s: %s of %zu is %g, not %g",
                          text, labels.columns[c].name, i, value, right[c]);
        }
    }
    const double *window = frame_column(&labels, "window");
    for (size_t i = 0; i < 4; i++)
        ck_assert(isnan(time[i]) ? isnan(window[i]) : window[i] >= time[i] && window[i] >= 10);
    frame_release(&labels);
    shop_release(&shop);
}

START_TEST(times_until_an_event)
{
    const double no[] = { NAN, NAN, NAN, NAN };
    check_times("time to orders within 30d", "2024-07-01", (double[]){ 0, 14, 30, 30 }, (double[]){ 1, 1, 0, 0 }, 0);
    check_times("time to orders where amount > 30 within 10d", "2024-07-01", (double[]){ 7, 10, 10, 10 },
                (double[]){ 1, 0, 0, 0 }, 0);
    check_times("time to orders within 30d gap=1w", "2024-07-01", (double[]){ 7, 14, 37, 37 }, (double[]){ 1, 1, 0, 0 },
                0);
    /* The last instant of the data is seen. */
    check_times("time to orders within 1y", "2024-07-10", (double[]){ 83, 5, 83, 83 }, (double[]){ 0, 1, 0, 1 }, 0);
    check_times("time to orders within 30d", "2024-12-01", no, no, 4);
    check_times("time to customers.began within 60d", "2024-06-15", (double[]){ NAN, NAN, 16, 60 },
                (double[]){ NAN, NAN, 1, 0 }, 0);
}
END_TEST

Suite *target_suite(void)
{
    Suite *suite = suite_create("target");
    TCase *tcase = tcase_create("target");
    tcase_add_test(tcase, populations);
    tcase_add_test(tcase, populations_refused);
    tcase_add_test(tcase, targets);
    tcase_add_test(tcase, kinds_of_targets);
    tcase_add_test(tcase, times_until_an_event);
    tcase_add_test(tcase, immature);
    tcase_add_test(tcase, static_targets);
    tcase_add_test(tcase, targets_refused);
    tcase_add_test(tcase, what_a_target_counts);
    suite_add_tcase(suite, tcase);
    return suite;
}
