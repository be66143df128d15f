/* Joins between events, states and late columns: by hand, and against rescans of everything on random histories. */
#include "feature_tests.h"
#include "patron/feature/leak.h"

struct shop {
    struct arena arena;
    struct table *customers, *orders, *returns, *plans;
    struct world *world;
};

/* The relations that the workspace reads from the catalog. */
static void relate(struct world *world, bool known)
{
    struct events *events = (struct events *)world->events;
    for (size_t i = 0; i < world->n_events; i++) {
        const struct table *table = events[i].table;
        const struct column *id = table_column(table, "order_id"), *until = table_column(table, "until");
        if (strcmp(table->name, "orders") == 0)
            events[i].key_column = (size_t)(id - table->columns);
        if (strcmp(table->name, "returns") == 0) {
            events[i].above = 1;
            events[i].link_column = (size_t)(id - table->columns);
        }
        if (strcmp(table->name, "plans") == 0) {
            events[i].states = true;
            events[i].end_column = until ? 1 + (size_t)(until - table->columns) : 0;
        }
        if (!known)
            events[i].known_column = SIZE_MAX;
    }
}

static void shop_make(struct shop *shop, bool known)
{
    struct event_source sources[] = { { shop->orders, "at", "customer", known ? "known" : NULL },
                                      { shop->returns, "at", "customer", known ? "known" : NULL },
                                      { shop->plans, "since", "customer", NULL } };
    struct error err = ERROR_INIT;
    shop->world = world_build(shop->customers, "id", NULL, sources, 3, NULL, NULL, &err);
    expect(shop->world, "%s", err.what);
    relate(shop->world, known);
}

static void shop_init(struct shop *shop)
{
    arena_init(&shop->arena);
    shop->customers = table_of("customers", (const char *[]){ "id:text tier:text", "a gold", "b basic", NULL });
    shop->orders =
        table_of("orders", (const char *[]){ "order_id:int customer:text at:time amount:real channel:text",
                                             "1 a 2024-05-01 10 app", "2 a 2024-05-10 20 web", "3 a 2024-06-01 40 app",
                                             "4 b 2024-06-01 80 web", "5 b 2024-07-02 160 app", NULL });
    shop->returns =
        table_of("returns", (const char *[]){ "order_id:int customer:text at:time amount:real reason:text checked:time",
                                              "2 a 2024-05-20 5 late 2024-05-21", "2 a 2024-06-30 7 torn 2024-07-01",
                                              "3 a 2024-07-01 40 late .", "4 b 2024-06-05 80 torn 2024-06-05",
                                              "9 a 2024-06-01 1 late .", NULL });
    shop->plans =
        table_of("plans", (const char *[]){ "customer:text since:time until:time plan:text price:real",
                                            "a 2024-01-01 2024-05-10 basic 5", "a 2024-05-10 . pro 9",
                                            "b 2024-03-01 2024-06-15 basic 5", "b 2024-07-01 . pro 9", NULL });
    shop_make(shop, false);
}

static void shop_release(struct shop *shop)
{
    world_free(shop->world);
    table_release(shop->customers);
    table_release(shop->orders);
    table_release(shop->returns);
    table_release(shop->plans);
    arena_release(&shop->arena);
}

/* As of 2024-07-01, customers a and b. The return of that day, and its order's, are not seen yet. */
static const char *const values[][2] = {
    { "count(orders where returns)", "1 1" },
    { "count(orders where no returns)", "2 0" },
    { "count(orders where returns) / count(orders)", "0.333333 1" },
    { "count(orders where count(returns) > 1)", "1 0" },
    { "count(orders where count(returns where reason == \"torn\") > 0)", "1 1" },
    { "sum(orders.amount - sum(returns.amount))", "58 0" },
    { "sum(orders.amount where no returns)", "50 0" },
    { "max(count(returns))", "2 1" },
    { "mean(mean(returns.amount))", "6 80" },
    { "count(orders where last(returns.reason) == \"torn\")", "1 1" },
    { "max(days since last(returns.at))", "1 26" },
    { "sum(returns.orders.amount)", "40 80" }, /* the return of order 9 has none */
    { "count(returns where orders.channel == \"web\")", "2 1" },
    { "count(returns where orders.channel is missing)", "1 0" },
    { "sum(returns.amount / orders.amount)", "0.6 1" },
    { "sum(orders.amount / returns.amount)", "6.857143 1" },
    { "max(days(orders.at, returns.at))", "51 4" },
    { "count(returns where customers.tier == \"gold\") over 30d", "2 0" },
    { "plans.price", "9 ." },
    { "plans.plan", "pro ." },
    { "if(plans.plan == \"pro\", 1, 0)", "1 ." },
    { "count(orders where plans.plan == \"pro\")", "2 0" },
    { "count(orders where plans.plan == \"basic\")", "1 1" },
    { "sum(orders.amount * plans.price)", "590 400" },
    { "count(returns where plans.plan == \"basic\")", "0 1" },
    { "count(plans)", "2 1" },
    { "count(plans where until is missing)", "1 0" },
    { "days since last(plans.since)", "52 122" },
};

START_TEST(by_hand)
{
    struct shop shop;
    shop_init(&shop);
    expect_values(shop.world, values[_i][0], day("2024-07-01"), values[_i][1]);
    shop_release(&shop);
}
END_TEST

static const struct {
    const char *text;
    int code;
    size_t column, length;
    const char *mend;
} wrongs[] = {
    { "sum(mean(orders.amount))", E_NO_TABLE, 10, 13, NULL },
    { "count(returns where count(orders) > 1)", E_EXPRESSION, 21, 13, NULL },
    { "count(orders where count(returns) over 30d > 1)", E_EXPRESSION, 20, 23, NULL },
    { "sum(orders.amount + returns.missing)", E_NO_COLUMN, 21, 15, NULL },
    { "count(orders where returns.amount > 1)", E_EXPRESSION, 20, 14, "sum(returns.amount)" },
    { "count(orders where returns.reason == \"late\")", E_EXPRESSION, 20, 14, "last(returns.reason)" },
    { "count(orders where returns.orders.amount > 1)", E_EXPRESSION, 20, 21, "orders.amount" },
    { "count(returns where orders.colour == \"red\")", E_NO_COLUMN, 21, 13, NULL },
};

START_TEST(refused)
{
    struct shop shop;
    struct error err = ERROR_INIT;
    size_t n;
    shop_init(&shop);
    const char *const text[1][2] = { { "f", wrongs[_i].text } };
    struct feature *features = features_of(&shop.arena, text, 1, &n);
    ck_assert_ptr_null(plan_new(shop.world, features, 1, &err));
    if (wrongs[_i].mend) {
        ck_assert_msg(err.mend[0], "%s: %s", wrongs[_i].text, err.what);
        ck_assert_str_eq(err.mend[0], wrongs[_i].mend);
    }
    ck_error(&err, wrongs[_i].code, wrongs[_i].column, wrongs[_i].length);
    shop_release(&shop);
}
END_TEST

/* ---- Random histories, and everything scanned again for each value ---- */

enum { CUSTOMERS = 3, MOST = 12, CUTOFF = 10, SPAN = 20 };
struct row {
    int customer, at, known, until; /* days; known and until -1: never */
    int order;                      /* of a return: index of the order, or -1; */
    double amount;
};
struct history {
    struct row orders[MOST], returns[MOST], plans[MOST];
    size_t n_orders, n_returns, n_plans;
    bool known;
};

static bool seen(const struct history *h, const struct row *row)
{
    return row->at < CUTOFF && (!h->known || (row->known >= 0 && row->known <= CUTOFF));
}

static void history_make(struct history *h, struct random *random)
{
    h->n_orders = random_below(random, MOST + 1);
    h->n_returns = random_below(random, MOST + 1);
    h->n_plans = random_below(random, MOST / 2);
    h->known = random_below(random, 2);
    for (size_t i = 0; i < h->n_orders; i++) {
        int at = (int)random_below(random, SPAN);
        h->orders[i] =
            (struct row){ (int)random_below(random, CUSTOMERS), at, at + (int)random_below(random, 4) - 1, -1, -1,
                          (double)random_below(random, 50) };
        h->orders[i].known = h->orders[i].known < at ? -1 : h->orders[i].known;
    }
    for (size_t i = 0; i < h->n_returns; i++) {
        int order = h->n_orders ? (int)random_below(random, h->n_orders + 1) - 1 : -1;
        int at = (int)random_below(random, SPAN); /* a return before its order happens in real data, too */
        int customer = order >= 0 ? h->orders[order].customer : (int)random_below(random, CUSTOMERS);
        h->returns[i] = (struct row){ customer, at,    at + (int)random_below(random, 3),
                                      -1,       order, (double)random_below(random, 50) };
    }
    for (size_t i = 0; i < h->n_plans; i++) {
        int at = (int)random_below(random, SPAN);
        int until = random_below(random, 2) ? at + (int)random_below(random, 8) : -1;
        h->plans[i] =
            (struct row){ (int)random_below(random, CUSTOMERS), at, at, until, -1, (double)random_below(random, 50) };
    }
}

static void set_day(struct builder *builder, size_t column, int at)
{
    if (at >= 0)
        builder_set_int(builder, column, day("2024-01-01") + at * TIME_DAY);
}

static struct table *table_for(const char *name, const struct row *rows, size_t n)
{
    static const char *const names[CUSTOMERS] = { "a", "b", "c" };
    struct builder *builder = builder_new(name);
    bool plans = strcmp(name, "plans") == 0, returns = strcmp(name, "returns") == 0;
    builder_add_column(builder, "customer", TYPE_TEXT);
    builder_add_column(builder, plans ? "since" : "at", TYPE_TIME);
    builder_add_column(builder, plans ? "until" : "known", TYPE_TIME);
    builder_add_column(builder, "amount", TYPE_REAL);
    builder_add_column(builder, "order_id", TYPE_INT);
    for (size_t i = 0; i < n; i++) {
        builder_set_text(builder, 0, names[rows[i].customer], 1);
        set_day(builder, 1, rows[i].at);
        set_day(builder, 2, plans ? rows[i].until : rows[i].known);
        builder_set_real(builder, 3, rows[i].amount);
        builder_set_int(builder, 4, returns ? rows[i].order : (int64_t)i);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

/* The returns of an order that are seen: their number and sum. */
static size_t returns_of(const struct history *h, size_t order, double *sum)
{
    size_t n = 0;
    *sum = 0;
    for (size_t i = 0; i < h->n_returns; i++)
        if (h->returns[i].order == (int)order && seen(h, &h->returns[i])) {
            n++;
            *sum += h->returns[i].amount;
        }
    return n;
}

/* The plan in force right before day BEFORE (of those begun by then); -1: none. The later row wins a tie. */
static int plan_at(const struct history *h, int customer, int latest)
{
    int best = -1;
    for (size_t i = 0; i < h->n_plans; i++) {
        const struct row *plan = &h->plans[i];
        if (plan->customer == customer && plan->at <= latest && plan->at < CUTOFF &&
            (best < 0 || plan->at >= h->plans[best].at))
            best = (int)i;
    }
    return best < 0 || (h->plans[best].until >= 0 && h->plans[best].until <= latest) ? -1 : best;
}

static const char *const texts[][2] = {
    { "returned", "count(orders where returns) over 5d" },
    { "kept", "sum(orders.amount where no returns)" },
    { "net", "sum(orders.amount - sum(returns.amount))" },
    { "most", "max(count(returns))" },
    { "back", "sum(returns.orders.amount) over 5d" },
    { "dear", "count(returns where orders.amount > amount)" },
    { "plan", "plans.amount" },
    { "weighted", "sum(orders.plans.amount where amount > 10)" },
    { "ended", "count(plans where until is not missing)" },
};
enum { N_TEXTS = sizeof texts / sizeof *texts };

static void expected_of_orders(const struct history *h, int customer, double *out)
{
    double most = NAN;
    for (size_t i = 0; i < h->n_orders; i++) {
        const struct row *order = &h->orders[i];
        double sum;
        if (order->customer != customer || !seen(h, order))
            continue;
        size_t n = returns_of(h, i, &sum);
        out[0] += n > 0 && order->at >= CUTOFF - 5;
        out[1] += n == 0 ? order->amount : 0;
        out[2] += order->amount - sum;
        most = isnan(most) || (double)n > most ? (double)n : most;
    }
    out[3] = most;
}

static void expected(const struct history *h, int customer, double *out)
{
    memset(out, 0, N_TEXTS * sizeof *out);
    expected_of_orders(h, customer, out);
    for (size_t i = 0; i < h->n_returns; i++) {
        const struct row *row = &h->returns[i];
        if (row->customer != customer || !seen(h, row) || row->order < 0 || !seen(h, &h->orders[row->order]))
            continue;
        out[4] += row->at >= CUTOFF - 5 ? h->orders[row->order].amount : 0;
        out[5] += h->orders[row->order].amount > row->amount;
    }
    int plan = plan_at(h, customer, CUTOFF - 1); /* whole days: what ends on the day itself has ended */
    out[6] = plan < 0 ? NAN : h->plans[plan].amount;
    for (size_t i = 0; i < h->n_plans; i++)
        out[8] += h->plans[i].customer == customer && h->plans[i].at < CUTOFF && h->plans[i].until >= 0 &&
                  h->plans[i].until < CUTOFF;
    for (size_t i = 0; i < h->n_orders; i++) {
        const struct row *order = &h->orders[i];
        if (order->customer != customer || !seen(h, order) || !(order->amount > 10))
            continue;
        plan = plan_at(h, customer, order->at);
        out[7] += plan < 0 ? 0 : h->plans[plan].amount;
    }
}

static void check_history(struct shop *shop, const struct feature *features, const struct history *h, bool prove)
{
    int64_t cutoff = day("2024-01-01") + CUTOFF * TIME_DAY;
    struct feature_rows rows = { CUSTOMERS, (uint32_t[]){ 0, 1, 2 }, (int64_t[]){ cutoff, cutoff, cutoff } };
    struct error err = ERROR_INIT;
    struct leak_result leak;
    shop->orders = table_for("orders", h->orders, h->n_orders);
    shop->returns = table_for("returns", h->returns, h->n_returns);
    shop->plans = table_for("plans", h->plans, h->n_plans);
    shop_make(shop, h->known);
    struct plan *plan = plan_new(shop->world, features, N_TEXTS, &err);
    expect(plan, "%s", err.what);
    struct table *table = plan_compute(plan, &rows, "f", NULL, &err);
    for (int c = 0; c < CUSTOMERS; c++) {
        double values_of[N_TEXTS];
        expected(h, c, values_of);
        for (size_t k = 0; k < N_TEXTS; k++) {
            double got = column_reals(&table->columns[k + 2])[c];
            expect(same_bits(got, values_of[k]), "%s of %d: %g, not %g", texts[k][1], c, got, values_of[k]);
        }
    }
    table_release(table);
    plan_free(plan);
    if (prove) {
        expect(leak_check(shop->world, features, N_TEXTS, &rows, 7, NULL, &leak, &err), "%s", err.what);
        for (size_t k = 0; k < N_TEXTS; k++)
            expect(leak.features[k].n_changed_removed + leak.features[k].n_changed_scrambled == 0, "%s leaks",
                   texts[k][1]);
        leak_result_release(&leak);
    }
    world_free(shop->world);
    table_release(shop->orders);
    table_release(shop->returns);
    table_release(shop->plans);
}

START_TEST(random_histories)
{
    struct shop shop;
    struct random random = random_stream(3, 0);
    size_t n;
    arena_init(&shop.arena);
    shop.customers = table_of("customers", (const char *[]){ "id:text tier:text", "a x", "b x", "c x", NULL });
    struct feature *features = features_of(&shop.arena, texts, N_TEXTS, &n);
    for (int i = 0; i < 3000; i++) {
        struct history history;
        history_make(&history, &random);
        check_history(&shop, features, &history, i % 10 == 0);
    }
    table_release(shop.customers);
    arena_release(&shop.arena);
}
END_TEST

/* A late column is missing until its own time: `checked` of returns says when the reason was found. */
START_TEST(late_columns)
{
    static const char *const text[][2] = { { "late", "count(returns where reason == \"torn\")" },
                                           { "all", "count(returns)" },
                                           { "open", "count(returns where reason is missing)" } };
    struct shop shop;
    struct error err = ERROR_INIT;
    size_t n;
    shop_init(&shop);
    struct events *returns = (struct events *)&shop.world->events[1];
    size_t late[6] = { 0 };
    late[4] = late[5] = 1 + 5; /* reason is known from checked on, and so is checked itself */
    returns->late = late;
    struct feature *features = features_of(&shop.arena, text, 3, &n);
    struct plan *plan = plan_new(shop.world, features, 3, &err);
    int64_t first = day("2024-07-01"), second = first + 1;
    struct feature_rows rows = { 4, (uint32_t[]){ 0, 0, 1, 1 }, (int64_t[]){ first, second, first, second } };
    struct table *table = plan_compute(plan, &rows, "f", NULL, &err);
    static const double hand[3][4] = { { 0, 1, 1, 1 }, { 3, 4, 1, 1 }, { 2, 2, 0, 0 } };
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < 4; i++)
            ck_assert_msg(column_reals(&table->columns[k + 2])[i] == hand[k][i], "%s %zu: %g", text[k][0], i,
                          column_reals(&table->columns[k + 2])[i]);
    table_release(table);
    plan_free(plan);
    struct leak_result leak;
    ck_assert(leak_check(shop.world, features, 3, &rows, 1, NULL, &leak, &err));
    for (size_t k = 0; k < 3; k++)
        ck_assert_uint_eq(leak.features[k].n_changed_removed + leak.features[k].n_changed_scrambled, 0);
    leak_result_release(&leak);
    shop_release(&shop);
}
END_TEST

/* A target sees the returns of its window, and no more. */
START_TEST(targets)
{
    struct shop shop;
    double out[2];
    size_t immature;
    shop_init(&shop);
    const struct definition *target =
        define(&shop.arena, DEFINITION_TARGET, "t", "count(orders where returns) within 31d");
    int64_t may = day("2024-05-01");
    struct feature_rows rows = { 2, (uint32_t[]){ 0, 1 }, (int64_t[]){ may, may } };
    ck_assert(target_compute(shop.world, target, &rows, NULL, out, NULL, &immature, NULL));
    ck_assert_double_eq(out[0], 1); /* order 2, returned on 20 May; order 3 on 1 June lies behind the window */
    ck_assert_double_eq(out[1], 0);
    target = define(&shop.arena, DEFINITION_TARGET, "t", "count(orders where returns) within 2m");
    ck_assert(target_compute(shop.world, target, &rows, NULL, out, NULL, &immature, NULL));
    ck_assert_double_eq(out[0], 1); /* the return of order 3 is of 1 July, the first day behind */
    ck_assert_double_eq(out[1], 1);
    shop_release(&shop);
}
END_TEST

Suite *joins_suite(void)
{
    Suite *suite = suite_create("joins");
    TCase *tcase = tcase_create("joins");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, by_hand, 0, sizeof values / sizeof *values);
    tcase_add_loop_test(tcase, refused, 0, sizeof wrongs / sizeof *wrongs);
    tcase_add_test(tcase, random_histories);
    tcase_add_test(tcase, late_columns);
    tcase_add_test(tcase, targets);
    suite_add_tcase(suite, tcase);
    return suite;
}
