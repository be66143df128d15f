/* Reference distributions: cells that are cut once, and counts in them. */
#include "study/reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "study/summary.h"

enum {
    CELLS = 10,        /* of numbers that no value is heaped on */
    HEAP_SHARE = 20,   /* a value that a twentieth has is a cell of its own */
    HEAP_LEAST = 5,    /* and five rows at least, so that chance heaps nothing */
    LEVELS_ALL = 20,   /* so few levels are cells whatever their counts */
    LEVEL_SHARE = 100, /* of more, those that a hundredth has, and 25 rows at least: */
    LEVEL_LEAST = 25,  /* picking levels that were frequent by luck would look like drift later */
    POINTS = 1000,     /* of the distribution function */
    SEEN_MOST = 10000
};

void reference_release(struct reference *reference)
{
    for (size_t l = 0; l < reference->n_levels; l++)
        free(reference->levels[l]);
    free(reference->levels);
    free(reference->edges);
    free(reference->counts);
    free(reference->feature);
    free(reference->rows);
    free(reference->points);
    free(reference->below);
    free(reference->at_most);
    free(reference->seen);
    *reference = (struct reference){ 0 };
}

static double *copy_numbers(const double *numbers, size_t n)
{
    double *copy = allocate(n + 1, sizeof *copy);
    if (n > 0)
        memcpy(copy, numbers, n * sizeof *copy);
    return copy;
}

struct reference reference_copy(const struct reference *from)
{
    struct reference copy = *from;
    copy.feature = copy_text(from->feature);
    copy.rows = from->rows ? copy_text(from->rows) : NULL;
    copy.edges = copy_numbers(from->edges, from->n_edges);
    copy.levels = allocate(from->n_levels + 1, sizeof *copy.levels);
    for (size_t l = 0; l < from->n_levels; l++)
        copy.levels[l] = copy_text(from->levels[l]);
    copy.counts = copy_numbers(from->counts, from->n_cells);
    copy.points = copy_numbers(from->points, from->n_points);
    copy.below = copy_numbers(from->below, from->n_points);
    copy.at_most = copy_numbers(from->at_most, from->n_points);
    copy.seen = copy_numbers(from->seen, from->n_seen);
    return copy;
}

/* ---- Numbers ---- */

bool numbers_sort(const struct column *column, size_t n_rows, struct sorted_numbers *out, struct error *err)
{
    *out = (struct sorted_numbers){ .mean = NAN };
    double sum = 0;
    out->values = allocate_large(n_rows, sizeof *out->values, "the values of a feature", err);
    if (!out->values)
        return false;
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        if (isnan(value))
            continue;
        out->values[out->n++] = value;
        sum += value;
    }
    out->n_missing = n_rows - out->n;
    out->mean = out->n > 0 ? sum / (double)out->n : NAN;
    if (measure_sort(out->values, out->n, err))
        return true;
    free(out->values);
    out->values = NULL;
    return false;
}

/* How many of N sorted VALUES lie under LIMIT. */
static size_t count_below(const double *values, size_t n, double limit)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (values[middle] < limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_edge(struct reference *reference, double edge)
{
    if (!isfinite(edge) || (reference->n_edges > 0 && edge <= reference->edges[reference->n_edges - 1]))
        return;
    reference->edges = reallocate(reference->edges, reference->n_edges + 1, sizeof *reference->edges);
    reference->edges[reference->n_edges++] = edge;
}

/* Cuts VALUES, sorted and between two heaps, into parts of about a tenth of all N. */
static void cut_between(struct reference *reference, const double *values, size_t n_here, size_t n)
{
    size_t parts = (size_t)round((double)n_here * CELLS / (double)n);
    for (size_t part = 1; part < parts; part++) {
        double edge = values[part * n_here / parts];
        if (edge > values[0])
            add_edge(reference, edge);
    }
}

static void cut_numbers(struct reference *reference, const double *values, size_t n)
{
    size_t heap = n / HEAP_SHARE > HEAP_LEAST ? n / HEAP_SHARE : HEAP_LEAST, between = 0;
    if (n == 0)
        return;
    add_edge(reference, values[0]);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && values[end] == values[i]; end++)
            ;
        if (end - i < heap)
            continue;
        cut_between(reference, values + between, i - between, n);
        add_edge(reference, values[i]);
        add_edge(reference, nextafter(values[i], INFINITY));
        between = end;
    }
    cut_between(reference, values + between, n - between, n);
    add_edge(reference, nextafter(values[n - 1], INFINITY));
}

double *reference_count_numbers(const struct reference *reference, const struct sorted_numbers *now)
{
    double *counts = allocate(reference->n_cells + 1, sizeof *counts);
    size_t before = 0;
    for (size_t e = 0; e < reference->n_edges; e++) {
        size_t below = count_below(now->values, now->n, reference->edges[e]);
        counts[e] = (double)(below - before);
        before = below;
    }
    counts[reference->n_edges] = (double)(now->n - before);
    counts[reference->n_cells - 1] = (double)now->n_missing;
    return counts;
}

static void add_point(struct reference *reference, double value, size_t below, size_t at_most)
{
    size_t at = reference->n_points++;
    reference->points[at] = value;
    reference->below[at] = (double)below;
    reference->at_most[at] = (double)at_most;
}

static size_t count_distinct(const double *values, size_t n)
{
    size_t distinct = n > 0;
    for (size_t i = 1; i < n; i++)
        distinct += values[i] != values[i - 1];
    return distinct;
}

/* Whether a point is due when the ranks BEGIN .. END - 1 have one value: at each thousandth, and near both ends at each
   doubling of the distance to the end, where the tail is thin. */
static bool point_due(size_t begin, size_t end, size_t n)
{
    size_t thousandth = (begin * (size_t)POINTS + n - 1) / n;
    if (begin == 0 || end == n || thousandth * n < end * (size_t)POINTS)
        return true;
    for (size_t far = 1; far < n; far *= 2)
        if ((begin <= far && far < end) || (begin <= n - 1 - far && n - 1 - far < end))
            return true;
    return false;
}

static void take_points(struct reference *reference, const double *values, size_t n)
{
    size_t distinct = count_distinct(values, n), most = distinct <= POINTS ? distinct : 2 * POINTS + 130;
    reference->whole = distinct <= POINTS;
    reference->points = allocate(most + 1, sizeof *reference->points);
    reference->below = allocate(most + 1, sizeof *reference->below);
    reference->at_most = allocate(most + 1, sizeof *reference->at_most);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && values[end] == values[i]; end++)
            ;
        if (isfinite(values[i]) && (reference->whole || point_due(i, end, n)))
            add_point(reference, values[i], i, end);
    }
}

static void describe_numbers(struct reference *reference, const struct sorted_numbers *numbers)
{
    double squares = 0;
    for (size_t i = 0; i < numbers->n; i++)
        squares += (numbers->values[i] - numbers->mean) * (numbers->values[i] - numbers->mean);
    reference->mean = numbers->mean;
    reference->sd = numbers->n > 1 ? sqrt(squares / (double)(numbers->n - 1)) : NAN;
    reference->edges = allocate(1, sizeof *reference->edges);
    cut_numbers(reference, numbers->values, numbers->n);
    take_points(reference, numbers->values, numbers->n);
    reference->n_cells = reference->n_edges + 2;
    reference->counts = reference_count_numbers(reference, numbers);
}

/* ---- Distances ---- */

/* The integral of |a + (b - a) t - c| over t from 0 to 1, times WIDTH. */
static double area_between(double a, double b, double c, double width)
{
    double p = a - c, q = b - c;
    if ((p >= 0) == (q >= 0))
        return fabs(p + q) / 2 * width;
    return (p * p + q * q) / (2 * (fabs(p) + fabs(q))) * width;
}

struct distances {
    double ks, area;
};

/* The area over (FROM, TO), where the reference rises evenly from LOW to HIGH and the numbers AT .. END - 1 of NOW lie
   between. */
static double area_of_gap(const struct sorted_numbers *now, size_t at, size_t end, double from, double to, double low,
                          double high)
{
    double sum = 0, x = from, all = (double)now->n, width = to - from;
    for (size_t i = at; i <= end; i++) {
        double next = i < end ? now->values[i] : to;
        double a = low + (high - low) * ((x - from) / width), b = low + (high - low) * ((next - from) / width);
        sum += area_between(a, b, (double)i / all, next - x);
        x = next;
    }
    return sum;
}

/* The reference is known at its points; between two it is constant when they are all, else taken to rise evenly. */
static struct distances walk_points(const struct reference *reference, const struct sorted_numbers *now)
{
    struct distances out = { 0, 0 };
    size_t last = reference->n_points - 1, at = 0;
    double n = reference->at_most[last], m = (double)now->n;
    for (size_t k = 0; k <= last; k++) {
        double point = reference->points[k];
        size_t begin = at;
        while (at < now->n && now->values[at] < point)
            at++;
        out.ks = fmax(out.ks, fabs(reference->below[k] / n - (double)at / m));
        for (size_t i = begin; k == 0 && i < at; i++)
            out.area += (point - now->values[i]) / m;
        if (k > 0)
            out.area += area_of_gap(now, begin, at, reference->points[k - 1], point, reference->at_most[k - 1] / n,
                                    reference->below[k] / n);
        while (at < now->n && now->values[at] == point)
            at++;
        out.ks = fmax(out.ks, fabs(reference->at_most[k] / n - (double)at / m));
    }
    for (; at < now->n; at++)
        out.area += (now->values[at] - reference->points[last]) / m;
    return out;
}

/* The values that REFERENCE was made of, in rising order. */
static double *values_of_points(const struct reference *reference, size_t n)
{
    double *values = allocate(n + 1, sizeof *values);
    size_t at = 0;
    for (size_t k = 0; k < reference->n_points; k++)
        while (at < n && (double)at < reference->at_most[k])
            values[at++] = reference->points[k];
    return values;
}

bool reference_distances(const struct reference *reference, const struct sorted_numbers *now, double *ks, double *p,
                         double *wasserstein, struct error *err)
{
    *ks = *p = *wasserstein = NAN;
    (void)err;
    if (reference->n_points == 0 || now->n == 0)
        return true;
    struct distances found = walk_points(reference, now);
    double n = reference->at_most[reference->n_points - 1];
    *ks = found.ks;
    *wasserstein = found.area;
    *p = measure_ks_p(*ks, n, (double)now->n);
    if (reference->whole && n * (double)now->n <= MEASURE_EXACT_PAIRS) {
        double *values = values_of_points(reference, (size_t)n);
        measure_ks_sorted(values, (size_t)n, now->values, now->n, ks, p);
        free(values);
    }
    return true;
}

/* ---- Texts ---- */

/* 53 bits, which a model file keeps as a number. */
static double level_hash(const char *text, size_t length)
{
    return (double)(hash_quick(text, length, 0) >> 11);
}

struct level {
    const char *text;
    size_t length, count;
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

/* The levels that are cells: all when there are few, else the most frequent ones that are frequent enough. */
static size_t count_cells(const struct level *levels, size_t n, size_t n_rows)
{
    size_t least = n_rows / LEVEL_SHARE > LEVEL_LEAST ? n_rows / LEVEL_SHARE : LEVEL_LEAST, cells = 0;
    if (n <= LEVELS_ALL)
        return n;
    while (cells < n && cells < LEVELS_MAX && levels[cells].count >= least)
        cells++;
    return cells;
}

static bool remember_others(struct reference *reference, const struct level *levels, size_t n, struct error *err)
{
    reference->seen = allocate(n + 1, sizeof *reference->seen);
    for (size_t l = 0; l < n; l++) {
        reference->seen[l] = level_hash(levels[l].text, levels[l].length);
        reference->n_once += levels[l].count == 1;
    }
    reference->tells_unseen = true;
    reference->n_seen = n < SEEN_MOST ? n : SEEN_MOST;
    if (!measure_sort(reference->seen, n, err))
        return false;
    reference->seen_most = n > SEEN_MOST ? reference->seen[SEEN_MOST - 1] : ldexp(1, 53);
    return true;
}

static bool describe_texts(struct reference *reference, const struct column *column, size_t n_rows, struct error *err)
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
    for (size_t i = 0; i < n_rows; i++)
        if (codes[i] != TEXT_MISSING)
            levels[codes[i]].count++;
    qsort(levels, size, sizeof *levels, compare_levels);
    while (used < size && levels[used].count > 0)
        used++;
    reference->n_levels = count_cells(levels, used, n_rows);
    reference->levels = allocate(reference->n_levels + 1, sizeof *reference->levels);
    for (size_t l = 0; l < reference->n_levels; l++)
        reference->levels[l] = copy_bytes(levels[l].text, levels[l].length);
    bool good = remember_others(reference, levels + reference->n_levels, used - reference->n_levels, err);
    free(levels);
    reference->n_cells = reference->n_levels + 3;
    reference->mean = reference->sd = NAN;
    if (good)
        reference->counts = reference_count_texts(reference, column, n_rows);
    return good;
}

static bool was_seen(const struct reference *reference, double hash)
{
    size_t at = count_below(reference->seen, reference->n_seen, hash);
    return at < reference->n_seen && reference->seen[at] == hash;
}

enum { LEVEL_OTHER, LEVEL_UNSEEN, LEVEL_NOT_ASKED };

/* What each text of a dictionary is that is no cell of its own. */
static int what_other(const struct reference *reference, const struct dictionary *dictionary, uint32_t code)
{
    size_t length;
    const char *text = dictionary_text(dictionary, code, &length);
    double hash = level_hash(text, length);
    if (!reference->tells_unseen || hash > reference->seen_most)
        return LEVEL_NOT_ASKED;
    return was_seen(reference, hash) ? LEVEL_OTHER : LEVEL_UNSEEN;
}

double *reference_count_texts(const struct reference *reference, const struct column *column, size_t n_rows)
{
    double *counts = allocate(reference->n_cells + 1, sizeof *counts), others[3] = { 0, 0, 0 };
    size_t *places = levels_of_dictionary(column->dictionary, reference->levels, reference->n_levels);
    size_t size = column->dictionary ? column->dictionary->n : 0, n_levels = reference->n_levels;
    double *by_code = allocate(size + 1, sizeof *by_code);
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; i < n_rows; i++) {
        if (codes[i] == TEXT_MISSING)
            counts[n_levels + 2]++;
        else
            by_code[codes[i]]++;
    }
    for (size_t c = 0; c < size; c++) {
        if (places[c] < n_levels)
            counts[places[c]] += by_code[c];
        else if (by_code[c] > 0)
            others[what_other(reference, column->dictionary, (uint32_t)c)] += by_code[c];
    }
    /* of many levels a sample was remembered: its share of unseen ones stands for all */
    double asked = others[LEVEL_OTHER] + others[LEVEL_UNSEEN], all = asked + others[LEVEL_NOT_ASKED];
    counts[n_levels + 1] = asked > 0 ? all * others[LEVEL_UNSEEN] / asked : 0;
    counts[n_levels] = all - counts[n_levels + 1];
    free(places);
    free(by_code);
    return counts;
}

static double total(const double *counts, size_t n)
{
    double sum = 0;
    for (size_t c = 0; c < n; c++)
        sum += counts[c];
    return sum;
}

double *reference_expected(const struct reference *reference, const double *now)
{
    double *counts = copy_numbers(reference->counts, reference->n_cells), n_now = total(now, reference->n_cells);
    if (reference->type != TYPE_TEXT || !(n_now > 0))
        return counts;
    double *other = &counts[reference->n_levels], *unseen = other + 1;
    double share = now[reference->n_levels + 1] / n_now * total(counts, reference->n_cells);
    double expected = fmin(fmin(reference->n_once, *other), share);
    *other -= expected;
    *unseen += expected;
    return counts;
}

/* ---- Both ---- */

bool reference_make(struct reference *reference, const char *name, const char *rows, const struct column *column,
                    size_t n_rows, struct sorted_numbers *sorted, struct error *err)
{
    struct sorted_numbers numbers = { .mean = NAN };
    *reference = (struct reference){ .feature = copy_text(name),
                                     .rows = copy_text(rows),
                                     .type = column->type == TYPE_TEXT ? TYPE_TEXT : TYPE_REAL,
                                     .personal = column->personal };
    bool good = reference->type == TYPE_TEXT ? describe_texts(reference, column, n_rows, err)
                                             : numbers_sort(column, n_rows, &numbers, err);
    if (good && reference->type != TYPE_TEXT)
        describe_numbers(reference, &numbers);
    if (sorted)
        *sorted = numbers;
    else
        free(numbers.values);
    return good;
}

bool reference_of_scores(struct reference *reference, const char *rows, const double *score, size_t n,
                         struct error *err)
{
    struct column column = { .name = "score", .type = TYPE_REAL, .values = score };
    return reference_make(reference, "score", rows, &column, n, NULL, err);
}
