/* Tables as SQLite sees them: a read-only virtual table module over columns where they lie. */
#ifndef WORKSPACE_SQL_TABLE_H
#define WORKSPACE_SQL_TABLE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "patron/base/error.h"
#include "patron/workspace/sql.h"

/* One statement's run: what the tables of a connection share. */
struct sql_run {
    sqlite3 *handle;
    const char *statement; /* as it was given */
    struct work *work;
    struct error failure;  /* what a table could not do, which SQLite only hears of */
    bool reads_personal;   /* some column that is masked */
    bool declaring;        /* a table tells SQLite its columns, which is no action of the statement */
    struct table **opened; /* that the statement mentioned, retained: for the names of their columns */
    size_t n_opened;
};

/* A source under its name. MODULE must live as long as the connection. */
struct sql_module {
    struct sql_run *run;
    const struct sql_source *source;
    bool ambiguous; /* another source has the same name but for case, which SQL does not see */
};
/* The name of column C of TABLE in statements: its own, or with a number when another differs from it in case only,
   which SQL does not see. To free. */
char *sql_column_name(const struct table *table, size_t c);
bool sql_module_register(struct sql_module *module);

#endif
