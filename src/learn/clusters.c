/* The rows of clusters, one cluster after the other, and the sums of their gradients. */
#include <stdlib.h>
#include <string.h>

#include "chunk.h"
#include "newton.h"
#include "newton_rows.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { CHUNK_CLUSTERS = 128, LEAST_BLOCK = 1024, MOST_BLOCKS = 64, MOST_PARTIALS = 1 << 24 };

struct gram {
    const struct logistic *logistic;
    const double *beta; /* padded to WIDTH */
    size_t width, n_blocks;
    const size_t *place; /* n_clusters + 1: where a cluster's rows begin in ORDER */
    const uint32_t *order;
    double *out; /* a block: WIDTH x WIDTH */
};

/* Rows by cluster, in their own order within each. */
static void order_by_cluster(const struct learn_data *data, size_t *place, uint32_t *order)
{
    memset(place, 0, (data->n_clusters + 2) * sizeof *place);
    for (size_t i = 0; i < data->x->n_rows; i++)
        place[data->cluster[i] + 2]++;
    for (size_t c = 2; c < data->n_clusters + 2; c++)
        place[c] += place[c - 1];
    for (size_t i = 0; i < data->x->n_rows; i++)
        order[place[data->cluster[i] + 1]++] = (uint32_t)i;
}

/* SUM (WIDTH) gets the gradients of one cluster's rows, Z room for one row. */
static void add_cluster(const struct gram *gram, size_t cluster, double *z, double *sum)
{
    for (size_t k = gram->place[cluster]; k < gram->place[cluster + 1]; k++) {
        double residual = logistic_row(gram->logistic, gram->beta, gram->order[k], gram->width, z);
        chunk_add(z, 1, gram->width, &residual, sum);
    }
}

static void gram_block(void *context, size_t block)
{
    struct gram *gram = context;
    size_t first, end, width = gram->width;
    double *out = gram->out + block * width * width, ones[CHUNK_CLUSTERS];
    double *sums = allocate((CHUNK_CLUSTERS + 1) * width, sizeof *sums), *z = sums + CHUNK_CLUSTERS * width;
    for (size_t i = 0; i < CHUNK_CLUSTERS; i++)
        ones[i] = 1;
    block_share(block, gram->n_blocks, gram->logistic->data->n_clusters, &first, &end);
    while (first < end) {
        size_t n = end - first < CHUNK_CLUSTERS ? end - first : CHUNK_CLUSTERS;
        memset(sums, 0, n * width * sizeof *sums);
        for (size_t i = 0; i < n; i++)
            add_cluster(gram, first + i, z, sums + i * width);
        chunk_add_gram(sums, n, width, ones, out);
        first += n;
    }
    free(sums);
}

/* The blocks' sums in block order, both triangles. */
static void add_blocks(const struct gram *gram, double *out)
{
    size_t m = gram->logistic->n_kept + 1, width = gram->width;
    memset(out, 0, m * m * sizeof *out);
    for (size_t b = 0; b < gram->n_blocks; b++)
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j <= i; j++)
                out[i * m + j] += gram->out[b * width * width + i * width + j];
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++)
            out[j * m + i] = out[i * m + j];
}

bool logistic_cluster_gram(const struct logistic *logistic, const double *beta, double *out, struct error *err)
{
    const struct learn_data *data = logistic->data;
    size_t m = logistic->n_kept + 1, width = chunk_width(m), most = MOST_PARTIALS / (width * width);
    struct gram gram = { .logistic = logistic, .width = width };
    gram.n_blocks = data->n_clusters / LEAST_BLOCK < 1 ? 1 : data->n_clusters / LEAST_BLOCK;
    gram.n_blocks = gram.n_blocks > MOST_BLOCKS ? MOST_BLOCKS : gram.n_blocks;
    gram.n_blocks = gram.n_blocks > most ? (most > 1 ? most : 1) : gram.n_blocks;
    const char *what = "standard errors by cluster";
    size_t *place = allocate_large(data->n_clusters + 2, sizeof *place, what, err);
    uint32_t *order = place ? allocate_large(data->x->n_rows, sizeof *order, what, err) : NULL;
    gram.out = order ? allocate_large(gram.n_blocks * width * width, sizeof *gram.out, what, err) : NULL;
    bool good = gram.out != NULL;
    if (good) {
        double *padded = allocate(width, sizeof *padded);
        memcpy(padded, beta, m * sizeof *padded);
        memset(gram.out, 0, gram.n_blocks * width * width * sizeof *gram.out);
        order_by_cluster(data, place, order);
        gram.beta = padded;
        gram.place = place;
        gram.order = order;
        good = work_run(data->work, gram.n_blocks, gram_block, &gram, err);
        free(padded);
    }
    if (good)
        add_blocks(&gram, out);
    free(place);
    free(order);
    free(gram.out);
    return good;
}
