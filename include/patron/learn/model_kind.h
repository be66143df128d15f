/* What a model kind is: a row with functions. To add one: a file in src/learn/, a line in kinds.c, a reference test.

   learn/ sees numbers only: matrices, outcomes, weights, a seed, a work handle; never tables, names of features, files.
 */
#ifndef PATRON_LEARN_MODEL_KIND_H
#define PATRON_LEARN_MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/frame.h"
#include "patron/base/matrix.h"
#include "patron/base/parameter.h"

struct error;
struct json;
struct work;

/* ---- What a kind reads ---- */

/* What the columns of x are: a row each. */
struct model_input {
    const char *const *columns; /* end with NULL; NULL: a design matrix of features, made by study as the kind asks */
    bool labelled;              /* training rows need labels: without, a process is fitted on what happened before */
    bool partial;               /* some rows have no answer: they are told, and no figure is of them */
    const char *per;            /* its times and the window are numbers of periods, as long as the kind's parameter of this
                                   name; NULL: weeks */
    void (*mend)(double *row);  /* after values of different customers were mixed: a row that can be */
};
extern const struct model_input input_features;
/* Purchases before the cutoff, time in weeks (days / 7): repeat purchases, recency, age. */
extern const struct model_input input_purchases;
/* Purchases by period: periods after the first purchase's with one, the last of them, and how many there were. */
extern const struct model_input input_periods;
/* Repeat purchases and their mean value; only rows where both are above 0 train. */
extern const struct model_input input_spend;

/* ---- What a kind answers ---- */

/* A column of what kinds say of each row; a row of answer_columns[]. */
struct answer_column {
    const char *name;  /* "p" (of yes), "mean", "segment" (from 0), "p_alive", "expected" (purchases in the window) */
    double of_nothing; /* of who never bought, by kinds that read purchases; NaN: nothing is known */
};
extern const struct answer_column *const answer_columns[]; /* ends with NULL */
const struct answer_column *answer_column_find(const char *name);

/* A kind may be made of parts: each is fitted on the same rows, by its defaults. */
struct model_part {
    const char *kind;   /* "bgnbd" */
    const char *title;  /* "purchase process" */
    const char *column; /* of its answers: the one that `combine` gets */
};
struct model_answer {
    const char *target; /* the kind of target (patron/feature/target_kind.h), or a narrower one; NULL: segments */
    const char *const *columns;     /* of answer_columns[]: what it always gives, the score first; ends with NULL */
    const char *const *more;        /* what it gives when it is asked, as `columns`; NULL: nothing */
    const struct model_part *parts; /* end with kind NULL; NULL: none */
};

/* ---- Data ---- */

struct learn_data {
    const struct matrix *x;
    const struct frame *labels; /* of the rows, by the kind of target: `outcome`; NULL for inputs without labels */
    const double *weight;       /* NULL: ones */
    /* Rows of one cluster (a customer at several dates) do not vary alone: standard errors are those of clusters. A
       number from 0 to n_clusters - 1 for each row; NULL: each row stands for itself. Estimates do not depend on it. */
    const uint32_t *cluster;
    size_t n_clusters;
    const struct matrix *validation_x; /* rows that watch when to stop (`watches`), or NULL */
    const struct frame *validation_labels;
    uint64_t seed;
    const struct model_answer *answer; /* what is asked; NULL: as the labels look */
    double horizon;                    /* of processes when predicting: length of the target window in weeks or periods */
    double gap;                        /* between cutoff and window, likewise */
    struct work *work;
};
/* The labels' column `outcome`; NULL without labels. */
const double *learn_outcome(const struct learn_data *data);

/* How a fit went, beside the fitted value: printed, stored in the model file, never hidden. */
enum fit_state { FIT_CONVERGED, FIT_BOUNDARY, FIT_STOPPED_EARLY, FIT_NOT_CONVERGED, FIT_LEARNED_NOTHING };
struct fit_term {                    /* one coefficient or parameter */
    const char *name;                /* to free; of features "x17" style indices are replaced by study: see `column` */
    int column;                      /* column of x that it belongs to; -1: none (intercept, r, alpha) */
    double estimate, standard_error; /* NaN when not available; on the scale of x as given */
};
struct fit_summary {
    enum fit_state state;
    size_t n_iterations;
    double log_likelihood, null_log_likelihood; /* NaN when not of this kind */
    double gradient_norm;
    double inertia; /* of kinds that draw rows to centres, as the metric of that name; NaN for others */
    size_t n_terms;
    struct fit_term *terms; /* freed by fit_summary_release */
    char note[160];    /* "no dropout seen: a at its boundary, P(alive) = 1 for all"; may be empty. Columns of x stand
                          in it, as in errors, as the words x0, x1, ...: study puts the features' names there */
    size_t n_clusters; /* whose variation the standard errors are of; 0: that of rows */
};
void fit_summary_release(struct fit_summary *summary);

struct model_kind {
    const char *name;             /* "logit" */
    const char *title;            /* "penalised logistic regression" */
    const char *summary;          /* one sentence for help */
    const char *reference;        /* paper or book */
    const struct model_answer *answers; /* ends with columns NULL */
    const struct model_input *input;
    const char *limits,
        *example;         /* why it answers few targets, and which: for errors; NULL: it answers the whole kind */
    bool wants_dummies;   /* categorical columns as 0/1 columns (first level dropped); else codes with -1/NaN missing */
    bool wants_scale;     /* kind's default for scaling columns: z-scores fitted on training rows */
    bool handles_missing; /* NaN allowed in x; else study imputes (median, and a flag column) */
    bool measures_distance; /* x is a space: that a value is missing is no dimension of it */
    bool terms_are_weights; /* its terms are weights of the columns of x, and with them the margin adds up */
    const struct parameter *parameters; /* ends with name NULL */

    /* The fitted value (opaque), or NULL and ERR. Deterministic given data, parameters and seed, on any threads.
       SUMMARY is set in both cases, to be released. After E_SEPARATION it holds one term: its `column` is the one to
       blame. */
    void *(*fit)(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                 struct error *err);
    /* OUT has a row for each of DATA->x (labels ignored), and columns that the kind answers, which are filled. */
    bool (*predict)(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err);
    /* The score of a model made of parts: SCORE as predicted, with the column of each part's answers. */
    void (*combine)(double *score, const double *const *parts, size_t n_rows);
    /* Whether it asks for rows that watch when to stop; NULL: never. */
    bool (*watches)(const struct values *parameters);
    /* Segments: centres as rows in the space of x, a view; NULL: the kind has none. */
    const struct matrix *(*centres)(const void *fitted);
    /* Contributions to the margin (log-odds or amount) of one row: OUT has n_columns + 1, the last is the base. NULL
       when the kind has none. */
    bool (*explain)(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err);
    /* Gain-like importance per column, or NULL when only permutation is available. */
    bool (*importance)(const void *fitted, size_t n_columns, double *out);
    struct json *(*write)(const void *fitted);
    void *(*read)(const struct json *json, struct error *err); /* checks everything: files are edited by hand */
    void (*free)(void *fitted);
};
extern const struct model_kind *const model_kinds[]; /* ends with NULL */
const struct model_kind *model_kind_find(const char *name);

/* The answer of KIND to a target of the kind TARGET (NULL: to none, segments), or NULL. By name alone: study/ knows
   which kinds are narrower than others (kind_answer). */
const struct model_answer *model_kind_answer(const struct model_kind *kind, const char *target);
enum {
    KIND_ANSWERS_TARGETS = 1,
    KIND_MAKES_SEGMENTS = 2
}; /* `least` of parameters that name a kind: which they take */
/* Whether ANSWER gives COLUMN, always or when it is asked; and whether KIND does for any target. */
bool model_answer_gives(const struct model_answer *answer, const char *column);
bool model_kind_gives(const struct model_kind *kind, const char *column);
/* Whether KIND answers targets, or makes segments. */
bool model_kind_answers_targets(const struct model_kind *kind);
bool model_kind_makes_segments(const struct model_kind *kind);

#endif
