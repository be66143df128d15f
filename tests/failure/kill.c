/* kill -9 at any moment of a command: the workspace has the state before the command or the one after it.

   A child runs commands one after the other, each with the next number, and is killed after a time drawn from a fixed
   seed, up to that of a few commands. PATRON_KILLS in the environment says how often; 50 times when it does not. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "failure_tests.h"
#include "patron/base/number.h"
#include "patron/base/random.h"

enum { KILLS = 50 };

static int n_kills(void)
{
    const char *text = getenv("PATRON_KILLS");
    int64_t n = 0;
    return text != NULL && integer_parse(text, strlen(text), &n) && n > 0 ? (int)n : KILLS;
}

static _Noreturn void run_commands(const char *folder, int number)
{
    struct workspace *workspace = workspace_open(folder, false, NULL);
    if (workspace == NULL)
        _exit(1);
    while (numbered_command(workspace, ++number, NULL, NULL))
        continue;
    _exit(2);
}

static int64_t nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* How long it takes on this disk to open the workspace and to run a few commands, of which this runs one. */
static int64_t longest_wait(const char *folder, int number)
{
    int64_t start = nanoseconds();
    struct workspace *workspace = open_workspace(folder);
    expect(numbered_command(workspace, number, NULL, &err));
    workspace_close(workspace);
    return 4 * (nanoseconds() - start);
}

static void run_and_kill(const char *folder, int number, int64_t longest, struct random *random)
{
    pid_t child = fork();
    ck_assert(child >= 0);
    if (child == 0)
        run_commands(folder, number);
    int64_t wait = (int64_t)random_below(random, (size_t)longest);
    struct timespec pause = { wait / 1000000000, wait % 1000000000 };
    nanosleep(&pause, NULL);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFSIGNALED(status), "the child ended by itself with status %d", WEXITSTATUS(status));
}

START_TEST(at_any_moment)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    expect(numbered_command(workspace, 0, NULL, &err));
    workspace_close(workspace);
    struct random random = random_stream(20240701, 0);
    int64_t longest = longest_wait(shop, 1);
    int number = 1, n = n_kills(), n_idle = 0;
    for (int i = 0; i < n; i++) {
        run_and_kill(shop, number, longest, &random);
        int now = check_numbered(shop);
        ck_assert_int_ge(now, number); /* what was committed stays */
        n_idle = now > number ? 0 : n_idle + 1;
        if (n_idle == 3) { /* the disk has become slower, and no command gets through */
            longest *= 2;
            n_idle = 0;
        }
        number = now;
    }
    ck_assert_int_gt(number, 1 + n / 20); /* commands did get through in between */
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *kill_suite(void)
{
    Suite *suite = suite_create("kill");
    TCase *cases = tcase_create("kill");
    tcase_set_timeout(cases, 600);
    tcase_add_test(cases, at_any_moment);
    suite_add_tcase(suite, cases);
    return suite;
}
