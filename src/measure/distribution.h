/* Distribution functions that tests and intervals need. Private to measure. */
#ifndef PATRON_SRC_MEASURE_DISTRIBUTION_H
#define PATRON_SRC_MEASURE_DISTRIBUTION_H

#include <stddef.h>

#define NORMAL_975 1.959963984540054 /* the 97.5 % point of the standard normal */

double normal_two_sided(double z);                     /* P(|Z| >= |z|) */
double chi_square_upper(double x, double freedom);     /* P(X >= x) */
double chi_square_point(double share, double freedom); /* x with P(X <= x) = share */
double kolmogorov_upper(double x);                     /* P(sup |Brownian bridge| >= x) */

#endif
