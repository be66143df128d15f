/* What a column looks like. */
#include "study/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

static bool summarise_numbers(const struct column *column, size_t n_rows, struct column_summary *out, struct error *err)
{
    double *values = allocate_large(n_rows, sizeof *values, "the values of a feature", err);
    if (!values)
        return false;
    size_t n = 0;
    double sum = 0, squares = 0; /* in the order of rows, as the mean of any other table of them */
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        if (isnan(value))
            continue;
        values[n++] = value;
        sum += value;
    }
    out->n_missing = n_rows - n;
    if (!measure_sort(values, n, err)) {
        free(values);
        return false;
    }
    out->mean = n > 0 ? sum / (double)n : NAN;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - out->mean) * (values[i] - out->mean);
    out->sd = n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
    out->least = n > 0 ? values[0] : NAN;
    out->median = measure_sorted_quantile(values, n, 0.5);
    for (size_t d = 0; d < N_DECILES; d++)
        out->deciles[d] = measure_sorted_quantile(values, n, (double)(d + 1) / (N_DECILES + 1));
    free(values);
    return true;
}

struct level {
    const char *text;
    size_t length;
    size_t count;
};

static int compare_levels(const void *a, const void *b)
{
    const struct level *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    size_t least = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->text, y->text, least);
    return order ? order : x->length < y->length ? -1 : x->length > y->length;
}

static bool summarise_texts(const struct column *column, size_t n_rows, struct column_summary *out, struct error *err)
{
    size_t size = column->dictionary ? column->dictionary->n : 0, used = 0;
    struct level *levels = allocate_large(size, sizeof *levels, "the levels of a feature", err);
    if (!levels)
        return false;
    for (size_t c = 0; c < size; c++) {
        levels[c].text = dictionary_text(column->dictionary, (uint32_t)c, &levels[c].length);
        levels[c].count = 0;
    }
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; i < n_rows; i++) {
        if (codes[i] == TEXT_MISSING)
            out->n_missing++;
        else
            levels[codes[i]].count++;
    }
    qsort(levels, size, sizeof *levels, compare_levels);
    while (used < size && levels[used].count > 0)
        used++;
    out->n_levels = used < LEVELS_MAX ? used : LEVELS_MAX;
    out->levels = allocate(out->n_levels + 1, sizeof *out->levels);
    out->counts = allocate(out->n_levels + 1, sizeof *out->counts);
    for (size_t l = 0; l < used; l++) {
        if (l < out->n_levels) {
            out->levels[l] = copy_bytes(levels[l].text, levels[l].length);
            out->counts[l] = (double)levels[l].count;
        } else {
            out->n_other += levels[l].count;
        }
    }
    free(levels);
    return true;
}

bool column_summarise(const struct column *column, size_t n_rows, struct column_summary *out, struct error *err)
{
    *out = (struct column_summary){
        .is_text = column->type == TYPE_TEXT, .n = n_rows, .mean = NAN, .sd = NAN, .median = NAN, .least = NAN
    };
    return out->is_text ? summarise_texts(column, n_rows, out, err) : summarise_numbers(column, n_rows, out, err);
}

void column_summary_release(struct column_summary *summary)
{
    for (size_t l = 0; l < summary->n_levels; l++)
        free(summary->levels[l]);
    free(summary->levels);
    free(summary->counts);
    *summary = (struct column_summary){ 0 };
}

void summaries_free(struct column_summary *summaries, size_t n)
{
    for (size_t i = 0; summaries && i < n; i++)
        column_summary_release(&summaries[i]);
    free(summaries);
}

struct summarising {
    const struct table *table;
    size_t first;
    struct column_summary *out;
    struct error *errors; /* one a column */
    bool *good;
};

static void summarise_block(void *context, size_t block)
{
    struct summarising *s = context;
    s->good[block] =
        column_summarise(&s->table->columns[s->first + block], s->table->n_rows, &s->out[block], &s->errors[block]);
}

struct column_summary *table_summarise(const struct table *table, size_t first, struct work *work, struct error *err)
{
    size_t n = table->n_columns - first;
    struct summarising s = { table, first, allocate(n + 1, sizeof *s.out), allocate(n + 1, sizeof *s.errors),
                             allocate(n + 1, sizeof *s.good) };
    bool good = work_run(work, n, summarise_block, &s, err);
    for (size_t i = 0; i < n; i++) {
        if (good && !s.good[i]) {
            error_move(err, &s.errors[i]);
            good = false;
        }
        error_release(&s.errors[i]);
    }
    free(s.errors);
    free(s.good);
    if (good)
        return s.out;
    summaries_free(s.out, n);
    return NULL;
}

size_t *levels_of_dictionary(const struct dictionary *dictionary, char *const *levels, size_t n_levels)
{
    size_t size = dictionary ? dictionary->n : 0;
    size_t *places = allocate(size + 1, sizeof *places);
    for (size_t code = 0; code < size; code++) {
        size_t length, level = 0;
        const char *text = dictionary_text(dictionary, (uint32_t)code, &length);
        while (level < n_levels && (strlen(levels[level]) != length || memcmp(levels[level], text, length) != 0))
            level++;
        places[code] = level;
    }
    return places;
}
