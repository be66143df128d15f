/* Content hashes (SHA-256 through libcrypto) and a fast hash for tables in memory. */
#ifndef PATRON_BASE_HASH_H
#define PATRON_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

static inline uint64_t read_eight(const unsigned char *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, 8);
    return value;
}

static inline uint32_t read_four(const unsigned char *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, 4);
    return value;
}

/* Up to three bytes as a number. */
static inline uint32_t read_three(const unsigned char *bytes, size_t length)
{
    if (length == 0)
        return 0;
    size_t middle = length / 2, last = length - 1;
    return bytes[0] | (uint32_t)bytes[middle] << (8 * middle) | (uint32_t)bytes[last] << (8 * last);
}

/* Whether two texts of LENGTH bytes are equal: memcmp without a call for short ones, as keys and levels are. What is
   read twice does no harm. */
static inline bool bytes_equal(const void *a, const void *b, size_t length)
{
    const unsigned char *x = a, *y = b;
    if (length > 16)
        return memcmp(x, y, length) == 0;
    if (length >= 8)
        return read_eight(x) == read_eight(y) && read_eight(x + length - 8) == read_eight(y + length - 8);
    if (length >= 4)
        return read_four(x) == read_four(y) && read_four(x + length - 4) == read_four(y + length - 4);
    return read_three(x, length) == read_three(y, length);
}

#endif
