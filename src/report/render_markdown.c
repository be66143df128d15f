/* Reports as Markdown: headings, paragraphs, tables with escaped pipes; pictures as fenced text with their numbers. */
#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/draw/canvas.h"
#include "report/block.h"
#include "report/cell.h"
#include "report/picture.h"
#include "report/points.h"
#include "report/words.h"
#include "report/writer.h"

enum { PICTURE_WIDTH = 80, LISTED_POINTS = 24 };

/* What would be read as a mark of its own is escaped; line ends become blanks, control bytes question marks: a page is
   shown by terminals and browsers, which would obey them. */
static void add_escaped(struct text *out, const char *text)
{
    struct text valid = TEXT_EMPTY;
    writer_add_valid(&valid, text, strlen(text));
    text_disarm(&valid, 0);
    for (size_t i = 0; i < valid.length; i++) {
        char c = valid.bytes[i];
        if (c == '\n' || c == '\t') {
            text_add_char(out, ' ');
            continue;
        }
        if (c == '|' || c == '\\' || c == '*' || c == '`' || c == '<' || c == '>')
            text_add_char(out, '\\');
        text_add_char(out, c);
    }
    text_release(&valid);
}

static void write_note(const struct note_part *note, struct writer *writer)
{
    struct text *out = &writer->text;
    if (note->verdict == VERDICT_WATCH || note->verdict == VERDICT_BAD)
        text_add(out, note->verdict == VERDICT_BAD ? "**!!** " : "**watch:** ");
    add_escaped(out, note->text);
    text_add(out, "\n\n");
}

static void write_facts(const struct facts_part *facts, struct writer *writer)
{
    struct text *out = &writer->text;
    text_add(out, "| | |\n|---|---|\n");
    for (size_t i = 0; i < facts->n; i++) {
        struct text value = TEXT_EMPTY;
        fact_text(&facts->facts[i], &value);
        text_add(out, "| ");
        add_escaped(out, facts->facts[i].name);
        text_add(out, " | ");
        add_escaped(out, text_string(&value));
        text_add(out, " |\n");
        text_release(&value);
    }
    text_add_char(out, '\n');
}

static void write_header(const struct table_part *table, struct text *out, bool verdicts)
{
    size_t n = view_columns(table->view);
    for (size_t j = 0; j < n; j++) {
        const struct column *column = view_column(table->view, j);
        text_add(out, "| ");
        add_escaped(out, column->name);
        if (column->unit) {
            text_add(out, " (");
            add_escaped(out, column->unit);
            text_add(out, ")");
        }
        text_add_char(out, ' ');
    }
    text_add(out, verdicts ? "| |\n" : "|\n");
    for (size_t j = 0; j < n; j++)
        text_add(out, cell_right(table, j) ? "|---:" : "|---");
    text_add(out, verdicts ? "|---|\n" : "|\n");
}

static bool has_verdict_column(const struct table_part *table)
{
    for (size_t j = 0; j < view_columns(table->view); j++)
        if (table->formats[j].verdict)
            return true;
    return false;
}

static void write_table(const struct table_part *table, struct writer *writer, bool header)
{
    struct text *out = &writer->text, cell = TEXT_EMPTY;
    size_t n = view_columns(table->view);
    bool verdicts = table->n_verdicts > 0 && !has_verdict_column(table);
    struct cell_style *styles = allocate(n + 1, sizeof *styles);
    for (size_t j = 0; j < n; j++)
        styles[j] = cell_style_of(table, j, table->view->n_rows);
    if (header)
        write_header(table, out, verdicts);
    for (size_t i = 0; i < table->view->n_rows && writer_go_on(writer); i++) {
        for (size_t j = 0; j < n; j++) {
            bool star = table->n_marks > 0 && table_part_star(table, i, j);
            text_clear(&cell);
            cell_write(table, i, j, &styles[j], &cell);
            text_add(out, star ? "| **" : "| ");
            add_escaped(out, text_string(&cell));
            text_add(out, star ? "** " : " ");
        }
        if (verdicts)
            text_add_format(out, "| %s ", verdict_word(table_part_verdict(table, i)));
        text_add(out, "|\n");
    }
    text_release(&cell);
    free(styles);
}

/* ---- Pictures ---- */

struct listing {
    struct text *out;
    const char *series; /* the one being listed */
    size_t seen, n;     /* points of it so far; series so far */
    size_t n_series, *counts;
};

static bool count_point(void *context, const struct point *point)
{
    struct listing *listing = context;
    if (listing->n_series == 0 || listing->series != point->series) {
        listing->counts = reallocate(listing->counts, listing->n_series + 1, sizeof *listing->counts);
        listing->counts[listing->n_series++] = 0;
        listing->series = point->series;
    }
    listing->counts[listing->n_series - 1]++;
    return true;
}

static void add_point_number(struct text *out, double value)
{
    char digits[32];
    if (!isfinite(value)) {
        text_add(out, isnan(value) ? "" : value > 0 ? "inf" : "-inf");
        return;
    }
    number_format_short(value, digits);
    text_add(out, digits);
}

/* Of a long series only some points, evenly taken, the first and the last among them. */
static bool listed(size_t i, size_t n)
{
    if (n <= LISTED_POINTS)
        return true;
    size_t slot = i * (LISTED_POINTS - 1) / (n - 1);
    return i == 0 || slot != (i - 1) * (LISTED_POINTS - 1) / (n - 1);
}

static bool list_point(void *context, const struct point *point)
{
    struct listing *listing = context;
    if (listing->series != point->series) {
        listing->series = point->series;
        listing->seen = 0;
        listing->n++;
    }
    if (!listed(listing->seen++, listing->counts[listing->n - 1]))
        return true;
    text_add(listing->out, "| ");
    add_escaped(listing->out, point->series ? point->series : "");
    text_add(listing->out, " | ");
    if (point->x_text)
        add_escaped(listing->out, point->x_text);
    else
        add_point_number(listing->out, point->x);
    text_add(listing->out, " | ");
    add_point_number(listing->out, point->y);
    text_add(listing->out, " |\n");
    return true;
}

static void write_picture(const struct block *block, enum tier tier, struct writer *writer)
{
    struct text *out = &writer->text;
    int height = picture_height(block, PICTURE_WIDTH, 0);
    struct canvas *canvas = canvas_new(PICTURE_WIDTH, height, tier);
    picture_draw(block, canvas, (struct rect){ 0, 0, PICTURE_WIDTH, height });
    text_add(out, "```text\n");
    size_t begin = out->length;
    canvas_text(canvas, 0, height, out);
    text_disarm(out, begin);
    text_add(out, "```\n\n");
    canvas_free(canvas);
    struct listing counts = { .out = out };
    block_points(block, count_point, &counts);
    bool thinned = false;
    for (size_t i = 0; i < counts.n_series; i++)
        thinned |= counts.counts[i] > LISTED_POINTS;
    text_add(out, "| series | x | y |\n|---|---:|---:|\n");
    counts.series = NULL;
    block_points(block, list_point, &counts);
    free(counts.counts);
    text_add(out, thinned ? "\nSome points of each series; CSV and JSON have all.\n\n" : "\n");
}

void render_markdown(const struct report *report, const struct render_options *options, struct writer *writer)
{
    struct text *out = &writer->text;
    if (report->title || report->context) {
        text_add(out, "# ");
        add_escaped(out, report->title ? report->title : report->kind ? report->kind : "");
        text_add(out, "\n\n");
    }
    if (report->context && *report->context) {
        add_escaped(out, report->context);
        text_add(out, "\n\n");
    }
    for (size_t i = 0; i < report->n && writer_go_on(writer); i++) {
        const struct block *block = report->blocks[i];
        bool continues = block->kind == BLOCK_TABLE && block->table.continues && i > 0;
        if (block->title && !continues) {
            text_add(out, "## ");
            add_escaped(out, block->title);
            if (block->right) {
                text_add(out, ", ");
                add_escaped(out, block->right);
            }
            text_add(out, "\n\n");
        }
        if (block->kind == BLOCK_NOTE)
            write_note(&block->note, writer);
        else if (block->kind == BLOCK_FACTS)
            write_facts(&block->facts, writer);
        else if (block->kind == BLOCK_TABLE)
            write_table(&block->table, writer, !continues);
        else
            write_picture(block, options->tier, writer);
        bool next_continues =
            i + 1 < report->n && report->blocks[i + 1]->kind == BLOCK_TABLE && report->blocks[i + 1]->table.continues;
        if (block->kind == BLOCK_TABLE && !next_continues)
            text_add_char(out, '\n');
    }
}
