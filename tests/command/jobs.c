/* Jobs: a session and its runner, from several threads. */
#include "fixture.h"

#include <pthread.h>
#include <time.h>

#include "patron/report/report.h"

static struct session *session;
static struct arena arena;

static void setup(void)
{
    session = shop_open(&arena);
    free(ran(session, "asof 2024-03-01"));
    free(ran(session, "feature n = count(orders)"));
    free(ran(session, "feature spend = sum(orders.amount)"));
    free(ran(session, "features both2 = n spend"));
    session_set_mode(session, SESSION_PROMPT);
}

static void teardown(void)
{
    shop_close(session, &arena);
}

/* Until a job has ended, as a face looks. */
static void look_until_ended(void)
{
    const struct timespec pause = { 0, 2000000 };
    for (int i = 0; i < 5000 && !session_job_ended(session); i++) {
        session_jobs(session);
        session_progress(session);
        nanosleep(&pause, NULL);
    }
    ck_assert(session_job_ended(session));
}

static char *taken(void)
{
    struct error err = ERROR_INIT;
    struct text text = TEXT_EMPTY;
    struct report *report = session_take_job(session, &err);
    if (report)
        report_text(report, FORMAT_TEXT, NULL, &text);
    else
        text_add(&text, err.what ? err.what : "");
    report_free(report);
    error_release(&err);
    return text_take(&text);
}

START_TEST(a_model_is_there_once_its_job_was_taken)
{
    free(ran(session, "segment g1 = kmeans on both2 k=3 &"));
    free(ran(session, "asof 2024-02-01")); /* what comes later is not the job's */
    look_until_ended();
    char *told = taken(), *models = ran(session, "show segments columns=name"), *nothing = taken();
    ck_assert_ptr_nonnull(strstr(told, "job 1 done: segment g1 = kmeans on both2 k=3"));
    ck_assert_ptr_nonnull(strstr(models, "g1"));
    ck_assert_str_eq(nothing, "");
    free(ran(session, "asof 2024-03-01"));
    char *again = ran(session, "segment g1 = kmeans on both2 k=3");
    ck_assert_ptr_nonnull(strstr(again, "unchanged")); /* the job did what the line does */
    free(again);
    free(told);
    free(models);
    free(nothing);
}
END_TEST

START_TEST(names_in_the_making_are_refused_at_the_prompt)
{
    free(ran(session, "segment g1 = kmeans on both2 k=3 &"));
    free(ran(session, "segment g2 = kmeans on both2 k=4 &"));
    if (session_jobs(session) > 1) { /* a second job waits while the first one runs */
        char *error = failed_with(session, "profile g2", E_JOB);
        ck_assert_ptr_nonnull(strstr(error, "wait 2"));
        free(error);
        free(failed_with(session, "segment g2 = kmeans on both2 k=5", E_JOB));
        free(failed_with(session, "new other", E_JOB));
    }
    free(ran(session, "print \"g2 in quotes is only a text\""));
    free(ran(session, "wait"));
    free(ran(session, "profile g2"));
    free(failed_with(session, "kill 2", E_NO_JOB));
    free(failed_with(session, "jobs 3", E_NO_JOB));
}
END_TEST

START_TEST(a_failure_is_told_with_its_job)
{
    free(ran(session, "segment g1 = kmeans on nothing k=3 &"));
    look_until_ended();
    char *told = taken(), *list = ran(session, "jobs");
    ck_assert_str_eq(told, "job 1: no feature named 'nothing'");
    ck_assert_ptr_nonnull(strstr(list, "failed"));
    free(told);
    free(list);
}
END_TEST

START_TEST(a_killed_job_leaves_nothing)
{
    free(ran(session, "segment g1 = kmeans on both2 k=3 &"));
    free(ran(session, "segment g2 = kmeans on both2 k=4 &"));
    free(ran(session, "kill 2"));
    free(ran(session, "wait"));
    char *list = ran(session, "show segments columns=name");
    ck_assert_ptr_nonnull(strstr(list, "g1"));
    ck_assert_ptr_null(strstr(list, "g2"));
    free(list);
    free(ran(session, "segment g3 = kmeans on both2 k=5 &")); /* still there when the session ends */
}
END_TEST

static void *stop_soon(void *context)
{
    const struct timespec pause = { 0, 30000000 };
    nanosleep(&pause, NULL);
    session_stop(context);
    return NULL;
}

START_TEST(a_stop_ends_the_waiting_and_not_the_job)
{
    pthread_t thread;
    struct error err = ERROR_INIT;
    struct report *report = NULL;
    free(ran(session, "segment g1 = kmeans on both2 k=3 &"));
    for (int k = 2; k < 30; k++)
        free(ran(session, "silhouette g0 k=2..9 &")); /* fails, or not: something to wait for */
    ck_assert_int_eq(pthread_create(&thread, NULL, stop_soon, session), 0);
    session_run(session, "wait", NULL, &report, &err);
    pthread_join(thread, NULL);
    report_free(report);
    error_release(&err);
    session_run(session, "wait", NULL, &report, &err);
    report_free(report);
    error_release(&err);
    char *list = ran(session, "show segments columns=name");
    ck_assert_ptr_nonnull(strstr(list, "g1"));
    free(list);
}
END_TEST

Suite *jobs_suite(void)
{
    Suite *suite = suite_create("jobs");
    TCase *tests = tcase_create("jobs");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_model_is_there_once_its_job_was_taken);
    tcase_add_test(tests, names_in_the_making_are_refused_at_the_prompt);
    tcase_add_test(tests, a_failure_is_told_with_its_job);
    tcase_add_test(tests, a_killed_job_leaves_nothing);
    tcase_add_test(tests, a_stop_ends_the_waiting_and_not_the_job);
    suite_add_tcase(suite, tests);
    return suite;
}
