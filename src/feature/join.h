/* From the rows of one event table to those of another: up (the order of a return), down (the returns of an order), and
   across to the state that a customer was in. No way leads to a row that is not visible at the cutoff: it must have
   happened before it, and be known by it, whatever row it was reached from. */
#ifndef FEATURE_JOIN_H
#define FEATURE_JOIN_H

#include "feature/node.h"
#include "patron/feature/world.h"

/* Where a plan looks: back from the cutoff, or ahead over [cutoff + gap, cutoff + gap + within). */
struct horizon {
    bool ahead, unbounded; /* UNBOUNDED: a target without a window sees customers as they are */
    struct duration gap, within;
};
/* The links between tables that a plan follows, found once. Start from all zero bytes. */
struct join;
struct in_force;
struct memo;
struct joins {
    struct join *first;
    struct in_force *in_force; /* of reference data */
    struct memo *memos;        /* which rows of it events found */
    struct width *widths;      /* of columns of whole numbers */
};

/* The table whose rows those of EVENTS happen to; NULL: the customers. */
const struct events *events_above(const struct world *world, const struct events *events);
/* Whether rows of BELOW lead to rows of ABOVE, over as many tables as it takes. */
bool events_lead_to(const struct world *world, const struct events *below, const struct events *above);
/* The first instant that cannot be seen from CUTOFF. */
int64_t horizon_end(const struct horizon *horizon, int64_t cutoff);

static inline uint32_t batch_row(const struct batch *batch, enum side side, size_t i)
{
    return batch->side[side].rows ? batch->side[side].rows[i] : (uint32_t)(batch->side[side].first + i);
}
/* Whether ROW can be seen from CUTOFF, whose horizon_end is END. */
bool events_visible(const struct events *events, uint32_t row, const struct horizon *horizon, int64_t cutoff,
                    int64_t end);
/* For each row of BELOW that of the table above it, or UINT32_MAX. */
const uint32_t *join_rows_above(struct binder *binder, const struct world *world, const struct events *below);

/* A column of EVENTS at its own rows; a late one, and the end of a state, is missing until its time has come. */
struct node *join_column(struct binder *binder, const struct expression *expression, const struct events *events,
                         const struct column *column);
/* A column of the customers, who stand on SIDE; a late one likewise. */
struct node *join_customer(struct binder *binder, const struct expression *expression, const struct world *world,
                           const struct column *column, enum side side);
/* INNER, bound to the rows of ABOVE, at the rows of BELOW. */
struct node *join_lookup(struct binder *binder, const struct world *world, const struct events *below,
                         const struct events *above, struct node *inner);
/* WHAT of the rows of BELOW that happened to each row of the table above it. */
struct gathered;
struct node *join_gather(struct binder *binder, const struct expression *expression, const struct world *world,
                         const struct events *below, const struct gathered *what);
/* The node's argument at ROWS (UINT32_MAX: missing) of the table that it is bound to. */
const void *join_values(const struct node *node, const struct batch *batch, const uint32_t *rows, void *buffer);
/* INNER in the place of which FUNCTION looks elsewhere. */
struct node *join_around(struct binder *binder, struct node *inner, node_function *function, const void *own);
/* Of rows of reference data nothing happens at a time of theirs: they are looked at from the cutoff, beside a customer.
 */
static inline bool events_happen(const struct events *events)
{
    return events->start != NULL;
}
/* COLUMN of the states as it was: for a customer at the cutoff (AT NULL, or reference data), or at each row of the
   events AT. */
struct node *join_state(struct binder *binder, const struct expression *expression, const struct events *states,
                        const struct column *column, const struct events *at);

#endif
