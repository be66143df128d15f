/* The log-likelihood of (x, t_x, T) is A1 + A2 + ln(exp A3 + exp A4), with

       A1 = ln Gamma(r+x) - ln Gamma(r) + r ln alpha        A3 = -(r+x) ln(alpha+T)                     (alive)
       A2 = ln B(a, b+k) - ln B(a, b)                       A4 = ln a - ln(b+k-1) - (r+x) ln(alpha+t_x) (left; k > 0)

   where k is how often the customer could have left: x in BG/NBD, x + 1 in MBG/NBD. x is whole, so A1, A2 and their
   derivatives are sums over 0 .. x-1 and 0 .. k-1, tabulated once for each x that occurs. With u the chance of having
   left, the second derivatives of the last part are (1-u) A3'' + u A4'' + u (1-u) D D', D = A4' - A3'. */
#include "bgnbd_likelihood.h"

#include <math.h>

enum { R, ALPHA, A, B };

struct table_row {                                 /* of one x */
    double gamma, gamma_r, gamma_rr;               /* A1 without r ln alpha, and its derivatives by r */
    double beta, beta_a, beta_b, beta_aa, beta_bb; /* A2 and its derivatives; by a and b it is beta_aa again */
};

static size_t table_size(const struct histories *histories)
{
    return histories->n_counts * sizeof(struct table_row);
}

static void fill_table(struct process_likelihood *likelihood)
{
    double r = likelihood->theta[R], a = likelihood->theta[A], b = likelihood->theta[B], i = 0, k = 0;
    struct table_row sum = { 0 }, *table = likelihood->table;
    for (size_t c = 0; c < likelihood->histories->n_counts; c++) {
        double x = likelihood->histories->counts[c];
        for (; i < x; i++) {
            sum.gamma += log(r + i);
            sum.gamma_r += 1 / (r + i);
            sum.gamma_rr -= 1 / ((r + i) * (r + i));
        }
        for (; likelihood->leaves && k < x + likelihood->process->first_chance; k++) {
            double all = a + b + k;
            sum.beta += log1p(-a / all);
            sum.beta_a -= 1 / all;
            sum.beta_b += a / ((b + k) * all);
            sum.beta_aa += 1 / (all * all);
            sum.beta_bb -= a * (all + b + k) / (all * all * (b + k) * (b + k));
        }
        table[c] = sum;
    }
}

/* Terms that do not depend on whether the customer left, and those of one who cannot have left. */
static void add_alive(const struct process_likelihood *likelihood, const struct history *row,
                      const struct table_row *table, double log_age, double log_alpha, double *sum)
{
    double r = likelihood->theta[R], alpha = likelihood->theta[ALPHA], w = row->weight, age = alpha + row->age,
           shape = r + row->x;
    sum[0] += w * (table->gamma + r * log_alpha - shape * log_age);
    sum[1 + R] += w * (table->gamma_r + log_alpha - log_age);
    sum[1 + ALPHA] += w * (r / alpha - shape / age);
    sum[process_second(R, R)] += w * table->gamma_rr;
    sum[process_second(ALPHA, R)] += w * (1 / alpha - 1 / age);
    sum[process_second(ALPHA, ALPHA)] += w * (shape / (age * age) - r / (alpha * alpha));
}

/* What the chance of having left adds to that. */
static void add_left(const struct process_likelihood *likelihood, const struct history *row,
                     const struct table_row *table, double log_age, double log_rank, double *sum)
{
    double alpha = likelihood->theta[ALPHA], a = likelihood->theta[A], w = row->weight;
    double shape = likelihood->theta[R] + row->x;
    double age = alpha + row->age, recency = alpha + row->recency;
    double rank = likelihood->theta[B] + row->x + likelihood->process->first_chance - 1;
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
            sum[process_second(i, j)] += w * both * d[i] * d[j];
    sum[process_second(ALPHA, R)] += w * left * (1 / age - 1 / recency);
    sum[process_second(ALPHA, ALPHA)] += w * left * shape * (1 / (recency * recency) - 1 / (age * age));
    sum[process_second(A, A)] += w * (table->beta_aa - left / (a * a));
    sum[process_second(B, A)] += w * table->beta_aa;
    sum[process_second(B, B)] += w * (table->beta_bb + left / (rank * rank));
}

/* Rows are sorted by x. */
static void add_rows(const struct process_likelihood *likelihood, size_t first, size_t end, double *sum)
{
    const struct histories *histories = likelihood->histories;
    const struct table_row *tables = likelihood->table;
    const double *theta = likelihood->theta, first_chance = likelihood->process->first_chance;
    double log_alpha = log(theta[ALPHA]), log_rank = 0, rank_of = -1;
    for (size_t i = first; i < end; i++) {
        const struct history *row = &histories->rows[i];
        const struct table_row *table = &tables[histories->count_of[i]];
        double log_age = log(theta[ALPHA] + row->age);
        add_alive(likelihood, row, table, log_age, log_alpha, sum);
        if (!likelihood->leaves || row->x + first_chance == 0)
            continue;
        if (row->x != rank_of) {
            rank_of = row->x;
            log_rank = log(theta[A] / (theta[B] + row->x + first_chance - 1));
        }
        add_left(likelihood, row, table, log_age, log_rank, sum);
    }
}

/* a and b of a usual shop. */
static void usual_start(const struct histories *histories, double start[PROCESS_PARAMETERS])
{
    process_start_buying(histories, start);
    start[A] = log(0.5);
    start[B] = log(2);
}

static const char *runaway(const double at[PROCESS_PARAMETERS])
{
    const double far = log(1e4);
    if (at[A] > far || at[B] > far)
        return "customers do not differ in their chance to leave: a and b are not identified apart";
    if (at[R] > far || at[ALPHA] > far + 5)
        return "customers do not differ in their rate: r and alpha are not identified apart";
    if (at[B] < -far)
        return "b at its boundary: customers leave at once or never";
    if (at[A] < -far)
        return "a at its boundary";
    return NULL;
}

#define NOBODY_LEAVES "no dropout seen: a at its boundary, P(alive) = 1 for all"
#define SECOND_LEAVING                                                                                                 \
    {                                                                                                                  \
        -2.3025850929940455, 1.6094379124341003                                                                        \
    } /* ln 0.1, ln 5 */
const struct process bgnbd_process = {
    { "r", "alpha", "a", "b" }, 0, NOBODY_LEAVES, usual_start, SECOND_LEAVING, table_size, fill_table, add_rows, runaway
};
const struct process mbgnbd_process = {
    { "r", "alpha", "a", "b" }, 1, NOBODY_LEAVES, usual_start, SECOND_LEAVING, table_size, fill_table, add_rows, runaway
};
