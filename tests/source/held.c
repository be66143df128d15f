#include "source/held.h"

#include <fcntl.h>
#include <unistd.h>

#include "patron/base/file.h"
#include "source/archive.h"
#include "support.h"

static const char *const parts[] = { "a.csv", "x,y\n1,2\n", "in/b.csv", "x,y\n3,4\n5,6\n" };

START_TEST(names_of_archives)
{
    ck_assert(is_archive_name("a.zip", 5));
    ck_assert(is_archive_name("a.TAR.gz", 8));
    ck_assert(!is_archive_name("a.csv.gz", 8));
    ck_assert(!is_archive_name(".zip", 4));
    ck_assert_uint_eq(archive_part("no/a.zip:b.csv"), 8);
    ck_assert_uint_eq(archive_part("no/a.tgz:b:c.csv"), 8);
    ck_assert_uint_eq(archive_part("no:b.csv"), 0);
    ck_assert_uint_eq(archive_part("no/a.zip:"), 0);
    /* A file that is there means itself. */
    ck_assert_uint_eq(archive_part(scratch_text("a.zip:b.csv", "x\n1\n")), 0);
}
END_TEST

START_TEST(files_within_archives)
{
    make_zip("h.zip", parts, 2);
    make_tar("h.tgz", parts, 2);
    for (size_t i = 0; i < 2; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s:in/b.csv", scratch(i ? "h.tgz" : "h.zip"));
        struct source_result result = read_file(path, NULL);
        ck_assert_uint_eq(result.table->n_rows, 2);
        assert_shown(result.table, "y", 1, "6");
        source_result_release(&result);
        snprintf(path, sizeof path, "%s:c.csv", scratch(i ? "h.tgz" : "h.zip"));
        struct error err = refuse_file(path, NULL, E_NO_FILE);
        ck_assert_ptr_nonnull(strstr(err.what, "'c.csv'"));
        error_release(&err);
    }
}
END_TEST

/* Reads the file NAME as standard input. */
static struct source_result read_piped(const char *path)
{
    int before = dup(STDIN_FILENO), file = open(path, O_RDONLY);
    ck_assert_int_ge(file, 0);
    dup2(file, STDIN_FILENO);
    close(file);
    struct source_result result = read_file("-", NULL);
    dup2(before, STDIN_FILENO);
    close(before);
    return result;
}

START_TEST(standard_input)
{
    struct source_result result = read_piped(scratch_text("in.csv", "x;y\n1;2\n3;4,5\n5\n"));
    ck_assert_uint_eq(result.table->n_rows, 2);
    assert_shown(result.table, "y", 1, "4.5");
    assert_shown(result.quarantine, "file", 0, "-");
    ck_assert_uint_eq(result.n_bytes, 16);
    source_result_release(&result);
    result = read_piped(make_workbook("in.xlsx", "<row><c><v>7</v></c></row><row><c><v>1</v></c></row>"));
    ck_assert_str_eq(result.format, "xlsx");
    source_result_release(&result);
    int before = dup(STDIN_FILENO), file = open("/dev/null", O_RDONLY);
    dup2(file, STDIN_FILENO);
    struct error err = refuse_file("-", NULL, E_EMPTY_FILE);
    error_release(&err);
    dup2(before, STDIN_FILENO);
    close(before);
    close(file);
}
END_TEST

TCase *held_tests(void)
{
    TCase *tests = tcase_create("held");
    tcase_add_test(tests, names_of_archives);
    tcase_add_test(tests, files_within_archives);
    tcase_add_test(tests, standard_input);
    return tests;
}
