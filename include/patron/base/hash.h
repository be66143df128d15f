/* Content hashes (SHA-256 through libcrypto) and a fast hash for tables in memory. */
#ifndef PATRON_BASE_HASH_H
#define PATRON_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_BYTES = 32, HASH_TEXT = 65 };
struct hash {
    uint8_t bytes[HASH_BYTES];
};
/* A hash being made of pieces: init, add as often as wanted, finish. */
struct hasher {
    void *state;
};
void hasher_init(struct hasher *hasher);
void hasher_add(struct hasher *hasher, const void *bytes, size_t length);
void hasher_add_text(struct hasher *hasher, const char *text); /* with its final NUL, so that fields cannot run together */
struct hash hasher_finish(struct hasher *hasher);              /* releases it */
/* Of one piece. */
struct hash hash_bytes(const void *bytes, size_t length);
void hash_text(const struct hash *hash, char out[HASH_TEXT]); /* 64 hexadecimal digits */

/* Not for content: 64 bits, well mixed, for hash tables. */
uint64_t hash_quick(const void *bytes, size_t length, uint64_t seed);
/* One number, well mixed. */
uint64_t hash_mix(uint64_t value);

#endif
