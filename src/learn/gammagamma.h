/* The log-likelihood of Gamma-Gamma, for the fit and its tests. */
#ifndef LEARN_GAMMAGAMMA_H
#define LEARN_GAMMAGAMMA_H

#include "learn.h"

struct spend {
    double n, mean, weight, log_mean; /* n first: they are sorted by it */
};

struct spend_likelihood {
    size_t n;
    struct spend *rows; /* sorted by n */
    struct work *work;
    /* Private. */
    double p, q, v;
    double *out;
};

/* Minus the log-likelihood at the logarithms of p, q, v, for struct objective. */
bool spend_likelihood_evaluate(void *likelihood, const double *at, double *value, double *gradient, double *hessian,
                               struct error *err);

#endif
