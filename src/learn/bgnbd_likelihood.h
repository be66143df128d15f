/* The log-likelihood of BG/NBD, or of its limit without dropout (NBD), with exact derivatives. */
#ifndef LEARN_BGNBD_LIKELIHOOD_H
#define LEARN_BGNBD_LIKELIHOOD_H

#include "purchases.h"

struct bgnbd_likelihood {
    const struct histories *histories;
    struct work *work;
    bool leaves; /* four parameters r, alpha, a, b; else two, r and alpha */
    /* Private. */
    double r, alpha, a, b;
    struct bgnbd_table_row *table;
    double *out;
};

/* Parameters beyond exp(25) or under exp(-25) are out of range. */
#define BGNBD_GREATEST_LOG 25.0

void bgnbd_likelihood_init(struct bgnbd_likelihood *likelihood, const struct histories *histories, struct work *work);
void bgnbd_likelihood_release(struct bgnbd_likelihood *likelihood);

/* Minus the log-likelihood at the logarithms of the parameters, for struct objective. */
bool bgnbd_likelihood_evaluate(void *likelihood, const double *at, double *value, double *gradient, double *hessian,
                               struct error *err);

#endif
