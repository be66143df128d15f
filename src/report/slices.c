/* Where a model is good: the importance of its features, and its figures by slices of customers. */
#include <math.h>

#include "report/common.h"

/* ---- Importance ---- */

/* Feature numbers, most important first, ties in their order. */
static size_t *by_importance(const struct importance *importance)
{
    size_t *order = allocate(importance->n + 1, sizeof *order);
    for (size_t i = 0; i < importance->n; i++) {
        size_t at = i;
        while (at > 0 && importance->value[order[at - 1]] < importance->value[i]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    return order;
}

struct report *report_importance(const char *model, const struct importance *importance, const char *context)
{
    char *title = make_text("importance %s", model), digits[64];
    struct report *report = report_new("importance", title, context);
    size_t *order = by_importance(importance);
    struct sheet sheet = sheet_new("importance");
    sheet_text(&sheet, "feature");
    sheet_number(&sheet, "loss");
    sheet_number(&sheet, "sd");
    for (size_t i = 0; i < importance->n; i++) {
        sheet_set_text(&sheet, 0, importance->features[order[i]]);
        sheet_set_number(&sheet, 1, importance->value[order[i]]);
        sheet_set_number(&sheet, 2, importance->sd ? importance->sd[order[i]] : NAN);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    bool amount = importance->metric && strcmp(importance->metric, "mae") == 0;
    table_block_format(block, 1, amount ? ".2#-!" : ".4#-!");
    table_block_format(block, 2, amount ? ".2-" : ".4-");
    report_add_note(report, VERDICT_NONE,
                    "loss: how much %s gets worse when the feature's values are shuffled (it is %s with all in place); "
                    "features that say the same share their loss",
                    importance->metric ? importance->metric : "the metric", decimals_text(importance->base, 4, digits));
    free(order);
    free(title);
    return report;
}

/* ---- Slices ---- */

static bool take_slice(const struct scored *scored, const uint32_t *slice, uint32_t code, struct scored *out,
                       struct error *err)
{
    size_t n = 0, *places = allocate(scored->n + 1, sizeof *places);
    for (size_t i = 0; i < scored->n; i++)
        if (slice[i] == code)
            places[n++] = i;
    bool good = scored_part(scored, places, n, out, err);
    free(places);
    return good;
}

/* What is told of each part: how many rows, of yes/no targets the share of yes, and the metrics that slices tell, the
   main one with its interval where that needs no resampling. */
enum { SLICE_FIGURES = 16 };
struct slice_columns {
    const struct measured *takes;
    size_t n;
    struct slice_column {
        const char *name, *format;
        const struct metric *metric; /* NULL: rows, and the share of yes */
        enum { SLICE_ESTIMATE, SLICE_LOW, SLICE_HIGH } bound;
    } columns[SLICE_FIGURES];
};

static void add_column(struct slice_columns *columns, struct slice_column column)
{
    if (columns->n < SLICE_FIGURES)
        columns->columns[columns->n++] = column;
}

static struct slice_columns slice_columns(const struct measured *takes)
{
    struct slice_columns columns = { .takes = takes };
    add_column(&columns, (struct slice_column){ "n", ".0", NULL, SLICE_ESTIMATE });
    if (takes == &measured_outcomes)
        add_column(&columns, (struct slice_column){ "rate", "%.1-", NULL, SLICE_ESTIMATE });
    for (size_t i = 0; metrics[i]; i++) {
        const struct metric *metric = metrics[i];
        if (metric->takes != takes || !metric->sliced)
            continue;
        const char *name = metric->main && metric->other ? metric->other : metric->name;
        add_column(&columns, (struct slice_column){ name, metric->sliced, metric, SLICE_ESTIMATE });
        if (!metric->main || !metric->interval)
            continue;
        add_column(&columns, (struct slice_column){ "low", metric->sliced, metric, SLICE_LOW });
        add_column(&columns, (struct slice_column){ "high", metric->sliced, metric, SLICE_HIGH });
    }
    return columns;
}

static bool slice_figures(const struct slice_columns *columns, const struct scored *part, double *out,
                          struct error *err)
{
    struct labelled labelled;
    if (!labelled_init(&labelled, part, NULL, err))
        return false;
    const struct metric_rows rows = labelled_rows(&labelled);
    for (size_t j = 0; j < columns->n; j++) {
        const struct slice_column *column = &columns->columns[j];
        out[j] = j == 0 ? (double)rows.n : rows.n > 0 ? labelled.positives / (double)rows.n : NAN;
        if (!column->metric)
            continue;
        out[j] = metric_figure(column->metric, &rows);
        if (column->bound != SLICE_ESTIMATE && !isnan(out[j])) {
            struct interval interval = column->metric->interval(&rows, out[j]);
            out[j] = column->bound == SLICE_LOW ? interval.low : interval.high;
        }
    }
    labelled_release(&labelled);
    return true;
}

static struct sheet slices_sheet(const char *by, const struct slice_columns *columns)
{
    struct sheet sheet = sheet_new("slices");
    sheet_text(&sheet, by);
    for (size_t j = 0; j < columns->n; j++)
        sheet_number(&sheet, columns->columns[j].name);
    return sheet;
}

/* Empty slices are left out; a slice of missing values stands last. */
static bool fill_slices(const struct inspected *model, const struct slicing *slicing,
                        const struct slice_columns *columns, struct sheet *sheet, struct error *err)
{
    bool done = true;
    for (size_t level = 0; level <= slicing->n_levels && done; level++) {
        struct scored part;
        double figures[SLICE_FIGURES];
        bool there = level < slicing->n_levels;
        done = take_slice(model->scored, slicing->codes, there ? (uint32_t)level : TEXT_MISSING, &part, err) &&
               slice_figures(columns, &part, figures, err);
        if (done && part.n > 0) {
            sheet_set_text(sheet, 0, there ? slicing->levels[level] : NULL);
            for (size_t j = 0; j < columns->n; j++)
                sheet_set_number(sheet, j + 1, figures[j]);
            sheet_end_row(sheet);
        }
        scored_release(&part);
    }
    return done;
}

static bool add_slices(const struct inspected *model, const struct slicing *slicing, struct report *report,
                       struct error *err)
{
    struct slice_columns columns = slice_columns(measured_of(model->scored->target_kind));
    struct sheet sheet = slices_sheet(slicing->by, &columns);
    if (!fill_slices(model, slicing, &columns, &sheet, err)) {
        builder_free(sheet.builder);
        return false;
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 0; j < columns.n; j++)
        table_block_format(block, j + 1, columns.columns[j].format);
    return true;
}

struct report *report_slices(const struct inspected *model, const struct slicing *slicings, size_t n,
                             const char *context, struct error *err)
{
    struct text title = TEXT_EMPTY;
    text_add_format(&title, "slices %s by", model->name);
    for (size_t i = 0; i < n; i++)
        text_add_format(&title, " %s", slicings[i].by);
    char *made = context ? copy_text(context) : test_context(model, NULL);
    struct report *report = report_new("slices", text_string(&title), made);
    bool done = true;
    for (size_t i = 0; i < n && done; i++)
        done = add_slices(model, &slicings[i], report, err);
    if (done && target_is(model->scored->target_kind, &target_yes_no))
        report_add_note(report, VERDICT_NONE, "-- where a slice has one outcome only; auc with DeLong's 95%% interval");
    text_release(&title);
    free(made);
    if (done)
        return report;
    report_free(report);
    return NULL;
}

/* ---- Operating points ---- */

static void set_point(struct sheet *sheet, const struct operating_point *point, bool costs)
{
    const struct confusion *c = &point->confusion;
    double called = c->true_positive + c->false_positive;
    const struct interval *aim = costs ? &point->profit : &point->f1;
    double figures[] = {
        c->threshold, called, c->true_positive, c->precision, c->recall, c->f1, point->profit.estimate
    };
    size_t n = sizeof figures / sizeof *figures - !costs;
    sheet_set_text(sheet, 0, point->name);
    for (size_t j = 0; j < n; j++)
        sheet_set_number(sheet, j + 1, isfinite(figures[j]) ? figures[j] : NAN);
    sheet_set_number(sheet, n + 1, aim->low);
    sheet_set_number(sheet, n + 2, aim->high);
    sheet_end_row(sheet);
}

static void add_choices(const struct operating_point *points, size_t n, size_t n_chosen_on, struct report *report)
{
    char a[64], b[64], c[64];
    if (n_chosen_on == 0)
        return;
    report_add_note(report, VERDICT_NONE,
                    "chosen on the %s training rows, each scored by a fit without its customer (5 folds); figures are "
                    "of the test rows, which chose nothing",
                    count_text((double)n_chosen_on, a));
    for (size_t i = 0; i < n; i++) {
        const struct interval *t = &points[i].threshold;
        if (isnan(t->low))
            continue;
        if (!isfinite(t->estimate))
            report_add_note(report, VERDICT_WATCH, "%s: calling nobody is best on the training rows", points[i].name);
        else
            report_add_note(report, VERDICT_NONE, "%s: %s; chosen again on customers drawn anew, %s to %s",
                            points[i].name, decimals_text(t->estimate, 4, a), decimals_text(t->low, 4, b),
                            isfinite(t->high) ? decimals_text(t->high, 4, c) : "nobody");
    }
}

struct report *report_threshold(const struct inspected *model, const struct operating_point *points, size_t n,
                                double contact, double save, size_t n_chosen_on)
{
    static const char *const names[] = { "threshold", "customers", "right", "precision", "recall", "f1", "profit" };
    static const char *const forms[] = { ".4-", ".0", ".0", "%.1-", "%.1-", ".3-", ".2-" };
    char *title = make_text("threshold %s", model->name), *context = test_context(model, NULL), a[64], b[64];
    struct report *report = report_new("threshold", title, context);
    struct sheet sheet = sheet_new("points");
    bool costs = !isnan(points[0].profit.estimate);
    size_t n_figures = 7 - !costs;
    sheet_text(&sheet, "point");
    for (size_t j = 0; j < n_figures; j++)
        sheet_number(&sheet, names[j]);
    sheet_number(&sheet, "low");
    sheet_number(&sheet, "high");
    for (size_t i = 0; i < n; i++)
        set_point(&sheet, &points[i], costs);
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 0; j < n_figures; j++)
        table_block_format(block, j + 1, forms[j]);
    for (size_t j = 0; j < 2; j++)
        table_block_format(block, n_figures + 1 + j, costs ? ".2-" : ".3-");
    block_right(block, costs ? "95%% of the profit" : "95%% of f1");
    add_choices(points, n, n_chosen_on, report);
    if (costs)
        report_add_note(report, VERDICT_NONE,
                        "profit: %s for each positive among those called, less %s for each that is called",
                        decimals_text(save, 2, a), decimals_text(contact, 2, b));
    free(title);
    free(context);
    return report;
}
