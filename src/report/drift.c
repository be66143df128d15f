/* Drift: what moved between then and now, judged by its size. */
#include <math.h>

#include "report/common.h"

static enum verdict drift_verdict(enum drift_state state)
{
    static const enum verdict verdicts[] = { VERDICT_OK, VERDICT_WATCH, VERDICT_BAD };
    return verdicts[state];
}

static const char *drift_word(enum drift_state state)
{
    static const char *const words[] = { "ok", "watch", "SHIFT" };
    return words[state];
}

static double importance_of(const struct importance *importance, const char *feature)
{
    for (size_t i = 0; importance && i < importance->n; i++)
        if (strcmp(importance->features[i], feature) == 0)
            return importance->value[i];
    return NAN;
}

enum { FEATURE, PSI, KS, P, THEN, NOW, SHAPE_THEN, SHAPE_NOW, STATE, IMPORTANCE };

static struct sheet drift_sheet(const struct importance *importance)
{
    struct sheet sheet = sheet_new("drift");
    sheet_text(&sheet, "feature");
    sheet_number(&sheet, "psi");
    sheet_number(&sheet, "ks");
    sheet_number(&sheet, "p");
    sheet_number(&sheet, "then");
    sheet_number(&sheet, "now");
    sheet_text(&sheet, "shape then");
    sheet_text(&sheet, "shape now");
    sheet_text(&sheet, "state");
    if (importance)
        sheet_number(&sheet, "importance");
    return sheet;
}

static void drift_row(struct sheet *sheet, const struct drift_feature *feature, const struct importance *importance)
{
    char *then = spark_text(feature->reference.counts, feature->reference.n_cells);
    char *now = spark_text(feature->now, feature->reference.n_cells);
    sheet_set_text(sheet, FEATURE, feature->feature);
    sheet_set_number(sheet, PSI, feature->psi);
    sheet_set_number(sheet, KS, feature->ks);
    sheet_set_number(sheet, P, feature->p);
    sheet_set_number(sheet, THEN, feature->mean_then);
    sheet_set_number(sheet, NOW, feature->mean_now);
    sheet_set_text(sheet, SHAPE_THEN, then);
    sheet_set_text(sheet, SHAPE_NOW, now);
    sheet_set_text(sheet, STATE, drift_word(feature->state));
    if (importance)
        sheet_set_number(sheet, IMPORTANCE, importance_of(importance, feature->feature));
    sheet_end_row(sheet);
    free(then);
    free(now);
}

static void add_features(const struct drift *drift, const struct importance *importance, bool moved_only,
                         struct report *report)
{
    static const char *const formats[] = { "!", ".3-!", ".3-", "e-", ".2-", ".2-", "~", "~", "v!", ".3-" };
    struct sheet sheet = drift_sheet(importance);
    for (size_t i = 0; i < drift->n; i++)
        if (!moved_only || drift->features[i].state != DRIFT_OK)
            drift_row(&sheet, &drift->features[i], importance);
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 0; j < (importance ? 10u : 9u); j++)
        table_block_format(block, j, formats[j]);
    for (size_t i = 0, row = 0; i < drift->n; i++)
        if (!moved_only || drift->features[i].state != DRIFT_OK)
            table_block_verdict(block, row++, drift_verdict(drift->features[i].state));
}

static void add_sentence(const struct drift *drift, struct report *report)
{
    struct text moved = TEXT_EMPTY;
    enum verdict worst = VERDICT_NONE;
    char digits[64];
    for (size_t i = 0; i < drift->n; i++) {
        const struct drift_feature *feature = &drift->features[i];
        if (feature->state == DRIFT_OK)
            continue;
        text_add_format(&moved, "%s %s %s", moved.length ? "," : ":", feature->feature,
                        decimals_text(feature->psi, 3, digits));
        if (drift_verdict(feature->state) > worst)
            worst = drift_verdict(feature->state);
    }
    report_add_note(report, worst, "%zu of %zu moved%s.  psi under 0.1 ok, 0.1 to 0.25 watch, from 0.25 SHIFT",
                    drift->n_moved, drift->n, text_string(&moved));
    text_release(&moved);
}

/* A feature whose p would call it drifted while its PSI is tiny, to show why p does not decide. */
static void add_lesson(const struct drift *drift, struct report *report)
{
    char p[32], psi[64];
    for (size_t i = 0; i < drift->n; i++) {
        const struct drift_feature *feature = &drift->features[i];
        if (feature->state != DRIFT_OK || !(feature->p < 0.001))
            continue;
        snprintf(p, sizeof p, "%.0e", feature->p);
        report_add_note(report, VERDICT_NONE,
                        "p falls with the number of rows: %s has p %s and psi %s. Judge by psi, not by p.",
                        feature->feature, feature->p < 1e-99 ? "under 1e-99" : p, decimals_text(feature->psi, 4, psi));
        return;
    }
}

struct report *report_drift(const char *subject, const struct drift *drift, const char *then, const char *now,
                            const struct importance *importance, bool moved_only)
{
    char a[64], b[64];
    char *title = make_text("drift %s", subject);
    char *context = make_text("%s n %s  ->  %s n %s", then, count_text((double)drift->n_then, a), now,
                              count_text((double)drift->n_now, b));
    struct report *report = report_new("drift", title, context);
    size_t n_chi_square = 0;
    for (size_t i = 0; i < drift->n; i++)
        n_chi_square += drift->features[i].chi_square;
    if (!moved_only || drift->n_moved > 0)
        add_features(drift, importance, moved_only, report);
    add_sentence(drift, report);
    add_lesson(drift, report);
    report_add_note(report, VERDICT_NONE, "shapes: the same cells then and now, cut from %s%s", then,
                    n_chi_square == 0          ? ""
                    : n_chi_square == drift->n ? "; p by chi-square"
                                               : "; p of text features by chi-square");
    free(title);
    free(context);
    return report;
}

/* ---- One feature ---- */

static char *cell_name(const struct reference *reference, size_t cell)
{
    char low[64], high[64];
    if (reference->type == TYPE_TEXT) {
        if (cell < reference->n_levels)
            return copy_text(reference->levels[cell]);
        return copy_text(cell == reference->n_levels ? "other" : "missing");
    }
    if (cell > reference->n_edges)
        return copy_text("missing");
    if (reference->n_edges == 0)
        return copy_text("all");
    if (cell == 0)
        return make_text("up to %s", short_text(reference->edges[0], high));
    if (cell == reference->n_edges)
        return make_text("over %s", short_text(reference->edges[cell - 1], low));
    return make_text("%s to %s", short_text(reference->edges[cell - 1], low), short_text(reference->edges[cell], high));
}

static double total(const double *counts, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += counts[i];
    return sum;
}

static void add_cells(const struct drift_feature *feature, const char *then, const char *now, struct report *report)
{
    const struct reference *reference = &feature->reference;
    double then_total = total(reference->counts, reference->n_cells),
           now_total = total(feature->now, reference->n_cells);
    char *names[2] = { make_text("share then"), make_text("share now") };
    struct sheet sheet = sheet_new("cells");
    sheet_text(&sheet, "cell");
    sheet_number(&sheet, "then");
    sheet_number(&sheet, "now");
    sheet_number(&sheet, names[0]);
    sheet_number(&sheet, names[1]);
    sheet_number(&sheet, "change");
    for (size_t c = 0; c < reference->n_cells; c++) {
        char *name = cell_name(reference, c);
        double a = reference->counts[c] / then_total, b = feature->now[c] / now_total;
        sheet_set_text(&sheet, 0, name);
        sheet_set_number(&sheet, 1, reference->counts[c]);
        sheet_set_number(&sheet, 2, feature->now[c]);
        sheet_set_number(&sheet, 3, a);
        sheet_set_number(&sheet, 4, b);
        sheet_set_number(&sheet, 5, b - a);
        sheet_end_row(&sheet);
        free(name);
    }
    char *title = make_text("cells, then %s and now %s", then, now);
    struct block *block = sheet_add(&sheet, report, title);
    static const char *const formats[] = { "", ".0", ".0", "%.1-", "%.1-", "%+.1#-" };
    for (size_t j = 0; j < 6; j++)
        table_block_format(block, j, formats[j]);
    free(title);
    free(names[0]);
    free(names[1]);
}

struct report *report_drift_feature(const struct drift_feature *feature, const char *then, const char *now)
{
    const struct reference *reference = &feature->reference;
    size_t n = reference->n_cells;
    char psi[64], ks[64];
    char *title = make_text("drift of %s", feature->feature), *context = make_text("%s  ->  %s", then, now);
    struct report *report = report_new("drift", title, context);
    double *edges = allocate(n + 1, sizeof *edges),
           *shares[2] = { allocate(n + 1, sizeof **shares), allocate(n + 1, sizeof **shares) };
    for (size_t c = 0; c < n; c++) {
        edges[c] = (double)c + 1;
        shares[0][c] = reference->counts[c] / fmax(1, total(reference->counts, n));
        shares[1][c] = feature->now[c] / fmax(1, total(feature->now, n));
    }
    edges[n] = (double)n + 1;
    struct block *block = report_add_histogram(report, "share of customers by cell", "cell, as listed below", n, edges);
    histogram_label(block, "share");
    histogram_add(block, then, shares[0]);
    histogram_add(block, now, shares[1]);
    add_cells(feature, then, now, report);
    report_add_note(report, drift_verdict(feature->state),
                    "psi %s, %s %s (psi under 0.1 ok, 0.1 to 0.25 watch, from "
                    "0.25 SHIFT)",
                    decimals_text(feature->psi, 3, psi), feature->chi_square ? "chi-square p" : "ks",
                    decimals_text(feature->chi_square ? feature->p : feature->ks, 3, ks));
    free(edges);
    free(shares[0]);
    free(shares[1]);
    free(title);
    free(context);
    return report;
}
