/* Series: what stands before `per` in slope(sum(orders.amount) per 1w), period by period.

   A series has a plan of its own with one output, whose windows are the period at hand. Each row of the outer plan
   becomes as many rows of the inner one as there are periods, oldest first; the outer aggregate is measured over their
   values. */
#ifndef FEATURE_SERIES_H
#define FEATURE_SERIES_H

#include "feature/plan.h"

struct scratch;
struct series_room;

/* Plans EXPRESSION, an aggregate with a period, over WINDOW; the slot of it in *SLOT. Names are looked up as in the
   outer plan. */
bool series_add(struct plan *plan, const struct expression *expression, const struct aggregate *aggregate,
                double parameter, const struct window *window, size_t *slot, struct error *err);

struct series_room *series_room_new(const struct series *series);
void series_room_free(struct series_room *room);
/* Computes the series for the block at hand in SCRATCH, and measures its cells. */
void series_measure(struct scratch *scratch, const struct series *series, struct series_room *room);

#endif
