/* Correlations of columns with each other, as a heat map. */
#include <math.h>

#include "patron/base/error.h"
#include "report/common.h"

struct ranked {
    double value;
    size_t row;
};

/* The columns that are numbers, side by side. */
struct numbers {
    size_t n, n_rows;
    const char **names;
    double *values;  /* n of n_rows each; NaN: missing */
    double *ranks;   /* NULL: not wanted; else the mid-ranks of the values */
    size_t *order;   /* the rows of each column from its least value up, missing ones left out */
    size_t *n_there; /* how many each column has */
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return x->value < y->value ? -1 : x->value > y->value ? 1 : 0;
}

static void sort_rows(struct numbers *numbers, size_t column, struct ranked *scratch)
{
    const double *values = numbers->values + column * numbers->n_rows;
    size_t *order = numbers->order + column * numbers->n_rows, n = 0;
    for (size_t i = 0; i < numbers->n_rows; i++)
        if (!isnan(values[i]))
            scratch[n++] = (struct ranked){ values[i], i };
    qsort(scratch, n, sizeof *scratch, by_value);
    for (size_t i = 0; i < n; i++)
        order[i] = scratch[i].row;
    numbers->n_there[column] = n;
}

/* Mid-ranks of COLUMN among the rows in which OTHER is not missing either; NaN elsewhere. */
static void rank_beside(const struct numbers *numbers, size_t column, size_t other, double *out)
{
    size_t n_rows = numbers->n_rows, n = 0;
    const size_t *order = numbers->order + column * n_rows;
    const double *values = numbers->values + column * n_rows, *beside = numbers->values + other * n_rows;
    for (size_t i = 0; i < n_rows; i++)
        out[i] = NAN;
    for (size_t i = 0, end; i < numbers->n_there[column]; i = end) {
        size_t n_equal = 0;
        for (end = i; end < numbers->n_there[column] && values[order[end]] == values[order[i]]; end++)
            n_equal += !isnan(beside[order[end]]);
        for (size_t k = i; k < end; k++)
            if (!isnan(beside[order[k]]))
                out[order[k]] = (double)n + ((double)n_equal + 1) / 2;
        n += n_equal;
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

static void numbers_release(struct numbers *numbers)
{
    free(numbers->names);
    free(numbers->values);
    free(numbers->ranks);
    free(numbers->order);
    free(numbers->n_there);
}

static bool rank_all(struct numbers *numbers, struct error *err)
{
    size_t n_rows = numbers->n_rows;
    numbers->ranks = allocate_large(n_rows * (numbers->n + 2), sizeof *numbers->ranks, "ranks", err);
    numbers->order = allocate_large(n_rows * numbers->n + 1, sizeof *numbers->order, "ranks", err);
    numbers->n_there = allocate(numbers->n + 1, sizeof *numbers->n_there);
    struct ranked *scratch = allocate_large(n_rows + 1, sizeof *scratch, "ranks", err);
    bool done = numbers->ranks && numbers->order && scratch;
    for (size_t j = 0; done && j < numbers->n; j++) {
        sort_rows(numbers, j, scratch);
        rank_beside(numbers, j, j, numbers->ranks + j * n_rows);
    }
    free(scratch);
    return done;
}

static bool take_numbers(const struct table *table, bool ranks, struct numbers *out, struct error *err)
{
    *out = (struct numbers){ .n_rows = table->n_rows, .names = allocate(table->n_columns + 1, sizeof *out->names) };
    out->values = allocate_large(table->n_rows * (table->n_columns + 1), sizeof *out->values, "correlations", err);
    for (size_t j = 0; out->values && j < table->n_columns; j++) {
        const struct column *column = &table->columns[j];
        if (column->type == TYPE_TEXT || column->type == TYPE_TIME)
            continue;
        for (size_t i = 0; i < table->n_rows; i++)
            out->values[out->n * table->n_rows + i] = column_number(column, i);
        out->names[out->n++] = column->name;
    }
    return out->values && (!ranks || rank_all(out, err));
}

/* Of columns I and J. Ranks are those among the rows that have both: only where neither misses any are they the same
   for all pairs. */
static double correlate(const struct numbers *numbers, size_t i, size_t j)
{
    size_t n = numbers->n_rows;
    if (!numbers->ranks)
        return correlation(numbers->values + i * n, numbers->values + j * n, n);
    if (numbers->n_there[i] == n && numbers->n_there[j] == n)
        return correlation(numbers->ranks + i * n, numbers->ranks + j * n, n);
    double *x = numbers->ranks + numbers->n * n, *y = x + n;
    rank_beside(numbers, i, j, x);
    rank_beside(numbers, j, i, y);
    return correlation(x, y, n);
}

struct report *report_correlation(const char *subject, const struct table *table, bool ranks, const char *context,
                                  struct error *err)
{
    static const double steps[4] = { 0.2, 0.4, 0.6, 0.8 };
    char digits[64];
    struct numbers numbers;
    struct report *report = NULL;
    if (take_numbers(table, ranks, &numbers, err)) {
        size_t n = numbers.n;
        double *matrix = allocate(n * n + 1, sizeof *matrix);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++)
                matrix[i * n + j] = matrix[j * n + i] = correlate(&numbers, i, j);
        char *title = make_text("corr %s", subject);
        char *made = make_text("%s  n %s", ranks ? "Spearman" : "Pearson", count_text((double)table->n_rows, digits));
        report = report_new("corr", title, context ? context : made);
        heat_scale(report_add_heat(report, NULL, n, numbers.names, n, numbers.names, matrix, steps),
                   "scale of |r|: blank under 0.2, then shades from 0.2, 0.4, 0.6 and 0.8");
        free(matrix);
        free(title);
        free(made);
    }
    numbers_release(&numbers);
    return report;
}
