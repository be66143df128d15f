/* Tests of src/base/file.c. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base_tests.h"
#include "folders.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

static void check_content(const char *path, const char *expected)
{
    size_t length;
    char *bytes = file_read(path, &length, NULL);
    ck_assert_msg(bytes != NULL, "%s can be read", path);
    ck_assert_uint_eq(length, strlen(expected));
    ck_assert_str_eq(bytes, expected);
    free(bytes);
}

static size_t count_names(const char *folder)
{
    size_t n = 0;
    char **names = folder_list(folder, NULL);
    ck_assert_ptr_nonnull(names);
    for (; names[n]; n++)
        free(names[n]);
    free(names);
    return n;
}

START_TEST(written_files_are_read)
{
    char *folder = scratch_make(), *path = path_join(folder, "a.txt");
    ck_assert(file_write(path, "first", 5, NULL));
    check_content(path, "first");
    chmod(path, 0640);
    ck_assert(file_write(path, "second", 6, NULL));
    check_content(path, "second");
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
    ck_assert(file_append(path, "+more", 5, NULL));
    check_content(path, "second+more");
    ck_assert(file_exists(path) && !file_exists(folder) && !folder_exists(path));
    ck_assert(file_write(path, NULL, 0, NULL));
    check_content(path, "");
    ck_assert_uint_eq(count_names(folder), 1);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(large_files_are_whole)
{
    char *folder = scratch_make(), *path = path_join(folder, "large");
    size_t n = 700001;
    char *bytes = allocate(n, 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(i * 31 >> 3);
    for (size_t piece = 1000; piece <= 700000; piece = piece * 3 + 17) {
        struct file_writer *writer = file_writer_open(path, NULL);
        for (size_t begin = 0; begin < n; begin += piece)
            file_writer_add(writer, bytes + begin, n - begin < piece ? n - begin : piece);
        ck_assert(file_writer_commit(writer, NULL));
        struct file_map map;
        ck_assert(file_map_open(path, &map, NULL));
        ck_assert_uint_eq(map.length, n);
        ck_assert(memcmp(map.bytes, bytes, n) == 0);
        file_map_forget(&map, 4097, n + 9999); /* readable all the same */
        ck_assert(memcmp(map.bytes, bytes, n) == 0);
        file_map_close(&map);
        ck_assert_ptr_null(map.bytes);
        size_t length;
        char *again = file_read(path, &length, NULL);
        ck_assert(length == n && memcmp(again, bytes, n) == 0 && again[n] == '\0');
        free(again);
    }
    free(bytes);
    free(path);
    scratch_remove(folder);
}
END_TEST

struct halves {
    struct file_map map;
    size_t n_zeros[2];
};

static void count_zeros(void *context, size_t half)
{
    struct halves *h = context;
    for (size_t i = half * h->map.length / 2; i < (half + 1) * h->map.length / 2; i++)
        h->n_zeros[half] += h->map.bytes[i] == 0;
}

static char *write_ones(const char *folder, size_t n)
{
    char *path = path_join(folder, "ones"), *bytes = allocate(n, 1);
    memset(bytes, 1, n);
    ck_assert(file_write(path, bytes, n, NULL));
    free(bytes);
    return path;
}

/* On each thread that comes upon the end; and again for the next map. */
START_TEST(a_foreign_file_cut_short_reads_as_zeros)
{
    char *folder = scratch_make(), *path = write_ones(folder, 1 << 20);
    struct work *work = work_new(2);
    for (int i = 0; i < 2; i++) {
        struct halves halves = { .n_zeros = { 0, 0 } };
        ck_assert(file_map_open_foreign(path, &halves.map, NULL));
        ck_assert_int_eq(truncate(path, 1000), 0);
        ck_assert(work_run(work, 2, count_zeros, &halves, NULL));
        ck_assert_uint_eq(halves.n_zeros[0], (1 << 19) - 1000);
        ck_assert_uint_eq(halves.n_zeros[1], 1 << 19);
        file_map_close(&halves.map);
        free(path);
        path = write_ones(folder, 1 << 20);
    }
    work_free(work);
    free(path);
    scratch_remove(folder);
}
END_TEST

/* Nothing is made of zeros where a file is the workspace's own. */
START_TEST(an_own_file_cut_short_ends_the_program)
{
    char *folder = scratch_make(), *path = write_ones(folder, 1 << 20);
    struct file_map foreign, own;
    signal(SIGBUS, SIG_DFL); /* not what a sanitizer would do */
    ck_assert(file_map_open_foreign(path, &foreign, NULL) && file_map_open(path, &own, NULL));
    ck_assert_int_eq(truncate(path, 1000), 0);
    ck_assert_int_eq(foreign.bytes[1 << 19], 0);
    scratch_remove(folder);
    ck_assert_int_eq(own.bytes[1 << 19], 0); /* SIGBUS */
}
END_TEST

START_TEST(nothing_is_seen_before_the_commit)
{
    char *folder = scratch_make(), *path = path_join(folder, "a");
    struct file_writer *writer = file_writer_open(path, NULL);
    file_writer_add_text(writer, "half");
    ck_assert(!file_exists(path));
    ck_assert_uint_eq(count_names(folder), 1); /* the temporary file */
    file_writer_discard(writer);
    ck_assert_uint_eq(count_names(folder), 0);
    file_writer_discard(NULL);
    /* two writers of one path at once: the last commit stands */
    struct file_writer *one = file_writer_open(path, NULL), *two = file_writer_open(path, NULL);
    file_writer_add_text(one, "one");
    file_writer_add_text(two, "two");
    ck_assert(file_writer_commit(two, NULL) && file_writer_commit(one, NULL));
    check_content(path, "one");
    ck_assert_uint_eq(count_names(folder), 1);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(every_failure_leaves_the_old_or_the_new)
{
    char *folder = scratch_make(), *path = path_join(folder, "a");
    uint64_t n = 0;
    bool written = false;
    while (!written) {
        ck_assert(file_write(path, "old", 3, NULL));
        struct error err = ERROR_INIT;
        file_fail_at(++n);
        written = file_write(path, "new", 3, &err);
        file_fail_at(0);
        if (!written) {
            ck_assert_int_eq(err.code, E_FULL);
            ck_assert_ptr_nonnull(strstr(err.what, path));
        }
        check_content(path, n >= 4 ? "new" : "old"); /* write, sync and rename fail before; the folder's sync after */
        ck_assert_uint_eq(count_names(folder), 1);
        error_release(&err);
        ck_assert_uint_lt(n, 20);
    }
    ck_assert_uint_eq(n, 5); /* four calls can fail */
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(a_failing_removal_leaves_nothing)
{
    char *folder = scratch_make(), *path = path_join(folder, "a");
    struct file_writer *writer = file_writer_open(path, NULL);
    file_writer_add_text(writer, "x");
    file_fail_at(1);
    file_writer_discard(writer);
    file_fail_at(0);
    ck_assert_uint_eq(count_names(folder), 0);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(large_writes_fail_too)
{
    char *folder = scratch_make(), *path = path_join(folder, "a");
    char *bytes = allocate(1000000, 1);
    for (uint64_t n = 1; n <= 4; n++) {
        struct error err = ERROR_INIT;
        struct file_writer *writer = file_writer_open(path, NULL);
        file_fail_at(n);
        for (int i = 0; i < 10; i++)
            file_writer_add(writer, bytes, 100000);
        ck_assert(!file_writer_commit(writer, &err));
        file_fail_at(0);
        ck_assert_uint_eq(count_names(folder), 0);
        error_release(&err);
    }
    free(bytes);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(the_environment_may_ask_for_a_failure)
{
    char *folder = scratch_make(), *path = path_join(folder, "a");
    setenv("PATRON_FAIL_AT", "2", 1); /* read at the first call of this process */
    ck_assert(!file_write(path, "x", 1, NULL));
    ck_assert(file_write(path, "x", 1, NULL));
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(errors_say_what_is_wrong)
{
    char *folder = scratch_make();
    char *missing = path_join(folder, "none/a"), *none = path_join(folder, "none");
    struct error err = ERROR_INIT;
    struct file_map map;
    ck_assert_ptr_null(file_writer_open(missing, &err));
    ck_assert_int_eq(err.code, E_NO_FOLDER);
    ck_assert_ptr_null(file_writer_open(folder, &err));
    ck_assert_int_eq(err.code, E_IS_FOLDER);
    ck_assert_ptr_null(file_read(none, NULL, &err));
    ck_assert_int_eq(err.code, E_NO_FILE);
    ck_assert_ptr_null(file_read(folder, NULL, &err));
    ck_assert_int_eq(err.code, E_IS_FOLDER);
    ck_assert(!file_map_open(none, &map, &err));
    ck_assert_int_eq(err.code, E_NO_FILE);
    ck_assert(!file_append(missing, "x", 1, &err));
    ck_assert_int_eq(err.code, E_NO_FOLDER);
    error_release(&err);
    free(missing);
    free(none);
    scratch_remove(folder);
}
END_TEST

START_TEST(empty_files_are_mapped)
{
    char *folder = scratch_make(), *path = path_join(folder, "empty");
    struct file_map map;
    ck_assert(file_write(path, "", 0, NULL) && file_map_open(path, &map, NULL));
    ck_assert(map.length == 0 && map.bytes == NULL);
    file_map_close(&map);
    ck_assert(file_map_open("/dev/null", &map, NULL) && map.length == 0 && map.bytes == NULL);
    file_map_close(&map);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(pipes_are_read_to_their_end)
{
    char *folder = scratch_make(), *path = path_join(folder, "pipe");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    enum { N = 200000 };
    pid_t child = fork();
    if (child == 0) {
        struct file_writer *writer = file_writer_open(path, NULL);
        for (int i = 0; i < N; i++)
            file_writer_add(writer, "x", 1);
        _exit(file_writer_commit(writer, NULL) ? 0 : 1);
    }
    struct file_map map;
    ck_assert(file_map_open(path, &map, NULL));
    ck_assert_uint_eq(map.length, N);
    ck_assert(map.bytes[0] == 'x' && map.bytes[N - 1] == 'x');
    file_map_close(&map);
    int status;
    waitpid(child, &status, 0);
    ck_assert_int_eq(status, 0);
    ck_assert_uint_eq(count_names(folder), 1); /* written into, not replaced */
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(links_keep_pointing)
{
    char *folder = scratch_make(), *path = path_join(folder, "a"), *link = path_join(folder, "link");
    ck_assert(file_write(path, "old", 3, NULL));
    ck_assert_int_eq(symlink("a", link), 0);
    ck_assert(file_write(link, "new", 3, NULL));
    check_content(path, "new");
    struct stat status;
    ck_assert(lstat(link, &status) == 0 && S_ISLNK(status.st_mode));
    free(path);
    free(link);
    scratch_remove(folder);
}
END_TEST

START_TEST(standard_output_goes_on_where_it_is)
{
    char *folder = scratch_make(), *path = path_join(folder, "out");
    int before = dup(STDOUT_FILENO), file = open(path, O_WRONLY | O_CREAT, 0600);
    ck_assert_int_eq(write(file, "head ", 5), 5);
    dup2(file, STDOUT_FILENO);
    bool written = file_write("/dev/stdout", "body", 4, NULL);
    dup2(before, STDOUT_FILENO);
    close(before);
    close(file);
    ck_assert(written);
    check_content(path, "head body");
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(long_names_fit)
{
    char *folder = scratch_make(), name[256] = "";
    memset(name, 'n', 255);
    char *path = path_join(folder, name);
    ck_assert(file_write(path, "x", 1, NULL));
    check_content(path, "x");
    free(path);
    scratch_remove(folder);
}
END_TEST

TCase *file_cases(void)
{
    TCase *cases = tcase_create("file");
    tcase_add_test(cases, written_files_are_read);
    tcase_add_test(cases, large_files_are_whole);
    tcase_add_test(cases, a_foreign_file_cut_short_reads_as_zeros);
    tcase_add_test_raise_signal(cases, an_own_file_cut_short_ends_the_program, SIGBUS);
    tcase_add_test(cases, nothing_is_seen_before_the_commit);
    tcase_add_test(cases, every_failure_leaves_the_old_or_the_new);
    tcase_add_test(cases, a_failing_removal_leaves_nothing);
    tcase_add_test(cases, large_writes_fail_too);
    tcase_add_test(cases, the_environment_may_ask_for_a_failure);
    tcase_add_test(cases, errors_say_what_is_wrong);
    tcase_add_test(cases, empty_files_are_mapped);
    tcase_add_test(cases, pipes_are_read_to_their_end);
    tcase_add_test(cases, links_keep_pointing);
    tcase_add_test(cases, standard_output_goes_on_where_it_is);
    tcase_add_test(cases, long_names_fit);
    return cases;
}
