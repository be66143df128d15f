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
const char *report_title(const struct report *report);
const char *report_context(const struct report *report);
void report_set_context(struct report *report, const char *context);

/* A paragraph. */
void report_add_note(struct report *report, enum verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Name: value lines. Add the block, then its lines. */
struct block *report_add_facts(struct report *report, const char *title);
void facts_add_text(struct block *facts, const char *name, const char *value);
void facts_add_number(struct block *facts, const char *name, double value);
void facts_add_format(struct block *facts, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A table block over a view, which is taken over. Rows are read on demand: ten million rows cost nothing until drawn or
   written. FORMATS (one per view column, or NULL): "" the default, "%" a share as per cent, ".4" so many decimals,
   "*" the best value of the row is starred. */
struct block *report_add_table(struct report *report, const char *title, struct view *view);
void table_block_format(struct block *table, size_t column, const char *format);
void table_block_verdict(struct block *table, size_t row, enum verdict verdict);
/* How many rows a text rendering prints before it says how many more there are; 0: all (the default when not a
   terminal). */
void table_block_limit(struct block *table, size_t n_rows);
/* The view of the I-th table block (the grid widget and exports read it); NULL when there are fewer. */
const struct view *report_table(const struct report *report, size_t i);

/* Curves over two axes. */
struct block *report_add_curves(struct report *report, const char *title, const char *x_label, double x_least,
                                double x_greatest, const char *y_label, double y_least, double y_greatest);
/* Copies the points. LEGEND is text beside the name in the key ("0.910 [0.906, 0.914]"), or NULL. */
void curves_add(struct block *curves, const char *name, const char *legend, size_t n, const double *x,
                const double *y);
void curves_add_muted(struct block *curves, const char *name, size_t n, const double *x, const double *y);
void curves_add_points(struct block *curves, const char *name, size_t n, const double *x, const double *y);

/* Horizontal bars: label, value, text behind. */
struct block *report_add_bars(struct report *report, const char *title, const char *unit);
void bars_add(struct block *bars, const char *label, double value, const char *note);

/* Bins with counts; SERIES overlaid on the same bins (e.g. then and now). Edges has n_bins + 1 values. */
struct block *report_add_histogram(struct report *report, const char *title, const char *x_label, size_t n_bins,
                                   const double *edges);
void histogram_add(struct block *histogram, const char *name, const double *counts);

/* A grid of numbers with row and column names; the shade is by |value| against the steps, the value is always printed. */
struct block *report_add_heat(struct report *report, const char *title, size_t n_rows, const char *const *rows,
                              size_t n_columns, const char *const *columns, const double *values,
                              const double steps[4]);

/* Silhouette: for each segment its name and its sorted values (descending); the overall mean. */
struct block *report_add_silhouette(struct report *report, const char *title, double mean);
void silhouette_add(struct block *silhouette, const char *segment, size_t n, const double *sorted_values);

/* ---- Renderers: rows in one table, found by name or by a file's ending ---- */
enum format { FORMAT_TEXT, FORMAT_TSV, FORMAT_CSV, FORMAT_JSON, FORMAT_MARKDOWN, N_FORMATS };
bool format_from_name(const char *name, enum format *out);   /* "text" "tsv" "csv" "json" "md" */
bool format_from_path(const char *path, enum format *out);   /* by ending */
const char *format_name(enum format format);

struct render_options {
    int width;        /* columns for text; 0: 80 */
    int height;       /* a hint for pictures; 0: 24 */
    enum tier tier;
    bool limit_rows;  /* text on a terminal: long tables are cut and the rest counted */
    const char *missing; /* how NA is spelled in CSV and TSV; NULL: empty */
};
/* Rendering streams into SINK in pieces, so that a large table needs no large memory. SINK returns false to stop (a
   closed pipe). TSV and CSV write table blocks (for other blocks, the numbers drawn, in long form: block, series, x, y);
   JSON writes everything; Markdown tables with escaped pipes. */
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
