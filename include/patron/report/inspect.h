/* Inspections: what studies and metrics found, arranged as reports.

   Each builder takes plain values (models, scored rows, results of study/) and returns a report for the caller to free.
   Builders that still have to measure something (curves, paired differences) take an error and may return NULL; the
   others cannot fail. Texts are copied; models, scored rows and tables need to live only during the call, except tables
   that a block shows, which are retained. Any CONTEXT may be NULL: "test 2024-07-01  n 13,787" is then made where it
   can be. */
#ifndef PATRON_REPORT_INSPECT_H
#define PATRON_REPORT_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/feature/leak.h"
#include "patron/report/report.h"
#include "patron/study/cohort.h"
#include "patron/study/funnel.h"
#include "patron/study/calibration.h"
#include "patron/study/over.h"
#include "patron/study/study.h"
#include "patron/study/survival.h"
#include "patron/study/suspects.h"

/* ---- Models ---- */
/* A model as it takes part in a comparison or a picture. */
struct inspected {
    const char *name; /* as the user calls it: "m3" or "m3@6" */
    const struct model *model;
    const struct scored *scored; /* its test rows; all models of one report on the same rows in the same order */
    double fit_seconds;          /* NaN: not shown */
};
/* Models as columns, metrics as rows, best starred, AUC with interval, then what differs in features and parameters,
   then one line for each model against BASELINE with interval, method and verdict. FORCED: the rows differ and the user
   wants to see them all the same; the report then says so in its title and leaves out paired differences. */
struct report *report_compare(const struct inspected *models, size_t n, size_t baseline, bool forced,
                              const char *context, struct work *work, struct error *err);

enum {
    CURVES_ROC = 1,
    CURVES_CALIBRATION = 2,
    CURVES_LIFT = 4,
    CURVES_PR = 8,
    CURVES_CONFUSION = 16,
    CURVES_GAIN = 32,
    CURVES_SCORES = 64,
    CURVES_USUAL = 1 | 2 | 4 | 16,
    CURVES_ALL = 127
};
struct curves_options {
    unsigned kinds;                  /* CURVES_..; 0: the usual */
    double threshold;                /* of the confusion table; NaN: 0.5 */
    size_t bins;                     /* of the calibration; 0: 10 */
    const char *positive, *negative; /* words for outcomes 1 and 0: "churned", "stayed"; NULL: "yes", "no" */
};
/* ROC and precision-recall of all models; calibration, lift and the confusion table of the first. Amounts: predicted
   against actual by decile. OPTIONS may be NULL. */
struct report *report_curves(const struct inspected *models, size_t n, const struct curves_options *options,
                             const char *context, struct error *err);
/* After `train` and `segment`: rows, features, figures of the test, coefficients or segments, how the fit went. */
struct report *report_train(const struct model *model, double fit_seconds);
/* A model called LABEL against itself made again; the figures that differ, if any, first ones of many. */
/* Figures of a recipe at other dates, or on fewer customers (SIZES). */
struct report *report_over(const struct model *model, const char *label, const struct over *over, bool sizes);
struct report *report_rebuild(const struct model *model, const char *label,
                              const struct model_differences *differences);
/* `show m3`, and the card written by `export card`: everything the model file knows, in words and tables. */
struct report *report_model_card(const struct model *model);
struct report *report_importance(const char *model, const struct importance *importance, const char *context);
/* Row i of CODES (codes of LEVELS, or TEXT_MISSING) says which slice scored row i is in. */
struct slicing {
    const char *by;
    const uint32_t *codes;
    const char *const *levels;
    size_t n_levels;
};
/* The figures of a model's test in each slice, a table for each of SLICINGS. */
struct report *report_slices(const struct inspected *model, const struct slicing *slicings, size_t n,
                             const char *context, struct error *err);
/* Operating points of a model, the chosen one first: the test rows at or above each threshold, and what calling them
   yields. */
struct operating_point {
    const char *name;           /* "max_profit" */
    struct confusion confusion; /* at its threshold; infinite: nobody */
    struct interval f1, profit; /* on the test rows; the profit is NaN when no costs were given */
    struct interval threshold;  /* where choices on other training rows would fall; NaN: it was given */
};
/* N_CHOSEN_ON: training rows that the thresholds of rules were chosen on, out of fold; 0: none was chosen. */
struct report *report_threshold(const struct inspected *model, const struct operating_point *points, size_t n,
                                double contact, double save, size_t n_chosen_on);
/* What a calibrator called AFTER changes on the test rows of BEFORE. */
void report_add_calibration(struct report *report, const char *before, const char *after,
                            const struct calibration_gain *gain);
/* What the N MODELS of an AVERAGE are worth against it: PAIRS are those of study_compare, the average the baseline. */
void report_add_average(struct report *report, const struct model *average, const struct inspected *models, size_t n,
                        const double *weights, const struct comparison_pair *pairs);

/* ---- Segments ---- */
/* NAMES: k names, each or all NULL for numbers only. CHOICES (n_choices, may be 0): the table to choose k from. */
struct report *report_silhouette(const char *segmentation, const struct silhouette_result *result,
                                 const char *const *names, const struct k_choice *choices, size_t n_choices,
                                 const char *context);
struct segment_outcome { /* what became of each segment: churn, value, score */
    const char *name;
    const double *values; /* k; NaN: not known */
    bool share;           /* shown as per cent */
};
enum profile_by { PROFILE_Z, PROFILE_MEAN };
struct report *report_profile(const char *segmentation, const struct profile *profile, const char *const *names,
                              enum profile_by by, const struct segment_outcome *outcomes, size_t n_outcomes,
                              const char *context);

/* ---- Monitoring ---- */
/* THEN and NOW are labels: "2023-07-01", "2024-07-01", "training". IMPORTANCE may be NULL. MOVED_ONLY hides what is ok.
 */
struct report *report_drift(const char *subject, const struct drift *drift, const char *then, const char *now,
                            const struct importance *importance, bool moved_only);
/* One feature: both histograms on the same cells, and the cells as a table. */
struct report *report_drift_feature(const struct drift_feature *feature, const char *then, const char *now);

/* ---- One customer ---- */
struct customer_score {
    const char *model, *kind; /* "m3", "gbm full" */
    double score;
    double rank_share; /* share of customers with a higher score; NaN: not known */
};
struct customer_card {
    const struct world *world;
    uint32_t customer; /* row */
    int64_t cutoff;
    bool reveal;                         /* columns marked as personal in clear; else masked */
    const struct customer_score *scores; /* the model asked for first, then others that disagree or agree */
    size_t n_scores;
    const char *target; /* "churn90" or NULL */
    const struct contribution *contributions;
    size_t n_contributions;
    struct explanation explanation; /* of the contributions */
    double then_score; /* `explain .. against=DATE`: the score then; NaN: contributions are against the median */
    const char *then;  /* that date, or NULL */
    size_t n_events;   /* events listed, newest first; 0: 50 */
};
/* Facts, scores, why, 52 weeks, events: all before the cutoff. */
struct report *report_customer(const struct customer_card *card, struct error *err);
/* The reasons alone. */
struct report *report_explain(const struct customer_card *card);

/* ---- Data ---- */
/* `summary`: each column of TABLE with mean, sd, least, median, greatest, missing, distinct and shape; BY (a column, or
   NULL) adds the mean in each of its levels. */
struct report *report_summary(const char *subject, const struct table *table, const char *by, const char *context,
                              struct error *err);
struct described_table {
    const char *name, *key, *time, *of, *via, *known, *source; /* NULL where there is none */
    bool states;                                               /* the time is from when on a state was in force */
    const char *ends, *late, *constant, *planned;              /* as in struct table_role */
    const char *found, *found_planned;                         /* as in struct table_version */
    int version;
    size_t n_rows, n_columns, n_visible; /* visible: before the as-of date; SIZE_MAX: not asked */
    int64_t first_time, last_time;
    size_t n_quarantined;
    const char *check; /* "ok", "1 warn", or NULL */
    bool reference;    /* rows of nobody, found by their key */
    const struct reference_use *uses;
    size_t n_uses;
    const char *made_from; /* the versions and the statement of a table made from tables, or NULL */
};
struct report *report_describe(const struct described_table *tables, size_t n, const char *context);
/* One table: its facts, and each column with type, role, missing, distinct, range and shape. */
struct report *report_describe_table(const struct described_table *described, const struct table *table,
                                     struct error *err);
/* Values of one column by frequency. */
struct report *report_frequency(const struct column *column, size_t n_rows, size_t limit, struct error *err);
/* Correlations of the columns of TABLE that are numbers, as a heat map; RANKS: Spearman. */
struct report *report_correlation(const char *subject, const struct table *table, bool ranks, const char *context,
                                  struct work *work, struct error *err);
/* `cohort`: cohorts as rows, periods after the first as columns, and the retention of all as a curve. */
enum cohort_show { COHORT_SHARE, COHORT_CUSTOMERS, COHORT_EVENTS, COHORT_AMOUNT };
struct cohort_view {
    enum cohort_show show;
    const char *title;        /* of the grid: "share that came back, by month" */
    const char *period_label; /* "months after the first" */
    size_t n_periods;         /* columns at most; 0: all */
};
struct report *report_cohorts(const char *subject, const struct cohorts *cohorts, const struct cohort_view *view,
                              const char *context);
/* `survival`: curves of GROUPS over so many DAYS, and their figures. */
struct report *report_survival(const char *subject, const struct survival_groups *groups, double days,
                               const char *context);
/* NAMES: of the steps. */
struct report *report_funnel(const char *population, const char *const *names, const struct funnel *funnel,
                             const char *context);
/* The proof, and what else tells more than it could know of TARGET; SUSPECTS NULL: not looked for. */
struct report *report_leak(const char *subject, const struct leak_result *leak, const char *target,
                           const struct suspects *suspects, const char *context);

/* ---- Small things that every caller needs ---- */
/* "13,787", "0.0145": a report with one note, printf-like. */
struct report *report_message(enum verdict verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* N counts as a line of bars in UTF-8 (zero is blank), to be put into text columns; renderers fall back in ASCII. */
char *spark_text(const double *counts, size_t n); /* free */

#endif
