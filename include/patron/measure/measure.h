/* Metrics: scores and outcomes in, figures with their uncertainty out. Nothing here knows which model made a score.

   `score` holds n finite doubles, `outcome` n bytes 0 or 1. Ties are shared: no figure depends on the order of rows. */
#ifndef PATRON_MEASURE_MEASURE_H
#define PATRON_MEASURE_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct frame;
struct work;
struct matrix;

struct interval {
    double estimate, low, high; /* NaN where undefined */
};

/* Area under the ROC curve by mid-ranks; O(n log n). NaN when there is one class only. */
double measure_auc(const double *score, const uint8_t *outcome, size_t n);
/* With DeLong's variance (DeLong et al. 1988; Sun and Xu 2014): estimate and 95 % interval, clipped to [0, 1]. Where
   the smaller class times the area's distance from 0 or 1 is below 3, the interval is Newcombe's (2006, method 5),
   which holds there too; scores that separate the classes have one as well. */
struct interval measure_auc_interval(const double *score, const uint8_t *outcome, size_t n, double *variance);
/* Paired difference AUC(a) - AUC(b) on the same rows: interval, z, two-sided p. */
struct auc_difference {
    struct interval difference;
    double covariance, z, p;
};
struct auc_difference measure_auc_difference(const double *a, const double *b, const uint8_t *outcome, size_t n);

/* The points of the ROC curve, (0,0) first, (1,1) last, one per distinct score, thinned to at most MAX points without
   changing its shape at that resolution. Caller frees the three arrays. */
struct curve {
    size_t n;
    double *x, *y, *threshold;
};
bool measure_roc(const double *score, const uint8_t *outcome, size_t n, size_t max, struct curve *out,
                 struct error *err);
bool measure_precision_recall(const double *score, const uint8_t *outcome, size_t n, size_t max, struct curve *out,
                              struct error *err); /* x recall, y precision */
void curve_release(struct curve *curve);
double measure_average_precision(const double *score, const uint8_t *outcome, size_t n); /* steps, not trapezoids */
/* Greatest distance of the two score distributions; *THRESHOLD (may be NULL) where it is reached. */
double measure_ks(const double *score, const uint8_t *outcome, size_t n, double *threshold);
double measure_brier(const double *probability, const uint8_t *outcome, size_t n);
/* Mean of -ln p of what happened, p clipped to [1e-15, 1-1e-15]; *CLIPPED (may be NULL) counts. */
double measure_log_loss(const double *probability, const uint8_t *outcome, size_t n, size_t *clipped);

/* Decile tables: row 0 holds the highest scores. Groups differ by at most one in size; tied scores share outcomes in
   proportion, so that order cannot matter. */
struct decile {
    double n, positives; /* fractional where ties are shared */
    double least, greatest, mean_score;
    double rate, lift, cumulative_lift, cumulative_gain; /* gain: share of all positives gathered so far */
};
bool measure_deciles(const double *score, const uint8_t *outcome, size_t n, size_t n_groups, struct decile *out,
                     struct error *err);
double measure_lift(const double *score, const uint8_t *outcome, size_t n, double share); /* lift@share */
double measure_gain(const double *score, const uint8_t *outcome, size_t n, double share);

/* Calibration in BINS of equal count (ties stay in one bin): mean score, observed rate, n, Wilson interval. */
struct calibration_bin {
    double n, mean_score, rate, low, high;
};
struct calibration {
    size_t n_bins;
    struct calibration_bin *bins; /* freed by calibration_release */
    double ece;                   /* expected calibration error: mean |score - rate| over bins, by count */
    double slope, intercept;      /* of the outcome on logit(score), by logistic regression */
    double mean_difference;       /* mean score - base rate */
};
bool measure_calibration(const double *probability, const uint8_t *outcome, size_t n, size_t bins,
                         struct calibration *out, struct error *err);
void calibration_release(struct calibration *calibration);

struct confusion {
    double threshold, true_positive, false_positive, false_negative, true_negative;
    double precision, recall, specificity, accuracy, f1;
};
struct confusion measure_confusion(const double *score, const uint8_t *outcome, size_t n, double threshold);
double measure_best_f1(const double *score, const uint8_t *outcome, size_t n); /* the threshold */
/* The threshold with the greatest SAVE x true positives - CONTACT x rows called; infinite when nothing pays. */
double measure_best_profit(const double *score, const uint8_t *outcome, size_t n, double contact, double save);
struct interval measure_wilson(double positives, double n);

/* Bootstrap intervals (percentile, REPEATS resamples of rows, stream per repeat) of any metric below, and of paired
   differences on the same resamples. */
typedef double metric_function(const double *score, const uint8_t *outcome, size_t n);
bool measure_bootstrap(metric_function *metric, const double *score, const uint8_t *outcome, size_t n, size_t repeats,
                       uint64_t seed, struct work *work, struct interval *out, struct error *err);
bool measure_bootstrap_difference(metric_function *metric, const double *a, const double *b, const uint8_t *outcome,
                                  size_t n, size_t repeats, uint64_t seed, struct work *work, struct interval *out,
                                  struct error *err);

/* The figure of A, or with B (NULL: none) the difference of figures, on resamples of their rows; *P (may be NULL) as that of
   measure_bootstrap_mean. */
struct metric_rows;
bool measure_bootstrap_rows(double (*figure)(const struct metric_rows *rows), const struct metric_rows *a,
                            const struct metric_rows *b, size_t repeats, uint64_t seed, struct work *work,
                            struct interval *out, double *p, struct error *err);

/* The intervals of several metrics of scores and outcomes (their `walk` is not NULL) from the same resamples,
   without sorting in each: much faster than one by one; none below ten rows of a class. OUT holds N_METRICS. */
struct metric;
bool measure_bootstrap_metrics(const struct metric *const *rows, size_t n_metrics, const double *score,
                               const uint8_t *outcome, size_t n, size_t repeats, uint64_t seed, struct work *work,
                               struct interval *out, struct error *err);
/* Of the mean of VALUES (errors a row, paired differences of losses a row), each resample's mean held against its own
   deviation. *P (may be NULL): two-sided, that the mean is 0, from the share of resamples further out than it, at least
   2 / (repeats + 1). */
bool measure_bootstrap_mean(const double *values, size_t n, size_t repeats, uint64_t seed, struct work *work,
                            struct interval *out, double *p, struct error *err);

/* Amounts: predicted against actual. */
struct amount_figures {
    double mae, rmse, bias, total_predicted, total_actual, spearman, pearson,
        r2; /* bias: predicted / actual total - 1 */
};
bool measure_amount(const double *predicted, const double *actual, size_t n, struct amount_figures *out,
                    struct error *err);

/* The rank correlation (mid-ranks) with its 95 % interval; the interval is NaN below ten rows and at -1 and 1. */
bool measure_spearman_interval(const double *a, const double *b, size_t n, struct interval *out, struct error *err);

/* VALUES ascending, in place, by radix: for quantiles. Missing values (NaN) must have been left out. */
bool measure_sort(double *values, size_t n, struct error *err);
/* The quantile at SHARE of N sorted values, linear between order statistics (as R's type 7 and NumPy); NaN when N is 0.
 */
double measure_sorted_quantile(const double *sorted, size_t n, double share);

/* Correlations of N columns of N_ROWS values, one column after the other, NaN where missing: OUT (n x n) over the rows
   that a pair has both of; Pearson's, or with RANKS Spearman's (mid-ranks among those rows). NaN where a column is
   constant in them or infinite. VALUES are scaled in place. */
bool measure_correlations(double *values, size_t n, size_t n_rows, bool ranks, struct work *work, double *out,
                          struct error *err);

/* Two samples of numbers. KS distance and its p: exact given the ties while n m <= MEASURE_EXACT_PAIRS, else asymptotic;
   x and y need not be sorted (copied). */
enum { MEASURE_EXACT_PAIRS = 250000 }; /* the exact p takes n m steps */
bool measure_ks_two_sample(const double *x, size_t n, const double *y, size_t m, double *distance, double *p,
                           struct error *err);
/* The same of samples in rising order; NaN when one is empty. */
void measure_ks_sorted(const double *x, size_t n, const double *y, size_t m, double *distance, double *p);
double measure_ks_p(double distance, double n, double m); /* asymptotic */
/* The area between the two distribution functions, in the unit of the values; samples in rising order. */
double measure_wasserstein_sorted(const double *x, size_t n, const double *y, size_t m);

/* Two rows of counts in the same cells. */
/* Population stability index, half a count added to each cell when any is empty on one side only; cells that are empty
   on both sides do not count. */
double measure_psi(const double *then_counts, const double *now_counts, size_t cells);
/* The PSI that two samples of one distribution pass in 5 % of cases: chi-square's 95 % point at B - 1 times
   (1/n + 1/m), B the cells that are used (Yurdakul 2018); 0 when there is one cell only. */
double measure_psi_null_level(const double *then_counts, const double *now_counts, size_t cells);
/* Jensen-Shannon distance, base 2: 0 to 1. */
double measure_jensen_shannon(const double *a, const double *b, size_t cells);
/* P (n of them; NaN: not tested) adjusted by Benjamini and Hochberg 1995: calling all at or below 5 % different is wrong
   in 5 % of those called. */
void measure_benjamini_hochberg(const double *p, size_t n, double *out);
/* Chi-square test that two rows of counts have one distribution. */
double measure_chi_square(const double *a, const double *b, size_t cells, double *p);

/* Segments. X: n rows, LABEL 0 .. k-1. */
/* Silhouette of each row of SAMPLE (n_sample row numbers, or NULL: all) by exact distances to all sampled rows, O(n^2
   d) in blocks; OUT has n_sample values; singletons 0 (Rousseeuw 1987). NEAREST (may be NULL): the other segment. */
bool measure_silhouette(const struct matrix *x, const uint32_t *label, size_t k, const uint32_t *sample,
                        size_t n_sample, struct work *work, double *out, uint32_t *nearest, struct error *err);
double measure_davies_bouldin(const struct matrix *x, const uint32_t *label, size_t k);
double measure_calinski_harabasz(const struct matrix *x, const uint32_t *label, size_t k);
double measure_adjusted_rand(const uint32_t *a, const uint32_t *b, size_t n);
/* A sample of at most MAX rows stratified by label: at least min(size, 2) rows of each; sorted. Caller frees. */
uint32_t *measure_stratified_sample(const uint32_t *label, size_t n, size_t k, size_t max, uint64_t seed,
                                    size_t *n_sample);

/* ---- The metrics that reports and gates know: rows ---- */

/* What a metric is measured on: a row each, named after the kind of target (patron/feature/target_kind.h) where test
   rows have labels of it. */
struct measured {
    const char *name;  /* "yes/no", "amount", "segments", "samples" */
    const char *title; /* "scores and yes/no outcomes", as help tells it */
    const char *of;    /* what gates give it: "MODEL", "SEGMENTS"; NULL: no model has it */
};
extern const struct measured measured_outcomes, measured_amounts, measured_times, measured_segments, measured_samples;
extern const struct measured *const measured_kinds[]; /* ends with NULL */
/* By its name; NULL: none. */
const struct measured *measured_find(const char *name);

/* The rows of a test: what metrics of models are measured on. A new kind of label has its metrics read LABELS and
   ANSWERS by the names of their columns; the other members are what most read, made once. */
struct metric_rows {
    const struct measured *takes;
    size_t n;
    const double *score;
    const uint8_t *outcome; /* of measured_outcomes */
    const double *amount;   /* of measured_amounts: what was bought */
    bool probability;       /* the scores are probabilities */
    const struct frame *labels, *answers; /* NULL: there are no others than these */
};
struct ladder;
/* One row of this table is all that a metric needs: models are measured by it, `compare`, gates, lists and help read
 * it. */
struct metric {
    const char *name, *other; /* "roc_auc", and the name it is called by in a hurry: "auc"; NULL: none */
    const char *title;        /* "area under the ROC curve" */
    const char *definition;   /* one sentence with the convention */
    const char *trap;         /* what misleads */
    const struct measured *takes; /* NULL: a figure that reports print, of no model by itself */
    bool bigger_is_better, nearest_zero; /* nearest_zero: of both signs, 0 is best */
    bool main;                           /* the figure that lists show of a model, and `compare` judges by */
    double least, greatest;              /* range; NaN: open */
    int decimals;                        /* when it is shown; -1: as its magnitude asks for */
    bool needs_probability;              /* brier, log_loss, ece */
    const char *sliced;                  /* how `slices` shows it of each part (table_block_format); NULL: not at all */
    /* The figure, by one of these. */
    metric_function *compute; /* of outcomes; NULL for others */
    double (*of_amounts)(const struct amount_figures *figures);
    double (*of_rows)(const struct metric_rows *rows); /* of any labels and answers */
    /* How its interval is got; all NULL: none. `interval` is a closed form; `walk` is the figure of a resample on the
       ladder (without it resamples are sorted one by one: slow, never wrong); `loss` is what a row adds to a mean, and
       `of_mean` makes the figure of that mean (NULL: it is the mean), so that the mean is resampled. With a METHOD and
       none of these, rows are resampled. */
    const char *method; /* "DeLong", "bootstrap", "bounds" */
    struct interval (*interval)(const struct metric_rows *rows, double estimate);
    double (*walk)(const struct ladder *ladder);
    double (*loss)(const struct metric_rows *rows, size_t row, const struct amount_figures *figures);
    double (*of_mean)(double mean, const struct amount_figures *figures);
    /* The difference of two models' figures on the same rows in closed form, with its p; else the means of `loss` are
       compared, or rows are resampled, in pairs. */
    const char *difference_method; /* "DeLong" */
    void (*difference)(const struct metric_rows *a, const struct metric_rows *b, struct interval *value, double *p);
};
extern const struct metric *const metrics[]; /* ends with NULL */
/* By its name or its other one; NULL: none. */
const struct metric *metric_find(const char *name);
/* The metric that lists show of what TAKES, by which models are compared. */
const struct metric *metric_main(const struct measured *takes);

struct metric_value {
    const struct metric *metric;
    struct interval value; /* low and high NaN when there is no interval */
};
/* METRIC's figure of ROWS; NaN where they do not define it. */
double metric_figure(const struct metric *metric, const struct metric_rows *rows);
/* METRIC of A less that of B, on the same rows: VALUE with a 95 % interval, the two-sided P of no difference, and by what
   METHOD. */
bool metric_difference(const struct metric *metric, const struct metric_rows *a, const struct metric_rows *b,
                       size_t repeats, uint64_t seed, struct work *work, struct interval *value, double *p,
                       const char **method, struct error *err);
/* All metrics that take ROWS, in the table's order; *OUT (N of them) is freed by the caller. A figure that ROWS do not
   define (one class only, scores that are no probabilities) is NaN. REPEATS 0: without intervals. */
bool metrics_measure(const struct metric_rows *rows, size_t repeats, uint64_t seed, struct work *work,
                     struct metric_value **out, size_t *n, struct error *err);

#endif
