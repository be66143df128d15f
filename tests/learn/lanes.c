/* Tests of src/learn/lanes.c. */
#include <string.h>

#include "learn/lloyd.h"
#include "learn_tests.h"

/* The vectors run over the centroids, so each sum has the bits of the plain loop. */
START_TEST(distances_have_the_bits_of_the_plain_loop)
{
    struct random random = random_stream(1, 0);
    for (size_t k = 1; k <= 19; k++) {
        struct matrix centroids;
        double lanes[20 * 7], row[7], out[20];
        ck_assert(matrix_init(&centroids, k, 7, "centroids", NULL));
        for (size_t i = 0; i < k * 7; i++)
            centroids.values[i] = random_normal(&random);
        for (size_t j = 0; j < 7; j++)
            row[j] = random_normal(&random);
        lanes_fill(&centroids, lanes);
        lanes_distances(row, lanes, 7, lanes_width(k), out);
        for (size_t c = 0; c < k; c++) {
            double right = squared_distance(row, matrix_row(&centroids, c), 7);
            ck_assert(memcmp(&out[c], &right, sizeof right) == 0);
        }
        matrix_release(&centroids);
    }
}
END_TEST

TCase *lanes_tests(void)
{
    TCase *tests = tcase_create("lanes");
    tcase_add_test(tests, distances_have_the_bits_of_the_plain_loop);
    return tests;
}
