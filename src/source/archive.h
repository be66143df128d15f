/* Compressed files and members of zip archives, read as streams of blocks. Private to source/. */
#ifndef SOURCE_ARCHIVE_H
#define SOURCE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct work;

/* Whether a file that begins with HEAD is compressed in a way that archive_inflate reads (gzip, xz, zstd, bzip2). */
bool archive_is_compressed(const unsigned char *head, size_t length);
/* The content of the compressed file PATH; the caller frees *BYTES (never NULL on success). */
bool archive_inflate(const char *path, struct work *work, char **bytes, size_t *length, struct error *err);
/* The first bytes of what is in the compressed file PATH, at most CAPACITY; how many. 0 when it cannot be read. */
size_t archive_head(const char *path, unsigned char *bytes, size_t capacity);

/* Takes the next LENGTH bytes of a member; false (and ERR) ends the reading. */
typedef bool archive_taker(void *context, const void *bytes, size_t length, struct error *err);
/* Hands the member NAME of the zip file PATH to TAKE, block by block. *FOUND says whether there is such a member: its
   absence is no error. Trouble with the archive is E_WORKBOOK. */
bool archive_member(const char *path, const char *name, archive_taker *take, void *context, bool *found,
                    struct error *err);

#endif
