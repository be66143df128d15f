/* Markdown: tables with escaped pipes and as many cells in every row, pictures fenced, numbers listed. */
#include "report_tests.h"

/* Unescaped pipes in the line at TEXT. */
static size_t pipes(const char *text)
{
    size_t n = 0;
    for (const char *c = text; *c && *c != '\n'; c++) {
        if (*c == '\\' && c[1])
            c++;
        else
            n += *c == '|';
    }
    return n;
}

START_TEST(tables_keep_their_shape)
{
    struct report *report = sample_report("table");
    char *text = rendered(report, FORMAT_MARKDOWN, 80, TIER_ASCII, true);
    size_t rows = 0;
    for (const char *line = text; *line;) {
        if (*line == '|') {
            ck_assert_uint_eq(pipes(line), 9);
            rows++;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    ck_assert_uint_eq(rows, 14);
    assert_contains(text, "# show sample\n\n12 rows\n");
    assert_contains(text, "spend_365d (EUR)");
    assert_contains(text, "pipe \\| and \\*star\\*");
    assert_contains(text, "| line break |");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(best_is_bold_and_runs_are_one_table)
{
    struct report *report = sample_report("compare");
    char *text = rendered(report, FORMAT_MARKDOWN, 80, TIER_ASCII, true);
    assert_contains(text,
                    "| metric | m1 | m2 | m3 |\n|---|---:|---:|---:|\n| kind | logit rfm | logit full | gbm full |\n"
                    "| roc_auc | ");
    assert_contains(text, "** |\n");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(pictures_are_fenced_and_listed)
{
    struct report *report = sample_report("bars");
    char *text = rendered(report, FORMAT_MARKDOWN, 80, TIER_BRAILLE, true);
    assert_contains(text, "## orders by channel\n\n```text\n");
    assert_contains(text, "\n```\n\n| series | x | y |\n|---|---:|---:|\n| web |  | 5,210 |\n");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(long_series_are_thinned_and_say_so)
{
    struct report *report = sample_report("curves-block");
    char *text = rendered(report, FORMAT_MARKDOWN, 80, TIER_BRAILLE, true);
    size_t rows = 0;
    for (const char *at = text; (at = strstr(at, "\n| rise | ")); at++)
        rows++;
    ck_assert_uint_eq(rows, 24);
    assert_contains(text, "| rise | 0 | 0 |");      /* first */
    assert_contains(text, "| rise | 10 | 96.43 |"); /* and last */
    assert_contains(text, "Some points of each series; CSV and JSON have all.");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(no_control_bytes)
{
    struct report *report = report_message(VERDICT_NONE, "a\x1b[31mred\x07 \xc2\x9b[1m\ttab\r");
    struct block *bars = report_add_bars(report, "t\x1b]0;x\x07", NULL);
    bars_add(bars, "l\x1b[2J", 1, "n\x08");
    char *text = rendered(report, FORMAT_MARKDOWN, 80, TIER_ASCII, true);
    for (const char *c = text; *c; c++)
        ck_assert_msg((unsigned char)*c >= 0x20 || *c == '\n', "control byte %d in %s", *c, text);
    assert_lacks(text, "\xc2\x9b");
    assert_contains(text, "a?[31mred? ?[1m tab?");
    free(text);
    report_free(report);
}
END_TEST

TCase *markdown_tests(void)
{
    TCase *tests = tcase_create("markdown");
    tcase_add_test(tests, tables_keep_their_shape);
    tcase_add_test(tests, best_is_bold_and_runs_are_one_table);
    tcase_add_test(tests, pictures_are_fenced_and_listed);
    tcase_add_test(tests, long_series_are_thinned_and_say_so);
    tcase_add_test(tests, no_control_bytes);
    return tests;
}
