/* Tests of src/table/sort.c: column_compare and insertion are the twin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "table_tests.h"

static int compare_rows(const struct table *table, const size_t *columns, const bool *descending, size_t n, size_t a,
                        size_t b)
{
    for (size_t i = 0; i < n; i++) {
        const struct column *column = &table->columns[columns[i]];
        int order = column_compare(column, a, b);
        bool missing = column_is_missing(column, a) || column_is_missing(column, b);
        if (order)
            return descending[i] && !missing ? -order : order;
    }
    return 0;
}

/* Each row goes behind those before it that are not greater: stable by definition. */
static void sort_slowly(const struct table *table, const size_t *columns, const bool *descending, size_t n,
                        uint32_t *rows)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        size_t at = i;
        while (at > 0 && compare_rows(table, columns, descending, n, rows[at - 1], i) > 0) {
            rows[at] = rows[at - 1];
            at--;
        }
        rows[at] = (uint32_t)i;
    }
}

enum { ROWS = 500, COLUMNS = 5 };

static struct table *random_table(uint64_t seed)
{
    static const char *const words[] = { "", "a", "ab", "abcdefgh", "abcdefghi", "abcdefghj", "b", "\xC3\xA9", "zz" };
    struct builder *builder = builder_new("random");
    struct random random = random_stream(seed, 0);
    for (unsigned type = 0; type < COLUMNS; type++)
        builder_add_column(builder, type_name((enum type)type), (enum type)type);
    for (int i = 0; i < ROWS; i++) {
        if (random_below(&random, 10))
            builder_set_bool(builder, TYPE_BOOL, random_below(&random, 2));
        if (random_below(&random, 10)) {
            static const int64_t extremes[] = { INT64_MAX, -INT64_MAX, 0, -1, 1, INT64_MAX - 1 };
            bool extreme = random_below(&random, 20) == 0;
            builder_set_int(builder, TYPE_INT,
                            extreme ? extremes[random_below(&random, 6)] : (int64_t)random_below(&random, 100) - 50);
        }
        if (random_below(&random, 10)) {
            static const double extremes[] = { INFINITY, -INFINITY, 0.0, -0.0, 1e300, -1e300, 5e-324, -5e-324 };
            bool extreme = random_below(&random, 5) == 0;
            builder_set_real(builder, TYPE_REAL, extreme ? extremes[random_below(&random, 8)] : random_normal(&random));
        }
        if (random_below(&random, 10))
            builder_set_int(builder, TYPE_TIME, ((int64_t)random_below(&random, 60) - 30) * TIME_DAY);
        if (random_below(&random, 10)) {
            const char *word = words[random_below(&random, 9)];
            builder_set_text(builder, TYPE_TEXT, word, strlen(word));
        }
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

START_TEST(every_choice_of_columns_agrees_with_insertion)
{
    struct table *table = random_table(11);
    for (size_t first = 0; first < COLUMNS; first++)
        for (size_t second = 0; second < COLUMNS; second++)
            for (unsigned directions = 0; directions < 4; directions++) {
                size_t columns[] = { first, second };
                bool descending[] = { directions & 1, directions & 2 };
                size_t n = first == second ? 1 : 2;
                uint32_t expected[ROWS];
                sort_slowly(table, columns, descending, n, expected);
                struct view *view = view_new(table);
                ck_assert(view_sort(view, columns, descending, n, NULL));
                ck_assert_msg(memcmp(view->rows, expected, sizeof(expected)) == 0, "by %zu %zu", first, second);
                view_free(view);
            }
    table_release(table);
}
END_TEST

START_TEST(missing_is_last_whichever_the_direction)
{
    struct table *table = five_rows();
    for (size_t column = 0; column < 5; column++)
        for (int descending = 0; descending < 2; descending++) {
            struct view *view = view_new(table);
            ck_assert(view_sort(view, &column, (const bool[]){ descending }, 1, NULL));
            ck_assert_uint_eq(view_row(view, 4), 4);
            if (column == N)
                ck_assert_uint_eq(view_row(view, 0), descending ? 2 : 1);
            view_free(view);
        }
    table_release(table);
}
END_TEST

START_TEST(filtered_rows_are_sorted_where_they_are)
{
    struct table *table = five_rows();
    struct view *view = view_new(table);
    size_t column = N;
    ck_assert(view_filter(view, (const int8_t[]){ 1, 0, 1, 1, 1 }, NULL));
    ck_assert(view_sort(view, &column, NULL, 1, NULL));
    static const size_t expected[] = { 3, 0, 2, 4 };
    for (size_t i = 0; i < 4; i++)
        ck_assert_uint_eq(view_row(view, i), expected[i]);
    ck_assert(view_sort(view, NULL, NULL, 0, NULL)); /* by nothing: as it was */
    ck_assert_uint_eq(view_row(view, 0), 3);
    view_limit(view, 0);
    ck_assert(view_sort(view, &column, NULL, 1, NULL));
    view_free(view);
    table_release(table);
}
END_TEST

START_TEST(a_hundred_thousand_rows)
{
    struct builder *builder = builder_new("many");
    builder_add_column(builder, "key", TYPE_INT);
    builder_add_column(builder, "text", TYPE_TEXT);
    struct random random = random_stream(2, 2);
    for (int i = 0; i < 100000; i++) {
        char text[24];
        builder_set_int(builder, 0, (int64_t)random_bits(&random) | 1);
        int length = snprintf(text, sizeof(text), "customer %zu", random_below(&random, 50000));
        builder_set_text(builder, 1, text, (size_t)length);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    for (size_t column = 0; column < 2; column++) {
        struct view *view = view_new(table);
        ck_assert(view_sort(view, &column, NULL, 1, NULL));
        for (size_t i = 1; i < view->n_rows; i++) {
            int order = column_compare(&table->columns[column], view->rows[i - 1], view->rows[i]);
            require(order < 0 || (order == 0 && view->rows[i - 1] < view->rows[i]));
        }
        view_free(view);
    }
    table_release(table);
}
END_TEST

TCase *sort_cases(void)
{
    TCase *cases = tcase_create("sort");
    tcase_add_test(cases, every_choice_of_columns_agrees_with_insertion);
    tcase_add_test(cases, missing_is_last_whichever_the_direction);
    tcase_add_test(cases, filtered_rows_are_sorted_where_they_are);
    tcase_add_test(cases, a_hundred_thousand_rows);
    return cases;
}
