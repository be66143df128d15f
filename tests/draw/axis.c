/* Ticks and positions. */
#include <math.h>
#include <stdlib.h>

#include "draw_tests.h"
#include "patron/base/calendar.h"

static void assert_ticks(double least, double greatest, size_t n, size_t wanted, const double *ticks)
{
    double out[20];
    ck_assert_uint_eq(axis_ticks(least, greatest, n, out), wanted);
    for (size_t i = 0; i < wanted; i++)
        ck_assert_double_eq_tol(out[i], ticks[i], 1e-12);
}

START_TEST(round_ticks)
{
    assert_ticks(0, 1, 6, 6, (const double[]){ 0, 0.2, 0.4, 0.6, 0.8, 1 });
    assert_ticks(0, 1, 5, 5, (const double[]){ 0, 0.25, 0.5, 0.75, 1 });
    assert_ticks(0, 1, 3, 3, (const double[]){ 0, 0.5, 1 });
    assert_ticks(0, 1, 2, 2, (const double[]){ 0, 1 });
    assert_ticks(-0.3, 0.6, 4, 4, (const double[]){ -0.25, 0, 0.25, 0.5 });
}
END_TEST

START_TEST(ticks_lie_inside_and_are_few)
{
    double out[12];
    for (int i = -20; i < 20; i++)
        for (size_t n = 1; n <= 12; n++) {
            double least = -1.7 * pow(1.9, i), greatest = 2.3 * pow(1.9, i);
            size_t count = axis_ticks(least, greatest, n, out);
            ck_assert_uint_ge(count, 1);
            ck_assert_uint_le(count, n);
            for (size_t t = 0; t < count; t++) {
                ck_assert(out[t] >= least - 1e-9 * (greatest - least) &&
                          out[t] <= greatest + 1e-9 * (greatest - least));
                ck_assert(t == 0 || out[t] > out[t - 1]);
            }
        }
    ck_assert_uint_eq(axis_ticks(1, 1, 5, out), 0);
    ck_assert_uint_eq(axis_ticks(0, NAN, 5, out), 0);
    ck_assert_uint_eq(axis_ticks(0, 1, 0, out), 0);
}
END_TEST

START_TEST(logarithmic_ticks)
{
    double out[12];
    ck_assert_uint_eq(axis_ticks_logarithmic(1, 100, 12, out), 7);
    ck_assert_double_eq_tol(out[1], 2, 1e-12);
    ck_assert_double_eq_tol(out[6], 100, 1e-9);
    ck_assert_uint_eq(axis_ticks_logarithmic(1, 10000, 5, out), 5);
    ck_assert_double_eq_tol(out[4], 10000, 1e-9);
    ck_assert_uint_eq(axis_ticks_logarithmic(0, 10, 5, out), 0);
}
END_TEST

START_TEST(tick_texts_share_decimals)
{
    double ticks[5] = { 0, 0.25, 0.5, 0.75, 1 }, big[2] = { 0, 5000 };
    struct axis axis = { 0, 1, NULL, ticks, 5, AXIS_LINEAR }, money = { 0, 5000, NULL, big, 2, AXIS_LINEAR };
    char text[64];
    axis_tick_text(&axis, 0, text);
    ck_assert_str_eq(text, "0.00");
    axis_tick_text(&axis, 2, text);
    ck_assert_str_eq(text, "0.50");
    axis_tick_text(&money, 1, text);
    ck_assert_str_eq(text, "5,000");
}
END_TEST

START_TEST(positions)
{
    struct axis linear = { -1, 3, NULL, NULL, 0, AXIS_LINEAR },
                logarithmic = { 1, 100, NULL, NULL, 0, AXIS_LOGARITHMIC };
    ck_assert_double_eq_tol(axis_position(&linear, 0), 0.25, 1e-15);
    ck_assert_double_eq_tol(axis_position(&logarithmic, 10), 0.5, 1e-15);
    ck_assert(isnan(axis_position(&logarithmic, 0)));
    ck_assert(isnan(axis_position(&linear, NAN)));
}
END_TEST

static double day(int year, int month, int day)
{
    struct civil civil = { .year = year, .month = month, .day = day };
    return (double)time_from_civil(&civil);
}

START_TEST(time_ticks_are_starts_of_periods)
{
    double out[8];
    ck_assert_uint_eq(axis_ticks_time(day(2024, 1, 15), day(2024, 6, 20), 6, out), 5); /* firsts of February to June */
    ck_assert_double_eq(out[0], day(2024, 2, 1));
    ck_assert_double_eq(out[4], day(2024, 6, 1));
    struct axis months = { day(2024, 1, 15), day(2024, 6, 20), NULL, out, 5, AXIS_TIME };
    char text[64];
    axis_tick_text(&months, 1, text);
    ck_assert_str_eq(text, "2024-03");
    ck_assert_uint_eq(axis_ticks_time(day(2019, 1, 1), day(2024, 1, 1), 6, out), 6);
    struct axis years = { day(2019, 1, 1), day(2024, 1, 1), NULL, out, 6, AXIS_TIME };
    axis_tick_text(&years, 0, text);
    ck_assert_str_eq(text, "2019");
    ck_assert_uint_eq(axis_ticks_time(day(2024, 7, 1), day(2024, 7, 22), 4, out), 4); /* Mondays */
    ck_assert_double_eq(out[1], day(2024, 7, 8));
    struct axis days = { day(2024, 7, 1), day(2024, 7, 22), NULL, out, 4, AXIS_TIME };
    axis_tick_text(&days, 1, text);
    ck_assert_str_eq(text, "2024-07-08");
    ck_assert_uint_eq(axis_ticks_time(day(2024, 7, 1), day(2024, 7, 1), 4, out), 0);
}
END_TEST

START_TEST(time_ticks_are_never_too_many)
{
    double out[24];
    for (int years = 1; years < 3000; years = years * 3 + 1)
        for (size_t n = 1; n <= 24; n++)
            ck_assert_uint_le(axis_ticks_time(day(1000, 3, 3), day(1000 + years, 5, 5), n, out), n);
}
END_TEST

TCase *axis_tests(void)
{
    TCase *tests = tcase_create("axis");
    tcase_add_test(tests, round_ticks);
    tcase_add_test(tests, ticks_lie_inside_and_are_few);
    tcase_add_test(tests, logarithmic_ticks);
    tcase_add_test(tests, tick_texts_share_decimals);
    tcase_add_test(tests, positions);
    tcase_add_test(tests, time_ticks_are_starts_of_periods);
    tcase_add_test(tests, time_ticks_are_never_too_many);
    return tests;
}
