/* How a column lies in its file, and the one walk over it that hashes or writes. Private to workspace/column_file.c. */
#ifndef WORKSPACE_COLUMN_LAYOUT_H
#define WORKSPACE_COLUMN_LAYOUT_H

#include "column_file.h"

enum {
    FORMAT_PLAIN = 1,
    FORMAT_PACKED = 2,           /* the values are packed */
    BYTE_ORDER_MARK = 0x01020304 /* files are mapped, so they hold this machine's numbers */
};

struct header {
    char magic[8];
    uint32_t byte_order, format, type;
    uint32_t width; /* bytes of a packed value; 0: not packed */
    uint64_t n_rows, n_texts, n_text_bytes;
    uint64_t values_at, offsets_at, bytes_at, length; /* of the file */
    uint8_t content[HASH_BYTES];                      /* of all before, and of all after the header, when not packed */
    uint8_t reserved[112];
    uint8_t checksum[HASH_BYTES]; /* of all before */
};
_Static_assert(sizeof(struct header) == 256, "the header is 256 bytes");
/* A part of the file: bytes, then zeros up to the next multiple of ALIGNMENT. */
struct part {
    const char *bytes;
    uint64_t length;
};
enum { N_PARTS = 3 };

extern const char header_magic[8];
size_t header_width(const struct header *header);
void header_seal(struct header *header);
uint64_t padding_after(uint64_t length);
/* The parts of CONTENT and its header, content hash and checksum left out. */
struct header content_layout(const struct column_content *content, struct part parts[N_PARTS]);
/* Whether the sizes in HEADER are those of a column laid out as we do: whatever is read later lies inside the file. */
bool header_fits(const struct header *header);
/* The parts of a file whose header fits, and whether there are only zeros between them. */
void map_parts(const struct file_map *map, const struct header *header, struct part parts[N_PARTS]);
bool padding_is_zero(const struct part parts[N_PARTS]);

/* Where the bytes of a column go: into a hash, unpacked, or into a file, or both. */
struct taker {
    struct hasher *hasher;      /* or NULL */
    struct file_writer *writer; /* or NULL */
    void *ordered, *unpacked;   /* a piece of values; NULL when they lie somewhere as they are needed */
};
/* All of a column; its rows in the order ROWS, or as they lie when that is NULL. */
bool take_column(struct taker *taker, const struct header *header, const struct part parts[N_PARTS],
                 const uint32_t *rows, struct work *work, struct error *err);

#endif
