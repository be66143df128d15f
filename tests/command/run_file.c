/* Command files: the check of the whole, the run, the status. */
#include "fixture.h"

static struct text shown;

static bool keep(void *context, const struct report *report, struct error *err)
{
    (void)context;
    (void)err;
    report_text(report, report_is_table(report) ? FORMAT_TSV : FORMAT_TEXT, NULL, &shown);
    return true;
}

static struct session *batch(void)
{
    struct session *session = session_new(SESSION_BATCH);
    session_set_batch(session, &(struct batch_options){ .quiet = true });
    text_clear(&shown);
    return session;
}

static int run(struct session *session, const char *text)
{
    write_text("x.patron", text);
    return session_run_file(session, "x.patron", NULL, 0, keep, NULL);
}

START_TEST(nothing_runs_when_anything_is_wrong)
{
    struct session *session = batch();
    ck_assert_int_eq(run(session, "new made\nshow x limt=3\n"), 2);
    ck_assert(!folder_exists("made"));
    ck_assert_uint_eq(shown.length, 0);
    session_free(session);
}
END_TEST

START_TEST(a_failure_ends_the_run)
{
    struct session *session = batch();
    ck_assert_int_eq(run(session, "print a\nopen nothing\nprint b\n"), 1);
    ck_assert_str_eq(text_string(&shown), "a\n");
    session_free(session);
}
END_TEST

START_TEST(a_failure_can_be_passed)
{
    struct session *session = session_new(SESSION_BATCH);
    session_set_batch(session, &(struct batch_options){ .quiet = true, .keep_going = true });
    text_clear(&shown);
    ck_assert_int_eq(run(session, "print a\nopen nothing\nprint b\n"), 1);
    ck_assert_str_eq(text_string(&shown), "a\nb\n");
    session_free(session);
}
END_TEST

START_TEST(variables_are_given_and_checked)
{
    struct session *session = batch();
    static const char text[] = "param asof date\nparam out path default=here\nprint $asof $out\n";
    const struct variable good[] = { { "asof", "2024-07-01" } }, bad[] = { { "asof", "July" } },
                          unknown[] = { { "asof", "2024-07-01" }, { "ot", "x" } };
    write_text("x.patron", text);
    ck_assert_int_eq(session_run_file(session, "x.patron", good, 1, keep, NULL), 0);
    ck_assert_str_eq(text_string(&shown), "2024-07-01 here\n");
    ck_assert_int_eq(session_run_file(session, "x.patron", NULL, 0, keep, NULL), 2);
    ck_assert_int_eq(session_run_file(session, "x.patron", bad, 1, keep, NULL), 2);
    ck_assert_int_eq(session_run_file(session, "x.patron", unknown, 2, keep, NULL), 2);
    session_free(session);
}
END_TEST

START_TEST(loops_and_conditions)
{
    struct session *session = batch();
    ck_assert_int_eq(run(session, "for k in 1..3\nif $k == 2\nprint two\nelse\nprint $k\nend\nend\n"
                                  "for w in a,b c\nprint $w\nend\ntry open none\nif failed\nprint failed\nend\n"),
                     0);
    ck_assert_str_eq(text_string(&shown), "1\ntwo\n3\na\nb\nc\nfailed\n");
    session_free(session);
}
END_TEST

START_TEST(quit_and_gates_decide_the_status)
{
    struct session *session = batch();
    ck_assert_int_eq(run(session, "print a\nquit 7\nprint b\n"), 7);
    ck_assert_str_eq(text_string(&shown), "a\n");
    session_free(session);
    session = shop_session();
    text_clear(&shown);
    ck_assert_int_eq(run(session, "gate rows(orders) > 1000\nprint after\ngate rows(orders) == 120\n"), 3);
    ck_assert(session_gate_failed(session));
    ck_assert_ptr_nonnull(strstr(text_string(&shown), "after"));
    ck_assert_int_eq(run(session, "gate rows(orders) > 1000 stop=yes\nprint never\n"), 3);
    ck_assert_ptr_null(strstr(text_string(&shown), "never"));
    session_free(session);
}
END_TEST

START_TEST(files_run_files_beside_them)
{
    struct session *session = batch();
    ck_assert(folder_make("sub", NULL));
    write_text("sub/outer.patron", "version 1\nparam who\nrun inner.patron\nrun inner.patron var=who:two\n");
    write_text("sub/inner.patron", "param who\nprint hello $who\n");
    const struct variable who[] = { { "who", "one" } };
    ck_assert_int_eq(session_run_file(session, "sub/outer.patron", who, 1, keep, NULL), 0);
    ck_assert_str_eq(text_string(&shown), "hello one\nhello two\n");
    write_text("sub/inner.patron", "print $who\nshow x limt=1\n"); /* checked with the file that runs it */
    ck_assert_int_eq(session_run_file(session, "sub/outer.patron", who, 1, keep, NULL), 2);
    session_free(session);
}
END_TEST

START_TEST(a_file_that_runs_itself_ends)
{
    struct session *session = batch();
    ck_assert_int_eq(run(session, "print once\nrun x.patron\n"), 1);
    session_free(session);
}
END_TEST

START_TEST(a_plan_runs_nothing)
{
    struct session *session = session_new(SESSION_BATCH);
    session_set_batch(session, &(struct batch_options){ .plan_only = true });
    text_clear(&shown);
    ck_assert_int_eq(run(session, "new made\nfor k in 1..2\nprint $k\nend\n"), 0);
    ck_assert_str_eq(text_string(&shown), "file\tline\tcommand\nx.patron\t1\tnew made\nx.patron\t3\tprint 1\n"
                                          "x.patron\t3\tprint 2\n");
    ck_assert(!folder_exists("made"));
    session_free(session);
}
END_TEST

START_TEST(short_forms_are_for_the_prompt)
{
    struct session *session = session_new(SESSION_PROMPT);
    session_set_batch(session, &(struct batch_options){ .quiet = true });
    write_text("short.patron", "prin a\n");
    free(ran(session, "prin a"));
    free(failed_with(session, "run short.patron", E_SHORT_FORM));
    session_free(session);
}
END_TEST

START_TEST(the_full_screen_gets_the_last_report)
{
    struct session *session = session_new(SESSION_SCREEN);
    write_text("two.patron", "print one\nprint two\n");
    char *said = ran(session, "run two.patron");
    ck_assert_str_eq(said, "two\n");
    free(said);
    write_text("none.patron", "# nothing\n");
    said = ran(session, "run none.patron");
    ck_assert_str_eq(said, "none.patron: 0 commands\n");
    free(said);
    session_free(session);
}
END_TEST

START_TEST(a_gate_that_stopped_one_run_does_not_stop_the_next)
{
    struct session *session = shop_session();
    text_clear(&shown);
    ck_assert_int_eq(run(session, "gate rows(orders) > 1000 stop=yes\nprint never\n"), 3);
    run(session, "print again\n");
    ck_assert_ptr_nonnull(strstr(text_string(&shown), "again"));
    session_free(session);
}
END_TEST

START_TEST(text_runs_as_a_file_does)
{
    struct session *session = batch();
    ck_assert_int_eq(session_run_text(session, "for k in 1..2\nprint $k\nend", strlen("for k in 1..2\nprint $k\nend"),
                                      "-e", keep, NULL),
                     0);
    ck_assert_str_eq(text_string(&shown), "1\n2\n");
    ck_assert_int_eq(session_run_text(session, "", strlen(""), NULL, keep, NULL), 0);
    ck_assert_int_eq(session_run_text(session, "version 2", strlen("version 2"), "-e", keep, NULL), 2);
    session_free(session);
}
END_TEST

START_TEST(a_missing_file_is_an_error)
{
    struct session *session = batch();
    ck_assert_int_eq(session_run_file(session, "none.patron", NULL, 0, keep, NULL), 2);
    free(failed_with(session, "run none.patron", E_NO_FILE));
    session_free(session);
}
END_TEST

START_TEST(the_run_log_has_a_line_for_each_command)
{
    struct session *session = session_new(SESSION_BATCH);
    session_set_batch(session, &(struct batch_options){ .quiet = true, .run_log = "log.jsonl" });
    ck_assert_int_eq(run(session, "print a\nopen nothing\n"), 1);
    char *log = read_text("log.jsonl"), *second = strchr(log, '\n') + 1;
    ck_assert_ptr_nonnull(strstr(log, "\"command\":\"print a\""));
    ck_assert_ptr_nonnull(strstr(log, "\"file\":\"x.patron\",\"line\":1"));
    ck_assert_ptr_nonnull(strstr(second, "\"status\":\"failed\""));
    ck_assert_ptr_eq(strchr(strchr(second, '\n') + 1, '\n'), NULL);
    free(log);
    session_free(session);
}
END_TEST

Suite *run_file_suite(void)
{
    Suite *suite = suite_create("run_file");
    TCase *tcase = tcase_create("files");
    tcase_add_checked_fixture(tcase, folder_setup, folder_teardown);
    tcase_add_test(tcase, nothing_runs_when_anything_is_wrong);
    tcase_add_test(tcase, a_failure_ends_the_run);
    tcase_add_test(tcase, a_failure_can_be_passed);
    tcase_add_test(tcase, variables_are_given_and_checked);
    tcase_add_test(tcase, loops_and_conditions);
    tcase_add_test(tcase, quit_and_gates_decide_the_status);
    tcase_add_test(tcase, files_run_files_beside_them);
    tcase_add_test(tcase, a_file_that_runs_itself_ends);
    tcase_add_test(tcase, a_plan_runs_nothing);
    tcase_add_test(tcase, short_forms_are_for_the_prompt);
    tcase_add_test(tcase, the_full_screen_gets_the_last_report);
    tcase_add_test(tcase, a_gate_that_stopped_one_run_does_not_stop_the_next);
    tcase_add_test(tcase, text_runs_as_a_file_does);
    tcase_add_test(tcase, a_missing_file_is_an_error);
    tcase_add_test(tcase, the_run_log_has_a_line_for_each_command);
    suite_add_tcase(suite, tcase);
    return suite;
}
