/* Tests of column summaries. */
#include "study/summary.h"

#include <stdio.h>

#include "patron/table/builder.h"
#include "study_tests.h"

START_TEST(numbers)
{
    const double values[] = { 4, NAN, 1, 3, 2, NAN, 5 };
    struct column column = { .name = "x", .type = TYPE_REAL, .values = values };
    struct column_summary s;
    ck_assert(column_summarise(&column, 7, &s, NULL));
    ck_assert(!s.is_text && s.n_missing == 2 && s.least == 1 && s.median == 3 && s.mean == 3);
    assert_near(s.sd, sqrt(2.5), 1e-15);
    assert_near(s.deciles[0], 1.4, 1e-12);
    assert_near(s.deciles[8], 4.6, 1e-12);
    column_summary_release(&s);
    ck_assert(column_summarise(&column, 0, &s, NULL));
    ck_assert(isnan(s.mean) && isnan(s.median));
    column_summary_release(&s);
}
END_TEST

START_TEST(levels_by_frequency_then_name)
{
    const char *const texts[] = { "b", "c", "a", "c", NULL, "b", "d" };
    struct builder *builder = builder_new("t");
    size_t column = builder_add_column(builder, "x", TYPE_TEXT);
    for (size_t i = 0; i < 7; i++) {
        if (texts[i])
            builder_set_text(builder, column, texts[i], 1);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    struct column_summary s;
    ck_assert(column_summarise(&table->columns[0], 7, &s, NULL));
    ck_assert_uint_eq(s.n_levels, 4);
    const char *const expected[] = { "b", "c", "a", "d" };
    for (size_t l = 0; l < 4; l++)
        ck_assert_str_eq(s.levels[l], expected[l]);
    ck_assert(s.counts[0] == 2 && s.counts[3] == 1 && s.n_missing == 1 && s.n_other == 0);
    size_t *places = levels_of_dictionary(table->columns[0].dictionary, s.levels + 1, 1);
    ck_assert_uint_eq(places[1], 0); /* "c" was seen second */
    ck_assert_uint_eq(places[0], 1); /* "b" is not among them */
    free(places);
    column_summary_release(&s);
    table_release(table);
}
END_TEST

START_TEST(rare_levels_are_other)
{
    struct builder *builder = builder_new("t");
    size_t column = builder_add_column(builder, "x", TYPE_TEXT);
    for (int i = 0; i < 200; i++) {
        char text[8];
        snprintf(text, sizeof text, "%03d", i < 100 ? i : i % 20);
        builder_set_text(builder, column, text, 3);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    struct column_summary s;
    ck_assert(column_summarise(&table->columns[0], 200, &s, NULL));
    ck_assert_uint_eq(s.n_levels, LEVELS_MAX);
    ck_assert_uint_eq(s.n_other, 50);
    ck_assert_str_eq(s.levels[0], "000");
    column_summary_release(&s);
    table_release(table);
}
END_TEST

TCase *summary_tests(void)
{
    TCase *tests = tcase_create("summary");
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, levels_by_frequency_then_name);
    tcase_add_test(tests, rare_levels_are_other);
    return tests;
}
