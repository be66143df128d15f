/* Tests of comparing models. */
#include <string.h>

#include "patron/base/random.h"
#include "study_tests.h"

/* Scores of N customers: the truth seen through noise of the given size. */
static struct scored seen(size_t n, double noise, uint64_t stream)
{
    struct scored s = sample_scored(&target_yes_no, n);
    s.customer = allocate(n, sizeof *s.customer);
    s.cutoff = allocate(n, sizeof *s.cutoff);
    struct random truth = random_stream(1, 0), random = random_stream(2, stream);
    for (size_t i = 0; i < n; i++) {
        double eta = 2 * random_normal(&truth);
        s.customer[i] = (uint32_t)i;
        s.outcome[i] = random_unit(&truth) < 1 / (1 + exp(-eta));
        s.score[i] = 1 / (1 + exp(-(eta + noise * random_normal(&random))));
    }
    return s;
}

START_TEST(verdicts_follow_the_truth)
{
    struct scored good = seen(3000, 0, 1), bad = seen(3000, 3, 2), alike = seen(3000, 0.05, 3);
    const struct scored *all[] = { &bad, &good, &alike };
    struct comparison_pair pairs[2];
    ck_assert(study_compare(all, 3, 1, 5, NULL, pairs, NULL));
    ck_assert_uint_eq(pairs[0].model, 0);
    ck_assert_uint_eq(pairs[1].model, 2);
    ck_assert_str_eq(pairs[0].differences[0].verdict, "worse");
    ck_assert_str_eq(pairs[1].differences[0].verdict, "no clear difference");
    ck_assert(pairs[0].n == 2 && pairs[0].differences[0].metric == metric_find("auc"));
    ck_assert(pairs[0].differences[0].value.high < 0 && pairs[0].differences[1].value.low > 0);
    ck_assert(pairs[0].differences[1].metric == metric_find("log_loss"));
    ck_assert(study_compare(all, 3, 0, 5, NULL, pairs, NULL));
    ck_assert_str_eq(pairs[0].differences[0].verdict, "better");
    scored_release(&good);
    scored_release(&bad);
    scored_release(&alike);
}
END_TEST

START_TEST(other_rows_are_refused)
{
    struct scored a = seen(100, 0, 1), b = seen(100, 1, 2), c = seen(99, 1, 2);
    struct comparison_pair pair;
    struct error err = ERROR_INIT;
    const struct scored *all[] = { &a, &b }, *fewer[] = { &a, &c };
    ck_assert(study_compare(all, 2, 0, 5, NULL, &pair, &err));
    ck_assert(!study_compare(fewer, 2, 0, 5, NULL, &pair, &err));
    check_error(&err, E_DIFFERENT_ROWS);
    b.cutoff[50] = 1;
    ck_assert(!study_compare(all, 2, 0, 5, NULL, &pair, &err));
    check_error(&err, E_DIFFERENT_ROWS);
    scored_release(&a);
    scored_release(&b);
    scored_release(&c);
}
END_TEST

START_TEST(amounts_are_judged_by_their_errors)
{
    struct scored a = seen(500, 0, 1), b = seen(500, 0, 1);
    struct comparison_pair pair;
    a.target_kind = b.target_kind = &target_amount;
    for (size_t i = 0; i < 500; i++) {
        a.outcome[i] = b.outcome[i] = (double)(i % 17);
        a.score[i] = a.outcome[i] + 1;
        b.score[i] = b.outcome[i] + (double)(i % 3); /* errors 0, 1, 2: the mean is just below 1 */
    }
    const struct scored *all[] = { &a, &b };
    ck_assert(study_compare(all, 2, 0, 5, NULL, &pair, NULL));
    assert_near(pair.differences[0].value.estimate, -1.0 / 500, 1e-12);
    ck_assert_str_eq(pair.differences[0].verdict, "no clear difference");
    for (size_t i = 0; i < 500; i++)
        b.score[i] = b.outcome[i] + (double)(i % 3) / 2;
    ck_assert(study_compare(all, 2, 0, 5, NULL, &pair, NULL));
    ck_assert_str_eq(pair.differences[0].verdict, "better");
    scored_release(&a);
    scored_release(&b);
}
END_TEST

/* p.adjust(c(0.01, 0.02, 0.03, NA, 0.9), "holm") of R 4.2: 0.04 0.06 0.06 NA 0.90. */
START_TEST(holm_is_as_in_r)
{
    const double p[] = { 0.03, 0.01, NAN, 0.9, 0.02 }, want[] = { 0.06, 0.04, NAN, 0.9, 0.06 };
    double out[5];
    holm_adjust(p, 5, out);
    for (size_t i = 0; i < 5; i++)
        ck_assert(isnan(want[i]) ? isnan(out[i]) : fabs(out[i] - want[i]) < 1e-12);
}
END_TEST

/* Twenty challengers that are all as good as the baseline: at 5 % each one would be called better or worse in most
   worlds, by Holm over all of them in about one world of twenty. */
START_TEST(many_equal_challengers_are_not_told_apart)
{
    enum { MODELS = 21, WORLDS = 20 };
    size_t alarms = 0;
    for (uint64_t w = 0; w < WORLDS; w++) {
        struct scored models[MODELS];
        const struct scored *all[MODELS];
        struct comparison_pair pairs[MODELS - 1];
        bool alarm = false;
        for (size_t m = 0; m < MODELS; m++) {
            models[m] = seen(300, 1, 100 + w * MODELS + m);
            all[m] = &models[m];
        }
        ck_assert(study_compare(all, MODELS, 0, 5, NULL, pairs, NULL));
        for (size_t i = 0; i + 1 < MODELS; i++)
            alarm |= strcmp(pairs[i].differences[0].verdict, "no clear difference") != 0;
        alarms += alarm;
        for (size_t m = 0; m < MODELS; m++)
            scored_release(&models[m]);
    }
    ck_assert_uint_le(alarms, 4); /* of 20 at 5 %: more in 0.3 % of such runs */
}
END_TEST

/* Rows that one model could not score, or whose outcome is not known, are compared by none. */
START_TEST(unknown_rows_are_left_out)
{
    struct scored a = seen(200, 0, 1), b = seen(200, 1, 2);
    const struct scored *all[] = { &a, &b };
    struct comparison_pair pair;
    a.outcome[3] = b.outcome[3] = NAN;
    b.score[7] = NAN;
    ck_assert(study_compare(all, 2, 0, 5, NULL, &pair, NULL));
    ck_assert_uint_eq(pair.n_rows, 198);
    ck_assert(isfinite(pair.differences[0].value.estimate));
    scored_release(&a);
    scored_release(&b);
}
END_TEST

TCase *compare_tests(void)
{
    TCase *tests = tcase_create("compare");
    tcase_add_test(tests, verdicts_follow_the_truth);
    tcase_add_test(tests, other_rows_are_refused);
    tcase_add_test(tests, amounts_are_judged_by_their_errors);
    tcase_add_test(tests, holm_is_as_in_r);
    tcase_add_test(tests, many_equal_challengers_are_not_told_apart);
    tcase_add_test(tests, unknown_rows_are_left_out);
    return tests;
}
