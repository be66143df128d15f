/* Places in a list, found by name: any number of places under one name, given back in the order in which they were
   added. Lives in an arena. */
#ifndef COMMAND_NAME_INDEX_H
#define COMMAND_NAME_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct name_index {
    struct arena *arena;
    struct indexed {
        const char *name;
        uint64_t hash;
        size_t place, next; /* next: one more than the entry that follows in its chain, 0 at the end */
    } * entries;
    size_t n, capacity;
    size_t *heads; /* `capacity` chains, as one more than an entry */
};
/* INDEX begins as zeros, with its arena set. NAME is kept as a view. */
void name_index_add(struct name_index *index, const char *name, size_t place);
/* The first entry of NAME, or the one that follows AFTER; NULL: no more. */
const struct indexed *name_index_find(const struct name_index *index, const char *name, const struct indexed *after);
/* Forgets all entries. */
void name_index_clear(struct name_index *index);

#endif
