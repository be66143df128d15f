/* Reports as values. */
#include "patron/table/builder.h"
#include "report_tests.h"

START_TEST(names_and_tables)
{
    struct report *report = report_new("show", "show x", NULL);
    ck_assert_str_eq(report_kind(report), "show");
    ck_assert_str_eq(report_title(report), "show x");
    ck_assert_ptr_null(report_context(report));
    report_set_context(report, "n 3");
    ck_assert_str_eq(report_context(report), "n 3");
    ck_assert_ptr_null(report_table(report, 0));
    report_add_note(report, VERDICT_NONE, "first");
    report_add_table(report, NULL, view_owning(sample_table(3)));
    report_add_table(report, NULL, view_owning(sample_table(5)));
    ck_assert_uint_eq(report_table(report, 0)->n_rows, 3);
    ck_assert_uint_eq(report_table(report, 1)->n_rows, 5);
    ck_assert_ptr_null(report_table(report, 2));
    ck_assert(!report_is_table(report));
    report_free(report);
    report_free(NULL);
}
END_TEST

START_TEST(only_a_table)
{
    struct report *report = report_new("show", "show x", NULL);
    report_add_table(report, NULL, view_owning(sample_table(3)));
    ck_assert(report_is_table(report));
    report_free(report);
}
END_TEST

START_TEST(copies_what_it_is_given)
{
    char name[] = "m1", fact[] = "value";
    double x[2] = { 0, 1 }, y[2] = { 0, 1 };
    struct report *report = report_new("plot", NULL, NULL);
    curves_add(report_add_curves(report, NULL, "x", 0, 1, "y", 0, 1), name, name, 2, x, y);
    facts_add_text(report_add_facts(report, NULL), name, fact);
    char *before = rendered(report, FORMAT_JSON, 80, TIER_ASCII, true);
    name[0] = fact[0] = '?';
    x[1] = y[1] = 9;
    char *after = rendered(report, FORMAT_JSON, 80, TIER_ASCII, true);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    report_free(report);
}
END_TEST

TCase *report_tests(void)
{
    TCase *tests = tcase_create("report");
    tcase_add_test(tests, names_and_tables);
    tcase_add_test(tests, only_a_table);
    tcase_add_test(tests, copies_what_it_is_given);
    return tests;
}
