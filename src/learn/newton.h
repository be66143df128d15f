/* Penalised logistic loss on standardised columns, and its minimum by Newton's method.

   The columns are z_j = (x_j - mean_j) / sd_j; term 0 is the intercept, which is never penalised:

       loss(beta) = sum over rows of w log(1 + exp(-s z'beta)) + l2 / 2 * sum over j > 0 of beta_j^2,   s = +1 or -1. */
#ifndef LEARN_NEWTON_H
#define LEARN_NEWTON_H

#include "learn.h"

struct logistic {
    const struct learn_data *data;
    const double *y;       /* its outcomes */
    size_t n_kept;         /* columns in use */
    size_t *kept;          /* their indices in x */
    double *mean, *factor; /* of each column of x: z = (x - mean) * factor */
    double l2;
    /* The last evaluation; n_kept + 1 terms. */
    double loss, greatest_margin; /* greatest |z'beta| */
    double *gradient, *hessian;
};
bool logistic_evaluate(struct logistic *logistic, const double *beta, struct error *err);
/* Least and greatest of s z'direction over the rows. */
bool logistic_range(const struct logistic *logistic, const double *direction, double *least, double *greatest,
                    struct error *err);

/* OUT (n_kept + 1 squared) gets the sum over the data's clusters of g g', g the sum of a cluster's gradients at BETA
   (without the penalty's): the middle of the sandwich. */
bool logistic_cluster_gram(const struct logistic *logistic, const double *beta, double *out, struct error *err);

/* With very many rows, BETA becomes the minimum for a thinned-out sample of them, where that exists: a good start. */
bool logistic_guess(const struct logistic *logistic, double *beta, struct error *err);

enum newton_end { NEWTON_CONVERGED, NEWTON_SEPARATED, NEWTON_STOPPED, NEWTON_FAILED };
/* From BETA (evaluated already) to the minimum; the last evaluation is at BETA. NEWTON_SEPARATED, looked for when
   l2 = 0: the loss falls without end along DIRECTION (n_kept + 1). NEWTON_FAILED: cancelled, no memory or no BLAS; see
   ERR. */
enum newton_end logistic_minimise(struct logistic *logistic, double *beta, double *direction, size_t max_steps,
                                  double tolerance, size_t *n_steps, struct error *err);

#endif
