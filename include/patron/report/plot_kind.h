/* Kinds of `plot`: rows. A kind says what it draws, which columns it needs, and draws them. */
#ifndef PATRON_REPORT_PLOT_KIND_H
#define PATRON_REPORT_PLOT_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/base/calendar.h"
#include "patron/report/report.h"

struct column;
struct error;

enum plot_measure { PLOT_COUNT, PLOT_SUM, PLOT_MEAN };
struct plot_request {
    const struct column *x, *y;    /* y: for kinds with two axes, else NULL */
    const struct column *of, *by;  /* what is measured and what tells series apart; NULL when not asked for */
    size_t n_rows;
    enum plot_measure measure;     /* of `of`; PLOT_COUNT counts rows */
    struct duration per;           /* of time; count 0: as suits the span */
    size_t bins;                   /* 0: as suits */
    bool logarithmic;              /* the horizontal axis */
};
enum { PLOT_TAKES_OF = 1, PLOT_TAKES_BY = 2, PLOT_TAKES_BINS = 4, PLOT_TAKES_LOG = 8, PLOT_TAKES_PER = 16 };
struct plot_kind {
    const char *name, *summary;
    size_t least, most; /* columns on axes */
    unsigned takes;     /* PLOT_TAKES_.. */
    /* Blocks into REPORT; false and ERR when the columns are of no use for it. */
    bool (*draw)(const struct plot_request *request, struct report *report, struct error *err);
};
extern const struct plot_kind *const plot_kinds[]; /* ends with NULL */
/* A report drawn by KIND, titled SUBJECT. */
struct report *report_plot(const struct plot_kind *kind, const char *subject, const struct plot_request *request,
                           const char *context, struct error *err);

#endif
