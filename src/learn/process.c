/* Fitting of purchase processes: the smaller model, where nobody leaves, and the whole one; which of them is the
   answer; and their model files. */
#include "process.h"

#include <math.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { SAMPLE_ROWS = 1 << 13, N = PROCESS_PARAMETERS };

/* ---- The likelihood ---- */

void process_likelihood_init(struct process_likelihood *likelihood, const struct process *process,
                             const struct histories *histories, struct work *work)
{
    *likelihood = (struct process_likelihood){ .process = process, .histories = histories, .work = work };
    if (process->table_size)
        likelihood->table = allocate(process->table_size(histories), 1);
    likelihood->out = allocate(PROCESS_SUMS * block_count(histories->n), sizeof *likelihood->out);
}

void process_likelihood_release(struct process_likelihood *likelihood)
{
    free(likelihood->table);
    free(likelihood->out);
}

static void likelihood_block(void *context, size_t block)
{
    const struct process_likelihood *likelihood = context;
    double sum[PROCESS_SUMS] = { 0 };
    likelihood->process->add(likelihood, block * BLOCK_ROWS, block_end(block, likelihood->histories->n), sum);
    memcpy(likelihood->out + PROCESS_SUMS * block, sum, sizeof sum);
}

bool process_likelihood_evaluate(void *context, const double *at, double *value, double *gradient, double *hessian,
                                 struct error *err)
{
    struct process_likelihood *likelihood = context;
    size_t n = likelihood->leaves ? N : 2, n_blocks = block_count(likelihood->histories->n);
    *value = INFINITY;
    for (size_t j = 0; j < n; j++)
        if (!(fabs(at[j]) <= PROCESS_GREATEST_LOG))
            return work_go_on(likelihood->work, err);
    const double theta[N] = { exp(at[0]), exp(at[1]), n == N ? exp(at[2]) : 0, n == N ? exp(at[3]) : 1 };
    memcpy(likelihood->theta, theta, sizeof theta);
    if (likelihood->process->prepare)
        likelihood->process->prepare(likelihood);
    if (!work_run(likelihood->work, n_blocks, likelihood_block, likelihood, err))
        return false;
    double sum[PROCESS_SUMS] = { 0 };
    for (size_t b = 0; b < n_blocks; b++)
        for (size_t j = 0; j < PROCESS_SUMS; j++)
            sum[j] += likelihood->out[PROCESS_SUMS * b + j];
    *value = -sum[0];
    for (size_t i = 0; i < n; i++)
        gradient[i] = -sum[1 + i] * theta[i];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            hessian[i * n + j] = hessian[j * n + i] =
                -sum[process_second(i, j)] * theta[i] * theta[j] + (i == j ? gradient[i] : 0);
    return true;
}

/* ---- The fit ---- */

/* The two models fitted: without and with leaving. */
struct fits {
    struct minimum stay, leave;
};

static bool fit_from(const struct process *process, const struct histories *histories, const double start[N],
                     const struct values *parameters, struct work *work, struct fits *fits, struct error *err)
{
    struct process_likelihood likelihood;
    struct objective objective = { 2, process_likelihood_evaluate, &likelihood };
    size_t max_steps = (size_t)values_number(parameters, "max_steps");
    double tolerance = values_number(parameters, "tolerance");
    process_likelihood_init(&likelihood, process, histories, work);
    bool done = minimise(&objective, start, max_steps, tolerance, &fits->stay, err);
    const double leaving[][2] = { { start[2], start[3] }, { process->second_leaving[0], process->second_leaving[1] } };
    likelihood.leaves = true;
    objective.n = N;
    fits->leave = (struct minimum){ .value = INFINITY };
    for (size_t i = 0; done && !fits->leave.converged && i < 2; i++) {
        const double from[N] = { start[0], start[1], leaving[i][0], leaving[i][1] };
        struct minimum found;
        done = minimise(&objective, from, max_steps, tolerance, &found, err);
        if (done && found.value < fits->leave.value)
            fits->leave = found;
    }
    process_likelihood_release(&likelihood);
    return done;
}

void process_start_buying(const struct histories *histories, double start[N])
{
    double purchases = 0, weeks = 0;
    for (size_t i = 0; i < histories->n; i++) {
        purchases += histories->rows[i].weight * histories->rows[i].x;
        weeks += histories->rows[i].weight * histories->rows[i].age;
    }
    start[0] = log(0.5);
    start[1] = log(0.5 * weeks / purchases);
}

/* With very many histories, START becomes the maximum for a thinned-out sample of them, where that exists. */
static bool sample_start(const struct process *process, const struct histories *histories,
                         const struct values *parameters, struct work *work, double start[N], struct error *err)
{
    if (histories->n < 8 * SAMPLE_ROWS)
        return true;
    struct histories sample = *histories;
    sample.n = SAMPLE_ROWS;
    sample.rows = allocate(SAMPLE_ROWS, sizeof *sample.rows);
    sample.count_of = allocate(SAMPLE_ROWS, sizeof *sample.count_of);
    for (size_t i = 0; i < SAMPLE_ROWS; i++) {
        size_t from = histories->n / SAMPLE_ROWS * i;
        sample.rows[i] = histories->rows[from];
        sample.count_of[i] = histories->count_of[from];
    }
    struct fits fits;
    bool done = fit_from(process, &sample, start, parameters, work, &fits, err);
    if (done && fits.leave.converged)
        memcpy(start, fits.leave.at, N * sizeof *start);
    free(sample.rows);
    free(sample.count_of);
    return done;
}

/* Whether other parameters, a hundred times as large, fit nearly as well. */
static bool is_flat(const struct minimum *best, size_t n)
{
    for (size_t j = 0; j < n; j++)
        if (best->converged && best->covariance[j * n + j] > 100 * 100)
            return true;
    return false;
}

static struct process_fitted *choose(const struct process *process, const struct fits *fits,
                                     struct fit_summary *summary)
{
    /* With log-likelihoods that agree to rounding, the smaller model is the one. */
    bool nobody_leaves = fits->leave.value >= fits->stay.value - 1e-5;
    const struct minimum *best = nobody_leaves ? &fits->stay : &fits->leave;
    size_t n = nobody_leaves ? 2 : N;
    const char *note = nobody_leaves ? process->nobody_leaves : process->runaway(best->at);
    if (!note && is_flat(best, n))
        note = "the histories do not tell the parameters apart: others fit as well";
    summary->state = !best->converged && !note ? FIT_NOT_CONVERGED : note ? FIT_BOUNDARY : FIT_CONVERGED;
    if (note)
        snprintf(summary->note, sizeof summary->note, "%s", note);
    summary->n_iterations = fits->stay.n_steps + fits->leave.n_steps;
    summary->log_likelihood = -best->value;
    summary->null_log_likelihood = -fits->stay.value;
    summary->gradient_norm = best->gradient_norm;
    struct process_fitted *fitted = allocate(1, sizeof *fitted);
    for (size_t j = 0; j < N; j++) {
        double estimate = j < n ? exp(best->at[j]) : j == 2 ? 0 : NAN;
        bool certain = j < n && best->converged && (nobody_leaves || !note);
        fit_summary_add(summary, process->names[j], -1, estimate,
                        certain ? estimate * sqrt(best->covariance[j * n + j]) : NAN);
        fitted->theta[j] = j == 3 && isnan(estimate) ? 1 : estimate;
    }
    return fitted;
}

struct process_fitted *process_fit(const struct process *process, const struct histories *histories,
                                   const struct values *parameters, struct work *work, struct fit_summary *summary,
                                   struct error *err)
{
    struct fits fits;
    double start[N];
    process->start(histories, start);
    if (!sample_start(process, histories, parameters, work, start, err) ||
        !fit_from(process, histories, start, parameters, work, &fits, err))
        return NULL;
    return choose(process, &fits, summary);
}

void *process_fit_purchases(const struct process *process, const struct learn_data *data,
                            const struct values *parameters, struct fit_summary *summary, struct error *err)
{
    fit_summary_init(summary);
    struct histories histories;
    if (!histories_init(&histories, data, err))
        return NULL;
    struct process_fitted *fitted = NULL;
    if (histories.n == 0 || histories.rows[histories.n - 1].x == 0)
        fail(err, ERROR_DATA, E_TOO_FEW, "no customer has bought twice, so there is no rate to learn");
    else
        fitted = process_fit(process, &histories, parameters, data->work, summary, err);
    histories_release(&histories);
    return fitted;
}

bool process_check_window(const struct learn_data *data, struct error *err)
{
    return (data->horizon >= 0 && data->gap >= 0 && isfinite(data->horizon + data->gap)) ||
           fail(err, ERROR_USER, E_NOT_FIT, "a purchase process needs a window that lies after the cutoff");
}

/* ---- Model files ---- */

struct json *process_write(const struct process *process, const void *fitted)
{
    const struct process_fitted *process_fitted = fitted;
    struct json *json = json_object();
    for (size_t j = 0; j < N; j++)
        json_set_number(json, process->names[j], process_fitted->theta[j]);
    return json;
}

void *process_read(const struct process *process, const struct json *json, struct error *err)
{
    const double least = exp(-PROCESS_GREATEST_LOG) / 2, greatest = exp(PROCESS_GREATEST_LOG) * 2;
    struct process_fitted *fitted = allocate(1, sizeof *fitted);
    for (size_t j = 0; j < N; j++)
        if (!model_file_number(json, process->names[j], j == 2 ? 0 : least, greatest, &fitted->theta[j], err)) {
            free(fitted);
            return NULL;
        }
    return fitted;
}

const struct parameter process_parameters[] = { PROCESS_PARAMETER_ROWS, { 0 } };

const struct model_answer process_answers[] = {
    { "no", (const char *const[]){ "p", NULL }, (const char *const[]){ "p_alive", "expected", NULL }, NULL },
    { "count", (const char *const[]){ "expected", NULL }, (const char *const[]){ "p_alive", NULL }, NULL },
    { 0 },
};
