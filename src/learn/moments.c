/* Column means and standard deviations: two passes within a chunk that stays in cache, chunks joined by Chan, Golub and
   LeVeque's update, so that a large mean does not swallow a small spread. */
#include <math.h>

#include "moments.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { CHUNK_ROWS = 256 };

struct moments_job {
    const struct learn_data *data;
    double *out; /* a block: total weight, then mean and sum of squares of each column */
};

static void join(double *into, const double *from, size_t n_columns)
{
    double wa = into[0], wb = from[0], w = wa + wb;
    if (!(w > 0))
        return;
    double *mean = into + 1, *square = into + 1 + n_columns;
    for (size_t j = 0; j < n_columns; j++) {
        double difference = from[1 + j] - mean[j];
        mean[j] += difference * (wb / w);
        square[j] += from[1 + n_columns + j] + difference * difference * (wa / w * wb);
    }
    into[0] = w;
}

static void chunk_moments(const struct learn_data *data, size_t first, size_t end, double *out)
{
    size_t p = data->x->n_columns;
    double *mean = out + 1, *square = out + 1 + p;
    memset(out, 0, (1 + 2 * p) * sizeof *out);
    for (size_t i = first; i < end; i++) {
        const double *row = matrix_row(data->x, i), w = data->weight ? data->weight[i] : 1;
        out[0] += w;
        for (size_t j = 0; j < p; j++)
            mean[j] += w * row[j];
    }
    for (size_t j = 0; j < p && out[0] > 0; j++)
        mean[j] /= out[0];
    for (size_t i = first; i < end; i++) {
        const double *row = matrix_row(data->x, i), w = data->weight ? data->weight[i] : 1;
        for (size_t j = 0; j < p; j++)
            square[j] += w * (row[j] - mean[j]) * (row[j] - mean[j]);
    }
}

static void moments_block(void *context, size_t block)
{
    struct moments_job *job = context;
    size_t p = job->data->x->n_columns, end = block_end(block, job->data->x->n_rows);
    double *out = job->out + block * (1 + 2 * p), *chunk = allocate(1 + 2 * p, sizeof *chunk);
    for (size_t first = block * BLOCK_ROWS; first < end; first += CHUNK_ROWS) {
        chunk_moments(job->data, first, first + CHUNK_ROWS < end ? first + CHUNK_ROWS : end, chunk);
        join(out, chunk, p);
    }
    free(chunk);
}

bool column_moments(const struct learn_data *data, double *mean, double *sd, struct error *err)
{
    size_t p = data->x->n_columns, n_blocks = block_count(data->x->n_rows), stride = 1 + 2 * p;
    struct moments_job job = { data, allocate_large((n_blocks + 1) * stride, sizeof(double), "column moments", err) };
    if (!job.out)
        return false;
    memset(job.out, 0, (n_blocks + 1) * stride * sizeof *job.out);
    bool done = work_run(data->work, n_blocks, moments_block, &job, err);
    double *total = job.out + n_blocks * stride;
    for (size_t b = 0; done && b < n_blocks; b++)
        join(total, job.out + b * stride, p);
    for (size_t j = 0; done && j < p; j++) {
        mean[j] = total[1 + j];
        sd[j] = sqrt(total[1 + p + j] / total[0]);
        if (sd[j] <= 1e-13 * fabs(mean[j]))
            sd[j] = 0;
    }
    free(job.out);
    return done;
}
