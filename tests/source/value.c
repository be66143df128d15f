#include "source/value.h"

#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/number.h"
#include "patron/base/random.h"
#include "support.h"

START_TEST(whole_numbers_are_strict)
{
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } cases[] = { { "0", true, 0 },
                  { "-17", true, -17 },
                  { "+5", true, 5 },
                  { "9223372036854775807", true, INT64_MAX },
                  { "9223372036854775808", false, 0 },
                  { "99999999999999999999", false, 0 },
                  { "00004", false, 0 },
                  { "-01", false, 0 },
                  { "+4915112345678", false, 0 },
                  { "1.0", false, 0 },
                  { "", false, 0 },
                  { "-", false, 0 },
                  { "12a", false, 0 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t value = 0;
        ck_assert_msg(spelled_int(cases[i].text, strlen(cases[i].text), &value) == cases[i].good, "%s", cases[i].text);
        ck_assert_int_eq(value * cases[i].good, cases[i].value);
    }
}
END_TEST

START_TEST(real_numbers_are_strict)
{
    static const char *const good[] = { "1.5", "-0.25", ".5", "5.", "1e5", "0.1", "12", "-2.5E-3" };
    static const double values[] = { 1.5, -0.25, 0.5, 5, 1e5, 0.1, 12, -0.0025 };
    static const char *const bad[] = { "",    ".",   "-",    "1.2.3", "007.5", "1,5",
                                       "nan", "inf", "0x10", "1e",    "--1",   "12345678901234567890",
                                       "$5",  "5 %" };
    double value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(spelled_real(good[i], strlen(good[i]), '.', &value), "%s", good[i]);
        ck_assert_double_eq(value, values[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!spelled_real(bad[i], strlen(bad[i]), '.', &value), "%s", bad[i]);
    ck_assert(spelled_real("1,5", 3, ',', &value));
    ck_assert_double_eq(value, 1.5);
    ck_assert(spelled_real("1,5e2", 5, ',', &value));
    ck_assert_double_eq(value, 150);
    ck_assert(!spelled_real("1.5", 3, ',', &value));
}
END_TEST

/* The fast path and the C library agree to the bit. */
START_TEST(real_numbers_are_rounded_correctly)
{
    uint64_t state = 42;
    for (int i = 0; i < 200000; i++) {
        char text[64];
        state = state * 6364136223846793005u + 1442695040888963407u;
        snprintf(text, sizeof text, "%.*f", (int)(state >> 60), (double)(int64_t)(state << 4) / 1e14);
        double value = 0;
        if (!spelled_real(text, strlen(text), '.', &value))
            continue;
        ck_assert_msg(value == strtod(text, NULL), "%s", text);
    }
}
END_TEST

START_TEST(declared_values_are_lenient)
{
    int64_t whole;
    int8_t truth;
    double real;
    ck_assert(declared_int("12346.0", 7, '.', &whole));
    ck_assert_int_eq(whole, 12346);
    ck_assert(declared_int("00004", 5, '.', &whole));
    ck_assert_int_eq(whole, 4);
    ck_assert(!declared_int("4.5", 3, '.', &whole));
    ck_assert(!declared_int("1e300", 5, '.', &whole));
    ck_assert(declared_real("007.5", 5, '.', &real));
    ck_assert_double_eq(real, 7.5);
    ck_assert(declared_bool("1", 1, &truth) && truth == 1);
    ck_assert(declared_bool("N", 1, &truth) && truth == 0);
    ck_assert(!declared_bool("2", 1, &truth));
    ck_assert(spelled_bool("YES", 3, &truth) && truth == 1);
    ck_assert(spelled_bool("false", 5, &truth) && truth == 0);
    ck_assert(!spelled_bool("1", 1, &truth));
    ck_assert(!spelled_bool("y", 1, &truth));
}
END_TEST

static const char *first_name(uint64_t fits)
{
    return fits ? time_spellings[__builtin_ctzll(fits)].name : "none";
}

START_TEST(times_narrow)
{
    int64_t time;
    uint64_t all = all_time_spellings();
    ck_assert_str_eq(first_name(fitting_times("2024-07-01", 10, all, &time)), "YYYY-MM-DD");
    ck_assert_int_eq(time, INT64_C(1719792000) * TIME_SECOND);
    uint64_t both = fitting_times("03/04/2024", 10, all, &time);
    ck_assert_str_eq(first_name(both), "DD/MM/YYYY");
    ck_assert_str_eq(first_name(fitting_times("03/25/2024", 10, both, &time)), "MM/DD/YYYY");
    ck_assert_str_eq(first_name(fitting_times("25/03/2024", 10, both, &time)), "DD/MM/YYYY");
    ck_assert_str_eq(first_name(fitting_times("19970101", 8, all, &time)), "YYYYMMDD");
    ck_assert_uint_eq(fitting_times("19971301", 8, all, &time), 0);
    ck_assert_uint_eq(fitting_times("31000101", 8, all, &time), 0);
    ck_assert_uint_eq(fitting_times("201312", 6, all, &time), 0);
    ck_assert_uint_eq(fitting_times("hello world", 11, all, &time), 0);
}
END_TEST

/* The quick ways take a part of what the strict ones take, and give the same bits. */
START_TEST(plain_spellings_are_strict_ones)
{
    static const char signs[] = "0123456789.-+ ,e";
    uint64_t state = 3;
    size_t n_int = 0, n_real = 0;
    for (int n = 0; n < 400000; n++) {
        char text[24];
        size_t length = 1 + (size_t)(n % 22);
        for (size_t i = 0; i < length; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text[i] = signs[(state >> 33) % (n % 3 ? 11 : sizeof signs - 1)];
        }
        int64_t quick, strict;
        double quick_real, strict_real;
        if (plain_int(text, length, &quick)) {
            n_int++;
            ck_assert_msg(spelled_int(text, length, &strict) && strict == quick, "%.*s", (int)length, text);
        }
        if (plain_real(text, length, '.', &quick_real)) {
            n_real++;
            ck_assert_msg(spelled_real(text, length, '.', &strict_real) &&
                              memcmp(&strict_real, &quick_real, sizeof quick_real) == 0,
                          "%.*s", (int)length, text);
        }
    }
    ck_assert_uint_gt(n_int, 10000);
    ck_assert_uint_gt(n_real, 10000);
    double zero;
    ck_assert(plain_real("-0", 2, '.', &zero) && !signbit(zero));
    ck_assert(plain_real("-0,0", 4, ',', &zero) && !signbit(zero));
    ck_assert(plain_real("1,5", 3, ',', &zero) && zero == 1.5);
}
END_TEST

/* Machines' times: what is read is what the spelling of people's times reads. */
START_TEST(machine_times)
{
    static const char *const texts[] = { "2024-02-29T23:59:59Z", "2024-02-29 23:59:59",  "2024-02-30",
                                         "2024-02-29",           "0000-01-01",           "2024-02-29T24:00:00Z",
                                         "2024-02-29T23:60:00",  "2024-02-29T23:59:60",  "2024-02-29T23:59:59z",
                                         "1969-12-31T23:59:59Z", "2024-02-29x23:59:59Z", "2024/02-29",
                                         "9999-12-31T00:00:00",  "20240-2-29",           "2024-02-29T23-59:59" };
    struct machine_clock clock = { 0 };
    for (size_t twice = 0; twice < 2; twice++) /* the second time with the date of the one before remembered */
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            int64_t quick = 1, slow = 2;
            bool fits = time_parse(texts[i], strlen(texts[i]), &slow);
            bool taken = time_parse_machine(&clock, texts[i], strlen(texts[i]), &quick);
            ck_assert_msg(taken ? fits && quick == slow
                                : !fits || texts[i][19] == 'z' || memcmp(texts[i] + 17, "60", 2) == 0,
                          "%s", texts[i]);
        }
}
END_TEST

START_TEST(grouped_thousands)
{
    static const struct {
        const char *text;
        char decimal;
        double spelled, declared; /* NAN: no number */
    } cases[] = { { "1.250,50", ',', 1250.5, 1250.5 },
                  { "1.000", ',', 1000, 1000 },
                  { "12.345.678", ',', 12345678, 12345678 },
                  { "-1.250,5", ',', -1250.5, -1250.5 },
                  { "1.25", ',', NAN, NAN },
                  { "1.2500", ',', NAN, NAN },
                  { "0.250", ',', NAN, NAN },
                  { "31.01.2024", ',', NAN, NAN },
                  { "1234.567", ',', NAN, NAN },
                  { "1,250.50", '.', NAN, 1250.5 },
                  { "1,250", '.', NAN, 1250 },
                  { "1,25", '.', NAN, NAN },
                  { "1,250,5", '.', NAN, NAN },
                  { "1 000", '.', NAN, 1000 },
                  { "1\xc2\xa0"
                    "000,5",
                    ',', NAN, 1000.5 },
                  { "1\xe2\x80\xaf"
                    "000",
                    ',', NAN, 1000 },
                  { "1'000'000.25", '.', NAN, 1000000.25 },
                  { "1'000,000", '.', NAN, NAN },
                  { "1.000.", ',', NAN, NAN },
                  { "111.111.111.111.111.111.111.111.111.111.111.111.111", ',', NAN, NAN } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double spelled = NAN, declared = NAN;
        const char *text = cases[i].text;
        if (!spelled_real(text, strlen(text), cases[i].decimal, &spelled))
            spelled = NAN;
        if (!declared_real(text, strlen(text), cases[i].decimal, &declared))
            declared = NAN;
        ck_assert_msg(isnan(cases[i].spelled) ? isnan(spelled) : spelled == cases[i].spelled, "%s: %g", text, spelled);
        ck_assert_msg(isnan(cases[i].declared) ? isnan(declared) : declared == cases[i].declared, "%s: %g declared",
                      text, declared);
    }
}
END_TEST

TCase *value_tests(void)
{
    TCase *tests = tcase_create("value");
    tcase_add_test(tests, whole_numbers_are_strict);
    tcase_add_test(tests, real_numbers_are_strict);
    tcase_add_test(tests, real_numbers_are_rounded_correctly);
    tcase_add_test(tests, declared_values_are_lenient);
    tcase_add_test(tests, times_narrow);
    tcase_add_test(tests, plain_spellings_are_strict_ones);
    tcase_add_test(tests, machine_times);
    tcase_add_test(tests, grouped_thousands);
    return tests;
}
