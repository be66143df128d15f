/* Comparing models on the same rows: paired differences, and the one verdict on them. */
#include <math.h>
#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/study/study.h"

enum { COMPARISON_REPEATS = 1000, REPEATS_A_PAIR = 100 }; /* so that the least p can pass Holm's first step */

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_labels(const struct scored *a, const struct scored *b, size_t row)
{
    bool same = true;
    for (size_t c = 0; same && c < a->labels.n_columns; c++)
        same = same_number(a->labels.columns[c].values[row], b->labels.columns[c].values[row]);
    return same;
}

static bool same_rows(const struct scored *a, const struct scored *b)
{
    if (a->n != b->n || target_widest(a->target_kind) != target_widest(b->target_kind))
        return false;
    bool named = a->customer && b->customer, dated = a->cutoff && b->cutoff;
    for (size_t i = 0; i < a->n; i++) {
        if (!same_labels(a, b, i) || (named && a->customer[i] != b->customer[i]) ||
            (dated && a->cutoff[i] != b->cutoff[i]))
            return false;
    }
    return true;
}

struct comparing {
    const struct labelled *rows; /* of each model: those that all have scored, whose outcome is known */
    size_t baseline;
    uint64_t seed;
    size_t repeats;
    struct work *work;
    struct error *err;
};

/* ---- Differences ---- */

/* Whether the difference of METRIC is told: of what models are judged by, and of the proper score of probabilities. */
static bool is_compared(const struct metric *metric, const struct metric_rows *a, const struct metric_rows *b)
{
    if (metric->takes != a->takes)
        return false;
    if (metric->needs_probability)
        return metric == metric_find("log_loss") && a->probability && b->probability;
    return metric->main;
}

static bool compare_pair(struct comparing *c, struct comparison_pair *out)
{
    struct metric_rows a = labelled_rows(&c->rows[out->model]), b = labelled_rows(&c->rows[c->baseline]);
    bool good = true;
    out->n_rows = a.n;
    for (size_t i = 0; metrics[i] && good; i++) {
        if (!is_compared(metrics[i], &a, &b) || out->n == COMPARISON_METRICS)
            continue;
        struct comparison_difference *difference = &out->differences[out->n++];
        *difference = (struct comparison_difference){ .metric = metrics[i], .p = NAN };
        good = metric_difference(metrics[i], &a, &b, c->repeats, c->seed, c->work, &difference->value, &difference->p,
                                 &difference->method, c->err);
    }
    return good;
}

/* ---- The verdict ---- */

void holm_adjust(const double *p, size_t n, double *out)
{
    size_t left = 0;
    double before = 0;
    for (size_t i = 0; i < n; i++) {
        left += !isnan(p[i]);
        out[i] = NAN;
    }
    for (; left > 0; left--) {
        size_t least = n;
        for (size_t i = 0; i < n; i++) {
            if (!isnan(p[i]) && isnan(out[i]) && (least == n || p[i] < p[least]))
                least = i;
        }
        before = fmax(before, fmin(1, p[least] * (double)left));
        out[least] = before;
    }
}

static const char *verdict_of(const struct comparison_difference *difference)
{
    if (isnan(difference->adjusted))
        return "not known";
    if (!(difference->adjusted < 0.05))
        return "no clear difference";
    return (difference->value.estimate > 0) == difference->metric->bigger_is_better ? "better" : "worse";
}

/* Each metric over all pairs. */
static void judge(struct comparison_pair *pairs, size_t n)
{
    double *p = allocate(2 * n + 1, sizeof *p), *adjusted = p + n;
    for (size_t d = 0; n > 0 && d < COMPARISON_METRICS; d++) {
        for (size_t i = 0; i < n; i++)
            p[i] = d < pairs[i].n ? pairs[i].differences[d].p : NAN;
        holm_adjust(p, n, adjusted);
        for (size_t i = 0; i < n; i++) {
            pairs[i].differences[d].adjusted = adjusted[i];
            pairs[i].differences[d].verdict = d < pairs[i].n ? verdict_of(&pairs[i].differences[d]) : NULL;
        }
    }
    free(p);
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
    size_t pairs = 0, repeats = n * REPEATS_A_PAIR;
    struct labelled *rows = allocate(n + 1, sizeof *rows);
    struct comparing c = { .rows = rows,
                           .baseline = baseline,
                           .seed = seed,
                           .repeats = repeats > COMPARISON_REPEATS ? repeats : COMPARISON_REPEATS,
                           .work = work,
                           .err = err };
    uint8_t *keep = scored_common(scored, n, err);
    bool good = keep != NULL;
    for (size_t m = 0; good && m < n; m++)
        good = labelled_init(&rows[m], scored[m], keep, err);
    for (size_t m = 0; good && m < n; m++) {
        if (m == baseline)
            continue;
        out[pairs] = (struct comparison_pair){ .model = m };
        good = compare_pair(&c, &out[pairs++]);
    }
    for (size_t m = 0; m < n; m++)
        labelled_release(&rows[m]);
    free(rows);
    free(keep);
    if (good)
        judge(out, pairs);
    return good;
}
