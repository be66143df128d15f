/* The inner loops of linear fits over a chunk of rows laid out side by side, WIDTH (a multiple of CHUNK_LANES) apart
   and padded with zeros. Each sum runs over its terms in a fixed order, so the bits do not depend on the processor's
   vectors. */
#ifndef LEARN_CHUNK_H
#define LEARN_CHUNK_H

#include <stddef.h>

enum { CHUNK_LANES = 8 };
static inline size_t chunk_width(size_t n)
{
    return (n + CHUNK_LANES - 1) / CHUNK_LANES * CHUNK_LANES;
}

/* OUT[j] = (ROW[j] - MEAN[j]) * FACTOR[j] for j < N. */
void chunk_standardise(const double *row, size_t n, const double *mean, const double *factor, double *out);
/* OUT[i] = row i times BETA (WIDTH long). */
void chunk_multiply(const double *rows, size_t n_rows, size_t width, const double *beta, double *out);
/* OUT (WIDTH) += sum over rows of WEIGHT[i] times row i. */
void chunk_add(const double *rows, size_t n_rows, size_t width, const double *weight, double *out);
/* OUT (WIDTH x WIDTH) += sum over rows of WEIGHT[i] times row i times its transpose: at least the lower triangle. */
void chunk_add_gram(const double *rows, size_t n_rows, size_t width, const double *weight, double *out);

#endif
