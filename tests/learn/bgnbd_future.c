/* Tests of src/learn/bgnbd_future.c. */
#include "learn/bgnbd_future.h"

#include <stdlib.h>

#include "learn_tests.h"

struct answer {
    double p_alive, none, purchases;
};

static struct answer ask(const struct bgnbd *bgnbd, double x, double t_x, double T, double gap, double horizon)
{
    struct answer answer;
    struct matrix row = { 1, 3, (double[]){ x, t_x, T } };
    struct future future = { gap, horizon, &answer.p_alive, &answer.none, &answer.purchases };
    ck_assert(bgnbd_future(bgnbd, &row, &future, NULL, NULL));
    return answer;
}

START_TEST(agrees_with_integrals_and_2F1)
{
    struct json *expected = read_json(REFERENCE "bgnbd/expected.json"), *future = json_get(expected, "future");
    double p[4], gaps[] = { 0, 2, 13 }, none[3];
    ck_assert(json_get_numbers(future, "parameters", p, 4));
    struct bgnbd bgnbd = { p[0], p[1], p[2], p[3], 0 };
    const struct json *cases = json_get(future, "cases");
    ck_assert_uint_eq(json_size(cases), 6);
    for (size_t i = 0; i < json_size(cases); i++) {
        const struct json *one = json_item(cases, i);
        double x = json_get_number(one, "x", NAN), t_x = json_get_number(one, "t_x", NAN);
        double T = json_get_number(one, "T", NAN), horizon = json_get_number(one, "horizon", NAN);
        ck_assert(json_get_numbers(one, "none", none, 3));
        for (size_t k = 0; k < 3; k++) {
            struct answer answer = ask(&bgnbd, x, t_x, T, gaps[k], horizon);
            expect_near(answer.none, none[k], 1e-9);
            expect_near(answer.p_alive, json_get_number(one, "p_alive", NAN), 1e-12);
            if (k == 0)
                expect_near(answer.purchases, json_get_number(one, "expected", NAN), 1e-9);
        }
    }
    /* The process simulated with two million customers: standard error 0.00033. */
    expect_near(ask(&bgnbd, 4, 20, 30, 6, 8).none, json_get_number(future, "simulated", NAN), 0.0014);
    json_free(expected);
}
END_TEST

START_TEST(published_figures)
{
    /* models.md and BTYD's walk-through; parameters as printed there. */
    struct bgnbd btyd = { 0.2425982, 4.4136842, 0.7929899, 2.4261667, 0 };
    struct bgnbd cdnow = { 0.2425945, 4.4136019, 0.7929199, 2.4258881, 0 }, rounded = { 0.243, 4.414, 0.793, 2.426, 0 };
    expect_near(ask(&cdnow, 2, 30.43, 38.86, 0, 39).purchases, 1.226, 1e-3);
    expect_near(ask(&rounded, 2, 30.43, 38.86, 0, 39).purchases, 1.225897195, 2e-4);
    expect_near(ask(&btyd, 26, 30.857143, 31, 0, 52).purchases, 25.75654, 1e-4);
    expect_near(ask(&btyd, 26, 30.857143, 31, 0, 52).p_alive, 0.9688523, 5e-7); /* seven digits of r, ... */
    const double x[] = { 10, 15, 20, 25 };
    const double right[] = { 0.3474606, 0.04283391, 0.004158973, 0.0003583685 };
    for (size_t i = 0; i < 4; i++)
        expect_near(ask(&btyd, x[i], 20, 39, 0, 52).purchases, right[i], 1e-5 * right[i]);
    /* A new customer is one with x = 0 and T = 0: BTYD expects 1.444004 purchases in a year; BTYD gives P(no repeat in
       39 weeks) = 0.5737864 for the rounded parameters. */
    expect_near(ask(&btyd, 0, 0, 0, 0, 52).purchases, 1.444004, 1e-6);
    expect_near(ask(&rounded, 0, 0, 0, 0, 39).none, 0.5737864, 1e-7);
}
END_TEST

START_TEST(nothing_happens_at_a_equal_to_1)
{
    struct bgnbd below = { 0.5, 5, 1 - 1e-9, 2, 0 }, at = { 0.5, 5, 1, 2, 0 }, above = { 0.5, 5, 1 + 1e-9, 2, 0 };
    double left = ask(&below, 3, 10, 20, 0, 30).purchases, right = ask(&above, 3, 10, 20, 0, 30).purchases;
    expect_near(ask(&at, 3, 10, 20, 0, 30).purchases, (left + right) / 2, 1e-12);
}
END_TEST

START_TEST(without_dropout_it_is_the_nbd)
{
    struct bgnbd nbd = { 0.7, 9, 0, 1, 0 }, nearly = { 0.7, 9, 1e-9, 1, 0 };
    struct answer answer = ask(&nbd, 3, 10, 20, 4, 12);
    ck_assert(answer.p_alive == 1);
    expect_near(answer.none, pow(29.0 / 41, 3.7), 1e-14);
    expect_near(answer.purchases, 3.7 * 12 / 29, 1e-14);
    struct answer close = ask(&nearly, 3, 10, 20, 4, 12);
    expect_near(close.none, answer.none, 1e-7);
    expect_near(close.purchases, answer.purchases, 1e-7);
}
END_TEST

/* Windows next to each other: expectations add up; none in both is less likely than none in either. */
START_TEST(windows_fit_together)
{
    struct bgnbd bgnbd = { 0.3, 5, 0.8, 2.4, 0 };
    struct answer first = ask(&bgnbd, 5, 18, 20, 0, 7), second = ask(&bgnbd, 5, 18, 20, 7, 9);
    struct answer both = ask(&bgnbd, 5, 18, 20, 0, 16);
    expect_near(first.purchases + second.purchases, both.purchases, 1e-12);
    ck_assert(both.none < first.none && both.none < second.none);
    struct answer never = ask(&bgnbd, 5, 18, 20, 3, 0);
    expect_near(never.none, 1, 1e-15);
    expect_near(never.purchases, 0, 1e-12);
}
END_TEST

START_TEST(hard_cases_stay_finite)
{
    struct bgnbd bgnbd = { 0.25, 4, 0.8, 2.5, 0 };
    const double rows[][3] = { { 0, 0, 0 },      { 200, 38, 40 },    { 5000, 500, 500.1 },
                               { 1, 1e-3, 500 }, { 10000, 1, 1000 }, { 1, 1e-9, 1e-9 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (double gap = 0; gap <= 500; gap += 250) {
            struct answer answer = ask(&bgnbd, rows[i][0], rows[i][1], rows[i][2], gap, 1000);
            ck_assert(answer.p_alive >= 0 && answer.p_alive <= 1 && answer.none >= 0 && answer.none <= 1);
            ck_assert(isfinite(answer.purchases) && answer.purchases >= 0);
        }
}
END_TEST

TCase *bgnbd_future_tests(void)
{
    TCase *tests = tcase_create("bgnbd_future");
    tcase_add_test(tests, agrees_with_integrals_and_2F1);
    tcase_add_test(tests, published_figures);
    tcase_add_test(tests, nothing_happens_at_a_equal_to_1);
    tcase_add_test(tests, without_dropout_it_is_the_nbd);
    tcase_add_test(tests, windows_fit_together);
    tcase_add_test(tests, hard_cases_stay_finite);
    return tests;
}
