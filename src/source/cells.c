/* The fields of a block of rows, and the names of a grid's columns. */
#include "source/grid.h"
#include "source/limits.h"

#include "patron/base/memory.h"

void cells_release(struct cells *cells)
{
    if (!cells->borrowed) {
        text_release(&cells->bytes);
        free(cells->spans);
        free(cells->starts);
        free(cells->stops);
        free(cells->lines);
        free(cells->bytes_in);
    }
    for (size_t i = 0; i < cells->n_flaws; i++) {
        free(cells->flaws[i].reason);
        free(cells->flaws[i].raw);
    }
    free(cells->flaws);
    *cells = (struct cells){ 0 };
}

/* Data-sized, so a refusal of the system is told, not fatal. */
static bool grow(void *pointer, size_t n, size_t size)
{
    void **array = pointer;
    void *larger = realloc(*array, n * size);
    if (!larger)
        return false;
    *array = larger;
    return true;
}

static bool reserve_bytes(struct cells *cells, size_t more)
{
    struct text *bytes = &cells->bytes;
    if (bytes->length + more + 1 <= bytes->capacity)
        return true;
    size_t capacity = bytes->capacity ? bytes->capacity : 4096;
    while (capacity < bytes->length + more + 1)
        capacity += capacity / 2;
    if (!grow(&bytes->bytes, capacity, 1))
        return false;
    bytes->capacity = capacity;
    return true;
}

static bool reserve_spans(struct cells *cells, size_t n)
{
    if (n <= cells->spans_capacity)
        return true;
    size_t capacity = cells->spans_capacity ? cells->spans_capacity : 1024;
    while (capacity < n)
        capacity *= 2;
    if (!grow(&cells->spans, capacity, sizeof *cells->spans))
        return false;
    cells->spans_capacity = capacity;
    return true;
}

struct span *cells_next_spans(struct cells *cells)
{
    size_t first = cells->n_rows * cells->width;
    if (!reserve_spans(cells, first + cells->width)) {
        cells->stop = STOP_MEMORY;
        return NULL;
    }
    return cells->spans + first;
}

/* Copies a field into the place of span I. */
static bool copy_field(struct cells *cells, size_t i, const char *bytes, size_t length)
{
    if (length > source_limits().cell_bytes || cells->bytes.length + length > CELLS_MAX_BYTES) {
        cells->stop = STOP_LONG_FIELD;
        return false;
    }
    if (!reserve_spans(cells, i + 1) || !reserve_bytes(cells, length)) {
        cells->stop = STOP_MEMORY;
        return false;
    }
    if (length)
        memcpy(cells->bytes.bytes + cells->bytes.length, bytes, length);
    uint32_t begin = (uint32_t)cells->bytes.length;
    cells->bytes.length += length;
    cells->spans[i] = (struct span){ begin | SPAN_COPIED, begin + (uint32_t)length };
    return true;
}

bool cells_add(struct cells *cells, size_t field, const char *bytes, size_t length)
{
    return copy_field(cells, cells->n_rows * cells->width + field, bytes, length);
}

bool cells_add_number(struct cells *cells, size_t field, const char *bytes, size_t length)
{
    if (!cells_add(cells, field, bytes, length))
        return false;
    cells->spans[cells->n_rows * cells->width + field].end |= SPAN_NUMBER;
    return true;
}

bool cells_replace(struct cells *cells, size_t row, size_t field, const char *bytes, size_t length)
{
    return copy_field(cells, row * cells->width + field, bytes, length);
}

bool cells_end_row(struct cells *cells, uint32_t start, uint32_t line)
{
    if (cells->n_rows >= cells->rows_capacity) {
        size_t capacity = cells->rows_capacity ? cells->rows_capacity * 2 : 256;
        if (!grow(&cells->starts, capacity, sizeof *cells->starts) ||
            !grow(&cells->stops, capacity, sizeof *cells->stops) ||
            !grow(&cells->lines, capacity, sizeof *cells->lines)) {
            cells->stop = STOP_MEMORY;
            return false;
        }
        cells->rows_capacity = capacity;
    }
    cells->starts[cells->n_rows] = start;
    cells->stops[cells->n_rows] = start;
    cells->lines[cells->n_rows] = line;
    cells->n_rows++;
    return true;
}

/* The row's fields are the last that were copied: the first of them says where. */
void cells_forget(struct cells *cells, size_t n)
{
    if (n == 0)
        return;
    cells->bytes.length = cells->spans[cells->n_rows * cells->width].begin & ~SPAN_COPIED;
}

void cells_add_flaw(struct cells *cells, uint32_t line, const char *raw, size_t raw_length, const char *format, ...)
{
    if (cells->n_flaws == cells->flaws_capacity) {
        cells->flaws_capacity = cells->flaws_capacity ? cells->flaws_capacity * 2 : 8;
        cells->flaws = reallocate(cells->flaws, cells->flaws_capacity, sizeof *cells->flaws);
    }
    struct text reason = TEXT_EMPTY;
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&reason, format, arguments);
    va_end(arguments);
    cells->flaws[cells->n_flaws++] = (struct flaw){ .after = (uint32_t)cells->n_rows,
                                                    .line = line,
                                                    .reason = text_take(&reason),
                                                    .raw = copy_bytes(raw, raw_length),
                                                    .raw_length = raw_length };
}

void grid_free_names(struct grid *grid)
{
    for (size_t i = 0; i < grid->width; i++)
        free(grid->names[i]);
    free(grid->names);
    free(grid->fields);
    free(grid->note);
    grid->note = NULL;
    grid->names = NULL;
    grid->fields = NULL;
}

static char *trimmed(const char *bytes, size_t length)
{
    while (length && (unsigned char)bytes[0] <= ' ')
        bytes++, length--;
    while (length && (unsigned char)bytes[length - 1] <= ' ')
        length--;
    return copy_bytes(bytes, length);
}

void grid_take_names(struct grid *grid, const struct cells *first, bool header)
{
    grid->has_header = header;
    grid->width = first->width;
    grid->names = allocate(first->width, sizeof *grid->names);
    for (size_t i = 0; i < first->width; i++) {
        size_t length;
        const char *bytes = cells_field(first, 0, i, &length);
        char *name = header ? trimmed(bytes, length) : NULL;
        if (!name || !*name) {
            struct text text = TEXT_EMPTY;
            text_add_format(&text, "c%zu", i + 1);
            free(name);
            name = text_take(&text);
        }
        grid->names[i] = name;
    }
}
