/* Inner loops in vectors of four; the compiler makes one version for AVX2 and one for any processor. */
#include "chunk.h"

#include "patron/base/processor.h"

typedef double lanes __attribute__((vector_size(32), aligned(8)));
#define UNROLLED _Pragma("GCC unroll 4")

FOR_EACH_PROCESSOR void chunk_standardise(const double *row, size_t n, const double *mean, const double *factor,
                                          double *out)
{
    size_t j = 0;
    for (; j + 4 <= n; j += 4)
        *(lanes *)(out + j) = (*(const lanes *)(row + j) - *(const lanes *)(mean + j)) * *(const lanes *)(factor + j);
    for (; j < n; j++)
        out[j] = (row[j] - mean[j]) * factor[j];
}

FOR_EACH_PROCESSOR void chunk_multiply(const double *rows, size_t n_rows, size_t width, const double *beta, double *out)
{
    for (size_t i = 0; i < n_rows; i++, rows += width) {
        lanes sum0 = { 0 }, sum1 = { 0 };
        for (size_t j = 0; j < width; j += CHUNK_LANES) {
            const lanes *a = (const lanes *)(rows + j), *b = (const lanes *)(beta + j);
            sum0 += a[0] * b[0];
            sum1 += a[1] * b[1];
        }
        sum0 += sum1;
        out[i] = (sum0[0] + sum0[1]) + (sum0[2] + sum0[3]);
    }
}

FOR_EACH_PROCESSOR void chunk_add(const double *rows, size_t n_rows, size_t width, const double *weight, double *out)
{
    for (size_t j = 0; j < width; j += CHUNK_LANES) {
        lanes *to = (lanes *)(out + j), sum0 = to[0], sum1 = to[1];
        for (size_t i = 0; i < n_rows; i++) {
            const lanes *a = (const lanes *)(rows + i * width + j);
            lanes w = { weight[i], weight[i], weight[i], weight[i] };
            sum0 += w * a[0];
            sum1 += w * a[1];
        }
        to[0] = sum0;
        to[1] = sum1;
    }
}

/* Tiles of four rows by eight columns of OUT stay in registers while all rows of the chunk pass. */
FOR_EACH_PROCESSOR void chunk_add_gram(const double *rows, size_t n_rows, size_t width, const double *weight,
                                       double *out)
{
    for (size_t top = 0; top < width; top += 4)
        for (size_t left = 0; left <= top; left += CHUNK_LANES) {
            lanes sum[4][2];
            UNROLLED for (size_t k = 0; k < 4; k++) UNROLLED for (size_t l = 0; l < 2; l++) sum[k][l] =
                *(const lanes *)(out + (top + k) * width + left + 4 * l);
            for (size_t i = 0; i < n_rows; i++) {
                const double *row = rows + i * width;
                lanes w = { weight[i], weight[i], weight[i], weight[i] };
                lanes a0 = w * *(const lanes *)(row + left), a1 = w * *(const lanes *)(row + left + 4);
                UNROLLED for (size_t k = 0; k < 4; k++)
                {
                    lanes b = { row[top + k], row[top + k], row[top + k], row[top + k] };
                    sum[k][0] += b * a0;
                    sum[k][1] += b * a1;
                }
            }
            UNROLLED for (size_t k = 0; k < 4; k++) UNROLLED for (size_t l = 0; l < 2; l++) *
                (lanes *)(out + (top + k) * width + left + 4 * l) = sum[k][l];
        }
}
