/* What summaries, correlations and pictures look at: columns of one table, or features as of a date. */
#ifndef COMMAND_LOOKED_H
#define COMMAND_LOOKED_H

#include "command/names/resolve.h"

struct looked {
    struct table *table;
    bool
        *is_key; /* of each column: it names the row or the customer, or is the cutoff, and was not asked for by name */
    bool is_table;                  /* columns of a table, not features */
    const char *subject;            /* the set's name, the table's, or the names as typed */
    const char *context;            /* "asof 2024-07-01  1,500 customers", "31,264 rows" */
    const struct feature *features; /* what its columns are, when they are features */
    size_t n_features;
    bool event_time_only; /* features that take it on trust that events were known when they happened */
};
/* The columns that NAMES (a list) says: all of one table when it is a table's name, columns of one table when each is
   TABLE.COLUMN of the same event table or entity, else features (all when not given). Both as of AT or the as-of date:
   of a table, rows and values that came later are not seen; it is as loaded when there is no date. MORE
   (n_more names, NULLs allowed): columns wanted besides, of the same table, or features or columns of the customers. */
bool look_at(struct session *session, const struct value *names, const char *const *more, size_t n_more,
             const struct value *at, struct arena *arena, struct looked *out, struct error *err);
/* Leaves the keys out: they are no variables. One named KEPT (may be NULL) stays. The context says which columns
   of a table are gone. */
void looked_leave_keys(struct looked *looked, const char *kept, struct arena *arena);
/* The column of what is looked at that was named NAME: "spend_90d", "orders.amount", "plan". */
const struct column *looked_column(const struct looked *looked, const char *name, struct error *err);

#endif
