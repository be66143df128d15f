/* Tests of precision, recall and confusion. */
#include <stdlib.h>

#include "measure_tests.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

static struct sample reference_sample(size_t column)
{
    struct reference_rows rows = read_reference(REFERENCE "metrics/rows.csv");
    double *y = reference_column(&rows, 2);
    struct sample s = { rows.n, reference_column(&rows, column), allocate(rows.n, 1) };
    for (size_t i = 0; i < s.n; i++)
        s.outcome[i] = y[i] == 1;
    free(y);
    free(rows.values);
    return s;
}

START_TEST(agrees_with_reference)
{
    struct sample a = reference_sample(0), b = reference_sample(1);
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    assert_near(measure_average_precision(a.score, a.outcome, a.n), json_get_number(expected, "ap_a", 0), 1e-12);
    assert_near(measure_average_precision(b.score, b.outcome, b.n), json_get_number(expected, "ap_b", 0), 1e-12);
    struct confusion c = measure_confusion(a.score, a.outcome, a.n, 0.4);
    double counts[4];
    ck_assert(json_get_numbers(expected, "confusion_a", counts, 4));
    ck_assert(c.true_positive == counts[0] && c.false_positive == counts[1]);
    ck_assert(c.false_negative == counts[2] && c.true_negative == counts[3]);
    assert_near(c.precision, json_get_number(expected, "precision_a", 0), 1e-12);
    assert_near(c.recall, json_get_number(expected, "recall_a", 0), 1e-12);
    assert_near(c.f1, json_get_number(expected, "f1_a", 0), 1e-12);
    assert_near(c.accuracy, json_get_number(expected, "accuracy_a", 0), 1e-12);
    double best = measure_confusion(a.score, a.outcome, a.n, measure_best_f1(a.score, a.outcome, a.n)).f1;
    assert_near(best, json_get_number(expected, "best_f1_a", 0), 1e-12);
    json_free(expected);
    sample_free(&a);
    sample_free(&b);
}
END_TEST

/* Called from the top: 3 - 1 = 2, 1, 3, 2; with a dearer call nothing pays. */
START_TEST(the_threshold_that_pays_most)
{
    const double score[] = { 0.6, 0.9, 0.8, 0.7 };
    const uint8_t outcome[] = { 0, 1, 0, 1 };
    assert_near(measure_best_profit(score, outcome, 4, 1, 3), 0.7, 1e-15);
    assert_near(measure_best_profit(score, outcome, 4, 0.5, 3), 0.7, 1e-15);
    assert_near(measure_best_profit(score, outcome, 4, 2, 3), 0.9, 1e-15); /* 1, -1, 0, -2 */
    ck_assert(isinf(measure_best_profit(score, outcome, 4, 3, 3)));
    const double tied[] = { 0.5, 0.5, 0.5, 0.5 };
    assert_near(measure_best_profit(tied, outcome, 4, 1, 3), 0.5, 1e-15);
}
END_TEST

START_TEST(curve_ends_at_base_rate)
{
    struct sample s = sample_make(3000, 100, 1);
    struct curve curve;
    ck_assert(measure_precision_recall(s.score, s.outcome, s.n, 1000, &curve, NULL));
    ck_assert_uint_eq(curve.n, 101);
    double positives = 0, area = 0;
    for (size_t i = 0; i < s.n; i++)
        positives += s.outcome[i];
    ck_assert(curve.x[curve.n - 1] == 1);
    assert_near(curve.y[curve.n - 1], positives / 3000, 1e-15);
    for (size_t i = 1; i < curve.n; i++)
        area += (curve.x[i] - curve.x[i - 1]) * curve.y[i];
    assert_near(area, measure_average_precision(s.score, s.outcome, s.n), 1e-12);
    curve_release(&curve);
    sample_free(&s);
}
END_TEST

START_TEST(noise_has_the_base_rate_as_average_precision)
{
    struct sample s = sample_make(40000, 1e9, 2), t = sample_make(40000, 1e9, 3);
    double positives = 0;
    for (size_t i = 0; i < s.n; i++)
        positives += s.outcome[i];
    /* the scores of other rows: nothing to do with the outcomes */
    assert_near(measure_average_precision(t.score, s.outcome, s.n), positives / 40000, 0.015);
    sample_free(&s);
    sample_free(&t);
}
END_TEST

START_TEST(wilson_agrees_with_reference)
{
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    double limits[2];
    ck_assert(json_get_numbers(expected, "wilson_17_60", limits, 2));
    struct interval w = measure_wilson(17, 60);
    assert_near(w.low, limits[0], 1e-12);
    assert_near(w.high, limits[1], 1e-12);
    json_free(expected);
    ck_assert(measure_wilson(0, 10).low == 0 && measure_wilson(10, 10).high == 1);
    ck_assert(measure_wilson(0, 10).high > 0.2);
    ck_assert(isnan(measure_wilson(0, 0).estimate));
}
END_TEST

TCase *threshold_tests(void)
{
    TCase *tests = tcase_create("threshold");
    tcase_add_test(tests, agrees_with_reference);
    tcase_add_test(tests, curve_ends_at_base_rate);
    tcase_add_test(tests, the_threshold_that_pays_most);
    tcase_add_test(tests, noise_has_the_base_rate_as_average_precision);
    tcase_add_test(tests, wilson_agrees_with_reference);
    return tests;
}
