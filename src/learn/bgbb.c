/* BG/BB: purchases at occasions that come one after the other, a year's donation, a monthly fair (Fader, Hardie and
   Shang 2010, Customer-Base Analysis in a Discrete-Time Noncontractual Setting).

   Before each opportunity a customer leaves with the chance theta ~ Beta(gamma, delta); if there, he buys with the
   chance p ~ Beta(alpha, beta). A history is (x, t_x, n): x purchases at n opportunities, the last at t_x. He was there
   for all n, or for m of them, t_x <= m < n, and the likelihood is the sum over these ends,

       B(alpha+x, beta+m-x)/B(alpha, beta) times    B(gamma, delta+n)/B(gamma, delta)      (m = n, there)
                                                     B(gamma+1, delta+m)/B(gamma, delta)   (m < n, left).

   All of x, m and n are whole, so each factor and its derivatives are sums over 0 .. m-1 and stand in a table. */
#include "bgbb.h"

#include <math.h>

#include "mixture.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { ALPHA, BETA, GAMMA, DELTA };
#define MOST_PERIODS 1e5 /* of a history: a sum has that many terms */

/* ---- Tables ---- */

/* Of ln Gamma(a+k) - ln Gamma(a). */
struct rising {
    double value, first, second;
};

struct tables {
    double most; /* the last k */
    struct at_count {
        struct rising alpha, beta, both;      /* of alpha, beta, alpha + beta */
        double stay, stay_delta, stay_deltas; /* ln B(gamma, delta+k) - ln B(gamma, delta), its derivatives by delta */
        double stay_gamma, stay_gammas;       /* by gamma; by both it is stay_gammas again */
    } at[];
};

static size_t size_of_tables(double most)
{
    return sizeof(struct tables) + ((size_t)most + 1) * sizeof(struct at_count);
}

static struct rising next(struct rising rising, double a, double k)
{
    return (struct rising){ rising.value + log(a + k), rising.first + 1 / (a + k),
                            rising.second - 1 / ((a + k) * (a + k)) };
}

static void fill(struct tables *tables, const double *theta, double most)
{
    double gamma = theta[GAMMA], delta = theta[DELTA];
    struct at_count at = { 0 };
    tables->most = most;
    tables->at[0] = at;
    for (double k = 0; k < most; k++) {
        double all = gamma + delta + k, stays = delta + k;
        at.alpha = next(at.alpha, theta[ALPHA], k);
        at.beta = next(at.beta, theta[BETA], k);
        at.both = next(at.both, theta[ALPHA] + theta[BETA], k);
        at.stay += log1p(-gamma / all);
        at.stay_gamma -= 1 / all;
        at.stay_gammas += 1 / (all * all);
        at.stay_delta += gamma / (stays * all);
        at.stay_deltas -= gamma * (all + stays) / (all * all * stays * stays);
        tables->at[(size_t)k + 1] = at;
    }
}

static double most_periods(const struct histories *histories)
{
    double most = 0;
    for (size_t i = 0; i < histories->n; i++)
        most = fmax(most, histories->rows[i].age);
    return most;
}

static size_t table_size(const struct histories *histories)
{
    return size_of_tables(most_periods(histories));
}

static void fill_table(struct process_likelihood *likelihood)
{
    fill(likelihood->table, likelihood->theta, most_periods(likelihood->histories));
}

/* ---- The likelihood ---- */

/* X purchases at M opportunities, in this order. */
static double buying(const struct tables *tables, size_t x, size_t m)
{
    return tables->at[x].alpha.value + tables->at[m - x].beta.value - tables->at[m].both.value;
}

static void buying_term(const struct tables *tables, size_t x, size_t m, struct term *term)
{
    const struct rising *alpha = &tables->at[x].alpha, *beta = &tables->at[m - x].beta, *both = &tables->at[m].both;
    *term = (struct term){ .log_value = buying(tables, x, m) };
    term->first[ALPHA] = alpha->first - both->first;
    term->first[BETA] = beta->first - both->first;
    term->second[ALPHA][ALPHA] = alpha->second - both->second;
    term->second[BETA][ALPHA] = -both->second;
    term->second[BETA][BETA] = beta->second - both->second;
}

/* There for M opportunities. */
static void stay(const struct tables *tables, size_t m, struct term *term)
{
    const struct at_count *at = &tables->at[m];
    term->log_value += at->stay;
    term->first[GAMMA] = at->stay_gamma;
    term->first[DELTA] = at->stay_delta;
    term->second[GAMMA][GAMMA] = term->second[DELTA][GAMMA] = at->stay_gammas;
    term->second[DELTA][DELTA] = at->stay_deltas;
}

/* And gone at the next: gamma / (gamma + delta + M). */
static void leave(const double *theta, double m, struct term *term)
{
    double gamma = theta[GAMMA], all = gamma + theta[DELTA] + m, square = 1 / (all * all);
    term->log_value += log(gamma / all);
    term->first[GAMMA] += 1 / gamma - 1 / all;
    term->first[DELTA] -= 1 / all;
    term->second[GAMMA][GAMMA] += square - 1 / (gamma * gamma);
    term->second[DELTA][GAMMA] += square;
    term->second[DELTA][DELTA] += square;
}

static void add_rows(const struct process_likelihood *likelihood, size_t first, size_t end, double *sum)
{
    const struct tables *tables = likelihood->table;
    for (size_t i = first; i < end && !work_stopped(likelihood->work); i++) { /* long histories take long */
        const struct history *row = &likelihood->histories->rows[i];
        size_t x = (size_t)row->x, n = (size_t)row->age;
        struct mixture mixture = MIXTURE_EMPTY;
        struct term term;
        buying_term(tables, x, n, &term);
        if (likelihood->leaves)
            stay(tables, n, &term);
        mixture_add(&mixture, &term);
        for (size_t m = (size_t)row->recency; likelihood->leaves && m < n; m++) {
            buying_term(tables, x, m, &term);
            stay(tables, m, &term);
            leave(likelihood->theta, (double)m, &term);
            mixture_add(&mixture, &term);
        }
        mixture_close(&mixture, row->weight, sum);
    }
}

/* alpha + beta = 1 at the share of opportunities that brought a purchase; gamma and delta for a stay of some of them.
 */
static void usual_start(const struct histories *histories, double start[PROCESS_PARAMETERS])
{
    double bought = 0, all = 0;
    for (size_t i = 0; i < histories->n; i++) {
        bought += histories->rows[i].weight * histories->rows[i].x;
        all += histories->rows[i].weight * histories->rows[i].age;
    }
    start[ALPHA] = log(bought / all);
    start[BETA] = log(1 - bought / all);
    start[GAMMA] = log(0.5);
    start[DELTA] = log(1 + all / histories->weight / 4);
}

static const char *runaway(const double at[PROCESS_PARAMETERS])
{
    const double far = log(1e4);
    if (at[GAMMA] > far || at[DELTA] > far)
        return "customers do not differ in their chance to leave: gamma and delta are not identified apart";
    if (at[ALPHA] > far || at[BETA] > far)
        return "customers do not differ in their chance to buy: alpha and beta are not identified apart";
    if (at[DELTA] < -far)
        return "delta at its boundary: customers leave at once or never";
    if (at[GAMMA] < -far)
        return "gamma at its boundary";
    if (at[ALPHA] < -far || at[BETA] < -far)
        return "alpha or beta at its boundary: customers always buy or never";
    return NULL;
}

const struct process bgbb_process = {
    { "alpha", "beta", "gamma", "delta" },
    0,
    "no dropout seen: gamma at its boundary, P(alive) = 1 for all",
    usual_start,
    { -2.3025850929940455, 1.6094379124341003 }, /* ln 0.1, ln 5 */
    table_size,
    fill_table,
    add_rows,
    runaway,
};

/* ---- What is no history, and what tells nothing ---- */

static bool check(const struct matrix *x, struct error *err)
{
    if (!purchases_check(x, err))
        return false;
    for (size_t i = 0; i < x->n_rows; i++) {
        const double *row = matrix_row(x, i);
        const char *why = NULL;
        if (row[1] != floor(row[1]) || row[2] != floor(row[2]))
            why = "periods are whole numbers";
        else if (row[0] > row[1])
            why = "there are more purchases than periods up to the last of them";
        else if (row[2] > MOST_PERIODS)
            why = "there are more than 100,000 periods";
        if (why) {
            fail(err, ERROR_DATA, E_NOT_FIT, "row %zu (x %g, t_x %g, n %g) is no history of periods", i + 1, row[0],
                 row[1], row[2]);
            error_reason(err, "%s", why);
            if (row[2] > MOST_PERIODS)
                error_mend(err, "a longer per");
            return false;
        }
    }
    return true;
}

/* Whether there is something to learn. */
static bool tells(const struct histories *histories, struct error *err)
{
    double bought = 0, all = 0, most = most_periods(histories);
    for (size_t i = 0; i < histories->n; i++) {
        bought += histories->rows[i].x * histories->rows[i].weight;
        all += histories->rows[i].age * histories->rows[i].weight;
    }
    const char *why = most == 0  ? "every first purchase lies in the last period, so nobody could have bought again"
                      : most < 3 ? "nobody had three periods to buy again: seldom buying and having left look the same"
                      : bought == 0 ? "no customer has bought in a period after the first, so there is no rate to learn"
                      : bought == all ? "every customer bought in every period, so there is no chance to learn"
                                      : NULL;
    if (!why)
        return true;
    fail(err, ERROR_DATA, E_TOO_FEW, "%s", why);
    if (most < 3)
        error_mend(err, "a shorter per, or a later training date");
    return false;
}

/* ---- The future ----

   Someone who was there at n has p ~ Beta(alpha + x, beta + n - x) and theta ~ Beta(gamma, delta + n), independent of
   each other, so that chances of what comes are products along the opportunities. */

struct future_job {
    const double *theta;
    const struct learn_data *data;
    const struct tables *tables;
    double *p, *p_alive, *expected; /* or NULL */
};

/* The chance to have been there at the last of N opportunities. */
static double there(const struct future_job *job, size_t x, size_t t_x, size_t n)
{
    double gamma = job->theta[GAMMA], delta = job->theta[DELTA], odds = 0;
    double here = buying(job->tables, x, n) + job->tables->at[n].stay;
    for (size_t m = t_x; gamma > 0 && m < n; m++)
        odds +=
            exp(buying(job->tables, x, m) + job->tables->at[m].stay + log(gamma / (gamma + delta + (double)m)) - here);
    return 1 / (1 + odds);
}

static void future_row(const struct future_job *job, size_t i)
{
    const double *theta = job->theta, *row = matrix_row(job->data->x, i);
    double n = row[2], buy = theta[ALPHA] + row[0], pass = theta[BETA] + n - row[0], end = job->data->gap;
    double now = there(job, (size_t)row[0], (size_t)row[1], (size_t)n), stays = theta[DELTA] + n;
    double present = 1, first = buy / (buy + pass), passed = 0, some = 0, times = 0;
    end += job->data->horizon;
    for (double j = 0; j < end; j++) {
        present *= (stays + j) / (theta[GAMMA] + stays + j);
        if (j < job->data->gap)
            continue;
        some += present * first; /* buys here for the first time in the window */
        times += present;
        first *= (pass + passed) / (buy + pass + passed + 1);
        passed++;
    }
    if (job->p_alive)
        job->p_alive[i] = now * stays / (theta[GAMMA] + stays);
    if (job->p)
        job->p[i] = fmax(1 - now * some, 0);
    if (job->expected)
        job->expected[i] = now * times * buy / (buy + pass);
}

static void future_block(void *context, size_t block)
{
    const struct future_job *job = context;
    size_t end = block_end(block, job->data->x->n_rows);
    for (size_t i = block * BLOCK_ROWS; i < end && !work_stopped(job->data->work); i++)
        future_row(job, i);
}

/* ---- The kind ---- */

static void *bgbb_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                      struct error *err)
{
    fit_summary_init(summary);
    struct histories histories;
    if (!check(data->x, err) || !histories_init(&histories, data, err))
        return NULL;
    struct process_fitted *fitted = NULL;
    if (tells(&histories, err))
        fitted = process_fit(&bgbb_process, &histories, parameters, data->work, summary, err);
    histories_release(&histories);
    return fitted;
}

static bool bgbb_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    struct future_job job = { .theta = ((const struct process_fitted *)fitted)->theta,
                              .data = data,
                              .p = frame_column(out, "p"),
                              .p_alive = frame_column(out, "p_alive"),
                              .expected = frame_column(out, "expected") };
    if (!check(data->x, err) || !process_check_window(data, err))
        return false;
    if (data->gap != floor(data->gap) || data->horizon != floor(data->horizon))
        return fail(err, ERROR_USER, E_NOT_FIT, "the window of bgbb is a whole number of periods");
    double most = 0;
    for (size_t i = 0; i < data->x->n_rows; i++)
        most = fmax(most, matrix_row(data->x, i)[2]);
    struct tables *tables = allocate(size_of_tables(most), 1);
    fill(tables, job.theta, most);
    job.tables = tables;
    bool done = work_run(data->work, block_count(data->x->n_rows), future_block, &job, err);
    free(tables);
    return done;
}

static struct json *bgbb_write(const void *fitted)
{
    return process_write(&bgbb_process, fitted);
}

static void *bgbb_read(const struct json *json, struct error *err)
{
    return process_read(&bgbb_process, json, err);
}

static const struct parameter bgbb_parameters[] = {
    { "per", PARAMETER_DURATION, .required = true,
      .summary =
          "how far one opportunity to buy is from the next: periods of this length, counted back from the cutoff" },
    PROCESS_PARAMETER_ROWS,
    { 0 },
};

static const struct model_answer bgbb_answers[] = {
    { "no", (const char *const[]){ "p", NULL }, (const char *const[]){ "p_alive", "expected", NULL }, NULL },
    { 0 },
};

const struct model_kind bgbb_kind = {
    .name = "bgbb",
    .title = "BG/BB purchase process",
    .summary =
        "Customers buy or not at each opportunity, once a period, and may leave before any: donations, fairs, seasons.",
    .reference = "Fader, Hardie and Shang 2010, Customer-Base Analysis in a Discrete-Time Noncontractual Setting",
    .answers = bgbb_answers,
    .input = &input_periods,
    .limits = "it models whether a period brings a purchase, not how many or of what value",
    .example = "no orders within 6m, with per=1m",
    .parameters = bgbb_parameters,
    .fit = bgbb_fit,
    .predict = bgbb_predict,
    .write = bgbb_write,
    .read = bgbb_read,
    .free = free,
};
