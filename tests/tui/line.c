/* The line of the full screen: what is typed, completed, asked for and remembered. */
#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "suites.h"
#include "tui/line.h"

static char folder[] = "/tmp/patron-line-XXXXXX";
static struct session *session;

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    setenv("PATRON_HOME", folder, 1);
    setenv("INPUTRC", "/dev/null", 1);
    session = session_new(SESSION_SCREEN);
    line_open(session);
}

static void tear_down(void)
{
    line_close();
    session_free(session);
    char *path = path_join(folder, "history");
    unlink(path);
    rmdir(folder);
    free(path);
}

/* Feeds TEXT; what was entered with it, or NULL. */
static char *feed(const char *text)
{
    char *entered = NULL;
    return line_feed(text, strlen(text), &entered) ? entered : NULL;
}

START_TEST(typing_and_entering)
{
    ck_assert_ptr_null(feed("show"));
    ck_assert_str_eq(line_text(), "show");
    ck_assert_uint_eq(line_cursor(), 4);
    ck_assert_ptr_null(feed("\001x ")); /* Ctrl-A */
    ck_assert_str_eq(line_text(), "x show");
    ck_assert_uint_eq(line_cursor(), 2);
    char *entered = feed("\r");
    ck_assert_str_eq(entered, "x show");
    ck_assert_str_eq(line_text(), "");
    free(entered);
    line_set("set ");
    line_insert("seed=1");
    ck_assert_str_eq(line_text(), "set seed=1");
    ck_assert_uint_eq(line_cursor(), 10);
}
END_TEST

START_TEST(tab_inserts_what_is_certain_and_lists_the_rest)
{
    size_t n;
    feed("hel\t");
    ck_assert_str_eq(line_text(), "help ");
    line_set("");
    line_forget_matches();
    feed("s\t"); /* save, score, segment, set, .. */
    line_matches(&n);
    ck_assert_uint_ge(n, 5);
    ck_assert_str_eq(line_text(), "s");
    feed("\025compar\t"); /* Ctrl-U */
    ck_assert_str_eq(line_text(), "compare ");
}
END_TEST

START_TEST(tab_says_why_nothing_comes)
{
    size_t n;
    feed("zzz\t");
    line_matches(&n);
    ck_assert_uint_eq(n, 0);
    ck_assert_ptr_nonnull(line_why());
    ck_assert_str_eq(line_text(), "zzz");
    line_forget_matches();
    ck_assert_ptr_null(line_why());
    line_set("hel");
    line_hold(true); /* the session runs something: it is not asked */
    feed("\t");
    ck_assert_ptr_nonnull(strstr(line_why(), "runs"));
    line_hold(false);
}
END_TEST

START_TEST(history_is_kept_in_a_file)
{
    struct error err = ERROR_INIT;
    line_remember("show orders");
    line_remember("show orders"); /* twice in a row is once */
    line_remember(" secret");
    line_remember("show customers");
    feed("\033[A");
    ck_assert_str_eq(line_text(), "show customers");
    feed("\033[A");
    ck_assert_str_eq(line_text(), "show orders");
    line_set("");
    feed("\022ord"); /* Ctrl-R */
    ck_assert_ptr_nonnull(line_question());
    ck_assert_str_eq(line_text(), "show orders");
    feed("\007");
    ck_assert_ptr_null(line_question());
    char *path = path_join(folder, "history");
    size_t length;
    char *text = file_read(path, &length, &err);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(length, strlen("show orders\nshow customers\n"));
    ck_assert_mem_eq(text, "show orders\nshow customers\n", length);
    free(text);
    free(path);
}
END_TEST

Suite *line_suite(void)
{
    Suite *suite = suite_create("line");
    TCase *tests = tcase_create("line");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, typing_and_entering);
    tcase_add_test(tests, tab_inserts_what_is_certain_and_lists_the_rest);
    tcase_add_test(tests, tab_says_why_nothing_comes);
    tcase_add_test(tests, history_is_kept_in_a_file);
    suite_add_tcase(suite, tests);
    return suite;
}
