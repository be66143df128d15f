/* Tests of src/table. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/table/builder.h"
#include "table_tests.h"

struct table *five_rows(void)
{
    static const int8_t vips[] = { 1, 0, 1, 0 };
    static const int64_t numbers[] = { 3, -7, INT64_C(9007199254740993), 0 };
    static const double amounts[] = { 1.5, -0.25, 1e300, 0 };
    static const int64_t days[] = { 1, 0, 19782, -1 };
    static const char *const names[] = { "beta", "alpha", "beta", "" };
    struct builder *builder = builder_new("five");
    builder_add_column(builder, "vip", TYPE_BOOL);
    builder_add_column(builder, "n", TYPE_INT);
    builder_add_column(builder, "amount", TYPE_REAL);
    builder_add_column(builder, "day", TYPE_TIME);
    builder_add_column(builder, "name", TYPE_TEXT);
    builder_column_unit(builder, AMOUNT, "EUR");
    builder_column_date_only(builder, DAY, true);
    for (size_t i = 0; i < 4; i++) {
        builder_set_bool(builder, VIP, vips[i]);
        builder_set_int(builder, N, numbers[i]);
        builder_set_real(builder, AMOUNT, amounts[i]);
        builder_set_int(builder, DAY, days[i] * TIME_DAY);
        builder_set_text(builder, NAME, names[i], strlen(names[i]));
        builder_end_row(builder);
    }
    builder_end_row(builder);
    struct table *table = builder_finish(builder, NULL);
    ck_assert_ptr_nonnull(table);
    return table;
}

struct table *ints_table(const int64_t *values, size_t n)
{
    struct builder *builder = builder_new("ints");
    builder_add_column(builder, "key", TYPE_INT);
    for (size_t i = 0; i < n; i++) {
        builder_set_int(builder, 0, values[i]);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

struct table *texts_table(const char *const *values, size_t n)
{
    struct builder *builder = builder_new("texts");
    builder_add_column(builder, "key", TYPE_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (values[i])
            builder_set_text(builder, 0, values[i], strlen(values[i]));
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *cases[] = { table_cases(), builder_cases(),  assembly_cases(), dictionary_cases(),
                       write_cases(), content_cases(),  view_cases(),     sort_cases(),
                       join_cases(),  personal_cases(), packed_cases() };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        tcase_set_timeout(cases[i], 60);
        suite_add_tcase(suite, cases[i]);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
