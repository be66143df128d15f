/* Test figures with their intervals: DeLong's for the area under the ROC curve, bootstrap for the others. */
#include "study/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"

enum { REPEATS = 200, REPEATS_LARGE = 100, LARGE = 250000 };

static size_t repeats_for(size_t n)
{
    return n > LARGE ? REPEATS_LARGE : REPEATS;
}

void model_add_metric(struct model *model, const char *name, struct interval value)
{
    model->metrics = reallocate(model->metrics, model->n_metrics + 1, sizeof *model->metrics);
    struct model_metric *metric = &model->metrics[model->n_metrics++];
    memset(metric, 0, sizeof *metric);
    snprintf(metric->name, sizeof metric->name, "%s", name);
    metric->value = value;
}

static struct interval without_interval(double value)
{
    return (struct interval){ value, NAN, NAN };
}

uint8_t *outcome_bytes(const double *outcome, size_t n, struct error *err)
{
    uint8_t *bytes = allocate_large(n, 1, "the outcomes", err);
    for (size_t i = 0; bytes && i < n; i++)
        bytes[i] = outcome[i] != 0;
    return bytes;
}

static bool add_yes_no(struct model *model, const double *score, const double *outcome, size_t n, struct work *work,
                       struct error *err)
{
    const struct metric *rows[32];
    struct interval values[32];
    size_t n_metrics = 0;
    for (size_t i = 0; metrics[i]; i++) {
        if (metrics[i]->compute)
            rows[n_metrics++] = metrics[i];
    }
    uint8_t *bytes = outcome_bytes(outcome, n, err);
    bool good = bytes && measure_bootstrap_metrics(rows, n_metrics, score, bytes, n, repeats_for(n), model->seed, work,
                                                   values, err);
    for (size_t i = 0; good && i < n_metrics; i++) {
        bool is_auc = strcmp(rows[i]->name, "roc_auc") == 0;
        model_add_metric(model, rows[i]->name, is_auc ? measure_auc_interval(score, bytes, n, NULL) : values[i]);
    }
    free(bytes);
    return good;
}

/* The interval of predicted / actual total - 1: the ratio is linear in sums near its estimate, so the bootstrap of the
   mean of predicted - ratio * actual is enough. */
static bool bias_interval(const struct model *model, const double *score, const double *outcome, size_t n,
                          const struct amount_figures *f, double *scratch, struct work *work, struct interval *out,
                          struct error *err)
{
    *out = without_interval(f->bias);
    if (isnan(f->bias))
        return true;
    for (size_t i = 0; i < n; i++)
        scratch[i] = (score[i] - (1 + f->bias) * outcome[i]) * (double)n / f->total_actual;
    struct interval mean;
    if (!measure_bootstrap_mean(scratch, n, repeats_for(n), model->seed, work, &mean, err))
        return false;
    double a = f->bias + mean.low, b = f->bias + mean.high;
    *out = (struct interval){ f->bias, fmin(a, b), fmax(a, b) };
    return true;
}

/* By Fisher's transform, with Fieller's factor for ranks (Fieller, Hartley and Pearson 1957). */
static struct interval spearman_interval(double r, size_t n)
{
    if (!(fabs(r) < 1) || n < 10)
        return without_interval(r);
    double half = 1.959963984540054 * sqrt(1.06 / ((double)n - 3));
    return (struct interval){ r, tanh(atanh(r) - half), tanh(atanh(r) + half) };
}

static bool add_amount(struct model *model, const double *score, const double *outcome, size_t n, struct work *work,
                       struct error *err)
{
    struct amount_figures f;
    struct interval mae, squared, bias;
    double *errors = allocate_large(n, sizeof *errors, "the errors", err);
    bool good = errors && measure_amount(score, outcome, n, &f, err);
    for (size_t i = 0; good && i < n; i++)
        errors[i] = fabs(score[i] - outcome[i]);
    good = good && measure_bootstrap_mean(errors, n, repeats_for(n), model->seed, work, &mae, err);
    for (size_t i = 0; good && i < n; i++)
        errors[i] = (score[i] - outcome[i]) * (score[i] - outcome[i]);
    good = good && measure_bootstrap_mean(errors, n, repeats_for(n), model->seed, work, &squared, err) &&
           bias_interval(model, score, outcome, n, &f, errors, work, &bias, err);
    if (good) {
        model_add_metric(model, "mae", mae);
        model_add_metric(model, "rmse",
                         (struct interval){ f.rmse, sqrt(fmax(0, squared.low)), sqrt(fmax(0, squared.high)) });
        model_add_metric(model, "bias", bias);
        model_add_metric(model, "spearman", spearman_interval(f.spearman, n));
        model_add_metric(model, "r2", without_interval(f.r2));
    }
    free(errors);
    return good;
}

bool figures_add(struct model *model, const double *score, const double *outcome, size_t n, struct work *work,
                 struct error *err)
{
    return model->yes_no ? add_yes_no(model, score, outcome, n, work, err)
                         : add_amount(model, score, outcome, n, work, err);
}

uint32_t *segment_labels(const double *score, size_t n, struct error *err)
{
    uint32_t *label = allocate_large(n, sizeof *label, "the segments", err);
    for (size_t i = 0; label && i < n; i++)
        label[i] = (uint32_t)score[i];
    return label;
}

bool figures_add_segments(struct model *model, const struct matrix *x, const double *score, struct work *work,
                          struct error *err)
{
    size_t n = x->n_rows, k = model->n_segments, n_sample;
    uint32_t *label = segment_labels(score, n, err);
    if (!label)
        return false;
    uint32_t *sample = measure_stratified_sample(label, n, k, SILHOUETTE_ROWS, model->seed, &n_sample);
    double *value = allocate(n_sample + 1, sizeof *value), sum = 0;
    bool good = measure_silhouette(x, label, k, sample, n_sample, work, value, NULL, err);
    for (size_t i = 0; i < n_sample; i++)
        sum += value[i];
    if (good) {
        model_add_metric(model, "silhouette", without_interval(sum / (double)n_sample));
        model_add_metric(model, "davies_bouldin", without_interval(measure_davies_bouldin(x, label, k)));
        model_add_metric(model, "calinski_harabasz", without_interval(measure_calinski_harabasz(x, label, k)));
        model_add_metric(model, "inertia", without_interval(model->fit.inertia));
    }
    free(value);
    free(sample);
    free(label);
    return good;
}
