/* Tests of thresholds: chosen on training rows out of fold, told of rows that chose nothing. */
#include "patron/study/threshold.h"

#include "patron/base/random.h"
#include "study_tests.h"

static struct scored coins(size_t n, uint64_t seed, uint64_t stream)
{
    struct scored scored = sample_scored(&target_yes_no, n);
    scored.customer = allocate(n, sizeof *scored.customer);
    struct random random = random_stream(seed, stream);
    for (size_t i = 0; i < n; i++) {
        scored.customer[i] = (uint32_t)i;
        scored.score[i] = random_unit(&random);
        scored.outcome[i] = random_unit(&random) < 0.5;
    }
    return scored;
}

/* Labels are fair coins, a call costs 20 and brings 40 with every second: any rule earns 0. Where a threshold is chosen
   it seems to earn; on rows that chose nothing it earns nothing, and the interval says so in 95 of 100 tests (five
   binomial deviations). */
START_TEST(noise_earns_nothing)
{
    enum { TIMES = 400, ROWS = 200 };
    const struct threshold_costs costs = { 20, 40 };
    double there = 0, here = 0;
    size_t covered = 0, called = 0;
    for (size_t time = 0; time < TIMES; time++) {
        struct scored training = coins(ROWS, 31, time), test = coins(ROWS, 32, time);
        struct interval threshold, chosen, told;
        ck_assert(study_choose_threshold(&training, THRESHOLD_MAX_PROFIT, &costs, time, NULL, &threshold, NULL));
        ck_assert(threshold.low <= threshold.estimate && threshold.estimate <= threshold.high);
        ck_assert(study_profit(&training, threshold.estimate, &costs, time, NULL, &chosen, NULL));
        ck_assert(study_profit(&test, threshold.estimate, &costs, time, NULL, &told, NULL));
        ck_assert(told.low <= told.estimate && told.estimate <= told.high);
        there += chosen.estimate / TIMES;
        here += told.estimate / TIMES;
        if (isfinite(threshold.estimate)) {
            called++;
            covered += told.low <= 0 && 0 <= told.high;
        }
        scored_release(&training);
        scored_release(&test);
    }
    ck_assert_double_gt(there, 100); /* what quoting it on its own rows would say */
    ck_assert_double_lt(fabs(here), 5 * 20 * sqrt(ROWS) / sqrt(TIMES));
    ck_assert_double_gt((double)covered / (double)called, 0.95 - 5 * sqrt(0.95 * 0.05 / (double)called));
}
END_TEST

/* By hand: two of three called are right, three are there; f1 = 2 * 2 / (3 + 3), profit = 2 * 40 - 3 * 10. */
START_TEST(figures_are_those_of_the_threshold)
{
    uint32_t customer[] = { 0, 1, 2, 3, 4, 5 };
    double score[] = { 0.9, 0.8, 0.7, 0.4, 0.3, 0.2 }, outcome[] = { 1, 0, 1, 1, 0, 0 };
    struct scored scored = {
        .n = 6, .customer = customer, .score = score, .outcome = outcome, .target_kind = &target_yes_no
    };
    struct interval f1, profit, best;
    const struct threshold_costs costs = { 10, 40 };
    ck_assert(study_f1(&scored, 0.7, 1, NULL, &f1, NULL));
    assert_near(f1.estimate, 2.0 / 3, 1e-12);
    ck_assert(f1.low <= f1.estimate && f1.estimate <= f1.high);
    ck_assert(study_profit(&scored, 0.7, &costs, 1, NULL, &profit, NULL));
    assert_near(profit.estimate, 50, 1e-9);
    ck_assert(study_choose_threshold(&scored, THRESHOLD_MAX_PROFIT, &costs, 1, NULL, &best, NULL));
    assert_near(best.estimate, 0.4, 1e-12);
    ck_assert(study_profit(&scored, INFINITY, &costs, 1, NULL, &profit, NULL)); /* nobody is called */
    ck_assert(profit.estimate == 0 && profit.low == 0 && profit.high == 0);
}
END_TEST

/* Trees know their training rows by heart; out of fold they know as little of them as of others. */
START_TEST(training_rows_are_scored_without_their_customer)
{
    struct shop *shop = shop_open(500, 12);
    struct study_request request = shop_request(shop, "gbm", &shop->churn);
    shop_set(shop, &request, "trees", "200");
    shop_set(shop, &request, "min_leaf", "1");
    struct scored test, training;
    struct error err = ERROR_INIT;
    struct model *model = shop_train(&request, &test);
    ck_assert_msg(study_out_of_fold(model, shop->world, THRESHOLD_FOLDS, NULL, &training, &err), "%s", err.what);
    ck_assert_uint_eq(training.n, model->n_train_rows);
    uint8_t *outcome = allocate(training.n, 1);
    for (size_t i = 0; i < training.n; i++)
        outcome[i] = training.outcome[i] != 0;
    double auc = measure_auc(training.score, outcome, training.n);
    ck_assert_double_lt(fabs(auc - model_metric_find(model, "roc_auc")->value.estimate), 0.08);
    free(outcome);
    scored_release(&training);
    scored_release(&test);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* A purchase process may train until the day of the test: its training outcomes are the test's own. */
START_TEST(outcomes_that_the_test_holds_choose_nothing)
{
    struct shop *shop = shop_open(500, 13);
    shop->split = (struct split){ .n_train = 1, .train = { day("2024-06-01") }, .test = day("2024-07-01"), .seed = 42 };
    struct study_request request = shop_request(shop, "bgnbd", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct scored training;
    struct error err = ERROR_INIT;
    ck_assert(!study_out_of_fold(model, shop->world, THRESHOLD_FOLDS, NULL, &training, &err));
    check_error(&err, E_SPLIT_OVERLAP);
    model_free(model);
    shop_close(shop);
}
END_TEST

TCase *threshold_tests(void)
{
    TCase *tests = tcase_create("threshold");
    tcase_add_test(tests, noise_earns_nothing);
    tcase_add_test(tests, figures_are_those_of_the_threshold);
    tcase_add_test(tests, training_rows_are_scored_without_their_customer);
    tcase_add_test(tests, outcomes_that_the_test_holds_choose_nothing);
    return tests;
}
