/* Tests of reference distributions. */
#include "study/reference.h"

#include "study/summary.h"
#include "study_tests.h"

START_TEST(cells_are_deciles)
{
    double values[101];
    for (size_t i = 0; i < 100; i++)
        values[i] = (double)(i * 37 % 100);
    values[100] = NAN;
    struct column column = { .name = "x", .type = TYPE_REAL, .values = values };
    struct column_summary summary;
    struct reference reference;
    ck_assert(column_summarise(&column, 101, &summary, NULL));
    reference_make(&reference, "x", &column, 101, &summary);
    ck_assert_uint_eq(reference.n_edges, 9);
    ck_assert_uint_eq(reference.n_cells, 11);
    for (size_t c = 0; c < 10; c++)
        ck_assert(reference.counts[c] == 10);
    ck_assert(reference.counts[10] == 1);
    const double now[] = { -5, 1000, NAN, NAN, 50 };
    struct column later = { .name = "x", .type = TYPE_REAL, .values = now };
    double mean, *counts = reference_count(&reference, &later, 5, &mean);
    ck_assert(counts[0] == 1 && counts[9] == 1 && counts[10] == 2 && counts[5] == 1);
    assert_near(mean, 1045.0 / 3, 1e-12);
    free(counts);
    struct reference copy = reference_copy(&reference);
    ck_assert_mem_eq(copy.counts, reference.counts, 11 * sizeof(double));
    ck_assert(copy.counts != reference.counts && copy.feature != reference.feature);
    reference_release(&copy);
    reference_release(&reference);
    column_summary_release(&summary);
}
END_TEST

START_TEST(heaps_of_one_value_are_one_cell)
{
    double values[100];
    for (size_t i = 0; i < 100; i++)
        values[i] = i < 75 ? 0 : (double)i; /* three quarters are zero */
    struct column column = { .name = "x", .type = TYPE_REAL, .values = values };
    struct column_summary summary;
    struct reference reference;
    ck_assert(column_summarise(&column, 100, &summary, NULL));
    reference_make(&reference, "x", &column, 100, &summary);
    ck_assert_uint_eq(reference.n_edges, 2); /* the deciles at 80 % and 90 % */
    ck_assert(reference.counts[0] + reference.counts[1] + reference.counts[2] == 100);
    ck_assert(reference.counts[0] >= 75 && reference.counts[reference.n_cells - 1] == 0);
    reference_release(&reference);
    column_summary_release(&summary);
}
END_TEST

TCase *reference_tests(void)
{
    TCase *tests = tcase_create("reference");
    tcase_add_test(tests, cells_are_deciles);
    tcase_add_test(tests, heaps_of_one_value_are_one_cell);
    return tests;
}
