/* Dense matrices of doubles, row-major, and the little linear algebra that learners need (BLAS and GSL behind). The
   BLAS library runs on one thread: parallel loops are ours, over fixed blocks, so results do not depend on threads. */
#ifndef PATRON_BASE_MATRIX_H
#define PATRON_BASE_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct matrix {
    size_t n_rows, n_columns;
    double *values; /* row i is values + i * n_columns */
};
/* Zeroed. False and ERR (E_MEMORY) when there is no room. */
bool matrix_init(struct matrix *matrix, size_t n_rows, size_t n_columns, const char *what, struct error *err);
/* Frees the values and sets all to zero. */
void matrix_release(struct matrix *matrix);
/* The row ROW, n_columns values. */
static inline double *matrix_row(const struct matrix *matrix, size_t row)
{
    return matrix->values + row * matrix->n_columns;
}

/* N rows of numbers, STRIDE apart: a part of a matrix. A view. */
struct matrix_rows {
    const double *values;
    size_t n, stride;
};
/* OUT (a row for each of A, a column for each of B, its rows STRIDE apart) grows by the sums of products of each row of
   A with each of B over their first LENGTH values. NaN spoils the sums of its own row alone. Needs numerics_open. */
void matrix_add_products(const struct matrix_rows *a, const struct matrix_rows *b, size_t length, double *out,
                         size_t stride);

/* A (n x n, symmetric positive definite, row-major) becomes its lower Cholesky factor; false when a pivot is not
   positive: *BAD_PIVOT is then its index. */
bool cholesky_factor(double *a, size_t n, size_t *bad_pivot);
/* B (n values) becomes the solution of A x = b. */
void cholesky_solve(const double *factor, size_t n, double *b);
/* INVERSE (n x n) becomes that of A, both triangles filled. */
void cholesky_inverse(const double *factor, size_t n, double *inverse);

/* Must be called once before anything numeric: GSL's aborting error handler off. */
void numerics_init(void);
/* BLAS is loaded when it is first wanted. Whoever works on matrices asks here first, where a library that is missing
   can still be reported: false and E_SYSTEM. */
bool numerics_open(struct error *err);

#endif
