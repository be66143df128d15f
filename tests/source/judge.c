#include "support.h"

static const struct source_column time_column[] = { { .name = "order_ts", .typed = true, .type = TYPE_TIME } };
static const struct source_options declared_time = { .columns = time_column, .n_columns = 1 };
static const char orders[] =
    "id,order_ts,note\n1,2024-07-01,a\n2,2024-13-02,\"b\nb\"\n3,soon,c\n4,2024-07-04,d\n5,?,e\n6,never,f\n";

START_TEST(a_bad_time_stops)
{
    struct error err = refuse_text("o.csv", orders, &declared_time, E_BAD_TIME);
    ck_assert_str_eq(err.what, "'order_ts' holds text that is no time: \"2024-13-02\"");
    ck_assert_str_eq(err.reason, "4 of 6 rows; first at line 3, then 5, 7");
    ck_assert_ptr_nonnull(strstr(err.mend[0], "bad=missing"));
    ck_assert_ptr_nonnull(strstr(err.mend[1], "bad=drop"));
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_uint_eq(err.place.column, 3);
    ck_assert_uint_eq(err.place.length, 10);
    ck_assert_str_eq(err.place.source, "2,2024-13-02,\"b");
    error_release(&err);
}
END_TEST

START_TEST(bad_values_become_missing)
{
    struct source_options options = declared_time;
    options.bad = BAD_MISSING;
    struct source_result result = read_text("o.csv", orders, &options);
    ck_assert_uint_eq(result.table->n_rows, 6);
    ck_assert_uint_eq(result.quarantine->n_rows, 0);
    assert_shown(result.table, "order_ts", 1, "");
    assert_shown(result.table, "order_ts", 3, "2024-07-04");
    ck_assert_str_eq(told(&result, "order_ts", "missing"), "4");
    ck_assert_ptr_nonnull(strstr(told(&result, "order_ts", "reason"), "4 values that do not fit became missing"));
    source_result_release(&result);
}
END_TEST

START_TEST(rows_with_bad_values_are_dropped)
{
    struct source_options options = declared_time;
    options.bad = BAD_DROP;
    struct source_result result = read_text("o.csv", orders, &options);
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert_uint_eq(result.quarantine->n_rows, 4);
    assert_shown(result.table, "id", 1, "4");
    const struct column *note = table_column(result.table, "note");
    ck_assert_uint_eq(note->dictionary->n, 2); /* texts of dropped rows are gone */
    assert_shown(result.table, "note", 1, "d");
    source_result_release(&result);
    struct error err = refuse_text("o.csv", "id,order_ts\n1,x\n", &options, E_NO_ROWS);
    error_release(&err);
}
END_TEST

START_TEST(the_first_bad_value_of_any_column)
{
    static const struct source_column columns[] = { { .name = "a", .typed = true, .type = TYPE_INT },
                                                    { .name = "b", .typed = true, .type = TYPE_REAL } };
    struct source_options options = { .columns = columns, .n_columns = 2 };
    struct error err = refuse_text("n.csv", "a,b\n1,1\n2,1.5x\nx,2\n", &options, E_BAD_NUMBER);
    ck_assert_ptr_nonnull(strstr(err.what, "'b'"));
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_uint_eq(err.place.column, 3);
    error_release(&err);
}
END_TEST

START_TEST(ragged_rows)
{
    static const char text[] = "a,b\n1,2\n3\n4,5,6\n7,8\n";
    struct source_result result = read_text("r.csv", text, NULL);
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert_uint_eq(result.n_read, 4);
    source_result_release(&result);
    struct source_options options = { .stop_on_ragged = true };
    struct error err = refuse_text("r.csv", text, &options, E_RAGGED);
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_ptr_nonnull(strstr(err.reason, "2 of 4 rows"));
    error_release(&err);
    err = refuse_text("r.csv", "a,b\n1,2,\n3,4,\n", NULL, E_NO_ROWS);
    ck_assert_ptr_nonnull(strstr(err.reason, "3 fields where 2 are expected"));
    error_release(&err);
}
END_TEST

START_TEST(no_rows_of_declared_columns)
{
    static const struct source_column both[] = { { .name = "a", .typed = true, .type = TYPE_TEXT },
                                                 { .name = "b", .typed = true, .type = TYPE_TIME } };
    struct source_options options = { .columns = both, .n_columns = 2 };
    struct source_result result = read_text("e.csv", "a,b\n", &options);
    ck_assert_uint_eq(result.table->n_rows, 0);
    ck_assert_int_eq(type_of(result.table, "a"), TYPE_TEXT);
    ck_assert_int_eq(type_of(result.table, "b"), TYPE_TIME);
    source_result_release(&result);
    struct error err = refuse_text("e.csv", "a,b\nx\n", &options, E_NO_ROWS); /* a row there was */
    error_release(&err);
    options.n_columns = 1;
    err = refuse_text("e.csv", "a,b\n", &options, E_NO_ROWS);
    error_release(&err);
}
END_TEST

TCase *judge_tests(void)
{
    TCase *tests = tcase_create("judge");
    tcase_add_test(tests, a_bad_time_stops);
    tcase_add_test(tests, bad_values_become_missing);
    tcase_add_test(tests, rows_with_bad_values_are_dropped);
    tcase_add_test(tests, the_first_bad_value_of_any_column);
    tcase_add_test(tests, ragged_rows);
    tcase_add_test(tests, no_rows_of_declared_columns);
    return tests;
}
