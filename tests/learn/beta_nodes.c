/* Tests of src/learn/beta_nodes.c. */
#include "learn/beta_nodes.h"

#include "learn_tests.h"

/* E p^m = product of (a + i) / (a + b + i) over i < m: exact for m < 80. */
START_TEST(beta_moments_are_exact)
{
    static const double shapes[][2] = { { 0.79, 2.43 }, { 1, 1 },     { 0.5, 0.5 },  { 2, 400 },
                                        { 1e-3, 3 },    { 1e4, 2e4 }, { 0.01, 0.02 } };
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        double a = shapes[s][0], b = shapes[s][1], node[BETA_NODES], weight[BETA_NODES], right = 1;
        beta_nodes(a, b, node, weight);
        for (int i = 0; i < BETA_NODES; i++)
            ck_assert(node[i] >= 0 && node[i] <= 1 && weight[i] >= 0 && (i == 0 || node[i] > node[i - 1]));
        for (int m = 0; m < 30; m++) {
            double sum = 0;
            for (int i = 0; i < BETA_NODES; i++)
                sum += weight[i] * pow(node[i], m);
            expect_near(sum / right, 1, 1e-11);
            right *= (a + m) / (a + b + m);
        }
    }
}
END_TEST

TCase *beta_nodes_tests(void)
{
    TCase *tests = tcase_create("beta_nodes");
    tcase_add_test(tests, beta_moments_are_exact);
    return tests;
}
