/* Tables compared: rows are matched once, then each column is looked at in blocks of rows, in parallel. */
#include "patron/workspace/diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diff_align.h"
#include "diff_content.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/feature/reference.h"
#include "patron/study/study.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"

enum { BLOCK_ROWS = 1 << 16, PSI_ROWS = 200000, LEVELS_MOST = 1000 };

void table_difference_release(struct table_difference *difference)
{
    free(difference->columns);
    *difference = (struct table_difference){ 0 };
}

/* ---- Columns one by one ---- */

struct tally {
    size_t n_missing, n_seen;
    double sum;
};

struct comparing {
    const struct column *then, *now; /* of one name and type */
    const uint32_t *match;           /* the row of THEN for each row of NOW, UINT32_MAX: none; NULL: by content */
    const uint32_t *codes;           /* TEXT: the code of THEN for each code of NOW */
    uint8_t *changed;                /* one a row of NOW */
    size_t n_rows;
    size_t *counts; /* one a block */
};

static bool same_value(const struct comparing *c, size_t row, size_t before)
{
    switch (c->now->type) {
    case TYPE_BOOL:
        return column_bools(c->now)[row] == column_bools(c->then)[before];
    case TYPE_REAL: {
        double a = column_reals(c->now)[row], b = column_reals(c->then)[before];
        return a == b || (isnan(a) && isnan(b));
    }
    case TYPE_TEXT: {
        uint32_t code = column_code(c->now, row);
        return (code == TEXT_MISSING ? TEXT_MISSING : c->codes[code]) == column_code(c->then, before);
    }
    default:
        return column_int(c->now, row) == column_int(c->then, before);
    }
}

static void compare_block(void *context, size_t block)
{
    struct comparing *c = context;
    size_t last = (block + 1) * BLOCK_ROWS < c->n_rows ? (block + 1) * BLOCK_ROWS : c->n_rows, n = 0;
    for (size_t row = block * BLOCK_ROWS; row < last; row++) {
        if (c->match[row] == UINT32_MAX || same_value(c, row, c->match[row]))
            continue;
        c->changed[row] = 1;
        n++;
    }
    c->counts[block] = n;
}

/* The code that each text of NOW has in THEN; one that THEN lacks differs from all, and from missing too. */
static uint32_t *map_codes(const struct column *then, const struct column *now, struct error *err)
{
    uint32_t *codes = allocate_large((size_t)now->dictionary->n + 1, sizeof *codes, "the texts of a column", err);
    struct text_index *index = codes != NULL ? text_index_new(then->dictionary, err) : NULL;
    if (index == NULL) {
        free(codes);
        return NULL;
    }
    for (uint32_t i = 0; i < now->dictionary->n; i++) {
        size_t length;
        const char *text = dictionary_text(now->dictionary, i, &length);
        codes[i] = text_index_find(index, text, length);
        if (codes[i] == TEXT_MISSING)
            codes[i] = TEXT_MISSING - 1;
    }
    text_index_free(index);
    return codes;
}

static bool count_changed(struct comparing *c, struct work *work, size_t *out, struct error *err)
{
    size_t n_blocks = (c->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    uint32_t *codes = c->now->type == TYPE_TEXT ? map_codes(c->then, c->now, err) : NULL;
    if (c->now->type == TYPE_TEXT && codes == NULL)
        return false;
    c->codes = codes;
    c->counts = allocate(n_blocks + 1, sizeof *c->counts);
    bool ok = work_run(work, n_blocks, compare_block, c, err);
    for (size_t i = 0; i < n_blocks; i++)
        *out += c->counts[i];
    free(c->counts);
    free(codes);
    return ok;
}

/* ---- What a column says of itself ---- */

struct tallying {
    const struct column *column;
    size_t n_rows;
    struct tally *tallies;
};

static void tally_block(void *context, size_t block)
{
    struct tallying *t = context;
    size_t last = (block + 1) * BLOCK_ROWS < t->n_rows ? (block + 1) * BLOCK_ROWS : t->n_rows;
    bool number = t->column->type != TYPE_TEXT && t->column->type != TYPE_TIME;
    struct tally tally = { 0, 0, 0 };
    for (size_t row = block * BLOCK_ROWS; row < last; row++) {
        if (column_is_missing(t->column, row)) {
            tally.n_missing++;
            continue;
        }
        tally.n_seen++;
        tally.sum += number ? column_number(t->column, row) : 0;
    }
    t->tallies[block] = tally;
}

static bool column_tally(const struct column *column, size_t n_rows, struct work *work, double *missing, double *mean,
                         struct error *err)
{
    size_t n_blocks = (n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    struct tallying t = { column, n_rows, allocate(n_blocks + 1, sizeof *t.tallies) };
    bool ok = work_run(work, n_blocks, tally_block, &t, err);
    struct tally all = { 0, 0, 0 };
    for (size_t i = 0; i < n_blocks; i++) {
        all.n_missing += t.tallies[i].n_missing;
        all.n_seen += t.tallies[i].n_seen;
        all.sum += t.tallies[i].sum;
    }
    free(t.tallies);
    bool number = column->type != TYPE_TEXT && column->type != TYPE_TIME;
    *missing = n_rows > 0 ? (double)all.n_missing / (double)n_rows : NAN;
    *mean = number && all.n_seen > 0 ? all.sum / (double)all.n_seen : NAN;
    return ok;
}

/* ---- Distributions ---- */

static bool has_distribution(const struct column *column)
{
    return column->type == TYPE_TEXT ? column->dictionary->n <= LEVELS_MOST : column->type != TYPE_TIME;
}

/* Every so many rows of one column, as a table of its own. */
static struct table *sample(const struct table *table, const struct column *column, struct error *err)
{
    size_t step = (table->n_rows + PSI_ROWS - 1) / PSI_ROWS, n = 0;
    uint32_t *rows = allocate(table->n_rows / step + 1, sizeof *rows);
    for (size_t row = 0; row < table->n_rows; row += step)
        rows[n++] = (uint32_t)row;
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add_column_of(assembly, table, (size_t)(column - table->columns), column->name);
    struct table *one = assembly_finish(assembly), *taken = table_take(one, table->name, rows, n, err);
    table_release(one);
    free(rows);
    return taken;
}

static bool column_psi(const struct table *then, const struct column *before, const struct table *now,
                       const struct column *after, struct work *work, struct column_difference *out, struct error *err)
{
    if (then->n_rows == 0 || now->n_rows == 0 || !has_distribution(before) || !has_distribution(after))
        return true;
    struct table *a = sample(then, before, err), *b = a != NULL ? sample(now, after, err) : NULL;
    struct drift drift = { 0 };
    bool ok = b != NULL && study_drift(a, b, work, &drift, err);
    if (ok && drift.n == 1) {
        out->psi = drift.features[0].psi;
        out->state = drift.features[0].state;
    }
    if (ok)
        drift_release(&drift);
    table_release(a);
    table_release(b);
    return ok;
}

/* ---- All together ---- */

struct pair {
    const struct table *then, *now; /* with columns of the same types */
    const char *key;                /* has no distribution of interest; NULL: by content */
    uint32_t *match;
    uint8_t *changed;
    struct work *work;
};

static enum column_change change_of(const struct column_difference *d)
{
    if (d->type_then != d->type_now)
        return COLUMN_RETYPED;
    return d->n_changed > 0 ? COLUMN_CHANGED : COLUMN_SAME;
}

/* What THEN and NOW say of a column by themselves, each in the type it has there. */
static bool tell_sides(const struct table *table_then, const struct table *table_now, struct column_difference *d,
                       struct work *work, struct error *err)
{
    const struct column *then = table_column(table_then, d->name), *now = table_column(table_now, d->name);
    d->missing_then = d->missing_now = d->mean_then = d->mean_now = d->psi = NAN;
    if (then != NULL)
        d->type_then = then->type;
    if (now != NULL)
        d->type_now = now->type;
    return (then == NULL || column_tally(then, table_then->n_rows, work, &d->missing_then, &d->mean_then, err)) &&
           (now == NULL || column_tally(now, table_now->n_rows, work, &d->missing_now, &d->mean_now, err));
}

static bool compare_column(struct pair *pair, struct column_difference *d, struct error *err)
{
    const struct column *then = table_column(pair->then, d->name), *now = table_column(pair->now, d->name);
    if (then == NULL || now == NULL) {
        d->change = then == NULL ? COLUMN_ADDED : COLUMN_REMOVED;
        return true;
    }
    struct comparing c = {
        .then = then, .now = now, .match = pair->match, .changed = pair->changed, .n_rows = pair->now->n_rows
    };
    if (pair->match != NULL && !count_changed(&c, pair->work, &d->n_changed, err))
        return false;
    d->change = change_of(d);
    if (pair->key != NULL && strcmp(pair->key, d->name) == 0) {
        d->mean_then = d->mean_now = NAN;
        return true;
    }
    if (d->change == COLUMN_RETYPED && then->type == TYPE_TEXT)
        return true; /* levels of numbers that became texts are no distribution */
    return column_psi(pair->then, then, pair->now, now, pair->work, d, err);
}

static void list_columns(const struct table *then, const struct table *now, struct table_difference *out)
{
    out->columns = allocate(then->n_columns + now->n_columns + 1, sizeof *out->columns);
    for (size_t i = 0; i < then->n_columns; i++)
        out->columns[out->n_columns++].name = then->columns[i].name;
    for (size_t i = 0; i < now->n_columns; i++)
        if (table_column(then, now->columns[i].name) == NULL)
            out->columns[out->n_columns++].name = now->columns[i].name;
}

/* Of a KEY with a time: TABLE as reference data, each row of which is one of its key and time. False when it is not. */
static bool read_reference(const struct table *table, const char *key, struct reference_data *out)
{
    const char *comma = key != NULL ? strchr(key, ',') : NULL;
    if (comma == NULL)
        return false;
    char *name = copy_bytes(key, (size_t)(comma - key));
    const struct column *own = table_column(table, name), *from = table_column(table, comma + 1);
    struct reference_faults faults;
    bool ok = own != NULL && from != NULL && from->type == TYPE_TIME && own->type != TYPE_REAL;
    if (ok)
        *out = reference_from(table, name, comma + 1, NULL, NULL);
    free(name);
    return ok && reference_check(out, &faults, NULL) && faults.n_twice + faults.n_lost == 0;
}

/* Whether the key names each row of both tables once. */
static bool key_usable(const struct pair *pair, const char *key)
{
    struct reference_data reference;
    if (read_reference(pair->then, key, &reference) && read_reference(pair->now, key, &reference))
        return true;
    const struct column *then = key != NULL ? table_column(pair->then, key) : NULL,
                        *now = key != NULL ? table_column(pair->now, key) : NULL;
    if (then == NULL || now == NULL || then->type == TYPE_REAL || now->type == TYPE_REAL)
        return false;
    size_t double_then = 0, double_now = 0;
    column_first_duplicate(then, pair->then->n_rows, NULL, &double_then);
    column_first_duplicate(now, pair->now->n_rows, NULL, &double_now);
    return double_then == 0 && double_now == 0;
}

static uint32_t *find_match(const struct pair *pair, const char *key, size_t *n_unmatched, struct error *err)
{
    struct reference_data then, now;
    if (read_reference(pair->then, key, &then) && read_reference(pair->now, key, &now))
        return reference_match(&now, &then, n_unmatched, err);
    return join_rows(table_column(pair->now, key), pair->now->n_rows, table_column(pair->then, key), pair->then->n_rows,
                     n_unmatched, err);
}

static bool match_rows(struct pair *pair, const char *key, struct table_difference *out, struct error *err)
{
    size_t n_unmatched = 0;
    pair->changed = allocate_large(pair->now->n_rows, 1, "the rows that changed", err);
    pair->match = pair->changed != NULL ? find_match(pair, key, &n_unmatched, err) : NULL;
    if (pair->match == NULL)
        return false;
    memset(pair->changed, 0, pair->now->n_rows);
    out->n_added = n_unmatched;
    out->n_removed = pair->then->n_rows - (pair->now->n_rows - n_unmatched);
    return true;
}

static bool compare(struct pair *pair, const char *key, struct table_difference *out, struct error *err)
{
    out->by_key = key_usable(pair, key);
    pair->key = out->by_key ? key : NULL;
    bool ok = out->by_key ? match_rows(pair, key, out, err)
                          : contents_compare(pair->then, pair->now, pair->work, &out->n_added, &out->n_removed, err);
    for (size_t i = 0; ok && i < out->n_columns; i++) {
        ok = compare_column(pair, &out->columns[i], err) && work_go_on(pair->work, err);
        work_advance(pair->work, 1);
    }
    for (size_t i = 0; ok && out->by_key && i < pair->now->n_rows; i++)
        out->n_changed += pair->changed[i];
    free(pair->changed);
    free(pair->match);
    return ok;
}

bool tables_compare(const struct table *then, const struct table *now, const char *key, struct work *work,
                    struct table_difference *out, struct error *err)
{
    struct table *aligned_then, *aligned_now;
    *out = (struct table_difference){ .n_then = then->n_rows, .n_now = now->n_rows, .psi_rows = PSI_ROWS };
    list_columns(then, now, out);
    bool ok = tables_align(then, now, &aligned_then, &aligned_now, err);
    work_begin(work, "columns", 2 * out->n_columns);
    for (size_t i = 0; ok && i < out->n_columns; i++) {
        ok = tell_sides(then, now, &out->columns[i], work, err) && work_go_on(work, err);
        work_advance(work, 1);
    }
    struct pair pair = { .then = aligned_then, .now = aligned_now, .work = work };
    ok = ok && compare(&pair, key, out, err);
    work_end(work);
    table_release(aligned_then);
    table_release(aligned_now);
    if (!ok)
        table_difference_release(out);
    return ok;
}
