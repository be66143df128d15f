/* TreeSHAP (Lundberg, Erion and Lee 2018, algorithm 2): the Shapley values of the columns for one row, where a column
   that is not known sends the row both ways, by the shares of the training rows (the covers of the nodes).

   A path holds for each column met on the way the share of rows that the tree alone would let through (zero), whether
   this row goes through (one), and, for each number of known columns, the weight of the subsets with that many. */
#include <math.h>

#include "patron/base/memory.h"
#include "trees.h"

struct step {
    uint32_t column; /* NOBODY for the first one */
    double zero, one, weight;
};
static const uint32_t NOBODY = UINT32_MAX;

struct walk {
    const struct trees *trees;
    const float *row;
    double *out;
};

/* The share of NODE's rows that go to CHILD. Never 0, which would make a path that cannot be undone. */
static double share(const struct trees *trees, const struct tree_node *node, uint32_t child)
{
    double left = trees->cover[node->left], right = trees->cover[node->left + 1], all = left + right;
    return all > 0 ? fmax(trees->cover[child] / all, 1e-9) : 0.5;
}

/* One more column: LENGTH is the number of steps before it. */
static void extend(struct step *path, size_t length, double zero, double one, uint32_t column)
{
    path[length] = (struct step){ column, zero, one, length == 0 };
    double n = (double)length + 1;
    for (size_t i = length; i-- > 0;) {
        path[i + 1].weight += one * path[i].weight * (double)(i + 1) / n;
        path[i].weight *= zero * (double)(length - i) / n;
    }
}

/* The path without step AT, as if its column had never been met; LAST is the index of the last step. */
static void undo(struct step *path, size_t last, size_t at)
{
    double one = path[at].one, zero = path[at].zero, next = path[last].weight, n = (double)last + 1;
    for (size_t i = last; i-- > 0;) {
        double before = path[i].weight;
        if (one != 0) {
            path[i].weight = next * n / ((double)(i + 1) * one);
            next = before - path[i].weight * zero * (double)(last - i) / n;
        } else {
            path[i].weight = before * n / (zero * (double)(last - i));
        }
    }
    for (size_t i = at; i < last; i++) {
        path[i].column = path[i + 1].column;
        path[i].zero = path[i + 1].zero;
        path[i].one = path[i + 1].one;
    }
}

/* The sum of the weights after undo, without doing it. */
static double sum_without(const struct step *path, size_t last, size_t at)
{
    double one = path[at].one, zero = path[at].zero, next = path[last].weight, n = (double)last + 1, sum = 0;
    for (size_t i = last; i-- > 0;) {
        if (one != 0) {
            double weight = next * n / ((double)(i + 1) * one);
            sum += weight;
            next = path[i].weight - weight * zero * (double)(last - i) / n;
        } else {
            sum += path[i].weight * n / (zero * (double)(last - i));
        }
    }
    return sum;
}

/* NODE was reached by STEP from PARENT's path of LENGTH steps; this node's own path lies right behind it. */
static void visit(const struct walk *walk, uint32_t at, const struct step *parent, size_t length, struct step step)
{
    const struct tree_node *node = &walk->trees->nodes[at];
    struct step *path = (struct step *)parent + length;
    memcpy(path, parent, length * sizeof *path);
    extend(path, length, step.zero, step.one, step.column);
    if (!node->left) {
        for (size_t i = 1; i <= length; i++)
            walk->out[path[i].column] +=
                sum_without(path, length, i) * (path[i].one - path[i].zero) * (double)node->value;
        return;
    }
    uint32_t column = node->test & ~TREE_MISSING_LEFT, own = tree_next(node, walk->row);
    uint32_t other = own == node->left ? node->left + 1 : node->left;
    double zero = 1, one = 1;
    for (size_t i = 1; i <= length; i++)
        if (path[i].column == column) { /* met before: both tests become one step */
            zero = path[i].zero;
            one = path[i].one;
            undo(path, length, i);
            length--;
            break;
        }
    visit(walk, own, path, length + 1,
          (struct step){ .column = column, .zero = zero * share(walk->trees, node, own), .one = one });
    visit(walk, other, path, length + 1,
          (struct step){ .column = column, .zero = zero * share(walk->trees, node, other), .one = 0 });
}

/* The mean of the leaves below AT by their shares: what a row gives of which nothing is known. */
static double mean_value(const struct trees *trees, uint32_t at)
{
    const struct tree_node *node = &trees->nodes[at];
    if (!node->left)
        return node->value;
    return share(trees, node, node->left) * mean_value(trees, node->left) +
           share(trees, node, node->left + 1) * mean_value(trees, node->left + 1);
}

void trees_contributions(const struct trees *trees, const double *row, double *out)
{
    size_t p = trees->n_columns, depth = TREE_MOST_LEVELS + 2;
    float *floats = allocate(p, sizeof *floats);
    struct step *paths = allocate(depth * (depth + 1), sizeof *paths);
    struct walk walk = { trees, floats, out };
    trees_round(trees, row, floats);
    for (size_t j = 0; j < p; j++)
        out[j] = 0;
    out[p] = trees->base;
    for (size_t t = 0; t < trees->n_trees; t++) {
        visit(&walk, trees->roots[t], paths, 0, (struct step){ .column = NOBODY, .zero = 1, .one = 1 });
        out[p] += mean_value(trees, trees->roots[t]);
    }
    free(floats);
    free(paths);
}
