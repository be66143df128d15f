/* A file of a header and no rows, for a table that is known: an empty version, with the types of the one before. */
#ifndef COMMAND_LOAD_EMPTY_H
#define COMMAND_LOAD_EMPTY_H

#include "command/verb.h"
#include "patron/source/source.h"

/* The version of NAME, in use or before it, that a load line made last, and that line in ARENA; 0: none was. *NEWEST:
   the version in use; 0: it was made from events. */
int load_last(struct session *session, const char *name, int *newest, const char **line, struct arena *arena);
/* After source_read failed with ERR: when that is because there are no rows, and NAME was loaded with these columns,
   OUT is a table of no rows like it. False: ERR stays as it was. */
bool load_empty(struct session *session, const char *name, const char *const *paths, size_t n_paths,
                const struct source_options *options, struct arena *arena, struct source_result *out,
                struct error *err);

#endif
