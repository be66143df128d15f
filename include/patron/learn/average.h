/* The weights of averages, as people write them. */
#ifndef PATRON_LEARN_AVERAGE_H
#define PATRON_LEARN_AVERAGE_H

#include <stdbool.h>
#include <stddef.h>

struct error;

/* OUT gets the N weights of TEXT ("0.5,0.3,0.2"; NULL: all the same). E_BAD_VALUE when they are not as many, one is
   negative, or their sum is not 1. */
bool average_weights(const char *text, size_t n, double *out, struct error *err);

#endif
