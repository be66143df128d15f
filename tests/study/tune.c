/* Tests of tuning: every trial is judged out of fold, and the best is what it says. */
#include "patron/study/tune.h"

#include "patron/base/kinds.h"
#include "patron/study/threshold.h"
#include "study_tests.h"

static const struct parameter *parameter_of(const struct model *model, const char *name)
{
    const struct parameter *row = model->kind->parameters;
    while (strcmp(row->name, name) != 0)
        row++;
    return row;
}

static void tune(struct shop *shop, const struct model *model, const struct tune_axis *axes, size_t n_axes,
                 size_t n_trials, double seconds, struct tuning *out)
{
    struct error err = ERROR_INIT;
    ck_assert_msg(study_tune(model, shop->world, axes, n_axes, n_trials, 4, metric_find("log_loss"), seconds, 7, NULL,
                             &shop->arena, out, &err),
                  "%s", err.what);
}

/* A trial's figure is that of a model with its parameters, out of fold; the rest are no better. */
START_TEST(trials_are_out_of_fold)
{
    struct shop *shop = shop_open(400, 5);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    const char *const penalties[] = { "0.1", "1000000", "10" };
    struct tune_axis axis = { parameter_of(model, "l2"), 3, penalties, 0, 0 };
    struct tuning tuning;
    tune(shop, model, &axis, 1, 0, 0, &tuning);
    ck_assert_uint_eq(tuning.n, 3);
    ck_assert_str_eq(tuning.trials[2].values[0], "1000000"); /* it knows nothing but the share */
    ck_assert_double_lt(tuning.trials[2].p, 0.05);
    ck_assert(isnan(tuning.trials[0].p));
    for (size_t i = 0; i < 3; i++) {
        struct scored scored;
        struct labelled labelled;
        shop_set(shop, &request, "l2", tuning.trials[i].values[0]);
        struct model *other = shop_train(&request, NULL);
        ck_assert(study_out_of_fold(other, shop->world, 4, NULL, &scored, NULL));
        ck_assert(labelled_init(&labelled, &scored, NULL, NULL));
        struct metric_rows rows = labelled_rows(&labelled);
        ck_assert_double_eq(metric_figure(tuning.metric, &rows), tuning.trials[i].figure);
        ck_assert_double_ge(tuning.trials[i].figure, tuning.trials[0].figure);
        if (i > 0)
            assert_near(tuning.trials[i].less.estimate, tuning.trials[i].figure - tuning.trials[0].figure, 1e-12);
        labelled_release(&labelled);
        scored_release(&scored);
        model_free(other);
    }
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(ranges_are_drawn_and_failures_told)
{
    struct shop *shop = shop_open(300, 6);
    struct study_request request = shop_request(shop, "gbm", &shop->churn);
    shop_set(shop, &request, "trees", "3");
    struct model *model = shop_train(&request, NULL);
    const char *const leaves[] = { "4", "8" };
    struct tune_axis axes[] = { { parameter_of(model, "rate"), 0, NULL, 0.01, 0.5 },
                                { parameter_of(model, "leaves"), 2, leaves, 0, 0 } };
    struct tuning tuning, again;
    tune(shop, model, axes, 2, 6, 0, &tuning);
    tune(shop, model, axes, 2, 6, 0, &again);
    ck_assert_uint_eq(tuning.n, 6);
    for (size_t i = 0; i < 6; i++) {
        double rate = strtod(tuning.trials[i].values[0], NULL);
        ck_assert(rate >= 0.01 && rate <= 0.5);
        ck_assert_str_eq(tuning.trials[i].values[0], again.trials[i].values[0]);
        ck_assert_double_eq(tuning.trials[i].figure, again.trials[i].figure);
    }
    tune(shop, model, axes, 2, 6, 1e-9, &tuning); /* no time: one trial is made */
    ck_assert(tuning.timed_out && tuning.n == 1 && tuning.n_planned == 6);
    const char *values[40];
    for (size_t i = 0; i < 40; i++)
        values[i] = "2";
    struct tune_axis many[] = { { axes[1].parameter, 40, values, 0, 0 }, { axes[0].parameter, 40, values, 0, 0 } };
    struct error err = ERROR_INIT;
    ck_assert(!study_tune(model, shop->world, many, 2, 0, 4, tuning.metric, 0, 7, NULL, &shop->arena, &tuning, &err));
    check_error(&err, E_BAD_VALUE);
    model_free(model);
    shop_close(shop);
}
END_TEST

TCase *tune_tests(void)
{
    TCase *tests = tcase_create("tune");
    tcase_add_test(tests, trials_are_out_of_fold);
    tcase_add_test(tests, ranges_are_drawn_and_failures_told);
    return tests;
}
