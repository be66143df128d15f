/* Tests of splits. */
#include "study_tests.h"

START_TEST(labels_must_end_before_the_test)
{
    struct shop *shop = shop_open(5, 1);
    struct error err = ERROR_INIT;
    struct split split = { .n_train = 1, .train = { day("2024-04-02") }, .test = day("2024-07-01") };
    split.train[0] = time_shift(split.test, shop->churn.within, -1); /* 2024-04-02: the label ends as the test begins */
    ck_assert(split_check(&split, &shop->churn, &err));
    split.train[0] += TIME_DAY;
    ck_assert(!split_check(&split, &shop->churn, &err));
    ck_assert_ptr_nonnull(strstr(err.what, "2024-04-03"));
    ck_assert_ptr_nonnull(strstr(err.what, "2024-07-02"));
    ck_assert_ptr_nonnull(strstr(err.what, "2024-07-01"));
    ck_assert_ptr_nonnull(strstr(err.mend[0], "2024-04-02"));
    check_error(&err, E_SPLIT_OVERLAP);
    struct definition gapped = define(shop, DEFINITION_TARGET, "later", "no orders within 90d gap=7d");
    split.train[0] = time_shift(split.test, shop->churn.within, -1);
    ck_assert(!split_check(&split, &gapped, &err)); /* the gap counts */
    check_error(&err, E_SPLIT_OVERLAP);
    split.train[0] -= 7 * TIME_DAY;
    ck_assert(split_check(&split, &gapped, &err));
    shop_close(shop);
}
END_TEST

START_TEST(latest_of_several_cutoffs_counts)
{
    struct shop *shop = shop_open(5, 1);
    struct error err = ERROR_INIT;
    struct split split = shop->split;
    ck_assert(split_check(&split, &shop->churn, &err));
    split.train[0] = day("2024-05-01");
    ck_assert(!split_check(&split, &shop->churn, &err));
    ck_assert_ptr_nonnull(strstr(err.what, "2024-05-01"));
    check_error(&err, E_SPLIT_OVERLAP);
    shop_close(shop);
}
END_TEST

/* Rule 8 of time, at the split: labels that can never be complete are refused with the last date that could be. */
START_TEST(rule_8_labels_within_the_data)
{
    struct shop *shop = shop_open(5, 1);
    struct error err = ERROR_INIT;
    struct split split = shop->split;
    int64_t end = world_end(shop->world), last = time_shift(end, shop->churn.within, -1);
    split.test = last;
    ck_assert(split_check_labels(&split, &shop->churn, shop->world, &err));
    split.test = last + TIME_DAY;
    ck_assert(!split_check_labels(&split, &shop->churn, shop->world, &err));
    char date[32];
    time_format(last - last % TIME_DAY, true, date);
    ck_assert_ptr_nonnull(strstr(err.mend[0], date));
    check_error(&err, E_IMMATURE);
    split.test_share = 0.25;
    split.n_train = 0; /* no dates */
    ck_assert(split_check_labels(&split, &shop->churn, shop->world, &err));
    shop_close(shop);
}
END_TEST

/* Rule 12: the last label of training ends when the test begins, and not a day later. */
START_TEST(rule_12_time_split)
{
    struct shop *shop = shop_open(5, 1);
    struct error err = ERROR_INIT;
    struct split split = shop->split;
    split.n_train = 1;
    split.train[0] = time_shift(split.test, shop->churn.within, -1);
    ck_assert(split_check(&split, &shop->churn, &err));
    split.train[0] += TIME_DAY;
    ck_assert(!split_check(&split, &shop->churn, &err));
    check_error(&err, E_SPLIT_OVERLAP);
    shop_close(shop);
}
END_TEST

/* Rule 13: days that count for the labels of training and of the test at once. */
START_TEST(rule_13_embargo)
{
    struct shop *shop = shop_open(5, 1);
    struct split split = shop->split;
    split.n_train = 2;
    split.train[0] = time_shift(split.test, shop->churn.within, -1);
    split.train[1] = split.train[0] - 30 * TIME_DAY;
    ck_assert_int_eq(split_shared_days(&split, &shop->churn), 0);
    split.train[0] += 9 * TIME_DAY;
    ck_assert_int_eq(split_shared_days(&split, &shop->churn), 9);
    shop_close(shop);
}
END_TEST

START_TEST(shares_are_shares)
{
    struct error err = ERROR_INIT;
    struct split split = { .n_train = 0, .test = TIME_MISSING, .test_share = 0.25 };
    ck_assert(split_check(&split, NULL, &err));
    split.test_share = 0;
    ck_assert(!split_check(&split, NULL, &err));
    check_error(&err, E_NO_SPLIT);
    split.n_train = 1;
    ck_assert(!split_check(&split, NULL, &err)); /* no test date */
    check_error(&err, E_NO_SPLIT);
}
END_TEST

TCase *split_tests(void)
{
    TCase *tests = tcase_create("split");
    tcase_add_test(tests, labels_must_end_before_the_test);
    tcase_add_test(tests, latest_of_several_cutoffs_counts);
    tcase_add_test(tests, rule_8_labels_within_the_data);
    tcase_add_test(tests, rule_12_time_split);
    tcase_add_test(tests, rule_13_embargo);
    tcase_add_test(tests, shares_are_shares);
    return tests;
}
