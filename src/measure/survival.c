/* Kaplan-Meier curves, and whether groups have one. */
#include "patron/measure/survival.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/distribution.h"
#include "measure/seen.h"
#include "patron/base/error.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

static const double normal975 = 1.959963984540054;

/* ---- Rows by time ---- */

static int compare_seen(const void *a, const void *b, void *context)
{
    (void)context;
    const struct seen *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

struct seen *seen_sorted(const double *time, const double *event, size_t n, struct error *err)
{
    struct seen *seen = allocate_large(n + 1, sizeof *seen, "the order of times", err);
    bool sorted = true;
    for (size_t i = 0; seen && i < n; i++) {
        seen[i] = (struct seen){ time[i], i, event[i] != 0 };
        sorted = sorted && (i == 0 || time[i - 1] <= time[i]);
    }
    if (seen && !sorted && !sort_elements(seen, n, sizeof *seen, compare_seen, NULL, NULL, err)) {
        free(seen);
        seen = NULL;
    }
    return seen;
}

size_t seen_tied(const struct seen *seen, size_t n, size_t first, double *events)
{
    size_t end = first;
    for (*events = 0; end < n && seen[end].time == seen[first].time; end++)
        *events += seen[end].event;
    return end;
}

/* ---- The curve ---- */

static bool curve_make(const struct seen *seen, size_t n, struct survival_curve *out, struct error *err)
{
    *out = (struct survival_curve){ .n_rows = n, .last = n > 0 ? seen[n - 1].time : NAN };
    double *values = allocate_large(6 * n + 6, sizeof *values, "a survival curve", err);
    if (!values)
        return false;
    out->time = values;
    out->at_risk = values + n + 1;
    out->events = values + 2 * (n + 1);
    out->survival = values + 3 * (n + 1);
    out->variance = values + 4 * (n + 1);
    out->seen = values + 5 * (n + 1);
    for (size_t i = 0; i < n; i++)
        out->seen[i] = seen[i].time;
    double left = 1, variance = 0, events;
    for (size_t first = 0, end; first < n; first = end) {
        end = seen_tied(seen, n, first, &events);
        out->n_events += events;
        if (events == 0)
            continue;
        double at_risk = (double)(n - first);
        left *= (at_risk - events) / at_risk;
        variance += events / (at_risk * (at_risk - events)); /* infinite when nobody is left */
        out->time[out->n] = seen[first].time;
        out->at_risk[out->n] = at_risk;
        out->events[out->n] = events;
        out->survival[out->n] = left;
        out->variance[out->n++] = variance;
    }
    return true;
}

bool measure_survival(const double *time, const double *event, size_t n, struct survival_curve *out, struct error *err)
{
    *out = (struct survival_curve){ 0 };
    struct seen *seen = seen_sorted(time, event, n, err);
    bool good = seen && curve_make(seen, n, out, err);
    free(seen);
    return good;
}

void survival_curve_release(struct survival_curve *curve)
{
    free(curve->time);
    *curve = (struct survival_curve){ 0 };
}

/* The last step at or before TIME; SIZE_MAX: none. */
static size_t step_at(const struct survival_curve *curve, double time)
{
    size_t low = 0, high = curve->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (curve->time[middle] <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

/* On the log-log scale: S to the power of exp(+- z se / log S). */
static struct interval log_log(double survival, double variance)
{
    if (survival >= 1 || survival <= 0 || !isfinite(variance))
        return (struct interval){ survival, NAN, NAN };
    double width = normal975 * sqrt(variance) / fabs(log(survival));
    return (struct interval){ survival, pow(survival, exp(width)), pow(survival, exp(-width)) };
}

struct interval survival_at(const struct survival_curve *curve, double time)
{
    if (curve->n_rows == 0 || time > curve->last)
        return (struct interval){ NAN, NAN, NAN };
    size_t step = step_at(curve, time);
    if (step == SIZE_MAX)
        return (struct interval){ 1, NAN, NAN };
    return log_log(curve->survival[step], curve->variance[step]);
}

double survival_at_risk(const struct survival_curve *curve, double time)
{
    size_t low = 0, high = curve->n_rows;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (curve->seen[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)(curve->n_rows - low);
}

struct interval survival_quantile(const struct survival_curve *curve, double share)
{
    struct interval out = { NAN, NAN, NAN };
    for (size_t i = curve->n; i-- > 0;) {
        struct interval bounds = log_log(curve->survival[i], curve->variance[i]);
        if (curve->survival[i] <= share)
            out.estimate = curve->time[i];
        if (bounds.low <= share)
            out.low = curve->time[i];
        if (bounds.high <= share)
            out.high = curve->time[i];
    }
    for (size_t i = 0; i + 1 < curve->n; i++) /* the curve lies at SHARE: the middle of that stretch */
        if (fabs(curve->survival[i] - share) < 1e-12)
            out.estimate = (curve->time[i] + curve->time[i + 1]) / 2;
    return out;
}

struct interval survival_restricted_mean(const struct survival_curve *curve, double limit)
{
    if (curve->n_rows == 0 || limit > curve->last)
        return (struct interval){ NAN, NAN, NAN };
    double area = 0, before = 0, height = 1, variance = 0, beyond;
    size_t n = 0;
    for (; n < curve->n && curve->time[n] < limit; n++) {
        area += height * (curve->time[n] - before);
        before = curve->time[n];
        height = curve->survival[n];
    }
    area += height * (limit - before);
    beyond = height * (limit - before); /* the area from the last step on */
    for (size_t i = n; i-- > 0;) {
        double at_risk = curve->at_risk[i], events = curve->events[i];
        if (at_risk > events)
            variance += beyond * beyond * events / (at_risk * (at_risk - events));
        beyond += (i > 0 ? curve->survival[i - 1] : 1) * (curve->time[i] - (i > 0 ? curve->time[i - 1] : 0));
    }
    double width = normal975 * sqrt(variance);
    return (struct interval){ area, area - width, area + width };
}

/* ---- Groups ---- */

/* The sum over times of observed less expected events of each group, and its covariance (hypergeometric, with ties). */
static bool add_times(const struct seen *seen, size_t n, const unsigned *group, size_t k, double *observed,
                      double *expected, double *variance, struct error *err)
{
    double *at_risk = allocate(k + 1, sizeof *at_risk), events;
    bool ok = true;
    for (size_t i = 0; i < n; i++)
        at_risk[group[seen[i].row]]++;
    size_t done = 0; /* steps of the innermost loop */
    for (size_t first = 0, end; first < n && ok; first = end) {
        end = seen_tied(seen, n, first, &events);
        double all = (double)(n - first);
        for (size_t i = first; i < end; i++)
            observed[group[seen[i].row]] += seen[i].event;
        double spread = all > 1 ? events * (all - events) / (all - 1) : 0;
        for (size_t a = 0; events > 0 && a < k; a++) {
            double share = at_risk[a] / all;
            expected[a] += events * share;
            for (size_t b = 0; b < k; b++)
                variance[a * k + b] += spread * share * ((a == b) - at_risk[b] / all);
        }
        for (size_t i = first; i < end; i++)
            at_risk[group[seen[i].row]]--;
        done += events > 0 ? k * k : 1;
        if (done > LOOP_STRETCH) {
            ok = work_go_on(NULL, err);
            done = 0;
        }
    }
    free(at_risk);
    return ok;
}

/* The quadratic form of the first groups that vary: the last one says what the others do. */
static double quadratic(const double *variance, size_t k, const double *gap, size_t *degrees)
{
    size_t n = 0, *kept = allocate(k + 1, sizeof *kept), bad;
    for (size_t a = 0; a < k; a++)
        if (variance[a * k + a] > 1e-12)
            kept[n++] = a;
    n -= n > 0;
    *degrees = n;
    double *factor = allocate(n * n + 1, sizeof *factor), *x = allocate(n + 1, sizeof *x), sum = NAN;
    for (size_t a = 0; a < n; a++) {
        x[a] = gap[kept[a]];
        for (size_t b = 0; b < n; b++)
            factor[a * n + b] = variance[kept[a] * k + kept[b]];
    }
    if (n > 0 && cholesky_factor(factor, n, &bad)) {
        cholesky_solve(factor, n, x);
        sum = 0;
        for (size_t a = 0; a < n; a++)
            sum += x[a] * gap[kept[a]];
    }
    free(factor);
    free(x);
    free(kept);
    return sum;
}

bool measure_log_rank(const double *time, const double *event, const unsigned *group, size_t n, size_t k,
                      double *observed, double *expected, struct log_rank *out, struct error *err)
{
    *out = (struct log_rank){ NAN, NAN, 0 };
    struct seen *seen = seen_sorted(time, event, n, err);
    double *variance = seen ? allocate_large(k * k + 1, sizeof *variance, "the log-rank test", err) : NULL;
    bool ok = variance != NULL;
    if (ok) {
        double *gap = allocate(k + 1, sizeof *gap);
        memset(variance, 0, k * k * sizeof *variance);
        memset(observed, 0, k * sizeof *observed);
        memset(expected, 0, k * sizeof *expected);
        ok = add_times(seen, n, group, k, observed, expected, variance, err);
        for (size_t a = 0; a < k; a++)
            gap[a] = observed[a] - expected[a];
        out->chi_square = quadratic(variance, k, gap, &out->degrees);
        out->p = isnan(out->chi_square) ? NAN : chi_square_upper(out->chi_square, (double)out->degrees);
        free(gap);
    }
    free(variance);
    free(seen);
    return ok;
}
