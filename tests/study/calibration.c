/* Tests of calibrators as models of a score. */
#include "patron/study/calibration.h"

#include "patron/base/json.h"
#include "patron/base/kinds.h"
#include "patron/base/random.h"
#include "patron/study/nested.h"
#include "patron/study/threshold.h"
#include "study_tests.h"

/* ---- Through all of it ---- */

/* Gives copies of the model that it is handed, which has a name. */
static struct model *give(void *context, const char *spec, struct error *err)
{
    (void)spec;
    struct json *json = model_write(context);
    struct model *model = model_read(json, err);
    json_free(json);
    return model;
}

static struct model *named(const struct study_request *request, struct scored *test)
{
    struct model *model = shop_train(request, test);
    model->name = copy_text("base");
    model->version = 1;
    return model;
}

/* What the kind makes of probabilities and outcomes. */
static double *by_hand(const char *kind, const struct scored *training, const struct scored *test)
{
    const struct model_kind *row = model_kind_find(kind);
    const struct matrix x = { training->n, 1, training->score }, asked = { test->n, 1, test->score };
    const struct learn_data data = { .x = &x, .labels = FRAME_VIEW(training->n, "outcome", training->outcome) };
    struct values none = { 0 };
    struct fit_summary summary;
    void *fitted = row->fit(&data, &none, &summary, NULL);
    double *out = allocate(test->n, sizeof *out);
    ck_assert_ptr_nonnull(fitted);
    ck_assert(row->predict(fitted, &(struct learn_data){ .x = &asked }, FRAME_VIEW(test->n, "p", out), NULL));
    row->free(fitted);
    fit_summary_release(&summary);
    return out;
}

/* The calibrator sees training rows out of fold and the test rows as the model says them, and its file holds the model.
 */
START_TEST(learns_out_of_fold)
{
    struct shop *shop = shop_open(900, 4);
    struct study_request request = shop_request(shop, "gbm", &shop->churn), calibrating;
    shop_set(shop, &request, "trees", "60");
    struct scored test, training, calibrated_test, again;
    struct model *model = named(&request, &test);
    ck_assert(study_out_of_fold(model, shop->world, THRESHOLD_FOLDS, NULL, &training, NULL));
    struct score_source *source = scores_of_models(give, model);
    shop->world->scores = source;
    for (int k = 0; k < 2; k++) {
        const char *kind = k == 0 ? "platt" : "beta";
        ck_assert(study_calibration_request(model, "base@1", model_kind_find(kind), shop->world, NULL, &shop->arena,
                                            &calibrating, NULL));
        struct model *calibrated = shop_train(&calibrating, &calibrated_test);
        double *right = by_hand(kind, &training, &test);
        ck_assert_str_eq(calibrated->test_rows, model->test_rows);
        ck_assert_uint_eq(calibrated->n_train_rows, training.n);
        ck_assert_uint_eq(calibrated_test.n, test.n);
        for (size_t i = 0; i < test.n; i++)
            ck_assert_double_eq(calibrated_test.score[i], right[i]);
        struct calibration_gain gain;
        struct scored before;
        ck_assert(nested_asked(calibrated, shop->world, &calibrated_test, NULL, &before, NULL));
        ck_assert(memcmp(before.score, test.score, test.n * sizeof *test.score) == 0);
        ck_assert(study_calibration_gain(&before, &calibrated_test, 1, NULL, &gain, NULL));
        for (size_t i = 0; i < CALIBRATION_FIGURES; i++) {
            const struct calibration_figure *figure = &gain.figures[i];
            const char *name = figure->metric->name;
            assert_near(figure->before, model_metric_find(model, name)->value.estimate, 1e-12);
            assert_near(figure->after, model_metric_find(calibrated, name)->value.estimate, 1e-12);
            assert_near(figure->change.estimate, figure->after - figure->before, 1e-12);
        }
        scored_release(&before);
        struct json *json = model_write(calibrated);
        struct model *read = model_read(json, NULL);
        ck_assert_ptr_nonnull(read);
        struct score_source *own = scores_of_nested(read, true);
        shop->world->scores = own;
        ck_assert(study_score(read, shop->world, read->population_definition, shop->split.test, NULL, &again, NULL));
        for (size_t i = 0; i < again.n; i++)
            ck_assert(isfinite(again.score[i]));
        shop->world->scores = source;
        scores_free(own);
        scored_release(&again);
        model_free(read);
        json_free(json);
        free(right);
        scored_release(&calibrated_test);
        model_free(calibrated);
    }
    scored_release(&test);
    scored_release(&training);
    shop->world->scores = NULL;
    scores_free(source);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(amounts_have_no_probability)
{
    struct shop *shop = shop_open(300, 4);
    struct study_request request = shop_request(shop, "gbm", &shop->value), calibrating;
    struct model *model = named(&request, NULL);
    struct error err = ERROR_INIT;
    ck_assert(!study_calibration_request(model, "base@1", model_kind_find("platt"), shop->world, NULL, &shop->arena,
                                         &calibrating, &err));
    check_error(&err, E_NOT_FIT);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* ---- Worlds ---- */

/* N customers whose log-odds, times STRETCH, are the score. */
static struct scored world(size_t n, double stretch, uint64_t seed, uint64_t stream)
{
    struct scored s = sample_scored(&target_yes_no, n);
    struct random random = random_stream(seed, stream);
    for (size_t i = 0; i < n; i++) {
        double truth = 1.3 * random_normal(&random) - 0.5;
        s.outcome[i] = random_unit(&random) < 1 / (1 + exp(-truth));
        s.score[i] = 1 / (1 + exp(-stretch * truth));
    }
    return s;
}

/* How often the verdict on KIND is "better", of TIMES worlds. */
static size_t called_better(const char *kind, double stretch, size_t times)
{
    size_t better = 0;
    for (size_t time = 0; time < times; time++) {
        struct scored training = world(1200, stretch, 41, time), test = world(1200, stretch, 42, time),
                      after = sample_scored(&target_yes_no, test.n);
        double *p = by_hand(kind, &training, &test);
        struct calibration_gain gain;
        memcpy(after.score, p, test.n * sizeof *p);
        memcpy(after.outcome, test.outcome, test.n * sizeof *p);
        ck_assert(study_calibration_gain(&test, &after, 1, NULL, &gain, NULL));
        better += strcmp(gain.verdict, "better") == 0;
        free(p);
        scored_release(&training);
        scored_release(&test);
        scored_release(&after);
    }
    return better;
}

/* Where scores are right and only their noise could be learnt, a calibrator is called better no more often than chance
   has it (2.5 % of two-sided tests at 5 %; five binomial deviations); where they are too sure it is seen. */
START_TEST(noise_earns_nothing)
{
    static const char *const kinds[] = { "platt", "isotonic", "beta" };
    enum { TIMES = 120 };
    for (size_t k = 0; k < 3; k++) {
        size_t right = called_better(kinds[k], 1, TIMES), sure = called_better(kinds[k], 2, 40);
        ck_assert_msg((double)right <= 0.025 * TIMES + 5 * sqrt(0.025 * 0.975 * TIMES), "%s: %zu", kinds[k], right);
        ck_assert_msg(sure >= 38, "%s: %zu of 40", kinds[k], sure);
    }
}
END_TEST

TCase *calibration_tests(void)
{
    TCase *tests = tcase_create("calibration");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, learns_out_of_fold);
    tcase_add_test(tests, amounts_have_no_probability);
    tcase_add_test(tests, noise_earns_nothing);
    return tests;
}
