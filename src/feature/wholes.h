/* Whole numbers that a double cannot hold: identifiers of 17 to 19 digits. A column is of them when one of its values
   lies beyond 2^53; else its values are doubles, which is faster and the same. Comparing, choosing, counting, + - and %
   keep them exact (what leaves 64 bits is missing); all other arithmetic rounds them to a double first. */
#ifndef FEATURE_WHOLES_H
#define FEATURE_WHOLES_H

#include "feature/node.h"

/* Whether values of COLUMN of TABLE must be VALUE_WHOLE; remembered in the binder's joins. */
bool wholes_needed(struct binder *binder, const struct table *table, const struct column *column);

/* Whether one of the two is VALUE_WHOLE and the other a number, yes/no or the like. */
bool wholes_among(const struct node *left, const struct node *right);
/* .. and both can be whole numbers without loss. */
bool wholes_beside(const struct node *left, const struct node *right);
/* Of N ARGUMENTS from FROM on: whether one is VALUE_WHOLE, and all can be without loss. */
bool wholes_all(struct node *const *arguments, size_t from, size_t n);

/* NODE, or what is wanted of it, is VALUE_WHOLE: the other type; NULL and an error when there is no way. */
struct node *whole_as(struct binder *binder, struct node *node, enum value_type wanted);
/* Exact, also beside a number that is not whole. */
struct node *whole_comparison(struct binder *binder, const struct expression *expression,
                              enum expression_operator operator_, struct node *left, struct node *right);
/* ITEMS: constant numbers of either kind. */
struct node *whole_in(struct binder *binder, const struct expression *expression, struct node *value,
                      struct node *const *items, size_t n_items);
bool whole_has_operator(enum expression_operator operator_);
struct node *whole_arithmetic(struct binder *binder, const struct expression *expression, struct node *left,
                              struct node *right);
struct node *whole_function(struct binder *binder, const struct expression *expression, struct node *argument,
                            int64_t (*function)(int64_t));
int64_t whole_negated(int64_t value);
int64_t whole_absolute(int64_t value);
int64_t whole_itself(int64_t value);

#endif
