/* The customers and what happened to them, ready for the feature engine: each customer's events of one table are one
   contiguous range of rows, sorted by time. The workspace makes a world from a snapshot; tests make small ones by hand. */
#ifndef PATRON_FEATURE_WORLD_H
#define PATRON_FEATURE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/table/table.h"

struct error;
struct work;

struct events {
    struct table *table;     /* retained; rows sorted by customer and time: rows start[c] .. start[c+1]-1 are customer c's */
    size_t time_column;
    size_t known_column;     /* when a row became known; SIZE_MAX: event time only */
    const uint64_t *start;   /* n_customers + 1 */
};
struct world {
    struct table *customers; /* retained; row c is customer c */
    size_t key_column;
    size_t time_column;      /* when the customer began; SIZE_MAX: none */
    size_t n_events;
    const struct events *events;
    int64_t first_time, last_time; /* of all events; TIME_MISSING when there are none */
    void *owner;             /* private to who made it */
    void (*free_owner)(void *owner);
};
void world_free(struct world *world); /* releases tables, calls free_owner */
const struct events *world_events(const struct world *world, const char *name); /* NULL when none */

/* A world from unsorted tables (tests, and the workspace when it loads): sorts each event table by the customer its LINK
   column names (rows without a customer are left out and counted) and by time, ties in the given row order. */
struct event_source {
    const struct table *table;
    const char *time_column, *link_column; /* link: holds the customers' key */
    const char *known_column;              /* or NULL */
};
struct world *world_build(const struct table *customers, const char *key_column, const char *time_column,
                          const struct event_source *sources, size_t n_sources, struct work *work, size_t *n_orphans,
                          struct error *err);

#endif
