/* The minimum of a smooth function of a few parameters by Newton's method. The parameters are logarithms of positive
   numbers, so a step of order one makes sense in each and no scale is needed. Where the Hessian is not positive
   definite a ridge is added until it is (Nocedal and Wright 2006, section 3.4); steps are halved until the value falls.
 */
#ifndef LEARN_MINIMISE_H
#define LEARN_MINIMISE_H

#include <stdbool.h>
#include <stddef.h>

struct error;

enum { MOST_PARAMETERS = 4 };

struct objective {
    size_t n; /* parameters, 1 .. MOST_PARAMETERS */
    /* Value, gradient (n) and Hessian (n x n) AT; false and ERR when cancelled. A value that is not finite means: out
       of range, and nothing else is set. */
    bool (*evaluate)(void *context, const double *at, double *value, double *gradient, double *hessian,
                     struct error *err);
    void *context;
};

struct minimum {
    double at[MOST_PARAMETERS], value;
    double gradient_norm; /* greatest of |gradient| */
    size_t n_steps;
    bool converged; /* the Hessian is positive definite and a Newton step promises less than the tolerance */
    double covariance[MOST_PARAMETERS * MOST_PARAMETERS]; /* inverse Hessian when converged, else NaN */
};

/* From START, which must be in range. False and ERR only when EVALUATE failed. */
bool minimise(const struct objective *objective, const double *start, size_t max_steps, double tolerance,
              struct minimum *minimum, struct error *err);

#endif
