/* Errors as people read them, and the mend that fix applies. The expected texts are those of the language's design. */
#include "command/state.h"
#include "fixture.h"

static char *render(struct error *err)
{
    struct text text = TEXT_EMPTY;
    error_render(err, false, &text);
    error_release(err);
    return text_take(&text);
}

START_TEST(in_a_file)
{
    struct error err = ERROR_INIT;
    fail(&err, ERROR_USER, E_NO_FEATURE, "no feature named 'recncy'");
    error_reason(&err, "18 features exist on snapshot 2024-07-01; none has this name");
    error_mend(&err, "recency");
    error_place(&err, "churn.patron", "train m2 = logit churn90 on recncy frequency", 39, 29, 6);
    char *text = render(&err);
    ck_assert_str_eq(text, "churn.patron:39:29: error: no feature named 'recncy' [E0213]\n"
                           "  39 | train m2 = logit churn90 on recncy frequency\n"
                           "     |                             ^^^^^^\n"
                           "     = reason: 18 features exist on snapshot 2024-07-01; none has this name\n"
                           "     = mend:   recency          (type: fix)\n");
    free(text);
}
END_TEST

START_TEST(at_the_prompt)
{
    struct error err = ERROR_INIT;
    fail(&err, ERROR_SYNTAX, E_NO_OPTION, "gbm has no option 'tree'");
    error_reason(&err, "options: trees rate leaves");
    error_mend(&err, "trees=200");
    error_place(&err, NULL, "train m5 = gbm churn90 on full tree=200", 0, 32, 4);
    char *text = render(&err);
    ck_assert_str_eq(text, "    train m5 = gbm churn90 on full tree=200\n"
                           "                                   ^^^^\n"
                           "error: gbm has no option 'tree' [E0105]\n"
                           "  = reason: options: trees rate leaves\n"
                           "  = mend:   trees=200        (type: fix)\n");
    free(text);
}
END_TEST

START_TEST(in_data)
{
    struct error err = ERROR_INIT;
    fail(&err, ERROR_DATA, E_BAD_TIME, "'order_ts' holds text that is no time: \"2024-13-02\"");
    error_reason(&err, "3 of 199,689 rows; first at line 18204");
    error_mend(&err, "bad=missing (keep rows)");
    error_mend(&err, "bad=drop");
    error_place(&err, "data/orders.csv", NULL, 18204, 7, 0);
    char *text = render(&err);
    ck_assert_str_eq(text,
                     "data/orders.csv:18204:7: error: 'order_ts' holds text that is no time: \"2024-13-02\" [E0507]\n"
                     "  = reason: 3 of 199,689 rows; first at line 18204\n"
                     "  = mend:   bad=missing (keep rows)   or   bad=drop\n");
    free(text);
}
END_TEST

START_TEST(stopped)
{
    struct error err = ERROR_INIT;
    fail_cancelled(&err);
    char *text = render(&err);
    ck_assert_str_eq(text, "stopped: nothing was kept\n");
    free(text);
}
END_TEST

START_TEST(long_lines_are_cut_round_the_caret)
{
    struct text line = TEXT_EMPTY;
    struct error err = ERROR_INIT;
    text_add_repeat(&line, "abcdefghi ", 100);
    fail(&err, ERROR_SYNTAX, E_SYNTAX, "here");
    error_place(&err, NULL, text_string(&line), 0, 501, 9);
    char *text = render(&err), *at = text;
    char *source = strsep(&at, "\n"), *caret = strsep(&at, "\n");
    ck_assert_uint_le(strlen(source), 130);
    ck_assert(strncmp(source, "    ...", 7) == 0);
    size_t column = strcspn(caret, "^");
    ck_assert_int_eq(strncmp(source + column, "abcdefghi", 9), 0);
    free(text);
    text_release(&line);
}
END_TEST

START_TEST(wide_letters_do_not_move_the_caret)
{
    struct error err = ERROR_INIT;
    fail(&err, ERROR_SYNTAX, E_SYNTAX, "here");
    error_place(&err, NULL, "note \xe4\xb8\xad\xe4\xb8\xad x", 0, 11, 1);
    char *text = render(&err);
    ck_assert_str_eq(text, "    note \xe4\xb8\xad\xe4\xb8\xad x\n              ^\nerror: here [E0102]\n");
    free(text);
}
END_TEST

static const struct {
    const char *line, *mend;
    size_t column, length;
    const char *fixed; /* NULL: cannot be applied */
} mends[] = {
    { "tran m = gbm y", "train", 1, 4, "train m = gbm y" },
    { "show x tree=200 a=1", "trees=200", 8, 4, "show x trees=200 a=1" },
    { "show x > out.csv", "overwrite=yes", 0, 0, "show x > out.csv overwrite=yes" },
    { "show x # note", "force=yes", 6, 1, "show x force=yes # note" },
    { "show \xc3\xa4\xc3\xa4 ordrs", "orders", 9, 5, "show \xc3\xa4\xc3\xa4 orders" },
    { "feature n = count(o) within 30d", "over 30d", 22, 6, NULL },
    { "show x", "orders", 0, 0, NULL },
};

START_TEST(mends_are_applied)
{
    struct error err = ERROR_INIT;
    fail(&err, ERROR_USER, E_NO_NAME, "x");
    error_mend(&err, "%s", mends[_i].mend);
    error_place(&err, NULL, mends[_i].line, 0, mends[_i].column, mends[_i].length);
    char *fixed = line_with_mend(mends[_i].line, &err);
    if (mends[_i].fixed)
        ck_assert_str_eq(fixed, mends[_i].fixed);
    else
        ck_assert_ptr_null(fixed);
    free(fixed);
    error_release(&err);
}
END_TEST

Suite *error_render_suite(void)
{
    Suite *suite = suite_create("error_render");
    TCase *tcase = tcase_create("look");
    tcase_add_test(tcase, in_a_file);
    tcase_add_test(tcase, at_the_prompt);
    tcase_add_test(tcase, in_data);
    tcase_add_test(tcase, stopped);
    tcase_add_test(tcase, long_lines_are_cut_round_the_caret);
    tcase_add_test(tcase, wide_letters_do_not_move_the_caret);
    tcase_add_loop_test(tcase, mends_are_applied, 0, sizeof mends / sizeof *mends);
    suite_add_tcase(suite, tcase);
    return suite;
}
