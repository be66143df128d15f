/* Tests of recipes at other dates and sizes. */
#include "patron/study/over.h"

#include "patron/base/kinds.h"
#include "study_tests.h"

/* The last point of either is the model itself; the others are models trained so by hand. */
START_TEST(points_are_models)
{
    struct shop *shop = shop_open(600, 3);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    const struct metric *metric = metric_find("roc_auc");
    struct over dates, sizes;
    ck_assert(study_over_dates(model, shop->world, (struct duration){ 1, DURATION_MONTH }, 3, metric, NULL,
                               &shop->arena, &dates, NULL));
    ck_assert(study_over_sizes(model, shop->world, 3, metric, NULL, &shop->arena, &sizes, NULL));
    ck_assert_uint_eq(dates.n, 3);
    ck_assert_uint_eq(sizes.n, 3);
    double own = model_metric_find(model, "roc_auc")->value.estimate;
    ck_assert_double_eq(dates.points[2].figure.estimate, own);
    ck_assert_double_eq(sizes.points[2].figure.estimate, own);
    ck_assert_int_eq(dates.points[0].test, day("2024-05-01"));
    struct split split = shop->split;
    split.test = day("2024-05-01");
    split.train[0] = day("2023-11-01");
    split.train[1] = day("2024-02-01");
    request.split = &split;
    struct model *earlier = shop_train(&request, NULL);
    ck_assert_double_eq(dates.points[0].figure.estimate, model_metric_find(earlier, "roc_auc")->value.estimate);
    ck_assert_uint_eq(dates.points[0].n_train, earlier->n_train_rows);
    model_free(earlier);
    for (size_t i = 0; i < 3; i++) {
        double share = (double)sizes.points[i].n_train / (double)model->n_train_rows;
        ck_assert_double_lt(fabs(share - sizes.points[i].share), 0.08);
        ck_assert_uint_eq(sizes.points[i].n_test, model->n_test_rows);
    }
    /* Before the data there is nothing to train on: told, not hidden. */
    ck_assert(study_over_dates(model, shop->world, (struct duration){ 2, DURATION_YEAR }, 2, metric, NULL, &shop->arena,
                               &dates, NULL));
    ck_assert_ptr_nonnull(dates.points[0].failed);
    ck_assert(isnan(dates.points[0].figure.estimate) && !dates.points[1].failed);
    model_free(model);
    shop_close(shop);
}
END_TEST

TCase *over_tests(void)
{
    TCase *tests = tcase_create("over");
    tcase_add_test(tests, points_are_models);
    return tests;
}
