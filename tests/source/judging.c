/* Judging columns; figures by hand. */
#include <string.h>

#include "patron/source/judge.h"
#include "support.h"

static struct table *table_from(const char *csv)
{
    struct source_result result = read_text("t.csv", csv, NULL);
    struct table *table = table_retain(result.table);
    source_result_release(&result);
    return table;
}

static int8_t marked[64];

/* The marks as digits, and all of them 0 again. */
static const char *marks(const struct table *table)
{
    static char out[65];
    for (size_t i = 0; i < table->n_rows; i++)
        out[i] = (char)('0' + marked[i]);
    out[table->n_rows] = '\0';
    memset(marked, 0, sizeof marked);
    return out;
}

START_TEST(values_of_a_column)
{
    struct table *table =
        table_from("k,v,t,d\n1,5,a1,2024-01-01\n2,,b2,2024-01-03\n2,7,,2024-01-02\n,7,a-1,x\n3,9,1e3,\n");
    struct error err = ERROR_INIT;
    const struct column *k = table_column(table, "k"), *v = table_column(table, "v"), *t = table_column(table, "t");
    size_t n = table->n_rows;
    judge_missing(v, n, marked);
    ck_assert_str_eq(marks(table), "01000");
    const struct column *both[] = { k, v };
    ck_assert(judge_twice(table, both, 1, marked, &err));
    ck_assert_str_eq(marks(table), "00100");
    ck_assert(judge_twice(table, both, 2, marked, &err)); /* (2, missing) equals nothing */
    ck_assert_str_eq(marks(table), "00000");
    ck_assert(judge_pattern(t, n, "^[ab][0-9]$", marked, &err));
    ck_assert_str_eq(marks(table), "00011");
    ck_assert(judge_pattern(v, n, "^[57]$", marked, &err)); /* numbers as they are written */
    ck_assert_str_eq(marks(table), "00001");
    ck_assert(!judge_pattern(t, n, "(", marked, &err));
    ck_assert_int_eq(err.code, E_EXPRESSION);
    error_release(&err);
    judge_type(t, n, TYPE_REAL, marked);
    ck_assert_str_eq(marks(table), "11010");
    judge_type(table_column(table, "d"), n, TYPE_TIME, marked);
    ck_assert_str_eq(marks(table), "00010");
    judge_type(v, n, TYPE_TIME, marked);
    ck_assert_str_eq(marks(table), "10111");
    table_release(table);
}
END_TEST

START_TEST(references_and_order)
{
    struct table *table = table_from("who,n\na,1\na,3\na,2\nb,1\n,5\nc,2\nc,2\n"), *held = table_from("id\nb\na\n");
    struct error err = ERROR_INIT;
    const struct column *who = table_column(table, "who"), *n = table_column(table, "n");
    ck_assert(judge_reference(who, table->n_rows, table_column(held, "id"), held->n_rows, marked, &err));
    ck_assert_str_eq(marks(table), "0000011");
    judge_order(n, NULL, table->n_rows, marked);
    ck_assert_str_eq(marks(table), "0011010");
    judge_order(n, who, table->n_rows, marked);
    ck_assert_str_eq(marks(table), "0010000");
    table_release(table);
    table_release(held);
}
END_TEST

/* Texts are compared by their bytes: the dictionaries of two tables have other codes. */
START_TEST(rows_that_are_new)
{
    struct table *now = table_from("k,t,extra\n1,b,x\n2,a,x\n3,,x\n4,b,x\n");
    struct table *before = table_from("t,k\na,2\nb,1\n,3\nb,5\n"), *other = table_from("z\n1\n");
    struct error err = ERROR_INIT;
    ck_assert(judge_new(now, before, marked, &err));
    ck_assert_str_eq(marks(now), "0001");
    ck_assert(!judge_new(now, other, marked, &err));
    ck_assert_int_eq(err.code, E_NO_COLUMN);
    error_release(&err);
    table_release(now);
    table_release(before);
    table_release(other);
}
END_TEST

START_TEST(spellings)
{
    struct table *table =
        table_from("k,t\n1,Web\n2,web\n3,web\n4, web\n5,shop\n6,\n7,WEB  SITE\n8,web site\n9,web site\n");
    struct error err = ERROR_INIT;
    ck_assert(judge_spelling(table_column(table, "t"), table->n_rows, marked, &err));
    ck_assert_str_eq(marks(table), "100100100");
    table_release(table);
}
END_TEST

TCase *judging_tests(void)
{
    TCase *tests = tcase_create("judging");
    tcase_add_test(tests, values_of_a_column);
    tcase_add_test(tests, references_and_order);
    tcase_add_test(tests, rows_that_are_new);
    tcase_add_test(tests, spellings);
    return tests;
}
