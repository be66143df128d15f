/* Values in rising order: most histories are short, so few are put in place one by one. No NaN. */
#ifndef FEATURE_SORT_H
#define FEATURE_SORT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A double as a whole number in the same order; both zeros are one. */
static inline int64_t key_of_number(double value)
{
    int64_t bits;
    value += 0.0;
    memcpy(&bits, &value, sizeof bits);
    return bits >= 0 ? bits : INT64_MIN - bits;
}

void reals_sort(double *values, size_t n);
void wholes_sort(int64_t *keys, size_t n);

#endif
