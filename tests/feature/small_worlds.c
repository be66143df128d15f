/* The engine against its twin over all small worlds: two customers, up to four events, three cutoffs. */
#include "feature_tests.h"
#include "twin.h"

enum { N_CUSTOMERS = 2, MOST_EVENTS = 4, N_CUTOFFS = 3 };

/* Cutoffs two days apart and windows of one, two and three days: each cutoff is the edge of another's window, and
   events stand on every edge and right before it. */
static const char *const cutoffs[N_CUTOFFS] = { "2024-02-28", "2024-03-01", "2024-03-02" };
static const char *const moments[] = { "2024-02-27", "2024-02-28", "2024-02-29", "2024-02-29T23:59:59.999999",
                                       "2024-03-01", "2024-03-02" };
enum { N_MOMENTS = sizeof moments / sizeof *moments, N_PLACES = N_CUSTOMERS * N_MOMENTS };

static const char *const texts[][2] = {
    { "n", "count(orders) over 1d,2d,3d,1m" },
    { "all", "count(orders)" },
    { "between", "count(orders) over 1d..2d,1d..3d,2d..1m,1d.." },
    { "calendar", "count(orders) over day,2 days,week,month,this month,this week,this day" },
    { "trend", "count(orders) over 1d - count(orders) over 1d..2d" },
    { "spend", "sum(orders.amount) over 1d,2d" },
    { "aov", "mean(orders.amount) over 2d" },
    { "spread", "sd(orders.amount)" },
    { "middle", "median(orders.amount) over 3d" },
    { "low", "min(orders.amount) over 2d" },
    { "high", "max(orders.amount)" },
    { "kinds", "distinct(orders.channel) over 3d" },
    { "values", "distinct(orders.amount)" },
    { "head", "first(orders.amount)" },
    { "tail", "last(orders.amount) over 2d" },
    { "recency", "days since last(orders.order_ts)" },
    { "age", "days since first(orders.order_ts) over 2d" },
    { "app", "count(orders where channel == \"app\") over 2d" },
    { "large", "sum(orders.amount where amount > 1.5)" },
    { "none", "no orders over 2d" },
    { "share", "count(orders where channel != \"app\") / count(orders) over 3d" },
    { "known", "count(orders.amount) - 1" },
    { "variance", "var(orders.amount) over 3d" },
    { "upper", "quantile(orders.amount, 0.9)" },
    { "quartile", "quantile(orders.amount, 0.25) over 3d" },
    { "evenness", "entropy(orders.channel)" },
    { "top", "top(orders.channel) over 3d" },
    { "often", "mode(orders.amount) over 3d" },
    { "second", "nth(orders.amount, 2)" },
    { "before_last", "nth(orders.amount, -2) over 3d" },
    { "trend_of_amounts", "slope(orders.amount)" },
    { "gap", "gap_mean(orders) over 3d" },
    { "gaps", "gap_sd(orders)" },
    { "visits", "sessions(orders, 1440) over 3d" },
    { "visit_minutes", "session_mean(orders, 1440)" },
    { "apart", "sessions(orders, 0 where amount > 1)" },
    { "app_share", "share(orders.channel == \"app\") over 3d" },
    { "pairs", "distinct(orders.channel, orders.amount)" },
    { "recent", "sum(orders.amount decay=1d)" },
    { "recent_n", "count(orders where amount > 1 decay=36h) over 3d" },
    { "recent_mean", "mean(orders.amount decay=1w)" },
    { "weekdays", "distinct(weekday(orders.order_ts)) over 3d" },
    { "days", "distinct(day(orders.order_ts))" },
    { "daily_robust", "theil_sen(count(orders) per 1d) over 3d" },
    { "daily", "slope(count(orders) per 1d) over 3d" },
    { "daily_all", "mean(sum(orders.amount) per 1d)" },
    { "streak", "streak(orders per 1d)" },
    { "per_week", "sd(count(orders where amount > 1) per week)" },
    { "active_days", "mean(sum(orders.amount where channel == \"app\") per active day)" },
};
static const char *const target_texts[] = {
    "no orders within 1d",     "count(orders) within 2d gap=1d",         "sum(orders.amount) within 1d",
    "orders within 1d gap=1d", "no orders where amount > 1.5 within 2d",
};
enum { N_TARGETS = sizeof target_texts / sizeof *target_texts };

struct fixture {
    struct arena arena;
    struct table *customers;
    struct feature *features;
    size_t n_features;
    const struct definition *targets[N_TARGETS];
    uint32_t customer[N_CUSTOMERS * N_CUTOFFS];
    int64_t cutoff[N_CUSTOMERS * N_CUTOFFS];
    bool known;
    size_t n_worlds, n_compared;
};

static void fixture_init(struct fixture *fixture, bool known)
{
    memset(fixture, 0, sizeof *fixture);
    arena_init(&fixture->arena);
    fixture->known = known;
    fixture->customers = table_of("customers", (const char *[]){ "id:text", "a", "b", NULL });
    fixture->features = features_of(&fixture->arena, texts, sizeof texts / sizeof *texts, &fixture->n_features);
    for (size_t i = 0; i < N_TARGETS; i++)
        fixture->targets[i] = define(&fixture->arena, DEFINITION_TARGET, "t", target_texts[i]);
    for (size_t i = 0; i < N_CUSTOMERS * N_CUTOFFS; i++) {
        fixture->customer[i] = (uint32_t)(i % N_CUSTOMERS);
        fixture->cutoff[i] = day(cutoffs[i / N_CUSTOMERS]);
    }
}

static void fixture_release(struct fixture *fixture)
{
    table_release(fixture->customers);
    arena_release(&fixture->arena);
}

/* The last of the N events stands first in the table. The amounts tell events apart; one is missing; two are known late
   and one never. */
static struct table *make_orders(const size_t *places, size_t n)
{
    static const char *const channels[MOST_EVENTS] = { "app", "web", "app", "store" };
    static const int known_later[MOST_EVENTS] = { 0, 2, -1, 1 };
    struct builder *builder = builder_new("orders");
    builder_add_column(builder, "customer", TYPE_TEXT);
    builder_add_column(builder, "order_ts", TYPE_TIME);
    builder_add_column(builder, "amount", TYPE_REAL);
    builder_add_column(builder, "channel", TYPE_TEXT);
    builder_add_column(builder, "loaded", TYPE_TIME);
    for (size_t k = n; k-- > 0;) {
        int64_t time = day(moments[places[k] % N_MOMENTS]);
        builder_set_text(builder, 0, places[k] < N_MOMENTS ? "a" : "b", 1);
        builder_set_int(builder, 1, time);
        if (k != 2)
            builder_set_real(builder, 2, 0.1 + (double)k);
        builder_set_text(builder, 3, channels[k], strlen(channels[k]));
        if (known_later[k] >= 0)
            builder_set_int(builder, 4, time + known_later[k] * TIME_DAY);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static void compare_features(struct fixture *fixture, const struct world *world, const struct twin *twin)
{
    struct feature_rows rows = { N_CUSTOMERS * N_CUTOFFS, fixture->customer, fixture->cutoff };
    struct error err = ERROR_INIT;
    struct plan *plan = plan_new(world, fixture->features, fixture->n_features, &err);
    expect(plan, "%s", err.what);
    struct table *table = plan_compute(plan, &rows, "f", NULL, &err);
    expect(table, "%s", err.what);
    for (size_t k = 0; k < fixture->n_features; k++)
        for (size_t i = 0; i < rows.n; i++) {
            const struct feature *feature = &fixture->features[k];
            struct twin_value value =
                twin_compute(twin, feature->definition, feature->window, rows.customer[i], rows.cutoff[i]);
            double expected = twin_number(&value), got = column_reals(&table->columns[k + 2])[i];
            expect(same_bits(expected, got), "%s of customer %u at %s: %.17g, the twin says %.17g", feature->name,
                   rows.customer[i], cutoffs[i / N_CUSTOMERS], got, expected);
            fixture->n_compared++;
        }
    table_release(table);
    plan_free(plan);
}

static void compare_targets(struct fixture *fixture, const struct world *world, const struct twin *twin)
{
    struct feature_rows rows = { N_CUSTOMERS * N_CUTOFFS, fixture->customer, fixture->cutoff };
    for (size_t k = 0; k < N_TARGETS; k++) {
        double out[N_CUSTOMERS * N_CUTOFFS];
        const struct target_kind *kind;
        size_t n_immature;
        const struct definition *target = fixture->targets[k];
        expect(target_compute(world, target, &rows, NULL, out, &kind, &n_immature, NULL), "%s", target->expression);
        for (size_t i = 0; i < rows.n; i++) {
            int64_t begin = target->gap.count > 0 ? twin_shift(rows.cutoff[i], target->gap, 1) : rows.cutoff[i];
            bool immature =
                world->last_time == TIME_MISSING || twin_shift(begin, target->within, 1) > world->last_time + 1;
            struct twin_value value = twin_compute(twin, target, 0, rows.customer[i], rows.cutoff[i]);
            double expected = immature ? NAN : twin_number(&value);
            expect(same_bits(expected, out[i]), "%s of customer %u at %s: %.17g, the twin says %.17g",
                   target->expression, rows.customer[i], cutoffs[i / N_CUSTOMERS], out[i], expected);
            fixture->n_compared++;
        }
    }
}

static void check_world(struct fixture *fixture, const size_t *places, size_t n)
{
    struct table *orders = make_orders(places, n);
    struct event_source source = { orders, "order_ts", "customer", fixture->known ? "loaded" : NULL };
    struct twin twin = { fixture->customers, "id", &source, 1 };
    struct error err = ERROR_INIT;
    struct world *world = world_build(fixture->customers, "id", NULL, &source, 1, NULL, NULL, &err);
    expect(world, "%s", err.what);
    compare_features(fixture, world, &twin);
    compare_targets(fixture, world, &twin);
    fixture->n_worlds++;
    world_free(world);
    table_release(orders);
}

/* All choices of up to MOST_EVENTS places, with repetition. */
static void check_all(struct fixture *fixture, size_t *places, size_t n)
{
    check_world(fixture, places, n);
    if (n == MOST_EVENTS)
        return;
    for (size_t place = n > 0 ? places[n - 1] : 0; place < N_PLACES; place++) {
        places[n] = place;
        check_all(fixture, places, n + 1);
    }
}

static void exhaust(bool known)
{
    struct fixture fixture;
    size_t places[MOST_EVENTS];
    fixture_init(&fixture, known);
    check_all(&fixture, places, 0);
    /* choices of up to 4 of 12 with repetition: C(16, 4) */
    ck_assert_uint_eq(fixture.n_worlds, 1820);
    ck_assert_uint_eq(fixture.n_compared, 1820 * 6 * (fixture.n_features + N_TARGETS));
    fixture_release(&fixture);
}

START_TEST(all_histories)
{
    exhaust(false);
}
END_TEST

START_TEST(all_histories_with_known_times)
{
    exhaust(true);
}
END_TEST

Suite *small_worlds_suite(void)
{
    Suite *suite = suite_create("small worlds");
    TCase *tcase = tcase_create("twin");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, all_histories);
    tcase_add_test(tcase, all_histories_with_known_times);
    suite_add_tcase(suite, tcase);
    return suite;
}
