/* Tests of the rows of a study. */
#include "study/rows.h"

#include "study_tests.h"

START_TEST(every_cutoff_has_its_population)
{
    struct shop *shop = shop_open(300, 2);
    int64_t cutoffs[] = { day("2023-10-01"), day("2024-07-01") };
    struct study_rows rows;
    ck_assert(rows_make(shop->world, NULL, &shop->churn, cutoffs, 2, false, NULL, &rows, NULL));
    const int64_t *signup = column_ints(table_column(shop->world->customers, "signup_date"));
    size_t first = 0, expected = 0;
    for (size_t c = 0; c < 300; c++)
        expected += signup[c] < cutoffs[0];
    for (size_t i = 0; i < rows.n; i++) {
        ck_assert(signup[rows.customer[i]] < rows.cutoff[i]);
        ck_assert(rows.outcome[i] == 0 || rows.outcome[i] == 1);
        first += rows.cutoff[i] == cutoffs[0];
    }
    ck_assert_uint_eq(first, expected);
    ck_assert(target_is(rows.target_kind, &target_yes_no) && rows.n_immature == 0);
    ck_assert(rows_positives(&rows) > 0);
    rows_release(&rows);
    shop_close(shop);
}
END_TEST

START_TEST(immature_rows_are_dropped_and_counted)
{
    struct shop *shop = shop_open(200, 3);
    int64_t cutoffs[] = { day("2024-06-01"), day("2024-12-01") }; /* the second label ends in 2025, after the data */
    struct study_rows rows, kept;
    ck_assert(rows_make(shop->world, NULL, &shop->churn, cutoffs, 2, false, NULL, &rows, NULL));
    ck_assert(rows_make(shop->world, NULL, &shop->churn, cutoffs, 2, true, NULL, &kept, NULL));
    for (size_t i = 0; i < rows.n; i++)
        ck_assert(rows.cutoff[i] == cutoffs[0]);
    ck_assert_uint_eq(rows.n_immature, 200);
    ck_assert_uint_eq(kept.n, rows.n + rows.n_immature);
    ck_assert(isnan(kept.outcome[kept.n - 1]));
    rows_release(&rows);
    rows_release(&kept);
    shop_close(shop);
}
END_TEST

START_TEST(shares_are_exact_stratified_and_of_customers)
{
    struct shop *shop = shop_open(400, 4);
    struct split split = { .n_train = 0, .test = TIME_MISSING, .test_share = 0.25, .stratify = true, .seed = 5 };
    struct study_rows train, test, again, other;
    int64_t asof = day("2024-07-01");
    ck_assert(rows_split(shop->world, NULL, &shop->churn, &split, asof, NULL, &train, &test, NULL));
    double positives = rows_positives(&train) + rows_positives(&test);
    ck_assert_uint_eq(train.n + test.n, 400);
    ck_assert(rows_positives(&test) == round(positives / 4));
    ck_assert((double)test.n - rows_positives(&test) == round((400 - positives) / 4));
    for (size_t i = 0; i < test.n; i++) {
        for (size_t j = 0; j < train.n; j++)
            ck_assert(test.customer[i] != train.customer[j]);
    }
    ck_assert(rows_test(shop->world, NULL, &shop->churn, &split, asof, NULL, &again, NULL));
    ck_assert_uint_eq(again.n, test.n);
    ck_assert_mem_eq(again.customer, test.customer, test.n * sizeof *test.customer);
    split.seed = 6;
    ck_assert(rows_test(shop->world, NULL, &shop->churn, &split, asof, NULL, &other, NULL));
    ck_assert_mem_ne(other.customer, test.customer, test.n * sizeof *test.customer);
    rows_release(&train);
    rows_release(&test);
    rows_release(&again);
    rows_release(&other);
    shop_close(shop);
}
END_TEST

START_TEST(hash_tells_rows_apart)
{
    struct shop *shop = shop_open(100, 5);
    int64_t cutoff = day("2024-07-01"), later = day("2024-08-01");
    char a[HASH_TEXT], b[HASH_TEXT];
    struct study_rows rows, twin, other;
    ck_assert(rows_make(shop->world, NULL, &shop->churn, &cutoff, 1, false, NULL, &rows, NULL));
    ck_assert(rows_make(shop->world, NULL, &shop->churn, &cutoff, 1, false, NULL, &twin, NULL));
    ck_assert(rows_make(shop->world, NULL, &shop->churn, &later, 1, false, NULL, &other, NULL));
    rows_hash(&rows, shop->world, &shop->churn, a);
    rows_hash(&twin, shop->world, &shop->churn, b);
    ck_assert_str_eq(a, b);
    rows_hash(&other, shop->world, &shop->churn, b);
    ck_assert_str_ne(a, b);
    twin.outcome[3] = 1 - twin.outcome[3];
    rows_hash(&twin, shop->world, &shop->churn, b);
    ck_assert_str_ne(a, b);
    rows_release(&rows);
    rows_release(&twin);
    rows_release(&other);
    shop_close(shop);
}
END_TEST

TCase *rows_tests(void)
{
    TCase *tests = tcase_create("rows");
    tcase_add_test(tests, every_cutoff_has_its_population);
    tcase_add_test(tests, immature_rows_are_dropped_and_counted);
    tcase_add_test(tests, shares_are_exact_stratified_and_of_customers);
    tcase_add_test(tests, hash_tells_rows_apart);
    return tests;
}
