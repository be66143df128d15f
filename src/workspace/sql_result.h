/* The rows of a statement as columns: each takes the type of its values, the widest that occurs. */
#ifndef WORKSPACE_SQL_RESULT_H
#define WORKSPACE_SQL_RESULT_H

#include <sqlite3.h>
#include <stdbool.h>

struct error;
struct sql_result;
struct table;

/* READS_PERSONAL: the statement reads masked columns; then texts that it makes of whatever it reads are masked too. */
struct sql_result *sql_result_new(sqlite3_stmt *prepared, bool reads_personal);
bool sql_result_add(struct sql_result *result, sqlite3_stmt *prepared, struct error *err); /* the present row */
struct table *sql_result_finish(struct sql_result *result, struct error *err);             /* frees RESULT */
void sql_result_free(struct sql_result *result);

#endif
