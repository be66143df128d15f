/* Rows of times until an event. */
#include "survival_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "moments.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"

struct dated {
    double time;
    uint32_t row;
};

static int compare_falling(const void *a, const void *b)
{
    const struct dated *x = a, *y = b;
    if (x->time != y->time)
        return x->time > y->time ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool check_labels(const struct learn_data *data, const double *time, const double *event, struct error *err)
{
    double n_events = 0;
    if (!time || !event)
        return fail(err, ERROR_USER, E_NOT_FIT, "the labels are no times until an event");
    for (size_t i = 0; i < data->x->n_rows; i++) {
        if (!(time[i] >= 0) || !isfinite(time[i]) || (event[i] != 0 && event[i] != 1))
            return fail(err, ERROR_DATA, E_NOT_FIT, "row %zu has no time until an event", i + 1);
        n_events += event[i];
    }
    if (data->x->n_rows < 2)
        return fail(err, ERROR_DATA, E_TOO_FEW, "there are no rows to train on");
    if (n_events == 0)
        return fail(err, ERROR_DATA, E_ONE_CLASS, "the event happened to none of the %zu training rows",
                    data->x->n_rows);
    return true;
}

/* Which columns vary, by their moments. */
static bool find_columns(struct survival_rows *rows, const struct learn_data *data, struct error *err)
{
    double *sd = allocate(rows->n_all + 1, sizeof *sd);
    bool good = column_moments(data, rows->mean, sd, err);
    for (size_t j = 0; good && j < rows->n_all; j++) {
        if (!isfinite(rows->mean[j]) || !isfinite(sd[j]))
            good = fail(err, ERROR_DATA, E_NOT_FIT, "x%zu has a value that is missing or infinite", j);
        rows->factor[j] = sd[j] > 0 ? 1 / sd[j] : 0;
        if (sd[j] > 0)
            rows->kept[rows->n_columns++] = j;
        else
            rows->why_dropped[j] = "constant";
    }
    free(sd);
    return good;
}

static void fill(struct survival_rows *rows, const struct matrix *x)
{
    for (size_t i = 0; i < rows->n; i++) {
        const double *from = matrix_row(x, rows->row[i]);
        double *to = rows->z + i * rows->n_columns;
        for (size_t k = 0; k < rows->n_columns; k++)
            to[k] = (from[rows->kept[k]] - rows->mean[rows->kept[k]]) * rows->factor[rows->kept[k]];
    }
}

/* A column that the columns before it explain but for 1e-11 of its variance repeats them: by Gram-Schmidt on the
   correlations, in the order of the columns. Whether there was one. */
static bool drop_collinear(struct survival_rows *rows)
{
    size_t p = rows->n_columns, n_kept = 0;
    double *a = allocate(p * p + 1, sizeof *a);
    for (size_t i = 0; i < rows->n; i++) {
        const double *z = survival_row(rows, i);
        for (size_t j = 0; j < p; j++)
            for (size_t k = 0; k <= j; k++)
                a[j * p + k] += z[j] * z[k];
    }
    for (size_t i = 0; i < p * p; i++)
        a[i] /= (double)rows->n;
    for (size_t j = 0; j < p; j++) {
        double pivot = a[j * p + j];
        for (size_t k = 0; k < j; k++)
            pivot -= a[j * p + k] * a[j * p + k];
        bool repeats = pivot < 1e-11;
        for (size_t i = j + 1; i < p; i++) {
            double sum = a[i * p + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * p + k] * a[j * p + k];
            a[i * p + j] = repeats ? 0 : sum / sqrt(pivot);
        }
        if (repeats) {
            rows->why_dropped[rows->kept[j]] = "collinear";
            memset(a + j * p, 0, (j + 1) * sizeof *a);
        }
    }
    for (size_t j = 0; j < p; j++)
        if (!rows->why_dropped[rows->kept[j]])
            rows->kept[n_kept++] = rows->kept[j];
    rows->n_columns = n_kept;
    free(a);
    return n_kept < p;
}

static bool order_rows(struct survival_rows *rows, const double *time, struct error *err)
{
    struct dated *order = allocate_large(rows->n + 1, sizeof *order, "the order of times", err);
    for (size_t i = 0; order && i < rows->n; i++)
        order[i] = (struct dated){ time[i], (uint32_t)i };
    if (order)
        qsort(order, rows->n, sizeof *order, compare_falling);
    for (size_t i = 0; order && i < rows->n; i++)
        rows->row[i] = order[i].row;
    free(order);
    return order != NULL;
}

bool survival_rows_init(struct survival_rows *rows, const struct learn_data *data, bool in_order, struct error *err)
{
    const double *time = frame_column(data->labels, "time"), *event = frame_column(data->labels, "event");
    size_t n = data->x->n_rows, p = data->x->n_columns;
    *rows = (struct survival_rows){ .n = n, .n_all = p };
    if (!check_labels(data, time, event, err))
        return false;
    rows->kept = allocate(p + 1, sizeof *rows->kept);
    rows->why_dropped = allocate(p + 1, sizeof *rows->why_dropped);
    rows->mean = allocate(p + 1, sizeof *rows->mean);
    rows->factor = allocate(p + 1, sizeof *rows->factor);
    bool good =
        find_columns(rows, data, err) &&
        (rows->row = allocate_large(n, sizeof *rows->row, "the training rows", err)) != NULL &&
        (rows->z = allocate_large(n * rows->n_columns + 1, sizeof *rows->z, "the training rows", err)) != NULL &&
        (rows->time = allocate_large(3 * n, sizeof *rows->time, "the training rows", err)) != NULL &&
        (rows->event = allocate_large(n, sizeof *rows->event, "the training rows", err)) != NULL;
    for (size_t i = 0; good && i < n; i++)
        rows->row[i] = (uint32_t)i;
    if (!good || (!in_order && !order_rows(rows, time, err))) {
        survival_rows_release(rows);
        return false;
    }
    rows->weight = rows->time + n;
    rows->eta = rows->time + 2 * n;
    for (size_t i = 0; i < n; i++) {
        rows->time[i] = time[rows->row[i]];
        rows->event[i] = event[rows->row[i]] != 0;
        rows->weight[i] = data->weight ? data->weight[rows->row[i]] : 1;
    }
    fill(rows, data->x);
    if (drop_collinear(rows))
        fill(rows, data->x);
    return true;
}

void survival_rows_release(struct survival_rows *rows)
{
    free(rows->kept);
    free(rows->why_dropped);
    free(rows->mean);
    free(rows->factor);
    free(rows->z);
    free(rows->time);
    free(rows->event);
    free(rows->row);
    *rows = (struct survival_rows){ 0 };
}

double survival_margin(const struct survival_rows *rows, size_t i, const double *beta)
{
    const double *z = survival_row(rows, i);
    double sum = 0;
    for (size_t k = 0; k < rows->n_columns; k++)
        sum += z[k] * beta[k];
    return sum;
}

void survival_rows_multiply(struct survival_rows *rows, const double *beta)
{
    for (size_t i = 0; i < rows->n; i++)
        rows->eta[i] = survival_margin(rows, i, beta);
}

void survival_rows_note(const struct survival_rows *rows, char *note, size_t room)
{
    size_t length = strlen(note), n = 0;
    for (size_t j = 0; j < rows->n_all && length < room - 40; j++)
        if (rows->why_dropped[j])
            length += (size_t)snprintf(note + length, room - length, "%sx%zu (%s)",
                                       n++ > 0       ? ", "
                                       : length == 0 ? "left out: "
                                                     : "; left out: ",
                                       j, rows->why_dropped[j]);
}

double survival_days(const struct learn_data *data)
{
    return 7 * (data->gap + data->horizon) * (1 + 1e-12); /* weeks were days before */
}
