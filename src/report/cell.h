/* How one cell of a table reads. */
#ifndef REPORT_CELL_H
#define REPORT_CELL_H

#include "patron/table/table.h"
#include "report/block.h"

struct text;

/* A format with the number of decimals settled for the whole column, so that its points stand under each other. */
struct cell_style {
    struct cell_format format;
    int decimals; /* -1: so small or so large that each value is written with few digits */
};
/* Looks at the first N_ROWS rows of the column. */
struct cell_style cell_style_of(const struct table_part *table, size_t column, size_t n_rows);
struct cell_style cell_style_of_numbers(struct cell_format format, const double *values, size_t n);
void cell_number(double value, const struct cell_style *style, struct text *out);
/* The cell at row ROW (of the view) of view column COLUMN. Adds to OUT. */
void cell_write(const struct table_part *table, size_t row, size_t column, const struct cell_style *style,
                struct text *out);
/* Whether cells of the column stand at the right. */
bool cell_right(const struct table_part *table, size_t column);

#endif
