/* Substitutes in ASCII. */
#include <stdlib.h>

#include "draw/fallback.h"
#include "draw_tests.h"

START_TEST(substitutes)
{
    static const struct {
        uint32_t code;
        char ascii;
    } cases[] = {
        { 'a', 'a' },    { 0xA0, ' ' },    { 0xB7, '.' },   { 0xE9, 'e' },   { 0xDF, 's' },   { 0xFF, 'y' },
        { 0xD6, 'O' },   { 0x100, 'A' },   { 0x141, 'L' },  { 0x161, 's' },  { 0x17E, 'z' },  { 0x2013, '-' },
        { 0x201C, '"' }, { 0x2019, '\'' }, { 0x2026, '~' }, { 0x20AC, 'E' }, { 0x2192, '>' }, { 0x2500, '-' },
        { 0x2501, '=' }, { 0x2502, '|' },  { 0x2503, '|' }, { 0x250C, '+' }, { 0x2524, '+' }, { 0x250A, ':' },
        { 0x250B, '!' }, { 0x2581, '.' },  { 0x2588, '#' }, { 0x2591, '.' }, { 0x2592, ':' }, { 0x2593, '+' },
        { 0x25B2, '^' }, { 0x25BC, 'v' },  { 0x2800, ' ' }, { 0x28FF, '.' }, { 0x65E5, '?' }, { 0x1F600, '?' },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(ascii_fallback(cases[i].code) == (uint32_t)cases[i].ascii, "U+%04X becomes '%c', not '%c'",
                      cases[i].code, (char)ascii_fallback(cases[i].code), cases[i].ascii);
}
END_TEST

START_TEST(every_code_becomes_seven_bits)
{
    for (uint32_t code = 0x20; code < 0x30000; code++) {
        uint32_t ascii = ascii_fallback(code);
        ck_assert(code < 0x7F || code >= 0xA0 ? ascii >= 0x20 && ascii < 0x7F : true);
    }
}
END_TEST

START_TEST(widths_stay)
{
    static const char text[] = "Gr\u00FC\u00DFe \u65E5\u672C \u201Cx\u201D";
    struct canvas *unicode = canvas_new(20, 1, TIER_BLOCK), *ascii = canvas_new(20, 1, TIER_ASCII);
    ck_assert_int_eq(canvas_put(unicode, 0, 0, 20, ROLE_PLAIN, text), 14);
    ck_assert_int_eq(canvas_put(ascii, 0, 0, 20, ROLE_PLAIN, text), 14);
    assert_drawn(ascii, "Gruse ???? \"x\"\n");
    canvas_free(unicode);
    canvas_free(ascii);
}
END_TEST

TCase *fallback_tests(void)
{
    TCase *tests = tcase_create("fallback");
    tcase_add_test(tests, substitutes);
    tcase_add_test(tests, every_code_becomes_seven_bits);
    tcase_add_test(tests, widths_stay);
    return tests;
}
