/* Predicted amounts against actual ones. */
#include <math.h>
#include <stdlib.h>

#include "measure/order.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

static double correlation(const double *x, const double *y, size_t n)
{
    double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        mean_x += x[i];
        mean_y += y[i];
    }
    mean_x /= (double)n;
    mean_y /= (double)n;
    for (size_t i = 0; i < n; i++) {
        double dx = x[i] - mean_x, dy = y[i] - mean_y;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

bool measure_amount(const double *predicted, const double *actual, size_t n, struct amount_figures *out,
                    struct error *err)
{
    *out = (struct amount_figures){ 0 };
    if (n == 0)
        return fail(err, ERROR_USER, E_TOO_FEW, "there are no rows to compare amounts on");
    double *ranks = allocate_large(2 * n, sizeof *ranks, "the ranks", err);
    if (!ranks || !mid_ranks(predicted, n, ranks, err) || !mid_ranks(actual, n, ranks + n, err)) {
        free(ranks);
        return false;
    }
    double absolute = 0, squared = 0, deviation = 0;
    for (size_t i = 0; i < n; i++) {
        double gap = predicted[i] - actual[i];
        absolute += fabs(gap);
        squared += gap * gap;
        out->total_predicted += predicted[i];
        out->total_actual += actual[i];
    }
    for (size_t i = 0; i < n; i++) {
        double gap = actual[i] - out->total_actual / (double)n;
        deviation += gap * gap;
    }
    out->mae = absolute / (double)n;
    out->rmse = sqrt(squared / (double)n);
    out->bias = out->total_actual != 0 ? out->total_predicted / out->total_actual - 1 : NAN;
    out->r2 = deviation > 0 ? 1 - squared / deviation : NAN;
    out->pearson = correlation(predicted, actual, n);
    out->spearman = correlation(ranks, ranks + n, n);
    free(ranks);
    return true;
}
