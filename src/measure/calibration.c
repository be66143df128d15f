/* Figures of probabilities: Brier score, log loss, and how well the scores match the rates. */
#include <math.h>
#include <stdlib.h>

#include "measure/ladder.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

double measure_brier(const double *probability, const uint8_t *outcome, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double gap = probability[i] - (outcome[i] != 0);
        sum += gap * gap;
    }
    return n > 0 ? sum / (double)n : NAN;
}

double measure_log_loss(const double *probability, const uint8_t *outcome, size_t n, size_t *clipped)
{
    double sum = 0;
    size_t n_clipped = 0;
    for (size_t i = 0; i < n; i++) {
        double p = probability_clipped(probability[i]);
        n_clipped += p != probability[i];
        sum -= outcome[i] ? log(p) : log1p(-p);
    }
    if (clipped)
        *clipped = n_clipped;
    return n > 0 ? sum / (double)n : NAN;
}

static void fill_bins(const struct ladder *ladder, size_t bins, struct calibration *out)
{
    double all = ladder->n_positives + ladder->n_negatives, above = 0;
    size_t last = SIZE_MAX;
    struct calibration_bin *bin = NULL;
    for (size_t i = 0; i < ladder->n; i++) { /* from the highest score: filled backwards */
        double positives = ladder_positives(ladder, i), here = positives + ladder_negatives(ladder, i);
        size_t own = ladder_bin(above, here, all, bins);
        if (own != last) {
            bin = &out->bins[out->n_bins++];
            last = own;
        }
        bin->n += here;
        bin->mean_score += here * ladder->score[i];
        bin->rate += positives;
        above += here;
    }
    for (size_t b = 0; b < out->n_bins; b++) {
        bin = &out->bins[b];
        struct interval interval = measure_wilson(bin->rate, bin->n);
        out->ece += fabs(bin->mean_score - bin->rate) / all;
        out->mean_difference += (bin->mean_score - bin->rate) / all;
        bin->mean_score /= bin->n;
        bin->rate /= bin->n;
        bin->low = interval.low;
        bin->high = interval.high;
    }
    for (size_t b = 0; b < out->n_bins / 2; b++) { /* lowest scores first, as they are drawn */
        struct calibration_bin other = out->bins[b];
        out->bins[b] = out->bins[out->n_bins - 1 - b];
        out->bins[out->n_bins - 1 - b] = other;
    }
}

/* Minus the log-likelihood of outcome on a + b x, its gradient and its second derivatives, over the rungs. */
struct recalibration {
    double loss, gradient[2], second[3];
};

static struct recalibration recalibrate(const struct ladder *ladder, const double *x, double a, double b)
{
    struct recalibration r = { 0, { 0, 0 }, { 0, 0, 0 } };
    for (size_t i = 0; i < ladder->n; i++) {
        double positives = ladder_positives(ladder, i), all = positives + ladder_negatives(ladder, i);
        double eta = a + b * x[i], small = exp(-fabs(eta));
        double p = eta >= 0 ? 1 / (1 + small) : small / (1 + small), w = all * small / ((1 + small) * (1 + small));
        r.loss += all * (fmax(eta, 0) + log1p(small)) - positives * eta;
        r.gradient[0] += all * p - positives;
        r.gradient[1] += (all * p - positives) * x[i];
        r.second[0] += w;
        r.second[1] += w * x[i];
        r.second[2] += w * x[i] * x[i];
    }
    return r;
}

/* Newton's method with halved steps; NaN when the classes are separated or the scores are constant. */
static void fit_slope(const struct ladder *ladder, const double *x, double *slope, double *intercept)
{
    double a = 0, b = 1, all = ladder->n_positives + ladder->n_negatives;
    *slope = *intercept = NAN;
    struct recalibration r = recalibrate(ladder, x, a, b);
    for (int iteration = 0; iteration < 50; iteration++) {
        double determinant = r.second[0] * r.second[2] - r.second[1] * r.second[1];
        if (!(determinant > 1e-12 * r.second[0] * r.second[2]) || !(r.second[0] > 1e-10 * all))
            return;
        double da = (r.second[2] * r.gradient[0] - r.second[1] * r.gradient[1]) / determinant;
        double db = (r.second[0] * r.gradient[1] - r.second[1] * r.gradient[0]) / determinant;
        double step = 1;
        struct recalibration next = recalibrate(ladder, x, a - da, b - db);
        while (!(next.loss <= r.loss + 1e-12 * fabs(r.loss)) && step > 1e-6) {
            step /= 2;
            next = recalibrate(ladder, x, a - step * da, b - step * db);
        }
        a -= step * da;
        b -= step * db;
        r = next;
        if (fabs(step * da) < 1e-10 * (1 + fabs(a)) && fabs(step * db) < 1e-10 * (1 + fabs(b))) {
            *slope = b;
            *intercept = a;
            return;
        }
    }
}

bool measure_calibration(const double *probability, const uint8_t *outcome, size_t n, size_t bins,
                         struct calibration *out, struct error *err)
{
    struct ladder ladder;
    *out = (struct calibration){ 0 };
    if (n == 0)
        return fail(err, ERROR_USER, E_TOO_FEW, "calibration needs rows");
    if (!ladder_build(probability, outcome, n, &ladder, err))
        return false;
    double *x = allocate_large(ladder.n, sizeof *x, "the log-odds", err);
    if (x) {
        out->bins = allocate(bins, sizeof *out->bins);
        fill_bins(&ladder, bins, out);
        for (size_t i = 0; i < ladder.n; i++) {
            double p = probability_clipped(ladder.score[i]);
            x[i] = log(p) - log1p(-p);
        }
        fit_slope(&ladder, x, &out->slope, &out->intercept);
    }
    bool good = x != NULL;
    free(x);
    ladder_release(&ladder);
    return good;
}

void calibration_release(struct calibration *calibration)
{
    free(calibration->bins);
    *calibration = (struct calibration){ 0 };
}
