/* Newton's method for the logistic loss. One pass over the rows gives loss, gradient and Hessian; it runs over fixed
   blocks of rows whose sums are added in block order. */
#include "newton.h"

#include <math.h>

#include "chunk.h"
#include "newton_rows.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum {
    CHUNK_ROWS = 128,
    LEAST_BLOCK = 2048, /* rows */
    MOST_BLOCKS = 64,
    MOST_PARTIALS = 1 << 24, /* doubles for the sums of all blocks */
    HALVINGS = 40,
    SAMPLE_ROWS = 1 << 14, /* for a first guess when there are many more */
};

struct pass {
    const struct logistic *logistic;
    const double *beta;
    size_t n_terms, width, n_blocks, stride; /* width: of a row in chunks, see chunk.h */
    double *out; /* a block: loss, greatest |margin|, gradient, Hessian (in width); or least and greatest */
};

static double dot(const double *a, const double *b, size_t n)
{
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++)
        s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}

/* Rows FIRST .. END-1 of the standardised matrix, a leading 1 in each; Z is zero where nothing is written. */
static void standardise(const struct logistic *logistic, size_t first, size_t end, size_t width, double *z)
{
    const struct matrix *x = logistic->data->x;
    bool all = logistic->n_kept == x->n_columns;
    for (size_t i = first; i < end; i++, z += width) {
        const double *row = matrix_row(x, i);
        z[0] = 1;
        if (all)
            chunk_standardise(row, x->n_columns, logistic->mean, logistic->factor, z + 1);
        for (size_t j = 0; j < logistic->n_kept && !all; j++) {
            size_t column = logistic->kept[j];
            z[j + 1] = (row[column] - logistic->mean[column]) * logistic->factor[column];
        }
    }
}

/* Chance less outcome, times WEIGHT; *E gets exp(-|MARGIN|), *WRONG_WAY whether the margin says the other outcome. */
static double residual_of(double margin, bool yes, double weight, double *e, bool *wrong_way)
{
    *e = exp(-fabs(margin));
    *wrong_way = yes == (margin < 0);
    return weight * (*wrong_way ? 1 : *e) / (1 + *e) * (yes ? -1 : 1);
}

static void evaluate_chunk(const struct pass *pass, size_t first, size_t end, double *z, double *out)
{
    const struct learn_data *data = pass->logistic->data;
    double margin[CHUNK_ROWS], residual[CHUNK_ROWS], curvature[CHUNK_ROWS];
    standardise(pass->logistic, first, end, pass->width, z);
    chunk_multiply(z, end - first, pass->width, pass->beta, margin);
    for (size_t i = 0; i < end - first; i++) {
        double w = data->weight ? data->weight[first + i] : 1, e;
        bool wrong_way;
        residual[i] = residual_of(margin[i], pass->logistic->y[first + i] > 0, w, &e, &wrong_way);
        out[0] += w * (log1p(e) + (wrong_way ? fabs(margin[i]) : 0));
        out[1] = fabs(margin[i]) > out[1] ? fabs(margin[i]) : out[1];
        curvature[i] = w * e / ((1 + e) * (1 + e));
    }
    chunk_add(z, end - first, pass->width, residual, out + 2);
    chunk_add_gram(z, end - first, pass->width, curvature, out + 2 + pass->width);
}

double logistic_row(const struct logistic *logistic, const double *beta, size_t i, size_t width, double *z)
{
    const struct learn_data *data = logistic->data;
    double margin, e;
    bool wrong_way;
    standardise(logistic, i, i + 1, width, z);
    chunk_multiply(z, 1, width, beta, &margin);
    return residual_of(margin, logistic->y[i] > 0, data->weight ? data->weight[i] : 1, &e, &wrong_way);
}

static void evaluate_block(void *context, size_t block)
{
    struct pass *pass = context;
    size_t first, end;
    block_share(block, pass->n_blocks, pass->logistic->data->x->n_rows, &first, &end);
    double *z = allocate(CHUNK_ROWS * pass->width, sizeof *z);
    for (; first < end; first += CHUNK_ROWS)
        evaluate_chunk(pass, first, first + CHUNK_ROWS < end ? first + CHUNK_ROWS : end, z,
                       pass->out + block * pass->stride);
    free(z);
}

static void range_block(void *context, size_t block)
{
    struct pass *pass = context;
    double *out = pass->out + block * pass->stride, *z = allocate(pass->width, sizeof *z), margin;
    size_t first, end;
    block_share(block, pass->n_blocks, pass->logistic->data->x->n_rows, &first, &end);
    for (; first < end; first++) {
        standardise(pass->logistic, first, first + 1, pass->width, z);
        chunk_multiply(z, 1, pass->width, pass->beta, &margin);
        margin = pass->logistic->y[first] > 0 ? margin : -margin;
        out[0] = margin < out[0] ? margin : out[0];
        out[1] = margin > out[1] ? margin : out[1];
    }
    free(z);
}

/* A pass over blocks whose number depends on the data's size alone. The caller frees pass->out. */
static bool pass_run(struct pass *pass, block_function *function, struct error *err)
{
    size_t n = pass->logistic->data->x->n_rows, most = MOST_PARTIALS / pass->stride;
    pass->n_blocks = n / LEAST_BLOCK < 1 ? 1 : n / LEAST_BLOCK;
    if (pass->n_blocks > MOST_BLOCKS)
        pass->n_blocks = MOST_BLOCKS;
    if (pass->n_blocks > most)
        pass->n_blocks = most > 1 ? most : 1;
    pass->out = allocate_large(pass->n_blocks * pass->stride, sizeof *pass->out, "logistic regression", err);
    if (!pass->out)
        return false;
    memset(pass->out, 0, pass->n_blocks * pass->stride * sizeof *pass->out);
    return work_run(pass->logistic->data->work, pass->n_blocks, function, pass, err);
}

/* The sums of the blocks, in block order, and the penalty. */
static void add_blocks(struct logistic *logistic, const struct pass *pass, const double *beta)
{
    size_t m = pass->n_terms, width = pass->width;
    logistic->loss = logistic->greatest_margin = 0;
    memset(logistic->gradient, 0, m * sizeof *logistic->gradient);
    memset(logistic->hessian, 0, m * m * sizeof *logistic->hessian);
    for (size_t b = 0; b < pass->n_blocks; b++) {
        const double *out = pass->out + b * pass->stride, *hessian = out + 2 + width;
        logistic->loss += out[0];
        logistic->greatest_margin = fmax(logistic->greatest_margin, out[1]);
        for (size_t i = 0; i < m; i++) {
            logistic->gradient[i] += out[2 + i];
            for (size_t j = 0; j <= i; j++)
                logistic->hessian[i * m + j] += hessian[i * width + j];
        }
    }
    for (size_t j = 1; j < m; j++) {
        logistic->loss += logistic->l2 / 2 * beta[j] * beta[j];
        logistic->gradient[j] += logistic->l2 * beta[j];
        logistic->hessian[j * m + j] += logistic->l2;
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++)
            logistic->hessian[j * m + i] = logistic->hessian[i * m + j];
}

/* A pass at TERMS, padded to the width of a chunk. */
static bool pass_at(struct pass *pass, const double *terms, block_function *function, struct error *err)
{
    pass->n_terms = pass->logistic->n_kept + 1;
    pass->width = chunk_width(pass->n_terms);
    pass->stride = function == range_block ? 2 : 2 + pass->width + pass->width * pass->width;
    double *padded = allocate(pass->width, sizeof *padded);
    memcpy(padded, terms, pass->n_terms * sizeof *padded);
    pass->beta = padded;
    bool done = pass_run(pass, function, err);
    free(padded);
    return done;
}

bool logistic_evaluate(struct logistic *logistic, const double *beta, struct error *err)
{
    struct pass pass = { .logistic = logistic };
    bool done = pass_at(&pass, beta, evaluate_block, err);
    if (done)
        add_blocks(logistic, &pass, beta);
    free(pass.out);
    return done;
}

bool logistic_range(const struct logistic *logistic, const double *direction, double *least, double *greatest,
                    struct error *err)
{
    struct pass pass = { .logistic = logistic };
    bool done = pass_at(&pass, direction, range_block, err);
    *least = *greatest = 0;
    for (size_t b = 0; done && b < pass.n_blocks; b++) {
        *least = fmin(*least, pass.out[2 * b]);
        *greatest = fmax(*greatest, pass.out[2 * b + 1]);
    }
    free(pass.out);
    return done;
}

/* DIRECTION = - Hessian^-1 gradient; a Hessian that rounding has made singular gets a small ridge. */
static bool newton_direction(const struct logistic *logistic, double *factor, double *direction)
{
    size_t m = logistic->n_kept + 1, bad;
    double trace = 0;
    for (size_t j = 0; j < m; j++)
        trace += logistic->hessian[j * m + j];
    for (double ridge = 0; ridge <= trace; ridge = ridge > 0 ? ridge * 100 : 1e-14 * trace) {
        memcpy(factor, logistic->hessian, m * m * sizeof *factor);
        for (size_t j = 0; j < m; j++) {
            factor[j * m + j] += ridge;
            direction[j] = -logistic->gradient[j];
        }
        if (cholesky_factor(factor, m, &bad)) {
            cholesky_solve(factor, m, direction);
            return true;
        }
        if (!(trace > 0))
            break;
    }
    return false;
}

/* Whether DIRECTION never makes a row's fit worse and makes some better: then there is no minimum (Albert and Anderson
   1984). */
static bool separates(const struct logistic *logistic, const double *direction, bool *answer, struct error *err)
{
    double least, greatest;
    if (!logistic_range(logistic, direction, &least, &greatest, err))
        return false;
    *answer = greatest > 0 && least >= -1e-6 * greatest;
    return true;
}

/* BETA moves along DIRECTION, halving the step until the loss falls. 1: moved, 0: no step helps, -1: failed. */
static int line_search(struct logistic *logistic, double *beta, const double *direction, double *trial,
                       struct error *err)
{
    size_t m = logistic->n_kept + 1;
    double before = logistic->loss, step = 1;
    for (int i = 0; i < HALVINGS; i++, step /= 2) {
        for (size_t j = 0; j < m; j++)
            trial[j] = beta[j] + step * direction[j];
        if (!logistic_evaluate(logistic, trial, err))
            return -1;
        if (logistic->loss <= before + 1e-13 * before) {
            memcpy(beta, trial, m * sizeof *beta);
            return 1;
        }
    }
    return logistic_evaluate(logistic, beta, err) ? 0 : -1;
}

enum newton_end logistic_minimise(struct logistic *logistic, double *beta, double *direction, size_t max_steps,
                                  double tolerance, size_t *n_steps, struct error *err)
{
    *n_steps = 0;
    if (!numerics_open(err))
        return NEWTON_FAILED;
    size_t m = logistic->n_kept + 1;
    double *factor = allocate(m * m, sizeof *factor), *trial = allocate(m, sizeof *trial);
    enum newton_end end = NEWTON_STOPPED;
    for (;; ++*n_steps) {
        if (!work_go_on(logistic->data->work, err)) {
            end = NEWTON_FAILED;
            break;
        }
        bool solved = newton_direction(logistic, factor, direction), separated = false;
        if (logistic->l2 == 0 && logistic->greatest_margin > 12 &&
            ((solved && !separates(logistic, direction, &separated, err)) ||
             (!separated && !separates(logistic, beta, &separated, err)))) {
            end = NEWTON_FAILED;
            break;
        }
        if (separated) {
            end = NEWTON_SEPARATED;
            break;
        }
        if (!solved)
            break;
        if (-dot(direction, logistic->gradient, m) / 2 <= tolerance) {
            end = NEWTON_CONVERGED;
            break;
        }
        if (*n_steps == max_steps)
            break;
        int moved = line_search(logistic, beta, direction, trial, err);
        if (moved <= 0) {
            end = moved < 0 ? NEWTON_FAILED : NEWTON_STOPPED;
            break;
        }
    }
    free(factor);
    free(trial);
    return end;
}

/* Every so manieth row as data of its own. */
static bool thin(const struct logistic *logistic, struct learn_data *out, double **out_y, struct matrix *x,
                 struct error *err)
{
    const struct learn_data *data = logistic->data;
    size_t n = data->x->n_rows, p = data->x->n_columns;
    if (!matrix_init(x, SAMPLE_ROWS, p, "a sample", err))
        return false;
    double *y = allocate(SAMPLE_ROWS, sizeof *y), *weight = allocate(SAMPLE_ROWS, sizeof *weight);
    for (size_t i = 0; i < SAMPLE_ROWS; i++) {
        size_t from = n / SAMPLE_ROWS * i;
        memcpy(matrix_row(x, i), matrix_row(data->x, from), p * sizeof(double));
        y[i] = logistic->y[from];
        weight[i] = data->weight ? data->weight[from] : 1;
    }
    *out = (struct learn_data){ .x = x, .weight = weight, .work = data->work };
    *out_y = y;
    return true;
}

bool logistic_guess(const struct logistic *logistic, double *beta, struct error *err)
{
    size_t n = logistic->data->x->n_rows, m = logistic->n_kept + 1, n_steps;
    if (n < 8 * SAMPLE_ROWS)
        return true;
    struct matrix x;
    struct learn_data data;
    double *y;
    if (!thin(logistic, &data, &y, &x, err))
        return false;
    struct logistic sample = *logistic;
    sample.data = &data;
    sample.y = y;
    sample.l2 = logistic->l2 * SAMPLE_ROWS / (double)n;
    sample.gradient = allocate(m, sizeof(double));
    sample.hessian = allocate(m * m, sizeof(double));
    double *guess = allocate(m, sizeof *guess), *direction = allocate(m, sizeof *direction);
    memcpy(guess, beta, m * sizeof *guess);
    bool done = logistic_evaluate(&sample, guess, err);
    enum newton_end end = NEWTON_FAILED;
    if (done)
        end = logistic_minimise(&sample, guess, direction, 25, 1e-3, &n_steps, err);
    done = end != NEWTON_FAILED;
    if (end == NEWTON_CONVERGED)
        memcpy(beta, guess, m * sizeof *guess);
    free(sample.gradient);
    free(sample.hessian);
    free(guess);
    free(direction);
    free(y);
    free((double *)data.weight);
    matrix_release(&x);
    return done;
}
