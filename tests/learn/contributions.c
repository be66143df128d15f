/* Tests of src/learn/contributions.c. */
#include <stdlib.h>

#include "learn/trees.h"
#include "learn_tests.h"

enum { COLUMNS = 4, LEAVES = 12, NODES = 2 * LEAVES - 1 };

/* A tree grown at random: a leaf of it splits on any column, met before or not, until there are LEAVES. */
static void grow(struct tree_node *nodes, float *cover, struct random *random)
{
    uint32_t leaves[LEAVES] = { 0 }, n_nodes = 1;
    nodes[0] = (struct tree_node){ 0 };
    cover[0] = 1000;
    for (size_t n = 1; n < LEAVES; n++) {
        size_t which = random_below(random, n);
        uint32_t at = leaves[which];
        uint32_t test = (uint32_t)random_below(random, COLUMNS) | (random_unit(random) < 0.5 ? TREE_MISSING_LEFT : 0);
        nodes[at] = (struct tree_node){ (float)random_normal(random), test, n_nodes };
        cover[n_nodes] = cover[at] * (float)(0.1 + 0.8 * random_unit(random));
        cover[n_nodes + 1] = cover[at] - cover[n_nodes];
        leaves[which] = n_nodes;
        leaves[n] = n_nodes + 1;
        for (uint32_t child = n_nodes; child < n_nodes + 2; child++)
            nodes[child] = (struct tree_node){ .value = (float)random_normal(random) };
        n_nodes += 2;
    }
}

/* The tree's value when the columns of the set KNOWN are known. */
static double value_of(const struct trees *trees, uint32_t at, const float *row, unsigned known)
{
    const struct tree_node *node = &trees->nodes[at];
    if (!node->left)
        return node->value;
    if (known & 1u << (node->test & ~TREE_MISSING_LEFT))
        return value_of(trees, tree_next(node, row), row, known);
    double left = trees->cover[node->left], right = trees->cover[node->left + 1];
    return (left * value_of(trees, node->left, row, known) + right * value_of(trees, node->left + 1, row, known)) /
           (left + right);
}

/* Shapley's definition: the mean over the 24 orders of what the column adds when its turn comes. */
static double shapley(const struct trees *trees, const float *row, unsigned column)
{
    static const double orders[COLUMNS] = { 6, 2, 2, 6 }; /* with so many columns before it: s! (3 - s)! */
    double sum = 0;
    for (unsigned known = 0; known < 1u << COLUMNS; known++)
        if (!(known & 1u << column))
            sum += orders[__builtin_popcount(known)] / 24 *
                   (value_of(trees, 0, row, known | 1u << column) - value_of(trees, 0, row, known));
    return sum;
}

START_TEST(they_are_shapley_values)
{
    struct random random = random_stream(17, 0);
    for (int round = 0; round < 200; round++) {
        struct tree_node nodes[NODES];
        float cover[NODES], floats[COLUMNS];
        uint32_t root = 0;
        double row[COLUMNS], out[COLUMNS + 1];
        grow(nodes, cover, &random);
        struct trees trees = {
            .n_columns = COLUMNS,
            .n_trees = 1,
            .n_nodes = NODES,
            .base = 0.25f,
            .roots = &root,
            .nodes = nodes,
            .cover = cover,
        };
        for (size_t j = 0; j < COLUMNS; j++) {
            row[j] = random_unit(&random) < 0.2 ? NAN : random_normal(&random);
            floats[j] = (float)row[j];
        }
        trees_contributions(&trees, row, out);
        for (unsigned j = 0; j < COLUMNS; j++)
            expect_near(out[j], shapley(&trees, floats, j), 1e-10);
        expect_near(out[COLUMNS], value_of(&trees, 0, floats, 0) + 0.25, 1e-10);
    }
}
END_TEST

TCase *contributions_tests(void)
{
    TCase *tests = tcase_create("contributions");
    tcase_add_test(tests, they_are_shapley_values);
    return tests;
}
