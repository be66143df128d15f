/* Rows of a table: filtered, sorted, cut, some columns of it. */
#ifndef COMMAND_SHOW_TABLE_H
#define COMMAND_SHOW_TABLE_H

#include "command/names/resolve.h"
#include "patron/report/report.h"

/* The options where, sort, limit and columns of the invocation applied to TABLE, which is retained. LIST: of things, so
   that what is missing does not apply. */
struct report *show_rows(struct session *session, const struct invocation *invocation, const struct table *table,
                         const char *title, bool list, struct error *err);
/* One thing of the workspace: "m3", "full", "orders.amount", "orders.quarantine", "s5.2". */
struct report *show_thing(struct session *session, const struct invocation *invocation, const char *name,
                          struct error *err);

/* The rows that the last cleaning rule of the table dropped, or the one that made version=N. */
struct report *show_dropped(struct session *session, const struct invocation *invocation, const char *name,
                            struct error *err);
/* Whole numbers that name things (columns called .._id) have no separators. BLOCK shows VIEW. */
void table_format_identifiers(struct block *block, const struct view *view);
/* Rows that a terminal shows of a table when nobody said how many. */
enum { ROWS_ON_A_TERMINAL = 40 };

#endif
