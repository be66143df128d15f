/* The worker: lines in order, quiet ones in no log, pasted blocks, and panes that are gone. */
#include <check.h>
#include <time.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/report/report.h"
#include "suites.h"
#include "tui/pane.h"
#include "tui/worker.h"

static struct session *session;
static struct worker *worker;

static void set_up(void)
{
    session = session_new(SESSION_SCREEN);
    worker = worker_new(session);
}

static void tear_down(void)
{
    worker_free(worker);
    session_free(session);
}

/* Waits for what was submitted next; ten seconds are an error. */
static struct outcome next(void)
{
    struct outcome outcome;
    const struct timespec pause = { 0, 2000000 };
    for (int i = 0; i < 5000; i++) {
        if (worker_take(worker, &outcome))
            return outcome;
        nanosleep(&pause, NULL);
    }
    ck_abort_msg("nothing came of the line");
}

static void release(struct outcome *outcome)
{
    report_free(outcome->report);
    error_release(&outcome->error);
    free(outcome->line);
}

START_TEST(lines_run_in_order_and_are_logged)
{
    worker_submit(worker, "help load", NULL, false);
    worker_submit(worker, "help train", NULL, false);
    struct outcome first = next();
    ck_assert(first.ok);
    ck_assert_str_eq(first.line, "help load");
    ck_assert(worker_busy(worker)); /* the second waits until the first has been dealt with */
    worker_go_on(worker);
    struct outcome second = next();
    ck_assert_str_eq(second.line, "help train");
    worker_go_on(worker);
    ck_assert(!worker_busy(worker));
    ck_assert_uint_eq(session_log_size(session), 2);
    release(&first);
    release(&second);
}
END_TEST

START_TEST(asking_again_is_in_no_log)
{
    worker_submit(worker, "help load", NULL, true);
    struct outcome outcome = next();
    ck_assert(outcome.ok && outcome.quiet);
    ck_assert_ptr_nonnull(outcome.report);
    ck_assert_uint_eq(session_log_size(session), 0);
    release(&outcome);
    worker_submit(worker, "help nothing_of_this_name_at_all", NULL, true);
    outcome = next();
    ck_assert(!outcome.ok);
    ck_assert_ptr_null(session_fixed_line(session)); /* nor is it what `fix` mends */
    release(&outcome);
}
END_TEST

START_TEST(the_rest_of_a_failed_block_can_be_dropped)
{
    worker_submit_block(worker, "no_such_command 1", 7);
    worker_submit_block(worker, "help load", 7);
    worker_submit_block(worker, "help train", 7);
    worker_submit(worker, "help drift", NULL, false);
    struct outcome outcome = next();
    ck_assert(!outcome.ok);
    ck_assert_uint_eq(outcome.block, 7);
    ck_assert_uint_eq(worker_drop_block(worker, outcome.block), 2);
    release(&outcome);
    worker_go_on(worker);
    outcome = next();
    ck_assert_str_eq(outcome.line, "help drift");
    release(&outcome);
}
END_TEST

START_TEST(a_closed_pane_gets_nothing)
{
    struct pane *pane = pane_new(pane_kind_find("help"), "help load");
    worker_submit(worker, "help load", pane, false);
    worker_submit(worker, "help train", pane, false);
    worker_forget(worker, pane); /* one runs or is done, the other never starts */
    struct outcome outcome = next();
    ck_assert(outcome.closed);
    ck_assert_ptr_null(outcome.pane);
    release(&outcome);
    worker_go_on(worker);
    ck_assert(!worker_busy(worker));
    pane_free(pane);
}
END_TEST

START_TEST(a_stop_that_comes_early_is_not_lost)
{
    const struct timespec pause = { 0, 2000000 };
    struct outcome outcome;
    worker_submit(worker, "help train", NULL, false);
    worker_submit(worker, "help load", NULL, false);
    worker_stop(worker); /* perhaps before the thread has woken */
    int taken = 0;
    for (int i = 0; i < 2000 && worker_busy(worker); i++) {
        worker_keep_stopping(worker);
        if (worker_take(worker, &outcome)) {
            release(&outcome);
            worker_go_on(worker);
            taken++;
        }
        nanosleep(&pause, NULL);
    }
    ck_assert(!worker_busy(worker));
    ck_assert_int_eq(taken, 1); /* the second line was dropped */
}
END_TEST

Suite *worker_suite(void)
{
    Suite *suite = suite_create("worker");
    TCase *tests = tcase_create("worker");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, lines_run_in_order_and_are_logged);
    tcase_add_test(tests, asking_again_is_in_no_log);
    tcase_add_test(tests, the_rest_of_a_failed_block_can_be_dropped);
    tcase_add_test(tests, a_closed_pane_gets_nothing);
    tcase_add_test(tests, a_stop_that_comes_early_is_not_lost);
    suite_add_tcase(suite, tests);
    return suite;
}
