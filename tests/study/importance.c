/* Tests of permutation importance. */
#include "patron/base/work.h"
#include "study_tests.h"

START_TEST(what_matters_is_told)
{
    struct shop *shop = shop_open(600, 24);
    shop_feature(shop, "nothing", "count(orders) * 0 + 1");
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct importance one, many;
    struct work *work = work_new(4);
    ck_assert(study_importance(model, shop->world, &shop->active, &shop->churn, 5, 1, NULL, &one, NULL));
    ck_assert(study_importance(model, shop->world, &shop->active, &shop->churn, 5, 1, work, &many, NULL));
    ck_assert_uint_eq(one.n, shop->n_features);
    ck_assert_mem_eq(one.value, many.value, one.n * sizeof *one.value);
    ck_assert(one.base == model_metric_find(model, "roc_auc")->value.estimate);
    ck_assert_str_eq(one.metric, "roc_auc");
    double most = 0;
    for (size_t i = 0; i < one.n; i++) {
        ck_assert_str_eq(one.features[i], shop->features[i].name);
        most = one.value[i] > most ? one.value[i] : most;
        if (strcmp(one.features[i], "nothing") == 0)
            ck_assert(one.value[i] == 0 && one.sd[i] == 0);
    }
    ck_assert_double_gt(most, 0.02);
    importance_release(&one);
    importance_release(&many);
    work_free(work);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(processes_and_amounts_have_importance)
{
    struct shop *shop = shop_open(500, 25);
    struct study_request request = shop_request(shop, "bgnbd", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct importance importance;
    ck_assert(study_importance(model, shop->world, &shop->active, &shop->churn, 3, 1, NULL, &importance, NULL));
    ck_assert_uint_eq(importance.n, 3);
    ck_assert_str_eq(importance.features[1], "recency_weeks");
    ck_assert_double_gt(importance.value[1], 0.02);
    importance_release(&importance);
    model_free(model);
    request = shop_request(shop, "gammagamma", &shop->value);
    model = shop_train(&request, NULL);
    ck_assert(study_importance(model, shop->world, &shop->active, &shop->value, 3, 1, NULL, &importance, NULL));
    ck_assert_uint_eq(importance.n, 4);
    ck_assert_str_eq(importance.metric, "mae");
    ck_assert_double_gt(importance.value[1], 0); /* mean spend */
    importance_release(&importance);
    model_free(model);
    request = shop_request(shop, "kmeans", NULL);
    shop_set(shop, &request, "k", "3");
    model = shop_train(&request, NULL);
    struct error err = ERROR_INIT;
    ck_assert(!study_importance(model, shop->world, &shop->active, NULL, 3, 1, NULL, &importance, &err));
    check_error(&err, E_NOT_FIT);
    model_free(model);
    shop_close(shop);
}
END_TEST

TCase *importance_tests(void)
{
    TCase *tests = tcase_create("importance");
    tcase_add_test(tests, what_matters_is_told);
    tcase_add_test(tests, processes_and_amounts_have_importance);
    return tests;
}
