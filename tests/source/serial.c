#include "source/serial.h"
#include "support.h"

static void assert_decoded(const char *text, const char *wanted)
{
    char bytes[64];
    snprintf(bytes, sizeof bytes, "%s", text);
    size_t length = xstring_decode(bytes, strlen(bytes));
    ck_assert_msg(length == strlen(wanted) && memcmp(bytes, wanted, length) == 0, "%s: %.*s", text, (int)length, bytes);
}

/* ECMA-376, ST_Xstring; _x005F_ is the underscore that begins no escape. */
START_TEST(escapes_of_texts)
{
    assert_decoded("line one_x000D_\nline two", "line one\r\nline two");
    assert_decoded("_x005F_x0041_", "_x0041_");
    assert_decoded("PO_x0041_17", "POA17");
    assert_decoded("_x00e4__x00C4_", "\xc3\xa4\xc3\x84");
    assert_decoded("_xD83D__xDE00_", "\xf0\x9f\x98\x80");
    assert_decoded("_xD83D_", "_xD83D_");
    assert_decoded("_xDE00__xD83D_x", "_xDE00__xD83D_x");
    assert_decoded("_x0000_", "_x0000_");
    assert_decoded("_x41_ _x00G1_ _x0041 _X0041_", "_x41_ _x00G1_ _x0041 _X0041_");
    assert_decoded("", "");
}
END_TEST

static void assert_day(double value, bool from_1904, const char *wanted)
{
    struct text text = TEXT_EMPTY;
    bool good = serial_write(value, from_1904, &text);
    ck_assert_msg(good == (wanted != NULL), "%g", value);
    if (wanted)
        ck_assert_str_eq(text_string(&text), wanted);
    text_release(&text);
}

/* Known days: 1 is 1900-01-01, 61 is 1900-03-01, 25569 is 1970-01-01, 45474 is 2024-07-01. */
START_TEST(days)
{
    assert_day(1, false, "1900-01-01 00:00:00");
    assert_day(59, false, "1900-02-28 00:00:00");
    assert_day(60, false, NULL);
    assert_day(61, false, "1900-03-01 00:00:00");
    assert_day(25569, false, "1970-01-01 00:00:00");
    assert_day(45474.5, false, "2024-07-01 12:00:00");
    assert_day(40846.67847222222, false, "2011-10-30 16:17:00");
    assert_day(45474.0000057870, false, "2024-07-01 00:00:00.500");
    assert_day(0.75, false, "18:00:00");
    assert_day(0, true, "1904-01-01 00:00:00");
    assert_day(44012, true, "2024-07-01 00:00:00");
    assert_day(-1, false, NULL);
    assert_day(2958466, false, NULL);
}
END_TEST

START_TEST(formats)
{
    ck_assert(number_format_is_date(14, NULL));
    ck_assert(number_format_is_date(22, NULL));
    ck_assert(!number_format_is_date(0, NULL));
    ck_assert(!number_format_is_date(9, NULL));
    ck_assert(number_format_is_date(164, "dd/mm/yyyy"));
    ck_assert(number_format_is_date(164, "[$-409]d-mmm-yy;@"));
    ck_assert(!number_format_is_date(164, "General"));
    ck_assert(!number_format_is_date(164, "0.00\" days\""));
    ck_assert(!number_format_is_date(164, "#,##0.00_d;[Red]-0"));
    ck_assert(!number_format_is_date(164, "[h]:mm:ss"));
    ck_assert(!number_format_is_date(164, "\"open"));
    ck_assert(!number_format_is_date(164, "[open"));
}
END_TEST

START_TEST(cell_names)
{
    size_t column, row;
    ck_assert(cell_name_parse("AB12", &column, &row));
    ck_assert_uint_eq(column, 28);
    ck_assert_uint_eq(row, 12);
    ck_assert(cell_name_parse("XFD1048576", &column, &row));
    ck_assert_uint_eq(column, 16384);
    ck_assert(!cell_name_parse("XFE1", &column, &row));
    ck_assert(!cell_name_parse("A1B", &column, &row));
    ck_assert(!cell_name_parse("A99999999999999999999", &column, &row));
}
END_TEST

START_TEST(numbers)
{
    struct text text = TEXT_EMPTY;
    cell_number_write(536365, &text);
    text_add(&text, " ");
    cell_number_write(8.29, &text);
    text_add(&text, " ");
    cell_number_write(-0.0, &text);
    text_add(&text, " ");
    cell_number_write(1000000, &text);
    ck_assert_str_eq(text_string(&text), "536365 8.29 0 1000000");
    text_release(&text);
}
END_TEST

TCase *serial_tests(void)
{
    TCase *tests = tcase_create("serial");
    tcase_add_test(tests, days);
    tcase_add_test(tests, escapes_of_texts);
    tcase_add_test(tests, formats);
    tcase_add_test(tests, cell_names);
    tcase_add_test(tests, numbers);
    return tests;
}
