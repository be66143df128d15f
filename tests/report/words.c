/* Paragraphs broken into lines. */
#include "report/words.h"

#include "report_tests.h"

static void assert_lines(const char *text, int width, const char *const *wanted, int n)
{
    size_t at = 0, start, length;
    int lines = 0;
    while (words_line(text, width, &at, &start, &length)) {
        ck_assert_int_lt(lines, n);
        ck_assert_uint_eq(length, strlen(wanted[lines]));
        ck_assert_int_eq(strncmp(text + start, wanted[lines], length), 0);
        lines++;
    }
    ck_assert_int_eq(lines, n);
    ck_assert_int_eq(words_lines(text, width), n);
}

START_TEST(breaks)
{
    assert_lines("one two three", 8, (const char *const[]){ "one two", "three" }, 2);
    assert_lines("one two three", 7, (const char *const[]){ "one two", "three" }, 2);
    assert_lines("one two three", 6, (const char *const[]){ "one", "two", "three" }, 3);
    assert_lines("abcdefghij", 4, (const char *const[]){ "abcd", "efgh", "ij" }, 3);
    assert_lines("a\n\nb", 10, (const char *const[]){ "a", "", "b" }, 3);
    assert_lines("Gr\u00FC\u00DFe aus K\u00F6ln", 5, (const char *const[]){ "Gr\u00FC\u00DFe", "aus", "K\u00F6ln" }, 3);
    assert_lines("", 5, NULL, 0);
    assert_lines("\u65E5\u672C\u8A9E", 4, (const char *const[]){ "\u65E5\u672C", "\u8A9E" }, 2);
}
END_TEST

START_TEST(narrower_than_a_character_ends)
{
    ck_assert_int_ge(words_lines("\u65E5\u672C", 1), 2); /* no endless loop */
}
END_TEST

START_TEST(cuts_with_an_ellipsis)
{
    struct canvas *canvas = canvas_new(10, 2, TIER_BRAILLE);
    words_fit_width(canvas, 0, 0, 6, ROLE_PLAIN, "abcdefgh");
    words_fit_width(canvas, 0, 1, 8, ROLE_PLAIN, "abcdefgh");
    struct text text = TEXT_EMPTY;
    canvas_text(canvas, 0, 2, &text);
    ck_assert_str_eq(text_string(&text), "abcde\u2026\nabcdefgh\n");
    text_release(&text);
    canvas_free(canvas);
}
END_TEST

TCase *words_tests(void)
{
    TCase *tests = tcase_create("words");
    tcase_add_test(tests, breaks);
    tcase_add_test(tests, narrower_than_a_character_ends);
    tcase_add_test(tests, cuts_with_an_ellipsis);
    return tests;
}
