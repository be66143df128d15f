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

/* BYTES read as NAME: the text, or "E" and the mend. */
static const char *decoded_as(const char *name, const char *bytes, size_t length)
{
    static char told[128];
    struct decoded decoded;
    struct error err = ERROR_INIT;
    if (!encoding_decode(name, (const unsigned char *)bytes, length, "f.csv", &decoded, &err)) {
        snprintf(told, sizeof told, "E %s", err.mend[0] ? err.mend[0] : "");
        ck_assert_int_eq(err.code, E_ENCODING);
        ck_assert_str_eq(err.place.name, "f.csv");
        error_release(&err);
    } else if (decoded.text)
        snprintf(told, sizeof told, "%s %.*s", decoded.encoding, (int)decoded.length, decoded.text);
    else
        snprintf(told, sizeof told, "%s %.*s", decoded.encoding, (int)(length - decoded.mark), bytes + decoded.mark);
    free(decoded.text);
    return told;
}

START_TEST(encodings_by_name_and_mark)
{
    static const struct {
        const char *name, *bytes;
        size_t length;
        const char *told;
    } cases[] = { { NULL, "a\xc3\xa9", 3, "utf8 a\xc3\xa9" },
                  { NULL,
                    "\xef\xbb\xbf"
                    "ab",
                    5, "utf8 ab" },
                  { NULL,
                    "\xff\xfe"
                    "a\0\xe9\0",
                    6, "utf16le a\xc3\xa9" },
                  { "latin1", "\xfe\xff\0a\0\xe9", 6, "utf16be a\xc3\xa9" }, /* the mark decides */
                  { "utf16", "\0a\0b", 4, "utf16be ab" },
                  { "utf16", "a\0b\0", 4, "utf16le ab" },
                  { "utf16", "\x2d\x4e\x87\x65", 4, "utf16le \xe4\xb8\xad\xe6\x96\x87" }, /* no plain letter */
                  { "utf16le", "\0a\0b", 4, "E encoding=utf16be" },
                  { "utf16be", "a\0b\0", 4, "E encoding=utf16le" },
                  { "utf16", "abcd", 4, "E encoding=utf8" },
                  { "utf16", "a\0b", 3, "E " },
                  { "latin1", "a\xe9", 2, "latin1 a\xc3\xa9" },
                  { "windows-1252", "\x80", 1, "windows-1252 \xe2\x82\xac" },
                  { "latin1", "plain", 5, "latin1 plain" },
                  { "latin1", "a\xc3\xa9", 3, "E encoding=utf8" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(strcmp(decoded_as(cases[i].name, cases[i].bytes, cases[i].length), cases[i].told) == 0, "%zu: %s",
                      i, decoded_as(cases[i].name, cases[i].bytes, cases[i].length));
    struct error err = ERROR_INIT;
    ck_assert(encoding_check("utf16be", NULL));
    ck_assert(!encoding_check("windows-1251", &err));
    ck_assert_str_eq(err.mend[0], "encoding=windows-1252");
    error_release(&err);
}
END_TEST

TCase *encoding_tests(void)
{
    TCase *tests = tcase_create("encoding");
    tcase_add_test(tests, latin1_is_windows_1252);
    tcase_add_test(tests, utf16_of_both_orders);
    tcase_add_test(tests, broken_utf16_is_refused);
    tcase_add_test(tests, first_invalid_byte);
    tcase_add_test(tests, encodings_by_name_and_mark);
    return tests;
}
