/* How far columns hang together, by a sample of their rows. */
#include "study/bonds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { SAMPLE = 4096, FEWEST_PAIRS = 30, CELLS_MOST = 8, CELLS = CELLS_MOST + 1 /* the last of what is missing */ };
/* Of the greatest phi squared there can be: from here on two columns are one. */
static const double closely = 0.4;

struct sample {
    size_t n, n_cells, n_columns;
    uint8_t *cell;   /* n of each column */
    double *told;    /* of each column: minus the mean logarithm of how often a row's value is met */
    uint64_t *whole; /* n: hashes of whole rows */
    size_t *order;   /* columns, the most telling first */
};
struct drawn {
    double value;
    size_t place;
};

static int compare_drawn(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    return x->value != y->value ? (x->value > y->value) - (x->value < y->value)
                                : (x->place > y->place) - (x->place < y->place);
}

/* A number for each value: texts have no order, so that of their hashes does. NaN: missing. */
static double drawn_value(const struct column *column, size_t row)
{
    if (column->type != TYPE_TEXT)
        return column_number(column, row);
    uint32_t code = column_code(column, row);
    if (code == TEXT_MISSING)
        return NAN;
    size_t length;
    const char *text = dictionary_text(column->dictionary, code, &length);
    return (double)(hash_quick(text, length, 1) >> 11);
}

/* Rows at equal distances, over all parts. */
static void draw_column(const struct twin_part *parts, size_t n_parts, size_t c, size_t n_rows, size_t n,
                        struct drawn *out)
{
    size_t p = 0, before = 0;
    for (size_t k = 0; k < n; k++) {
        size_t row = (size_t)((double)k * (double)n_rows / (double)n);
        while (p + 1 < n_parts && row - before >= parts[p].n_rows)
            before += parts[p++].n_rows;
        out[k] = (struct drawn){ drawn_value(parts[p].columns[c], row - before), k };
    }
}

/* Cells by rank, equal values in one; what the column tells. */
static void put_into_cells(struct sample *s, size_t c, struct drawn *drawn)
{
    size_t known = 0;
    uint8_t *cell = s->cell + c * s->n;
    double told = 0;
    for (size_t k = 0; k < s->n; k++) {
        cell[k] = CELLS_MOST;
        if (!isnan(drawn[k].value))
            drawn[known++] = drawn[k];
    }
    double missing = (double)(s->n - known);
    if (missing > 0)
        told -= missing * log(missing / (double)s->n);
    qsort(drawn, known, sizeof *drawn, compare_drawn);
    for (size_t k = 0, end; k < known; k = end) {
        for (end = k; end < known && drawn[end].value == drawn[k].value; end++)
            cell[drawn[end].place] = (uint8_t)(k * s->n_cells / known);
        told -= (double)(end - k) * log((double)(end - k) / (double)s->n);
    }
    s->told[c] = told / (double)s->n;
}

/* Phi squared of two columns and the greatest it could be; less twice what chance gives: rows may stand there twice. */
static double phi_squared(const struct sample *s, size_t a, size_t b, double *most)
{
    double joint[CELLS][CELLS] = { { 0 } }, of_a[CELLS] = { 0 }, of_b[CELLS] = { 0 }, phi = -1;
    size_t n_a = 0, n_b = 0;
    const uint8_t *x = s->cell + a * s->n, *y = s->cell + b * s->n;
    for (size_t k = 0; k < s->n; k++) {
        joint[x[k]][y[k]]++;
        of_a[x[k]]++;
        of_b[y[k]]++;
    }
    for (size_t i = 0; i < CELLS; i++) {
        n_a += of_a[i] > 0;
        n_b += of_b[i] > 0;
        for (size_t j = 0; j < CELLS; j++)
            if (joint[i][j] > 0)
                phi += joint[i][j] * joint[i][j] / (of_a[i] * of_b[j]);
    }
    if (n_a < 2 || n_b < 2)
        return *most = 0;
    *most = (double)(n_a < n_b ? n_a : n_b) - 1;
    return fmax(0, phi - 2 * (double)(n_a - 1) * (double)(n_b - 1) / (double)s->n);
}

static void choose(const struct sample *s, struct bonds *out)
{
    for (size_t k = 0; k < s->n_columns && out->n < BONDS_MOST; k++) {
        size_t c = s->order[k];
        double bond = 0;
        bool one = false;
        for (size_t j = 0; !one && j < out->n; j++) {
            double most, phi = phi_squared(s, c, out->columns[j], &most);
            one = phi > closely * most;
            bond += log1p(phi);
        }
        if (one || bond >= s->told[c])
            continue;
        out->columns[out->n++] = c;
        out->inflation += bond;
    }
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Pairs of rows with equal HASHES, which are put in order. */
static double equal_pairs(uint64_t *hashes, size_t n)
{
    double pairs = 0;
    qsort(hashes, n, sizeof *hashes, compare_hashes);
    for (size_t k = 0, end; k < n; k = end) {
        for (end = k; end < n && hashes[end] == hashes[k]; end++)
            ;
        pairs += (double)(end - k) * (double)(end - k - 1) / 2;
    }
    return pairs;
}

/* How much more often rows that differ agree in the first columns, as many as can be seen, than if these were
   independent: bonds of many at once, which no pair of columns shows. */
static double joint_bond(const struct sample *s, const struct bonds *bonds)
{
    uint64_t *prefix = allocate(3 * s->n + 1, sizeof *prefix), *one = prefix + s->n, *sorted = one + s->n;
    double all = (double)s->n * (double)(s->n - 1) / 2, apart = 0, most = 0;
    memcpy(sorted, s->whole, s->n * sizeof *sorted);
    double same = equal_pairs(sorted, s->n);
    for (size_t j = 0; j < bonds->n; j++) {
        for (size_t k = 0; k < s->n; k++) {
            one[k] = s->cell[bonds->columns[j] * s->n + k];
            prefix[k] = hash_mix(prefix[k] + one[k] + 1);
        }
        apart += log((equal_pairs(one, s->n) - same) / (all - same));
        memcpy(sorted, prefix, s->n * sizeof *sorted);
        double together = equal_pairs(sorted, s->n) - same;
        if (together < FEWEST_PAIRS)
            break;
        most = fmax(most, log(together / (all - same)) - apart);
    }
    free(prefix);
    return most;
}

/* By what they tell; equal ones as they come. */
static void order_columns(struct sample *s)
{
    for (size_t c = 0; c < s->n_columns; c++) {
        size_t at = c;
        while (at > 0 && s->told[s->order[at - 1]] < s->told[c]) {
            s->order[at] = s->order[at - 1];
            at--;
        }
        s->order[at] = c;
    }
}

bool bonds_find(const struct twin_part *parts, size_t n_parts, size_t n_columns, const uint64_t *row_hash,
                struct work *work, struct bonds *out, struct error *err)
{
    size_t n_rows = 0;
    *out = (struct bonds){ 0 };
    for (size_t p = 0; p < n_parts; p++)
        n_rows += parts[p].n_rows;
    struct sample s = { .n = n_rows < SAMPLE ? n_rows : SAMPLE, .n_columns = n_columns };
    s.n_cells = (size_t)fmax(2, fmin(CELLS_MOST, sqrt((double)s.n) / 4));
    s.cell = allocate_large(s.n * n_columns, 1, "a sample of rows", err);
    if (!s.cell)
        return false;
    s.told = allocate(n_columns + 1, sizeof *s.told);
    s.order = allocate(n_columns + 1, sizeof *s.order);
    s.whole = allocate(s.n + 1, sizeof *s.whole);
    for (size_t k = 0; k < s.n; k++)
        s.whole[k] = row_hash[(size_t)((double)k * (double)n_rows / (double)s.n)];
    struct drawn *drawn = allocate(s.n + 1, sizeof *drawn);
    bool ok = true;
    for (size_t c = 0; ok && c < n_columns; c++) {
        draw_column(parts, n_parts, c, n_rows, s.n, drawn);
        put_into_cells(&s, c, drawn);
        ok = work_go_on(work, err);
    }
    if (ok) {
        order_columns(&s);
        choose(&s, out);
        out->inflation = fmax(out->inflation, joint_bond(&s, out));
    }
    free(drawn);
    free(s.whole);
    free(s.order);
    free(s.told);
    free(s.cell);
    return ok;
}
