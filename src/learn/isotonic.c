/* Isotonic calibration: the rising steps nearest to the outcomes, by pool adjacent violators (Ayer et al. 1955;
   Zadrozny and Elkan 2002), joined by straight lines.

   Rows of one score are one point. A step that saw one outcome only would be sure of it for ever: values are kept
   within 1 / (N- + 2) and (N+ + 1) / (N+ + 2), the bounds of Platt's targets. A curve that is free to step anywhere
   follows the noise of few rows, which is why there is a least number of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibrator.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"

enum { LEAST_ROWS = 1000 };

struct isotonic {
    struct calibrator calibrator; /* first */
    size_t n;
    double *score, *value; /* scores rise; values never fall */
};

static void isotonic_free(void *fitted)
{
    struct isotonic *isotonic = fitted;
    if (!isotonic)
        return;
    free(isotonic->score);
    free(isotonic->value);
    free(isotonic);
}

static double at(const struct calibrator *calibrator, double p)
{
    const struct isotonic *isotonic = (const struct isotonic *)calibrator;
    size_t low = 0, high = isotonic->n - 1;
    if (p <= isotonic->score[0])
        return isotonic->value[0];
    if (p >= isotonic->score[high])
        return isotonic->value[high];
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (isotonic->score[middle] <= p)
            low = middle;
        else
            high = middle;
    }
    double share = (p - isotonic->score[low]) / (isotonic->score[high] - isotonic->score[low]);
    return isotonic->value[low] + share * (isotonic->value[high] - isotonic->value[low]);
}

static struct isotonic *isotonic_new(size_t n, struct error *err)
{
    struct isotonic *isotonic = allocate(1, sizeof *isotonic);
    isotonic->calibrator.at = at;
    isotonic->n = n;
    isotonic->score = allocate_large(n + 1, sizeof(double), "the steps of a calibration", err);
    isotonic->value = isotonic->score ? allocate_large(n + 1, sizeof(double), "the steps of a calibration", err) : NULL;
    if (isotonic->value)
        return isotonic;
    isotonic_free(isotonic);
    return NULL;
}

/* ---- Pooling ---- */

struct step { /* rows of scores FIRST .. LAST; of one row while they are sorted */
    double first, last, weight, yes;
};

static int compare_steps(const void *a, const void *b, void *context)
{
    double x = ((const struct step *)a)->first, y = ((const struct step *)b)->first;
    (void)context;
    return x < y ? -1 : x > y;
}

static double mean(const struct step *step)
{
    return step->yes / step->weight;
}

static void merge(struct step *into, const struct step *next)
{
    into->last = next->last;
    into->weight += next->weight;
    into->yes += next->yes;
}

static bool sorted_rows(const struct learn_data *data, struct step *steps, size_t *n, struct error *err)
{
    const double *outcome = learn_outcome(data);
    *n = 0;
    for (size_t i = 0; i < data->x->n_rows; i++) {
        double p = data->x->values[i], w = calibrator_weight(data, i);
        if (w > 0)
            steps[(*n)++] = (struct step){ p, p, w, outcome[i] > 0 ? w : 0 };
    }
    return sort_elements(steps, *n, sizeof *steps, compare_steps, NULL, data->work, err);
}

/* Rows of one score become one step, and steps that do not rise are pooled; their number. */
static bool pool(struct step *steps, size_t n_rows, size_t *n, struct error *err)
{
    size_t points = 0;
    *n = 0;
    for (size_t i = 0; i < n_rows; i++) {
        if (!loop_goes_on(i, err))
            return false;
        if (points > 0 && steps[points - 1].first == steps[i].first)
            merge(&steps[points - 1], &steps[i]);
        else
            steps[points++] = steps[i];
    }
    for (size_t i = 0; i < points; i++) {
        if (!loop_goes_on(i, err))
            return false;
        steps[(*n)++] = steps[i];
        while (*n > 1 && mean(&steps[*n - 2]) >= mean(&steps[*n - 1])) {
            merge(&steps[*n - 2], &steps[*n - 1]);
            --*n;
        }
    }
    return true;
}

/* The ends of each step are the points of the curve. */
static struct isotonic *curve(const struct step *steps, size_t n, const struct learn_data *data, struct error *err)
{
    double yes, no;
    size_t points = 0;
    calibrator_totals(data, &yes, &no);
    struct isotonic *isotonic = isotonic_new(2 * n, err);
    for (size_t s = 0; isotonic && s < n; s++) {
        double value = fmin(fmax(mean(&steps[s]), 1 / (no + 2)), (yes + 1) / (yes + 2));
        isotonic->score[points] = steps[s].first;
        isotonic->value[points++] = value;
        if (steps[s].last > steps[s].first) {
            isotonic->score[points] = steps[s].last;
            isotonic->value[points++] = value;
        }
    }
    if (isotonic)
        isotonic->n = points;
    return isotonic;
}

static void *isotonic_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                          struct error *err)
{
    size_t n = data->x->n_rows;
    (void)parameters;
    fit_summary_init(summary);
    if (!calibrator_check(data, "isotonic", err))
        return NULL;
    if (n < LEAST_ROWS) {
        fail(err, ERROR_USER, E_TOO_FEW, "isotonic needs %d training rows, and there are %zu", LEAST_ROWS, n);
        error_reason(err, "its steps may lie anywhere: on few rows they follow the noise");
        error_mend(err, "platt or beta");
        return NULL;
    }
    struct step *steps = allocate_large(n, sizeof *steps, "the steps of a calibration", err);
    struct isotonic *isotonic = NULL;
    size_t n_steps;
    if (steps && sorted_rows(data, steps, &n, err) && pool(steps, n, &n_steps, err))
        isotonic = curve(steps, n_steps, data, err);
    free(steps);
    if (!isotonic)
        return NULL;
    summary->state = FIT_CONVERGED;
    if (!calibrator_finish(&isotonic->calibrator, data, summary, err)) {
        isotonic_free(isotonic);
        return NULL;
    }
    snprintf(summary->note, sizeof summary->note, "%zu %s over %zu rows", n_steps, n_steps == 1 ? "step" : "steps", n);
    return isotonic;
}

/* ---- Files ---- */

static struct json *isotonic_write(const void *fitted)
{
    const struct isotonic *isotonic = fitted;
    struct json *json = json_object();
    json_set_numbers(json, "scores", isotonic->score, isotonic->n);
    json_set_numbers(json, "values", isotonic->value, isotonic->n);
    json_set_number(json, "base", isotonic->calibrator.base);
    return json;
}

static bool check_rising(const struct isotonic *isotonic, struct error *err)
{
    for (size_t i = 0; i < isotonic->n; i++) {
        bool within = isotonic->value[i] >= 0 && isotonic->value[i] <= 1;
        if (!within ||
            (i > 0 && (isotonic->score[i] <= isotonic->score[i - 1] || isotonic->value[i] < isotonic->value[i - 1])))
            return fail(err, ERROR_DATA, E_MODEL_FILE, "the model's points do not rise, or are no probabilities");
    }
    return true;
}

static void *isotonic_read(const struct json *json, struct error *err)
{
    size_t n = json_size(json_get(json, "scores"));
    if (n == 0) {
        fail(err, ERROR_DATA, E_MODEL_FILE, "the model's 'scores' are missing");
        return NULL;
    }
    struct isotonic *isotonic = isotonic_new(n, err);
    if (isotonic && model_file_numbers(json, "scores", isotonic->score, n, err) &&
        model_file_numbers(json, "values", isotonic->value, n, err) && check_rising(isotonic, err) &&
        model_file_number(json, "base", -INFINITY, INFINITY, &isotonic->calibrator.base, err))
        return isotonic;
    isotonic_free(isotonic);
    return NULL;
}

const struct model_kind isotonic_kind = {
    .name = "isotonic",
    .title = "isotonic calibration",
    .summary =
        "The score of a yes/no model as rising steps: how often yes happened at such scores. From 1,000 rows on.",
    .reference =
        "Zadrozny and Elkan 2002, Transforming Classifier Scores into Accurate Multiclass Probability Estimates",
    .answers = calibrator_answers,
    .input = &input_features,
    .handles_missing = true,
    .parameters = calibrator_parameters,
    .fit = isotonic_fit,
    .predict = calibrator_predict,
    .explain = calibrator_explain,
    .write = isotonic_write,
    .read = isotonic_read,
    .free = isotonic_free,
};
