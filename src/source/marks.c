/* Marking the bytes that divide CSV, 64 at a time. */
#include "source/marks.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Bit i: byte i of EIGHT is the one that PATTERN repeats. Exact: no carry leaves a byte. */
static uint64_t mark_eight(uint64_t eight, uint64_t pattern)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t differs = eight ^ pattern;
    uint64_t zeros = ~(((differs & low) + low) | differs | low);
    return ((zeros >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static uint64_t mark_word_plainly(const char *bytes, char delimiter)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const unsigned char wanted[4] = { (unsigned char)delimiter, '"', '\n', '\r' };
    uint64_t marks = 0;
    for (unsigned i = 0; i < MARK_BYTES; i += 8) {
        uint64_t eight = 0;
        for (unsigned j = 8; j-- > 0;) /* the first byte lowest, whatever the machine's order */
            eight = eight << 8 | (unsigned char)bytes[i + j];
        for (unsigned j = 0; j < 4; j++)
            marks |= mark_eight(eight, ones * wanted[j]) << i;
    }
    return marks;
}

/* The last bytes, as a whole word. */
static void copy_rest(const char *bytes, size_t length, char rest[MARK_BYTES])
{
    memset(rest, 'x', MARK_BYTES);
    memcpy(rest, bytes, length);
}

static uint64_t bits_below(size_t n)
{
    return (UINT64_C(1) << n) - 1;
}

void mark_bytes_plainly(const char *bytes, size_t length, char delimiter, uint64_t *words)
{
    char rest[MARK_BYTES];
    for (; length >= MARK_BYTES; length -= MARK_BYTES, bytes += MARK_BYTES)
        *words++ = mark_word_plainly(bytes, delimiter);
    if (length == 0)
        return;
    copy_rest(bytes, length, rest);
    *words = mark_word_plainly(rest, delimiter) & bits_below(length);
}

#if defined(__x86_64__)

static inline uint64_t mark_sixteen(const char *bytes, const __m128i wanted[4])
{
    __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(sixteen, wanted[0]), _mm_cmpeq_epi8(sixteen, wanted[1])),
                                 _mm_or_si128(_mm_cmpeq_epi8(sixteen, wanted[2]), _mm_cmpeq_epi8(sixteen, wanted[3])));
    return (uint32_t)_mm_movemask_epi8(found);
}

static void mark_by_sixteen(const char *bytes, size_t n_words, char delimiter, uint64_t *words)
{
    const __m128i wanted[4] = { _mm_set1_epi8(delimiter), _mm_set1_epi8('"'), _mm_set1_epi8('\n'),
                                _mm_set1_epi8('\r') };
    for (size_t w = 0; w < n_words; w++, bytes += MARK_BYTES)
        words[w] = mark_sixteen(bytes, wanted) | mark_sixteen(bytes + 16, wanted) << 16 |
                   mark_sixteen(bytes + 32, wanted) << 32 | mark_sixteen(bytes + 48, wanted) << 48;
}

__attribute__((target("avx2"))) static inline uint64_t mark_thirty_two(const char *bytes, const __m256i wanted[4])
{
    __m256i half = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
    __m256i found =
        _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(half, wanted[0]), _mm256_cmpeq_epi8(half, wanted[1])),
                        _mm256_or_si256(_mm256_cmpeq_epi8(half, wanted[2]), _mm256_cmpeq_epi8(half, wanted[3])));
    return (uint32_t)_mm256_movemask_epi8(found);
}

__attribute__((target("avx2"))) static void mark_by_thirty_two(const char *bytes, size_t n_words, char delimiter,
                                                               uint64_t *words)
{
    const __m256i wanted[4] = { _mm256_set1_epi8(delimiter), _mm256_set1_epi8('"'), _mm256_set1_epi8('\n'),
                                _mm256_set1_epi8('\r') };
    for (size_t w = 0; w < n_words; w++, bytes += MARK_BYTES)
        words[w] = mark_thirty_two(bytes, wanted) | mark_thirty_two(bytes + 32, wanted) << 32;
}

void mark_bytes(const char *bytes, size_t length, char delimiter, uint64_t *words)
{
    size_t n_words = length / MARK_BYTES, whole = n_words * MARK_BYTES;
    if (__builtin_cpu_supports("avx2"))
        mark_by_thirty_two(bytes, n_words, delimiter, words);
    else
        mark_by_sixteen(bytes, n_words, delimiter, words);
    mark_bytes_plainly(bytes + whole, length - whole, delimiter, words + n_words);
}

#else

void mark_bytes(const char *bytes, size_t length, char delimiter, uint64_t *words)
{
    mark_bytes_plainly(bytes, length, delimiter, words);
}

#endif
