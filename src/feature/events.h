/* Aggregates bound to the event table that they count. */
#ifndef FEATURE_EVENTS_H
#define FEATURE_EVENTS_H

#include "feature/node.h"
#include "patron/feature/world.h"

struct bound_events {
    const struct events *events;
    const struct node *argument, *condition;  /* NULL: rows; all */
    const char *argument_key, *condition_key; /* as written; "" for none */
    const struct node *const *others;         /* further values side by side */
    size_t n_others;
    double parameter;          /* the aggregate's, or 0 */
    const struct node *weight; /* of the values that are there, when the aggregate decays: then ARGUMENT is weighed */
    const char *weight_key;
    bool argument_uses_customers, argument_uses_cutoff, condition_uses_customers, condition_uses_cutoff;
};
/* The number behind an aggregate's value, as in quantile(x, 0.9). */
bool aggregate_parameter(struct binder *binder, const struct aggregate *row, const struct expression *aggregate,
                         double *parameter);
/* Finds the table of AGGREGATE and binds its argument and condition to it, checking types. */
bool events_bind(struct binder *binder, const struct world *world, const struct expression *aggregate,
                 struct bound_events *out);
/* EXPRESSION at each row of EVENTS, with what its rows lead to. */
struct node *events_bind_value(struct binder *binder, const struct world *world, const struct events *events,
                               const struct expression *expression);
/* The values of EXPRESSION at each row of EVENTS that is a customer's, as seen from CUTOFF (TIME_MISSING: from the
   end): a table of one column. */
struct table *events_evaluate(const struct world *world, const struct events *events,
                              const struct expression *expression, const int64_t *cutoffs, struct work *work,
                              struct error *err);
/* NAME, of an event table that stands where a value does: the aggregate that tells whether there are any. */
struct expression *expression_any(const struct expression *name, struct arena *arena);
/* A bare name that is nothing at a customer: says so, and what it might be. */
struct node *events_fail_name(struct binder *binder, const struct world *world, const struct expression *expression);

/* tables.c */
/* The event table NAME, or the rows of the reference data NAME; NULL when there is neither. */
const struct events *rows_named(const struct world *world, const char *name);
void *fails_table(struct binder *binder, const struct expression *expression, const char *name,
                  const struct world *world);

#endif
