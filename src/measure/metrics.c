/* The rows of metrics: what reports, gates and help know about each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/distribution.h"
#include "measure/ladder.h"
#include "measure/times.h"
#include "patron/base/kinds.h"
#include "patron/measure/measure.h"

enum { ECE_BINS = 10 };

static double lift10(const double *score, const uint8_t *outcome, size_t n)
{
    return measure_lift(score, outcome, n, 0.1);
}

static double gain20(const double *score, const uint8_t *outcome, size_t n)
{
    return measure_gain(score, outcome, n, 0.2);
}

static double ks(const double *score, const uint8_t *outcome, size_t n)
{
    return measure_ks(score, outcome, n, NULL);
}

static double log_loss(const double *score, const uint8_t *outcome, size_t n)
{
    return measure_log_loss(score, outcome, n, NULL);
}

static double ece(const double *score, const uint8_t *outcome, size_t n)
{
    struct ladder ladder;
    if (!ladder_build(score, outcome, n, &ladder, NULL))
        return NAN;
    double result = ladder_ece(&ladder, ECE_BINS);
    ladder_release(&ladder);
    return result;
}

static double ladder_lift10(const struct ladder *ladder)
{
    return ladder_lift(ladder, 0.1);
}

static double ladder_gain20(const struct ladder *ladder)
{
    return ladder_gain(ladder, 0.2);
}

/* ---- Amounts ---- */

static double amount_mae(const struct amount_figures *figures)
{
    return figures->mae;
}

static double amount_rmse(const struct amount_figures *figures)
{
    return figures->rmse;
}

static double amount_bias(const struct amount_figures *figures)
{
    return figures->bias;
}

static double amount_spearman(const struct amount_figures *figures)
{
    return figures->spearman;
}

static double amount_r2(const struct amount_figures *figures)
{
    return figures->r2;
}

/* ---- Intervals ---- */

static struct interval auc_interval(const struct metric_rows *rows, double estimate)
{
    (void)estimate;
    return measure_auc_interval(rows->score, rows->outcome, rows->n, NULL);
}

/* Bounds where resampling has none (ladder_bounds.c). */
static struct interval on_ladder(const struct metric_rows *rows, double estimate,
                                 struct interval (*bounds)(const struct ladder *ladder))
{
    struct ladder ladder;
    if (!ladder_build(rows->score, rows->outcome, rows->n, &ladder, NULL))
        return (struct interval){ estimate, NAN, NAN };
    struct interval interval = bounds(&ladder);
    ladder_release(&ladder);
    interval.estimate = estimate;
    return interval;
}

static struct interval ks_interval(const struct metric_rows *rows, double estimate)
{
    return on_ladder(rows, estimate, ladder_ks_interval);
}

static struct interval ece10_interval(const struct ladder *ladder)
{
    return ladder_ece_interval(ladder, ECE_BINS);
}

static struct interval ece_interval(const struct metric_rows *rows, double estimate)
{
    return on_ladder(rows, estimate, ece10_interval);
}

static struct interval spearman_interval(const struct metric_rows *rows, double r)
{
    struct interval interval;
    if (!measure_spearman_interval(rows->score, rows->amount, rows->n, &interval, NULL))
        return (struct interval){ r, NAN, NAN };
    interval.estimate = r;
    return interval;
}

static double row_log_loss(const struct metric_rows *rows, size_t row, const struct amount_figures *figures)
{
    (void)figures;
    double p = probability_clipped(rows->score[row]);
    return rows->outcome[row] ? -log(p) : -log1p(-p);
}

static double row_brier(const struct metric_rows *rows, size_t row, const struct amount_figures *figures)
{
    (void)figures;
    double gap = rows->score[row] - rows->outcome[row];
    return gap * gap;
}

static double row_absolute(const struct metric_rows *rows, size_t row, const struct amount_figures *figures)
{
    (void)figures;
    return fabs(rows->score[row] - rows->amount[row]);
}

static double row_squared(const struct metric_rows *rows, size_t row, const struct amount_figures *figures)
{
    (void)figures;
    double gap = rows->score[row] - rows->amount[row];
    return gap * gap;
}

static double root_of_mean(double mean, const struct amount_figures *figures)
{
    (void)figures;
    return sqrt(fmax(0, mean));
}

/* The ratio of two totals is linear in them near its estimate, so the mean of predicted - ratio * actual is enough. */
static double row_bias(const struct metric_rows *rows, size_t row, const struct amount_figures *figures)
{
    return (rows->score[row] - (1 + figures->bias) * rows->amount[row]) * (double)rows->n / figures->total_actual;
}

static double bias_of_mean(double mean, const struct amount_figures *figures)
{
    return figures->bias + mean;
}

static void auc_difference(const struct metric_rows *a, const struct metric_rows *b, struct interval *value, double *p)
{
    struct auc_difference area = measure_auc_difference(a->score, b->score, a->outcome, a->n);
    *value = area.difference;
    *p = area.p;
}

/* ---- What is measured ---- */

const struct measured measured_outcomes = { "yes/no", "scores and yes/no outcomes", "MODEL" };
const struct measured measured_amounts = { "amount", "predicted and actual amounts", "MODEL" };
const struct measured measured_times = { "time", "chances of an event within a window, and times until it", "MODEL" };
const struct measured measured_segments = { "segments", "segments", "SEGMENTS" };
const struct measured measured_samples = { "samples", "a sample then and one now", NULL };

const struct measured *const measured_kinds[] = {
    &measured_outcomes, &measured_amounts, &measured_times, &measured_segments, &measured_samples, NULL,
};

const struct measured *measured_find(const char *name)
{
    return kind_find((const void *const *)measured_kinds, name);
}

/* ---- The rows ---- */

static const struct metric roc_auc_metric = {
    .name = "roc_auc",
    .title = "area under the ROC curve",
    .definition = "the chance that a random positive scores above a random negative, ties counting half; interval by "
                  "DeLong's method, by Newcombe's where hardly a row is out of order",
    .trap =
        "it says nothing about whether the scores are right as probabilities, and with few positives it can be high "
        "while precision is low",
    .takes = &measured_outcomes,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 1,
    .compute = measure_auc,
    .decimals = 4,
    .main = true,
    .other = "auc",
    .sliced = ".4-",
    .method = "DeLong",
    .interval = auc_interval,
    .difference_method = "DeLong",
    .difference = auc_difference,
    .walk = ladder_auc,
};
static const struct metric pr_auc_metric = {
    .name = "pr_auc",
    .title = "average precision",
    .definition = "the sum over distinct scores of precision times the gain in recall: steps, not trapezoids",
    .trap = "noise scores the base rate, not 0.5: never compare it between groups with other base rates",
    .takes = &measured_outcomes,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 1,
    .compute = measure_average_precision,
    .decimals = 4,
    .other = "ap",
    .method = "bootstrap",
    .walk = ladder_average_precision,
};
static const struct metric ks_metric = {
    .name = "ks",
    .title = "Kolmogorov-Smirnov distance",
    .definition =
        "the greatest distance between the score distributions of positives and negatives; interval from Kolmogorov's "
        "distribution, of 95 % or more",
    .trap = "it looks at one threshold only, the luckiest: noise is above 0, which is why the interval reaches "
            "further down than up",
    .takes = &measured_outcomes,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 1,
    .compute = ks,
    .decimals = 4,
    .method = "Kolmogorov",
    .interval = ks_interval,
};
static const struct metric lift10_metric = {
    .name = "lift10",
    .title = "lift@10%",
    .definition =
        "the rate of positives in the tenth with the highest scores divided by the base rate, tied rows shared "
        "in proportion",
    .trap = "the base rate caps it: at a base rate of 50 % no model can pass 2",
    .takes = &measured_outcomes,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 10,
    .compute = lift10,
    .decimals = 4,
    .other = "lift@10%",
    .method = "bootstrap",
    .walk = ladder_lift10,
};
static const struct metric gain20_metric = {
    .name = "gain20",
    .title = "gain@20%",
    .definition = "the share of all positives that are among the fifth with the highest scores, tied rows shared in "
                  "proportion",
    .trap = "chance gathers 0.2, not 0",
    .takes = &measured_outcomes,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 1,
    .compute = gain20,
    .decimals = 4,
    .other = "gain@20%",
    .method = "bootstrap",
    .walk = ladder_gain20,
};
static const struct metric log_loss_metric = {
    .name = "log_loss",
    .title = "log loss",
    .definition =
        "the mean of -ln of the probability given to what happened, probabilities clipped to [1e-15, 1-1e-15]",
    .trap = "one sure and wrong score can outweigh a thousand good ones",
    .takes = &measured_outcomes,
    .bigger_is_better = false,
    .least = 0,
    .greatest = NAN,
    .compute = log_loss,
    .needs_probability = true,
    .decimals = 4,
    .other = "logloss",
    .method = "bootstrap",
    .walk = ladder_log_loss,
    .loss = row_log_loss,
};
static const struct metric brier_metric = {
    .name = "brier",
    .title = "Brier score",
    .definition = "the mean squared gap between probability and outcome",
    .trap = "it depends on the base rate: compare it with base rate x (1 - base rate)",
    .takes = &measured_outcomes,
    .bigger_is_better = false,
    .least = 0,
    .greatest = 1,
    .compute = measure_brier,
    .needs_probability = true,
    .decimals = 4,
    .method = "bootstrap",
    .walk = ladder_brier,
    .loss = row_brier,
};
static const struct metric ece_metric = {
    .name = "ece",
    .sliced = ".4-",
    .title = "expected calibration error",
    .definition =
        "the mean gap between mean score and observed rate over 10 bins of equal count, weighted by count, ties "
        "in one bin; interval with what chance may have added taken off below, of 95 % or more",
    .trap = "chance alone makes it positive: a perfect model with 100 rows a bin still shows about 0.03; it is "
            "calibrated as far as the rows can tell when the interval begins at 0",
    .takes = &measured_outcomes,
    .bigger_is_better = false,
    .least = 0,
    .greatest = 1,
    .compute = ece,
    .needs_probability = true,
    .decimals = 4,
    .method = "bounds",
    .interval = ece_interval,
};
static const struct metric mae_metric = {
    .name = "mae",
    .sliced = "-",
    .title = "mean absolute error",
    .definition = "the mean of |predicted - actual| over the test rows",
    .trap = "with many zeros a prediction of zero for all can look good: see bias too",
    .takes = &measured_amounts,
    .bigger_is_better = false,
    .least = 0,
    .greatest = NAN,
    .decimals = -1,
    .main = true,
    .of_amounts = amount_mae,
    .method = "bootstrap",
    .loss = row_absolute,
};
static const struct metric rmse_metric = {
    .name = "rmse",
    .title = "root mean squared error",
    .definition = "the square root of the mean of (predicted - actual)^2",
    .trap = "a few large customers decide it, and a test without any of them has too narrow an interval",
    .takes = &measured_amounts,
    .bigger_is_better = false,
    .least = 0,
    .greatest = NAN,
    .decimals = -1,
    .of_amounts = amount_rmse,
    .method = "bootstrap",
    .loss = row_squared,
    .of_mean = root_of_mean,
};
static const struct metric bias_metric = {
    .name = "bias",
    .sliced = "%+.1-",
    .title = "bias of the total",
    .definition = "the sum of predictions divided by the sum of actual amounts, minus 1",
    .trap = "0 is best: errors of both signs can cancel in it",
    .takes = &measured_amounts,
    .bigger_is_better = false,
    .least = NAN,
    .greatest = NAN,
    .nearest_zero = true,
    .decimals = 4,
    .of_amounts = amount_bias,
    .method = "bootstrap",
    .loss = row_bias,
    .of_mean = bias_of_mean,
};
static const struct metric spearman_metric = {
    .name = "spearman",
    .sliced = ".3-",
    .title = "rank correlation",
    .definition = "the correlation of mid-ranks of predicted and actual amounts",
    .trap = "it does not see the scale: predictions ten times too high rank just as well",
    .takes = &measured_amounts,
    .bigger_is_better = true,
    .least = -1,
    .greatest = 1,
    .decimals = 4,
    .of_amounts = amount_spearman,
    .method = "influence",
    .interval = spearman_interval,
};
static const struct metric r2_metric = {
    .name = "r2",
    .title = "share of variance explained",
    .definition = "1 - sum of squared errors / sum of squared deviations from the mean",
    .trap = "below 0 when the mean would have predicted better",
    .takes = &measured_amounts,
    .bigger_is_better = true,
    .least = NAN,
    .greatest = 1,
    .decimals = 4,
    .of_amounts = amount_r2,
};
static const struct metric silhouette_metric = {
    .name = "silhouette",
    .title = "mean silhouette",
    .definition =
        "the mean of (b - a) / max(a, b), a the mean distance to the own segment, b to the nearest other one; "
        "exact, in the space clustered",
    .trap = "it favours few round segments; the best k by silhouette need not be the most useful",
    .takes = &measured_segments,
    .bigger_is_better = true,
    .least = -1,
    .greatest = 1,
    .decimals = 4,
    .main = true,
    .other = "sil",
};
static const struct metric davies_bouldin_metric = {
    .name = "davies_bouldin",
    .title = "Davies-Bouldin index",
    .definition = "the mean over segments of the worst ratio of two spreads to the distance of their centres",
    .trap = "it compares segmentations in one space only",
    .takes = &measured_segments,
    .bigger_is_better = false,
    .least = 0,
    .greatest = NAN,
    .decimals = 4,
    .other = "db",
};
static const struct metric calinski_harabasz_metric = {
    .name = "calinski_harabasz",
    .title = "Calinski-Harabasz index",
    .definition = "the variance between segments over the variance within, each by its degrees of freedom",
    .trap = "it grows with the number of rows: compare on the same rows only",
    .takes = &measured_segments,
    .bigger_is_better = true,
    .least = 0,
    .greatest = NAN,
    .decimals = -1,
    .other = "ch",
};
static const struct metric inertia_metric = {
    .name = "inertia",
    .title = "inertia",
    .definition = "the sum of squared distances to the own centroid, in the space clustered",
    .trap = "it falls with every further segment",
    .takes = &measured_segments,
    .bigger_is_better = false,
    .least = 0,
    .greatest = NAN,
    .decimals = -1,
};
static const struct metric psi_metric = {
    .name = "psi",
    .title = "population stability index",
    .definition =
        "the sum of (q - p) ln(q / p) over cells cut in the reference, with cells for missing and unseen, half "
        "a count added to each when one is empty",
    .trap = "it grows with the number of cells, and small samples are never at 0",
    .takes = &measured_samples,
    .bigger_is_better = false,
    .least = 0,
    .greatest = NAN,
    .decimals = 3,
};

static const struct metric concordance_metric = {
    .name = "concordance",
    .title = "concordance of risks and times",
    .definition =
        "the chance that of two customers of whom it is known who had the event first, that one was given the "
        "higher chance, ties counting half (Harrell's C)",
    .trap =
        "it knows nothing of how right the chances are, and where many are censored early it is of the early events",
    .takes = &measured_times,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 1,
    .of_rows = times_harrell,
    .decimals = 4,
    .main = true,
    .other = "c",
    .sliced = ".4-",
    .method = "bootstrap",
};
static const struct metric concordance_uno_metric = {
    .name = "concordance_uno",
    .title = "concordance that censoring does not move",
    .definition =
        "as concordance, each pair weighed by 1 / G^2, G the share not yet censored at the earlier time (Uno's C)",
    .trap = "where hardly anybody is seen that long, a few pairs weigh much",
    .takes = &measured_times,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 1,
    .of_rows = times_uno,
    .decimals = 4,
    .method = "bootstrap",
};
static const struct metric auc_censored_metric = {
    .name = "auc_censored",
    .title = "area under the ROC curve at the end of the window",
    .definition =
        "the chance that who had the event within the window was given a higher chance than who had not; who was "
        "censored before counts through those seen longer (1 / G)",
    .trap = "one point of time: which of them came sooner is not asked",
    .takes = &measured_times,
    .bigger_is_better = true,
    .least = 0,
    .greatest = 1,
    .of_rows = times_auc,
    .decimals = 4,
    .method = "bootstrap",
};
static const struct metric brier_censored_metric = {
    .name = "brier_censored",
    .title = "Brier score at the end of the window",
    .definition =
        "the mean of (chance - whether it happened within the window)^2; who was censored before counts through "
        "those seen longer (1 / G)",
    .trap = "compare it with that of the same share for all: of rare events every score is small",
    .takes = &measured_times,
    .least = 0,
    .greatest = NAN,
    .needs_probability = true,
    .of_rows = times_brier,
    .decimals = 4,
    .method = "bootstrap",
};

const struct metric *const metrics[] = {
    &roc_auc_metric,
    &pr_auc_metric,
    &ks_metric,
    &lift10_metric,
    &gain20_metric,
    &log_loss_metric,
    &brier_metric,
    &ece_metric,
    &mae_metric,
    &rmse_metric,
    &bias_metric,
    &spearman_metric,
    &r2_metric,
    &concordance_metric,
    &concordance_uno_metric,
    &auc_censored_metric,
    &brier_censored_metric,
    &silhouette_metric,
    &davies_bouldin_metric,
    &calinski_harabasz_metric,
    &inertia_metric,
    &psi_metric,
    NULL,
};

const struct metric *metric_find(const char *name)
{
    for (size_t i = 0; metrics[i]; i++) {
        if (strcmp(metrics[i]->name, name) == 0 || (metrics[i]->other && strcmp(metrics[i]->other, name) == 0))
            return metrics[i];
    }
    return NULL;
}

const struct metric *metric_main(const struct measured *takes)
{
    for (size_t i = 0; metrics[i]; i++) {
        if (metrics[i]->main && metrics[i]->takes == takes)
            return metrics[i];
    }
    return NULL;
}
