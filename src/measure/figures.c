/* Metrics measured: each row's figure, and its interval in the way that the row says. */
#include <math.h>
#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/measure/measure.h"

struct measuring {
    const struct metric_rows *rows;
    size_t repeats;
    uint64_t seed;
    struct work *work;
    struct amount_figures figures; /* of amounts */
    double *losses;                /* one a row, made anew for each metric */
    struct error *err;
};

static bool defined(const struct metric *metric, const struct metric_rows *rows)
{
    if (rows->n == 0)
        return false;
    return rows->probability || !metric->needs_probability;
}

static double estimate(const struct measuring *m, const struct metric *metric)
{
    if (!defined(metric, m->rows))
        return NAN;
    if (metric->of_amounts)
        return metric->of_amounts(&m->figures);
    if (metric->of_rows)
        return metric->of_rows(m->rows);
    return metric->compute ? metric->compute(m->rows->score, m->rows->outcome, m->rows->n) : NAN;
}

/* The mean of what rows add, resampled, as the figure it makes. */
static bool interval_of_mean(struct measuring *m, const struct metric *metric, struct interval *out)
{
    size_t n = m->rows->n;
    if (!m->losses && !(m->losses = allocate_large(n, sizeof *m->losses, "the errors", m->err)))
        return false;
    for (size_t i = 0; i < n; i++)
        m->losses[i] = metric->loss(m->rows, i, &m->figures);
    struct interval mean;
    if (!measure_bootstrap_mean(m->losses, n, m->repeats, m->seed, m->work, &mean, NULL, m->err))
        return false;
    double a = metric->of_mean ? metric->of_mean(mean.low, &m->figures) : mean.low,
           b = metric->of_mean ? metric->of_mean(mean.high, &m->figures) : mean.high;
    *out = (struct interval){ out->estimate, fmin(a, b), fmax(a, b) };
    return true;
}

/* The intervals of metrics that are walks down the ladder, from the same resamples. */
static bool intervals_on_ladder(struct measuring *m, struct metric_value *values, size_t n)
{
    const struct metric **rows = allocate(n + 1, sizeof(const struct metric *));
    struct interval *intervals = allocate(n + 1, sizeof *intervals);
    size_t n_rows = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        if (values[i].metric->walk && !values[i].metric->interval && defined(values[i].metric, m->rows))
            rows[n_rows++] = values[i].metric;
    bool good = n_rows == 0 || measure_bootstrap_metrics(rows, n_rows, m->rows->score, m->rows->outcome, m->rows->n,
                                                         m->repeats, m->seed, m->work, intervals, m->err);
    for (size_t i = 0; good && i < n && at < n_rows; i++)
        if (values[i].metric == rows[at])
            values[i].value = intervals[at++];
    free(rows);
    free(intervals);
    return good;
}

static bool add_interval(struct measuring *m, struct metric_value *value)
{
    const struct metric *metric = value->metric;
    const struct metric_rows *rows = m->rows;
    if (isnan(value->value.estimate))
        return true;
    if (metric->interval)
        value->value = metric->interval(rows, value->value.estimate);
    else if (metric->loss && !metric->walk)
        return interval_of_mean(m, metric, &value->value);
    else if (metric->method && metric->of_rows)
        return measure_bootstrap_rows(metric->of_rows, rows, NULL, m->repeats, m->seed, m->work, &value->value, NULL,
                                      m->err);
    else if (metric->method && metric->compute && !metric->walk)
        return measure_bootstrap(metric->compute, rows->score, rows->outcome, rows->n, m->repeats, m->seed, m->work,
                                 &value->value, m->err);
    return true;
}

bool metrics_measure(const struct metric_rows *rows, size_t repeats, uint64_t seed, struct work *work,
                     struct metric_value **out, size_t *n, struct error *err)
{
    struct measuring m = { .rows = rows, .repeats = repeats, .seed = seed, .work = work, .err = err };
    size_t all = 0;
    *n = 0;
    while (metrics[all])
        all++;
    struct metric_value *values = *out = allocate(all + 1, sizeof *values);
    bool good = rows->takes != &measured_amounts || rows->n == 0 ||
                measure_amount(rows->score, rows->amount, rows->n, &m.figures, err);
    for (size_t i = 0; good && metrics[i]; i++)
        if (metrics[i]->takes == rows->takes)
            values[(*n)++] = (struct metric_value){ metrics[i], { estimate(&m, metrics[i]), NAN, NAN } };
    if (repeats > 0) {
        good = good && intervals_on_ladder(&m, values, *n);
        for (size_t i = 0; good && i < *n; i++)
            good = add_interval(&m, &values[i]);
    }
    free(m.losses);
    if (!good) {
        free(values);
        *out = NULL;
        *n = 0;
    }
    return good;
}

double metric_figure(const struct metric *metric, const struct metric_rows *rows)
{
    struct measuring m = { .rows = rows };
    if (metric->of_amounts && metric->loss && !metric->of_mean) { /* the mean of what rows add, and no more */
        double sum = 0;
        for (size_t i = 0; i < rows->n; i++)
            sum += metric->loss(rows, i, NULL);
        return sum / (double)rows->n;
    }
    if (metric->of_amounts && (rows->n == 0 || !measure_amount(rows->score, rows->amount, rows->n, &m.figures, NULL)))
        return NAN;
    return estimate(&m, metric);
}

/* The mean of what rows lose more by A than by B. */
static bool difference_of_losses(const struct metric *metric, const struct metric_rows *a, const struct metric_rows *b,
                                 size_t repeats, uint64_t seed, struct work *work, struct interval *value, double *p,
                                 struct error *err)
{
    double *gap = allocate_large(a->n, sizeof *gap, "the differences", err);
    for (size_t i = 0; gap && i < a->n; i++)
        gap[i] = metric->loss(a, i, NULL) - metric->loss(b, i, NULL);
    bool good = gap && measure_bootstrap_mean(gap, a->n, repeats, seed, work, value, p, err);
    free(gap);
    return good;
}

bool metric_difference(const struct metric *metric, const struct metric_rows *a, const struct metric_rows *b,
                       size_t repeats, uint64_t seed, struct work *work, struct interval *value, double *p,
                       const char **method, struct error *err)
{
    *value = (struct interval){ NAN, NAN, NAN };
    *p = NAN;
    *method = metric->difference ? metric->difference_method : "paired bootstrap";
    if (metric->difference) {
        metric->difference(a, b, value, p);
        return true;
    }
    if (metric->loss && !metric->of_mean)
        return difference_of_losses(metric, a, b, repeats, seed, work, value, p, err);
    return !metric->of_rows || measure_bootstrap_rows(metric->of_rows, a, b, repeats, seed, work, value, p, err);
}
