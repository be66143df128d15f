/* Tables as they were known at a cutoff. */
#include "patron/feature/known.h"

#include "feature/copied.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"

/* ---- Copies ---- */

struct copied {
    struct table *original; /* holds names and dictionaries */
    struct column *columns;
};

static void copied_free(void *owner)
{
    struct copied *copied = owner;
    for (size_t i = 0; i < copied->original->n_columns; i++)
        free((void *)copied->columns[i].values);
    free(copied->columns);
    table_release(copied->original);
    free(copied);
}

struct table *table_copied(const struct table *table, struct column **columns, struct error *err)
{
    struct copied *copied = allocate(1, sizeof *copied);
    copied->original = table_retain(table);
    copied->columns = allocate(table->n_columns + 1, sizeof *copied->columns);
    for (size_t i = 0; i < table->n_columns; i++) {
        copied->columns[i] = table->columns[i];
        copied->columns[i].values = NULL;
        copied->columns[i].packed = NULL;
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        size_t size = type_size(table->columns[i].type);
        void *values = allocate_large(table->n_rows, size, "a copy of a table", err);
        if (!values) {
            copied_free(copied);
            return NULL;
        }
        copied->columns[i].values = memcpy(values, column_values(&table->columns[i]), table->n_rows * size);
    }
    *columns = copied->columns;
    return table_wrap(table->name, table->n_rows, copied->columns, table->n_columns, copied_free, copied);
}

void column_set_missing(const struct column *column, size_t row)
{
    char *value = (char *)column->values + row * type_size(column->type);
    if (column->type == TYPE_BOOL)
        *(int8_t *)value = BOOL_MISSING;
    else if (column->type == TYPE_REAL)
        *(double *)value = NAN;
    else if (column->type == TYPE_TEXT)
        *(uint32_t *)value = TEXT_MISSING;
    else
        *(int64_t *)value = INT_MISSING;
}

/* ---- What was known ---- */

bool events_have_late(const struct events *events)
{
    bool have = events->end_column > 0;
    for (size_t k = 0; events->late && k < events->table->n_columns; k++)
        have = have || events->late[k] > 0;
    return have;
}

static bool is_there(const struct events *events, size_t row, int64_t cutoff)
{
    const struct column *columns = events->table->columns;
    const struct column *known = events->known_column == SIZE_MAX ? NULL : &columns[events->known_column];
    int64_t time = events->time_column == SIZE_MAX ? INT64_MIN : column_ints(&columns[events->time_column])[row];
    if (cutoff == TIME_MISSING)
        return events->people;
    if (time == TIME_MISSING && events->time_column != SIZE_MAX && !events->people)
        return false;
    return time < cutoff && (!known || time_is_known(column_ints(known)[row], known->date_only, cutoff));
}

/* TABLE, which has the columns of EVENTS and is released, with the values that came later missing. */
static struct table *hide_late(const struct events *events, struct table *table, int64_t cutoff, size_t *n_hidden,
                               struct error *err)
{
    struct column *columns;
    struct table *copy = events_have_late(events) ? table_copied(table, &columns, err) : table_retain(table);
    struct events rows = *events;
    rows.table = table;
    for (size_t k = 0; copy && copy->owner != table->owner && k < table->n_columns; k++)
        for (size_t row = 0; events_late(events, k) > 0 && row < table->n_rows; row++) {
            if (known_value(&rows, k, row, cutoff) || column_is_missing(&table->columns[k], row))
                continue;
            column_set_missing(&columns[k], row);
            ++*n_hidden;
        }
    table_release(table);
    return copy;
}

struct table *known_table(const struct events *events, int64_t cutoff, struct known_counts *counts, struct error *err)
{
    const struct table *table = events->table;
    uint32_t *rows = allocate_large(table->n_rows + 1, sizeof *rows, "the rows of a date", err);
    size_t n = 0, n_hidden = 0;
    bool ok = rows != NULL;
    for (size_t row = 0; ok && row < table->n_rows && (ok = loop_goes_on(row, err)); row++)
        if (is_there(events, row, cutoff))
            rows[n++] = (uint32_t)row;
    struct table *there = !ok                  ? NULL
                          : n == table->n_rows ? table_retain(table)
                                               : table_take(table, table->name, rows, n, err);
    free(rows);
    struct table *known = there ? hide_late(events, there, cutoff, &n_hidden, err) : NULL;
    if (known && counts)
        *counts = (struct known_counts){ table->n_rows - n, n_hidden };
    return known;
}
