/* The customers and what happened to them, ready for the feature engine: each customer's events of one table are one
   contiguous range of rows, sorted by time. The workspace makes a world from a snapshot; tests make their own. */
#ifndef PATRON_FEATURE_WORLD_H
#define PATRON_FEATURE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/calendar.h"
#include "patron/table/table.h"

struct error;
struct feature_store;
struct score_source;
struct work;

struct events {
    struct table *table; /* retained; sorted by customer and time: rows start[c] .. start[c+1]-1 are customer c's */
    size_t time_column;
    size_t known_column;   /* when a row became known (missing: never); SIZE_MAX: event time only */
    bool known_by_link;    /* that column says no more than that the rows above happened later than these */
    const uint64_t *start; /* n_customers + 1 */
    /* Tables of tables: returns happen to orders. What is zero is not there. */
    size_t above; /* 1 + the place among the world's events of the table whose rows these happen to; 0: customers */
    size_t link_column; /* leads to it */
    size_t key_column;  /* names rows for the tables below; of meaning only when there are some */
    /* States: a row holds from its time on, until the customer's next row or its own end. */
    bool states;
    size_t end_column; /* 1 + the column that says when a state ended; 0: none */
    bool people;       /* the rows of customers (world_people): they are there without a time, and without a cutoff */
    /* Late columns: late[k] is 1 + the time column from which on column k is known, 0 when with its row. NULL: none. */
    const size_t *late;
};
/* Whether what became known at KNOWN is known at CUTOFF: what has a moment from that moment on, what has a day alone
   (DAYS: the column holds dates) when the day is over, for nobody can have known it at its first instant. */
static inline bool time_is_known(int64_t known, bool days, int64_t cutoff)
{
    return known != TIME_MISSING && cutoff != TIME_MISSING && known <= (days ? cutoff - TIME_DAY : cutoff);
}
/* Whether a late value, one that came at TIME, is seen from END, the first instant that is not: TIME lies before it. */
static inline bool late_is_known(int64_t time, bool days, int64_t end)
{
    return time != TIME_MISSING && end != TIME_MISSING && (days ? time <= end - TIME_DAY : time < end);
}
/* Whether row ROW happened before CUTOFF and was known by then: what features, cohorts and cards see. No row is seen
   from a CUTOFF that is TIME_MISSING. */
static inline bool event_is_visible(const struct events *events, size_t row, int64_t cutoff)
{
    int64_t time = column_ints(&events->table->columns[events->time_column])[row];
    if (time == TIME_MISSING || cutoff == TIME_MISSING || time >= cutoff)
        return false;
    if (events->known_column == SIZE_MAX)
        return true;
    const struct column *known = &events->table->columns[events->known_column];
    return time_is_known(column_ints(known)[row], known->date_only, cutoff);
}
/* When a row was there: the later of its TIME and of when it became KNOWN, a day at its end when that LASTS;
   TIME_MISSING when one of them is missing. */
static inline int64_t time_there(int64_t time, int64_t known, bool lasts)
{
    if (time == TIME_MISSING || known == TIME_MISSING)
        return TIME_MISSING;
    known += lasts ? TIME_DAY - 1 : 0;
    return known > time ? known : time;
}
/* 1 + the column that says from when on COLUMN is known; 0: with its row. When a state ended is known once it has. */
static inline size_t events_late(const struct events *events, size_t column)
{
    return events->end_column == column + 1 ? column + 1 : events->late ? events->late[column] : 0;
}
/* Reference data: a catalogue, a price list, holidays. Its rows belong to nobody; they are found by a key that is a
   column of events or of customers, each in force from its time (`rows.time_column`; SIZE_MAX: always) until the next
   row of its key or its own end, and seen from the cutoff on that knew it. A key that is a date is the row's time as
   well: the row is of that day. Nothing is asked of the order of rows. */
struct reference_data {
    struct events rows; /* of nobody: `start` is NULL, `states` true */
    size_t key_column;
    const size_t *links;  /* of each event table, and last of the customers: 1 + the column that holds keys; 0: none */
    const char *constant; /* columns that never change, or NULL */
};
struct world {
    struct table *customers; /* retained; row c is customer c */
    size_t key_column;
    size_t time_column;           /* when the customer began; SIZE_MAX: none */
    size_t customers_known;       /* 1 + the column that says when a customer became known; 0: none */
    const size_t *customers_late; /* late columns of customers, as in struct events; NULL: none */
    bool derived;                 /* customers are the ids seen in events, and began when the first was known */
    size_t n_events;
    const struct events *events;
    size_t n_references;
    const struct reference_data *references;
    const char *constant;              /* "city,channel": columns of the customers that never change, or NULL */
    int64_t first_time, last_time;     /* of all events but states; TIME_MISSING when there are none. An event known
                                          later than it happened is first there when it is known */
    const struct feature_store *store; /* where computed features are found again (store.h); NULL: nowhere */
    const struct score_source *scores; /* whom score(MODEL) asks (scores.h); NULL: nobody */
    void *owner;                       /* private to who made it */
    void (*free_owner)(void *owner);
};
/* Releases the tables, calls free_owner(owner) when there is one, and frees WORLD itself (which is from allocate());
   the array `events` and the starts belong to the owner. NULL is allowed. */
void world_free(struct world *world);
/* The customers as rows, for what asks of any rows what was known of them. They are nobody's: `start` is NULL, and
   `time_column` may be SIZE_MAX. */
struct events world_people(const struct world *world);
/* Whether customer C exists at CUTOFF: his own time lies before it (one without a time is taken to exist; so are all at
   a CUTOFF that is TIME_MISSING), and he was known by then. */
bool world_has_customer(const struct world *world, size_t c, int64_t cutoff);
/* The first instant at which a row of EVENTS can be seen, or at which it happened when it was known before;
   TIME_MISSING when none can. */
int64_t events_first_known(const struct events *events);
/* Whether NAME, before a point, is the table of the customers: its own name, or the word `customers`. */
bool world_names_customers(const struct world *world, const char *name);
const struct events *world_events(const struct world *world, const char *name); /* NULL when none */
const struct reference_data *world_reference(const struct world *world, const char *name);
/* The reference data whose rows ROWS are; NULL when they are events. */
const struct reference_data *reference_of(const struct world *world, const struct events *rows);
/* The first instant that the data no longer cover: right after the last event, or the day after it when all event
   tables hold dates only. A label whose window ends later is not known yet. TIME_MISSING when there are no events. */
int64_t world_end(const struct world *world);

/* The order in which events lie in a world: rows by customer (CUSTOMERS has one a row; UINT32_MAX: nobody's) and time,
   ties in the given order, rows without a time first. START gets n_customers + 1 places; ORDER has room for N_ROWS and
   gets start[n_customers] of them, for nobody's rows are left out. */
bool events_order(const uint32_t *customers, const int64_t *times, size_t n_rows, size_t n_customers, struct work *work,
                  uint64_t *start, uint32_t *order, struct error *err);

/* A world from unsorted tables (tests, and the workspace when it loads): sorts each event table by the customer its
   LINK column names (rows without a customer are left out and counted) and by time, ties in the given row order. Rows
   without a time stand first and are seen by no feature and no target. *N_ORPHANS is the number of rows left out of all
   sources; N_ORPHANS may be NULL. */
struct event_source {
    const struct table *table;
    const char *time_column, *link_column; /* link: holds the customers' key */
    const char *known_column;              /* or NULL */
};
struct world *world_build(const struct table *customers, const char *key_column, const char *time_column,
                          const struct event_source *sources, size_t n_sources, struct work *work, size_t *n_orphans,
                          struct error *err);

#endif
