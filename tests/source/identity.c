/* Files known by their bytes. */
#include <stdlib.h>

#include "patron/base/work.h"
#include "support.h"

static struct source_identity identity_of(const char *path, const char *options, size_t threads)
{
    struct source_identity identity;
    struct error err = ERROR_INIT;
    struct work *work = threads ? work_new(threads) : NULL;
    ck_assert(source_identify(&path, 1, options, work, &identity, &err));
    work_free(work);
    return identity;
}

START_TEST(bytes_and_options_are_what_counts)
{
    const char *path = scratch_text("i.csv", "a,b\n1,2\n");
    struct source_identity first = identity_of(path, "", 0), again = identity_of(path, "", 0);
    ck_assert(first.known && again.known);
    ck_assert_str_eq(first.hash, again.hash);
    ck_assert(source_identity_holds(&first, &path, 1));
    ck_assert_str_ne(first.hash, identity_of(path, "bad=drop", 0).hash);
    scratch_text("i.csv", "a,b\n1,3\n");
    ck_assert(!source_identity_holds(&first, &path, 1));
    ck_assert_str_ne(first.hash, identity_of(path, "", 0).hash);
    scratch_text("i.csv", "a,b\n1,2\n");
    ck_assert_str_eq(first.hash, identity_of(path, "", 0).hash); /* the same bytes, written later */
}
END_TEST

START_TEST(large_files_on_any_number_of_threads)
{
    size_t length = (9 << 20) + 5;
    char *bytes = malloc(length);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)('a' + i % 23);
    const char *path = scratch_file("large.csv", bytes, length);
    struct source_identity alone = identity_of(path, "", 0), many = identity_of(path, "", 4);
    ck_assert_str_eq(alone.hash, many.hash);
    bytes[length - 1] = '\n';
    scratch_file("large.csv", bytes, length);
    ck_assert_str_ne(alone.hash, identity_of(path, "", 4).hash);
    free(bytes);
}
END_TEST

START_TEST(what_can_be_read_once_is_not_known)
{
    ck_assert(!identity_of("-", "", 0).known);
    ck_assert(!identity_of("/dev/null", "", 0).known);
    ck_assert(!identity_of(scratch("nowhere.csv"), "", 0).known);
}
END_TEST

TCase *identity_tests(void)
{
    TCase *tests = tcase_create("identity");
    tcase_add_test(tests, bytes_and_options_are_what_counts);
    tcase_add_test(tests, large_files_on_any_number_of_threads);
    tcase_add_test(tests, what_can_be_read_once_is_not_known);
    return tests;
}
