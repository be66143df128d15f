/* rank(x) and quintile(x): edges by hand and on random customers; one customer computed alone, and on other threads,
   gets the same bits; what happens at or after the cutoff moves no edge. */
#include "feature_tests.h"
#include "patron/base/text.h"

enum { CUSTOMERS = 200 };

/* Customer k spends k + 1 before 2024-07-01; with LATER, anything after it. */
static struct world *world_of(size_t n, bool later, struct table **customers, struct table **orders)
{
    struct builder *who = builder_new("customers"), *what = builder_new("orders");
    struct random random = random_stream(7, 0);
    builder_add_column(who, "id", TYPE_INT);
    builder_add_column(what, "customer", TYPE_INT);
    builder_add_column(what, "at", TYPE_TIME);
    builder_add_column(what, "amount", TYPE_REAL);
    for (size_t k = 0; k < n; k++) {
        builder_set_int(who, 0, (int64_t)k);
        builder_end_row(who);
        for (int after = 0; after <= later; after++) {
            builder_set_int(what, 0, (int64_t)k);
            builder_set_int(what, 1, after ? day("2024-07-01") : day("2024-06-30"));
            builder_set_real(what, 2, after ? random_unit(&random) * 1e6 : (double)(k + 1));
            builder_end_row(what);
        }
    }
    *customers = builder_finish(who, NULL);
    *orders = builder_finish(what, NULL);
    struct event_source source = { *orders, "at", "customer", NULL };
    return world_build(*customers, "id", NULL, &source, 1, NULL, NULL, NULL);
}

static char *edges_of(const struct world *world, const char *text, struct arena *arena, struct work *work)
{
    struct definition definition = *define(arena, DEFINITION_FEATURE, "f", text);
    struct error err = ERROR_INIT;
    struct text out = TEXT_EMPTY;
    size_t n = world->customers->n_rows;
    uint32_t *everybody = arena_allocate(arena, n, sizeof *everybody);
    int64_t *cutoffs = arena_allocate(arena, n, sizeof *cutoffs);
    for (size_t i = 0; i < n; i++) {
        everybody[i] = (uint32_t)i;
        cutoffs[i] = day("2024-07-01");
    }
    struct feature_rows rows = { n, everybody, cutoffs };
    expect(definition_fit_edges(&definition, world, &rows, arena, work, &err), "%s", err.what);
    definition_write(&definition, &out);
    char *written = arena_text(arena, text_string(&out));
    text_release(&out);
    return written;
}

static struct table *compute(const struct world *world, const char *text, const uint32_t *rows, size_t n,
                             struct arena *arena, struct work *work)
{
    struct feature feature = { "f", define(arena, DEFINITION_FEATURE, "f", text), 0 };
    int64_t *cutoffs = arena_allocate(arena, n, sizeof *cutoffs);
    for (size_t i = 0; i < n; i++)
        cutoffs[i] = day("2024-07-01");
    struct error err = ERROR_INIT;
    struct plan *plan = plan_new(world, &feature, 1, &err);
    expect(plan != NULL, "%s", err.what);
    struct table *table = plan_compute(plan, &(struct feature_rows){ n, rows, cutoffs }, "t", work, &err);
    expect(table != NULL, "%s", err.what);
    plan_free(plan);
    return table;
}

/* 1 .. 6: a fifth of the way through five steps is 2. */
START_TEST(by_hand)
{
    struct arena arena;
    struct table *customers, *orders;
    arena_init(&arena);
    struct world *world = world_of(6, false, &customers, &orders);
    ck_assert_str_eq(edges_of(world, "quintile(sum(orders.amount)) over 30d", &arena, NULL),
                     "quintile(sum(orders.amount), 2, 3, 4, 5) over 30d");
    ck_assert_str_eq(edges_of(world, "1 + quintile(-sum(orders.amount))", &arena, NULL),
                     "1 + quintile(-sum(orders.amount), -5, -4, -3, -2)");
    static const uint32_t rows[] = { 0, 1, 2, 3, 4, 5 };
    static const double expected[] = { 1, 1, 2, 3, 4, 5 };
    struct table *table = compute(world, "quintile(sum(orders.amount), 2, 3, 4, 5)", rows, 6, &arena, NULL);
    for (size_t i = 0; i < 6; i++)
        ck_assert(same_bits(column_reals(&table->columns[table->n_columns - 1])[i], expected[i]));
    table_release(table);
    world_free(world);
    table_release(customers);
    table_release(orders);
    arena_release(&arena);
}
END_TEST

START_TEST(one_as_all)
{
    struct arena arena;
    struct table *customers, *orders, *later_customers, *later_orders;
    struct work *one = work_new(1), *many = work_new(4);
    uint32_t rows[CUSTOMERS];
    size_t sizes[6] = { 0 };
    arena_init(&arena);
    struct world *world = world_of(CUSTOMERS, false, &customers, &orders);
    struct world *later = world_of(CUSTOMERS, true, &later_customers, &later_orders);
    for (uint32_t k = 0; k < CUSTOMERS; k++)
        rows[k] = k;
    for (int q = 0; q < 2; q++) {
        const char *text =
            edges_of(world, q ? "quintile(sum(orders.amount))" : "rank(sqrt(sum(orders.amount)))", &arena, one);
        ck_assert_str_eq(
            text, edges_of(later, q ? "quintile(sum(orders.amount))" : "rank(sqrt(sum(orders.amount)))", &arena, many));
        struct table *all = compute(world, text, rows, CUSTOMERS, &arena, many);
        const double *values = column_reals(&all->columns[all->n_columns - 1]);
        for (uint32_t k = 0; k < CUSTOMERS; k++) {
            struct table *single = compute(world, text, &rows[k], 1, &arena, one);
            expect(same_bits(column_reals(&single->columns[single->n_columns - 1])[0], values[k]), "customer %u", k);
            expect(q || (values[k] >= 0 && values[k] < 1), "customer %u: %g", k, values[k]);
            sizes[q ? (size_t)values[k] : 0]++;
            table_release(single);
        }
        table_release(all);
    }
    for (size_t group = 1; group <= 5; group++)
        ck_assert_uint_eq(sizes[group], CUSTOMERS / 5);
    world_free(world);
    world_free(later);
    table_release(customers);
    table_release(orders);
    table_release(later_customers);
    table_release(later_orders);
    work_free(one);
    work_free(many);
    arena_release(&arena);
}
END_TEST

/* The share with less, to all digits, at the rows' own values; with more values than are kept, within one step. */
START_TEST(rank_is_the_share_with_less)
{
    static const size_t sizes[] = { 8, 999, 1000, 1001, 4321 };
    size_t n = sizes[_i];
    struct arena arena;
    struct table *customers, *orders;
    arena_init(&arena);
    struct world *world = world_of(n, false, &customers, &orders);
    const char *text = edges_of(world, "rank(sum(orders.amount))", &arena, NULL);
    if (n == 8)
        ck_assert_str_eq(text, "rank_among(sum(orders.amount), 8, 1, 0, 2, 1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7)");
    uint32_t *rows = arena_allocate(&arena, n, sizeof *rows);
    for (uint32_t k = 0; k < n; k++)
        rows[k] = k;
    struct table *all = compute(world, text, rows, n, &arena, NULL);
    const double *values = column_reals(&all->columns[all->n_columns - 1]);
    for (size_t k = 0; k < n; k++) {
        double share = (double)k / (double)n;
        expect(n > 1000 ? fabs(values[k] - share) <= 1.0 / 900 : same_bits(values[k], share), "%zu of %zu: %.17g", k, n,
               values[k]);
        expect(k == 0 || values[k] > values[k - 1], "%zu of %zu: %.17g", k, n, values[k]);
    }
    ck_assert(same_bits(values[0], 0) && same_bits(values[n - 1], (double)(n - 1) / (double)n));
    table_release(all);
    world_free(world);
    table_release(customers);
    table_release(orders);
    arena_release(&arena);
}
END_TEST

/* Values that were not among the rows; and a definition of an older model, by percentiles. */
START_TEST(rank_of_other_values)
{
    struct arena arena;
    struct table *customers, *orders;
    arena_init(&arena);
    struct world *world = world_of(4, false, &customers, &orders);
    static const uint32_t rows[] = { 0, 1, 2, 3 };
    static const char *const texts[] = { "rank_among(sum(orders.amount) - 0.5, 4, 1, 0, 2, 1, 3, 2)",
                                         "rank_among(2 * sum(orders.amount), -10, 1, 0, 5, 5, 8, 9)",
                                         "rank(sum(orders.amount), 1, 2, 3)" };
    static const double right[][4] = { { 0, 0.25, 0.5, 1 },
                                       { 0.125, 0.375, 0.5 + 0.4 / 3, 0.9 },
                                       { 0, 0.25, 0.5, 0.75 } };
    for (size_t t = 0; t < 3; t++) {
        struct table *table = compute(world, texts[t], rows, 4, &arena, NULL);
        for (size_t i = 0; i < 4; i++)
            ck_assert_double_eq_tol(column_reals(&table->columns[table->n_columns - 1])[i], right[t][i], 1e-15);
        table_release(table);
    }
    world_free(world);
    table_release(customers);
    table_release(orders);
    arena_release(&arena);
}
END_TEST

Suite *ranks_suite(void)
{
    Suite *suite = suite_create("ranks");
    TCase *tests = tcase_create("ranks");
    tcase_set_timeout(tests, 240); /* slow under a sanitizer of threads */
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, one_as_all);
    tcase_add_loop_test(tests, rank_is_the_share_with_less, 0, 5);
    tcase_add_test(tests, rank_of_other_values);
    suite_add_tcase(suite, tests);
    return suite;
}
