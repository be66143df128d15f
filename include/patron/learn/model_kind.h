/* What a model kind is: a row with functions. To add one: a file in src/learn/, a line in kinds.c, a reference test.

   learn/ sees numbers only: matrices, outcomes, weights, a seed, a work handle; never tables, names of features, files.
 */
#ifndef PATRON_LEARN_MODEL_KIND_H
#define PATRON_LEARN_MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/matrix.h"
#include "patron/base/parameter.h"

struct error;
struct json;
struct work;

/* What a kind answers; a set. */
enum {
    ANSWER_PROBABILITY = 1, /* yes/no in a window: predict gives P(outcome = 1) */
    ANSWER_AMOUNT = 2,      /* an amount in a window */
    ANSWER_GROUP = 4,       /* a segment: predict gives 0 .. k-1 */
    ANSWER_COUNT = 8,       /* how many purchases in a window: study/ asks the process */
};

/* What the columns of x are. */
enum model_input {
    INPUT_FEATURES,  /* the design matrix of a feature set, standardised or not as the kind asks */
    INPUT_PURCHASES, /* n x 3: repeat purchases x, recency t_x, age T, in weeks (days/7) as of the cutoff */
    INPUT_SPEND,     /* n x 2: number of repeat purchases n, their mean value m; only rows with n > 0 and m > 0 train */
};

struct learn_data {
    const struct matrix *x;
    const double *y;      /* n rows; NULL for ANSWER_GROUP and INPUT_PURCHASES, INPUT_SPEND */
    const double *weight; /* NULL: ones */
    /* Rows of one cluster (a customer at several dates) do not vary alone: standard errors are those of clusters. A
       number from 0 to n_clusters - 1 for each row; NULL: each row stands for itself. Estimates do not depend on it. */
    const uint32_t *cluster;
    size_t n_clusters;
    const struct matrix *validation_x; /* for early stopping, or NULL */
    const double *validation_y;
    uint64_t seed;
    double horizon; /* INPUT_PURCHASES when predicting: length of the target window in weeks; gap added by study */
    double gap;     /* weeks between cutoff and window */
    struct work *work;
};

/* How a fit went, beside the fitted value: printed, stored in the model file, never hidden. */
enum fit_state { FIT_CONVERGED, FIT_BOUNDARY, FIT_STOPPED_EARLY, FIT_NOT_CONVERGED, FIT_LEARNED_NOTHING };
struct fit_term {                    /* one coefficient or parameter */
    const char *name;                /* to free; for INPUT_FEATURES "x17" style indices are replaced by study: see `column` */
    int column;                      /* column of x that it belongs to; -1: none (intercept, r, alpha) */
    double estimate, standard_error; /* NaN when not available; on the scale of x as given */
};
struct fit_summary {
    enum fit_state state;
    size_t n_iterations;
    double log_likelihood, null_log_likelihood; /* NaN when not of this kind */
    double gradient_norm;
    double inertia; /* k-means */
    size_t n_terms;
    struct fit_term *terms; /* freed by fit_summary_release */
    char note[160];    /* "no dropout seen: a at its boundary, P(alive) = 1 for all"; may be empty. Columns of x stand
                          in it, as in errors, as the words x0, x1, ...: study puts the features' names there */
    size_t n_clusters; /* whose variation the standard errors are of; 0: that of rows */
};
void fit_summary_release(struct fit_summary *summary);

struct model_kind {
    const char *name;      /* "logit" */
    const char *title;     /* "penalised logistic regression" */
    const char *summary;   /* one sentence for help */
    const char *reference; /* paper or book */
    unsigned answers;
    enum model_input input;
    bool wants_dummies;   /* categorical columns as 0/1 columns (first level dropped); else codes with -1/NaN missing */
    bool wants_scale;     /* kind's default for scaling columns: z-scores fitted on training rows */
    bool handles_missing; /* NaN allowed in x; else study imputes (median, and a flag column) */
    const struct parameter *parameters; /* ends with name NULL */

    /* The fitted value (opaque), or NULL and ERR. Deterministic given data, parameters and seed, on any threads.
       SUMMARY is set in both cases, to be released. After E_SEPARATION it holds one term: its `column` is the one to
       blame. */
    void *(*fit)(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                 struct error *err);
    /* OUT: one value a row of DATA->x (y ignored). */
    bool (*predict)(const void *fitted, const struct learn_data *data, double *out, struct error *err);
    /* Contributions to the margin (log-odds or amount) of one row: OUT has n_columns + 1, the last is the base. NULL
       when the kind has none. */
    bool (*explain)(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err);
    /* Gain-like importance per column, or NULL when only permutation is available. */
    bool (*importance)(const void *fitted, size_t n_columns, double *out);
    struct json *(*write)(const void *fitted);
    void *(*read)(const struct json *json, struct error *err); /* checks everything: files are edited by hand */
    void (*free)(void *fitted);
};
extern const struct model_kind *const model_kinds[]; /* ends with NULL: logit gbm bgnbd gammagamma kmeans */
const struct model_kind *model_kind_find(const char *name);

/* The figures of a purchase process beside the probability that predict gives (P(no purchase in the window)). Rows as
   in INPUT_PURCHASES; any OUT may be NULL. */
bool bgnbd_figures(const void *fitted, const struct matrix *x, double horizon_weeks, double *p_alive,
                   double *expected_purchases, struct error *err);

/* Segments: centroids as rows in the space of x. A view. */
const struct matrix *kmeans_centroids(const void *fitted);

#endif
