/* The ROC curve, the area under it with DeLong's variance, and the Kolmogorov-Smirnov distance. */
#include <math.h>
#include <stdlib.h>

#include "measure/curve.h"
#include "measure/distribution.h"
#include "measure/ladder.h"
#include "measure/order.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

__extension__ typedef unsigned __int128 wide; /* sums of squared counts pass 2^64 */

/* Scores split by outcome and sorted: all that the area needs. */
struct classes {
    size_t n_negatives, n_positives;
    uint64_t *negatives, *positives; /* one allocation, freed by negatives */
};

static bool classes_sort(const double *score, const uint8_t *outcome, size_t n, struct classes *out)
{
    uint64_t *keys = allocate_large(n, sizeof *keys, "sorting scores", NULL);
    if (!keys)
        return false;
    size_t positives = 0;
    for (size_t i = 0; i < n; i++)
        positives += outcome[i] != 0;
    *out = (struct classes){ n - positives, positives, keys, keys + (n - positives) };
    size_t place[2] = { 0, out->n_negatives };
    for (size_t i = 0; i < n; i++)
        keys[place[outcome[i] != 0]++] = key_of(score[i]);
    if (keys_sort(out->negatives, out->n_negatives, NULL) && keys_sort(out->positives, out->n_positives, NULL))
        return true;
    free(keys);
    return false;
}

/* Exact sums over the pairs. For a positive, t = 2 (negatives below) + (negatives equal); for a negative, u likewise
   with the positives above. Both sum to `twice`. */
struct pair_sums {
    uint64_t twice;
    wide t_squared, u_squared;
};

static struct pair_sums classes_sum(const struct classes *classes)
{
    struct pair_sums sums = { 0, 0, 0 };
    const uint64_t *negative = classes->negatives, *positive = classes->positives;
    size_t i = 0, j = 0, n = classes->n_negatives, p = classes->n_positives;
    while (j < p || i < n) {
        uint64_t key = i == n || (j < p && positive[j] < negative[i]) ? positive[j] : negative[i];
        size_t i0 = i, j0 = j;
        while (i < n && negative[i] == key)
            i++;
        while (j < p && positive[j] == key)
            j++;
        uint64_t t = i0 + i, u = (p - j0) + (p - j); /* twice the number below or above, ties half */
        sums.twice += t * (j - j0);
        sums.t_squared += (wide)t * t * (j - j0);
        sums.u_squared += (wide)u * u * (i - i0);
    }
    return sums;
}

/* The variance of the mean of N placements s / (2 m), from the exact sums of s and s^2. */
static double placement_variance(wide squares, uint64_t sum, size_t n, size_t m)
{
    wide numerator = squares * n - (wide)sum * sum;
    double count = (double)n, scale = 2 * (double)m;
    return (double)numerator / (count * count * (count - 1)) / (scale * scale);
}

double measure_auc(const double *score, const uint8_t *outcome, size_t n)
{
    struct classes classes;
    double auc = NAN;
    if (!classes_sort(score, outcome, n, &classes))
        return NAN;
    if (classes.n_positives > 0 && classes.n_negatives > 0)
        auc = (double)classes_sum(&classes).twice / (2.0 * (double)classes.n_positives * (double)classes.n_negatives);
    free(classes.negatives);
    return auc;
}

static struct interval normal_interval(double estimate, double variance)
{
    double half = NORMAL_975 * sqrt(variance);
    return (struct interval){ estimate, fmax(0, estimate - half), fmin(1, estimate + half) };
}

/* Hanley and McNeil's variance (1982) of an area THETA, with what Newcombe puts in place of the two class sizes. */
static double variance_at(double theta, double p, double m)
{
    double n = (p + m) / 2 - 1;
    return theta * (1 - theta) * (1 + n * (1 - theta) / (2 - theta) + n * theta / (1 + theta)) / (p * m);
}

/* The area between AREA (which it is compatible with) and END that is only just compatible with it: by halving, since
   the distance in deviations grows towards END. */
static double compatible_until(double area, double end, double p, double m)
{
    double in = area, out = end;
    for (int step = 0; step < 60; step++) {
        double middle = (in + out) / 2;
        *(fabs(area - middle) <= NORMAL_975 * sqrt(variance_at(middle, p, m)) ? &in : &out) = middle;
    }
    return in;
}

/* Newcombe 2006, part 2, method 5: the areas whose own deviation puts AREA within 1.96 of them. It does not need the
   area's deviation in the sample, which is far too small, or 0, when few rows are out of order. */
static struct interval newcombe_interval(double area, double p, double m)
{
    return (struct interval){ area, compatible_until(area, 0, p, m), compatible_until(area, 1, p, m) };
}

/* DeLong's variance is of the rows that are out of order: with less than about three of the smaller class, an interval
   from it covers the truth in 60 to 90 of 100 samples. */
static bool few_out_of_order(double area, double p, double m)
{
    return fmin(area, 1 - area) * fmin(p, m) < 3;
}

struct interval measure_auc_interval(const double *score, const uint8_t *outcome, size_t n, double *variance)
{
    struct classes classes;
    struct interval interval = { NAN, NAN, NAN };
    double var = NAN;
    if (classes_sort(score, outcome, n, &classes)) {
        size_t p = classes.n_positives, m = classes.n_negatives;
        if (p > 0 && m > 0) {
            struct pair_sums sums = classes_sum(&classes);
            interval.estimate = (double)sums.twice / (2.0 * (double)p * (double)m);
            if (p > 1 && m > 1) {
                var = placement_variance(sums.t_squared, sums.twice, p, m) +
                      placement_variance(sums.u_squared, sums.twice, m, p);
                interval = few_out_of_order(interval.estimate, (double)p, (double)m)
                               ? newcombe_interval(interval.estimate, (double)p, (double)m)
                               : normal_interval(interval.estimate, var);
            }
        }
        free(classes.negatives);
    }
    if (variance)
        *variance = var;
    return interval;
}

/* DeLong's placements: for a positive the share of negatives below it, for a negative the share of positives above. */
static bool placements(const double *score, const uint8_t *outcome, size_t n, size_t positives, double *out)
{
    uint32_t *order = order_rows(score, n, NULL);
    if (!order)
        return false;
    double below = 0, above = (double)positives, negatives = (double)(n - positives);
    for (size_t i = 0; i < n;) {
        size_t j = i, here = 0;
        for (; j < n && score[order[j]] == score[order[i]]; j++)
            here += outcome[order[j]] != 0;
        double p = (double)here, m = (double)(j - i - here);
        above -= p;
        for (size_t k = i; k < j; k++)
            out[order[k]] = outcome[order[k]] ? (below + m / 2) / negatives : (above + p / 2) / (double)positives;
        below += m;
        i = j;
    }
    free(order);
    return true;
}

/* The area is the mean of the positives' placements. Fills mean and (co)variance of the two areas. */
struct area_moments {
    double a, b, variance_a, variance_b, covariance;
};

static struct area_moments moments(const double *a, const double *b, const uint8_t *outcome, size_t n, size_t positives)
{
    struct area_moments m = { 0, 0, 0, 0, 0 };
    double count[2] = { (double)(n - positives), (double)positives };
    for (size_t i = 0; i < n; i++) {
        if (outcome[i]) {
            m.a += a[i];
            m.b += b[i];
        }
    }
    m.a /= count[1];
    m.b /= count[1];
    double aa[2] = { 0, 0 }, bb[2] = { 0, 0 }, ab[2] = { 0, 0 };
    for (size_t i = 0; i < n; i++) {
        int class = outcome[i] != 0;
        double x = a[i] - m.a, y = b[i] - m.b;
        aa[class] += x * x;
        bb[class] += y * y;
        ab[class] += x * y;
    }
    for (int class = 0; class < 2; class ++) {
        double divisor = count[class] * (count[class] - 1);
        m.variance_a += aa[class] / divisor;
        m.variance_b += bb[class] / divisor;
        m.covariance += ab[class] / divisor;
    }
    return m;
}

struct auc_difference measure_auc_difference(const double *a, const double *b, const uint8_t *outcome, size_t n)
{
    struct auc_difference result = { { NAN, NAN, NAN }, NAN, NAN, NAN };
    size_t positives = 0;
    for (size_t i = 0; i < n; i++)
        positives += outcome[i] != 0;
    double *placed = allocate_large(2 * n, sizeof *placed, "the placements", NULL);
    if (placed && positives > 1 && n - positives > 1 && placements(a, outcome, n, positives, placed) &&
        placements(b, outcome, n, positives, placed + n)) {
        struct area_moments m = moments(placed, placed + n, outcome, n, positives);
        double difference = m.a - m.b, variance = fmax(0, m.variance_a + m.variance_b - 2 * m.covariance);
        double half = NORMAL_975 * sqrt(variance);
        result.difference = (struct interval){ difference, difference - half, difference + half };
        result.covariance = m.covariance;
        /* Equal rankings have no variance: then there is nothing to test, and p is 1. */
        result.z = difference == 0 ? 0 : difference / sqrt(variance);
        result.p = normal_two_sided(result.z);
    }
    free(placed);
    return result;
}

bool measure_roc(const double *score, const uint8_t *outcome, size_t n, size_t max, struct curve *out,
                 struct error *err)
{
    struct ladder ladder;
    *out = (struct curve){ 0 };
    if (!ladder_build(score, outcome, n, &ladder, err))
        return false;
    bool good = ladder.n_positives > 0 && ladder.n_negatives > 0;
    if (!good)
        fail(err, ERROR_USER, E_ONE_CLASS, "a ROC curve needs both outcomes");
    good = good && curve_reserve(out, ladder.n + 1, err);
    double positives = 0, negatives = 0;
    if (good)
        curve_set(out, 0, 0, 0, INFINITY);
    for (size_t i = 0; good && i < ladder.n; i++) {
        positives += ladder_positives(&ladder, i);
        negatives += ladder_negatives(&ladder, i);
        curve_set(out, i + 1, negatives / ladder.n_negatives, positives / ladder.n_positives, ladder.score[i]);
    }
    ladder_release(&ladder);
    if (good)
        curve_thin(out, max);
    return good;
}

double measure_ks(const double *score, const uint8_t *outcome, size_t n, double *threshold)
{
    struct ladder ladder;
    if (!ladder_build(score, outcome, n, &ladder, NULL))
        return NAN;
    double distance = ladder_ks(&ladder, threshold);
    ladder_release(&ladder);
    return distance;
}
