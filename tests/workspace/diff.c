/* Tables compared: by key, by content, columns that come, go and change, and distributions; held against counting. */
#include "patron/workspace/diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"

static struct table_difference compared(struct table *then, struct table *now, const char *key)
{
    struct table_difference difference;
    expect(tables_compare(then, now, key, NULL, &difference, &err));
    return difference;
}

static const struct column_difference *column_of(const struct table_difference *d, const char *name)
{
    for (size_t i = 0; i < d->n_columns; i++)
        if (strcmp(d->columns[i].name, name) == 0)
            return &d->columns[i];
    ck_abort_msg("no column %s", name);
}

START_TEST(rows_by_key)
{
    struct table *then =
        TABLE("t", "id:text n:int x:real gone:text kind:int", "a,1,1.5,u,1", "b,2,,u,1", "c,3,2,u,1", "d,4,4,u,1");
    struct table *now =
        TABLE("t", "id:text x:real n:int new:bool kind:text", "e,9,9,1,1", "c,2,3,1,1", "b,7,2,0,1", "a,1.5,5,1,1");
    struct table_difference d = compared(then, now, "id");
    ck_assert(d.by_key);
    ck_assert_uint_eq(d.n_added, 1);   /* e */
    ck_assert_uint_eq(d.n_removed, 1); /* d */
    ck_assert_uint_eq(d.n_changed, 2); /* a, b */
    ck_assert_uint_eq(d.n_columns, 6);
    ck_assert_uint_eq(column_of(&d, "n")->n_changed, 1);
    ck_assert_uint_eq(column_of(&d, "x")->n_changed, 1); /* missing became 7 */
    ck_assert_int_eq(column_of(&d, "x")->change, COLUMN_CHANGED);
    ck_assert_int_eq(column_of(&d, "id")->change, COLUMN_SAME);
    ck_assert_int_eq(column_of(&d, "gone")->change, COLUMN_REMOVED);
    ck_assert_int_eq(column_of(&d, "new")->change, COLUMN_ADDED);
    ck_assert_int_eq(column_of(&d, "kind")->change, COLUMN_RETYPED);
    ck_assert(column_of(&d, "x")->missing_then == 0.25 && column_of(&d, "x")->missing_now == 0);
    ck_assert(column_of(&d, "n")->mean_then == 2.5 && column_of(&d, "n")->mean_now == 4.75);
    ck_assert(isnan(column_of(&d, "gone")->missing_now) && column_of(&d, "gone")->missing_then == 0);
    table_difference_release(&d);
    table_release(then);
    table_release(now);
}
END_TEST

START_TEST(rows_by_content)
{
    struct table *then = TABLE("t", "id:text n:int", "a,1", "a,1", "b,2", "c,"),
                 *now = TABLE("t", "id:text n:int", "b,2", "a,1", "c,0", "d,4", "d,4");
    struct table_difference d = compared(then, now, NULL);
    ck_assert(!d.by_key);
    ck_assert_uint_eq(d.n_added, 3);   /* c,0 and d,4 twice */
    ck_assert_uint_eq(d.n_removed, 2); /* one of a,1 and c without n */
    table_difference_release(&d);
    d = compared(then, now, "id"); /* no key: a and d stand twice */
    ck_assert(!d.by_key);
    ck_assert_uint_eq(d.n_added, 3);
    table_difference_release(&d);
    table_release(then);
    table_release(now);
}
END_TEST

/* Reference data: a key has a row for each time from which it is in force. */
START_TEST(rows_by_key_and_time)
{
    struct table *then = TABLE("t", "id:text since:time n:int", "b,2024-01-01,1", "a,2024-02-01,2", "a,2024-01-01,3"),
                 *now = TABLE("t", "id:text since:time n:int", "a,2024-01-01,3", "a,2024-02-01,9", "a,2024-02-02,2",
                              "c,2024-01-01,1"),
                 *twice = TABLE("t", "id:text since:time n:int", "a,2024-01-01,1", "a,2024-01-01,2"),
                 *lost = TABLE("t", "id:text since:time n:int", "a,2024-01-01,1", "b,,2");
    struct table_difference d = compared(then, now, "id,since");
    ck_assert(d.by_key);
    ck_assert_uint_eq(d.n_added, 2);   /* a from the 2nd of February, c */
    ck_assert_uint_eq(d.n_removed, 1); /* b */
    ck_assert_uint_eq(d.n_changed, 1); /* a from the 1st of February */
    ck_assert_uint_eq(column_of(&d, "n")->n_changed, 1);
    table_difference_release(&d);
    d = compared(then, twice, "id,since"); /* neither names each row: by content */
    ck_assert(!d.by_key);
    table_difference_release(&d);
    d = compared(lost, then, "id,since");
    ck_assert(!d.by_key);
    table_difference_release(&d);
    table_release(then);
    table_release(now);
    table_release(twice);
    table_release(lost);
}
END_TEST

/* A type that changed changes no value: whole amounts that became reals, numbers, times and truths that became texts
   because one value is none, and keys too. */
START_TEST(columns_of_another_type)
{
    struct table *then = TABLE("t", "id:int v:int w:real yes:bool day:time code:int", "1,10,1.5,1,2024-01-01,7",
                               "2,20,2,0,2024-01-02,8", "3,30,,1,,9", "4,,10.5,,2024-01-04,10"),
                 *now = TABLE("t", "id:text v:real w:text yes:text day:text code:text", "1,10,1.50,yes,2024-01-01,007",
                              "2,20.5,2,no,2024-01-03,8", "3,30,,Y,,9", "A4,,x,maybe,soon,10");
    struct table_difference d = compared(then, now, "id");
    ck_assert(d.by_key);
    ck_assert_uint_eq(d.n_added, 1); /* A4 */
    ck_assert_uint_eq(d.n_removed, 1);
    ck_assert_uint_eq(d.n_changed, 2); /* 1: the code, 2: v and day */
    ck_assert_uint_eq(column_of(&d, "v")->n_changed, 1);
    ck_assert_uint_eq(column_of(&d, "w")->n_changed, 0);
    ck_assert_uint_eq(column_of(&d, "yes")->n_changed, 0);
    ck_assert_uint_eq(column_of(&d, "day")->n_changed, 1);
    ck_assert_uint_eq(column_of(&d, "code")->n_changed, 1); /* 007 is no number */
    ck_assert_int_eq(column_of(&d, "v")->change, COLUMN_RETYPED);
    ck_assert(!isnan(column_of(&d, "v")->psi));
    ck_assert(column_of(&d, "v")->mean_then == 20);
    table_difference_release(&d);
    d = compared(then, now, NULL);
    ck_assert_uint_eq(d.n_added, 3); /* all but 3 */
    ck_assert_uint_eq(d.n_removed, 3);
    table_difference_release(&d);
    table_release(then);
    table_release(now);
}
END_TEST

/* Whole numbers that a real cannot hold are compared as they are. */
START_TEST(large_numbers_of_another_type)
{
    struct table *then = TABLE("t", "id:int n:int", "1,9007199254740993", "2,5"),
                 *now = TABLE("t", "id:int n:real", "1,9007199254740992", "2,5");
    struct table_difference d = compared(then, now, "id");
    ck_assert_uint_eq(d.n_changed, 1);
    table_difference_release(&d);
    table_release(then);
    table_release(now);
}
END_TEST

START_TEST(texts_are_compared_across_dictionaries)
{
    struct table *then = TABLE("t", "id:int w:text", "1,x", "2,y", "3,", "4,z"),
                 *now = TABLE("t", "id:int w:text", "4,z", "3,q", "2,", "1,x");
    struct table_difference d = compared(then, now, "id");
    ck_assert_uint_eq(d.n_changed, 2); /* a text for missing, and missing for a text */
    table_difference_release(&d);
    table_release(then);
    table_release(now);
}
END_TEST

enum { ROWS = 150000 };

static struct table *many(size_t first, size_t every, double shift)
{
    struct random random = random_stream(3, first);
    struct builder *b = builder_new("t");
    builder_add_column(b, "id", TYPE_INT);
    builder_add_column(b, "same", TYPE_REAL);
    builder_add_column(b, "moved", TYPE_REAL);
    for (size_t i = first; i < first + ROWS; i++) {
        builder_set_int(b, 0, (int64_t)((i * 7919) % 1000003)); /* in no order */
        builder_set_real(b, 1, (double)(i % 97));
        builder_set_real(b, 2, random_normal(&random) + shift + (i % every == 0));
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

START_TEST(many_rows_on_any_number_of_threads)
{
    struct table *then = many(0, ROWS, 0), *now = many(1000, ROWS, 1);
    struct table_difference alone = compared(then, now, "id"), content = compared(then, now, NULL), many_threads;
    ck_assert_uint_eq(alone.n_added, 1000);
    ck_assert_uint_eq(alone.n_removed, 1000);
    ck_assert_uint_eq(column_of(&alone, "same")->n_changed, 0);
    ck_assert_uint_eq(column_of(&alone, "moved")->n_changed, ROWS - 1000);
    ck_assert_uint_eq(content.n_added, ROWS);
    /* Of N(0,1) and N(1,1) the index is 1 in the limit of many cells; ten cells give a little less. */
    ck_assert_msg(column_of(&alone, "moved")->psi > 0.8 && column_of(&alone, "moved")->psi < 1, "%g",
                  column_of(&alone, "moved")->psi);
    ck_assert(column_of(&alone, "same")->psi < 0.001);
    struct work *work = work_new(4);
    expect(tables_compare(then, now, "id", work, &many_threads, &err));
    for (size_t i = 0; i < alone.n_columns; i++) {
        ck_assert_uint_eq(alone.columns[i].n_changed, many_threads.columns[i].n_changed);
        ck_assert(memcmp(&alone.columns[i].mean_now, &many_threads.columns[i].mean_now, sizeof(double)) == 0);
        ck_assert(memcmp(&alone.columns[i].psi, &many_threads.columns[i].psi, sizeof(double)) == 0);
    }
    work_free(work);
    table_difference_release(&alone);
    table_difference_release(&content);
    table_difference_release(&many_threads);
    table_release(then);
    table_release(now);
}
END_TEST

Suite *diff_suite(void)
{
    Suite *suite = suite_create("diff");
    TCase *tests = tcase_create("diff");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, rows_by_key);
    tcase_add_test(tests, rows_by_content);
    tcase_add_test(tests, rows_by_key_and_time);
    tcase_add_test(tests, columns_of_another_type);
    tcase_add_test(tests, large_numbers_of_another_type);
    tcase_add_test(tests, texts_are_compared_across_dictionaries);
    tcase_add_test(tests, many_rows_on_any_number_of_threads);
    suite_add_tcase(suite, tests);
    return suite;
}
