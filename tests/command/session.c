/* Sessions: lines run, kept whole or not at all, logged, fixed; two at once. */
#include "fixture.h"

#include "patron/report/report.h"

START_TEST(two_sessions_in_one_process)
{
    struct session *a = session_new(SESSION_BATCH), *b = session_new(SESSION_BATCH);
    free(ran(a, "new one"));
    free(ran(b, "new two"));
    free(ran(a, "set seed=1"));
    ck_assert_str_eq(session_title(a).workspace, "one");
    ck_assert_str_eq(session_title(b).workspace, "two");
    ck_assert_str_eq(session_setting(b, "seed"), "42");
    free(failed_with(b, "open one", E_IN_USE));
    free(ran(b, "open one readonly=yes"));
    ck_assert(session_title(b).read_only);
    free(failed_with(b, "note x \"y\"", E_READ_ONLY));
    session_free(b);
    session_free(a);
}
END_TEST

START_TEST(a_name_alone_shows_the_thing)
{
    struct session *session = shop_session();
    char *whole = ran(session, "show both"), *alone = ran(session, "both");
    ck_assert_str_eq(alone, whole);
    ck_assert_str_eq(session_log(session, session_log_size(session) - 1)->line, "show both");
    free(alone);
    free(whole);
    char *error = failed_with(session, "bothh", E_NO_COMMAND);
    ck_assert_ptr_nonnull(strstr(error, "both"));
    free(error);
    session_free(session);
}
END_TEST

START_TEST(needs_are_told)
{
    struct session *session = session_new(SESSION_BATCH);
    char *error = failed_with(session, "describe", E_NO_WORKSPACE);
    ck_assert_ptr_nonnull(strstr(error, "new NAME"));
    free(error);
    free(ran(session, "new empty"));
    error = failed_with(session, "describe", E_NO_TABLE);
    ck_assert_ptr_nonnull(strstr(error, "load"));
    free(error);
    session_free(session);
}
END_TEST

START_TEST(a_command_that_fails_leaves_the_workspace_as_it_was)
{
    struct session *session = shop_session();
    char *before = ran(session, "show features"), *audit = ran(session, "history | wc -l");
    free(failed_with(session, "feature bad = sum(orders.nothing)", E_NO_COLUMN));
    write_text("taken.csv", "not ours");
    free(failed_with(session, "feature more = count(orders) > taken.csv", E_FILE_EXISTS));
    char *after = ran(session, "show features");
    ck_assert_str_eq(after, before);
    free(before);
    free(after);
    free(audit);
    session_free(session);
}
END_TEST

START_TEST(the_log_holds_whole_words_and_outcomes)
{
    struct session *session = shop_session();
    session_set_mode(session, SESSION_PROMPT);
    size_t n = session_log_size(session);
    free(ran(session, "sho orders wh amount > 1 lim=2"));
    free(failed_with(session, "show nothing_here", E_NO_NAME));
    ck_assert_uint_eq(session_log_size(session), n + 2);
    ck_assert_str_eq(session_log(session, n)->line, "show orders where amount > 1 limit=2");
    ck_assert(!session_log(session, n)->failed);
    ck_assert(session_log(session, n + 1)->failed);
    ck_assert_ptr_nonnull(strstr(session_log(session, n + 1)->outcome, "nothing_here"));
    ck_assert_ptr_nonnull(strstr(session_log(session, 1)->outcome, "40 rows"));
    session_free(session);
}
END_TEST

START_TEST(fix_applies_the_first_mend)
{
    struct session *session = shop_session();
    ck_assert_ptr_null(session_fixed_line(session));
    free(failed_with(session, "fix", E_NO_COMMAND));
    free(failed_with(session, "show ordrs limit=1", E_NO_NAME));
    char *fixed = session_fixed_line(session);
    ck_assert_str_eq(fixed, "show orders limit=1");
    free(fixed);
    char *shown = ran(session, "fix");
    ck_assert_ptr_nonnull(strstr(shown, "C00"));
    free(shown);
    free(failed_with(session, "fix", E_NO_COMMAND));
    session_free(session);
}
END_TEST

START_TEST(changes_are_told_once)
{
    struct session *session = shop_session();
    session_take_changes(session);
    free(ran(session, "show orders limit=1"));
    ck_assert_uint_eq(session_take_changes(session), 0);
    free(ran(session, "feature x = count(orders)"));
    ck_assert_uint_eq(session_take_changes(session), CHANGES_DEFINITIONS);
    ck_assert_uint_eq(session_take_changes(session), 0);
    session_free(session);
}
END_TEST

START_TEST(the_title_follows)
{
    struct session *session = shop_session();
    struct title title = session_title(session);
    ck_assert_str_eq(title.asof, "2024-04-01");
    ck_assert_str_eq(title.target, "churn");
    ck_assert_ptr_null(title.population);
    free(ran(session, "population some = customers where customers.plan == \"plus\""));
    ck_assert_str_eq(session_title(session).population, "some");
    free(ran(session, "undo"));
    ck_assert_ptr_null(session_title(session).population);
    session_free(session);
}
END_TEST

START_TEST(try_makes_a_warning_of_a_failure)
{
    struct session *session = shop_session();
    free(ran(session, "try show nothing_here"));
    struct error err = ERROR_INIT;
    struct report *report = NULL;
    ck_assert(session_run(session, "try show nothing_here", NULL, &report, &err));
    ck_assert_ptr_null(report);
    ck_assert_int_eq(err.kind, ERROR_NONE);
    session_free(session);
}
END_TEST

START_TEST(a_question_mark_asks_for_help)
{
    struct session *session = session_new(SESSION_PROMPT);
    static const char *const lines[][2] = { { "train?", "usage: train" },
                                            { "train m = gbm ?", "boosted" },
                                            { "show orders ?", "usage: show" },
                                            { "?", "COMMAND" } };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *page = ran(session, lines[i][0]);
        ck_assert_msg(strstr(page, lines[i][1]) != NULL, "%s: %s", lines[i][0], page);
        free(page);
    }
    session_set_mode(session, SESSION_BATCH);
    free(failed_with(session, "train?", E_NO_COMMAND));
    session_free(session);
}
END_TEST

START_TEST(scores_can_be_made_of_what_may_not_be_changed)
{
    struct session *session = shop_session();
    free(ran(session, "segment s = kmeans on both k=2"));
    free(ran(session, "open shop readonly=yes"));
    free(ran(session, "score s to out.csv"));
    ck_assert(file_exists("out.csv"));
    free(failed_with(session, "segment s = kmeans on both k=3", E_READ_ONLY));
    session_free(session);
}
END_TEST

START_TEST(quit_gives_its_status)
{
    struct session *session = session_new(SESSION_PROMPT);
    int status = -1;
    ck_assert(!session_quitting(session, &status));
    free(ran(session, "quit 7"));
    ck_assert(session_quitting(session, &status));
    ck_assert_int_eq(status, 7);
    session_free(session);
}
END_TEST

START_TEST(a_stop_between_lines_is_over_at_a_prompt)
{
    struct session *session = shop_session();
    session_set_mode(session, SESSION_PROMPT);
    struct error err = ERROR_INIT;
    struct report *report = NULL;
    free(ran(session, "show orders limit=1"));
    session_stop(session);
    ck_assert(session_run(session, "leak both", NULL, &report, &err));
    report_free(report);
    session_free(session);
}
END_TEST

/* Nobody types another line: it may have come while the file was checked. */
START_TEST(a_stop_between_lines_ends_a_batch)
{
    struct session *session = shop_session();
    free(ran(session, "show orders limit=1"));
    session_stop(session);
    ck_assert_int_eq(session_run_text(session, "leak both\n", 10, NULL, NULL, NULL), 130);
    free(failed_with(session, "show orders limit=1", E_CANCELLED));
    session_free(session);
}
END_TEST

START_TEST(places_of_names_inside_of_lower_rooms_are_found)
{
    struct session *session = shop_session();
    char *error = failed_with(session, "show orders where amont > 3", E_NO_COLUMN);
    ck_assert_ptr_nonnull(strstr(error, "    show orders where amont > 3\n                      ^^^^^\n"));
    ck_assert_ptr_nonnull(strstr(error, "amount"));
    free(error);
    error = failed_with(session, "feature f = mean(orders.amont) over 30d", E_NO_COLUMN);
    ck_assert_msg(strstr(error, "^^^^") != NULL, "%s", error);
    free(error);
    session_free(session);
}
END_TEST

Suite *session_suite(void)
{
    Suite *suite = suite_create("session");
    TCase *tcase = tcase_create("lines");
    tcase_add_checked_fixture(tcase, folder_setup, folder_teardown);
    tcase_add_test(tcase, two_sessions_in_one_process);
    tcase_add_test(tcase, a_name_alone_shows_the_thing);
    tcase_add_test(tcase, needs_are_told);
    tcase_add_test(tcase, a_command_that_fails_leaves_the_workspace_as_it_was);
    tcase_add_test(tcase, the_log_holds_whole_words_and_outcomes);
    tcase_add_test(tcase, fix_applies_the_first_mend);
    tcase_add_test(tcase, changes_are_told_once);
    tcase_add_test(tcase, the_title_follows);
    tcase_add_test(tcase, try_makes_a_warning_of_a_failure);
    tcase_add_test(tcase, a_question_mark_asks_for_help);
    tcase_add_test(tcase, scores_can_be_made_of_what_may_not_be_changed);
    tcase_add_test(tcase, quit_gives_its_status);
    tcase_add_test(tcase, a_stop_between_lines_is_over_at_a_prompt);
    tcase_add_test(tcase, a_stop_between_lines_ends_a_batch);
    tcase_add_test(tcase, places_of_names_inside_of_lower_rooms_are_found);
    suite_add_tcase(suite, tcase);
    return suite;
}
