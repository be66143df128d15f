#include "source/content.h"
#include "support.h"

START_TEST(latin1_is_windows_1252)
{
    char *text;
    size_t length;
    ck_assert(decode_latin1((const unsigned char *)"caf\xe9 \x80 5 \x93x\x94", 12, &text, &length, NULL));
    ck_assert_uint_eq(length, 19);
    ck_assert_mem_eq(text, "caf\xc3\xa9 \xe2\x82\xac 5 \xe2\x80\x9cx\xe2\x80\x9d", length);
    free(text);
}
END_TEST

START_TEST(utf16_of_both_orders)
{
    char *text;
    size_t length;
    ck_assert(decode_utf16((const unsigned char *)"a\0\xe9\0\x3d\xd8\x00\xde", 8, false, "f", &text, &length, NULL));
    ck_assert_uint_eq(length, 7);
    ck_assert_mem_eq(text, "a\xc3\xa9\xf0\x9f\x98\x80", 7);
    free(text);
    ck_assert(decode_utf16((const unsigned char *)"\0a\x20\xac", 4, true, "f", &text, &length, NULL));
    ck_assert_uint_eq(length, 4);
    ck_assert_mem_eq(text, "a\xe2\x82\xac", 4);
    free(text);
}
END_TEST

START_TEST(broken_utf16_is_refused)
{
    char *text;
    size_t length;
    struct error err = ERROR_INIT;
    ck_assert(!decode_utf16((const unsigned char *)"a\0\n\0b\0\x00\xdc", 8, false, "f.csv", &text, &length, &err));
    ck_assert_int_eq(err.code, E_ENCODING);
    ck_assert_uint_eq(err.place.line, 2);
    ck_assert_uint_eq(err.place.column, 2);
    error_release(&err);
    ck_assert(!decode_utf16((const unsigned char *)"a\0b", 3, false, "f.csv", &text, &length, &err));
    error_release(&err);
    ck_assert(!decode_utf16((const unsigned char *)"\x3d\xd8", 2, false, "f.csv", &text, &length, &err));
    error_release(&err);
}
END_TEST

START_TEST(first_invalid_byte)
{
    ck_assert_uint_eq(utf8_first_invalid("plain text that is long", 23), 23);
    ck_assert_uint_eq(utf8_first_invalid("\xc3\xa9t\xc3\xa9 caf\xe9 and more text", 24), 9);
    ck_assert_uint_eq(utf8_first_invalid("\xef\xbf\xbd is a character", 17), 17);
    ck_assert_uint_eq(utf8_first_invalid("cut \xe2\x82", 6), 4);
    ck_assert_uint_eq(utf8_first_invalid("\xc0\xaf", 2), 0);
    for (size_t at = 0; at < 40; at++) {
        char bytes[40];
        memset(bytes, 'x', sizeof bytes);
        bytes[at] = (char)0x80;
        ck_assert_uint_eq(utf8_first_invalid(bytes, sizeof bytes), at);
    }
}
END_TEST

TCase *encoding_tests(void)
{
    TCase *tests = tcase_create("encoding");
    tcase_add_test(tests, latin1_is_windows_1252);
    tcase_add_test(tests, utf16_of_both_orders);
    tcase_add_test(tests, broken_utf16_is_refused);
    tcase_add_test(tests, first_invalid_byte);
    return tests;
}
