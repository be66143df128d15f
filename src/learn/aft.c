/* Accelerated failure time: log T = b0 + x'b + sigma e, by maximum likelihood under censoring (Kalbfleisch and Prentice
   2002, chapter 3). e has an extreme value distribution (Weibull; sigma = 1: exponential), a normal or a logistic one.

   Newton's method on standardised columns, in (b0, b, log sigma); coefficients are on the scale of x. Standard errors
   are from the inverse of the observed information; with clusters, the sandwich of their scores. A time of 0 counts as
   half a day: its logarithm is wanted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "survival_rows.h"

/* ---- Distributions of e: logarithms of density and of survival, with their first two derivatives ---- */

struct derivatives {
    double value, first, second;
};
struct distribution {
    bool fixed; /* sigma is 1 */
    struct derivatives (*density)(double z);
    struct derivatives (*survival)(double z);
};

static struct derivatives extreme_density(double z)
{
    double e = exp(z);
    return (struct derivatives){ z - e, 1 - e, -e };
}

static struct derivatives extreme_survival(double z)
{
    double e = exp(z);
    return (struct derivatives){ -e, -e, -e };
}

static double log1pexp(double z)
{
    return z > 33 ? z : log1p(exp(z));
}

static struct derivatives logistic_survival(double z)
{
    double p = z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
    return (struct derivatives){ -log1pexp(z), -p, -p * (1 - p) };
}

static struct derivatives logistic_density(double z)
{
    struct derivatives s = logistic_survival(z);
    return (struct derivatives){ z + 2 * s.value, 1 + 2 * s.first, 2 * s.second };
}

static struct derivatives normal_density(double z)
{
    return (struct derivatives){ -z * z / 2 - 0.91893853320467274178, -z, -1 };
}

/* Far out the hazard is z + 1/z - 2/z^3, and the logarithm that of the density less that of the hazard's. */
static struct derivatives normal_survival(double z)
{
    double tail = erfc(z * 0.70710678118654752440) / 2, hazard, value;
    if (z < 25) {
        hazard = exp(-z * z / 2 - 0.91893853320467274178) / tail;
        value = log(tail);
    } else {
        hazard = z + 1 / z - 2 / (z * z * z);
        value = -z * z / 2 - 0.91893853320467274178 - log(hazard);
    }
    return (struct derivatives){ value, -hazard, -hazard * (hazard - z) };
}

static const struct distribution weibull = { false, extreme_density, extreme_survival };
static const struct distribution exponential = { true, extreme_density, extreme_survival };
static const struct distribution lognormal = { false, normal_density, normal_survival };
static const struct distribution loglogistic = { false, logistic_density, logistic_survival };

/* ---- The fitted value ---- */

struct aft {
    const struct distribution *distribution;
    size_t n_columns;
    double intercept, sigma, *coefficient, *mean;
};

static void aft_free(void *fitted)
{
    struct aft *aft = fitted;
    if (!aft)
        return;
    free(aft->coefficient);
    free(aft->mean);
    free(aft);
}

static struct aft *aft_new(const struct distribution *distribution, size_t n_columns)
{
    struct aft *aft = allocate(1, sizeof *aft);
    aft->distribution = distribution;
    aft->n_columns = n_columns;
    aft->sigma = 1;
    aft->coefficient = allocate(n_columns + 1, sizeof(double));
    aft->mean = allocate(n_columns + 1, sizeof(double));
    return aft;
}

/* ---- The likelihood: at[0] the intercept, at[1..p] coefficients of z, at[p+1] log sigma ---- */

struct search {
    const struct distribution *distribution;
    const struct survival_rows *rows;
    size_t m; /* parameters */
    double value, *gradient, *information;
    size_t n_steps;
    bool converged;
};

static double time_of(const struct survival_rows *rows, size_t i)
{
    return rows->time[i] > 0 ? rows->time[i] : 0.5;
}

/* The part of row I: GRADIENT in terms of the margin and of log sigma. */
static struct derivatives part_of(const struct search *s, const double *at, size_t i, double *of_sigma, double *mixed,
                                  double *of_sigma2)
{
    const struct survival_rows *rows = s->rows;
    double sigma = s->distribution->fixed ? 1 : exp(at[rows->n_columns + 1]), t = log(time_of(rows, i));
    double z = (t - at[0] - survival_margin(rows, i, at + 1)) / sigma;
    bool event = rows->event[i];
    struct derivatives d = event ? s->distribution->density(z) : s->distribution->survival(z);
    *of_sigma = -z * d.first - event;
    *mixed = (d.first + z * d.second) / sigma;
    *of_sigma2 = z * d.first + z * z * d.second;
    return (struct derivatives){ d.value - (event ? log(sigma) + t : 0), -d.first / sigma, d.second / (sigma * sigma) };
}

static bool evaluate(struct search *s, const double *at, struct error *err)
{
    const struct survival_rows *rows = s->rows;
    size_t p = rows->n_columns, m = s->m;
    s->value = 0;
    memset(s->gradient, 0, m * sizeof(double));
    memset(s->information, 0, m * m * sizeof(double));
    for (size_t i = 0; i < rows->n; i++) {
        if (i % 8192 == 0 && !work_go_on(NULL, err))
            return false;
        double of_sigma, mixed, of_sigma2, w = rows->weight[i];
        struct derivatives part = part_of(s, at, i, &of_sigma, &mixed, &of_sigma2);
        const double *z = survival_row(rows, i);
        s->value += w * part.value;
        for (size_t a = 0; a <= p; a++) {
            double za = a == 0 ? 1 : z[a - 1];
            s->gradient[a] += w * part.first * za;
            for (size_t b = 0; b <= a; b++)
                s->information[a * m + b] -= w * part.second * za * (b == 0 ? 1 : z[b - 1]);
            if (m > p + 1)
                s->information[(p + 1) * m + a] -= w * mixed * za;
        }
        if (m > p + 1) {
            s->gradient[p + 1] += w * of_sigma;
            s->information[(p + 1) * m + p + 1] -= w * of_sigma2;
        }
    }
    for (size_t a = 0; a < m; a++)
        for (size_t b = 0; b < a; b++)
            s->information[b * m + a] = s->information[a * m + b];
    return true;
}

/* The step with a ridge that grows until the information is positive definite. */
static bool newton_step(const struct search *s, double *step)
{
    double *factor = allocate(s->m * s->m + 1, sizeof *factor), ridge = 0;
    size_t bad;
    bool good = false;
    for (int tries = 0; !good && tries<40; tries++, ridge = ridge> 0 ? 4 * ridge : 1e-3) {
        memcpy(factor, s->information, s->m * s->m * sizeof *factor);
        for (size_t a = 0; a < s->m; a++)
            factor[a * s->m + a] += ridge * (double)s->rows->n;
        good = cholesky_factor(factor, s->m, &bad);
    }
    memcpy(step, s->gradient, s->m * sizeof *step);
    if (good)
        cholesky_solve(factor, s->m, step);
    free(factor);
    return good;
}

static bool maximise(struct search *s, double *at, size_t most, struct error *err)
{
    double *step = allocate(s->m + 1, sizeof *step), *next = allocate(s->m + 1, sizeof *next);
    bool good = evaluate(s, at, err);
    while (good && !s->converged && s->n_steps < most && newton_step(s, step)) {
        double promised = 0, before = s->value, share = 1;
        for (size_t a = 0; a < s->m; a++)
            promised += step[a] * s->gradient[a];
        s->converged = promised < 1e-14 * (1 + fabs(before));
        if (s->converged)
            break;
        do {
            for (size_t a = 0; a < s->m; a++)
                next[a] = at[a] + share * step[a];
            good = evaluate(s, next, err);
            share /= 2;
        } while (good && !(s->value >= before - 1e-12 * fabs(before)) && share > 1e-10);
        memcpy(at, next, s->m * sizeof *at);
        s->n_steps++;
    }
    free(step);
    free(next);
    return good;
}

/* From the moments of log times, as if all were events. */
static void guess(const struct survival_rows *rows, bool fixed, double *at)
{
    double mean = 0, square = 0, n = (double)rows->n, n_events = 0, total = 0;
    for (size_t i = 0; i < rows->n; i++) {
        double t = log(time_of(rows, i));
        mean += t / n;
        square += t * t / n;
        n_events += rows->event[i];
        total += time_of(rows, i);
    }
    at[0] = fixed ? log(total / n_events) : mean + log(n / n_events) / 2;
    if (!fixed)
        at[rows->n_columns + 1] = log(fmax(0.1, sqrt(fmax(0, square - mean * mean))));
}

/* ---- The fit ---- */

/* The covariance of the parameters, or of clusters' scores in between; NaN where there is none. */
static bool covariance(const struct search *s, const double *at, const struct learn_data *data, double *out,
                       struct error *err)
{
    size_t m = s->m, p = s->rows->n_columns, bad;
    double *factor = allocate(m * m + 1, sizeof *factor), *inverse = allocate(m * m + 1, sizeof *inverse);
    memcpy(factor, s->information, m * m * sizeof *factor);
    bool definite = cholesky_factor(factor, m, &bad), good = true;
    if (definite)
        cholesky_inverse(factor, m, inverse);
    for (size_t a = 0; a < m * m; a++)
        out[a] = definite ? inverse[a] : NAN;
    if (definite && data->cluster) {
        double *scores =
            allocate_large(2 * data->n_clusters * m + 1, sizeof *scores, "standard errors by cluster", err);
        good = scores != NULL;
        double *moved = good ? scores + data->n_clusters * m : NULL;
        if (good)
            memset(scores, 0, 2 * data->n_clusters * m * sizeof *scores);
        for (size_t i = 0; good && i < s->rows->n; i++) {
            double of_sigma, mixed, of_sigma2, *to = scores + data->cluster[s->rows->row[i]] * m;
            struct derivatives part = part_of(s, at, i, &of_sigma, &mixed, &of_sigma2);
            for (size_t a = 0; a <= p; a++)
                to[a] += s->rows->weight[i] * part.first * (a == 0 ? 1 : survival_row(s->rows, i)[a - 1]);
            if (m > p + 1)
                to[p + 1] += s->rows->weight[i] * of_sigma;
        }
        for (size_t c = 0; good && c < data->n_clusters; c++)
            for (size_t a = 0; a < m; a++)
                for (size_t b = 0; b < m; b++)
                    moved[c * m + a] += inverse[a * m + b] * scores[c * m + b];
        memset(out, 0, m * m * sizeof *out);
        for (size_t c = 0; good && c < data->n_clusters; c++)
            for (size_t a = 0; a < m; a++)
                for (size_t b = 0; b < m; b++)
                    out[a * m + b] += moved[c * m + a] * moved[c * m + b];
        free(scores);
    }
    free(factor);
    free(inverse);
    return good;
}

static bool null_likelihood(const struct search *full, double *out, struct error *err)
{
    struct survival_rows rows = *full->rows;
    rows.n_columns = 0;
    size_t m = full->distribution->fixed ? 1 : 2;
    double at[2] = { 0 }, gradient[2], information[4];
    struct search null = { full->distribution, &rows, m, 0, gradient, information, 0, false };
    guess(&rows, full->distribution->fixed, at);
    bool good = maximise(&null, at, 100, err);
    *out = null.value;
    return good;
}

static struct aft *finish(const struct search *s, const double *at, const struct learn_data *data,
                          struct fit_summary *summary, struct error *err)
{
    const struct survival_rows *rows = s->rows;
    size_t p = rows->n_columns, m = s->m;
    double *v = allocate(m * m + 1, sizeof *v), *shift = allocate(m + 1, sizeof *shift), variance = 0;
    if (!covariance(s, at, data, v, err)) {
        free(v);
        free(shift);
        return NULL;
    }
    struct aft *aft = aft_new(s->distribution, data->x->n_columns);
    aft->intercept = at[0];
    memcpy(aft->mean, rows->mean, aft->n_columns * sizeof *aft->mean);
    for (size_t k = 0; k < p; k++) {
        size_t column = rows->kept[k];
        aft->coefficient[column] = at[k + 1] * rows->factor[column];
        aft->intercept -= aft->coefficient[column] * rows->mean[column];
        shift[k + 1] = -rows->mean[column] * rows->factor[column];
    }
    shift[0] = 1;
    for (size_t a = 0; a <= p; a++)
        for (size_t b = 0; b <= p; b++)
            variance += shift[a] * v[a * m + b] * shift[b];
    fit_summary_add(summary, "intercept", -1, aft->intercept, sqrt(variance));
    for (size_t j = 0, k = 0; j < aft->n_columns; j++) {
        char name[32];
        bool kept = k < p && rows->kept[k] == j;
        snprintf(name, sizeof name, "x%zu", j);
        fit_summary_add(summary, name, (int)j, aft->coefficient[j],
                        kept ? sqrt(v[(k + 1) * m + k + 1]) * rows->factor[j] : NAN);
        k += kept;
    }
    if (!s->distribution->fixed) {
        aft->sigma = exp(at[p + 1]);
        fit_summary_add(summary, "log_sigma", -1, at[p + 1], sqrt(v[(p + 1) * m + p + 1]));
    }
    free(v);
    free(shift);
    return aft;
}

static void *fit_distribution(const struct distribution *distribution, const struct learn_data *data,
                              const struct values *parameters, struct fit_summary *summary, struct error *err)
{
    struct survival_rows rows;
    struct aft *aft = NULL;
    fit_summary_init(summary);
    if (!survival_rows_init(&rows, data, true, err))
        return NULL;
    size_t m = rows.n_columns + (distribution->fixed ? 1 : 2);
    struct search s = { distribution, &rows, m, 0, allocate(m, sizeof(double)), allocate(m * m, sizeof(double)), 0,
                        false };
    double *at = allocate(m + 1, sizeof *at), null = NAN, greatest = 0;
    guess(&rows, distribution->fixed, at);
    bool good =
        maximise(&s, at, (size_t)values_number(parameters, "max_steps"), err) && null_likelihood(&s, &null, err);
    summary->state = s.converged ? FIT_CONVERGED : FIT_NOT_CONVERGED;
    summary->n_iterations = s.n_steps;
    summary->log_likelihood = s.value;
    summary->null_log_likelihood = null;
    summary->n_clusters = data->cluster ? data->n_clusters : 0;
    for (size_t a = 0; a < m; a++)
        greatest = fmax(greatest, fabs(s.gradient[a]));
    summary->gradient_norm = greatest;
    survival_rows_note(&rows, summary->note, sizeof summary->note);
    if (good)
        aft = finish(&s, at, data, summary, err);
    free(s.gradient);
    free(s.information);
    free(at);
    survival_rows_release(&rows);
    return aft;
}

/* ---- Answers ---- */

static double margin_of(const struct aft *aft, const double *x)
{
    double margin = aft->intercept;
    for (size_t j = 0; j < aft->n_columns; j++)
        margin += aft->coefficient[j] * x[j];
    return margin;
}

static bool aft_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    const struct aft *aft = fitted;
    double *p = frame_column(out, "p"), t = log(survival_days(data));
    if (!learn_check_columns(data->x, aft->n_columns, err))
        return false;
    for (size_t i = 0; i < data->x->n_rows; i++)
        p[i] = -expm1(aft->distribution->survival((t - margin_of(aft, matrix_row(data->x, i))) / aft->sigma).value);
    return true;
}

/* Against the mean row of training: the logarithm of how much longer it takes, with its sign turned, so that what makes
   the event sooner adds to the risk. */
static bool aft_explain(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err)
{
    const struct aft *aft = fitted;
    if (!learn_check_columns(data->x, aft->n_columns, err))
        return false;
    const double *x = matrix_row(data->x, row);
    for (size_t j = 0; j < aft->n_columns; j++)
        out[j] = -aft->coefficient[j] * (x[j] - aft->mean[j]);
    out[aft->n_columns] = -margin_of(aft, aft->mean);
    return true;
}

static struct json *aft_write(const void *fitted)
{
    const struct aft *aft = fitted;
    struct json *json = json_object();
    json_set_integer(json, "n_columns", (int64_t)aft->n_columns);
    json_set_number(json, "intercept", aft->intercept);
    json_set_number(json, "sigma", aft->sigma);
    json_set_numbers(json, "coefficients", aft->coefficient, aft->n_columns);
    json_set_numbers(json, "means", aft->mean, aft->n_columns);
    return json;
}

static void *read_distribution(const struct distribution *distribution, const struct json *json, struct error *err)
{
    size_t n_columns;
    if (!model_file_count(json, "n_columns", 1, 1 << 20, &n_columns, err))
        return NULL;
    struct aft *aft = aft_new(distribution, n_columns);
    if (model_file_number(json, "intercept", -INFINITY, INFINITY, &aft->intercept, err) &&
        model_file_number(json, "sigma", 1e-300, INFINITY, &aft->sigma, err) &&
        model_file_numbers(json, "coefficients", aft->coefficient, n_columns, err) &&
        model_file_numbers(json, "means", aft->mean, n_columns, err))
        return aft;
    aft_free(aft);
    return NULL;
}

static const struct parameter aft_parameters[] = {
    { "max_steps", PARAMETER_COUNT, .least = 1, .greatest = 10000, .unit = "steps", .otherwise = "100",
      .summary = "Newton steps before the fit gives up" },
    { 0 },
};

static const struct model_answer aft_answers[] = {
    { "time", (const char *const[]){ "p", NULL }, NULL, NULL },
    { 0 },
};

/* A row for each distribution: they differ in nothing else. */
#define AFT_KIND(NAME, TITLE, SUMMARY)                                                                                 \
    static void *NAME##_fit(const struct learn_data *data, const struct values *parameters,                            \
                            struct fit_summary *summary, struct error *err)                                            \
    {                                                                                                                  \
        return fit_distribution(&NAME, data, parameters, summary, err);                                                \
    }                                                                                                                  \
    static void *NAME##_read(const struct json *json, struct error *err)                                               \
    {                                                                                                                  \
        return read_distribution(&NAME, json, err);                                                                    \
    }                                                                                                                  \
    const struct model_kind NAME##_kind = {                                                                            \
        .name = #NAME,                                                                                                 \
        .title = TITLE,                                                                                                \
        .summary = SUMMARY,                                                                                            \
        .reference = "Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, chapter 3",        \
        .answers = aft_answers,                                                                                        \
        .input = &input_features,                                                                                      \
        .wants_dummies = true,                                                                                         \
        .terms_are_weights = true,                                                                                     \
        .parameters = aft_parameters,                                                                                  \
        .fit = NAME##_fit,                                                                                             \
        .predict = aft_predict,                                                                                        \
        .explain = aft_explain,                                                                                        \
        .write = aft_write,                                                                                            \
        .read = NAME##_read,                                                                                           \
        .free = aft_free,                                                                                              \
    }

AFT_KIND(weibull, "Weibull times",
         "Each feature makes the time longer or shorter by a factor; the hazard rises or falls with a power of time.");
AFT_KIND(exponential, "exponential times",
         "Each feature makes the time longer or shorter by a factor; the hazard is the same at all times.");
AFT_KIND(lognormal, "log-normal times",
         "Each feature makes the time longer or shorter by a factor; the logarithms of times are normal.");
AFT_KIND(loglogistic, "log-logistic times",
         "Each feature makes the time longer or shorter by a factor; the hazard rises first and falls later.");
