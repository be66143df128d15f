/* Nodes for aggregates with decay=HALF-LIFE. */
#ifndef FEATURE_DECAY_H
#define FEATURE_DECAY_H

#include "feature/node.h"

/* An event's weight; missing where VALUE (NULL: none) is. HALF_LIFE in days. */
struct node *decay_weights(struct binder *binder, const struct expression *expression, struct node *time,
                           double half_life, struct node *value);
struct node *decay_product(struct binder *binder, const struct expression *expression, struct node *value,
                           struct node *weight);
/* SUM / WEIGHT, missing without weight. */
struct node *decay_mean(struct binder *binder, const struct expression *expression, struct node *sum,
                        struct node *weight);

#endif
