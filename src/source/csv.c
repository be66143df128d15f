/* CSV and its kin, tokenised by libcsv: this is its one door.

   libcsv is fed one physical line at a time, so that every row knows its line and its bytes, in strict mode, in which
   it stops at each quote that does not stand where RFC 4180 lets it stand:
   - within a field that did not begin with a quote it is an ordinary character (5" disk);
   - blanks between a closing quote and the delimiter are skipped;
   - any other text behind a closing quote spoils the row, which is quarantined; reading goes on with the next line.
   Blanks belong to the field. Lines without anything but blanks are no rows. A byte order mark at the beginning of a
   line is none of its first field, and a line that is the header again is no row: files were joined. */
#include <csv.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/source/source.h"
#include "source/escapes.h"
#include "source/limits.h"
#include "source/lines.h"
#include "source/place.h"
#include "source/titles.h"

enum {
    BLOCK_BYTES = 1 << 20,
    PIECE_BYTES = 1 << 20,
    ENTRY_STEP = 1 << 16,
    GUESS_LINES = 16,
    SPECULATE_BYTES = 1 << 20
};

struct csv_grid {
    struct grid grid;
    struct content content;
    char delimiter;
    bool escapes;       /* a backslash and a letter stand for a tab or a line's end */
    const char *header; /* its line, to know it again; NULL: there is none, or it has several */
    size_t header_length;
};

/* One run over a block. */
struct tokeniser {
    struct csv_parser parser;
    const struct csv_grid *csv;
    struct cells *cells;
    size_t width;    /* 0: the first row decides */
    size_t n_fields; /* of the row that is being read */
    bool first_is_blank;
    size_t row_start; /* byte positions */
    uint32_t row_line, line;
    size_t open_quote;   /* where the line begins in which the field opened that is not closed yet */
    size_t n_rows_ended; /* in the line that is being fed */
    struct source_limits limits;
};

static int no_byte_is_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

static bool is_blank(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != ' ' && bytes[i] != '\t')
            return false;
    return true;
}

static size_t without_line_end(const char *bytes, size_t length)
{
    while (length && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
        length--;
    return length;
}

static void take_field(void *bytes, size_t length, void *context)
{
    struct tokeniser *t = context;
    size_t field = t->n_fields++;
    if (field == 0)
        t->first_is_blank = is_blank(bytes, length) && t->csv->content.bytes[t->row_start] != '"';
    if (t->width == 0 && field >= t->limits.columns)
        t->cells->stop = STOP_WIDE;
    if (t->cells->stop == STOP_NONE && (t->width == 0 || field < t->width))
        cells_add(t->cells, field, bytes, length);
}

static void row_begins(struct tokeniser *t, size_t position, uint32_t line)
{
    t->n_fields = 0;
    t->row_start = position;
    t->row_line = line;
}

static void take_row(int terminator, void *context)
{
    (void)terminator;
    struct tokeniser *t = context;
    struct cells *cells = t->cells;
    size_t kept = t->width && t->n_fields > t->width ? t->width : t->n_fields;
    t->n_rows_ended++;
    if (cells->stop != STOP_NONE)
        return;
    if (t->n_fields == 1 && t->first_is_blank)
        cells_forget(cells, kept);
    else if (t->width == 0) {
        t->width = cells->width = t->n_fields;
        cells_end_row(cells, (uint32_t)(t->row_start - cells->start), t->row_line);
    } else if (t->n_fields == t->width)
        cells_end_row(cells, (uint32_t)(t->row_start - cells->start), t->row_line);
    else {
        cells_forget(cells, kept);
        /* Its text is not known before the line has been fed. */
        cells_add_flaw(cells, t->row_line, "", 0, "%zu field%s where %zu are expected", t->n_fields,
                       t->n_fields == 1 ? "" : "s", t->width);
    }
    t->n_fields = 0;
}

/* What stands behind a closing quote: how many blanks up to the delimiter or the line's end, or 0. */
static size_t blanks_before_end(const struct tokeniser *t, const char *bytes, size_t length)
{
    size_t n = 0;
    while (n < length && (bytes[n] == ' ' || bytes[n] == '\t'))
        n++;
    bool ended = n == length || bytes[n] == t->csv->delimiter || bytes[n] == '\n' || bytes[n] == '\r';
    return ended ? n : 0;
}

/* A byte at which strict mode stopped. Returns how many bytes were dealt with; 0: the row is spoilt. */
static size_t take_stray(struct tokeniser *t, const char *bytes, size_t length)
{
    struct csv_parser *parser = &t->parser;
    if (parser->quoted)
        return blanks_before_end(t, bytes, length);
    csv_set_opts(parser, 0);
    size_t n = csv_parse(parser, bytes, 1, take_field, take_row, t);
    csv_set_opts(parser, CSV_STRICT);
    return n;
}

/* Feeds one physical line, in pieces so that a field without end is seen early. False: its row is spoilt. */
static bool feed_line(struct tokeniser *t, const char *bytes, size_t length)
{
    size_t done = 0;
    while (done < length && t->cells->stop == STOP_NONE) {
        size_t piece = length - done < PIECE_BYTES ? length - done : PIECE_BYTES;
        size_t n = csv_parse(&t->parser, bytes + done, piece, take_field, take_row, t);
        done += n;
        if (t->parser.entry_pos > t->limits.cell_bytes)
            t->cells->stop = STOP_LONG_FIELD;
        if (n == piece)
            continue;
        if (csv_error(&t->parser) != CSV_EPARSE) {
            t->cells->stop = STOP_MEMORY;
            return true;
        }
        n = take_stray(t, bytes + done, length - done);
        if (n == 0)
            return false;
        done += n;
    }
    return true;
}

/* Gives the rows and flaws that ended in this line their text. */
static void close_line(struct tokeniser *t, size_t n_rows, size_t n_flaws, size_t begin, size_t end)
{
    struct cells *cells = t->cells;
    const char *bytes = t->csv->content.bytes;
    size_t length = without_line_end(bytes + begin, end - begin);
    for (size_t row = n_rows; row < cells->n_rows; row++)
        cells->stops[row] = (uint32_t)(begin + length - cells->start);
    for (size_t i = n_flaws; i < cells->n_flaws; i++) {
        struct flaw *flaw = &cells->flaws[i];
        free(flaw->raw);
        flaw->raw_length = begin + length - t->row_start;
        flaw->raw = copy_bytes(bytes + t->row_start, flaw->raw_length);
    }
}

/* The row cannot be kept: forget it, and begin afresh behind this line. */
static void spoil_row(struct tokeniser *t)
{
    size_t kept = t->width && t->n_fields > t->width ? t->width : t->n_fields;
    cells_forget(t->cells, kept);
    csv_fini(&t->parser, NULL, NULL, NULL);
    cells_add_flaw(t->cells, t->row_line, "", 0, "field %zu: text after the closing quote", t->n_fields + 1);
    t->n_fields = 0;
}

static bool in_quote(const struct tokeniser *t)
{
    return t->parser.pstate == 2 && t->parser.quoted; /* libcsv's FIELD_BEGUN */
}

static void sight(struct sighting *sighting, uint32_t first, uint32_t last)
{
    if (sighting->n++ > 0)
        return;
    sighting->first = first;
    sighting->last = last;
}

/* How many bytes of a line are a mark that belongs to no field. */
static size_t mark_length(const char *line, size_t length)
{
    return length >= 3 && memcmp(line, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;
}

/* Whether a line is the header again. In a file of one column that may be a value, unless a mark says otherwise. */
static bool is_header_again(const struct csv_grid *csv, const char *line, size_t length, bool marked)
{
    length = without_line_end(line, length);
    return csv->header && (marked || csv->grid.width > 1) && length == csv->header_length &&
           memcmp(line, csv->header, length) == 0;
}

/* Whether each of the lines from BEGIN to END has as many delimiters as a row: then a quote that was never meant joined
   them. */
static bool looks_like_rows(const struct csv_grid *csv, size_t begin, size_t end)
{
    size_t n = 0, wanted = csv->grid.width - 1;
    for (size_t i = begin; i < end; i++) {
        char byte = csv->content.bytes[i];
        n += byte == csv->delimiter;
        if (byte != csv->content.line_end && i + 1 < end)
            continue;
        if (n != wanted)
            return false;
        n = 0;
    }
    return wanted > 0;
}

/* Reads the line at POSITION; returns where the next one begins. */
static size_t take_line(struct tokeniser *t, size_t position)
{
    const struct content *content = &t->csv->content;
    struct cells *cells = t->cells;
    size_t end = content_next_line(content, position);
    bool was_open = in_quote(t);
    size_t n_rows = cells->n_rows, n_flaws = cells->n_flaws;
    size_t mark = was_open ? 0 : mark_length(content->bytes + position, end - position);
    position += mark;
    if (!was_open && is_header_again(t->csv, content->bytes + position, end - position, mark > 0)) {
        sight(&cells->headers, t->line, t->line);
        t->line++;
        return end;
    }
    if (!was_open)
        row_begins(t, position, t->line);
    t->n_rows_ended = 0;
    if (!feed_line(t, content->bytes + position, end - position))
        spoil_row(t);
    if (end == content->length && !in_quote(t))
        csv_fini(&t->parser, take_field, take_row, t);
    close_line(t, n_rows, n_flaws, position, end);
    if (was_open && cells->n_rows > n_rows && looks_like_rows(t->csv, t->row_start, end))
        sight(&cells->joined, t->row_line, t->line);
    if (in_quote(t) && (!was_open || t->n_rows_ended))
        t->open_quote = position;
    if (cells->stop != STOP_NONE)
        cells->stop_position = in_quote(t) ? t->open_quote : position;
    t->line++;
    return end;
}

static void tokeniser_init(struct tokeniser *t, const struct csv_grid *csv, struct cells *cells, size_t width)
{
    *t = (struct tokeniser){ .csv = csv, .cells = cells, .width = width, .limits = source_limits() };
    if (csv_init(&t->parser, CSV_STRICT) != 0)
        bug("libcsv refuses its options");
    csv_set_delim(&t->parser, (unsigned char)csv->delimiter);
    csv_set_space_func(&t->parser, no_byte_is_space);
    csv_set_blk_size(&t->parser, ENTRY_STEP);
}

static void csv_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out,
                     uint64_t *end)
{
    const struct csv_grid *csv = (const struct csv_grid *)grid;
    struct tokeniser t;
    size_t position = (size_t)start;
    *out = (struct cells){ .width = grid->width, .start = start, .decimal = grid->decimal };
    out->view = csv->content.bytes + start;
    tokeniser_init(&t, csv, out, grid->width);
    bool plain = grid->width > 1 && csv->content.line_end == '\n';
    struct lines *lines = plain ? allocate(1, sizeof *lines) : NULL;
    if (plain) {
        lines_init(lines, csv->content.bytes, csv->content.length, csv->delimiter);
        lines->header = csv->header;
        lines->header_length = csv->header_length;
    }
    while (position < csv->content.length && out->stop == STOP_NONE && (in_quote(&t) || position < limit)) {
        if (!sure && position > limit + SPECULATE_BYTES)
            break;
        if (plain && t.parser.pstate == 0)
            position = lines_take(lines, out, position, (size_t)limit, &t.line);
        if (position < limit || in_quote(&t))
            position = take_line(&t, position);
    }
    free(lines);
    if (out->stop == STOP_NONE && in_quote(&t)) {
        out->stop = STOP_QUOTE;
        out->stop_position = t.open_quote;
    }
    content_check(&csv->content, (size_t)start, position, out);
    if (csv->escapes && out->stop == STOP_NONE)
        cells_unescape(out);
    out->n_lines = t.line;
    *end = position < csv->content.length && in_quote(&t) ? NO_POSITION : position;
    csv_free(&t.parser);
}

/* Where the field that begins at POSITION ends: at a delimiter, a line's end, or LIMIT. */
static size_t field_end(const struct csv_grid *csv, size_t position, size_t limit)
{
    const char *bytes = csv->content.bytes;
    size_t i = position;
    if (i < limit && bytes[i] == '"')
        for (i++; i < limit; i++)
            if (bytes[i] == '"' && (++i == limit || bytes[i] != '"'))
                break;
    while (i < limit && bytes[i] != csv->delimiter && bytes[i] != '\n' && bytes[i] != '\r')
        i++;
    return i;
}

/* Whether a row of the grid's width seems to begin at POSITION. */
static bool row_fits(const struct csv_grid *csv, size_t position)
{
    size_t length = csv->content.length;
    size_t limit = length - position < 1 << 16 ? length : position + (1 << 16);
    for (size_t n = 1;; n++) {
        position = field_end(csv, position, limit);
        if (position == limit || csv->content.bytes[position] != csv->delimiter)
            return n == csv->grid.width;
        position++;
    }
}

static uint64_t csv_guess(const struct grid *grid, uint64_t position)
{
    const struct csv_grid *csv = (const struct csv_grid *)grid;
    size_t first = content_next_line(&csv->content, (size_t)position - 1), candidate = first;
    for (int i = 0; i < GUESS_LINES && candidate < csv->content.length; i++) {
        if (row_fits(csv, candidate))
            return candidate;
        candidate = content_next_line(&csv->content, candidate);
    }
    return first;
}

static void csv_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out)
{
    const struct csv_grid *csv = (const struct csv_grid *)grid;
    text_add_bytes(out, csv->content.bytes + cells->start + cells->starts[row], cells->stops[row] - cells->starts[row]);
}

static void csv_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out)
{
    const struct csv_grid *csv = (const struct csv_grid *)grid;
    size_t begin = (size_t)cells->start + cells->starts[row], limit = (size_t)cells->start + cells->stops[row];
    size_t position = begin;
    for (size_t i = 0; i < field && position < limit; i++)
        position = field_end(csv, position, limit) + 1;
    size_t end = field_end(csv, position, limit), row_line, row_column, line;
    content_spot(&csv->content, begin, &row_line, &row_column, &out->source);
    free(out->source);
    content_spot(&csv->content, position, &line, &out->column, &out->source);
    out->line_offset = line - row_line;
    out->length = utf8_width(csv->content.bytes + position, end - position);
}

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
            !is_blank(content->bytes + position, without_line_end(content->bytes + position, *end - position)))
            return position;
    }
}

/* Spreadsheets write the delimiter into a first line "sep=;", also in quotes. What was asked for counts more. */
static size_t skip_separator_line(const struct csv_grid *csv, size_t from, char asked, char *delimiter)
{
    const struct content *content = &csv->content;
    size_t end, begin = first_line(content, from, &end);
    const char *line = content->bytes + begin;
    size_t length = without_line_end(line, end - begin);
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
    struct cells cells = { .start = from };
    struct tokeniser t;
    size_t position = from;
    tokeniser_init(&t, csv, &cells, 0);
    while (position < csv->content.length && cells.n_rows == 0 && cells.n_flaws == 0 && cells.stop == STOP_NONE)
        position = take_line(&t, position);
    if (cells.stop == STOP_NONE && in_quote(&t)) {
        cells.stop = STOP_QUOTE;
        cells.stop_position = t.open_quote;
    }
    content_check(&csv->content, from, position, &cells);
    csv_free(&t.parser);
    bool good = cells.stop == STOP_NONE && cells.n_rows == 1 && cells.n_flaws == 0;
    if (cells.stop != STOP_NONE)
        csv_explain(&csv->grid, &cells, err);
    else if (cells.n_flaws && cells.n_rows == 0) {
        fail(err, ERROR_DATA, E_QUOTE, "the header of %s cannot be read", csv->grid.path);
        error_reason(err, "%s", cells.flaws[0].reason);
        data_place(err, csv->grid.path, cells.flaws[0].raw, t.line, 1, 0);
    } else if (cells.n_rows == 0)
        fail_blank(csv, err);
    else if (!good && csv->content.line_end == '\n') {
        cells_release(&cells); /* one line, several rows: they end with CR alone */
        csv->content.line_end = '\r';
        return read_first_row(csv, from, options, err);
    }
    if (good) {
        grid_take_names(&csv->grid, &cells, !options->no_header);
        csv->grid.start = options->no_header ? from : position;
        csv->grid.first_line = lines_above(csv, (size_t)csv->grid.start) + 1;
        if (!options->no_header && t.line == t.row_line + 1) {
            csv->header = csv->content.bytes + t.row_start;
            csv->header_length = without_line_end(csv->header, position - t.row_start);
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
    bool blank = is_blank(csv->content.bytes + begin, without_line_end(csv->content.bytes + begin, end - begin));
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
