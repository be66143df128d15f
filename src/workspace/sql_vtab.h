/* The inside of a virtual table, for its module alone. */
#ifndef WORKSPACE_SQL_VTAB_H
#define WORKSPACE_SQL_VTAB_H

#include "sql_index.h"
#include "sql_table.h"

/* Bits of idxNum. idxStr is "=3 <5 >5 |+2g": predicates on columns by number, in the order of their values in argv, and
   behind the | the order asked for. */
enum { PLAN_ROWID = 1, PLAN_CHAIN = 2, PLAN_ORDER = 4 };
enum { ASKED_TEXT = 1, ASKED_ROWS = 2 };
enum { PREDICATES_MOST = 8, ORDER_MOST = 8 };

struct sql_table {
    sqlite3_vtab base;
    struct sql_run *run;
    struct table *table;
    struct chains **chains;    /* one a column; NULL: not made */
    struct text_index **codes; /* of the texts of a column; likewise */
    uint8_t *asked;            /* ASKED_..: what a column was asked for before */
    char *ordered_by;          /* the order that is kept, as best_index wrote it */
    uint32_t *order;
};

/* What a row must satisfy to be worth SQLite's look. */
struct predicate {
    const struct column *column;
    uint32_t code;
    int64_t least, most;
    double lower, upper;
};

int sql_best_index(sqlite3_vtab *base, sqlite3_index_info *info);
/* What VALUE asks of the column of P. False: nothing that could be used; *NONE: no row can have it. */
bool predicate_set(struct sql_table *vtab, struct predicate *p, char sign, sqlite3_value *value, bool *none);

static inline bool predicate_holds(const struct predicate *p, size_t row)
{
    switch (p->column->type) {
    case TYPE_TEXT:
        return column_codes(p->column)[row] == p->code;
    case TYPE_REAL: {
        double value = column_reals(p->column)[row];
        return value >= p->lower && value <= p->upper;
    }
    case TYPE_BOOL: {
        int8_t value = column_bools(p->column)[row];
        return value >= p->least && value <= p->most;
    }
    default: {
        int64_t value = column_ints(p->column)[row];
        return value >= p->least && value <= p->most;
    }
    }
}

#endif
