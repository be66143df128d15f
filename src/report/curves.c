/* Evaluation curves: ROC and precision-recall of all models, calibration, lift and confusion of the first. */
#include <math.h>

#include "report/common.h"
#include "report/survival.h"

enum { MAX_POINTS = 400, DECILES = 10, SCORE_BINS = 20 };

struct study {
    const struct inspected *models;
    size_t n;
    struct labelled *labelled;
    struct curves_options options;
    struct report *report;
    double base;  /* rate of the positives */
    bool defined; /* both outcomes are there */
};

static const double unit_ends[2] = { 0, 1 };

/* ---- ROC ---- */

static bool add_roc(const struct study *study, struct error *err)
{
    struct block *block =
        report_add_curves(study->report, "ROC", "false positive rate", 0, 1, "true positive rate", 0, 1);
    for (size_t m = 0; m < study->n; m++) {
        const struct labelled *rows = &study->labelled[m];
        struct curve curve;
        char a[64], b[64], c[64];
        if (!measure_roc(rows->score, rows->outcome, rows->n, MAX_POINTS, &curve, err))
            return false;
        struct interval auc = measure_auc_interval(rows->score, rows->outcome, rows->n, NULL);
        char *legend = make_text("%s [%s, %s]", decimals_text(auc.estimate, 3, a), decimals_text(auc.low, 3, b),
                                 decimals_text(auc.high, 3, c));
        curves_add(block, study->models[m].name, legend, curve.n, curve.x, curve.y);
        curve_release(&curve);
        free(legend);
    }
    curves_add_muted(block, "no skill", 2, unit_ends, unit_ends);
    block_right(block, "auc, 95%% by DeLong");
    return true;
}

/* ---- Precision and recall ---- */

static bool add_precision_recall(const struct study *study, struct error *err)
{
    struct block *block = report_add_curves(study->report, "precision-recall", "recall", 0, 1, "precision", 0, 1);
    double base[2] = { study->base, study->base };
    char digits[64];
    for (size_t m = 0; m < study->n; m++) {
        const struct labelled *rows = &study->labelled[m];
        struct curve curve;
        if (!measure_precision_recall(rows->score, rows->outcome, rows->n, MAX_POINTS, &curve, err))
            return false;
        double average = measure_average_precision(rows->score, rows->outcome, rows->n);
        curves_add(block, study->models[m].name, decimals_text(average, 3, digits), curve.n, curve.x, curve.y);
        curve_release(&curve);
    }
    char *name = make_text("base rate %s", decimals_text(study->base, 3, digits));
    curves_add_muted(block, name, 2, unit_ends, base);
    block_right(block, "average precision");
    block_beside(block);
    free(name);
    return true;
}

/* The areas in figures: keys of narrow pictures have no room for intervals. */
static void add_areas(const struct study *study, bool beside)
{
    static const char *const names[] = { "auc", "low", "high", "average precision" };
    struct sheet sheet = sheet_new("areas");
    sheet_text(&sheet, "model");
    for (size_t j = 0; j < 4; j++)
        sheet_number(&sheet, names[j]);
    for (size_t m = 0; m < study->n; m++) {
        const struct labelled *rows = &study->labelled[m];
        struct interval auc = measure_auc_interval(rows->score, rows->outcome, rows->n, NULL);
        sheet_set_text(&sheet, 0, study->models[m].name);
        sheet_set_number(&sheet, 1, auc.estimate);
        sheet_set_number(&sheet, 2, auc.low);
        sheet_set_number(&sheet, 3, auc.high);
        sheet_set_number(&sheet, 4, measure_average_precision(rows->score, rows->outcome, rows->n));
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, study->report, "areas under the curves");
    for (size_t j = 1; j < 5; j++)
        table_block_format(block, j, ".4-");
    block_right(block, "DeLong 95%%");
    if (beside)
        block_beside(block);
}

/* ---- Calibration ---- */

static void add_bins(const struct study *study, const struct calibration *calibration)
{
    static const char *const names[] = { "bin", "n", "predicted", "observed", "low", "high" };
    struct sheet sheet = sheet_new("calibration");
    for (size_t j = 0; j < 6; j++) {
        if (j < 2)
            sheet_count(&sheet, names[j]);
        else
            sheet_number(&sheet, names[j]);
    }
    for (size_t i = 0; i < calibration->n_bins; i++) {
        const struct calibration_bin *bin = &calibration->bins[i];
        sheet_set_count(&sheet, 0, i + 1);
        sheet_set_count(&sheet, 1, (size_t)llround(bin->n));
        sheet_set_number(&sheet, 2, bin->mean_score);
        sheet_set_number(&sheet, 3, bin->rate);
        sheet_set_number(&sheet, 4, bin->low);
        sheet_set_number(&sheet, 5, bin->high);
        sheet_end_row(&sheet);
    }
    char *title = make_text("calibration bins, %s", study->models[0].name);
    struct block *block = sheet_add(&sheet, study->report, title);
    for (size_t j = 2; j < 6; j++)
        table_block_format(block, j, ".3-");
    block_right(block, "equal counts, Wilson 95%%");
    free(title);
}

static bool add_calibration(const struct study *study, struct calibration *calibration, struct error *err)
{
    const struct labelled *rows = &study->labelled[0];
    if (!measure_calibration(rows->score, rows->outcome, rows->n, study->options.bins, calibration, err))
        return false;
    char *title = make_text("calibration, %s", study->models[0].name);
    char *bins = make_text("%zu bins", calibration->n_bins);
    double *x = allocate(calibration->n_bins + 1, sizeof *x), *y = allocate(calibration->n_bins + 1, sizeof *y);
    char digits[64];
    for (size_t i = 0; i < calibration->n_bins; i++) {
        x[i] = calibration->bins[i].mean_score;
        y[i] = calibration->bins[i].rate;
    }
    struct block *block = report_add_curves(study->report, title, "predicted", 0, 1, "observed", 0, 1);
    curves_add_points(block, bins, calibration->n_bins, x, y);
    curves_add_muted(block, "ideal", 2, unit_ends, unit_ends);
    block_right(block, "ece %s", decimals_text(calibration->ece, 3, digits));
    block_beside(block);
    free(x);
    free(y);
    free(title);
    free(bins);
    return true;
}

/* ---- Lift and gain ---- */

static void fill_deciles(struct sheet *sheet, const struct decile *deciles)
{
    for (size_t i = 0; i < DECILES; i++) {
        sheet_set_count(sheet, 0, i + 1);
        sheet_set_number(sheet, 1, deciles[i].n);
        sheet_set_number(sheet, 2, deciles[i].lift);
        sheet_set_number(sheet, 3, deciles[i].rate);
        sheet_set_number(sheet, 4, deciles[i].positives);
        sheet_set_number(sheet, 5, deciles[i].cumulative_gain);
        sheet_set_number(sheet, 6, deciles[i].cumulative_lift);
        sheet_end_row(sheet);
    }
}

static bool add_lift(const struct study *study, struct error *err)
{
    static const char *const formats[] = { "", ".0", ".2#", "%.1", ".0", "%.1", ".2" };
    const struct labelled *rows = &study->labelled[0];
    struct decile deciles[DECILES];
    char a[64], b[64];
    if (!measure_deciles(rows->score, rows->outcome, rows->n, DECILES, deciles, err))
        return false;
    struct sheet sheet = sheet_new("lift");
    sheet_count(&sheet, "decile");
    sheet_number(&sheet, "customers");
    sheet_number(&sheet, "lift");
    sheet_number(&sheet, "rate");
    sheet_number(&sheet, study->options.positive);
    sheet_number(&sheet, "gathered");
    sheet_number(&sheet, "lift so far");
    fill_deciles(&sheet, deciles);
    char *title = make_text("lift and gain by decile, %s", study->models[0].name);
    struct block *block = sheet_add(&sheet, study->report, title);
    for (size_t j = 0; j < 7; j++)
        table_block_format(block, j, formats[j]);
    block_right(block, "lift@10%% %s  gain@20%% %s",
                decimals_text(measure_lift(rows->score, rows->outcome, rows->n, 0.1), 2, a),
                share_text(measure_gain(rows->score, rows->outcome, rows->n, 0.2), b));
    free(title);
    return true;
}

static void explain_lift(const struct study *study)
{
    char a[64], b[64];
    report_add_note(study->report, VERDICT_NONE,
                    "lift: rate of the decile divided by the base rate %s, which caps lift@10%% at %s",
                    share_text(study->base, a), decimals_text(fmin(10, 1 / study->base), 2, b));
}

/* Share of positives gathered in the best-scored share of customers; all models and a perfect one. */
static bool add_gain(const struct study *study, struct error *err)
{
    enum { GROUPS = 100 };
    struct block *block =
        report_add_curves(study->report, "gain", "share of customers", 0, 1, "share of positives gathered", 0, 1);
    struct decile *groups = allocate(GROUPS, sizeof *groups);
    double x[GROUPS + 1], y[GROUPS + 1], perfect_x[3] = { 0, study->base, 1 }, perfect_y[3] = { 0, 1, 1 };
    bool done = true;
    for (size_t m = 0; m < study->n && done; m++) {
        const struct labelled *rows = &study->labelled[m];
        size_t n = rows->n < GROUPS ? rows->n : GROUPS;
        done = measure_deciles(rows->score, rows->outcome, rows->n, n, groups, err);
        x[0] = y[0] = 0;
        for (size_t i = 0; done && i < n; i++) {
            x[i + 1] = x[i] + groups[i].n / (double)rows->n;
            y[i + 1] = groups[i].cumulative_gain;
        }
        if (done)
            curves_add(block, study->models[m].name, NULL, n + 1, x, y);
    }
    curves_add_muted(block, "chance", 2, unit_ends, unit_ends);
    curves_add_muted(block, "perfect", 3, perfect_x, perfect_y);
    block_beside(block);
    free(groups);
    return done;
}

/* ---- Threshold ---- */

static void add_confusion(const struct study *study, bool beside)
{
    const struct labelled *rows = &study->labelled[0];
    struct confusion confusion = measure_confusion(rows->score, rows->outcome, rows->n, study->options.threshold);
    char a[64], b[64], c[64], d[64], e[64];
    const double counts[2][2] = { { confusion.true_negative, confusion.false_positive },
                                  { confusion.false_negative, confusion.true_positive } };
    struct sheet sheet = sheet_new("confusion");
    sheet_text(&sheet, "actual");
    char *columns[2] = { make_text("predicted %s", study->options.negative),
                         make_text("predicted %s", study->options.positive) };
    sheet_number(&sheet, columns[0]);
    sheet_number(&sheet, columns[1]);
    sheet_number(&sheet, "right");
    for (size_t i = 0; i < 2; i++) {
        sheet_set_text(&sheet, 0, i ? study->options.positive : study->options.negative);
        sheet_set_number(&sheet, 1, counts[i][0]);
        sheet_set_number(&sheet, 2, counts[i][1]);
        sheet_set_number(&sheet, 3, counts[i][i] / (counts[i][0] + counts[i][1]));
        sheet_end_row(&sheet);
    }
    char *title =
        make_text("confusion, %s, threshold %s", study->models[0].name, decimals_text(study->options.threshold, 2, a));
    struct block *block = sheet_add(&sheet, study->report, title);
    table_block_format(block, 1, ".0");
    table_block_format(block, 2, ".0");
    table_block_format(block, 3, "%.1-");
    if (beside)
        block_beside(block);
    report_add_note(study->report, VERDICT_NONE, "precision %s  recall %s  specificity %s  accuracy %s  f1 %s",
                    decimals_text(confusion.precision, 3, a), decimals_text(confusion.recall, 3, b),
                    decimals_text(confusion.specificity, 3, c), decimals_text(confusion.accuracy, 3, d),
                    decimals_text(confusion.f1, 3, e));
    free(columns[0]);
    free(columns[1]);
    free(title);
}

static void add_scores(const struct study *study)
{
    const struct labelled *rows = &study->labelled[0];
    double edges[SCORE_BINS + 1], counts[2][SCORE_BINS] = { { 0 } };
    for (size_t i = 0; i <= SCORE_BINS; i++)
        edges[i] = (double)i / SCORE_BINS;
    for (size_t i = 0; i < rows->n; i++) {
        double at = fmin(fmax(rows->score[i], 0), 1) * SCORE_BINS;
        counts[rows->outcome[i]][at >= SCORE_BINS ? SCORE_BINS - 1 : (size_t)at]++;
    }
    char *title = make_text("scores, %s", study->models[0].name);
    struct block *block = report_add_histogram(study->report, title, "predicted probability", SCORE_BINS, edges);
    histogram_add(block, study->options.negative, counts[0]);
    histogram_add(block, study->options.positive, counts[1]);
    free(title);
}

static bool add_classes(struct study *study, struct error *err)
{
    unsigned kinds = study->options.kinds;
    bool few = study->labelled[0].n < DECILES && (kinds & CURVES_LIFT) != 0;
    bool probability = study->labelled[0].probability, done = true;
    struct calibration calibration = { 0 };
    kinds &= few ? ~(unsigned)CURVES_LIFT : kinds;
    if (kinds & CURVES_ROC)
        done = add_roc(study, err);
    if (done && (kinds & CURVES_CALIBRATION) && probability)
        done = add_calibration(study, &calibration, err);
    if (done && (kinds & CURVES_PR))
        done = add_precision_recall(study, err);
    if (done && (kinds & CURVES_GAIN))
        done = add_gain(study, err);
    if (done && (kinds & CURVES_LIFT))
        done = add_lift(study, err);
    if (done && (kinds & CURVES_CONFUSION))
        add_confusion(study, (kinds & CURVES_LIFT) != 0);
    if (done && (kinds & CURVES_LIFT))
        explain_lift(study);
    if (done && (kinds & CURVES_SCORES) && probability)
        add_scores(study);
    if (done && calibration.bins)
        add_bins(study, &calibration);
    if (done && (kinds & (CURVES_ROC | CURVES_PR)))
        add_areas(study, calibration.bins != NULL);
    if ((kinds & CURVES_CALIBRATION) && !probability)
        report_add_note(study->report, VERDICT_WATCH, "%s gives scores that are no probabilities: no calibration",
                        study->models[0].name);
    if (few)
        report_add_note(study->report, VERDICT_WATCH, "fewer than %d test rows: no deciles", DECILES);
    calibration_release(&calibration);
    return done;
}

/* ---- Amounts: predicted against actual by decile of the prediction ---- */

struct amount_group {
    double n, predicted, actual;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const double *)a)[0], y = ((const double *)b)[0];
    return x < y ? 1 : x > y ? -1 : 0;
}

static bool amount_groups(const struct labelled *rows, struct amount_group groups[DECILES], struct error *err)
{
    double(*pairs)[2] = allocate_large(rows->n, sizeof *pairs, "amounts", err);
    if (!pairs)
        return false;
    for (size_t i = 0; i < rows->n; i++) {
        pairs[i][0] = rows->score[i];
        pairs[i][1] = rows->amount[i];
    }
    qsort(pairs, rows->n, sizeof *pairs, by_score);
    memset(groups, 0, DECILES * sizeof *groups);
    for (size_t i = 0; i < rows->n;) { /* ties share what happened to them */
        size_t end = i;
        double actual = 0;
        while (end < rows->n && pairs[end][0] == pairs[i][0])
            actual += pairs[end++][1];
        for (size_t k = i; k < end; k++) {
            struct amount_group *group = &groups[k * DECILES / rows->n];
            group->n++;
            group->predicted += pairs[k][0];
            group->actual += actual / (double)(end - i);
        }
        i = end;
    }
    free(pairs);
    return true;
}

static bool add_amounts(const struct study *study, struct error *err)
{
    const struct labelled *rows = &study->labelled[0];
    struct amount_group groups[DECILES];
    struct amount_figures figures;
    char a[64], b[64], c[64], d[64];
    if (!amount_groups(rows, groups, err) || !measure_amount(rows->score, rows->amount, rows->n, &figures, err))
        return false;
    double x[DECILES], predicted[DECILES], actual[DECILES], greatest = 0;
    struct sheet sheet = sheet_new("deciles");
    sheet_count(&sheet, "decile");
    sheet_number(&sheet, "customers");
    sheet_number(&sheet, "predicted");
    sheet_number(&sheet, "actual");
    sheet_number(&sheet, "error");
    for (size_t i = 0; i < DECILES; i++) {
        x[i] = (double)i + 1;
        predicted[i] = groups[i].n > 0 ? groups[i].predicted / groups[i].n : NAN;
        actual[i] = groups[i].n > 0 ? groups[i].actual / groups[i].n : NAN;
        greatest = fmax(greatest, fmax(predicted[i], actual[i]));
        sheet_set_count(&sheet, 0, i + 1);
        sheet_set_number(&sheet, 1, groups[i].n);
        sheet_set_number(&sheet, 2, predicted[i]);
        sheet_set_number(&sheet, 3, actual[i]);
        sheet_set_number(&sheet, 4, predicted[i] - actual[i]);
        sheet_end_row(&sheet);
    }
    char *title = make_text("predicted against actual by decile, %s", study->models[0].name);
    struct block *curves = report_add_curves(study->report, title, "decile of the prediction (1: highest)", 1, DECILES,
                                             "mean amount a customer", 0, greatest > 0 ? greatest * 1.05 : 1);
    curves_add(curves, "predicted", NULL, DECILES, x, predicted);
    curves_add(curves, "actual", NULL, DECILES, x, actual);
    struct block *block = sheet_add(&sheet, study->report, NULL);
    table_block_format(block, 1, ".0");
    table_block_format(block, 4, "+");
    report_add_note(study->report, VERDICT_NONE, "total predicted %s, actual %s: bias %s%%; rank correlation %s",
                    decimals_text(figures.total_predicted, 2, a), decimals_text(figures.total_actual, 2, b),
                    signed_text(100 * figures.bias, 1, c), decimals_text(figures.spearman, 3, d));
    free(title);
    return true;
}

static void settle_options(struct curves_options *options, const struct curves_options *given)
{
    *options = given ? *given : (struct curves_options){ 0, NAN, 0, NULL, NULL };
    if (options->kinds == 0)
        options->kinds = CURVES_USUAL;
    if (!isfinite(options->threshold))
        options->threshold = 0.5;
    if (options->bins == 0)
        options->bins = 10;
    options->positive = options->positive ? options->positive : "yes";
    options->negative = options->negative ? options->negative : "no";
}

static bool curves_fill(struct study *study, struct error *err)
{
    const struct labelled *first = &study->labelled[0];
    char n[64];
    if (first->n == 0) {
        report_add_note(study->report, VERDICT_WATCH, "no test row has a known outcome: nothing to draw");
        return true;
    }
    if (target_is(study->models[0].scored->target_kind, &target_time)) {
        bool good = true;
        for (size_t m = 0; good && m < study->n; m++)
            good = add_times(study->report, study->models[m].name, &study->labelled[m], err);
        return good;
    }
    if (!target_is(study->models[0].scored->target_kind, &target_yes_no))
        return add_amounts(study, err);
    study->base = first->positives / (double)first->n;
    study->defined = first->positives > 0 && first->positives < (double)first->n;
    if (study->defined)
        return add_classes(study, err);
    report_add_note(study->report, VERDICT_WATCH, "all %s test rows are %s: curves need both outcomes",
                    count_text((double)first->n, n), first->positives > 0 ? "positive" : "negative");
    return true;
}

struct report *report_curves(const struct inspected *models, size_t n, const struct curves_options *options,
                             const char *context, struct error *err)
{
    struct study study = { .models = models, .n = n, .labelled = allocate(n, sizeof *study.labelled) };
    struct text title = TEXT_EMPTY;
    bool done = true;
    settle_options(&study.options, options);
    text_add(&title, "curves");
    for (size_t m = 0; m < n; m++) {
        text_add_format(&title, " %s", models[m].name);
        done = done && labelled_init(&study.labelled[m], models[m].scored, NULL, err);
    }
    if (done) {
        char *made = context ? copy_text(context) : test_context(&models[0], NULL);
        study.report = report_new("curves", text_string(&title), made);
        free(made);
        done = curves_fill(&study, err);
    }
    for (size_t m = 0; m < n; m++)
        labelled_release(&study.labelled[m]);
    free(study.labelled);
    text_release(&title);
    if (!done) {
        report_free(study.report);
        return NULL;
    }
    return study.report;
}
