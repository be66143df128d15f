/* Correlations of columns with each other, as a heat map. */
#include <math.h>

#include "patron/base/error.h"
#include "report/common.h"

struct ranked {
    double value;
    size_t row;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return x->value < y->value ? -1 : x->value > y->value ? 1 : 0;
}

/* Values become their mid-ranks; missing ones stay missing. */
static void rank_in_place(double *values, size_t n_rows, struct ranked *scratch)
{
    size_t n = 0;
    for (size_t i = 0; i < n_rows; i++)
        if (!isnan(values[i]))
            scratch[n++] = (struct ranked){ values[i], i };
    qsort(scratch, n, sizeof *scratch, by_value);
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && scratch[end].value == scratch[i].value)
            end++;
        for (size_t k = i; k < end; k++)
            values[scratch[k].row] = ((double)i + (double)end + 1) / 2;
        i = end;
    }
}

/* Pearson's correlation over the rows that have both. */
static double correlation(const double *x, const double *y, size_t n_rows)
{
    double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n_rows; i++) {
        if (isnan(x[i]) || isnan(y[i]))
            continue;
        n++; /* Welford's update keeps large means from swallowing small spreads */
        double dx = x[i] - mean_x, dy = y[i] - mean_y;
        mean_x += dx / n;
        mean_y += dy / n;
        xx += dx * (x[i] - mean_x);
        yy += dy * (y[i] - mean_y);
        xy += dx * (y[i] - mean_y);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

/* The columns that are numbers, as doubles side by side; *N of them, their names in NAMES. */
static double *number_columns(const struct table *table, bool ranks, const char **names, size_t *n, struct error *err)
{
    double *values = allocate_large(table->n_rows * (table->n_columns + 1), sizeof *values, "correlations", err);
    struct ranked *scratch = allocate_large(table->n_rows + 1, sizeof *scratch, "ranks", err);
    *n = 0;
    for (size_t j = 0; values && scratch && j < table->n_columns; j++) {
        const struct column *column = &table->columns[j];
        if (column->type == TYPE_TEXT || column->type == TYPE_TIME)
            continue;
        double *out = values + *n * table->n_rows;
        for (size_t i = 0; i < table->n_rows; i++)
            out[i] = column_number(column, i);
        if (ranks)
            rank_in_place(out, table->n_rows, scratch);
        names[(*n)++] = column->name;
    }
    bool done = values && scratch;
    free(scratch);
    if (!done) {
        free(values);
        return NULL;
    }
    return values;
}

struct report *report_correlation(const char *subject, const struct table *table, bool ranks, const char *context,
                                  struct error *err)
{
    static const double steps[4] = { 0.2, 0.4, 0.6, 0.8 };
    const char **names = allocate(table->n_columns + 1, sizeof *names);
    size_t n;
    char digits[64];
    double *values = number_columns(table, ranks, names, &n, err);
    struct report *report = NULL;
    if (values) {
        double *matrix = allocate(n * n + 1, sizeof *matrix);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++)
                matrix[i * n + j] = matrix[j * n + i] =
                    correlation(values + i * table->n_rows, values + j * table->n_rows, table->n_rows);
        char *title = make_text("corr %s", subject);
        char *made = make_text("%s  n %s", ranks ? "Spearman" : "Pearson", count_text((double)table->n_rows, digits));
        report = report_new("corr", title, context ? context : made);
        heat_scale(report_add_heat(report, NULL, n, names, n, names, matrix, steps),
                   "scale of |r|: blank under 0.2, then shades from 0.2, 0.4, 0.6 and 0.8");
        free(matrix);
        free(title);
        free(made);
    }
    free(values);
    free(names);
    return report;
}
