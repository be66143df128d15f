/* Tests of src/table/dictionary.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/hash.h"
#include "patron/table/builder.h"
#include "table_tests.h"

START_TEST(codes_follow_first_appearance)
{
    static const char *const words[] = { "b", "a", "", "b", "ab", "a", "" };
    static const uint32_t codes[] = { 0, 1, 2, 0, 3, 1, 2 };
    struct dictionary_builder *builder = dictionary_builder_new();
    for (size_t i = 0; i < 7; i++)
        ck_assert_uint_eq(dictionary_builder_add(builder, words[i], strlen(words[i])), codes[i]);
    ck_assert_uint_eq(dictionary_builder_size(builder), 4);
    struct dictionary *dictionary = dictionary_builder_finish(builder, NULL);
    for (size_t i = 0; i < 7; i++) {
        size_t length;
        const char *text = dictionary_text(dictionary, codes[i], &length);
        ck_assert(length == strlen(words[i]) && memcmp(text, words[i], length) == 0);
        ck_assert_uint_eq(dictionary_find(dictionary, words[i], strlen(words[i])), codes[i]);
    }
    ck_assert_uint_eq(dictionary_find(dictionary, "abc", 3), TEXT_MISSING);
    size_t length = 9;
    ck_assert_str_eq(dictionary_text(dictionary, TEXT_MISSING, &length), "");
    ck_assert_uint_eq(length, 0);
    dictionary_free(dictionary);
    dictionary_free(NULL);
    dictionary_builder_free(dictionary_builder_new());
    dictionary_builder_free(NULL);
}
END_TEST

START_TEST(many_texts_are_told_apart)
{
    enum { TEXTS = 100000 };
    struct dictionary_builder *builder = dictionary_builder_new();
    char text[16];
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < TEXTS; i++) {
            int length = snprintf(text, sizeof(text), "C%u", i);
            require(dictionary_builder_add(builder, text, (size_t)length) == i);
        }
    struct dictionary *dictionary = dictionary_builder_finish(builder, NULL);
    ck_assert_uint_eq(dictionary->n, TEXTS);
    struct text_index *index = text_index_new(dictionary, NULL);
    for (uint32_t i = 0; i < TEXTS; i++) {
        int length = snprintf(text, sizeof(text), "C%u", i);
        require(text_index_find(index, text, (size_t)length) == i);
        length = snprintf(text, sizeof(text), "D%u", i);
        require(text_index_find(index, text, (size_t)length) == TEXT_MISSING);
    }
    text_index_free(index);
    dictionary_free(dictionary);
}
END_TEST

START_TEST(texts_may_hold_any_byte)
{
    struct dictionary_builder *builder = dictionary_builder_new();
    ck_assert_uint_eq(dictionary_builder_add(builder, "a\0b", 3), 0);
    ck_assert_uint_eq(dictionary_builder_add(builder, "a\0c", 3), 1);
    ck_assert_uint_eq(dictionary_builder_add(builder, "a", 1), 2);
    ck_assert_uint_eq(dictionary_builder_add(builder, "a\0", 2), 3);
    ck_assert_uint_eq(dictionary_builder_add(builder, "a\0b", 3), 0);
    struct dictionary *dictionary = dictionary_builder_finish(builder, NULL);
    ck_assert_uint_eq(dictionary_find(dictionary, "a\0c", 3), 1);
    dictionary_free(dictionary);
}
END_TEST

START_TEST(many_at_once_get_the_codes_of_one_by_one)
{
    enum { N_TEXTS = 20000 };
    struct dictionary_builder *one = dictionary_builder_new(), *all = dictionary_builder_new();
    char *bytes = malloc((size_t)N_TEXTS * 8);
    size_t *ends = malloc(N_TEXTS * sizeof *ends), length = 0;
    uint32_t *codes = malloc(N_TEXTS * sizeof *codes);
    uint64_t *hashes = malloc(N_TEXTS * sizeof *hashes);
    for (size_t i = 0; i < N_TEXTS; i++) { /* repeats near and far, and empty texts */
        length += i % 97 ? (size_t)snprintf(bytes + length, 8, "%zu", i * 7919 % 5003) : 0;
        ends[i] = length;
        hashes[i] = hash_quick(bytes + (i ? ends[i - 1] : 0), length - (i ? ends[i - 1] : 0), 0);
    }
    dictionary_builder_add_all(all, bytes, ends, hashes, N_TEXTS, codes);
    free(hashes);
    for (size_t i = 0; i < N_TEXTS; i++) {
        size_t begin = i ? ends[i - 1] : 0;
        ck_assert_uint_eq(codes[i], dictionary_builder_add(one, bytes + begin, ends[i] - begin));
    }
    ck_assert_uint_eq(dictionary_builder_size(all), dictionary_builder_size(one));
    ck_assert_uint_gt(dictionary_builder_size(all), 4000);
    dictionary_builder_free(one);
    dictionary_builder_free(all);
    free(codes);
    free(ends);
    free(bytes);
}
END_TEST

START_TEST(empty_dictionaries_have_nothing)
{
    struct dictionary *empty = dictionary_builder_finish(dictionary_builder_new(), NULL);
    struct text_index *index = text_index_new(empty, NULL), *none = text_index_new(NULL, NULL);
    ck_assert_uint_eq(text_index_find(index, "", 0), TEXT_MISSING);
    ck_assert_uint_eq(text_index_find(none, "x", 1), TEXT_MISSING);
    ck_assert_uint_eq(dictionary_find(empty, "", 0), TEXT_MISSING);
    ck_assert_uint_eq(dictionary_find(NULL, "x", 1), TEXT_MISSING);
    text_index_free(index);
    text_index_free(none);
    text_index_free(NULL);
    dictionary_free(empty);
}
END_TEST

TCase *dictionary_cases(void)
{
    TCase *cases = tcase_create("dictionary");
    tcase_add_test(cases, codes_follow_first_appearance);
    tcase_add_test(cases, many_texts_are_told_apart);
    tcase_add_test(cases, texts_may_hold_any_byte);
    tcase_add_test(cases, many_at_once_get_the_codes_of_one_by_one);
    tcase_add_test(cases, empty_dictionaries_have_nothing);
    return cases;
}
