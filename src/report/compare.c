/* Comparing models: figures side by side, what differs in how they were made, and a tested verdict. */
#include <math.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "report/common.h"

/* One figure of every model. */
struct figure_row {
    const char *name;
    const struct metric *metric; /* NULL: a total, which is not judged */
    double *values;
};

struct comparison {
    const struct inspected *models;
    size_t n, baseline;
    struct labelled *labelled;
    const struct measured *takes;
    const struct metric *main;  /* by which they are judged */
    struct interval *intervals; /* of it, where they need no resampling */
    size_t n_rows;
    struct figure_row *rows;
    struct work *work;
};

/* Yes and no: figures need both. */
static bool has_classes(const struct comparison *comparison)
{
    return comparison->takes == &measured_outcomes;
}

static struct figure_row *add_row(struct comparison *comparison, const char *name, const struct metric *metric)
{
    comparison->rows = reallocate(comparison->rows, comparison->n_rows + 1, sizeof *comparison->rows);
    struct figure_row *row = &comparison->rows[comparison->n_rows++];
    *row = (struct figure_row){ name, metric, allocate(comparison->n, sizeof *row->values) };
    return row;
}

/* Every metric that takes such rows; NaN for all of a yes/no test with one class. */
static bool compute_metrics(struct comparison *comparison, struct error *err)
{
    for (size_t m = 0; m < comparison->n; m++) {
        const struct labelled *labelled = &comparison->labelled[m];
        struct metric_rows rows = labelled_rows(labelled);
        rows.takes = comparison->takes; /* also of a model with another kind of target, where that is forced */
        struct metric_value *values;
        size_t n;
        bool one_class =
            has_classes(comparison) && (labelled->positives == 0 || labelled->positives == (double)labelled->n);
        if (!metrics_measure(&rows, 0, 1, comparison->work, &values, &n, err))
            return false;
        for (size_t i = 0; i < n; i++) {
            const struct metric *metric = values[i].metric;
            const char *name = strchr(metric->title, '@') ? metric->title : metric->name;
            struct figure_row *row = m == 0 ? add_row(comparison, name, metric) : &comparison->rows[i];
            row->values[m] = one_class ? NAN : values[i].value.estimate;
        }
        comparison->intervals[m] = (struct interval){ NAN, NAN, NAN };
        if (comparison->main->interval && !one_class && rows.n > 0)
            comparison->intervals[m] = comparison->main->interval(&rows, metric_figure(comparison->main, &rows));
        free(values);
    }
    return true;
}

static void add_totals(struct comparison *comparison)
{
    struct figure_row *predicted = add_row(comparison, "total predicted", NULL);
    for (size_t m = 0; m < comparison->n; m++) {
        predicted->values[m] = 0;
        for (size_t i = 0; i < comparison->labelled[m].n; i++)
            predicted->values[m] += comparison->labelled[m].score[i];
    }
    struct figure_row *actual = add_row(comparison, "total actual", NULL);
    for (size_t m = 0; m < comparison->n; m++) {
        actual->values[m] = 0;
        for (size_t i = 0; i < comparison->labelled[m].n; i++)
            actual->values[m] += comparison->labelled[m].amount[i];
    }
}

static const struct scored **scored_of(const struct inspected *models, size_t n)
{
    const struct scored **scored = allocate(n + 1, sizeof(const struct scored *));
    for (size_t m = 0; m < n; m++)
        scored[m] = models[m].scored;
    return scored;
}

/* Paired figures need the same rows: those that every model has scored and whose outcome is known. */
static bool common_rows(const struct inspected *models, size_t n, uint8_t **keep, struct error *err)
{
    size_t n_rows = models[0].scored->n;
    for (size_t m = 1; m < n; m++)
        if (models[m].scored->n != n_rows)
            return fail(err, ERROR_USER, E_DIFFERENT_ROWS, "%s and %s were tested on different rows", models[0].name,
                        models[m].name);
    const struct scored **scored = scored_of(models, n);
    *keep = scored_common(scored, n, err);
    free(scored);
    return *keep != NULL;
}

static bool comparison_init(struct comparison *comparison, const struct inspected *models, size_t n, size_t baseline,
                            bool forced, struct work *work, struct error *err)
{
    *comparison = (struct comparison){ .models = models,
                                       .n = n,
                                       .baseline = baseline,
                                       .labelled = allocate(n, sizeof *comparison->labelled),
                                       .intervals = allocate(n, sizeof *comparison->intervals),
                                       .takes = measured_of(models[0].scored->target_kind),
                                       .work = work };
    uint8_t *keep = NULL;
    comparison->main = metric_main(comparison->takes);
    bool done = forced || common_rows(models, n, &keep, err);
    for (size_t m = 0; m < n && done; m++)
        done = labelled_init(&comparison->labelled[m], models[m].scored, keep, err);
    free(keep);
    done = done && compute_metrics(comparison, err);
    if (done && comparison->takes == &measured_amounts)
        add_totals(comparison);
    return done;
}

static void comparison_release(struct comparison *comparison)
{
    for (size_t m = 0; m < comparison->n; m++)
        labelled_release(&comparison->labelled[m]);
    for (size_t i = 0; i < comparison->n_rows; i++)
        free(comparison->rows[i].values);
    free(comparison->labelled);
    free(comparison->rows);
    free(comparison->intervals);
}

/* ---- The table ---- */

static struct sheet new_sheet(const struct comparison *comparison, bool numbers)
{
    struct sheet sheet = sheet_new("compare");
    sheet_text(&sheet, "metric");
    for (size_t m = 0; m < comparison->n; m++) {
        if (numbers)
            sheet_number(&sheet, comparison->models[m].name);
        else
            sheet_text(&sheet, comparison->models[m].name);
    }
    return sheet;
}

static struct block *finish_sheet(const struct comparison *comparison, struct sheet *sheet, struct report *report,
                                  const char *title, const char *format)
{
    struct block *block = sheet_add(sheet, report, title);
    for (size_t m = 0; m < comparison->n; m++)
        table_block_format(block, m + 1, format);
    return block;
}

static void add_identity(const struct comparison *comparison, struct report *report)
{
    struct sheet sheet = new_sheet(comparison, false);
    sheet_set_text(&sheet, 0, "kind");
    for (size_t m = 0; m < comparison->n; m++) {
        char *what = comparison->models[m].model ? model_what(comparison->models[m].model) : NULL;
        sheet_set_text(&sheet, m + 1, what);
        free(what);
    }
    sheet_end_row(&sheet);
    finish_sheet(comparison, &sheet, report, NULL, ">-");
}

static double goodness(const struct figure_row *row, size_t m)
{
    double value = row->metric->nearest_zero ? fabs(row->values[m]) : row->values[m];
    return row->metric->bigger_is_better ? value : -value;
}

/* Stars the best value of a row and notes the change of the others against the baseline. */
static void mark_row(const struct comparison *comparison, struct block *block, size_t r)
{
    const struct figure_row *row = &comparison->rows[r];
    size_t best = comparison->n;
    if (!row->metric)
        return;
    for (size_t m = 0; m < comparison->n; m++)
        if (!isnan(row->values[m]) && (best == comparison->n || goodness(row, m) > goodness(row, best)))
            best = m;
    if (best < comparison->n && comparison->n > 1)
        table_block_star(block, r, best + 1);
    for (size_t m = 0; m < comparison->n; m++) {
        double change = goodness(row, m) - goodness(row, comparison->baseline);
        if (m == comparison->baseline || isnan(change))
            continue;
        char digits[64];
        if (row->metric->decimals < 0)
            short_text(fabs(change), digits);
        else
            decimals_text(fabs(change), row->metric->decimals, digits);
        char *text = make_text("%s%s", change == 0 ? "=" : change > 0 ? "\u25B2" : "\u25BC", digits);
        table_block_aside(block, r, m + 1, text);
        free(text);
    }
}

static void add_figures(const struct comparison *comparison, struct report *report)
{
    struct sheet sheet = new_sheet(comparison, true);
    for (size_t r = 0; r < comparison->n_rows; r++) {
        sheet_set_text(&sheet, 0, comparison->rows[r].name);
        for (size_t m = 0; m < comparison->n; m++)
            sheet_set_number(&sheet, m + 1, comparison->rows[r].values[m]);
        sheet_end_row(&sheet);
    }
    struct block *block = finish_sheet(comparison, &sheet, report, NULL, "-");
    table_block_continue(block);
    for (size_t r = 0; r < comparison->n_rows; r++) {
        const struct metric *metric = comparison->rows[r].metric;
        table_block_decimals(block, r, metric ? metric->decimals : -1);
        mark_row(comparison, block, r);
    }
}

static char *interval_text(struct interval interval)
{
    char low[64], high[64];
    if (isnan(interval.low))
        return copy_text("--");
    return make_text("[%s,%s]", decimals_text(interval.low, 3, low), decimals_text(interval.high, 3, high));
}

static void add_intervals(const struct comparison *comparison, struct report *report)
{
    bool seconds = false;
    for (size_t m = 0; m < comparison->n; m++)
        seconds |= comparison->models[m].fit_seconds >= 0;
    if (!comparison->main->interval && !seconds)
        return;
    struct sheet sheet = new_sheet(comparison, false);
    if (comparison->main->interval) {
        const struct metric *main = comparison->main;
        char *name = make_text("%s 95%% ci", main->other ? main->other : main->name);
        sheet_set_text(&sheet, 0, name);
        free(name);
        for (size_t m = 0; m < comparison->n; m++) {
            char *text = interval_text(comparison->intervals[m]);
            sheet_set_text(&sheet, m + 1, text);
            free(text);
        }
        sheet_end_row(&sheet);
    }
    if (seconds) {
        sheet_set_text(&sheet, 0, "fit seconds");
        for (size_t m = 0; m < comparison->n; m++) {
            char digits[64];
            sheet_set_text(&sheet, m + 1, decimals_text(comparison->models[m].fit_seconds, 2, digits));
        }
        sheet_end_row(&sheet);
    }
    table_block_continue(finish_sheet(comparison, &sheet, report, NULL, ">-"));
}

/* ---- What differs ---- */

static char *parameter_text(const struct inspected *inspected, const char *name)
{
    const struct json *value =
        inspected->model && inspected->model->parameters ? json_get(inspected->model->parameters, name) : NULL;
    char digits[64];
    if (!value || json_is_null(value))
        return copy_text("-");
    if (json_text(value))
        return copy_text(json_text(value));
    if (json_is_number(value))
        return copy_text(short_text(json_value(value), digits));
    struct text text = TEXT_EMPTY;
    json_write(value, 0, &text);
    return text_take(&text);
}

static char *features_text(const struct inspected *inspected)
{
    const struct model *model = inspected->model;
    if (!model || model->n_features == 0)
        return copy_text("-");
    return make_text("%zu %s", model->n_features, model->feature_set ? model->feature_set : "features");
}

/* Adds a row unless all models have the same text; returns whether it did. TEXTS are freed. */
static bool add_difference(const struct comparison *comparison, struct sheet *sheet, const char *name, char **texts)
{
    bool differs = false;
    for (size_t m = 1; m < comparison->n; m++)
        differs |= strcmp(texts[m], texts[0]) != 0;
    if (differs) {
        sheet_set_text(sheet, 0, name);
        for (size_t m = 0; m < comparison->n; m++)
            sheet_set_text(sheet, m + 1, texts[m]);
        sheet_end_row(sheet);
    }
    for (size_t m = 0; m < comparison->n; m++)
        free(texts[m]);
    return differs;
}

/* Whether an earlier model has the parameter too. */
static bool seen_before(const struct comparison *comparison, size_t model, const char *name)
{
    for (size_t m = 0; m < model; m++)
        if (comparison->models[m].model && comparison->models[m].model->parameters &&
            json_get(comparison->models[m].model->parameters, name))
            return true;
    return false;
}

static void add_differences(const struct comparison *comparison, struct report *report)
{
    struct sheet sheet = new_sheet(comparison, false);
    char **texts = allocate(comparison->n, sizeof *texts);
    size_t shown = 0, equal = 0;
    for (size_t m = 0; m < comparison->n; m++)
        texts[m] = features_text(&comparison->models[m]);
    shown += add_difference(comparison, &sheet, "features", texts);
    for (size_t m = 0; m < comparison->n; m++) {
        const struct json *parameters = comparison->models[m].model ? comparison->models[m].model->parameters : NULL;
        for (size_t p = 0; parameters && p < json_size(parameters); p++) {
            struct json *value;
            const char *name = json_member(parameters, p, &value);
            if (seen_before(comparison, m, name))
                continue;
            for (size_t k = 0; k < comparison->n; k++)
                texts[k] = parameter_text(&comparison->models[k], name);
            bool differs = add_difference(comparison, &sheet, name, texts);
            shown += differs;
            equal += !differs;
        }
    }
    free(texts);
    if (shown == 0) {
        builder_free(sheet.builder);
        return;
    }
    char *title = equal ? make_text("only what differs (%zu equal hidden)", equal) : copy_text("only what differs");
    table_block_continue(finish_sheet(comparison, &sheet, report, title, ">-"));
    free(title);
}

/* ---- Verdicts ---- */

enum { PAIR, METRIC, CHANGE, LOW, HIGH, P, METHOD, VERDICT_COLUMN };

static void add_pair(const struct comparison *comparison, const struct comparison_pair *found, struct sheet *sheet)
{
    char *pair =
        make_text("%s - %s", comparison->models[found->model].name, comparison->models[comparison->baseline].name);
    for (size_t d = 0; d < found->n; d++) {
        const struct comparison_difference *difference = &found->differences[d];
        if (isnan(difference->value.estimate))
            continue; /* one class only: said below the table */
        sheet_set_text(sheet, PAIR, pair);
        sheet_set_text(sheet, METRIC,
                       difference->metric->main && difference->metric->other ? difference->metric->other
                                                                             : difference->metric->name);
        sheet_set_number(sheet, CHANGE, difference->value.estimate);
        sheet_set_number(sheet, LOW, difference->value.low);
        sheet_set_number(sheet, HIGH, difference->value.high);
        sheet_set_number(sheet, P, difference->adjusted);
        sheet_set_text(sheet, METHOD, difference->method);
        sheet_set_text(sheet, VERDICT_COLUMN, difference->verdict);
        sheet_end_row(sheet);
    }
    free(pair);
}

static bool add_verdicts(const struct comparison *comparison, struct report *report, struct error *err)
{
    struct sheet sheet = sheet_new("differences");
    static const char *const names[] = { "pair", "metric", "change", "low", "high", "p", "method", "verdict" };
    const struct scored **scored = scored_of(comparison->models, comparison->n);
    struct comparison_pair *pairs = allocate(comparison->n, sizeof *pairs);
    for (size_t j = PAIR; j <= VERDICT_COLUMN; j++) {
        if (j >= CHANGE && j <= P)
            sheet_number(&sheet, names[j]);
        else
            sheet_text(&sheet, names[j]);
    }
    bool done = study_compare(scored, comparison->n, comparison->baseline, 1, comparison->work, pairs, err);
    for (size_t i = 0; i + 1 < comparison->n && done; i++)
        add_pair(comparison, &pairs[i], &sheet);
    struct block *block = sheet_add(&sheet, report, "differences on the same rows");
    block_right(block, comparison->n > 2 ? "95%% intervals, p by Holm over %zu challengers" : "95%% intervals",
                comparison->n - 1);
    for (size_t j = CHANGE; j <= HIGH; j++)
        table_block_format(block, j, has_classes(comparison) ? "+.4-" : "+-");
    table_block_format(block, P, "e-");
    table_block_format(block, VERDICT_COLUMN, "!");
    free(scored);
    free(pairs);
    return done;
}

/* One class only leaves most figures undefined: say why. */
static void add_reasons(const struct comparison *comparison, struct report *report)
{
    const struct labelled *rows = &comparison->labelled[comparison->baseline];
    char n[64];
    if (has_classes(comparison) && rows->n == 0)
        report_add_note(report, VERDICT_WATCH, "-- no test row has a known outcome");
    else if (has_classes(comparison) && (rows->positives == 0 || rows->positives == (double)rows->n))
        report_add_note(report, VERDICT_WATCH, "-- stands for figures that need both outcomes: all %s test rows are %s",
                        count_text((double)rows->n, n), rows->positives > 0 ? "positive" : "negative");
    for (size_t m = 0; m < comparison->n && has_classes(comparison); m++)
        if (!comparison->labelled[m].probability)
            report_add_note(report, VERDICT_WATCH,
                            "%s gives scores that are no probabilities: log_loss, brier and ece "
                            "are undefined for it",
                            comparison->models[m].name);
}

struct report *report_compare(const struct inspected *models, size_t n, size_t baseline, bool forced,
                              const char *context, struct work *work, struct error *err)
{
    struct comparison comparison;
    struct report *report = NULL;
    struct text title = TEXT_EMPTY;
    bool done = comparison_init(&comparison, models, n, baseline, forced, work, err);
    text_add(&title, "compare");
    for (size_t m = 0; m < n; m++)
        text_add_format(&title, " %s", models[m].name);
    if (forced)
        text_add(&title, " (DIFFERENT ROWS)");
    if (done) {
        char *before = make_text("baseline %s", models[baseline].name);
        char *made = context ? copy_text(context) : test_context(&models[baseline], before);
        report = report_new("compare", text_string(&title), made);
        add_identity(&comparison, report);
        add_figures(&comparison, report);
        add_intervals(&comparison, report);
        if (n > 1)
            add_differences(&comparison, report);
        if (n > 1 && !forced)
            done = add_verdicts(&comparison, report, err);
        add_reasons(&comparison, report);
        if (forced)
            report_add_note(report, VERDICT_BAD,
                            "tested on different rows: figures are side by side but not comparable, "
                            "and no differences are tested");
        free(before);
        free(made);
    }
    comparison_release(&comparison);
    text_release(&title);
    if (!done) {
        report_free(report);
        return NULL;
    }
    return report;
}
