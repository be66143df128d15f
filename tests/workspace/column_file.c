/* Column files: what goes in comes out, every damage is seen, nothing is written twice. */
#include "workspace/column_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/table/packed.h"

static const double reals[] = { 1.5, -0.0, 0.1 };
static const uint64_t offsets[] = { 0, 2, 2, 6 };
static const struct dictionary dictionary = { 3, offsets, "abcdef" };
static const uint32_t codes[] = { 2, 0, TEXT_MISSING, 1, 2 };
static const struct column_content real_content = { TYPE_REAL, 3, reals, NULL, 0 };
static const struct column_content text_content = { TYPE_TEXT, 5, codes, &dictionary, 0 };

static char *store(const char *folder, const struct column_content *content, char hash[HASH_TEXT])
{
    expect(column_content_hash(content, NULL, hash, &err));
    char *path = scratch_path(folder, hash);
    expect(column_file_store(path, content, hash, NULL, &err));
    return path;
}

START_TEST(numbers_come_back)
{
    char *folder = scratch_make(), hash[HASH_TEXT], *path = store(folder, &real_content, hash);
    struct column_file file;
    expect(column_file_open(path, hash, TYPE_REAL, 3, &file, &err));
    ck_assert_uint_eq((uintptr_t)file.content.values % 64, 0);
    ck_assert(memcmp(file.content.values, reals, sizeof reals) == 0);
    ck_assert_ptr_null(file.content.dictionary);
    ck_assert_uint_eq(file.map.length, 256 + 64);
    column_file_close(&file);
    expect(column_file_verify(path, hash, NULL, &err));
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(texts_come_back)
{
    char *folder = scratch_make(), hash[HASH_TEXT], *path = store(folder, &text_content, hash);
    struct column_file file;
    expect(column_file_open(path, hash, TYPE_TEXT, 5, &file, &err));
    ck_assert(memcmp(file.content.values, codes, sizeof codes) == 0);
    const struct dictionary *found = file.content.dictionary;
    ck_assert_uint_eq(found->n, 3);
    ck_assert(memcmp(found->offsets, offsets, sizeof offsets) == 0);
    ck_assert(memcmp(found->bytes, "abcdef", 6) == 0);
    ck_assert_uint_eq((uintptr_t)found->offsets % 64, 0);
    column_file_close(&file);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(empty_columns_come_back)
{
    static const enum type types[] = { TYPE_BOOL, TYPE_INT, TYPE_TEXT };
    char *folder = scratch_make(), hash[HASH_TEXT];
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct column_content content = { types[i], 0, NULL, NULL, 0 };
        char *path = store(folder, &content, hash);
        struct column_file file;
        expect(column_file_open(path, hash, types[i], 0, &file, &err));
        column_file_close(&file);
        expect(column_file_verify(path, hash, NULL, &err));
        free(path);
    }
    ck_assert_uint_eq(count_files(folder), 3); /* each type has a file of its own */
    scratch_remove(folder);
}
END_TEST

START_TEST(hash_is_of_content)
{
    char a[HASH_TEXT], b[HASH_TEXT];
    expect(column_content_hash(&real_content, NULL, a, &err));
    double other[] = { 1.5, 0.0, 0.1 }; /* -0.0 is another value */
    struct column_content content = { TYPE_REAL, 3, other, NULL, 0 };
    expect(column_content_hash(&content, NULL, b, &err));
    ck_assert_str_ne(a, b);
    other[1] = -0.0;
    expect(column_content_hash(&content, NULL, b, &err));
    ck_assert_str_eq(a, b);
    content.type = TYPE_INT; /* the same bytes as whole numbers */
    expect(column_content_hash(&content, NULL, b, &err));
    ck_assert_str_ne(a, b);
}
END_TEST

/* Every single byte of a file is covered: what opening overlooks, verifying finds. */
START_TEST(every_flipped_byte_is_found)
{
    char *folder = scratch_make(), hash[HASH_TEXT], *path = store(folder, &text_content, hash);
    struct stamp stamp;
    ck_assert(stamp_read(path, &stamp));
    for (long at = 0; at < stamp.bytes; at++) {
        flip_byte(path, at);
        expect_error(column_file_verify(path, hash, NULL, &err), E_CORRUPT, "is damaged");
        struct column_file file;
        if (at < 256)
            expect_error(column_file_open(path, hash, TYPE_TEXT, 5, &file, &err), E_CORRUPT, hash);
        flip_byte(path, at);
    }
    expect(column_file_verify(path, hash, NULL, &err));
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(cut_grown_and_missing_files_are_found)
{
    char *folder = scratch_make(), hash[HASH_TEXT], *path = store(folder, &text_content, hash);
    struct column_file file;
    ck_assert_int_eq(truncate(path, 256 + 64 * 3 + 1), 0);
    expect_error(column_file_open(path, hash, TYPE_TEXT, 5, &file, &err), E_CORRUPT, "is damaged");
    ck_assert_int_eq(truncate(path, 256 + 64 * 3 - 1), 0);
    expect_error(column_file_open(path, hash, TYPE_TEXT, 5, &file, &err), E_CORRUPT, "is damaged");
    ck_assert_int_eq(truncate(path, 0), 0);
    expect_error(column_file_open(path, hash, TYPE_TEXT, 5, &file, &err), E_CORRUPT, "is damaged");
    expect_error(column_file_verify(path, hash, NULL, &err), E_CORRUPT, "is damaged");
    ck_assert_int_eq(unlink(path), 0);
    expect_error(column_file_open(path, hash, TYPE_TEXT, 5, &file, &err), E_CORRUPT, "is damaged");
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(another_column_under_the_name_is_found)
{
    char *folder = scratch_make(), hash[HASH_TEXT], other[HASH_TEXT];
    char *path = store(folder, &text_content, hash), *other_path = store(folder, &real_content, other);
    ck_assert_int_eq(rename(other_path, path), 0);
    struct column_file file;
    expect_error(column_file_open(path, hash, TYPE_REAL, 3, &file, &err), E_CORRUPT, "is damaged");
    expect_error(column_file_verify(path, hash, NULL, &err), E_CORRUPT, "is damaged");
    expect_error(column_file_open(path, other, TYPE_REAL, 4, &file, &err), E_CORRUPT, "is damaged"); /* other length */
    expect_error(column_file_open(path, other, TYPE_INT, 3, &file, &err), E_CORRUPT, "is damaged");  /* other type */
    free(path);
    free(other_path);
    scratch_remove(folder);
}
END_TEST

START_TEST(whole_files_are_left_and_damaged_ones_replaced)
{
    char *folder = scratch_make(), hash[HASH_TEXT], *path = store(folder, &text_content, hash);
    struct stamp before, after;
    ck_assert(stamp_read(path, &before));
    expect(column_file_store(path, &text_content, hash, NULL, &err));
    ck_assert(stamp_read(path, &after));
    ck_assert(stamp_equal(before, after));
    flip_byte(path, -1); /* in the padding: of no use to anybody, and found all the same */
    expect(column_file_store(path, &text_content, hash, NULL, &err));
    expect(column_file_verify(path, hash, NULL, &err));
    free(path);
    scratch_remove(folder);
}
END_TEST

/* Put into order on the way, a column is the file that its rows in that order make; when it is there, it stays. */
START_TEST(rows_in_another_order)
{
    enum { N = 200001 }; /* more than a piece */
    char *folder = scratch_make(), wanted[HASH_TEXT], hash[HASH_TEXT];
    static const uint32_t few[] = { 4, 2, 2, 0, 1 };
    uint32_t ordered_codes[5], *rows = malloc(N * sizeof *rows);
    int64_t *values = malloc(N * sizeof *values), *ordered = malloc(N * sizeof *ordered);
    for (size_t i = 0; i < 5; i++)
        ordered_codes[i] = codes[few[i]];
    struct column_content texts = { TYPE_TEXT, 5, ordered_codes, &dictionary, 0 };
    char *path = store(folder, &texts, wanted);
    struct stamp before, after;
    ck_assert(stamp_read(path, &before));
    expect(column_file_make(folder, "column-0", &text_content, few, NULL, hash, &err));
    ck_assert_str_eq(hash, wanted);
    ck_assert(stamp_read(path, &after) && stamp_equal(before, after)); /* left alone */
    flip_byte(path, -1);
    expect(column_file_make(folder, "column-0", &text_content, few, NULL, hash, &err));
    expect(column_file_verify(path, hash, NULL, &err)); /* made whole */
    free(path);
    for (size_t i = 0; i < N; i++) {
        values[i] = (int64_t)i * 7;
        rows[i] = (uint32_t)((i * 99991) % N);
    }
    for (size_t i = 0; i < N; i++)
        ordered[i] = values[rows[i]];
    struct column_content content = { TYPE_INT, N, values, NULL, 0 }, moved = { TYPE_INT, N, ordered, NULL, 0 };
    expect(column_file_make(folder, "column-1", &content, rows, NULL, hash, &err));
    expect(column_content_hash(&moved, NULL, wanted, &err));
    ck_assert_str_eq(hash, wanted);
    path = scratch_path(folder, hash);
    expect(column_file_verify(path, hash, NULL, &err));
    struct column_file file;
    expect(column_file_open(path, hash, TYPE_INT, N, &file, &err));
    ck_assert_mem_eq(file.content.values, ordered, N * sizeof *ordered);
    column_file_close(&file);
    ck_assert_uint_eq(count_files(folder), 2); /* nothing beside them is left */
    free(path);
    free(ordered);
    free(values);
    free(rows);
    scratch_remove(folder);
}
END_TEST

/* Packed values are in the file as they are, and its name is that of the same values unpacked; put into order too. */
START_TEST(packed_columns_have_the_hash_of_plain_ones)
{
    static const int64_t whole[] = { 3, -120, INT_MISSING, 127, 0 };
    static const uint32_t places[] = { 4, 3, 2, 1, 0 };
    char *folder = scratch_make(), hash[HASH_TEXT], wanted[HASH_TEXT];
    int8_t few[5];
    int64_t back[5], turned[5];
    values_pack(TYPE_INT, whole, 5, 1, few);
    for (size_t i = 0; i < 5; i++)
        turned[i] = whole[places[i]];
    struct column_content packed = { TYPE_INT, 5, few, NULL, 1 }, plain = { TYPE_INT, 5, whole, NULL, 0 };
    expect(column_content_hash(&plain, NULL, wanted, &err));
    char *path = store(folder, &packed, hash);
    ck_assert_str_eq(hash, wanted);
    struct column_file file;
    expect(column_file_open(path, hash, TYPE_INT, 5, &file, &err));
    ck_assert_uint_eq(file.content.width, 1);
    values_unpack(TYPE_INT, file.content.values, 5, 1, back);
    ck_assert_mem_eq(back, whole, sizeof whole);
    column_file_close(&file);
    struct stamp stamp;
    ck_assert(stamp_read(path, &stamp));
    for (long at = 0; at < stamp.bytes; at++) {
        flip_byte(path, at);
        expect_error(column_file_verify(path, hash, NULL, &err), E_CORRUPT, "is damaged");
        flip_byte(path, at);
    }
    expect(column_file_verify(path, hash, NULL, &err));
    plain.values = turned;
    expect(column_content_hash(&plain, NULL, wanted, &err));
    expect(column_file_make(folder, "column-0", &packed, places, NULL, hash, &err));
    ck_assert_str_eq(hash, wanted);
    free(path);
    scratch_remove(folder);
}
END_TEST

Suite *column_file_suite(void)
{
    Suite *suite = suite_create("column_file");
    TCase *cases = tcase_create("column_file");
    tcase_add_test(cases, numbers_come_back);
    tcase_add_test(cases, texts_come_back);
    tcase_add_test(cases, empty_columns_come_back);
    tcase_add_test(cases, hash_is_of_content);
    tcase_add_test(cases, every_flipped_byte_is_found);
    tcase_add_test(cases, cut_grown_and_missing_files_are_found);
    tcase_add_test(cases, another_column_under_the_name_is_found);
    tcase_add_test(cases, whole_files_are_left_and_damaged_ones_replaced);
    tcase_add_test(cases, rows_in_another_order);
    tcase_add_test(cases, packed_columns_have_the_hash_of_plain_ones);
    suite_add_tcase(suite, cases);
    return suite;
}
