/* Two versions of a table compared: rows by key, or by content where no key names each row once; columns by name. */
#ifndef PATRON_WORKSPACE_DIFF_H
#define PATRON_WORKSPACE_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/study/study.h"
#include "patron/table/table.h"

struct error;
struct work;
struct workspace;

enum column_change { COLUMN_SAME, COLUMN_CHANGED, COLUMN_RETYPED, COLUMN_ADDED, COLUMN_REMOVED };
struct column_difference {
    const char *name; /* a view of the tables' */
    enum column_change change;
    enum type type_then, type_now;
    size_t n_changed;                 /* rows with the same key and another value; 0 when compared by content */
    double missing_then, missing_now; /* shares; NaN where there is no such column */
    double mean_then, mean_now;       /* NaN for texts and times */
    double psi;                       /* population stability index, cells cut then; NaN where it is not defined */
    enum drift_state state;           /* the verdict on it */
};
struct table_difference {
    size_t n_then, n_now, n_added, n_removed, n_changed;
    bool by_key;
    size_t n_columns;
    struct column_difference *columns; /* those of THEN in order, then those added */
    size_t psi_rows;                   /* rows of each table that psi was counted on, at most */
};
/* KEY may be NULL; "product,since" is a key and the time from which a row of it is in force. Every SAMPLEth row is
 * looked at for psi where there are many. OUT is released by the caller. */
bool tables_compare(const struct table *then, const struct table *now, const char *key, struct work *work,
                    struct table_difference *out, struct error *err);
void table_difference_release(struct table_difference *difference);

/* The tables of the snapshot called NAME as NAME@N, in order of loading; NULL: no such snapshot. Free each and the
 * list. */
char **workspace_snapshot_tables(struct workspace *workspace, const char *name);

#endif
