/* P(alive), purchases to come, and the chance of none, for each customer.

   Given the history, a customer who is alive at T has the rate lambda ~ Gamma(r + x, alpha + T) and the chance to leave
   after a purchase p ~ Beta(a, b + x) (MBG: b + x + 1), independent of each other. Purchases thin out: such a customer
   is still there after a time g with probability exp(-lambda p g), and, if there, buys nothing in the next h with
   exp(-lambda h). So

       P(none in (g, g + h] | alive, lambda, p) = 1 - exp(-lambda p g) (1 - exp(-lambda h)),
       E(purchases in t | alive, lambda, p)     = (1 - exp(-lambda p t)) / p.

   The mean over lambda is in closed form, E exp(-lambda c) = (beta / (beta + c))^s with s = r + x, beta = alpha + T.
   The mean over p is a Gauss-Jacobi sum, which, unlike the usual formula with 2F1, is regular at a = 1. */
#include "bgnbd_future.h"

#include <math.h>

#include "beta_nodes.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "process.h"

struct nodes {
    double node[BETA_NODES], weight[BETA_NODES];
};

struct future_job {
    const struct bgnbd *bgnbd;
    const struct matrix *x;
    const struct future *future;
    size_t *index; /* x -> its nodes */
    struct nodes *nodes;
    double *counts; /* the x of each entry of nodes */
};

/* By the logarithm of the odds of having left, so that nothing overflows. */
static double p_alive(const struct bgnbd *bgnbd, const double *row)
{
    double x = row[0], chances = x + bgnbd->first_chance;
    if (chances == 0 || bgnbd->a == 0)
        return 1;
    double odds = log(bgnbd->a / (bgnbd->b + chances - 1)) +
                  (bgnbd->r + x) * log((bgnbd->alpha + row[2]) / (bgnbd->alpha + row[1]));
    return 1 / (1 + exp(odds));
}

/* E exp(-lambda p g) (1 - exp(-lambda h)) for a fixed p. */
static double buys_in_window(double shape, double rate, double p, double gap, double horizon)
{
    double later = rate + p * gap;
    return exp(shape * log(rate / later)) * -expm1(-shape * log1p(horizon / later));
}

/* E (1 - exp(-lambda p t)) / p for a fixed p. */
static double purchases_until(double shape, double rate, double p, double t)
{
    return p * t < 1e-300 ? shape * t / rate : -expm1(-shape * log1p(p * t / rate)) / p;
}

static void future_row(const struct future_job *job, size_t i)
{
    const struct future *future = job->future;
    const struct bgnbd *bgnbd = job->bgnbd;
    const double *row = matrix_row(job->x, i);
    double shape = bgnbd->r + row[0], rate = bgnbd->alpha + row[2], alive = p_alive(bgnbd, row);
    const struct nodes *nodes = job->nodes ? &job->nodes[job->index[(size_t)row[0]]] : NULL;
    double some = 0, n = 0, end = future->gap + future->horizon;
    if (!nodes) { /* no gap, or p = 0 */
        some = buys_in_window(shape, rate, 0, 0, future->horizon);
        n = shape * future->horizon / rate;
    }
    for (int k = 0; nodes && k < BETA_NODES; k++) {
        double p = nodes->node[k];
        if (future->p_none)
            some += nodes->weight[k] * buys_in_window(shape, rate, p, future->gap, future->horizon);
        if (future->n_purchases)
            n += nodes->weight[k] *
                 (purchases_until(shape, rate, p, end) - purchases_until(shape, rate, p, future->gap));
    }
    if (future->p_alive)
        future->p_alive[i] = alive;
    if (future->p_none)
        future->p_none[i] = fmin(fmax(1 - alive * some, 0), 1);
    if (future->n_purchases)
        future->n_purchases[i] = alive * n;
}

static void future_block(void *context, size_t block)
{
    struct future_job *job = context;
    size_t end = block_end(block, job->x->n_rows);
    for (size_t i = block * BLOCK_ROWS; i < end; i++)
        future_row(job, i);
}

static void nodes_block(void *context, size_t block)
{
    struct future_job *job = context;
    const struct bgnbd *bgnbd = job->bgnbd;
    beta_nodes(bgnbd->a, bgnbd->b + job->counts[block] + bgnbd->first_chance, job->nodes[block].node,
               job->nodes[block].weight);
}

/* Nodes for each x that occurs. */
static bool find_nodes(struct future_job *job, struct work *work, struct error *err)
{
    double most = 0;
    for (size_t i = 0; i < job->x->n_rows; i++)
        most = fmax(most, matrix_row(job->x, i)[0]);
    size_t n = (size_t)most + 1, n_counts = 0;
    job->index = allocate_large(n, sizeof *job->index, "purchase counts", err);
    if (!job->index)
        return false;
    memset(job->index, 0, n * sizeof *job->index);
    for (size_t i = 0; i < job->x->n_rows; i++)
        job->index[(size_t)matrix_row(job->x, i)[0]] = 1;
    for (size_t i = 0; i < n; i++)
        n_counts += job->index[i];
    job->nodes = allocate_large(n_counts, sizeof *job->nodes, "quadrature nodes", err);
    job->counts = allocate_large(n_counts, sizeof *job->counts, "quadrature nodes", err);
    if (!job->nodes || !job->counts)
        return false;
    n_counts = 0;
    for (size_t i = 0; i < n; i++)
        if (job->index[i]) {
            job->counts[n_counts] = (double)i;
            job->index[i] = n_counts++;
        }
    return work_run(work, n_counts, nodes_block, job, err);
}

bool bgnbd_future(const struct bgnbd *bgnbd, const struct matrix *x, const struct future *future, struct work *work,
                  struct error *err)
{
    if (!purchases_check(x, err))
        return false;
    if (!process_check_window(&(struct learn_data){ .horizon = future->horizon, .gap = future->gap }, err))
        return false;
    struct future_job job = { .bgnbd = bgnbd, .x = x, .future = future };
    bool by_p = bgnbd->a > 0 && (future->n_purchases || (future->p_none && future->gap > 0));
    bool done =
        (!by_p || find_nodes(&job, work, err)) && work_run(work, block_count(x->n_rows), future_block, &job, err);
    free(job.index);
    free(job.nodes);
    free(job.counts);
    return done;
}

/* Purchases expected in the window are those up to its end less those up to its start. */
static bool take_away_gap(const struct bgnbd *bgnbd, const struct learn_data *data, double *expected, struct error *err)
{
    size_t n = data->x->n_rows;
    double *to_start = allocate_large(n, sizeof *to_start, "the expected purchases", err);
    struct future before = { .horizon = data->gap, .n_purchases = to_start };
    bool good = to_start && bgnbd_future(bgnbd, data->x, &before, data->work, err);
    for (size_t i = 0; good && i < n; i++)
        expected[i] -= to_start[i];
    free(to_start);
    return good;
}

bool bgnbd_answer(const struct bgnbd *bgnbd, const struct learn_data *data, struct frame *out, struct error *err)
{
    double *alive = frame_column(out, "p_alive"), *expected = frame_column(out, "expected");
    struct future window = { .gap = data->gap, .horizon = data->horizon, .p_none = frame_column(out, "p") };
    struct future whole = { .horizon = data->gap + data->horizon, .p_alive = alive, .n_purchases = expected };
    return (!window.p_none || bgnbd_future(bgnbd, data->x, &window, data->work, err)) &&
           ((!alive && !expected) || bgnbd_future(bgnbd, data->x, &whole, data->work, err)) &&
           (!expected || !(data->gap > 0) || take_away_gap(bgnbd, data, expected, err));
}
