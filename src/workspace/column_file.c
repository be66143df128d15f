/* Column files: written whole, mapped, verified. */
#include "column_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum {
    FORMAT_VERSION = 1,
    BYTE_ORDER_MARK = 0x01020304, /* files are mapped, so they hold this machine's numbers */
    ALIGNMENT = 64,
    CHUNK_BYTES = 4 << 20, /* between two looks at the stop flag */
};

struct header {
    char magic[8];
    uint32_t byte_order, format, type, unused;
    uint64_t n_rows, n_texts, n_text_bytes;
    uint64_t values_at, offsets_at, bytes_at, length; /* of the file */
    uint8_t content[HASH_BYTES];                      /* of all before, and of all after the header */
    uint8_t reserved[112];
    uint8_t checksum[HASH_BYTES]; /* of all before */
};
_Static_assert(sizeof(struct header) == 256, "the header is 256 bytes");
static const char magic[8] = "\211PATRON\n";

/* A part of the file: bytes, then zeros up to the next multiple of ALIGNMENT. */
struct part {
    const char *bytes;
    uint64_t length;
};
enum { N_PARTS = 3 };

static uint64_t padding_after(uint64_t length)
{
    return (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
}

/* The parts of CONTENT and its header, content hash and checksum left out. */
static struct header content_layout(const struct column_content *content, struct part parts[N_PARTS])
{
    struct header header;
    memset(&header, 0, sizeof header);
    memcpy(header.magic, magic, sizeof magic);
    header.byte_order = BYTE_ORDER_MARK;
    header.format = FORMAT_VERSION;
    header.type = content->type;
    header.n_rows = content->n_rows;
    memset(parts, 0, N_PARTS * sizeof *parts);
    parts[0] = (struct part){ content->values, content->n_rows * type_size(content->type) };
    if (content->type == TYPE_TEXT) {
        static const struct dictionary no_texts = { 0, NULL, NULL };
        const struct dictionary *dictionary = content->dictionary != NULL ? content->dictionary : &no_texts;
        header.n_texts = dictionary->n;
        header.n_text_bytes = dictionary->n > 0 ? dictionary->offsets[dictionary->n] : 0;
        static const uint64_t no_offsets[1] = { 0 };
        const uint64_t *offsets = dictionary->n > 0 ? dictionary->offsets : no_offsets;
        parts[1] = (struct part){ (const char *)offsets, (header.n_texts + 1) * sizeof *offsets };
        parts[2] = (struct part){ dictionary->bytes, header.n_text_bytes };
    }
    uint64_t at = sizeof header;
    uint64_t *places[N_PARTS] = { &header.values_at, &header.offsets_at, &header.bytes_at };
    for (size_t i = 0; i < N_PARTS; i++) {
        *places[i] = at;
        at += parts[i].length + padding_after(parts[i].length);
    }
    header.length = at;
    return header;
}

static void header_seal(struct header *header)
{
    struct hash checksum = hash_bytes(header, offsetof(struct header, checksum));
    memcpy(header->checksum, checksum.bytes, HASH_BYTES);
}

/* ---- Hashing and writing: the same walk over header and parts ---- */

typedef void take_function(void *taker, const void *bytes, size_t length);

static void take_hash(void *taker, const void *bytes, size_t length)
{
    hasher_add(taker, bytes, length);
}

static void take_write(void *taker, const void *bytes, size_t length)
{
    file_writer_add(taker, bytes, length);
}

static bool parts_walk(const struct part parts[N_PARTS], take_function *take, void *taker, struct work *work,
                       struct error *err)
{
    static const char zeros[ALIGNMENT];
    for (size_t i = 0; i < N_PARTS; i++) {
        for (uint64_t at = 0; at < parts[i].length; at += CHUNK_BYTES) {
            if (!work_go_on(work, err))
                return false;
            uint64_t left = parts[i].length - at;
            take(taker, parts[i].bytes + at, left < CHUNK_BYTES ? left : CHUNK_BYTES);
        }
        take(taker, zeros, padding_after(parts[i].length));
    }
    return true;
}

static bool content_hash(const struct header *header, const struct part parts[N_PARTS], struct work *work,
                         struct hash *out, struct error *err)
{
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add(&hasher, header, offsetof(struct header, content));
    bool ok = parts_walk(parts, take_hash, &hasher, work, err);
    *out = hasher_finish(&hasher);
    return ok;
}

bool column_content_hash(const struct column_content *content, struct work *work, char out[HASH_TEXT],
                         struct error *err)
{
    struct part parts[N_PARTS];
    struct header header = content_layout(content, parts);
    struct hash hash;
    if (!content_hash(&header, parts, work, &hash, err))
        return false;
    hash_text(&hash, out);
    return true;
}

static bool hash_from_text(const char *text, uint8_t out[HASH_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    if (strlen(text) != HASH_TEXT - 1)
        return false;
    for (size_t i = 0; i < HASH_BYTES; i++) {
        const char *high = strchr(digits, text[2 * i]), *low = strchr(digits, text[2 * i + 1]);
        if (high == NULL || low == NULL)
            return false;
        out[i] = (uint8_t)((high - digits) * 16 + (low - digits));
    }
    return true;
}

/* Whether PATH holds exactly HEADER and PARTS: cheaper than its hash, and as sure. */
static bool file_holds(const char *path, const struct header *header, const struct part parts[N_PARTS])
{
    struct stamp stamp;
    if (!stamp_read(path, &stamp) || (uint64_t)stamp.bytes != header->length)
        return false;
    struct file_map map;
    if (!file_map_open(path, &map, NULL))
        return false;
    static const char zeros[ALIGNMENT];
    bool same = map.length == header->length && memcmp(map.bytes, header, sizeof *header) == 0;
    const char *at = map.bytes + sizeof *header;
    for (size_t i = 0; same && i < N_PARTS; i++) {
        uint64_t length = parts[i].length;
        same = (length == 0 || memcmp(at, parts[i].bytes, length) == 0) &&
               memcmp(at + length, zeros, padding_after(length)) == 0;
        at += length + padding_after(length);
    }
    file_map_close(&map);
    return same;
}

bool column_file_store(const char *path, const struct column_content *content, const char *hash, struct work *work,
                       struct error *err)
{
    struct part parts[N_PARTS];
    struct header header = content_layout(content, parts);
    if (!hash_from_text(hash, header.content))
        bug("a column file is named by its hash");
    header_seal(&header);
    if (file_holds(path, &header, parts))
        return true;
    struct file_writer *writer = file_writer_open(path, err);
    if (writer == NULL)
        return false;
    file_writer_add(writer, &header, sizeof header);
    if (!parts_walk(parts, take_write, writer, work, err)) {
        file_writer_discard(writer);
        return false;
    }
    return file_writer_commit(writer, err);
}

/* ---- Rows in another order ---- */

enum { PIECE_ROWS = 1 << 16 }; /* so many that a piece stays near the processor until it is hashed and written */

/* Rows FIRST .. LAST-1 of a column whose values have SIZE bytes. */
static void take_rows(void *out, const void *from, size_t size, const uint32_t *rows, size_t n)
{
    if (size == sizeof(uint8_t)) {
        for (size_t i = 0; i < n; i++)
            ((uint8_t *)out)[i] = ((const uint8_t *)from)[rows[i]];
    } else if (size == sizeof(uint32_t)) {
        for (size_t i = 0; i < n; i++)
            ((uint32_t *)out)[i] = ((const uint32_t *)from)[rows[i]];
    } else {
        for (size_t i = 0; i < n; i++)
            ((uint64_t *)out)[i] = ((const uint64_t *)from)[rows[i]];
    }
}

struct making {
    struct hasher hasher;
    struct file_writer *writer;
};

static void take_both(void *taker, const void *bytes, size_t length)
{
    struct making *making = taker;
    hasher_add(&making->hasher, bytes, length);
    file_writer_add(making->writer, bytes, length);
}

static bool take_values(struct making *making, const struct column_content *content, const uint32_t *rows,
                        struct work *work, struct error *err)
{
    size_t size = type_size(content->type);
    void *piece = allocate_large(PIECE_ROWS, size, "a piece of a column", err);
    bool ok = piece != NULL;
    for (size_t first = 0; ok && first < content->n_rows; first += PIECE_ROWS) {
        size_t left = content->n_rows - first, n = left < PIECE_ROWS ? left : PIECE_ROWS;
        take_rows(piece, content->values, size, rows + first, n);
        take_both(making, piece, n * size);
        ok = work_go_on(work, err);
    }
    free(piece);
    return ok;
}

/* All but the header's hash and checksum, which are known only now. */
static bool making_finish(struct making *making, struct header *header, const char *folder, char hash[HASH_TEXT],
                          struct work *work, struct error *err)
{
    struct hash content = hasher_finish(&making->hasher);
    memcpy(header->content, content.bytes, HASH_BYTES);
    header_seal(header);
    hash_text(&content, hash);
    char *path = path_join(folder, hash);
    bool there = file_exists(path) && column_file_verify(path, hash, work, NULL);
    free(path);
    if (there) {
        file_writer_discard(making->writer);
        return work_go_on(work, err);
    }
    file_writer_set_head(making->writer, header, sizeof *header);
    file_writer_set_name(making->writer, hash);
    return file_writer_commit(making->writer, err);
}

bool column_file_make(const char *folder, const char *name, const struct column_content *content, const uint32_t *rows,
                      struct work *work, char hash[HASH_TEXT], struct error *err)
{
    static const char zeros[ALIGNMENT];
    struct part parts[N_PARTS];
    struct header header = content_layout(content, parts);
    char *path = path_join(folder, name);
    struct making making = { .writer = file_writer_open(path, err) };
    free(path);
    if (making.writer == NULL)
        return false;
    hasher_init(&making.hasher);
    hasher_add(&making.hasher, &header, offsetof(struct header, content));
    file_writer_add(making.writer, &header, sizeof header);
    bool ok = take_values(&making, content, rows, work, err);
    take_both(&making, zeros, padding_after(parts[0].length));
    parts[0] = (struct part){ NULL, 0 };
    ok = ok && parts_walk(parts, take_both, &making, work, err);
    if (ok)
        return making_finish(&making, &header, folder, hash, work, err);
    hasher_finish(&making.hasher);
    file_writer_discard(making.writer);
    return false;
}

/* ---- Reading ---- */

static bool damaged(const char *path, const char *reason, struct error *err)
{
    fail(err, ERROR_SYSTEM, E_CORRUPT, "column file %s is damaged", path);
    error_reason(err, "%s", reason);
    return false;
}

/* The file's header, proven by its checksum, by the name it should have, and by the file's size. */
static bool header_read(const char *path, const char *hash, const struct file_map *map, struct header *header,
                        struct error *err)
{
    if (map->length < sizeof *header)
        return damaged(path, "it is cut short", err);
    memcpy(header, map->bytes, sizeof *header);
    if (memcmp(header->magic, magic, sizeof magic) != 0)
        return damaged(path, "it does not begin like a column file", err);
    struct hash checksum = hash_bytes(header, offsetof(struct header, checksum));
    if (memcmp(checksum.bytes, header->checksum, HASH_BYTES) != 0)
        return damaged(path, "its header does not have the checksum recorded in it", err);
    if (header->byte_order != BYTE_ORDER_MARK)
        return damaged(path, "it was written on a machine with another order of bytes", err);
    if (header->format != FORMAT_VERSION)
        return fail(err, ERROR_SYSTEM, E_NEWER, "column file %s has format %u; this program reads format %d", path,
                    header->format, FORMAT_VERSION);
    uint8_t expected[HASH_BYTES];
    if (!hash_from_text(hash, expected) || memcmp(expected, header->content, HASH_BYTES) != 0)
        return damaged(path, "it holds another column than its name says", err);
    if (header->length != map->length)
        return damaged(path, header->length > map->length ? "it is cut short" : "bytes were added to it", err);
    return true;
}

/* Whether the sizes in HEADER are those of a column laid out as we do: whatever is read later lies inside the file. */
static bool header_fits(const struct header *header)
{
    uint64_t limit = header->length;
    if (header->type >= N_TYPES || header->n_rows > limit || header->n_texts > limit || header->n_text_bytes > limit)
        return false;
    bool text = header->type == TYPE_TEXT;
    if (!text && (header->n_texts > 0 || header->n_text_bytes > 0))
        return false;
    uint64_t lengths[N_PARTS] = { header->n_rows * type_size((enum type)header->type),
                                  text ? (header->n_texts + 1) * sizeof(uint64_t) : 0, header->n_text_bytes };
    uint64_t places[N_PARTS + 1] = { header->values_at, header->offsets_at, header->bytes_at, header->length };
    uint64_t at = sizeof *header;
    for (size_t i = 0; i <= N_PARTS; i++) {
        if (places[i] != at)
            return false;
        if (i < N_PARTS)
            at += lengths[i] + padding_after(lengths[i]);
    }
    return true;
}

bool column_file_open(const char *path, const char *hash, enum type type, size_t n_rows, struct column_file *out,
                      struct error *err)
{
    memset(out, 0, sizeof *out);
    if (!file_exists(path))
        return damaged(path, "it is gone", err);
    if (!file_map_open(path, &out->map, err))
        return false;
    struct header header;
    bool ok = header_read(path, hash, &out->map, &header, err);
    if (ok && (!header_fits(&header) || header.type != type || header.n_rows != n_rows))
        ok = damaged(path, "it does not hold what the catalog says", err);
    if (ok) {
        const char *bytes = out->map.bytes;
        out->content = (struct column_content){ type, n_rows, bytes + header.values_at, NULL };
        out->dictionary.n = (uint32_t)header.n_texts;
        out->dictionary.offsets = (const uint64_t *)(const void *)(bytes + header.offsets_at);
        out->dictionary.bytes = bytes + header.bytes_at;
        if (type == TYPE_TEXT && out->dictionary.offsets[header.n_texts] != header.n_text_bytes)
            ok = damaged(path, "its texts do not end where they should", err);
    }
    if (!ok)
        column_file_close(out);
    else if (type == TYPE_TEXT)
        out->content.dictionary = &out->dictionary;
    return ok;
}

void column_file_close(struct column_file *file)
{
    file_map_close(&file->map);
    memset(file, 0, sizeof *file);
}

bool column_file_verify(const char *path, const char *hash, struct work *work, struct error *err)
{
    if (!file_exists(path))
        return damaged(path, "it is gone", err);
    struct file_map map;
    if (!file_map_open(path, &map, err))
        return false;
    struct header header;
    bool ok = header_read(path, hash, &map, &header, err);
    if (ok && !header_fits(&header))
        ok = damaged(path, "its sizes contradict each other", err);
    if (ok) {
        /* Everything after the header, as one part: it ends at a multiple of ALIGNMENT. */
        struct part body[N_PARTS] = { { map.bytes + sizeof header, map.length - sizeof header } };
        struct hash found;
        ok = content_hash(&header, body, work, &found, err);
        if (ok && memcmp(found.bytes, header.content, HASH_BYTES) != 0)
            ok = damaged(path, "its content does not have the hash that is its name", err);
    }
    file_map_close(&map);
    return ok;
}

bool stamp_read(const char *path, struct stamp *out)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    const int64_t billion = 1000000000;
    out->bytes = status.st_size;
    out->modified = status.st_mtim.tv_sec * billion + status.st_mtim.tv_nsec;
    out->changed = status.st_ctim.tv_sec * billion + status.st_ctim.tv_nsec;
    return true;
}

bool stamp_equal(struct stamp a, struct stamp b)
{
    return a.bytes == b.bytes && a.modified == b.modified && a.changed == b.changed;
}

void stamp_settle(struct stamp stamp)
{
    enum { MOST_WAITS = 100 }; /* a clock that was set back is not waited for */
    const struct timespec pause = { 0, 200000 };
    struct timespec now;
    for (int i = 0; i < MOST_WAITS; i++) {
        clock_gettime(CLOCK_REALTIME_COARSE, &now); /* the clock of the file system */
        if (now.tv_sec * INT64_C(1000000000) + now.tv_nsec > stamp.changed)
            return;
        nanosleep(&pause, NULL);
    }
}
