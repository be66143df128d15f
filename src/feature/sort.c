/* Values in rising order. */
#include "feature/sort.h"

#include <stdlib.h>

enum { FEW = 24 };

#define SORT(name, value_t)                                                                                            \
    static int name##_order(const void *a, const void *b)                                                              \
    {                                                                                                                  \
        value_t left = *(const value_t *)a, right = *(const value_t *)b;                                               \
        return (left > right) - (left < right);                                                                        \
    }                                                                                                                  \
    void name##_sort(value_t *values, size_t n)                                                                        \
    {                                                                                                                  \
        if (n > FEW) {                                                                                                 \
            qsort(values, n, sizeof *values, name##_order);                                                            \
            return;                                                                                                    \
        }                                                                                                              \
        for (size_t i = 1; i < n; i++) {                                                                               \
            value_t value = values[i];                                                                                 \
            size_t at = i;                                                                                             \
            for (; at > 0 && values[at - 1] > value; at--)                                                             \
                values[at] = values[at - 1];                                                                           \
            values[at] = value;                                                                                        \
        }                                                                                                              \
    }
SORT(reals, double)
SORT(wholes, int64_t)
