/* plot hist: how values are distributed. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "report/common.h"
#include "report/grouping.h"
#include "report/plots.h"
#include "report/statistics.h"

enum { PLOT_BINS = 20, PLOT_LEVELS = 3 };

struct binning {
    size_t n;
    double least, greatest;
    bool logarithmic;
    const double *edges; /* of calendar periods, which are not equally long; NULL: equal bins */
};

static size_t bin_of(const struct binning *binning, double value)
{
    if (binning->edges) {
        size_t low = 0, high = binning->n;
        while (high - low > 1) {
            size_t middle = (low + high) / 2;
            *(value >= binning->edges[middle] ? &low : &high) = middle;
        }
        return low;
    }
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
        if (binning->edges) {
            edges[i] = binning->edges[i];
            continue;
        }
        double part = (double)i / (double)binning->n;
        edges[i] = binning->logarithmic
                       ? exp(log(binning->least) + part * (log(binning->greatest) - log(binning->least)))
                       : binning->least + part * (binning->greatest - binning->least);
    }
}

static void bin_counts(const struct column *column, size_t n_rows, const struct grouping *groups, size_t group,
                       const struct binning *binning, double *counts)
{
    memset(counts, 0, binning->n * sizeof *counts);
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        if (isnan(value) || (binning->logarithmic && value <= 0) || (groups && groups->group[i] != group))
            continue;
        counts[bin_of(binning, value)]++;
    }
}

/* One series, or one for each of the most frequent groups. */
static bool add_series(const struct plot_request *request, const struct binning *binning, struct block *block,
                       struct error *err)
{
    struct grouping groups = { 0 };
    if (request->by && !grouping_init(&groups, request->by, request->n_rows, PLOT_LEVELS, err))
        return false;
    double *counts = allocate(binning->n, sizeof *counts);
    for (size_t g = 0; g < (request->by ? groups.n : 1); g++) {
        bin_counts(request->x, request->n_rows, request->by ? &groups : NULL, g, binning, counts);
        histogram_add(block, request->by ? groups.names[g] : request->x->name, counts);
    }
    free(counts);
    grouping_release(&groups);
    return true;
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
    *out = (struct binning){ bins ? bins : PLOT_BINS, sorted[first], sorted[n - 1], logarithmic, NULL };
    if (out->greatest <= out->least)
        out->greatest = out->least + fmax(1, fabs(out->least) * 1e-3);
    if (bins == 0 && !logarithmic && column->type != TYPE_TIME)
        round_binning(out, column->type != TYPE_REAL);
    return true;
}

/* Starts of days, weeks, months, .. around all values: as many as a picture holds. */
static void calendar_binning(struct binning *binning, double edges[PLOT_BINS + 3])
{
    size_t n = axis_ticks_time(binning->least, binning->greatest, PLOT_BINS, edges + 1);
    edges[0] = binning->least;
    if (n == 0 || edges[1] > binning->least) /* the first period began before the first value */
        n++;
    else
        memmove(edges, edges + 1, n * sizeof *edges);
    edges[n] = binning->greatest + 1;
    binning->n = n;
    binning->edges = edges;
}

static void histogram_notes(const struct column *column, size_t n_rows, const double *sorted, size_t n,
                            bool logarithmic, struct report *report)
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

static bool draw_histogram(const struct plot_request *request, struct report *report, struct error *err)
{
    const struct column *column = request->x;
    size_t n;
    struct binning binning;
    double calendar[PLOT_BINS + 3];
    if (column->type == TYPE_TEXT) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' holds texts: a histogram wants numbers or times", column->name);
        error_mend(err, "plot bar counts the rows of each text");
        return false;
    }
    double *sorted = sorted_values(column, request->n_rows, &n, err);
    if (!sorted)
        return false;
    bool good = true;
    if (settle_binning(column, sorted, n, request->logarithmic, request->bins, &binning)) {
        bool time = column->type == TYPE_TIME && request->bins == 0;
        if (time)
            calendar_binning(&binning, calendar);
        double *edges = allocate(binning.n + 1, sizeof *edges);
        char *label = column->unit ? make_text("%s (%s)", column->name, column->unit) : copy_text(column->name);
        bin_edges(&binning, edges);
        struct block *block = report_add_histogram(report, NULL, label, binning.n, edges);
        if (column->type == TYPE_TIME)
            histogram_x_scale(block, AXIS_TIME);
        good = add_series(request, &binning, block, err);
        histogram_notes(column, request->n_rows, sorted, n, request->logarithmic, report);
        free(edges);
        free(label);
    } else {
        report_add_note(report, VERDICT_WATCH, "-- no value to draw");
    }
    free(sorted);
    return good;
}

const struct plot_kind histogram_plot = {
    .name = "hist",
    .summary = "how the values of a column are distributed",
    .least = 1,
    .most = 1,
    .takes = PLOT_TAKES_BY | PLOT_TAKES_BINS | PLOT_TAKES_LOG,
    .draw = draw_histogram,
};
