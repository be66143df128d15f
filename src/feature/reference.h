/* Reference data in expressions: a column of the row in force, and aggregates of all rows in force. */
#ifndef FEATURE_REFERENCE_H
#define FEATURE_REFERENCE_H

#include "feature/events.h"
#include "feature/node.h"
#include "feature/plan.h"
#include "patron/feature/world.h"

/* COLUMN of the row of REFERENCE that was in force: at the time of each row of the events AT; for a customer at the
   cutoff (AT NULL, or reference data, beside which the customer stands). The key comes from AT, from what its rows
   happened to, from the customer's state, or from the customer. */
struct node *reference_column(struct binder *binder, const struct expression *expression, const struct world *world,
                              const struct reference_data *reference, const struct column *column,
                              const struct events *at);
/* The same for a customer, with the column that EXPRESSION names. */
struct node *reference_at_customer(struct binder *binder, const struct expression *expression,
                                   const struct world *world, const struct reference_data *reference);
/* AGGREGATE of the rows in force at the cutoff, BOUND to them, in PLAN; also whether there are any, or none. */
struct node *reference_aggregate(struct binder *binder, const struct expression *expression, const struct plan *plan,
                                 const struct aggregate *aggregate, const struct bound_events *bound);

#endif
