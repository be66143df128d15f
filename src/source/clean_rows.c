/* Rows that are equal, and tables without some of their rows. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"
#include "patron/table/packed.h"
#include "patron/table/view.h"

void cleaned_release(struct cleaned *cleaned)
{
    table_release(cleaned->table);
    table_release(cleaned->removed);
    *cleaned = (struct cleaned){ 0 };
}

bool clean_drop(const struct table *table, const int8_t *marked, struct cleaned *out, struct error *err)
{
    *out = (struct cleaned){ 0 };
    uint32_t *rows = allocate_large(table->n_rows, sizeof *rows, "the rows to keep", err);
    if (!rows)
        return false;
    size_t kept = 0, gone = 0;
    for (size_t i = 0; i < table->n_rows; i++)
        if (!marked[i])
            rows[kept++] = (uint32_t)i;
    out->n_changed = table->n_rows - kept;
    bool ok = true;
    if (out->n_changed > 0) {
        out->table = table_take(table, table->name, rows, kept, err);
        for (size_t i = 0; i < table->n_rows; i++)
            if (marked[i])
                rows[gone++] = (uint32_t)i;
        out->removed = out->table ? table_take(table, table->name, rows, gone, err) : NULL;
        ok = out->removed != NULL;
    }
    free(rows);
    return ok;
}

/* ---- Equal rows: one pass in the order of rows, so that the first of equal ones is found ---- */

/* The bits by which the value of ROW is told from others: of reals, one zero and one NaN. */
static uint64_t value_bits(const struct column *column, size_t row)
{
    size_t size = column_width(column);
    uint64_t bits = 0;
    if (column->type == TYPE_REAL) {
        double value = column_reals(column)[row] + 0.0;
        value = isnan(value) ? NAN : value;
        memcpy(&bits, &value, sizeof bits);
    } else {
        memcpy(&bits, (const char *)column_place(column) + row * size, size);
    }
    return bits;
}

static uint64_t row_hash(const struct column *const *columns, size_t n_columns, size_t row)
{
    uint64_t hash = 0;
    for (size_t c = 0; c < n_columns; c++)
        hash = hash_mix(hash ^ value_bits(columns[c], row)) + c;
    return hash;
}

static bool rows_equal(const struct column *const *columns, size_t n_columns, size_t a, size_t b)
{
    for (size_t c = 0; c < n_columns; c++)
        if (value_bits(columns[c], a) != value_bits(columns[c], b))
            return false;
    return true;
}

enum { STRETCH = 1 << 16 }; /* rows between two questions whether to stop */

uint32_t *rows_first(const struct column *const *columns, size_t n_columns, size_t n_rows, struct error *err)
{
    size_t n_slots = 16;
    while (n_slots < n_rows * 2)
        n_slots *= 2;
    uint32_t *slots = allocate_large(n_slots, sizeof *slots, "the index of rows", err);
    uint32_t *first = slots ? allocate_large(n_rows, sizeof *first, "the index of rows", err) : NULL;
    if (!first) {
        free(slots);
        return NULL;
    }
    memset(slots, 0xFF, n_slots * sizeof *slots);
    bool ok = true;
    for (size_t i = 0; ok && i < n_rows; i++) {
        if (i % STRETCH == 0 && !(ok = work_go_on(NULL, err)))
            break;
        size_t at = row_hash(columns, n_columns, i) & (n_slots - 1);
        while (slots[at] != UINT32_MAX && !rows_equal(columns, n_columns, slots[at], i))
            at = (at + 1) & (n_slots - 1);
        if (slots[at] == UINT32_MAX)
            slots[at] = (uint32_t)i;
        first[i] = slots[at];
    }
    free(slots);
    if (ok)
        return first;
    free(first);
    return NULL;
}

int8_t *rows_twice(const struct table *table, const struct column *const *columns, size_t n_columns, size_t *n_twice,
                   struct error *err)
{
    const struct column **all = allocate(table->n_columns + 1, sizeof *all);
    for (size_t c = 0; c < table->n_columns; c++)
        all[c] = &table->columns[c];
    uint32_t *first =
        rows_first(n_columns > 0 ? columns : all, n_columns > 0 ? n_columns : table->n_columns, table->n_rows, err);
    int8_t *marked = first ? allocate_large(table->n_rows, 1, "the marks of rows", err) : NULL;
    *n_twice = 0;
    for (size_t i = 0; marked && i < table->n_rows; i++) {
        marked[i] = first[i] != i;
        *n_twice += (size_t)marked[i];
    }
    free(first);
    free(all);
    return marked;
}

/* Whether row A stands before row B in ORDER; rows that are equal there stand as they do in the table. */
static bool stands_before(const struct column *order, size_t a, size_t b)
{
    int way = 0;
    if (order) {
        bool no_a = column_is_missing(order, a), no_b = column_is_missing(order, b);
        way = no_a || no_b ? (int)no_b - (int)no_a : column_compare(order, a, b);
    }
    return way < 0 || (way == 0 && a < b);
}

int8_t *rows_but_one(const struct table *table, const struct column *const *columns, size_t n_columns,
                     const struct column *order, bool last, struct error *err)
{
    uint32_t *first = rows_first(columns, n_columns, table->n_rows, err);
    uint32_t *best = first ? allocate_large(table->n_rows, sizeof *best, "the marks of rows", err) : NULL;
    int8_t *marked = best ? allocate_large(table->n_rows, 1, "the marks of rows", err) : NULL;
    for (size_t i = 0; marked && i < table->n_rows; i++) {
        uint32_t *of = &best[first[i]];
        if (first[i] == i || stands_before(order, i, *of) != last)
            *of = (uint32_t)i;
    }
    for (size_t i = 0; marked && i < table->n_rows; i++)
        marked[i] = best[first[i]] != i;
    free(best);
    free(first);
    return marked;
}

/* ---- Columns ---- */

struct table *table_with(const struct table *table, const struct table *column)
{
    const char *name = column->columns[0].name;
    bool there = table_column(table, name) != NULL;
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    for (size_t c = 0; c < table->n_columns; c++) {
        bool replaced = strcmp(table->columns[c].name, name) == 0;
        assembly_add_column_of(assembly, replaced ? column : table, replaced ? 0 : c, table->columns[c].name);
    }
    if (!there)
        assembly_add_column_of(assembly, column, 0, name);
    return assembly_finish(assembly);
}
