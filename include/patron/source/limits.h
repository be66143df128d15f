/* How much a file may ask for: a small one must not take all memory, whoever sent it. One for the whole program. */
#ifndef PATRON_SOURCE_LIMITS_H
#define PATRON_SOURCE_LIMITS_H

#include <stddef.h>

struct source_limits {
    size_t columns;    /* of a file */
    size_t cell_bytes; /* of one field */
    size_t expansion;  /* how many times its size a packed file may have, and cells a byte of JSON may make, when there are
                          more than EXPANSION_FREE of them */
};
enum { EXPANSION_FREE = 64 << 20 };
struct source_limits source_limits(void);
void source_limits_set(const struct source_limits *limits);

#endif
