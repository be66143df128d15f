/* One row of the logistic loss. Private to learn. */
#ifndef LEARN_NEWTON_ROWS_H
#define LEARN_NEWTON_ROWS_H

#include "newton.h"

/* Z gets row I standardised, a leading 1 in it and zeros up to WIDTH; returned is chance less outcome, weighted, at
   BETA (padded to WIDTH): with Z the row's gradient. */
double logistic_row(const struct logistic *logistic, const double *beta, size_t i, size_t width, double *z);

#endif
