/* Whole numbers and codes in fewer bytes than their type has: 1, 2, 4 or 8 for each value, the same for a whole column.
   What is read from files is held and stored so. A missing number is the least of its width, a missing code the
   greatest. Values of the other types are never packed: their width is that of the type.

   Who reads a column does not see it: column_int and column_code read one value where it lies; column_ints and
   column_codes unpack all of them, once, when they are first asked for. */
#ifndef PATRON_TABLE_PACKED_H
#define PATRON_TABLE_PACKED_H

#include <pthread.h>

#include "patron/table/table.h"

struct packed {
    enum type type;
    size_t width, n;
    const void *values; /* n of WIDTH bytes; they belong to who made it */
    pthread_mutex_t mutex;
    _Atomic(void *) unpacked; /* NULL until somebody asks for all */
};
void packed_init(struct packed *packed, enum type type, const void *values, size_t width, size_t n);
void packed_release(struct packed *packed);

/* The fewest bytes in which each of N values of TYPE has room. */
size_t values_width(enum type type, const void *values, size_t n);
/* One more than the greatest of N codes, WIDTH bytes each: the fewest texts that a dictionary of theirs can have. */
uint32_t codes_end(const void *values, size_t n, size_t width);
/* The fewest bytes for any of N_TEXTS codes. */
size_t codes_width(size_t n_texts);
/* N values into OUT, WIDTH bytes each, and back. */
void values_pack(enum type type, const void *values, size_t n, size_t width, void *out);
void values_unpack(enum type type, const void *packed, size_t n, size_t width, void *out);

/* How many bytes a value of COLUMN has where it lies, and where that is. */
size_t column_width(const struct column *column);
const void *column_place(const struct column *column);

#endif
