/* Comparing models on the same rows. */
#include <math.h>
#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/study/study.h"
#include "study/figures.h"

enum { COMPARISON_REPEATS = 1000 };

static bool same_rows(const struct scored *a, const struct scored *b)
{
    if (a->n != b->n || a->yes_no != b->yes_no)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (a->customer[i] != b->customer[i] || a->cutoff[i] != b->cutoff[i] || a->outcome[i] != b->outcome[i])
            return false;
    }
    return true;
}

/* The loss of a row: -ln p of what happened, or the absolute error. */
static double loss(const struct scored *scored, size_t i)
{
    if (!scored->yes_no)
        return fabs(scored->score[i] - scored->outcome[i]);
    double p = fmin(fmax(scored->score[i], 1e-15), 1 - 1e-15);
    return scored->outcome[i] != 0 ? -log(p) : -log1p(-p);
}

static bool compare_pair(const struct scored *model, const struct scored *baseline, const uint8_t *outcome,
                         uint64_t seed, struct work *work, struct comparison_pair *out, struct error *err)
{
    const struct interval none = { NAN, NAN, NAN };
    double *gap = allocate_large(model->n, sizeof *gap, "the differences", err);
    if (!gap)
        return false;
    for (size_t i = 0; i < model->n; i++)
        gap[i] = loss(model, i) - loss(baseline, i);
    struct interval difference;
    bool good = measure_bootstrap_mean(gap, model->n, COMPARISON_REPEATS, seed, work, &difference, err);
    out->log_loss = model->yes_no ? difference : none;
    out->mae = model->yes_no ? none : difference;
    out->auc = (struct auc_difference){ none, NAN, NAN, NAN };
    if (good && model->yes_no)
        out->auc = measure_auc_difference(model->score, baseline->score, outcome, model->n);
    free(gap);
    return good;
}

/* Holm 1979: the smallest p is held against 5 % / m, the next against 5 % / (m - 1), until one fails. */
static void judge_areas(struct comparison_pair *pairs, size_t n)
{
    for (size_t left = n; left > 0; left--) {
        struct comparison_pair *least = NULL;
        for (size_t i = 0; i < n; i++) {
            if (!pairs[i].verdict && (!least || pairs[i].auc.p < least->auc.p))
                least = &pairs[i];
        }
        if (!(least->auc.p * (double)left < 0.05))
            break;
        least->verdict = least->auc.difference.estimate > 0 ? "better" : "worse";
    }
}

static void judge_errors(struct comparison_pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (pairs[i].mae.high < 0)
            pairs[i].verdict = "better";
        else if (pairs[i].mae.low > 0)
            pairs[i].verdict = "worse";
    }
}

bool study_compare(const struct scored *const *scored, size_t n, size_t baseline, uint64_t seed, struct work *work,
                   struct comparison_pair *out, struct error *err)
{
    const struct scored *base = scored[baseline];
    for (size_t m = 0; m < n; m++) {
        if (!same_rows(scored[m], base)) {
            fail(err, ERROR_USER, E_DIFFERENT_ROWS, "the models were tested on different rows");
            error_reason(err, "%zu rows against %zu, or other customers, dates or outcomes", scored[m]->n, base->n);
            return false;
        }
    }
    uint8_t *outcome = outcome_bytes(base->outcome, base->n, err);
    bool good = outcome != NULL;
    size_t pairs = 0;
    for (size_t m = 0; good && m < n; m++) {
        if (m == baseline)
            continue;
        out[pairs] = (struct comparison_pair){ .model = m };
        good = compare_pair(scored[m], base, outcome, seed, work, &out[pairs++], err);
    }
    free(outcome);
    if (!good)
        return false;
    if (base->yes_no)
        judge_areas(out, pairs);
    else
        judge_errors(out, pairs);
    for (size_t i = 0; i < pairs; i++)
        out[i].verdict = out[i].verdict ? out[i].verdict : "no clear difference";
    return true;
}
