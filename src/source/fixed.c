/* Text in columns that are lined up with blanks, one row a line: fields are what stands between runs of blanks. */
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/source/source.h"
#include "source/titles.h"

enum { BLOCK_BYTES = 1 << 20 };

struct fixed_grid {
    struct grid grid;
    struct content content;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

/* The next field in [*POSITION, END): where it begins and, in *POSITION, where it ends; false when there is none. */
static bool next_field(const char *bytes, size_t *position, size_t end, size_t *begin)
{
    while (*position < end && is_blank(bytes[*position]))
        ++*position;
    *begin = *position;
    while (*position < end && !is_blank(bytes[*position]))
        ++*position;
    return *position > *begin;
}

static size_t count_fields(const char *bytes, size_t position, size_t end)
{
    size_t n = 0, begin;
    while (next_field(bytes, &position, end, &begin))
        n++;
    return n;
}

static size_t line_text_end(const char *bytes, size_t begin, size_t end)
{
    while (end > begin && is_blank(bytes[end - 1]))
        end--;
    return end;
}

static void take_line(const char *bytes, size_t begin, size_t end, uint32_t line, struct cells *out)
{
    size_t n = count_fields(bytes, begin, end), position = begin, field;
    size_t text_end = line_text_end(bytes, begin, end);
    if (n == 0)
        return;
    if (n != out->width) {
        cells_add_flaw(out, line, bytes + begin, text_end - begin, "%zu field%s where %zu are expected", n,
                       n == 1 ? "" : "s", out->width);
        return;
    }
    for (size_t i = 0; next_field(bytes, &position, end, &field); i++)
        if (!cells_add(out, i, bytes + field, position - field))
            return;
    if (cells_end_row(out, (uint32_t)(begin - out->start), line))
        out->stops[out->n_rows - 1] = (uint32_t)(text_end - out->start);
}

static void fixed_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out,
                       uint64_t *end)
{
    const struct fixed_grid *fixed = (const struct fixed_grid *)grid;
    const struct content *content = &fixed->content;
    size_t position = (size_t)start;
    uint32_t line = 0;
    (void)sure;
    *out = (struct cells){ .width = grid->width, .start = start, .decimal = grid->decimal };
    while (position < content->length && position < limit && out->stop == STOP_NONE) {
        size_t next = content_next_line(content, position);
        take_line(content->bytes, position, next, line++, out);
        if (out->stop != STOP_NONE)
            out->stop_position = position;
        position = next;
    }
    content_check(content, (size_t)start, position, out);
    out->n_lines = line;
    *end = position;
}

static uint64_t fixed_guess(const struct grid *grid, uint64_t position)
{
    return content_next_line(&((const struct fixed_grid *)grid)->content, (size_t)position - 1);
}

static void fixed_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out)
{
    const struct fixed_grid *fixed = (const struct fixed_grid *)grid;
    text_add_bytes(out, fixed->content.bytes + cells->start + cells->starts[row],
                   cells->stops[row] - cells->starts[row]);
}

static void fixed_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out)
{
    const struct fixed_grid *fixed = (const struct fixed_grid *)grid;
    size_t position = (size_t)cells->start + cells->starts[row], end = (size_t)cells->start + cells->stops[row];
    size_t begin = position, line;
    for (size_t i = 0; i <= field; i++)
        next_field(fixed->content.bytes, &position, end, &begin);
    content_spot(&fixed->content, begin, &line, &out->column, &out->source);
    out->line_offset = 0;
    out->length = utf8_width(fixed->content.bytes + begin, position - begin);
}

static bool fixed_explain(const struct grid *grid, const struct cells *cells, struct error *err)
{
    return content_explain(&((const struct fixed_grid *)grid)->content, cells, err);
}

static void fixed_close(struct grid *grid)
{
    content_close(&((struct fixed_grid *)grid)->content);
    grid_free_names(grid);
    free(grid);
}

/* Width and names from the first line that is not blank. */
static bool read_first_row(struct fixed_grid *fixed, const struct source_options *options, struct error *err)
{
    const struct content *content = &fixed->content;
    size_t position = content_skip_lines(&fixed->content, options->skip_lines), next, line = options->skip_lines + 1, n;
    next = content_next_line(content, position);
    while ((n = count_fields(content->bytes, position, next)) == 0 && next < content->length) {
        position = next;
        next = content_next_line(content, position);
        line++;
    }
    if (n == 0) {
        fail(err, ERROR_DATA, E_EMPTY_FILE, "%s holds nothing but blank lines", content->path);
        error_mend(err, "check the export that made it");
        return false;
    }
    struct cells first = { .width = n, .start = position };
    take_line(content->bytes, position, next, 0, &first);
    content_check(content, position, next, &first);
    if (first.stop == STOP_NONE) {
        grid_take_names(&fixed->grid, &first, !options->no_header);
        fixed->grid.start = options->no_header ? position : next;
        fixed->grid.first_line = options->no_header ? line : line + 1;
    } else
        content_explain(content, &first, err);
    bool good = first.stop == STOP_NONE;
    cells_release(&first);
    return good;
}

bool fixed_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
                struct error *err)
{
    struct fixed_grid *fixed = allocate(1, sizeof *fixed);
    fixed->grid = (struct grid){ .path = path,
                                 .block = BLOCK_BYTES,
                                 .decimal = options->decimal ? options->decimal : '.',
                                 .guess = fixed_guess,
                                 .read = fixed_read,
                                 .raw = fixed_raw,
                                 .locate = fixed_locate,
                                 .explain = fixed_explain,
                                 .close = fixed_close };
    if (!content_open(path, options, work, &fixed->content, err)) {
        free(fixed);
        return false;
    }
    fixed->grid.n_bytes = fixed->content.stored;
    fixed->grid.encoding = fixed->content.encoding;
    fixed->grid.end = fixed->content.length;
    if (!read_first_row(fixed, options, err)) {
        fixed_close(&fixed->grid);
        return false;
    }
    *out = &fixed->grid;
    return true;
}
