/* Columns laid out, hashed and written. */
#include "column_layout.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/packed.h"

enum {
    ALIGNMENT = 64,
    CHUNK_BYTES = 4 << 20, /* between two looks at the stop flag */
    PIECE_ROWS = 1 << 16   /* so many that a piece stays near the processor until it is hashed and written */
};
const char header_magic[8] = "\211PATRON\n";
static const char zeros[ALIGNMENT];

uint64_t padding_after(uint64_t length)
{
    return (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
}

size_t header_width(const struct header *header)
{
    return header->width ? header->width : type_size((enum type)header->type);
}

static void part_lengths(const struct header *header, uint64_t lengths[N_PARTS])
{
    lengths[0] = header->n_rows * header_width(header);
    lengths[1] = header->type == TYPE_TEXT ? (header->n_texts + 1) * sizeof(uint64_t) : 0;
    lengths[2] = header->n_text_bytes;
}

/* Where the parts lie, and where the file ends. */
static void header_place(struct header *header)
{
    uint64_t at = sizeof *header, lengths[N_PARTS];
    uint64_t *places[N_PARTS] = { &header->values_at, &header->offsets_at, &header->bytes_at };
    part_lengths(header, lengths);
    for (size_t i = 0; i < N_PARTS; i++) {
        *places[i] = at;
        at += lengths[i] + padding_after(lengths[i]);
    }
    header->length = at;
}

struct header content_layout(const struct column_content *content, struct part parts[N_PARTS])
{
    static const struct dictionary no_texts = { 0, NULL, NULL };
    static const uint64_t no_offsets[1] = { 0 };
    const struct dictionary *dictionary = content->dictionary != NULL ? content->dictionary : &no_texts;
    bool packed = content->width != 0 && content->width != type_size(content->type);
    struct header header;
    memset(&header, 0, sizeof header);
    memcpy(header.magic, header_magic, sizeof header_magic);
    header.byte_order = BYTE_ORDER_MARK;
    header.format = packed ? FORMAT_PACKED : FORMAT_PLAIN;
    header.type = content->type;
    header.width = packed ? (uint32_t)content->width : 0;
    header.n_rows = content->n_rows;
    header.n_texts = content->type == TYPE_TEXT ? dictionary->n : 0;
    header.n_text_bytes = header.n_texts > 0 ? dictionary->offsets[dictionary->n] : 0;
    header_place(&header);
    uint64_t lengths[N_PARTS];
    part_lengths(&header, lengths);
    parts[0] = (struct part){ content->values, lengths[0] };
    parts[1] = (struct part){ (const char *)(dictionary->n > 0 ? dictionary->offsets : no_offsets), lengths[1] };
    parts[2] = (struct part){ dictionary->bytes, lengths[2] };
    return header;
}

void header_seal(struct header *header)
{
    struct hash checksum = hash_bytes(header, offsetof(struct header, checksum));
    memcpy(header->checksum, checksum.bytes, HASH_BYTES);
}

/* ---- Hashing and writing: the same walk over header and parts ---- */

static void take(const struct taker *taker, const void *bytes, size_t length)
{
    if (taker->hasher != NULL)
        hasher_add(taker->hasher, bytes, length);
    if (taker->writer != NULL)
        file_writer_add(taker->writer, bytes, length);
}

static void take_header(const struct taker *taker, const struct header *header)
{
    struct header plain = *header;
    plain.format = FORMAT_PLAIN;
    plain.width = 0;
    header_place(&plain);
    if (taker->hasher != NULL)
        hasher_add(taker->hasher, &plain, offsetof(struct header, content));
    if (taker->writer != NULL)
        file_writer_add(taker->writer, header, sizeof *header);
}

/* N values that lie in the order of the file. */
static void take_piece(const struct taker *taker, const struct header *header, const void *values, size_t n)
{
    size_t width = header_width(header);
    if (header->width == 0) {
        take(taker, values, n * width);
        return;
    }
    if (taker->hasher != NULL) {
        values_unpack((enum type)header->type, values, n, width, taker->unpacked);
        hasher_add(taker->hasher, taker->unpacked, n * type_size((enum type)header->type));
    }
    if (taker->writer != NULL)
        file_writer_add(taker->writer, values, n * width);
}

static void take_padding(const struct taker *taker, uint64_t plain_length, uint64_t length)
{
    if (taker->hasher != NULL)
        hasher_add(taker->hasher, zeros, padding_after(plain_length));
    if (taker->writer != NULL)
        file_writer_add(taker->writer, zeros, padding_after(length));
}

/* Values of WIDTH bytes in the order ROWS. */
static void order_piece(void *out, const void *from, size_t width, const uint32_t *rows, size_t n)
{
    if (width == sizeof(uint8_t)) {
        for (size_t i = 0; i < n; i++)
            ((uint8_t *)out)[i] = ((const uint8_t *)from)[rows[i]];
    } else if (width == sizeof(uint16_t)) {
        for (size_t i = 0; i < n; i++)
            ((uint16_t *)out)[i] = ((const uint16_t *)from)[rows[i]];
    } else if (width == sizeof(uint32_t)) {
        for (size_t i = 0; i < n; i++)
            ((uint32_t *)out)[i] = ((const uint32_t *)from)[rows[i]];
    } else {
        for (size_t i = 0; i < n; i++)
            ((uint64_t *)out)[i] = ((const uint64_t *)from)[rows[i]];
    }
}

static bool take_values(const struct taker *taker, const struct header *header, const char *values,
                        const uint32_t *rows, struct work *work, struct error *err)
{
    size_t width = header_width(header);
    for (uint64_t first = 0; first < header->n_rows; first += PIECE_ROWS) {
        uint64_t left = header->n_rows - first;
        size_t n = left < PIECE_ROWS ? left : PIECE_ROWS;
        const void *piece = values + first * width;
        if (rows != NULL) {
            order_piece(taker->ordered, values, width, rows + first, n);
            piece = taker->ordered;
        }
        take_piece(taker, header, piece, n);
        if (!work_go_on(work, err))
            return false;
    }
    take_padding(taker, header->n_rows * type_size((enum type)header->type), header->n_rows * width);
    return true;
}

static bool take_bytes(const struct taker *taker, const struct part *part, struct work *work, struct error *err)
{
    for (uint64_t at = 0; at < part->length; at += CHUNK_BYTES) {
        uint64_t left = part->length - at;
        take(taker, part->bytes + at, left < CHUNK_BYTES ? left : CHUNK_BYTES);
        if (!work_go_on(work, err))
            return false;
    }
    take_padding(taker, part->length, part->length);
    return true;
}

bool take_column(struct taker *taker, const struct header *header, const struct part parts[N_PARTS],
                 const uint32_t *rows, struct work *work, struct error *err)
{
    bool unpacks = header->width != 0 && taker->hasher != NULL;
    if (unpacks)
        taker->unpacked = allocate_large(PIECE_ROWS, type_size((enum type)header->type), "a piece of a column", err);
    if (rows != NULL)
        taker->ordered = allocate_large(PIECE_ROWS, header_width(header), "a piece of a column", err);
    bool ok = (taker->unpacked != NULL || !unpacks) && (taker->ordered != NULL || rows == NULL);
    if (ok)
        take_header(taker, header);
    ok = ok && take_values(taker, header, parts[0].bytes, rows, work, err);
    for (size_t i = 1; ok && i < N_PARTS; i++)
        ok = take_bytes(taker, &parts[i], work, err);
    free(taker->unpacked);
    free(taker->ordered);
    return ok;
}

/* ---- A header that was read ---- */

static bool width_fits(const struct header *header)
{
    uint32_t width = header->width, most = (uint32_t)type_size((enum type)header->type);
    bool packs = header->type == TYPE_INT || header->type == TYPE_TEXT;
    return header->format == FORMAT_PLAIN ? width == 0
                                          : packs && (width == 1 || width == 2 || width == 4) && width < most;
}

bool header_fits(const struct header *header)
{
    uint64_t limit = header->length;
    if (header->type >= N_TYPES || header->n_rows > limit || header->n_texts > limit || header->n_text_bytes > limit)
        return false;
    if (header->type != TYPE_TEXT && (header->n_texts > 0 || header->n_text_bytes > 0))
        return false;
    struct header placed = *header;
    header_place(&placed);
    return width_fits(header) && memcmp(&placed, header, sizeof placed) == 0;
}

void map_parts(const struct file_map *map, const struct header *header, struct part parts[N_PARTS])
{
    uint64_t lengths[N_PARTS];
    const uint64_t places[N_PARTS] = { header->values_at, header->offsets_at, header->bytes_at };
    part_lengths(header, lengths);
    for (size_t i = 0; i < N_PARTS; i++)
        parts[i] = (struct part){ map->bytes + places[i], lengths[i] };
}

bool padding_is_zero(const struct part parts[N_PARTS])
{
    for (size_t i = 0; i < N_PARTS; i++)
        if (memcmp(parts[i].bytes + parts[i].length, zeros, padding_after(parts[i].length)) != 0)
            return false;
    return true;
}
