/* Studies: what needs both an algorithm and a metric. Splits, design matrices, fitting, comparing, scoring, drift.

   A study never sees file paths, the catalog or screens: it gets a world, definitions and a split, and gives values. */
#ifndef PATRON_STUDY_STUDY_H
#define PATRON_STUDY_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/frame.h"
#include "patron/base/hash.h"
#include "patron/feature/feature.h"
#include "patron/learn/model_kind.h"
#include "patron/measure/measure.h"

struct json;

/* ---- Split ---- */
/* Which rows train and which test: by date (the usual), or, for tables without time, by a seeded share of customers. */
struct split {
    size_t n_train; /* cutoffs of training; 0: a split by share */
    int64_t train[64];
    int64_t test;      /* TIME_MISSING for a split by share */
    double test_share; /* 0.25 */
    bool stratify;     /* by the target's classes */
    uint64_t seed;
};
/* max(train cutoff + gap + horizon) <= test, or E_SPLIT_OVERLAP with the dates. TARGET NULL: only that the split is
 * one. */
bool split_check(const struct split *split, const struct definition *target, struct error *err);

/* Whether the labels of a test date, or of one training date at least, can be complete in WORLD's data; E_IMMATURE with
   the last date that could be. */
bool split_check_labels(const struct split *split, const struct definition *target, const struct world *world,
                        struct error *err);
bool cutoff_check_labels(int64_t cutoff, const struct definition *target, const struct world *world, struct error *err);

/* Days on which labels of a training cutoff and of the test are both counted: 0 when training is complete before it. */
int64_t split_shared_days(const struct split *split, const struct definition *target);

/* The rows that train: the population at each training cutoff, whoever's outcome is known; of a split by share, the
   customers at ASOF that are not chosen to test TARGET (NULL: any). SPLIT NULL: the population at ASOF. The caller
   frees CUSTOMERS and CUTOFFS. */
bool study_training_rows(const struct world *world, const struct definition *population,
                         const struct definition *target, const struct split *split, int64_t asof, struct work *work,
                         uint32_t **customers, int64_t **cutoffs, size_t *n, struct error *err);

/* ---- The request: all that decides a model ---- */
struct study_request {
    const struct world *world;
    const struct definition *population; /* NULL: all customers */
    const struct definition *target;     /* NULL for segments */
    const struct feature *features;      /* n_features; none for kinds that read purchases */
    size_t n_features;
    const char *feature_set;   /* its name, for reports */
    const struct split *split; /* NULL for segments: all of the population as of `asof` */
    int64_t asof;
    const struct model_kind *kind;
    const struct values *parameters; /* bound to kind->parameters */
    double train_share; /* of the customers who could train, drawn by their keys; 0: all */
    const char *scale;               /* "zscore" "none" or NULL: as the kind wants */
    uint64_t seed;
    struct work *work;
};

/* ---- The model: a value; written and read as JSON to the bit ---- */
struct model_metric {
    char name[32];
    struct interval value; /* low and high NaN when there is no interval */
};
/* A feature's distribution in the rows that it is compared with later: cells fixed there, which travel with the model.
   Cells of numbers are [edge, next edge): the first lies below the least value, the last above the greatest; a value
   that many have is a cell of its own. Cells of text are levels, then other levels that were seen, unseen ones. The
   last cell of both is what is missing. */
struct reference {
    char *feature;
    char *rows; /* whose distribution it is: "training rows", "test rows"; NULL: of a file that does not say */
    enum type type;
    size_t n_edges;
    double *edges;
    size_t n_levels;
    char **levels;
    size_t n_cells;
    double *counts;  /* n_cells */
    double mean, sd; /* of numbers */
    /* Of numbers: their distribution function at N_POINTS values in rising order: rows under each, and up to each.
       WHOLE: these are all values that there were. None in files of earlier programs. */
    size_t n_points;
    double *points, *below, *at_most;
    bool whole;
    /* Of texts: hashes of the levels beyond LEVELS, rising; where they are many, those up to SEEN_MOST, which is then a
       sample. N_ONCE rows have a level that one row has: so many may be expected to bring unseen ones. */
    bool tells_unseen;
    size_t n_seen;
    double *seen, seen_most, n_once;
    bool personal; /* hashes stay in memory */
};
enum { MODEL_PARTS = 3 };
struct model {
    char *name;
    int version;
    const struct model_kind *kind;
    char *population, *target, *feature_set;                      /* their names; NULL when none */
    struct definition *population_definition, *target_definition; /* as of training; NULL when none */
    const struct target_kind *target_kind;                        /* NULL for segments */
    size_t n_features;
    char **feature_names;           /* spend_30d */
    struct definition *definitions; /* one a feature, in the model's arena */
    size_t *windows;
    struct design *design; /* the preparation: encodings, imputation, scales */
    void *fitted;
    const struct model_answer *answer; /* of its kind: what it was asked, and the columns that it gives */
    size_t n_parts;              /* what it is made of beside its kind, in the order of answer->parts */
    struct model_part_fit {
        const struct model_kind *kind;
        void *fitted;
    } parts[MODEL_PARTS];
    struct json *parameters; /* as bound, by name */
    struct fit_summary fit;
    uint64_t seed;
    struct split split;
    int64_t asof;              /* the cutoff of segments and of the test */
    char snapshot[HASH_TEXT];  /* hash of the training snapshot; set by the workspace */
    char inputs[HASH_TEXT];    /* of all that decided it (study_inputs), set by the caller; "" when not known */
    char test_rows[HASH_TEXT]; /* identifies rows, target and cutoff of the test: equal means comparable */
    size_t n_train_rows, n_test_rows, n_dropped_immature; /* of kinds that need no labels: at the last train cutoff */
    size_t n_dropped_unknown; /* static target missing, or (purchases) customers who never bought before the cutoff */
    size_t n_test_unscored;   /* test rows for which the kind has no answer: no figure is of them */
    size_t n_unseen_levels;   /* test values of text features that training did not have: encoded as "other" */
    double n_train_positives, n_test_positives; /* totals for amounts */
    size_t n_test_twins;           /* test rows equal in all features to training rows of other customers (twins.h) */
    struct interval without_twins; /* of yes/no models: the area under the ROC curve on the other test rows */
    size_t n_metrics;
    struct model_metric *metrics;
    size_t n_references;
    struct reference *references; /* of each feature on training rows; last of the score, named "score" */
    char **segment_names;         /* of segmentations: k names or NULLs */
    size_t n_segments;
    double *segment_sizes;
    struct model **nested; /* whose scores the definitions name (nested.h), as they were when this one was trained */
    size_t n_nested;
    char *note;          /* promotion note; may be NULL */
    struct arena *arena; /* private */
};
/* Rows with what a model says of them and what happened: test scores beside the model, so that comparing and drawing
   recompute nothing. */
struct scored {
    size_t n;
    uint32_t *customer; /* row in the world's customers */
    int64_t *cutoff;
    struct frame answers; /* the columns that the model always gives; the first is the score */
    struct frame labels;  /* of TARGET_KIND, missing where not known; for segments `outcome`, missing */
    double *score;        /* a view of the first answer: probability, amount or segment number */
    double *outcome;      /* a view of the label of that name, or of `event`; NULL when TARGET_KIND has neither */
    const struct target_kind *target_kind; /* NULL for segments */
    char *news; /* of study_score: values that training did not have, counted, a line each; NULL: none */
};
void scored_release(struct scored *scored);
/* N rows of nobody in particular, all missing: for ANSWERS (names; end with NULL) to targets of KIND. */
bool scored_init(struct scored *scored, const struct target_kind *kind, const char *const *answers, size_t n,
                 struct error *err);
/* The rows of SCORED at PLACES (N of them), by themselves. */
bool scored_part(const struct scored *scored, const size_t *places, size_t n, struct scored *out, struct error *err);

/* Fits: rows, labels, design, fit, test metrics with intervals, references. TEST (may be NULL) gets the test rows'
   scores (for segments: all rows). The model has no name, version and snapshot yet: the caller gives them. */
struct model *study_train(const struct study_request *request, struct scored *test, struct error *err);
void model_free(struct model *model);
/* Whether it makes segments and answers no target. */
bool model_is_segmentation(const struct model *model);
/* Whether it, or one of its parts, gives the answer COLUMN (patron/learn/model_kind.h). */
bool model_answers(const struct model *model, const char *column);
struct json *model_write(const struct model *model);
struct model *model_read(const struct json *json, struct error *err);
/* What a model's file is: with a seal over all its members, from before there were seals, or changed since. The seal
   finds what an editor or a slip changed; it is no signature, whoever wants to can make another. */
enum model_seal { SEAL_HOLDS, SEAL_NONE, SEAL_BROKEN };
/* Puts the seal of WRITTEN (by model_write) behind its members. */
void model_seal(struct json *written);
enum model_seal model_seal_check(const struct json *json);
enum { MODEL_FORMAT_VERSION = 1 };
enum { MODEL_INTERVALS_VERSION = 2 }; /* how intervals and standard errors in the file were made */
/* What segments were told for missing numbers of FEATURE, and how many were; false where there was none, or missing has
   a column of its own. */
bool model_imputes(const struct model *model, size_t feature, size_t *n_missing, double *value);
const struct model_metric *model_metric_find(const struct model *model, const char *name);
/* The figure by which MODEL is judged (`main` in the table of metrics), or NULL when it was measured by none. */
const struct model_metric *model_main_metric(const struct model *model);

/* ---- Making it again ---- */
/* The hash of all that decides the model of REQUEST on the data SNAPSHOT: equal hashes, equal models. False when the
   request is none that can be trained. */
bool study_inputs(const struct study_request *request, const char *snapshot, char out[HASH_TEXT], struct error *err);
/* The request that MODEL was trained by, as its file records it; lives as long as MODEL and ARENA. */
bool study_request_again(const struct model *model, const struct world *world, struct work *work, struct arena *arena,
                         struct study_request *out, struct error *err);
/* What differs between two models that should be the same: figures, coefficients, preparation, references; not their
   names, versions and notes. Numbers differ when they are further apart than 1e-12 of the larger, or of 1. */
struct model_difference {
    const char *what;     /* "metrics.roc_auc", "fit.terms.recency.estimate" */
    double then, now;     /* NaN when these are no numbers */
    const char *was, *is; /* as text, always */
};
struct model_differences {
    size_t n_compared, n_identical; /* values, and those that are the same to the bit */
    double largest;                 /* between numbers that count as the same */
    size_t n, capacity;
    struct model_difference *items; /* in the arena */
};
void study_differences(const struct model *then, const struct model *now, struct arena *arena,
                       struct model_differences *out);

/* Scores of the customers of POPULATION at CUTOFF by a model, its features computed anew by the recorded definitions
   and preparation. E_NO_COLUMN names feature and column when the world lacks one. Outcomes where the target's window
   ends within the data. Customers who never bought count as not buying for kinds that model purchases. */
bool study_score(const struct model *model, const struct world *world, const struct definition *population,
                 int64_t cutoff, struct work *work, struct scored *out, struct error *err);
/* The test rows of a model scored again, with outcomes, from the world it was trained in. */
bool study_test(const struct model *model, const struct world *world, const struct definition *population,
                const struct definition *target, struct work *work, struct scored *out, struct error *err);

/* What a purchase process (or the one beside a model of spend) says of each of SCORED's customers beside the score: the
   chance that he is still a customer, and the purchases expected in the target's window. NaN for who never bought.
   False with E_NOT_FIT for other kinds. */
bool study_has_purchase_figures(const struct model *model);
bool study_purchase_figures(const struct model *model, const struct world *world, const struct scored *scored,
                            struct work *work, double *p_alive, double *expected, struct error *err);

/* ---- Rows as metrics take them ---- */
/* Scored rows whose score and outcome are known: what is measured, drawn and compared. */
struct labelled {
    struct scored part; /* these rows alone */
    size_t n;
    const double *score, *amount; /* views of PART: the score, and the outcome as a number */
    uint8_t *outcome;             /* 1 where it is above 0 */
    double positives;
    bool probability; /* all scores lie within 0 .. 1 */
};
/* KEEP: only rows whose byte is 1; NULL: all. */
bool labelled_init(struct labelled *labelled, const struct scored *scored, const uint8_t *keep, struct error *err);
void labelled_release(struct labelled *labelled);
/* A view: what metrics of such targets are measured on. */
struct metric_rows labelled_rows(const struct labelled *labelled);
/* 1 for each row that all N of SCORED (as many rows each) have scored and whose outcome is known; the caller frees. */
uint8_t *scored_common(const struct scored *const *scored, size_t n, struct error *err);

/* ---- Comparing ---- */
/* What metrics of models of targets of KIND are measured on. */
const struct measured *measured_of(const struct target_kind *kind);
/* A model's figure less the baseline's, on the same rows. */
struct comparison_difference {
    const struct metric *metric;
    struct interval value; /* 95 %, of this difference alone */
    double p, adjusted;    /* two-sided; by Holm's method over all challengers */
    const char *method;    /* "DeLong", "paired bootstrap" */
    const char *verdict;   /* "better", "worse", "no clear difference" at 5 % by ADJUSTED; "not known" */
};
enum { COMPARISON_METRICS = 8 };
struct comparison_pair { /* a model against the baseline */
    size_t model;
    size_t n_rows; /* rows that all models have scored and whose outcome is known */
    size_t n;      /* differences; the first is the one that models are judged by (metric_main) */
    struct comparison_difference differences[COMPARISON_METRICS];
};
/* SCORED (n of them, all yes/no or all amounts, on the same rows in the same order) each against BASELINE; OUT holds
   n - 1, in the order given. Yes/no targets: the area under the ROC curve, and log loss where both give probabilities;
   amounts: the absolute error. The one place where a verdict on two models is given. E_DIFFERENT_ROWS when rows
   differ. */
bool study_compare(const struct scored *const *scored, size_t n, size_t baseline, uint64_t seed, struct work *work,
                   struct comparison_pair *out, struct error *err);
/* Holm 1979: P (n of them; NaN: not tested) adjusted for their number. */
void holm_adjust(const double *p, size_t n, double *out);

/* ---- Importance ---- */
struct importance {
    size_t n;
    char **features;
    double *value; /* mean loss of the metric when the feature is permuted, over repeats */
    double *sd;
    const char *metric; /* "roc_auc" or "mae" */
    double base;
};
bool study_importance(const struct model *model, const struct world *world, const struct definition *population,
                      const struct definition *target, size_t repeats, uint64_t seed, struct work *work,
                      struct importance *out, struct error *err);
void importance_release(struct importance *importance);

/* ---- Explaining one customer ---- */
struct contribution {
    char *feature;
    double value, median; /* raw value of the customer, median of the population; NaN for text */
    char *text;           /* of categorical values, else NULL */
    double push;  /* contribution to the margin (log-odds, or amount): of linear kinds against the median customer,
                     of trees by SHAP values against the average of the training rows, of purchase processes the
                     Shapley values of its values against the median ones; NaN when the kind has none */
    double level; /* what the value adds as it is, whatever the others': differences between two dates are why the
                     score moved; NaN where the kind does not add up */
};
/* Pushes and BASE add up to MARGIN: BASE is the margin of what the pushes are measured against. NaN when there are no
   pushes. */
struct explanation {
    double score, margin, base;
    const char *against; /* "the median customer" or "the average of the training rows" */
};
void contributions_free(struct contribution *contributions, size_t n);
bool study_explain(const struct model *model, const struct world *world, const struct definition *population,
                   uint32_t customer, int64_t cutoff, struct work *work, struct contribution **out, size_t *n,
                   struct explanation *explanation, struct error *err);

/* ---- Drift ---- */
/* PSI under 0.1 or within its null level at these sizes; under 0.25; above. */
enum drift_state { DRIFT_OK, DRIFT_WATCH, DRIFT_SHIFT };
struct drift_feature {
    char *feature;
    double psi, level; /* LEVEL: what chance alone passes in 5 % of cases */
    double effect; /* numbers: Wasserstein distance in sd of the reference; texts: Jensen-Shannon distance, base 2 */
    double ks, p;  /* ks NaN for text (then p is of chi-square) */
    double q;      /* p by Benjamini and Hochberg over all features */
    bool chi_square;
    double mean_then, mean_now;
    struct reference reference; /* bins and then-counts */
    double *now;                /* counts in the same cells */
    enum drift_state state;
};
struct drift {
    size_t n, n_then, n_now;
    struct drift_feature *features; /* sorted by PSI, largest first */
    size_t n_moved;
};
/* Two feature tables with the same columns; cells are cut from THEN. */
bool study_drift(const struct table *then, const struct table *now, struct work *work, struct drift *out,
                 struct error *err);
/* Against a model's stored references; of those that earlier programs wrote, ks and effect are NaN. */
bool study_drift_model(const struct model *model, const struct table *now, struct work *work, struct drift *out,
                       struct error *err);
void drift_release(struct drift *drift);

/* Features, target and keys as a table: for summary, profile and drift. */
struct table *study_features(const struct world *world, const struct definition *population,
                             const struct feature *features, size_t n_features, int64_t cutoff, struct work *work,
                             struct error *err);

/* ---- Segments ---- */
/* Silhouette of a segmentation at its own rows, in the space clustered; a sample stratified by segment. */
struct silhouette_result {
    size_t n, n_sampled, k;
    double mean;
    uint32_t *row; /* sampled row of the scored rows */
    uint32_t *label, *nearest;
    double *value;
    double *segment_mean, *segment_negative, *segment_size; /* k each */
    double davies_bouldin, calinski_harabasz;
};
bool study_silhouette(const struct model *model, const struct world *world, const struct definition *population,
                      size_t max_rows, struct work *work, struct silhouette_result *out, struct error *err);
void silhouette_result_release(struct silhouette_result *result);
/* Fits the same segmentation for k = first..last; one entry per k: silhouette, davies-bouldin, inertia, negative share.
   The best of them flatters itself on the rows that chose it; so each k is also fitted to one half of the customers alone:
   its silhouette on that half, by which a k can be chosen, and on the other, which had no part in it (the interval is of
   the mean over customers, for centres as they are); how far the segments by either half agree (adjusted Rand, over all
   rows); and the silhouette that the same k has on the same values with each column shuffled, where there are no segments
   to be found. */
struct k_choice { /* all NaN where the rows take fewer different values than k */
    size_t k;
    double silhouette, davies_bouldin, calinski_harabasz, inertia, negative_share;
    double error; /* the standard error of SILHOUETTE */
    double first_half;
    struct interval other_half;
    double agreement, noise;
};
bool study_choose_k(const struct model *model, const struct world *world, const struct definition *population,
                    size_t first, size_t last, size_t max_rows, struct work *work, struct k_choice *out,
                    struct error *err);
/* Mean of each feature in each segment and over all, and z-scores against all. */
struct profile {
    size_t k, n_features;
    char **features;
    double *mean, *z; /* k x n_features */
    double *all_mean, *all_sd;
    double *size; /* k */
};
bool study_profile(const struct model *model, const struct world *world, const struct definition *population,
                   struct work *work, struct profile *out, struct error *err);
void profile_release(struct profile *profile);

#endif
