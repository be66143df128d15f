/* Gamma-Gamma: the mean value of a customer's purchases (Fader and Hardie 2013, The Gamma-Gamma Model of Monetary
   Value; Colombo and Jiang 1999).

   A purchase's value is Gamma(p, nu), nu ~ Gamma(q, v) over customers. For n > 0 purchases of mean m

       ln L = ln Gamma(pn+q) - ln Gamma(pn) - ln Gamma(q) + q ln v + (pn-1) ln m + pn ln n - (pn+q) ln(v+nm),
       E(mean spend | n, m) = (v + n m) p / (p n + q - 1).

   The model takes counts and means as independent over customers; the note says how they correlate. */
#include "gammagamma.h"

#include <gsl/gsl_sf_psi.h>
#include <math.h>

#include "minimise.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

static const double GREATEST_LOG = 30;

struct gammagamma {
    double p, q, v;
};

enum { SUMS = 10 }; /* of a block: log-likelihood, 3 first and 6 second derivatives: pp, pq, pv, qq, qv, vv */

static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* The terms that depend on n alone. */
struct by_count {
    double value, p, q, pp, pq, qq;
};

static struct by_count by_count(const struct spend_likelihood *likelihood, double n)
{
    double pn = likelihood->p * n, q = likelihood->q;
    double psi_all = gsl_sf_psi(pn + q), psi_1_all = gsl_sf_psi_1(pn + q);
    return (struct by_count){
        .value = log_gamma(pn + q) - log_gamma(pn) - log_gamma(q) + q * log(likelihood->v) + pn * log(n),
        .p = n * (psi_all - gsl_sf_psi(pn) + log(n)),
        .q = psi_all - gsl_sf_psi(q) + log(likelihood->v),
        .pp = n * n * (psi_1_all - gsl_sf_psi_1(pn)),
        .pq = n * psi_1_all,
        .qq = psi_1_all - gsl_sf_psi_1(q),
    };
}

static void likelihood_block(void *context, size_t block)
{
    struct spend_likelihood *likelihood = context;
    double p = likelihood->p, q = likelihood->q, v = likelihood->v, sum[SUMS] = { 0 };
    struct by_count terms = { 0 };
    size_t end = block_end(block, likelihood->n);
    for (size_t i = block * BLOCK_ROWS; i < end; i++) {
        const struct spend *row = &likelihood->rows[i];
        if (i == block * BLOCK_ROWS || row->n != row[-1].n)
            terms = by_count(likelihood, row->n);
        double pn = p * row->n, all = v + row->n * row->mean, log_all = log(all), w = row->weight;
        sum[0] += w * (terms.value + (pn - 1) * row->log_mean - (pn + q) * log_all);
        sum[1] += w * (terms.p + row->n * (row->log_mean - log_all));
        sum[2] += w * (terms.q - log_all);
        sum[3] += w * (q / v - (pn + q) / all);
        sum[4] += w * terms.pp;
        sum[5] += w * terms.pq;
        sum[6] -= w * row->n / all;
        sum[7] += w * terms.qq;
        sum[8] += w * (1 / v - 1 / all);
        sum[9] += w * ((pn + q) / (all * all) - q / (v * v));
    }
    memcpy(likelihood->out + SUMS * block, sum, sizeof sum);
}

bool spend_likelihood_evaluate(void *context, const double *at, double *value, double *gradient, double *hessian,
                               struct error *err)
{
    static const size_t place[3][3] = { { 4, 5, 6 }, { 5, 7, 8 }, { 6, 8, 9 } };
    struct spend_likelihood *likelihood = context;
    *value = INFINITY;
    for (size_t j = 0; j < 3; j++)
        if (!(fabs(at[j]) <= GREATEST_LOG))
            return work_go_on(likelihood->work, err);
    double theta[3] = { exp(at[0]), exp(at[1]), exp(at[2]) }, sum[SUMS] = { 0 };
    likelihood->p = theta[0];
    likelihood->q = theta[1];
    likelihood->v = theta[2];
    size_t n_blocks = block_count(likelihood->n);
    if (!work_run(likelihood->work, n_blocks, likelihood_block, likelihood, err))
        return false;
    for (size_t b = 0; b < n_blocks; b++)
        for (size_t j = 0; j < SUMS; j++)
            sum[j] += likelihood->out[SUMS * b + j];
    *value = -sum[0];
    for (size_t i = 0; i < 3; i++)
        gradient[i] = -sum[i + 1] * theta[i];
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            hessian[i * 3 + j] = -sum[place[i][j]] * theta[i] * theta[j] + (i == j ? gradient[i] : 0);
    return true;
}

/* Rows with n > 0 and m > 0; how many had n > 0 and no m > 0 in *N_LEFT_OUT. */
static bool collect(struct spend_likelihood *likelihood, const struct learn_data *data, size_t *n_left_out,
                    struct error *err)
{
    if (!learn_check_columns(data->x, 2, err))
        return false;
    likelihood->rows = allocate_large(data->x->n_rows, sizeof *likelihood->rows, "spend", err);
    if (!likelihood->rows)
        return false;
    *n_left_out = 0;
    for (size_t i = 0; i < data->x->n_rows; i++) {
        const double *row = matrix_row(data->x, i), w = data->weight ? data->weight[i] : 1;
        bool counts = row[0] > 0 && isfinite(row[0]), pays = row[1] > 0 && isfinite(row[1]);
        if (counts && (row[0] != floor(row[0]) || row[0] > MOST_COUNT))
            return fail(err, ERROR_DATA, E_NOT_FIT, "row %zu has %g repeat purchases, no whole number", i + 1, row[0]);
        *n_left_out += counts && !pays;
        if (counts && pays && w > 0)
            likelihood->rows[likelihood->n++] = (struct spend){ row[0], row[1], w, log(row[1]) };
    }
    if (likelihood->n < 3)
        return fail(err, ERROR_DATA, E_TOO_FEW,
                    "%zu customers have repeat purchases with a value above 0, 3 are needed", likelihood->n);
    return sort_by_count(likelihood->rows, likelihood->n, sizeof *likelihood->rows, err);
}

static double mean_spend(const struct spend_likelihood *likelihood)
{
    double weight = 0, sum = 0;
    for (size_t i = 0; i < likelihood->n; i++) {
        weight += likelihood->rows[i].weight;
        sum += likelihood->rows[i].weight * likelihood->rows[i].mean;
    }
    return sum / weight;
}

static double correlation(const struct spend_likelihood *likelihood)
{
    double w = 0, mean_n = 0, mean_m = 0, nn = 0, mm = 0, nm = 0;
    for (size_t i = 0; i < likelihood->n; i++) {
        const struct spend *row = &likelihood->rows[i];
        w += row->weight;
        double share = row->weight / w, dn = row->n - mean_n, dm = row->mean - mean_m;
        mean_n += share * dn;
        mean_m += share * dm;
        nn += row->weight * dn * (row->n - mean_n);
        mm += row->weight * dm * (row->mean - mean_m);
        nm += row->weight * dn * (row->mean - mean_m);
    }
    return nm / sqrt(nn * mm);
}

static void describe(const struct spend_likelihood *likelihood, size_t n_left_out, const struct minimum *best,
                     struct fit_summary *summary)
{
    static const char *const names[] = { "p", "q", "v" };
    const double far = log(1e5);
    bool boundary = best->at[0] > far || best->at[1] > far || best->at[0] < -far || best->at[1] < -far;
    summary->state = boundary ? FIT_BOUNDARY : best->converged ? FIT_CONVERGED : FIT_NOT_CONVERGED;
    summary->n_iterations = best->n_steps;
    summary->log_likelihood = -best->value;
    summary->gradient_norm = best->gradient_norm;
    for (size_t j = 0; j < 3; j++)
        fit_summary_add(summary, names[j], -1, exp(best->at[j]),
                        best->converged && !boundary ? exp(best->at[j]) * sqrt(best->covariance[j * 3 + j]) : NAN);
    char note[2 * sizeof summary->note];
    int length = 0;
    double together = correlation(likelihood);
    if (boundary)
        length = snprintf(note, sizeof note, "p or q at its boundary; ");
    else if (best->at[1] <= 0)
        length = snprintf(note, sizeof note, "q <= 1: no finite mean for customers without repeats; ");
    length += isfinite(together) ? snprintf(note + length, sizeof note - (size_t)length,
                                            "correlation of count and value %.3f", together)
                                 : snprintf(note + length, sizeof note - (size_t)length, "all counts are equal");
    if (n_left_out > 0)
        snprintf(note + length, sizeof note - (size_t)length, "; %zu customers with value <= 0 left out", n_left_out);
    snprintf(summary->note, sizeof summary->note, "%.*s", (int)sizeof summary->note - 1, note);
}

static void *gammagamma_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                            struct error *err)
{
    fit_summary_init(summary);
    struct spend_likelihood likelihood = { .work = data->work };
    struct gammagamma *fitted = NULL;
    size_t n_left_out;
    if (collect(&likelihood, data, &n_left_out, err)) {
        likelihood.out = allocate(SUMS * block_count(likelihood.n), sizeof *likelihood.out);
        /* p = 2, q = 3 and the v that then gives the mean: p v / (q - 1). */
        double start[3] = { log(2), log(3), log(mean_spend(&likelihood)) };
        struct objective objective = { 3, spend_likelihood_evaluate, &likelihood };
        struct minimum best;
        if (minimise(&objective, start, (size_t)values_number(parameters, "max_steps"),
                     values_number(parameters, "tolerance"), &best, err)) {
            describe(&likelihood, n_left_out, &best, summary);
            fitted = allocate(1, sizeof *fitted);
            *fitted = (struct gammagamma){ exp(best.at[0]), exp(best.at[1]), exp(best.at[2]) };
        }
    }
    free(likelihood.rows);
    free(likelihood.out);
    return fitted;
}

/* NaN where the mean is not finite (p n + q <= 1), and for repeat purchases that come to nothing or less, which the
   model has no place for. Without repeat purchases the mean of all customers is expected. */
static bool gammagamma_predict(const void *fitted, const struct learn_data *data, struct frame *answer,
                               struct error *err)
{
    double *out = frame_column(answer, "mean");
    const struct gammagamma *gammagamma = fitted;
    double p = gammagamma->p, q = gammagamma->q, v = gammagamma->v;
    if (!learn_check_columns(data->x, 2, err) || !work_go_on(data->work, err))
        return false;
    for (size_t i = 0; i < data->x->n_rows; i++) {
        double n = matrix_row(data->x, i)[0], mean = matrix_row(data->x, i)[1];
        bool none = !(n > 0);
        if (none)
            n = mean = 0;
        out[i] = (none || mean > 0) && p * n + q > 1 ? p * (v + n * mean) / (p * n + q - 1) : NAN;
    }
    return true;
}

static struct json *gammagamma_write(const void *fitted)
{
    const struct gammagamma *gammagamma = fitted;
    struct json *json = json_object();
    json_set_number(json, "p", gammagamma->p);
    json_set_number(json, "q", gammagamma->q);
    json_set_number(json, "v", gammagamma->v);
    return json;
}

static void *gammagamma_read(const struct json *json, struct error *err)
{
    const double least = exp(-GREATEST_LOG) / 2, greatest = exp(GREATEST_LOG) * 2;
    struct gammagamma *gammagamma = allocate(1, sizeof *gammagamma);
    if (model_file_number(json, "p", least, greatest, &gammagamma->p, err) &&
        model_file_number(json, "q", least, greatest, &gammagamma->q, err) &&
        model_file_number(json, "v", least, greatest, &gammagamma->v, err))
        return gammagamma;
    free(gammagamma);
    return NULL;
}

static const struct parameter gammagamma_parameters[] = {
    { "max_steps", PARAMETER_COUNT, .least = 1, .greatest = 100000, .unit = "steps", .otherwise = "500",
      .summary = "steps of the optimiser before the fit gives up" },
    { "tolerance", PARAMETER_NUMBER, .least = 1e-20, .greatest = 1, .otherwise = "1e-12",
      .summary = "the fit ends when a Newton step promises to raise the log-likelihood by less than this" },
    { 0 },
};

/* Expected spend a purchase becomes expected spend in the window. */
static void multiply(double *score, const double *const *parts, size_t n_rows)
{
    for (size_t i = 0; i < n_rows; i++)
        score[i] *= parts[0][i];
}

static const struct model_part purchases_part[] = { { "bgnbd", "purchase process", "expected" }, { 0 } };
static const struct model_answer gammagamma_answers[] = {
    { "mean", (const char *const[]){ "mean", NULL }, NULL, NULL },
    { "sum", (const char *const[]){ "mean", NULL }, NULL, purchases_part },
    { 0 },
};

const struct model_kind gammagamma_kind = {
    .name = "gammagamma",
    .title = "Gamma-Gamma spend",
    .summary = "The mean value of a customer's purchases, drawn towards that of all customers when there are few.",
    .reference = "Fader and Hardie 2013, The Gamma-Gamma Model of Monetary Value",
    .answers = gammagamma_answers,
    .input = &input_spend,
    .limits = "it models the mean value of purchases, and with a purchase process their sum",
    .example = "sum(orders.amount) within 90d",
    .parameters = gammagamma_parameters,
    .fit = gammagamma_fit,
    .predict = gammagamma_predict,
    .combine = multiply,
    .write = gammagamma_write,
    .read = gammagamma_read,
    .free = free,
};
