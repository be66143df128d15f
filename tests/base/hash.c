/* Tests of src/base/hash.c: the examples of FIPS 180-2, and the quick hash's spread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"

static const char *written(struct hash hash, char out[HASH_TEXT])
{
    hash_text(&hash, out);
    return out;
}

START_TEST(published_examples)
{
    char text[HASH_TEXT];
    ck_assert_str_eq(written(hash_bytes("", 0), text),
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ck_assert_str_eq(written(hash_bytes("abc", 3), text),
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *longer = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    ck_assert_str_eq(written(hash_bytes(longer, strlen(longer)), text),
                     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char thousand[1000];
    memset(thousand, 'a', sizeof(thousand));
    struct hasher hasher;
    hasher_init(&hasher);
    for (int i = 0; i < 1000; i++)
        hasher_add(&hasher, thousand, sizeof(thousand));
    ck_assert_str_eq(written(hasher_finish(&hasher), text),
                     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

START_TEST(fields_do_not_run_together)
{
    struct hash hashes[2];
    const char *const pairs[2][2] = { { "ab", "c" }, { "a", "bc" } };
    for (int i = 0; i < 2; i++) {
        struct hasher hasher;
        hasher_init(&hasher);
        hasher_add_text(&hasher, pairs[i][0]);
        hasher_add_text(&hasher, pairs[i][1]);
        hashes[i] = hasher_finish(&hasher);
    }
    ck_assert(memcmp(&hashes[0], &hashes[1], sizeof(hashes[0])) != 0);
}
END_TEST

static int compare_hashes(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

START_TEST(quick_hashes_are_distinct)
{
    /* 200,000 like customers' keys: a chance collision in 64 bits has probability 1e-9 */
    enum { N = 200000 };
    uint64_t *hashes = allocate(N, sizeof(*hashes));
    for (int i = 0; i < N; i++) {
        char key[32];
        int length = snprintf(key, sizeof(key), "customer-%d", i);
        hashes[i] = hash_quick(key, (size_t)length, 0);
    }
    qsort(hashes, N, sizeof(*hashes), compare_hashes);
    for (int i = 1; i < N; i++)
        require(hashes[i] != hashes[i - 1]);
    free(hashes);
}
END_TEST

START_TEST(quick_hashes_depend_on_all)
{
    char bytes[80], copy[80];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)i;
    for (size_t length = 0; length <= sizeof(bytes); length++) {
        uint64_t hash = hash_quick(bytes, length, 0);
        ck_assert(hash == hash_quick(memcpy(copy, bytes, sizeof(copy)), length, 0));
        ck_assert(hash != hash_quick(bytes, length, 1));
        ck_assert(length == 0 || hash != hash_quick(bytes, length - 1, 0));
        for (size_t i = 0; i < length; i++) {
            copy[i] ^= 1;
            uint64_t other = hash_quick(copy, length, 0);
            int changed = __builtin_popcountll(hash ^ other); /* 32 expected, deviation 4 */
            if (changed <= 8 || changed >= 56)
                ck_abort_msg("length %zu byte %zu: %d bits", length, i, changed);
            copy[i] ^= 1;
        }
    }
    char zeros[32] = { 0 };
    for (size_t length = 1; length <= 32; length++)
        ck_assert(hash_quick(zeros, length, 0) != hash_quick(zeros, length - 1, 0));
}
END_TEST

START_TEST(low_bits_are_spread)
{
    /* multiples of 4096 into 256 slots: chi-square with 255 degrees; beyond 360 has probability 2e-5 */
    int slots[256] = { 0 }, mixed[256] = { 0 };
    for (uint64_t i = 0; i < 25600; i++) {
        uint64_t key = i * 4096;
        slots[hash_quick(&key, sizeof(key), 0) & 255]++;
        mixed[hash_mix(key) & 255]++;
    }
    double chi = 0, chi_mixed = 0;
    for (int i = 0; i < 256; i++) {
        chi += (slots[i] - 100.0) * (slots[i] - 100.0) / 100;
        chi_mixed += (mixed[i] - 100.0) * (mixed[i] - 100.0) / 100;
    }
    ck_assert_double_lt(chi, 360);
    ck_assert_double_lt(chi_mixed, 360);
}
END_TEST

START_TEST(the_mixer_is_that_of_splitmix)
{
    /* the first output of splitmix64 from state 0 */
    ck_assert(hash_mix(UINT64_C(0x9E3779B97F4A7C15)) == UINT64_C(0xE220A8397B1DCDAF));
}
END_TEST

/* Every length, from memory that ends where the text does; each byte that differs is seen. */
START_TEST(equal_bytes_are_told_from_others)
{
    for (size_t length = 0; length <= 40; length++) {
        unsigned char *a = malloc(length ? length : 1), *b = malloc(length ? length : 1);
        for (size_t i = 0; i < length; i++)
            a[i] = b[i] = (unsigned char)(i * 37 + 200);
        ck_assert(bytes_equal(a, b, length));
        for (size_t i = 0; i < length; i++)
            for (int bit = 1; bit < 256; bit *= 2) {
                b[i] = (unsigned char)(b[i] ^ bit);
                ck_assert(!bytes_equal(a, b, length));
                ck_assert(hash_quick(a, length, 0) != hash_quick(b, length, 0));
                b[i] = a[i];
            }
        free(a);
        free(b);
    }
}
END_TEST

TCase *hash_cases(void)
{
    TCase *cases = tcase_create("hash");
    tcase_add_test(cases, published_examples);
    tcase_add_test(cases, fields_do_not_run_together);
    tcase_add_test(cases, quick_hashes_are_distinct);
    tcase_add_test(cases, quick_hashes_depend_on_all);
    tcase_add_test(cases, low_bits_are_spread);
    tcase_add_test(cases, equal_bytes_are_told_from_others);
    tcase_add_test(cases, the_mixer_is_that_of_splitmix);
    return cases;
}
