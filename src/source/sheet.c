/* The rows of a sheet, in chunks that serve as blocks. */
#include "source/sheet.h"

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "source/titles.h"

enum { CHUNK_ROWS = 16384, CHUNK_BYTES = 1 << 28 };

void sheet_row_begin(struct sheet_grid *sheet, size_t line)
{
    sheet->line = line;
    sheet->n_fields = 0;
    text_clear(&sheet->row);
}

void sheet_add_field(struct sheet_grid *sheet, const char *text, size_t length)
{
    if (sheet->n_fields == sheet->fields_capacity) {
        sheet->fields_capacity = sheet->fields_capacity ? sheet->fields_capacity * 2 : 64;
        sheet->ends = reallocate(sheet->ends, sheet->fields_capacity, sizeof *sheet->ends);
        sheet->numbers = reallocate(sheet->numbers, sheet->fields_capacity, sizeof *sheet->numbers);
    }
    text_add_bytes(&sheet->row, text, length);
    sheet->numbers[sheet->n_fields] = false;
    sheet->ends[sheet->n_fields++] = sheet->row.length;
}

void sheet_add_number(struct sheet_grid *sheet, const char *text, size_t length)
{
    sheet_add_field(sheet, text, length);
    sheet->numbers[sheet->n_fields - 1] = true;
}

static const char *field_of_row(const struct sheet_grid *sheet, size_t i, size_t *length)
{
    size_t begin = i ? sheet->ends[i - 1] : 0;
    *length = sheet->ends[i] - begin;
    return text_string(&sheet->row) + begin;
}

/* How many fields there are up to the last that holds anything. */
static size_t width_of_row(const struct sheet_grid *sheet)
{
    size_t n = sheet->n_fields, length;
    while (n && (field_of_row(sheet, n - 1, &length), length == 0))
        n--;
    return n;
}

static void take_names(struct sheet_grid *sheet, size_t width)
{
    struct cells first = { .width = width };
    for (size_t i = 0; i < width; i++) {
        size_t length;
        const char *text = field_of_row(sheet, i, &length);
        cells_add(&first, i, text, length);
    }
    cells_end_row(&first, 0, 0);
    grid_take_names(&sheet->grid, &first, !sheet->no_header);
    cells_release(&first);
}

static struct sheet_chunk *chunk_with_room(struct sheet_grid *sheet)
{
    struct sheet_chunk *last = sheet->n_chunks ? &sheet->chunks[sheet->n_chunks - 1] : NULL;
    if (last && last->cells.n_rows + last->cells.n_flaws < CHUNK_ROWS && last->cells.bytes.length < CHUNK_BYTES)
        return last;
    sheet->chunks = reallocate(sheet->chunks, sheet->n_chunks + 1, sizeof *sheet->chunks);
    last = &sheet->chunks[sheet->n_chunks++];
    *last = (struct sheet_chunk){ .cells = { .width = sheet->grid.width }, .first_line = sheet->line };
    return last;
}

void sheet_add_raw(struct text *out, const char *bytes, size_t length, bool first)
{
    if (!first)
        text_add_char(out, ',');
    bool quote = length && (memchr(bytes, ',', length) || memchr(bytes, '"', length) || memchr(bytes, '\n', length));
    if (quote)
        text_add_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '"')
            text_add_char(out, '"');
        text_add_char(out, bytes[i]);
    }
    if (quote)
        text_add_char(out, '"');
}

void sheet_add_raw_number(struct text *out, const char *bytes, size_t length, char decimal, bool first)
{
    char *spelled = copy_bytes(bytes, length), *point = memchr(spelled, '.', length);
    if (point)
        *point = decimal;
    sheet_add_raw(out, spelled, length, first);
    free(spelled);
}

void sheet_add_raw_row(struct text *out, const struct cells *cells, size_t row)
{
    for (size_t i = 0; i < cells->width; i++) {
        size_t length;
        const char *text = cells_field(cells, row, i, &length);
        if (cells_decimal(cells, row, i) != cells->decimal)
            sheet_add_raw_number(out, text, length, cells->decimal, i == 0);
        else
            sheet_add_raw(out, text, length, i == 0);
    }
}

static void refuse_row(struct sheet_grid *sheet, struct cells *cells, uint32_t line, size_t width)
{
    struct text raw = TEXT_EMPTY;
    for (size_t i = 0; i < width; i++) {
        size_t length;
        const char *text = field_of_row(sheet, i, &length);
        if (sheet->numbers[i])
            sheet_add_raw_number(&raw, text, length, sheet->grid.decimal, i == 0);
        else
            sheet_add_raw(&raw, text, length, i == 0);
    }
    cells_add_flaw(cells, line, text_string(&raw), raw.length, "%zu fields where %zu are expected", width,
                   cells->width);
    text_release(&raw);
}

/* Whether rows above this one look like titles: one cell is filled, and here are several. */
static void look_for_titles(struct sheet_grid *sheet, size_t width)
{
    size_t filled = 0, length;
    for (size_t i = 0; i < width; i++)
        filled += (field_of_row(sheet, i, &length), length > 0);
    sheet->looked = filled > 1 || sheet->line >= sheet->skip_lines + TITLE_LINES;
    if (filled > 1 && sheet->grid.names)
        sheet->grid.n_titles = sheet->line - 1;
}

bool sheet_row_end(struct sheet_grid *sheet)
{
    size_t width = width_of_row(sheet);
    if (width == 0 || sheet->line <= sheet->skip_lines)
        return true;
    if (!sheet->looked)
        look_for_titles(sheet, width);
    if (!sheet->grid.names) {
        take_names(sheet, width);
        if (!sheet->no_header)
            return true;
    }
    struct sheet_chunk *chunk = chunk_with_room(sheet);
    struct cells *cells = &chunk->cells;
    uint32_t line = (uint32_t)(sheet->line - chunk->first_line);
    if (width > cells->width) {
        refuse_row(sheet, cells, line, width);
        return true;
    }
    for (size_t i = 0; i < cells->width; i++) {
        size_t length = 0;
        const char *text = i < width ? field_of_row(sheet, i, &length) : "";
        bool number = i < width && sheet->numbers[i];
        if (!(number ? cells_add_number : cells_add)(cells, i, text, length))
            return false;
    }
    return cells_end_row(cells, 0, line);
}

static uint64_t sheet_guess(const struct grid *grid, uint64_t position)
{
    (void)grid;
    return position;
}

/* Positions are chunks. The fields are lent; the flaws are copied, for who reads takes them over. */
static void sheet_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out,
                       uint64_t *end)
{
    const struct sheet_grid *sheet = (const struct sheet_grid *)grid;
    const struct sheet_chunk *chunk = &sheet->chunks[start];
    (void)sure;
    *out = chunk->cells;
    out->start = start;
    out->decimal = grid->decimal;
    out->borrowed = true;
    out->flaws = NULL;
    out->n_flaws = out->flaws_capacity = 0;
    for (size_t i = 0; i < chunk->cells.n_flaws; i++) {
        const struct flaw *flaw = &chunk->cells.flaws[i];
        cells_add_flaw(out, flaw->line, flaw->raw, flaw->raw_length, "%s", flaw->reason);
        out->flaws[i].after = flaw->after;
    }
    if (start + 1 < sheet->n_chunks)
        out->n_lines = chunk[1].first_line - chunk->first_line;
    *end = limit;
}

static void sheet_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out)
{
    (void)grid;
    sheet_add_raw_row(out, cells, row);
}

static void sheet_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out)
{
    (void)grid;
    (void)cells;
    (void)row;
    *out = (struct spot){ .column = field + 1 };
}

static bool sheet_explain(const struct grid *grid, const struct cells *cells, struct error *err)
{
    (void)cells;
    return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the rows of %s", grid->path);
}

static void sheet_close(struct grid *grid)
{
    struct sheet_grid *sheet = (struct sheet_grid *)grid;
    for (size_t i = 0; i < sheet->n_chunks; i++)
        cells_release(&sheet->chunks[i].cells);
    free(sheet->chunks);
    text_release(&sheet->row);
    free(sheet->ends);
    free(sheet->numbers);
    grid_free_names(grid);
    free(sheet);
}

struct sheet_grid *sheet_grid_new(const char *path, uint64_t n_bytes, const struct source_options *options)
{
    struct sheet_grid *sheet = allocate(1, sizeof *sheet);
    sheet->no_header = options->no_header;
    sheet->skip_lines = options->skip_lines;
    sheet->grid = (struct grid){ .path = path,
                                 .n_bytes = n_bytes,
                                 .block = 1,
                                 .decimal = options->decimal ? options->decimal : '.',
                                 .guess = sheet_guess,
                                 .read = sheet_read,
                                 .raw = sheet_raw,
                                 .locate = sheet_locate,
                                 .explain = sheet_explain,
                                 .close = sheet_close };
    return sheet;
}

bool sheet_grid_finish(struct sheet_grid *sheet)
{
    text_release(&sheet->row);
    free(sheet->ends);
    free(sheet->numbers);
    sheet->ends = NULL;
    sheet->numbers = NULL;
    sheet->fields_capacity = 0;
    sheet->grid.end = sheet->n_chunks;
    sheet->grid.first_line = sheet->n_chunks ? sheet->chunks[0].first_line : sheet->line + 1;
    return sheet->grid.names != NULL;
}
