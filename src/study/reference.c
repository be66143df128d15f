/* Reference distributions. */
#include "study/reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "study/file.h"
#include "study/summary.h"

void reference_release(struct reference *reference)
{
    for (size_t l = 0; l < reference->n_levels; l++)
        free(reference->levels[l]);
    free(reference->levels);
    free(reference->edges);
    free(reference->counts);
    free(reference->feature);
    *reference = (struct reference){ 0 };
}

static char **copy_levels(char *const *levels, size_t n)
{
    char **copy = allocate(n + 1, sizeof *copy);
    for (size_t l = 0; l < n; l++)
        copy[l] = copy_text(levels[l]);
    return copy;
}

struct reference reference_copy(const struct reference *from)
{
    struct reference copy = *from;
    copy.feature = copy_text(from->feature);
    copy.edges = allocate(from->n_edges + 1, sizeof *copy.edges);
    for (size_t e = 0; e < from->n_edges; e++)
        copy.edges[e] = from->edges[e];
    copy.levels = copy_levels(from->levels, from->n_levels);
    copy.counts = allocate(from->n_cells + 1, sizeof *copy.counts);
    for (size_t c = 0; c < from->n_cells; c++)
        copy.counts[c] = from->counts[c];
    return copy;
}

/* The number of edges at or below VALUE: its cell. */
static size_t cell_of(const struct reference *reference, double value)
{
    size_t low = 0, high = reference->n_edges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (reference->edges[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void count_texts(const struct reference *reference, const struct column *column, size_t n_rows, double *counts)
{
    size_t *places = levels_of_dictionary(column->dictionary, reference->levels, reference->n_levels);
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; i < n_rows; i++)
        counts[codes[i] == TEXT_MISSING ? reference->n_levels + 1 : places[codes[i]]]++;
    free(places);
}

double *reference_count(const struct reference *reference, const struct column *column, size_t n_rows, double *mean)
{
    double *counts = allocate(reference->n_cells + 1, sizeof *counts), sum = 0;
    size_t n = 0;
    if (reference->type == TYPE_TEXT) {
        count_texts(reference, column, n_rows, counts);
    } else {
        for (size_t i = 0; i < n_rows; i++) {
            double value = column_number(column, i);
            if (isnan(value)) {
                counts[reference->n_cells - 1]++;
                continue;
            }
            counts[cell_of(reference, value)]++;
            sum += value;
            n++;
        }
    }
    if (mean)
        *mean = n > 0 ? sum / (double)n : NAN;
    return counts;
}

void reference_make(struct reference *reference, const char *name, const struct column *column, size_t n_rows,
                    const struct column_summary *summary)
{
    *reference = (struct reference){ .feature = copy_text(name),
                                     .type = summary->is_text ? TYPE_TEXT : TYPE_REAL,
                                     .mean = summary->mean,
                                     .sd = summary->sd };
    reference->edges = allocate(N_DECILES + 1, sizeof *reference->edges);
    if (summary->is_text) {
        reference->n_levels = summary->n_levels;
        reference->n_cells = summary->n_levels + 2;
    } else {
        double last = summary->least; /* no cell below the least value; equal deciles are one edge */
        for (size_t d = 0; d < N_DECILES; d++) {
            if (summary->deciles[d] > last)
                last = reference->edges[reference->n_edges++] = summary->deciles[d];
        }
        reference->n_cells = reference->n_edges + 2;
    }
    reference->levels = copy_levels(summary->levels, reference->n_levels);
    reference->counts = reference_count(reference, column, n_rows, NULL);
}

bool reference_of_scores(struct reference *reference, const double *score, size_t n, struct error *err)
{
    struct column column = { .name = "score", .type = TYPE_REAL, .values = score };
    struct column_summary summary;
    if (!column_summarise(&column, n, &summary, err))
        return false;
    reference_make(reference, "score", &column, n, &summary);
    column_summary_release(&summary);
    return true;
}

/* ---- In the model file ---- */

struct json *references_write(const struct model *model)
{
    struct json *list = json_array();
    for (size_t r = 0; r < model->n_references; r++) {
        const struct reference *reference = &model->references[r];
        struct json *json = json_object();
        json_set_text(json, "feature", reference->feature);
        json_set_text(json, "type", reference->type == TYPE_TEXT ? "text" : "number");
        if (reference->type == TYPE_TEXT) {
            struct json *levels = json_array();
            for (size_t l = 0; l < reference->n_levels; l++)
                json_append(levels, json_string(reference->levels[l]));
            json_set(json, "levels", levels);
        } else {
            json_set_number(json, "mean", reference->mean);
            json_set_number(json, "sd", reference->sd);
            json_set_numbers(json, "edges", reference->edges, reference->n_edges);
        }
        json_set_numbers(json, "counts", reference->counts, reference->n_cells);
        json_append(list, json);
    }
    return list;
}

static bool increasing(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]) || (i > 0 && values[i] <= values[i - 1]))
            return false;
    }
    return true;
}

static bool read_reference(struct reference *reference, const struct json *json, struct error *err)
{
    const char *feature = json_get_text(json, "feature"), *type = json_get_text(json, "type");
    const struct json *edges = json_get(json, "edges"), *levels = json_get(json, "levels");
    if (!feature || !type)
        return file_member_wrong(err, "references", "each needs a feature and a type");
    *reference = (struct reference){ .feature = copy_text(feature),
                                     .type = strcmp(type, "text") == 0 ? TYPE_TEXT : TYPE_REAL,
                                     .n_edges = json_size(edges),
                                     .mean = json_get_number(json, "mean", NAN),
                                     .sd = json_get_number(json, "sd", NAN) };
    bool is_text = reference->type == TYPE_TEXT;
    size_t n_levels = json_size(levels);
    reference->n_edges = is_text ? 0 : reference->n_edges;
    reference->edges = allocate(reference->n_edges + 1, sizeof *reference->edges);
    reference->levels = allocate(n_levels + 1, sizeof *reference->levels);
    for (size_t l = 0; is_text && l < n_levels; l++) {
        const char *level = json_text(json_item(levels, l));
        if (!level)
            return file_member_wrong(err, "references", "a level of '%s' is no text", feature);
        reference->levels[reference->n_levels++] = copy_text(level);
    }
    reference->n_cells = (is_text ? reference->n_levels : reference->n_edges) + 2;
    reference->counts = allocate(reference->n_cells, sizeof *reference->counts);
    if (!is_text && (!json_get_numbers(json, "edges", reference->edges, reference->n_edges) ||
                     !increasing(reference->edges, reference->n_edges)))
        return file_member_wrong(err, "references", "the edges of '%s' do not increase", feature);
    if (!json_get_numbers(json, "counts", reference->counts, reference->n_cells))
        return file_member_wrong(err, "references", "'%s' needs %zu counts", feature, reference->n_cells);
    for (size_t c = 0; c < reference->n_cells; c++) {
        if (!(reference->counts[c] >= 0) || isinf(reference->counts[c]))
            return file_member_wrong(err, "references", "a count of '%s' is no count", feature);
    }
    return true;
}

bool references_read(struct model *model, const struct json *json, struct error *err)
{
    if (!json_is_array(json))
        return file_member_wrong(err, "references", "it must be a list");
    model->references = allocate(json_size(json) + 1, sizeof *model->references);
    for (size_t r = 0; r < json_size(json); r++) {
        model->n_references = r + 1; /* released with the model, even half read */
        if (!read_reference(&model->references[r], json_item(json, r), err))
            return false;
    }
    return true;
}
