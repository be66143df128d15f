/* Redirections, pipes, and what may be overwritten. */
#include "fixture.h"

static struct session *session;

static void setup(void)
{
    session = shop_open(NULL);
}

static void teardown(void)
{
    shop_close(session, NULL);
}

static void holds(const char *path, const char *wanted)
{
    char *text = read_text(path);
    ck_assert_str_eq(text, wanted);
    free(text);
}

START_TEST(the_ending_says_the_format)
{
    free(ran(session, "show orders columns=order_id,amount limit=1 > a.csv"));
    holds("a.csv", "order_id,amount\n0,0.5\n");
    free(ran(session, "show orders columns=order_id,amount limit=1 > a.tsv"));
    holds("a.tsv", "order_id\tamount\n0\t0.5\n");
    free(ran(session, "show orders columns=order_id limit=1 > a"));
    holds("a", "order_id\n0\n");
    free(ran(session, "print hello > a.txt"));
    holds("a.txt", "hello\n");
}
END_TEST

START_TEST(our_own_files_may_be_replaced_and_no_others)
{
    free(ran(session, "print one > own.txt"));
    free(ran(session, "print two > own.txt"));
    holds("own.txt", "two\n");
    write_text("own.txt", "changed by hand");
    char *error = failed_with(session, "print three > own.txt", E_FILE_EXISTS);
    ck_assert_ptr_nonnull(strstr(error, "overwrite=yes"));
    free(error);
    holds("own.txt", "changed by hand");
    char *fixed = session_fixed_line(session);
    ck_assert_str_eq(fixed, "print three > own.txt overwrite=yes");
    free(ran(session, fixed));
    free(fixed);
    holds("own.txt", "three\n");
}
END_TEST

START_TEST(appending_repeats_no_header)
{
    free(ran(session, "show orders columns=order_id limit=1 > a.csv"));
    free(ran(session, "show orders columns=order_id limit=2 >> a.csv"));
    holds("a.csv", "order_id\n0\n0\n1\n");
    free(ran(session, "print again > a.csv")); /* still ours */
}
END_TEST

START_TEST(a_command_reads_what_a_pipe_gives)
{
    free(ran(session, "show orders columns=order_id limit=3 | tail -n 1 > last.txt"));
    holds("last.txt", "2\n");
    free(failed_with(session, "show orders | exit 4", E_SYSTEM));
    free(ran(session, "show orders | head -n 1 > first.txt")); /* reads no more: no error */
    holds("first.txt", "order_id\tcustomer_id\tat\tamount\tchannel\n");
}
END_TEST

START_TEST(the_full_screen_keeps_the_terminal)
{
    session_set_mode(session, SESSION_SCREEN);
    char *said = ran(session, "show orders columns=order_id limit=2 | wc -l");
    ck_assert_ptr_nonnull(strstr(said, "3"));
    free(said);
    session_set_mode(session, SESSION_BATCH);
}
END_TEST

START_TEST(missing_values_have_one_spelling)
{
    free(ran(session, "clean orders set none = if(amount < 1, amount / 0, amount)"));
    free(ran(session, "show orders columns=order_id,none limit=1 > a.csv"));
    holds("a.csv", "order_id,none\n0,\n");
    free(ran(session, "set missing=NA"));
    free(ran(session, "show orders columns=order_id,none limit=1 > a.csv"));
    holds("a.csv", "order_id,none\n0,NA\n");
}
END_TEST

START_TEST(all_results_into_one_file)
{
    struct error err = ERROR_INIT;
    ck_assert(session_set_output(session, "all.md", &err));
    struct report *report = NULL;
    ck_assert(session_run(session, "show orders columns=order_id limit=1", NULL, &report, &err));
    ck_assert(session_show(session, report, &err));
    report_free(report);
    ck_assert(!file_exists("all.md")); /* not before the end */
    ck_assert(session_finish_output(session, true, &err));
    char *text = read_text("all.md");
    ck_assert_ptr_nonnull(strstr(text, "| order_id |"));
    free(text);
    ck_assert(session_set_output(session, "all.md", &err)); /* ours */
    ck_assert(session_finish_output(session, false, &err)); /* a run that failed leaves the file as it was */
    ck_assert(file_exists("all.md"));
    write_text("other.md", "x");
    ck_assert(!session_set_output(session, "other.md", &err));
    ck_assert_int_eq(err.code, E_FILE_EXISTS);
    error_release(&err);
}
END_TEST

START_TEST(a_full_disk_leaves_nothing_half)
{
    file_fail_at(1);
    char *error = failed_with(session, "show orders > full.csv", E_FULL);
    file_fail_at(0);
    ck_assert(!file_exists("full.csv"));
    free(error);
}
END_TEST

Suite *output_suite(void)
{
    Suite *suite = suite_create("output");
    TCase *tcase = tcase_create("redirections");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_ending_says_the_format);
    tcase_add_test(tcase, our_own_files_may_be_replaced_and_no_others);
    tcase_add_test(tcase, appending_repeats_no_header);
    tcase_add_test(tcase, a_command_reads_what_a_pipe_gives);
    tcase_add_test(tcase, the_full_screen_keeps_the_terminal);
    tcase_add_test(tcase, missing_values_have_one_spelling);
    tcase_add_test(tcase, all_results_into_one_file);
    tcase_add_test(tcase, a_full_disk_leaves_nothing_half);
    suite_add_tcase(suite, tcase);
    return suite;
}
