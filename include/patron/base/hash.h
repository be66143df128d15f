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
/* Begins. Ends with hasher_finish. */
void hasher_init(struct hasher *hasher);
/* LENGTH more bytes. */
void hasher_add(struct hasher *hasher, const void *bytes, size_t length);
/* A string with its final NUL, so that fields cannot run together. */
void hasher_add_text(struct hasher *hasher, const char *text);
/* The hash of all that was added; releases HASHER. */
struct hash hasher_finish(struct hasher *hasher);
/* Of one piece. */
struct hash hash_bytes(const void *bytes, size_t length);
/* 64 hexadecimal digits and a NUL. */
void hash_text(const struct hash *hash, char out[HASH_TEXT]);

/* Not for content: 64 bits, well mixed, for hash tables. */
uint64_t hash_quick(const void *bytes, size_t length, uint64_t seed);
/* One number, well mixed. */
uint64_t hash_mix(uint64_t value);

#endif
