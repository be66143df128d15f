/* Tests of the ROC curve, its area and DeLong's variance. */
#include <stdlib.h>

#include "measure_tests.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/measure/measure.h"

START_TEST(four_rows_by_hand)
{
    const double score[] = { 0.1, 0.4, 0.35, 0.8 };
    const uint8_t outcome[] = { 0, 0, 1, 1 };
    ck_assert(measure_auc(score, outcome, 4) == 0.75);
    assert_near(measure_average_precision(score, outcome, 4), 0.8333333333333333, 1e-15);
}
END_TEST

START_TEST(one_class_has_no_area)
{
    const double score[] = { 0.1, 0.4, 0.35 };
    const uint8_t none[] = { 0, 0, 0 }, all[] = { 1, 1, 1 }, one[] = { 0, 1, 0 };
    ck_assert(isnan(measure_auc(score, none, 3)));
    ck_assert(isnan(measure_auc(score, all, 3)));
    ck_assert(isnan(measure_auc(score, one, 0)));
    ck_assert(isnan(measure_auc_interval(score, all, 3, NULL).estimate));
    struct interval single = measure_auc_interval(score, one, 3, NULL); /* one positive: an area, no variance */
    ck_assert(single.estimate == 1 && isnan(single.low));
}
END_TEST

START_TEST(constant_scores_are_chance)
{
    struct sample s = sample_make(1001, 1, 3);
    ck_assert(measure_auc(s.score, s.outcome, s.n) == 0.5);
    ck_assert(measure_ks(s.score, s.outcome, s.n, NULL) == 0);
    ck_assert(measure_lift(s.score, s.outcome, s.n, 0.1) > 1 - 1e-12);
    ck_assert(measure_lift(s.score, s.outcome, s.n, 0.1) < 1 + 1e-12);
    sample_free(&s);
}
END_TEST

/* The area by all pairs, and its covariance with another by DeLong's definition. */
static double pairs_area(const double *s, const struct sample *sample, double *placement)
{
    double sum = 0;
    size_t positives = 0;
    for (size_t i = 0; i < sample->n; i++) {
        double own = 0, others = 0;
        for (size_t j = 0; j < sample->n; j++) {
            if (sample->outcome[i] == sample->outcome[j])
                continue;
            double high = sample->outcome[i] ? s[i] : s[j], low = sample->outcome[i] ? s[j] : s[i];
            own += high > low ? 1 : high == low ? 0.5 : 0;
            others++;
        }
        placement[i] = own / others;
        sum += sample->outcome[i] ? placement[i] : 0;
        positives += sample->outcome[i];
    }
    return sum / (double)positives;
}

static double pairs_covariance(const double *p, const double *q, const struct sample *sample)
{
    double sum = 0;
    for (int class = 0; class < 2; class ++) {
        double n = 0, mp = 0, mq = 0, c = 0;
        for (size_t i = 0; i < sample->n; i++) {
            if (sample->outcome[i] == class) {
                n++;
                mp += p[i];
                mq += q[i];
            }
        }
        for (size_t i = 0; i < sample->n; i++) {
            if (sample->outcome[i] == class)
                c += (p[i] - mp / n) * (q[i] - mq / n);
        }
        sum += c / (n - 1) / n;
    }
    return sum;
}

START_TEST(delong_agrees_with_all_pairs)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct sample s = sample_make(150 + 40 * seed, seed % 2 ? 20 : 1e6, seed);
        double *other = allocate(s.n, sizeof *other), *p = allocate(2 * s.n, sizeof *p), *q = p + s.n;
        struct random random = random_stream(seed, 9);
        for (size_t i = 0; i < s.n; i++)
            other[i] = floor((s.score[i] + 0.5 * random_normal(&random)) * 30);
        double a = pairs_area(s.score, &s, p), b = pairs_area(other, &s, q), variance;
        struct interval interval = measure_auc_interval(s.score, s.outcome, s.n, &variance);
        assert_near(measure_auc(s.score, s.outcome, s.n), a, 1e-13);
        assert_near(interval.estimate, a, 1e-13);
        assert_near(variance, pairs_covariance(p, p, &s), 1e-13);
        struct auc_difference d = measure_auc_difference(s.score, other, s.outcome, s.n);
        assert_near(d.difference.estimate, a - b, 1e-13);
        assert_near(d.covariance, pairs_covariance(p, q, &s), 1e-13);
        double spread = variance + pairs_covariance(q, q, &s) - 2 * d.covariance;
        assert_near(d.z, (a - b) / sqrt(spread), 1e-9);
        assert_near(d.difference.high - d.difference.low, 2 * 1.959963984540054 * sqrt(spread), 1e-12);
        free(other);
        free(p);
        sample_free(&s);
    }
}
END_TEST

START_TEST(delong_agrees_with_reference)
{
    struct reference_rows rows = read_reference(REFERENCE "metrics/rows.csv");
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    double *a = reference_column(&rows, 0), *b = reference_column(&rows, 1), *y = reference_column(&rows, 2);
    uint8_t *outcome = allocate(rows.n, 1);
    for (size_t i = 0; i < rows.n; i++)
        outcome[i] = y[i] == 1;
    double variance;
    struct interval interval = measure_auc_interval(a, outcome, rows.n, &variance);
    assert_near(interval.estimate, json_get_number(expected, "auc_a", 0), 1e-12);
    assert_near(variance, json_get_number(expected, "variance_a", 0), 1e-12);
    assert_near(interval.low, json_get_number(expected, "low_a", 0), 1e-9);
    assert_near(interval.high, json_get_number(expected, "high_a", 0), 1e-9);
    struct auc_difference d = measure_auc_difference(a, b, outcome, rows.n);
    assert_near(d.covariance, json_get_number(expected, "covariance", 0), 1e-12);
    assert_near(d.z, json_get_number(expected, "z", 0), 1e-9);
    assert_near(d.p, json_get_number(expected, "p", 0), 1e-12);
    double threshold, ks = measure_ks(a, outcome, rows.n, &threshold);
    assert_near(ks, json_get_number(expected, "ks_a", 0), 1e-12);
    ck_assert(threshold == json_get_number(expected, "ks_threshold_a", 0));
    struct curve roc;
    ck_assert(measure_roc(a, outcome, rows.n, 1000, &roc, NULL));
    ck_assert_uint_eq(roc.n, (size_t)json_get_integer(expected, "roc_points_a", 0));
    double area = 0;
    for (size_t i = 1; i < roc.n; i++)
        area += (roc.x[i] - roc.x[i - 1]) * (roc.y[i] + roc.y[i - 1]) / 2;
    assert_near(area, interval.estimate, 1e-12);
    curve_release(&roc);
    free(a);
    free(b);
    free(y);
    free(outcome);
    free(rows.values);
    json_free(expected);
}
END_TEST

START_TEST(same_model_twice_is_no_difference)
{
    struct sample s = sample_make(300, 50, 4);
    struct auc_difference d = measure_auc_difference(s.score, s.score, s.outcome, s.n);
    ck_assert(d.difference.estimate == 0 && d.z == 0 && d.p == 1);
    sample_free(&s);
}
END_TEST

START_TEST(order_and_increasing_transforms_change_nothing)
{
    struct sample s = sample_make(2000, 300, 5), t = sample_make(2000, 300, 5);
    struct random random = random_stream(5, 1);
    for (size_t i = t.n; i-- > 1;) { /* rows in another order, scores transformed */
        size_t j = random_below(&random, i + 1);
        double score = t.score[i];
        uint8_t outcome = t.outcome[i];
        t.score[i] = t.score[j];
        t.outcome[i] = t.outcome[j];
        t.score[j] = score;
        t.outcome[j] = outcome;
    }
    double brier = measure_brier(t.score, t.outcome, t.n), loss = measure_log_loss(t.score, t.outcome, t.n, NULL);
    for (size_t i = 0; i < t.n; i++)
        t.score[i] = exp(3 * t.score[i]) - 50;
    double v, w;
    ck_assert(measure_auc_interval(s.score, s.outcome, s.n, &v).low ==
              measure_auc_interval(t.score, t.outcome, t.n, &w).low);
    ck_assert(v == w);
    ck_assert(measure_ks(s.score, s.outcome, s.n, NULL) == measure_ks(t.score, t.outcome, t.n, NULL));
    ck_assert(measure_lift(s.score, s.outcome, s.n, 0.13) == measure_lift(t.score, t.outcome, t.n, 0.13));
    ck_assert(measure_average_precision(s.score, s.outcome, s.n) == measure_average_precision(t.score, t.outcome, t.n));
    assert_near(brier, measure_brier(s.score, s.outcome, s.n), 1e-12);
    ck_assert(fabs(loss - measure_log_loss(t.score, t.outcome, t.n, NULL)) > 0.1);
    ck_assert(fabs(brier - measure_brier(t.score, t.outcome, t.n)) > 0.1);
    sample_free(&s);
    sample_free(&t);
}
END_TEST

START_TEST(thinned_curve_keeps_shape)
{
    struct sample s = sample_make(20000, 1e9, 6);
    struct curve whole, thin;
    ck_assert(measure_roc(s.score, s.outcome, s.n, SIZE_MAX, &whole, NULL));
    ck_assert(measure_roc(s.score, s.outcome, s.n, 200, &thin, NULL));
    ck_assert_uint_le(thin.n, 200);
    ck_assert_uint_gt(thin.n, 150);
    ck_assert(thin.x[0] == 0 && thin.y[0] == 0 && thin.x[thin.n - 1] == 1 && thin.y[thin.n - 1] == 1);
    ck_assert(isinf(thin.threshold[0]));
    double area = 0;
    for (size_t i = 1; i < thin.n; i++) {
        ck_assert(thin.x[i] >= thin.x[i - 1] && thin.y[i] >= thin.y[i - 1]);
        area += (thin.x[i] - thin.x[i - 1]) * (thin.y[i] + thin.y[i - 1]) / 2;
    }
    assert_near(area, measure_auc(s.score, s.outcome, s.n), 1e-3);
    curve_release(&whole);
    curve_release(&thin);
    sample_free(&s);
}
END_TEST

/* The interval at 95 % holds the true area about 95 times in 100: with 400 samples, 4 standard deviations are 4.4 %. */
START_TEST(interval_covers)
{
    size_t covered = 0, samples = 400;
    for (uint64_t seed = 0; seed < samples; seed++) {
        struct random random = random_stream(77, seed);
        double score[120];
        uint8_t outcome[120];
        for (size_t i = 0; i < 120; i++) {
            outcome[i] = i < 50;
            score[i] = random_normal(&random) + outcome[i]; /* area = normal distribution function at 1 / sqrt 2 */
        }
        struct interval interval = measure_auc_interval(score, outcome, 120, NULL);
        covered += interval.low <= 0.76025 && 0.76025 <= interval.high;
    }
    ck_assert_double_gt((double)covered / (double)samples, 0.906);
    ck_assert_double_lt((double)covered / (double)samples, 0.994);
}
END_TEST

TCase *roc_tests(void)
{
    TCase *tests = tcase_create("roc");
    tcase_add_test(tests, four_rows_by_hand);
    tcase_add_test(tests, one_class_has_no_area);
    tcase_add_test(tests, constant_scores_are_chance);
    tcase_add_test(tests, delong_agrees_with_all_pairs);
    tcase_add_test(tests, delong_agrees_with_reference);
    tcase_add_test(tests, same_model_twice_is_no_difference);
    tcase_add_test(tests, order_and_increasing_transforms_change_nothing);
    tcase_add_test(tests, thinned_curve_keeps_shape);
    tcase_add_test(tests, interval_covers);
    return tests;
}
