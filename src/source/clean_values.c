/* Missing values filled or flagged, and outliers capped. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "source/value.h"

/* A column of VALUES in the place of COLUMN; takes VALUES over. */
static struct table *with_values(const struct table *table, const struct column *column, enum type type, void *values)
{
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add(assembly, column->name, type, values, NULL, column->date_only, column->unit);
    assembly_takes_privacy(assembly, column);
    struct table *made = assembly_finish(assembly), *with = table_with(table, made);
    table_release(made);
    return with;
}

static bool is_missing(const struct column *column, size_t row)
{
    return column_is_missing(column, row);
}

static size_t count_missing(const struct column *column, size_t n_rows)
{
    size_t n = 0;
    for (size_t i = 0; i < n_rows; i++)
        n += is_missing(column, i);
    return n;
}

/* The numbers of COLUMN that are there (of rows before BEFORE), sorted; the caller frees. */
static double *sorted_numbers(const struct column *column, size_t n_rows, const struct fill *fill, size_t *n,
                              struct error *err)
{
    double *values = allocate_large(n_rows, sizeof *values, "the values of a column", err);
    bool ok = values != NULL;
    *n = 0;
    for (size_t i = 0; ok && i < n_rows && (ok = loop_goes_on(i, err)); i++) {
        double value = column_number(column, i);
        bool late = fill && fill->before != TIME_MISSING && fill->time && column_ints(fill->time)[i] >= fill->before;
        if (!isnan(value) && !late)
            values[(*n)++] = value;
    }
    if (ok && sort_reals(values, *n, NULL, err))
        return values;
    free(values);
    return NULL;
}

/* ---- What stands in: numbers ---- */

static double mean_of(const double *sorted, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += sorted[i];
    return n > 0 ? sum / (double)n : NAN;
}

static double median_of(const double *sorted, size_t n)
{
    return n == 0 ? NAN : n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] + (sorted[n / 2] - sorted[n / 2 - 1]) / 2;
}

/* The value that stands most often; the least of those that tie. */
static double mode_of(const double *sorted, size_t n)
{
    double best = NAN;
    size_t best_n = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end] == sorted[i];)
            end++;
        if (end - i > best_n) {
            best_n = end - i;
            best = sorted[i];
        }
    }
    return best;
}

struct number_kind { /* a fill_kind that is a number of the column; NULL: no such number */
    struct fill_kind row;
    double (*of)(const double *sorted, size_t n);
};
static const struct number_kind mean_kind = { { "mean", "the mean of the column" }, mean_of };
static const struct number_kind median_kind = { { "median", "the value in the middle" }, median_of };
static const struct number_kind mode_kind = { { "mode", "the value that stands most often" }, mode_of };
static const struct number_kind previous_kind = { { "previous", "the last value before, in order of time" }, NULL };
const struct fill_kind *const fill_kinds[] = { &mean_kind.row, &median_kind.row, &mode_kind.row, &previous_kind.row,
                                               NULL };

/* What stands in for missing values: a number, and the same as a whole number if it is one. */
struct standin {
    double number;
    int64_t whole;
    bool is_whole;
};

/* The constant TEXT as a value of the type of COLUMN. */
static bool parse_constant(const struct column *column, const char *text, struct standin *out, struct error *err)
{
    size_t length = strlen(text);
    int8_t truth = 0;
    bool ok = column->type == TYPE_TIME   ? time_parse(text, length, &out->whole)
              : column->type == TYPE_BOOL ? declared_bool(text, length, &truth)
                                          : number_parse(text, length, &out->number);
    if (!ok) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' cannot stand in '%s', which is of type %s", text, column->name,
             type_name(column->type));
        error_mend(err, "a value of that type, or mean median mode previous");
        return false;
    }
    if (column->type == TYPE_BOOL)
        out->whole = truth;
    if (column->type == TYPE_BOOL || column->type == TYPE_TIME)
        out->number = (double)out->whole;
    out->is_whole = column->type == TYPE_BOOL || column->type == TYPE_TIME || whole_parse(text, length, &out->whole);
    return true;
}

/* Of whole numbers that a double may not hold; the least of those that tie. */
static bool whole_mode(const struct table *table, const struct column *column, const struct fill *fill,
                       struct standin *out, struct error *err)
{
    double *places = column_places(column, table->n_rows, err);
    size_t *counts = places ? allocate_large(table->n_rows + 1, sizeof *counts, "the values of a column", err) : NULL;
    size_t most = 0, best = 0;
    if (counts)
        memset(counts, 0, (table->n_rows + 1) * sizeof *counts);
    for (size_t i = 0; counts && i < table->n_rows; i++) {
        bool late = fill->before != TIME_MISSING && fill->time && column_ints(fill->time)[i] >= fill->before;
        if (!isnan(places[i]) && !late)
            counts[(size_t)places[i]]++;
    }
    for (size_t place = 0; counts && place < table->n_rows; place++)
        if (counts[place] > most) {
            most = counts[place];
            best = place;
        }
    bool found = false;
    for (size_t i = 0; counts && most > 0 && i < table->n_rows && !found; i++)
        if ((found = places[i] == (double)best))
            *out = (struct standin){ (double)column_int(column, i), column_int(column, i), true };
    bool ok = counts != NULL;
    free(places);
    free(counts);
    if (ok && !found)
        return fail(err, ERROR_DATA, E_TOO_FEW, "'%s' has no values to take the mode of", column->name);
    return ok;
}

static bool number_for(const struct table *table, const struct column *column, const struct fill *fill,
                       struct standin *out, struct error *err)
{
    const struct fill_kind *row = kind_find((const void *const *)fill_kinds, fill->with);
    const struct number_kind *kind = (const struct number_kind *)row;
    if (!kind)
        return parse_constant(column, fill->with, out, err);
    if (kind == &mean_kind && column->type != TYPE_INT && column->type != TYPE_REAL)
        return fail(err, ERROR_USER, E_TYPE, "'%s' has no mean: it is of type %s", column->name,
                    type_name(column->type));
    if (kind == &mode_kind && column_is_wide(column, table->n_rows))
        return whole_mode(table, column, fill, out, err);
    size_t n;
    double *sorted = sorted_numbers(column, table->n_rows, fill, &n, err);
    if (!sorted)
        return false;
    out->number = kind->of(sorted, n) + 0.0;
    if (column->type == TYPE_BOOL || column->type == TYPE_TIME)
        out->number = floor(out->number);
    out->is_whole = number_is_whole(out->number);
    out->whole = out->is_whole ? (int64_t)out->number : 0;
    free(sorted);
    if (isnan(out->number))
        return fail(err, ERROR_DATA, E_TOO_FEW, "'%s' has no values to take the %s of", column->name, fill->with);
    return true;
}

/* A whole column keeps its type only when what stands in is whole. */
static bool fill_number(const struct table *table, const struct column *column, const struct fill *fill,
                        struct cleaned *out, struct error *err)
{
    struct standin value = { .number = NAN };
    if (!number_for(table, column, fill, &value, err))
        return false;
    enum type type = column->type == TYPE_INT && !value.is_whole ? TYPE_REAL : column->type;
    void *values = allocate_large(table->n_rows, type_size(type), "the values of a column", err);
    if (!values)
        return false;
    for (size_t i = 0; i < table->n_rows; i++) {
        bool missing = is_missing(column, i);
        if (type == TYPE_REAL)
            ((double *)values)[i] = missing ? value.number : column_number(column, i);
        else if (type == TYPE_BOOL)
            ((int8_t *)values)[i] = missing ? (int8_t)value.whole : column_bools(column)[i];
        else
            ((int64_t *)values)[i] = missing ? value.whole : column_ints(column)[i];
    }
    out->table = with_values(table, column, type, values);
    return true;
}

/* ---- What stands in: texts ---- */

static uint32_t text_mode(const struct table *table, const struct column *column, const struct fill *fill,
                          struct error *err)
{
    size_t *counts = allocate(column->dictionary->n + 1, sizeof *counts);
    const uint32_t *codes = column_codes(column);
    uint32_t best = TEXT_MISSING;
    for (size_t i = 0; i < table->n_rows; i++) {
        bool late = fill->before != TIME_MISSING && fill->time && column_ints(fill->time)[i] >= fill->before;
        if (codes[i] != TEXT_MISSING && !late)
            counts[codes[i]]++;
    }
    for (uint32_t code = 0; code < column->dictionary->n; code++)
        if (counts[code] > 0 && (best == TEXT_MISSING || counts[code] > counts[best]))
            best = code;
    free(counts);
    if (best == TEXT_MISSING)
        fail(err, ERROR_DATA, E_TOO_FEW, "'%s' has no values to take the mode of", column->name);
    return best;
}

static bool fill_text(const struct table *table, const struct column *column, const struct fill *fill,
                      struct cleaned *out, struct error *err)
{
    const void *kind = kind_find((const void *const *)fill_kinds, fill->with);
    const char *text = fill->with;
    size_t length = strlen(text);
    if (kind && kind != &mode_kind)
        return fail(err, ERROR_USER, E_TYPE, "'%s' has no %s: it is text", column->name, fill->with);
    uint32_t mode = kind ? text_mode(table, column, fill, err) : 0;
    if (mode == TEXT_MISSING)
        return false;
    if (kind)
        text = dictionary_text(column->dictionary, mode, &length);
    struct dictionary_builder *builder = dictionary_builder_new();
    uint32_t *codes = allocate_large(table->n_rows, sizeof *codes, "the values of a column", err);
    for (uint32_t code = 0; codes && code < column->dictionary->n; code++) {
        size_t n;
        const char *entry = dictionary_text(column->dictionary, code, &n);
        dictionary_builder_add(builder, entry, n);
    }
    uint32_t stand_in = dictionary_builder_add(builder, text, length);
    struct dictionary *dictionary = dictionary_builder_finish(builder, err);
    if (!codes || !dictionary) {
        free(codes);
        if (dictionary)
            dictionary_free(dictionary);
        return false;
    }
    for (size_t i = 0; i < table->n_rows; i++)
        codes[i] = is_missing(column, i) ? stand_in : column_codes(column)[i];
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add(assembly, column->name, TYPE_TEXT, codes, dictionary, false, column->unit);
    assembly_takes_privacy(assembly, column);
    struct table *made = assembly_finish(assembly);
    out->table = table_with(table, made);
    table_release(made);
    return true;
}

/* ---- The value before ---- */

/* The rows in order of FILL's groups and times; ties in the order of rows. The caller frees the view. */
static struct view *ordered(const struct table *table, const struct fill *fill, struct error *err)
{
    struct view *view = view_new(table);
    const bool descending[2] = { false, false };
    size_t keys[2], n = 0;
    if (fill->by)
        keys[n++] = (size_t)(fill->by - table->columns);
    if (fill->time)
        keys[n++] = (size_t)(fill->time - table->columns);
    if (n == 0 || view_sort(view, keys, descending, n, err))
        return view;
    view_free(view);
    return NULL;
}

static bool fill_previous(const struct table *table, const struct column *column, const struct fill *fill,
                          struct cleaned *out, struct error *err)
{
    struct view *view = ordered(table, fill, err);
    uint32_t *rows = view ? allocate_large(table->n_rows, sizeof *rows, "the rows of a column", err) : NULL;
    size_t last = SIZE_MAX, n_filled = 0;
    for (size_t i = 0; rows && i < table->n_rows; i++) {
        size_t row = view_row(view, i);
        bool same = !fill->by ||
                    (i > 0 && !is_missing(fill->by, row) && column_compare(fill->by, view_row(view, i - 1), row) == 0);
        if (!same)
            last = SIZE_MAX;
        bool missing = is_missing(column, row);
        rows[row] = (uint32_t)(missing && last != SIZE_MAX ? last : row);
        n_filled += rows[row] != row;
        if (!missing)
            last = row;
    }
    if (view)
        view_free(view);
    if (!rows)
        return false;
    out->n_changed = n_filled;
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add_column_of(assembly, table, (size_t)(column - table->columns), column->name);
    struct table *alone = assembly_finish(assembly);
    struct table *taken = n_filled > 0 ? table_take(alone, table->name, rows, table->n_rows, err) : NULL;
    out->table = taken ? table_with(table, taken) : NULL;
    table_release(taken);
    table_release(alone);
    free(rows);
    return n_filled == 0 || out->table;
}

bool clean_fill(const struct table *table, const char *name, const struct fill *fill, struct cleaned *out,
                struct error *err)
{
    *out = (struct cleaned){ 0 };
    const struct column *column = table_need_column(table, name, err);
    if (!column)
        return false;
    size_t n_missing = count_missing(column, table->n_rows);
    if (n_missing == 0)
        return true;
    if (kind_find((const void *const *)fill_kinds, fill->with) == &previous_kind)
        return fill_previous(table, column, fill, out, err);
    out->n_changed = n_missing;
    return column->type == TYPE_TEXT ? fill_text(table, column, fill, out, err)
                                     : fill_number(table, column, fill, out, err);
}

bool clean_flag(const struct table *table, const char *name, struct cleaned *out, struct error *err)
{
    *out = (struct cleaned){ 0 };
    const struct column *column = table_need_column(table, name, err);
    int8_t *values = column ? allocate_large(table->n_rows, 1, "the flags of a column", err) : NULL;
    if (!values)
        return false;
    for (size_t i = 0; i < table->n_rows; i++) {
        values[i] = is_missing(column, i);
        out->n_changed += (size_t)values[i];
    }
    struct arena arena;
    arena_init(&arena);
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add(assembly, arena_format(&arena, "%s_missing", name), TYPE_BOOL, values, NULL, false, NULL);
    struct table *made = assembly_finish(assembly);
    out->table = table_with(table, made);
    table_release(made);
    arena_release(&arena);
    return true;
}

/* ---- Outliers ---- */

static bool need_number(const struct column *column, struct error *err)
{
    return column->type == TYPE_INT || column->type == TYPE_REAL ||
           fail(err, ERROR_USER, E_TYPE, "'%s' is no number", column->name);
}

bool cap_quantiles(const struct column *column, size_t n_rows, double low, double high, double *least, double *greatest,
                   struct error *err)
{
    size_t n;
    double *sorted = need_number(column, err) ? sorted_numbers(column, n_rows, NULL, &n, err) : NULL;
    if (!sorted)
        return false;
    size_t first = (size_t)ceil(low * (double)n), last = (size_t)ceil(high * (double)n);
    *least = n > 0 && first > 0 ? sorted[first - 1] : -INFINITY;
    *greatest = n > 0 && last > 0 ? sorted[last - 1] : INFINITY;
    free(sorted);
    return true;
}

bool cap_deviations(const struct column *column, size_t n_rows, double deviations, double *least, double *greatest)
{
    double mean = 0, squares = 0;
    size_t n = 0;
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i), before = value - mean;
        if (isnan(value))
            continue;
        n++;
        mean += before / (double)n;
        squares += before * (value - mean);
    }
    double width = n > 1 ? deviations * sqrt(squares / (double)(n - 1)) : INFINITY;
    *least = mean - width;
    *greatest = mean + width;
    return n > 1;
}

bool clean_cap(const struct table *table, const char *name, double least, double greatest, struct cleaned *out,
               struct error *err)
{
    *out = (struct cleaned){ 0 };
    const struct column *column = table_need_column(table, name, err);
    if (!column || !need_number(column, err))
        return false;
    bool whole = column->type == TYPE_INT && (isinf(least) || least == floor(least)) &&
                 (isinf(greatest) || greatest == floor(greatest));
    enum type type = whole ? TYPE_INT : TYPE_REAL;
    void *values = allocate_large(table->n_rows, type_size(type), "the values of a column", err);
    for (size_t i = 0; values && i < table->n_rows; i++) {
        double value = column_number(column, i), kept = value < least ? least : value > greatest ? greatest : value;
        out->n_changed += kept != value && !isnan(value);
        if (type == TYPE_REAL)
            ((double *)values)[i] = kept;
        else
            ((int64_t *)values)[i] = kept == value || isnan(value) ? column_ints(column)[i] : (int64_t)kept;
    }
    if (!values)
        return false;
    if (out->n_changed > 0)
        out->table = with_values(table, column, type, values);
    else
        free(values);
    return true;
}
