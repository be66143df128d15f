/* cohort: how many of those who began in a period come back in each period after it. */
#include <math.h>

#include "patron/base/calendar.h"
#include "report/common.h"

/* What a cell shows, or NaN. */
static double cell(const struct cohorts *cohorts, enum cohort_show show, size_t cohort, size_t period)
{
    size_t i = cohort * cohorts->n + period;
    switch (show) {
    case COHORT_SHARE:
        return cohorts->sizes[cohort] > 0 ? cohorts->active[i] / cohorts->sizes[cohort] : NAN;
    case COHORT_CUSTOMERS:
        return cohorts->active[i];
    case COHORT_EVENTS:
        return cohorts->events[i];
    default:
        return cohorts->amount[i];
    }
}

/* The share over all cohorts that have the period behind them: retained by those who could be. Sums for the others. */
static double overall(const struct cohorts *cohorts, enum cohort_show show, size_t period)
{
    double sum = 0, of = 0;
    for (size_t c = 0; c < cohorts->n; c++) {
        if (isnan(cohorts->active[c * cohorts->n + period]))
            continue;
        sum += show == COHORT_SHARE ? cohorts->active[c * cohorts->n + period] : cell(cohorts, show, c, period);
        of += cohorts->sizes[c];
    }
    return show != COHORT_SHARE ? sum : of > 0 ? sum / of : NAN;
}

/* "2024-07" where all periods begin with a month, "2024" with a year, else the day. */
static char *period_name(const struct cohorts *cohorts, size_t i)
{
    size_t length = 4;
    char date[32];
    for (size_t c = 0; c < cohorts->n; c++) {
        struct civil civil = time_to_civil(cohorts->starts[c]);
        size_t needed = civil.day != 1 ? 10 : civil.month != 1 ? 7 : 4;
        length = needed > length ? needed : length;
    }
    time_format(cohorts->starts[i], true, date);
    return make_text("%.*s", (int)length, date);
}

struct grid {
    size_t n_rows, n_columns;
    char **rows, **columns, **notes;
    double *values, *footer;
};

/* Periods from FIRST on, of which at least one is known; cohorts that have a known cell. */
static struct grid make_grid(const struct cohorts *cohorts, const struct cohort_view *view)
{
    struct grid grid = { 0 };
    size_t n = cohorts->n;
    size_t room = view->n_periods > 0 && view->n_periods < n ? view->n_periods : n;
    char digits[64];
    grid.rows = allocate(n + 1, sizeof *grid.rows);
    grid.notes = allocate(n + 1, sizeof *grid.notes);
    grid.columns = allocate(n + 1, sizeof *grid.columns);
    grid.values = allocate(n * n + 1, sizeof *grid.values);
    grid.footer = allocate(n + 1, sizeof *grid.footer);
    for (size_t p = 0; p < room && n > 0 && !isnan(cohorts->active[p]); p++) {
        grid.footer[grid.n_columns] = overall(cohorts, view->show, p);
        grid.columns[grid.n_columns++] = make_text("%zu", p);
    }
    for (size_t c = 0; c < n; c++) {
        if (isnan(cohorts->active[c * n]))
            continue;
        for (size_t p = 0; p < grid.n_columns; p++)
            grid.values[grid.n_rows * grid.n_columns + p] = cell(cohorts, view->show, c, p);
        grid.notes[grid.n_rows] = copy_text(count_text(cohorts->sizes[c], digits));
        grid.rows[grid.n_rows++] = period_name(cohorts, c);
    }
    return grid;
}

static void grid_release(struct grid *grid)
{
    for (size_t i = 0; i < grid->n_rows; i++) {
        free(grid->rows[i]);
        free(grid->notes[i]);
    }
    for (size_t i = 0; i < grid->n_columns; i++)
        free(grid->columns[i]);
    free(grid->rows);
    free(grid->notes);
    free(grid->columns);
    free(grid->values);
    free(grid->footer);
}

static void find_steps(const struct grid *grid, enum cohort_show show, double steps[4])
{
    static const double shares[4] = { 0.1, 0.2, 0.4, 0.7 };
    double greatest = 0;
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++)
        greatest = fmax(greatest, isnan(grid->values[i]) ? 0 : fabs(grid->values[i]));
    for (size_t i = 0; i < 4; i++)
        steps[i] = show == COHORT_SHARE ? shares[i] : greatest > 0 ? greatest * (double)(i + 1) / 5 : (double)(i + 1);
}

static void add_curve(const struct grid *grid, const char *x_label, struct report *report)
{
    double *x = allocate(grid->n_columns + 1, sizeof *x);
    for (size_t p = 0; p < grid->n_columns; p++)
        x[p] = (double)p;
    struct block *curve = report_add_curves(report, "retention, all cohorts", x_label, 0, (double)grid->n_columns - 1,
                                            "share that came back", 0, 1);
    curves_add(curve, "all", NULL, grid->n_columns, x, grid->footer);
    free(x);
}

static void add_notes(const struct cohorts *cohorts, const struct cohort_view *view, const struct grid *grid,
                      struct report *report)
{
    char last[64];
    if (view->show == COHORT_SHARE)
        report_add_note(report, VERDICT_NONE,
                        "share of the customers who began in a period that have an event in the period so many after "
                        "it; all: of those whose period is over");
    if (grid->n_rows < cohorts->n)
        report_add_note(report, VERDICT_NONE, "the period from %s was not over at the cutoff: it is left out",
                        date_text(cohorts->starts[grid->n_rows], last));
}

struct report *report_cohorts(const char *subject, const struct cohorts *cohorts, const struct cohort_view *view,
                              const char *context)
{
    char *title = make_text("cohort %s", subject);
    struct report *report = report_new("cohort", title, context);
    struct grid grid = make_grid(cohorts, view);
    free(title);
    if (grid.n_rows == 0) {
        report_add_note(report, VERDICT_WATCH, "-- no period with events was over at the cutoff");
    } else {
        double steps[4];
        bool share = view->show == COHORT_SHARE;
        find_steps(&grid, view->show, steps);
        struct block *heat = report_add_heat(report, view->title, grid.n_rows, (const char *const *)grid.rows,
                                             grid.n_columns, (const char *const *)grid.columns, grid.values, steps);
        heat_format(heat, share ? "%.0-" : ".0-");
        heat_notes(heat, "customers", (const char *const *)grid.notes);
        heat_footer(heat, "all", grid.footer, share ? "%.0-" : ".0-", NULL);
        heat_scale(heat, share ? "shades from 10%, 20%, 40% and 70%" : "shades by fifths of the greatest value");
        if (share && grid.n_columns > 2)
            add_curve(&grid, view->period_label, report);
        add_notes(cohorts, view, &grid, report);
    }
    grid_release(&grid);
    return report;
}
