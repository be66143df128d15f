/* Distances to many centroids at once: the vectors run over the centroids, not over the columns. */
#include <string.h>

#include "lloyd.h"
#include "patron/base/processor.h"

typedef double lane_pair __attribute__((vector_size(32), aligned(8)));

size_t lanes_width(size_t k)
{
    return (k + 3) / 4 * 4;
}

void lanes_fill(const struct matrix *centroids, double *lanes)
{
    size_t width = lanes_width(centroids->n_rows);
    memset(lanes, 0, width * centroids->n_columns * sizeof *lanes);
    for (size_t c = 0; c < centroids->n_rows; c++)
        for (size_t j = 0; j < centroids->n_columns; j++)
            lanes[j * width + c] = matrix_row(centroids, c)[j];
}

FOR_EACH_PROCESSOR void lanes_distances(const double *row, const double *lanes, size_t n_columns, size_t width,
                                        double *out)
{
    size_t c = 0;
    for (; c + 8 <= width; c += 8) {
        lane_pair sum0 = { 0 }, sum1 = { 0 };
        for (size_t j = 0; j < n_columns; j++) {
            const lane_pair *centre = (const lane_pair *)(lanes + j * width + c);
            lane_pair value = { row[j], row[j], row[j], row[j] };
            lane_pair d0 = value - centre[0], d1 = value - centre[1];
            sum0 += d0 * d0;
            sum1 += d1 * d1;
        }
        memcpy(out + c, &sum0, sizeof sum0);
        memcpy(out + c + 4, &sum1, sizeof sum1);
    }
    for (; c < width; c += 4) {
        lane_pair sum = { 0 };
        for (size_t j = 0; j < n_columns; j++) {
            lane_pair value = { row[j], row[j], row[j], row[j] };
            lane_pair d = value - *(const lane_pair *)(lanes + j * width + c);
            sum += d * d;
        }
        memcpy(out + c, &sum, sizeof sum);
    }
}

double squared_distance(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}
