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
    *out = (struct scored){ .yes_no = scored->yes_no };
    out->score = allocate_large(scored->n, sizeof *out->score, "scores of a slice", err);
    out->outcome = allocate_large(scored->n, sizeof *out->outcome, "outcomes of a slice", err);
    if (!out->score || !out->outcome)
        return false;
    for (size_t i = 0; i < scored->n; i++)
        if (slice[i] == code) {
            out->score[out->n] = scored->score[i];
            out->outcome[out->n++] = scored->outcome[i];
        }
    return true;
}

static bool slice_figures(const struct scored *part, double out[6], struct error *err)
{
    struct labelled rows;
    struct calibration calibration;
    bool done = labelled_init(&rows, part, NULL, err);
    for (size_t i = 0; i < 6; i++)
        out[i] = NAN;
    if (!done)
        return false;
    out[0] = (double)rows.n;
    if (!part->yes_no) {
        struct amount_figures figures;
        if (rows.n > 1 && (done = measure_amount(rows.score, rows.amount, rows.n, &figures, err))) {
            out[1] = figures.mae;
            out[2] = figures.bias;
            out[3] = figures.spearman;
        }
    } else if (rows.n > 0) {
        out[1] = rows.positives / (double)rows.n;
        if (rows.positives > 0 && rows.positives < (double)rows.n) {
            struct interval auc = measure_auc_interval(rows.score, rows.outcome, rows.n, NULL);
            out[2] = auc.estimate;
            out[3] = auc.low;
            out[4] = auc.high;
        }
        if (rows.probability && (done = measure_calibration(rows.score, rows.outcome, rows.n, 10, &calibration, err))) {
            out[5] = calibration.ece;
            calibration_release(&calibration);
        }
    }
    labelled_release(&rows);
    return done;
}

static struct sheet slices_sheet(const char *by, bool yes_no, size_t *n)
{
    static const char *const classes[] = { "n", "rate", "auc", "low", "high", "ece" };
    static const char *const amounts[] = { "n", "mae", "bias", "spearman" };
    struct sheet sheet = sheet_new("slices");
    *n = yes_no ? 6 : 4;
    sheet_text(&sheet, by);
    for (size_t j = 0; j < *n; j++)
        sheet_number(&sheet, yes_no ? classes[j] : amounts[j]);
    return sheet;
}

struct report *report_slices(const struct inspected *model, const char *by, const uint32_t *slice,
                             const char *const *levels, size_t n_levels, const char *context, struct error *err)
{
    static const char *const class_formats[] = { ".0", "%.1-", ".4-", ".4-", ".4-", ".4-" };
    static const char *const amount_formats[] = { ".0", "-", "%+.1-", ".3-" };
    size_t n_figures;
    bool done = true, yes_no = model->scored->yes_no;
    struct sheet sheet = slices_sheet(by, yes_no, &n_figures);
    for (size_t level = 0; level <= n_levels && done; level++) {
        struct scored part;
        double figures[6];
        done = take_slice(model->scored, slice, level < n_levels ? (uint32_t)level : TEXT_MISSING, &part, err) &&
               slice_figures(&part, figures, err);
        if (done && part.n > 0) {
            sheet_set_text(&sheet, 0, level < n_levels ? levels[level] : NULL);
            for (size_t j = 0; j < n_figures; j++)
                sheet_set_number(&sheet, j + 1, figures[j]);
            sheet_end_row(&sheet);
        }
        free(part.score);
        free(part.outcome);
    }
    if (!done) {
        builder_free(sheet.builder);
        return NULL;
    }
    char *title = make_text("slices %s by %s", model->name, by);
    char *made = context ? copy_text(context) : test_context(model, NULL);
    struct report *report = report_new("slices", title, made);
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 0; j < n_figures; j++)
        table_block_format(block, j + 1, yes_no ? class_formats[j] : amount_formats[j]);
    if (yes_no)
        report_add_note(report, VERDICT_NONE, "-- where a slice has one outcome only; auc with DeLong's 95%% interval");
    free(title);
    free(made);
    return report;
}
