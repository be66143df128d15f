/* survival: when something happens, by groups; and how right a model's chances of it are. */
#include <math.h>
#include <string.h>

#include "patron/base/frame.h"
#include "report/common.h"
#include "report/survival.h"

enum { TIMES = 4 }; /* at which curves are told in figures: quarters of the window */

/* The curve as steps, from everybody at 0 to the last time seen. */
static void add_steps(struct block *block, const char *name, const struct survival_curve *curve)
{
    double *x = allocate(2 * curve->n + 3, sizeof *x), *y = allocate(2 * curve->n + 3, sizeof *y), height = 1;
    size_t n = 0;
    x[n] = 0;
    y[n++] = 1;
    for (size_t i = 0; i < curve->n; i++) {
        x[n] = curve->time[i];
        y[n++] = height;
        height = curve->survival[i];
        x[n] = curve->time[i];
        y[n++] = height;
    }
    x[n] = curve->last;
    y[n++] = height;
    curves_add(block, name, NULL, n, x, y);
    free(x);
    free(y);
}

void add_survival_curves(struct report *report, const char *title, const struct survival_groups *groups, double days)
{
    struct block *block =
        report_add_curves(report, title, "days after the date", 0, days, "share it has not happened to", 0, 1);
    for (size_t k = 0; k < groups->n; k++)
        add_steps(block, groups->names[k], &groups->curves[k]);
}

/* When half of them had it; the mean within the window; and how many were still seen. */
void add_survival_table(struct report *report, const struct survival_groups *groups, double days)
{
    struct sheet sheet = sheet_new("groups");
    char name[64], words[64];
    sheet_text(&sheet, "group");
    sheet_count(&sheet, "customers");
    sheet_count(&sheet, "events");
    sheet_number(&sheet, "median");
    sheet_number(&sheet, "median_low");
    sheet_number(&sheet, "median_high");
    sheet_number(&sheet, "mean_within");
    if (groups->n > 1)
        sheet_number(&sheet, "expected");
    for (size_t k = 0; k < groups->n; k++) {
        const struct survival_curve *curve = &groups->curves[k];
        struct interval median = survival_quantile(curve, 0.5);
        sheet_set_text(&sheet, 0, groups->names[k]);
        sheet_set_count(&sheet, 1, curve->n_rows);
        sheet_set_count(&sheet, 2, (size_t)curve->n_events);
        sheet_set_number(&sheet, 3, median.estimate);
        sheet_set_number(&sheet, 4, median.low);
        sheet_set_number(&sheet, 5, median.high);
        sheet_set_number(&sheet, 6, survival_restricted_mean(curve, fmin(days, curve->last)).estimate);
        if (groups->n > 1)
            sheet_set_number(&sheet, 7, groups->expected[k]);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, "days until it happens");
    for (size_t c = 3; c < 7; c++)
        table_block_format(block, c, ".1-");
    if (groups->n > 1)
        table_block_format(block, 7, ".1");
    sheet = sheet_new("shares");
    sheet_text(&sheet, "group");
    sheet_number(&sheet, "day");
    sheet_number(&sheet, "at_risk");
    sheet_number(&sheet, "share");
    sheet_number(&sheet, "low");
    sheet_number(&sheet, "high");
    for (size_t k = 0; k < groups->n; k++)
        for (size_t t = 1; t <= TIMES; t++) {
            double day = t == TIMES ? days : floor(days * (double)t / TIMES);
            struct interval at = survival_at(&groups->curves[k], fmin(day, groups->curves[k].last));
            sheet_set_text(&sheet, 0, groups->names[k]);
            sheet_set_number(&sheet, 1, day);
            sheet_set_number(&sheet, 2, survival_at_risk(&groups->curves[k], day));
            sheet_set_number(&sheet, 3, day <= groups->curves[k].last ? at.estimate : NAN);
            sheet_set_number(&sheet, 4, day <= groups->curves[k].last ? at.low : NAN);
            sheet_set_number(&sheet, 5, day <= groups->curves[k].last ? at.high : NAN);
            sheet_end_row(&sheet);
        }
    block = sheet_add(&sheet, report, "share it has not happened to");
    table_block_format(block, 1, ".0");
    table_block_format(block, 2, ".0");
    for (size_t c = 3; c < 6; c++)
        table_block_format(block, c, ".4-");
    if (groups->n > 1 && !isnan(groups->test.p))
        report_add_note(report, VERDICT_NONE, "log-rank: chi-square %s on %zu, p %s",
                        decimals_text(groups->test.chi_square, 3, name), groups->test.degrees,
                        short_text(groups->test.p, words));
}

struct report *report_survival(const char *subject, const struct survival_groups *groups, double days,
                               const char *context)
{
    struct report *report = report_new("survival", subject, context);
    add_survival_curves(report, "Kaplan-Meier", groups, days);
    add_survival_table(report, groups, days);
    return report;
}

/* ---- Chances of a model ---- */

bool add_times(struct report *report, const char *name, const struct labelled *rows, struct error *err)
{
    static const char *const thirds[] = { "low chance", "middle", "high chance" };
    const double *time = frame_column(&rows->part.labels, "time"), *event = frame_column(&rows->part.labels, "event"),
                 *window = frame_column(&rows->part.labels, "window");
    struct survival_tenth tenths[SURVIVAL_TENTHS];
    struct survival_groups groups;
    double days = 0, least, greatest, x[SURVIVAL_TENTHS], y[SURVIVAL_TENTHS];
    if (!study_survival_tenths(rows->score, time, event, rows->n, tenths, err))
        return false;
    least = tenths[3].n > 0 ? (tenths[2].chance + tenths[3].chance) / 2 : NAN;
    greatest = tenths[7].n > 0 ? (tenths[6].chance + tenths[7].chance) / 2 : NAN;
    uint32_t *codes = allocate_large(rows->n + 1, sizeof *codes, "the thirds", err);
    if (!codes)
        return false;
    for (size_t i = 0; i < rows->n; i++) {
        days = fmax(days, window ? window[i] : time[i]);
        codes[i] = rows->score[i] > greatest ? 2 : rows->score[i] > least;
    }
    bool good = study_survival_groups(time, event, rows->n, codes, thirds, 3, &groups, err);
    free(codes);
    if (!good)
        return false;
    char *title = make_text("Kaplan-Meier by the chance that %s gives", name);
    add_survival_curves(report, title, &groups, days);
    free(title);
    struct sheet sheet = sheet_new("calibration");
    sheet_count(&sheet, "tenth");
    sheet_count(&sheet, "customers");
    sheet_number(&sheet, "chance");
    sheet_number(&sheet, "happened");
    sheet_number(&sheet, "low");
    sheet_number(&sheet, "high");
    for (size_t k = 0; k < SURVIVAL_TENTHS; k++) {
        x[k] = tenths[k].chance;
        y[k] = tenths[k].happened.estimate;
        sheet_set_count(&sheet, 0, k + 1);
        sheet_set_count(&sheet, 1, tenths[k].n);
        sheet_set_number(&sheet, 2, x[k]);
        sheet_set_number(&sheet, 3, y[k]);
        sheet_set_number(&sheet, 4, tenths[k].happened.low);
        sheet_set_number(&sheet, 5, tenths[k].happened.high);
        sheet_end_row(&sheet);
    }
    title = make_text("calibration at the end of the window, %s", name);
    struct block *curves = report_add_curves(report, title, "chance", 0, 1, "share it happened to", 0, 1);
    curves_add_muted(curves, "right", 2, (const double[]){ 0, 1 }, (const double[]){ 0, 1 });
    curves_add(curves, name, NULL, SURVIVAL_TENTHS, x, y);
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t c = 2; c < 6; c++)
        table_block_format(block, c, ".4-");
    free(title);
    survival_groups_release(&groups);
    return true;
}
