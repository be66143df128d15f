/* The engine against its twin in random worlds: ties, missing values, late knowledge, leap days, calendar windows, long
   and empty histories; on one thread and on eight; with and without a future. */
#include "feature_tests.h"
#include "patron/table/view.h"
#include "twin.h"

enum { N_CUSTOMERS = 40, N_ORDERS = 1200, N_VISITS = 400, N_PRODUCTS = 90 };

static const char *const texts[][2] = {
    { "n", "count(orders) over 6h,1d,2w,1m,1q,1y,10y" },
    { "all", "count(orders)" },
    { "between", "sum(orders.amount) over 30d..90d,1m..1q,6h..1y,90d..,1w..10y" },
    { "calendar", "count(orders) over month,3 months,quarter,2 quarters,year,this quarter,this year,week,4 weeks" },
    { "decline", "1 - count(orders) over 30d / (count(orders) over 30d..120d / 3)" },
    { "calendar_products", "distinct(orders.product where amount > 2) over 2 months,this month" },
    { "spend", "sum(orders.amount) over 30d,1m,1y" },
    { "aov", "mean(orders.amount) over 90d" },
    { "aov_all", "mean(orders.amount)" },
    { "spread", "sd(orders.amount) over 1y,30d" },
    { "middle", "median(orders.amount) over 1q" },
    { "middle_all", "median(orders.quantity)" },
    { "low", "min(orders.amount) over 1q" },
    { "high", "max(orders.quantity) over 1q" },
    { "products", "distinct(orders.product) over 1m,1y" },
    { "channels", "distinct(orders.channel) over 1m" },
    { "amounts", "distinct(orders.amount)" },
    { "quantities", "distinct(orders.quantity) over 1y" },
    { "gifts", "distinct(orders.gift)" },
    { "moments", "distinct(orders.order_ts) over 1y" },
    { "dues", "count(orders.due) over 1y" },
    { "head", "first(orders.amount) over 1y" },
    { "tail", "last(orders.quantity)" },
    { "gift_share", "mean(orders.gift) over 1y" },
    { "recency", "days since last(orders.order_ts)" },
    { "age", "days since first(orders.order_ts) over 1y" },
    { "due_in", "days since max(orders.due)" },
    { "due_first", "days since min(orders.due) over 1q" },
    { "tenure", "days since customers.began" },
    { "score", "customers.score * 2 - 1" },
    { "bare", "score" },
    { "app", "count(orders where channel == \"app\") over 1q,1y" },
    { "big", "sum(orders.amount where quantity > 2 and channel in (\"app\", \"web\")) over 1y" },
    { "odd", "mean(orders.amount where product is missing or not gift)" },
    { "worth", "sum(orders.amount * orders.quantity) over 1y,1m" },
    { "own_country", "count(orders where country == customers.country)" },
    { "not_due", "count(orders where due >= asof)" },
    { "until_due", "max(orders.due) - asof" },
    { "fresh", "count(orders where days since order_ts < 20)" },
    { "mean_age", "mean(days since orders.order_ts where amount > 5)" },
    { "late", "count(orders where due > order_ts)" },
    { "visit_rate", "count(visits) / count(orders) over 1q" },
    { "bounce", "mean(visits.bounced) over 1y" },
    { "trend", "count(orders) over 1m / count(orders) over 1y" },
    { "no_visits", "no visits where seconds > 300 over 1q" },
    { "bought", "not visits and (orders or count(visits where bounced) > 3)" },
    { "visits_known", "sum(visits.seconds) over 1q" },
    { "variance", "var(orders.amount) over 1y,30d..1y" },
    { "upper", "quantile(orders.amount, 0.9) over 1y" },
    { "lower", "quantile(orders.amount, 0.1) over 1y" },
    { "all_quantiles", "quantile(orders.quantity, 1) - quantile(orders.quantity, 0)" },
    { "often", "mode(orders.quantity) over 1y" },
    { "often_amount", "mode(orders.amount where gift)" },
    { "weekday", "mode(weekday(orders.order_ts)) over 1y" },
    { "hour", "mode(hour(orders.order_ts))" },
    { "often_due", "days since mode(orders.due)" },
    { "evenness", "entropy(orders.product) over 1y" },
    { "evenness_all", "entropy(orders.quantity)" },
    { "top_one", "top(orders.product) over 1y" },
    { "top_three", "top(orders.product, 3)" },
    { "share_big", "share(orders.amount > 5) over 1y" },
    { "share_monday", "share(weekday(orders.order_ts) == 0 where not gift) over 1y" },
    { "share_gift", "share(orders.gift)" },
    { "second", "nth(orders.amount, 2) over 1y" },
    { "third_last", "nth(orders.quantity, -3)" },
    { "due_second", "days since nth(orders.due, 2)" },
    { "slope", "slope(orders.amount) over 1y" },
    { "slope_known", "slope(visits.seconds where bounced)" },
    { "gap", "gap_mean(orders) over 1y" },
    { "visits", "sessions(orders, 10080) over 1y" },
    { "visit_minutes", "session_mean(orders, 20160 where amount > 5)" },
    { "visit_days", "sessions(day(orders.order_ts), 1440)" },
    { "gap_big", "gap_mean(orders where amount > 5)" },
    { "gap_days", "gap_mean(day(orders.order_ts))" },
    { "gaps", "gap_sd(orders) over 1y" },
    { "gaps_due", "gap_sd(orders.due)" },
    { "gaps_visits", "gap_sd(visits)" },
    { "pairs", "distinct(orders.product, orders.channel) over 1y" },
    { "triples", "distinct(orders.quantity, orders.gift, orders.amount)" },
    { "product_days", "distinct(day(orders.order_ts), orders.product where amount > 0)" },
    { "recent", "sum(orders.amount decay=30d) over 1y" },
    { "recent_n", "count(orders decay=2w)" },
    { "recent_products", "count(orders.product where gift decay=30d)" },
    { "recent_mean", "mean(orders.quantity where amount > 2 decay=100d) over 1y" },
    { "recent_share", "share(orders.gift decay=180d)" },
    { "months", "distinct(month(orders.order_ts)) + distinct(month_start(orders.order_ts)) / 100" },
    { "weeks", "distinct(week_start(orders.order_ts)) over 1y" },
    { "quarters", "mean(quarter(orders.order_ts)) + mean(monthday(orders.order_ts)) + max(year(orders.order_ts))" },
    { "digits", "mean(digits(orders.product)) over 1y" },
    { "lengths", "mean(length(orders.product))" },
    { "capital", "count(orders where upper(channel) == \"APP\" and upper(product) == upper(product))" },
    { "capitals", "distinct(upper(orders.product)) over 1y" },
    { "several", "max(count(orders) over 30d, count(visits) over 30d, 1) + min(score, 0)" },
    { "several_times", "days since max(last(orders.order_ts), last(visits.at))" },
    { "capped", "sum(min(orders.amount, 5)) over 1y" },
    { "by_channel", "sum(orders.amount) over 1y,1q by=channel levels=(\"web\", \"app\", \"fax\")" },
    { "by_gift", "mean(orders.amount where quantity > 1) by=gift levels=(1, 0)" },
    { "by_weekday", "count(orders) / count(orders where amount > 0) by=weekday(order_ts) levels=(0, 5)" },
    { "by_channel_weekly", "slope(count(orders) per 1w) over 12w by=channel levels=(\"web\")" },
    { "weekly_trend", "slope(log1p(count(orders)) per 1w) over 12w,52w" },
    { "monthly", "mean(sum(orders.amount) per month) over 6 months,1y,this year" },
    { "monthly_sd", "sd(sum(orders.amount) per active month)" },
    { "monthly_trend", "slope(sum(orders.amount) per active month)" },
    { "monthly_top", "quantile(max(orders.amount), 0.9 per 1m) over 1y" },
    { "monthly_robust", "theil_sen(mean(orders.amount) per 1m)" },
    { "weekly_robust", "theil_sen(sum(orders.amount) per active week) over 1y" },
    { "monthly_rolling", "slope(mean(orders.amount) per 1m)" },
    { "streak", "streak(orders per 2w)" },
    { "streak_big", "streak(count(orders where amount > 5) per month) over 1y" },
    { "longest", "longest(visits per 1m)" },
    { "busy", "share(count(orders) > 2 or count(visits) > 0 per quarter) over 30d..2y" },
    { "known_weeks", "count(mean(visits.seconds) per 1w) over 1y" },
    { "first_week", "first(count(visits) per week)" },
    { "ages", "mean(days since last(orders.order_ts) per 1q) over 1y" },
    { "rolled", "max(sum(orders.amount decay=30d) per 1m) over 3 months" },
};
static const char *const target_texts[] = { "no orders within 90d", "sum(orders.amount) within 1q gap=1w",
                                            "count(visits where bounced) within 1m", "orders within 1y gap=1m" };

static const char *const cutoff_texts[] = { "2023-02-28",          "2024-02-29", "2024-03-31",
                                            "2024-03-31T12:00:00", "2024-05-31", "2024-12-31T23:59:59.999999",
                                            "2021-01-01",          "2026-01-01" };
enum { N_CUTOFFS = sizeof cutoff_texts / sizeof *cutoff_texts };

struct big_world {
    struct arena arena;
    struct table *customers, *orders, *visits;
    struct event_source sources[2];
    struct twin twin;
    struct world *world;
    struct feature *features;
    size_t n_features;
};

/* Half the moments are drawn from few, on cutoffs and window edges, so that ties and edges are common. */
static int64_t random_time(struct random *random)
{
    static const char *const edges[] = { "2024-02-29", "2024-03-31", "2024-01-31",
                                         "2023-12-31", "2024-02-28", "2023-02-28",
                                         "2024-05-31", "2024-04-30", "2024-03-30T23:59:59.999999" };
    if (random_below(random, 2) == 0)
        return day(edges[random_below(random, sizeof edges / sizeof *edges)]);
    return day("2022-01-01") + (int64_t)(random_unit(random) * 1300 * (double)TIME_DAY);
}

static void add_word(struct builder *builder, size_t column, const char *stem, size_t number)
{
    char word[16];
    int length = snprintf(word, sizeof word, "%s%zu", stem, number);
    builder_set_text(builder, column, word, (size_t)length);
}

/* A tenth of the customers have no events, and one has a fifth of them. */
static size_t random_customer(struct random *random)
{
    return random_below(random, 5) == 0 ? 7 : N_CUSTOMERS / 10 + random_below(random, N_CUSTOMERS * 9 / 10 + 2);
}

static struct table *make_customers(struct random *random)
{
    struct builder *builder = builder_new("customers");
    builder_add_column(builder, "id", TYPE_TEXT);
    builder_add_column(builder, "began", TYPE_TIME);
    builder_add_column(builder, "country", TYPE_TEXT);
    builder_add_column(builder, "score", TYPE_REAL);
    for (size_t i = 0; i < N_CUSTOMERS; i++) {
        add_word(builder, 0, "C", i);
        if (i % 7)
            builder_set_int(builder, 1, random_time(random));
        if (i % 5)
            add_word(builder, 2, "country", random_below(random, 3));
        if (i % 4)
            builder_set_real(builder, 3, random_normal(random));
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static struct table *make_orders(struct random *random)
{
    static const char *const columns[] = { "customer", "order_ts", "amount", "quantity", "channel",
                                           "product",  "country",  "gift",   "due" };
    static const enum type types[] = { TYPE_TEXT, TYPE_TIME, TYPE_REAL, TYPE_INT, TYPE_TEXT,
                                       TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, TYPE_TIME };
    static const char *const channels[] = { "app", "web", "store" };
    struct builder *builder = builder_new("orders");
    for (size_t k = 0; k < 9; k++)
        builder_add_column(builder, columns[k], types[k]);
    for (size_t i = 0; i < N_ORDERS; i++) {
        add_word(builder, 0, "C", random_customer(random));
        if (random_below(random, 30) > 0) /* else an order without a time */
            builder_set_int(builder, 1, random_time(random));
        if (random_below(random, 6) > 0)
            builder_set_real(builder, 2, floor(random_normal(random) * 1000) / 70);
        if (random_below(random, 6) > 0)
            builder_set_int(builder, 3, (int64_t)random_below(random, 6) - 1);
        const char *channel = channels[random_below(random, 3)];
        if (random_below(random, 9) > 0)
            builder_set_text(builder, 4, channel, strlen(channel));
        if (random_below(random, 5) > 0)
            add_word(builder, 5, "p", random_below(random, N_PRODUCTS));
        add_word(builder, 6, "country", random_below(random, 4));
        if (random_below(random, 4) > 0)
            builder_set_bool(builder, 7, random_below(random, 2));
        if (random_below(random, 3) > 0)
            builder_set_int(builder, 8, random_time(random));
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static struct table *make_visits(struct random *random)
{
    struct builder *builder = builder_new("visits");
    builder_add_column(builder, "who", TYPE_TEXT);
    builder_add_column(builder, "at", TYPE_TIME);
    builder_add_column(builder, "bounced", TYPE_BOOL);
    builder_add_column(builder, "seconds", TYPE_INT);
    builder_add_column(builder, "loaded", TYPE_TIME);
    for (size_t i = 0; i < N_VISITS; i++) {
        int64_t at = random_time(random);
        add_word(builder, 0, "C", random_customer(random));
        builder_set_int(builder, 1, at);
        builder_set_bool(builder, 2, random_below(random, 2));
        builder_set_int(builder, 3, (int64_t)random_below(random, 900));
        if (random_below(random, 10) > 0)
            builder_set_int(builder, 4, at + (int64_t)random_below(random, 3) * 15 * TIME_DAY);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static void big_world_init(struct big_world *big, uint64_t seed, struct work *work)
{
    struct random random = random_stream(seed, 0);
    arena_init(&big->arena);
    big->customers = make_customers(&random);
    big->orders = make_orders(&random);
    big->visits = make_visits(&random);
    big->sources[0] = (struct event_source){ big->orders, "order_ts", "customer", NULL };
    big->sources[1] = (struct event_source){ big->visits, "at", "who", "loaded" };
    big->twin = (struct twin){ big->customers, "id", big->sources, 2 };
    struct error err = ERROR_INIT;
    big->world = world_build(big->customers, "id", "began", big->sources, 2, work, NULL, &err);
    expect(big->world, "%s", err.what);
    big->features = features_of(&big->arena, texts, sizeof texts / sizeof *texts, &big->n_features);
}

static void big_world_release(struct big_world *big)
{
    world_free(big->world);
    table_release(big->customers);
    table_release(big->orders);
    table_release(big->visits);
    arena_release(&big->arena);
}

static struct table *compute(const struct big_world *big, const struct feature_rows *rows, struct work *work)
{
    struct error err = ERROR_INIT;
    struct plan *plan = plan_new(big->world, big->features, big->n_features, &err);
    expect(plan, "%s", err.what);
    struct table *table = plan_compute(plan, rows, "features", work, &err);
    expect(table, "%s", err.what);
    plan_free(plan);
    return table;
}

/* Customers and cutoffs in no order, customers more than once. */
static struct feature_rows random_rows(struct arena *arena, struct random *random, size_t n)
{
    uint32_t *customers = arena_allocate(arena, n, sizeof *customers);
    int64_t *cutoffs = arena_allocate(arena, n, sizeof *cutoffs);
    for (size_t i = 0; i < n; i++) {
        customers[i] = (uint32_t)random_below(random, N_CUSTOMERS);
        cutoffs[i] = random_below(random, 40) == 0 ? TIME_MISSING : day(cutoff_texts[random_below(random, N_CUTOFFS)]);
    }
    return (struct feature_rows){ n, customers, cutoffs };
}

START_TEST(equals_twin)
{
    struct big_world big;
    big_world_init(&big, (uint64_t)_i, NULL);
    struct random random = random_stream(99, (uint64_t)_i);
    struct feature_rows rows = random_rows(&big.arena, &random, 60);
    struct table *table = compute(&big, &rows, NULL);
    for (size_t k = 0; k < big.n_features; k++)
        for (size_t i = 0; i < rows.n; i++) {
            struct twin_value value = twin_compute(&big.twin, big.features[k].definition, big.features[k].window,
                                                   rows.customer[i], rows.cutoff[i]);
            double expected = twin_number(&value), got = column_reals(&table->columns[k + 2])[i];
            expect(same_bits(expected, got), "%s of row %zu: %.17g, the twin says %.17g", big.features[k].name, i, got,
                   expected);
        }
    table_release(table);
    big_world_release(&big);
}
END_TEST

START_TEST(targets_equal_twin)
{
    struct big_world big;
    big_world_init(&big, 11, NULL);
    struct random random = random_stream(98, 0);
    struct feature_rows rows = random_rows(&big.arena, &random, 150);
    double *out = arena_allocate(&big.arena, rows.n, sizeof *out);
    for (size_t k = 0; k < sizeof target_texts / sizeof *target_texts; k++) {
        const struct definition *target = define(&big.arena, DEFINITION_TARGET, "t", target_texts[k]);
        size_t n_immature, n_known = 0;
        ck_assert(target_compute(big.world, target, &rows, NULL, out, NULL, &n_immature, NULL));
        for (size_t i = 0; i < rows.n; i++) {
            if (isnan(out[i]))
                continue;
            struct twin_value value = twin_compute(&big.twin, target, 0, rows.customer[i], rows.cutoff[i]);
            expect(same_bits(twin_number(&value), out[i]), "%s of row %zu: %.17g, the twin says %.17g", target_texts[k],
                   i, out[i], twin_number(&value));
            n_known++;
        }
        ck_assert_uint_eq(n_known + n_immature, rows.n);
        ck_assert_uint_gt(n_known, rows.n / 3);
        ck_assert_uint_gt(n_immature, 0);
    }
    big_world_release(&big);
}
END_TEST

static void same_tables(const struct table *a, const struct table *b)
{
    ck_assert_uint_eq(a->n_rows, b->n_rows);
    ck_assert_uint_eq(a->n_columns, b->n_columns);
    for (size_t k = 0; k < a->n_columns; k++) {
        ck_assert_str_eq(a->columns[k].name, b->columns[k].name);
        ck_assert_int_eq(memcmp(column_values(&a->columns[k]), column_values(&b->columns[k]),
                                a->n_rows * type_size(a->columns[k].type)),
                         0);
    }
}

/* Twelve thousand rows are twelve blocks: enough for eight threads to meet in any order. */
START_TEST(one_thread_equals_eight)
{
    struct work *eight = work_new(8);
    struct big_world big, again;
    big_world_init(&big, 5, NULL);
    big_world_init(&again, 5, eight);
    struct random random = random_stream(97, 0);
    struct feature_rows rows = random_rows(&big.arena, &random, 12000);
    struct table *one = compute(&big, &rows, NULL), *many = compute(&again, &rows, eight);
    same_tables(one, many);
    double *a = arena_allocate(&big.arena, rows.n, sizeof *a), *b = arena_allocate(&big.arena, rows.n, sizeof *b);
    const struct definition *target = define(&big.arena, DEFINITION_TARGET, "t", "sum(orders.amount) within 90d");
    ck_assert(target_compute(big.world, target, &rows, NULL, a, NULL, NULL, NULL));
    ck_assert(target_compute(again.world, target, &rows, eight, b, NULL, NULL, NULL));
    ck_assert_int_eq(memcmp(a, b, rows.n * sizeof *a), 0);
    table_release(one);
    table_release(many);
    big_world_release(&big);
    big_world_release(&again);
    work_free(eight);
}
END_TEST

/* A block's neighbours do not matter: each row alone gives what it gives among all. */
START_TEST(rows_do_not_depend_on_each_other)
{
    struct big_world big;
    big_world_init(&big, 6, NULL);
    struct random random = random_stream(96, 0);
    struct feature_rows rows = random_rows(&big.arena, &random, 1500);
    struct table *all = compute(&big, &rows, NULL);
    for (size_t i = 0; i < rows.n; i += 37) {
        struct feature_rows single = { 1, rows.customer + i, rows.cutoff + i };
        struct table *one = compute(&big, &single, NULL);
        for (size_t k = 2; k < all->n_columns; k++)
            expect(memcmp(column_reals(&all->columns[k]) + i, column_reals(&one->columns[k]), sizeof(double)) == 0,
                   "%s of row %zu depends on its neighbours", all->columns[k].name, i);
        table_release(one);
    }
    table_release(all);
    big_world_release(&big);
}
END_TEST

/* The same orders and, when ADDED, three more of each customer at and after CUTOFF. */
static struct world *world_with_future(const struct big_world *big, bool added, int64_t cutoff)
{
    struct builder *builder = builder_new("orders");
    builder_add_column(builder, "customer", TYPE_TEXT);
    builder_add_column(builder, "order_ts", TYPE_TIME);
    builder_add_column(builder, "amount", TYPE_REAL);
    const struct table *orders = big->orders;
    for (size_t row = 0; row < orders->n_rows + (added ? N_CUSTOMERS * 3 : 0); row++) {
        size_t extra = row - orders->n_rows;
        if (row < orders->n_rows) {
            size_t length;
            const char *key =
                dictionary_text(orders->columns[0].dictionary, column_codes(&orders->columns[0])[row], &length);
            builder_set_text(builder, 0, key, length);
            builder_set_int(builder, 1, column_ints(&orders->columns[1])[row]);
            builder_set_real(builder, 2, column_reals(&orders->columns[2])[row]);
        } else {
            add_word(builder, 0, "C", extra / 3);
            builder_set_int(builder, 1, cutoff + (int64_t)(extra % 3) * TIME_DAY);
            builder_set_real(builder, 2, 1000);
        }
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    struct event_source source = { table, "order_ts", "customer", NULL };
    struct world *world = world_build(big->customers, "id", "began", &source, 1, NULL, NULL, NULL);
    table_release(table);
    return world;
}

START_TEST(the_future_changes_targets_only)
{
    static const char *const few[][2] = { { "n", "count(orders) over 1d,1m,1y" },
                                          { "all", "count(orders)" },
                                          { "spend", "sum(orders.amount) over 1m" },
                                          { "high", "max(orders.amount)" },
                                          { "recency", "days since last(orders.order_ts)" },
                                          { "kinds", "distinct(orders.amount)" } };
    struct big_world big;
    big_world_init(&big, 8, NULL);
    int64_t cutoff = day("2024-03-31");
    struct world *before = world_with_future(&big, false, cutoff), *after = world_with_future(&big, true, cutoff);
    size_t n_features;
    struct feature *features = features_of(&big.arena, few, sizeof few / sizeof *few, &n_features);
    uint32_t customers[N_CUSTOMERS];
    int64_t cutoffs[N_CUSTOMERS];
    for (size_t c = 0; c < N_CUSTOMERS; c++) {
        customers[c] = (uint32_t)c;
        cutoffs[c] = cutoff;
    }
    struct feature_rows rows = { N_CUSTOMERS, customers, cutoffs };
    struct plan *plans[] = { plan_new(before, features, n_features, NULL),
                             plan_new(after, features, n_features, NULL) };
    struct table *tables[] = { plan_compute(plans[0], &rows, "f", NULL, NULL),
                               plan_compute(plans[1], &rows, "f", NULL, NULL) };
    same_tables(tables[0], tables[1]);
    const struct definition *target = define(&big.arena, DEFINITION_TARGET, "t", "count(orders) within 1d");
    double a[N_CUSTOMERS], b[N_CUSTOMERS];
    ck_assert(target_compute(before, target, &rows, NULL, a, NULL, NULL, NULL));
    ck_assert(target_compute(after, target, &rows, NULL, b, NULL, NULL, NULL));
    for (size_t c = 0; c < N_CUSTOMERS; c++)
        ck_assert_double_eq(b[c], a[c] + 1); /* the one at the cutoff; the next is a day later */
    for (size_t i = 0; i < 2; i++) {
        table_release(tables[i]);
        plan_free(plans[i]);
    }
    world_free(before);
    world_free(after);
    big_world_release(&big);
}
END_TEST

Suite *large_worlds_suite(void)
{
    Suite *suite = suite_create("large worlds");
    TCase *tcase = tcase_create("twin");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, equals_twin, 0, 3);
    tcase_add_test(tcase, targets_equal_twin);
    tcase_add_test(tcase, one_thread_equals_eight);
    tcase_add_test(tcase, rows_do_not_depend_on_each_other);
    tcase_add_test(tcase, the_future_changes_targets_only);
    suite_add_tcase(suite, tcase);
    return suite;
}
