/* Files packed by gzip, checked as they are unpacked. Private to source/. */
#ifndef SOURCE_GZIP_H
#define SOURCE_GZIP_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct work;

/* Whether bytes that begin with HEAD are packed by gzip. */
bool gzip_begins(const unsigned char *head, size_t length);
/* The content of the LENGTH bytes PACKED, which are of PATH: all members, one behind the other; the caller frees *BYTES
   (never NULL on success). E_CORRUPT when a checksum or a length is not what the file says, when it is cut short, or
   when something else stands behind it. */
bool gzip_inflate(const char *path, const char *packed, size_t n_packed, struct work *work, char **bytes,
                  size_t *length, struct error *err);
/* The same judgement of the file PATH, without keeping its content. True for files that are not packed by gzip. */
bool gzip_check(const char *path, struct work *work, struct error *err);

#endif
