/* A column is of another type in the next delivery as soon as one value is: whole amounts become reals, numbers texts.
   Its other values are still what they were, so they are compared in a type that can hold both. */
#include "diff_align.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "patron/table/table.h"

static const int64_t exact_in_reals = (int64_t)1 << 53;

static bool fits_reals(const struct column *column, size_t n_rows)
{
    for (size_t row = 0; row < n_rows && column->type == TYPE_INT; row++) {
        int64_t value = column_ints(column)[row];
        if (value != INT_MISSING && (value > exact_in_reals || value < -exact_in_reals))
            return false;
    }
    return true;
}

static bool is_number(enum type type)
{
    return type == TYPE_BOOL || type == TYPE_INT || type == TYPE_REAL;
}

static enum type common_type(const struct column *a, size_t n_a, const struct column *b, size_t n_b)
{
    if (a->type == b->type)
        return a->type;
    return is_number(a->type) && is_number(b->type) && fits_reals(a, n_a) && fits_reals(b, n_b) ? TYPE_REAL : TYPE_TEXT;
}

/* ---- As reals ---- */

static bool add_reals(struct assembly *assembly, const struct column *column, size_t n_rows, struct error *err)
{
    double *values = allocate_large(n_rows + 1, sizeof *values, "a column", err);
    if (values == NULL)
        return false;
    for (size_t row = 0; row < n_rows; row++)
        values[row] = column_number(column, row);
    assembly_add(assembly, column->name, TYPE_REAL, values, NULL, false, column->unit);
    return true;
}

/* ---- As texts ---- */

/* The value that TEXT spells, in a column of one row; false when it spells none of that type. */
union value {
    int8_t truth;
    int64_t whole;
    double real;
};

static bool value_of_text(const char *text, size_t length, struct column *like, union value *value)
{
    static const char *const words[] = { "false", "true", "no", "yes", "f", "t", "n", "y", "0", "1" };
    bool identifier = length > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
    switch (like->type) {
    case TYPE_BOOL:
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (strlen(words[i]) == length && strncasecmp(words[i], text, length) == 0) {
                value->truth = (int8_t)(i % 2);
                return true;
            }
        return false;
    case TYPE_TIME:
        return time_parse(text, length, &value->whole);
    case TYPE_INT:
        if (!identifier && integer_parse(text, length, &value->whole))
            return true;
        like->type = TYPE_REAL; /* 10.0 is 10 */
        return !identifier && number_parse(text, length, &value->real);
    default:
        return !identifier && number_parse(text, length, &value->real);
    }
}

/* TEXT as a column of LIKE's type would write it, or as it is. */
static void spell(const char *text, size_t length, const struct column *like, struct text *out)
{
    union value value = { 0 };
    struct column one = *like;
    one.values = &value;
    one.personal = false;
    text_clear(out);
    if (value_of_text(text, length, &one, &value))
        column_write(&one, 0, out);
    else
        text_add_bytes(out, text, length);
}

/* The code in BUILDER of each text of COLUMN, spelled as LIKE. */
static uint32_t *spell_all(const struct column *column, const struct column *like, struct dictionary_builder *builder)
{
    uint32_t *codes = allocate((size_t)column->dictionary->n + 1, sizeof *codes);
    struct text text = TEXT_EMPTY;
    for (uint32_t i = 0; i < column->dictionary->n; i++) {
        size_t length;
        const char *raw = dictionary_text(column->dictionary, i, &length);
        spell(raw, length, like, &text);
        codes[i] = dictionary_builder_add(builder, text_string(&text), text.length);
    }
    text_release(&text);
    return codes;
}

static void fill_codes(const struct column *column, size_t n_rows, const struct column *like,
                       struct dictionary_builder *builder, uint32_t *out)
{
    uint32_t *spelled = column->type == TYPE_TEXT ? spell_all(column, like, builder) : NULL;
    struct column clear = *column;
    struct text text = TEXT_EMPTY;
    clear.personal = false;
    for (size_t row = 0; row < n_rows; row++) {
        out[row] = TEXT_MISSING;
        if (column_is_missing(column, row))
            continue;
        if (spelled != NULL) {
            out[row] = spelled[column_codes(column)[row]];
            continue;
        }
        text_clear(&text);
        column_write(&clear, row, &text);
        out[row] = dictionary_builder_add(builder, text_string(&text), text.length);
    }
    text_release(&text);
    free(spelled);
}

static bool add_texts(struct assembly *assembly, const struct column *column, size_t n_rows, const struct column *like,
                      struct error *err)
{
    uint32_t *codes = allocate_large(n_rows + 1, sizeof *codes, "a column", err);
    if (codes == NULL)
        return false;
    struct dictionary_builder *builder = dictionary_builder_new();
    fill_codes(column, n_rows, like, builder, codes);
    struct dictionary *dictionary = dictionary_builder_finish(builder, err);
    if (dictionary == NULL) {
        free(codes);
        return false;
    }
    assembly_add(assembly, column->name, TYPE_TEXT, codes, dictionary, false, column->unit);
    return true;
}

/* ---- The whole ---- */

static struct table *align(const struct table *table, const struct table *other, struct error *err)
{
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    bool ok = true;
    for (size_t i = 0; ok && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i], *like = table_column(other, column->name);
        enum type type = like ? common_type(column, table->n_rows, like, other->n_rows) : column->type;
        if (like == NULL || like->type == column->type)
            assembly_add_column_of(assembly, table, i, column->name);
        else
            ok = type == TYPE_REAL ? add_reals(assembly, column, table->n_rows, err)
                                   : add_texts(assembly, column, table->n_rows, like, err);
    }
    if (ok)
        return assembly_finish(assembly);
    assembly_free(assembly);
    return NULL;
}

bool tables_align(const struct table *then, const struct table *now, struct table **out_then, struct table **out_now,
                  struct error *err)
{
    *out_then = align(then, now, err);
    *out_now = *out_then != NULL ? align(now, then, err) : NULL;
    if (*out_now != NULL)
        return true;
    table_release(*out_then);
    *out_then = NULL;
    return false;
}
