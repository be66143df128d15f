/* Figures of a column; see statistics.h. */
#include "report/statistics.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/text.h"

double *sorted_values(const struct column *column, size_t n_rows, size_t *n, struct error *err)
{
    double *values = allocate_large(n_rows, sizeof *values, "values of a column", err);
    *n = 0;
    if (!values)
        return NULL;
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        if (!isnan(value))
            values[(*n)++] = value;
    }
    if (sort_reals(values, *n, NULL, err))
        return values;
    free(values);
    return NULL;
}

static int by_count(const void *a, const void *b, void *context)
{
    (void)context;
    const struct level_count *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return x->code < y->code ? -1 : x->code > y->code;
}

char *level_text(const struct column *column, uint32_t code)
{
    struct text text = TEXT_EMPTY;
    if (code == TEXT_MISSING)
        return NULL;
    level_show(column, code, &text);
    return text_take(&text);
}

struct level_count *level_counts(const struct column *column, size_t n_rows, size_t *n_levels, struct error *err)
{
    uint32_t size = column->dictionary->n;
    struct level_count *counts = allocate_large((size_t)size + 1, sizeof *counts, "counts of levels", err);
    size_t kept = 0;
    if (!counts)
        return NULL;
    for (uint32_t i = 0; i <= size; i++)
        counts[i] = (struct level_count){ i < size ? i : TEXT_MISSING, 0 };
    for (size_t i = 0; i < n_rows; i++) {
        uint32_t code = column_codes(column)[i];
        counts[code == TEXT_MISSING ? size : code].n++;
    }
    struct level_count missing = counts[size];
    for (uint32_t i = 0; i < size; i++)
        if (counts[i].n > 0)
            counts[kept++] = counts[i];
    if (!sort_elements(counts, kept, sizeof *counts, by_count, NULL, NULL, err)) {
        free(counts);
        return NULL;
    }
    if (missing.n > 0)
        counts[kept++] = missing;
    *n_levels = kept;
    return counts;
}

static bool text_statistics(const struct column *column, size_t n_rows, struct column_statistics *out,
                            struct error *err)
{
    size_t n_levels;
    struct level_count *counts = level_counts(column, n_rows, &n_levels, err);
    if (!counts)
        return false;
    for (size_t i = 0; i < n_levels; i++) {
        if (counts[i].code == TEXT_MISSING) {
            out->n_missing = counts[i].n;
            continue;
        }
        out->n_distinct++;
        if (out->n_shape < SHAPE_BINS)
            out->shape[out->n_shape++] = (double)counts[i].n;
    }
    out->n = n_rows - out->n_missing;
    free(counts);
    return true;
}

static void number_statistics(const double *values, size_t n, struct column_statistics *out)
{
    double sum = 0, squares = 0;
    out->least = values[0];
    out->greatest = values[n - 1];
    out->median = n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
        out->n_distinct += i == 0 || values[i] != values[i - 1];
    }
    out->mean = sum / (double)n;
    out->n_shape = SHAPE_BINS;
    for (size_t i = 0; i < n; i++) {
        double range = out->greatest - out->least;
        size_t bin = range > 0 ? (size_t)((values[i] - out->least) / range * SHAPE_BINS) : 0;
        out->shape[bin < SHAPE_BINS ? bin : SHAPE_BINS - 1]++;
        squares += (values[i] - out->mean) * (values[i] - out->mean);
    }
    out->sd = n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
}

static int by_value(const void *a, const void *b, void *context)
{
    (void)context;
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Figures of N whole numbers in order, of which a double does not hold all: those of their distances from the least. */
static bool wide_figures(const int64_t *wholes, size_t n, struct column_statistics *out, struct error *err)
{
    double *distances = allocate_large(n, sizeof *distances, "distances of a column", err), least = (double)wholes[0];
    int64_t low = wholes[(n - 1) / 2], high = wholes[n / 2];
    uint64_t apart = (uint64_t)high - (uint64_t)low;
    if (!distances)
        return false;
    for (size_t i = 0; i < n; i++)
        distances[i] = (double)((uint64_t)wholes[i] - (uint64_t)wholes[0]);
    number_statistics(distances, n, out);
    free(distances);
    out->n_distinct = 1;
    for (size_t i = 1; i < n; i++)
        out->n_distinct += wholes[i] != wholes[i - 1];
    out->least = least;
    out->greatest = (double)wholes[n - 1];
    out->mean += least;
    out->median += least;
    out->wide = true;
    out->whole_least = wholes[0];
    out->whole_middle = (int64_t)((uint64_t)low + apart / 2);
    out->whole_median = apart % 2 == 0;
    out->whole_greatest = wholes[n - 1];
    return true;
}

static bool wide_statistics(const struct column *column, size_t n_rows, struct column_statistics *out,
                            struct error *err)
{
    int64_t *wholes = allocate_large(n_rows, sizeof *wholes, "values of a column", err);
    if (!wholes)
        return false;
    for (size_t i = 0; i < n_rows; i++)
        if (!column_is_missing(column, i))
            wholes[out->n++] = column_int(column, i);
    out->n_missing = n_rows - out->n;
    bool good = sort_elements(wholes, out->n, sizeof *wholes, by_value, NULL, NULL, err) &&
                wide_figures(wholes, out->n, out, err);
    free(wholes);
    return good;
}

bool column_statistics(const struct column *column, size_t n_rows, struct column_statistics *out, struct error *err)
{
    size_t n;
    *out = (struct column_statistics){ .mean = NAN, .sd = NAN, .least = NAN, .median = NAN, .greatest = NAN };
    if (column->type == TYPE_TEXT)
        return text_statistics(column, n_rows, out, err);
    if (column_is_wide(column, n_rows))
        return wide_statistics(column, n_rows, out, err);
    double *values = sorted_values(column, n_rows, &n, err);
    if (!values)
        return false;
    out->n = n;
    out->n_missing = n_rows - n;
    if (n > 0)
        number_statistics(values, n, out);
    free(values);
    return true;
}
