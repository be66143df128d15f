/* plot line: counts, sums or means over calendar periods. */
#include <math.h>

#include "patron/base/error.h"
#include "report/common.h"
#include "report/plots.h"

enum { LINE_SERIES = 5, LINE_POINTS = 60, LINE_MOST = 4000 };

static bool find_span(const struct plot_request *request, int64_t *first, int64_t *last)
{
    *first = INT64_MAX;
    *last = INT64_MIN;
    const int64_t *times = column_ints(request->x);
    for (size_t i = 0; i < request->n_rows; i++)
        if (times[i] != TIME_MISSING) {
            *first = times[i] < *first ? times[i] : *first;
            *last = times[i] > *last ? times[i] : *last;
        }
    return *first <= *last;
}

/* The shortest of day, week, month, quarter and year that makes a picture of the span. */
static struct duration suitable_period(int64_t first, int64_t last)
{
    static const struct duration periods[] = {
        { 1, DURATION_DAY }, { 1, DURATION_WEEK }, { 1, DURATION_MONTH }, { 1, DURATION_QUARTER }
    };
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        if (time_shift(first, periods[i], LINE_POINTS) > last)
            return periods[i];
    return (struct duration){ 1, DURATION_YEAR };
}

struct periods {
    size_t n;
    int64_t starts[LINE_MOST + 1]; /* and the end of the last */
};

static bool find_periods(int64_t first, int64_t last, struct duration per, struct periods *out, struct error *err)
{
    int64_t start = time_period_start(first, per);
    for (out->n = 0; start <= last && out->n < LINE_MOST; start = time_shift(start, per, 1))
        out->starts[out->n++] = start;
    out->starts[out->n] = start;
    if (start <= last)
        return fail(err, ERROR_USER, E_BAD_VALUE, "more than %d periods: a longer one is wanted", LINE_MOST);
    return true;
}

static size_t period_of(const struct periods *periods, int64_t time)
{
    size_t low = 0, high = periods->n;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(time >= periods->starts[middle] ? &low : &high) = middle;
    }
    return low;
}

static void add_lines(const struct plot_request *request, const struct grouping *groups, const struct periods *periods,
                      struct report *report)
{
    size_t n_series = groups ? groups->n : 1, n = periods->n;
    struct gathered *cells = allocate(n_series * n + 1, sizeof *cells);
    double *x = allocate(n + 1, sizeof *x), *y = allocate(n_series * n + 1, sizeof *y), greatest = 0, least = 0;
    for (size_t i = 0; i < request->n_rows; i++) {
        int64_t time = column_ints(request->x)[i];
        size_t series = groups ? groups->group[i] : 0;
        if (time != TIME_MISSING && series < n_series)
            gather(request, i, &cells[series * n + period_of(periods, time)]);
    }
    for (size_t i = 0; i < n_series * n; i++) {
        y[i] = gathered_value(request, &cells[i]);
        greatest = fmax(greatest, y[i]);
        least = fmin(least, y[i]);
    }
    for (size_t p = 0; p < n; p++)
        x[p] = (double)periods->starts[p];
    char *label = measure_label(request);
    struct block *block = report_add_curves(report, NULL, request->x->name, x[0], n > 1 ? x[n - 1] : x[0] + 1, label,
                                            least, greatest > least ? greatest : least + 1);
    curves_x_scale(block, AXIS_TIME);
    for (size_t s = 0; s < n_series; s++)
        curves_add(block, groups ? groups->names[s] : label, NULL, n, x, y + s * n);
    free(label);
    free(x);
    free(y);
    free(cells);
}

static void add_period_note(const struct periods *periods, struct duration per, int64_t first, int64_t last,
                            struct report *report)
{
    char text[16], from[64], to[64];
    duration_format(per, text);
    report_add_note(report, VERDICT_NONE, "one point for each %s: %zu of them, from %s to %s", text, periods->n,
                    date_text(periods->starts[0], from), date_text(periods->starts[periods->n - 1], to));
    if (first > periods->starts[0] + TIME_DAY || last < periods->starts[periods->n] - TIME_DAY)
        report_add_note(report, VERDICT_NONE, "the data begin on %s and end on %s: the first or last point is a part",
                        date_text(first, from), date_text(last, to));
}

static bool draw_line(const struct plot_request *request, struct report *report, struct error *err)
{
    int64_t first, last;
    if (request->x->type != TYPE_TIME)
        return fail(err, ERROR_USER, E_BAD_VALUE, "'%s' holds no times: a line is drawn over time", request->x->name);
    if (!find_span(request, &first, &last)) {
        report_add_note(report, VERDICT_WATCH, "-- no value to draw");
        return true;
    }
    struct duration per = request->per.count > 0 ? request->per : suitable_period(first, last);
    struct grouping groups = { 0 };
    struct periods *periods = allocate(1, sizeof *periods);
    bool good = find_periods(first, last, per, periods, err) &&
                (!request->by || grouping_init(&groups, request->by, request->n_rows, LINE_SERIES, err));
    if (good) {
        add_lines(request, request->by ? &groups : NULL, periods, report);
        add_period_note(periods, per, first, last, report);
    }
    grouping_release(&groups);
    free(periods);
    return good;
}

const struct plot_kind line_plot = {
    .name = "line",
    .summary = "counts, or sums or means of a column, over the periods of a time",
    .least = 1,
    .most = 1,
    .takes = PLOT_TAKES_OF | PLOT_TAKES_BY | PLOT_TAKES_PER,
    .draw = draw_line,
};
