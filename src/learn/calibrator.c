/* What calibrators share: checks, likelihoods, predictions. */
#include "calibrator.h"

#include <math.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

double calibrator_clip(double p)
{
    return fmin(fmax(p, 1e-15), 1 - 1e-15);
}

double calibrator_log_odds(double p)
{
    p = calibrator_clip(p);
    return log(p) - log1p(-p);
}

double calibrator_probability(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}

double calibrator_weight(const struct learn_data *data, size_t row)
{
    return data->weight ? data->weight[row] : 1;
}

void calibrator_totals(const struct learn_data *data, double *yes, double *no)
{
    const double *outcome = learn_outcome(data);
    *yes = *no = 0;
    for (size_t i = 0; i < data->x->n_rows; i++)
        *(outcome[i] > 0 ? yes : no) += calibrator_weight(data, i);
}

/* ---- Checks ---- */

static bool check_probabilities(const struct matrix *x, const char *kind, struct error *err)
{
    bool differ = false;
    for (size_t i = 0; i < x->n_rows; i++) {
        double p = x->values[i];
        if (!loop_goes_on(i, err))
            return false;
        if (isnan(p))
            return fail(err, ERROR_DATA, E_NOT_FIT, "x0 is missing for some rows: %s needs a probability of each",
                        kind);
        if (!(p >= 0 && p <= 1)) {
            fail(err, ERROR_USER, E_NOT_FIT, "x0 is no probability: it has the value %g", p);
            error_mend(err, "the score of a yes/no model: feature p_m1 = score(m1)");
            return false;
        }
        differ = differ || p != x->values[0];
    }
    return differ || fail(err, ERROR_USER, E_NOT_FIT, "x0 has one value: there is nothing to calibrate");
}

bool calibrator_check(const struct learn_data *data, const char *kind, struct error *err)
{
    double yes, no;
    if (data->x->n_columns != 1) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s reads the probability of one model, not %zu columns", kind,
             data->x->n_columns);
        error_mend(err, "one feature: p_m1 = score(m1)");
        return false;
    }
    if (!work_go_on(data->work, err))
        return false;
    calibrator_totals(data, &yes, &no);
    if (!(yes > 0 && no > 0))
        return fail(err, ERROR_DATA, E_ONE_CLASS, "all rows have the same outcome");
    return check_probabilities(data->x, kind, err);
}

/* ---- Likelihoods ---- */

bool calibrator_finish(struct calibrator *calibrator, const struct learn_data *data, struct fit_summary *summary,
                       struct error *err)
{
    const double *outcome = learn_outcome(data);
    double likelihood = 0, base = 0, yes, no;
    calibrator_totals(data, &yes, &no);
    for (size_t i = 0; i < data->x->n_rows; i++) {
        if (!loop_goes_on(i, err))
            return false;
        double p = calibrator_clip(calibrator->at(calibrator, data->x->values[i])), w = calibrator_weight(data, i);
        likelihood += w * (outcome[i] > 0 ? log(p) : log1p(-p));
        base += w * calibrator_log_odds(p);
    }
    calibrator->base = base / (yes + no);
    summary->log_likelihood = likelihood;
    summary->null_log_likelihood = yes * log(yes / (yes + no)) + no * log(no / (yes + no));
    return true;
}

/* ---- Answers ---- */

struct predicting {
    const struct calibrator *calibrator;
    const struct matrix *x;
    double *out;
};

/* A score that training could not have (missing, or of another world) is answered by nothing, or by the nearest. */
static void predict_block(void *context, size_t block)
{
    struct predicting *job = context;
    size_t end = block_end(block, job->x->n_rows);
    for (size_t i = block * BLOCK_ROWS; i < end; i++) {
        double p = job->x->values[i];
        job->out[i] = isnan(p) ? NAN : job->calibrator->at(job->calibrator, fmin(fmax(p, 0), 1));
    }
}

bool calibrator_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    struct predicting job = { fitted, data->x, frame_column(out, "p") };
    return learn_check_columns(data->x, 1, err) &&
           work_run(data->work, block_count(data->x->n_rows), predict_block, &job, err);
}

bool calibrator_explain(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err)
{
    const struct calibrator *calibrator = fitted;
    if (!learn_check_columns(data->x, 1, err))
        return false;
    double p = data->x->values[row];
    out[0] = isnan(p) ? NAN : calibrator_log_odds(calibrator->at(calibrator, p)) - calibrator->base;
    out[1] = calibrator->base;
    return true;
}

const struct model_answer calibrator_answers[] = {
    { "yes/no", (const char *const[]){ "p", NULL }, NULL, NULL },
    { 0 },
};
const struct parameter calibrator_parameters[] = { { 0 } };
