/* What a load depends on, told without reading it as a table: the hash of its files' bytes and of its options. */
#include <string.h>
#include <sys/stat.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/source/source.h"
#include "source/held.h"

/* Raised when the same bytes and options come to mean another table. */
static const char reading[] = "patron reading 4";

enum { CHUNK_BYTES = 4 << 20 }; /* hashed side by side; the hash of a file is that of its chunks' hashes */

/* The file behind PATH: itself, or the archive that it is in; to free. NULL: standard input and the like. */
static char *file_behind(const char *path)
{
    struct stat status;
    size_t archive = archive_part(path);
    char *file = archive ? copy_bytes(path, archive) : copy_text(path);
    if (stat(file, &status) == 0 && S_ISREG(status.st_mode))
        return file;
    free(file);
    return NULL;
}

static void add_number(struct hasher *hasher, int64_t number)
{
    hasher_add(hasher, &number, sizeof number);
}

/* A database whose last rows are in a log beside it: its own bytes do not tell what it holds. */
static bool has_log(const char *file)
{
    struct stat status;
    struct text log = TEXT_EMPTY;
    text_add_format(&log, "%s-wal", file);
    bool there = stat(text_string(&log), &status) == 0 && status.st_size > 0;
    text_release(&log);
    return there;
}

static bool add_stamp(struct hasher *hasher, const char *path)
{
    struct stat status;
    char *file = file_behind(path);
    bool known = file && stat(file, &status) == 0 && !has_log(file);
    free(file);
    if (!known)
        return false;
    const int64_t facts[] = { (int64_t)status.st_dev,          (int64_t)status.st_ino,
                              (int64_t)status.st_size,         (int64_t)status.st_mtim.tv_sec,
                              (int64_t)status.st_mtim.tv_nsec, (int64_t)status.st_ctim.tv_sec,
                              (int64_t)status.st_ctim.tv_nsec };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        add_number(hasher, facts[i]);
    return true;
}

/* What the file system says of all files; false when it says nothing. */
static bool stamps_of(const char *const *paths, size_t n_paths, struct hash *out)
{
    struct hasher hasher;
    bool known = true;
    hasher_init(&hasher);
    for (size_t i = 0; i < n_paths && known; i++)
        known = add_stamp(&hasher, paths[i]);
    *out = hasher_finish(&hasher);
    return known;
}

struct chunks {
    struct file_map map;
    struct hash *hashes;
    struct work *work;
};

static void hash_chunk(void *context, size_t i)
{
    struct chunks *chunks = context;
    size_t from = i * CHUNK_BYTES, left = chunks->map.length - from, n = left < CHUNK_BYTES ? left : CHUNK_BYTES;
    chunks->hashes[i] = hash_bytes(chunks->map.bytes + from, n);
    file_map_forget(&chunks->map, from, from + n);
    work_advance(chunks->work, n);
}

static bool add_content(struct hasher *hasher, const char *path, struct work *work, struct error *err)
{
    char *file = file_behind(path);
    struct chunks chunks = { .work = work };
    bool good = file && file_map_open_foreign(file, &chunks.map, NULL);
    free(file);
    if (!good)
        return true; /* who reads it will say what is wrong; the stamps tell that it is not known */
    size_t n = (chunks.map.length + CHUNK_BYTES - 1) / CHUNK_BYTES;
    chunks.hashes = allocate(n + 1, sizeof *chunks.hashes);
    work_begin(work, "bytes", chunks.map.length);
    good = work_run(work, n, hash_chunk, &chunks, err);
    work_end(work);
    hasher_add_text(hasher, path);
    add_number(hasher, (int64_t)chunks.map.length);
    hasher_add(hasher, chunks.hashes, n * sizeof *chunks.hashes);
    free(chunks.hashes);
    file_map_close(&chunks.map);
    return good;
}

bool source_identify(const char *const *paths, size_t n_paths, const char *options, struct work *work,
                     struct source_identity *out, struct error *err)
{
    *out = (struct source_identity){ .known = false };
    out->watched = stamps_of(paths, n_paths, &out->stamps);
    if (!out->watched)
        return true;
    struct hasher hasher;
    bool good = true;
    hasher_init(&hasher);
    hasher_add_text(&hasher, reading);
    hasher_add_text(&hasher, options);
    add_number(&hasher, (int64_t)n_paths);
    for (size_t i = 0; i < n_paths && good; i++)
        good = add_content(&hasher, paths[i], work, err);
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out->hash);
    out->known = good && source_identity_holds(out, paths, n_paths);
    return good;
}

bool source_identity_holds(const struct source_identity *identity, const char *const *paths, size_t n_paths)
{
    struct hash stamps;
    return stamps_of(paths, n_paths, &stamps) && memcmp(&stamps, &identity->stamps, sizeof stamps) == 0;
}
