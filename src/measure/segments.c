/* Figures of segmentations that need no pairs of rows: Davies-Bouldin, Calinski-Harabasz, adjusted Rand; and samples.
 */
#include <math.h>
#include <stdlib.h>

#include "measure/order.h"
#include "patron/base/error.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/measure/measure.h"

/* Sizes, centres (k x d) and the centre of all rows (d), in one piece. */
struct centres {
    size_t k, d;
    double *size, *centre, *all;
};

static struct centres centres_new(const struct matrix *x, const uint32_t *label, size_t k)
{
    size_t d = x->n_columns;
    struct centres c = { k, d, allocate(k + k * d + d + 1, sizeof(double)), NULL, NULL };
    c.centre = c.size + k;
    c.all = c.centre + k * d;
    for (size_t i = 0; i < x->n_rows; i++) {
        const double *row = matrix_row(x, i);
        c.size[label[i]]++;
        for (size_t j = 0; j < d; j++)
            c.centre[label[i] * d + j] += row[j];
    }
    for (size_t s = 0; s < k; s++) {
        for (size_t j = 0; j < d; j++) {
            c.all[j] += c.centre[s * d + j] / (double)x->n_rows;
            c.centre[s * d + j] /= c.size[s] > 0 ? c.size[s] : 1;
        }
    }
    return c;
}

static double squared_distance(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t j = 0; j < d; j++)
        sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

static size_t present(const struct centres *c)
{
    size_t n = 0;
    for (size_t s = 0; s < c->k; s++)
        n += c->size[s] > 0;
    return n;
}

double measure_davies_bouldin(const struct matrix *x, const uint32_t *label, size_t k)
{
    struct centres c = centres_new(x, label, k);
    double *spread = allocate(k + 1, sizeof *spread), sum = 0;
    for (size_t i = 0; i < x->n_rows; i++)
        spread[label[i]] += sqrt(squared_distance(matrix_row(x, i), c.centre + label[i] * c.d, c.d)) / c.size[label[i]];
    for (size_t a = 0; a < k; a++) {
        double worst = 0;
        for (size_t b = 0; c.size[a] > 0 && b < k; b++) {
            double apart = sqrt(squared_distance(c.centre + a * c.d, c.centre + b * c.d, c.d));
            if (a != b && c.size[b] > 0)
                worst = fmax(worst, (spread[a] + spread[b]) / apart);
        }
        sum += worst;
    }
    size_t n = present(&c);
    free(spread);
    free(c.size);
    return n > 1 ? sum / (double)n : NAN;
}

double measure_calinski_harabasz(const struct matrix *x, const uint32_t *label, size_t k)
{
    struct centres c = centres_new(x, label, k);
    double between = 0, within = 0, n = (double)x->n_rows, groups = (double)present(&c);
    for (size_t s = 0; s < k; s++)
        between += c.size[s] * squared_distance(c.centre + s * c.d, c.all, c.d);
    for (size_t i = 0; i < x->n_rows; i++)
        within += squared_distance(matrix_row(x, i), c.centre + label[i] * c.d, c.d);
    free(c.size);
    return groups > 1 && n > groups ? (between / (groups - 1)) / (within / (n - groups)) : NAN;
}

static double pairs_of(double n)
{
    return n * (n - 1) / 2;
}

/* The sum of pairs within runs of equal keys, after sorting. */
static double pairs_in_runs(uint64_t *keys, size_t n)
{
    double sum = 0;
    if (!keys_sort(keys, n, NULL))
        return NAN;
    for (size_t i = 0; i < n;) {
        size_t j = i;
        while (j < n && keys[j] == keys[i])
            j++;
        sum += pairs_of((double)(j - i));
        i = j;
    }
    return sum;
}

double measure_adjusted_rand(const uint32_t *a, const uint32_t *b, size_t n)
{
    uint64_t *keys = allocate_large(n, sizeof *keys, "pairs of segments", NULL);
    if (!keys || n < 2) {
        free(keys);
        return NAN;
    }
    for (size_t i = 0; i < n; i++)
        keys[i] = (uint64_t)a[i] << 32 | b[i];
    double both = pairs_in_runs(keys, n);
    for (size_t i = 0; i < n; i++)
        keys[i] = a[i];
    double in_a = pairs_in_runs(keys, n);
    for (size_t i = 0; i < n; i++)
        keys[i] = b[i];
    double in_b = pairs_in_runs(keys, n), chance = in_a * in_b / pairs_of((double)n), most = (in_a + in_b) / 2;
    free(keys);
    return most == chance ? 1 : (both - chance) / (most - chance); /* equal: both are one segment, or all singles */
}

/* How many rows of each segment to take: its share of MAX by largest remainder, but at least two where it has them. */
static void quotas(const size_t *size, size_t n, size_t k, size_t max, size_t *quota)
{
    size_t given = 0;
    for (size_t s = 0; s < k; s++) {
        size_t least = size[s] < 2 ? size[s] : 2, share = (size_t)((double)max * (double)size[s] / (double)n);
        quota[s] = share > least ? share : least;
        quota[s] = quota[s] < size[s] ? quota[s] : size[s];
        given += quota[s];
    }
    while (given < max) { /* the rest to whom it is furthest from his share */
        size_t best = SIZE_MAX;
        double gap = 0;
        for (size_t s = 0; s < k; s++) {
            double own = (double)max * (double)size[s] / (double)n - (double)quota[s];
            if (quota[s] < size[s] && (best == SIZE_MAX || own > gap)) {
                best = s;
                gap = own;
            }
        }
        if (best == SIZE_MAX)
            return;
        quota[best]++;
        given++;
    }
    while (given > max) { /* too many small segments: from the largest quota, down to two each */
        size_t most = 0;
        for (size_t s = 1; s < k; s++)
            most = quota[s] > quota[most] ? s : most;
        if (quota[most] <= 2)
            return;
        quota[most]--;
        given--;
    }
}

uint32_t *measure_stratified_sample(const uint32_t *label, size_t n, size_t k, size_t max, uint64_t seed,
                                    size_t *n_sample)
{
    size_t *size = allocate(2 * k + 1, sizeof *size), *quota = size + k, taken = 0;
    uint32_t *sample = allocate((n < max ? n : max) + 2 * k + 1, sizeof *sample);
    struct random random = random_stream(seed, 0);
    for (size_t i = 0; i < n; i++)
        size[label[i]]++;
    if (n <= max) {
        for (size_t s = 0; s < k; s++)
            quota[s] = size[s];
    } else {
        quotas(size, n, k, max, quota);
    }
    for (size_t i = 0; i < n; i++) { /* selection sampling within each segment: rows come out sorted */
        size_t s = label[i];
        if (quota[s] > 0 && random_below(&random, size[s]) < quota[s]) {
            sample[taken++] = (uint32_t)i;
            quota[s]--;
        }
        size[s]--;
    }
    free(size);
    *n_sample = taken;
    return sample;
}
