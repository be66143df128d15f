/* Tests of src/learn/kmeans.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

static void expect_iris(const struct matrix *x, const struct json *right)
{
    char options[64];
    size_t k = (size_t)json_get_integer(right, "k", 0);
    double sizes[8], count[8] = { 0 }, centroid[4];
    struct learn_data data = { .x = x, .seed = 1 };
    ck_assert(json_get_numbers(right, "sizes", sizes, k) && json_get_numbers(right, "first_centroid", centroid, 4));
    snprintf(options, sizeof options, "k=%zu starts=50", k);
    struct fitted fitted = fit_kind("kmeans", &data, options);
    fitted_expect(&fitted);
    ck_assert_int_eq(fitted.summary.state, FIT_CONVERGED);
    double inertia = json_get_number(right, "inertia", NAN);
    expect_near(fitted.summary.inertia, inertia, 1e-6 * inertia);
    double *label = fitted_predict(&fitted, &data);
    for (size_t i = 0; i < x->n_rows; i++)
        count[(size_t)label[i]]++;
    for (size_t c = 0; c < k; c++)
        ck_assert(count[c] == sizes[c]);
    for (size_t j = 0; j < 4; j++)
        expect_near(matrix_row(fitted.kind->centres(fitted.model), 0)[j], centroid[j], 1e-9);
    expect_round_trip(&fitted, &data);
    fitted_release(&fitted);
    free(label);
}

static void standardise(struct matrix *x)
{
    for (size_t j = 0; j < x->n_columns; j++) {
        double mean = 0, square = 0;
        for (size_t i = 0; i < x->n_rows; i++)
            mean += matrix_row(x, i)[j] / (double)x->n_rows;
        for (size_t i = 0; i < x->n_rows; i++)
            square += pow(matrix_row(x, i)[j] - mean, 2) / (double)x->n_rows;
        for (size_t i = 0; i < x->n_rows; i++)
            matrix_row(x, i)[j] = (matrix_row(x, i)[j] - mean) / sqrt(square);
    }
}

START_TEST(agrees_with_scikit_learn_on_iris)
{
    struct json *expected = read_json(REFERENCE "kmeans/expected.json");
    struct matrix x = read_csv(REFERENCE "kmeans/iris.csv");
    for (size_t i = 0; i < json_size(json_get(expected, "raw")); i++)
        expect_iris(&x, json_item(json_get(expected, "raw"), i));
    standardise(&x);
    expect_iris(&x, json_item(json_get(expected, "scaled"), 0));
    matrix_release(&x);
    json_free(expected);
}
END_TEST

enum { BLOBS = 5 };

/* Rows around BLOBS far corners; sizes in the proportions 5 : 4 : 3 : 2 : 1. */
static struct matrix blobs(size_t n, uint32_t *truth)
{
    struct random random = random_stream(21, 0);
    struct matrix x;
    ck_assert(matrix_init(&x, n, 3, "rows", NULL));
    for (size_t i = 0; i < n; i++) {
        size_t at = i % 15;
        uint32_t blob = at < 5 ? 0 : at < 9 ? 1 : at < 12 ? 2 : at < 14 ? 3 : 4;
        for (size_t j = 0; j < 3; j++)
            matrix_row(&x, i)[j] = 10 * (double)((blob + 2 * j) % BLOBS) + random_normal(&random);
        truth[i] = blob;
    }
    return x;
}

START_TEST(finds_clear_clusters_in_order_of_size)
{
    enum { N = 15000 };
    uint32_t *truth = allocate(N, sizeof *truth);
    size_t *order = allocate(N, sizeof *order);
    struct matrix x = blobs(N, truth), other = shuffled(&x, 9, order);
    struct learn_data data = { .x = &x, .seed = 4 }, other_data = { .x = &other, .seed = 4 };
    struct fitted a = fit_kind("kmeans", &data, "k=5"), b = fit_kind("kmeans", &other_data, "k=5");
    double *label = fitted_predict(&a, &data), *other_label = fitted_predict(&b, &other_data);
    for (size_t i = 0; i < N; i++) {
        ck_assert(label[i] == truth[i]);
        ck_assert(other_label[i] == truth[order[i]]);
    }
    expect_near(a.summary.inertia, b.summary.inertia, 1e-9 * a.summary.inertia);
    fitted_release(&a);
    fitted_release(&b);
    expect_same_on_threads("kmeans", data, "k=7");
    expect_same_on_threads("kmeans", data, "k=7 starts=1");
    expect_cancelled("kmeans", data, "k=3");
    matrix_release(&x);
    matrix_release(&other);
    free(label);
    free(other_label);
    free(truth);
    free(order);
}
END_TEST

/* More rows than a sample has: the same truth, the same bits on all threads. */
START_TEST(large_data_are_seeded_from_a_sample)
{
    enum { N = 90000 };
    uint32_t *truth = allocate(N, sizeof *truth);
    struct matrix x = blobs(N, truth);
    double *weight = allocate(N, sizeof *weight);
    for (size_t i = 0; i < N; i++)
        weight[i] = 1;
    struct learn_data data = { .x = &x, .weight = weight, .seed = 4 };
    struct fitted fitted = fit_kind("kmeans", &data, "k=5 starts=3");
    double *label = fitted_predict(&fitted, &data), inertia = 0;
    for (size_t i = 0; i < N; i++) {
        ck_assert(label[i] == truth[i]);
        for (size_t j = 0; j < 3; j++)
            inertia +=
                pow(matrix_row(&x, i)[j] - matrix_row(fitted.kind->centres(fitted.model), (size_t)label[i])[j], 2);
    }
    expect_near(fitted.summary.inertia, inertia, 1e-9 * inertia);
    fitted_release(&fitted);
    expect_same_on_threads("kmeans", data, "k=4 starts=2");
    matrix_release(&x);
    free(label);
    free(weight);
    free(truth);
}
END_TEST

START_TEST(a_weight_is_a_count)
{
    double values[] = { 0, 1, 10, 11, 30 }, weight[] = { 1, 3, 1, 1, 1 };
    struct matrix x = { 5, 1, values };
    struct learn_data data = { .x = &x, .weight = weight, .seed = 1 };
    struct fitted fitted = fit_kind("kmeans", &data, "k=3");
    fitted_expect(&fitted);
    const double right[] = { 0.75, 10.5, 30 }; /* sizes 4, 2, 1 */
    for (size_t c = 0; c < 3; c++)
        expect_near(fitted.kind->centres(fitted.model)->values[c], right[c], 1e-12);
    expect_near(fitted.summary.inertia, 0.75 * 0.75 + 3 * 0.25 * 0.25 + 0.5, 1e-12);
    fitted_release(&fitted);
}
END_TEST

static int code_of(const struct matrix *x, const char *options)
{
    struct learn_data data = { .x = x, .seed = 1 };
    struct fitted fitted = fit_kind("kmeans", &data, options);
    ck_assert_ptr_null(fitted.model);
    int code = fitted.err.code;
    fitted_release(&fitted);
    return code;
}

START_TEST(refuses_what_it_cannot_fit)
{
    double values[] = { 1, 1, 1, 2, 2, 2 };
    struct matrix x = { 6, 1, values };
    ck_assert_int_eq(code_of(&x, "k=7"), E_TOO_FEW);
    ck_assert_int_eq(code_of(&x, "k=3"), E_TOO_FEW);
    struct learn_data data = { .x = &x, .seed = 1 };
    struct fitted fitted = fit_kind("kmeans", &data, "k=2");
    fitted_expect(&fitted);
    expect_near(fitted.summary.inertia, 0, 0);
    ck_assert(fitted.kind->centres(fitted.model)->values[0] == 1 && fitted.kind->centres(fitted.model)->values[1] == 2);
    fitted_release(&fitted);
    values[3] = INFINITY;
    ck_assert_int_eq(code_of(&x, "k=2"), E_NOT_FIT);
    expect_refused("kmeans", "{}");
    expect_refused("kmeans", "{\"k\":1,\"n_columns\":1,\"segments\":[{\"centroid\":[1]}]}");
    expect_refused("kmeans", "{\"k\":2,\"n_columns\":1,\"segments\":[{\"centroid\":[1]}]}");
    expect_refused("kmeans", "{\"k\":2,\"n_columns\":1,\"segments\":[{\"centroid\":[1]},7]}");
    expect_refused("kmeans", "{\"k\":2,\"n_columns\":1,\"segments\":[{\"centroid\":[1]},{\"centroid\":[null]}]}");
    expect_refused("kmeans", "{\"k\":2.5,\"n_columns\":1,\"segments\":[{\"centroid\":[1]},{\"centroid\":[2]}]}");
}
END_TEST

TCase *kmeans_tests(void)
{
    TCase *tests = tcase_create("kmeans");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_scikit_learn_on_iris);
    tcase_add_test(tests, finds_clear_clusters_in_order_of_size);
    tcase_add_test(tests, large_data_are_seeded_from_a_sample);
    tcase_add_test(tests, a_weight_is_a_count);
    tcase_add_test(tests, refuses_what_it_cannot_fit);
    return tests;
}
