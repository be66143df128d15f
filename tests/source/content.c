#include "source/content.h"

#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

START_TEST(a_missing_file_is_told_with_its_whole_path)
{
    scratch_text("orders.csv", "a\n1\n");
    char path[256];
    snprintf(path, sizeof path, "%s", scratch("ordres.csv"));
    struct error err = refuse_file(path, NULL, E_NO_FILE);
    ck_assert_ptr_nonnull(strstr(err.what, path));
    ck_assert_ptr_nonnull(strstr(err.reason, path));
    ck_assert_str_eq(err.mend[0], scratch("orders.csv"));
    error_release(&err);
    err = refuse_file("no/such/place.csv", NULL, E_NO_FILE);
    ck_assert_ptr_nonnull(strstr(err.what, "'no/such/place.csv'"));
    ck_assert_msg(strstr(err.reason, "/no/such/place.csv") && strstr(err.reason, " /"), "%s", err.reason);
    error_release(&err);
}
END_TEST

START_TEST(a_folder)
{
    struct error err = refuse_file(TEST_DATA, NULL, E_IS_FOLDER);
    error_release(&err);
}
END_TEST

START_TEST(a_file_that_may_not_be_read)
{
    const char *path = scratch_text("secret.csv", "a\n1\n");
    if (geteuid() == 0)
        return; /* root may read everything */
    chmod(path, 0);
    struct error err = refuse_file(path, NULL, E_PERMISSION);
    error_release(&err);
}
END_TEST

START_TEST(empty_files)
{
    static const char *const texts[] = { "", "\n\n", "\xef\xbb\xbf", " \r\n\t\r\n" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = refuse_text("empty.csv", texts[i], NULL, E_EMPTY_FILE);
        error_release(&err);
    }
}
END_TEST

START_TEST(files_of_other_kinds)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *what;
    } cases[] = { { "\x89PNG\r\n\x1a\n", 8, "PNG" },
                  { "\x7f"
                    "ELF\2\1\1",
                    7, "program" },
                  { "PK\3\4\x14\0\0\0", 8, "zip" },
                  { "%PDF-1.4\n", 9, "PDF" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = refuse_file(scratch_file("data.csv", cases[i].bytes, cases[i].length), NULL, E_BINARY);
        ck_assert_msg(strstr(err.reason, cases[i].what) != NULL, "%s", err.reason);
        error_release(&err);
    }
}
END_TEST

START_TEST(a_nul_byte)
{
    struct error err = refuse_file(scratch_file("nul.csv", "a,b\n1,2\n3,\0\n", 12), NULL, E_BINARY);
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_uint_eq(err.place.column, 3);
    error_release(&err);
}
END_TEST

START_TEST(bytes_that_are_not_utf8)
{
    struct error err = refuse_text("latin.csv", "name,n\n\xc3\xa9t\xc3\xa9,1\ncaf\xe9,2\n", NULL, E_ENCODING);
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_uint_eq(err.place.column, 4);
    ck_assert_str_eq(err.place.source, "caf?,2");
    ck_assert_str_eq(err.mend[0], "encoding=latin1");
    error_release(&err);
    struct source_options options = { .encoding = "latin1" };
    struct source_result result = read_text("latin.csv", "name,n\ncaf\xe9,2\n", &options);
    assert_shown(result.table, "name", 0, "caf\xc3\xa9");
    source_result_release(&result);
}
END_TEST

START_TEST(utf16_by_mark_and_by_option)
{
    static const char marked[] = "\xff\xfe"
                                 "a\0,\0b\0\n\0\xe9\0,\0"
                                 "2\0\n\0";
    struct source_result result = read_file(scratch_file("u.csv", marked, sizeof marked - 1), NULL);
    assert_shown(result.table, "a", 0, "\xc3\xa9");
    source_result_release(&result);
    const char *path = scratch_file("u.csv", marked + 2, sizeof marked - 3);
    struct error err = refuse_file(path, NULL, E_ENCODING);
    ck_assert_str_eq(err.mend[0], "encoding=utf16");
    error_release(&err);
    struct source_options options = { .encoding = "utf16" };
    result = read_file(path, &options);
    assert_shown(result.table, "b", 0, "2");
    source_result_release(&result);
    options.encoding = "ebcdic";
    err = refuse_file(path, &options, E_BAD_VALUE);
    error_release(&err);
}
END_TEST

TCase *content_tests(void)
{
    TCase *tests = tcase_create("content");
    tcase_add_test(tests, a_missing_file_is_told_with_its_whole_path);
    tcase_add_test(tests, a_folder);
    tcase_add_test(tests, a_file_that_may_not_be_read);
    tcase_add_test(tests, empty_files);
    tcase_add_test(tests, files_of_other_kinds);
    tcase_add_test(tests, a_nul_byte);
    tcase_add_test(tests, bytes_that_are_not_utf8);
    tcase_add_test(tests, utf16_by_mark_and_by_option);
    return tests;
}
