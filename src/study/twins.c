/* Rows of different customers that are equal, more of them than chance gives. */
#include "patron/study/twins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "study/bonds.h"

enum { FEWEST_CUSTOMERS = 8, MOST_CUSTOMERS = 64, SHARE = 500, MOST_SLOTS = 1 << 22, FEWEST_OTHERS = 3 };
/* A row is asked when chance gives it fewer equal ones than this. */
static const double rich = 0.01;
/* Chance is given ten times what it would need, and then one case in a million. */
static const double doubt = 10, certain = 1e-6;

struct group {
    uint64_t hash;
    uint32_t rows, customers; /* customers: changes from row to row, at least as many as there are */
    uint32_t last;            /* customer of the last row */
    uint32_t answering;       /* the first customer in a part that answers */
    bool answers, several;    /* one does; customers that differ do */
};
struct finding {
    const struct twin_part *parts;
    size_t n_parts, n_columns, n; /* rows of all parts */
    struct work *work;
    uint64_t *hash;  /* of a row: the sum over its columns */
    uint32_t *group; /* of a row */
    struct group *groups;
    size_t n_groups;
};

/* ---- Hashes ---- */

static uint64_t number_hash(const struct column *column, size_t row)
{
    int64_t whole;
    double number = column_number(column, row);
    uint64_t bits;
    if (column->type != TYPE_REAL && column_whole(column, row, &whole) && fabs(number) > 9007199254740992.0)
        return hash_mix((uint64_t)whole);
    number = isnan(number) ? NAN : number + 0.0; /* -0 is 0 */
    memcpy(&bits, &number, sizeof bits);
    return hash_mix(bits);
}

/* The hash of each value of COLUMN into OUT: equal ones for equal values, whatever the column. */
static bool column_hashes(const struct column *column, size_t n, uint64_t *out, struct error *err)
{
    if (column->type != TYPE_TEXT) {
        for (size_t i = 0; i < n; i++)
            out[i] = number_hash(column, i);
        return true;
    }
    uint32_t n_texts = column->dictionary->n;
    uint64_t *texts = allocate_large(n_texts, sizeof *texts, "the hashes of texts", err);
    for (uint32_t code = 0; texts && code < n_texts; code++) {
        size_t length;
        const char *text = dictionary_text(column->dictionary, code, &length);
        texts[code] = hash_quick(text, length, 1);
    }
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; texts && i < n; i++)
        out[i] = codes[i] == TEXT_MISSING ? hash_mix(3) : texts[codes[i]];
    free(texts);
    return texts != NULL;
}

/* Of all parts. */
static bool all_hashes(const struct finding *f, size_t c, uint64_t *out, struct error *err)
{
    bool ok = work_go_on(f->work, err);
    for (size_t p = 0; ok && p < f->n_parts; p++) {
        ok = column_hashes(f->parts[p].columns[c], f->parts[p].n_rows, out, err);
        out += f->parts[p].n_rows;
    }
    return ok;
}

static bool hash_rows(struct finding *f, uint64_t *values, struct error *err)
{
    memset(f->hash, 0, f->n * sizeof *f->hash);
    for (size_t c = 0; c < f->n_columns; c++) {
        if (!all_hashes(f, c, values, err))
            return false;
        uint64_t salt = hash_mix(c + 1);
        for (size_t i = 0; i < f->n; i++)
            f->hash[i] += hash_mix(values[i] ^ salt);
    }
    return true;
}

/* ---- Groups of equal rows ---- */

static void join_group(struct group *group, uint32_t customer, bool answers)
{
    group->customers += group->rows == 0 || group->last != customer;
    group->rows++;
    group->last = customer;
    if (!answers)
        return;
    group->several = group->several || (group->answers && group->answering != customer);
    if (!group->answers)
        group->answering = customer;
    group->answers = true;
}

static uint32_t customer_of(const struct twin_part *part, size_t row)
{
    return part->customer ? part->customer[row] : (uint32_t)row;
}

static bool group_rows(struct finding *f, struct error *err)
{
    size_t n_slots = 16;
    while (n_slots < 2 * f->n)
        n_slots *= 2;
    uint32_t *slots = allocate_large(n_slots, sizeof *slots, "groups of equal rows", err);
    if (!slots)
        return false;
    memset(slots, 0xff, n_slots * sizeof *slots);
    size_t i = 0;
    for (size_t p = 0; p < f->n_parts; p++)
        for (size_t row = 0; row < f->parts[p].n_rows; row++, i++) {
            size_t at = f->hash[i] & (n_slots - 1);
            while (slots[at] != UINT32_MAX && f->groups[slots[at]].hash != f->hash[i])
                at = (at + 1) & (n_slots - 1);
            if (slots[at] == UINT32_MAX) {
                slots[at] = (uint32_t)f->n_groups;
                f->groups[f->n_groups++] = (struct group){ .hash = f->hash[i] };
            }
            f->group[i] = slots[at];
            join_group(&f->groups[slots[at]], customer_of(&f->parts[p], row), f->parts[p].answers);
        }
    free(slots);
    return work_go_on(f->work, err);
}

static bool has_twin(const struct finding *f, size_t i, uint32_t customer)
{
    const struct group *group = &f->groups[f->group[i]];
    return group->answers && (group->several || group->answering != customer);
}

/* All rows that ask and have one, chance or not; marks them. */
static size_t mark(const struct finding *f, struct twins *out)
{
    size_t n = 0, i = 0;
    out->n_asked = 0;
    for (size_t p = 0; p < f->n_parts; p++)
        for (size_t row = 0; row < f->parts[p].n_rows; row++, i++) {
            out->n_asked += f->parts[p].asks;
            out->marks[i] = f->parts[p].asks && has_twin(f, i, customer_of(&f->parts[p], row));
            n += out->marks[i];
        }
    return n;
}

/* ---- What chance gives ---- */

/* Rows of the group that are left out when the frequency of a value is taken: they may be one person's. */
static uint32_t own_rows(const struct finding *f, size_t i)
{
    const struct group *group = &f->groups[f->group[i]];
    size_t most = f->n / SHARE;
    most = most < FEWEST_CUSTOMERS ? FEWEST_CUSTOMERS : most > MOST_CUSTOMERS ? MOST_CUSTOMERS : most;
    return group->customers <= most ? group->rows : 1;
}

/* Adds to CHANCE the logarithm of how often each row's value of the column is met in the other rows, but for values
   that the row has in a column before. SEEN holds those, N_SEEN of a row. Counts of values that share a slot are added
   up, which only raises what chance may give. */
static void add_frequencies(const struct finding *f, const uint64_t *values, uint32_t *counts, size_t n_counts,
                            uint64_t *seen, size_t n_seen, double *chance)
{
    memset(counts, 0, n_counts * sizeof *counts);
    for (size_t i = 0; i < f->n; i++)
        counts[values[i] & (n_counts - 1)]++;
    for (size_t i = 0; i < f->n; i++) {
        bool repeated = false;
        for (size_t k = 0; k < n_seen; k++)
            repeated = repeated || seen[k * f->n + i] == values[i];
        seen[n_seen * f->n + i] = values[i];
        double others = (double)counts[values[i] & (n_counts - 1)] - own_rows(f, i);
        if (!repeated)
            chance[i] += log((others + 1) / ((double)f->n + 1));
    }
}

/* Raises CHANCE where many rows are equal in all columns but C: so many more would be in all, as often as the row's
   value of C is met. Columns may hang together for some rows only, which no figure of all rows shows. */
static void add_all_but(const struct finding *f, size_t c, const uint64_t *values, uint32_t *counts, size_t n_counts,
                        double *chance)
{
    uint32_t *others = counts, *of_value = counts + n_counts;
    uint64_t salt = hash_mix(c + 1);
    memset(counts, 0, 2 * n_counts * sizeof *counts);
    for (size_t i = 0; i < f->n; i++) {
        others[(f->hash[i] - hash_mix(values[i] ^ salt)) & (n_counts - 1)]++;
        of_value[values[i] & (n_counts - 1)]++;
    }
    for (size_t i = 0; i < f->n; i++) {
        double own = own_rows(f, i), n = others[(f->hash[i] - hash_mix(values[i] ^ salt)) & (n_counts - 1)] - own;
        double share = (of_value[values[i] & (n_counts - 1)] - own + 1) / ((double)f->n + 1);
        if (n >= FEWEST_OTHERS)
            chance[i] = fmax(chance[i], log(n * share));
    }
}

static bool chances(const struct finding *f, uint64_t *values, double *chance, struct error *err)
{
    struct bonds bonds;
    size_t n_counts = 16, n_answering = 0;
    while (n_counts < 4 * f->n && n_counts < MOST_SLOTS)
        n_counts *= 2;
    for (size_t p = 0; p < f->n_parts; p++)
        n_answering += f->parts[p].answers ? f->parts[p].n_rows : 0;
    if (!bonds_find(f->parts, f->n_parts, f->n_columns, f->hash, f->work, &bonds, err))
        return false;
    uint32_t *counts = allocate_large(2 * n_counts, sizeof *counts, "frequencies of values", err);
    uint64_t *seen = counts ? allocate_large(bonds.n * f->n, sizeof *seen, "values of rows", err) : NULL;
    for (size_t i = 0; seen && i < f->n; i++)
        chance[i] = log((double)n_answering) + bonds.inflation;
    bool ok = seen != NULL;
    for (size_t k = 0; ok && k < bonds.n; k++) {
        ok = all_hashes(f, bonds.columns[k], values, err);
        if (ok)
            add_frequencies(f, values, counts, n_counts, seen, k, chance);
    }
    for (size_t c = 0; ok && c < f->n_columns; c++) {
        ok = all_hashes(f, c, values, err);
        if (ok)
            add_all_but(f, c, values, counts, n_counts, chance);
    }
    free(counts);
    free(seen);
    return ok;
}

/* Whether N are more than chance gives: the tail of a Poisson distribution (Chernoff's bound). */
static bool beyond_chance(size_t n, double expected)
{
    double mean = doubt * expected, k = (double)n;
    return n >= 2 && k > mean && (mean == 0 || k - mean + k * log(mean / k) < log(certain));
}

/* Leaves the marks of rows that chance would hardly have given a twin. */
static void judge(const struct finding *f, const double *chance, struct twins *out)
{
    size_t i = 0;
    out->n = 0;
    for (size_t p = 0; p < f->n_parts; p++)
        for (size_t row = 0; row < f->parts[p].n_rows; row++, i++) {
            double expected = exp(chance[i]);
            out->marks[i] = out->marks[i] && expected < rich;
            out->n += out->marks[i];
            out->expected += f->parts[p].asks && expected < rich ? expected : 0;
        }
    if (!beyond_chance(out->n, out->expected) || out->n * SHARE < out->n_asked) {
        out->n = 0;
        memset(out->marks, 0, f->n);
    }
}

/* ---- All together ---- */

static bool find(struct finding *f, struct twins *out, struct error *err)
{
    uint64_t *values = allocate_large(f->n, sizeof *values, "the hashes of values", err);
    f->hash = values ? allocate_large(f->n, sizeof *f->hash, "the hashes of rows", err) : NULL;
    f->group = f->hash ? allocate_large(f->n, sizeof *f->group, "groups of equal rows", err) : NULL;
    f->groups = f->group ? allocate_large(f->n, sizeof *f->groups, "groups of equal rows", err) : NULL;
    out->marks = f->groups ? allocate_large(f->n, 1, "the marks of rows", err) : NULL;
    bool ok = out->marks && hash_rows(f, values, err) && group_rows(f, err);
    if (ok && mark(f, out) >= 2) {
        double *chance = allocate_large(f->n, sizeof *chance, "what chance gives", err);
        ok = chance && chances(f, values, chance, err);
        if (ok)
            judge(f, chance, out);
        free(chance);
    } else if (ok) {
        memset(out->marks, 0, f->n);
    }
    free(values);
    free(f->hash);
    free(f->group);
    free(f->groups);
    return ok;
}

bool twins_find(const struct twin_part *parts, size_t n_parts, size_t n_columns, struct work *work, struct twins *out,
                struct error *err)
{
    struct finding f = { .parts = parts, .n_parts = n_parts, .n_columns = n_columns, .work = work };
    *out = (struct twins){ 0 };
    for (size_t p = 0; p < n_parts; p++)
        f.n += parts[p].n_rows;
    if (f.n >= UINT32_MAX || n_columns == 0)
        return true;
    bool ok = find(&f, out, err);
    if (!ok)
        twins_release(out);
    return ok;
}

void twins_release(struct twins *twins)
{
    free(twins->marks);
    *twins = (struct twins){ 0 };
}
