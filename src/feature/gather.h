/* Lists of rows made for a batch, counted and summed range by range. */
#ifndef FEATURE_GATHER_H
#define FEATURE_GATHER_H

#include "feature/aggregate.h"
#include "feature/measures.h"
#include "feature/node.h"

/* An aggregate, its argument and condition bound (NULL: rows; all). */
struct gathered {
    const struct aggregate *aggregate;
    const struct node *argument, *condition;
    double parameter;
};
/* Rows, whose they are and from which cutoff they are seen; range i is LOW[i] .. HIGH[i] - 1. Starts from all zero
   bytes. */
struct list {
    size_t n, room, n_ranges;
    uint32_t *rows, *customers, *low, *high;
    int64_t *cutoffs;
    int64_t *cutoffs_of; /* of the ranges, for who makes them */
};
void list_ranges(struct list *list, size_t n);
void list_add(struct list *list, uint32_t row, uint32_t customer, int64_t cutoff);
void list_release(struct list *list);
/* WHAT of each range into OUT; rows for which the condition does not hold leave the list. */
void list_measure(struct list *list, const struct gathered *what, struct buffers *buffers, void *out);
/* The node of WHAT: its type, and the texts that it may give. */
struct node *gathered_node(struct binder *binder, const struct expression *expression, const struct gathered *what,
                           node_function *function, const void *own);

#endif
