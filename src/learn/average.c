/* The weighted mean of the scores of other models. Nothing is fitted: the weights are given.

   What pushes a mean of probabilities apart from the base, in log-odds, is shared out by the way each score went: along
   the straight line from the mean scores of training to those of the row the log-odds change by their slope times
   weight times distance, so that all add up whatever the curve (Aumann and Shapley 1974; integrated gradients). */
#include "patron/learn/average.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/work.h"

struct average {
    size_t n;
    bool probability;
    double *weight, *mean; /* MEAN: of the scores in training */
};

/* ---- Weights ---- */

static bool check_sum(const char *text, size_t n, double *weight, struct error *err)
{
    double sum = 0;
    char total[32];
    for (size_t i = 0; i < n; i++)
        sum += weight[i];
    if (!(fabs(sum - 1) < 1e-9)) {
        number_format_short(sum, total);
        fail(err, ERROR_USER, E_BAD_VALUE, "the sum of the weights %s is %s, not 1", text, total);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        weight[i] /= sum;
    return true;
}

bool average_weights(const char *text, size_t n, double *out, struct error *err)
{
    size_t given = 0;
    for (size_t i = 0; i < n; i++)
        out[i] = 1 / (double)n;
    if (!text)
        return true;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        double weight;
        if (!number_parse(at, length, &weight))
            return fail(err, ERROR_USER, E_BAD_VALUE, "'%.*s' is no weight", (int)length, at);
        if (weight < 0)
            return fail(err, ERROR_USER, E_BAD_VALUE, "the weight %.*s is negative", (int)length, at);
        if (given < n)
            out[given] = weight;
        given++;
        at += length;
        if (!*at)
            break;
    }
    if (given != n)
        return fail(err, ERROR_USER, E_BAD_VALUE, "%zu %s for %zu %s", given, given == 1 ? "weight" : "weights", n,
                    n == 1 ? "model" : "models");
    return check_sum(text, n, out, err);
}

/* ---- Fitting ---- */

static void average_free(void *fitted)
{
    struct average *average = fitted;
    if (!average)
        return;
    free(average->weight);
    free(average->mean);
    free(average);
}

static struct average *average_new(size_t n)
{
    struct average *average = allocate(1, sizeof *average);
    average->n = n;
    average->weight = allocate(n, sizeof(double));
    average->mean = allocate(n, sizeof(double));
    return average;
}

static bool add_row(const struct average *average, const double *row, double weight, struct error *err)
{
    for (size_t j = 0; j < average->n; j++) {
        if (!isfinite(row[j]))
            return fail(err, ERROR_DATA, E_NOT_FIT, "x%zu is missing for some rows: average needs each score", j);
        if (average->probability && !(row[j] >= 0 && row[j] <= 1)) {
            fail(err, ERROR_USER, E_NOT_FIT, "x%zu is no probability: it has the value %g", j, row[j]);
            error_mend(err, "scores of yes/no models: feature p_m1 = score(m1)");
            return false;
        }
        average->mean[j] += weight * row[j];
    }
    return true;
}

static bool find_means(struct average *average, const struct learn_data *data, struct error *err)
{
    double total = learn_total_weight(data);
    if (!work_go_on(data->work, err))
        return false;
    for (size_t i = 0; i < data->x->n_rows; i++)
        if (!loop_goes_on(i, err) || !add_row(average, matrix_row(data->x, i), data->weight ? data->weight[i] : 1, err))
            return false;
    for (size_t j = 0; j < average->n; j++)
        average->mean[j] /= total;
    return true;
}

static void *average_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                         struct error *err)
{
    size_t n = data->x->n_columns;
    bool asked = data->answer && data->answer->target;
    struct average *average = average_new(n);
    fit_summary_init(summary);
    average->probability = !asked || strcmp(data->answer->target, "yes/no") == 0;
    if (!average_weights(values_text(parameters, "weights"), n, average->weight, err) ||
        !find_means(average, data, err)) {
        average_free(average);
        return NULL;
    }
    for (size_t j = 0; j < n; j++) {
        char name[32];
        snprintf(name, sizeof name, "x%zu", j);
        fit_summary_add(summary, name, (int)j, average->weight[j], NAN);
    }
    return average;
}

/* ---- Answers ---- */

struct averaging {
    const struct average *average;
    const struct matrix *x;
    double *out;
};

static double mean_of(const struct average *average, const double *row)
{
    double sum = 0;
    for (size_t j = 0; j < average->n; j++)
        sum += average->weight[j] > 0 ? average->weight[j] * row[j] : 0;
    return average->probability ? fmin(fmax(sum, 0), 1) : sum;
}

static void predict_block(void *context, size_t block)
{
    struct averaging *job = context;
    size_t end = block_end(block, job->x->n_rows);
    for (size_t i = block * BLOCK_ROWS; i < end; i++) {
        const double *row = matrix_row(job->x, i);
        bool known = true;
        for (size_t j = 0; j < job->average->n; j++)
            known = known && (job->average->weight[j] == 0 || !isnan(row[j]));
        job->out[i] = known ? mean_of(job->average, row) : NAN;
    }
}

static bool average_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    const struct average *average = fitted;
    struct averaging job = { average, data->x, frame_column(out, average->probability ? "p" : "mean") };
    return learn_check_columns(data->x, average->n, err) &&
           work_run(data->work, block_count(data->x->n_rows), predict_block, &job, err);
}

static double log_odds(double p)
{
    p = fmin(fmax(p, 1e-15), 1 - 1e-15);
    return log(p) - log1p(-p);
}

static bool average_explain(const void *fitted, const struct learn_data *data, size_t row, double *out,
                            struct error *err)
{
    const struct average *average = fitted;
    if (!learn_check_columns(data->x, average->n, err))
        return false;
    const double *x = matrix_row(data->x, row);
    double here = mean_of(average, x), base = mean_of(average, average->mean), slope = 1;
    if (average->probability) {
        double gap = here - base, p = fmin(fmax(base, 1e-15), 1 - 1e-15);
        slope = fabs(gap) > 1e-9 ? (log_odds(here) - log_odds(base)) / gap : 1 / (p * (1 - p));
        base = log_odds(base);
    }
    for (size_t j = 0; j < average->n; j++)
        out[j] = average->weight[j] > 0 ? slope * average->weight[j] * (x[j] - average->mean[j]) : 0;
    out[average->n] = base;
    return true;
}

/* ---- Files ---- */

static struct json *average_write(const void *fitted)
{
    const struct average *average = fitted;
    struct json *json = json_object();
    json_set_bool(json, "probability", average->probability);
    json_set_numbers(json, "weights", average->weight, average->n);
    json_set_numbers(json, "means", average->mean, average->n);
    return json;
}

static bool check_weights(const struct average *average, struct error *err)
{
    double sum = 0;
    for (size_t j = 0; j < average->n; j++) {
        if (average->weight[j] < 0)
            return fail(err, ERROR_DATA, E_MODEL_FILE, "weight %zu of the model is negative", j + 1);
        sum += average->weight[j];
    }
    return fabs(sum - 1) < 1e-9 || fail(err, ERROR_DATA, E_MODEL_FILE, "the sum of the model's weights is not 1");
}

static void *average_read(const struct json *json, struct error *err)
{
    size_t n = json_size(json_get(json, "weights"));
    const struct json *probability = json_get(json, "probability");
    if (n == 0 || !probability) {
        fail(err, ERROR_DATA, E_MODEL_FILE, "the model's 'weights' or 'probability' are missing");
        return NULL;
    }
    struct average *average = average_new(n);
    average->probability = json_get_bool(json, "probability", true);
    if (model_file_numbers(json, "weights", average->weight, n, err) &&
        model_file_numbers(json, "means", average->mean, n, err) && check_weights(average, err))
        return average;
    average_free(average);
    return NULL;
}

static const struct parameter average_parameters[] = {
    { "weights", PARAMETER_TEXT,
      .summary = "one for each score, none negative, of sum 1: 0.5,0.3,0.2; when left out: all the same" },
    { 0 },
};

static const struct model_answer average_answers[] = {
    { "yes/no", (const char *const[]){ "p", NULL }, NULL, NULL },
    { "amount", (const char *const[]){ "mean", NULL }, NULL, NULL },
    { 0 },
};

const struct model_kind average_kind = {
    .name = "average",
    .title = "weighted average of scores",
    .summary = "The mean of the scores of other models, with weights that are given; nothing is fitted.",
    .reference = "Clemen 1989, Combining Forecasts: A Review and Annotated Bibliography",
    .answers = average_answers,
    .input = &input_features,
    .handles_missing = true,
    .parameters = average_parameters,
    .fit = average_fit,
    .predict = average_predict,
    .explain = average_explain,
    .write = average_write,
    .read = average_read,
    .free = average_free,
};
