/* Places in a list, found by name: chains of a hash table whose entries stay in the order of adding. */
#include "command/names/name_index.h"

#include <string.h>

#include "patron/base/hash.h"
#include "patron/base/memory.h"

/* Chains hold their entries in order: an entry goes to the end of its own. */
static void link_entry(struct name_index *index, size_t i)
{
    size_t *at = &index->heads[index->entries[i].hash & (index->capacity - 1)];
    while (*at)
        at = &index->entries[*at - 1].next;
    *at = i + 1;
}

static void grow(struct name_index *index)
{
    size_t capacity = index->capacity ? 2 * index->capacity : 32;
    struct indexed *entries = arena_allocate(index->arena, capacity, sizeof *entries);
    if (index->n > 0)
        memcpy(entries, index->entries, index->n * sizeof *entries);
    index->entries = entries;
    index->heads = arena_allocate(index->arena, capacity, sizeof *index->heads);
    index->capacity = capacity;
    memset(index->heads, 0, capacity * sizeof *index->heads);
    for (size_t i = 0; i < index->n; i++) {
        entries[i].next = 0;
        link_entry(index, i);
    }
}

void name_index_add(struct name_index *index, const char *name, size_t place)
{
    if (index->n == index->capacity)
        grow(index);
    index->entries[index->n] = (struct indexed){ name, hash_quick(name, strlen(name), 0), place, 0 };
    link_entry(index, index->n++);
}

const struct indexed *name_index_find(const struct name_index *index, const char *name, const struct indexed *after)
{
    if (index->n == 0)
        return NULL;
    uint64_t hash = after ? after->hash : hash_quick(name, strlen(name), 0);
    size_t at = after ? after->next : index->heads[hash & (index->capacity - 1)];
    for (; at; at = index->entries[at - 1].next) {
        const struct indexed *entry = &index->entries[at - 1];
        if (entry->hash == hash && strcmp(entry->name, name) == 0)
            return entry;
    }
    return NULL;
}

void name_index_clear(struct name_index *index)
{
    *index = (struct name_index){ .arena = index->arena };
}
