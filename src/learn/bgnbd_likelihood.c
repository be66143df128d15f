/* The log-likelihood of (x, t_x, T) is A1 + A2 + ln(exp A3 + exp A4), with

       A1 = ln Gamma(r+x) - ln Gamma(r) + r ln alpha        A3 = -(r+x) ln(alpha+T)                     (alive)
       A2 = ln B(a, b+x) - ln B(a, b)                       A4 = ln a - ln(b+x-1) - (r+x) ln(alpha+t_x) (left; x > 0)

   x is whole, so A1, A2 and their derivatives are sums over 0 .. x-1, tabulated once for each x that occurs. With u the
   chance of having left, the second derivatives of the last part are (1-u) A3'' + u A4'' + u (1-u) D D', D = A4' - A3'.
 */
#include "bgnbd_likelihood.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { R, ALPHA, A, B, SUMS = 15 }; /* value, 4 first and 10 second derivatives */

struct bgnbd_table_row {                           /* of one x */
    double gamma, gamma_r, gamma_rr;               /* A1 without r ln alpha, and its derivatives by r */
    double beta, beta_a, beta_b, beta_aa, beta_bb; /* A2 and its derivatives; by a and b it is beta_aa again */
};

void bgnbd_likelihood_init(struct bgnbd_likelihood *likelihood, const struct histories *histories, struct work *work)
{
    *likelihood = (struct bgnbd_likelihood){ .histories = histories, .work = work };
    likelihood->table = allocate(histories->n_counts, sizeof *likelihood->table);
    likelihood->out = allocate(SUMS * block_count(histories->n), sizeof *likelihood->out);
}

void bgnbd_likelihood_release(struct bgnbd_likelihood *likelihood)
{
    free(likelihood->table);
    free(likelihood->out);
}

static void fill_table(struct bgnbd_likelihood *likelihood)
{
    double r = likelihood->r, a = likelihood->a, b = likelihood->b, i = 0;
    struct bgnbd_table_row sum = { 0 };
    for (size_t k = 0; k < likelihood->histories->n_counts; k++) {
        for (; i < likelihood->histories->counts[k]; i++) {
            double all = a + b + i;
            sum.gamma += log(r + i);
            sum.gamma_r += 1 / (r + i);
            sum.gamma_rr -= 1 / ((r + i) * (r + i));
            if (!likelihood->leaves)
                continue;
            sum.beta += log1p(-a / all);
            sum.beta_a -= 1 / all;
            sum.beta_b += a / ((b + i) * all);
            sum.beta_aa += 1 / (all * all);
            sum.beta_bb -= a * (all + b + i) / (all * all * (b + i) * (b + i));
        }
        likelihood->table[k] = sum;
    }
}

/* Where the second derivative by I and J (I >= J) is summed. */
static inline size_t second(size_t i, size_t j)
{
    return 5 + i * (i + 1) / 2 + j;
}

/* Terms that do not depend on whether the customer left, and those of one who cannot have left. */
static void add_alive(const struct bgnbd_likelihood *likelihood, const struct history *row,
                      const struct bgnbd_table_row *table, double log_age, double log_alpha, double *sum)
{
    double r = likelihood->r, alpha = likelihood->alpha, w = row->weight, age = alpha + row->age, shape = r + row->x;
    sum[0] += w * (table->gamma + r * log_alpha - shape * log_age);
    sum[1 + R] += w * (table->gamma_r + log_alpha - log_age);
    sum[1 + ALPHA] += w * (r / alpha - shape / age);
    sum[second(R, R)] += w * table->gamma_rr;
    sum[second(ALPHA, R)] += w * (1 / alpha - 1 / age);
    sum[second(ALPHA, ALPHA)] += w * (shape / (age * age) - r / (alpha * alpha));
}

/* What the chance of having left adds to that. */
static void add_left(const struct bgnbd_likelihood *likelihood, const struct history *row,
                     const struct bgnbd_table_row *table, double log_age, double log_rank, double *sum)
{
    double alpha = likelihood->alpha, a = likelihood->a, w = row->weight, shape = likelihood->r + row->x;
    double age = alpha + row->age, recency = alpha + row->recency, rank = likelihood->b + row->x - 1;
    double gap = log_age - log(recency), odds = log_rank + shape * gap, e = exp(-fabs(odds));
    double left = odds > 0 ? 1 / (1 + e) : e / (1 + e), both = e / ((1 + e) * (1 + e));
    /* D, the difference of the gradients of A4 and A3. */
    double d[4] = { gap, shape * (1 / age - 1 / recency), 1 / a, -1 / rank };
    sum[0] += w * (table->beta + (odds > 0 ? odds : 0) + log1p(e));
    sum[1 + R] += w * left * d[R];
    sum[1 + ALPHA] += w * left * d[ALPHA];
    sum[1 + A] += w * (table->beta_a + left * d[A]);
    sum[1 + B] += w * (table->beta_b + left * d[B]);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j <= i; j++)
            sum[second(i, j)] += w * both * d[i] * d[j];
    sum[second(ALPHA, R)] += w * left * (1 / age - 1 / recency);
    sum[second(ALPHA, ALPHA)] += w * left * shape * (1 / (recency * recency) - 1 / (age * age));
    sum[second(A, A)] += w * (table->beta_aa - left / (a * a));
    sum[second(B, A)] += w * table->beta_aa;
    sum[second(B, B)] += w * (table->beta_bb + left / (rank * rank));
}

static void likelihood_block(void *context, size_t block)
{
    const struct bgnbd_likelihood *likelihood = context;
    const struct histories *histories = likelihood->histories;
    double log_alpha = log(likelihood->alpha), log_rank = 0, rank_of = -1, sum[SUMS] = { 0 };
    size_t end = block_end(block, histories->n);
    for (size_t i = block * BLOCK_ROWS; i < end; i++) {
        const struct history *row = &histories->rows[i];
        const struct bgnbd_table_row *table = &likelihood->table[histories->count_of[i]];
        double log_age = log(likelihood->alpha + row->age);
        add_alive(likelihood, row, table, log_age, log_alpha, sum);
        if (!likelihood->leaves || row->x == 0)
            continue;
        if (row->x != rank_of) {
            rank_of = row->x;
            log_rank = log(likelihood->a / (likelihood->b + row->x - 1));
        }
        add_left(likelihood, row, table, log_age, log_rank, sum);
    }
    memcpy(likelihood->out + SUMS * block, sum, sizeof sum);
}

bool bgnbd_likelihood_evaluate(void *context, const double *at, double *value, double *gradient, double *hessian,
                               struct error *err)
{
    struct bgnbd_likelihood *likelihood = context;
    size_t n = likelihood->leaves ? 4 : 2, n_blocks = block_count(likelihood->histories->n);
    *value = INFINITY;
    for (size_t j = 0; j < n; j++)
        if (!(fabs(at[j]) <= BGNBD_GREATEST_LOG))
            return work_go_on(likelihood->work, err);
    double theta[4] = { exp(at[R]), exp(at[ALPHA]), n == 4 ? exp(at[A]) : 0, n == 4 ? exp(at[B]) : 1 };
    likelihood->r = theta[R];
    likelihood->alpha = theta[ALPHA];
    likelihood->a = theta[A];
    likelihood->b = theta[B];
    fill_table(likelihood);
    if (!work_run(likelihood->work, n_blocks, likelihood_block, likelihood, err))
        return false;
    double sum[SUMS] = { 0 };
    for (size_t b = 0; b < n_blocks; b++)
        for (size_t j = 0; j < SUMS; j++)
            sum[j] += likelihood->out[SUMS * b + j];
    *value = -sum[0];
    for (size_t i = 0; i < n; i++)
        gradient[i] = -sum[1 + i] * theta[i];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            hessian[i * n + j] = hessian[j * n + i] =
                -sum[second(i, j)] * theta[i] * theta[j] + (i == j ? gradient[i] : 0);
    return true;
}
