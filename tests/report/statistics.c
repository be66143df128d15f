/* Figures of columns, against hand-computed ones. */
#include "report/statistics.h"

#include <math.h>

#include "patron/base/error.h"
#include "patron/table/builder.h"
#include "report_tests.h"

static struct table *make_values(void)
{
    static const double values[] = { 4, 1, NAN, 3, 4, 2, 10 }; /* 1 2 3 4 4 10: mean 4, median 3.5 */
    static const char *const words[] = { "b", "a", "b", NULL, "c", "b", "a" };
    struct builder *builder = builder_new("values");
    size_t number = builder_add_column(builder, "x", TYPE_REAL), word = builder_add_column(builder, "w", TYPE_TEXT);
    for (size_t i = 0; i < 7; i++) {
        builder_set_real(builder, number, values[i]);
        if (words[i])
            builder_set_text(builder, word, words[i], 1);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

START_TEST(numbers)
{
    struct table *table = make_values();
    struct column_statistics figures;
    struct error err = ERROR_INIT;
    ck_assert(column_statistics(&table->columns[0], 7, &figures, &err));
    ck_assert_uint_eq(figures.n, 6);
    ck_assert_uint_eq(figures.n_missing, 1);
    ck_assert_uint_eq(figures.n_distinct, 5);
    ck_assert_double_eq_tol(figures.mean, 4, 1e-12);
    ck_assert_double_eq_tol(figures.sd, sqrt(50.0 / 5), 1e-12); /* 9 + 4 + 1 + 0 + 0 + 36 over n - 1 */
    ck_assert_double_eq_tol(figures.median, 3.5, 1e-12);
    ck_assert_double_eq_tol(figures.least, 1, 1e-12);
    ck_assert_double_eq_tol(figures.greatest, 10, 1e-12);
    double all = 0;
    for (size_t i = 0; i < figures.n_shape; i++)
        all += figures.shape[i];
    ck_assert_double_eq_tol(all, 6, 1e-12);
    ck_assert_double_eq_tol(figures.shape[SHAPE_BINS - 1], 1, 1e-12); /* the greatest is in the last bin */
    table_release(table);
}
END_TEST

/* Neighbours that are one double; the same figures as of 1, 3, 3, 8. */
START_TEST(whole_numbers_beyond_doubles)
{
    static const int64_t base[] = { 0, INT64_C(1730000000000000000), -INT64_C(9223372036854775800) };
    static const int64_t offsets[] = { 3, 8, 1, 3 };
    for (size_t b = 0; b < 3; b++) {
        struct builder *builder = builder_new("wide");
        size_t id = builder_add_column(builder, "id", TYPE_INT);
        for (size_t i = 0; i < 4; i++) {
            builder_set_int(builder, id, base[b] + offsets[i]);
            builder_end_row(builder);
        }
        builder_end_row(builder); /* one that is missing */
        struct table *table = builder_finish(builder, NULL);
        struct column_statistics figures;
        ck_assert(column_statistics(&table->columns[0], 5, &figures, NULL));
        ck_assert_uint_eq(figures.n, 4);
        ck_assert_uint_eq(figures.n_missing, 1);
        ck_assert_uint_eq(figures.n_distinct, 3);
        ck_assert_double_eq_tol(figures.sd, sqrt(26.75 / 3), 1e-12);
        ck_assert_double_eq_tol(figures.shape[0], 1, 1e-12);
        ck_assert_int_eq(figures.wide, b > 0);
        if (b > 0) {
            ck_assert_int_eq(figures.whole_least, base[b] + 1);
            ck_assert_int_eq(figures.whole_greatest, base[b] + 8);
            ck_assert(figures.whole_median);
            ck_assert_int_eq(figures.whole_middle, base[b] + 3);
        }
        table_release(table);
    }
}
END_TEST

START_TEST(words)
{
    struct table *table = make_values();
    struct column_statistics figures;
    size_t n;
    ck_assert(column_statistics(&table->columns[1], 7, &figures, NULL));
    ck_assert_uint_eq(figures.n_distinct, 3);
    ck_assert_uint_eq(figures.n_missing, 1);
    ck_assert(isnan(figures.mean));
    struct level_count *levels = level_counts(&table->columns[1], 7, &n, NULL);
    ck_assert_uint_eq(n, 4);
    ck_assert_uint_eq(levels[0].n, 3); /* b, then a, then c, then missing */
    ck_assert_uint_eq(levels[1].n, 2);
    ck_assert_uint_eq(levels[3].code, TEXT_MISSING);
    free(levels);
    table_release(table);
}
END_TEST

START_TEST(nothing_but_missing)
{
    struct builder *builder = builder_new("empty");
    struct column_statistics figures;
    builder_add_column(builder, "x", TYPE_REAL);
    builder_end_row(builder);
    struct table *table = builder_finish(builder, NULL);
    ck_assert(column_statistics(&table->columns[0], 1, &figures, NULL));
    ck_assert_uint_eq(figures.n_missing, 1);
    ck_assert(isnan(figures.mean) && isnan(figures.median));
    table_release(table);
}
END_TEST

TCase *statistics_tests(void)
{
    TCase *tests = tcase_create("statistics");
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, whole_numbers_beyond_doubles);
    tcase_add_test(tests, words);
    tcase_add_test(tests, nothing_but_missing);
    return tests;
}
