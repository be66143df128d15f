/* Between the files of the twin: twin.c (trees), twin_events.c, twin_aggregates.c, twin_values.c. */
#ifndef TESTS_FEATURE_TWIN_PARTS_H
#define TESTS_FEATURE_TWIN_PARTS_H

#include "twin.h"

/* Where a name is looked up: a row of an event table, or a customer. */
struct twin_seen {
    const struct twin *twin;
    const struct event_source *source; /* NULL: at the customer */
    size_t row, customer;
    int64_t cutoff, begin, end; /* events count in [begin, end); BEGIN TIME_MISSING: all the past */
    bool ahead;
    const struct expression *narrow; /* of a family by category: what all events must fulfil */
};

/* twin_values.c */
struct twin_value twin_real(double value);
struct twin_value twin_yes_no(bool value);
struct twin_value twin_nothing(enum twin_kind kind);
bool twin_is_true(struct twin_value value);
bool twin_equal(const struct twin_value *a, const struct twin_value *b);
bool twin_less(const struct twin_value *a, const struct twin_value *b);
struct twin_value twin_cell(const struct table *table, const char *name, size_t row);

/* twin_aggregates.c */
/* ALL: values in order of time, the missing ones among them, and their moments in weeks. */
struct twin_value twin_aggregate_of(const struct expression *node, const struct twin_value *all, const double *moments,
                                    size_t n_all, enum twin_kind kind);

/* twin_events.c */
void twin_look_back(struct twin_seen *seen, const struct window *window);
struct twin_value twin_aggregate(const struct expression *node, const struct twin_seen *seen);

/* twin.c */
struct twin_value twin_evaluate(const struct expression *node, const struct twin_seen *seen);

#endif
