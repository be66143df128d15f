/* Rows by value and rows in order, each in a few passes over a column. */
#include "sql_index.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"

/* ---- Chains ---- */

struct chains {
    enum type type;
    size_t n_heads;
    uint32_t *heads;    /* TEXT: one a code; else a hash table of first rows */
    uint32_t *next;     /* one a row */
    const void *values; /* of the column */
    unsigned shift;     /* 64 - log2(n_heads), for hash tables */
};

static uint64_t value_bits(enum type type, const void *values, size_t row)
{
    uint64_t bits = 0;
    if (type == TYPE_REAL) {
        double value = ((const double *)values)[row] + 0.0; /* -0 becomes 0 */
        memcpy(&bits, &value, sizeof bits);
    } else if (type == TYPE_BOOL) {
        bits = (uint64_t)((const int8_t *)values)[row];
    } else {
        memcpy(&bits, (const int64_t *)values + row, sizeof bits);
    }
    return bits;
}

/* The place of BITS among the heads: where it is, or the empty one where it belongs. */
static size_t chains_place(const struct chains *chains, uint64_t bits)
{
    size_t mask = chains->n_heads - 1, at = hash_mix(bits) >> chains->shift;
    while (chains->heads[at] != NO_ROW && value_bits(chains->type, chains->values, chains->heads[at]) != bits)
        at = (at + 1) & mask;
    return at;
}

static void chains_fill(struct chains *chains, const struct column *column, size_t n_rows)
{
    memset(chains->heads, 0xff, chains->n_heads * sizeof *chains->heads);
    for (size_t row = n_rows; row-- > 0;) {
        chains->next[row] = NO_ROW;
        if (column_is_missing(column, row))
            continue;
        size_t place = chains->type == TYPE_TEXT ? column_code(column, row)
                                                 : chains_place(chains, value_bits(chains->type, chains->values, row));
        chains->next[row] = chains->heads[place];
        chains->heads[place] = (uint32_t)row;
    }
}

struct chains *chains_new(const struct column *column, size_t n_rows, struct error *err)
{
    struct chains *chains = allocate(1, sizeof *chains);
    chains->type = column->type;
    chains->values = column->type == TYPE_TEXT ? NULL : column_values(column);
    if (column->type == TYPE_TEXT) {
        chains->n_heads = (size_t)column->dictionary->n + 1;
    } else {
        unsigned bits = 4;
        while (bits < 40 && ((size_t)1 << bits) < 2 * n_rows)
            bits++;
        chains->n_heads = (size_t)1 << bits;
        chains->shift = 64 - bits;
    }
    chains->heads = allocate_large(chains->n_heads, sizeof *chains->heads, "rows by value", err);
    chains->next = chains->heads != NULL ? allocate_large(n_rows, sizeof *chains->next, "rows by value", err) : NULL;
    if (chains->next == NULL) {
        chains_free(chains);
        return NULL;
    }
    chains_fill(chains, column, n_rows);
    return chains;
}

void chains_free(struct chains *chains)
{
    if (chains == NULL)
        return;
    free(chains->heads);
    free(chains->next);
    free(chains);
}

uint32_t chains_first_code(const struct chains *chains, uint32_t code)
{
    return code < chains->n_heads ? chains->heads[code] : NO_ROW;
}

uint32_t chains_first_integer(const struct chains *chains, int64_t value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return chains->heads[chains_place(chains, bits)];
}

uint32_t chains_first_real(const struct chains *chains, double value)
{
    return chains->heads[chains_place(chains, value_bits(TYPE_REAL, &value, 0))];
}

uint32_t chains_next(const struct chains *chains, uint32_t row)
{
    return chains->next[row];
}

/* ---- Orders: a counting sort a term, the last term first ---- */

bool order_possible(const struct column *column)
{
    return column->type == TYPE_TEXT || column->type == TYPE_BOOL;
}

struct named {
    const struct dictionary *dictionary;
    uint32_t code;
};

static int compare_named(const void *a, const void *b, void *context)
{
    const struct named *x = a, *y = b;
    size_t n, m;
    (void)context;
    const char *first = dictionary_text(x->dictionary, x->code, &n),
               *second = dictionary_text(y->dictionary, y->code, &m);
    int order = memcmp(first, second, n < m ? n : m);
    return order != 0 ? order : (n > m) - (n < m);
}

/* The rank of each code: its place in the order of bytes. NULL and ERR: no memory, or stopped. */
static uint32_t *text_ranks(const struct dictionary *dictionary, bool grouped, struct error *err)
{
    uint32_t *ranks = allocate_large(dictionary->n, sizeof *ranks, "the order of texts", err);
    struct named *names =
        grouped || ranks == NULL ? NULL : allocate_large(dictionary->n, sizeof *names, "the order of texts", err);
    if (ranks == NULL || (!grouped && names == NULL)) {
        free(ranks);
        return NULL;
    }
    for (uint32_t i = 0; i < dictionary->n; i++) {
        ranks[i] = i;
        if (!grouped)
            names[i] = (struct named){ dictionary, i };
    }
    bool sorted = grouped || sort_elements(names, dictionary->n, sizeof *names, compare_named, NULL, NULL, err);
    for (uint32_t i = 0; !grouped && sorted && i < dictionary->n; i++)
        ranks[names[i].code] = i;
    free(names);
    if (!sorted) {
        free(ranks);
        ranks = NULL;
    }
    return ranks;
}

/* Missing is 0, the others follow; the other way round when descending. */
static size_t row_class(const struct order_term *term, const uint32_t *ranks, size_t n_classes, size_t row)
{
    size_t place;
    if (term->column->type == TYPE_TEXT) {
        uint32_t code = column_code(term->column, row);
        place = code == TEXT_MISSING ? 0 : (size_t)ranks[code] + 1;
    } else {
        int8_t value = column_bools(term->column)[row];
        place = value == BOOL_MISSING ? 0 : (size_t)value + 1;
    }
    return term->descending ? n_classes - 1 - place : place;
}

static bool order_pass(const struct order_term *term, const uint32_t *from, uint32_t *to, size_t n_rows,
                       struct error *err)
{
    bool text = term->column->type == TYPE_TEXT;
    size_t n_classes = text ? (size_t)term->column->dictionary->n + 1 : 3;
    uint32_t *ranks = text ? text_ranks(term->column->dictionary, term->grouped, err) : NULL;
    uint32_t *starts = !text || ranks != NULL ? allocate_large(n_classes + 1, sizeof *starts, "an order", err) : NULL;
    if (starts == NULL) {
        free(ranks);
        return false;
    }
    memset(starts, 0, (n_classes + 1) * sizeof *starts);
    bool ok = true;
    for (size_t i = 0; i < n_rows && (ok = loop_goes_on(i, err)); i++)
        starts[row_class(term, ranks, n_classes, i) + 1]++;
    for (size_t i = 0; i < n_classes; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; ok && i < n_rows && (ok = loop_goes_on(i, err)); i++) {
        uint32_t row = from != NULL ? from[i] : (uint32_t)i;
        to[starts[row_class(term, ranks, n_classes, row)]++] = row;
    }
    free(starts);
    free(ranks);
    return ok;
}

uint32_t *order_new(const struct order_term *terms, size_t n_terms, size_t n_rows, struct error *err)
{
    uint32_t *order = NULL;
    for (size_t i = n_terms; i-- > 0;) {
        uint32_t *next = allocate_large(n_rows, sizeof *next, "an order", err);
        bool ok = next != NULL && order_pass(&terms[i], order, next, n_rows, err);
        free(order);
        order = next;
        if (!ok) {
            free(order);
            return NULL;
        }
    }
    return order;
}
