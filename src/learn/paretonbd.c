/* Pareto/NBD: a customer buys at the rate lambda ~ Gamma(r, alpha) and stays for a time that is exponential with the
   rate mu ~ Gamma(s, beta) (Schmittlein, Morrison and Colombo 1987, Counting Your Customers: Who Are They and What Will
   They Do Next?).

   Integrated over both rates, a history (x, t_x, T) has the likelihood

       Gamma(r+x)/Gamma(r) alpha^r beta^s times
           (alpha+T)^-(r+x) (beta+T)^-s + s INTEGRAL over t in (t_x, T) of (alpha+t)^-(r+x) (beta+t)^-(s+1),

   alive at T, or left at t. The integral is what the papers write with 2F1 (Fader and Hardie 2005, A Note on Deriving
   the Pareto/NBD Model); taken as a sum over t it is positive term by term, and so are the derivatives' means. */
#include "paretonbd.h"

#include <math.h>

#include "mixture.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "two_powers.h"

enum { R, ALPHA, S, BETA };

/* ---- The likelihood ---- */

struct table_row {
    double gamma, gamma_r, gamma_rr; /* ln Gamma(r+x) - ln Gamma(r), and its derivatives by r */
};

static size_t table_size(const struct histories *histories)
{
    return histories->n_counts * sizeof(struct table_row);
}

static void fill_table(struct process_likelihood *likelihood)
{
    double r = likelihood->theta[R], i = 0;
    struct table_row sum = { 0 }, *table = likelihood->table;
    for (size_t c = 0; c < likelihood->histories->n_counts; c++) {
        for (; i < likelihood->histories->counts[c]; i++) {
            sum.gamma += log(r + i);
            sum.gamma_r += 1 / (r + i);
            sum.gamma_rr -= 1 / ((r + i) * (r + i));
        }
        table[c] = sum;
    }
}

/* What stands before the sum over the ends. */
static void add_front(const struct process_likelihood *likelihood, double w, const struct table_row *table, double *sum)
{
    double r = likelihood->theta[R], alpha = likelihood->theta[ALPHA];
    double s = likelihood->theta[S], beta = likelihood->theta[BETA];
    sum[0] += w * (table->gamma + r * log(alpha) + s * log(beta));
    sum[1 + R] += w * (table->gamma_r + log(alpha));
    sum[1 + ALPHA] += w * r / alpha;
    sum[1 + S] += w * log(beta);
    sum[1 + BETA] += w * s / beta;
    sum[process_second(R, R)] += w * table->gamma_rr;
    sum[process_second(ALPHA, R)] += w / alpha;
    sum[process_second(ALPHA, ALPHA)] -= w * r / (alpha * alpha);
    sum[process_second(BETA, S)] += w / beta;
    sum[process_second(BETA, BETA)] -= w * s / (beta * beta);
}

/* The end at ALPHA_T = alpha + t, BETA_T = beta + t: (alpha+t)^-shape (beta+t)^-stay, but for what its value has. */
static void end_at(struct term *term, double shape, double log_alpha_t, double alpha_t, double stay, double log_beta_t,
                   double beta_t)
{
    term->first[R] = -log_alpha_t;
    term->first[ALPHA] = -shape / alpha_t;
    term->first[S] = -log_beta_t;
    term->first[BETA] = -stay / beta_t;
    term->second[ALPHA][R] = -1 / alpha_t;
    term->second[ALPHA][ALPHA] = shape / (alpha_t * alpha_t);
    term->second[BETA][S] = -1 / beta_t;
    term->second[BETA][BETA] = stay / (beta_t * beta_t);
}

static void add_ends(const struct process_likelihood *likelihood, const struct history *row, double *sum)
{
    const double *theta = likelihood->theta;
    double alpha = theta[ALPHA], s = theta[S], beta = theta[BETA], shape = theta[R] + row->x;
    double log_alpha_t = log(alpha + row->age), log_beta_t = log(beta + row->age);
    struct mixture mixture = MIXTURE_EMPTY;
    struct term term = { .log_value = -shape * log_alpha_t - s * log_beta_t };
    end_at(&term, shape, log_alpha_t, alpha + row->age, s, log_beta_t, beta + row->age);
    mixture_add(&mixture, &term);
    if (likelihood->leaves) {
        struct two_powers left;
        double log_s = log(s);
        two_powers(alpha, shape, beta, s + 1, row->recency, row->age, &left);
        for (size_t k = 0; k < left.n; k++) {
            double t = left.t[k];
            term.log_value = log_s + left.log_weight[k];
            end_at(&term, shape, left.log_a[k], alpha + t, s + 1, left.log_b[k], beta + t);
            term.first[S] += 1 / s;
            term.second[S][S] = -1 / (s * s);
            mixture_add(&mixture, &term);
        }
    }
    mixture_close(&mixture, row->weight, sum);
}

static void add_rows(const struct process_likelihood *likelihood, size_t first, size_t end, double *sum)
{
    const struct histories *histories = likelihood->histories;
    const struct table_row *table = likelihood->table;
    for (size_t i = first; i < end; i++) {
        add_front(likelihood, histories->rows[i].weight, &table[histories->count_of[i]], sum);
        add_ends(likelihood, &histories->rows[i], sum);
    }
}

/* s = 1/2, and half of the customers gone at about the age they have. */
static void usual_start(const struct histories *histories, double start[PROCESS_PARAMETERS])
{
    double weeks = 0;
    process_start_buying(histories, start);
    for (size_t i = 0; i < histories->n; i++)
        weeks += histories->rows[i].weight * histories->rows[i].age;
    start[S] = log(0.5);
    start[BETA] = log(0.5 * weeks / histories->weight);
}

static const char *runaway(const double at[PROCESS_PARAMETERS])
{
    const double far = log(1e4);
    if (at[S] > far || at[BETA] > far + 5)
        return "customers do not differ in how long they stay: s and beta are not identified apart";
    if (at[R] > far || at[ALPHA] > far + 5)
        return "customers do not differ in their rate: r and alpha are not identified apart";
    if (at[BETA] < -far)
        return "beta at its boundary: customers leave at once or never";
    if (at[S] < -far)
        return "s at its boundary";
    return NULL;
}

const struct process paretonbd_process = {
    { "r", "alpha", "s", "beta" },
    0,
    "no dropout seen: s at its boundary, P(alive) = 1 for all",
    usual_start,
    { 0, 3 },
    table_size,
    fill_table,
    add_rows,
    runaway,
};

/* ---- The future ----

   Someone who is alive at T has lambda ~ Gamma(r + x, alpha + T) and mu ~ Gamma(s, beta + T), independent of each
   other. He buys first at v of the window, and is there then, with the density E lambda exp(-lambda v) E exp(-mu (gap +
   v)). */

struct future_job {
    const double *theta;
    const struct learn_data *data;
    double *p, *p_alive, *expected; /* or NULL */
};

static double alive_at(const double *theta, const double *row)
{
    if (theta[S] == 0)
        return 1;
    struct two_powers left;
    double shape = theta[R] + row[0], s = theta[S], odds = 0;
    two_powers(theta[ALPHA], shape, theta[BETA], s + 1, row[1], row[2], &left);
    double alive = log(s) + shape * log(theta[ALPHA] + row[2]) + s * log(theta[BETA] + row[2]);
    for (size_t k = 0; k < left.n; k++)
        odds += exp(left.log_weight[k] + alive);
    return 1 / (1 + odds);
}

/* That someone who is alive now buys in the window. RATE = alpha + T, STAY = beta + T. */
static double buys(double shape, double rate, double s, double stay, double gap, double horizon)
{
    if (s == 0)
        return -expm1(-shape * log1p(horizon / rate));
    struct two_powers when;
    double sum = 0, front = log(shape) + shape * log(rate) + s * log(stay);
    two_powers(rate, shape + 1, stay + gap, s, 0, horizon, &when);
    for (size_t k = 0; k < when.n; k++)
        sum += exp(when.log_weight[k] + front);
    return fmin(sum, 1);
}

/* The time that someone who is alive now is expected to be there in the window: the integral of E exp(-mu t). */
static double time_there(double s, double stay, double gap, double horizon)
{
    double from = stay + gap, longer = log1p(horizon / from), power = (1 - s) * longer;
    double grown = fabs(power) < 1e-8 ? longer * (1 + power / 2) : expm1(power) / (1 - s); /* regular at s = 1 */
    return from * exp(-s * log1p(gap / stay)) * grown;
}

static void future_block(void *context, size_t block)
{
    const struct future_job *job = context;
    const struct learn_data *data = job->data;
    const double *theta = job->theta;
    size_t end = block_end(block, data->x->n_rows);
    for (size_t i = block * BLOCK_ROWS; i < end; i++) {
        const double *row = matrix_row(data->x, i);
        double shape = theta[R] + row[0], rate = theta[ALPHA] + row[2], stay = theta[BETA] + row[2];
        double alive = alive_at(theta, row);
        if (job->p_alive)
            job->p_alive[i] = alive;
        if (job->p)
            job->p[i] = 1 - alive * buys(shape, rate, theta[S], stay, data->gap, data->horizon);
        if (job->expected)
            job->expected[i] = alive * shape / rate * time_there(theta[S], stay, data->gap, data->horizon);
    }
}

/* ---- The kind ---- */

static void *paretonbd_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                           struct error *err)
{
    return process_fit_purchases(&paretonbd_process, data, parameters, summary, err);
}

static bool paretonbd_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    struct future_job job = { ((const struct process_fitted *)fitted)->theta, data, frame_column(out, "p"),
                              frame_column(out, "p_alive"), frame_column(out, "expected") };
    return purchases_check(data->x, err) && process_check_window(data, err) &&
           work_run(data->work, block_count(data->x->n_rows), future_block, &job, err);
}

static struct json *paretonbd_write(const void *fitted)
{
    return process_write(&paretonbd_process, fitted);
}

static void *paretonbd_read(const struct json *json, struct error *err)
{
    return process_read(&paretonbd_process, json, err);
}

const struct model_kind paretonbd_kind = {
    .name = "paretonbd",
    .title = "Pareto/NBD purchase process",
    .summary = "Customers buy at their own rate and stay for a time of their own, whether they buy meanwhile or not.",
    .reference = "Schmittlein, Morrison and Colombo 1987, Counting Your Customers",
    .answers = process_answers,
    .input = &input_purchases,
    .limits = "it models the times between purchases",
    .example = "no orders within 90d, or count(orders) within 90d",
    .parameters = process_parameters,
    .fit = paretonbd_fit,
    .predict = paretonbd_predict,
    .write = paretonbd_write,
    .read = paretonbd_read,
    .free = free,
};
