/* No more room: files that may not grow, and a disk that is really full. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failure_tests.h"
#include "patron/base/file.h"

enum { SKIPPED = 77 };

/* The status of a child that runs FUNCTION(FOLDER). */
static int in_child(int (*function)(const char *folder), const char *folder)
{
    pid_t child = fork();
    ck_assert(child >= 0);
    if (child == 0)
        _exit(function(folder));
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static off_t size_of(const char *folder, const char *name)
{
    char *path = scratch_path(folder, name);
    struct stat status;
    off_t size = stat(path, &status) == 0 ? status.st_size : 0;
    free(path);
    return size;
}

/* Commands until one finds no room; 0 when that is told as it should be. */
static int run_until_full(struct workspace *workspace, int number)
{
    struct error told = ERROR_INIT;
    while (numbered_command(workspace, number + 1, NULL, &told)) {
        number++;
        if (number > 500)
            return 3;
    }
    int status = told.code == E_FULL && told.mend[0] != NULL ? 0 : 4;
    if (status != 0)
        fprintf(stderr, "E%04d: %s (%s)\n", told.code, told.what, told.reason != NULL ? told.reason : "");
    error_release(&told);
    workspace_close(workspace);
    return status;
}

/* Files may grow up to the catalog's size and a little more: column files fit, the catalog does not. */
static int with_limited_catalog(const char *folder)
{
    struct workspace *workspace = workspace_open(folder, false, NULL);
    rlim_t limit = (rlim_t)size_of(folder, "catalog.sqlite") + 20000;
    signal(SIGXFSZ, SIG_IGN);
    if (workspace == NULL || setrlimit(RLIMIT_FSIZE, &(struct rlimit){ limit, limit }) != 0)
        return 2;
    return run_until_full(workspace, 0);
}

/* No file may be longer than a few hundred bytes: no column fits. */
static int with_limited_columns(const char *folder)
{
    struct workspace *workspace = workspace_open(folder, false, NULL);
    signal(SIGXFSZ, SIG_IGN);
    if (workspace == NULL || setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 500, 500 }) != 0)
        return 2;
    return run_until_full(workspace, 0);
}

START_TEST(files_that_may_not_grow)
{
    int (*const limits[])(const char *) = { with_limited_catalog, with_limited_columns };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
        struct workspace *workspace = make_workspace(shop);
        expect(numbered_command(workspace, 0, NULL, &err));
        workspace_close(workspace);
        ck_assert_int_eq(in_child(limits[i], shop), 0);
        int number = check_numbered(shop);
        workspace = open_workspace(shop); /* with room again, it goes on */
        expect(numbered_command(workspace, number + 1, NULL, &err));
        workspace_close(workspace);
        ck_assert_int_eq(check_numbered(shop), number + 1);
        free(shop);
        scratch_remove(folder);
    }
}
END_TEST

/* A disk of one megabyte of our own; needs the right to mount. */
static int on_small_disk(const char *folder)
{
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", folder, "tmpfs", 0, "size=1m") != 0)
        return SKIPPED;
    char *shop = scratch_path(folder, "shop");
    struct workspace *workspace = workspace_make(shop, NULL);
    if (workspace == NULL || !numbered_command(workspace, 0, NULL, NULL))
        return 2;
    int status = run_until_full(workspace, 0);
    if (status == 0 && check_numbered(shop) < 1)
        status = 5;
    free(shop);
    return status;
}

START_TEST(disk_that_is_full)
{
    char *folder = scratch_make();
    int status = in_child(on_small_disk, folder);
    if (status == SKIPPED)
        fprintf(stderr, "not run: disk_that_is_full needs the right to mount\n");
    else
        ck_assert_int_eq(status, 0);
    scratch_remove(folder);
}
END_TEST

Suite *full_disk_suite(void)
{
    Suite *suite = suite_create("full_disk");
    TCase *cases = tcase_create("full_disk");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, files_that_may_not_grow);
    tcase_add_test(cases, disk_that_is_full);
    suite_add_tcase(suite, cases);
    return suite;
}
