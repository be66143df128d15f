/* SHA-256 for content, and a quick mixer for hash tables. libcrypto is loaded when the first content is hashed. */
#include "patron/base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/library.h"
#include "patron/base/memory.h"

/* The functions in use. */
#define CRYPTO_FUNCTIONS(F)                                                                                            \
    F(EVP_DigestFinal_ex)                                                                                              \
    F(EVP_DigestInit_ex)                                                                                               \
    F(EVP_DigestUpdate)                                                                                                \
    F(EVP_MD_CTX_free)                                                                                                 \
    F(EVP_MD_CTX_new)                                                                                                  \
    F(EVP_sha256)

/* Written once, by the first who hashes, and kept: what is hashed may be a line long. */
static struct crypto {
    CRYPTO_FUNCTIONS(LIBRARY_MEMBER)
} crypto;
static pthread_once_t loading = PTHREAD_ONCE_INIT;

/* Nothing that is stored can do without its hash: the program ends, as it would if the library were linked. */
static void load(void)
{
    static const struct library library = { "content hashes need OpenSSL 3", "libssl3", { "libcrypto.so.3" } };
    static const char *const names[] = { CRYPTO_FUNCTIONS(LIBRARY_NAME) NULL };
    struct error err = ERROR_INIT;
    if (library_load(&library, names, &crypto, &err))
        return;
    fprintf(stderr, "patron: %s; %s\n", err.what, err.mend[0]);
    exit(1);
}

void hasher_init(struct hasher *hasher)
{
    pthread_once(&loading, load);
    EVP_MD_CTX *state = crypto.EVP_MD_CTX_new();
    if (!state || !crypto.EVP_DigestInit_ex(state, crypto.EVP_sha256(), NULL))
        bug("libcrypto has no SHA-256");
    hasher->state = state;
}

void hasher_add(struct hasher *hasher, const void *bytes, size_t length)
{
    if (length && !crypto.EVP_DigestUpdate(hasher->state, bytes, length))
        bug("libcrypto refused bytes");
}

void hasher_add_text(struct hasher *hasher, const char *text)
{
    hasher_add(hasher, text, strlen(text) + 1);
}

struct hash hasher_finish(struct hasher *hasher)
{
    struct hash hash;
    unsigned length = 0;
    if (!crypto.EVP_DigestFinal_ex(hasher->state, hash.bytes, &length) || length != HASH_BYTES)
        bug("libcrypto did not finish");
    crypto.EVP_MD_CTX_free(hasher->state);
    hasher->state = NULL;
    return hash;
}

struct hash hash_bytes(const void *bytes, size_t length)
{
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add(&hasher, bytes, length);
    return hasher_finish(&hasher);
}

void hash_text(const struct hash *hash, char out[HASH_TEXT])
{
    for (size_t i = 0; i < HASH_BYTES; i++) {
        out[2 * i] = "0123456789abcdef"[hash->bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[hash->bytes[i] & 15];
    }
    out[2 * HASH_BYTES] = '\0';
}

/* Odd constants with balanced bits (the digits of the golden ratio, the square root of two, e and pi). */
static const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15);
static const uint64_t root_two = UINT64_C(0x6A09E667F3BCC909);
static const uint64_t natural = UINT64_C(0xB7E151628AED2A6B);
static const uint64_t circle = UINT64_C(0x243F6A8885A308D3);

/* Both halves of the 128-bit product, folded: every bit of A and B reaches every bit of the result. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Up to seven bytes as a number; of four and more the two reads overlap where both have the same bytes. */
static inline uint64_t read_few(const unsigned char *bytes, size_t length)
{
    if (length < 4)
        return read_three(bytes, length);
    return read_four(bytes) | (uint64_t)read_four(bytes + length - 4) << (8 * (length - 4));
}

uint64_t hash_quick(const void *bytes, size_t length, uint64_t seed)
{
    const unsigned char *b = bytes;
    uint64_t state = fold(seed ^ golden, root_two);
    size_t left = length;
    while (left > 16) {
        state = fold(read_eight(b) ^ natural, read_eight(b + 8) ^ state);
        b += 16;
        left -= 16;
    }
    uint64_t first = 0, second = 0;
    if (left >= 8) {
        first = read_eight(b);
        second = read_eight(b + left - 8); /* overlaps with the first: the length tells them apart */
    } else
        first = read_few(b, left);
    return fold(fold(first ^ natural, second ^ state) ^ circle, (uint64_t)length ^ golden);
}

uint64_t hash_mix(uint64_t value)
{
    value ^= value >> 30;
    value *= UINT64_C(0xBF58476D1CE4E5B9);
    value ^= value >> 27;
    value *= UINT64_C(0x94D049BB133111EB);
    return value ^ value >> 31;
}
