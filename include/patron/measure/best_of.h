/* What choosing the best of several adds to it. */
#ifndef PATRON_MEASURE_BEST_OF_H
#define PATRON_MEASURE_BEST_OF_H

#include <stddef.h>

/* Where the greatest of N independent standard normal values lies on average (Blom 1958): what choosing the best of N
   equally good models adds, in standard errors. */
double measure_best_of(size_t n);

#endif
