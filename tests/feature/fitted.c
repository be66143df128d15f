/* Constants are fitted on the rows that are given and on nothing else: whatever happens to other customers, or at and
   after the cutoffs, they stay the same to the letter; and fitted on all rows they would not. Edges by group, against a
   twin that looks at every row. */
#include "feature_tests.h"
#include "patron/base/text.h"

enum { CUSTOMERS = 240, TRAINING = CUSTOMERS / 2, ORDERS = 12 };

struct shop {
    struct arena arena;
    struct table *customers, *orders;
    struct world *world;
    uint32_t training[TRAINING];
    int64_t cutoffs[TRAINING];
    struct feature_rows rows; /* the first half, at two cutoffs */
};

/* SALT decides what test rows hold: customers of the second half, and everybody's orders from the cutoffs on. */
static void shop_init(struct shop *shop, uint64_t salt)
{
    static const char *const plans[] = { "basic", "pro", "team", "late" }, *const kinds[] = { "a", "b", "c", "d", "e" };
    struct builder *who = builder_new("customers"), *what = builder_new("orders");
    builder_add_column(who, "id", TYPE_INT);
    builder_add_column(who, "plan", TYPE_TEXT);
    builder_add_column(what, "customer", TYPE_INT);
    builder_add_column(what, "at", TYPE_TIME);
    builder_add_column(what, "amount", TYPE_REAL);
    builder_add_column(what, "kind", TYPE_TEXT);
    arena_init(&shop->arena);
    for (size_t c = CUSTOMERS; c-- > 0;) { /* test customers first: their texts come first too */
        bool trains = c < TRAINING;
        int64_t cutoff = day(c % 2 == 0 ? "2024-04-01" : "2024-07-01");
        struct random random = random_stream(trains ? 5 : 1000 + salt, c);
        const char *plan = plans[random_below(&random, trains ? 3 : 4)];
        builder_set_int(who, 0, (int64_t)c);
        builder_set_text(who, 1, plan, strlen(plan));
        builder_end_row(who);
        for (size_t k = 0; k < ORDERS; k++) {
            int64_t at = day("2024-01-01") + (int64_t)random_below(&random, 300) * TIME_DAY;
            struct random later = random_stream(salt, c * ORDERS + k);
            struct random *own = at < cutoff ? &random : &later;
            bool seen = trains && at < cutoff;
            const char *kind = kinds[!seen && random_below(own, 2) == 0 ? 4 : random_below(own, seen ? 4 : 5)];
            builder_set_int(what, 0, (int64_t)c);
            builder_set_int(what, 1, at);
            builder_set_real(what, 2, random_unit(own) * (double)(1 + strlen(plan)) * (own == &later ? 50 : 1));
            builder_set_text(what, 3, kind, strlen(kind));
            builder_end_row(what);
        }
    }
    shop->customers = builder_finish(who, NULL);
    shop->orders = builder_finish(what, NULL);
    struct event_source source = { shop->orders, "at", "customer", NULL };
    shop->world = world_build(shop->customers, "id", NULL, &source, 1, NULL, NULL, NULL);
    for (size_t i = 0; i < TRAINING; i++) {
        shop->training[i] = (uint32_t)(CUSTOMERS - 1 - i); /* the row of customer i */
        shop->cutoffs[i] = day(i % 2 == 0 ? "2024-04-01" : "2024-07-01");
    }
    shop->rows = (struct feature_rows){ TRAINING, shop->training, shop->cutoffs };
}

static void shop_release(struct shop *shop)
{
    world_free(shop->world);
    table_release(shop->customers);
    table_release(shop->orders);
    arena_release(&shop->arena);
}

static const char *fitted(struct shop *shop, const char *text, const struct feature_rows *rows)
{
    struct definition definition = *define(&shop->arena, DEFINITION_FEATURE, "f", text);
    struct error err = ERROR_INIT;
    struct text out = TEXT_EMPTY;
    if (definition_lacks_levels(&definition))
        expect(definition_fit_levels(&definition, shop->world, rows, &shop->arena, NULL, &err), "%s", err.what);
    if (definition_lacks_edges(&definition, &shop->arena))
        expect(definition_fit_edges(&definition, shop->world, rows, &shop->arena, NULL, &err), "%s", err.what);
    definition_write(&definition, &out);
    const char *written = arena_text(&shop->arena, text_string(&out));
    text_release(&out);
    return written;
}

static const struct feature_rows *all_rows(struct shop *shop)
{
    struct feature_rows *rows = arena_allocate(&shop->arena, 1, sizeof *rows);
    uint32_t *customers = arena_allocate(&shop->arena, CUSTOMERS, sizeof *customers);
    int64_t *cutoffs = arena_allocate(&shop->arena, CUSTOMERS, sizeof *cutoffs);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        customers[i] = (uint32_t)i;
        cutoffs[i] = day("2025-01-01");
    }
    *rows = (struct feature_rows){ CUSTOMERS, customers, cutoffs };
    return rows;
}

START_TEST(test_rows_change_nothing)
{
    static const char *const texts[] = { "count(orders) by=kind",
                                         "sum(orders.amount) over 90d by=kind top=2",
                                         "rank(sum(orders.amount)) over 90d",
                                         "quintile(mean(orders.amount))",
                                         "quintile(mean(orders.amount)) by customers.plan",
                                         "rank(sum(orders.amount)) by customers.plan over 90d",
                                         "quintile(quintile(count(orders)) + rank(sum(orders.amount)))" };
    struct shop one, other;
    shop_init(&one, 1);
    shop_init(&other, 2);
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        const char *text = fitted(&one, texts[t], &one.rows);
        ck_assert_str_eq(text, fitted(&other, texts[t], &other.rows));
        expect(strcmp(fitted(&one, texts[t], all_rows(&one)), fitted(&other, texts[t], all_rows(&other))) != 0 ||
                   strcmp(text, fitted(&one, texts[t], all_rows(&one))) != 0,
               "%s: nothing would be seen if all rows were used: %s", texts[t], text);
    }
    shop_release(&one);
    shop_release(&other);
}
END_TEST

static struct table *compute(struct shop *shop, const char *text, const struct feature_rows *rows)
{
    struct feature feature = { "f", define(&shop->arena, DEFINITION_FEATURE, "f", text), 0 };
    struct error err = ERROR_INIT;
    struct plan *plan = plan_new(shop->world, &feature, 1, &err);
    expect(plan != NULL, "%s: %s", text, err.what);
    struct table *table = plan_compute(plan, rows, "t", NULL, &err);
    expect(table != NULL, "%s: %s", text, err.what);
    plan_free(plan);
    return table;
}

static int number_order(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Of the N sorted values: how many of the GROUPS - 1 quantiles are below x; 0: the share of values below it. */
static double naive_rank(const double *sorted, size_t n, double x, size_t groups)
{
    size_t below = 0;
    for (size_t i = 0; groups == 0 && i < n; i++)
        below += sorted[i] < x;
    if (groups == 0)
        return (double)below / (double)n;
    for (size_t k = 1; k < groups; k++) {
        double place = (double)(n - 1) * (double)k / (double)groups, edge = sorted[(size_t)place];
        if ((size_t)place + 1 < n)
            edge += (place - floor(place)) * (sorted[(size_t)place + 1] - edge);
        below += edge < x;
    }
    return (double)below + 1;
}

/* Each row's rank within its plan, by looking at every training row of that plan; of a plan that did not train, at all.
 */
START_TEST(groups_as_their_twin)
{
    static const char *const names[] = { "quintile", "rank" };
    struct shop shop;
    shop_init(&shop, 1);
    const struct feature_rows *all = all_rows(&shop);
    struct table *x = compute(&shop, "sum(orders.amount) over 90d", &shop.rows);
    struct table *every = compute(&shop, "sum(orders.amount) over 90d", all);
    const double *training = column_reals(table_column(x, "f")), *values = column_reals(table_column(every, "f"));
    const struct column *plan = table_column(shop.customers, "plan");
    size_t n_unseen = 0;
    for (size_t q = 0; q < 2; q++) {
        char text[80];
        snprintf(text, sizeof text, "%s(sum(orders.amount)) by customers.plan over 90d", names[q]);
        struct table *ranks = compute(&shop, fitted(&shop, text, &shop.rows), all);
        const double *got = column_reals(table_column(ranks, "f"));
        for (size_t i = 0; i < CUSTOMERS; i++) {
            double sorted[TRAINING];
            size_t n = 0;
            bool unseen = true;
            for (size_t k = 0; k < TRAINING; k++)
                unseen &= column_codes(plan)[shop.training[k]] != column_codes(plan)[i];
            for (size_t k = 0; k < TRAINING; k++)
                if (unseen || column_codes(plan)[shop.training[k]] == column_codes(plan)[i])
                    sorted[n++] = training[k];
            n_unseen += unseen;
            qsort(sorted, n, sizeof *sorted, number_order);
            double expected = naive_rank(sorted, n, values[i], q == 0 ? 5 : 0);
            expect(same_bits(got[i], expected), "%s, row %zu: %g, not %g", names[q], i, got[i], expected);
        }
        table_release(ranks);
    }
    ck_assert_uint_gt(n_unseen, 0);
    table_release(x);
    table_release(every);
    shop_release(&shop);
}
END_TEST

/* Two plans: basic has 1 .. 6, pro 10 .. 60; a fifth of the way through five steps is 2, or 20. */
START_TEST(groups_by_hand)
{
    static const char *const customers[] = { "id:int plan:text spend:real",
                                             "1 basic 1",
                                             "2 basic 2",
                                             "3 basic 3",
                                             "4 basic 4",
                                             "5 basic 5",
                                             "6 basic 6",
                                             "7 pro 10",
                                             "8 pro 20",
                                             "9 pro 30",
                                             "10 pro 40",
                                             "11 pro 50",
                                             "12 pro 60",
                                             "13 . 5",
                                             "14 pro .",
                                             NULL };
    static const char *const orders[] = { "customer:int at:time", "1 2024-01-01", NULL };
    struct shop shop = { .customers = table_of("customers", customers), .orders = table_of("orders", orders) };
    struct event_source source = { shop.orders, "at", "customer", NULL };
    uint32_t rows[14];
    int64_t cutoffs[14];
    arena_init(&shop.arena);
    shop.world = world_build(shop.customers, "id", NULL, &source, 1, NULL, NULL, NULL);
    for (uint32_t i = 0; i < 14; i++) {
        rows[i] = i;
        cutoffs[i] = day("2024-07-01");
    }
    struct feature_rows all = { 14, rows, cutoffs };
    const char *text = fitted(&shop, "quintile(customers.spend) by customers.plan", &all);
    ck_assert_str_eq(text, "coalesce(if(customers.plan == \"basic\", quintile(customers.spend, 2, 3, 4, 5)), "
                           "if(customers.plan == \"pro\", quintile(customers.spend, 20, 30, 40, 50)), "
                           "quintile(customers.spend, 3.4, 5, 12.000000000000002, 36))");
    static const double expected[] = { 1, 1, 2, 3, 4, 5, 1, 1, 2, 3, 4, 5, 2, NAN };
    struct table *table = compute(&shop, text, &all);
    for (size_t i = 0; i < 14; i++)
        expect(same_bits(column_reals(table_column(table, "f"))[i], expected[i]), "row %zu", i);
    table_release(table);
    shop_release(&shop);
}
END_TEST

/* A definition that lacks its edges can be checked and not computed. */
START_TEST(nothing_to_compare_with)
{
    struct shop shop;
    struct error err = ERROR_INIT;
    shop_init(&shop, 1);
    struct feature feature = { "f", define(&shop.arena, DEFINITION_FEATURE, "f", "rank(count(orders))"), 0 };
    struct plan *plan = plan_new(shop.world, &feature, 1, &err);
    ck_assert_ptr_nonnull(plan);
    ck_assert_ptr_null(plan_compute(plan, &shop.rows, "t", NULL, &err));
    ck_assert_int_eq(err.code, E_EXPRESSION);
    error_release(&err);
    plan_free(plan);
    shop_release(&shop);
}
END_TEST

Suite *fitted_suite(void)
{
    Suite *suite = suite_create("fitted");
    TCase *tests = tcase_create("fitted");
    tcase_add_test(tests, test_rows_change_nothing);
    tcase_add_test(tests, groups_as_their_twin);
    tcase_add_test(tests, groups_by_hand);
    tcase_add_test(tests, nothing_to_compare_with);
    suite_add_tcase(suite, tests);
    return suite;
}
