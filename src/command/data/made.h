/* Tables made from tables by a statement: kept with what they were made from, and made again when that changes. */
#ifndef COMMAND_MADE_H
#define COMMAND_MADE_H

#include <stdbool.h>

#include "patron/workspace/workspace.h"

struct arena;
struct error;
struct session;

/* Makes the table NAME in ROLE by STATEMENT, which stands at COLUMN of the line (0: of an earlier one), from the tables
   in use, and keeps it with its lineage. *TABLE, for the caller to release, is what the statement gave. */
bool made_keep(struct session *session, const char *name, const char *statement, size_t column, struct table_role *role,
               struct arena *arena, struct load_outcome *out, struct table **table, struct error *err);
/* Whether a table that VERSION, a made one, was made from has another version in use, or is none any more. */
bool made_is_stale(struct session *session, const struct table_version *version);
/* Whether one of the tables that VERSION was made from says when its rows or values became known. */
bool made_from_known_later(struct session *session, const struct table_version *version);
/* Makes every table again whose sources are no longer those that it was made from, and its cleaning rules after it;
   each is told. E_NOT_MADE when one cannot be made. */
bool made_again(struct session *session, struct error *err);

#endif
