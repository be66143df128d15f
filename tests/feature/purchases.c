/* The repeat-purchase summary: its conventions by hand, and the published figures of CDNOW. */
#include "feature_tests.h"

#include <stdio.h>

/* Same-day purchases are one; the first day is no repeat and not in the mean; what is at the cutoff is not seen; known
   later, not seen; weeks are not rounded. */
START_TEST(conventions)
{
    struct table *customers = table_of("customers", (const char *[]){ "id:text", "a", "b", "c", "d", NULL });
    struct table *orders = table_of(
        "orders",
        (const char *[]){ "customer:text at:time amount:real loaded:time", "a 2024-01-01T09:00:00 100 2024-01-01",
                          "a 2024-01-01T23:00:00 7 2024-01-01", "a 2024-01-11T00:00:00 30 2024-01-11",
                          "a 2024-01-11T23:59:59 10 2024-01-11", "a 2024-01-31T10:00:00 . 2024-01-31",
                          "a 2024-02-01 500 2024-02-01", "b 2024-01-31T23:59:59 5 2024-01-31",
                          "c 2024-02-01 5 2024-02-01", "b 2024-01-10 5 2024-02-02", "d . 3 2024-01-01", NULL });
    struct event_source source = { orders, "at", "customer", "loaded" };
    struct world *world = world_build(customers, "id", NULL, &source, 1, NULL, NULL, NULL);
    int64_t cutoff = day("2024-02-01");
    struct feature_rows rows = { 4, (uint32_t[]){ 0, 1, 2, 3 }, (int64_t[]){ cutoff, cutoff, cutoff, cutoff } };
    double x[4], t_x[4], age[4], mean[4];
    ck_assert(purchase_summary(world, "orders", "amount", &rows, x, t_x, age, mean, NULL, NULL));
    ck_assert_double_eq(x[0], 2);
    ck_assert_double_eq(t_x[0], 30.0 / 7);
    ck_assert_double_eq(age[0], 30.0 / 7); /* 1 to 31 January: the last day before the cutoff */
    ck_assert_double_eq(mean[0], 40.0 / 2);
    ck_assert_double_eq(x[1], 0);
    ck_assert_double_eq(t_x[1], 0);
    ck_assert_double_eq(age[1], 0);
    ck_assert(isnan(mean[1]));
    ck_assert(isnan(x[2]) && isnan(t_x[2]) && isnan(age[2]) && isnan(mean[2]));
    ck_assert(isnan(x[3]));
    ck_assert(purchase_summary(world, "orders", NULL, &rows, x, NULL, NULL, NULL, NULL, NULL));
    struct error err = ERROR_INIT;
    ck_assert(!purchase_summary(world, "sales", NULL, &rows, x, t_x, age, mean, NULL, &err));
    ck_assert_int_eq(err.code, E_NO_TABLE);
    error_release(&err);
    ck_assert(!purchase_summary(world, "orders", "customer", &rows, x, t_x, age, mean, NULL, &err));
    ck_assert_int_eq(err.code, E_TYPE);
    error_release(&err);
    world_free(world);
    table_release(orders);
    table_release(customers);
}
END_TEST

static struct duration per(const char *text)
{
    struct duration duration;
    ck_assert(duration_parse(text, strlen(text), &duration));
    return duration;
}

/* Periods are counted back from the cutoff, which is exclusive; each begins with its first instant. What is in the
   period of the first purchase is no repeat; what was not known is not there. */
START_TEST(by_period)
{
    struct table *customers = table_of("customers", (const char *[]){ "id:text", "a", "b", "c", "d", NULL });
    struct table *orders =
        table_of("orders", (const char *[]){ "customer:text at:time loaded:time", "a 2023-08-30 2023-08-30",
                                             "a 2023-08-31 2023-08-31", "a 2023-10-02 2023-10-02",
                                             "a 2023-10-30 2023-10-30", "a 2024-01-31 2024-01-31",
                                             "a 2024-02-28T23:59:59 2024-03-05", "b 2024-01-31 2024-01-31",
                                             "b 2024-02-28T23:59:59 2024-02-28", "c 2024-02-29 2024-02-29", NULL });
    struct event_source source = { orders, "at", "customer", "loaded" };
    struct world *world = world_build(customers, "id", NULL, &source, 1, NULL, NULL, NULL);
    int64_t cutoff = day("2024-02-29");
    struct feature_rows rows = { 4, (uint32_t[]){ 0, 1, 2, 3 }, (int64_t[]){ cutoff, cutoff, cutoff, cutoff } };
    /* Months before 29 February begin on 29 January, 29 December, ..., 29 August: a buys in the sixth, twice, then in
       the 5th, 4th and 1st. Quarters begin on 29 November and 29 August. The weeks of a, which begin on Thursdays, are
       the 27th, 26th, 22nd, 18th and 5th, those of b the 5th and the 1st. */
    const struct {
        const char *per;
        double a[3], b[3];
    } right[] = { { "1m", { 3, 5, 5 }, { 0, 0, 0 } },       { "1q", { 1, 1, 1 }, { 0, 0, 0 } },
                  { "1y", { 0, 0, 0 }, { 0, 0, 0 } },       { "1w", { 4, 22, 26 }, { 1, 4, 4 } },
                  { "1d", { 4, 154, 182 }, { 1, 28, 28 } }, { "6h", { 4, 616, 731 }, { 1, 115, 115 } } };
    for (size_t k = 0; k < sizeof right / sizeof *right; k++) {
        double x[4], last[4], n[4];
        ck_assert(purchase_periods(world, "orders", per(right[k].per), &rows, x, last, n, NULL, NULL));
        const double *wanted[] = { right[k].a, right[k].b };
        for (size_t i = 0; i < 2; i++)
            ck_assert_msg(x[i] == wanted[i][0] && last[i] == wanted[i][1] && n[i] == wanted[i][2], "%s, %zu: %g %g %g",
                          right[k].per, i, x[i], last[i], n[i]);
        ck_assert(isnan(x[2]) && isnan(last[2]) && isnan(n[2]) && isnan(x[3]));
    }
    struct error err = ERROR_INIT;
    double x[4];
    ck_assert(!purchase_periods(world, "sales", per("1m"), &rows, x, x, x, NULL, &err));
    ck_assert_int_eq(err.code, E_NO_TABLE);
    error_release(&err);
    world_free(world);
    table_release(orders);
    table_release(customers);
}
END_TEST

/* The sample of 2,357 customers: " 00004 0001 19970101  2   29.33" a line. */
static struct table *cdnow_orders(struct table **customers)
{
    FILE *file = popen("gzip -dc '" EXAMPLE_DATA "/cdnow_sample.txt.gz'", "r");
    struct builder *orders = builder_new("orders"), *who = builder_new("customers");
    builder_add_column(orders, "customer", TYPE_INT);
    builder_add_column(orders, "at", TYPE_TIME);
    builder_add_column(orders, "dollars", TYPE_REAL);
    builder_column_date_only(orders, 1, true);
    builder_add_column(who, "id", TYPE_INT);
    char line[128];
    int64_t last = -1;
    while (file && fgets(line, sizeof line, file)) {
        char *at = line;
        strtol(at, &at, 10);
        int64_t sample = strtol(at, &at, 10);
        long date = strtol(at, &at, 10);
        strtol(at, &at, 10);
        double dollars = strtod(at, &at);
        struct civil civil = { (int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100), 0, 0, 0, 0 };
        builder_set_int(orders, 0, sample);
        builder_set_int(orders, 1, time_from_civil(&civil));
        builder_set_real(orders, 2, dollars);
        builder_end_row(orders);
        if (sample != last) {
            builder_set_int(who, 0, sample);
            builder_end_row(who);
        }
        last = sample;
    }
    ck_assert_msg(file && pclose(file) == 0, "the example data cannot be read");
    *customers = builder_finish(who, NULL);
    return builder_finish(orders, NULL);
}

static double total(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

/* Fader and Hardie's calibration to 1997-09-30: the cutoff of 1997-10-01 is exclusive. The holdout runs 39 weeks. */
START_TEST(cdnow)
{
    struct table *customers, *orders = cdnow_orders(&customers);
    struct event_source source = { orders, "at", "customer", NULL };
    struct world *world = world_build(customers, "id", NULL, &source, 1, NULL, NULL, NULL);
    size_t n = customers->n_rows, repeaters = 0;
    ck_assert_uint_eq(orders->n_rows, 6919);
    ck_assert_uint_eq(n, 2357);
    struct arena arena;
    arena_init(&arena);
    uint32_t *rows_customer = arena_allocate(&arena, n, sizeof *rows_customer);
    int64_t *calibration = arena_allocate(&arena, n, sizeof *calibration), *all = arena_allocate(&arena, n, 8);
    double *out[5];
    for (size_t k = 0; k < 5; k++)
        out[k] = arena_allocate(&arena, n, sizeof(double));
    for (size_t i = 0; i < n; i++) {
        rows_customer[i] = (uint32_t)i;
        calibration[i] = day("1997-10-01");
        all[i] = day("1998-07-01");
    }
    struct feature_rows rows = { n, rows_customer, calibration }, later = { n, rows_customer, all };
    ck_assert(purchase_summary(world, "orders", "dollars", &rows, out[0], out[1], out[2], out[3], NULL, NULL));
    ck_assert(purchase_summary(world, "orders", NULL, &later, out[4], NULL, NULL, NULL, NULL, NULL));
    double oldest = 0;
    for (size_t i = 0; i < n; i++) {
        repeaters += out[0][i] > 0;
        oldest = fmax(oldest, out[2][i]);
        ck_assert_int_eq(isnan(out[3][i]), out[0][i] == 0);
    }
    ck_assert_uint_eq(repeaters, 946);
    ck_assert_double_eq(total(out[0], n), 2457);
    ck_assert_double_eq(oldest, 272.0 / 7); /* 38.857143 */
    ck_assert_double_eq(total(out[4], n) - total(out[0], n), 1882);
    /* The first customer: 1 January (29.33), 18 January (29.73), 2 August (14.96). */
    ck_assert_double_eq(out[0][0], 2);
    ck_assert_double_eq(out[1][0], 213.0 / 7);
    ck_assert_double_eq(out[2][0], 272.0 / 7);
    ck_assert_double_eq_tol(out[3][0], 22.345, 1e-12);
    /* Labels: the data end with 1998-06-30, whole. */
    double *label = out[4];
    size_t n_immature;
    const struct definition *target = define(&arena, DEFINITION_TARGET, "t", "no orders within 39w");
    ck_assert(target_compute(world, target, &rows, NULL, label, NULL, &n_immature, NULL));
    ck_assert_uint_eq(n_immature, 0);
    const struct definition *longer = define(&arena, DEFINITION_TARGET, "t", "no orders within 274d");
    ck_assert(target_compute(world, longer, &rows, NULL, label, NULL, &n_immature, NULL));
    ck_assert_uint_eq(n_immature, n);
    arena_release(&arena);
    world_free(world);
    table_release(orders);
    table_release(customers);
}
END_TEST

Suite *purchases_suite(void)
{
    Suite *suite = suite_create("purchases");
    TCase *tcase = tcase_create("purchases");
    tcase_add_test(tcase, conventions);
    tcase_add_test(tcase, by_period);
    tcase_add_test(tcase, cdnow);
    suite_add_tcase(suite, tcase);
    return suite;
}
