/* What an inspection says: one value, many renderers.

   A report is a list of blocks. Whoever computes (study/, or a file of this room for one inspection) fills the blocks
   with numbers; renderers only lay them out and decide nothing. Everything a command returns is a report: a message is a
   report with a note, `show` a report with a table.

   Build with report_new and the report_add functions, which copy what they are given (tables and views are retained),
   and free with report_free. */
#ifndef PATRON_REPORT_REPORT_H
#define PATRON_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/draw/canvas.h"
#include "patron/draw/plot.h"
#include "patron/table/view.h"

struct error;
struct text;

enum block_kind { BLOCK_NOTE, BLOCK_FACTS, BLOCK_TABLE, BLOCK_CURVES, BLOCK_BARS, BLOCK_HISTOGRAM, BLOCK_HEAT,
                  BLOCK_SILHOUETTE };

/* A verdict beside a row or a note; shown as a word and a role, never as colour alone. */
enum verdict { VERDICT_NONE, VERDICT_OK, VERDICT_WATCH, VERDICT_BAD };

struct report;
struct block;

/* KIND is the command's verb ("curves"); TITLE says what of ("curves m3 m2"); CONTEXT what data: "test 2024-07-01  n
   13,787" (any may be NULL). */
struct report *report_new(const char *kind, const char *title, const char *context);
void report_free(struct report *report);
const char *report_kind(const struct report *report);
/* Whether it only tells what a command did: one note with a verdict. What was asked for (print, version) is none. */
bool report_is_message(const struct report *report);
void report_message_add(struct report *report, const char *text); /* to a message's end */
const char *report_title(const struct report *report);
const char *report_context(const struct report *report);
void report_set_context(struct report *report, const char *context);

/* A paragraph. */
void report_add_note(struct report *report, enum verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Name: value lines. Add the block, then its lines. */
struct block *report_add_facts(struct report *report, const char *title);
/* The names are what matters, lines to be typed: they are not cut as long as the values have a little room. */
void facts_names_whole(struct block *facts);
void facts_add_text(struct block *facts, const char *name, const char *value);
void facts_add_number(struct block *facts, const char *name, double value);
void facts_add_format(struct block *facts, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A table block over a view, which is taken over. Rows are read on demand: ten million rows cost nothing until drawn or
   written. The format of a column is a set of signs, "" by default:
     %   a share, shown as per cent
     .4  so many decimals (else as many as the column needs)
     +   a sign before positive numbers
     s   about four significant digits each, for columns that mix magnitudes
     e   few significant digits, small values as 3e-09; for p values
     #   a bar on the scale of the column beside the number; negative values to the left
     -   NaN is "not computed", shown as --; else missing values are NA
     >   text to the right, as numbers are
     i   an identifier: whole numbers without separators
     ~   a picture made of text (spark_text): left out of CSV, TSV and JSON
     v   the text is the row's verdict and gets its role
     d   for other programs: what notes below say to people; left out where tables are drawn
     !   hidden last when there is no room for all columns */
struct block *report_add_table(struct report *report, const char *title, struct view *view);
void table_block_format(struct block *table, size_t column, const char *format);
/* Without a column of format "v", a verdict is a word at the end of its row. */
void table_block_verdict(struct block *table, size_t row, enum verdict verdict);
/* A list of things, not of data: texts that are missing do not apply. */
void table_block_list(struct block *table);
/* The cell is marked with a star: the best of its row. */
void table_block_star(struct block *table, size_t row, size_t column);
/* The numbers of a row are figures of one kind: DECIMALS decimals, whatever the column's others need; -1: as many as the
   magnitude of the row asks for. */
void table_block_decimals(struct block *table, size_t row, int decimals);
/* The cell of a column of real numbers is this whole number, written with all its digits. */
void table_block_whole_number(struct block *table, size_t row, size_t column, int64_t value);
/* Small text before the cell's value, shown where there is room for it in all rows: the change against a baseline. */
void table_block_aside(struct block *table, size_t row, size_t column, const char *text);
/* The table continues the one before it: same columns, one header, aligned, a rule between them. */
void table_block_continue(struct block *table);
/* A result that is small and must be seen whole: columns that find no room beside each other go below each other instead
   of being hidden. */
void table_block_whole(struct block *table);
/* The block may stand to the right of the one before it when there is room. */
void block_beside(struct block *block);
/* Text at the right end of the block's title line: "ece 0.009". */
void block_right(struct block *block, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* How many rows a text rendering prints before it says how many more there are; 0: all (the default when not a
   terminal). */
void table_block_limit(struct block *table, size_t n_rows);
/* The view of the I-th table block (the grid widget and exports read it); NULL when there are fewer. */
const struct view *report_table(const struct report *report, size_t i);
/* Whether the report is one table block and nothing else: away from a terminal such reports are written as TSV. */
bool report_is_table(const struct report *report);

/* The names of columns whose values are masked, each once, with blanks between; nothing when none is. */
void report_masked(const struct report *report, struct text *out);

/* A view of TABLE that owns it: releases the caller's reference. For tables made only to be shown. */
struct view *view_owning(struct table *table);

/* Curves over two axes. */
struct block *report_add_curves(struct report *report, const char *title, const char *x_label, double x_least,
                                double x_greatest, const char *y_label, double y_least, double y_greatest);
/* Copies the points. LEGEND is text beside the name in the key ("0.910 [0.906, 0.914]"), or NULL. */
void curves_add(struct block *curves, const char *name, const char *legend, size_t n, const double *x,
                const double *y);
void curves_add_muted(struct block *curves, const char *name, size_t n, const double *x, const double *y);
/* The horizontal axis: logarithmic, or instants (microseconds since 1970). Linear unless told. */
void curves_x_scale(struct block *curves, enum axis_scale scale);
void curves_add_points(struct block *curves, const char *name, size_t n, const double *x, const double *y);

/* Horizontal bars: label, value, text behind. */
struct block *report_add_bars(struct report *report, const char *title, const char *unit);
void bars_add(struct block *bars, const char *label, double value, const char *note);

/* Bins with counts; SERIES overlaid on the same bins (e.g. then and now). Edges has n_bins + 1 values. */
struct block *report_add_histogram(struct report *report, const char *title, const char *x_label, size_t n_bins,
                                   const double *edges);
void histogram_add(struct block *histogram, const char *name, const double *counts);
/* Instants as edges are written as dates: bins of calendar periods. */
void histogram_x_scale(struct block *histogram, enum axis_scale scale);
/* What is counted: "rows" unless told. */
void histogram_label(struct block *histogram, const char *y_label);

/* A grid of numbers with row and column names; the shade is by |value| against the steps, the value is always printed. */
struct block *report_add_heat(struct report *report, const char *title, size_t n_rows, const char *const *rows,
                              size_t n_columns, const char *const *columns, const double *values,
                              const double steps[4]);

/* The heat block's second numbers under the shaded ones (the means behind z-scores), drawn where there is room; a text
   at the end of each row under NOTE_NAME (the size); a last row of plain values named FOOTER_NAME. Any may be NULL.
   Formats as in tables: "+.2". */
void heat_format(struct block *heat, const char *format);
/* Numbers that decide the shades instead of the values. */
void heat_shade(struct block *heat, const double *values);
void heat_second(struct block *heat, const double *values, const char *format);
void heat_notes(struct block *heat, const char *note_name, const char *const *notes);
void heat_footer(struct block *heat, const char *footer_name, const double *values, const char *format,
                 const char *note);
/* A symmetric grid too wide to look at: drawn are its strongest pairs of a row and a later column, by |value|; how many
   there are is said. Files still get the whole grid. */
void heat_list_pairs(struct block *heat);
/* The steps in words, under the grid. */
void heat_scale(struct block *heat, const char *text);

/* Silhouette: for each segment its name and its sorted values (descending); the overall mean. */
struct block *report_add_silhouette(struct report *report, const char *title, double mean);
void silhouette_add(struct block *silhouette, const char *segment, size_t n, const double *sorted_values);
/* About the segment added last: its size (the band's share of the height), mean and share of negative values. */
void silhouette_describe(struct block *silhouette, double size, double mean, double negative_share);

/* ---- Renderers: rows in one table, found by name or by a file's ending ---- */
enum format { FORMAT_TEXT, FORMAT_TSV, FORMAT_CSV, FORMAT_JSON, FORMAT_JSON_LINES, FORMAT_MARKDOWN, N_FORMATS };
bool format_from_name(const char *name, enum format *out);   /* "text" "tsv" "csv" "json" "jsonl" "md" */
bool format_from_path(const char *path, enum format *out);   /* by ending */
const char *format_name(enum format format);

struct render_options {
    int width;        /* columns for text; 0: 80 */
    int height;       /* a hint for pictures; 0: 24 */
    enum tier tier;
    bool unbroken;    /* text in files and pipes: nothing is broken to fit, a line is as long as it is */
    bool limit_rows;  /* text on a terminal: long tables are cut and the rest counted */
    const char *missing; /* how NA is spelled in CSV and TSV; NULL: empty */
    bool formulas_text;  /* CSV and TSV: cells that a spreadsheet would take as formulas get an apostrophe before them */
    size_t *formulas;    /* CSV and TSV: such cells are counted into it, written so or not; NULL: not counted */
};
/* Rendering streams into SINK in pieces, so that a large table needs no large memory. SINK returns false to stop (a
   closed pipe). TSV and CSV write table blocks (for other blocks, the numbers drawn, in long form: block, series, x, y);
   lines of JSON the same as objects; JSON writes everything; Markdown tables with escaped pipes. */
typedef bool sink_function(void *context, const char *bytes, size_t length);
bool report_render(const struct report *report, enum format format, const struct render_options *options,
                   sink_function *sink, void *context);
/* Into a text. */
void report_text(const struct report *report, enum format format, const struct render_options *options,
                 struct text *out);

/* For panes: lays the report out at WIDTH and returns the lines it needs; then draws lines from SCROLL on into AREA. Grid
   position (cursor row, first column, selected) is the pane's; table blocks are drawn by the grid widget when a report is
   a single table. */
int report_layout_height(const struct report *report, int width, int height, enum tier tier);
void report_draw(const struct report *report, struct canvas *canvas, struct rect area, int scroll);

#endif
