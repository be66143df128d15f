/* Files of CSV and its kin as grids: which delimiter, what stands above the names, and the names. How rows are read is
   in csv_rows.c. */
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/source/source.h"
#include "source/csv_file.h"
#include "source/escapes.h"
#include "source/limits.h"
#include "source/place.h"
#include "source/titles.h"

enum { BLOCK_BYTES = 1 << 20 };

static bool csv_explain(const struct grid *grid, const struct cells *cells, struct error *err)
{
    const struct csv_grid *csv = (const struct csv_grid *)grid;
    if (cells->stop == STOP_WIDE)
        return limit_columns(SIZE_MAX, grid->path, err);
    if (cells->stop != STOP_QUOTE)
        return content_explain(&csv->content, cells, err);
    size_t line, column;
    char *source;
    content_spot(&csv->content, (size_t)cells->stop_position, &line, &column, &source);
    const char *quote = source ? strchr(source, '"') : NULL;
    fail(err, ERROR_DATA, E_QUOTE, "a quote that opens in line %zu never closes", line);
    error_reason(err, "the field runs to the end of %s", grid->path);
    error_mend(err, "mend the quote in line %zu", line);
    data_place(err, grid->path, source, line, quote ? utf8_width(source, (size_t)(quote - source)) + 1 : column, 1);
    free(source);
    return false;
}

static void csv_forget(const struct grid *grid, uint64_t start, uint64_t limit)
{
    content_forget(&((const struct csv_grid *)grid)->content, (size_t)start, (size_t)limit);
}

static void csv_close(struct grid *grid)
{
    struct csv_grid *csv = (struct csv_grid *)grid;
    content_close(&csv->content);
    grid_free_names(grid);
    free(csv);
}

/* The delimiter that the first line has most of, outside quotes; a comma when it has none. One that the last file had
   counts more than all others. */
static char sniff_delimiter(const char *bytes, size_t length, const struct source_reading *like)
{
    static const char candidates[] = ",;\t|";
    size_t counts[4] = { 0 }, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        const char *found = bytes[i] ? strchr(candidates, bytes[i]) : NULL;
        if (bytes[i] == '"')
            quoted = !quoted;
        else if (!quoted && like && bytes[i] == like->delimiter)
            return bytes[i];
        else if (found && !quoted)
            counts[found - candidates]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* The first line from POSITION on that holds anything; its end in *END. */
static size_t first_line(const struct content *content, size_t position, size_t *end)
{
    for (;; position = *end) {
        *end = content_next_line(content, position);
        if (*end == content->length ||
            !csv_is_blank(content->bytes + position, csv_without_line_end(content->bytes + position, *end - position)))
            return position;
    }
}

/* Spreadsheets write the delimiter into a first line "sep=;", also in quotes. What was asked for counts more. */
static size_t skip_separator_line(const struct csv_grid *csv, size_t from, char asked, char *delimiter)
{
    const struct content *content = &csv->content;
    size_t end, begin = first_line(content, from, &end);
    const char *line = content->bytes + begin;
    size_t length = csv_without_line_end(line, end - begin);
    if (length == 7 && line[0] == '"' && line[6] == '"') {
        line++;
        length -= 2;
    }
    if (length != 5 || strncasecmp(line, "sep=", 4) != 0 || line[4] == '"')
        return from;
    *delimiter = asked ? asked : line[4];
    return end;
}

/* How many lines stand above POSITION. */
static size_t lines_above(const struct csv_grid *csv, size_t position)
{
    size_t line, column;
    char *source;
    content_spot(&csv->content, position, &line, &column, &source);
    free(source);
    return line - 1;
}

static bool fail_blank(const struct csv_grid *csv, struct error *err)
{
    fail(err, ERROR_DATA, E_EMPTY_FILE, "%s holds nothing but blank lines", csv->grid.path);
    error_mend(err, "check the export that made it");
    return false;
}

/* Reads the first row, for names and width. */
static bool read_first_row(struct csv_grid *csv, size_t from, const struct source_options *options, struct error *err)
{
    struct cells cells;
    struct csv_first first;
    csv_read_first(csv, from, &cells, &first);
    bool good = cells.stop == STOP_NONE && cells.n_rows == 1 && cells.n_flaws == 0;
    if (cells.stop != STOP_NONE)
        csv_explain(&csv->grid, &cells, err);
    else if (cells.n_flaws && cells.n_rows == 0) {
        fail(err, ERROR_DATA, E_QUOTE, "the header of %s cannot be read", csv->grid.path);
        error_reason(err, "%s", cells.flaws[0].reason);
        data_place(err, csv->grid.path, cells.flaws[0].raw, first.n_lines, 1, 0);
    } else if (cells.n_rows == 0)
        fail_blank(csv, err);
    else if (!good && csv->content.line_end == '\n') {
        cells_release(&cells); /* one line, several rows: they end with CR alone */
        csv->content.line_end = '\r';
        return read_first_row(csv, from, options, err);
    }
    if (good) {
        grid_take_names(&csv->grid, &cells, !options->no_header);
        csv->grid.start = options->no_header ? from : first.next;
        csv->grid.first_line = lines_above(csv, (size_t)csv->grid.start) + 1;
        if (!options->no_header && first.one_line) {
            csv->header = csv->content.bytes + first.begin;
            csv->header_length = csv_without_line_end(csv->header, first.next - first.begin);
        }
    }
    cells_release(&cells);
    return good;
}

/* Whether backslashes are escapes: as asked for, as the last file had them, or as this one's say. */
static void decide_escapes(struct csv_grid *csv, const struct source_options *options)
{
    const struct content *content = &csv->content;
    enum escapes asked = options->escapes;
    if (csv->delimiter != '\t' || !memchr(content->bytes, '\\', content->length))
        return;
    if (asked == ESCAPES_TOLD && options->like)
        asked = options->like->escapes;
    bool told = asked == ESCAPES_TOLD;
    csv->escapes = told ? content_escapes(content) : asked == ESCAPES_YES;
    csv->grid.escapes = csv->escapes ? ESCAPES_YES : ESCAPES_NO;
    if (csv->escapes && told)
        csv->grid.note =
            copy_text("\\t \\n \\r \\\\ stand for tabs, line ends and backslashes, as every backslash here is "
                      "part of one; escapes=no takes them as they are");
}

static bool open_delimited(const char *path, const struct source_options *options, char delimiter, struct work *work,
                           struct grid **out, struct error *err)
{
    struct csv_grid *csv = allocate(1, sizeof *csv);
    csv->grid = (struct grid){ .path = path,
                               .block = BLOCK_BYTES,
                               .decimal = options->decimal ? options->decimal : '.',
                               .guess = csv_guess,
                               .read = csv_read,
                               .raw = csv_raw,
                               .locate = csv_locate,
                               .explain = csv_explain,
                               .close = csv_close,
                               .forget = csv_forget };
    if (!content_open(path, options, work, &csv->content, err)) {
        free(csv);
        return false;
    }
    csv->grid.n_bytes = csv->content.stored;
    csv->grid.encoding = csv->content.encoding;
    csv->grid.end = csv->content.length;
    size_t from = content_skip_lines(&csv->content, options->skip_lines), end;
    from = skip_separator_line(csv, from, options->delimiter, &delimiter);
    csv->grid.n_titles = content_titles(&csv->content, from, lines_above(csv, from), delimiter);
    size_t begin = first_line(&csv->content, from, &end);
    csv->delimiter = delimiter ? delimiter : sniff_delimiter(csv->content.bytes + begin, end - begin, options->like);
    csv->grid.delimiter = csv->delimiter;
    decide_escapes(csv, options);
    bool blank =
        csv_is_blank(csv->content.bytes + begin, csv_without_line_end(csv->content.bytes + begin, end - begin));
    if (blank ? !fail_blank(csv, err) : !read_first_row(csv, from, options, err)) {
        csv_close(&csv->grid);
        return false;
    }
    *out = &csv->grid;
    return true;
}

bool csv_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
              struct error *err)
{
    return open_delimited(path, options, options->delimiter, work, out, err);
}

bool tsv_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
              struct error *err)
{
    return open_delimited(path, options, options->delimiter ? options->delimiter : '\t', work, out, err);
}
