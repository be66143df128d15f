/* Correlations of every pair of columns by matrix products over tiles of columns.

   A column is centred by its own mean and divided by its own norm, missing values become zeros. Where two columns miss
   the same rows their correlation is the product of the two. Other pairs need sums over the rows that both have, which
   are products with the columns of ones that say who is there. What such sums leave after subtracting may be rounding
   alone; those pairs, and ranks of pairs that miss different rows, are counted one by one. Tiles are fixed, so figures
   do not depend on threads. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"

enum { TILE = 128, CHUNK_ROWS = 4096 };
static const double LOST = 1e-6; /* less than this share of a sum of squares left: digits were lost */

struct correlating {
    size_t n, n_rows, n_tiles;
    bool ranks;
    double *values;    /* column after column, scaled by a power of two; NaN: missing */
    double *unit;      /* values or ranks, centred, of norm 1; 0: missing, or all of a column that is constant */
    double *centred;   /* as unit, not divided; NULL for ranks */
    uint64_t *pattern; /* equal for columns that miss the same rows */
    bool *flat;        /* all values are equal, or one is infinite: no correlation */
    uint32_t *order;   /* for ranks: rows from the least value up, missing ones left out */
    size_t *n_there;
    double *out;
    struct work *work;
};

/* ---- Columns ---- */

/* The greatest size of a value becomes at most 1, by a power of two: squares neither overflow nor vanish. */
static void scale_column(double *values, size_t n_rows)
{
    double most = 0;
    int exponent;
    for (size_t i = 0; i < n_rows; i++)
        if (isfinite(values[i]))
            most = fmax(most, fabs(values[i]));
    frexp(most, &exponent);
    for (size_t i = 0; most > 0 && i < n_rows; i++)
        values[i] = ldexp(values[i], -exponent);
}

/* CENTRED from VALUES: less the mean of those present, 0 where missing. The norm; 0 for a constant. */
static double centre(const double *values, size_t n_rows, double *centred)
{
    double n = 0, mean = 0, squares = 0, least = INFINITY, greatest = -INFINITY;
    for (size_t i = 0; i < n_rows; i++) {
        if (isnan(values[i]))
            continue;
        mean += (values[i] - mean) / ++n;
        least = fmin(least, values[i]);
        greatest = fmax(greatest, values[i]);
    }
    bool good = greatest > least && isfinite(greatest) && isfinite(least);
    for (size_t i = 0; i < n_rows; i++) {
        centred[i] = !good || isnan(values[i]) ? 0 : values[i] - mean;
        squares += centred[i] * centred[i];
    }
    return sqrt(squares);
}

struct ranked {
    double value;
    uint32_t row;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void sort_rows(struct correlating *c, size_t column, struct ranked *scratch)
{
    const double *values = c->values + column * c->n_rows;
    uint32_t *order = c->order + column * c->n_rows;
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        if (!isnan(values[i]))
            scratch[n++] = (struct ranked){ values[i], (uint32_t)i };
    qsort(scratch, n, sizeof *scratch, by_value);
    for (size_t i = 0; i < n; i++)
        order[i] = scratch[i].row;
    c->n_there[column] = n;
}

/* Mid-ranks of COLUMN among the rows in which OTHER is not missing either; NaN elsewhere. */
static void rank_beside(const struct correlating *c, size_t column, size_t other, double *out)
{
    const uint32_t *order = c->order + column * c->n_rows;
    const double *values = c->values + column * c->n_rows, *beside = c->values + other * c->n_rows;
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        out[i] = NAN;
    for (size_t i = 0, end; i < c->n_there[column]; i = end) {
        size_t n_equal = 0;
        for (end = i; end < c->n_there[column] && values[order[end]] == values[order[i]]; end++)
            n_equal += !isnan(beside[order[end]]);
        for (size_t k = i; k < end; k++)
            if (!isnan(beside[order[k]]))
                out[order[k]] = (double)n + ((double)n_equal + 1) / 2;
        n += n_equal;
    }
}

static void column_block(void *context, size_t column)
{
    struct correlating *c = context;
    size_t n = c->n_rows;
    double *values = c->values + column * n, *unit = c->unit + column * n;
    uint8_t *there = allocate(n + 1, 1);
    for (size_t i = 0; i < n; i++)
        there[i] = (uint8_t)!isnan(values[i]);
    c->pattern[column] = hash_quick(there, n, 1);
    free(there);
    double *from = values;
    if (c->ranks) {
        struct ranked *scratch = allocate(n + 1, sizeof *scratch);
        sort_rows(c, column, scratch);
        free(scratch);
        from = allocate(n + 1, sizeof *from);
        rank_beside(c, column, column, from);
    } else {
        scale_column(values, n);
    }
    double norm = centre(from, n, unit);
    c->flat[column] = !(norm > 0);
    if (c->centred)
        memcpy(c->centred + column * n, unit, n * sizeof *unit);
    for (size_t i = 0; norm > 0 && i < n; i++)
        unit[i] /= norm;
    if (c->ranks)
        free(from);
}

/* ---- Pairs ---- */

/* Pearson's correlation over the rows that have both, by Welford's update. */
static double correlation(const double *x, const double *y, size_t n_rows)
{
    double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n_rows; i++) {
        if (isnan(x[i]) || isnan(y[i]))
            continue;
        n++;
        double dx = x[i] - mean_x, dy = y[i] - mean_y;
        mean_x += dx / n;
        mean_y += dy / n;
        xx += dx * (x[i] - mean_x);
        yy += dy * (y[i] - mean_y);
        xy += dx * (y[i] - mean_y);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx) / sqrt(yy) : NAN;
}

static double within_one(double r)
{
    return isnan(r) ? NAN : fmin(fmax(r, -1), 1);
}

enum { PRODUCTS = 6 };

/* The sums of a tile whose columns do not all miss the same rows, TILE x TILE each. */
struct masked {
    double *n, *sum_x, *sum_y, *sum_xx, *sum_yy, *sum;
};

struct tile {
    size_t a, n_a, b, n_b;
};

/* For columns FIRST and on, LENGTH rows from ROW on: ones and zeros, and centred squares. */
static void mask_columns(const struct correlating *c, size_t first, size_t n, size_t row, size_t length, double *there,
                         double *squares)
{
    for (size_t j = 0; j < n; j++) {
        const double *values = c->values + (first + j) * c->n_rows + row;
        const double *centred = c->centred + (first + j) * c->n_rows + row;
        for (size_t i = 0; i < length; i++) {
            there[j * length + i] = !isnan(values[i]);
            squares[j * length + i] = centred[i] * centred[i];
        }
    }
}

static void add_masked(const struct correlating *c, const struct tile *tile, size_t row, size_t length, double *scratch,
                       struct masked *m)
{
    double *side[4];
    for (size_t i = 0; i < 4; i++)
        side[i] = scratch + i * TILE * CHUNK_ROWS;
    mask_columns(c, tile->a, tile->n_a, row, length, side[0], side[1]);
    mask_columns(c, tile->b, tile->n_b, row, length, side[2], side[3]);
    struct matrix_rows there_x = { side[0], tile->n_a, length }, xx = { side[1], tile->n_a, length };
    struct matrix_rows there_y = { side[2], tile->n_b, length }, yy = { side[3], tile->n_b, length };
    struct matrix_rows x = { c->centred + tile->a * c->n_rows + row, tile->n_a, c->n_rows };
    struct matrix_rows y = { c->centred + tile->b * c->n_rows + row, tile->n_b, c->n_rows };
    matrix_add_products(&there_x, &there_y, length, m->n, TILE);
    matrix_add_products(&x, &there_y, length, m->sum_x, TILE);
    matrix_add_products(&there_x, &y, length, m->sum_y, TILE);
    matrix_add_products(&xx, &there_y, length, m->sum_xx, TILE);
    matrix_add_products(&there_x, &yy, length, m->sum_yy, TILE);
    matrix_add_products(&x, &y, length, m->sum, TILE);
}

/* The sums; what they lie in is to be freed. */
static double *masked_make(const struct correlating *c, const struct tile *tile, struct masked *m)
{
    double *memory = allocate(PRODUCTS * TILE * TILE, sizeof *memory);
    double *scratch = allocate(4 * TILE * CHUNK_ROWS, sizeof *scratch);
    double **products[PRODUCTS] = { &m->n, &m->sum_x, &m->sum_y, &m->sum_xx, &m->sum_yy, &m->sum };
    for (size_t i = 0; i < PRODUCTS; i++)
        *products[i] = memory + i * TILE * TILE;
    for (size_t row = 0; row < c->n_rows && !work_stopped(c->work); row += CHUNK_ROWS) {
        size_t length = c->n_rows - row < CHUNK_ROWS ? c->n_rows - row : CHUNK_ROWS;
        add_masked(c, tile, row, length, scratch, m);
    }
    free(scratch);
    return memory;
}

static void multiply_units(const struct correlating *c, const struct tile *tile, double *out)
{
    for (size_t row = 0; row < c->n_rows && !work_stopped(c->work); row += CHUNK_ROWS) {
        struct matrix_rows x = { c->unit + tile->a * c->n_rows + row, tile->n_a, c->n_rows };
        struct matrix_rows y = { c->unit + tile->b * c->n_rows + row, tile->n_b, c->n_rows };
        matrix_add_products(&x, &y, c->n_rows - row < CHUNK_ROWS ? c->n_rows - row : CHUNK_ROWS, out, TILE);
    }
}

/* NaN where too little is left of the sums to trust them. */
static double masked_correlation(const struct masked *m, size_t at)
{
    double n = m->n[at];
    double xx = m->sum_xx[at] - m->sum_x[at] * m->sum_x[at] / n, yy = m->sum_yy[at] - m->sum_y[at] * m->sum_y[at] / n;
    if (!(n > 1 && xx > LOST * m->sum_xx[at] && yy > LOST * m->sum_yy[at]))
        return NAN;
    return (m->sum[at] - m->sum_x[at] * m->sum_y[at] / n) / sqrt(xx) / sqrt(yy);
}

/* The tile of lower triangle number BLOCK: rows of tiles one after the other. */
static struct tile tile_of(const struct correlating *c, size_t block)
{
    size_t row = 0;
    while (block > row)
        block -= ++row;
    struct tile tile = { .a = row * TILE, .b = block * TILE };
    tile.n_a = c->n - tile.a < TILE ? c->n - tile.a : TILE;
    tile.n_b = c->n - tile.b < TILE ? c->n - tile.b : TILE;
    return tile;
}

static bool needs_masks(const struct correlating *c, const struct tile *tile)
{
    for (size_t i = 0; !c->ranks && i < tile->n_a; i++)
        for (size_t j = 0; j < tile->n_b; j++)
            if (c->pattern[tile->a + i] != c->pattern[tile->b + j])
                return true;
    return false;
}

static double correlate(const struct correlating *c, size_t i, size_t j, double product, const struct masked *masked,
                        size_t at, double *scratch)
{
    size_t n = c->n_rows;
    if (c->flat[i] || c->flat[j])
        return NAN;
    if (c->pattern[i] == c->pattern[j])
        return product;
    if (c->ranks) {
        rank_beside(c, i, j, scratch);
        rank_beside(c, j, i, scratch + n);
        return correlation(scratch, scratch + n, n);
    }
    double r = masked_correlation(masked, at);
    return isnan(r) ? correlation(c->values + i * n, c->values + j * n, n) : r;
}

static void tile_block(void *context, size_t block)
{
    struct correlating *c = context;
    struct tile tile = tile_of(c, block);
    struct masked masked = { 0 };
    double *products = allocate(TILE * TILE, sizeof *products), *scratch = allocate(2 * c->n_rows + 1, sizeof *scratch);
    multiply_units(c, &tile, products);
    double *memory = needs_masks(c, &tile) ? masked_make(c, &tile, &masked) : NULL;
    for (size_t i = 0; i < tile.n_a && !work_stopped(c->work); i++)
        for (size_t j = 0; j < tile.n_b && tile.b + j <= tile.a + i; j++) {
            size_t row = tile.a + i, column = tile.b + j;
            double r =
                row == column && !c->flat[row]
                    ? 1
                    : within_one(correlate(c, row, column, products[i * TILE + j], &masked, i * TILE + j, scratch));
            c->out[row * c->n + column] = c->out[column * c->n + row] = r;
        }
    free(memory);
    free(products);
    free(scratch);
    work_advance(c->work, 1);
}

/* ---- All ---- */

bool measure_correlations(double *values, size_t n, size_t n_rows, bool ranks, struct work *work, double *out,
                          struct error *err)
{
    struct correlating c = { .n = n, .n_rows = n_rows, .ranks = ranks, .values = values, .out = out, .work = work };
    if (n == 0)
        return true;
    if (n_rows > INT32_MAX)
        return fail(err, ERROR_USER, E_BAD_VALUE, "correlations are of at most %d rows", INT32_MAX);
    c.n_tiles = (n + TILE - 1) / TILE;
    c.unit = allocate_large(n_rows * n, sizeof *c.unit, "correlations", err);
    bool done = numerics_open(err) && c.unit;
    if (done && ranks)
        done = (c.order = allocate_large(n_rows * n, sizeof *c.order, "ranks", err)) != NULL;
    else if (done)
        done = (c.centred = allocate_large(n_rows * n, sizeof *c.centred, "correlations", err)) != NULL;
    c.pattern = allocate(n, sizeof *c.pattern);
    c.flat = allocate(n, sizeof *c.flat);
    c.n_there = allocate(n, sizeof *c.n_there);
    size_t n_blocks = c.n_tiles * (c.n_tiles + 1) / 2;
    work_begin(work, "tiles of pairs", n_blocks);
    done = done && work_run(work, n, column_block, &c, err) && work_run(work, n_blocks, tile_block, &c, err);
    work_end(work);
    free(c.unit);
    free(c.centred);
    free(c.order);
    free(c.pattern);
    free(c.flat);
    free(c.n_there);
    return done;
}
