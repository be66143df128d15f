/* Greedy k-means++. */
#include "seeds.h"

#include <math.h>

#include "lloyd.h"
#include "patron/base/memory.h"

enum { MOST_CANDIDATES = 8 };

struct seeding {
    const struct matrix *x;
    const double *weight;
    struct random random;
    double *near;             /* a row's squared distance to the nearest seed so far */
    double *mass;             /* weight x near */
    struct matrix candidates; /* the draws for one seed */
    double *lanes;
};

static double weight_of(const struct seeding *seeding, size_t row)
{
    return seeding->weight ? seeding->weight[row] : 1;
}

/* A row drawn by mass. */
static size_t draw(struct seeding *seeding, double total)
{
    double aim = random_unit(&seeding->random) * total;
    size_t last = 0;
    for (size_t i = 0; i < seeding->x->n_rows; i++) {
        if (!(seeding->mass[i] > 0))
            continue;
        last = i;
        aim -= seeding->mass[i];
        if (aim < 0)
            break;
    }
    return last;
}

/* Distances, mass and nearness after SEED became one. */
static void add_seed(struct seeding *seeding, const double *seed)
{
    for (size_t i = 0; i < seeding->x->n_rows; i++) {
        double d = squared_distance(matrix_row(seeding->x, i), seed, seeding->x->n_columns);
        seeding->near[i] = fmin(seeding->near[i], d);
        seeding->mass[i] = weight_of(seeding, i) * seeding->near[i];
    }
}

/* Candidates drawn by mass; the one that leaves the least mass becomes SEED. */
static void next_seed(struct seeding *seeding, double *seed)
{
    const struct matrix *x = seeding->x;
    size_t n = seeding->candidates.n_rows, width = lanes_width(n), best = 0;
    double total = 0, left[MOST_CANDIDATES] = { 0 }, distances[MOST_CANDIDATES];
    for (size_t i = 0; i < x->n_rows; i++)
        total += seeding->mass[i];
    for (size_t c = 0; c < n; c++)
        memcpy(matrix_row(&seeding->candidates, c), matrix_row(x, draw(seeding, total)), x->n_columns * sizeof *seed);
    lanes_fill(&seeding->candidates, seeding->lanes);
    for (size_t i = 0; i < x->n_rows; i++) {
        lanes_distances(matrix_row(x, i), seeding->lanes, x->n_columns, width, distances);
        for (size_t c = 0; c < n; c++)
            left[c] += weight_of(seeding, i) * fmin(distances[c], seeding->near[i]);
    }
    for (size_t c = 1; c < n; c++)
        if (left[c] < left[best])
            best = c;
    memcpy(seed, matrix_row(&seeding->candidates, best), x->n_columns * sizeof *seed);
}

bool seeds_choose(const struct matrix *x, const double *weight, struct random random, struct matrix *centroids,
                  struct error *err)
{
    size_t n = x->n_rows, k = centroids->n_rows, n_candidates = 2 + (size_t)log((double)k);
    struct seeding seeding = { .x = x, .weight = weight, .random = random };
    if (n_candidates > MOST_CANDIDATES)
        n_candidates = MOST_CANDIDATES;
    seeding.near = allocate_large(n, sizeof *seeding.near, "seeds", err);
    seeding.mass = allocate_large(n, sizeof *seeding.mass, "seeds", err);
    bool done =
        seeding.near && seeding.mass && matrix_init(&seeding.candidates, n_candidates, x->n_columns, "seeds", err);
    if (done) {
        double total = 0;
        seeding.lanes = allocate(lanes_width(n_candidates) * x->n_columns, sizeof *seeding.lanes);
        for (size_t i = 0; i < n; i++) {
            seeding.near[i] = INFINITY;
            seeding.mass[i] = weight_of(&seeding, i);
            total += seeding.mass[i];
        }
        memcpy(centroids->values, matrix_row(x, draw(&seeding, total)), x->n_columns * sizeof(double));
        for (size_t c = 1; c < k; c++) {
            add_seed(&seeding, matrix_row(centroids, c - 1));
            next_seed(&seeding, matrix_row(centroids, c));
        }
    }
    matrix_release(&seeding.candidates);
    free(seeding.lanes);
    free(seeding.near);
    free(seeding.mass);
    return done;
}
