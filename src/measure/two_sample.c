/* Whether two samples have one distribution: Kolmogorov-Smirnov, population stability, chi-square. */
#include <math.h>
#include <stdlib.h>

#include "measure/distribution.h"
#include "measure/order.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

enum { EXACT_PRODUCT = 250000 }; /* the exact p takes n m steps */

static uint64_t *sorted_keys(const double *values, size_t n, struct error *err)
{
    uint64_t *keys = allocate_large(n, sizeof *keys, "a sorted sample", err);
    if (!keys)
        return NULL;
    for (size_t i = 0; i < n; i++)
        keys[i] = key_of(values[i]);
    if (keys_sort(keys, n, err))
        return keys;
    free(keys);
    return NULL;
}

/* The greatest distance, as a whole number: |i m - j n| over the ends of ties. */
static double greatest_distance(const uint64_t *x, size_t n, const uint64_t *y, size_t m)
{
    double best = 0;
    for (size_t i = 0, j = 0; i < n && j < m;) {
        uint64_t key = x[i] < y[j] ? x[i] : y[j];
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
static uint8_t *tie_ends(const uint64_t *x, size_t n, const uint64_t *y, size_t m)
{
    uint8_t *ends = allocate(n + m + 1, 1);
    uint64_t last = 0;
    for (size_t i = 0, j = 0; i < n || j < m;) {
        uint64_t key = j == m || (i < n && x[i] <= y[j]) ? x[i++] : y[j++];
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
static double exact_p(const uint64_t *x, size_t n, const uint64_t *y, size_t m, double distance)
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

bool measure_ks_two_sample(const double *x, size_t n, const double *y, size_t m, double *distance, double *p,
                           struct error *err)
{
    *distance = *p = NAN;
    if (n == 0 || m == 0)
        return fail(err, ERROR_USER, E_TOO_FEW, "a sample without values cannot be compared");
    uint64_t *a = sorted_keys(x, n, err), *b = a ? sorted_keys(y, m, err) : NULL;
    if (b) {
        double product = (double)n * (double)m, whole = greatest_distance(a, n, b, m);
        *distance = whole / product;
        *p = whole == 0                 ? 1
             : product <= EXACT_PRODUCT ? exact_p(a, n, b, m, whole)
                                        : kolmogorov_upper(*distance * sqrt(product / ((double)n + (double)m)));
    }
    free(a);
    free(b);
    return b != NULL;
}

double measure_psi(const double *then_counts, const double *now_counts, size_t cells)
{
    double then = 0, now = 0, add = 0, used = 0, sum = 0;
    for (size_t i = 0; i < cells; i++) {
        then += then_counts[i];
        now += now_counts[i];
        used += then_counts[i] > 0 || now_counts[i] > 0;
        if ((then_counts[i] > 0) != (now_counts[i] > 0))
            add = 0.5;
    }
    if (!(then > 0) || !(now > 0))
        return NAN;
    then += add * used;
    now += add * used;
    for (size_t i = 0; i < cells; i++) {
        if (then_counts[i] == 0 && now_counts[i] == 0)
            continue; /* nobody was ever there: no cell */
        double p = (then_counts[i] + add) / then, q = (now_counts[i] + add) / now;
        sum += (q - p) * log(q / p);
    }
    return sum;
}

double measure_chi_square(const double *a, const double *b, size_t cells, double *p)
{
    double all_a = 0, all_b = 0, sum = 0;
    size_t used = 0;
    for (size_t i = 0; i < cells; i++) {
        all_a += a[i];
        all_b += b[i];
        used += a[i] + b[i] > 0;
    }
    double all = all_a + all_b;
    for (size_t i = 0; i < cells; i++) {
        double here = a[i] + b[i], want_a = here * all_a / all, want_b = here * all_b / all;
        if (here > 0 && all_a > 0 && all_b > 0)
            sum += (a[i] - want_a) * (a[i] - want_a) / want_a + (b[i] - want_b) * (b[i] - want_b) / want_b;
    }
    if (p)
        *p = used > 1 && all_a > 0 && all_b > 0 ? chi_square_upper(sum, (double)used - 1) : 1;
    return sum;
}
