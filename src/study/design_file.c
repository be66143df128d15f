/* The design in a model file. */
#include <math.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "study/design.h"
#include "study/design_columns.h"
#include "study/file.h"

struct json *design_write(const struct design *design)
{
    struct json *json = json_object(), *features = json_array();
    json_set_bool(json, "dummies", design->dummies);
    json_set_bool(json, "keeps_missing", design->keeps_missing);
    json_set_bool(json, "scaled", design->scaled);
    if (design->only_imputes)
        json_set_bool(json, "only_imputes", true);
    for (size_t f = 0; f < design->n_features; f++) {
        const struct preparation *p = &design->features[f];
        struct json *feature = json_object();
        json_set_text(feature, "name", p->name);
        json_set_text(feature, "type", p->is_text ? "text" : "number");
        if (!p->is_text)
            json_set_number(feature, "median", p->median);
        json_set_bool(feature, "had_missing", p->had_missing);
        if (design->only_imputes && p->had_missing)
            json_set_integer(feature, "n_missing", (int64_t)p->n_missing);
        if (p->is_text) {
            struct json *levels = json_array();
            for (size_t l = 0; l < p->n_levels; l++)
                json_append(levels, json_string(p->levels[l]));
            json_set_bool(feature, "had_other", p->had_other);
            json_set(feature, "levels", levels);
        }
        json_append(features, feature);
    }
    json_set(json, "features", features);
    double *means = allocate(2 * design->n_columns + 1, sizeof *means), *sds = means + design->n_columns;
    for (size_t c = 0; c < design->n_columns; c++) {
        means[c] = design->columns[c].mean;
        sds[c] = design->columns[c].sd;
    }
    json_set_numbers(json, "means", means, design->n_columns);
    json_set_numbers(json, "sds", sds, design->n_columns);
    free(means);
    return json;
}

static bool read_feature(struct model *model, size_t f, const struct json *json, struct error *err)
{
    struct preparation *p = &model->design->features[f];
    const char *name = json_get_text(json, "name"), *type = json_get_text(json, "type");
    if (!name || strcmp(name, model->feature_names[f]) != 0)
        return file_member_wrong(err, "preparation.features", "feature %zu is not '%s'", f + 1,
                                 model->feature_names[f]);
    if (!type || (strcmp(type, "text") != 0 && strcmp(type, "number") != 0))
        return file_member_wrong(err, "preparation.features", "the type of '%s' is neither text nor number", name);
    *p = (struct preparation){ .name = arena_text(model->arena, name),
                               .is_text = strcmp(type, "text") == 0,
                               .median = json_get_number(json, "median", NAN),
                               .n_missing = (size_t)fmax(json_get_number(json, "n_missing", 0), 0),
                               .had_missing = json_get_bool(json, "had_missing", false),
                               .had_other = json_get_bool(json, "had_other", false) };
    if (!p->is_text)
        return isfinite(p->median) || file_member_wrong(err, "preparation.features", "'%s' has no median", name);
    const struct json *levels = json_get(json, "levels");
    p->n_levels = json_size(levels);
    p->levels = arena_allocate(model->arena, p->n_levels + 1, sizeof *p->levels);
    for (size_t l = 0; l < p->n_levels; l++) {
        const char *level = json_text(json_item(levels, l));
        if (!level)
            return file_member_wrong(err, "preparation.features", "a level of '%s' is no text", name);
        p->levels[l] = arena_text(model->arena, level);
    }
    return json_is_array(levels) || file_member_wrong(err, "preparation.features", "'%s' has no levels", name);
}

static bool read_scales(struct design *design, const struct json *json, struct error *err)
{
    double *means = allocate(2 * design->n_columns + 1, sizeof *means), *sds = means + design->n_columns;
    bool good = json_get_numbers(json, "means", means, design->n_columns) &&
                json_get_numbers(json, "sds", sds, design->n_columns);
    for (size_t c = 0; good && c < design->n_columns; c++) {
        good = isfinite(means[c]) && sds[c] > 0 && isfinite(sds[c]);
        design->columns[c].mean = means[c];
        design->columns[c].sd = sds[c];
    }
    free(means);
    return good || file_member_wrong(err, "preparation", "means and sds must be %zu numbers each", design->n_columns);
}

bool design_read(struct model *model, const struct json *json, struct error *err)
{
    const struct json *features = json_get(json, "features");
    if (!json_is_object(json) || !json_is_array(features) || json_size(features) != model->n_features)
        return file_member_wrong(err, "preparation", "it must have the %zu features of the model", model->n_features);
    struct design *design = arena_allocate(model->arena, 1, sizeof *design);
    model->design = design;
    design->dummies = json_get_bool(json, "dummies", false);
    design->keeps_missing = json_get_bool(json, "keeps_missing", false);
    design->scaled = json_get_bool(json, "scaled", false);
    design->only_imputes = json_get_bool(json, "only_imputes", false);
    design->n_features = model->n_features;
    design->features = arena_allocate(model->arena, design->n_features + 1, sizeof *design->features);
    for (size_t f = 0; f < design->n_features; f++) {
        if (!read_feature(model, f, json_item(features, f), err))
            return false;
    }
    design_make_columns(model);
    return read_scales(design, json, err);
}
