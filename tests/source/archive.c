#include "source/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include "patron/base/file.h"
#include "patron/base/text.h"
#include "support.h"

static const char *make_compressed(const char *name, int filter, const char *text)
{
    const char *path = scratch(name);
    struct archive *archive = archive_write_new();
    archive_write_set_format_raw(archive);
    ck_assert_int_eq(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_filename(archive, path), ARCHIVE_OK);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_pathname(entry, "data");
    archive_write_header(archive, entry);
    archive_write_data(archive, text, strlen(text));
    archive_entry_free(entry);
    archive_write_free(archive);
    return path;
}

static const char *make_gzip(const char *name, const char *text)
{
    return make_compressed(name, ARCHIVE_FILTER_GZIP, text);
}

START_TEST(all_compressions)
{
    static const int filters[] = { ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_BZIP2 };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct source_result result = read_file(make_compressed("packed.csv", filters[i], "a,b\n1,x\n2,y\n"), NULL);
        ck_assert_uint_eq(result.table->n_rows, 2);
        source_result_release(&result);
    }
}
END_TEST

START_TEST(a_gzip_file_by_content)
{
    struct source_result result = read_file(make_gzip("orders.csv.gz", "a,b\n1,x\n2,y\n"), NULL);
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert_str_eq(result.format, "csv");
    source_result_release(&result);
    result = read_file(make_gzip("no-ending", "a\tb\n1\tx\n"), NULL);
    assert_shown(result.table, "b", 0, "x");
    source_result_release(&result);
}
END_TEST

START_TEST(a_truncated_gzip_file)
{
    struct text text = TEXT_EMPTY;
    for (int i = 0; i < 20000; i++)
        text_add_format(&text, "%d,%d\n", i, i * 7919 % 10007);
    size_t length;
    char *bytes = file_read(make_gzip("whole.csv.gz", text_string(&text)), &length, NULL);
    struct error err = refuse_file(scratch_file("cut.csv.gz", bytes, length / 2), NULL, E_CORRUPT);
    error_release(&err);
    free(bytes);
    text_release(&text);
}
END_TEST

/* Wherever a gzip file is damaged, it is refused: not one value changes in silence. (The ten bytes of the
   header hold a time and the like, which say nothing about the content.) */
START_TEST(a_damaged_gzip_file)
{
    struct text text = TEXT_EMPTY;
    for (int i = 0; i < 40; i++)
        text_add_format(&text, "%d,%d\n", i, i * 7919 % 10007);
    size_t length;
    char *bytes = file_read(make_gzip("whole.csv.gz", text_string(&text)), &length, NULL);
    for (size_t i = 10; i < length; i += i + 12 < length ? 3 : 1) {
        if (i == length - 9)
            continue;
        bytes[i] ^= 4;
        struct error err = refuse_file(scratch_file("bad.csv.gz", bytes, length), NULL, E_CORRUPT);
        error_release(&err);
        bytes[i] ^= 4;
    }
    free(bytes);
    text_release(&text);
}
END_TEST

/* gzip files one behind the other are one, as for gunzip; zeros may follow, anything else is damage. */
START_TEST(members_of_a_gzip_file)
{
    struct text both = TEXT_EMPTY;
    size_t length;
    char *bytes = file_read(make_gzip("one.csv.gz", "a,b\n1,2\n"), &length, NULL);
    text_add_bytes(&both, bytes, length);
    free(bytes);
    bytes = file_read(make_gzip("two.csv.gz", "3,4\n"), &length, NULL);
    text_add_bytes(&both, bytes, length);
    free(bytes);
    for (int tail = 0; tail < 3; tail++) {
        const char *path = scratch_file("both.csv.gz", text_string(&both), both.length);
        if (tail < 2) {
            struct source_result result = read_file(path, NULL);
            ck_assert_uint_eq(result.table->n_rows, 2);
            assert_shown(result.table, "b", 1, "4");
            source_result_release(&result);
        } else {
            struct error err = refuse_file(path, NULL, E_CORRUPT);
            error_release(&err);
        }
        text_add_bytes(&both, tail ? "3,4\n" : "\0\0\0", 3);
    }
    text_release(&both);
}
END_TEST

START_TEST(a_damaged_tar_file)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, "a,b\n");
    for (int i = 0; i < 200; i++)
        text_add_format(&text, "%d,%d\n", i, i * 7919 % 10007);
    size_t length;
    char *bytes =
        file_read(make_tar("t.tar.gz", (const char *const[]){ "a.csv", text_string(&text) }, 1), &length, NULL);
    char member[400];
    snprintf(member, sizeof member, "%s:a.csv", scratch_file("t.tar.gz", bytes, length));
    struct source_result result = read_file(member, NULL);
    ck_assert_uint_eq(result.table->n_rows, 200);
    source_result_release(&result);
    bytes[length - 6] ^= 4; /* of the checksum */
    scratch_file("t.tar.gz", bytes, length);
    struct error err = refuse_file(member, NULL, E_CORRUPT);
    error_release(&err);
    free(bytes);
    text_release(&text);
}
END_TEST

static bool collect(void *context, const void *bytes, size_t length, struct error *err)
{
    (void)err;
    text_add_bytes(context, bytes, length);
    return true;
}

START_TEST(members_of_a_zip_file)
{
    const char *path = make_zip("two.zip", (const char *const[]){ "a.xml", "<a/>", "b/c.xml", "<c/>" }, 2);
    struct text text = TEXT_EMPTY;
    bool found;
    ck_assert(archive_member(&(struct packed){ .path = path }, "b/C.xml", collect, &text, &found, NULL));
    ck_assert(found);
    ck_assert_str_eq(text_string(&text), "<c/>");
    ck_assert(archive_member(&(struct packed){ .path = path }, "d.xml", collect, &text, &found, NULL));
    ck_assert(!found);
    text_release(&text);
}
END_TEST

START_TEST(heads)
{
    ck_assert(archive_is_compressed((const unsigned char *)"\x1f\x8b\x08", 3));
    ck_assert(!archive_is_compressed((const unsigned char *)"BZh,b\n", 6));
    unsigned char head[4];
    ck_assert_uint_eq(archive_head(make_gzip("head.gz", "abcdefgh"), head, sizeof head), 4);
    ck_assert_mem_eq(head, "abcd", 4);
}
END_TEST

TCase *archive_tests(void)
{
    TCase *tests = tcase_create("archive");
    tcase_add_test(tests, all_compressions);
    tcase_add_test(tests, a_gzip_file_by_content);
    tcase_add_test(tests, a_truncated_gzip_file);
    tcase_add_test(tests, a_damaged_gzip_file);
    tcase_add_test(tests, members_of_a_gzip_file);
    tcase_add_test(tests, a_damaged_tar_file);
    tcase_add_test(tests, members_of_a_zip_file);
    tcase_add_test(tests, heads);
    return tests;
}
