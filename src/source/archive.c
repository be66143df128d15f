/* The door to libarchive: compressed files (those of gzip are unpacked in gzip.c), and the members of zip and tar
   files.

   The library is loaded when the first of these is read: it brings XML and Unicode libraries with it, which would
   double the time in which the program starts. */
#include "source/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <strings.h>
#include <sys/stat.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/library.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "source/gzip.h"
#include "source/limits.h"

enum { BLOCK_BYTES = 256 * 1024, STEP_BYTES = 4 << 20 };

/* The functions in use. */
#define ARCHIVE_FUNCTIONS(F)                                                                                           \
    F(archive_error_string)                                                                                            \
    F(archive_entry_filetype)                                                                                          \
    F(archive_entry_pathname)                                                                                          \
    F(archive_read_data)                                                                                               \
    F(archive_read_free)                                                                                               \
    F(archive_read_new)                                                                                                \
    F(archive_read_next_header)                                                                                        \
    F(archive_read_open_filename)                                                                                      \
    F(archive_read_open_memory)                                                                                        \
    F(archive_read_support_filter_bzip2)                                                                               \
    F(archive_read_support_filter_gzip)                                                                                \
    F(archive_read_support_filter_xz)                                                                                  \
    F(archive_read_support_filter_zstd)                                                                                \
    F(archive_read_support_format_raw)                                                                                 \
    F(archive_read_support_format_tar)                                                                                 \
    F(archive_read_support_format_zip)

struct archives {
    ARCHIVE_FUNCTIONS(LIBRARY_MEMBER)
};

static const struct library library_of_archives = { "compressed files and workbooks need libarchive 3",
                                                    "libarchive13",
                                                    { "libarchive.so.13" } };
static const char *const function_names[] = { ARCHIVE_FUNCTIONS(LIBRARY_NAME) NULL };

static bool archives_load(struct archives *library, struct error *err)
{
    return library_load(&library_of_archives, function_names, library, err);
}

static const struct {
    const char *bytes;
    size_t length;
} compressed_heads[] = { { "\x1f\x8b", 2 },
                         { "\xfd"
                           "7zXZ\0",
                           6 },
                         { "\x28\xb5\x2f\xfd", 4 },
                         { "BZh91AY&SY", 10 } };

bool archive_is_compressed(const unsigned char *head, size_t length)
{
    for (size_t i = 0; i < sizeof compressed_heads / sizeof *compressed_heads; i++)
        if (length >= compressed_heads[i].length &&
            memcmp(head, compressed_heads[i].bytes, compressed_heads[i].length) == 0)
            return true;
    return false;
}

static const char *archive_reason(const struct archives *library, struct archive *archive)
{
    const char *reason = library->archive_error_string(archive);
    return reason ? reason : "it is cut short";
}

static bool fail_inflate(const struct archives *library, const char *path, struct archive *archive, struct error *err)
{
    fail(err, ERROR_DATA, E_CORRUPT, "%s cannot be unpacked", path);
    error_reason(err, "%s", archive_reason(library, archive));
    error_mend(err, "fetch the file again: it is cut short or damaged");
    return false;
}

/* The bytes of the packed file PATH, or of those that stand for it. */
static size_t packed_size(const struct packed *packed)
{
    struct stat status;
    if (packed->bytes)
        return packed->length;
    return stat(packed->path, &status) == 0 && status.st_size > 0 ? (size_t)status.st_size : 0;
}

/* The bytes that ARCHIVE, out of N_PACKED ones, still has, added to a buffer that doubles. */
static bool read_all(const struct archives *library, struct archive *archive, const char *path, size_t n_packed,
                     struct work *work, char **bytes, size_t *length, struct error *err)
{
    size_t capacity = BLOCK_BYTES;
    char *buffer = allocate_large(capacity, 1, "the unpacked file", err);
    *length = 0;
    work_begin(work, "bytes unpacked", 0);
    while (buffer) {
        if (*length == capacity) {
            char *larger = realloc(buffer, capacity * 2);
            if (!larger) {
                fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the unpacked file (%zu bytes)", capacity * 2);
                break;
            }
            buffer = larger;
            capacity *= 2;
        }
        size_t room = capacity - *length < STEP_BYTES ? capacity - *length : STEP_BYTES;
        la_ssize_t n = library->archive_read_data(archive, buffer + *length, room);
        if (!work_go_on(work, err))
            break;
        if (n < 0) {
            fail_inflate(library, path, archive, err);
            break;
        }
        if (n == 0) {
            work_end(work);
            *bytes = buffer;
            return true;
        }
        *length += (size_t)n;
        work_advance(work, (uint64_t)n);
        if (!limit_expansion(*length, n_packed, path, err))
            break;
    }
    work_end(work);
    free(buffer);
    return false;
}

static void take_filters(const struct archives *library, struct archive *archive)
{
    library->archive_read_support_filter_gzip(archive);
    library->archive_read_support_filter_xz(archive);
    library->archive_read_support_filter_zstd(archive);
    library->archive_read_support_filter_bzip2(archive);
}

static struct archive *raw_archive(const struct archives *library)
{
    struct archive *archive = library->archive_read_new();
    library->archive_read_support_format_raw(archive);
    take_filters(library, archive);
    return archive;
}

/* The file, or the bytes that stand for it. */
static bool open_packed(const struct archives *library, struct archive *archive, const struct packed *packed)
{
    if (packed->bytes)
        return library->archive_read_open_memory(archive, packed->bytes, packed->length) == ARCHIVE_OK;
    return library->archive_read_open_filename(archive, packed->path, BLOCK_BYTES) == ARCHIVE_OK;
}

size_t archive_head(const char *path, unsigned char *bytes, size_t capacity)
{
    struct archives loaded;
    const struct archives *library = &loaded;
    if (!archives_load(&loaded, NULL))
        return 0;
    struct archive *archive = raw_archive(library);
    struct archive_entry *entry;
    la_ssize_t n = 0;
    if (library->archive_read_open_filename(archive, path, BLOCK_BYTES) == ARCHIVE_OK &&
        library->archive_read_next_header(archive, &entry) == ARCHIVE_OK)
        n = library->archive_read_data(archive, bytes, capacity);
    library->archive_read_free(archive);
    return n > 0 ? (size_t)n : 0;
}

/* Whether PACKED is a gzip file; then *DONE says whether it could be unpacked. */
static bool inflate_gzip(const struct packed *packed, struct work *work, char **bytes, size_t *length, bool *done,
                         struct error *err)
{
    struct file_map map = { .bytes = packed->bytes, .length = packed->length };
    if (!packed->bytes && !file_map_open_foreign(packed->path, &map, err))
        return true;
    bool is_gzip = gzip_begins((const unsigned char *)map.bytes, map.length);
    *done = is_gzip && gzip_inflate(packed->path, map.bytes, map.length, work, bytes, length, err);
    if (!packed->bytes)
        file_map_close(&map);
    return is_gzip;
}

bool archive_inflate_packed(const struct packed *packed, struct work *work, char **bytes, size_t *length,
                            struct error *err)
{
    const char *path = packed->path;
    struct archives loaded;
    const struct archives *library = &loaded;
    bool done = false;
    if (inflate_gzip(packed, work, bytes, length, &done, err) || !archives_load(&loaded, err))
        return done;
    struct archive *archive = raw_archive(library);
    struct archive_entry *entry;
    if (!open_packed(library, archive, packed))
        fail_inflate(library, path, archive, err);
    else {
        int status = library->archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF) {
            *length = 0;
            *bytes = allocate(1, 1);
            done = true;
        } else if (status < ARCHIVE_WARN)
            fail_inflate(library, path, archive, err);
        else
            done = read_all(library, archive, path, packed_size(packed), work, bytes, length, err);
    }
    library->archive_read_free(archive);
    return done;
}

bool archive_inflate(const char *path, struct work *work, char **bytes, size_t *length, struct error *err)
{
    return archive_inflate_packed(&(struct packed){ .path = path }, work, bytes, length, err);
}

static bool fail_workbook(const struct archives *library, const char *path, struct archive *archive, struct error *err)
{
    fail(err, ERROR_DATA, E_WORKBOOK, "%s is no workbook that can be read", path);
    error_reason(err, "%s", archive_reason(library, archive));
    error_mend(err, "save it again as .xlsx, or export it as CSV");
    return false;
}

static bool hand_over(const struct archives *library, struct archive *archive, const struct packed *packed,
                      archive_taker *take, void *context, struct error *err)
{
    const char *path = packed->path;
    size_t n_packed = packed_size(packed), length = 0;
    char *block = allocate(BLOCK_BYTES, 1);
    la_ssize_t n;
    bool good = true;
    while (good && (n = library->archive_read_data(archive, block, BLOCK_BYTES)) != 0)
        good = n < 0
                   ? fail_workbook(library, path, archive, err)
                   : limit_expansion(length += (size_t)n, n_packed, path, err) && take(context, block, (size_t)n, err);
    free(block);
    return good;
}

bool archive_member(const struct packed *packed, const char *name, archive_taker *take, void *context, bool *found,
                    struct error *err)
{
    const char *path = packed->path;
    struct archives loaded;
    const struct archives *library = &loaded;
    if (!archives_load(&loaded, err))
        return false;
    struct archive *archive = library->archive_read_new();
    library->archive_read_support_format_zip(archive);
    *found = false;
    bool good = true;
    if (!open_packed(library, archive, packed))
        good = fail_workbook(library, path, archive, err);
    while (good && !*found) {
        struct archive_entry *entry;
        int status = library->archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF)
            break;
        if (status < ARCHIVE_WARN) {
            good = fail_workbook(library, path, archive, err);
            break;
        }
        const char *member = library->archive_entry_pathname(entry);
        if (member && strcasecmp(member, name) == 0) {
            *found = true;
            good = hand_over(library, archive, packed, take, context, err);
        }
    }
    library->archive_read_free(archive);
    return good;
}

/* ---- Archives of many files ---- */

static bool fail_archive(const struct archives *library, const char *path, struct archive *archive, struct error *err)
{
    fail(err, ERROR_DATA, E_CORRUPT, "%s is no archive that can be read", path);
    error_reason(err, "%s", archive_reason(library, archive));
    error_mend(err, "fetch the file again: it is cut short, damaged or locked");
    return false;
}

static struct archive *archive_of_files(const struct archives *library, const char *path, struct error *err)
{
    struct archive *archive = library->archive_read_new();
    library->archive_read_support_format_zip(archive);
    library->archive_read_support_format_tar(archive);
    take_filters(library, archive);
    if (open_packed(library, archive, &(struct packed){ .path = path }))
        return archive;
    fail_archive(library, path, archive, err);
    library->archive_read_free(archive);
    return NULL;
}

/* The next file, as *NAME; NULL behind the last one. */
static bool next_file(const struct archives *library, struct archive *archive, const char *path, const char **name,
                      struct error *err)
{
    struct archive_entry *entry;
    int status;
    *name = NULL;
    while ((status = library->archive_read_next_header(archive, &entry)) != ARCHIVE_EOF) {
        if (status < ARCHIVE_WARN)
            return fail_archive(library, path, archive, err);
        *name = library->archive_entry_filetype(entry) == AE_IFREG ? library->archive_entry_pathname(entry) : NULL;
        if (*name)
            break;
    }
    return true;
}

bool archive_names(const char *path, char ***out, struct error *err)
{
    struct archives library;
    *out = NULL;
    struct archive *archive = archives_load(&library, err) ? archive_of_files(&library, path, err) : NULL;
    if (!archive)
        return false;
    size_t n = 0;
    const char *name;
    char **names = allocate(1, sizeof *names);
    bool good;
    while ((good = next_file(&library, archive, path, &name, err)) && name) {
        names = reallocate(names, n + 2, sizeof *names);
        names[n++] = copy_text(name);
        names[n] = NULL;
    }
    library.archive_read_free(archive);
    *out = names;
    if (good)
        return true;
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    *out = NULL;
    return false;
}

bool archive_extract(const char *path, const char *member, struct work *work, char **bytes, size_t *length,
                     struct error *err)
{
    struct archives library;
    if (!gzip_check(path, work, err)) /* of a .tar.gz; a zip file's checksums are looked at by libarchive */
        return false;
    struct archive *archive = archives_load(&library, err) ? archive_of_files(&library, path, err) : NULL;
    if (!archive)
        return false;
    const char *name;
    bool good;
    while ((good = next_file(&library, archive, path, &name, err)) && name && strcmp(name, member) != 0)
        ;
    if (good && !name) {
        fail(err, ERROR_USER, E_NO_FILE, "%s holds no file '%s'", path, member);
        good = false;
    }
    good = good &&
           read_all(&library, archive, path, packed_size(&(struct packed){ .path = path }), work, bytes, length, err);
    library.archive_read_free(archive);
    return good;
}
