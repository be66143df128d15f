#include <math.h>

#include "source/intake.h"
#include "support.h"

static struct source_result read_small_blocks(const char *text, const struct source_options *options)
{
    struct source_result result;
    struct error err = ERROR_INIT;
    const char *path = scratch_text("s.csv", text);
    ck_assert_msg(source_read_in_blocks("t", &path, 1, options, 1, NULL, &result, &err), "%s", err.what);
    return result;
}

/* One row a block: blocks of whole numbers, of real numbers, and of nothing. */
START_TEST(blocks_of_different_types)
{
    struct source_result result = read_small_blocks("n,w,b\n1,x,yes\n,NA,\n2.5,y,no\n3,x,\n", NULL);
    const double *n = column_reals(table_column(result.table, "n"));
    const struct column *w = table_column(result.table, "w"), *b = table_column(result.table, "b");
    ck_assert_double_eq(n[0], 1);
    ck_assert(isnan(n[1]));
    ck_assert_double_eq(n[2], 2.5);
    ck_assert_double_eq(n[3], 3);
    ck_assert_uint_eq(w->dictionary->n, 2);
    ck_assert_uint_eq(column_codes(w)[1], TEXT_MISSING);
    ck_assert_uint_eq(column_codes(w)[3], column_codes(w)[0]);
    ck_assert_int_eq(column_bools(b)[1], BOOL_MISSING);
    ck_assert_int_eq(column_bools(b)[2], 0);
    source_result_release(&result);
}
END_TEST

START_TEST(dropped_rows_leave_no_trace)
{
    static const struct source_column columns[] = { { .name = "n", .typed = true, .type = TYPE_INT } };
    struct source_options options = { .columns = columns, .n_columns = 1, .bad = BAD_DROP };
    static const char text[] = "n,w\nx,only here\n1,a\ny,b\n2,b\nz,c\n3,a\n";
    struct source_result small = read_small_blocks(text, &options), whole = read_text("s.csv", text, &options);
    for (int i = 0; i < 2; i++) {
        const struct source_result *result = i ? &small : &whole;
        const struct column *w = table_column(result->table, "w");
        size_t length;
        ck_assert_uint_eq(result->table->n_rows, 3);
        ck_assert_uint_eq(w->dictionary->n, 2);
        ck_assert_mem_eq(dictionary_text(w->dictionary, 0, &length), "a", 1);
        assert_shown(result->table, "n", 2, "3");
        assert_shown(result->table, "w", 1, "b");
    }
    source_result_release(&small);
    source_result_release(&whole);
}
END_TEST

TCase *assemble_tests(void)
{
    TCase *tests = tcase_create("assemble");
    tcase_add_test(tests, blocks_of_different_types);
    tcase_add_test(tests, dropped_rows_leave_no_trace);
    return tests;
}
