/* Tests of the figures in models. */
#include "study/figures.h"

#include "patron/base/random.h"
#include "study/model.h"
#include "study_tests.h"

START_TEST(every_yes_no_figure_has_an_interval)
{
    struct shop *shop = shop_open(500, 10);
    struct scored test;
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, &test);
    const char *const names[] = { "roc_auc", "pr_auc", "ks", "lift10", "gain20", "log_loss", "brier", "ece" };
    for (size_t i = 0; i < 8; i++) {
        const struct model_metric *metric = model_metric_find(model, names[i]);
        ck_assert_msg(metric != NULL, "%s", names[i]);
        ck_assert(isfinite(metric->value.low) && metric->value.low < metric->value.high);
    }
    uint8_t *outcome = outcome_bytes(test.outcome, test.n, NULL);
    struct interval auc = measure_auc_interval(test.score, outcome, test.n, NULL);
    ck_assert(model_metric_find(model, "roc_auc")->value.low == auc.low);
    ck_assert(model_metric_find(model, "brier")->value.estimate == measure_brier(test.score, outcome, test.n));
    ck_assert_ptr_null(model_metric_find(model, "mae"));
    free(outcome);
    scored_release(&test);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* The interval of the bias against resampling whole rows. */
START_TEST(bias_interval_agrees_with_resampling)
{
    enum { N = 400, REPEATS = 1000 };
    double figures[REPEATS];
    struct scored rows = sample_scored(&target_amount, N);
    double *score = rows.score, *outcome = rows.outcome;
    struct random random = random_stream(3, 0);
    for (size_t i = 0; i < N; i++) {
        outcome[i] = random_unit(&random) < 0.5 ? 0 : exp(random_normal(&random));
        score[i] = 0.6 * outcome[i] + 0.5 * random_unit(&random);
    }
    struct model *model = model_new();
    model->target_kind = &target_amount;
    ck_assert(figures_add(model, &rows, NULL, NULL));
    for (size_t r = 0; r < REPEATS; r++) {
        double p = 0, a = 0;
        for (size_t i = 0; i < N; i++) {
            size_t row = random_below(&random, N);
            p += score[row];
            a += outcome[row];
        }
        figures[r] = p / a - 1;
    }
    ck_assert(measure_sort(figures, REPEATS, NULL));
    const struct interval *bias = &model_metric_find(model, "bias")->value;
    double width = bias->high - bias->low; /* 200 repeats: an end is known to about 6 % of the width */
    assert_near(bias->low, measure_sorted_quantile(figures, REPEATS, 0.025), 0.25 * width);
    assert_near(bias->high, measure_sorted_quantile(figures, REPEATS, 0.975), 0.25 * width);
    const struct interval *rank = &model_metric_find(model, "spearman")->value;
    ck_assert(rank->low < rank->estimate && rank->estimate < rank->high && rank->high < 1);
    scored_release(&rows);
    model_free(model);
}
END_TEST

TCase *figures_tests(void)
{
    TCase *tests = tcase_create("figures");
    tcase_add_test(tests, every_yes_no_figure_has_an_interval);
    tcase_add_test(tests, bias_interval_agrees_with_resampling);
    return tests;
}
