/* Tests of reference distributions. */
#include "study/reference.h"

#include <string.h>

#include "patron/base/json.h"
#include "patron/base/random.h"
#include "study/model.h"
#include "study_tests.h"

static struct column numbers(const double *values)
{
    return (struct column){ .name = "x", .type = TYPE_REAL, .values = values };
}

static double *count(const struct reference *reference, const double *values, size_t n)
{
    struct column column = numbers(values);
    struct sorted_numbers sorted;
    ck_assert(numbers_sort(&column, n, &sorted, NULL));
    double *counts = reference_count_numbers(reference, &sorted);
    free(sorted.values);
    return counts;
}

START_TEST(cells_are_tenths_and_what_lies_beyond)
{
    double values[101];
    for (size_t i = 0; i < 100; i++)
        values[i] = (double)(i * 37 % 100);
    values[100] = NAN;
    struct column column = numbers(values);
    struct reference reference;
    ck_assert(reference_make(&reference, "x", "training rows", &column, 101, NULL, NULL));
    ck_assert_uint_eq(reference.n_cells, 13); /* below, ten, above, missing */
    ck_assert(reference.counts[0] == 0 && reference.counts[11] == 0 && reference.counts[12] == 1);
    for (size_t c = 1; c <= 10; c++)
        ck_assert(reference.counts[c] == 10);
    const double now[] = { -5, 1000, NAN, NAN, 50 };
    double *counts = count(&reference, now, 5);
    ck_assert(counts[0] == 1 && counts[11] == 1 && counts[12] == 2 && counts[6] == 1);
    free(counts);
    struct reference copy = reference_copy(&reference);
    ck_assert_mem_eq(copy.counts, reference.counts, 13 * sizeof(double));
    ck_assert(copy.counts != reference.counts && copy.feature != reference.feature);
    reference_release(&copy);
    reference_release(&reference);
}
END_TEST

START_TEST(a_value_that_many_have_is_a_cell)
{
    double values[100];
    for (size_t i = 0; i < 100; i++)
        values[i] = i < 75 ? 0 : i < 95 ? 7 : (double)i; /* and five that are one each */
    struct column column = numbers(values);
    struct reference reference;
    ck_assert(reference_make(&reference, "x", "training rows", &column, 100, NULL, NULL));
    const double now[] = { -1, -0.0, 0, 0.5, 6, 7, 7, 8, 99, 99.5, NAN };
    double *counts = count(&reference, now, 11);
    const double want[] = { 1, 2, 2, 2, 2, 1, 1 }; /* below, 0, between, 7, over 7 to 99, above, missing */
    const double then[] = { 0, 75, 0, 20, 5, 0, 0 };
    ck_assert_uint_eq(reference.n_cells, 7);
    for (size_t c = 0; c < 7; c++)
        ck_assert_msg(counts[c] == want[c] && reference.counts[c] == then[c], "cell %zu", c);
    free(counts);
    reference_release(&reference);
}
END_TEST

/* Every sample against an obvious twin: cells hold all rows, each heap is alone, distances are those of whole samples.
 */
START_TEST(distances_agree_with_the_samples)
{
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct random random = random_stream(7, seed);
        size_t n = 20 + random_below(&random, seed % 3 == 0 ? 4000 : 300), m = 20 + random_below(&random, 3000);
        double *x = allocate(n, sizeof *x), *y = allocate(m, sizeof *y), ks, p, distance, true_ks, true_p;
        for (size_t i = 0; i < n + m; i++) {
            double value = exp(random_normal(&random)) + (i >= n ? 0.2 : 0);
            double *to = i < n ? &x[i] : &y[i - n];
            *to = seed % 2 ? floor(3 * value) : value;
        }
        struct column column = numbers(x), later = numbers(y);
        struct reference reference;
        struct sorted_numbers then, now;
        ck_assert(reference_make(&reference, "x", "training rows", &column, n, &then, NULL));
        ck_assert(numbers_sort(&later, m, &now, NULL));
        ck_assert(reference_distances(&reference, &now, &ks, &p, &distance, NULL));
        measure_ks_sorted(then.values, n, now.values, m, &true_ks, &true_p);
        double area = measure_wasserstein_sorted(then.values, n, now.values, m);
        ck_assert(reference.whole == (seed % 2 == 1 || n <= 1000));
        double slack = reference.whole ? 1e-12 : 0.0011;
        assert_near(ks, true_ks, slack);
        assert_near(distance, area, reference.whole ? 1e-9 : 0.01 * reference.sd);
        ck_assert(!reference.whole || fabs(p - true_p) < 1e-9);
        double *counts = reference_count_numbers(&reference, &now), sum = 0;
        for (size_t c = 0; c < reference.n_cells; c++)
            sum += counts[c];
        ck_assert(sum == (double)m);
        free(counts);
        free(then.values);
        free(now.values);
        reference_release(&reference);
        free(x);
        free(y);
    }
}
END_TEST

/* Files of earlier programs: nine deciles, no points; levels, other, missing. They are read, written and read again. */
START_TEST(earlier_files_are_read)
{
    static const char old[] =
        "[{\"feature\":\"x\",\"type\":\"number\",\"mean\":2,\"sd\":1,\"edges\":[1,2],\"counts\":[3,4,5,6]},"
        "{\"feature\":\"plan\",\"type\":\"text\",\"levels\":[\"a\"],\"counts\":[7,8,9]}]";
    struct error err = ERROR_INIT;
    struct json *json = json_parse(old, strlen(old), "old", &err);
    for (int round = 0; round < 2; round++) {
        struct model *model = model_new();
        ck_assert(json && references_read(model, json, &err));
        const struct reference *x = &model->references[0], *plan = &model->references[1];
        ck_assert(x->n_cells == 4 && x->counts[3] == 6 && x->n_points == 0 && !x->rows);
        ck_assert(plan->n_cells == 4 && plan->counts[0] == 7 && plan->counts[1] == 8 && plan->counts[2] == 0 &&
                  plan->counts[3] == 9 && !plan->tells_unseen);
        json_free(json);
        json = references_write(model);
        model_free(model);
    }
    json_free(json);
}
END_TEST

/* What is written is read to the bit, and points that do not rise are refused. */
START_TEST(points_survive_the_file)
{
    struct random random = random_stream(3, 0);
    double x[3000];
    for (size_t i = 0; i < 3000; i++)
        x[i] = random_normal(&random);
    struct column column = numbers(x);
    struct model *model = model_new(), *again = model_new();
    model->references = allocate(1, sizeof *model->references);
    model->n_references = 1;
    ck_assert(reference_make(&model->references[0], "x", "training rows", &column, 3000, NULL, NULL));
    struct json *json = references_write(model);
    struct error err = ERROR_INIT;
    ck_assert(references_read(again, json, &err));
    const struct reference *a = &model->references[0], *b = &again->references[0];
    ck_assert(a->n_points == b->n_points && !b->whole && a->n_points <= 1100);
    ck_assert_mem_eq(a->points, b->points, a->n_points * sizeof(double));
    ck_assert_mem_eq(a->below, b->below, a->n_points * sizeof(double));
    ck_assert_mem_eq(a->at_most, b->at_most, a->n_points * sizeof(double));
    ck_assert_str_eq(b->rows, "training rows");
    a->at_most[5] = a->below[5];
    json_free(json);
    json = references_write(model);
    model_free(again);
    again = model_new();
    ck_assert(!references_read(again, json, &err));
    error_release(&err);
    json_free(json);
    model_free(model);
    model_free(again);
}
END_TEST

TCase *reference_tests(void)
{
    TCase *tests = tcase_create("reference");
    tcase_add_test(tests, cells_are_tenths_and_what_lies_beyond);
    tcase_add_test(tests, a_value_that_many_have_is_a_cell);
    tcase_add_test(tests, distances_agree_with_the_samples);
    tcase_add_test(tests, earlier_files_are_read);
    tcase_add_test(tests, points_survive_the_file);
    return tests;
}
