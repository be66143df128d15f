/* A column in a file: a header of 256 bytes, then the values, and for text the dictionary's offsets and bytes, each
   part beginning at a multiple of 64 bytes, so that a mapped file is a column as it stands.

   The values lie there as they were given, packed or not; the content hash does not depend on that: it covers the
   header's facts and every byte after the header as they are when nothing is packed. It is also the file's name. The
   header has a checksum of its own: mapping looks at the header, the sizes, and at whatever readers follow (codes,
   where texts lie, truth values); column_file_verify looks at everything.
 */
#ifndef PATRON_WORKSPACE_COLUMN_FILE_H
#define PATRON_WORKSPACE_COLUMN_FILE_H

#include "patron/base/file.h"
#include "patron/base/hash.h"
#include "patron/table/table.h"

struct error;
struct work;

/* What a file holds of a column; its name, unit and the like belong to the table that uses it. */
struct column_content {
    enum type type;
    size_t n_rows;
    const void *values;
    const struct dictionary *dictionary; /* TYPE_TEXT, else NULL */
    size_t width;                        /* bytes of a value, as in packed.h; 0: those of the type */
};
/* False when WORK was asked to stop. */
bool column_content_hash(const struct column_content *content, struct work *work, char out[HASH_TEXT],
                         struct error *err);

/* CONTENT, whose hash is HASH, as the file PATH. When it is there already and whole, nothing is written. */
bool column_file_store(const char *path, const struct column_content *content, const char *hash, struct work *work,
                       struct error *err);

/* CONTENT, its rows in the order ROWS, as a file in FOLDER that is called by its hash, which is told in HASH: put into
   order, hashed and written piece by piece. When that file is there already and whole, it is left alone. NAME: what the
   file is called until the hash is known; no other thread may use it. */
bool column_file_make(const char *folder, const char *name, const struct column_content *content, const uint32_t *rows,
                      struct work *work, char hash[HASH_TEXT], struct error *err);

struct column_file {
    struct file_map map;
    struct column_content content; /* views into the map */
    struct dictionary dictionary;
};
/* E_CORRUPT when the file is not the one that holds HASH, does not hold N_ROWS values of TYPE, or has codes or texts
   that lie outside of it. */
bool column_file_open(const char *path, const char *hash, enum type type, size_t n_rows, struct column_file *out,
                      struct error *err);
void column_file_close(struct column_file *file);
/* Whether PATH holds, to the last byte, what HASH says. Reads everything. */
bool column_file_verify(const char *path, const char *hash, struct work *work, struct error *err);

/* What the file system says of a file; equal stamps mean that nobody wrote to it in between. */
struct stamp {
    int64_t bytes, modified, changed;
};
bool stamp_read(const char *path, struct stamp *out);
bool stamp_equal(struct stamp a, struct stamp b);
/* Waits (a few milliseconds at most) until the clock that files are stamped with has moved on from STAMP: a write after
   that cannot leave an equal stamp. Before a stamp is believed, it must have settled. */
void stamp_settle(struct stamp stamp);

#endif
