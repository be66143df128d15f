/* Where the bytes stand that divide CSV: a bit for each byte that is a delimiter, a quote, or the end of a line. The
   widest instructions that the processor has are used; every way gives the same bits. Private to source/. */
#ifndef SOURCE_MARKS_H
#define SOURCE_MARKS_H

#include <stddef.h>
#include <stdint.h>

/* U+FEFF, which some programs write at the beginning of a file. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum { MARK_BYTES = 64 }; /* bytes a word of marks stands for */

/* Bit i of words[w] is set when bytes[64 * w + i] is DELIMITER, a quote, CR or LF; bits behind LENGTH are 0. WORDS has
   a word for each 64 bytes begun. */
void mark_bytes(const char *bytes, size_t length, char delimiter, uint64_t *words);
/* The same without special instructions. */
void mark_bytes_plainly(const char *bytes, size_t length, char delimiter, uint64_t *words);

#endif
