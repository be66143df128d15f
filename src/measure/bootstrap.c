/* Bootstrap intervals: resamples of rows, one random stream a repeat, percentiles of the repeats' figures.

   A repeat is a block of the parallel loop, so that its figure depends on seed and number alone. Metrics that are walks
   down the ladder of scores need no sorting in a resample: drawing rows is counting on the rungs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/ladder.h"
#include "patron/base/error.h"
#include "patron/base/frame.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

/* Where SHARE of the repeats and of one more lie below (as R's type 6): between the i-th and j-th of N repeats lies
   (j - i) / (N + 1) of what another repeat would give. */
static double outer_quantile(const double *sorted, size_t n, double share)
{
    double at = fmin(fmax(share * ((double)n + 1) - 1, 0), (double)n - 1);
    size_t low = (size_t)at, high = low + 1 < n ? low + 1 : low;
    return sorted[low] + (at - (double)low) * (sorted[high] - sorted[low]);
}

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
    return (struct interval){ estimate, outer_quantile(figures, n, 0.025), outer_quantile(figures, n, 0.975) };
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

/* Resamples of fewer rows of a class know too little of what others would be like: with five, percentiles cover the
   truth in eight of ten samples. */
enum { LEAST_OF_CLASS = 10 };

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
        bool few = fmin(ladder.n_positives, ladder.n_negatives) < LEAST_OF_CLASS;
        out[m] = percentile_interval(estimate, r.figures + m * repeats, few ? 0 : repeats);
    }
    free(r.figures);
    free(places);
    ladder_release(&ladder);
    return good;
}

/* ---- Means of values a row, such as absolute errors ---- */

/* A mean is held against its own deviation in each resample (bootstrap-t; Efron and Tibshirani 1993, chapter 12):
   errors in money are skewed, a sample without its largest customers has a low mean and a small deviation at once, and
   percentiles alone would not reach up far enough. */
struct mean_resampling {
    const double *values;
    size_t n;
    uint64_t seed;
    double mean;
    double *figures;
};

static void resample_mean(void *context, size_t repeat)
{
    const struct mean_resampling *r = context;
    struct random random = random_stream(r->seed, repeat);
    double sum = 0, squares = 0, n = (double)r->n;
    for (size_t i = 0; i < r->n; i++) {
        double from_mean = r->values[random_below(&random, r->n)] - r->mean;
        sum += from_mean;
        squares += from_mean * from_mean;
    }
    double variance = squares / n - sum / n * (sum / n);
    r->figures[repeat] = variance > 1e-12 * squares / n ? sum / n / sqrt(variance / n) : NAN;
}

/* From T (REPEATS of them) to the mean's interval. */
static struct interval interval_by_t(double mean, double deviation, double *t, size_t repeats)
{
    struct interval of_t = percentile_interval(0, t, repeats);
    if (isnan(of_t.low))
        return (struct interval){ mean, NAN, NAN };
    return (struct interval){ mean, fmin(mean, mean - of_t.high * deviation), fmax(mean, mean - of_t.low * deviation) };
}

/* Twice the share of resamples as far out as the mean is from 0, on the rarer side, the sample itself counted as one of
   them. */
static double share_beyond(double mean, double deviation, const double *t, size_t repeats)
{
    size_t below = 0, above = 0, n = 0;
    for (size_t i = 0; i < repeats; i++) {
        n += !isnan(t[i]);
        below += t[i] * deviation <= mean;
        above += t[i] * deviation >= mean;
    }
    return fmin(1, 2 * (double)(1 + (below < above ? below : above)) / (double)(n + 1));
}

bool measure_bootstrap_mean(const double *values, size_t n, size_t repeats, uint64_t seed, struct work *work,
                            struct interval *out, double *p, struct error *err)
{
    struct mean_resampling r = { values, n, seed, NAN, NULL };
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    r.mean = n > 0 ? sum / (double)n : NAN;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - r.mean) * (values[i] - r.mean);
    *out = (struct interval){ r.mean, NAN, NAN };
    if (p)
        *p = NAN;
    if (n == 0)
        return true;
    if (!(squares > 0)) { /* all the same */
        *out = (struct interval){ r.mean, r.mean, r.mean };
        if (p)
            *p = r.mean == 0 ? 1 : 2 / (double)(repeats + 1);
        return true;
    }
    double deviation = sqrt(squares / (double)n / (double)n);
    r.figures = allocate(repeats + 1, sizeof *r.figures);
    bool good = work_run(work, repeats, resample_mean, &r, err);
    if (good && p)
        *p = share_beyond(r.mean, deviation, r.figures, repeats);
    if (good)
        *out = interval_by_t(r.mean, deviation, r.figures, repeats);
    free(r.figures);
    return good;
}

/* ---- Figures of any labels and answers ---- */

struct rows_resampling {
    double (*figure)(const struct metric_rows *rows);
    const struct metric_rows *a, *b;
    uint64_t seed;
    double *figures;
};

/* OUT are the rows of FROM at PLACES; all but frames from ROOM (3 values a row). */
static bool rows_at(const struct metric_rows *from, const size_t *places, double *room, struct frame *labels,
                    struct frame *answers, struct metric_rows *out)
{
    double *score = room, *amount = room + from->n;
    uint8_t *outcome = (uint8_t *)(room + 2 * from->n);
    *out = *from;
    *labels = *answers = (struct frame){ 0 };
    for (size_t i = 0; i < from->n; i++) {
        score[i] = from->score ? from->score[places[i]] : NAN;
        amount[i] = from->amount ? from->amount[places[i]] : NAN;
        outcome[i] = from->outcome ? from->outcome[places[i]] : 0;
    }
    out->score = from->score ? score : NULL;
    out->amount = from->amount ? amount : NULL;
    out->outcome = from->outcome ? outcome : NULL;
    out->labels = from->labels ? labels : NULL;
    out->answers = from->answers ? answers : NULL;
    return (!from->labels || frame_take(from->labels, places, from->n, "a resample", labels, NULL)) &&
           (!from->answers || frame_take(from->answers, places, from->n, "a resample", answers, NULL));
}

static double figure_at(const struct rows_resampling *r, const struct metric_rows *from, const size_t *places)
{
    struct frame labels, answers;
    struct metric_rows rows;
    double *room = allocate_large(3 * from->n, sizeof *room, "a resample", NULL), figure = NAN;
    if (room && rows_at(from, places, room, &labels, &answers, &rows))
        figure = r->figure(&rows);
    if (room) {
        frame_release(&labels);
        frame_release(&answers);
    }
    free(room);
    return figure;
}

static void resample_rows(void *context, size_t repeat)
{
    const struct rows_resampling *r = context;
    struct random random = random_stream(r->seed, repeat);
    size_t *places = allocate_large(r->a->n, sizeof *places, "a resample", NULL);
    r->figures[repeat] = NAN;
    for (size_t i = 0; places && i < r->a->n; i++)
        places[i] = random_below(&random, r->a->n);
    if (places)
        r->figures[repeat] = figure_at(r, r->a, places) - (r->b ? figure_at(r, r->b, places) : 0);
    free(places);
}

bool measure_bootstrap_rows(double (*figure)(const struct metric_rows *rows), const struct metric_rows *a,
                            const struct metric_rows *b, size_t repeats, uint64_t seed, struct work *work,
                            struct interval *out, double *p, struct error *err)
{
    struct rows_resampling r = { figure, a, b, seed, NULL };
    double estimate = a->n == 0 ? NAN : figure(a) - (b ? figure(b) : 0);
    *out = (struct interval){ estimate, NAN, NAN };
    if (p)
        *p = NAN;
    if (a->n == 0)
        return true;
    r.figures = allocate(repeats + 1, sizeof *r.figures);
    bool good = work_run(work, repeats, resample_rows, &r, err);
    if (good && p && isfinite(estimate)) {
        for (size_t i = 0; i < repeats; i++)
            r.figures[i] -= estimate; /* as they would lie round no difference */
        *p = share_beyond(estimate, 1, r.figures, repeats);
        for (size_t i = 0; i < repeats; i++)
            r.figures[i] += estimate;
    }
    if (good)
        *out = percentile_interval(estimate, r.figures, repeats);
    free(r.figures);
    return good;
}
