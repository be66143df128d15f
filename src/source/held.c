/* Standard input and the files within archives, as bytes in memory. */
#include "source/held.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "source/archive.h"

enum { STEP_BYTES = 1 << 20, WAIT_MS = 100 };

static const char *const archive_endings[] = { ".zip",     ".tar",  ".tar.gz",  ".tgz",  ".tar.xz", ".txz",
                                               ".tar.zst", ".tzst", ".tar.bz2", ".tbz2", NULL };

bool is_archive_name(const char *path, size_t length)
{
    for (const char *const *ending = archive_endings; *ending; ending++) {
        size_t n = strlen(*ending);
        if (length > n && strncasecmp(path + length - n, *ending, n) == 0)
            return true;
    }
    return false;
}

size_t archive_part(const char *path)
{
    if (file_exists(path))
        return 0;
    for (const char *colon = strchr(path, ':'); colon; colon = strchr(colon + 1, ':'))
        if (colon[1] && is_archive_name(path, (size_t)(colon - path)))
            return (size_t)(colon - path);
    return 0;
}

static bool read_standard_input(struct work *work, struct held *out, struct error *err)
{
    size_t capacity = STEP_BYTES;
    if (isatty(STDIN_FILENO)) {
        fail(err, ERROR_USER, E_NO_FILE, "standard input is the terminal, not data");
        error_mend(err, "cat FILE | patron -c \"load NAME from -\"");
        return false;
    }
    out->bytes = allocate(capacity, 1);
    for (;;) {
        struct pollfd wait = { .fd = STDIN_FILENO, .events = POLLIN };
        int ready = poll(&wait, 1, WAIT_MS); /* whoever writes may be slow, and somebody may want to stop */
        if (!work_go_on(work, err))
            return false;
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        ssize_t n = read(STDIN_FILENO, out->bytes + out->length, capacity - out->length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(err, errno, "cannot read", "standard input");
        if (n == 0)
            break;
        out->length += (size_t)n;
        work_advance(work, (uint64_t)n);
        if (out->length == capacity)
            out->bytes = reallocate(out->bytes, capacity *= 2, 1);
    }
    out->stored = out->length;
    if (out->length > 0)
        return true;
    fail(err, ERROR_DATA, E_EMPTY_FILE, "nothing came from standard input");
    error_mend(err, "cat FILE | patron -c \"load NAME from -\"");
    return false;
}

/* What came compressed is unpacked, as a file would be. */
static bool inflate(const char *path, struct work *work, struct held *held, struct error *err)
{
    if (!archive_is_compressed((const unsigned char *)held->bytes, held->length))
        return true;
    struct packed packed = { path, held->bytes, held->length };
    char *bytes;
    size_t length;
    if (!archive_inflate_packed(&packed, work, &bytes, &length, err))
        return false;
    free(held->bytes);
    held->bytes = bytes;
    held->length = length;
    return true;
}

static bool read_member(const char *path, size_t archive, struct work *work, struct held *out, struct error *err)
{
    char *whole = copy_bytes(path, archive);
    bool good = archive_extract(whole, path + archive + 1, work, &out->bytes, &out->length, err);
    out->stored = out->length;
    free(whole);
    return good;
}

bool held_open(const char *path, struct work *work, struct held *out, struct error *err)
{
    *out = (struct held){ 0 };
    size_t archive = archive_part(path);
    if (!archive && strcmp(path, "-") != 0)
        return true;
    work_begin(work, "bytes", 0);
    bool good = archive ? read_member(path, archive, work, out, err) : read_standard_input(work, out, err);
    good = good && inflate(path, work, out, err);
    work_end(work);
    if (!good)
        held_release(out);
    return good;
}

void held_release(struct held *held)
{
    free(held->bytes);
    *held = (struct held){ 0 };
}
