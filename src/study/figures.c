/* Test figures with their intervals, by the rows of metrics. */
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

const struct measured *measured_of(const struct target_kind *kind)
{
    return measured_find(target_widest(kind)->name);
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

bool figures_add(struct model *model, const struct scored *test, struct work *work, struct error *err)
{
    struct labelled labelled;
    struct metric_value *values = NULL;
    size_t n_values = 0;
    if (!labelled_init(&labelled, test, NULL, err))
        return false;
    struct metric_rows rows = labelled_rows(&labelled);
    bool good = metrics_measure(&rows, repeats_for(rows.n), model->seed, work, &values, &n_values, err);
    for (size_t i = 0; good && i < n_values; i++)
        model_add_metric(model, values[i].metric->name, values[i].value);
    free(values);
    labelled_release(&labelled);
    return good;
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
