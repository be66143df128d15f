/* The rows of a study: customers at cutoffs with their outcomes. Private to study. */
#ifndef PATRON_SRC_STUDY_ROWS_H
#define PATRON_SRC_STUDY_ROWS_H

#include "patron/base/hash.h"
#include "patron/study/study.h"

struct study_rows {
    size_t n;
    uint32_t *customer;
    int64_t *cutoff;
    const struct target_kind *target_kind; /* NULL without target */
    struct frame labels;                   /* the columns of that kind; none without target */
    double *outcome;                       /* a view of the column of that name; NULL when there is none */
    size_t n_immature, n_unknown;          /* left out */
    bool as_served; /* nothing is learnt from these rows: nested models answer by their own fits */
};
/* The population at each of the cutoffs; with a TARGET its outcomes, rows without one left out and counted.
   KEEP_UNKNOWN keeps them (outcome NaN): for scoring. */
bool rows_make(const struct world *world, const struct definition *population, const struct definition *target,
               const int64_t *cutoffs, size_t n_cutoffs, bool keep_unknown, struct work *work, struct study_rows *out,
               struct error *err);
void rows_release(struct study_rows *rows);

/* ROWS in the order of their customers' keys and, within, of cutoffs: what is drawn by a row's place, and sums, do not
   depend on the order of lines in a file. */
bool rows_order(const struct world *world, struct study_rows *rows, struct error *err);

/* Training and test rows, in the order of keys, by the split; for a split by share at ASOF. */
bool rows_split(const struct world *world, const struct definition *population, const struct definition *target,
                const struct split *split, int64_t asof, struct work *work, struct study_rows *train,
                struct study_rows *test, struct error *err);
/* The split that KIND trains by. Kinds of purchases see each customer's whole history, so one cutoff is enough: with
   several he would count again. */
struct split split_of_kind(const struct split *split, const struct model_kind *kind);
/* Only the training rows. */
bool rows_train(const struct world *world, const struct definition *population, const struct definition *target,
                const struct split *split, int64_t asof, struct work *work, struct study_rows *out, struct error *err);
/* The training rows of kinds that read no labels, which choose none of them: all of the population, outcomes NaN where
   they are not known. By a split by share those who are no test row. */
bool rows_train_unlabelled(const struct world *world, const struct definition *population,
                           const struct definition *target, const struct split *split, int64_t asof, struct work *work,
                           struct study_rows *out, struct error *err);
/* The rows at N PLACES of FROM, with their outcomes if it has them. */
bool rows_take(const struct study_rows *from, const size_t *places, size_t n, struct study_rows *out,
               struct error *err);
/* Only the test rows. */
bool rows_test(const struct world *world, const struct definition *population, const struct definition *target,
               const struct split *split, int64_t asof, struct work *work, struct study_rows *out, struct error *err);

double rows_positives(const struct study_rows *rows); /* the sum of outcomes */
/* What LABELS say of what happened, as a number: an outcome, or whether an event did. NULL: neither. */
double *labels_outcome(const struct frame *labels);
struct feature_rows rows_view(const struct study_rows *rows);
/* Equal for equal customers (by key), cutoffs, target and outcomes. */
void rows_hash(const struct study_rows *rows, const struct world *world, const struct definition *target,
               char out[HASH_TEXT]);
/* A number from the customer's key and SEED: the same in whatever row he stands. */
uint64_t customer_number(const struct world *world, uint32_t customer, uint64_t seed);

#endif
