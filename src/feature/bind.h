/* Between the files of the binder: bind.c (trees to nodes), compare.c, text.c, functions.c. */
#ifndef FEATURE_BIND_H
#define FEATURE_BIND_H

#include "feature/node.h"

/* LEFT operator RIGHT as yes/no, whatever their types, if they can be compared. */
struct node *bind_comparison(struct binder *binder, const struct expression *expression,
                             enum expression_operator operator_, struct node *left, struct node *right);
/* `in`, `between`, `like`, `is missing`. */
struct node *bind_test(struct binder *binder, const struct expression *expression);
struct node *bind_call(struct binder *binder, const struct expression *expression);
struct node *bind_not(struct binder *binder, const struct expression *expression, struct node *argument);
struct node *bind_logic(struct binder *binder, const struct expression *expression, enum expression_operator operator_,
                        struct node *left, struct node *right);

struct node *text_constant(struct binder *binder, const struct expression *expression, const char *text);
struct node *text_comparison(struct binder *binder, const struct expression *expression,
                             enum expression_operator operator_, struct node *left, struct node *right);
/* ITEMS: constant texts. */
struct node *text_in(struct binder *binder, const struct expression *expression, struct node *value,
                     struct node *const *items, size_t n_items);
struct node *text_like(struct binder *binder, const struct expression *expression, struct node *value,
                       const char *pattern);
/* Gives NODE (whose arguments FROM.. are texts) one dictionary that holds all their texts. */
bool text_merge(struct binder *binder, struct node *node, size_t from);
/* The spelling in the node's dictionary that equals WORD but for case, as "Yes"; NULL when there is none. */
const char *text_spelling(struct binder *binder, const struct node *node, const char *word);
bool text_is_constant(const struct node *node);
const char *text_value(const struct node *node); /* of a constant text */

/* The operator that says the same of two operands in the other order: < of >, == of itself. */
enum expression_operator operator_mirrored(enum expression_operator operator_);

#endif
