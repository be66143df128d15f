/* The numbers drawn by a block that is no table, one by one: what CSV, TSV and Markdown list. */
#ifndef REPORT_POINTS_H
#define REPORT_POINTS_H

#include "report/block.h"

struct point {
    const char *block; /* its title, or its kind */
    const char *series;
    const char *x_text; /* where x is a name; else NULL */
    double x;           /* NaN: none */
    const char *y_text; /* where y is a text; else NULL */
    double y;
};
typedef bool point_function(void *context, const struct point *point); /* false stops */
/* Whether it was not stopped. Notes and tables have no points. */
bool block_points(const struct block *block, point_function *function, void *context);

#endif
