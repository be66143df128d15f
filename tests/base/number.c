/* Tests of src/base/number.c: the C library, slow and trusted, is the twin. */
#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/number.h"
#include "patron/base/random.h"

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

static double parse(const char *text)
{
    double value = 0;
    if (!number_parse(text, strlen(text), &value))
        ck_abort_msg("'%s' is a number", text);
    return value;
}

START_TEST(what_is_a_number)
{
    static const char *const good[] = { "0",
                                        "-0",
                                        "1",
                                        "+3",
                                        "-.5",
                                        "5.",
                                        "1e5",
                                        "1E-5",
                                        " 12 ",
                                        "\t7",
                                        "1e+2",
                                        "00012.50",
                                        "1e-400",
                                        "123456789012345678901234567890",
                                        "0e99999999999",
                                        "0.000000000000000000000000000000000000000001",
                                        "4.9406564584124654e-324",
                                        "1.7976931348623157e308",
                                        "9007199254740993" };
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
        ck_assert_msg(same_bits(parse(good[i]), strtod(good[i], NULL) + 0.0), "%s", good[i]);
    static const char *const bad[] = { "",    " ",   "nan", "inf",     "0x10", "1,000", "1e",    "e5",
                                       ".",   "-",   "+-1", "1.2.3",   "1 2",  "1e5x",  "1e400", "-1e999999999",
                                       "1e+", "--1", "1_0", "\xC2\xA0" };
    double value;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ck_assert_msg(!number_parse(bad[i], strlen(bad[i]), &value), "'%s'", bad[i]);
    ck_assert(!number_parse("1\0", 2, &value));
}
END_TEST

START_TEST(the_length_ends_a_number)
{
    double value;
    ck_assert(number_parse("12345", 3, &value) && value == 123);
    ck_assert(number_parse("1.5e3", 3, &value) && value == 1.5);
    ck_assert(!number_parse("1.5e3", 4, &value));
}
END_TEST

START_TEST(parsing_agrees_with_the_library)
{
    struct random random = random_stream(1, 1);
    for (int i = 0; i < 300000; i++) {
        char text[64];
        size_t n = 0, n_digits = 1 + random_below(&random, 22);
        size_t point = random_below(&random, n_digits + 1);
        if (random_below(&random, 2))
            text[n++] = '-';
        for (size_t k = 0; k < n_digits; k++) {
            if (k == point)
                text[n++] = '.';
            text[n++] = (char)('0' + random_below(&random, 10));
        }
        text[n] = '\0';
        if (random_below(&random, 3) == 0)
            snprintf(text + n, sizeof(text) - n, "e%d", (int)random_below(&random, 80) - 40);
        if (!same_bits(parse(text), strtod(text, NULL) + 0.0)) /* there is one zero */
            ck_abort_msg("%s", text);
    }
}
END_TEST

START_TEST(halfway_cases_round_to_even)
{
    /* 2^53 and its neighbours, where the digits do not fit and every other number is halfway */
    for (int64_t i = -50; i <= 50; i++) {
        char text[64];
        snprintf(text, sizeof(text), "%" PRId64, (INT64_C(1) << 53) + i);
        ck_assert_msg(same_bits(parse(text), strtod(text, NULL)), "%s", text);
        snprintf(text, sizeof(text), "%" PRId64 ".5", (INT64_C(1) << 52) + i);
        ck_assert_msg(same_bits(parse(text), strtod(text, NULL)), "%s", text);
        snprintf(text, sizeof(text), "0.%019" PRId64, INT64_C(1234567890123456789) + i);
        ck_assert_msg(same_bits(parse(text), strtod(text, NULL)), "%s", text);
    }
}
END_TEST

START_TEST(integers)
{
    int64_t value;
    ck_assert(integer_parse("9223372036854775807", 19, &value) && value == INT64_MAX);
    ck_assert(integer_parse("-9223372036854775807", 20, &value) && value == -INT64_MAX);
    ck_assert(integer_parse(" +42 ", 5, &value) && value == 42);
    ck_assert(integer_parse("-0", 2, &value) && value == 0);
    ck_assert(integer_parse("000000000000000000000000012", 27, &value) && value == 12);
    static const char *const bad[] = {
        "", "-", "+", "1.0", "1e3", "9223372036854775808", "-9223372036854775808", "99999999999999999999", "12a", "1 2"
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ck_assert_msg(!integer_parse(bad[i], strlen(bad[i]), &value), "'%s'", bad[i]);
}
END_TEST

START_TEST(whole_numbers_however_spelled)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = { { "6144039378640938.000000", INT64_C(6144039378640938) },
                 { "1352171357E+5", INT64_C(135217135700000) },
                 { "1925036343869802845.00", INT64_C(1925036343869802845) },
                 { "-1925036343869802844.0000000000000000000000", INT64_C(-1925036343869802844) },
                 { "9.223372036854775807e18", INT64_MAX },
                 { "0.00012e5", 12 },
                 { "0e99", 0 },
                 { "-0", 0 },
                 { " 17850.0 ", 17850 } };
    int64_t value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(whole_parse(good[i].text, strlen(good[i].text), &value) && value == good[i].value, "%s",
                      good[i].text);
    static const char *const bad[] = {
        "",       "1.5",  "1e-1", "1925036343869802844.00000000001", "9223372036854775808",
        "9.3e18", "1e19", "x",    "99999999999999999999.0"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!whole_parse(bad[i], strlen(bad[i]), &value), "%s", bad[i]);
}
END_TEST

/* Against long double, whose 64 bits of mantissa hold every int64_t. */
START_TEST(whole_numbers_beside_doubles)
{
    struct random random = random_stream(7, 2);
    for (int i = 0; i < 200000; i++) {
        int64_t whole = (int64_t)(random_below(&random, UINT64_MAX) >> random_below(&random, 63));
        whole = whole == INT64_MIN ? 0 : random_below(&random, 2) ? whole : -whole;
        double number = (double)whole;
        if (random_below(&random, 2))
            number = nextafter(number, random_below(&random, 2) ? INFINITY : -INFINITY);
        if (random_below(&random, 4) == 0)
            number += 0.5;
        long double exact = number;
        int order = ((long double)whole > exact) - ((long double)whole < exact);
        ck_assert_int_eq(number_compare_whole(whole, number), order);
    }
    ck_assert_int_eq(number_compare_whole(INT64_MAX, 0x1p63), -1);
    ck_assert_int_eq(number_compare_whole(-INT64_MAX, -0x1p63), 1);
    ck_assert_int_eq(number_compare_whole(0, 1e300), -1);
    ck_assert(number_is_whole(1e18) && !number_is_whole(0.5) && !number_is_whole(0x1p63) && !number_is_whole(NAN));
}
END_TEST

/* The shortest of 15, 16 and 17 digits, by trial, and below the least normal number of any; whole numbers below 1e15
   without exponent. */
static void format_slowly(double value, char out[32])
{
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(out, 32, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            return;
    }
}

static void check_format(double value)
{
    char text[32], expected[32];
    number_format(value, text);
    format_slowly(value, expected);
    if (strcmp(text, expected) != 0 || !same_bits(parse(text), value + 0.0))
        ck_abort_msg("%.17g is written %s, not %s", value, text, expected);
}

START_TEST(formats_are_shortest)
{
    static const double values[] = { 0.0,
                                     -0.0,
                                     1,
                                     -1,
                                     0.1,
                                     0.3,
                                     1.0 / 3,
                                     2.0 / 3,
                                     1e15,
                                     1e14,
                                     999999999999999.0,
                                     1e15 - 0.5,
                                     1e300,
                                     -1e-300,
                                     DBL_MIN,
                                     DBL_MAX,
                                     DBL_TRUE_MIN,
                                     4.4501477170144023e-308,
                                     123456.789,
                                     1e-4,
                                     1e-5,
                                     0.00012345,
                                     9007199254740991.0,
                                     9007199254740992.0,
                                     9007199254740994.0,
                                     5e-324,
                                     0.5,
                                     0.25,
                                     1e21,
                                     1e22,
                                     1e23,
                                     0.1 + 0.2,
                                     100.1 };
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        check_format(values[i]);
    char text[32];
    number_format(0.1, text);
    ck_assert_str_eq(text, "0.1");
    number_format(1e300, text);
    ck_assert_str_eq(text, "1e+300");
    number_format(42, text);
    ck_assert_str_eq(text, "42");
    number_format(5e-324, text);
    ck_assert_str_eq(text, "5e-324");
    number_format(-1e-310, text);
    ck_assert_str_eq(text, "-1e-310");
    number_format(2.2250738585072e-308, text); /* below the least normal number */
    ck_assert_str_eq(text, "2.2250738585072e-308");
    number_format(0.1 + 0.2, text);
    ck_assert_str_eq(text, "0.30000000000000004");
}
END_TEST

START_TEST(formats_agree_with_the_library)
{
    struct random random = random_stream(2, 1);
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = random_bits(&random);
        double any;
        memcpy(&any, &bits, sizeof(any));
        if (isfinite(any))
            check_format(any);
        check_format(random_unit(&random));
        check_format(ldexp(random_unit(&random), (int)random_below(&random, 64) - 14));
        check_format((double)random_below(&random, 10000000) / 100);
    }
    /* powers of two and their neighbours: the gap below is half as wide */
    for (int exponent = -1074; exponent < 1024; exponent++) {
        double power = ldexp(1, exponent);
        check_format(power);
        check_format(nextafter(power, 0) > 0 ? nextafter(power, 0) : power);
        if (exponent < 1023)
            check_format(nextafter(power, INFINITY));
    }
    for (int power = -15; power <= 16; power++) {
        check_format(pow(10, power));
        check_format(nextafter(pow(10, power), 0));
        check_format(nextafter(pow(10, power), INFINITY));
    }
}
END_TEST

START_TEST(numbers_for_people)
{
    static const struct {
        double value;
        int digits;
        const char *fixed, *brief;
    } cases[] = {
        { 1234.5, 2, "1,234.50", "1,234" },
        { 541909, 0, "541,909", "541,909" },
        { -1234567.891, 1, "-1,234,567.9", "-1,234,568" },
        { 0.0123, 3, "0.012", "0.0123" },
        { 12.3456, 2, "12.35", "12.35" },
        { 12.3, 2, "12.30", "12.3" },
        { 0, 2, "0.00", "0" },
        { -0.001, 2, "0.00", "-0.001" },
        { 1.2e-9, 3, "0.000", "1.2e-09" },
        { 999, 0, "999", "999" },
        { 1000, 0, "1,000", "1,000" },
        { 999.96, 0, "1,000", "1,000" },
        { 99.996, 2, "100.00", "100" },
        { 0.99996, 4, "1.0000", "1" },
        { 0.123456, 4, "0.1235", "0.1235" },
        { 0.00012345, 6, "0.000123", "0.0001234" },
        { 1e20, 0, "100,000,000,000,000,000,000", "1.000e+20" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char text[64];
        number_format_fixed(cases[i].value, cases[i].digits, text);
        ck_assert_str_eq(text, cases[i].fixed);
        number_format_short(cases[i].value, text);
        ck_assert_str_eq(text, cases[i].brief);
    }
    char text[64];
    number_format_fixed(-1e300, 15, text);
    ck_assert_str_eq(text, "-1e+300");
    number_format_fixed(-9.99e29, 15, text);
    ck_assert_uint_lt(strlen(text), 64);
}
END_TEST

START_TEST(counts)
{
    char text[32];
    count_format(0, text);
    ck_assert_str_eq(text, "0");
    count_format(541909, text);
    ck_assert_str_eq(text, "541,909");
    count_format(100, text);
    ck_assert_str_eq(text, "100");
    count_format(UINT64_MAX, text);
    ck_assert_str_eq(text, "18,446,744,073,709,551,615");
}
END_TEST

START_TEST(the_locale_does_not_matter)
{
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
        return; /* this system has no locale with a decimal comma */
    char text[64];
    number_format(1.5e300, text);
    ck_assert_str_eq(text, "1.5e+300");
    number_format_fixed(1234.5, 2, text);
    ck_assert_str_eq(text, "1,234.50");
    number_format_short(1.2e-9, text);
    ck_assert_str_eq(text, "1.2e-09");
    ck_assert(parse("1.25e-300") > 1.2e-300);
}
END_TEST

TCase *number_cases(void)
{
    TCase *cases = tcase_create("number");
    tcase_add_test(cases, what_is_a_number);
    tcase_add_test(cases, the_length_ends_a_number);
    tcase_add_test(cases, parsing_agrees_with_the_library);
    tcase_add_test(cases, halfway_cases_round_to_even);
    tcase_add_test(cases, integers);
    tcase_add_test(cases, whole_numbers_however_spelled);
    tcase_add_test(cases, whole_numbers_beside_doubles);
    tcase_add_test(cases, formats_are_shortest);
    tcase_add_test(cases, formats_agree_with_the_library);
    tcase_add_test(cases, numbers_for_people);
    tcase_add_test(cases, counts);
    tcase_add_test(cases, the_locale_does_not_matter);
    return cases;
}
