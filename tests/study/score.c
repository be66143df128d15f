/* Tests of scoring. */
#include "patron/table/builder.h"
#include "study_tests.h"

START_TEST(scores_know_outcomes_when_they_are_complete)
{
    struct shop *shop = shop_open(300, 21);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct scored past, now;
    ck_assert(study_score(model, shop->world, &shop->active, day("2024-09-01"), NULL, &past, NULL));
    ck_assert(study_score(model, shop->world, &shop->active, day("2024-12-15"), NULL, &now, NULL));
    ck_assert(target_is(past.target_kind, &target_yes_no) && past.n > 50 && now.n > 50);
    for (size_t i = 0; i < past.n; i++)
        ck_assert(past.outcome[i] == 0 || past.outcome[i] == 1);
    for (size_t i = 0; i < now.n; i++)
        ck_assert(isnan(now.outcome[i]) && now.score[i] > 0 && now.score[i] < 1);
    scored_release(&past);
    scored_release(&now);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(a_missing_column_is_named)
{
    struct shop *shop = shop_open(300, 21);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    const struct table *customers = shop->world->customers;
    struct assembly *assembly = assembly_new("customers", customers->n_rows); /* without the plan */
    assembly_add_column_of(assembly, customers, 0, NULL);
    assembly_add_column_of(assembly, customers, 1, NULL);
    struct table *fewer = assembly_finish(assembly);
    struct event_source source = { world_events(shop->world, "orders")->table, "order_ts", "customer_id", NULL };
    struct world *world = world_build(fewer, "customer_id", "signup_date", &source, 1, NULL, NULL, NULL);
    struct scored scored;
    struct error err = ERROR_INIT;
    ck_assert(!study_score(model, world, &shop->active, day("2024-09-01"), NULL, &scored, &err));
    ck_assert_msg(strstr(err.what, "plan") != NULL, "%s", err.what);
    check_error(&err, E_NO_COLUMN);
    world_free(world);
    table_release(fewer);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(who_never_bought_is_not_expected_to_buy)
{
    struct shop *shop = shop_open(300, 22);
    struct study_request request = shop_request(shop, "bgnbd", &shop->churn);
    request.population = NULL; /* everybody who has signed up */
    struct model *model = shop_train(&request, NULL);
    struct scored scored;
    ck_assert(study_score(model, shop->world, NULL, day("2024-07-01"), NULL, &scored, NULL));
    const struct events *orders = world_events(shop->world, "orders");
    size_t absent = 0;
    for (size_t i = 0; i < scored.n; i++) {
        const int64_t *time = column_ints(&orders->table->columns[orders->time_column]);
        uint64_t first = orders->start[scored.customer[i]];
        bool never = first == orders->start[scored.customer[i] + 1] || time[first] >= day("2024-07-01");
        ck_assert((scored.score[i] == 1) == never);
        absent += never;
    }
    ck_assert_uint_gt(absent, 0);
    ck_assert_uint_gt(model->n_dropped_unknown, 0);
    scored_release(&scored);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(feature_tables_are_of_the_population)
{
    struct shop *shop = shop_open(200, 23);
    struct table *table =
        study_features(shop->world, &shop->active, shop->features, shop->n_features, day("2024-07-01"), NULL, NULL);
    uint32_t *customers;
    size_t n;
    ck_assert(population_rows(shop->world, &shop->active, day("2024-07-01"), NULL, &customers, &n, NULL));
    ck_assert_uint_eq(table->n_rows, n);
    ck_assert_str_eq(table->columns[1].name, "cutoff");
    ck_assert_uint_eq(table->n_columns, 2 + shop->n_features);
    free(customers);
    table_release(table);
    shop_close(shop);
}
END_TEST

/* A count in the window is answered by the purchases that the process expects there; beside it stands who is alive. */
START_TEST(counts_are_expected_purchases)
{
    struct shop *shop = shop_open(400, 41);
    struct definition count = define(shop, DEFINITION_TARGET, "count90", "count(orders) within 90d");
    struct study_request request = shop_request(shop, "bgnbd", &count),
                         yes_no = shop_request(shop, "bgnbd", &shop->churn);
    struct model *model = shop_train(&request, NULL), *churn = shop_train(&yes_no, NULL);
    struct scored scored, none;
    ck_assert(!target_is(model->target_kind, &target_yes_no));
    ck_assert(study_score(model, shop->world, &shop->active, day("2024-07-01"), NULL, &scored, NULL));
    ck_assert(study_score(churn, shop->world, &shop->active, day("2024-07-01"), NULL, &none, NULL));
    double *alive = allocate(scored.n, sizeof *alive), *expected = allocate(scored.n, sizeof *expected);
    ck_assert(study_purchase_figures(model, shop->world, &scored, NULL, alive, expected, NULL));
    for (size_t i = 0; i < scored.n; i++) {
        ck_assert(scored.score[i] == expected[i]);
        ck_assert(alive[i] > 0 && alive[i] <= 1);
        ck_assert_double_le(1 - none.score[i], expected[i] + 1e-12); /* one or more, against how many */
    }
    ck_assert(study_has_purchase_figures(churn));
    free(alive);
    free(expected);
    scored_release(&scored);
    scored_release(&none);
    model_free(model);
    model_free(churn);
    shop_close(shop);
}
END_TEST

TCase *score_tests(void)
{
    TCase *tests = tcase_create("score");
    tcase_add_test(tests, scores_know_outcomes_when_they_are_complete);
    tcase_add_test(tests, a_missing_column_is_named);
    tcase_add_test(tests, who_never_bought_is_not_expected_to_buy);
    tcase_add_test(tests, counts_are_expected_purchases);
    tcase_add_test(tests, feature_tables_are_of_the_population);
    return tests;
}
