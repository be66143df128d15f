/* The file that a table was loaded from the last time: the next one is read alike, and what differs is told. */
#ifndef COMMAND_LOAD_BEFORE_H
#define COMMAND_LOAD_BEFORE_H

#include "command/verb.h"
#include "patron/source/source.h"

struct load_before {
    int version;                    /* that a load line made last; 0: there is none, or it does not count */
    const struct table *table;      /* of that version; NULL: it cannot be read */
    struct source_reading *reading; /* how its files were read; NULL: not known. Of the arena, as the table is */
};
/* What counts for the load of NAME from SOURCE. Nothing does when another table takes the place of it (replace=yes), or
   when the same file is read with other options: then somebody mends how it is read. */
void load_before_find(struct session *session, const struct invocation *invocation, const char *name,
                      const char *source, struct load_before *out);
/* All that decides what is made of the files' bytes: the values of every parameter but those that name the files and
   the table. */
const char *load_options_text(const struct invocation *invocation, struct arena *arena);

/* What should be said of a file: columns that came, went or changed; why a type is what it is; how it was read. */
struct remark {
    enum verdict verdict;
    const char *text;
};
struct remarks {
    struct remark *items; /* of the arena that they were made with */
    size_t n;
};
void load_remarks(const struct load_before *before, const struct source_result *read, struct arena *arena,
                  struct remarks *out);

#endif
