/* What calibrators share: kinds that read the probability of another model and answer with a better one.

   Each is a curve from a probability to a probability, fitted to outcomes. */
#ifndef LEARN_CALIBRATOR_H
#define LEARN_CALIBRATOR_H

#include "learn.h"

/* First in what a calibrator has fitted. */
struct calibrator {
    double (*at)(const struct calibrator *calibrator, double p); /* P is known and within 0 .. 1 */
    double base; /* the mean calibrated log-odds of the training rows: what explanations are measured against */
};

/* P clipped to [1e-15, 1-1e-15], as log loss does, and its log-odds. */
double calibrator_clip(double p);
double calibrator_log_odds(double p);
double calibrator_probability(double log_odds);

/* One column of probabilities with more than one value, and outcomes of both kinds; KIND is named in errors. */
bool calibrator_check(const struct learn_data *data, const char *kind, struct error *err);
double calibrator_weight(const struct learn_data *data, size_t row);
/* The weights of rows with each outcome. */
void calibrator_totals(const struct learn_data *data, double *yes, double *no);

/* ---- Curves with a few weights ---- */

/* log-odds = sum of weight times term: logistic regression without a penalty, in which outcomes may count as a little
   less than 0 and 1. Terms that are not `used` have the weight 0. */
enum { CALIBRATOR_TERMS = 3 };
struct calibrator_terms {
    const struct learn_data *data;
    size_t n_terms;
    double *z; /* a row of n_terms each */
    double yes, no;
    bool used[CALIBRATOR_TERMS];
    double weight[CALIBRATOR_TERMS], error[CALIBRATOR_TERMS]; /* the fit, and standard errors */
    double loss, gradient_norm;
    size_t n_steps;
    enum fit_state state;
};
/* OUT gets the terms of P. */
typedef void calibrator_terms_of(double p, double *out);
bool calibrator_terms_init(struct calibrator_terms *terms, const struct learn_data *data, size_t n_terms,
                           calibrator_terms_of *of, struct error *err);
void calibrator_terms_release(struct calibrator_terms *terms);
/* From `weight` to the least loss. *DEFINITE false: the terms depend on each other, or on the intercept. */
bool calibrator_terms_fit(struct calibrator_terms *terms, bool *definite, struct error *err);
/* Standard errors at the fit, of clusters when the data have any. */
bool calibrator_terms_errors(struct calibrator_terms *terms, struct error *err);

/* ---- What kinds have in common ---- */

/* Likelihoods of the rows that CALIBRATOR was fitted on, and its base. */
bool calibrator_finish(struct calibrator *calibrator, const struct learn_data *data, struct fit_summary *summary,
                       struct error *err);
bool calibrator_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err);
bool calibrator_explain(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err);
extern const struct model_answer calibrator_answers[];
extern const struct parameter calibrator_parameters[]; /* none */

#endif
