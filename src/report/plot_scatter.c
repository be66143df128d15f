/* plot scatter: one column against another. */
#include <math.h>

#include "patron/base/error.h"
#include "report/common.h"
#include "report/plots.h"

enum { SCATTER_SERIES = 5, SCATTER_POINTS = 5000 };

struct points {
    size_t n;
    double *x, *y;
};

/* Every so many rows, so that at most SCATTER_POINTS are drawn: the same rows each time. */
static size_t find_stride(size_t n_rows)
{
    return n_rows > SCATTER_POINTS ? (n_rows + SCATTER_POINTS - 1) / SCATTER_POINTS : 1;
}

static struct points find_points(const struct plot_request *request, const struct grouping *groups, size_t group,
                                 size_t stride)
{
    struct points points = { .x = allocate(SCATTER_POINTS + 1, sizeof(double)),
                             .y = allocate(SCATTER_POINTS + 1, sizeof(double)) };
    for (size_t i = 0; i < request->n_rows; i += stride) {
        double x = column_number(request->x, i), y = column_number(request->y, i);
        if (isnan(x) || isnan(y) || (request->logarithmic && x <= 0) || (groups && groups->group[i] != group))
            continue;
        points.x[points.n] = x;
        points.y[points.n++] = y;
    }
    return points;
}

static void find_ends(const struct plot_request *request, const struct column *column, bool positive, double *least,
                      double *greatest)
{
    *least = INFINITY;
    *greatest = -INFINITY;
    for (size_t i = 0; i < request->n_rows; i++) {
        double value = column_number(column, i);
        if (isnan(value) || (positive && value <= 0))
            continue;
        *least = fmin(*least, value);
        *greatest = fmax(*greatest, value);
    }
    if (*least == *greatest)
        *greatest = *least + fmax(1, fabs(*least) * 1e-3);
}

static bool check_number(const struct column *column, struct error *err)
{
    return column->type != TYPE_TEXT ||
           fail(err, ERROR_USER, E_BAD_VALUE, "'%s' holds texts: a scatter wants numbers or times", column->name);
}

static bool draw_scatter(const struct plot_request *request, struct report *report, struct error *err)
{
    double ends[4];
    char shown[64], all[64];
    struct grouping groups = { 0 };
    if (!check_number(request->x, err) || !check_number(request->y, err) ||
        (request->by && !grouping_init(&groups, request->by, request->n_rows, SCATTER_SERIES, err)))
        return false;
    find_ends(request, request->x, request->logarithmic, &ends[0], &ends[1]);
    find_ends(request, request->y, false, &ends[2], &ends[3]);
    size_t stride = find_stride(request->n_rows), n = 0;
    if (ends[0] < ends[1] && ends[2] < ends[3]) {
        struct block *block =
            report_add_curves(report, NULL, request->x->name, ends[0], ends[1], request->y->name, ends[2], ends[3]);
        curves_x_scale(block, request->logarithmic            ? AXIS_LOGARITHMIC
                              : request->x->type == TYPE_TIME ? AXIS_TIME
                                                              : AXIS_LINEAR);
        for (size_t g = 0; g < (request->by ? groups.n : 1); g++) {
            struct points points = find_points(request, request->by ? &groups : NULL, g, stride);
            curves_add_points(block, request->by ? groups.names[g] : request->y->name, points.n, points.x, points.y);
            n += points.n;
            free(points.x);
            free(points.y);
        }
    }
    report_add_note(report, n > 0 ? VERDICT_NONE : VERDICT_WATCH, "%s%s of %s rows drawn%s", n > 0 ? "" : "-- ",
                    count_text((double)n, shown), count_text((double)request->n_rows, all),
                    stride > 1            ? ", evenly spaced"
                    : n < request->n_rows ? "; the rest lack a value"
                                          : "");
    grouping_release(&groups);
    return true;
}

const struct plot_kind scatter_plot = {
    .name = "scatter",
    .summary = "one column against another, a point for each row",
    .least = 2,
    .most = 2,
    .takes = PLOT_TAKES_BY | PLOT_TAKES_LOG,
    .draw = draw_scatter,
};
