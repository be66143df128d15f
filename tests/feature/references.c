/* Reference data: by hand, and against a search through everything on random histories. */
#include "feature_tests.h"
#include "patron/feature/leak.h"
#include "patron/feature/reference.h"

enum { PRICES, HOLIDAYS, LEVELS, N_REFERENCES };

struct shop {
    struct arena arena;
    struct table *customers, *orders, *returns, *references[N_REFERENCES];
    struct world *world;
    struct reference_data data[N_REFERENCES];
    size_t links[N_REFERENCES][3]; /* of orders, returns, customers */
};

static size_t place(const struct table *table, const char *name)
{
    const struct column *column = table_column(table, name);
    return column ? 1 + (size_t)(column - table->columns) : 0;
}

/* What the workspace reads from the catalog. */
static void shop_relate(struct shop *shop, bool known)
{
    struct world *world = shop->world;
    struct events *events = (struct events *)world->events;
    events[0].key_column = place(events[0].table, "order_id") - 1;
    events[1].above = 1;
    events[1].link_column = place(events[1].table, "order_id") - 1;
    static const char *const keys[N_REFERENCES] = { "product", "day", "level" };
    for (size_t r = 0; r < N_REFERENCES; r++) {
        bool dated = r == PRICES;
        shop->data[r] = reference_from(shop->references[r], keys[r], dated ? "since" : NULL, dated ? "until" : NULL,
                                       dated && known ? "known" : NULL);
        shop->links[r][0] = r == HOLIDAYS ? 1 + events[0].time_column : place(events[0].table, keys[r]);
        shop->links[r][1] = r == HOLIDAYS ? 1 + events[1].time_column : place(events[1].table, keys[r]);
        shop->links[r][2] = place(world->customers, keys[r]);
        shop->data[r].links = shop->links[r];
        table_retain(shop->references[r]);
    }
    world->references = shop->data;
    world->n_references = N_REFERENCES;
}

static void shop_make(struct shop *shop, bool known)
{
    struct event_source sources[] = { { shop->orders, "at", "customer", known ? "known" : NULL },
                                      { shop->returns, "at", "customer", NULL } };
    struct error err = ERROR_INIT;
    shop->world = world_build(shop->customers, "id", NULL, sources, 2, NULL, NULL, &err);
    expect(shop->world, "%s", err.what);
    shop_relate(shop, known);
}

static void shop_init(struct shop *shop)
{
    arena_init(&shop->arena);
    shop->customers =
        table_of("customers", (const char *[]){ "id:text product:text level:int", "a pen 1", "b cup 9", NULL });
    shop->orders = table_of("orders", (const char *[]){ "order_id:int customer:text at:time product:text amount:real",
                                                        "1 a 2024-03-31 pen 1", "2 a 2024-04-01 pen 10",
                                                        "3 a 2024-05-01 ink 100", "4 b 2024-05-02 cup 1",
                                                        "5 b 2024-05-03 . 7", "6 a 2024-07-01 pen 1000", NULL });
    shop->returns = table_of("returns", (const char *[]){ "order_id:int customer:text at:time amount:real",
                                                          "1 a 2024-04-02 1", "9 a 2024-04-03 1", NULL });
    /* pen: dearer from April on; ink: gone on the day of its order; cup: nobody sells it. */
    shop->references[PRICES] =
        table_of("prices", (const char *[]){ "product:text since:time until:time price:real name:text",
                                             "ink 2024-01-01 2024-05-01 5 Ink", "pen 2024-04-01 . 3 Biro",
                                             "pen 2024-01-01 2024-04-01 2 Biro", "ink 2024-06-01 . 6 Ink",
                                             "pen 2024-07-01 . 99 Pen", NULL });
    shop->references[HOLIDAYS] =
        table_of("holidays", (const char *[]){ "day:time feast:text", "2024-05-01 labour", "2024-07-01 summer", NULL });
    shop->references[LEVELS] = table_of("levels", (const char *[]){ "level:int income:real", "1 10", "2 20", NULL });
    ((struct column *)shop->references[HOLIDAYS]->columns)[0].date_only = true;
    shop_make(shop, false);
}

static void shop_release(struct shop *shop)
{
    world_free(shop->world);
    table_release(shop->customers);
    table_release(shop->orders);
    table_release(shop->returns);
    for (size_t r = 0; r < N_REFERENCES; r++)
        table_release(shop->references[r]);
    arena_release(&shop->arena);
}

/* As of 2024-07-01, customers a and b. */
static const char *const values[][2] = {
    { "sum(orders.amount * prices.price)", "32 0" }, /* 1 x 2 + 10 x 3; ink had none, cup and . neither */
    { "count(orders where prices.price is missing)", "1 2" },
    { "count(orders where prices.name == \"Biro\")", "2 0" },
    { "sum(orders.amount * prices.price) over 91d..", "2 0" }, /* before 1 April */
    { "sum(returns.amount * prices.price)", "3 0" },           /* the product of the order, the day of the return */
    { "prices.price", "3 ." },
    { "prices.name", "Biro ." },
    { "if(prices.price > 2, 1, 0)", "1 ." },
    { "count(prices)", "2 2" }, /* ink again, pen; not what begins on the day */
    { "sum(prices.price)", "9 9" },
    { "distinct(prices.name)", "2 2" },
    { "count(prices where name like \"B%\")", "1 1" },
    { "count(prices where prices.product == customers.product)", "1 0" },
    { "max(prices.price where prices.product == customers.product)", "3 ." },
    { "mean(prices.price * levels.income)", "45 ." }, /* the customer's level beside each row */
    { "count(orders where orders.amount > 1) / count(prices)", "1 0.5" },
    { "if(prices, 1, 0)", "1 1" },
    { "share(orders where holidays.feast is not missing)", "0.333333 0" },
    { "share(orders.holidays.feast == \"labour\")", "1 ." }, /* of those on a holiday */
    { "last(orders.holidays.feast)", "labour ." },
    { "levels.income", "10 ." },
    { "sum(orders.amount * levels.income)", "1110 0" },
    { "sum(prices.price * orders.amount)", "32 0" },
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
    { "holidays.feast", E_NO_LINK, 1, 14, "load holidays again with via=customers.COLUMN" },
    { "prices.colour", E_NO_COLUMN, 1, 13, NULL },
    { "pices.price", E_NO_TABLE, 1, 11, "prices.price" },
    { "sum(prices)", E_TYPE, 5, 6, "sum(prices.COLUMN)" },
    { "count(prices) over 30d + 1", E_EXPRESSION, 1, 22, "count(prices)" },
    { "sum(orders.amount where count(prices) > 1)", E_EXPRESSION, 25, 13, NULL },
    { "gap_mean(prices)", E_EXPRESSION, 1, 16, "count(prices)" },
    { "sum(prices.price decay=30d)", E_EXPRESSION, 1, 27, "count(prices)" },
    { "mean(count(prices) per month) over 6 months", E_EXPRESSION, 6, 13, NULL },
    { "count(prices where holidays.feast is missing)", E_NO_LINK, 20, 14, NULL },
};

START_TEST(refused)
{
    struct shop shop;
    struct error err = ERROR_INIT;
    size_t n;
    shop_init(&shop);
    const char *const text[1][2] = { { "f", wrongs[_i].text } };
    struct feature *features = features_of(&shop.arena, text, 1, &n);
    ck_assert_msg(!plan_new(shop.world, features, 1, &err), "%s", wrongs[_i].text);
    if (wrongs[_i].mend) {
        ck_assert_msg(err.mend[0], "%s: %s", wrongs[_i].text, err.what);
        ck_assert_str_eq(err.mend[0], wrongs[_i].mend);
    }
    ck_error(&err, wrongs[_i].code, wrongs[_i].column, wrongs[_i].length);
    shop_release(&shop);
}
END_TEST

/* A target looks prices up as they will be; what is in force is no event. */
START_TEST(targets)
{
    struct shop shop;
    struct error err = ERROR_INIT;
    shop_init(&shop);
    int64_t cutoff = day("2024-04-01");
    struct feature_rows rows = { 1, (uint32_t[]){ 0 }, (int64_t[]){ cutoff } };
    double out;
    const struct target_kind *kind;
    size_t n_immature;
    const struct definition *target =
        define(&shop.arena, DEFINITION_TARGET, "t", "sum(orders.amount * prices.price) within 40d");
    ck_assert(target_compute(shop.world, target, &rows, NULL, &out, &kind, &n_immature, &err));
    ck_assert_double_eq(out, 30); /* the pen at its new price, not the ink */
    target = define(&shop.arena, DEFINITION_TARGET, "t", "count(prices) within 40d");
    ck_assert(!target_compute(shop.world, target, &rows, NULL, &out, &kind, &n_immature, &err));
    ck_error(&err, E_EXPRESSION, 1, 13);
    shop_release(&shop);
}
END_TEST

START_TEST(undated)
{
    static const char *const text[][2] = { { "income", "levels.income" },
                                           { "price", "prices.price" },
                                           { "sold", "count(orders where levels.income > 1)" },
                                           { "n", "count(levels)" } };
    struct shop shop;
    size_t n;
    shop_init(&shop);
    struct feature *features = features_of(&shop.arena, text, 4, &n);
    struct feature_clocks clocks = features_clocks(shop.world, features, 4, day("2024-03-01"), &shop.arena);
    ck_assert_str_eq(clocks.undated, "customers.product, customers.level, levels.income, levels");
    shop.data[LEVELS].constant = "level,income";
    shop.world->constant = "product,level";
    clocks = features_clocks(shop.world, features, 4, day("2024-03-01"), &shop.arena);
    ck_assert_ptr_null(clocks.undated);
    shop_release(&shop);
}
END_TEST

START_TEST(faults)
{
    struct table *table =
        table_of("prices", (const char *[]){ "product:text since:time until:time known:time",
                                             "pen 2024-02-01 . 2024-02-01", "pen 2024-01-01 2024-02-02 2024-01-01",
                                             "cup 2024-01-01 2024-01-01 2024-01-01", "pen 2024-02-01 . 2024-02-03",
                                             ". 2024-01-01 . .", "ink . . .", "cup 2024-03-01 . 2024-02-01", NULL });
    struct reference_faults found;
    struct reference_data reference = reference_from(table, "product", "since", "until", NULL);
    ck_assert(reference_check(&reference, &found, NULL));
    ck_assert_uint_eq(found.n_twice, 1);
    ck_assert_uint_eq(found.first, 0);
    ck_assert_uint_eq(found.second, 3);
    ck_assert_uint_eq(found.n_overlaps, 1);
    ck_assert_uint_eq(found.overlap, 0);
    ck_assert_uint_eq(found.n_empty, 1);
    ck_assert_uint_eq(found.n_lost, 2);
    reference = reference_from(table, "product", "since", "until", "known"); /* the one known later corrects it */
    ck_assert(reference_check(&reference, &found, NULL));
    ck_assert_uint_eq(found.n_twice, 0);
    table_release(table);
}
END_TEST

START_TEST(uses)
{
    struct shop shop;
    struct reference_use found[3];
    size_t n;
    shop_init(&shop);
    ck_assert(reference_uses(shop.world, &shop.data[PRICES], found, &n, NULL));
    ck_assert_uint_eq(n, 2); /* orders and customers */
    ck_assert_str_eq(found[0].table->name, "orders");
    ck_assert_uint_eq(found[0].n, 5);
    ck_assert_uint_eq(found[0].n_unknown, 1);
    ck_assert_uint_eq(found[0].n_not_then, 1);
    ck_assert_uint_eq(found[1].n_unknown, 1);
    ck_assert(reference_uses(shop.world, &shop.data[HOLIDAYS], found, &n, NULL));
    ck_assert(found[0].by_day);
    ck_assert_uint_eq(found[0].n - found[0].n_unknown, 2);
    shop_release(&shop);
}
END_TEST

/* ---- Random histories ---- */

enum { CUSTOMERS = 3, PRODUCTS = 3, MOST = 12, SPAN = 16, CUTOFFS = SPAN + 2 };
static const char *const products[PRODUCTS] = { "pen", "ink", "cup" };
struct row {
    int customer, at, known, until, product; /* days, -1: missing */
    double amount;
};
struct history {
    struct row orders[MOST], prices[MOST];
    size_t n_orders, n_prices;
    bool known;
    bool holiday[SPAN];
};

static void history_make(struct history *h, struct random *random)
{
    *h = (struct history){ .n_orders = random_below(random, MOST + 1), .n_prices = random_below(random, MOST + 1) };
    h->known = random_below(random, 2);
    for (size_t i = 0; i < h->n_orders; i++) {
        int at = (int)random_below(random, SPAN);
        h->orders[i] = (struct row){ (int)random_below(random, CUSTOMERS),        at,
                                     at + (int)random_below(random, 3),           -1,
                                     (int)random_below(random, PRODUCTS + 1) - 1, (double)random_below(random, 50) };
    }
    for (size_t i = 0; i < h->n_prices; i++) {
        int at = (int)random_below(random, SPAN),
            until = random_below(random, 2) ? at + (int)random_below(random, 8) : -1;
        int known = (int)random_below(random, SPAN + 1) - 1;
        h->prices[i] = (struct row){ -1,    random_below(random, 12) ? at : -1,  known,
                                     until, (int)random_below(random, PRODUCTS), (double)random_below(random, 50) };
    }
    for (size_t i = 0; i < SPAN; i++)
        h->holiday[i] = random_below(random, 3) == 0;
}

static void set_day(struct builder *builder, size_t column, int at)
{
    if (at >= 0)
        builder_set_int(builder, column, day("2024-01-01") + at * TIME_DAY);
}

static struct table *table_for(const char *name, const struct row *rows, size_t n)
{
    static const char *const names[CUSTOMERS] = { "a", "b", "c" };
    bool orders = strcmp(name, "orders") == 0;
    struct builder *builder = builder_new(name);
    builder_add_column(builder, orders ? "customer" : "code", TYPE_TEXT);
    builder_add_column(builder, orders ? "at" : "since", TYPE_TIME);
    builder_add_column(builder, "until", TYPE_TIME);
    builder_add_column(builder, "known", TYPE_TIME);
    builder_add_column(builder, orders ? "amount" : "price", TYPE_REAL);
    builder_add_column(builder, "product", TYPE_TEXT);
    builder_add_column(builder, "order_id", TYPE_INT);
    for (size_t i = 0; i < n; i++) {
        if (orders)
            builder_set_text(builder, 0, names[rows[i].customer], 1);
        set_day(builder, 1, rows[i].at);
        set_day(builder, 2, rows[i].until);
        set_day(builder, 3, rows[i].known);
        builder_set_real(builder, 4, rows[i].amount);
        if (rows[i].product >= 0)
            builder_set_text(builder, 5, products[rows[i].product], 3);
        builder_set_int(builder, 6, (int64_t)i);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static struct table *table_of_days(const struct history *h)
{
    struct builder *builder = builder_new("holidays");
    builder_add_column(builder, "day", TYPE_TIME);
    builder_add_column(builder, "weight", TYPE_REAL);
    for (int i = 0; i < SPAN; i++) {
        if (!h->holiday[i])
            continue;
        set_day(builder, 0, i);
        builder_set_real(builder, 1, i + 1);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static bool seen(const struct history *h, const struct row *row, int cutoff)
{
    return row->at >= 0 && row->at < cutoff && (!h->known || (row->known >= 0 && row->known <= cutoff));
}

/* The price at time LATEST as CUTOFF sees it; -1: none. */
static int price_at(const struct history *h, int product, int latest, int cutoff)
{
    int best = -1;
    for (int i = 0; i < (int)h->n_prices; i++) {
        const struct row *price = &h->prices[i], *other = best < 0 ? NULL : &h->prices[best];
        if (price->product != product || price->at < 0 || price->at > latest ||
            (h->known && (price->known < 0 || price->known > cutoff)))
            continue;
        if (!other || price->at > other->at || (price->at == other->at && (!h->known || price->known >= other->known)))
            best = i;
    }
    return best < 0 || (h->prices[best].until >= 0 && h->prices[best].until <= latest) ? -1 : best;
}

static const char *const texts[][2] = {
    { "spend", "sum(orders.amount * prices.price)" },
    { "lost", "count(orders where prices.price is missing) over 5d" },
    { "dear", "share(orders where prices.price > 25)" },
    { "own", "prices.price" },
    { "n", "count(prices)" },
    { "all", "sum(prices.price)" },
    { "above", "count(prices where prices.price > customers.level)" },
    { "feasts", "sum(orders.holidays.weight) over 3d" },
    { "income", "sum(orders.amount * levels.income)" },
};
enum { N_TEXTS = sizeof texts / sizeof *texts };

static void expected(const struct history *h, int customer, int cutoff, double *out)
{
    double n = 0;
    memset(out, 0, N_TEXTS * sizeof *out);
    for (size_t i = 0; i < h->n_orders; i++) {
        const struct row *order = &h->orders[i];
        if (order->customer != customer || !seen(h, order, cutoff))
            continue;
        int price = order->product < 0 ? -1 : price_at(h, order->product, order->at, cutoff);
        out[0] += price < 0 ? 0 : order->amount * h->prices[price].amount;
        out[1] += price < 0 && order->at >= cutoff - 5;
        n += price >= 0;
        out[2] += price >= 0 && h->prices[price].amount > 25;
        out[7] += order->at >= cutoff - 3 && h->holiday[order->at] ? order->at + 1 : 0;
        out[8] += customer == 0 ? order->amount * 10 : customer == 1 ? order->amount * 20 : 0;
    }
    out[2] = n > 0 ? out[2] / n : NAN;
    int own = price_at(h, customer, cutoff - 1, cutoff); /* each customer is called after a product */
    out[3] = own < 0 ? NAN : h->prices[own].amount;
    for (int p = 0; p < PRODUCTS; p++) {
        int price = price_at(h, p, cutoff - 1, cutoff);
        out[4] += price >= 0;
        out[5] += price < 0 ? 0 : h->prices[price].amount;
        out[6] += price >= 0 && h->prices[price].amount > 1 + customer;
    }
}

static void check_history(struct shop *shop, const struct feature *features, const struct history *h, bool prove)
{
    uint32_t customers[CUSTOMERS * CUTOFFS];
    int64_t cutoffs[CUSTOMERS * CUTOFFS];
    struct feature_rows rows = { CUSTOMERS * CUTOFFS, customers, cutoffs };
    struct error err = ERROR_INIT;
    struct leak_result leak;
    for (size_t i = 0; i < rows.n; i++) {
        customers[i] = (uint32_t)(i % CUSTOMERS);
        cutoffs[i] = day("2024-01-01") + (int64_t)(i / CUSTOMERS) * TIME_DAY;
    }
    shop->orders = table_for("orders", h->orders, h->n_orders);
    shop->returns = table_of("returns", (const char *[]){ "order_id:int customer:text at:time", NULL });
    shop->references[PRICES] = table_for("prices", h->prices, h->n_prices);
    shop->references[HOLIDAYS] = table_of_days(h);
    ((struct column *)shop->references[HOLIDAYS]->columns)[0].date_only = true;
    shop_make(shop, h->known);
    struct plan *plan = plan_new(shop->world, features, N_TEXTS, &err);
    expect(plan, "%s", err.what);
    struct table *table = plan_compute(plan, &rows, "f", NULL, &err);
    for (size_t i = 0; i < rows.n; i++) {
        double values_of[N_TEXTS];
        expected(h, (int)customers[i], (int)(i / CUSTOMERS), values_of);
        for (size_t k = 0; k < N_TEXTS; k++) {
            double got = column_reals(&table->columns[k + 2])[i];
            expect(same_bits(got, values_of[k]), "%s of %u on day %zu: %g, not %g", texts[k][1], customers[i],
                   i / CUSTOMERS, got, values_of[k]);
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
    table_release(shop->references[PRICES]);
    table_release(shop->references[HOLIDAYS]);
}

START_TEST(random_histories)
{
    struct shop shop;
    struct random random = random_stream(5, 0);
    size_t n;
    arena_init(&shop.arena);
    shop.customers = table_of(
        "customers", (const char *[]){ "id:text product:text level:int", "a pen 1", "b ink 2", "c cup 3", NULL });
    shop.references[LEVELS] = table_of("levels", (const char *[]){ "level:int income:real", "2 20", "1 10", NULL });
    struct feature *features = features_of(&shop.arena, texts, N_TEXTS, &n);
    for (int i = 0; i < 1000; i++) {
        struct history history;
        history_make(&history, &random);
        check_history(&shop, features, &history, i % 25 == 0);
    }
    table_release(shop.customers);
    table_release(shop.references[LEVELS]);
    arena_release(&shop.arena);
}
END_TEST

START_TEST(proof)
{
    static const char *const text[][2] = { { "price", "prices.price" }, { "n", "count(prices)" } };
    struct shop shop;
    struct error err = ERROR_INIT;
    struct leak_result leak;
    size_t n;
    shop_init(&shop);
    int64_t cutoff = day("2024-07-01");
    struct feature_rows rows = { 2, (uint32_t[]){ 0, 1 }, (int64_t[]){ cutoff, cutoff } };
    struct feature *features = features_of(&shop.arena, text, 2, &n);
    ck_assert(leak_check(shop.world, features, 2, &rows, 1, NULL, &leak, &err));
    ck_assert_uint_eq(leak.n_events_removed, 1 + 1 + 1); /* an order, a price, a holiday */
    ck_assert_uint_eq(leak.n_events_scrambled, 3);
    for (size_t k = 0; k < 2; k++)
        ck_assert_uint_eq(leak.features[k].n_changed_removed + leak.features[k].n_changed_scrambled, 0);
    leak_result_release(&leak);
    shop_release(&shop);
}
END_TEST

Suite *references_suite(void)
{
    Suite *suite = suite_create("reference data");
    TCase *tcase = tcase_create("reference data");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, by_hand, 0, sizeof values / sizeof *values);
    tcase_add_loop_test(tcase, refused, 0, sizeof wrongs / sizeof *wrongs);
    tcase_add_test(tcase, targets);
    tcase_add_test(tcase, undated);
    tcase_add_test(tcase, faults);
    tcase_add_test(tcase, uses);
    tcase_add_test(tcase, random_histories);
    tcase_add_test(tcase, proof);
    suite_add_tcase(suite, tcase);
    return suite;
}
