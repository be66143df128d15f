/* Reference distributions in the model file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "study/file.h"
#include "study/reference.h"

/* What distances and unseen levels are told by. */
static void write_distribution(const struct reference *reference, struct json *json)
{
    if (reference->n_points > 0) {
        json_set_numbers(json, "points", reference->points, reference->n_points);
        json_set_numbers(json, "at_most", reference->at_most, reference->n_points);
        if (!reference->whole) /* else as many as up to the point before */
            json_set_numbers(json, "below", reference->below, reference->n_points);
    }
    if (reference->tells_unseen && !reference->personal) {
        json_set_numbers(json, "seen", reference->seen, reference->n_seen);
        json_set_number(json, "seen_most", reference->seen_most);
        json_set_number(json, "seen_once", reference->n_once);
    }
}

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
        if (reference->rows)
            json_set_text(json, "rows", reference->rows);
        write_distribution(reference, json);
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

static bool rising_counts(const double *counts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(counts[i]) || counts[i] < (i > 0 ? counts[i - 1] : 0))
            return false;
    }
    return true;
}

static bool read_points(struct reference *reference, const struct json *json, struct error *err)
{
    size_t n = reference->n_points = json_size(json_get(json, "points"));
    if (n == 0)
        return true; /* of an earlier program */
    reference->points = allocate(n, sizeof *reference->points);
    reference->below = allocate(n, sizeof *reference->below);
    reference->at_most = allocate(n, sizeof *reference->at_most);
    reference->whole = !json_get(json, "below");
    bool good = json_get_numbers(json, "points", reference->points, n) &&
                json_get_numbers(json, "at_most", reference->at_most, n) &&
                (reference->whole || json_get_numbers(json, "below", reference->below, n));
    for (size_t i = 0; good && reference->whole && i < n; i++)
        reference->below[i] = i > 0 ? reference->at_most[i - 1] : 0;
    for (size_t i = 0; good && i < n; i++)
        good = reference->below[i] >= (i > 0 ? reference->at_most[i - 1] : 0) &&
               reference->below[i] < reference->at_most[i] && reference->at_most[i] <= 1e15;
    if (good && increasing(reference->points, n) && rising_counts(reference->at_most, n))
        return true;
    return file_member_wrong(err, "references", "the points of '%s' do not rise", reference->feature);
}

static bool read_seen(struct reference *reference, const struct json *json, struct error *err)
{
    const struct json *seen = json_get(json, "seen");
    if (!seen)
        return true; /* of an earlier program, or personal */
    reference->n_seen = json_size(seen);
    reference->seen = allocate(reference->n_seen + 1, sizeof *reference->seen);
    reference->seen_most = json_get_number(json, "seen_most", NAN);
    reference->n_once = json_get_number(json, "seen_once", NAN);
    reference->tells_unseen = true;
    if (json_get_numbers(json, "seen", reference->seen, reference->n_seen) &&
        rising_counts(reference->seen, reference->n_seen) && reference->seen_most >= 0 && reference->n_once >= 0)
        return true;
    return file_member_wrong(err, "references", "the levels seen of '%s' do not rise", reference->feature);
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
    /* earlier programs knew no cell of unseen levels: nobody is in it then */
    bool no_unseen = is_text && json_size(json_get(json, "counts")) == reference->n_levels + 2;
    reference->n_cells = is_text ? reference->n_levels + 3 : reference->n_edges + 2;
    reference->counts = allocate(reference->n_cells, sizeof *reference->counts);
    if (!is_text && (!json_get_numbers(json, "edges", reference->edges, reference->n_edges) ||
                     !increasing(reference->edges, reference->n_edges)))
        return file_member_wrong(err, "references", "the edges of '%s' do not increase", feature);
    if (!json_get_numbers(json, "counts", reference->counts, reference->n_cells - no_unseen))
        return file_member_wrong(err, "references", "'%s' needs %zu counts", feature, reference->n_cells);
    if (no_unseen) {
        reference->counts[reference->n_cells - 1] = reference->counts[reference->n_cells - 2];
        reference->counts[reference->n_cells - 2] = 0;
    }
    for (size_t c = 0; c < reference->n_cells; c++) {
        if (!(reference->counts[c] >= 0) || isinf(reference->counts[c]))
            return file_member_wrong(err, "references", "a count of '%s' is no count", feature);
    }
    const char *rows = json_get_text(json, "rows");
    reference->rows = rows ? copy_text(rows) : NULL;
    return is_text ? read_seen(reference, json, err) : read_points(reference, json, err);
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
