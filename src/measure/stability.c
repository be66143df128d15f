/* Whether two rows of counts have one distribution: population stability and its null level, Jensen-Shannon,
   chi-square; and many such tests at once. */
#include <math.h>
#include <stdlib.h>

#include "measure/distribution.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

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

double measure_psi_null_level(const double *then_counts, const double *now_counts, size_t cells)
{
    double then = 0, now = 0;
    size_t used = 0;
    for (size_t i = 0; i < cells; i++) {
        then += then_counts[i];
        now += now_counts[i];
        used += then_counts[i] > 0 || now_counts[i] > 0;
    }
    if (!(then > 0) || !(now > 0))
        return NAN;
    return used < 2 ? 0 : chi_square_point(0.95, (double)used - 1) * (1 / then + 1 / now);
}

double measure_jensen_shannon(const double *a, const double *b, size_t cells)
{
    double all_a = 0, all_b = 0, sum = 0;
    for (size_t i = 0; i < cells; i++) {
        all_a += a[i];
        all_b += b[i];
    }
    if (!(all_a > 0) || !(all_b > 0))
        return NAN;
    for (size_t i = 0; i < cells; i++) {
        double p = a[i] / all_a, q = b[i] / all_b, middle = (p + q) / 2;
        sum += (p > 0 ? p * log2(p / middle) : 0) + (q > 0 ? q * log2(q / middle) : 0);
    }
    return sqrt(fmax(0, sum / 2));
}

static int compare_p(const void *a, const void *b)
{
    double x = **(const double *const *)a, y = **(const double *const *)b;
    return x < y ? -1 : x > y;
}

void measure_benjamini_hochberg(const double *p, size_t n, double *out)
{
    const double **order = allocate(n + 1, sizeof(const double *));
    size_t tested = 0;
    double least = 1;
    for (size_t i = 0; i < n; i++) {
        out[i] = NAN;
        if (!isnan(p[i]))
            order[tested++] = &p[i];
    }
    qsort(order, tested, sizeof(const double *), compare_p);
    for (size_t rank = tested; rank > 0; rank--) {
        least = fmin(least, *order[rank - 1] * (double)tested / (double)rank);
        out[order[rank - 1] - p] = least;
    }
    free(order);
}
