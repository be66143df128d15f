/* Tests of src/learn/seeds.c. */
#include "learn/seeds.h"

#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

/* Far apart pairs: whatever the stream, one seed falls into each pair. */
START_TEST(one_seed_in_each_clump)
{
    double values[] = { 0, 0.001, 1000, 1000.001, 2000, 2000.001, 3000, 3000.001 };
    struct matrix x = { 8, 1, values }, centroids;
    ck_assert(matrix_init(&centroids, 4, 1, "seeds", NULL));
    for (uint64_t stream = 0; stream < 50; stream++) {
        bool hit[4] = { false };
        ck_assert(seeds_choose(&x, NULL, random_stream(7, stream), &centroids, NULL));
        for (size_t c = 0; c < 4; c++)
            hit[(size_t)(centroids.values[c] / 1000)] = true;
        ck_assert(hit[0] && hit[1] && hit[2] && hit[3]);
    }
    matrix_release(&centroids);
}
END_TEST

/* A row without weight is never drawn. */
START_TEST(weightless_rows_are_no_seeds)
{
    double values[] = { 0, 5, 9, 1e6 }, weight[] = { 1, 1, 1, 0 };
    struct matrix x = { 4, 1, values }, centroids;
    ck_assert(matrix_init(&centroids, 3, 1, "seeds", NULL));
    for (uint64_t stream = 0; stream < 50; stream++) {
        ck_assert(seeds_choose(&x, weight, random_stream(7, stream), &centroids, NULL));
        for (size_t c = 0; c < 3; c++)
            ck_assert(centroids.values[c] < 10);
    }
    matrix_release(&centroids);
}
END_TEST

/* The first seed is uniform: of 3,000 draws from 3 rows each gets 1,000, give or take five standard deviations. */
START_TEST(first_seed_is_drawn_evenly)
{
    double values[] = { 0, 1, 2 };
    size_t n[3] = { 0 };
    struct matrix x = { 3, 1, values }, centroids;
    ck_assert(matrix_init(&centroids, 2, 1, "seeds", NULL));
    for (uint64_t stream = 0; stream < 3000; stream++) {
        ck_assert(seeds_choose(&x, NULL, random_stream(1, stream), &centroids, NULL));
        n[(size_t)centroids.values[0]]++;
    }
    for (size_t i = 0; i < 3; i++)
        ck_assert(n[i] > 870 && n[i] < 1130);
    matrix_release(&centroids);
}
END_TEST

TCase *seeds_tests(void)
{
    TCase *tests = tcase_create("seeds");
    tcase_add_test(tests, one_seed_in_each_clump);
    tcase_add_test(tests, weightless_rows_are_no_seeds);
    tcase_add_test(tests, first_seed_is_drawn_evenly);
    return tests;
}
