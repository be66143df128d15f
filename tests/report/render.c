/* Formats by name and by ending; heads. */
#include "report_tests.h"

START_TEST(formats)
{
    enum format format;
    for (int i = 0; i < N_FORMATS; i++) {
        ck_assert(format_from_name(format_name((enum format)i), &format));
        ck_assert_int_eq(format, i);
    }
    ck_assert(!format_from_name("xml", &format));
    ck_assert(format_from_path("out/compare.md", &format) && format == FORMAT_MARKDOWN);
    ck_assert(format_from_path("a.csv", &format) && format == FORMAT_CSV);
    ck_assert(format_from_path("a.b.json", &format) && format == FORMAT_JSON);
    ck_assert(format_from_path("a.jsonl", &format) && format == FORMAT_JSON_LINES);
    ck_assert(!format_from_path("csv", &format));
    ck_assert(!format_from_path(".csv", &format)); /* a hidden file without a name */
    ck_assert(!format_from_path("a.xlsx", &format));
}
END_TEST

START_TEST(heads)
{
    struct report *report = report_new("show", "a title", "n 123");
    report_add_note(report, VERDICT_NONE, "text");
    char *wide = rendered(report, FORMAT_TEXT, 40, TIER_ASCII, true),
         *narrow = rendered(report, FORMAT_TEXT, 19, TIER_ASCII, true);
    ck_assert_str_eq(wide, "== a title ==================== n 123 ==\ntext\n");
    ck_assert_str_eq(narrow, "a title\nn 123\ntext\n");
    free(wide);
    free(narrow);
    report_free(report);
}
END_TEST

START_TEST(messages_have_no_head)
{
    struct report *report = report_message(VERDICT_BAD, "3 %s", "rows");
    char *text = rendered(report, FORMAT_TEXT, 80, TIER_BRAILLE, true);
    ck_assert_str_eq(text, "!! 3 rows\n");
    free(text);
    report_free(report);
}
END_TEST

TCase *render_tests(void)
{
    TCase *tests = tcase_create("render");
    tcase_add_test(tests, formats);
    tcase_add_test(tests, heads);
    tcase_add_test(tests, messages_have_no_head);
    return tests;
}
