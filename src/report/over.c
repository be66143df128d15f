/* stability and learning: the figure of a recipe over dates, or over sizes. */
#include <math.h>

#include "report/common.h"

struct spread {
    size_t n;
    double mean, sd, least, greatest;
};

static struct spread spread_of(const struct over *over)
{
    struct spread spread = { 0, 0, 0, INFINITY, -INFINITY };
    double squares = 0;
    for (size_t i = 0; i < over->n; i++) {
        double value = over->points[i].figure.estimate;
        if (isnan(value))
            continue;
        spread.n++;
        spread.mean += value;
        spread.least = fmin(spread.least, value);
        spread.greatest = fmax(spread.greatest, value);
    }
    spread.mean /= (double)spread.n;
    for (size_t i = 0; i < over->n; i++) {
        double gap = over->points[i].figure.estimate - spread.mean;
        squares += isnan(gap) ? 0 : gap * gap;
    }
    spread.sd = spread.n > 1 ? sqrt(squares / (double)(spread.n - 1)) : NAN;
    return spread;
}

/* The figure with its interval as three lines. */
static void add_curve(struct report *report, const struct over *over, bool sizes, const struct spread *spread)
{
    double *x = allocate(4 * over->n + 1, sizeof *x), *y = x + over->n, *low = y + over->n, *high = low + over->n;
    double least = spread->least, greatest = spread->greatest;
    size_t n = 0;
    for (size_t i = 0; i < over->n; i++) {
        const struct over_point *point = &over->points[i];
        if (isnan(point->figure.estimate))
            continue;
        x[n] = sizes ? (double)point->n_train : (double)point->test;
        y[n] = point->figure.estimate;
        low[n] = isnan(point->figure.low) ? y[n] : point->figure.low;
        high[n] = isnan(point->figure.high) ? y[n] : point->figure.high;
        least = fmin(least, low[n]);
        greatest = fmax(greatest, high[n++]);
    }
    if (n > 1) {
        double margin = 0.05 * (greatest - least) + 1e-9;
        struct block *block =
            report_add_curves(report, over->metric->title, sizes ? "training rows" : "date of the test", x[0], x[n - 1],
                              over->metric->name, least - margin, greatest + margin);
        curves_x_scale(block, sizes ? AXIS_LOGARITHMIC : AXIS_TIME);
        curves_add(block, over->metric->name, NULL, n, x, y);
        curves_add_muted(block, "low", n, x, low);
        curves_add_muted(block, "high", n, x, high);
    }
    free(x);
}

static void add_table(struct report *report, const struct over *over, bool sizes)
{
    struct sheet sheet = sheet_new("points");
    bool failed = false;
    if (sizes)
        sheet_number(&sheet, "share");
    else
        sheet_time(&sheet, "test", true);
    sheet_count(&sheet, "train_rows");
    sheet_count(&sheet, "test_rows");
    sheet_number(&sheet, "actual");
    sheet_number(&sheet, over->metric->name);
    sheet_number(&sheet, "low");
    sheet_number(&sheet, "high");
    for (size_t i = 0; i < over->n; i++)
        failed = failed || over->points[i].failed;
    if (failed)
        sheet_text(&sheet, "failed");
    for (size_t i = 0; i < over->n; i++) {
        const struct over_point *point = &over->points[i];
        if (sizes)
            sheet_set_number(&sheet, 0, point->share);
        else
            sheet_set_time(&sheet, 0, point->test);
        sheet_set_count(&sheet, 1, point->n_train);
        sheet_set_count(&sheet, 2, point->n_test);
        sheet_set_number(&sheet, 3, point->n_test > 0 ? point->test_positives / (double)point->n_test : NAN);
        sheet_set_number(&sheet, 4, point->figure.estimate);
        sheet_set_number(&sheet, 5, point->figure.low);
        sheet_set_number(&sheet, 6, point->figure.high);
        if (failed)
            sheet_set_text(&sheet, 7, point->failed);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    if (sizes)
        table_block_format(block, 0, "%");
    for (size_t c = 3; c < 7; c++)
        table_block_format(block, c, ".4-");
}

struct report *report_over(const struct model *model, const char *label, const struct over *over, bool sizes)
{
    char *title = make_text("%s %s", sizes ? "learning" : "stability", label), *what = model_what(model);
    char mean[64], sd[64], least[64], greatest[64];
    struct report *report = report_new(sizes ? "learning" : "stability", title, what);
    struct spread spread = spread_of(over);
    int decimals = over->metric->decimals >= 0 ? over->metric->decimals : 4;
    if (spread.n > 0)
        add_curve(report, over, sizes, &spread);
    add_table(report, over, sizes);
    if (!sizes && spread.n > 1)
        report_add_note(report, VERDICT_NONE, "%s: mean %s, sd %s over %zu dates, from %s to %s", over->metric->name,
                        decimals_text(spread.mean, decimals, mean), decimals_text(spread.sd, decimals, sd), spread.n,
                        decimals_text(spread.least, decimals, least),
                        decimals_text(spread.greatest, decimals, greatest));
    if (!sizes && over->n_fitted > 0)
        report_add_note(
            report, VERDICT_WATCH,
            "%zu features have levels or edges of the model's own training rows: at earlier dates they know "
            "what came later",
            over->n_fitted);
    report_add_note(
        report, VERDICT_NONE,
        sizes ? "the same test rows each time; customers who train are drawn by their keys, each part within "
                "the next"
              : "features, kind and parameters are the same; training and test move together; nothing is kept");
    free(title);
    free(what);
    return report;
}
