/* Rows of times until an event as kinds fit them: columns that vary, standardised, by falling time. */
#ifndef LEARN_SURVIVAL_ROWS_H
#define LEARN_SURVIVAL_ROWS_H

#include "learn.h"

struct survival_rows {
    size_t n, n_columns;      /* of those kept */
    size_t *kept;             /* their places in x */
    const char **why_dropped; /* one a column of x; NULL: kept */
    size_t n_all;
    double *mean, *factor; /* of each column of x: z = (x - mean) * factor */
    double *z;             /* n x n_columns */
    double *time, *weight, *eta;
    bool *event;
    uint32_t *row; /* among those given */
};
/* IN_ORDER: as given, and not by time. E_TOO_FEW, E_ONE_CLASS without any event, E_NOT_FIT. */
bool survival_rows_init(struct survival_rows *rows, const struct learn_data *data, bool in_order, struct error *err);
void survival_rows_release(struct survival_rows *rows);
static inline const double *survival_row(const struct survival_rows *rows, size_t i)
{
    return rows->z + i * rows->n_columns;
}
/* z'BETA of row I, and of all into `eta`. */
double survival_margin(const struct survival_rows *rows, size_t i, const double *beta);
void survival_rows_multiply(struct survival_rows *rows, const double *beta);
/* Names the columns that were left out, as x0, x1, ... */
void survival_rows_note(const struct survival_rows *rows, char *note, size_t room);

/* The length of the target's window from the cutoff on, in days: at which kinds of times answer. */
double survival_days(const struct learn_data *data);

#endif
