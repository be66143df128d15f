/* Beta calibration (Kull, Silva Filho and Flach 2017): log-odds = a ln p - b ln(1 - p) + c with a, b >= 0, which is
   what the odds are when the scores of each outcome have a beta distribution. a = b = 1 and c = 0 is the score as it
   is.

   When the least loss lies beyond a = 0 or b = 0 it is on one of these edges: both are fitted, and the better one is
   kept. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibrator.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"

enum { A, B, C, N_TERMS };

struct beta {
    struct calibrator calibrator; /* first */
    double weight[N_TERMS];
};

static void terms_of(double p, double *out)
{
    p = calibrator_clip(p);
    out[A] = log(p);
    out[B] = -log1p(-p);
    out[C] = 1;
}

static double at(const struct calibrator *calibrator, double p)
{
    const struct beta *beta = (const struct beta *)calibrator;
    double z[N_TERMS], log_odds = 0;
    terms_of(p, z);
    for (size_t t = 0; t < N_TERMS; t++)
        log_odds += beta->weight[t] * z[t];
    return calibrator_probability(log_odds);
}

static struct beta *beta_new(void)
{
    struct beta *beta = allocate(1, sizeof *beta);
    beta->calibrator.at = at;
    return beta;
}

/* Without a finite fit: some score has all yes above it and all no below. */
static bool check_overlap(const struct learn_data *data, struct fit_summary *summary, struct error *err)
{
    const double *outcome = learn_outcome(data);
    double least_yes = INFINITY, greatest_no = -INFINITY;
    for (size_t i = 0; i < data->x->n_rows; i++) {
        if (outcome[i] > 0)
            least_yes = fmin(least_yes, data->x->values[i]);
        else
            greatest_no = fmax(greatest_no, data->x->values[i]);
    }
    if (least_yes < greatest_no)
        return true;
    fit_summary_add(summary, "x0", 0, NAN, NAN);
    fail(err, ERROR_DATA, E_SEPARATION, "x0 separates the outcomes, so that the weights grow without end");
    error_mend(err, "platt, which counts outcomes as a little less than sure");
    return false;
}

/* The fit with one of a and b, and with none where it would be negative. */
static bool fit_edge(struct calibrator_terms *terms, size_t left, struct error *err)
{
    bool definite;
    size_t out = left == A ? B : A;
    memset(terms->weight, 0, sizeof terms->weight);
    terms->used[out] = false;
    terms->used[left] = true;
    terms->weight[left] = 1;
    if (!calibrator_terms_fit(terms, &definite, err))
        return false;
    if (definite && terms->weight[left] >= 0)
        return true;
    terms->used[left] = false;
    memset(terms->weight, 0, sizeof terms->weight);
    return calibrator_terms_fit(terms, &definite, err);
}

static bool fit_within(struct calibrator_terms *terms, struct fit_summary *summary, struct error *err)
{
    bool definite;
    terms->weight[A] = terms->weight[B] = 1;
    if (!calibrator_terms_fit(terms, &definite, err))
        return false;
    if (definite && terms->weight[A] >= 0 && terms->weight[B] >= 0) {
        summary->state = terms->state;
        return true;
    }
    struct calibrator_terms with_a = *terms, with_b = *terms;
    if (!fit_edge(&with_a, A, err) || !fit_edge(&with_b, B, err))
        return false;
    *terms = with_b.loss < with_a.loss ? with_b : with_a;
    summary->state = terms->state == FIT_CONVERGED ? FIT_BOUNDARY : terms->state;
    snprintf(summary->note, sizeof summary->note, "%s at its boundary, 0",
             terms->used[A]   ? "b"
             : terms->used[B] ? "a"
                              : "a and b");
    return true;
}

static struct beta *finish(struct calibrator_terms *terms, struct fit_summary *summary, struct error *err)
{
    static const char *const names[] = { "a", "b", "c" };
    struct beta *beta = beta_new();
    memcpy(beta->weight, terms->weight, sizeof beta->weight);
    summary->n_iterations = terms->n_steps;
    summary->gradient_norm = terms->gradient_norm;
    if (calibrator_terms_errors(terms, err) && calibrator_finish(&beta->calibrator, terms->data, summary, err)) {
        summary->n_clusters = terms->data->cluster ? terms->data->n_clusters : 0;
        for (size_t t = 0; t < N_TERMS; t++)
            fit_summary_add(summary, names[t], -1, beta->weight[t], terms->error[t]);
        return beta;
    }
    free(beta);
    return NULL;
}

static void *beta_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                      struct error *err)
{
    struct calibrator_terms terms;
    (void)parameters;
    fit_summary_init(summary);
    if (!calibrator_check(data, "beta", err) || !check_overlap(data, summary, err) ||
        !calibrator_terms_init(&terms, data, N_TERMS, terms_of, err))
        return NULL;
    struct beta *beta = NULL;
    if (fit_within(&terms, summary, err))
        beta = finish(&terms, summary, err);
    calibrator_terms_release(&terms);
    return beta;
}

static struct json *beta_write(const void *fitted)
{
    const struct beta *beta = fitted;
    struct json *json = json_object();
    json_set_number(json, "a", beta->weight[A]);
    json_set_number(json, "b", beta->weight[B]);
    json_set_number(json, "c", beta->weight[C]);
    json_set_number(json, "base", beta->calibrator.base);
    return json;
}

static void *beta_read(const struct json *json, struct error *err)
{
    struct beta *beta = beta_new();
    if (model_file_number(json, "a", 0, INFINITY, &beta->weight[A], err) &&
        model_file_number(json, "b", 0, INFINITY, &beta->weight[B], err) &&
        model_file_number(json, "c", -INFINITY, INFINITY, &beta->weight[C], err) &&
        model_file_number(json, "base", -INFINITY, INFINITY, &beta->calibrator.base, err))
        return beta;
    free(beta);
    return NULL;
}

const struct model_kind beta_kind = {
    .name = "beta",
    .title = "beta calibration",
    .summary =
        "The score of a yes/no model bent at both ends by its own weight, so that it says how often yes happens.",
    .reference = "Kull, Silva Filho and Flach 2017, Beta Calibration",
    .answers = calibrator_answers,
    .input = &input_features,
    .handles_missing = true,
    .parameters = calibrator_parameters,
    .fit = beta_fit,
    .predict = calibrator_predict,
    .explain = calibrator_explain,
    .write = beta_write,
    .read = beta_read,
    .free = free,
};
