/* SQL over tables as they lie in memory or in mapped files, read-only and without a copy.

   Each table in reach is a source: a name, and how to get the table when a statement mentions it. A statement is one
   SELECT, WITH, VALUES or EXPLAIN; its result is a table like any other. What SQL sees of a value: BOOL is 0 or 1, INT
   and REAL are numbers, TIME is text as ISO 8601 writes it ("2024-07-01", "2024-07-01T10:15:00"), TEXT is text, and a
   missing value is NULL. unixepoch(column) makes seconds since 1970 of a TIME. A column of the result that is a TIME or
   BOOL column of a table becomes one again. Names are those of the sources; NAME@N needs no quotes. */
#ifndef PATRON_WORKSPACE_SQL_H
#define PATRON_WORKSPACE_SQL_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/table/table.h"

struct error;
struct work;

struct sql_source {
    const char *name;
    struct table *(*open)(void *context, const char *name, struct error *err); /* retained for the caller */
    void *context;
};

/* The result, for the caller to release. Errors have their place in STATEMENT, columns from 1. Stops when WORK does. */
struct table *sql_run(const char *statement, const struct sql_source *sources, size_t n_sources, struct work *work,
                      struct error *err);

#endif
