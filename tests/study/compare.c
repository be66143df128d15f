/* Tests of comparing models. */
#include "patron/base/random.h"
#include "study_tests.h"

/* Scores of N customers: the truth seen through noise of the given size. */
static struct scored seen(size_t n, double noise, uint64_t stream)
{
    struct scored s = { .n = n,
                        .customer = allocate(n, sizeof *s.customer),
                        .cutoff = allocate(n, sizeof *s.cutoff),
                        .score = allocate(n, sizeof *s.score),
                        .outcome = allocate(n, sizeof *s.outcome),
                        .yes_no = true };
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
    ck_assert_str_eq(pairs[0].verdict, "worse");
    ck_assert_str_eq(pairs[1].verdict, "no clear difference");
    ck_assert(pairs[0].auc.difference.high < 0 && pairs[0].log_loss.low > 0 && isnan(pairs[0].mae.estimate));
    ck_assert(study_compare(all, 3, 0, 5, NULL, pairs, NULL));
    ck_assert_str_eq(pairs[0].verdict, "better");
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
    a.yes_no = b.yes_no = false;
    for (size_t i = 0; i < 500; i++) {
        a.outcome[i] = b.outcome[i] = (double)(i % 17);
        a.score[i] = a.outcome[i] + 1;
        b.score[i] = b.outcome[i] + (double)(i % 3); /* errors 0, 1, 2: the mean is just below 1 */
    }
    const struct scored *all[] = { &a, &b };
    ck_assert(study_compare(all, 2, 0, 5, NULL, &pair, NULL));
    assert_near(pair.mae.estimate, -1.0 / 500, 1e-12);
    ck_assert_str_eq(pair.verdict, "no clear difference");
    for (size_t i = 0; i < 500; i++)
        b.score[i] = b.outcome[i] + (double)(i % 3) / 2;
    ck_assert(study_compare(all, 2, 0, 5, NULL, &pair, NULL));
    ck_assert_str_eq(pair.verdict, "better");
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
    return tests;
}
