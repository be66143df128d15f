/* Silhouettes by exact distances between all pairs of the sampled rows (Rousseeuw 1987).

   Rows are sorted by segment, so that a tile of rows holds few segments, and each pair of tiles is visited once: a
   distance counts for both its rows. Within a round of the tournament no two pairs share a tile, so the pairs of a
   round run in parallel and write without locks, and the order of additions is fixed by the rounds. Distances are sums
   of squared differences, not |x|^2 + |y|^2 - 2xy, which loses digits where rows are close. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "patron/base/error.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/processor.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

enum { TILE = 256, LANES = 4, STRIP = 16 }; /* STRIP rows of a tile are handled together, in registers */

/* Four numbers at any address. */
typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

struct run { /* consecutive rows of one segment in a tile */
    size_t first, last, label;
};

struct pairs {
    size_t n, n_columns, k, n_tiles;
    const double *rows;    /* n_tiles * TILE rows, sorted by segment, n_columns values each, zeros after the last */
    const double *columns; /* the same by tile and column: TILE values of column 0, then column 1, ... */
    const uint32_t *label; /* sorted */
    double *sums;          /* n x k: distances of a row to each segment */
    size_t round;
};

static size_t tile_runs(const struct pairs *pairs, size_t tile, struct run *out)
{
    size_t first = tile * TILE, end = first + TILE < pairs->n ? first + TILE : pairs->n, n = 0;
    for (size_t i = first; i < end; i++) {
        if (i == first || pairs->label[i] != pairs->label[i - 1])
            out[n++] = (struct run){ i - first, 0, pairs->label[i] };
        out[n - 1].last = i - first + 1;
    }
    return n;
}

/* Square roots in place of TILE values; the compiler may not pair them, because sqrt sets errno. */
static void take_roots(double *values)
{
#ifdef __SSE2__
    for (size_t j = 0; j < TILE; j += 2)
        _mm_storeu_pd(values + j, _mm_sqrt_pd(_mm_loadu_pd(values + j)));
#else
    for (size_t j = 0; j < TILE; j++)
        values[j] = sqrt(values[j]);
#endif
}

/* OUT[j]: the squared distance of ROW to row j of the tile whose columns are TILE_COLUMNS. */
FOR_EACH_PROCESSOR static void squared_distances(const double *row, const double *tile_columns, size_t n_columns,
                                                 double *out)
{
    for (size_t j = 0; j < TILE; j += STRIP) {
        lanes sum0 = { 0 }, sum1 = { 0 }, sum2 = { 0 }, sum3 = { 0 }; /* by name, so that they stay in registers */
        for (size_t c = 0; c < n_columns; c++) {
            const lanes *place = (const lanes *)(tile_columns + c * TILE + j);
            lanes gap0 = row[c] - place[0], gap1 = row[c] - place[1];
            lanes gap2 = row[c] - place[2], gap3 = row[c] - place[3];
            sum0 += gap0 * gap0;
            sum1 += gap1 * gap1;
            sum2 += gap2 * gap2;
            sum3 += gap3 * gap3;
        }
        lanes *result = (lanes *)(out + j);
        result[0] = sum0;
        result[1] = sum1;
        result[2] = sum2;
        result[3] = sum3;
    }
}

/* The sum of VALUES[first .. last-1] in four interleaved parts, which is an order of additions of its own. */
static double run_sum(const double *values, size_t first, size_t last)
{
    double part[4] = { 0, 0, 0, 0 };
    size_t i = first;
    for (; i + 4 <= last; i += 4) {
        part[0] += values[i];
        part[1] += values[i + 1];
        part[2] += values[i + 2];
        part[3] += values[i + 3];
    }
    for (; i < last; i++)
        part[0] += values[i];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

/* Adds the distances between tiles A and B to the sums of A's rows, and of B's rows when they are two tiles. */
static void pair_tiles(const struct pairs *pairs, size_t a, size_t b)
{
    struct run runs_a[TILE], runs_b[TILE];
    size_t n_a = tile_runs(pairs, a, runs_a), n_b = tile_runs(pairs, b, runs_b);
    const double *columns = pairs->columns + b * TILE * pairs->n_columns;
    double distance[TILE], gathered[TILE];
    for (size_t r = 0; r < n_a; r++) {
        memset(gathered, 0, sizeof gathered);
        for (size_t i = runs_a[r].first; i < runs_a[r].last; i++) {
            size_t row = a * TILE + i;
            squared_distances(pairs->rows + row * pairs->n_columns, columns, pairs->n_columns, distance);
            take_roots(distance);
            for (size_t s = 0; s < n_b; s++)
                pairs->sums[row * pairs->k + runs_b[s].label] += run_sum(distance, runs_b[s].first, runs_b[s].last);
            for (size_t j = 0; j < TILE; j++)
                gathered[j] += distance[j];
        }
        for (size_t j = 0; a != b && n_b > 0 && j < runs_b[n_b - 1].last; j++)
            pairs->sums[(b * TILE + j) * pairs->k + runs_a[r].label] += gathered[j];
    }
}

/* Round 0 pairs each tile with itself; rounds 1 .. m-1 are those of a tournament of m players (m even; the last may be
   a bye): the last one stays, the others turn. */
static void run_pair(void *context, size_t block)
{
    const struct pairs *pairs = context;
    size_t players = pairs->n_tiles + pairs->n_tiles % 2, others = players - 1, a, b;
    if (pairs->round == 0) {
        pair_tiles(pairs, block, block);
        return;
    }
    size_t turn = pairs->round - 1;
    a = block == 0 ? players - 1 : (turn + block) % others;
    b = block == 0 ? turn : (turn + others - block) % others;
    if (a < pairs->n_tiles && b < pairs->n_tiles)
        pair_tiles(pairs, a < b ? a : b, a < b ? b : a);
}

static bool run_rounds(struct pairs *pairs, struct work *work, struct error *err)
{
    size_t players = pairs->n_tiles + pairs->n_tiles % 2;
    size_t rounds = pairs->n_tiles > 1 ? players : 1;
    for (pairs->round = 0; pairs->round < rounds; pairs->round++) {
        if (!work_run(work, pairs->round == 0 ? pairs->n_tiles : players / 2, run_pair, pairs, err))
            return false;
    }
    return true;
}

/* The silhouette of a sorted row from its sums; NEAREST gets the other segment. */
static double row_silhouette(const double *sums, const size_t *size, size_t k, uint32_t own, uint32_t *nearest)
{
    double best = INFINITY;
    *nearest = own;
    for (size_t s = 0; s < k; s++) {
        if (s == own || size[s] == 0)
            continue;
        double mean = sums[s] / (double)size[s];
        if (mean < best) {
            best = mean;
            *nearest = (uint32_t)s;
        }
    }
    if (size[own] < 2)
        return 0;
    double inside = sums[own] / (double)(size[own] - 1), greater = fmax(inside, best);
    return greater > 0 ? (best - inside) / greater : 0;
}

/* Order of the sampled rows by segment, kept within it; SIZE gets k counts. */
static void sort_by_label(const uint32_t *label, const uint32_t *sample, size_t n, size_t k, size_t *size,
                          uint32_t *order)
{
    size_t *place = allocate(k + 1, sizeof *place);
    for (size_t i = 0; i < n; i++)
        size[label[sample ? sample[i] : i]]++;
    for (size_t s = 0; s < k; s++)
        place[s + 1] = place[s] + size[s];
    for (size_t i = 0; i < n; i++)
        order[place[label[sample ? sample[i] : i]]++] = (uint32_t)i;
    free(place);
}

static bool fill_pairs(struct pairs *pairs, const struct matrix *x, const uint32_t *label, const uint32_t *sample,
                       const uint32_t *order, double *rows, double *columns, uint32_t *sorted)
{
    size_t d = x->n_columns, room = pairs->n_tiles * TILE;
    memset(rows, 0, room * d * sizeof *rows);
    memset(pairs->sums, 0, pairs->n * pairs->k * sizeof *pairs->sums);
    for (size_t i = 0; i < pairs->n; i++) {
        size_t row = sample ? sample[order[i]] : order[i];
        memcpy(rows + i * d, matrix_row(x, row), d * sizeof *rows);
        sorted[i] = label[row];
    }
    for (size_t i = 0; i < room; i++) {
        for (size_t c = 0; c < d; c++)
            columns[(i / TILE * d + c) * TILE + i % TILE] = rows[i * d + c];
    }
    pairs->rows = rows;
    pairs->columns = columns;
    pairs->label = sorted;
    return true;
}

bool measure_silhouette(const struct matrix *x, const uint32_t *label, size_t k, const uint32_t *sample,
                        size_t n_sample, struct work *work, double *out, uint32_t *nearest, struct error *err)
{
    size_t n = sample ? n_sample : x->n_rows, present = 0;
    size_t *size = allocate(k + 1, sizeof *size);
    struct pairs pairs = { .n = n, .n_columns = x->n_columns, .k = k, .n_tiles = (n + TILE - 1) / TILE };
    size_t room = pairs.n_tiles * TILE * x->n_columns;
    const char *what = "the distances between rows";
    uint32_t *order = allocate_large(n, sizeof *order, what, err);
    uint32_t *sorted = order ? allocate_large(n, sizeof *sorted, what, err) : NULL;
    double *rows = sorted ? allocate_large(room, sizeof *rows, what, err) : NULL;
    double *columns = rows ? allocate_large(room, sizeof *columns, what, err) : NULL;
    pairs.sums = columns ? allocate_large(n * k, sizeof *pairs.sums, what, err) : NULL;
    bool good = pairs.sums != NULL;
    if (good) {
        sort_by_label(label, sample, n, k, size, order);
        for (size_t s = 0; s < k; s++)
            present += size[s] > 0;
        good = present > 1 || fail(err, ERROR_USER, E_TOO_FEW, "a silhouette needs rows of two segments; there is %s",
                                   present == 1 ? "one segment only" : "no row");
    }
    good = good && fill_pairs(&pairs, x, label, sample, order, rows, columns, sorted) && run_rounds(&pairs, work, err);
    for (size_t i = 0; good && i < n; i++) {
        uint32_t other;
        out[order[i]] = row_silhouette(pairs.sums + i * k, size, k, sorted[i], &other);
        if (nearest)
            nearest[order[i]] = other;
    }
    free(size);
    free(order);
    free(sorted);
    free(rows);
    free(columns);
    free(pairs.sums);
    return good;
}
