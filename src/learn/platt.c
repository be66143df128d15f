/* Platt scaling (Platt 1999): the log-odds of the outcome are a line over the log-odds of the score.

   On log-odds, not on the probability itself, the line through the origin with slope 1 is the score as it is: a model
   that is calibrated already is left as it was. So that few rows cannot make it sure, outcomes count as
   (N+ + 1) / (N+ + 2) and 1 / (N- + 2), as Platt has them, which also keeps the fit finite where the score separates
   the outcomes. */
#include <math.h>
#include <stdlib.h>

#include "calibrator.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"

struct platt {
    struct calibrator calibrator; /* first */
    double slope, intercept;
};

static void terms_of(double p, double *out)
{
    out[0] = calibrator_log_odds(p);
    out[1] = 1;
}

static double at(const struct calibrator *calibrator, double p)
{
    const struct platt *platt = (const struct platt *)calibrator;
    return calibrator_probability(platt->slope * calibrator_log_odds(p) + platt->intercept);
}

static struct platt *platt_new(void)
{
    struct platt *platt = allocate(1, sizeof *platt);
    platt->calibrator.at = at;
    return platt;
}

static struct platt *finish(struct calibrator_terms *terms, struct fit_summary *summary, struct error *err)
{
    struct platt *platt = platt_new();
    platt->slope = terms->weight[0];
    platt->intercept = terms->weight[1];
    summary->state = terms->state;
    summary->n_iterations = terms->n_steps;
    summary->gradient_norm = terms->gradient_norm;
    if (calibrator_terms_errors(terms, err) && calibrator_finish(&platt->calibrator, terms->data, summary, err)) {
        summary->n_clusters = terms->data->cluster ? terms->data->n_clusters : 0;
        fit_summary_add(summary, "slope", -1, platt->slope, terms->error[0]);
        fit_summary_add(summary, "intercept", -1, platt->intercept, terms->error[1]);
        if (platt->slope <= 0)
            snprintf(summary->note, sizeof summary->note,
                     "the slope is not above 0: the score says nothing here, or "
                     "the opposite of what happens");
        return platt;
    }
    free(platt);
    return NULL;
}

static void *platt_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                       struct error *err)
{
    struct calibrator_terms terms;
    bool definite;
    (void)parameters;
    fit_summary_init(summary);
    if (!calibrator_check(data, "platt", err) || !calibrator_terms_init(&terms, data, 2, terms_of, err))
        return NULL;
    double yes, no;
    calibrator_totals(data, &yes, &no);
    terms.yes = (yes + 1) / (yes + 2);
    terms.no = 1 / (no + 2);
    terms.weight[0] = 1;
    struct platt *platt = NULL;
    if (calibrator_terms_fit(&terms, &definite, err))
        platt = finish(&terms, summary, err);
    calibrator_terms_release(&terms);
    return platt;
}

static struct json *platt_write(const void *fitted)
{
    const struct platt *platt = fitted;
    struct json *json = json_object();
    json_set_number(json, "slope", platt->slope);
    json_set_number(json, "intercept", platt->intercept);
    json_set_number(json, "base", platt->calibrator.base);
    return json;
}

static void *platt_read(const struct json *json, struct error *err)
{
    struct platt *platt = platt_new();
    if (model_file_number(json, "slope", -INFINITY, INFINITY, &platt->slope, err) &&
        model_file_number(json, "intercept", -INFINITY, INFINITY, &platt->intercept, err) &&
        model_file_number(json, "base", -INFINITY, INFINITY, &platt->calibrator.base, err))
        return platt;
    free(platt);
    return NULL;
}

const struct model_kind platt_kind = {
    .name = "platt",
    .title = "Platt calibration",
    .summary = "The score of a yes/no model, its log-odds stretched and shifted so that it says how often yes happens.",
    .reference = "Platt 1999, Probabilistic Outputs for Support Vector Machines",
    .answers = calibrator_answers,
    .input = &input_features,
    .handles_missing = true,
    .parameters = calibrator_parameters,
    .fit = platt_fit,
    .predict = calibrator_predict,
    .explain = calibrator_explain,
    .write = platt_write,
    .read = platt_read,
    .free = free,
};
