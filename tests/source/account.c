#include "source/intake.h"
#include "support.h"

static void assert_reason(const char *values, const char *type, const char *reason)
{
    char text[512];
    snprintf(text, sizeof text, "x,k\n%s", values);
    struct source_result result = read_text("a.csv", text, NULL);
    ck_assert_str_eq(told(&result, "x", "type"), type);
    ck_assert_str_eq(told(&result, "x", "reason"), reason);
    source_result_release(&result);
}

START_TEST(reasons)
{
    assert_reason("1,a\n-2,a\n,a\n", "int", "all 2 values are whole numbers");
    assert_reason("7,a\n", "int", "its one value is a whole number");
    assert_reason("1,a\n2.5,a\n", "real", "all 2 values are numbers");
    assert_reason("yes,a\nNo,a\n", "bool", "all 2 values are truth values");
    assert_reason(",a\nNA,a\n", "text", "there is no value");
    assert_reason("red,a\nblue,a\n", "text", "most values are words");
    assert_reason("0042,a\n17,a\n", "text", "identifiers: \"0042\" at line 2 begins with 0");
    assert_reason("1,a\n2,a\nC3,a\n", "text", "1 of 3 values are no numbers, first \"C3\" at line 4");
    assert_reason("2024-01-01,a\n2024-01-02,a\n2024-02-30,a\n", "text",
                  "1 of 3 values are no times of one spelling, first \"2024-02-30\" at line 4");
    assert_reason("25/12/2024,a\n01/02/2024,a\n", "time", "all 2 values are written DD/MM/YYYY");
    assert_reason("12/25/2024,a\n01/02/2024,a\n", "time", "all 2 values are written MM/DD/YYYY");
    assert_reason("03/04/2024,a\n01/02/2024,a\n", "time",
                  "all 2 values are written DD/MM/YYYY; MM/DD/YYYY fits them too, and of two that fit the day comes "
                  "first: declare it if that is wrong");
}
END_TEST

START_TEST(what_is_told_of_columns)
{
    struct source_result result =
        read_text("a.csv", "d,w,n\n,b,\n2024-07-01 10:00:00,a,1.5\n2024-07-02 00:00:00,b,NA\n", NULL);
    ck_assert_str_eq(told(&result, "d", "type"), "time");
    ck_assert_str_eq(told(&result, "d", "spelling"), "YYYY-MM-DD HH:MM:SS");
    ck_assert_str_eq(told(&result, "d", "missing"), "1");
    ck_assert_str_eq(told(&result, "d", "example"), "2024-07-01T10:00:00");
    ck_assert_str_eq(told(&result, "w", "distinct"), "2");
    ck_assert_str_eq(told(&result, "w", "example"), "b");
    ck_assert_str_eq(told(&result, "n", "missing"), "2");
    ck_assert_str_eq(told(&result, "n", "distinct"), "");
    ck_assert(!table_column(result.table, "d")->date_only);
    source_result_release(&result);
    result = read_text("a.csv", "d\n2024-07-01 00:00:00\n2024-07-02 00:00:00\n", NULL);
    ck_assert(table_column(result.table, "d")->date_only);
    source_result_release(&result);
}
END_TEST

TCase *account_tests(void)
{
    TCase *tests = tcase_create("account");
    tcase_add_test(tests, reasons);
    tcase_add_test(tests, what_is_told_of_columns);
    return tests;
}
