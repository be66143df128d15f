/* CSV and fixed columns from any bytes: nothing crashes, and reading in small blocks gives what reading whole gives. */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "source/intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same_column(const struct column *a, const struct column *b, size_t n_rows)
{
    if (a->type != b->type || memcmp(column_values(a), column_values(b), n_rows * type_size(a->type)) != 0)
        return false;
    if (a->type != TYPE_TEXT)
        return true;
    size_t n = a->dictionary->offsets[a->dictionary->n];
    return a->dictionary->n == b->dictionary->n && n == b->dictionary->offsets[b->dictionary->n] &&
           (n == 0 || memcmp(a->dictionary->bytes, b->dictionary->bytes, n) == 0);
}

static void assert_same(const struct table *a, const struct table *b)
{
    if (a->n_rows != b->n_rows || a->n_columns != b->n_columns)
        abort();
    for (size_t i = 0; i < a->n_columns; i++)
        if (a->n_rows && !same_column(&a->columns[i], &b->columns[i], a->n_rows))
            abort();
}

/* A file that is read as it was read the last time is the same table. */
static void read_as_itself(const char *path, const struct source_options *options, const struct source_result *before)
{
    struct source_options alike = *options;
    struct source_result result;
    struct error err = ERROR_INIT;
    char *text = source_reading_write(before->reading);
    struct source_reading *reading = source_reading_parse(text);
    alike.like = reading;
    if (!reading || !source_read_in_blocks("t", &path, 1, &alike, 0, NULL, &result, &err))
        abort();
    assert_same(before->table, result.table);
    source_result_release(&result);
    source_reading_free(reading);
    free(text);
    error_release(&err);
}

static void read_both_ways(const char *path, const struct source_options *options, uint64_t block)
{
    struct source_result whole, parts;
    struct error err = ERROR_INIT, other = ERROR_INIT;
    bool good = source_read_in_blocks("t", &path, 1, options, UINT64_C(1) << 40, NULL, &whole, &err);
    if (source_read_in_blocks("t", &path, 1, options, block, NULL, &parts, &other) != good)
        abort();
    if (good) {
        if (whole.n_read != whole.table->n_rows + whole.quarantine->n_rows)
            abort();
        assert_same(whole.table, parts.table);
        assert_same(whole.quarantine, parts.quarantine);
        assert_same(whole.columns, parts.columns);
        if ((whole.note == NULL) != (parts.note == NULL) || (whole.note && strcmp(whole.note, parts.note) != 0))
            abort();
        read_as_itself(path, options, &whole);
        source_result_release(&whole);
        source_result_release(&parts);
    } else if (!err.what || !*err.what)
        abort();
    error_release(&err);
    error_release(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct source_column columns[] = { { .typed = true, .type = TYPE_INT },
                                                    { .typed = true, .type = TYPE_TIME } };
    static const char *const encodings[] = { "latin1", "utf16", "utf16le", "utf16be", "windows-1252" };
    char path[64];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    uint64_t block = 1 + (size ? data[size / 2] % 61 : 0);
    struct source_options options = { .format = "csv" };
    read_both_ways(path, &options, block);
    options = (struct source_options){ .format = "csv",
                                       .columns = columns,
                                       .n_columns = 2,
                                       .bad = BAD_DROP,
                                       .encoding = encodings[size ? data[0] % 5 : 0],
                                       .no_header = true,
                                       .decimal = ',' };
    read_both_ways(path, &options, block);
    options = (struct source_options){ .format = "fixed", .columns = columns, .n_columns = 1 };
    read_both_ways(path, &options, block);
    close(fd);
    return 0;
}
