/* Calibrating curves with a few weights: Newton's method on two or three terms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibrator.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { MOST_STEPS = 100, HALVINGS = 40, SQUARED = CALIBRATOR_TERMS * CALIBRATOR_TERMS };

struct point { /* the loss and its derivatives in the terms that are used */
    size_t n, place[CALIBRATOR_TERMS];
    double loss, gradient[CALIBRATOR_TERMS], hessian[SQUARED];
};

bool calibrator_terms_init(struct calibrator_terms *terms, const struct learn_data *data, size_t n_terms,
                           calibrator_terms_of *of, struct error *err)
{
    *terms = (struct calibrator_terms){ .data = data, .n_terms = n_terms, .yes = 1 };
    terms->z = allocate_large(data->x->n_rows * n_terms, sizeof *terms->z, "the terms of a calibration", err);
    for (size_t i = 0; terms->z && i < data->x->n_rows; i++) {
        if (!loop_goes_on(i, err)) {
            calibrator_terms_release(terms);
            return false;
        }
        of(data->x->values[i], terms->z + i * n_terms);
    }
    for (size_t t = 0; t < n_terms; t++)
        terms->used[t] = true;
    return terms->z != NULL;
}

void calibrator_terms_release(struct calibrator_terms *terms)
{
    free(terms->z);
    terms->z = NULL;
}

static double margin_of(const struct calibrator_terms *terms, const double *weight, size_t i)
{
    double margin = 0;
    for (size_t t = 0; t < terms->n_terms; t++)
        margin += terms->used[t] ? weight[t] * terms->z[i * terms->n_terms + t] : 0;
    return margin;
}

static bool evaluate(const struct calibrator_terms *terms, const double *weight, struct point *out, struct error *err)
{
    const double *outcome = learn_outcome(terms->data);
    *out = (struct point){ 0 };
    for (size_t t = 0; t < terms->n_terms; t++)
        if (terms->used[t])
            out->place[out->n++] = t;
    for (size_t i = 0; i < terms->data->x->n_rows; i++) {
        if (!loop_goes_on(i, err))
            return false;
        const double *z = terms->z + i * terms->n_terms;
        double margin = margin_of(terms, weight, i), w = calibrator_weight(terms->data, i), e = exp(-fabs(margin)),
               target = outcome[i] > 0 ? terms->yes : terms->no, chance = (margin < 0 ? e : 1) / (1 + e),
               bend = w * e / ((1 + e) * (1 + e));
        out->loss += w * (log1p(e) + fmax(margin, 0) - target * margin);
        for (size_t a = 0; a < out->n; a++) {
            out->gradient[a] += w * (chance - target) * z[out->place[a]];
            for (size_t b = 0; b <= a; b++)
                out->hessian[a * out->n + b] += bend * z[out->place[a]] * z[out->place[b]];
        }
    }
    for (size_t a = 0; a < out->n; a++)
        for (size_t b = a + 1; b < out->n; b++)
            out->hessian[a * out->n + b] = out->hessian[b * out->n + a];
    return true;
}

/* STEP gets the way to the minimum of the quadratic; *PROMISE how much lower the loss is there. */
static bool newton_step(const struct point *point, double *step, double *promise)
{
    double factor[SQUARED];
    size_t bad;
    memcpy(factor, point->hessian, sizeof factor);
    memcpy(step, point->gradient, sizeof point->gradient);
    if (!cholesky_factor(factor, point->n, &bad))
        return false;
    for (size_t a = 0; a < point->n; a++) /* one part in 1e13 of the term is not explained by those before it */
        if (!(factor[a * point->n + a] * factor[a * point->n + a] > 1e-13 * point->hessian[a * point->n + a]))
            return false;
    cholesky_solve(factor, point->n, step);
    *promise = 0;
    for (size_t a = 0; a < point->n; a++)
        *promise += step[a] * point->gradient[a] / 2;
    return isfinite(*promise);
}

bool calibrator_terms_fit(struct calibrator_terms *terms, bool *definite, struct error *err)
{
    struct point here, there;
    double step[CALIBRATOR_TERMS], to[CALIBRATOR_TERMS], promise;
    *definite = true;
    terms->state = FIT_NOT_CONVERGED;
    if (!evaluate(terms, terms->weight, &here, err))
        return false;
    for (terms->n_steps = 0; terms->n_steps < MOST_STEPS && terms->state != FIT_CONVERGED; terms->n_steps++) {
        double length = 1;
        if (!newton_step(&here, step, &promise)) {
            *definite = terms->n_steps > 0;
            break;
        }
        bool last = promise < 1e-14 * (1 + here.loss); /* so near that rounding hides whether the loss falls */
        for (int halving = 0; halving < HALVINGS; halving++, length /= 2) {
            memcpy(to, terms->weight, sizeof to);
            for (size_t a = 0; a < here.n; a++)
                to[here.place[a]] -= length * step[a];
            if (!evaluate(terms, to, &there, err))
                return false;
            if (last || there.loss <= here.loss)
                break;
        }
        if (!last && !(there.loss <= here.loss))
            break;
        terms->state = last ? FIT_CONVERGED : FIT_NOT_CONVERGED;
        memcpy(terms->weight, to, sizeof to);
        here = there;
    }
    terms->loss = here.loss;
    terms->gradient_norm = 0;
    for (size_t a = 0; a < here.n; a++)
        terms->gradient_norm = fmax(terms->gradient_norm, fabs(here.gradient[a]));
    return true;
}

/* ---- Standard errors ---- */

/* OUT gets the sum over clusters of g g', g the sum of a cluster's gradients. */
static bool cluster_gram(const struct calibrator_terms *terms, const struct point *point, double *out,
                         struct error *err)
{
    const struct learn_data *data = terms->data;
    const double *outcome = learn_outcome(data);
    size_t m = point->n;
    double *sum = allocate_large(data->n_clusters * m, sizeof *sum, "standard errors by cluster", err);
    if (!sum)
        return false;
    memset(sum, 0, data->n_clusters * m * sizeof *sum);
    for (size_t i = 0; i < data->x->n_rows; i++) {
        double gap =
            calibrator_probability(margin_of(terms, terms->weight, i)) - (outcome[i] > 0 ? terms->yes : terms->no);
        for (size_t a = 0; a < m; a++)
            sum[data->cluster[i] * m + a] +=
                calibrator_weight(data, i) * gap * terms->z[i * terms->n_terms + point->place[a]];
    }
    memset(out, 0, m * m * sizeof *out);
    for (size_t c = 0; c < data->n_clusters; c++)
        for (size_t a = 0; a < m; a++)
            for (size_t b = 0; b < m; b++)
                out[a * m + b] += sum[c * m + a] * sum[c * m + b];
    free(sum);
    return true;
}

/* The factors G / (G - 1) and (n - 1) / (n - m) are those of logit. */
static double cluster_variance(const struct calibrator_terms *terms, const double *inverse, const double *gram,
                               size_t m, size_t a)
{
    double variance = 0, clusters = (double)terms->data->n_clusters, n = (double)terms->data->x->n_rows;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++)
            variance += inverse[a * m + i] * gram[i * m + j] * inverse[j * m + a];
    return variance * clusters / (clusters - 1) * (n - 1) / (n - (double)m);
}

bool calibrator_terms_errors(struct calibrator_terms *terms, struct error *err)
{
    const struct learn_data *data = terms->data;
    struct point point;
    double gram[SQUARED], inverse[SQUARED];
    size_t bad;
    for (size_t t = 0; t < terms->n_terms; t++)
        terms->error[t] = NAN;
    if (!evaluate(terms, terms->weight, &point, err))
        return false;
    bool clustered = data->cluster && data->n_clusters > 1 && data->x->n_rows > point.n;
    if (clustered && !cluster_gram(terms, &point, gram, err))
        return false;
    if (!cholesky_factor(point.hessian, point.n, &bad))
        return true;
    cholesky_inverse(point.hessian, point.n, inverse);
    for (size_t a = 0; a < point.n; a++)
        terms->error[point.place[a]] =
            sqrt(clustered ? cluster_variance(terms, inverse, gram, point.n, a) : inverse[a * point.n + a]);
    return true;
}
