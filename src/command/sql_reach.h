/* What SQL can reach: tables and their versions, sets of features as tables, scores of models, and the lists of show.
 */
#ifndef COMMAND_SQL_REACH_H
#define COMMAND_SQL_REACH_H

#include "patron/workspace/sql.h"

struct arena;
struct session;

/* The sources, in ARENA; *N of them. Tables are made when a statement mentions them. */
const struct sql_source *sql_reach(struct session *session, struct arena *arena, size_t *n);
/* STATEMENT, which stands at COLUMN of the line, answered. */
struct value;
struct table *sql_answer(struct session *session, const char *statement, size_t column, struct arena *arena,
                         struct error *err);

/* Whether TEXT begins as sql(..), which some commands take in the place of an expression; and the statement between
   the brackets, at SQL_OPENING behind its beginning. */
enum { SQL_OPENING = 4 };
bool sql_is_given(const char *text);
const char *sql_inside(const struct value *text, struct arena *arena, struct error *err);

#endif
