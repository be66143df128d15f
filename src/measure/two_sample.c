/* How far apart two samples of numbers are: Kolmogorov-Smirnov with its p, Wasserstein. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/distribution.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

static double *sorted_copy(const double *values, size_t n, struct error *err)
{
    double *copy = allocate_large(n, sizeof *copy, "a sorted sample", err);
    if (!copy)
        return NULL;
    memcpy(copy, values, n * sizeof *copy);
    if (measure_sort(copy, n, err))
        return copy;
    free(copy);
    return NULL;
}

/* The greatest distance, as a whole number: |i m - j n| over the ends of ties. */
static double greatest_distance(const double *x, size_t n, const double *y, size_t m)
{
    double best = 0;
    for (size_t i = 0, j = 0; i < n && j < m;) {
        double key = x[i] < y[j] ? x[i] : y[j];
        while (i < n && x[i] == key)
            i++;
        while (j < m && y[j] == key)
            j++;
        double distance = fabs((double)i * (double)m - (double)j * (double)n);
        best = distance > best ? distance : best;
    }
    return best;
}

/* ENDS[i + j] is whether the pooled sample's tie ends after i + j values. */
static uint8_t *tie_ends(const double *x, size_t n, const double *y, size_t m)
{
    uint8_t *ends = allocate(n + m + 1, 1);
    double last = 0;
    for (size_t i = 0, j = 0; i < n || j < m;) {
        double key = j == m || (i < n && x[i] <= y[j]) ? x[i++] : y[j++];
        if (i + j > 1 && key != last)
            ends[i + j - 1] = 1;
        last = key;
    }
    ends[n + m] = 1;
    return ends;
}

/* P(distance >= seen) given the pooled values: the share of lattice paths from (0, 0) to (n, m) that reach it where a
   tie ends (Schroeer and Trenkler 1995). The shares of paths that stay below are kept as probabilities of a random
   path. */
static double exact_p(const double *x, size_t n, const double *y, size_t m, double distance)
{
    uint8_t *ends = tie_ends(x, n, y, m);
    double *reached =
        allocate(m + 1, sizeof *reached); /* paths at (i, j) that crossed, as a share of all paths there */
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            double seen = fabs((double)i * (double)m - (double)j * (double)n);
            if (ends[i + j] && seen > distance - 0.5)
                reached[j] = 1;
            else if (i + j == 0)
                reached[j] = 0;
            else {
                double from_x = i > 0 ? reached[j] * (double)i : 0;
                double from_y = j > 0 ? reached[j - 1] * (double)j : 0;
                reached[j] = (from_x + from_y) / (double)(i + j);
            }
        }
    }
    double p = reached[m];
    free(reached);
    free(ends);
    return p;
}

double measure_ks_p(double distance, double n, double m)
{
    return distance <= 0 ? 1 : kolmogorov_upper(distance * sqrt(n * m / (n + m)));
}

void measure_ks_sorted(const double *x, size_t n, const double *y, size_t m, double *distance, double *p)
{
    *distance = *p = NAN;
    if (n == 0 || m == 0)
        return;
    double product = (double)n * (double)m, whole = greatest_distance(x, n, y, m);
    *distance = whole / product;
    *p = whole == 0                       ? 1
         : product <= MEASURE_EXACT_PAIRS ? exact_p(x, n, y, m, whole)
                                          : measure_ks_p(*distance, (double)n, (double)m);
}

bool measure_ks_two_sample(const double *x, size_t n, const double *y, size_t m, double *distance, double *p,
                           struct error *err)
{
    *distance = *p = NAN;
    if (n == 0 || m == 0)
        return fail(err, ERROR_USER, E_TOO_FEW, "a sample without values cannot be compared");
    double *a = sorted_copy(x, n, err), *b = a ? sorted_copy(y, m, err) : NULL;
    if (b)
        measure_ks_sorted(a, n, b, m, distance, p);
    free(a);
    free(b);
    return b != NULL;
}

double measure_wasserstein_sorted(const double *x, size_t n, const double *y, size_t m)
{
    double sum = 0;
    if (n == 0 || m == 0)
        return NAN;
    for (size_t i = 0, j = 0; i < n || j < m;) {
        double here = j == m || (i < n && x[i] <= y[j]) ? x[i] : y[j];
        while (i < n && x[i] == here)
            i++;
        while (j < m && y[j] == here)
            j++;
        if (i == n && j == m)
            break;
        double next = j == m || (i < n && x[i] <= y[j]) ? x[i] : y[j];
        sum += fabs((double)i / (double)n - (double)j / (double)m) * (next - here);
    }
    return sum;
}
