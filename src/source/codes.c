/* Texts to codes, for one block. */
#include "source/codes.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/hash.h"
#include "patron/base/memory.h"

enum { FIRST_SLOTS = 256 };

static void rehash(struct codes *codes, size_t n_slots)
{
    free(codes->slots);
    codes->slots = allocate(n_slots, sizeof *codes->slots);
    codes->n_slots = n_slots;
    for (uint32_t code = 0; code < codes->n; code++) {
        size_t slot = codes->hashes[code] & (n_slots - 1);
        while (codes->slots[slot])
            slot = (slot + 1) & (n_slots - 1);
        codes->slots[slot] = code + 1;
    }
}

static bool is_text(const struct codes *codes, uint32_t code, const char *text, size_t length)
{
    size_t have;
    const char *bytes = codes_text(codes, code, &have);
    return have == length && bytes_equal(bytes, text, length);
}

static uint32_t append(struct codes *codes, const char *text, size_t length, uint64_t hash)
{
    if (codes->n == codes->capacity) {
        codes->capacity = codes->capacity ? codes->capacity * 2 : FIRST_SLOTS / 2;
        codes->ends = reallocate(codes->ends, codes->capacity, sizeof *codes->ends);
        codes->hashes = reallocate(codes->hashes, codes->capacity, sizeof *codes->hashes);
    }
    text_add_bytes(&codes->bytes, text, length);
    codes->ends[codes->n] = codes->bytes.length;
    codes->hashes[codes->n] = hash;
    return codes->n++;
}

uint32_t codes_add(struct codes *codes, const char *text, size_t length)
{
    if (codes->n && is_text(codes, codes->last, text, length))
        return codes->last;
    if ((size_t)codes->n * 2 >= codes->n_slots)
        rehash(codes, codes->n_slots ? codes->n_slots * 2 : FIRST_SLOTS);
    uint64_t hash = hash_quick(text, length, 0);
    size_t slot = hash & (codes->n_slots - 1);
    for (; codes->slots[slot]; slot = (slot + 1) & (codes->n_slots - 1)) {
        uint32_t code = codes->slots[slot] - 1;
        if (codes->hashes[code] == hash && is_text(codes, code, text, length))
            return codes->last = code;
    }
    codes->last = append(codes, text, length, hash);
    codes->slots[slot] = codes->last + 1;
    return codes->last;
}

void codes_seal(struct codes *codes)
{
    free(codes->slots);
    codes->slots = NULL;
    codes->n_slots = 0;
}

void codes_release(struct codes *codes)
{
    free(codes->ends);
    free(codes->hashes);
    free(codes->slots);
    text_release(&codes->bytes);
    *codes = (struct codes){ 0 };
}
