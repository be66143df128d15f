/* Rows of CSV and its kin, tokenised by libcsv: this is its one door.

   libcsv is fed one physical line at a time, so that every row knows its line and its bytes, in strict mode, in which
   it stops at each quote that does not stand where RFC 4180 lets it stand:
   - within a field that did not begin with a quote it is an ordinary character (5" disk);
   - blanks between a closing quote and the delimiter are skipped;
   - any other text behind a closing quote spoils the row, which is quarantined; reading goes on with the next line.
   Blanks belong to the field. Lines without anything but blanks are no rows. A byte order mark at the beginning of a
   line is none of its first field, and a line that is the header again is no row: files were joined. */
#include <csv.h>

#include "patron/base/memory.h"
#include "patron/source/limits.h"
#include "source/csv_file.h"
#include "source/escapes.h"
#include "source/lines.h"

enum { PIECE_BYTES = 1 << 20, ENTRY_STEP = 1 << 16, GUESS_LINES = 16, SPECULATE_BYTES = 1 << 20 };

bool csv_is_blank(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != ' ' && bytes[i] != '\t')
            return false;
    return true;
}

size_t csv_without_line_end(const char *bytes, size_t length)
{
    while (length && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
        length--;
    return length;
}

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

static void take_field(void *bytes, size_t length, void *context)
{
    struct tokeniser *t = context;
    size_t field = t->n_fields++;
    if (field == 0)
        t->first_is_blank = csv_is_blank(bytes, length) && t->csv->content.bytes[t->row_start] != '"';
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
    size_t length = csv_without_line_end(bytes + begin, end - begin);
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
    length = csv_without_line_end(line, length);
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

void csv_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out, uint64_t *end)
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

void csv_read_first(const struct csv_grid *csv, size_t from, struct cells *out, struct csv_first *first)
{
    struct tokeniser t;
    size_t position = from;
    *out = (struct cells){ .start = from };
    tokeniser_init(&t, csv, out, 0);
    while (position < csv->content.length && out->n_rows == 0 && out->n_flaws == 0 && out->stop == STOP_NONE)
        position = take_line(&t, position);
    if (out->stop == STOP_NONE && in_quote(&t)) {
        out->stop = STOP_QUOTE;
        out->stop_position = t.open_quote;
    }
    content_check(&csv->content, from, position, out);
    csv_free(&t.parser);
    *first = (struct csv_first){
        .begin = t.row_start, .next = position, .n_lines = t.line, .one_line = t.line == t.row_line + 1
    };
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

uint64_t csv_guess(const struct grid *grid, uint64_t position)
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

void csv_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out)
{
    const struct csv_grid *csv = (const struct csv_grid *)grid;
    text_add_bytes(out, csv->content.bytes + cells->start + cells->starts[row], cells->stops[row] - cells->starts[row]);
}

void csv_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out)
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
