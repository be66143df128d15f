/* Compressed files and members of archives, read as streams of blocks. Private to source/. */
#ifndef SOURCE_ARCHIVE_H
#define SOURCE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct work;

/* A file, or the bytes that stand for it: what is in an archive or came through a pipe has only a name. */
struct packed {
    const char *path;
    const char *bytes; /* NULL: the file PATH */
    size_t length;
};

/* Whether a file that begins with HEAD is compressed in a way that archive_inflate reads (gzip, xz, zstd, bzip2). */
bool archive_is_compressed(const unsigned char *head, size_t length);
/* The content of the compressed file PATH; the caller frees *BYTES (never NULL on success). */
bool archive_inflate(const char *path, struct work *work, char **bytes, size_t *length, struct error *err);
bool archive_inflate_packed(const struct packed *packed, struct work *work, char **bytes, size_t *length,
                            struct error *err);
/* The first bytes of what is in the compressed file PATH, at most CAPACITY; how many. 0 when it cannot be read. */
size_t archive_head(const char *path, unsigned char *bytes, size_t capacity);

/* Takes the next LENGTH bytes of a member; false (and ERR) ends the reading. */
typedef bool archive_taker(void *context, const void *bytes, size_t length, struct error *err);
/* Hands the member NAME of the zip file PACKED to TAKE, block by block. *FOUND says whether there is such a member: its
   absence is no error. Trouble with the archive is E_WORKBOOK. */
bool archive_member(const struct packed *packed, const char *name, archive_taker *take, void *context, bool *found,
                    struct error *err);

/* The names of the files in the zip or tar archive PATH, in its order; ends with NULL; free each and the list. */
bool archive_names(const char *path, char ***out, struct error *err);
/* The content of the file MEMBER of the archive PATH; the caller frees *BYTES. E_NO_FILE when there is none. */
bool archive_extract(const char *path, const char *member, struct work *work, char **bytes, size_t *length,
                     struct error *err);

#endif
