/* Weighted means and standard deviations of the columns of a matrix, in one pass over it. */
#ifndef LEARN_MOMENTS_H
#define LEARN_MOMENTS_H

#include "learn.h"

/* MEAN and SD (divisor: the sum of weights) have x->n_columns places. A column with a value that is not finite gets a
   mean that is not finite. SD is exactly 0 for a column that is constant to within rounding. */
bool column_moments(const struct learn_data *data, double *mean, double *sd, struct error *err);

#endif
