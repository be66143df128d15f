/* Tests of src/learn/moments.c. */
#include "learn/moments.h"

#include "learn_tests.h"

/* 1, 2, 4, 9 with weights 1, 1, 2, 0: mean 2.75, variance ((1.75)^2 + 0.75^2 + 2 * 1.25^2) / 4 = 1.6875. */
START_TEST(moments_by_hand)
{
    double values[] = { 1, 1e9 + 1, 0.1, 2, 1e9 + 2, 0.1, 4, 1e9 + 4, 0.1, 9, 1e9 + 9, 0.1 }, weight[] = { 1, 1, 2, 0 };
    struct matrix x = { 4, 3, values };
    struct learn_data data = { .x = &x, .weight = weight };
    double mean[3], sd[3];
    ck_assert(column_moments(&data, mean, sd, NULL));
    expect_near(mean[0], 2.75, 1e-15);
    expect_near(sd[0], sqrt(1.6875), 1e-15);
    expect_near(mean[1], 1e9 + 2.75, 1e-6);
    expect_near(sd[1], sqrt(1.6875), 1e-7);
    ck_assert(sd[2] == 0);
}
END_TEST

TCase *moments_tests(void)
{
    TCase *tests = tcase_create("moments");
    tcase_add_test(tests, moments_by_hand);
    return tests;
}
