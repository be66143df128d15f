/* Tests of src/base/folder.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base_tests.h"
#include "folders.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"

char *scratch_make(void)
{
    const char *parent = getenv("TMPDIR");
    char *folder = path_join(parent ? parent : "/tmp", "patron-base-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    return folder;
}

void scratch_remove(char *folder)
{
    ck_assert(folder_remove(folder, NULL));
    ck_assert(!folder_exists(folder));
    free(folder);
}

START_TEST(paths_are_joined)
{
    static const char *const cases[][3] = {
        { "a", "b", "a/b" }, { "a/", "b", "a/b" }, { "", "b", "b" }, { "/", "b", "/b" }, { "a", "/b", "/b" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char *path = path_join(cases[i][0], cases[i][1]);
        ck_assert_str_eq(path, cases[i][2]);
        free(path);
    }
}
END_TEST

START_TEST(folders_are_made_with_their_parents)
{
    char *folder = scratch_make(), *deep = path_join(folder, "a//b/c/");
    ck_assert(folder_make(deep, NULL) && folder_exists(deep));
    ck_assert(folder_make(deep, NULL));
    ck_assert(folder_sync(deep, NULL));
    char *file = path_join(folder, "file"), *below = path_join(folder, "file/x");
    ck_assert(file_write(file, "x", 1, NULL));
    struct error err = ERROR_INIT;
    ck_assert(!folder_make(below, &err) && err.kind == ERROR_SYSTEM);
    ck_assert(!folder_make(file, &err) && err.kind == ERROR_SYSTEM);
    ck_assert(!folder_sync(below, &err));
    error_release(&err);
    free(file);
    free(below);
    free(deep);
    scratch_remove(folder);
}
END_TEST

START_TEST(relative_folders_are_made)
{
    char *folder = scratch_make();
    ck_assert_int_eq(chdir(folder), 0);
    ck_assert(folder_make("x/y", NULL) && folder_make("z", NULL) && folder_make(".", NULL));
    ck_assert(file_write("z/f", "x", 1, NULL) && file_exists("z/f"));
    ck_assert(file_write("plain", "x", 1, NULL) && file_exists("plain"));
    ck_assert_int_eq(chdir("/"), 0);
    scratch_remove(folder);
}
END_TEST

START_TEST(names_are_sorted)
{
    char *folder = scratch_make();
    for (int i = 39; i >= 0; i--) {
        char name[8];
        snprintf(name, sizeof(name), "%02d", i);
        char *path = path_join(folder, name);
        ck_assert(i % 2 ? file_write(path, "x", 1, NULL) : folder_make(path, NULL));
        free(path);
    }
    char **names = folder_list(folder, NULL);
    for (int i = 0; i < 40; i++) {
        ck_assert_int_eq(strtol(names[i], NULL, 10), i);
        free(names[i]);
    }
    ck_assert_ptr_null(names[40]);
    free(names);
    struct error err = ERROR_INIT;
    char *none = path_join(folder, "none");
    ck_assert_ptr_null(folder_list(none, &err));
    ck_assert_int_eq(err.code, E_NO_FILE);
    ck_assert(!folder_remove(none, &err));
    error_release(&err);
    free(none);
    scratch_remove(folder);
}
END_TEST

START_TEST(removal_does_not_follow_links)
{
    char *folder = scratch_make(), *outside = scratch_make();
    char *kept = path_join(outside, "kept"), *link = path_join(folder, "link");
    ck_assert(file_write(kept, "x", 1, NULL));
    ck_assert_int_eq(symlink(outside, link), 0);
    scratch_remove(folder);
    ck_assert(file_exists(kept));
    free(kept);
    free(link);
    scratch_remove(outside);
}
END_TEST

START_TEST(a_removal_that_fails_says_so)
{
    char *folder = scratch_make(), *file = path_join(folder, "f");
    ck_assert(file_write(file, "x", 1, NULL));
    struct error err = ERROR_INIT;
    file_fail_at(1);
    ck_assert(!folder_remove(folder, &err));
    file_fail_at(0);
    ck_assert_ptr_nonnull(strstr(err.what, "cannot remove"));
    ck_assert(file_exists(file));
    error_release(&err);
    free(file);
    scratch_remove(folder);
}
END_TEST

TCase *folder_cases(void)
{
    TCase *cases = tcase_create("folder");
    tcase_add_test(cases, paths_are_joined);
    tcase_add_test(cases, folders_are_made_with_their_parents);
    tcase_add_test(cases, relative_folders_are_made);
    tcase_add_test(cases, names_are_sorted);
    tcase_add_test(cases, removal_does_not_follow_links);
    tcase_add_test(cases, a_removal_that_fails_says_so);
    return cases;
}
