/* The distinct texts of one block in order of first appearance, each with its code. Private to source/. */
#ifndef SOURCE_CODES_H
#define SOURCE_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "patron/base/text.h"

struct codes {
    uint32_t n, capacity;
    uint32_t last;    /* the code given last; runs of one value are common */
    size_t *ends;     /* text i is bytes[ends[i-1]] .. bytes[ends[i]] */
    uint64_t *hashes; /* by hash_quick with seed 0 */
    uint32_t *slots;  /* code + 1, or 0 */
    size_t n_slots;   /* a power of two */
    struct text bytes;
};
uint32_t codes_add(struct codes *codes, const char *text, size_t length);
/* No text will be added any more: frees what only serves adding. */
void codes_seal(struct codes *codes);
void codes_release(struct codes *codes);
static inline const char *codes_text(const struct codes *codes, uint32_t code, size_t *length)
{
    size_t begin = code ? codes->ends[code - 1] : 0;
    *length = codes->ends[code] - begin;
    return codes->bytes.bytes + begin;
}

#endif
