/* Amounts in several currencies as amounts in one, by the rates of their day. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"

struct rates {
    const struct column *currency, *rate, *time;
    struct view *view; /* by currency and time */
    size_t n;
};

static bool rates_open(const struct conversion *conversion, struct rates *out, struct error *err)
{
    const struct table *table = conversion->rates;
    *out = (struct rates){ table_need_column(table, "currency", err), NULL, NULL, NULL, 0 };
    out->rate = out->currency ? table_need_column(table, "rate", err) : NULL;
    const char *time = conversion->rates_time ? conversion->rates_time : "date";
    out->time = out->rate ? table_need_column(table, time, err) : NULL;
    if (!out->time)
        return false;
    if (out->currency->type != TYPE_TEXT || out->time->type != TYPE_TIME ||
        (out->rate->type != TYPE_REAL && out->rate->type != TYPE_INT)) {
        fail(err, ERROR_USER, E_TYPE, "'%s' is no table of rates", table->name);
        error_reason(err, "rates have a text `currency`, a number `rate` and a time `%s`", time);
        return false;
    }
    out->view = view_new(table);
    const size_t keys[] = { (size_t)(out->currency - table->columns), (size_t)(out->time - table->columns) };
    const bool descending[] = { false, false };
    out->n = table->n_rows;
    if (view_sort(out->view, keys, descending, 2, err))
        return true;
    view_free(out->view);
    return false;
}

static int compare_texts(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : a_length < b_length ? -1 : a_length > b_length;
}

/* How many of the sorted rates come before those of TEXT, or (PAST) end with them. */
static size_t rates_of(const struct rates *rates, const char *text, size_t length, bool past)
{
    size_t low = 0, high = rates->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2, row = view_row(rates->view, middle);
        uint32_t code = column_codes(rates->currency)[row];
        size_t n = 0;
        const char *held = code == TEXT_MISSING ? "" : dictionary_text(rates->currency->dictionary, code, &n);
        int order = code == TEXT_MISSING ? 1 : compare_texts(held, n, text, length);
        if (past ? order <= 0 : order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The latest of the rates FIRST .. END - 1 at or before TIME; NaN: none. */
static double rate_at(const struct rates *rates, size_t first, size_t end, int64_t time)
{
    const int64_t *times = column_ints(rates->time);
    size_t low = first, high = end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int64_t at = times[view_row(rates->view, middle)];
        if (at != TIME_MISSING && at <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low > first ? column_number(rates->rate, view_row(rates->view, low - 1)) : NAN;
}

/* The converted amounts; the caller frees. *N: rows that changed. */
static double *convert(const struct table *table, const struct conversion *conversion, const struct column *amount,
                       const struct column *currency, const struct rates *rates, size_t *n_without, size_t *n,
                       struct error *err)
{
    const struct dictionary *dictionary = currency->dictionary;
    double *values = allocate_large(table->n_rows, sizeof *values, "the converted amounts", err);
    size_t *first = allocate(dictionary->n + 1, sizeof *first), *end = allocate(dictionary->n + 1, sizeof *end);
    uint32_t own = dictionary_find(dictionary, conversion->into, strlen(conversion->into));
    for (uint32_t code = 0; code < dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        first[code] = rates_of(rates, text, length, false);
        end[code] = rates_of(rates, text, length, true);
    }
    for (size_t i = 0; values && i < table->n_rows; i++) {
        uint32_t code = column_codes(currency)[i];
        double value = column_number(amount, i);
        int64_t time = column_ints(conversion->time)[i];
        double rate = code == TEXT_MISSING   ? NAN
                      : code == own          ? 1
                      : time == TIME_MISSING ? NAN
                                             : rate_at(rates, first[code], end[code], time);
        *n_without += isnan(rate) && !isnan(value);
        *n += code != own && !isnan(rate) && !isnan(value);
        values[i] = value * rate;
    }
    free(first);
    free(end);
    return values;
}

/* The currency column after converting: INTO wherever a rate was found. */
static struct table *converted_currency(const struct table *table, const struct column *currency, const char *into,
                                        const double *values, struct error *err)
{
    struct dictionary_builder *builder = dictionary_builder_new();
    uint32_t *codes = allocate_large(table->n_rows, sizeof *codes, "the currencies", err);
    for (uint32_t code = 0; code < currency->dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(currency->dictionary, code, &length);
        dictionary_builder_add(builder, text, length);
    }
    uint32_t target = dictionary_builder_add(builder, into, strlen(into));
    struct dictionary *dictionary = dictionary_builder_finish(builder, err);
    if (!codes || !dictionary) {
        free(codes);
        if (dictionary)
            dictionary_free(dictionary);
        return NULL;
    }
    for (size_t i = 0; i < table->n_rows; i++)
        codes[i] = isnan(values[i]) ? column_codes(currency)[i] : target;
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add(assembly, currency->name, TYPE_TEXT, codes, dictionary, false, NULL);
    return assembly_finish(assembly);
}

static struct table *with_amounts(const struct table *table, const struct conversion *conversion,
                                  const struct column *currency, double *values, struct error *err)
{
    struct table *currencies =
        conversion->as ? NULL : converted_currency(table, currency, conversion->into, values, err);
    if (!conversion->as && !currencies) {
        free(values);
        return NULL;
    }
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add(assembly, conversion->as ? conversion->as : conversion->amount, TYPE_REAL, values, NULL, false,
                 conversion->into);
    struct table *made = assembly_finish(assembly), *with = table_with(table, made);
    table_release(made);
    if (!currencies)
        return with;
    struct table *both = table_with(with, currencies);
    table_release(with);
    table_release(currencies);
    return both;
}

bool clean_convert(const struct table *table, const struct conversion *conversion, size_t *n_without_rate,
                   struct cleaned *out, struct error *err)
{
    *out = (struct cleaned){ 0 };
    *n_without_rate = 0;
    const struct column *amount = table_need_column(table, conversion->amount, err);
    const struct column *currency = amount ? table_need_column(table, conversion->currency, err) : NULL;
    struct rates rates;
    if (!currency)
        return false;
    if (amount->type != TYPE_REAL && amount->type != TYPE_INT)
        return fail(err, ERROR_USER, E_TYPE, "'%s' is no number", amount->name);
    if (currency->type != TYPE_TEXT)
        return fail(err, ERROR_USER, E_TYPE, "'%s' is no text", currency->name);
    if (!rates_open(conversion, &rates, err))
        return false;
    double *values = convert(table, conversion, amount, currency, &rates, n_without_rate, &out->n_changed, err);
    view_free(rates.view);
    if (!values)
        return false;
    if (out->n_changed == 0 && *n_without_rate == 0 && !conversion->as) {
        free(values);
        return true;
    }
    out->table = with_amounts(table, conversion, currency, values, err);
    return out->table != NULL;
}
