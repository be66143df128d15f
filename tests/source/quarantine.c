#include "support.h"

/* Refused rows stand in the order of the file, whatever they were refused for, with physical lines. */
START_TEST(refused_rows)
{
    static const struct source_column columns[] = { { .name = "n", .typed = true, .type = TYPE_INT } };
    struct source_options options = { .columns = columns, .n_columns = 1, .bad = BAD_DROP };
    const char *path = scratch_text("x.csv", "k,n\n\"two\nlines\",1\na,bad\nshort\n\"b\nb\",worse\n\nlast,2\n1,2,3\n");
    struct source_result result = read_file(path, &options);
    const struct table *q = result.quarantine;
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert_uint_eq(q->n_rows, 4);
    static const char *const lines[] = { "4", "5", "6", "10" };
    static const char *const columns_told[] = { "n", "", "n", "" };
    static const char *const raws[] = { "a,bad", "short", "\"b\nb\",worse", "1,2,3" };
    for (size_t i = 0; i < 4; i++) {
        assert_shown(q, "line", i, lines[i]);
        assert_shown(q, "column", i, columns_told[i]);
        assert_shown(q, "raw", i, raws[i]);
    }
    assert_shown(q, "reason", 0, "\"bad\" is no whole number");
    assert_shown(q, "reason", 1, "1 field where 2 are expected");
    assert_shown(q, "file", 3, path);
    source_result_release(&result);
}
END_TEST

START_TEST(nothing_refused)
{
    struct source_result result = read_text("x.csv", "k,n\n1,2\n", NULL);
    ck_assert_uint_eq(result.quarantine->n_rows, 0);
    ck_assert_uint_eq(result.quarantine->n_columns, 5);
    ck_assert_int_eq(type_of(result.quarantine, "line"), TYPE_INT);
    source_result_release(&result);
}
END_TEST

TCase *quarantine_tests(void)
{
    TCase *tests = tcase_create("quarantine");
    tcase_add_test(tests, refused_rows);
    tcase_add_test(tests, nothing_refused);
    return tests;
}
