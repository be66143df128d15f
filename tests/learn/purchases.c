/* Tests of src/learn/purchases.c. */
#include "learn/purchases.h"

#include <stdlib.h>

#include "learn_tests.h"

START_TEST(equal_histories_become_one)
{
    double rows[] = { 2, 5, 9, 0, 0, 9, 2, 5, 9, 0, 0, 8, 1, 5, 9, 0, 0, 9, 2, 4, 9, 7, 1, 2 };
    double weight[] = { 1, 2, 3, 4, 5, 6, 7, 0 };
    struct matrix x = { 8, 3, rows };
    struct learn_data data = { .x = &x, .weight = weight };
    struct histories histories;
    ck_assert(histories_init(&histories, &data, NULL));
    const double right[][4] = { { 0, 0, 9, 8 }, { 0, 0, 8, 4 }, { 1, 5, 9, 5 }, { 2, 5, 9, 4 }, { 2, 4, 9, 7 } };
    const size_t count_of[] = { 0, 0, 1, 2, 2 };
    ck_assert_uint_eq(histories.n, 5);
    ck_assert_uint_eq(histories.n_counts, 3);
    ck_assert(histories.weight == 28);
    for (size_t i = 0; i < 5; i++) {
        const struct history *row = &histories.rows[i];
        ck_assert(row->x == right[i][0] && row->recency == right[i][1]);
        ck_assert(row->age == right[i][2] && row->weight == right[i][3]);
        ck_assert_uint_eq(histories.count_of[i], count_of[i]);
        ck_assert(histories.counts[count_of[i]] == right[i][0]);
    }
    histories_release(&histories);
}
END_TEST

START_TEST(every_customer_is_counted)
{
    struct matrix x = reference_customers(REFERENCE "bgnbd/cdnow.csv");
    struct learn_data data = { .x = &x };
    struct histories histories;
    ck_assert(histories_init(&histories, &data, NULL));
    double customers = 0, purchases = 0;
    for (size_t i = 0; i < histories.n; i++) {
        customers += histories.rows[i].weight;
        purchases += histories.rows[i].weight * histories.rows[i].x;
        ck_assert(i == 0 || histories.rows[i].x >= histories.rows[i - 1].x);
    }
    ck_assert(customers == 2357 && purchases == 2457);
    ck_assert_uint_eq(histories.n, 1016); /* lines of the file: it is grouped already */
    histories_release(&histories);
    matrix_release(&x);
}
END_TEST

TCase *purchases_tests(void)
{
    TCase *tests = tcase_create("purchases");
    tcase_add_test(tests, equal_histories_become_one);
    tcase_add_test(tests, every_customer_is_counted);
    return tests;
}
