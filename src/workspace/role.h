/* What the columns of a table that is being loaded are for, checked and completed. */
#ifndef PATRON_WORKSPACE_ROLE_H
#define PATRON_WORKSPACE_ROLE_H

#include "room.h"

/* ROLE as a version of NAME: columns are there and of fitting types, the link is found, keys of entities are unique.
   HELD are the tables beside it. OUT is released with table_version_release, also after a failure. */
bool role_resolve(const char *name, const struct table *table, const struct table_role *role, struct held *held,
                  size_t n_held, struct table_version *out, struct error *err);
/* The column of TABLE called NAME, or the first whose name differs in case and signs only; NULL when there is none. */
const char *column_alike(const struct table *table, const char *name);

#endif
