/* The kinds of `plot`, one a file, and what they share. */
#ifndef REPORT_PLOTS_H
#define REPORT_PLOTS_H

#include "patron/report/plot_kind.h"
#include "report/grouping.h"

extern const struct plot_kind histogram_plot, line_plot, scatter_plot, bar_plot, box_plot, heat_plot;

/* Counts, sums or means of the rows of groups. */
struct gathered {
    double n, sum;
};
/* Adds row ROW of the request to INTO. */
void gather(const struct plot_request *request, size_t row, struct gathered *into);
/* What the request measures of GATHERED; NaN: nothing was there. */
double gathered_value(const struct plot_request *request, const struct gathered *gathered);
/* "rows", "sum of amount", "mean of amount"; the caller frees. */
char *measure_label(const struct plot_request *request);

#endif
