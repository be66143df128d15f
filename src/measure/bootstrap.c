/* Bootstrap intervals: resamples of rows, one random stream a repeat, percentiles of the repeats' figures.

   A repeat is a block of the parallel loop, so that its figure depends on seed and number alone. Metrics that are walks
   down the ladder of scores need no sorting in a resample: drawing rows is counting on the rungs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/ladder.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

/* The 95 % percentile interval; resamples where the figure is undefined (one class) are left out. */
static struct interval percentile_interval(double estimate, double *figures, size_t repeats)
{
    size_t n = 0;
    for (size_t i = 0; i < repeats; i++) {
        if (isfinite(figures[i]))
            figures[n++] = figures[i];
    }
    if (n < 2 || !isfinite(estimate))
        return (struct interval){ estimate, NAN, NAN };
    if (!measure_sort(figures, n, NULL))
        return (struct interval){ estimate, NAN, NAN };
    return (struct interval){ estimate, measure_sorted_quantile(figures, n, 0.025),
                              measure_sorted_quantile(figures, n, 0.975) };
}

struct resampling {
    metric_function *metric;
    const double *a, *b; /* b NULL: one figure, else the difference */
    const uint8_t *outcome;
    size_t n;
    uint64_t seed;
    double *figures;
};

static void resample(void *context, size_t repeat)
{
    const struct resampling *r = context;
    struct random random = random_stream(r->seed, repeat);
    double *a = allocate_large(2 * r->n, sizeof *a, "a resample", NULL), *b = a ? a + r->n : NULL;
    uint8_t *outcome = a ? allocate_large(r->n, 1, "a resample", NULL) : NULL;
    r->figures[repeat] = NAN;
    for (size_t i = 0; outcome && i < r->n; i++) {
        size_t row = random_below(&random, r->n);
        a[i] = r->a[row];
        b[i] = r->b ? r->b[row] : 0;
        outcome[i] = r->outcome[row];
    }
    if (outcome)
        r->figures[repeat] = r->metric(a, outcome, r->n) - (r->b ? r->metric(b, outcome, r->n) : 0);
    free(a);
    free(outcome);
}

static bool run_resamples(struct resampling *r, size_t repeats, struct work *work, struct interval *out,
                          struct error *err)
{
    double estimate = r->n == 0 ? NAN : r->metric(r->a, r->outcome, r->n);
    if (r->b && r->n > 0)
        estimate -= r->metric(r->b, r->outcome, r->n);
    *out = (struct interval){ estimate, NAN, NAN };
    if (r->n == 0)
        return true;
    r->figures = allocate(repeats + 1, sizeof *r->figures);
    bool good = work_run(work, repeats, resample, r, err);
    if (good)
        *out = percentile_interval(estimate, r->figures, repeats);
    free(r->figures);
    return good;
}

bool measure_bootstrap(metric_function *metric, const double *score, const uint8_t *outcome, size_t n, size_t repeats,
                       uint64_t seed, struct work *work, struct interval *out, struct error *err)
{
    struct resampling r = { metric, score, NULL, outcome, n, seed, NULL };
    return run_resamples(&r, repeats, work, out, err);
}

bool measure_bootstrap_difference(metric_function *metric, const double *a, const double *b, const uint8_t *outcome,
                                  size_t n, size_t repeats, uint64_t seed, struct work *work, struct interval *out,
                                  struct error *err)
{
    struct resampling r = { metric, a, b, outcome, n, seed, NULL };
    return run_resamples(&r, repeats, work, out, err);
}

/* ---- All metrics from the same resamples, on the ladder ---- */

struct ladder_resampling {
    const struct metric *const *rows;
    size_t n_metrics, n, repeats;
    const struct ladder *ladder;
    const uint32_t *places;
    uint64_t seed;
    double *figures; /* metric by metric, REPEATS each */
};

static void resample_ladder(void *context, size_t repeat)
{
    const struct ladder_resampling *r = context;
    struct random random = random_stream(r->seed, repeat);
    struct ladder ladder = *r->ladder;
    ladder.count = allocate(2 * ladder.n, sizeof *ladder.count);
    size_t positives = 0;
    for (size_t i = 0; i < r->n; i++) {
        uint32_t place = r->places[random_below(&random, r->n)];
        ladder.count[place]++;
        positives += place & 1;
    }
    ladder.n_positives = (double)positives;
    ladder.n_negatives = (double)(r->n - positives);
    for (size_t m = 0; m < r->n_metrics; m++)
        r->figures[m * r->repeats + repeat] = r->rows[m]->walk(&ladder);
    free(ladder.count);
}

bool measure_bootstrap_metrics(const struct metric *const *rows, size_t n_metrics, const double *score,
                               const uint8_t *outcome, size_t n, size_t repeats, uint64_t seed, struct work *work,
                               struct interval *out, struct error *err)
{
    struct ladder ladder;
    uint32_t *places;
    if (!ladder_build_places(score, outcome, n, &ladder, &places, err))
        return false;
    struct ladder_resampling r = { rows, n_metrics, n, repeats, &ladder, places, seed, NULL };
    r.figures = allocate(n_metrics * repeats + 1, sizeof *r.figures);
    bool good = ladder_add_costs(&ladder, err) && (n == 0 || work_run(work, repeats, resample_ladder, &r, err));
    for (size_t m = 0; good && m < n_metrics; m++) {
        double estimate = n == 0 ? NAN : rows[m]->compute(score, outcome, n);
        out[m] = percentile_interval(estimate, r.figures + m * repeats, n == 0 ? 0 : repeats);
    }
    free(r.figures);
    free(places);
    ladder_release(&ladder);
    return good;
}

/* ---- Means of values a row, such as absolute errors ---- */

struct mean_resampling {
    const double *values;
    size_t n;
    uint64_t seed;
    double *figures;
};

static void resample_mean(void *context, size_t repeat)
{
    const struct mean_resampling *r = context;
    struct random random = random_stream(r->seed, repeat);
    double sum = 0;
    for (size_t i = 0; i < r->n; i++)
        sum += r->values[random_below(&random, r->n)];
    r->figures[repeat] = sum / (double)r->n;
}

/* Twice the share of resamples beyond 0 on the rarer side, the sample itself counted as one of them. */
static double share_beyond(const double *figures, size_t repeats)
{
    size_t below = 0, above = 0;
    for (size_t i = 0; i < repeats; i++) {
        below += figures[i] <= 0;
        above += figures[i] >= 0;
    }
    return fmin(1, 2 * (double)(1 + (below < above ? below : above)) / (double)(repeats + 1));
}

bool measure_bootstrap_mean(const double *values, size_t n, size_t repeats, uint64_t seed, struct work *work,
                            struct interval *out, double *p, struct error *err)
{
    struct mean_resampling r = { values, n, seed, NULL };
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    *out = (struct interval){ n > 0 ? sum / (double)n : NAN, NAN, NAN };
    if (p)
        *p = NAN;
    if (n == 0)
        return true;
    r.figures = allocate(repeats + 1, sizeof *r.figures);
    bool good = work_run(work, repeats, resample_mean, &r, err);
    if (good && p)
        *p = share_beyond(r.figures, repeats);
    if (good)
        *out = percentile_interval(out->estimate, r.figures, repeats);
    free(r.figures);
    return good;
}
