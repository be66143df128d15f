/* Pages printed from rows: help, flags, manual, completion scripts. */
#include "patron/command/manual.h"

#include "command/words/help.h"
#include "fixture.h"
#include "patron/measure/measure.h"

static const struct flag flags[] = { { "command", 'c', "LINE", "run a line", 1 },
                                     { "quiet", 'q', NULL, "say less", 2 },
                                     { "no-rc", 'n', NULL, "no rc", 3 },
                                     { "output", 'o', "FILE", "into a file", 4 },
                                     { NULL, 0, NULL, NULL, 0 } };

START_TEST(flags_in_every_spelling)
{
    const char *argv[] = { "patron", "-qc", "a b", "--command=c d", "-oX", "shop", "--output", "Y", "--", "-q", NULL };
    struct flag_reader reader = { .argc = 10, .argv = (char *const *)argv };
    struct flag_use use;
    struct error err = ERROR_INIT;
    static const struct {
        int id;
        const char *value;
    } wanted[] = { { 2, NULL }, { 1, "a b" }, { 1, "c d" }, { 4, "X" }, { 0, "shop" }, { 4, "Y" }, { 0, "-q" } };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        ck_assert(flag_next(&reader, flags, &use, &err));
        ck_assert_int_eq(use.flag ? use.flag->id : 0, wanted[i].id);
        if (wanted[i].value)
            ck_assert_str_eq(use.value, wanted[i].value);
    }
    ck_assert(!flag_next(&reader, flags, &use, &err));
    ck_assert_int_eq(err.kind, ERROR_NONE);
}
END_TEST

static const struct {
    const char *argument;
    int code;
    const char *mend;
} wrong[] = { { "--comand=x", E_NO_OPTION, "--command" },
              { "-z", E_NO_OPTION, NULL },
              { "--quiet=x", E_SYNTAX, NULL },
              { "--output", E_MISSING_ARGUMENT, NULL },
              { "-c", E_MISSING_ARGUMENT, NULL } };

START_TEST(wrong_flags_are_errors)
{
    const char *argv[] = { "patron", wrong[_i].argument, NULL };
    struct flag_reader reader = { .argc = 2, .argv = (char *const *)argv };
    struct flag_use use;
    struct error err = ERROR_INIT;
    ck_assert(!flag_next(&reader, flags, &use, &err));
    ck_assert_int_eq(err.code, wrong[_i].code);
    if (wrong[_i].mend)
        ck_assert_str_eq(err.mend[0], wrong[_i].mend);
    error_release(&err);
}
END_TEST

static void every_line_fits(const char *text, size_t columns)
{
    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\n");
        ck_assert_msg(utf8_width(line, n) <= columns, "%.*s", (int)n, line);
        line += n + (line[n] == '\n');
    }
}

START_TEST(flags_fit_the_terminal)
{
    struct text text = TEXT_EMPTY;
    manual_flags(flags, &text);
    every_line_fits(text_string(&text), 80);
    ck_assert_ptr_nonnull(strstr(text_string(&text), "-c, --command LINE"));
    text_release(&text);
}
END_TEST

START_TEST(every_command_kind_metric_and_error_has_a_page)
{
    struct error err = ERROR_INIT;
    struct text text = TEXT_EMPTY;
    for (const struct command *const *c = commands; *c; c++) {
        struct report *page = help_page((*c)->name, &err);
        ck_assert_ptr_nonnull(page);
        text_clear(&text);
        report_text(page, FORMAT_TEXT, NULL, &text);
        every_line_fits(text_string(&text), 80);
        ck_assert_msg(strstr(text_string(&text), "usage: ") != NULL, "%s", (*c)->name);
        report_free(page);
    }
    for (const struct metric *const *metric = metrics; *metric; metric++) {
        struct report *page = help_page((*metric)->name, &err);
        ck_assert_msg(page != NULL, "%s", (*metric)->name);
        report_free(page);
    }
    for (const struct error_page *page = error_pages; page->code; page++) {
        char code[8];
        snprintf(code, sizeof code, "E%04d", page->code % 10000);
        struct report *report = help_page(code, &err);
        ck_assert_msg(report != NULL, "%s", code);
        report_free(report);
    }
    text_release(&text);
}
END_TEST

START_TEST(words_are_looked_for)
{
    struct error err = ERROR_INIT;
    struct text text = TEXT_EMPTY;
    struct report *page = help_page("snapshot's", &err);
    ck_assert_ptr_nonnull(page);
    report_text(page, FORMAT_TEXT, NULL, &text);
    ck_assert_ptr_nonnull(strstr(text_string(&text), "drift"));
    report_free(page);
    text_release(&text);
    ck_assert_ptr_null(help_page("sohw", &err));
    ck_assert_str_eq(err.mend[0], "help show");
    error_release(&err);
}
END_TEST

START_TEST(manual_and_reference_name_everything)
{
    struct text roff = TEXT_EMPTY, markdown = TEXT_EMPTY;
    manual_roff(flags, &roff);
    manual_reference(flags, &markdown);
    for (const struct command *const *c = commands; *c; c++) {
        ck_assert_ptr_nonnull(strstr(text_string(&roff), (*c)->name));
        struct text heading = TEXT_EMPTY;
        text_add_format(&heading, "\n### %s\n", (*c)->name);
        ck_assert_ptr_nonnull(strstr(text_string(&markdown), text_string(&heading)));
        text_release(&heading);
    }
    for (const char *line = text_string(&roff); *line;
         line += strcspn(line, "\n") + 1) { /* only macros begin with a dot */
        static const char *const macros[] = { "TH", "SH", "SS", "TP", "B ", "PP", "nf", "fi", NULL };
        bool known = *line != '.';
        for (const char *const *macro = macros; *macro; macro++)
            known |= strncmp(line + 1, *macro, 2) == 0;
        ck_assert_msg(known, "%.20s", line);
        if (!strchr(line, '\n'))
            break;
    }
    text_release(&roff);
    text_release(&markdown);
}
END_TEST

START_TEST(scripts_for_three_shells)
{
    static const char *const shells[] = { "bash", "zsh", "fish" };
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < 3; i++) {
        struct text text = TEXT_EMPTY;
        ck_assert(manual_completion(flags, shells[i], &text, &err));
        ck_assert_ptr_nonnull(strstr(text_string(&text), "no-rc"));
        text_release(&text);
    }
    struct text text = TEXT_EMPTY;
    ck_assert(!manual_completion(flags, "csh", &text, &err));
    error_release(&err);
    text_release(&text);
}
END_TEST

Suite *manual_suite(void)
{
    Suite *suite = suite_create("manual");
    TCase *tcase = tcase_create("pages");
    tcase_add_test(tcase, flags_in_every_spelling);
    tcase_add_loop_test(tcase, wrong_flags_are_errors, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tcase, flags_fit_the_terminal);
    tcase_add_test(tcase, every_command_kind_metric_and_error_has_a_page);
    tcase_add_test(tcase, words_are_looked_for);
    tcase_add_test(tcase, manual_and_reference_name_everything);
    tcase_add_test(tcase, scripts_for_three_shells);
    suite_add_tcase(suite, tcase);
    return suite;
}
