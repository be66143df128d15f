/* present(90d): how many days of a window a customer was there, and the data too. */
#ifndef FEATURE_PRESENT_H
#define FEATURE_PRESENT_H

#include "feature/node.h"
#include "patron/feature/world.h"

/* Days of WINDOW (all the past too) since the customer began (when the customers have a time) and since the first event
   of all data, so that a count divided by them is a rate in windows that are longer than either. */
struct node *present_days(struct binder *binder, const struct expression *expression, const struct world *world,
                          const struct window *window);

#endif
