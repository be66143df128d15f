/* Dictionaries of distinct texts: collected, looked up, freed. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"

const char *dictionary_text(const struct dictionary *dictionary, uint32_t code, size_t *length)
{
    if (!dictionary || code >= dictionary->n) {
        *length = 0;
        return "";
    }
    *length = (size_t)(dictionary->offsets[code + 1] - dictionary->offsets[code]);
    return dictionary->bytes + dictionary->offsets[code];
}

static bool entry_is(const uint64_t *offsets, const char *bytes, uint32_t code, const char *text, size_t length)
{
    return offsets[code + 1] - offsets[code] == length && bytes_equal(bytes + offsets[code], text, length);
}

uint32_t dictionary_find(const struct dictionary *dictionary, const char *text, size_t length)
{
    for (uint32_t code = 0; dictionary && code < dictionary->n; code++)
        if (entry_is(dictionary->offsets, dictionary->bytes, code, text, length))
            return code;
    return TEXT_MISSING;
}

void dictionary_free(struct dictionary *dictionary)
{
    if (!dictionary)
        return;
    free((void *)(uintptr_t)dictionary->offsets);
    free((void *)(uintptr_t)dictionary->bytes);
    free(dictionary);
}

/* An open-addressed table of codes, at most two thirds full; the texts lie elsewhere. Each slot keeps the upper half of
   the hash beside the code, so that a look-up touches the text itself only when it is almost surely the one. */
struct slot {
    uint32_t code, hash;
};
struct slots {
    struct slot *slots;
    size_t n; /* a power of two */
};
static const struct slot slot_empty = { TEXT_MISSING, 0 };

static bool slots_init(struct slots *slots, size_t n, struct error *err)
{
    slots->n = n;
    slots->slots = allocate_large(n, sizeof(*slots->slots), "the index of a text column", err);
    if (!slots->slots)
        return false;
    for (size_t i = 0; i < n; i++)
        slots->slots[i] = slot_empty;
    return true;
}

static size_t slots_for(size_t n_texts)
{
    size_t n = 64;
    while (n < n_texts + n_texts / 2 + 1)
        n *= 2;
    return n;
}

/* The slot of TEXT, or the empty slot where it belongs. */
static size_t slots_find(const struct slots *slots, const uint64_t *offsets, const char *bytes, uint64_t hash,
                         const char *text, size_t length)
{
    size_t mask = slots->n - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        const struct slot *slot = &slots->slots[i];
        if (slot->code == TEXT_MISSING ||
            (slot->hash == (uint32_t)(hash >> 32) && entry_is(offsets, bytes, slot->code, text, length)))
            return i;
    }
}

struct text_index {
    const struct dictionary *dictionary;
    struct slots slots;
};

struct text_index *text_index_new(const struct dictionary *dictionary, struct error *err)
{
    struct text_index *index = allocate(1, sizeof(*index));
    index->dictionary = dictionary;
    uint32_t n = dictionary ? dictionary->n : 0;
    if (!slots_init(&index->slots, slots_for(n), err)) {
        free(index);
        return NULL;
    }
    for (uint32_t code = 0; code < n; code++) {
        if (!loop_goes_on(code, err)) {
            text_index_free(index);
            return NULL;
        }
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        uint64_t hash = hash_quick(text, length, 0);
        size_t i = slots_find(&index->slots, dictionary->offsets, dictionary->bytes, hash, text, length);
        if (index->slots.slots[i].code == TEXT_MISSING)
            index->slots.slots[i] = (struct slot){ code, (uint32_t)(hash >> 32) };
    }
    return index;
}

uint32_t text_index_find(const struct text_index *index, const char *text, size_t length)
{
    const struct dictionary *dictionary = index->dictionary;
    if (!dictionary || dictionary->n == 0)
        return TEXT_MISSING;
    uint64_t hash = hash_quick(text, length, 0);
    return index->slots.slots[slots_find(&index->slots, dictionary->offsets, dictionary->bytes, hash, text, length)]
        .code;
}

void text_index_free(struct text_index *index)
{
    if (!index)
        return;
    free(index->slots.slots);
    free(index);
}

struct dictionary_builder {
    struct slots slots;
    uint32_t n;
    uint64_t *offsets; /* n + 1, of `offsets_capacity` */
    size_t offsets_capacity;
    char *bytes;
    size_t bytes_capacity;
    bool failed;
};

struct dictionary_builder *dictionary_builder_new(void)
{
    struct dictionary_builder *builder = allocate(1, sizeof(*builder));
    builder->offsets_capacity = 64;
    builder->offsets = allocate(builder->offsets_capacity, sizeof(*builder->offsets));
    builder->bytes_capacity = 1024;
    builder->bytes = allocate(builder->bytes_capacity, 1);
    builder->failed = !slots_init(&builder->slots, slots_for(0), NULL);
    return builder;
}

static bool slots_grow(struct dictionary_builder *builder)
{
    struct slots larger;
    if (!slots_init(&larger, builder->slots.n * 2, NULL))
        return false;
    for (uint32_t code = 0; code < builder->n; code++) {
        const char *text = builder->bytes + builder->offsets[code];
        uint64_t hash = hash_quick(text, (size_t)(builder->offsets[code + 1] - builder->offsets[code]), 0);
        size_t i = hash & (larger.n - 1);
        while (larger.slots[i].code != TEXT_MISSING) /* all are distinct: no need to compare */
            i = (i + 1) & (larger.n - 1);
        larger.slots[i] = (struct slot){ code, (uint32_t)(hash >> 32) };
    }
    free(builder->slots.slots);
    builder->slots = larger;
    return true;
}

/* Room for one more text of LENGTH bytes. */
static bool builder_reserve(struct dictionary_builder *builder, size_t length)
{
    if (builder->n == TEXT_MISSING - 1)
        return false;
    if ((size_t)builder->n + 2 > builder->offsets_capacity) {
        uint64_t *offsets = realloc(builder->offsets, builder->offsets_capacity * 2 * sizeof(*offsets));
        if (!offsets)
            return false;
        builder->offsets = offsets;
        builder->offsets_capacity *= 2;
    }
    size_t needed = (size_t)builder->offsets[builder->n] + length;
    if (needed > builder->bytes_capacity) {
        size_t capacity = builder->bytes_capacity * 2 > needed ? builder->bytes_capacity * 2 : needed;
        char *bytes = realloc(builder->bytes, capacity);
        if (!bytes)
            return false;
        builder->bytes = bytes;
        builder->bytes_capacity = capacity;
    }
    return builder->n + builder->n / 2 + 2 < builder->slots.n || slots_grow(builder);
}

static uint32_t add_hashed(struct dictionary_builder *builder, const char *text, size_t length, uint64_t hash)
{
    if (builder->failed)
        return TEXT_MISSING;
    size_t i = slots_find(&builder->slots, builder->offsets, builder->bytes, hash, text, length);
    if (builder->slots.slots[i].code != TEXT_MISSING)
        return builder->slots.slots[i].code;
    size_t slots_before = builder->slots.n;
    if (!builder_reserve(builder, length)) {
        builder->failed = true;
        return TEXT_MISSING;
    }
    if (builder->slots.n != slots_before)
        i = slots_find(&builder->slots, builder->offsets, builder->bytes, hash, text, length);
    uint32_t code = builder->n++;
    if (length)
        memcpy(builder->bytes + builder->offsets[code], text, length);
    builder->offsets[code + 1] = builder->offsets[code] + length;
    builder->slots.slots[i] = (struct slot){ code, (uint32_t)(hash >> 32) };
    return code;
}

uint32_t dictionary_builder_add(struct dictionary_builder *builder, const char *text, size_t length)
{
    return add_hashed(builder, text, length, hash_quick(text, length, 0));
}

/* A large dictionary is far away in memory: the way to each text of a batch is fetched, step by step, before the first
   of them is looked up. */
void dictionary_builder_add_all(struct dictionary_builder *builder, const char *bytes, const size_t *ends,
                                const uint64_t *hashes, uint32_t n, uint32_t *codes)
{
    enum { BATCH = 32 };
    for (uint32_t first = 0; first < n && !builder->failed; first += BATCH) {
        uint32_t m = n - first < BATCH ? n - first : BATCH, near[BATCH];
        size_t slot[BATCH], begin;
        for (uint32_t i = 0; i < m; i++) {
            slot[i] = hashes[first + i] & (builder->slots.n - 1);
            __builtin_prefetch(&builder->slots.slots[slot[i]]);
        }
        for (uint32_t i = 0; i < m; i++) {
            near[i] = builder->slots.slots[slot[i]].code;
            if (near[i] != TEXT_MISSING)
                __builtin_prefetch(&builder->offsets[near[i]]);
        }
        for (uint32_t i = 0; i < m; i++)
            if (near[i] != TEXT_MISSING)
                __builtin_prefetch(builder->bytes + builder->offsets[near[i]]);
        begin = first ? ends[first - 1] : 0;
        for (uint32_t at = first; at < first + m; begin = ends[at++])
            codes[at] = add_hashed(builder, bytes + begin, ends[at] - begin, hashes[at]);
    }
}

uint32_t dictionary_builder_size(const struct dictionary_builder *builder)
{
    return builder->n;
}

struct dictionary *dictionary_builder_finish(struct dictionary_builder *builder, struct error *err)
{
    if (builder->failed) {
        fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the distinct texts of a column (%u so far)", builder->n);
        dictionary_builder_free(builder);
        return NULL;
    }
    struct dictionary *dictionary = allocate(1, sizeof(*dictionary));
    *dictionary = (struct dictionary){ builder->n, builder->offsets, builder->bytes };
    free(builder->slots.slots);
    free(builder);
    return dictionary;
}

void dictionary_builder_free(struct dictionary_builder *builder)
{
    if (!builder)
        return;
    free(builder->slots.slots);
    free(builder->offsets);
    free(builder->bytes);
    free(builder);
}
