/* Sorting that threads share and that can be stopped. */
#ifndef PATRON_BASE_SORT_H
#define PATRON_BASE_SORT_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct work;

/* Less than, equal to or greater than zero; called from several threads at once. */
typedef int sort_compare(const void *a, const void *b, void *context);
/* Puts N ELEMENTS of SIZE bytes in order. Equal ones keep theirs, so that the result is one on any number of threads.
   Needs as much room again while it works. False and ERR: E_CANCELLED when WORK was stopped (ELEMENTS are then in any
   order), or no memory. */
bool sort_elements(void *elements, size_t n, size_t size, sort_compare *compare, void *context, struct work *work,
                   struct error *err);
/* N numbers from the least to the greatest; none of them is NaN. */
bool sort_reals(double *values, size_t n, struct work *work, struct error *err);

#endif
