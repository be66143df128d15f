/* Tests of src/base/calendar.c. Day numbers were computed with Python's datetime. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/calendar.h"

static int64_t date(int year, int month, int day)
{
    return time_from_civil(&(struct civil){ .year = year, .month = month, .day = day });
}

START_TEST(known_days)
{
    static const struct {
        int year, month, day, number, weekday;
    } cases[] = { { 1970, 1, 1, 0, 3 },     { 1900, 1, 1, -25567, 0 },  { 2000, 2, 29, 11016, 1 },
                  { 2000, 3, 1, 11017, 2 }, { 2400, 2, 29, 157113, 1 }, { 2400, 3, 1, 157114, 2 },
                  { 1, 1, 1, -719162, 0 },  { 2024, 7, 1, 19905, 0 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int64_t time = date(cases[i].year, cases[i].month, cases[i].day);
        ck_assert_int_eq(time, cases[i].number * TIME_DAY);
        ck_assert_int_eq(time_weekday(time), cases[i].weekday);
        ck_assert_int_eq(time_weekday(time + TIME_DAY - 1), cases[i].weekday);
    }
}
END_TEST

START_TEST(days_that_do_not_exist)
{
    ck_assert(date(2000, 2, 29) != TIME_MISSING && date(2400, 2, 29) != TIME_MISSING);
    ck_assert(date(1900, 2, 29) == TIME_MISSING && date(2023, 2, 29) == TIME_MISSING);
    ck_assert(date(2024, 2, 30) == TIME_MISSING && date(2024, 4, 31) == TIME_MISSING);
    ck_assert(date(2024, 0, 1) == TIME_MISSING && date(2024, 13, 1) == TIME_MISSING);
    ck_assert(date(2024, 1, 0) == TIME_MISSING && date(300000, 1, 1) == TIME_MISSING);
    struct civil civil = { 2024, 1, 1, 24, 0, 0, 0 };
    ck_assert(time_from_civil(&civil) == TIME_MISSING);
    civil = (struct civil){ 2024, 1, 1, 23, 60, 0, 0 };
    ck_assert(time_from_civil(&civil) == TIME_MISSING);
    civil = (struct civil){ 2024, 1, 1, 23, 59, 60, 0 };
    ck_assert(time_from_civil(&civil) == TIME_MISSING);
    civil = (struct civil){ 2024, 1, 1, 23, 59, 59, 999999 };
    ck_assert_int_eq(time_from_civil(&civil), date(2024, 1, 2) - 1);
}
END_TEST

START_TEST(every_day_of_2500_years_follows_the_one_before)
{
    int64_t expected = date(-99, 1, 1);
    for (int year = -99; year <= 2401; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= 31; day++) {
                int64_t time = date(year, month, day);
                if (time == TIME_MISSING)
                    continue;
                require(time == expected);
                struct civil civil = time_to_civil(time + 1);
                require(civil.year == year && civil.month == month && civil.day == day && civil.microsecond == 1);
                expected += TIME_DAY;
            }
    ck_assert_int_eq(expected, date(2402, 1, 1));
}
END_TEST

START_TEST(instants_before_1970)
{
    struct civil civil = time_to_civil(-1);
    ck_assert(civil.year == 1969 && civil.month == 12 && civil.day == 31 && civil.hour == 23 && civil.minute == 59 &&
              civil.second == 59 && civil.microsecond == 999999);
    ck_assert_int_eq(time_from_civil(&civil), -1);
    ck_assert_int_eq(time_weekday(-1), 2);
}
END_TEST

START_TEST(durations)
{
    static const struct {
        const char *text;
        int count;
        enum duration_unit unit;
    } good[] = { { "30d", 30, DURATION_DAY },   { "12w", 12, DURATION_WEEK },         { "3m", 3, DURATION_MONTH },
                 { "1q", 1, DURATION_QUARTER }, { "1y", 1, DURATION_YEAR },           { "6h", 6, DURATION_HOUR },
                 { "0d", 0, DURATION_DAY },     { "1000000d", 1000000, DURATION_DAY } };
    struct duration duration;
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        char text[16];
        ck_assert(duration_parse(good[i].text, strlen(good[i].text), &duration));
        ck_assert(duration.count == good[i].count && duration.unit == good[i].unit);
        duration_format(duration, text);
        ck_assert_str_eq(text, good[i].text);
    }
    static const char *const bad[] = { "",   "d", "30", "30 d", "-1d", "1.5d", "30days", "1000001d", "9999999999999d",
                                       "3M", "d3" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ck_assert_msg(!duration_parse(bad[i], strlen(bad[i]), &duration), "%s", bad[i]);
    ck_assert(!duration_parse("3\0", 2, &duration));
}
END_TEST

static int64_t shift(int64_t time, const char *text, int times)
{
    struct duration duration;
    ck_assert(duration_parse(text, strlen(text), &duration));
    return time_shift(time, duration, times);
}

START_TEST(shifts)
{
    ck_assert_int_eq(shift(date(2024, 3, 31), "1m", -1), date(2024, 2, 29));
    ck_assert_int_eq(shift(date(2023, 3, 31), "1m", -1), date(2023, 2, 28));
    ck_assert_int_eq(shift(date(2024, 1, 31), "1m", 1), date(2024, 2, 29));
    ck_assert_int_eq(shift(date(2024, 1, 31), "1m", 13), date(2025, 2, 28));
    ck_assert_int_eq(shift(date(2024, 1, 15), "1m", -1), date(2023, 12, 15));
    ck_assert_int_eq(shift(date(2024, 2, 29), "1y", 1), date(2025, 2, 28));
    ck_assert_int_eq(shift(date(2024, 2, 29), "1y", -4), date(2020, 2, 29));
    ck_assert_int_eq(shift(date(2024, 8, 31), "1q", 2), date(2025, 2, 28));
    ck_assert_int_eq(shift(date(2024, 3, 1), "30d", -1), date(2024, 1, 31));
    ck_assert_int_eq(shift(date(2024, 3, 1), "2w", 1), date(2024, 3, 15));
    ck_assert_int_eq(shift(date(2024, 3, 1), "6h", -1), date(2024, 2, 29) + 18 * 3600 * TIME_SECOND);
    ck_assert_int_eq(shift(date(2024, 3, 31) + 5, "1m", -1), date(2024, 2, 29) + 5);
    ck_assert_int_eq(shift(date(1969, 12, 31) + 5, "1m", 2), date(1970, 2, 28) + 5);
    ck_assert_int_eq(shift(date(0, 1, 31), "1m", -1), date(-1, 12, 31));
    ck_assert_int_eq(shift(date(2024, 3, 1), "0d", 5), date(2024, 3, 1));
    ck_assert_int_eq(shift(TIME_MISSING, "1d", 1), TIME_MISSING);
    ck_assert_int_eq(shift(date(2024, 1, 1), "1000000y", -1), TIME_MISSING + 1);
    ck_assert_int_eq(shift(date(2024, 1, 1), "1000000y", 1), INT64_MAX);
    ck_assert_int_eq(shift(date(2024, 1, 1), "1000000d", -1000), TIME_MISSING + 1);
}
END_TEST

START_TEST(instants_at_the_prompt)
{
    static const struct {
        const char *text, *written; /* NULL: not an instant */
    } cases[] = {
        { "2024-07-01", "2024-07-01T00:00:00" },
        { "2024-07-01 10:15", "2024-07-01T10:15:00" },
        { "2024-07-01T10:15:30", "2024-07-01T10:15:30" },
        { "2024-07-01T10:15:30.25", "2024-07-01T10:15:30.250000" },
        { "2024-07-01T10:15:30.1234567", "2024-07-01T10:15:30.123456" },
        { "2024-07-01T10:15:30Z", "2024-07-01T10:15:30" },
        { "2024-07-01T10:15:30+02:00", "2024-07-01T08:15:30" },
        { "2024-07-01 00:15 -0130", "2024-07-01T01:45:00" },
        { "2024-01-01T00:00:00+05", "2023-12-31T19:00:00" },
        { " 2024-07-01 ", "2024-07-01T00:00:00" },
        { "1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999" },
        { "2016-12-31T23:59:60Z", "2017-01-01T00:00:00" },
        { "2016-12-31 23:59:60", "2017-01-01T00:00:00" },
        { "2016-12-31T23:59:60.5", "2017-01-01T00:00:00.500000" },
        { "2017-01-01T08:59:60+09:00", "2017-01-01T00:00:00" },
        { "2017-01-01T08:59:60Z", NULL },
        { "2016-12-31T23:59:60+09:00", NULL },
        { "2016-12-31T23:59:61", NULL },
        { "2016-12-31T23:58:60", NULL },
        { "2024-02-30", NULL },
        { "2024-7-1", NULL },
        { "2024-07-01T", NULL },
        { "2024-07-01T25:00", NULL },
        { "2024-07-01T10", NULL },
        { "2024-07-01x", NULL },
        { "2024-07-01T10:15:30.", NULL },
        { "2024-07-01T10:15+24:00", NULL },
        { "20240701", NULL },
        { "0000-01-01", NULL },
        { "", NULL },
        { "today", NULL },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int64_t time = 0;
        bool parsed = time_parse(cases[i].text, strlen(cases[i].text), &time);
        ck_assert_msg(parsed == (cases[i].written != NULL), "%s", cases[i].text);
        if (!parsed)
            continue;
        char written[32];
        time_format(time, false, written);
        ck_assert_str_eq(written, cases[i].written);
        int64_t again;
        ck_assert(time_parse(written, strlen(written), &again) && again == time);
    }
}
END_TEST

START_TEST(dates_are_written_as_dates)
{
    char text[32];
    time_format(date(2024, 7, 1), true, text);
    ck_assert_str_eq(text, "2024-07-01");
    time_format(date(2024, 7, 1) + TIME_SECOND, true, text);
    ck_assert_str_eq(text, "2024-07-01T00:00:01");
    time_format(date(-200000, 1, 1) + 1, false, text);
    ck_assert_str_eq(text, "-200000-01-01T00:00:00.000001");
    time_format(TIME_MISSING, false, text);
    ck_assert_str_eq(text, "");
}
END_TEST

/* 2024-02-29 was a Thursday; 1969-12-31 a Wednesday. */
START_TEST(periods_begin)
{
    int64_t time = date(2024, 2, 29) + TIME_DAY / 2 + 1;
    ck_assert_int_eq(time_period_start(time, (struct duration){ 1, DURATION_HOUR }), date(2024, 2, 29) + TIME_DAY / 2);
    ck_assert_int_eq(time_period_start(time, (struct duration){ 1, DURATION_DAY }), date(2024, 2, 29));
    ck_assert_int_eq(time_period_start(time, (struct duration){ 1, DURATION_WEEK }), date(2024, 2, 26));
    ck_assert_int_eq(time_period_start(time, (struct duration){ 1, DURATION_MONTH }), date(2024, 2, 1));
    ck_assert_int_eq(time_period_start(time, (struct duration){ 1, DURATION_QUARTER }), date(2024, 1, 1));
    ck_assert_int_eq(time_period_start(time, (struct duration){ 1, DURATION_YEAR }), date(2024, 1, 1));
    ck_assert_int_eq(time_period_start(-1, (struct duration){ 1, DURATION_HOUR }), -TIME_DAY / 24);
    ck_assert_int_eq(time_period_start(-1, (struct duration){ 1, DURATION_WEEK }), date(1969, 12, 29));
    ck_assert_int_eq(time_period_start(-1, (struct duration){ 1, DURATION_QUARTER }), date(1969, 10, 1));
    ck_assert_int_eq(time_period_start(date(2024, 2, 26), (struct duration){ 1, DURATION_WEEK }), date(2024, 2, 26));
    ck_assert_int_eq(time_period_start(date(2024, 11, 30), (struct duration){ 6, DURATION_MONTH }), date(2024, 7, 1));
    ck_assert_int_eq(time_period_start(date(2024, 11, 30), (struct duration){ 5, DURATION_YEAR }), date(2020, 1, 1));
    ck_assert_int_eq(time_period_start(date(1970, 1, 19), (struct duration){ 2, DURATION_WEEK }), date(1970, 1, 19));
    ck_assert_int_eq(time_period_start(date(1970, 1, 18), (struct duration){ 2, DURATION_WEEK }), date(1970, 1, 5));
    ck_assert_int_eq(time_period_start(date(1970, 1, 4), (struct duration){ 3, DURATION_DAY }), date(1970, 1, 2));
    ck_assert_int_eq(time_period_start(TIME_MISSING, (struct duration){ 1, DURATION_DAY }), TIME_MISSING);
}
END_TEST

START_TEST(the_clock_can_be_fixed)
{
    setenv("SOURCE_DATE_EPOCH", "1719792000", 1);
    ck_assert_int_eq(time_now(), date(2024, 7, 1));
    unsetenv("SOURCE_DATE_EPOCH");
    int64_t now = time_now();
    ck_assert(now > date(2024, 7, 1) && time_now() >= now);
}
END_TEST

TCase *calendar_cases(void)
{
    TCase *cases = tcase_create("calendar");
    tcase_add_test(cases, known_days);
    tcase_add_test(cases, days_that_do_not_exist);
    tcase_add_test(cases, every_day_of_2500_years_follows_the_one_before);
    tcase_add_test(cases, instants_before_1970);
    tcase_add_test(cases, durations);
    tcase_add_test(cases, shifts);
    tcase_add_test(cases, instants_at_the_prompt);
    tcase_add_test(cases, dates_are_written_as_dates);
    tcase_add_test(cases, periods_begin);
    tcase_add_test(cases, the_clock_can_be_fixed);
    return cases;
}
