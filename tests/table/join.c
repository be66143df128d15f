/* Tests of src/table/join.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "table_tests.h"

static const uint32_t nobody = UINT32_MAX;

/* Joins the two tables' keys, checks the rows, and releases both. */
static void check_join(struct table *left, struct table *right, const uint32_t *expected)
{
    size_t n_unmatched = 99, n_expected = 0;
    uint32_t *rows = join_rows(left->columns, left->n_rows, right->columns, right->n_rows, &n_unmatched, NULL);
    ck_assert_ptr_nonnull(rows);
    for (size_t i = 0; i < left->n_rows; i++) {
        if (rows[i] != expected[i])
            ck_abort_msg("row %zu: %u, not %u", i, rows[i], expected[i]);
        n_expected += expected[i] == nobody;
    }
    ck_assert_uint_eq(n_unmatched, n_expected);
    free(rows);
    table_release(left);
    table_release(right);
}

START_TEST(numbers_to_numbers)
{
    check_join(ints_table((const int64_t[]){ 5, 7, INT_MISSING, 0, -3, 5 }, 6),
               ints_table((const int64_t[]){ -3, INT_MISSING, 5, 0 }, 4),
               (const uint32_t[]){ 2, nobody, nobody, 3, 0, 2 });
}
END_TEST

START_TEST(texts_to_texts)
{
    check_join(texts_table((const char *const[]){ "b", NULL, "a", "", "c", "b" }, 6),
               texts_table((const char *const[]){ "a", "b", "", NULL, "d" }, 5),
               (const uint32_t[]){ 1, nobody, 0, 2, nobody, 1 });
}
END_TEST

START_TEST(numbers_to_texts)
{
    check_join(ints_table((const int64_t[]){ 5, 7, -3, INT_MISSING, 0, 12 }, 6),
               texts_table((const char *const[]){ "07", "-3", "5", "+12", " 12", "-0", "x", NULL, "12.0" }, 9),
               (const uint32_t[]){ 2, nobody, 1, nobody, nobody, nobody });
}
END_TEST

START_TEST(texts_to_numbers)
{
    check_join(texts_table((const char *const[]){ "5", "07", "7", "x", NULL, "9223372036854775807", "" }, 7),
               ints_table((const int64_t[]){ 7, INT64_MAX, INT_MISSING, 5 }, 4),
               (const uint32_t[]){ 3, nobody, 0, nobody, nobody, 1, nobody });
}
END_TEST

START_TEST(whole_reals_are_numbers)
{
    struct builder *builder = builder_new("reals");
    builder_add_column(builder, "key", TYPE_REAL);
    static const double values[] = { 12346.0, 12346.5, NAN, INFINITY, 1e300, 17850 };
    for (size_t i = 0; i < 6; i++) {
        builder_set_real(builder, 0, values[i]);
        builder_end_row(builder);
    }
    struct table *reals = builder_finish(builder, NULL);
    table_retain(reals);
    check_join(reals, ints_table((const int64_t[]){ 17850, 12346 }, 2),
               (const uint32_t[]){ 1, nobody, nobody, nobody, nobody, 0 });
    check_join(texts_table((const char *const[]){ "17850", "12346" }, 2), reals, (const uint32_t[]){ 5, 0 });
}
END_TEST

START_TEST(of_equal_keys_the_first)
{
    check_join(ints_table((const int64_t[]){ 1 }, 1), ints_table((const int64_t[]){ 2, 1, 1 }, 3),
               (const uint32_t[]){ 1 });
    check_join(texts_table((const char *const[]){ "x" }, 1), texts_table((const char *const[]){ "y", "x", "x" }, 3),
               (const uint32_t[]){ 1 });
    check_join(ints_table((const int64_t[]){ 1 }, 1), texts_table((const char *const[]){ "2", "1", "1" }, 3),
               (const uint32_t[]){ 1 });
}
END_TEST

START_TEST(a_text_column_to_itself)
{
    struct table *table = texts_table((const char *const[]){ "x", "y", "x", NULL }, 4);
    table_retain(table);
    check_join(table, table, (const uint32_t[]){ 0, 1, 0, nobody });
}
END_TEST

START_TEST(nothing_to_join)
{
    check_join(ints_table(NULL, 0), ints_table((const int64_t[]){ 1 }, 1), NULL);
    check_join(ints_table((const int64_t[]){ 1 }, 1), ints_table(NULL, 0), (const uint32_t[]){ nobody });
    check_join(texts_table((const char *const[]){ "x" }, 1), texts_table(NULL, 0), (const uint32_t[]){ nobody });
    check_join(texts_table((const char *const[]){ NULL }, 1), ints_table(NULL, 0), (const uint32_t[]){ nobody });
    check_join(ints_table((const int64_t[]){ 1 }, 1), texts_table((const char *const[]){ NULL }, 1),
               (const uint32_t[]){ nobody });
}
END_TEST

START_TEST(many_keys_in_another_order)
{
    enum { KEYS = 50000 };
    static size_t order[KEYS];
    for (size_t i = 0; i < KEYS; i++)
        order[i] = i;
    struct random random = random_stream(1, 3);
    random_shuffle(&random, order, KEYS);
    struct builder *numbers = builder_new("numbers"), *texts = builder_new("texts");
    builder_add_column(numbers, "key", TYPE_INT);
    builder_add_column(texts, "key", TYPE_TEXT);
    static uint32_t expected[KEYS];
    for (size_t i = 0; i < KEYS; i++) {
        char text[24];
        int length = snprintf(text, sizeof(text), "%zu", order[i] * 1024);
        builder_set_int(numbers, 0, (int64_t)i * 1024);
        builder_set_text(texts, 0, text, (size_t)length);
        builder_end_row(numbers);
        builder_end_row(texts);
        expected[order[i]] = (uint32_t)i;
    }
    check_join(builder_finish(numbers, NULL), builder_finish(texts, NULL), expected);
}
END_TEST

static void check_duplicates(struct table *table, size_t first, size_t count)
{
    size_t row = 99, n = 99;
    ck_assert(column_first_duplicate(table->columns, table->n_rows, &row, &n) == (count > 0));
    ck_assert_uint_eq(n, count);
    if (count)
        ck_assert_uint_eq(row, first);
    ck_assert(column_first_duplicate(table->columns, table->n_rows, NULL, NULL) == (count > 0));
    table_release(table);
}

START_TEST(duplicates_are_found)
{
    check_duplicates(ints_table((const int64_t[]){ 1, 2, INT_MISSING, INT_MISSING, 3 }, 5), 0, 0);
    check_duplicates(ints_table((const int64_t[]){ 1, 2, 2, 1, 2 }, 5), 2, 3);
    check_duplicates(texts_table((const char *const[]){ "a", NULL, "b", NULL }, 4), 0, 0);
    check_duplicates(texts_table((const char *const[]){ "a", "b", NULL, "a", "a" }, 5), 3, 2);
    check_duplicates(ints_table(NULL, 0), 0, 0);
    struct builder *builder = builder_new("reals");
    builder_add_column(builder, "key", TYPE_REAL);
    static const double values[] = { 0.5, -0.0, NAN, 0.25, 0.0, 0.5 };
    for (size_t i = 0; i < 6; i++) {
        builder_set_real(builder, 0, values[i]);
        builder_end_row(builder);
    }
    check_duplicates(builder_finish(builder, NULL), 4, 2);
}
END_TEST

TCase *join_cases(void)
{
    TCase *cases = tcase_create("join");
    tcase_add_test(cases, numbers_to_numbers);
    tcase_add_test(cases, texts_to_texts);
    tcase_add_test(cases, numbers_to_texts);
    tcase_add_test(cases, texts_to_numbers);
    tcase_add_test(cases, whole_reals_are_numbers);
    tcase_add_test(cases, of_equal_keys_the_first);
    tcase_add_test(cases, a_text_column_to_itself);
    tcase_add_test(cases, nothing_to_join);
    tcase_add_test(cases, many_keys_in_another_order);
    tcase_add_test(cases, duplicates_are_found);
    return cases;
}
