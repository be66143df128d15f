/* Tests of src/learn/kinds.c. */
#include <stdlib.h>
#include <string.h>

#include "learn/learn.h"
#include "learn_tests.h"

START_TEST(every_kind_is_complete)
{
    ck_assert_ptr_nonnull(model_kinds[0]);
    for (size_t n = 0; model_kinds[n]; n++) {
        const struct model_kind *kind = model_kinds[n];
        ck_assert_ptr_eq(model_kind_find(kind->name), kind); /* no two have one name */
        ck_assert(kind->title && kind->summary && kind->reference && kind->answers && kind->parameters);
        ck_assert(kind->input && kind->answers[0].columns && (!kind->limits || kind->example));
        for (const struct model_answer *answer = kind->answers; answer->columns; answer++) {
            for (size_t c = 0; answer->columns[c]; c++)
                ck_assert_ptr_nonnull(answer_column_find(answer->columns[c]));
            for (const struct model_part *part = answer->parts; part && part->kind; part++)
                ck_assert(kind->combine && model_kind_find(part->kind) && answer_column_find(part->column));
        }
        ck_assert(kind->fit && kind->predict && kind->write && kind->read && kind->free);
        for (const struct parameter *parameter = kind->parameters; parameter->name; parameter++)
            ck_assert(parameter->summary &&
                      (parameter->required || parameter->otherwise || strstr(parameter->summary, "left out:")));
    }
    ck_assert_ptr_null(model_kind_find("forest"));
}
END_TEST

/* Every row belongs to one share. */
START_TEST(shares_of_rows_tile)
{
    for (size_t n = 1; n < 40; n++)
        for (size_t n_blocks = 1; n_blocks <= n; n_blocks++) {
            size_t next = 0;
            for (size_t b = 0; b < n_blocks; b++) {
                size_t first, end;
                block_share(b, n_blocks, n, &first, &end);
                ck_assert_uint_eq(first, next);
                ck_assert(end - first == n / n_blocks || end - first == n / n_blocks + 1);
                next = end;
            }
            ck_assert_uint_eq(next, n);
        }
}
END_TEST

START_TEST(rows_are_sorted_by_count)
{
    struct {
        double count;
        int mark;
    } rows[] = { { 3, 0 }, { 0, 1 }, { 12, 2 }, { 3, 3 }, { 0, 4 }, { 1, 5 } };
    const int right[] = { 1, 4, 5, 0, 3, 2 };
    ck_assert(sort_by_count(rows, 6, sizeof *rows, NULL));
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(rows[i].mark, right[i]);
}
END_TEST

TCase *kinds_tests(void)
{
    TCase *tests = tcase_create("kinds");
    tcase_add_test(tests, every_kind_is_complete);
    tcase_add_test(tests, shares_of_rows_tile);
    tcase_add_test(tests, rows_are_sorted_by_count);
    return tests;
}
