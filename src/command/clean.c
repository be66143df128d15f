/* Cleaning rules on tables. */
#include "command/clean.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/verb.h"
#include "patron/base/hash.h"
#include "patron/feature/expression.h"

void cleaned_release(struct cleaned *cleaned)
{
    table_release(cleaned->table);
    table_release(cleaned->removed);
    *cleaned = (struct cleaned){ 0 };
}

/* Parts TABLE by MARKED, one byte a row: 1 goes. */
static bool part(const struct table *table, const int8_t *marked, struct cleaned *out, struct error *err)
{
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

bool clean_drop_where(const struct table *table, const char *expression, size_t offset, struct work *work,
                      struct arena *arena, struct cleaned *out, struct error *err)
{
    *out = (struct cleaned){ 0 };
    struct expression *parsed = expression_parse(expression, offset, arena, err);
    int8_t *marked = parsed ? expression_filter(parsed, table, work, err) : NULL;
    bool ok = marked && part(table, marked, out, err);
    free(marked);
    return ok;
}

/* ---- Duplicates: one pass in the order of rows, so that the first of equal rows stays ---- */

static uint64_t row_hash(const struct table *table, size_t row)
{
    uint64_t hash = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c];
        size_t size = type_size(column->type);
        hash = hash_quick((const char *)column->values + row * size, size, hash);
    }
    return hash;
}

static bool rows_equal(const struct table *table, size_t a, size_t b)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c];
        size_t size = type_size(column->type);
        const char *values = column->values;
        if (memcmp(values + a * size, values + b * size, size) != 0)
            return false;
    }
    return true;
}

int8_t *duplicate_rows(const struct table *table, size_t *n, struct error *err)
{
    size_t n_slots = 16;
    while (n_slots < table->n_rows * 2)
        n_slots *= 2;
    uint32_t *slots = allocate_large(n_slots, sizeof *slots, "the index of rows", err);
    int8_t *marked = slots ? allocate_large(table->n_rows, 1, "the marks of rows", err) : NULL;
    if (!marked) {
        free(slots);
        return NULL;
    }
    memset(slots, 0xFF, n_slots * sizeof *slots);
    *n = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        size_t at = hash_mix(row_hash(table, i)) & (n_slots - 1);
        while (slots[at] != UINT32_MAX && !rows_equal(table, slots[at], i))
            at = (at + 1) & (n_slots - 1);
        marked[i] = slots[at] != UINT32_MAX;
        *n += (size_t)marked[i];
        if (!marked[i])
            slots[at] = (uint32_t)i;
    }
    free(slots);
    return marked;
}

bool clean_drop_duplicates(const struct table *table, struct cleaned *out, struct error *err)
{
    size_t n;
    *out = (struct cleaned){ 0 };
    int8_t *marked = duplicate_rows(table, &n, err);
    bool ok = marked && part(table, marked, out, err);
    free(marked);
    return ok;
}

/* ---- Values ---- */

/* TABLE with COLUMN (a table of one column) in the place of the one called so, or behind the last. */
static struct table *with_column(const struct table *table, const struct table *column)
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

bool clean_set(const struct table *table, const char *column, const char *expression, size_t offset, struct work *work,
               struct arena *arena, struct cleaned *out, struct error *err)
{
    *out = (struct cleaned){ 0 };
    struct expression *parsed = expression_parse(expression, offset, arena, err);
    struct table *made = parsed ? expression_evaluate(parsed, table, column, work, err) : NULL;
    if (!made)
        return false;
    out->table = with_column(table, made);
    out->n_changed = table->n_rows;
    table_release(made);
    return true;
}

bool clean_trim(const struct table *table, const char *name, struct cleaned *out, struct error *err)
{
    *out = (struct cleaned){ 0 };
    const struct column *column = table_need_column(table, name, err);
    if (!column)
        return false;
    if (column->type != TYPE_TEXT)
        return fail(err, ERROR_USER, E_TYPE, "'%s' is no text", name);
    struct builder *builder = builder_new(table->name);
    size_t to = builder_add_column(builder, name, TYPE_TEXT);
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; i < table->n_rows; i++) {
        size_t length = 0, begin = 0;
        const char *text = codes[i] == TEXT_MISSING ? "" : dictionary_text(column->dictionary, codes[i], &length);
        size_t whole = length;
        while (length > 0 && isspace((unsigned char)text[length - 1]))
            length--;
        while (begin < length && isspace((unsigned char)text[begin]))
            begin++;
        out->n_changed += length - begin != whole;
        if (length > begin)
            builder_set_text(builder, to, text + begin, length - begin);
        builder_end_row(builder);
    }
    struct table *made = builder_finish(builder, err);
    if (!made)
        return false;
    out->table = out->n_changed > 0 ? with_column(table, made) : NULL;
    table_release(made);
    return true;
}
