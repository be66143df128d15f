/* A text file in memory as UTF-8, and the errors that a file can have before it is looked at as rows. */
#include "source/content.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/source/source.h"
#include "source/archive.h"
#include "source/held.h"
#include "source/limits.h"
#include "source/place.h"

enum { LONGEST_SOURCE_LINE = 400 };

/* Heads of files that people hand over by mistake. */
static const struct kind {
    const char *head;
    size_t length;
    const char *what;
} kinds[] = { { "\x89PNG", 4, "a PNG picture" },
              { "\xff\xd8\xff", 3, "a JPEG picture" },
              { "GIF89a", 6, "a GIF picture" },
              { "%PDF", 4, "a PDF document" },
              { "\x7f"
                "ELF",
                4, "a program" },
              { "PK\3\4", 4, "a zip archive or an Office document" },
              { "PK\5\6", 4, "an empty zip archive" },
              { "\xd0\xcf\x11\xe0", 4, "an old or locked Office document" },
              { "SQLite format 3", 15, "an SQLite database" },
              { "PAR1\x15", 5, "a Parquet file" },
              { "ARROW1\0", 7, "an Arrow file" },
              { "Rar!\x1a", 5, "a RAR archive" },
              { "7z\xbc\xaf", 4, "a 7z archive" } };

const char *content_kind(const unsigned char *head, size_t length)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (length >= kinds[i].length && memcmp(head, kinds[i].head, kinds[i].length) == 0)
            return kinds[i].what;
    return NULL;
}

/* PATH from the root, as far as the folder it names exists. */
static char *resolved(const char *path)
{
    char *whole = realpath(path, NULL);
    if (whole)
        return whole;
    if (path[0] == '/')
        return copy_text(path);
    char *folder = getcwd(NULL, 0);
    char *joined = folder ? path_join(folder, path) : copy_text(path);
    free(folder);
    return joined;
}

/* The name in the folder of PATH that is most like it. */
static void offer_nearest(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? copy_bytes(path, slash == path ? 1 : (size_t)(slash - path)) : copy_text(".");
    struct nearest nearest;
    nearest_init(&nearest, slash ? slash + 1 : path);
    char **names = folder_exists(folder) ? folder_list(folder, NULL) : NULL;
    for (size_t i = 0; names && names[i]; i++)
        nearest_offer(&nearest, names[i]);
    if (nearest.best)
        error_mend(err, "%.*s%s", slash ? (int)(slash - path + 1) : 0, path, nearest.best);
    for (size_t i = 0; names && names[i]; i++)
        free(names[i]);
    free(names);
    free(folder);
}

bool content_path_check(const char *path, struct error *err)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            return fail_errno(err, errno, "cannot read", path);
        fail(err, ERROR_USER, E_NO_FILE, "there is no file '%s'", path);
        char *whole = resolved(path);
        error_reason(err, "looked for %s", whole);
        free(whole);
        offer_nearest(path, err);
        return false;
    }
    if (S_ISDIR(status.st_mode)) {
        fail(err, ERROR_USER, E_IS_FOLDER, "'%s' is a folder", path);
        error_mend(err, "name a file in it");
        return false;
    }
    if (access(path, R_OK) != 0)
        return fail_errno(err, errno, "cannot read", path);
    return true;
}

static bool fail_binary(const char *path, const char *what, struct error *err)
{
    fail(err, ERROR_DATA, E_BINARY, "%s is not a text file", path);
    error_reason(err, "it is %s", what);
    error_mend(err, "export the data as CSV or XLSX");
    if (strstr(what, "zip archive or"))
        error_mend(err, "format=xlsx if it is a workbook");
    return false;
}

static bool fail_empty(const char *path, struct error *err)
{
    fail(err, ERROR_DATA, E_EMPTY_FILE, "%s is empty", path);
    error_mend(err, "check the export that made it");
    return false;
}

/* Pipes and devices cannot be mapped. */
static bool read_stream(struct content *out, struct error *err)
{
    int fd = open(out->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, errno, "cannot read", out->path);
    size_t capacity = 1 << 16;
    char *bytes = allocate(capacity, 1);
    ssize_t n;
    while ((n = read(fd, bytes + out->length, capacity - out->length)) > 0) {
        out->length += (size_t)n;
        if (out->length == capacity)
            bytes = reallocate(bytes, capacity *= 2, 1);
    }
    int number = errno;
    close(fd);
    out->bytes = out->owned = bytes;
    return n == 0 || fail_errno(err, number, "cannot read", out->path);
}

static bool read_bytes(struct content *out, const struct held *held, struct work *work, struct error *err)
{
    struct stat status;
    if (held) {
        out->bytes = held->bytes;
        out->length = held->length;
        out->stored = held->stored;
        return true;
    }
    if (stat(out->path, &status) == 0 && !S_ISREG(status.st_mode)) {
        if (!read_stream(out, err))
            return false;
        out->stored = out->length;
        return true;
    }
    if (!file_map_open_foreign(out->path, &out->map, err))
        return false;
    out->bytes = out->map.bytes;
    out->length = out->map.length;
    out->stored = out->length;
    if (!archive_is_compressed((const unsigned char *)out->bytes, out->length))
        return true;
    file_map_close(&out->map);
    out->map = (struct file_map){ 0 };
    out->bytes = NULL;
    out->length = 0;
    if (!archive_inflate(out->path, work, &out->owned, &out->length, err))
        return false;
    out->bytes = out->owned;
    return true;
}

static bool decode(struct content *out, const char *encoding, struct error *err)
{
    struct decoded decoded;
    if (!encoding_decode(encoding, (const unsigned char *)out->bytes, out->length, out->path, &decoded, err))
        return false;
    out->encoding = decoded.encoding;
    if (!decoded.text) {
        out->bytes += decoded.mark;
        out->length -= decoded.mark;
        return true;
    }
    if (out->map.bytes)
        file_map_close(&out->map);
    out->map = (struct file_map){ 0 };
    free(out->owned);
    out->bytes = out->owned = decoded.text;
    out->length = decoded.length;
    out->decoded = true;
    return true;
}

/* Every second byte of the beginning is NUL: UTF-16 without a mark. */
static bool looks_like_utf16(const char *bytes, size_t length)
{
    size_t n = length < 64 ? length & ~(size_t)1 : 64, even = 0, odd = 0;
    for (size_t i = 0; i < n; i += 2) {
        even += bytes[i] == 0;
        odd += bytes[i + 1] == 0;
    }
    return n >= 4 && ((even == n / 2 && odd == 0) || (odd == n / 2 && even == 0));
}

/* The encoding that is asked for; of a file that is no UTF-8, the one that the last file of the table had. */
static const char *encoding_wanted(const struct content *content, const struct source_options *options)
{
    const char *before = options->like ? options->like->encoding : NULL;
    if (options->encoding || !before || strcmp(before, "utf8") == 0 || !encoding_check(before, NULL))
        return options->encoding;
    bool wide = looks_like_utf16(content->bytes, content->length);
    if (wide || strncmp(before, "utf16", 5) == 0)
        return wide && strncmp(before, "utf16", 5) == 0 ? before : NULL;
    return utf8_first_invalid(content->bytes, content->length) < content->length ? before : NULL;
}

bool content_open(const char *path, const struct source_options *options, struct work *work, struct content *out,
                  struct error *err)
{
    *out = (struct content){ .path = path, .line_end = '\n' };
    const char *encoding = options->encoding;
    if (encoding && !encoding_check(encoding, err))
        return false;
    if (!options->held && !content_path_check(path, err))
        return false;
    bool good = read_bytes(out, options->held, work, err);
    if (good && out->length == 0)
        good = fail_empty(path, err);
    const char *what = good ? content_kind((const unsigned char *)out->bytes, out->length) : NULL;
    if (what)
        good = fail_binary(path, what, err);
    if (good)
        encoding = encoding_wanted(out, options);
    if (good && !encoding && looks_like_utf16(out->bytes, out->length)) {
        fail(err, ERROR_DATA, E_ENCODING, "%s is not UTF-8", path);
        error_reason(err, "every second byte is NUL, as in UTF-16");
        error_mend(err, "encoding=utf16");
        error_place(err, path, NULL, 1, 1, 0);
        good = false;
    }
    good = good && decode(out, encoding, err);
    if (good && out->length == 0)
        good = fail_empty(path, err);
    if (!good) {
        content_close(out);
        return false;
    }
    if (!memchr(out->bytes, '\n', out->length) && memchr(out->bytes, '\r', out->length))
        out->line_end = '\r';
    return true;
}

void content_close(struct content *content)
{
    if (content->map.bytes)
        file_map_close(&content->map);
    free(content->owned);
    *content = (struct content){ 0 };
}

void content_forget(const struct content *content, size_t start, size_t end)
{
    size_t mark = content->map.bytes ? (size_t)(content->bytes - content->map.bytes) : 0;
    if (content->map.bytes)
        file_map_forget(&content->map, start + mark, end + mark);
}

void content_check(const struct content *content, size_t start, size_t end, struct cells *cells)
{
    const char *bytes = content->bytes + start;
    const char *nul = end > start ? memchr(bytes, 0, end - start) : NULL;
    size_t invalid = content->decoded ? end - start : utf8_first_invalid(bytes, end - start);
    if (nul && (size_t)(nul - bytes) <= invalid) {
        cells->stop = STOP_BINARY;
        cells->stop_position = start + (size_t)(nul - bytes);
    } else if (invalid < end - start) {
        cells->stop = STOP_ENCODING;
        cells->stop_position = start + invalid;
    }
}

size_t content_next_line(const struct content *content, size_t position)
{
    const char *end = position < content->length
                          ? memchr(content->bytes + position, content->line_end, content->length - position)
                          : NULL;
    return end ? (size_t)(end - content->bytes) + 1 : content->length;
}

/* A line for people: no line end, and nothing in it that is no text. */
static char *shown_line(const char *bytes, size_t length)
{
    while (length && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
        length--;
    if (length > LONGEST_SOURCE_LINE)
        return NULL;
    char *line = copy_bytes(bytes, length);
    for (size_t i = 0; i < length;) {
        size_t size;
        bool bad = utf8_decode(line + i, length - i, &size) == 0xfffd && size == 1;
        if (bad || (unsigned char)line[i] < ' ')
            line[i] = bad ? '?' : ' ';
        i += size;
    }
    return line;
}

void content_spot(const struct content *content, size_t position, size_t *line, size_t *column, char **source)
{
    const char *bytes = content->bytes, *found;
    size_t begin = 0;
    *line = 1;
    while ((found = memchr(bytes + begin, content->line_end, position - begin)) != NULL) {
        begin = (size_t)(found - bytes) + 1;
        ++*line;
    }
    *column = 1;
    for (size_t i = begin, size; i < position; i += size, ++*column)
        utf8_decode(bytes + i, position - i, &size);
    *source = shown_line(bytes + begin, content_next_line(content, position) - begin);
}

bool content_explain(const struct content *content, const struct cells *cells, struct error *err)
{
    size_t line, column, position = (size_t)cells->stop_position;
    char *source;
    if (cells->stop == STOP_MEMORY)
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the rows of %s", content->path);
    content_spot(content, position, &line, &column, &source);
    if (cells->stop == STOP_BINARY) {
        fail(err, ERROR_DATA, E_BINARY, "%s is not a text file", content->path);
        error_reason(err, "there is a NUL byte in line %zu", line);
        error_mend(err, "export the data as CSV or XLSX");
    } else if (cells->stop == STOP_ENCODING) {
        unsigned char byte = (unsigned char)content->bytes[position];
        fail(err, ERROR_DATA, E_ENCODING, "%s is not UTF-8", content->path);
        error_reason(err, "the byte 0x%02x in line %zu begins no UTF-8 character", byte, line);
        error_mend(err, "encoding=latin1");
    } else {
        fail_long_cell(err, "a field");
        error_reason(err, "it begins in line %zu; a quote that never closes does this", line);
        error_mend(err, "mend the quote at line %zu", line);
        mend_long_cell(err);
    }
    data_place(err, content->path, source, line, column, 1);
    free(source);
    return false;
}
