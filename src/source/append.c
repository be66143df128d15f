/* The rows of one table behind those of another. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"

/* The codes of COLUMN's texts in a dictionary that holds those of others too; the caller frees. */
static uint32_t *add_texts(struct dictionary_builder *builder, const struct column *column, struct error *err)
{
    uint32_t n = column->dictionary->n;
    uint32_t *codes = allocate_large(n, sizeof *codes, "the texts of a column", err);
    bool ok = codes != NULL;
    for (uint32_t code = 0; ok && code < n && (ok = loop_goes_on(code, err)); code++) {
        size_t length;
        const char *text = dictionary_text(column->dictionary, code, &length);
        codes[code] = dictionary_builder_add(builder, text, length);
    }
    if (!ok) {
        free(codes);
        return NULL;
    }
    return codes;
}

static bool copy_texts(struct dictionary_builder *builder, const struct column *column, size_t n, uint32_t *out,
                       struct error *err)
{
    uint32_t *codes = add_texts(builder, column, err);
    bool ok = codes != NULL;
    for (size_t i = 0; ok && i < n && (ok = loop_goes_on(i, err)); i++) {
        uint32_t code = column_codes(column)[i];
        out[i] = code == TEXT_MISSING ? TEXT_MISSING : codes[code];
    }
    free(codes);
    return ok;
}

static void fill_missing(enum type type, void *values, size_t from, size_t n)
{
    for (size_t i = from; i < n; i++)
        if (type == TYPE_BOOL)
            ((int8_t *)values)[i] = BOOL_MISSING;
        else if (type == TYPE_TEXT)
            ((uint32_t *)values)[i] = TEXT_MISSING;
        else if (type == TYPE_REAL)
            ((double *)values)[i] = NAN;
        else
            ((int64_t *)values)[i] = INT_MISSING;
}

static bool append_column(struct assembly *assembly, const struct column *column, size_t n, const struct column *more,
                          size_t n_more, struct error *err)
{
    size_t size = type_size(column->type);
    char *values = allocate_large(n + n_more, size, "the values of a column", err);
    struct dictionary_builder *builder = column->type == TYPE_TEXT ? dictionary_builder_new() : NULL;
    struct dictionary *dictionary = NULL;
    bool ok = values != NULL;
    if (ok)
        fill_missing(column->type, values, n, n + n_more);
    if (ok && builder) {
        ok = copy_texts(builder, column, n, (uint32_t *)values, err) &&
             (!more || copy_texts(builder, more, n_more, (uint32_t *)values + n, err));
    } else if (ok) {
        memcpy(values, column_values(column), n * size);
        if (more)
            memcpy(values + n * size, column_values(more), n_more * size);
    }
    if (builder && ok)
        ok = (dictionary = dictionary_builder_finish(builder, err)) != NULL;
    else if (builder)
        dictionary_builder_free(builder);
    if (!ok) {
        free(values);
        return false;
    }
    bool dates = column->date_only && (!more || more->date_only);
    assembly_add(assembly, column->name, column->type, values, dictionary, dates, column->unit);
    assembly_takes_privacy(assembly, column);
    return true;
}

struct table *rows_append(const struct table *table, const struct table *more, struct error *err)
{
    struct assembly *assembly = assembly_new(table->name, table->n_rows + more->n_rows);
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c], *other = table_column(more, column->name);
        if (other && other->type != column->type) {
            fail(err, ERROR_DATA, E_TYPE, "'%s' is of type %s in these rows, and %s in the table", column->name,
                 type_name(other->type), type_name(column->type));
        } else if (append_column(assembly, column, table->n_rows, other, more->n_rows, err)) {
            continue;
        }
        assembly_free(assembly);
        return NULL;
    }
    return assembly_finish(assembly);
}
