/* Views: rows and columns of a table chosen and filtered; and rows taken out into a table of their own. */
#include "patron/table/view.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "table/owner.h"

struct view *view_new(const struct table *table)
{
    struct view *view = allocate(1, sizeof(*view));
    view->table = table_retain(table);
    view->n_rows = table->n_rows;
    view->n_columns = table->n_columns;
    return view;
}

void view_free(struct view *view)
{
    if (!view)
        return;
    table_release(view->table);
    free(view->rows);
    free(view->columns);
    free(view);
}

bool view_filter(struct view *view, const int8_t *keep, struct error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < view->n_rows; i++)
        n += keep[i] == 1;
    uint32_t *rows = allocate_large(n, sizeof(*rows), "the rows of a view", err);
    if (!rows)
        return false;
    n = 0;
    for (size_t i = 0; i < view->n_rows; i++)
        if (keep[i] == 1)
            rows[n++] = (uint32_t)view_row(view, i);
    free(view->rows);
    view->rows = rows;
    view->n_rows = n;
    return true;
}

void view_limit(struct view *view, size_t n)
{
    if (n < view->n_rows)
        view->n_rows = n;
}

static void gather_packed(const struct column *column, const uint32_t *rows, size_t n_rows, void *out)
{
    if (column->type == TYPE_TEXT)
        for (size_t i = 0; i < n_rows; i++)
            ((uint32_t *)out)[i] = rows[i] == UINT32_MAX ? TEXT_MISSING : column_code(column, rows[i]);
    else
        for (size_t i = 0; i < n_rows; i++)
            ((int64_t *)out)[i] = rows[i] == UINT32_MAX ? INT_MISSING : column_int(column, rows[i]);
}

/* Row UINT32_MAX is nobody's: its values are missing. */
static void gather(const struct column *column, const uint32_t *rows, size_t n_rows, void *out)
{
    if (column->packed) {
        gather_packed(column, rows, n_rows, out);
        return;
    }
    switch (type_size(column->type)) {
    case 1: {
        const int8_t *from = column->values;
        for (size_t i = 0; i < n_rows; i++)
            ((int8_t *)out)[i] = rows[i] == UINT32_MAX ? BOOL_MISSING : from[rows[i]];
        break;
    }
    case 4: {
        const uint32_t *from = column->values;
        for (size_t i = 0; i < n_rows; i++)
            ((uint32_t *)out)[i] = rows[i] == UINT32_MAX ? TEXT_MISSING : from[rows[i]];
        break;
    }
    default: {
        const int64_t *from = column->values; /* numbers with a point too: eight bytes are moved */
        int64_t missing = INT_MISSING;
        if (column->type == TYPE_REAL)
            values_clear(&missing, TYPE_REAL, 0, 1);
        for (size_t i = 0; i < n_rows; i++)
            ((int64_t *)out)[i] = rows[i] == UINT32_MAX ? missing : from[rows[i]];
    }
    }
}

enum { GATHERED_ROWS = 1 << 18 }; /* from one question whether to stop to the next */

/* The columns of a table that borrows its dictionaries from another. */
struct taken {
    struct table *source;
    size_t n_columns;
    struct column *columns;
};

static void taken_free(void *pointer)
{
    struct taken *taken = pointer;
    for (size_t i = 0; i < taken->n_columns; i++)
        free((void *)(uintptr_t)taken->columns[i].values);
    free(taken->columns);
    table_release(taken->source);
    free(taken);
}

struct table *table_take(const struct table *table, const char *name, const uint32_t *rows, size_t n_rows,
                         struct error *err)
{
    struct taken *taken = allocate(1, sizeof(*taken));
    taken->source = table_retain(table);
    taken->columns = allocate(table->n_columns, sizeof(*taken->columns));
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        void *values = allocate_large(n_rows, type_size(column->type), column->name, err);
        if (!values) {
            taken_free(taken);
            return NULL;
        }
        bool ok = true;
        for (size_t at = 0; at < n_rows && (ok = work_go_on(NULL, err)); at += GATHERED_ROWS)
            gather(column, rows + at, n_rows - at < GATHERED_ROWS ? n_rows - at : GATHERED_ROWS,
                   (char *)values + at * type_size(column->type));
        if (!ok) {
            free(values);
            taken_free(taken);
            return NULL;
        }
        taken->columns[i] = *column; /* names, units and dictionaries stay the source's, which is kept alive */
        taken->columns[i].values = values;
        taken->columns[i].packed = NULL;
        taken->n_columns++;
    }
    return table_wrap(name, n_rows, taken->columns, taken->n_columns, taken_free, taken);
}
