/* Lloyd's steps over fixed blocks of rows. Each block brings back what its rows changed: the sums of the clusters are
   kept from step to step and only rows that move touch them. */
#include "lloyd.h"

#include <math.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { MOST_BLOCKS = 64 };

struct change { /* of a block */
    size_t n_moved;
    double inertia, farthest;
    size_t farthest_row;
    double *sums, *size; /* k x columns, k: what came less what went */
    ptrdiff_t *counts;
};

struct step {
    struct lloyd *lloyd;
    size_t n_blocks, width;
    bool fresh;            /* no bounds yet: all distances anew */
    double *lanes, *moved; /* centroids; how far each moved in the last step */
    double *apart;         /* half the distance to the nearest other centroid */
    double most, second;   /* the greatest of moved, and the greatest of the others */
    size_t most_moved;
    struct change *changes;
    double *memory;
    ptrdiff_t *count_memory;
};

bool lloyd_init(struct lloyd *lloyd, const struct matrix *x, const double *weight, size_t k, struct error *err)
{
    *lloyd = (struct lloyd){ .x = x, .weight = weight, .k = k };
    lloyd->label = allocate_large(x->n_rows, sizeof *lloyd->label, "clusters", err);
    lloyd->upper = lloyd->label ? allocate_large(x->n_rows, sizeof *lloyd->upper, "clusters", err) : NULL;
    lloyd->lower = lloyd->upper ? allocate_large(x->n_rows, sizeof *lloyd->lower, "clusters", err) : NULL;
    if (!lloyd->lower || !matrix_init(&lloyd->centroids, k, x->n_columns, "centroids", err)) {
        lloyd_release(lloyd);
        return false;
    }
    lloyd->sums = allocate(k * x->n_columns, sizeof *lloyd->sums);
    lloyd->size = allocate(k, sizeof *lloyd->size);
    lloyd->counts = allocate(k, sizeof *lloyd->counts);
    return true;
}

void lloyd_release(struct lloyd *lloyd)
{
    matrix_release(&lloyd->centroids);
    free(lloyd->label);
    free(lloyd->upper);
    free(lloyd->lower);
    free(lloyd->sums);
    free(lloyd->size);
    free(lloyd->counts);
    *lloyd = (struct lloyd){ 0 };
}

static void move_row(struct step *step, struct change *change, size_t row, uint32_t from, uint32_t to)
{
    const struct lloyd *lloyd = step->lloyd;
    size_t p = lloyd->x->n_columns;
    const double *x = matrix_row(lloyd->x, row), w = lloyd->weight ? lloyd->weight[row] : 1;
    double *into = change->sums + to * p, *out = change->sums + from * p;
    for (size_t j = 0; j < p; j++)
        into[j] += w * x[j];
    change->size[to] += w;
    change->counts[to]++;
    change->n_moved++;
    if (step->fresh)
        return; /* it came from nowhere */
    for (size_t j = 0; j < p; j++)
        out[j] -= w * x[j];
    change->size[from] -= w;
    change->counts[from]--;
}

/* The nearest centroid by all distances; sets the row's bounds. Of equals the first. */
static uint32_t nearest(const struct step *step, size_t row, double *distances)
{
    struct lloyd *lloyd = step->lloyd;
    lanes_distances(matrix_row(lloyd->x, row), step->lanes, lloyd->x->n_columns, step->width, distances);
    uint32_t best = 0;
    double least = distances[0], other = INFINITY;
    for (uint32_t c = 1; c < lloyd->k; c++) {
        double d = distances[c];
        if (d < least) {
            other = least;
            least = d;
            best = c;
        } else if (d < other) {
            other = d;
        }
    }
    lloyd->upper[row] = sqrt(least);
    lloyd->lower[row] = sqrt(other);
    return best;
}

static void assign_block(void *context, size_t block)
{
    struct step *step = context;
    struct lloyd *lloyd = step->lloyd;
    struct change *change = &step->changes[block];
    double *distances = allocate(step->width, sizeof *distances);
    size_t first, end;
    block_share(block, step->n_blocks, lloyd->x->n_rows, &first, &end);
    for (size_t i = first; i < end; i++) {
        uint32_t label = lloyd->label[i];
        if (!step->fresh) {
            lloyd->upper[i] += step->moved[label];
            lloyd->lower[i] -= label == step->most_moved ? step->second : step->most;
            double bound = fmax(lloyd->lower[i], step->apart[label]);
            if (lloyd->upper[i] <= bound)
                continue;
            lloyd->upper[i] = sqrt(
                squared_distance(matrix_row(lloyd->x, i), matrix_row(&lloyd->centroids, label), lloyd->x->n_columns));
            if (lloyd->upper[i] <= bound)
                continue;
        }
        uint32_t best = nearest(step, i, distances);
        if (step->fresh || best != label)
            move_row(step, change, i, label, best);
        lloyd->label[i] = best;
    }
    free(distances);
}

/* Sums of the clusters, inertia and farthest row by the labels alone. */
static void measure_block(void *context, size_t block)
{
    struct step *step = context;
    const struct lloyd *lloyd = step->lloyd;
    struct change *change = &step->changes[block];
    size_t first, end;
    block_share(block, step->n_blocks, lloyd->x->n_rows, &first, &end);
    change->farthest = -1;
    for (size_t i = first; i < end; i++) {
        double d = squared_distance(matrix_row(lloyd->x, i), matrix_row(&lloyd->centroids, lloyd->label[i]),
                                    lloyd->x->n_columns);
        change->inertia += (lloyd->weight ? lloyd->weight[i] : 1) * d;
        if (d > change->farthest) {
            change->farthest = d;
            change->farthest_row = i;
        }
    }
}

static void sum_block(void *context, size_t block)
{
    struct step *step = context;
    size_t first, end;
    block_share(block, step->n_blocks, step->lloyd->x->n_rows, &first, &end);
    for (size_t i = first; i < end; i++)
        move_row(step, &step->changes[block], i, 0, step->lloyd->label[i]);
}

static bool step_init(struct step *step, struct lloyd *lloyd, struct error *err)
{
    size_t k = lloyd->k, p = lloyd->x->n_columns;
    *step = (struct step){ .lloyd = lloyd, .width = lanes_width(k), .fresh = true };
    step->n_blocks = block_count(lloyd->x->n_rows) < MOST_BLOCKS ? block_count(lloyd->x->n_rows) : MOST_BLOCKS;
    step->memory = allocate_large(step->n_blocks * k * (p + 1), sizeof(double), "clusters", err);
    if (!step->memory)
        return false;
    step->count_memory = allocate(step->n_blocks * k, sizeof(ptrdiff_t));
    step->changes = allocate(step->n_blocks, sizeof *step->changes);
    step->lanes = allocate(step->width * p, sizeof(double));
    step->moved = allocate(k, sizeof(double));
    step->apart = allocate(k, sizeof(double));
    return true;
}

static void step_release(struct step *step)
{
    free(step->memory);
    free(step->count_memory);
    free(step->changes);
    free(step->lanes);
    free(step->moved);
    free(step->apart);
}

static bool step_run(struct step *step, block_function *function, struct work *threads, struct error *err)
{
    size_t k = step->lloyd->k, p = step->lloyd->x->n_columns;
    memset(step->memory, 0, step->n_blocks * k * (p + 1) * sizeof(double));
    memset(step->count_memory, 0, step->n_blocks * k * sizeof(ptrdiff_t));
    for (size_t b = 0; b < step->n_blocks; b++) {
        double *sums = step->memory + b * k * (p + 1);
        step->changes[b] = (struct change){ .sums = sums, .size = sums + k * p, .counts = step->count_memory + b * k };
    }
    return work_run(threads, step->n_blocks, function, step, err);
}

/* The blocks' changes, in block order, into the sums of the clusters. How many rows moved. */
static size_t add_changes(struct step *step)
{
    struct lloyd *lloyd = step->lloyd;
    size_t k = lloyd->k, p = lloyd->x->n_columns, n_moved = 0;
    for (size_t b = 0; b < step->n_blocks; b++) {
        const struct change *change = &step->changes[b];
        for (size_t i = 0; i < k * p; i++)
            lloyd->sums[i] += change->sums[i];
        for (size_t c = 0; c < k; c++) {
            lloyd->size[c] += change->size[c];
            lloyd->counts[c] += (size_t)change->counts[c];
        }
        n_moved += change->n_moved;
    }
    return n_moved;
}

/* Centroids from the sums; empty clusters stay where they are. The sum of squared moves. */
static double move_centroids(struct step *step)
{
    struct lloyd *lloyd = step->lloyd;
    size_t p = lloyd->x->n_columns;
    double total = 0;
    step->most = step->second = 0;
    step->most_moved = 0;
    for (size_t c = 0; c < lloyd->k; c++) {
        double *centroid = matrix_row(&lloyd->centroids, c), square = 0;
        for (size_t j = 0; j < p && lloyd->counts[c] > 0 && lloyd->size[c] > 0; j++) {
            double to = lloyd->sums[c * p + j] / lloyd->size[c];
            square += (to - centroid[j]) * (to - centroid[j]);
            centroid[j] = to;
        }
        step->moved[c] = sqrt(square);
        total += square;
        if (step->moved[c] > step->most) {
            step->second = step->most;
            step->most = step->moved[c];
            step->most_moved = c;
        } else if (step->moved[c] > step->second) {
            step->second = step->moved[c];
        }
    }
    return total;
}

static void look_around(struct step *step)
{
    const struct lloyd *lloyd = step->lloyd;
    lanes_fill(&lloyd->centroids, step->lanes);
    for (size_t c = 0; c < lloyd->k; c++) {
        double least = INFINITY;
        for (size_t other = 0; other < lloyd->k; other++)
            if (other != c)
                least = fmin(least, squared_distance(matrix_row(&lloyd->centroids, c),
                                                     matrix_row(&lloyd->centroids, other), lloyd->x->n_columns));
        step->apart[c] = sqrt(least) / 2;
    }
}

/* Inertia by the present centroids, and the row farthest from its own. */
static bool measure(struct step *step, struct work *threads, size_t *farthest_row, double *farthest, struct error *err)
{
    if (!step_run(step, measure_block, threads, err))
        return false;
    step->lloyd->inertia = 0;
    *farthest = -1;
    for (size_t b = 0; b < step->n_blocks; b++) {
        step->lloyd->inertia += step->changes[b].inertia;
        if (step->changes[b].farthest > *farthest) {
            *farthest = step->changes[b].farthest;
            *farthest_row = step->changes[b].farthest_row;
        }
    }
    return true;
}

/* The first empty cluster, if any, gets the farthest row as its centroid; *REFILLED says whether. */
static bool refill(struct step *step, struct work *threads, bool *refilled, struct error *err)
{
    struct lloyd *lloyd = step->lloyd;
    size_t c = 0, row = 0, n_full = 0;
    double farthest;
    for (size_t i = 0; i < lloyd->k; i++)
        n_full += lloyd->counts[i] > 0;
    *refilled = n_full < lloyd->k;
    if (!*refilled)
        return true;
    while (lloyd->counts[c] > 0)
        c++;
    if (!measure(step, threads, &row, &farthest, err))
        return false;
    if (!(farthest > 0))
        return fail(err, ERROR_DATA, E_TOO_FEW, "the rows take only %zu different values, too few for %zu segments",
                    n_full, lloyd->k);
    memcpy(matrix_row(&lloyd->centroids, c), matrix_row(lloyd->x, row), lloyd->x->n_columns * sizeof(double));
    return true;
}

static void forget(struct step *step)
{
    struct lloyd *lloyd = step->lloyd;
    step->fresh = true;
    memset(lloyd->sums, 0, lloyd->k * lloyd->x->n_columns * sizeof *lloyd->sums);
    memset(lloyd->size, 0, lloyd->k * sizeof *lloyd->size);
    memset(lloyd->counts, 0, lloyd->k * sizeof *lloyd->counts);
}

static bool iterate(struct step *step, size_t max_steps, double tolerance, struct work *threads,
                    const struct work *stop, struct error *err)
{
    struct lloyd *lloyd = step->lloyd;
    forget(step);
    for (lloyd->n_steps = 0; lloyd->n_steps < max_steps; lloyd->n_steps++) {
        bool refilled;
        look_around(step);
        if (!work_go_on(stop, err) || !step_run(step, assign_block, threads, err))
            return false;
        size_t n_moved = add_changes(step);
        double moved = move_centroids(step);
        lloyd->converged = moved == 0 || (!step->fresh && n_moved == 0);
        step->fresh = false;
        if (!refill(step, threads, &refilled, err))
            return false;
        if (refilled)
            forget(step);
        else if (lloyd->converged || moved <= tolerance)
            break;
    }
    return true;
}

bool lloyd_run(struct lloyd *lloyd, size_t max_steps, double tolerance, struct work *threads, const struct work *stop,
               struct error *err)
{
    struct step step;
    if (!step_init(&step, lloyd, err))
        return false;
    size_t row;
    double farthest;
    bool done = iterate(&step, max_steps, tolerance, threads, stop, err);
    /* The sums once more from nothing, so that no rounding of many additions and subtractions stays in them. */
    if (done) {
        forget(&step);
        done = step_run(&step, sum_block, threads, err);
    }
    if (done) {
        add_changes(&step);
        move_centroids(&step);
        done = measure(&step, threads, &row, &farthest, err);
    }
    step_release(&step);
    return done;
}
