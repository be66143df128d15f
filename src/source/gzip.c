/* The door to zlib: gzip files. libarchive unpacks them too, but never looks at their checksums, so that a damaged file
   would become another table without a word. */
#include "source/gzip.h"

#include "source/limits.h"

#include <string.h>
#include <zlib.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/library.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum {
    BLOCK_BYTES = 256 * 1024,
    STEP_BYTES = 4 << 20,
    MOST_INPUT = 1 << 30,  /* zlib counts in unsigned int */
    GZIP_WINDOW = 15 + 16, /* the largest window, and a gzip header */
    BEST_RATIO = 1032      /* no deflate stream is packed better */
};

#define ZLIB_FUNCTIONS(F) F(inflateInit2_) F(inflate) F(inflateReset) F(inflateEnd)
struct zlib {
    ZLIB_FUNCTIONS(LIBRARY_MEMBER)
};
static const struct library library_of_zlib = { "gzip files need zlib", "zlib1g", { "libz.so.1" } };
static const char *const function_names[] = { ZLIB_FUNCTIONS(LIBRARY_NAME) NULL };

struct unpacking {
    const char *path;
    struct zlib zlib;
    z_stream stream;
    const char *rest; /* input that the stream has not been given */
    size_t n_rest;
    char *bytes; /* what came out; or the last of it */
    size_t length, capacity;
    bool keep;
    size_t n_packed;
};

bool gzip_begins(const unsigned char *head, size_t length)
{
    return length >= 2 && head[0] == 0x1f && head[1] == 0x8b;
}

static bool fail_damaged(const char *path, const char *reason, struct error *err)
{
    fail(err, ERROR_DATA, E_CORRUPT, "%s cannot be unpacked", path);
    error_reason(err, "%s", reason);
    error_mend(err, "fetch the file again: it is cut short or damaged");
    return false;
}

/* As long as its last member says, when that can be. */
static size_t likely_length(const char *packed, size_t n)
{
    const unsigned char *tail = (const unsigned char *)packed + n - 4;
    if (n < 18)
        return 0;
    size_t length = tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
    return length / BEST_RATIO <= n ? length : 0;
}

static bool make_room(struct unpacking *u, struct error *err)
{
    if (u->length < u->capacity)
        return true;
    if (!u->keep) {
        u->length = 0;
        return true;
    }
    char *larger = realloc(u->bytes, u->capacity * 2);
    if (!larger)
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the unpacked file (%zu bytes)", u->capacity * 2);
    u->bytes = larger;
    u->capacity *= 2;
    return true;
}

static void feed(struct unpacking *u)
{
    if (u->stream.avail_in > 0 || u->n_rest == 0)
        return;
    size_t n = u->n_rest < MOST_INPUT ? u->n_rest : MOST_INPUT;
    u->stream.next_in = (Bytef *)(uintptr_t)u->rest;
    u->stream.avail_in = (uInt)n;
    u->rest += n;
    u->n_rest -= n;
}

/* A member has ended well. *MORE: another one begins; zeros may fill the file up, as tapes do. */
static bool go_behind(struct unpacking *u, bool *more, struct error *err)
{
    const unsigned char *next = u->stream.next_in;
    size_t n = u->stream.avail_in + u->n_rest, zeros = 0;
    while (zeros < n && next[zeros] == 0)
        zeros++;
    *more = zeros < n;
    if (*more && (zeros > 0 || !gzip_begins(next, n)))
        return fail_damaged(u->path, "something that is not gzip stands behind the packed data", err);
    return !*more || u->zlib.inflateReset(&u->stream) == Z_OK;
}

static bool step(struct unpacking *u, struct work *work, bool *more, struct error *err)
{
    if (!make_room(u, err) || !work_go_on(work, err) ||
        (u->keep && !limit_expansion(u->length, u->n_packed, u->path, err)))
        return false;
    feed(u);
    size_t room = u->capacity - u->length < STEP_BYTES ? u->capacity - u->length : STEP_BYTES;
    u->stream.next_out = (Bytef *)u->bytes + u->length;
    u->stream.avail_out = (uInt)room;
    int status = u->zlib.inflate(&u->stream, Z_NO_FLUSH);
    u->length += room - u->stream.avail_out;
    work_advance(work, room - u->stream.avail_out);
    if (status == Z_STREAM_END)
        return go_behind(u, more, err);
    if (status == Z_MEM_ERROR)
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory to unpack %s", u->path);
    if (status != Z_OK && status != Z_BUF_ERROR)
        return fail_damaged(u->path, u->stream.msg ? u->stream.msg : "it is no gzip data", err);
    if (u->stream.avail_in == 0 && u->n_rest == 0 && u->stream.avail_out > 0)
        return fail_damaged(u->path, "it is cut short", err);
    return true;
}

/* All of the LENGTH bytes PACKED through U, whose buffer is there. */
static bool unpack(struct unpacking *u, const char *packed, size_t length, struct work *work, struct error *err)
{
    u->rest = packed;
    u->n_rest = length;
    if (u->zlib.inflateInit2_(&u->stream, GZIP_WINDOW, ZLIB_VERSION, (int)sizeof u->stream) != Z_OK)
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory to unpack %s", u->path);
    bool good = true, more = true;
    work_begin(work, "bytes unpacked", 0);
    while (good && more)
        good = step(u, work, &more, err);
    work_end(work);
    u->zlib.inflateEnd(&u->stream);
    return good;
}

bool gzip_inflate(const char *path, const char *packed, size_t n_packed, struct work *work, char **bytes,
                  size_t *length, struct error *err)
{
    struct unpacking u = { .path = path, .keep = true, .n_packed = n_packed };
    size_t likely = likely_length(packed, n_packed);
    if (!limit_expansion(likely, n_packed, path, err))
        return false;
    u.capacity = likely > BLOCK_BYTES ? likely + 1 : BLOCK_BYTES;
    if (!library_load(&library_of_zlib, function_names, &u.zlib, err))
        return false;
    u.bytes = allocate_large(u.capacity, 1, "the unpacked file", err);
    if (!u.bytes || !unpack(&u, packed, n_packed, work, err)) {
        free(u.bytes);
        return false;
    }
    *bytes = u.bytes;
    *length = u.length;
    return true;
}

bool gzip_check(const char *path, struct work *work, struct error *err)
{
    struct unpacking u = { .path = path, .capacity = BLOCK_BYTES };
    struct file_map map;
    if (!file_map_open_foreign(path, &map, err))
        return false;
    bool good = true;
    if (gzip_begins((const unsigned char *)map.bytes, map.length)) {
        u.bytes = allocate(u.capacity, 1);
        good = library_load(&library_of_zlib, function_names, &u.zlib, err) &&
               unpack(&u, map.bytes, map.length, work, err);
        free(u.bytes);
    }
    file_map_close(&map);
    return good;
}
