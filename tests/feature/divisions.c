/* Selections that divide the same events: computed together they have the bits that each has alone. */
#include "feature/plan.h"

#include "feature/division.h"
#include "feature_tests.h"

enum { N_CUSTOMERS = 40, N_CUTOFFS = 40, N_ORDERS = 3000, N_ROWS = N_CUSTOMERS * N_CUTOFFS };

/* Texts and numbers, with levels that do not occur, the same levels asked again, other windows, what overlaps, and what
   only looks like a level. */
static const char *const texts[][2] = {
    { "spend", "sum(orders.amount) over 365d by=channel levels=(\"app\", \"fax\", \"web\")" },
    { "spread", "sd(orders.amount) over 90d by=channel levels=(\"app\", \"web\")" },
    { "n", "count(orders) over 30d,1y by=channel levels=(\"store\", \"web\")" },
    { "n_all", "count(orders) by=quantity levels=(1, 2, 7)" },
    { "worth", "mean(orders.amount) by=quantity levels=(0, 3)" },
    { "gifts", "median(orders.amount where gift) by=channel levels=(\"app\", \"web\")" },
    { "large", "max(orders.amount where amount > 5) by=quantity levels=(1, 2)" },
    { "kinds", "distinct(orders.quantity, orders.gift) over 1y by=channel levels=(\"app\")" },
    { "weighed", "sum(orders.amount decay=30d) by=weekday(order_ts) levels=(0, 5)" },
    { "trend", "slope(orders.amount) over 1y by=gift levels=(1, 0)" },
    { "monthly", "mean(sum(orders.amount where channel == \"web\") / sum(orders.amount where channel == \"app\") "
                 "per 1m) over 1y" },
    { "web", "sum(orders.amount where channel == \"web\") over 180d" },
    { "store", "last(orders.order_ts where channel == \"store\") is missing" },
    { "neither", "sum(orders.amount where channel not in (\"app\", \"web\"))" },
    { "turned", "count(orders where \"web\" == channel)" },
    { "unknown", "count(orders where channel is missing or quantity not in (1, 2))" },
    { "word", "last(orders.channel where quantity == 2)" },
    { "ahead", "count(orders where gift == yes) - count(orders where gift == no)" },
};
enum { N_TEXTS = sizeof texts / sizeof *texts };

struct divided {
    struct arena arena;
    struct table *customers, *orders;
    struct world *world;
    struct feature *features;
    size_t n_features;
    uint32_t customer[N_ROWS];
    int64_t cutoff[N_ROWS];
};

static void add_text(struct builder *builder, size_t column, const char *text)
{
    builder_set_text(builder, column, text, strlen(text));
}

static struct table *make_orders(struct random *random)
{
    static const char *const channels[] = { "app", "web", "store", "phone" };
    static const char *const names[] = { "customer", "order_ts", "amount", "quantity", "channel", "gift", "known" };
    static const enum type types[] = { TYPE_TEXT, TYPE_TIME, TYPE_REAL, TYPE_INT, TYPE_TEXT, TYPE_BOOL, TYPE_TIME };
    struct builder *builder = builder_new("orders");
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        builder_add_column(builder, names[k], types[k]);
    for (size_t i = 0; i < N_ORDERS; i++) {
        char id[16];
        snprintf(id, sizeof id, "C%zu", random_below(random, N_CUSTOMERS));
        int64_t time = day("2023-01-01") + (int64_t)random_below(random, 700) * TIME_DAY;
        add_text(builder, 0, id);
        builder_set_int(builder, 1, time);
        if (random_below(random, 6) > 0)
            builder_set_real(builder, 2, random_normal(random) * 10);
        if (random_below(random, 6) > 0)
            builder_set_int(builder, 3, (int64_t)random_below(random, 4));
        if (random_below(random, 6) > 0)
            add_text(builder, 4, channels[random_below(random, 4)]);
        if (random_below(random, 6) > 0)
            builder_set_bool(builder, 5, random_below(random, 2) == 0);
        builder_set_int(builder, 6, time + (int64_t)random_below(random, 20) * TIME_DAY);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static void divided_init(struct divided *divided, bool known)
{
    struct random random = random_stream(5, known);
    arena_init(&divided->arena);
    struct builder *builder = builder_new("customers");
    builder_add_column(builder, "id", TYPE_TEXT);
    for (size_t i = 0; i < N_CUSTOMERS; i++) {
        char id[16];
        snprintf(id, sizeof id, "C%zu", i);
        add_text(builder, 0, id);
        builder_end_row(builder);
    }
    divided->customers = builder_finish(builder, NULL);
    divided->orders = make_orders(&random);
    struct event_source source = { divided->orders, "order_ts", "customer", known ? "known" : NULL };
    divided->world = world_build(divided->customers, "id", NULL, &source, 1, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(divided->world);
    divided->features = features_of(&divided->arena, texts, N_TEXTS, &divided->n_features);
    for (size_t i = 0; i < N_ROWS; i++) {
        divided->customer[i] = (uint32_t)(i % N_CUSTOMERS);
        divided->cutoff[i] = day("2023-01-15") + (int64_t)(i / N_CUSTOMERS) * 20 * TIME_DAY;
    }
}

static void divided_release(struct divided *divided)
{
    world_free(divided->world);
    table_release(divided->customers);
    table_release(divided->orders);
    arena_release(&divided->arena);
}

static struct table *compute(const struct divided *divided, const struct feature *features, size_t n, struct work *work)
{
    struct error err = ERROR_INIT;
    struct feature_rows rows = { N_ROWS, divided->customer, divided->cutoff };
    struct plan *plan = plan_new(divided->world, features, n, &err);
    ck_assert_msg(plan, "%s: %s", features->name, err.what);
    struct table *table = plan_compute(plan, &rows, "f", work, &err);
    ck_assert_msg(table, "%s", err.what);
    plan_free(plan);
    return table;
}

static void expect_same(const struct column *a, const struct column *b)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (a->type == TYPE_TEXT)
            expect(column_codes(a)[i] == column_codes(b)[i], "%s: row %zu", a->name, i);
        else
            expect(same_bits(column_reals(a)[i], column_reals(b)[i]), "%s: row %zu: %g, alone %g", a->name, i,
                   column_reals(a)[i], column_reals(b)[i]);
}

START_TEST(together_as_alone)
{
    struct divided divided;
    divided_init(&divided, _i);
    struct work *work = work_new(8);
    struct table *all = compute(&divided, divided.features, divided.n_features, NULL);
    struct table *threads = compute(&divided, divided.features, divided.n_features, work);
    for (size_t k = 0; k < divided.n_features; k++) {
        struct table *alone = compute(&divided, &divided.features[k], 1, NULL);
        expect_same(&all->columns[k + 2], &alone->columns[2]);
        expect_same(&all->columns[k + 2], &threads->columns[k + 2]);
        table_release(alone);
    }
    table_release(all);
    table_release(threads);
    work_free(work);
    divided_release(&divided);
}
END_TEST

/* What the store holds already is not asked for: every second member. */
START_TEST(some_members)
{
    struct divided divided;
    divided_init(&divided, false);
    struct table *all = compute(&divided, divided.features, divided.n_features, NULL);
    for (size_t from = 0; from < 2; from++) {
        struct feature some[64];
        size_t n = 0;
        for (size_t k = from; k < divided.n_features; k += 2)
            some[n++] = divided.features[k];
        struct table *table = compute(&divided, some, n, NULL);
        for (size_t i = 0; i < n; i++)
            expect_same(&table->columns[i + 2], &all->columns[from + 2 * i + 2]);
        table_release(table);
    }
    table_release(all);
    divided_release(&divided);
}
END_TEST

static const struct {
    const char *const texts[3][2];
    size_t n_divisions, n_members; /* of the first */
} found[] = {
    { { { "f", "sum(orders.amount) over 1y by=channel levels=(\"app\", \"web\")" } }, 1, 3 },
    { { { "f", "sum(orders.amount) over 1y by=channel levels=(\"app\", \"web\")" },
        { "g", "count(orders) over 30d by=channel levels=(\"app\", \"web\")" } },
      1,
      3 },
    { { { "f", "sum(orders.amount where gift) by=quantity levels=(1, 2, 9)" } }, 1, 4 },
    { { { "f", "count(orders where channel == \"app\")" }, { "g", "count(orders where channel == \"web\")" } }, 1, 2 },
    { { { "f", "count(orders where channel == \"app\")" }, { "g", "count(orders where quantity == 1)" } }, 0, 0 },
    { { { "f", "count(orders where gift and channel == \"app\")" }, { "g", "count(orders where channel == \"web\")" } },
      0,
      0 },
    /* the rest of one holds a level of the other, which stands alone, or with its own rest */
    { { { "f", "count(orders) by=channel levels=(\"app\", \"web\")" },
        { "g", "count(orders where channel == \"store\")" } },
      1,
      3 },
    { { { "f", "count(orders) by=channel levels=(\"app\", \"web\")" },
        { "g", "count(orders) by=channel levels=(\"store\", \"app\")" } },
      2,
      3 },
    { { { "f", "count(orders) by=quantity levels=(1, 2)" }, { "g", "count(orders where quantity == 3)" } }, 1, 3 },
};

START_TEST(divisions_found)
{
    struct divided divided;
    struct error err = ERROR_INIT;
    divided_init(&divided, false);
    size_t n_texts = 0, n;
    while (n_texts < 3 && found[_i].texts[n_texts][0])
        n_texts++;
    struct feature *features = features_of(&divided.arena, found[_i].texts, n_texts, &n);
    struct plan *plan = plan_new(divided.world, features, n, &err);
    ck_assert_msg(plan, "%s", err.what);
    ck_assert_uint_eq(plan->n_walks, 1);
    ck_assert_uint_eq(plan->walks[0].n_divisions, found[_i].n_divisions);
    if (found[_i].n_divisions > 0)
        ck_assert_uint_eq(plan->walks[0].divisions[0].n_members, found[_i].n_members);
    plan_free(plan);
    divided_release(&divided);
}
END_TEST

Suite *divisions_suite(void)
{
    Suite *suite = suite_create("divisions");
    TCase *tests = tcase_create("divisions");
    tcase_add_loop_test(tests, together_as_alone, 0, 2);
    tcase_add_test(tests, some_members);
    tcase_add_loop_test(tests, divisions_found, 0, sizeof found / sizeof *found);
    suite_add_tcase(suite, tests);
    return suite;
}
