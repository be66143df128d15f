/* Plans: results by hand, texts, shared and named features, and errors with their places in the expression. */
#include "feature_tests.h"
#include "patron/base/text.h"

struct shop {
    struct arena arena;
    struct table *customers, *orders, *returns;
    struct world *world;
};

static void shop_init(struct shop *shop)
{
    arena_init(&shop->arena);
    shop->customers =
        table_of("customers", (const char *[]){ "id:text signup_date:time plan:text charges:real churn:text",
                                                "a 2024-01-01 basic 10 Yes", "b 2024-06-01 plus . No",
                                                "c 2024-08-01 . 30 .", NULL });
    shop->orders = table_of("orders", (const char *[]){ "customer:text order_ts:time amount:real channel:text",
                                                        "a 2024-06-01 10 app", "a 2024-06-01 . web",
                                                        "a 2024-06-30 30 app", "a 2024-07-01 99 app",
                                                        "b 2024-06-15 5 store", "c 2024-08-02 7 app", NULL });
    shop->returns =
        table_of("returns", (const char *[]){ "customer:text at:time reason:text", "a 2024-06-20 late", NULL });
    struct event_source sources[] = { { shop->orders, "order_ts", "customer", NULL },
                                      { shop->returns, "at", "customer", NULL } };
    shop->world = world_build(shop->customers, "id", "signup_date", sources, 2, NULL, NULL, NULL);
}

static void shop_release(struct shop *shop)
{
    world_free(shop->world);
    table_release(shop->customers);
    table_release(shop->orders);
    table_release(shop->returns);
    arena_release(&shop->arena);
}

/* As of 2024-07-01 (the order of that day is in no window), customers a, b, c. */
static const char *const values[][2] = {
    { "count(orders)", "3 1 0" },
    { "count(orders.amount)", "2 1 0" },
    { "count(orders) over 1d", "1 0 0" },
    { "count(orders) over 30d", "3 1 0" },
    { "count(orders) over 29d", "1 1 0" },
    { "count(orders) over 1m", "3 1 0" },
    { "sum(orders.amount)", "40 5 0" },
    { "mean(orders.amount)", "20 5 ." },
    { "sd(orders.amount)", "14.14213562 . ." },
    { "median(orders.amount)", "20 5 ." },
    { "min(orders.amount)", "10 5 ." },
    { "max(orders.amount)", "30 5 ." },
    { "distinct(orders.channel)", "2 1 0" },
    { "first(orders.amount)", "10 5 ." },
    { "last(orders.amount) over 29d", "30 5 ." },
    { "days since last(orders.order_ts)", "1 16 ." },
    { "days since first(orders.order_ts)", "30 16 ." },
    { "days since customers.signup_date", "182 30 -31" },
    { "days since signup_date", "182 30 -31" },
    { "count(orders) - 1", "2 0 -1" },
    { "var(orders.amount)", "200 . ." },
    { "quantile(orders.amount, 0.25)", "15 5 ." },
    { "top(orders.channel)", "0.6666666667 1 ." },
    { "top(orders.channel, 2)", "1 1 ." },
    { "entropy(orders.channel)", "0.6365141683 0 ." }, /* -(2/3 ln 2/3 + 1/3 ln 1/3) */
    { "share(orders.amount > 20)", "0.5 0 ." },
    { "nth(orders.amount, -1)", "30 5 ." },
    { "nth(orders.amount, 3)", ". . ." },
    { "slope(orders.amount)", "4.827586207 . ." }, /* 20 in 29 days */
    { "gap_mean(orders)", "14.5 . ." },
    { "sessions(orders)", "2 1 0" }, /* two at one time, one 29 days later */
    { "sessions(orders, 41759)", "2 1 0" },
    { "sessions(orders, 41760)", "1 1 0" }, /* 29 days of 1,440 minutes */
    { "session_mean(orders, 41760)", "41760 0 ." },
    { "session_mean(orders)", "0 0 ." },
    { "gap_sd(orders)", "20.50609665 . ." }, /* of 0 and 29 */
    { "distinct(orders.channel, orders.amount)", "2 1 0" },
    { "sum(orders.amount decay=30d)", "34.31479905 3.4547822 0" }, /* 10 / 2 + 30 * 2^(-1/30); 5 * 2^(-16/30) */
    { "mean(orders.amount decay=30d)", "23.2302525 5 ." },
    { "count(orders where channel == \"app\" decay=30d)", "1.477159968 0 0" },
    { "theil_sen(count(orders) per 1w) over 4w", "0.1666666667 0 0" }, /* 0 0 0 1: slopes 0 0 0 1/3 1/2 1 */
    { "theil_sen(sum(orders.amount) per month)", ". . ." },            /* one month */
    { "row_mean(customers.charges, 20)", "15 20 25" },
    { "row_sum(customers.charges, customers.charges)", "20 . 60" },
    { "row_min(customers.charges, 20) + row_max(customers.charges, 20)", "30 40 50" },
    { "row_count(customers.charges, 20, 0 / 0)", "2 1 2" },
    { "slope(count(orders) per 1w) over 4w", "0.3 -0.1 0" }, /* 0 0 0 1; 0 1 0 0 */
    { "mean(sum(orders.amount) per month)", "40 5 ." },
    { "streak(orders per 1w)", "1 0 0" },
    { "longest(orders where channel == \"app\" per 1w)", "1 0 0" },
    { "max(count(orders), 2)", "3 2 2" },
    { "mode(weekday(orders.order_ts))", "5 5 ." }, /* Saturdays */
    { "count(orders) over month", "3 1 0" },
    { "count(orders) over this month", "0 0 0" },
    { "count(orders) over 1d..30d", "2 1 0" },
    { "count(orders) over 29d..", "2 0 0" },
    { "present(90d)", "30 30 0" }, /* the data begin on 2024-06-01, as b does */
    { "90 * count(orders) / present() over 10d", "9 0 ." },
    { "count(returns) / count(orders)", "0.3333333333 0 ." },
    { "count(orders where channel == 'app')", "2 0 0" },
    { "count(orders where amount > 20 or amount is missing)", "2 0 0" },
    { "sum(orders.amount where order_ts >= 2024-06-15)", "30 5 0" },
    { "sum(orders.amount * 2)", "80 10 0" },
    { "mean(orders.channel == 'app')", "0.6666666667 0 ." },
    { "customers.charges", "10 . 30" },
    { "charges * 2", "20 . 60" },
    { "plan == 'basic'", "1 0 ." },
    { "customers.churn == 'Yes' and no orders over 10d", "0 0 ." },
    { "no orders", "0 0 1" },
    { "orders", "1 1 0" },
    { "orders where amount > 20", "1 0 0" },
    { "no orders where amount > 20", "0 1 1" },
    { "customers.plan", "basic plus ." },
    { "last(orders.channel)", "app store ." },
    { "first(orders.channel where channel != 'app')", "web store ." },
    { "if(count(orders) > 2, 'many', coalesce(plan, 'none'))", "many plus none" },
    { "log1p(sum(orders.amount) over 1d)", "3.433987204 0 0" },
    { "count(orders) over 1d / count(orders) over 30d", "0.3333333333 0 ." },
    { "2024-07-05 - signup_date", "186 34 -27" },
    { "days(signup_date, max(orders.order_ts))", "181 14 ." },
};

static void check_values(const char *text, const char *expected)
{
    struct shop shop;
    shop_init(&shop);
    const struct definition *definition = define(&shop.arena, DEFINITION_FEATURE, "f", text);
    struct feature feature = { "f", definition, 0 };
    struct error err = ERROR_INIT;
    struct plan *plan = plan_new(shop.world, &feature, 1, &err);
    ck_assert_msg(plan != NULL, "%s: %s", text, err.what);
    int64_t asof = day("2024-07-01");
    struct feature_rows rows = { 3, (uint32_t[]){ 0, 1, 2 }, (int64_t[]){ asof, asof, asof } };
    struct table *table = plan_compute(plan, &rows, "features", NULL, NULL);
    ck_assert_int_eq(table->columns[2].type, plan_type(plan, 0));
    plan_free(plan);
    shop_release(&shop); /* the table holds what it needs */
    ck_assert_str_eq(table->columns[0].name, "id");
    ck_assert_str_eq(table->columns[1].name, "cutoff");
    ck_assert_str_eq(table->columns[2].name, "f");
    struct text got = TEXT_EMPTY;
    column_write(&table->columns[0], 1, &got);
    ck_assert_str_eq(text_string(&got), "b");
    ck_assert(column_ints(&table->columns[1])[2] == asof && table->columns[1].date_only);
    text_clear(&got);
    for (size_t i = 0; i < 3; i++) {
        text_add(&got, i > 0 ? " " : "");
        if (column_is_missing(&table->columns[2], i))
            text_add(&got, ".");
        else if (table->columns[2].type == TYPE_TEXT)
            column_write(&table->columns[2], i, &got);
        else
            text_add_format(&got, "%.10g", column_reals(&table->columns[2])[i]);
    }
    ck_assert_msg(strcmp(text_string(&got), expected) == 0, "%s: %s, expected %s", text, text_string(&got), expected);
    text_release(&got);
    table_release(table);
}

START_TEST(by_hand)
{
    check_values(values[_i][0], values[_i][1]);
}
END_TEST

struct wrong {
    const char *text;
    int code;
    size_t column, length;
    const char *mend;
};
static const struct wrong wrongs[] = {
    { "sum(orders.amout)", E_NO_COLUMN, 5, 12, "amount" },
    { "sum(order.amount)", E_NO_TABLE, 5, 12, "orders.amount" },
    { "count(order)", E_NO_TABLE, 7, 5, "orders" },
    { "sum(amount)", E_NO_TABLE, 5, 6, "orders.amount" },
    { "sum(orders)", E_TYPE, 5, 6, "sum(orders.COLUMN)" },
    { "sum(orders.channel)", E_TYPE, 5, 14, "distinct(orders.channel)" },
    { "mean(orders.order_ts)", E_TYPE, 6, 15, "max(orders.order_ts)" },
    { "median(orders.channel)", E_TYPE, 8, 14, "distinct(orders.channel)" },
    { "1 + orders.amount", E_TYPE, 5, 13, "mean(orders.amount)" },
    { "orders.channel", E_TYPE, 1, 14, "distinct(orders.channel)" },
    { "sum(orders.amount where chanel == 'app')", E_NO_COLUMN, 25, 6, "channel" },
    { "sum(orders.amount where channel == app)", E_NO_COLUMN, 36, 3, "\"app\"" },
    { "count(orders where plan == 'basic')", E_NO_COLUMN, 20, 4, "customers.plan" },
    { "sum(orders.amount where channel)", E_TYPE, 25, 7, NULL },
    { "sum(orders.amount where returns.reason == 'late')", E_EXPRESSION, 25, 14, NULL },
    { "sum(customers.charges)", E_TYPE, 5, 17, "customers.charges" },
    { "customers.pln", E_NO_COLUMN, 1, 13, "plan" },
    { "pln", E_NO_NAME, 1, 3, "plan" },
    { "amount", E_NO_NAME, 1, 6, "mean(orders.amount)" },
    { "last(orders.order_ts)", E_TYPE, 1, 21, "days since last(orders.order_ts)" },
    { "days since count(orders)", E_TYPE, 12, 13, NULL },
    { "days since last(orders.amount)", E_TYPE, 12, 19, NULL },
    { "count(orders) > 'a'", E_TYPE, 1, 19, NULL },
    { "plan + 1", E_TYPE, 1, 4, NULL },
    { "count(orders) and plan", E_TYPE, 19, 4, NULL },
};

START_TEST(refused)
{
    const struct wrong *wrong = &wrongs[_i];
    struct shop shop;
    struct error err = ERROR_INIT;
    shop_init(&shop);
    struct feature feature = { "f", define(&shop.arena, DEFINITION_FEATURE, "f", wrong->text), 0 };
    ck_assert_ptr_null(plan_new(shop.world, &feature, 1, &err));
    bool mended = wrong->mend == NULL;
    for (size_t i = 0; i < ERROR_MENDS; i++)
        mended = mended || (err.mend[i] && strcmp(err.mend[i], wrong->mend) == 0);
    ck_assert_msg(mended, "%s: no mend %s but %s", wrong->text, wrong->mend, err.mend[0] ? err.mend[0] : "none");
    ck_error(&err, wrong->code, wrong->column, wrong->length);
    shop_release(&shop);
}
END_TEST

/* A feature may name others of its set, with their windows; a circle is refused. */
START_TEST(features_of_features)
{
    static const char *const texts[][2] = { { "spend", "sum(orders.amount) over 1d,30d" },
                                            { "trend", "spend_1d / spend_30d" },
                                            { "recent", "trend > 0.5" } };
    static const char *const circle[][2] = { { "x", "y + 1" }, { "y", "x - 1" } };
    struct shop shop;
    size_t n;
    struct error err = ERROR_INIT;
    shop_init(&shop);
    struct feature *features = features_of(&shop.arena, texts, 3, &n);
    ck_assert_uint_eq(n, 4);
    struct plan *plan = plan_new(shop.world, features, n, &err);
    ck_assert_msg(plan != NULL, "%s", err.what);
    struct feature_rows rows = { 1, (uint32_t[]){ 0 }, (int64_t[]){ day("2024-07-01") } };
    struct table *table = plan_compute(plan, &rows, "f", NULL, NULL);
    ck_assert_double_eq(column_reals(table_column(table, "trend"))[0], 0.75);
    ck_assert_double_eq(column_reals(table_column(table, "recent"))[0], 1);
    table_release(table);
    plan_free(plan);
    features = features_of(&shop.arena, circle, 2, &n);
    ck_assert_ptr_null(plan_new(shop.world, features, n, &err));
    ck_assert_str_eq(err.what, "features go round in a circle: x -> y -> x");
    ck_error(&err, E_EXPRESSION, 1, 1);
    ck_assert(!feature_expand(&features[1], shop.world, features, n, &shop.arena, &err));
    ck_assert_str_eq(err.what, "features go round in a circle: y -> x -> y");
    ck_error(&err, E_EXPRESSION, 1, 1);
    shop_release(&shop);
}
END_TEST

/* A definition with the names of others replaced says the same, and its text reads back. */
START_TEST(expanded)
{
    static const char *const texts[][2] = {
        { "spend", "sum(orders.amount) over 1d,30d" },
        { "n", "count(orders)" },
        { "few", "no orders over 1d" },
        { "any", "orders over 30d" },
        { "trend", "(spend_1d + 1) / spend_30d" },
        { "mixed", "if(few_1d, n, spend_30d - count(orders)) over 7d" },
        { "both", "trend * any_30d + charges" },
    };
    static const char *const expected[] = {
        "sum(orders.amount)",
        "sum(orders.amount)",
        "count(orders)",
        "no orders",
        "orders",
        "(sum(orders.amount) over 1d + 1) / sum(orders.amount) over 30d",
        "if(no orders over 1d, count(orders), sum(orders.amount) over 30d - count(orders) over 7d)",
        "(sum(orders.amount) over 1d + 1) / sum(orders.amount) over 30d * (count(orders) over 30d > 0) + charges",
    };
    struct shop shop;
    struct error err = ERROR_INIT;
    size_t n;
    shop_init(&shop);
    struct feature *features = features_of(&shop.arena, texts, sizeof texts / sizeof *texts, &n);
    struct feature *alone = arena_allocate(&shop.arena, n, sizeof *alone);
    for (size_t i = 0; i < n; i++) {
        alone[i] = features[i];
        ck_assert_msg(feature_expand(&alone[i], shop.world, features, n, &shop.arena, &err), "%s", err.what);
        ck_assert_str_eq(alone[i].definition->expression, expected[i]);
    }
    int64_t cutoff = day("2024-07-01");
    struct feature_rows rows = { 3, (uint32_t[]){ 0, 1, 2 }, (int64_t[]){ cutoff, cutoff, cutoff } };
    struct plan *plan = plan_new(shop.world, features, n, &err);
    ck_assert_msg(plan, "%s", err.what);
    struct table *named = plan_compute(plan, &rows, "f", NULL, NULL);
    plan_free(plan);
    for (size_t i = 0; i < n; i++) {
        plan = plan_new(shop.world, &alone[i], 1, &err); /* needs no other */
        ck_assert_msg(plan, "%s: %s", alone[i].definition->expression, err.what);
        struct table *one = plan_compute(plan, &rows, "f", NULL, NULL);
        for (size_t row = 0; row < 3; row++)
            ck_assert(same_bits(column_reals(&one->columns[2])[row], column_reals(&named->columns[i + 2])[row]));
        table_release(one);
        plan_free(plan);
    }
    table_release(named);
    shop_release(&shop);
}
END_TEST

/* Without a date nothing has happened; customers' own columns are there. */
START_TEST(without_date)
{
    static const char *const texts[][2] = { { "n", "count(orders)" },
                                            { "charges", "customers.charges" },
                                            { "age", "days since customers.signup_date" } };
    struct shop shop;
    size_t n;
    shop_init(&shop);
    struct feature *features = features_of(&shop.arena, texts, 3, &n);
    struct plan *plan = plan_new(shop.world, features, n, NULL);
    struct feature_rows rows = { 1, (uint32_t[]){ 0 }, (int64_t[]){ TIME_MISSING } };
    struct table *table = plan_compute(plan, &rows, "f", NULL, NULL);
    ck_assert_double_eq(column_reals(&table->columns[2])[0], 0);
    ck_assert_double_eq(column_reals(&table->columns[3])[0], 10);
    ck_assert(isnan(column_reals(&table->columns[4])[0]));
    rows.n = 0;
    struct table *empty = plan_compute(plan, &rows, "f", NULL, NULL);
    ck_assert_uint_eq(empty->n_rows, 0);
    ck_assert_uint_eq(empty->n_columns, 5);
    table_release(empty);
    table_release(table);
    plan_free(plan);
    shop_release(&shop);
}
END_TEST

/* Windows that touch neither overlap nor leave a gap: 7 days and the 23 before are 30. */
START_TEST(windows_add_up)
{
    static const char *const texts[][2] = { { "n", "count(orders) over 7d,30d" } };
    struct shop shop;
    size_t n;
    shop_init(&shop);
    struct feature *features = features_of(&shop.arena, texts, 1, &n);
    struct plan *plan = plan_new(shop.world, features, n, NULL);
    for (int64_t back = 0; back < 40; back++) {
        int64_t asof = day("2024-07-10") - back * TIME_DAY;
        struct feature_rows rows = { 1, (uint32_t[]){ 0 }, (int64_t[]){ asof } };
        struct table *table = plan_compute(plan, &rows, "f", NULL, NULL);
        size_t before = 0;
        for (size_t row = 0; row < shop.orders->n_rows; row++) {
            int64_t time = column_ints(&shop.orders->columns[1])[row];
            bool own = column_codes(&shop.orders->columns[0])[row] == 0;
            before += own && time >= asof - 30 * TIME_DAY && time < asof - 7 * TIME_DAY;
        }
        ck_assert_double_eq(column_reals(&table->columns[2])[0] + (double)before, column_reals(&table->columns[3])[0]);
        table_release(table);
    }
    plan_free(plan);
    shop_release(&shop);
}
END_TEST

Suite *plan_suite(void)
{
    Suite *suite = suite_create("plan");
    TCase *tcase = tcase_create("plan");
    tcase_add_loop_test(tcase, by_hand, 0, sizeof values / sizeof *values);
    tcase_add_loop_test(tcase, refused, 0, sizeof wrongs / sizeof *wrongs);
    tcase_add_test(tcase, features_of_features);
    tcase_add_test(tcase, expanded);
    tcase_add_test(tcase, without_date);
    tcase_add_test(tcase, windows_add_up);
    suite_add_tcase(suite, tcase);
    return suite;
}
