/* Reports as values: making them, adding blocks, freeing them. */
#include "patron/report/report.h"

#include <math.h>
#include <stdarg.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/report/inspect.h"
#include "report/block.h"

char *copy_optional(const char *text)
{
    return text ? copy_text(text) : NULL;
}

double *copy_numbers(const double *values, size_t n)
{
    double *copy = allocate(n + 1, sizeof *copy);
    if (n)
        memcpy(copy, values, n * sizeof *copy);
    return copy;
}

struct report *report_new(const char *kind, const char *title, const char *context)
{
    struct report *report = allocate(1, sizeof *report);
    report->kind = copy_optional(kind);
    report->title = copy_optional(title);
    report->context = copy_optional(context);
    return report;
}

static void free_facts(struct facts_part *facts)
{
    for (size_t i = 0; i < facts->n; i++) {
        free(facts->facts[i].name);
        free(facts->facts[i].text);
    }
    free(facts->facts);
}

static void free_table(struct table_part *table)
{
    for (size_t i = 0; i < table->n_marks; i++)
        free(table->marks[i].text);
    free(table->marks);
    free(table->verdicts);
    free(table->rounded);
    free(table->wholes);
    free(table->formats);
    view_free(table->view);
}

static void free_curves(struct curves_part *curves)
{
    for (size_t i = 0; i < curves->n; i++) {
        free(curves->curves[i].name);
        free(curves->curves[i].legend);
        free(curves->curves[i].x);
        free(curves->curves[i].y);
    }
    free(curves->curves);
    free(curves->x_label);
    free(curves->y_label);
}

static void free_bars(struct bars_part *bars)
{
    for (size_t i = 0; i < bars->n; i++) {
        free(bars->bars[i].label);
        free(bars->bars[i].note);
    }
    free(bars->bars);
    free(bars->unit);
}

static void free_histogram(struct histogram_part *histogram)
{
    for (size_t i = 0; i < histogram->n; i++) {
        free(histogram->series[i].name);
        free(histogram->series[i].counts);
    }
    free(histogram->series);
    free(histogram->edges);
    free(histogram->x_label);
    free(histogram->y_label);
}

static void free_texts(char **texts, size_t n)
{
    for (size_t i = 0; texts && i < n; i++)
        free(texts[i]);
    free(texts);
}

static void free_heat(struct heat_part *heat)
{
    free_texts(heat->rows, heat->n_rows);
    free_texts(heat->columns, heat->n_columns);
    free_texts(heat->notes, heat->n_rows);
    free(heat->values);
    free(heat->shades);
    free(heat->second);
    free(heat->footer);
    free(heat->note_name);
    free(heat->footer_name);
    free(heat->footer_note);
    free(heat->scale);
}

static void free_silhouette(struct silhouette_part *silhouette)
{
    for (size_t i = 0; i < silhouette->n; i++) {
        free(silhouette->segments[i].name);
        free(silhouette->segments[i].values);
    }
    free(silhouette->segments);
}

static void block_free(struct block *block)
{
    switch (block->kind) {
    case BLOCK_NOTE:
        free(block->note.text);
        break;
    case BLOCK_FACTS:
        free_facts(&block->facts);
        break;
    case BLOCK_TABLE:
        free_table(&block->table);
        break;
    case BLOCK_CURVES:
        free_curves(&block->curves);
        break;
    case BLOCK_BARS:
        free_bars(&block->bars);
        break;
    case BLOCK_HISTOGRAM:
        free_histogram(&block->histogram);
        break;
    case BLOCK_HEAT:
        free_heat(&block->heat);
        break;
    case BLOCK_SILHOUETTE:
        free_silhouette(&block->silhouette);
        break;
    }
    free(block->title);
    free(block->right);
    free(block);
}

void report_free(struct report *report)
{
    if (!report)
        return;
    for (size_t i = 0; i < report->n; i++)
        block_free(report->blocks[i]);
    free(report->blocks);
    free(report->kind);
    free(report->title);
    free(report->context);
    free(report);
}

const char *report_kind(const struct report *report)
{
    return report->kind;
}

bool report_is_message(const struct report *report)
{
    return !report->kind && report->n == 1 && report->blocks[0]->kind == BLOCK_NOTE &&
           report->blocks[0]->note.verdict != VERDICT_NONE;
}

void report_message_add(struct report *report, const char *text)
{
    char **note = &report->blocks[0]->note.text;
    size_t length = strlen(*note), more = strlen(text) + 1;
    *note = reallocate(*note, length + more, 1);
    memcpy(*note + length, text, more);
}

const char *report_title(const struct report *report)
{
    return report->title;
}

const char *report_context(const struct report *report)
{
    return report->context;
}

void report_set_context(struct report *report, const char *context)
{
    free(report->context);
    report->context = copy_optional(context);
}

struct block *block_new(struct report *report, enum block_kind kind, const char *title)
{
    struct block *block = allocate(1, sizeof *block);
    block->kind = kind;
    block->title = copy_optional(title);
    report->blocks = reallocate(report->blocks, report->n + 1, sizeof *report->blocks);
    report->blocks[report->n++] = block;
    return block;
}

static char *format_text(const char *format, va_list arguments)
{
    struct text text = TEXT_EMPTY;
    text_add_arguments(&text, format, arguments);
    return text_take(&text);
}

void report_add_note(struct report *report, enum verdict verdict, const char *format, ...)
{
    struct block *block = block_new(report, BLOCK_NOTE, NULL);
    va_list arguments;
    va_start(arguments, format);
    block->note = (struct note_part){ verdict, format_text(format, arguments) };
    va_end(arguments);
}

void block_beside(struct block *block)
{
    block->beside = true;
}

void block_right(struct block *block, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    free(block->right);
    block->right = format_text(format, arguments);
    va_end(arguments);
}

/* ---- Facts ---- */

struct block *report_add_facts(struct report *report, const char *title)
{
    return block_new(report, BLOCK_FACTS, title);
}

void facts_names_whole(struct block *facts)
{
    facts->facts.names_whole = true;
}

void facts_add_text(struct block *facts, const char *name, const char *value)
{
    struct fact *fact = GROW(facts->facts.facts, facts->facts.n);
    fact->name = copy_text(name);
    fact->text = copy_text(value ? value : "--");
}

void facts_add_number(struct block *facts, const char *name, double value)
{
    struct fact *fact = GROW(facts->facts.facts, facts->facts.n);
    fact->name = copy_text(name);
    fact->number = value;
    fact->is_number = true;
}

void facts_add_format(struct block *facts, const char *name, const char *format, ...)
{
    struct fact *fact = GROW(facts->facts.facts, facts->facts.n);
    va_list arguments;
    va_start(arguments, format);
    fact->name = copy_text(name);
    fact->text = format_text(format, arguments);
    va_end(arguments);
}

/* ---- Tables: the block; what its cells look like is in cell.c ---- */

struct block *report_add_table(struct report *report, const char *title, struct view *view)
{
    struct block *block = block_new(report, BLOCK_TABLE, title);
    block->table.view = view;
    block->table.formats = allocate(view_columns(view) + 1, sizeof *block->table.formats);
    for (size_t j = 0; j < view_columns(view); j++)
        block->table.formats[j] = cell_format_parse("");
    return block;
}

static bool holds_word(const struct text *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text_string(text); (at = strstr(at, word)); at++)
        if ((at == text_string(text) || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

void report_masked(const struct report *report, struct text *out)
{
    for (size_t i = 0; i < report->n; i++) {
        const struct view *view = report->blocks[i]->kind == BLOCK_TABLE ? report->blocks[i]->table.view : NULL;
        for (size_t j = 0; view && j < view_columns(view); j++)
            if (view_column(view, j)->personal && !holds_word(out, view_column(view, j)->name))
                text_add_format(out, "%s%s", out->length ? " " : "", view_column(view, j)->name);
    }
}

void table_block_format(struct block *table, size_t column, const char *format)
{
    if (column >= view_columns(table->table.view))
        bug("a format for a column that is not there");
    table->table.formats[column] = cell_format_parse(format);
}

void table_block_list(struct block *table)
{
    for (size_t c = 0; c < view_columns(table->table.view); c++)
        table->table.formats[c].blank = view_column(table->table.view, c)->type == TYPE_TEXT;
}

void table_block_verdict(struct block *table, size_t row, enum verdict verdict)
{
    struct row_verdict *added = GROW(table->table.verdicts, table->table.n_verdicts);
    *added = (struct row_verdict){ row, verdict };
}

void table_block_star(struct block *table, size_t row, size_t column)
{
    struct table_mark *mark = GROW(table->table.marks, table->table.n_marks);
    *mark = (struct table_mark){ row, column, NULL };
}

void table_block_whole_number(struct block *table, size_t row, size_t column, int64_t value)
{
    struct whole_cell *added = GROW(table->table.wholes, table->table.n_wholes);
    *added = (struct whole_cell){ row, column, value };
}

void table_block_decimals(struct block *table, size_t row, int decimals)
{
    struct row_decimals *rounded = GROW(table->table.rounded, table->table.n_rounded);
    *rounded = (struct row_decimals){ row, decimals };
}

void table_block_aside(struct block *table, size_t row, size_t column, const char *text)
{
    struct table_mark *mark = GROW(table->table.marks, table->table.n_marks);
    *mark = (struct table_mark){ row, column, copy_text(text) };
}

void table_block_continue(struct block *table)
{
    table->table.continues = true;
}

void table_block_whole(struct block *table)
{
    table->table.whole = true;
}

void table_block_limit(struct block *table, size_t n_rows)
{
    table->table.limit = n_rows;
}

const struct view *report_table(const struct report *report, size_t i)
{
    for (size_t b = 0; b < report->n; b++)
        if (report->blocks[b]->kind == BLOCK_TABLE && i-- == 0)
            return report->blocks[b]->table.view;
    return NULL;
}

struct view *view_owning(struct table *table)
{
    struct view *view = view_new(table);
    table_release(table);
    return view;
}

struct report *report_message(enum verdict verdict, const char *format, ...)
{
    struct report *report = report_new(NULL, NULL, NULL);
    struct block *block = block_new(report, BLOCK_NOTE, NULL);
    va_list arguments;
    va_start(arguments, format);
    block->note = (struct note_part){ verdict, format_text(format, arguments) };
    va_end(arguments);
    return report;
}
