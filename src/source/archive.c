/* The door to libarchive: compressed files, and the members of a zip file.

   The library is loaded when the first of these is read: it brings XML and Unicode libraries with it, which would
   double the time in which the program starts. */
#include "source/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { BLOCK_BYTES = 256 * 1024, STEP_BYTES = 4 << 20 };

/* The functions in use. */
#define ARCHIVE_FUNCTIONS(F)                                                                                           \
    F(archive_error_string)                                                                                            \
    F(archive_entry_pathname)                                                                                          \
    F(archive_read_data)                                                                                               \
    F(archive_read_free)                                                                                               \
    F(archive_read_new)                                                                                                \
    F(archive_read_next_header)                                                                                        \
    F(archive_read_open_filename)                                                                                      \
    F(archive_read_support_filter_bzip2)                                                                               \
    F(archive_read_support_filter_gzip)                                                                                \
    F(archive_read_support_filter_xz)                                                                                  \
    F(archive_read_support_filter_zstd)                                                                                \
    F(archive_read_support_format_raw)                                                                                 \
    F(archive_read_support_format_zip)

struct library {
#define ARCHIVE_MEMBER(name) __typeof__(name) *name;
    ARCHIVE_FUNCTIONS(ARCHIVE_MEMBER)
#undef ARCHIVE_MEMBER
};

static const char library_name[] = "libarchive.so.13";

static bool cannot_load(const char *what, struct error *err)
{
    fail(err, ERROR_SYSTEM, E_SYSTEM, "compressed files and workbooks need libarchive 3, and %s cannot be loaded",
         what);
    error_mend(err, "install the package libarchive13");
    return false;
}

/* Loading again costs microseconds; it is never unloaded. */
static bool library_load(struct library *library, struct error *err)
{
    void *handle = dlopen(library_name, RTLD_LAZY | RTLD_LOCAL);
    if (!handle)
        return cannot_load(library_name, err);
#define ARCHIVE_LOAD(name)                                                                                             \
    *(void **)&library->name = dlsym(handle, #name);                                                                   \
    if (!library->name)                                                                                                \
        return cannot_load(#name, err);
    ARCHIVE_FUNCTIONS(ARCHIVE_LOAD)
#undef ARCHIVE_LOAD
    return true;
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

static const char *archive_reason(const struct library *library, struct archive *archive)
{
    const char *reason = library->archive_error_string(archive);
    return reason ? reason : "it is cut short";
}

static bool fail_inflate(const struct library *library, const char *path, struct archive *archive, struct error *err)
{
    fail(err, ERROR_DATA, E_CORRUPT, "%s cannot be unpacked", path);
    error_reason(err, "%s", archive_reason(library, archive));
    error_mend(err, "fetch the file again: it is cut short or damaged");
    return false;
}

/* The bytes that ARCHIVE still has, added to a buffer that doubles. */
static bool read_all(const struct library *library, struct archive *archive, const char *path, struct work *work,
                     char **bytes, size_t *length, struct error *err)
{
    size_t capacity = BLOCK_BYTES;
    char *buffer = allocate_large(capacity, 1, "the unpacked file", err);
    *length = 0;
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
            *bytes = buffer;
            return true;
        }
        *length += (size_t)n;
    }
    free(buffer);
    return false;
}

static struct archive *raw_archive(const struct library *library)
{
    struct archive *archive = library->archive_read_new();
    library->archive_read_support_format_raw(archive);
    library->archive_read_support_filter_gzip(archive);
    library->archive_read_support_filter_xz(archive);
    library->archive_read_support_filter_zstd(archive);
    library->archive_read_support_filter_bzip2(archive);
    return archive;
}

size_t archive_head(const char *path, unsigned char *bytes, size_t capacity)
{
    struct library loaded;
    const struct library *library = &loaded;
    if (!library_load(&loaded, NULL))
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

bool archive_inflate(const char *path, struct work *work, char **bytes, size_t *length, struct error *err)
{
    struct library loaded;
    const struct library *library = &loaded;
    if (!library_load(&loaded, err))
        return false;
    struct archive *archive = raw_archive(library);
    struct archive_entry *entry;
    bool done = false;
    if (library->archive_read_open_filename(archive, path, BLOCK_BYTES) != ARCHIVE_OK)
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
            done = read_all(library, archive, path, work, bytes, length, err);
    }
    library->archive_read_free(archive);
    return done;
}

static bool fail_workbook(const struct library *library, const char *path, struct archive *archive, struct error *err)
{
    fail(err, ERROR_DATA, E_WORKBOOK, "%s is no workbook that can be read", path);
    error_reason(err, "%s", archive_reason(library, archive));
    error_mend(err, "save it again as .xlsx, or export it as CSV");
    return false;
}

static bool hand_over(const struct library *library, struct archive *archive, const char *path, archive_taker *take,
                      void *context, struct error *err)
{
    char *block = allocate(BLOCK_BYTES, 1);
    la_ssize_t n;
    bool good = true;
    while (good && (n = library->archive_read_data(archive, block, BLOCK_BYTES)) != 0)
        good = n < 0 ? fail_workbook(library, path, archive, err) : take(context, block, (size_t)n, err);
    free(block);
    return good;
}

bool archive_member(const char *path, const char *name, archive_taker *take, void *context, bool *found,
                    struct error *err)
{
    struct library loaded;
    const struct library *library = &loaded;
    if (!library_load(&loaded, err))
        return false;
    struct archive *archive = library->archive_read_new();
    library->archive_read_support_format_zip(archive);
    *found = false;
    bool good = true;
    if (library->archive_read_open_filename(archive, path, BLOCK_BYTES) != ARCHIVE_OK)
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
            good = hand_over(library, archive, path, take, context, err);
        }
    }
    library->archive_read_free(archive);
    return good;
}
