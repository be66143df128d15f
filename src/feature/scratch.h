/* What one thread needs for a block of at most BATCH_ROWS rows, kept from block to block, and the steps over a block.
 */
#ifndef FEATURE_SCRATCH_H
#define FEATURE_SCRATCH_H

#include "feature/plan.h"

/* Edges as row numbers of an event table (or of the list): at[e][i] is the first row of row i's customer that is at or
   after edge e. */
struct bounds {
    uint32_t **at;
};
/* The list dealt out to the members of a division, member by member. */
struct dealt {
    size_t room, room_starts;
    uint32_t *members;                   /* of the list as it was */
    uint32_t *rows, *customers, *places; /* places: rows of the block */
    int64_t *cutoffs;
    size_t *starts; /* n members + 1 */
};
struct scratch {
    const struct plan *plan;
    struct scratch *next;
    size_t capacity; /* rows of a block */
    /* The block at hand. */
    size_t n;
    const uint32_t *customers;
    const int64_t *cutoffs;
    const int64_t *begins, *ends; /* of the rows' periods, in a series' plan */
    struct series_room **series;  /* one a series of the plan */
    /* Edges in the table, and in the list. */
    struct bounds table, list;
    int64_t *instants; /* of the edges, for one cutoff */
    size_t *order;     /* of the edges, latest first */
    /* The list of events that a selection picked, row by row of the block. */
    size_t n_list, room_list;
    uint32_t *list_rows, *list_customers;
    int64_t *list_cutoffs;
    size_t *list_start; /* n + 1 */
    int8_t *keep;
    struct dealt dealt;
    void *values; /* of one lane, for the list: 8 bytes each */
    size_t room_values;
    int64_t *list_times; /* of the events, for slopes */
    size_t room_times;
    int64_t *tuples;
    size_t room_tuples;
    double *arrays; /* n_arrays x capacity */
    const void **slots;
    struct buffers buffers;
    struct measure_room room;
};
struct scratch *scratch_new(const struct plan *plan, size_t capacity);
void scratch_free(struct scratch *scratch);
static inline double *scratch_array(const struct scratch *scratch, size_t array)
{
    return scratch->arrays + array * scratch->capacity;
}

/* Fills `table` for the block's rows. */
void scratch_find_edges(struct scratch *scratch, const struct walk *walk);
/* Lists the events that lie in one of SPANS and for which CONDITION (NULL: none) is true. */
void scratch_list(struct scratch *scratch, const struct walk *walk, const struct span *spans, size_t n_spans,
                  const struct node *condition);
/* Fills `list` for what is listed: events that lie in one of SPANS. */
void scratch_find_listed(struct scratch *scratch, const struct walk *walk, const struct span *spans, size_t n_spans);
/* NODE's values for the list. */
const void *scratch_values(struct scratch *scratch, const struct node *node);
/* All lanes of a selection whose events are listed, or lie in the table. */
void scratch_measure_selection(struct scratch *scratch, const struct walk *walk, const struct selection *selection);
/* All aggregates of the block, into `slots`. */
void scratch_measure(struct scratch *scratch);

#endif
