/* The interval of a rank correlation, whatever the ties and the shape of the cloud.

   Ranks are shares of other rows, so a row moves the correlation by its own place and by the ranks it gives to others.
   Both together are its influence (Hampel 1974; for ranks Croux and Dehon 2010, ties by mid-ranks); the mean square of
   the influences over n is the variance. Formulas with n alone (1.06 / (n - 3)) hold for normal amounts only: half of
   the amounts of customers are zero. */
#include <math.h>
#include <stdlib.h>

#include "measure/distribution.h"
#include "measure/order.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

/* OUT[i]: the mean over all rows of WEIGHT where their X is above that of row i, half where it is equal. */
static void mean_above(const double *x, const uint32_t *order, const double *weight, size_t n, double *out)
{
    double above = 0;
    for (size_t end = n, begin; end > 0; end = begin) {
        double equal = 0;
        for (begin = end; begin > 0 && x[order[begin - 1]] == x[order[end - 1]]; begin--)
            equal += weight[order[begin - 1]];
        for (size_t k = begin; k < end; k++)
            out[order[k]] = (above + equal / 2) / (double)n;
        above += equal;
    }
}

struct ranking {
    const double *values;
    uint32_t *order;
    double *place;         /* mid-rank as a share, less a half */
    double *own, *crossed; /* mean_above of its own places, and of the other's */
    double spread;
};

static bool ranking_init(struct ranking *ranking, const double *values, size_t n, struct error *err)
{
    *ranking = (struct ranking){ .values = values, .order = order_rows(values, n, err) };
    ranking->place = ranking->order ? allocate_large(3 * n, sizeof *ranking->place, "the ranks", err) : NULL;
    if (!ranking->place || !mid_ranks(values, n, ranking->place, err))
        return false;
    ranking->own = ranking->place + n;
    ranking->crossed = ranking->place + 2 * n;
    for (size_t i = 0; i < n; i++) {
        ranking->place[i] = (ranking->place[i] - 0.5) / (double)n - 0.5;
        ranking->spread += ranking->place[i] * ranking->place[i] / (double)n;
    }
    mean_above(values, ranking->order, ranking->place, n, ranking->own);
    return true;
}

static void ranking_release(struct ranking *ranking)
{
    free(ranking->order);
    free(ranking->place);
}

static double variance_of(const struct ranking *x, const struct ranking *y, size_t n, double *correlation)
{
    double both = 0, scale = sqrt(x->spread * y->spread), sum = 0;
    for (size_t i = 0; i < n; i++)
        both += x->place[i] * y->place[i] / (double)n;
    *correlation = both / scale;
    for (size_t i = 0; i < n; i++) {
        double u = x->place[i], v = y->place[i];
        double of_both = u * v + x->crossed[i] + y->crossed[i] - 3 * both;
        double of_x = u * u + 2 * x->own[i] - 3 * x->spread, of_y = v * v + 2 * y->own[i] - 3 * y->spread;
        double influence = of_both / scale - *correlation / 2 * (of_x / x->spread + of_y / y->spread);
        sum += influence * influence;
    }
    return sum / ((double)n * (double)n);
}

bool measure_spearman_interval(const double *a, const double *b, size_t n, struct interval *out, struct error *err)
{
    struct ranking x, y = { 0 };
    double r = NAN, variance = NAN;
    bool good = ranking_init(&x, a, n, err) && ranking_init(&y, b, n, err);
    if (good && x.spread > 0 && y.spread > 0) {
        mean_above(a, x.order, y.place, n, x.crossed);
        mean_above(b, y.order, x.place, n, y.crossed);
        variance = variance_of(&x, &y, n, &r);
    }
    *out = (struct interval){ r, NAN, NAN };
    if (good && n >= 10 && fabs(r) < 1 - 1e-12) { /* by Fisher's transform, so that it stays within -1 .. 1 */
        double half = NORMAL_975 * sqrt(variance) / (1 - r * r);
        *out = (struct interval){ r, tanh(atanh(r) - half), tanh(atanh(r) + half) };
    }
    ranking_release(&x);
    ranking_release(&y);
    return good;
}
