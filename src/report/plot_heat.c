/* plot heat: counts, sums or means by two columns, or by the weekdays and hours of a time. */
#include <math.h>

#include "patron/base/error.h"
#include "report/common.h"
#include "report/plots.h"

enum { HEAT_ROWS = 15, HEAT_COLUMNS = 12, WEEK_HOURS = 24, DAY_PART = 3 };

/* Hours in parts of the day, so that a week is as wide as a screen. */
static void join_hours(struct grouping *hours, size_t n_rows)
{
    for (size_t i = 0; i < n_rows; i++)
        if (hours->group[i] != GROUP_NONE)
            hours->group[i] = (uint8_t)(hours->group[i] / DAY_PART);
    for (size_t g = 0; g < WEEK_HOURS; g++)
        free(hours->names[g]);
    hours->n = WEEK_HOURS / DAY_PART;
    for (size_t g = 0; g < hours->n; g++)
        hours->names[g] = make_text("%02zu-%02zu", g * DAY_PART, (g + 1) * DAY_PART);
}

static bool find_groups(const struct plot_request *request, struct grouping *rows, struct grouping *columns,
                        struct error *err)
{
    size_t n = request->n_rows;
    if (request->y)
        return grouping_init(rows, request->x, n, HEAT_ROWS, err) &&
               grouping_init(columns, request->y, n, HEAT_COLUMNS, err);
    if (request->x->type != TYPE_TIME) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' holds no times: a second column is wanted", request->x->name);
        error_reason(err, "of a time alone, weekdays and hours are drawn");
        return false;
    }
    if (!grouping_calendar(rows, request->x, n, CALENDAR_WEEKDAY, err) ||
        !grouping_calendar(columns, request->x, n, CALENDAR_HOUR, err))
        return false;
    join_hours(columns, n);
    return true;
}

/* Shades by fifths of the greatest magnitude. */
static void find_steps(const double *values, size_t n, double steps[4])
{
    double greatest = 0;
    for (size_t i = 0; i < n; i++)
        greatest = fmax(greatest, isnan(values[i]) ? 0 : fabs(values[i]));
    for (size_t i = 0; i < 4; i++)
        steps[i] = greatest > 0 ? greatest * (double)(i + 1) / 5 : (double)(i + 1);
}

static void add_grid(const struct plot_request *request, const struct grouping *rows, const struct grouping *columns,
                     struct report *report)
{
    size_t n = rows->n * columns->n;
    struct gathered *cells = allocate(n + 1, sizeof *cells);
    double *values = allocate(n + 1, sizeof *values), steps[4];
    for (size_t i = 0; i < request->n_rows; i++)
        if (rows->group[i] != GROUP_NONE && columns->group[i] != GROUP_NONE)
            gather(request, i, &cells[rows->group[i] * columns->n + columns->group[i]]);
    for (size_t i = 0; i < n; i++)
        values[i] = cells[i].n > 0 || request->measure == PLOT_COUNT ? gathered_value(request, &cells[i]) : NAN;
    find_steps(values, n, steps);
    char *label = measure_label(request);
    struct block *block = report_add_heat(report, label, rows->n, (const char *const *)rows->names, columns->n,
                                          (const char *const *)columns->names, values, steps);
    heat_format(block, request->measure == PLOT_COUNT ? ".0" : "");
    heat_scale(block, "shades by fifths of the greatest value");
    free(label);
    free(values);
    free(cells);
}

static bool draw_heat(const struct plot_request *request, struct report *report, struct error *err)
{
    struct grouping rows = { 0 }, columns = { 0 };
    bool good = find_groups(request, &rows, &columns, err);
    if (good)
        add_grid(request, &rows, &columns, report);
    grouping_release(&rows);
    grouping_release(&columns);
    return good;
}

const struct plot_kind heat_plot = {
    .name = "heat",
    .summary = "counts, sums or means by two columns; of a time alone, by weekday and hour",
    .least = 1,
    .most = 2,
    .takes = PLOT_TAKES_OF,
    .draw = draw_heat,
};
