/* The insides of a report: what the builders fill and the renderers read. */
#ifndef REPORT_BLOCK_H
#define REPORT_BLOCK_H

#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "patron/report/report.h"

/* What the signs of a format mean. */
struct cell_format {
    bool percent, sign, brief, significant, bar, undefined, right, plain, picture, verdict, keep, data, blank;
    int decimals; /* -1: as many as needed */
};
struct cell_format cell_format_parse(const char *format);

struct fact {
    char *name, *text;
    double number;
    bool is_number;
};
struct facts_part {
    bool names_whole; /* what stands behind them gives way */
    size_t n;
    struct fact *facts;
};
struct table_mark { /* something about one cell */
    size_t row, column;
    char *text; /* an aside; NULL: a star */
};
struct row_verdict {
    size_t row;
    enum verdict verdict;
};
struct row_decimals {
    size_t row;
    int decimals; /* -1: by the row's magnitude */
};
struct whole_cell { /* what no double holds */
    size_t row, column;
    int64_t value;
};
struct table_part {
    struct view *view;
    struct cell_format *formats; /* one a view column */
    size_t n_marks, n_verdicts, n_rounded, limit;
    struct table_mark *marks;
    struct row_verdict *verdicts;
    struct row_decimals *rounded; /* rows with decimals of their own, in rising order */
    struct whole_cell *wholes;
    size_t n_wholes;
    bool continues, whole;
};
struct curve_part {
    char *name, *legend;
    size_t n;
    double *x, *y;
    bool muted, dots;
};
struct curves_part {
    char *x_label, *y_label;
    double x_least, x_greatest, y_least, y_greatest;
    enum axis_scale x_scale;
    size_t n;
    struct curve_part *curves;
};
struct bar_part {
    char *label, *note;
    double value;
};
struct bars_part {
    char *unit;
    size_t n;
    struct bar_part *bars;
};
struct histogram_series {
    char *name;
    double *counts;
};
struct histogram_part {
    char *x_label, *y_label;
    size_t n_bins, n;
    double *edges;
    enum axis_scale x_scale; /* of the edges: AXIS_TIME writes dates */
    struct histogram_series *series;
};
struct heat_part {
    size_t n_rows, n_columns;
    char **rows, **columns;
    double *values, *shades, *second, *footer; /* shades NULL: the values */
    double steps[4];
    bool lists_pairs;
    struct cell_format format, second_format, footer_format;
    char *note_name, **notes, *footer_name, *footer_note, *scale;
};
struct silhouette_segment {
    char *name;
    size_t n;
    double *values;
    double size, mean, negative_share; /* NaN when not told */
};
struct silhouette_part {
    double mean;
    size_t n;
    struct silhouette_segment *segments;
};
struct note_part {
    enum verdict verdict;
    char *text;
};
struct block {
    enum block_kind kind;
    char *title, *right;
    bool beside;
    union {
        struct note_part note;
        struct facts_part facts;
        struct table_part table;
        struct curves_part curves;
        struct bars_part bars;
        struct histogram_part histogram;
        struct heat_part heat;
        struct silhouette_part silhouette;
    };
};
struct report {
    char *kind, *title, *context;
    size_t n;
    struct block **blocks;
};

const char *block_kind_name(enum block_kind kind);
/* "ok", "watch", "!!"; "" for none. */
const char *verdict_word(enum verdict verdict);
enum role verdict_role(enum verdict verdict);
static inline size_t view_columns(const struct view *view)
{
    return view->columns ? view->n_columns : view->table->n_columns;
}
enum verdict table_part_verdict(const struct table_part *table, size_t row);
bool table_part_star(const struct table_part *table, size_t row, size_t column);
const char *table_part_aside(const struct table_part *table, size_t row, size_t column); /* NULL: none */
/* Whether the cell is a whole number that its column could not hold. */
bool table_part_whole(const struct table_part *table, size_t row, size_t column, int64_t *out);
/* NULL stays NULL. */
char *copy_optional(const char *text);
double *copy_numbers(const double *values, size_t n);
/* A new empty block at the end of REPORT. */
struct block *block_new(struct report *report, enum block_kind kind, const char *title);

/* One more item at the end of a growing array; the new item is zeroed. */
#define GROW(array, n)                                                                                                 \
    ((array) = reallocate((array), (n) + 1, sizeof *(array)), memset(&(array)[(n)], 0, sizeof *(array)),               \
     &(array)[(n)++])

#endif
