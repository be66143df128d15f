/* Tests of the figures of probabilities. */
#include <stdlib.h>

#include "measure_tests.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

START_TEST(agrees_with_reference)
{
    struct reference_rows rows = read_reference(REFERENCE "metrics/rows.csv");
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    double *b = reference_column(&rows, 1), *y = reference_column(&rows, 2);
    uint8_t *outcome = allocate(rows.n, 1);
    for (size_t i = 0; i < rows.n; i++)
        outcome[i] = y[i] == 1;
    assert_near(measure_brier(b, outcome, rows.n), json_get_number(expected, "brier_b", 0), 1e-12);
    assert_near(measure_log_loss(b, outcome, rows.n, NULL), json_get_number(expected, "log_loss_b", 0), 1e-12);
    struct calibration c;
    ck_assert(measure_calibration(b, outcome, rows.n, 10, &c, NULL));
    assert_near(c.slope, json_get_number(expected, "slope_b", 0), 1e-7);
    assert_near(c.intercept, json_get_number(expected, "intercept_b", 0), 1e-7);
    assert_near(c.ece, json_get_number(expected, "ece_b", 0), 1e-12);
    ck_assert_uint_eq(c.n_bins, (size_t)json_get_integer(expected, "ece_bins_b", 0));
    calibration_release(&c);
    free(b);
    free(y);
    free(outcome);
    free(rows.values);
    json_free(expected);
}
END_TEST

START_TEST(log_loss_counts_what_it_clips)
{
    const double p[] = { 0, 1, 0.5, 1 };
    const uint8_t outcome[] = { 0, 1, 1, 0 };
    size_t clipped;
    double loss = measure_log_loss(p, outcome, 4, &clipped);
    ck_assert_uint_eq(clipped, 3);
    assert_near(loss, (M_LN2 - log1p(-(1 - 1e-15))) / 4, 1e-13);
}
END_TEST

START_TEST(perfect_scores_pass_and_doubled_logits_fail)
{
    struct sample s = sample_make(60000, 1e9, 4);
    for (size_t i = 0; i < s.n; i++)
        s.score[i] = 0.05 + 0.9 * s.score[i];
    struct sample drawn = sample_make(60000, 1e9, 5);
    for (size_t i = 0; i < s.n; i++)
        s.outcome[i] = drawn.score[i] < s.score[i];
    struct calibration c;
    ck_assert(measure_calibration(s.score, s.outcome, s.n, 10, &c, NULL));
    ck_assert_uint_eq(c.n_bins, 10);
    assert_near(c.slope, 1, 0.05);
    assert_near(c.intercept, 0, 0.05);
    assert_near(c.mean_difference, 0, 0.01);
    ck_assert_double_lt(c.ece, 0.01);
    double rows = 0;
    size_t inside = 0;
    for (size_t b = 0; b < 10; b++) {
        rows += c.bins[b].n;
        ck_assert(c.bins[b].n == 6000);
        ck_assert(b == 0 || c.bins[b].mean_score > c.bins[b - 1].mean_score);
        inside += c.bins[b].low <= c.bins[b].mean_score && c.bins[b].mean_score <= c.bins[b].high;
    }
    ck_assert(rows == 60000);
    ck_assert_uint_ge(inside, 8);
    calibration_release(&c);
    for (size_t i = 0; i < s.n; i++) {
        double eta = 2 * log(s.score[i] / (1 - s.score[i]));
        s.score[i] = 1 / (1 + exp(-eta));
    }
    ck_assert(measure_calibration(s.score, s.outcome, s.n, 10, &c, NULL));
    assert_near(c.slope, 0.5, 0.03);
    ck_assert_double_gt(c.ece, 0.05);
    calibration_release(&c);
    sample_free(&s);
    sample_free(&drawn);
}
END_TEST

/* Brier = reliability - resolution + uncertainty on scores that are their bins' means. */
START_TEST(brier_decomposes)
{
    struct sample s = sample_make(5000, 10, 6);
    struct calibration c;
    ck_assert(measure_calibration(s.score, s.outcome, s.n, 10, &c, NULL));
    double positives = 0, reliability = 0, resolution = 0;
    for (size_t i = 0; i < s.n; i++)
        positives += s.outcome[i];
    double base = positives / 5000;
    ck_assert_uint_eq(c.n_bins, 10); /* ten distinct scores of about 500 rows each: one a bin */
    for (size_t b = 0; b < c.n_bins; b++) {
        double gap = c.bins[b].mean_score - c.bins[b].rate, apart = c.bins[b].rate - base;
        reliability += c.bins[b].n / 5000 * gap * gap;
        resolution += c.bins[b].n / 5000 * apart * apart;
    }
    assert_near(reliability - resolution + base * (1 - base), measure_brier(s.score, s.outcome, s.n), 1e-12);
    calibration_release(&c);
    sample_free(&s);
}
END_TEST

START_TEST(ties_stay_in_one_bin)
{
    struct sample s = sample_make(1000, 3, 7);
    struct calibration c;
    ck_assert(measure_calibration(s.score, s.outcome, s.n, 10, &c, NULL));
    ck_assert_uint_eq(c.n_bins, 3);
    calibration_release(&c);
    for (size_t i = 0; i < s.n; i++)
        s.score[i] = 0.4;
    ck_assert(measure_calibration(s.score, s.outcome, s.n, 10, &c, NULL));
    ck_assert_uint_eq(c.n_bins, 1);
    ck_assert(isnan(c.slope)); /* one score has no slope */
    assert_near(c.ece, fabs(c.mean_difference), 1e-15);
    calibration_release(&c);
    sample_free(&s);
}
END_TEST

TCase *calibration_tests(void)
{
    TCase *tests = tcase_create("calibration");
    tcase_add_test(tests, agrees_with_reference);
    tcase_add_test(tests, log_loss_counts_what_it_clips);
    tcase_add_test(tests, perfect_scores_pass_and_doubled_logits_fail);
    tcase_add_test(tests, brier_decomposes);
    tcase_add_test(tests, ties_stay_in_one_bin);
    return tests;
}
