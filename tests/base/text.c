/* Tests of src/base/text.c. */
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/text.h"

START_TEST(texts_grow)
{
    struct text text = TEXT_EMPTY;
    ck_assert_str_eq(text_string(&text), "");
    text_add(&text, "ab");
    text_add_char(&text, 'c');
    text_add_bytes(&text, "defgh", 2);
    text_add_repeat(&text, "-=", 3);
    text_add_format(&text, "%d%%", 42);
    ck_assert_str_eq(text_string(&text), "abcde-=-=-=42%");
    ck_assert_uint_eq(text.length, strlen(text.bytes));
    text_clear(&text);
    ck_assert_str_eq(text_string(&text), "");
    for (int i = 0; i < 1000; i++) {
        text_add_char(&text, 'x');
        ck_assert_uint_eq(strlen(text.bytes), text.length);
    }
    text_add_format(&text, "%4000s", "end");
    ck_assert_uint_eq(text.length, 5000);
    ck_assert_str_eq(text.bytes + 4997, "end");
    text_release(&text);
    ck_assert_ptr_null(text.bytes);
}
END_TEST

START_TEST(nothing_repeated_is_a_string)
{
    struct text text = TEXT_EMPTY;
    text_add_repeat(&text, "x", 0);
    ck_assert_uint_eq(strlen(text_string(&text)), 0);
    text_release(&text);
}
END_TEST

START_TEST(a_format_fits_at_every_length)
{
    /* the room left before the format is anything from nothing to plenty */
    for (int before = 0; before < 140; before++)
        for (int length = 118; length < 123; length++) {
            struct text text = TEXT_EMPTY;
            text_add_repeat(&text, "x", (size_t)before);
            text_add_format(&text, "%*d", length, 7);
            ck_assert_uint_eq(text.length, (size_t)(before + length));
            ck_assert_uint_eq(strlen(text.bytes), text.length);
            ck_assert_int_eq(text.bytes[text.length - 1], '7');
            text_release(&text);
        }
}
END_TEST

START_TEST(taking_leaves_an_empty_text)
{
    struct text text = TEXT_EMPTY;
    char *bytes = text_take(&text);
    ck_assert_str_eq(bytes, "");
    free(bytes);
    text_add(&text, "kept");
    bytes = text_take(&text);
    ck_assert_str_eq(bytes, "kept");
    ck_assert_uint_eq(text.length, 0);
    ck_assert_str_eq(text_string(&text), "");
    free(bytes);
}
END_TEST

START_TEST(every_code_point_round_trips)
{
    for (unsigned code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code < 0xE000)
            continue;
        char bytes[4];
        size_t size, length = utf8_encode(code, bytes);
        require(length == (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4));
        require(utf8_decode(bytes, length, &size) == code && size == length);
        if (length > 1)
            require(utf8_decode(bytes, length - 1, &size) == 0xFFFD && size == 1);
    }
}
END_TEST

START_TEST(invalid_bytes_are_seen)
{
    static const char *const bad[] = { "\x80",         "\xC0\x80",         "\xC1\xBF",          "\xE0\x80\x80",
                                       "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",  "\xF5\x80",
                                       "\xFF",         "\xE2\x82",         "abcdefgh\xE2(\xA1", "caf\xE9" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ck_assert_msg(!utf8_valid(bad[i], strlen(bad[i])), "case %zu", i);
    static const char good[] = "plain ascii of some length, then \xE2\x82\xAC and \xF0\x9F\x98\x80, ok";
    ck_assert(utf8_valid(good, strlen(good)));
    ck_assert(utf8_valid("", 0));
    char surrogate[4];
    size_t length = utf8_encode(0xD800, surrogate);
    ck_assert(length == 3 && memcmp(surrogate, "\xEF\xBF\xBD", 3) == 0);
}
END_TEST

START_TEST(widths_on_a_terminal)
{
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {
        { "", 0 },
        { "abc", 3 },
        { "caf\xC3\xA9", 4 },
        { "e\xCC\x81", 1 },
        { "\xE4\xBD\xA0\xE5\xA5\xBD", 4 },
        { "\xF0\x9F\x98\x80", 2 },
        { "\xE2\x94\x80\xE2\x96\x88", 2 },
        { "\xFF\xFE", 2 },
        { "\t", 1 },
        { "\xE2\x82\xAC", 1 },
        { "\xE2\xA0\x81", 1 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        ck_assert_msg(utf8_width(cases[i].text, strlen(cases[i].text)) == cases[i].width, "case %zu", i);
}
END_TEST

START_TEST(globs)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        { "spend_*", "spend_90d", true },
        { "spend_*", "spend_", true },
        { "spend_*", "spent_90d", false },
        { "*", "", true },
        { "", "", true },
        { "", "a", false },
        { "a?c", "abc", true },
        { "a?c", "ac", false },
        { "?", "\xC3\xA9", true },
        { "*_30d", "n_orders_30d", true },
        { "*_30d", "n_30d_x", false },
        { "*a*b*c", "xxaxxbxxaxbc", true },
        { "*ab", "aab", true },
        { "*aab", "aaaab", true },
        { "a*b*c", "acb", false },
        { "**", "anything", true },
        { "a*", "b", false },
        { "abc", "abcd", false },
        { "*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        ck_assert_msg(glob_match(cases[i].pattern, cases[i].text) == cases[i].matches, "%s on %s", cases[i].pattern,
                      cases[i].text);
}
END_TEST

START_TEST(what_a_terminal_would_obey)
{
    static const char *const cases[][2] = {
        { "plain\ttext\n", "plain\ttext\n" },
        { "a\033[31mred\a\r", "a?[31mred??" },
        { "\x7f", "?" },
        { "\xc2\x9bx\xc2\xa0", "?x\xc2\xa0" },
        { "\x9b\xff", "??" },
        { "\xef\xbf\xbd\xe2\x82\xac", "\xef\xbf\xbd\xe2\x82\xac" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct text text = TEXT_EMPTY;
        text_add(&text, "\033");
        text_add(&text, cases[i][0]);
        text_disarm(&text, 1); /* not what stood there before */
        ck_assert_str_eq(text_string(&text) + 1, cases[i][1]);
        ck_assert_int_eq(*text_string(&text), '\033');
        text_release(&text);
    }
    struct text nothing = TEXT_EMPTY;
    text_disarm(&nothing, 0);
    ck_assert_uint_eq(nothing.length, 0);
}
END_TEST

TCase *text_cases(void)
{
    TCase *cases = tcase_create("text");
    tcase_add_test(cases, texts_grow);
    tcase_add_test(cases, nothing_repeated_is_a_string);
    tcase_add_test(cases, a_format_fits_at_every_length);
    tcase_add_test(cases, taking_leaves_an_empty_text);
    tcase_add_test(cases, every_code_point_round_trips);
    tcase_add_test(cases, invalid_bytes_are_seen);
    tcase_add_test(cases, widths_on_a_terminal);
    tcase_add_test(cases, globs);
    tcase_add_test(cases, what_a_terminal_would_obey);
    return cases;
}
