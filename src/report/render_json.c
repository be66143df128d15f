/* Reports as JSON: one object; blocks in order; numbers in the shortest exact form; table rows as objects, streamed.
   And as lines of JSON: an object for each row. */
#include <inttypes.h>
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/number.h"
#include "report/block.h"
#include "report/points.h"
#include "report/writer.h"

static void add_string(struct text *out, const char *bytes, size_t length)
{
    struct text valid = TEXT_EMPTY;
    writer_add_valid(&valid, bytes, length);
    text_add_char(out, '"');
    for (size_t i = 0; i < valid.length; i++) {
        unsigned char c = (unsigned char)valid.bytes[i];
        if (c == '"' || c == '\\')
            text_add_format(out, "\\%c", c);
        else if (c == '\n')
            text_add(out, "\\n");
        else if (c == '\t')
            text_add(out, "\\t");
        else if (c < 0x20 || c == 0x7F)
            text_add_format(out, "\\u%04x", c);
        else
            text_add_char(out, (char)c);
    }
    text_add_char(out, '"');
    text_release(&valid);
}

static void add_text(struct text *out, const char *text)
{
    if (text)
        add_string(out, text, strlen(text));
    else
        text_add(out, "null");
}

static void add_number(struct text *out, double value)
{
    char digits[32];
    if (!isfinite(value)) {
        text_add(out, "null");
        return;
    }
    number_format(value, digits);
    text_add(out, digits);
}

static void add_member(struct text *out, const char *name, const char *text)
{
    add_text(out, name);
    text_add_char(out, ':');
    add_text(out, text);
}

static void add_named_number(struct text *out, const char *name, double value)
{
    text_add_char(out, ',');
    add_text(out, name);
    text_add_char(out, ':');
    add_number(out, value);
}

static void add_numbers(struct writer *writer, const char *name, const double *values, size_t n)
{
    struct text *out = &writer->text;
    add_text(out, name);
    text_add(out, ":[");
    for (size_t i = 0; i < n && writer_go_on(writer); i++) {
        if (i > 0)
            text_add_char(out, ',');
        add_number(out, values[i]);
    }
    text_add_char(out, ']');
}

/* Places on an axis: instants as texts. */
static void add_places(struct writer *writer, const char *name, enum axis_scale scale, const double *values, size_t n)
{
    struct text *out = &writer->text;
    if (scale != AXIS_TIME) {
        add_numbers(writer, name, values, n);
        return;
    }
    add_text(out, name);
    text_add(out, ":[");
    for (size_t i = 0; i < n && writer_go_on(writer); i++) {
        char instant[32];
        time_format((int64_t)values[i], (int64_t)values[i] % TIME_DAY == 0, instant);
        text_add_format(out, "%s\"%s\"", i > 0 ? "," : "", instant);
    }
    text_add_char(out, ']');
}

static void add_texts(struct text *out, const char *name, char *const *texts, size_t n)
{
    add_text(out, name);
    text_add(out, ":[");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            text_add_char(out, ',');
        add_text(out, texts[i]);
    }
    text_add_char(out, ']');
}

/* ---- Blocks ---- */

static void write_note(const struct block *block, struct writer *writer)
{
    static const char *const words[] = { NULL, "ok", "watch", "bad" };
    text_add_char(&writer->text, ',');
    add_member(&writer->text, "verdict", words[block->note.verdict]);
    text_add_char(&writer->text, ',');
    add_member(&writer->text, "text", block->note.text);
}

static void write_facts(const struct block *block, struct writer *writer)
{
    struct text *out = &writer->text;
    text_add(out, ",\"facts\":[");
    for (size_t i = 0; i < block->facts.n; i++) {
        const struct fact *fact = &block->facts.facts[i];
        text_add(out, i ? ",{" : "{");
        add_member(out, "name", fact->name);
        text_add(out, ",\"value\":");
        if (fact->is_number)
            add_number(out, fact->number);
        else
            add_text(out, fact->text);
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

static void add_cell(struct text *out, const struct column *column, size_t row)
{
    if (column_is_missing(column, row)) {
        text_add(out, "null");
        return;
    }
    size_t length;
    const char *bytes;
    struct text time = TEXT_EMPTY;
    if (column->personal) {
        column_show(column, row, &time);
        add_text(out, text_string(&time));
        text_release(&time);
        return;
    }
    switch (column->type) {
    case TYPE_BOOL:
        text_add(out, column_bools(column)[row] ? "true" : "false");
        break;
    case TYPE_INT:
        text_add_format(out, "%lld", (long long)column_ints(column)[row]);
        break;
    case TYPE_REAL:
        add_number(out, column_reals(column)[row]);
        break;
    case TYPE_TEXT:
        bytes = dictionary_text(column->dictionary, column_codes(column)[row], &length);
        add_string(out, bytes, length);
        break;
    default:
        column_write(column, row, &time);
        add_text(out, text_string(&time));
        text_release(&time);
    }
}

static void write_columns(const struct table_part *table, struct text *out)
{
    bool first = true;
    text_add(out, ",\"columns\":[");
    for (size_t j = 0; j < view_columns(table->view); j++) {
        const struct column *column = view_column(table->view, j);
        if (table->formats[j].picture)
            continue;
        text_add(out, first ? "{" : ",{");
        add_member(out, "name", column->name);
        text_add_char(out, ',');
        add_member(out, "type", type_name(column->type));
        text_add_char(out, ',');
        add_member(out, "unit", column->unit);
        text_add_char(out, '}');
        first = false;
    }
    text_add_char(out, ']');
}

/* Row I as an object; pictures are left out. */
static void add_row(struct text *out, const struct table_part *table, size_t i)
{
    bool first = true;
    text_add_char(out, '{');
    for (size_t j = 0; j < view_columns(table->view); j++) {
        if (table->formats[j].picture)
            continue;
        if (!first)
            text_add_char(out, ',');
        add_text(out, view_column(table->view, j)->name);
        text_add_char(out, ':');
        int64_t whole;
        if (table_part_whole(table, i, j, &whole))
            text_add_format(out, "%" PRId64, whole);
        else
            add_cell(out, view_column(table->view, j), view_row(table->view, i));
        first = false;
    }
    text_add_char(out, '}');
}

static void write_table(const struct block *block, struct writer *writer)
{
    const struct table_part *table = &block->table;
    struct text *out = &writer->text;
    write_columns(table, out);
    text_add(out, ",\"rows\":[");
    for (size_t i = 0; i < table->view->n_rows && writer_go_on(writer); i++) {
        text_add(out, i ? ",\n" : "\n");
        add_row(out, table, i);
    }
    text_add_char(out, ']');
}

static void add_axis(struct text *out, const char *name, const char *label, double least, double greatest)
{
    text_add_char(out, ',');
    add_text(out, name);
    text_add(out, ":{");
    add_member(out, "label", label);
    add_named_number(out, "least", least);
    add_named_number(out, "greatest", greatest);
    text_add_char(out, '}');
}

static void write_curves(const struct block *block, struct writer *writer)
{
    const struct curves_part *part = &block->curves;
    struct text *out = &writer->text;
    add_axis(out, "x_axis", part->x_label, part->x_least, part->x_greatest);
    add_axis(out, "y_axis", part->y_label, part->y_least, part->y_greatest);
    text_add(out, ",\"series\":[");
    for (size_t i = 0; i < part->n && writer_go_on(writer); i++) {
        const struct curve_part *curve = &part->curves[i];
        text_add(out, i ? ",\n{" : "\n{");
        add_member(out, "name", curve->name);
        text_add_char(out, ',');
        add_member(out, "legend", curve->legend);
        text_add_format(out, ",\"reference\":%s,\"points\":%s,", curve->muted ? "true" : "false",
                        curve->dots ? "true" : "false");
        add_places(writer, "x", part->x_scale, curve->x, curve->n);
        text_add_char(out, ',');
        add_numbers(writer, "y", curve->y, curve->n);
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

static void write_bars(const struct block *block, struct writer *writer)
{
    struct text *out = &writer->text;
    text_add_char(out, ',');
    add_member(out, "unit", block->bars.unit);
    text_add(out, ",\"bars\":[");
    for (size_t i = 0; i < block->bars.n; i++) {
        text_add(out, i ? ",{" : "{");
        add_member(out, "label", block->bars.bars[i].label);
        add_named_number(out, "value", block->bars.bars[i].value);
        text_add_char(out, ',');
        add_member(out, "note", block->bars.bars[i].note);
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

static void write_histogram(const struct block *block, struct writer *writer)
{
    const struct histogram_part *part = &block->histogram;
    struct text *out = &writer->text;
    text_add_char(out, ',');
    add_member(out, "x_label", part->x_label);
    text_add_char(out, ',');
    add_member(out, "y_label", part->y_label ? part->y_label : "rows");
    text_add_char(out, ',');
    add_places(writer, "edges", part->x_scale, part->edges, part->n_bins + 1);
    text_add(out, ",\"series\":[");
    for (size_t s = 0; s < part->n; s++) {
        text_add(out, s ? ",{" : "{");
        add_member(out, "name", part->series[s].name);
        text_add_char(out, ',');
        add_numbers(writer, "counts", part->series[s].counts, part->n_bins);
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

static void write_heat(const struct block *block, struct writer *writer)
{
    const struct heat_part *part = &block->heat;
    struct text *out = &writer->text;
    text_add_char(out, ',');
    add_texts(out, "rows", part->rows, part->n_rows);
    text_add_char(out, ',');
    add_texts(out, "columns", part->columns, part->n_columns);
    text_add_char(out, ',');
    add_numbers(writer, "values", part->values, part->n_rows * part->n_columns);
    if (part->second) {
        text_add_char(out, ',');
        add_numbers(writer, "second", part->second, part->n_rows * part->n_columns);
    }
    if (part->notes) {
        text_add_char(out, ',');
        add_texts(out, part->note_name ? part->note_name : "notes", part->notes, part->n_rows);
    }
    if (part->footer) {
        text_add_char(out, ',');
        add_numbers(writer, part->footer_name, part->footer, part->n_columns);
    }
    text_add_char(out, ',');
    add_numbers(writer, "steps", part->steps, 4);
}

static void write_silhouette(const struct block *block, struct writer *writer)
{
    const struct silhouette_part *part = &block->silhouette;
    struct text *out = &writer->text;
    add_named_number(out, "mean", part->mean);
    text_add(out, ",\"segments\":[");
    for (size_t i = 0; i < part->n && writer_go_on(writer); i++) {
        text_add(out, i ? ",\n{" : "\n{");
        add_member(out, "name", part->segments[i].name);
        add_named_number(out, "size", part->segments[i].size);
        add_named_number(out, "mean", part->segments[i].mean);
        add_named_number(out, "negative_share", part->segments[i].negative_share);
        text_add_char(out, ',');
        add_numbers(writer, "values", part->segments[i].values, part->segments[i].n);
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

typedef void block_writer(const struct block *block, struct writer *writer);
static block_writer *const writers[] = {
    [BLOCK_NOTE] = write_note,   [BLOCK_FACTS] = write_facts,
    [BLOCK_TABLE] = write_table, [BLOCK_CURVES] = write_curves,
    [BLOCK_BARS] = write_bars,   [BLOCK_HISTOGRAM] = write_histogram,
    [BLOCK_HEAT] = write_heat,   [BLOCK_SILHOUETTE] = write_silhouette,
};

void render_json(const struct report *report, const struct render_options *options, struct writer *writer)
{
    struct text *out = &writer->text;
    (void)options;
    text_add_char(out, '{');
    add_member(out, "report", report->kind);
    text_add_char(out, ',');
    add_member(out, "title", report->title);
    text_add_char(out, ',');
    add_member(out, "context", report->context);
    text_add(out, ",\n\"blocks\":[");
    for (size_t i = 0; i < report->n && writer_go_on(writer); i++) {
        const struct block *block = report->blocks[i];
        text_add(out, i ? ",\n{" : "\n{");
        add_member(out, "kind", block_kind_name(block->kind));
        text_add_char(out, ',');
        add_member(out, "title", block->title);
        writers[block->kind](block, writer);
        text_add_char(out, '}');
    }
    text_add(out, "\n]}\n");
}

/* ---- Lines ---- */

static bool write_point_line(void *context, const struct point *point)
{
    struct writer *writer = context;
    struct text *out = &writer->text;
    text_add_char(out, '{');
    add_member(out, "block", point->block);
    text_add_char(out, ',');
    add_member(out, "series", point->series);
    text_add(out, ",\"x\":");
    if (point->x_text)
        add_text(out, point->x_text);
    else
        add_number(out, point->x);
    text_add(out, ",\"y\":");
    if (point->y_text)
        add_text(out, point->y_text);
    else
        add_number(out, point->y);
    text_add(out, "}\n");
    return writer_go_on(writer);
}

/* The rows of tables; without tables, the numbers drawn; without those, the notes. */
void render_json_lines(const struct report *report, const struct render_options *options, struct writer *writer)
{
    (void)options;
    size_t n_tables = 0, n_notes = 0;
    for (size_t b = 0; b < report->n; b++) {
        const struct block *block = report->blocks[b];
        n_notes += block->kind == BLOCK_NOTE;
        n_tables += block->kind == BLOCK_TABLE;
        for (size_t i = 0; block->kind == BLOCK_TABLE && i < block->table.view->n_rows && writer_go_on(writer); i++) {
            add_row(&writer->text, &block->table, i);
            text_add_char(&writer->text, '\n');
        }
    }
    for (size_t b = 0; b < report->n && n_tables == 0; b++) {
        const struct block *block = report->blocks[b];
        if (block->kind == BLOCK_NOTE && n_notes == report->n) {
            text_add_char(&writer->text, '{');
            add_member(&writer->text, "note", block->note.text);
            text_add(&writer->text, "}\n");
        } else if (!block_points(block, write_point_line, writer)) {
            return;
        }
    }
}
