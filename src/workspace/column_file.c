/* Column files: written whole, mapped, verified. */
#include "column_layout.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/packed.h"

static bool content_hash(const struct header *header, const struct part parts[N_PARTS], struct work *work,
                         struct hash *out, struct error *err)
{
    struct hasher hasher;
    struct taker taker = { .hasher = &hasher };
    hasher_init(&hasher);
    bool ok = take_column(&taker, header, parts, NULL, work, err);
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
    struct file_map map;
    if (!stamp_read(path, &stamp) || (uint64_t)stamp.bytes != header->length || !file_map_open(path, &map, NULL))
        return false;
    struct part there[N_PARTS];
    bool same = map.length == header->length && memcmp(map.bytes, header, sizeof *header) == 0;
    if (same)
        map_parts(&map, header, there);
    for (size_t i = 0; same && i < N_PARTS; i++)
        same = parts[i].length == 0 || memcmp(there[i].bytes, parts[i].bytes, parts[i].length) == 0;
    same = same && padding_is_zero(there);
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
    struct file_writer *writer = file_writer_open_own(path, err);
    if (writer == NULL)
        return false;
    struct taker taker = { .writer = writer };
    if (!take_column(&taker, &header, parts, NULL, work, err)) {
        file_writer_discard(writer);
        return false;
    }
    return file_writer_commit(writer, err);
}

/* ---- Rows in another order ---- */

/* All but the header's hash and checksum, which are known only now. */
static bool making_finish(const struct taker *making, struct header *header, const char *folder, char hash[HASH_TEXT],
                          struct work *work, struct error *err)
{
    struct hash content = hasher_finish(making->hasher);
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
    struct part parts[N_PARTS];
    struct header header = content_layout(content, parts);
    struct hasher hasher;
    char *path = path_join(folder, name);
    struct taker making = { .hasher = &hasher, .writer = file_writer_open_own(path, err) };
    free(path);
    if (making.writer == NULL)
        return false;
    hasher_init(&hasher);
    if (take_column(&making, &header, parts, rows, work, err))
        return making_finish(&making, &header, folder, hash, work, err);
    hasher_finish(&hasher);
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
    if (memcmp(header->magic, header_magic, sizeof header_magic) != 0)
        return damaged(path, "it does not begin like a column file", err);
    struct hash checksum = hash_bytes(header, offsetof(struct header, checksum));
    if (memcmp(checksum.bytes, header->checksum, HASH_BYTES) != 0)
        return damaged(path, "its header does not have the checksum recorded in it", err);
    if (header->byte_order != BYTE_ORDER_MARK)
        return damaged(path, "it was written on a machine with another order of bytes", err);
    if (header->format != FORMAT_PLAIN && header->format != FORMAT_PACKED)
        return fail(err, ERROR_SYSTEM, E_NEWER, "column file %s has format %u; this program reads formats up to %d",
                    path, header->format, FORMAT_PACKED);
    uint8_t expected[HASH_BYTES];
    if (!hash_from_text(hash, expected) || memcmp(expected, header->content, HASH_BYTES) != 0)
        return damaged(path, "it holds another column than its name says", err);
    if (header->length != map->length)
        return damaged(path, header->length > map->length ? "it is cut short" : "bytes were added to it", err);
    return true;
}

/* ---- What a file says of places in itself ----

   Readers follow codes and offsets without asking. A hash tells that a file is as it was written, not who wrote it: in
   a workspace from somewhere else all hashes may be right. So each is looked at once, when the column is mapped. */

static bool offsets_fit(const uint64_t *offsets, size_t n_texts, uint64_t n_bytes)
{
    bool falls = false;
    for (size_t i = 0; i < n_texts; i++)
        falls |= offsets[i] > offsets[i + 1];
    return !falls && offsets[0] == 0 && offsets[n_texts] == n_bytes;
}

static bool truths_fit(const int8_t *values, size_t n)
{
    bool other = false;
    for (size_t i = 0; i < n; i++)
        other |= (uint8_t)(values[i] + 1) > 2; /* missing, no, yes */
    return !other;
}

static bool places_fit(const char *path, const struct header *header, const struct part parts[N_PARTS],
                       struct error *err)
{
    size_t width = header_width(header);
    if (header->type == TYPE_BOOL && !truths_fit((const int8_t *)(const void *)parts[0].bytes, header->n_rows))
        return damaged(path, "it holds truth values that are neither yes nor no", err);
    if (header->type != TYPE_TEXT)
        return true;
    if (header->n_texts >= TEXT_MISSING)
        return damaged(path, "it has more texts than a column can hold", err);
    if (!offsets_fit((const uint64_t *)(const void *)parts[1].bytes, header->n_texts, header->n_text_bytes))
        return damaged(path, "its texts do not lie one after the other", err);
    bool any_code_fits = width < sizeof(uint32_t) && header->n_texts >= (UINT64_C(1) << (CHAR_BIT * width)) - 1;
    return any_code_fits || codes_end(parts[0].bytes, header->n_rows, width) <= header->n_texts ||
           damaged(path, "it names texts that it does not hold", err);
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
    struct part parts[N_PARTS];
    if (ok)
        map_parts(&out->map, &header, parts);
    ok = ok && places_fit(path, &header, parts, err);
    if (ok) {
        const char *bytes = out->map.bytes;
        out->content = (struct column_content){ type, n_rows, bytes + header.values_at, NULL, header_width(&header) };
        out->dictionary.n = (uint32_t)header.n_texts;
        out->dictionary.offsets = (const uint64_t *)(const void *)(bytes + header.offsets_at);
        out->dictionary.bytes = bytes + header.bytes_at;
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
        struct part parts[N_PARTS];
        struct hash found;
        map_parts(&map, &header, parts);
        ok = content_hash(&header, parts, work, &found, err);
        if (ok && (memcmp(found.bytes, header.content, HASH_BYTES) != 0 || !padding_is_zero(parts)))
            ok = damaged(path, "its content does not have the hash that is its name", err);
        ok = ok && places_fit(path, &header, parts, err);
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
