/* Tables: shared by count, looked up by name; and the single values of their columns. */
#include "patron/table/table.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/table/builder.h"
#include "table/owner.h"

struct table_owner {
    atomic_size_t n_users;
    void (*free_function)(void *);
    void *owner;
    struct table table;
};

struct type_row {
    const char *name;
    size_t size;
};
static const struct type_row types[N_TYPES] = {
    [TYPE_BOOL] = { "bool", sizeof(int8_t) },   [TYPE_INT] = { "int", sizeof(int64_t) },
    [TYPE_REAL] = { "real", sizeof(double) },   [TYPE_TIME] = { "time", sizeof(int64_t) },
    [TYPE_TEXT] = { "text", sizeof(uint32_t) },
};

const char *type_name(enum type type)
{
    return types[type].name;
}

size_t type_size(enum type type)
{
    return types[type].size;
}

bool type_from_name(const char *name, enum type *out)
{
    for (unsigned type = 0; type < N_TYPES; type++)
        if (strcmp(types[type].name, name) == 0) {
            *out = (enum type)type;
            return true;
        }
    return false;
}

struct table *table_wrap(const char *name, size_t n_rows, const struct column *columns, size_t n_columns,
                         void (*free_function)(void *), void *owner)
{
    struct table_owner *own = allocate(1, sizeof(*own));
    atomic_init(&own->n_users, 1);
    own->free_function = free_function;
    own->owner = owner;
    own->table = (struct table){ copy_text(name), n_rows, n_columns, columns, own };
    return &own->table;
}

struct table *table_retain(const struct table *table)
{
    atomic_fetch_add_explicit(&table->owner->n_users, 1, memory_order_relaxed);
    return &table->owner->table;
}

void table_release(struct table *table)
{
    if (!table)
        return;
    struct table_owner *own = table->owner;
    if (atomic_fetch_sub_explicit(&own->n_users, 1, memory_order_acq_rel) != 1)
        return;
    if (own->free_function)
        own->free_function(own->owner);
    free((char *)(uintptr_t)own->table.name);
    free(own);
}

const struct column *table_column(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    return NULL;
}

const struct column *table_need_column(const struct table *table, const char *name, struct error *err)
{
    const struct column *column = table_column(table, name);
    if (column)
        return column;
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < table->n_columns; i++)
        nearest_offer(&nearest, table->columns[i].name);
    fail(err, ERROR_USER, E_NO_COLUMN, "%s has no column '%s'", table->name, name);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    return NULL;
}

bool column_is_missing(const struct column *column, size_t row)
{
    switch (column->type) {
    case TYPE_BOOL:
        return column_bools(column)[row] == BOOL_MISSING;
    case TYPE_INT:
    case TYPE_TIME:
        return column_int(column, row) == INT_MISSING;
    case TYPE_REAL:
        return isnan(column_reals(column)[row]);
    default:
        return column_code(column, row) == TEXT_MISSING;
    }
}

double column_number(const struct column *column, size_t row)
{
    switch (column->type) {
    case TYPE_BOOL:
        return column_bools(column)[row] == BOOL_MISSING ? NAN : column_bools(column)[row];
    case TYPE_INT:
    case TYPE_TIME:
        return column_int(column, row) == INT_MISSING ? NAN : (double)column_int(column, row);
    case TYPE_REAL:
        return column_reals(column)[row];
    default:
        bug("the number of a text");
    }
}

bool column_whole(const struct column *column, size_t row, int64_t *out)
{
    double real;
    switch (column->type) {
    case TYPE_BOOL:
        *out = column_bools(column)[row];
        return *out != BOOL_MISSING;
    case TYPE_INT:
    case TYPE_TIME:
        *out = column_int(column, row);
        return *out != INT_MISSING;
    case TYPE_REAL:
        real = column_reals(column)[row];
        if (!(fabs(real) <= 0x1p53) || real != floor(real))
            return false;
        *out = (int64_t)real;
        return true;
    default:
        return false;
    }
}

void values_clear(void *values, enum type type, size_t first, size_t n)
{
    switch (type) {
    case TYPE_BOOL:
        memset((int8_t *)values + first, BOOL_MISSING, n);
        break;
    case TYPE_INT:
    case TYPE_TIME:
        for (size_t i = 0; i < n; i++)
            ((int64_t *)values)[first + i] = INT_MISSING;
        break;
    case TYPE_REAL:
        for (size_t i = 0; i < n; i++)
            ((double *)values)[first + i] = NAN;
        break;
    default:
        memset((uint32_t *)values + first, 0xFF, n * sizeof(uint32_t)); /* TEXT_MISSING is all ones */
    }
}

static int compare_texts(const struct dictionary *dictionary, uint32_t a, uint32_t b)
{
    size_t n, m;
    const char *left = dictionary_text(dictionary, a, &n);
    const char *right = dictionary_text(dictionary, b, &m);
    int order = memcmp(left, right, n < m ? n : m);
    return order ? (order > 0) - (order < 0) : (n > m) - (n < m);
}

int column_compare(const struct column *column, size_t a, size_t b)
{
    bool a_missing = column_is_missing(column, a), b_missing = column_is_missing(column, b);
    if (a_missing || b_missing)
        return a_missing - b_missing;
    switch (column->type) {
    case TYPE_BOOL: {
        const int8_t *values = column_bools(column);
        return (values[a] > values[b]) - (values[a] < values[b]);
    }
    case TYPE_INT:
    case TYPE_TIME: {
        int64_t left = column_int(column, a), right = column_int(column, b);
        return (left > right) - (left < right);
    }
    case TYPE_REAL: {
        const double *values = column_reals(column);
        return (values[a] > values[b]) - (values[a] < values[b]);
    }
    default: {
        uint32_t left = column_code(column, a), right = column_code(column, b);
        return left == right ? 0 : compare_texts(column->dictionary, left, right);
    }
    }
}
