/* The door to libarchive: compressed files, and the members of a zip file. */
#include "source/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { BLOCK_BYTES = 256 * 1024, STEP_BYTES = 4 << 20 };

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

static const char *archive_reason(struct archive *archive)
{
    const char *reason = archive_error_string(archive);
    return reason ? reason : "it is cut short";
}

static bool fail_inflate(const char *path, struct archive *archive, struct error *err)
{
    fail(err, ERROR_DATA, E_CORRUPT, "%s cannot be unpacked", path);
    error_reason(err, "%s", archive_reason(archive));
    error_mend(err, "fetch the file again: it is cut short or damaged");
    return false;
}

/* The bytes that ARCHIVE still has, added to a buffer that doubles. */
static bool read_all(struct archive *archive, const char *path, struct work *work, char **bytes, size_t *length,
                     struct error *err)
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
        la_ssize_t n = archive_read_data(archive, buffer + *length, room);
        if (!work_go_on(work, err))
            break;
        if (n < 0) {
            fail_inflate(path, archive, err);
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

static struct archive *raw_archive(void)
{
    struct archive *archive = archive_read_new();
    archive_read_support_format_raw(archive);
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_filter_bzip2(archive);
    return archive;
}

size_t archive_head(const char *path, unsigned char *bytes, size_t capacity)
{
    struct archive *archive = raw_archive();
    struct archive_entry *entry;
    la_ssize_t n = 0;
    if (archive_read_open_filename(archive, path, BLOCK_BYTES) == ARCHIVE_OK &&
        archive_read_next_header(archive, &entry) == ARCHIVE_OK)
        n = archive_read_data(archive, bytes, capacity);
    archive_read_free(archive);
    return n > 0 ? (size_t)n : 0;
}

bool archive_inflate(const char *path, struct work *work, char **bytes, size_t *length, struct error *err)
{
    struct archive *archive = raw_archive();
    struct archive_entry *entry;
    bool done = false;
    if (archive_read_open_filename(archive, path, BLOCK_BYTES) != ARCHIVE_OK)
        fail_inflate(path, archive, err);
    else {
        int status = archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF) {
            *length = 0;
            *bytes = allocate(1, 1);
            done = true;
        } else if (status < ARCHIVE_WARN)
            fail_inflate(path, archive, err);
        else
            done = read_all(archive, path, work, bytes, length, err);
    }
    archive_read_free(archive);
    return done;
}

static bool fail_workbook(const char *path, struct archive *archive, struct error *err)
{
    fail(err, ERROR_DATA, E_WORKBOOK, "%s is no workbook that can be read", path);
    error_reason(err, "%s", archive_reason(archive));
    error_mend(err, "save it again as .xlsx, or export it as CSV");
    return false;
}

static bool hand_over(struct archive *archive, const char *path, archive_taker *take, void *context, struct error *err)
{
    char *block = allocate(BLOCK_BYTES, 1);
    la_ssize_t n;
    bool good = true;
    while (good && (n = archive_read_data(archive, block, BLOCK_BYTES)) != 0)
        good = n < 0 ? fail_workbook(path, archive, err) : take(context, block, (size_t)n, err);
    free(block);
    return good;
}

bool archive_member(const char *path, const char *name, archive_taker *take, void *context, bool *found,
                    struct error *err)
{
    struct archive *archive = archive_read_new();
    archive_read_support_format_zip(archive);
    *found = false;
    bool good = true;
    if (archive_read_open_filename(archive, path, BLOCK_BYTES) != ARCHIVE_OK)
        good = fail_workbook(path, archive, err);
    while (good && !*found) {
        struct archive_entry *entry;
        int status = archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF)
            break;
        if (status < ARCHIVE_WARN) {
            good = fail_workbook(path, archive, err);
            break;
        }
        const char *member = archive_entry_pathname(entry);
        if (member && strcasecmp(member, name) == 0) {
            *found = true;
            good = hand_over(archive, path, take, context, err);
        }
    }
    archive_read_free(archive);
    return good;
}
