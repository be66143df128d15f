/* Pictures of one or two columns: frequencies, histograms, correlations. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "report/common.h"
#include "report/statistics.h"

enum { PLOT_BINS = 20, PLOT_LEVELS = 3, FREQUENCY_LEVELS = 20 };

/* ---- Frequency ---- */

static struct report *text_frequency(const struct column *column, size_t n_rows, size_t limit, struct error *err)
{
    size_t n_levels;
    struct level_count *levels = level_counts(column, n_rows, &n_levels, err);
    char a[64], b[64];
    if (!levels)
        return NULL;
    size_t shown = n_levels < limit ? n_levels : limit;
    char *title = make_text("frequency %s", column->name);
    char *context = make_text("%s values in %s rows", count_text((double)n_levels, a), count_text((double)n_rows, b));
    struct report *report = report_new("frequency", title, context);
    struct sheet sheet = sheet_new("frequency");
    sheet_text(&sheet, column->name);
    sheet_count(&sheet, "n");
    sheet_number(&sheet, "share");
    for (size_t i = 0; i < shown; i++) {
        char *name = level_text(column, levels[i].code);
        sheet_set_text(&sheet, 0, name);
        sheet_set_count(&sheet, 1, levels[i].n);
        sheet_set_number(&sheet, 2, (double)levels[i].n / (double)n_rows);
        sheet_end_row(&sheet);
        free(name);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    table_block_format(block, 2, "%.1#");
    if (shown < n_levels) {
        size_t rest = 0;
        for (size_t i = shown; i < n_levels; i++)
            rest += levels[i].n;
        report_add_note(report, VERDICT_NONE, "%s further values in %s rows", count_text((double)(n_levels - shown), a),
                        count_text((double)rest, b));
    }
    free(levels);
    free(title);
    free(context);
    return report;
}

struct report *report_frequency(const struct column *column, size_t n_rows, size_t limit, struct error *err)
{
    if (column->type == TYPE_TEXT)
        return text_frequency(column, n_rows, limit ? limit : FREQUENCY_LEVELS, err);
    return report_plot(column, n_rows, NULL, 0, false, err);
}

/* ---- Histogram ---- */

struct binning {
    size_t n;
    double least, greatest;
    bool logarithmic;
};

static size_t bin_of(const struct binning *binning, double value)
{
    double least = binning->least, range = binning->greatest - binning->least;
    if (binning->logarithmic) {
        value = log(value);
        range = log(binning->greatest) - log(least);
        least = log(least);
    }
    /* an edge belongs to the bin above it, whatever dividing makes of it */
    size_t bin = range > 0 ? (size_t)((value - least) / range * (double)binning->n + 1e-9) : 0;
    return bin < binning->n ? bin : binning->n - 1;
}

static void bin_edges(const struct binning *binning, double *edges)
{
    for (size_t i = 0; i <= binning->n; i++) {
        double part = (double)i / (double)binning->n;
        edges[i] = binning->logarithmic
                       ? exp(log(binning->least) + part * (log(binning->greatest) - log(binning->least)))
                       : binning->least + part * (binning->greatest - binning->least);
    }
}

/* Counts of the rows whose BY column holds CODE (all rows when BY is NULL). */
static void bin_counts(const struct column *column, size_t n_rows, const struct column *by, uint32_t code,
                       const struct binning *binning, double *counts)
{
    memset(counts, 0, binning->n * sizeof *counts);
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        if (isnan(value) || (binning->logarithmic && value <= 0) || (by && column_codes(by)[i] != code))
            continue;
        counts[bin_of(binning, value)]++;
    }
}

static bool add_series(const struct column *column, size_t n_rows, const struct column *by,
                       const struct binning *binning, struct block *block, struct error *err)
{
    double *counts = allocate(binning->n, sizeof *counts);
    size_t n_levels = 1;
    struct level_count *levels = by ? level_counts(by, n_rows, &n_levels, err) : NULL;
    bool done = !by || levels;
    for (size_t l = 0; done && l < n_levels && l < PLOT_LEVELS; l++) {
        char *level = by ? level_text(by, levels[l].code) : copy_text(column->name);
        char *name = level ? level : copy_text("NA");
        bin_counts(column, n_rows, by, by ? levels[l].code : 0, binning, counts);
        histogram_add(block, name, counts);
        free(name);
    }
    free(levels);
    free(counts);
    return done;
}

/* About PLOT_BINS bins whose edges are round numbers; whole ones for whole numbers. */
static void round_binning(struct binning *binning, bool whole)
{
    double wanted = (binning->greatest - binning->least) / PLOT_BINS, power = pow(10, floor(log10(wanted)));
    double times = wanted / power, step = (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10) * power;
    if (whole && step < 1)
        step = 1;
    double first = floor(binning->least / step), last = floor(binning->greatest / step) + 1;
    binning->least = first * step;
    binning->greatest = last * step;
    binning->n = (size_t)(last - first);
}

static bool settle_binning(const struct column *column, const double *sorted, size_t n, bool logarithmic, size_t bins,
                           struct binning *out)
{
    size_t first = 0;
    while (logarithmic && first < n && sorted[first] <= 0)
        first++;
    if (first == n)
        return false;
    *out = (struct binning){ bins ? bins : PLOT_BINS, sorted[first], sorted[n - 1], logarithmic };
    if (out->greatest <= out->least)
        out->greatest = out->least + fmax(1, fabs(out->least) * 1e-3);
    if (bins == 0 && !logarithmic && column->type != TYPE_TIME)
        round_binning(out, column->type != TYPE_REAL);
    return true;
}

static void plot_notes(const struct column *column, size_t n_rows, const double *sorted, size_t n, bool logarithmic,
                       struct report *report)
{
    char a[64], b[64], c[64], d[64];
    size_t left_out = 0;
    while (logarithmic && left_out < n && sorted[left_out] <= 0)
        left_out++;
    double median = n > 0 ? (n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2) : NAN;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += sorted[i];
    bool time = column->type == TYPE_TIME;
    if (!time)
        report_add_note(report, VERDICT_NONE, "mean %s  median %s  min %s  max %s", short_text(sum / (double)n, a),
                        short_text(median, b), short_text(sorted[0], c), short_text(sorted[n - 1], d));
    else
        report_add_note(report, VERDICT_NONE, "from %s to %s", date_text((int64_t)sorted[0], a),
                        date_text((int64_t)sorted[n - 1], b));
    if (n_rows > n)
        report_add_note(report, VERDICT_NONE, "%s missing", count_text((double)(n_rows - n), a));
    if (left_out > 0)
        report_add_note(report, VERDICT_WATCH, "%s values at or below zero have no place on a logarithmic axis",
                        count_text((double)left_out, a));
}

struct report *report_plot(const struct column *column, size_t n_rows, const struct column *by, size_t bins,
                           bool logarithmic, struct error *err)
{
    size_t n;
    struct binning binning;
    char digits[64];
    if (column->type == TYPE_TEXT)
        return text_frequency(column, n_rows, FREQUENCY_LEVELS, err);
    if (by && by->type != TYPE_TEXT)
        return fail_null(err, ERROR_USER, E_BAD_VALUE, "'%s' holds no texts to group by", by->name);
    double *sorted = sorted_values(column, n_rows, &n, err);
    if (!sorted)
        return NULL;
    char *title = by ? make_text("plot %s by %s", column->name, by->name) : make_text("plot %s", column->name);
    char *context = make_text("n %s", count_text((double)n, digits));
    struct report *report = report_new("plot", title, context);
    bool done = true;
    if (settle_binning(column, sorted, n, logarithmic, bins, &binning)) {
        double *edges = allocate(binning.n + 1, sizeof *edges);
        char *label = column->unit ? make_text("%s (%s)", column->name, column->unit) : copy_text(column->name);
        bin_edges(&binning, edges);
        if (column->type == TYPE_TIME) /* microseconds say nothing: years with their part */
            for (size_t i = 0; i <= binning.n; i++)
                edges[i] = 1970 + edges[i] / (365.25 * (double)TIME_DAY);
        done =
            add_series(column, n_rows, by, &binning, report_add_histogram(report, NULL, label, binning.n, edges), err);
        plot_notes(column, n_rows, sorted, n, logarithmic, report);
        free(edges);
        free(label);
    } else {
        report_add_note(report, VERDICT_WATCH, "-- no value to draw");
    }
    free(sorted);
    free(title);
    free(context);
    if (!done) {
        report_free(report);
        return NULL;
    }
    return report;
}

/* ---- Correlation ---- */

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
