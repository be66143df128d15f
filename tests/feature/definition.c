/* Definitions: clauses, names of families, look-ahead refused. */
#include "feature_tests.h"
#include "patron/base/text.h"

struct right {
    enum definition_kind kind;
    const char *text, *written, *names;
};
static const struct right rights[] = {
    { DEFINITION_FEATURE, "sum(orders.amount)  over 30d,90d , 365d", "sum(orders.amount) over 30d,90d,365d",
      "spend_30d spend_90d spend_365d" },
    { DEFINITION_FEATURE, "count(orders) over 0..30d, 30d .. 90d,90d..,1m..1q",
      "count(orders) over 30d,30d..90d,90d..,1m..1q", "spend_30d spend_30d_90d spend_before_90d spend_1m_1q" },
    { DEFINITION_FEATURE, "count(orders) over Month,3 months,1 year,this week,day",
      "count(orders) over month,3 months,year,this week,day",
      "spend_month spend_3months spend_year spend_this_week spend_day" },
    { DEFINITION_FEATURE, "1 - count(orders) over 30d / count(orders) over 30d..120d",
      "1 - count(orders) over 30d / count(orders) over 30d..120d", "spend" },
    { DEFINITION_FEATURE, "count(orders) over this month / count(orders) over 2 months",
      "count(orders) over this month / count(orders) over 2 months", "spend" },
    { DEFINITION_FEATURE, "count(orders)-1", "count(orders) - 1", "spend" },
    { DEFINITION_FEATURE, "count(orders where due>=ASOF-30d and \"asof\" > 3)",
      "count(orders where due >= asof - 30d and \"asof\" > 3)", "spend" },
    { DEFINITION_FEATURE, "days since last(orders.order_ts)", "days since last(orders.order_ts)", "spend" },
    { DEFINITION_FEATURE, "count(returns)/count(orders) over 365d", "count(returns) / count(orders) over 365d",
      "spend" },
    { DEFINITION_FEATURE, "sum(orders.amount where channel='app') over 1m",
      "sum(orders.amount where channel == \"app\") over 1m", "spend" },
    { DEFINITION_FEATURE, "count(orders) over 30d / count(orders) over 90d",
      "count(orders) over 30d / count(orders) over 90d", "spend" },
    { DEFINITION_FEATURE, "(count(orders) over 30d) / 2", "count(orders) over 30d / 2", "spend" },
    { DEFINITION_FEATURE, "no orders over 30d", "no orders over 30d", "spend" },
    { DEFINITION_FEATURE, "customers.plan", "customers.plan", "spend" },
    { DEFINITION_FEATURE, "sum(orders.amount) over 30d,90d top=2 by=channel levels=('app',\"Web & \"\"App\"\"\")",
      "sum(orders.amount) over 30d,90d by=channel top=2 levels=(\"app\", 'Web & \"App\"')",
      "spend_app_30d spend_web_app_30d spend_other_30d spend_app_90d spend_web_app_90d spend_other_90d" },
    { DEFINITION_FEATURE, "count(orders) by=hour(order_ts) levels=(-1, 3, 2.5)",
      "count(orders) by=hour(order_ts) levels=(-1, 3, 2.5)", "spend_minus_1 spend_3 spend_2_5 spend_other" },
    { DEFINITION_FEATURE, "count(orders) by=`unit price` levels=(\"Other\", \"other\", \"--\", \"a b\", \"a-b\")",
      "count(orders) by=`unit price` levels=(\"Other\", \"other\", \"--\", \"a b\", \"a-b\")",
      "spend_other_2 spend_other_3 spend_blank spend_a_b spend_a_b_2 spend_other" },
    { DEFINITION_FEATURE, "count(orders) over 30d by=channel", "count(orders) over 30d by=channel", "spend" },
    { DEFINITION_FEATURE, "count(orders) over 3d / count(orders) over 9d by=x levels=(1)",
      "count(orders) over 3d / count(orders) over 9d by=x levels=(1)", "spend_1 spend_other" },
    { DEFINITION_FEATURE, "slope( log1p(sum(orders.amount where x=1)) per 1w )  over 12w",
      "slope(log1p(sum(orders.amount where x == 1)) per 1w) over 12w", "spend" },
    { DEFINITION_FEATURE, "sd(sum(orders.amount) per Active Month) + streak(orders where x > 1 per days) over 4 weeks",
      "sd(sum(orders.amount) per active month) + streak(orders where x > 1 per day) over 4 weeks", "spend" },
    { DEFINITION_FEATURE, "sum(orders.amount where x > 1 decay=30d) / count(orders decay = 2w) over 1y..",
      "sum(orders.amount where x > 1 decay=30d) / count(orders decay=2w) over 1y..", "spend" },
    { DEFINITION_FEATURE, "quantile(orders.amount,.9) - nth(orders.amount, -2) - top(orders.x) + max(min(1,2),3)",
      "quantile(orders.amount, 0.9) - nth(orders.amount, -2) - top(orders.x) + max(min(1, 2), 3)", "spend" },
    { DEFINITION_FEATURE, "distinct(orders.a, weekday(orders.b))", "distinct(orders.a, weekday(orders.b))", "spend" },
    { DEFINITION_TARGET, "no orders within 90d", "no orders within 90d", "spend" },
    { DEFINITION_TARGET, "no orders where amount>100 within 3m gap=1w", "no orders where amount > 100 within 3m gap=1w",
      "spend" },
    { DEFINITION_TARGET, "count(orders) within 30d > 0", "count(orders) > 0 within 30d", "spend" },
    { DEFINITION_TARGET, "(count(orders) within 30d) > 0 gap=1w", "count(orders) > 0 within 30d gap=1w", "spend" },
    { DEFINITION_TARGET, "no orders within 30d and count(returns) within 30d > 2",
      "no orders and count(returns) > 2 within 30d", "spend" },
    { DEFINITION_TARGET, "count(orders) within 30d > 0 and no returns within 30d",
      "count(orders) > 0 and no returns within 30d", "spend" },
    { DEFINITION_TARGET, "orders within 90d gap=0d", "orders within 90d", "spend" },
    { DEFINITION_TARGET, "sum(orders.amount) gap=7d within 90d", "sum(orders.amount) within 90d gap=7d", "spend" },
    { DEFINITION_TARGET, "customers.Churn = 'Yes'", "customers.Churn == \"Yes\"", "spend" },
    { DEFINITION_POPULATION, "customers", "customers", "spend" },
    { DEFINITION_POPULATION, "customers where count(orders) over 365d > 0",
      "customers where count(orders) over 365d > 0", "spend" },
    { DEFINITION_POPULATION, "customers where count(orders)>0 over 365d", "customers where count(orders) > 0 over 365d",
      "spend" },
};

START_TEST(clauses)
{
    const struct right *right = &rights[_i];
    struct arena arena;
    arena_init(&arena);
    const struct definition *definition = define(&arena, right->kind, "spend", right->text);
    struct text out = TEXT_EMPTY;
    definition_write(definition, &out);
    ck_assert_str_eq(text_string(&out), right->written);
    const struct definition *again = define(&arena, right->kind, "spend", text_string(&out));
    ck_assert_uint_eq(again->n_windows, definition->n_windows);
    ck_assert_int_eq(again->within.count, definition->within.count);
    ck_assert_int_eq(again->gap.count, definition->gap.count);
    text_clear(&out);
    const char **names;
    size_t n = definition_names(definition, &arena, &names);
    for (size_t i = 0; i < n; i++)
        text_add_format(&out, "%s%s", i > 0 ? " " : "", names[i]);
    ck_assert_str_eq(text_string(&out), right->names);
    text_release(&out);
    arena_release(&arena);
}
END_TEST

START_TEST(window_in_name)
{
    struct arena arena;
    const char **names;
    arena_init(&arena);
    const struct definition *one = define(&arena, DEFINITION_FEATURE, "rate_365d", "count(orders) over 365d");
    ck_assert_uint_eq(definition_names(one, &arena, &names), 1);
    ck_assert_str_eq(names[0], "rate_365d");
    const struct definition *two = define(&arena, DEFINITION_FEATURE, "rate_30d", "count(orders) over 30d,365d");
    ck_assert_uint_eq(definition_names(two, &arena, &names), 2);
    ck_assert_str_eq(names[0], "rate_30d_30d");
    /* A feature of one window answers to its name with the window, as it did when it was called so. */
    const struct definition *aov = define(&arena, DEFINITION_FEATURE, "aov", "mean(orders.amount) over 365d");
    const struct feature feature = { "aov", aov, 0 }, of_two = { "rate_30d_30d", two, 0 };
    static const char *const answers[] = { "aov", "aov_365d", "aov_*", "a*", "*_365d" };
    static const char *const others[] = { "aov_30d", "aov_365", "ao", "aov_", "b*" };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        ck_assert_msg(feature_is_called(&feature, answers[i]), "%s", answers[i]);
        ck_assert_msg(!feature_is_called(&feature, others[i]), "%s", others[i]);
    }
    ck_assert(!feature_is_called(&of_two, "rate_30d") && feature_is_called(&of_two, "rate_30d_30d"));
    arena_release(&arena);
}
END_TEST

struct wrong {
    enum definition_kind kind;
    const char *text;
    int code;
    size_t column, length;
    const char *mend, *second_mend;
};
static const struct wrong wrongs[] = {
    { DEFINITION_FEATURE, "count(orders) within 30d", E_LOOK_AHEAD, 15, 6, "over 30d",
      "target spend = count(orders) within 30d" },
    { DEFINITION_FEATURE, "count(orders) within 30d > 0", E_LOOK_AHEAD, 15, 6, "over 30d",
      "target spend = count(orders) within 30d > 0" },
    { DEFINITION_TARGET, "count(orders) within 30d > 0 within 60d", E_EXPRESSION, 37, 3, "a target for each duration",
      NULL },
    { DEFINITION_TARGET, "count(orders) within 30d > 0 and no returns within 60d > 2", E_EXPRESSION, 52, 3,
      "a target for each duration", NULL },
    { DEFINITION_POPULATION, "customers where orders within 30d", E_LOOK_AHEAD, 24, 6, "over 30d", NULL },
    { DEFINITION_TARGET, "sum(orders.amount) over 90d", E_EXPRESSION, 20, 4, "within 90d", NULL },
    { DEFINITION_TARGET, "count(orders) over 90d > 2 within 30d", E_EXPRESSION, 15, 4, "within 90d", NULL },
    { DEFINITION_FEATURE, "count(orders) gap=3d", E_EXPRESSION, 15, 3, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 30", E_EXPRESSION, 20, 2, "30d", NULL },
    { DEFINITION_FEATURE, "count(orders) over 30d,", E_EXPRESSION, 24, 1, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 30d,30d", E_EXPRESSION, 24, 3, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 0d..30d,30d", E_EXPRESSION, 28, 3, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 90d..30d", E_EXPRESSION, 20, 3, "30d..90d", NULL },
    { DEFINITION_FEATURE, "count(orders) over 30d..1m", E_EXPRESSION, 20, 3, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 0..", E_EXPRESSION, 23, 1, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 5..30d", E_EXPRESSION, 20, 1, "5d", NULL },
    { DEFINITION_FEATURE, "count(orders) over 0 months", E_EXPRESSION, 20, 1, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over this", E_EXPRESSION, 20, 4, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 30d over 60d", E_EXPRESSION, 24, 4, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) over 3d / count(orders) over 3d,9d", E_EXPRESSION, 39, 4, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) where x over 3d", E_EXPRESSION, 15, 5,
      "inside the brackets: sum(orders.amount where ..)", NULL },
    { DEFINITION_FEATURE, "count(orders) 5", E_EXPRESSION, 15, 1, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) by=3", E_EXPRESSION, 18, 1, "by=category", NULL },
    { DEFINITION_FEATURE, "count(orders) top=3", E_EXPRESSION, 20, 1, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) by=x top=0", E_EXPRESSION, 24, 1, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) by=x levels=(a)", E_EXPRESSION, 28, 1, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) by=x by=y", E_EXPRESSION, 20, 2, NULL, NULL },
    { DEFINITION_TARGET, "count(orders) within 3d by=x", E_EXPRESSION, 25, 2, NULL, NULL },
    { DEFINITION_FEATURE, "count(orders) decay=3d", E_EXPRESSION, 15, 5,
      "inside the brackets: sum(orders.amount decay=30d)", NULL },
    { DEFINITION_FEATURE, "count(orders) per 1w", E_EXPRESSION, 15, 3,
      "inside the brackets of another: slope(sum(orders.amount) per 1w)", NULL },
    { DEFINITION_FEATURE, "max(orders.amount decay=3d)", E_EXPRESSION, 19, 5, NULL, NULL },
    { DEFINITION_FEATURE, "sum(orders.amount decay=1m)", E_EXPRESSION, 25, 2, "decay=30d", NULL },
    { DEFINITION_FEATURE, "quantile(orders.amount)", E_EXPRESSION, 1, 8, NULL, NULL },
    { DEFINITION_FEATURE, "sum(orders.amount, 2)", E_EXPRESSION, 1, 3, NULL, NULL },
    { DEFINITION_FEATURE, "slope(count(orders) per)", E_EXPRESSION, 24, 1, NULL, NULL },
    { DEFINITION_FEATURE, "slope(count(orders) over 3d per 1w)", E_EXPRESSION, 21, 4, NULL, NULL },
    { DEFINITION_FEATURE, "slope(mean(count(orders) per 1d) per 1w)", E_EXPRESSION, 7, 4, NULL, NULL },
    { DEFINITION_TARGET, "no orders within soon", E_EXPRESSION, 18, 4, NULL, NULL },
    { DEFINITION_TARGET, "no orders within 9d within 9d", E_EXPRESSION, 21, 6, NULL, NULL },
    { DEFINITION_POPULATION, "count(orders) > 0", E_EXPRESSION, 1, 5, "customers where count(orders) over 365d > 0",
      NULL },
    { DEFINITION_POPULATION, "customers where", E_EXPRESSION, 16, 1, NULL, NULL },
    { DEFINITION_POPULATION, "", E_EXPRESSION, 1, 1, NULL, NULL },
};

START_TEST(refused)
{
    const struct wrong *wrong = &wrongs[_i];
    struct arena arena;
    struct definition definition;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    ck_assert(!definition_parse(wrong->kind, "spend", wrong->text, 0, &arena, &definition, &err));
    if (wrong->mend)
        ck_assert_str_eq(err.mend[0], wrong->mend);
    if (wrong->second_mend)
        ck_assert_str_eq(err.mend[1], wrong->second_mend);
    ck_error(&err, wrong->code, wrong->column, wrong->length);
    arena_release(&arena);
}
END_TEST

Suite *definition_suite(void)
{
    Suite *suite = suite_create("definition");
    TCase *tcase = tcase_create("definition");
    tcase_add_loop_test(tcase, clauses, 0, sizeof rights / sizeof *rights);
    tcase_add_test(tcase, window_in_name);
    tcase_add_loop_test(tcase, refused, 0, sizeof wrongs / sizeof *wrongs);
    suite_add_tcase(suite, tcase);
    return suite;
}
