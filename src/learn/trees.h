/* Boosted trees as our own evaluator holds them, read from the JSON that XGBoost writes (format of 1.0 and later,
   gbtree, numerical splits). Comparisons and sums are in float32 and in the library's order, so margins are the
   library's to the bit. */
#ifndef LEARN_TREES_H
#define LEARN_TREES_H

#include <stdint.h>

#include "learn.h"

struct tree_node {
    float value;   /* x < value goes left; or the leaf's value */
    uint32_t test; /* the column, and the highest bit when missing goes left */
    uint32_t left; /* the left child; the right one follows it. 0: a leaf */
};

enum { TREE_MOST_LEVELS = 64 };
#define TREE_MISSING_LEFT (1u << 31)

/* Where ROW goes from NODE, which is no leaf. */
static inline uint32_t tree_next(const struct tree_node *node, const float *row)
{
    float value = row[node->test & ~TREE_MISSING_LEFT];
    bool left = value != value ? (node->test & TREE_MISSING_LEFT) != 0 : value < node->value;
    return node->left + !left;
}

struct trees {
    size_t n_columns, n_trees, n_nodes;
    bool logistic; /* margins are log-odds; else amounts */
    float base;    /* margin without trees */
    uint32_t *roots;
    struct tree_node *nodes;
    float *cover;   /* a node: training weight (sum of Hessians) that came by */
    double *centre; /* a column: taken away before values are rounded to float32; NULL: nothing is */
    double *gain;   /* a column: sum of the loss that its splits took away */
};

/* Checks all that it and the library would trust: sizes, columns, children that form a tree of at most
   TREE_MOST_LEVELS levels; else E_MODEL_FILE. */
bool trees_read(struct trees *trees, const struct json *booster, struct error *err);
void trees_release(struct trees *trees);
/* The values of ROW as the splits compare them. */
void trees_round(const struct trees *trees, const double *row, float *out);
/* Margins of the rows of X. */
bool trees_margins(const struct trees *trees, const struct matrix *x, struct work *work, float *out, struct error *err);
/* What each column adds to the margin of ROW, and, last, the base: OUT has n_columns + 1 places, which add up to the
   margin. */
void trees_contributions(const struct trees *trees, const double *row, double *out);

#endif
