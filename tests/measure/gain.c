/* Tests of deciles, lift and gain. */
#include <stdlib.h>

#include "measure_tests.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

START_TEST(deciles_by_hand)
{
    /* Highest first: 9 (yes), then three tied at 5 (one yes), then 1 (no), 0 (no). Two groups of three rows: the first
       takes the 9 and two of the tied three, hence 1 + 2/3 positives. */
    const double score[] = { 5, 0, 9, 5, 1, 5 };
    const uint8_t outcome[] = { 1, 0, 1, 0, 0, 0 };
    struct decile group[2];
    ck_assert(measure_deciles(score, outcome, 6, 2, group, NULL));
    ck_assert(group[0].n == 3 && group[1].n == 3);
    assert_near(group[0].positives, 1 + 2.0 / 3, 1e-15);
    assert_near(group[1].positives, 1.0 / 3, 1e-15);
    assert_near(group[0].lift, (5.0 / 9) / (1.0 / 3), 1e-14);
    assert_near(group[0].mean_score, 19.0 / 3, 1e-14);
    ck_assert(group[0].greatest == 9 && group[0].least == 5 && group[1].greatest == 5 && group[1].least == 0);
    assert_near(group[0].cumulative_gain, 5.0 / 6, 1e-15);
    assert_near(group[1].cumulative_gain, 1, 1e-15);
    assert_near(measure_gain(score, outcome, 6, 0.5), 5.0 / 6, 1e-15);
    assert_near(measure_lift(score, outcome, 6, 0.5), 5.0 / 3, 1e-15);
}
END_TEST

START_TEST(groups_add_up)
{
    for (double distinct = 1; distinct < 2000; distinct *= 3) {
        struct sample s = sample_make(1237, distinct, 3);
        struct decile group[10];
        ck_assert(measure_deciles(s.score, s.outcome, s.n, 10, group, NULL));
        double rows = 0, gain = 0;
        for (size_t g = 0; g < 10; g++) {
            ck_assert(group[g].n == (g < 7 ? 124 : 123));
            rows += group[g].n;
            gain += group[g].lift * group[g].n / 1237;
            assert_near(group[g].cumulative_gain, gain, 1e-12);
            assert_near(group[g].cumulative_lift * rows / 1237, gain, 1e-12);
            assert_near(group[g].cumulative_gain, measure_gain(s.score, s.outcome, s.n, rows / 1237), 1e-12);
            if (distinct == 1)
                assert_near(group[g].lift, 1, 1e-12);
        }
        assert_near(gain, 1, 1e-12);
        for (double share = 0.05; share <= 1; share += 0.05)
            assert_near(measure_lift(s.score, s.outcome, s.n, share) * share,
                        measure_gain(s.score, s.outcome, s.n, share), 1e-12);
        sample_free(&s);
    }
}
END_TEST

START_TEST(ties_are_the_mean_over_orders)
{
    struct reference_rows rows = read_reference(REFERENCE "metrics/rows.csv");
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    double *a = reference_column(&rows, 0), *y = reference_column(&rows, 2);
    uint8_t *outcome = allocate(rows.n, 1);
    for (size_t i = 0; i < rows.n; i++)
        outcome[i] = y[i] == 1;
    assert_near(measure_gain(a, outcome, rows.n, 0.2), json_get_number(expected, "gain20_a", 0),
                4 * json_get_number(expected, "gain20_a_se", 0));
    free(a);
    free(y);
    free(outcome);
    free(rows.values);
    json_free(expected);
}
END_TEST

START_TEST(too_few_rows_are_refused)
{
    const double score[] = { 1, 2 };
    const uint8_t outcome[] = { 0, 1 };
    struct decile group[10];
    struct error err = ERROR_INIT;
    ck_assert(!measure_deciles(score, outcome, 2, 10, group, &err));
    ck_assert_int_eq(err.code, E_TOO_FEW);
    error_release(&err);
    ck_assert(isnan(measure_gain(score, outcome, 1, 0.5))); /* no positives at all */
}
END_TEST

TCase *gain_tests(void)
{
    TCase *tests = tcase_create("gain");
    tcase_add_test(tests, deciles_by_hand);
    tcase_add_test(tests, groups_add_up);
    tcase_add_test(tests, ties_are_the_mean_over_orders);
    tcase_add_test(tests, too_few_rows_are_refused);
    return tests;
}
