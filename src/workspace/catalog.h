/* The catalog: one SQLite file, and the only door to SQLite.

   A query is made, its parameters are bound in order, its rows are walked, and query_end tells whether all of it went
   well; between them nothing needs checking, for a query that failed yields no rows.

       struct query *query = query_new(catalog, "SELECT id, hash FROM version WHERE name = ?");
       query_bind_text(query, name);
       while (query_row(query))
           use(query_integer(query, 0), query_text(query, 1));
       return query_end(query, err);

   A query without results is query_new, query_bind_..., query_end.

   The journal is SQLite's rollback journal, not the write-ahead log: a catalog at rest is then one file, which can be
   opened in a folder that cannot be written, and copied with any tool. */
#ifndef PATRON_WORKSPACE_CATALOG_H
#define PATRON_WORKSPACE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct catalog;
struct query;

/* How much of a catalog a file is. */
enum catalog_state { CATALOG_EMPTY, CATALOG_OURS, CATALOG_OLDER, CATALOG_FOREIGN, CATALOG_NEWER };

/* PATH is made when MAKE and absent. A READ_ONLY catalog is a copy in memory, taken between two commits of whoever
   writes, and refuses every change; where the folder allows it, a transaction that was cut off is still taken back, as
   any opening does. */
struct catalog *catalog_open(const char *path, bool make, bool read_only, struct error *err);
void catalog_close(struct catalog *catalog); /* NULL is allowed; takes back an open transaction */
bool catalog_state(struct catalog *catalog, enum catalog_state *state, struct error *err);
/* Brings a catalog that is OLDER up to date, whole or not at all; of a READ_ONLY one, the copy. */
bool catalog_update(struct catalog *catalog, struct error *err);
/* Statements without parameters, one after the other. */
bool catalog_make(struct catalog *catalog, struct error *err); /* the tables of schema.h */
bool catalog_run(struct catalog *catalog, const char *statements, struct error *err);
/* An empty catalog of this program's schema, in memory. */
struct catalog *catalog_blank(struct error *err);
/* Whether each table has the columns of ours, and each row values that its readers can take (catalog_values.c): types,
   sizes that are sizes, names of files that stay in their folder. E_CORRUPT. Reads all rows. */
bool catalog_fits(struct catalog *catalog, struct error *err);
/* SQLite's own check of the file, and that no row names a row that is not there. */
bool catalog_check(struct catalog *catalog, struct error *err);
int64_t catalog_last_id(struct catalog *catalog);
/* A copy in memory of CATALOG as it stands now, with what is not committed yet; to be read. */
struct catalog *catalog_twin(struct catalog *catalog, struct error *err);
int64_t catalog_changes(struct catalog *catalog); /* rows changed since it was opened */
bool catalog_in_transaction(struct catalog *catalog);

struct query *query_new(struct catalog *catalog, const char *sql);
/* The next parameter. The text is copied; NULL is SQL's null. */
void query_bind_text(struct query *query, const char *text);
void query_bind_integer(struct query *query, int64_t value);
void query_bind_real(struct query *query, double value);
bool query_row(struct query *query); /* the next row; false at the end and after an error */
/* Values of the row, columns from 0. Texts are views until the next row; null reads as NULL and 0. */
const char *query_text(struct query *query, int column);
int64_t query_integer(struct query *query, int column);
double query_real(struct query *query, int column);
char *query_copy(struct query *query, int column); /* a copy to free, or NULL for null */
/* The first column of all rows, in order; ends with NULL; free each and the list. Frees QUERY. */
char **query_names(struct query *query);
/* Runs what has not run yet, frees QUERY, and tells. */
bool query_end(struct query *query, struct error *err);
/* For a query of one row: whether there was one. *OUT is untouched when there was none. */
bool query_one_integer(struct query *query, int64_t *out, bool *found, struct error *err);

#endif
