/* Drift: what moved between then and now, judged by its size. */
#include <math.h>
#include <string.h>

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

enum { FEATURE, PSI, LEVEL, EFFECT, KS, P, Q, THEN, NOW, SHAPE_THEN, SHAPE_NOW, STATE, IMPORTANCE };

static struct sheet drift_sheet(const struct importance *importance)
{
    struct sheet sheet = sheet_new("drift");
    sheet_text(&sheet, "feature");
    sheet_number(&sheet, "psi");
    sheet_number(&sheet, "chance");
    sheet_number(&sheet, "effect");
    sheet_number(&sheet, "ks");
    sheet_number(&sheet, "p");
    sheet_number(&sheet, "q");
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
    sheet_set_number(sheet, LEVEL, feature->level);
    sheet_set_number(sheet, EFFECT, feature->effect);
    sheet_set_number(sheet, KS, feature->ks);
    sheet_set_number(sheet, P, feature->p);
    sheet_set_number(sheet, Q, feature->q);
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
    static const char *const formats[] = { "!",   ".3-!", ".3-", ".3-", ".3-", "e-", "e-",
                                           ".2-", ".2-",  "~",   "~",   "v!",  ".3-" };
    struct sheet sheet = drift_sheet(importance);
    for (size_t i = 0; i < drift->n; i++)
        if (!moved_only || drift->features[i].state != DRIFT_OK)
            drift_row(&sheet, &drift->features[i], importance);
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 0; j < (importance ? 13u : 12u); j++)
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
    report_add_note(report, worst, "%zu of %zu moved%s", drift->n_moved, drift->n, text_string(&moved));
    text_release(&moved);
}

/* How the verdict is come to, and features that look moved by one reading and are not by it. */
static void add_reading(const struct drift *drift, struct report *report)
{
    size_t within = 0, tiny = 0;
    for (size_t i = 0; i < drift->n; i++) {
        const struct drift_feature *feature = &drift->features[i];
        within += feature->psi >= 0.1 && feature->state == DRIFT_OK;
        tiny += feature->psi < 0.1 && feature->psi > feature->level;
    }
    report_add_note(report, VERDICT_NONE,
                    "watch from psi 0.1, SHIFT from 0.25, and only above chance: the psi that 5 %% of equal samples of "
                    "these sizes pass. effect: distance in sd of then (texts: Jensen-Shannon, 0 to 1). q: p over all "
                    "features, by Benjamini-Hochberg");
    if (within > 0)
        report_add_note(report, VERDICT_NONE, "%zu with psi from 0.1 on lie%s within chance: too few customers to tell",
                        within, within == 1 ? "s" : "");
    if (tiny > 0)
        report_add_note(report, VERDICT_NONE, "%zu moved%s by less than psi 0.1, yet above chance", tiny,
                        tiny == 1 ? "" : " each");
}

/* Files of earlier programs keep cells that do not tell everything. */
static void add_age(const struct drift *drift, struct report *report)
{
    size_t old = 0;
    for (size_t i = 0; i < drift->n; i++)
        old += !drift->features[i].reference.rows;
    if (old > 0)
        report_add_note(report, VERDICT_WATCH,
                        "the model's file is of an earlier program: its cells do not tell values beyond its range or "
                        "unseen levels, and its scores are those of the test. Train it again");
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
    add_reading(drift, report);
    add_age(drift, report);
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
    static const char *const others[] = { "other", "unseen", "missing" };
    char low[64], high[64];
    if (reference->type == TYPE_TEXT)
        return copy_text(cell < reference->n_levels ? reference->levels[cell] : others[cell - reference->n_levels]);
    if (cell > reference->n_edges)
        return copy_text("missing");
    if (reference->n_edges == 0)
        return copy_text("all");
    if (cell == 0)
        return make_text("under %s", short_text(reference->edges[0], high));
    double from = reference->edges[cell - 1], before = nextafter(from, -INFINITY);
    bool last = cell == reference->n_edges, after_heap = cell > 1 && reference->edges[cell - 2] == before;
    bool over = last ? reference->n_points > 0 : after_heap; /* files of earlier programs end at a decile */
    short_text(over ? before : from, low);
    if (last)
        return make_text(over ? "over %s" : "%s and more", low);
    if (reference->edges[cell] == nextafter(from, INFINITY))
        return copy_text(low);
    return make_text(over ? "over %s, under %s" : "%s, under %s", low, short_text(reference->edges[cell], high));
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
    char psi[64], ks[64], level[64], effect[64];
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
                    "psi %s, by chance up to %s, effect %s, %s %s (watch from psi 0.1, SHIFT from 0.25, above chance)",
                    decimals_text(feature->psi, 3, psi), decimals_text(feature->level, 3, level),
                    decimals_text(feature->effect, 3, effect), feature->chi_square ? "chi-square p" : "ks",
                    decimals_text(feature->chi_square ? feature->p : feature->ks, 3, ks));
    free(edges);
    free(shares[0]);
    free(shares[1]);
    free(title);
    free(context);
    return report;
}
