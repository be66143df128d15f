/* Reports as CSV (RFC 4180 with LF) and TSV: each table with its header; the numbers of pictures in long form. Several
   tables are separated by an empty line. */
#include <inttypes.h>
#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "report/block.h"
#include "report/formula.h"
#include "report/points.h"
#include "report/writer.h"

struct dialect {
    char separator;
    void (*field)(struct text *out, const char *bytes, size_t length);
};

/* Whether a field begins with U+FEFF, which at the beginning of a line would be taken as a byte order mark. */
static bool begins_with_mark(const char *bytes, size_t length)
{
    return length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
}

static void csv_field(struct text *out, const char *bytes, size_t length)
{
    bool quote = begins_with_mark(bytes, length);
    for (size_t i = 0; i < length && !quote; i++)
        quote = bytes[i] == ',' || bytes[i] == '"' || bytes[i] == '\n' || bytes[i] == '\r';
    if (!quote) {
        writer_add_valid(out, bytes, length);
        return;
    }
    struct text valid = TEXT_EMPTY;
    writer_add_valid(&valid, bytes, length);
    text_add_char(out, '"');
    for (size_t i = 0; i < valid.length; i++) {
        if (valid.bytes[i] == '"')
            text_add_char(out, '"');
        text_add_char(out, valid.bytes[i]);
    }
    text_add_char(out, '"');
    text_release(&valid);
}

/* Tabs, line ends and backslashes inside a field are written with a backslash, so that a row is always a line. A field
   that begins with a quote is written as in CSV: readers would take it as the beginning of a quoted one. */
static void tsv_field(struct text *out, const char *bytes, size_t length)
{
    struct text valid = TEXT_EMPTY;
    bool quote = length > 0 && (bytes[0] == '"' || begins_with_mark(bytes, length));
    writer_add_valid(&valid, bytes, length);
    if (quote)
        text_add_char(out, '"');
    for (size_t i = 0; i < valid.length; i++) {
        char c = valid.bytes[i];
        if (c == '\t')
            text_add(out, "\\t");
        else if (c == '\n')
            text_add(out, "\\n");
        else if (c == '\r')
            text_add(out, "\\r");
        else if (c == '\\')
            text_add(out, "\\\\");
        else if (c == '"' && quote)
            text_add(out, "\"\"");
        else
            text_add_char(out, c);
    }
    if (quote)
        text_add_char(out, '"');
    text_release(&valid);
}

static const struct dialect csv = { ',', csv_field }, tsv = { '\t', tsv_field };

struct state {
    struct writer *writer;
    const struct dialect *dialect;
    const char *missing;
    bool defuse;      /* cells that begin a formula get an apostrophe before them */
    size_t *formulas; /* how many there were, or NULL */
    size_t n_tables;  /* written so far */
    bool header;      /* of the long form is written */
};

static void add_bytes(struct state *state, const char *bytes, size_t length)
{
    bool formula = formula_begins(bytes, length);
    if (formula && state->formulas)
        ++*state->formulas;
    if (!formula || !state->defuse) {
        state->dialect->field(&state->writer->text, bytes, length);
        return;
    }
    struct text defused = TEXT_EMPTY;
    text_add_char(&defused, '\'');
    text_add_bytes(&defused, bytes, length);
    state->dialect->field(&state->writer->text, defused.bytes, defused.length);
    text_release(&defused);
}

static void add_field(struct state *state, const char *text)
{
    add_bytes(state, text, strlen(text));
}

static void add_separator(struct state *state)
{
    text_add_char(&state->writer->text, state->dialect->separator);
}

static void add_value(struct state *state, const struct column *column, size_t row)
{
    struct text *out = &state->writer->text;
    if (column_is_missing(column, row)) {
        add_field(state, state->missing);
    } else if (column->personal) {
        struct text masked = TEXT_EMPTY;
        column_show(column, row, &masked);
        add_field(state, text_string(&masked));
        text_release(&masked);
    } else if (column->type == TYPE_TEXT) {
        size_t length;
        const char *bytes = dictionary_text(column->dictionary, column_codes(column)[row], &length);
        add_bytes(state, bytes, length);
    } else {
        column_write(column, row, out);
    }
}

static bool writes_column(const struct table_part *table, size_t j)
{
    return !table->formats[j].picture;
}

static void begin_table(struct state *state)
{
    if (state->n_tables++ > 0)
        text_add_char(&state->writer->text, '\n');
}

/* A row that would be an empty line (one column, empty value) is written as "" so that readers see a row. */
static void end_row(struct state *state, size_t start)
{
    struct text *out = &state->writer->text;
    if (out->length == start)
        text_add(out, "\"\"");
    text_add_char(out, '\n');
}

static void table_header(struct state *state, const struct table_part *table)
{
    begin_table(state);
    bool first = true;
    for (size_t j = 0; j < view_columns(table->view); j++) {
        if (!writes_column(table, j))
            continue;
        if (!first)
            add_separator(state);
        add_field(state, view_column(table->view, j)->name);
        first = false;
    }
    text_add_char(&state->writer->text, '\n');
}

static void write_table(struct state *state, const struct table_part *table)
{
    if (!table->continues || state->n_tables == 0)
        table_header(state, table);
    for (size_t i = 0; i < table->view->n_rows && writer_go_on(state->writer); i++) {
        size_t start = state->writer->text.length;
        bool first = true;
        for (size_t j = 0; j < view_columns(table->view); j++) {
            if (!writes_column(table, j))
                continue;
            if (!first)
                add_separator(state);
            int64_t whole;
            if (table_part_whole(table, i, j, &whole))
                text_add_format(&state->writer->text, "%" PRId64, whole);
            else
                add_value(state, view_column(table->view, j), view_row(table->view, i));
            first = false;
        }
        end_row(state, start);
    }
}

static void add_number(struct state *state, double value)
{
    char digits[32];
    if (isnan(value)) {
        add_field(state, state->missing);
        return;
    }
    if (isinf(value))
        snprintf(digits, sizeof digits, "%s", value > 0 ? "inf" : "-inf");
    else
        number_format(value, digits);
    text_add(&state->writer->text, digits);
}

static bool write_point(void *context, const struct point *point)
{
    struct state *state = context;
    if (!state->header) {
        begin_table(state);
        add_field(state, "block");
        add_separator(state);
        add_field(state, "series");
        add_separator(state);
        add_field(state, "x");
        add_separator(state);
        add_field(state, "y");
        text_add_char(&state->writer->text, '\n');
        state->header = true;
    }
    add_field(state, point->block);
    add_separator(state);
    add_field(state, point->series ? point->series : "");
    add_separator(state);
    if (point->x_text)
        add_field(state, point->x_text);
    else if (!isnan(point->x))
        add_number(state, point->x);
    add_separator(state);
    if (point->y_text)
        add_field(state, point->y_text);
    else
        add_number(state, point->y);
    text_add_char(&state->writer->text, '\n');
    return writer_go_on(state->writer);
}

static size_t count_blocks(const struct report *report, enum block_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n; i++)
        n += report->blocks[i]->kind == kind;
    return n;
}

static void render(const struct report *report, const struct render_options *options, struct writer *writer,
                   const struct dialect *dialect)
{
    struct state state = { .writer = writer,
                           .dialect = dialect,
                           .missing = options->missing ? options->missing : "",
                           .defuse = options->formulas_text,
                           .formulas = options->formulas };
    bool tables = count_blocks(report, BLOCK_TABLE) > 0, notes_only = count_blocks(report, BLOCK_NOTE) == report->n;
    for (size_t i = 0; i < report->n; i++) {
        const struct block *block = report->blocks[i];
        if (block->kind == BLOCK_TABLE) {
            write_table(&state, &block->table);
        } else if (block->kind == BLOCK_NOTE && notes_only) {
            add_field(&state, block->note.text);
            text_add_char(&writer->text, '\n');
        }
    }
    for (size_t i = 0; i < report->n; i++) /* what a table already lists as facts is not repeated */
        if (report->blocks[i]->kind != BLOCK_FACTS || !tables)
            if (!block_points(report->blocks[i], write_point, &state))
                return;
}

void render_csv(const struct report *report, const struct render_options *options, struct writer *writer)
{
    render(report, options, writer, &csv);
}

void render_tsv(const struct report *report, const struct render_options *options, struct writer *writer)
{
    render(report, options, writer, &tsv);
}
