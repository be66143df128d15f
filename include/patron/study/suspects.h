/* Suspects: what tells a model more than it could know. No proof, but on rows whose outcome is known each of them
   stands out: a feature or a column from which the target can be computed, or that alone tells it nearly, customers'
   keys whose order tells it, and a split whose test is not new to the training. */
#ifndef PATRON_STUDY_SUSPECTS_H
#define PATRON_STUDY_SUSPECTS_H

#include "patron/study/study.h"

enum suspect_kind {
    SUSPECT_SAME,      /* equal to the target in all rows */
    SUSPECT_OTHER,     /* one value for each outcome: the target in other words */
    SUSPECT_PRESENCE,  /* there for one outcome, missing for the other */
    SUSPECT_LIMIT,     /* rising or falling with the target without exception */
    SUSPECT_COMPUTED,  /* each of its values has one outcome */
    SUSPECT_TELLS,     /* nearly so */
    SUSPECT_WRITTEN,   /* nearly so, and a column of the customers: written after the outcome? */
    SUSPECT_KEY_ORDER, /* the order of the customers' keys */
    SUSPECT_ROW_ORDER, /* the order of the rows in the customers' table */
    SUSPECT_SHARED_DAYS,
    SUSPECT_SHARED_CUSTOMERS,
    SUSPECT_TEST_DATE,
    SUSPECT_TWINS /* test rows that are training rows of other customers; twins.h */
};
struct suspect {
    enum suspect_kind kind;
    char *name;      /* of the feature, the column, or what is meant: "test 2024-07-01" */
    bool is_feature; /* else a column of the customers, or none */
    double value;    /* AUC, or rank correlation with an amount; of a split its number; NaN: none */
    size_t n;        /* rows it was seen in; SUSPECT_COMPUTED: its distinct values */
};
enum suspects_skipped { SUSPECTS_CHECKED, SUSPECTS_NO_LABELS, SUSPECTS_ONE_OUTCOME, SUSPECTS_FEW_ROWS };
struct suspects {
    size_t n;
    struct suspect *list;
    enum suspects_skipped skipped; /* why values were not held against the target */
    const struct target_kind *target_kind;
    size_t n_rows, n_features, n_columns; /* training rows; features and columns held against the target */
    double n_positives;
    int64_t train, test; /* the last training cutoff, the test cutoff; TIME_MISSING: a split by share, or none */
    bool split;          /* there is one: the numbers below are known */
    size_t n_test_rows, n_train_customers, n_test_customers, n_shared_customers;
    size_t n_shared_periods; /* customers whose labels in training and test share days */
    int64_t shared_days;
};
/* Of REQUEST only world, population, target, features, split, asof, seed and work are read. Without a split the rows
   are the population at `asof`. */
bool study_suspects(const struct study_request *request, struct suspects *out, struct error *err);
void suspects_release(struct suspects *suspects);

#endif
