/* Tests of fitting: early stopping, names of terms, parts. */
#include "study_tests.h"

START_TEST(terms_have_the_names_of_columns)
{
    struct shop *shop = shop_open(400, 7);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    shop_set(shop, &request, "l2", "0");
    struct model *model = shop_train(&request, NULL);
    const char *const expected[] = { "recency", "orders_n_90d", "orders_n_365d", "aov", "plan=gold", "plan=plus" };
    for (size_t e = 0; e < 6; e++) {
        size_t found = 0;
        for (size_t t = 0; t < model->fit.n_terms; t++)
            found += strcmp(model->fit.terms[t].name, expected[e]) == 0;
        ck_assert_msg(found == 1, "%s", expected[e]);
    }
    model_free(model);
    shop_close(shop);
}
END_TEST

/* The score is the logistic of the intercept and the terms on the scale of the features, whatever the design's scale.
 */
START_TEST(terms_are_on_the_scale_of_the_features)
{
    struct shop *shop = shop_open(400, 7);
    shop->n_features = 3; /* recency, orders_n_90d, orders_n_365d: never missing in the population */
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    for (int scaled = 0; scaled < 2; scaled++) {
        struct scored test;
        request.scale = scaled ? "zscore" : "none";
        struct model *model = shop_train(&request, &test);
        struct table *table =
            study_features(shop->world, &shop->active, shop->features, 3, day("2024-07-01"), NULL, NULL);
        for (size_t i = 0; i < test.n; i += 20) {
            double eta = 0;
            for (size_t t = 0; t < model->fit.n_terms; t++) {
                const struct column *column = table_column(table, model->fit.terms[t].name);
                eta += model->fit.terms[t].estimate * (column ? column_number(column, i) : 1);
            }
            assert_near(test.score[i], 1 / (1 + exp(-eta)), 1e-10);
        }
        table_release(table);
        scored_release(&test);
        model_free(model);
    }
    shop_close(shop);
}
END_TEST

START_TEST(early_stopping_holds_customers_out)
{
    struct shop *shop = shop_open(500, 8);
    struct study_request request = shop_request(shop, "gbm", &shop->churn);
    shop_set(shop, &request, "trees", "300");
    shop_set(shop, &request, "rate", "0.2");
    struct model *whole = shop_train(&request, NULL);
    shop_set(shop, &request, "early", "10");
    struct model *stopped = shop_train(&request, NULL);
    ck_assert_uint_lt(stopped->fit.n_iterations, whole->fit.n_iterations);
    ck_assert_double_gt(model_metric_find(stopped, "roc_auc")->value.estimate, 0.6);
    model_free(whole);
    model_free(stopped);
    shop_close(shop);
}
END_TEST

START_TEST(sums_have_a_part_and_means_none)
{
    struct shop *shop = shop_open(500, 9);
    struct scored sums, means;
    struct study_request request = shop_request(shop, "gammagamma", &shop->value);
    struct model *sum = shop_train(&request, &sums);
    ck_assert_uint_eq(sum->n_parts, 1);
    ck_assert_ptr_nonnull(sum->parts[0].fitted);
    ck_assert_ptr_eq(sum->parts[0].kind, model_kind_find("bgnbd"));
    /* comparable to the amounts: the totals agree to a third, and who spends more is told */
    ck_assert(fabs(model_metric_find(sum, "bias")->value.estimate) < 0.35);
    ck_assert(model_metric_find(sum, "spearman")->value.estimate > 0.4);
    struct definition mean90 = define(shop, DEFINITION_TARGET, "mean90", "mean(orders.amount) within 90d");
    request = shop_request(shop, "gammagamma", &mean90);
    struct model *mean = shop_train(&request, &means);
    ck_assert_uint_eq(mean->n_parts, 0);
    scored_release(&sums);
    scored_release(&means);
    model_free(sum);
    model_free(mean);
    shop_close(shop);
}
END_TEST

/* A process reads no labels, so that none of its training rows is chosen by one: who buys after the date, and what its
   target asks, changes nothing of the fit. */
START_TEST(labels_choose_no_rows_of_a_process)
{
    static const char *const targets[] = { "mean(orders.amount) within 90d", "mean(orders.amount) within 3d" };
    struct shop *shop = shop_open(500, 9);
    struct scored scored;
    struct study_request request = shop_request(shop, "gammagamma", &shop->value);
    struct model *sum = shop_train(&request, &scored);
    scored_release(&scored);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct definition target = define(shop, DEFINITION_TARGET, "mean", targets[i]);
        request = shop_request(shop, "gammagamma", &target);
        struct model *mean = shop_train(&request, &scored);
        ck_assert_uint_eq(mean->n_train_rows, sum->n_train_rows);
        ck_assert_uint_lt(mean->n_test_rows, sum->n_test_rows); /* the test needs buyers */
        ck_assert(mean->fit.log_likelihood == sum->fit.log_likelihood);
        scored_release(&scored);
        model_free(mean);
    }
    model_free(sum);
    shop_close(shop);
}
END_TEST

TCase *fitting_tests(void)
{
    TCase *tests = tcase_create("fitting");
    tcase_add_test(tests, terms_have_the_names_of_columns);
    tcase_add_test(tests, terms_are_on_the_scale_of_the_features);
    tcase_add_test(tests, early_stopping_holds_customers_out);
    tcase_add_test(tests, sums_have_a_part_and_means_none);
    tcase_add_test(tests, labels_choose_no_rows_of_a_process);
    return tests;
}
