/* Dense matrices through BLAS, on one BLAS thread. The Cholesky factor is our own, in blocks, since we want to know
   which pivot failed.

   OpenBLAS is loaded when the first matrix is to be worked on: its sixteen thousand relocations and its threads would
   be two thirds of the program's start. It has other kernels for every processor, and they round differently; models
   are to be the same to the bit on all of them, so one is asked for that every machine can run. */
#include "patron/base/matrix.h"

#include <cblas.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/library.h"
#include "patron/base/memory.h"

enum { FACTOR_BLOCK = 64 };

/* The functions in use. */
#define BLAS_FUNCTIONS(F)                                                                                              \
    F(cblas_dgemm)                                                                                                     \
    F(cblas_dsyrk)                                                                                                     \
    F(cblas_dtrsm)                                                                                                     \
    F(cblas_dtrsv)                                                                                                     \
    F(openblas_set_num_threads)

struct blas {
    BLAS_FUNCTIONS(LIBRARY_MEMBER)
};

static const struct library library_of_matrices = { "this model needs OpenBLAS",
                                                    "libopenblas0",
                                                    { "libopenblas.so.0" } };
static const char *const function_names[] = { BLAS_FUNCTIONS(LIBRARY_NAME) NULL };

#ifdef __x86_64__
static const char *const kernel = "Nehalem"; /* 2008: older than any machine in use; half as fast as the newest */
#else
static const char *const kernel = NULL;
#endif

/* Written once, by the first who asks, and kept: a small system is solved in less time than looking the functions up.
 */
static struct blas loaded;
static atomic_bool is_loaded;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/* The library with that kernel. It reads the choice from the environment while it is being loaded; programs that we
   start should find there what the user put there. */
static bool load_library(struct error *err)
{
    static const char *const variable = "OPENBLAS_CORETYPE";
    const char *chosen = getenv(variable);
    char *before = chosen ? copy_text(chosen) : NULL;
    if (kernel)
        setenv(variable, kernel, 1);
    bool done = library_load(&library_of_matrices, function_names, &loaded, err);
    if (before)
        setenv(variable, before, 1);
    else
        unsetenv(variable);
    free(before);
    return done;
}

bool numerics_open(struct error *err)
{
    if (atomic_load(&is_loaded))
        return true;
    pthread_mutex_lock(&loading);
    bool done = atomic_load(&is_loaded);
    if (!done && load_library(err)) {
        loaded.openblas_set_num_threads(1);
        atomic_store(&is_loaded, done = true);
    }
    pthread_mutex_unlock(&loading);
    return done;
}

static const struct blas *blas(void)
{
    if (!numerics_open(NULL))
        bug("a matrix without numerics_open()");
    return &loaded;
}

void numerics_init(void)
{
    gsl_set_error_handler_off();
}

bool matrix_init(struct matrix *matrix, size_t n_rows, size_t n_columns, const char *what, struct error *err)
{
    *matrix = (struct matrix){ 0 };
    size_t n;
    if (__builtin_mul_overflow(n_rows, n_columns, &n))
        n = SIZE_MAX / sizeof(double);
    double *values = allocate_large(n, sizeof(*values), what, err);
    if (!values)
        return false;
    memset(values, 0, n * sizeof(*values));
    *matrix = (struct matrix){ n_rows, n_columns, values };
    return true;
}

void matrix_release(struct matrix *matrix)
{
    free(matrix->values);
    *matrix = (struct matrix){ 0 };
}

void matrix_add_products(const struct matrix_rows *a, const struct matrix_rows *b, size_t length, double *out,
                         size_t stride)
{
    if (a->n > 0 && b->n > 0 && length > 0)
        blas()->cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)a->n, (int)b->n, (int)length, 1.0, a->values,
                            (int)a->stride, b->values, (int)b->stride, 1.0, out, (int)stride);
}

/* The factor of one block on the diagonal, plain; rows are STRIDE apart. */
static bool factor_block(double *a, size_t n, size_t stride, size_t *bad_pivot)
{
    for (size_t j = 0; j < n; j++) {
        double *row = a + j * stride;
        double pivot = row[j];
        for (size_t k = 0; k < j; k++)
            pivot -= row[k] * row[k];
        if (!(pivot > 0) || !isfinite(pivot)) {
            *bad_pivot = j;
            return false;
        }
        row[j] = sqrt(pivot);
        for (size_t i = j + 1; i < n; i++) {
            double *below = a + i * stride;
            double sum = below[j];
            for (size_t k = 0; k < j; k++)
                sum -= below[k] * row[k];
            below[j] = sum / row[j];
        }
    }
    return true;
}

bool cholesky_factor(double *a, size_t n, size_t *bad_pivot)
{
    for (size_t j = 0; j < n; j += FACTOR_BLOCK) {
        size_t width = n - j < FACTOR_BLOCK ? n - j : FACTOR_BLOCK;
        size_t rest = n - j - width;
        double *diagonal = a + j * n + j;
        size_t within = 0;
        if (!factor_block(diagonal, width, n, &within)) {
            if (bad_pivot)
                *bad_pivot = j + within;
            return false;
        }
        if (rest == 0)
            break;
        double *below = diagonal + width * n;
        blas()->cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int)rest, (int)width, 1.0,
                            diagonal, (int)n, below, (int)n);
        blas()->cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (int)rest, (int)width, -1.0, below, (int)n, 1.0,
                            below + width, (int)n);
    }
    for (size_t i = 0; i < n; i++) /* what stood above the diagonal is no part of the factor */
        memset(a + i * n + i + 1, 0, (n - i - 1) * sizeof(*a));
    return true;
}

void cholesky_solve(const double *factor, size_t n, double *b)
{
    blas()->cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int)n, factor, (int)n, b, 1);
    blas()->cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int)n, factor, (int)n, b, 1);
}

/* The lower triangle of A onto the upper one. */
static void mirror(double *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            a[j * n + i] = a[i * n + j];
}

void cholesky_inverse(const double *factor, size_t n, double *inverse)
{
    memset(inverse, 0, n * n * sizeof(*inverse));
    for (size_t i = 0; i < n; i++)
        inverse[i * n + i] = 1;
    blas()->cblas_dtrsm(CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int)n, (int)n, 1.0, factor,
                        (int)n, inverse, (int)n);
    blas()->cblas_dtrsm(CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, (int)n, (int)n, 1.0, factor,
                        (int)n, inverse, (int)n);
    mirror(inverse, n);
}
