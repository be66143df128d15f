/* Tests of the figures of amounts. */
#include <stdlib.h>

#include "measure_tests.h"
#include "patron/measure/measure.h"

START_TEST(agrees_with_reference)
{
    struct reference_rows rows = read_reference(REFERENCE "metrics/rows.csv");
    struct json *expected = read_expected(REFERENCE "metrics/expected.json");
    double *predicted = reference_column(&rows, 3), *actual = reference_column(&rows, 4);
    struct amount_figures f;
    ck_assert(measure_amount(predicted, actual, rows.n, &f, NULL));
    assert_near(f.mae, json_get_number(expected, "mae", 0), 1e-10);
    assert_near(f.rmse, json_get_number(expected, "rmse", 0), 1e-10);
    assert_near(f.r2, json_get_number(expected, "r2", 0), 1e-12);
    assert_near(f.pearson, json_get_number(expected, "pearson", 0), 1e-12);
    assert_near(f.spearman, json_get_number(expected, "spearman", 0), 1e-12);
    assert_near(f.bias, json_get_number(expected, "bias", 0), 1e-12);
    free(predicted);
    free(actual);
    free(rows.values);
    json_free(expected);
}
END_TEST

START_TEST(undefined_figures_are_missing)
{
    const double flat[] = { 2, 2, 2 }, zero[] = { 0, 0, 0 };
    struct amount_figures f;
    ck_assert(measure_amount(flat, zero, 3, &f, NULL));
    ck_assert(f.mae == 2 && f.rmse == 2 && f.total_predicted == 6);
    ck_assert(isnan(f.bias) && isnan(f.r2) && isnan(f.pearson) && isnan(f.spearman));
    ck_assert(!measure_amount(flat, zero, 0, &f, NULL));
}
END_TEST

TCase *amount_tests(void)
{
    TCase *tests = tcase_create("amount");
    tcase_add_test(tests, agrees_with_reference);
    tcase_add_test(tests, undefined_figures_are_missing);
    return tests;
}
