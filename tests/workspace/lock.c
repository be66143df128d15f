/* One writer at a time, whatever becomes of it. */
#include "workspace/lock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/base/file.h"

/* A child that opens the workspace for writing, tells by a byte, and waits to be killed. */
static pid_t start_writer(const char *folder)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert(child >= 0);
    if (child == 0) {
        struct workspace *workspace = workspace_open(folder, false, NULL);
        (void)!write(ends[1], workspace != NULL ? "y" : "n", 1);
        for (;;)
            pause();
    }
    char told;
    ck_assert_int_eq(read(ends[0], &told, 1), 1);
    ck_assert_int_eq(told, 'y');
    close(ends[0]);
    close(ends[1]);
    return child;
}

START_TEST(second_process_is_told_who_writes)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop"), process[64];
    workspace_close(make_workspace(shop));
    pid_t child = start_writer(shop);
    snprintf(process, sizeof process, "is in use by process %ld", (long)child);
    struct error told = ERROR_INIT;
    ck_assert_ptr_null(workspace_open(shop, false, &told));
    ck_assert_int_eq(told.code, E_IN_USE);
    ck_assert_ptr_nonnull(strstr(told.what, process));
    ck_assert_ptr_nonnull(told.mend[0]);
    error_release(&told);
    struct workspace *reader;
    expect((reader = workspace_open(shop, true, &err)) != NULL); /* readers are not kept out */
    workspace_close(reader);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    workspace_close(open_workspace(shop)); /* the lock went with its process */
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(same_process_is_refused_too)
{
    char *folder = scratch_make();
    struct lock *lock, *again;
    expect((lock = lock_take(folder, &err)) != NULL);
    expect_error(lock_take(folder, &err) != NULL, E_IN_USE, "is in use by process");
    lock_release(lock);
    expect((again = lock_take(folder, &err)) != NULL);
    lock_release(again);
    lock_release(NULL);
    scratch_remove(folder);
}
END_TEST

START_TEST(number_of_a_dead_process_does_not_matter)
{
    char *folder = scratch_make(), *path = scratch_path(folder, "lock");
    expect(file_write(path, "1\n", 2, &err)); /* process 1 lives, and does not hold the lock */
    struct lock *lock;
    expect((lock = lock_take(folder, &err)) != NULL);
    lock_release(lock);
    free(path);
    scratch_remove(folder);
}
END_TEST

Suite *lock_suite(void)
{
    Suite *suite = suite_create("lock");
    TCase *cases = tcase_create("lock");
    tcase_add_test(cases, second_process_is_told_who_writes);
    tcase_add_test(cases, same_process_is_refused_too);
    tcase_add_test(cases, number_of_a_dead_process_does_not_matter);
    suite_add_tcase(suite, cases);
    return suite;
}
