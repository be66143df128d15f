/* Values in rising order: most histories are short, so few are put in place one by one. No NaN. */
#ifndef FEATURE_SORT_H
#define FEATURE_SORT_H

#include <stddef.h>
#include <stdint.h>

void reals_sort(double *values, size_t n);
void wholes_sort(int64_t *keys, size_t n);

#endif
