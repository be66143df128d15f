/* Tests of bootstrap intervals. */
#include <stdlib.h>
#include <string.h>

#include "measure_tests.h"
#include "patron/base/frame.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

START_TEST(intervals_are_the_same_on_any_threads)
{
    struct sample s = sample_make(700, 1e9, 1), t = sample_make(700, 100, 2);
    struct work *eight = work_new(8);
    struct interval one[3], many[3];
    ck_assert(measure_bootstrap(measure_auc, s.score, s.outcome, s.n, 100, 9, NULL, &one[0], NULL));
    ck_assert(measure_bootstrap(measure_auc, s.score, s.outcome, s.n, 100, 9, eight, &many[0], NULL));
    ck_assert(
        measure_bootstrap_difference(measure_brier, s.score, t.score, s.outcome, s.n, 100, 9, NULL, &one[1], NULL));
    ck_assert(
        measure_bootstrap_difference(measure_brier, s.score, t.score, s.outcome, s.n, 100, 9, eight, &many[1], NULL));
    ck_assert(measure_bootstrap_mean(s.score, s.n, 100, 9, NULL, &one[2], NULL, NULL));
    ck_assert(measure_bootstrap_mean(s.score, s.n, 100, 9, eight, &many[2], NULL, NULL));
    ck_assert_mem_eq(one, many, sizeof one);
    ck_assert(one[0].low < one[0].estimate && one[0].estimate < one[0].high);
    ck_assert(one[0].estimate == measure_auc(s.score, s.outcome, s.n));
    work_free(eight);
    sample_free(&s);
    sample_free(&t);
}
END_TEST

START_TEST(ladder_agrees_with_resorting)
{
    struct sample s = sample_make(900, 40, 3);
    size_t n = 0;
    const struct metric *rows[16];
    for (size_t i = 0; metrics[i]; i++) {
        if (metrics[i]->walk)
            rows[n++] = metrics[i];
    }
    ck_assert_uint_eq(n, 6);
    struct interval together[16], alone;
    ck_assert(measure_bootstrap_metrics(rows, n, s.score, s.outcome, s.n, 60, 11, NULL, together, NULL));
    for (size_t i = 0; i < n; i++) {
        ck_assert(measure_bootstrap(rows[i]->compute, s.score, s.outcome, s.n, 60, 11, NULL, &alone, NULL));
        ck_assert(together[i].estimate == alone.estimate);
        assert_near(together[i].low, alone.low, 1e-12);
        assert_near(together[i].high, alone.high, 1e-12);
        ck_assert(alone.low < alone.high);
    }
    sample_free(&s);
}
END_TEST

/* Ten rows, two to a bin of five; the bounds by hand (a spreadsheet's arithmetic, 1.9599640 and 1.4802). */
START_TEST(bounds_are_those_of_their_formulas)
{
    const double score[] = { 0.9, 0.85, 0.7, 0.65, 0.5, 0.45, 0.3, 0.25, 0.1, 0.05 };
    const uint8_t outcome[] = { 1, 1, 1, 0, 1, 0, 0, 0, 1, 0 };
    const struct metric_rows rows = {
        .takes = &measured_outcomes, .n = 10, .score = score, .outcome = outcome, .probability = true
    };
    const struct metric *ks = metric_find("ks"), *ece = metric_find("ece");
    struct interval got[2] = { ks->interval(&rows, ks->compute(score, outcome, 10)),
                               ece->interval(&rows, ece->compute(score, outcome, 10)) };
    double s = sqrt(1.0 / 5 + 1.0 / 5);
    assert_near(got[0].estimate, 0.6, 1e-12);
    ck_assert(got[0].low == 0);
    assert_near(got[0].high, fmin(1, 0.6 + 1.9599639845 * s / 2), 1e-9);
    double variance = 0, shift = 0; /* ten bins of one row: the rate is (y + 2) / 5 */
    for (int i = 0; i < 10; i++) {
        double rate = (outcome[i] + 2) / 5.0;
        variance += rate * (1 - rate) / 100;
        shift += sqrt(rate * (1 - rate)) / 10 * sqrt(2 / M_PI);
    }
    assert_near(got[1].low, fmax(0, got[1].estimate - shift - 1.9599639845 * sqrt(variance)), 1e-9);
    assert_near(got[1].high, got[1].estimate + 1.9599639845 * sqrt(variance), 1e-9);
}
END_TEST

/* Means of skewed values: the resampled mean over its own deviation reaches up further than down. */
START_TEST(intervals_of_skewed_means_reach_up)
{
    double values[300], same[4] = { 2, 2, 2, 2 };
    struct random random = random_stream(5, 0);
    for (size_t i = 0; i < 300; i++)
        values[i] = exp(1.2 * random_normal(&random));
    struct interval interval;
    ck_assert(measure_bootstrap_mean(values, 300, 2000, 8, NULL, &interval, NULL, NULL));
    ck_assert(interval.high - interval.estimate > 1.1 * (interval.estimate - interval.low));
    ck_assert(measure_bootstrap_mean(same, 4, 100, 8, NULL, &interval, NULL, NULL));
    ck_assert(interval.low == 2 && interval.estimate == 2 && interval.high == 2);
}
END_TEST

START_TEST(bootstrap_agrees_with_delong)
{
    struct sample s = sample_make(1500, 1e9, 4);
    const struct metric *auc = metric_find("roc_auc");
    struct interval boot, delong = measure_auc_interval(s.score, s.outcome, s.n, NULL);
    ck_assert(measure_bootstrap_metrics(&auc, 1, s.score, s.outcome, s.n, 2000, 5, NULL, &boot, NULL));
    double width = delong.high - delong.low; /* percentiles of 2,000 repeats: each end is known to about 2 % of it */
    assert_near(boot.low, delong.low, 0.08 * width);
    assert_near(boot.high, delong.high, 0.08 * width);
    sample_free(&s);
}
END_TEST

START_TEST(mean_interval_is_as_wide_as_theory)
{
    double values[400];
    struct random random = random_stream(6, 0);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < 400; i++) {
        values[i] = random_normal(&random);
        sum += values[i];
    }
    for (size_t i = 0; i < 400; i++)
        squares += (values[i] - sum / 400) * (values[i] - sum / 400);
    struct interval interval;
    ck_assert(measure_bootstrap_mean(values, 400, 4000, 8, NULL, &interval, NULL, NULL));
    assert_near(interval.high - interval.low, 2 * 1.96 * sqrt(squares / 400 / 400), 0.015);
    assert_near(interval.estimate, sum / 400, 1e-12);
}
END_TEST

static double area_of_rows(const struct metric_rows *rows)
{
    return measure_auc(frame_column(rows->answers, "p"), rows->outcome, rows->n);
}

/* The same resamples by another way: what any new metric of labels and answers gets is what those of scores have. */
START_TEST(resampled_frames_are_resampled_scores)
{
    struct sample s = sample_make(300, 1e9, 1), t = sample_make(300, 100, 2);
    struct metric_rows a = { .takes = &measured_outcomes,
                             .n = s.n,
                             .outcome = s.outcome,
                             .labels = FRAME_VIEW(s.n, "outcome", t.score),
                             .answers = FRAME_VIEW(s.n, "p", s.score) },
                       b = a;
    b.answers = FRAME_VIEW(s.n, "p", t.score);
    struct interval of_scores, of_rows;
    double p;
    ck_assert(measure_bootstrap(measure_auc, s.score, s.outcome, s.n, 200, 9, NULL, &of_scores, NULL));
    ck_assert(measure_bootstrap_rows(area_of_rows, &a, NULL, 200, 9, NULL, &of_rows, NULL, NULL));
    ck_assert_mem_eq(&of_rows, &of_scores, sizeof of_rows);
    ck_assert(
        measure_bootstrap_difference(measure_auc, s.score, t.score, s.outcome, s.n, 200, 9, NULL, &of_scores, NULL));
    ck_assert(measure_bootstrap_rows(area_of_rows, &a, &b, 200, 9, NULL, &of_rows, &p, NULL));
    ck_assert_mem_eq(&of_rows, &of_scores, sizeof of_rows);
    ck_assert(p > 0 && p <= 1);
    assert_near(p, measure_auc_difference(s.score, t.score, s.outcome, s.n).p, 0.1);
    sample_free(&s);
    sample_free(&t);
}
END_TEST

/* Two scores that know nothing: one in twenty is called different, within what 400 draws tell (a binomial's 99.9 %). */
START_TEST(differences_of_noise_are_called_at_their_rate)
{
    size_t called = 0;
    for (uint64_t draw = 0; draw < 400; draw++) {
        struct sample s = sample_make(120, 1e9, 1000 + draw), t = sample_make(120, 1e9, 5000 + draw);
        struct random random = random_stream(77, draw);
        for (size_t i = 0; i < s.n; i++)
            s.outcome[i] = random_unit(&random) < 0.5;
        struct metric_rows a = { .n = s.n, .outcome = s.outcome, .answers = FRAME_VIEW(s.n, "p", s.score) }, b = a;
        b.answers = FRAME_VIEW(s.n, "p", t.score);
        struct interval interval;
        double p;
        ck_assert(measure_bootstrap_rows(area_of_rows, &a, &b, 199, draw, NULL, &interval, &p, NULL));
        called += p <= 0.05;
        sample_free(&s);
        sample_free(&t);
    }
    ck_assert_msg(called >= 7 && called <= 36, "%zu of 400", called);
}
END_TEST

START_TEST(one_class_has_no_interval)
{
    const double score[] = { 1, 2, 3 };
    const uint8_t outcome[] = { 1, 1, 1 };
    struct interval interval;
    ck_assert(measure_bootstrap(measure_auc, score, outcome, 3, 20, 1, NULL, &interval, NULL));
    ck_assert(isnan(interval.estimate) && isnan(interval.low) && isnan(interval.high));
    ck_assert(measure_bootstrap(measure_auc, score, outcome, 0, 20, 1, NULL, &interval, NULL));
    ck_assert(isnan(interval.estimate));
}
END_TEST

TCase *bootstrap_tests(void)
{
    TCase *tests = tcase_create("bootstrap");
    tcase_add_test(tests, intervals_are_the_same_on_any_threads);
    tcase_add_test(tests, ladder_agrees_with_resorting);
    tcase_add_test(tests, bounds_are_those_of_their_formulas);
    tcase_add_test(tests, intervals_of_skewed_means_reach_up);
    tcase_add_test(tests, bootstrap_agrees_with_delong);
    tcase_add_test(tests, mean_interval_is_as_wide_as_theory);
    tcase_add_test(tests, resampled_frames_are_resampled_scores);
    tcase_add_test(tests, differences_of_noise_are_called_at_their_rate);
    tcase_add_test(tests, one_class_has_no_interval);
    return tests;
}
