/* Where a table came from: a load under its name is the next version of the same source, or says so and is refused. */
#ifndef COMMAND_LOAD_ORIGIN_H
#define COMMAND_LOAD_ORIGIN_H

#include "command/verb.h"

/* A preset that is being carried out; its load lines know it. */
struct preset_use {
    const char *name, *path;             /* the preset */
    const char *line;                    /* the user's own line */
    bool replaces;                       /* it says replace=yes */
    const struct invocation *invocation; /* of that line: what it says of files holds for the preset's load lines */
};
int load_origin_version(struct session *session, const char *name); /* of NAME in use; 0: no table is called so */
/* E_OTHER_SOURCE when version BEFORE of NAME is a table that was loaded from something else: by another preset, or with
   another key, owner, or other columns than TABLE has, and not from the same file; unless the line says replace=yes. */
bool load_origin_check(struct session *session, const struct invocation *invocation, const char *name, int before,
                       const struct table *table, const struct table_role *role, struct error *err);
/* Remembers by which preset NAME was loaded, for this check and for the mend of a damaged file. */
bool load_origin_keep(struct session *session, const char *name, struct error *err);

#endif
