/* Making a model again: what decided it, as a hash and as a request, and whether two models are the same. */
#include <math.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "study/design.h"
#include "study/model.h"

bool study_inputs(const struct study_request *request, const char *snapshot, char out[HASH_TEXT], struct error *err)
{
    struct model *model = model_new();
    bool good = model_fill(model, request, err);
    if (good)
        model_inputs_hash(model, request_scales(request), snapshot, out);
    model_free(model);
    return good;
}

bool study_request_again(const struct model *model, const struct world *world, struct work *work, struct arena *arena,
                         struct study_request *out, struct error *err)
{
    struct values *values = arena_allocate(arena, 1, sizeof *values);
    struct feature *features = arena_allocate(arena, model->n_features + 1, sizeof *features);
    if (!parameters_read(model->kind, model->parameters, arena, values, err))
        return false;
    for (size_t f = 0; f < model->n_features; f++)
        features[f] = (struct feature){ model->feature_names[f], &model->definitions[f], model->windows[f] };
    bool dated = model->split.n_train > 0;
    *out = (struct study_request){ .world = world,
                                   .population = model->population_definition,
                                   .target = model->target_definition,
                                   .features = features,
                                   .n_features = model->n_features,
                                   .feature_set = model->feature_set,
                                   .split = model->target_definition ? &model->split : NULL,
                                   .asof = dated ? TIME_MISSING : model->asof,
                                   .kind = model->kind,
                                   .parameters = values,
                                   .scale = !model->design          ? NULL
                                            : model->design->scaled ? "zscore"
                                                                    : "none",
                                   .seed = model->seed,
                                   .work = work };
    return true;
}

/* ---- Differences ---- */

struct walk {
    struct arena *arena;
    struct model_differences *out;
    struct text path;
};

/* What may differ between models that are the same. */
static bool is_label(const struct walk *walk, const char *member)
{
    static const char *const labels[] = { "name", "version", "made_by", "note", "snapshot", "inputs", NULL };
    if (strncmp(text_string(&walk->path), "segments.", 9) == 0)
        return strcmp(member, "name") == 0;
    for (const char *const *label = labels; walk->path.length == 0 && *label; label++)
        if (strcmp(*label, member) == 0)
            return true;
    return false;
}

static const char *value_text(const struct json *value, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    if (value && (json_is_array(value) || json_is_object(value)))
        text_add_format(&text, "%zu values", json_size(value));
    else if (value)
        json_write(value, 0, &text);
    const char *kept = value ? arena_text(arena, text_string(&text)) : "not there";
    text_release(&text);
    return kept;
}

static void add_difference(struct walk *walk, const struct json *then, const struct json *now)
{
    struct model_differences *out = walk->out;
    if (out->n == out->capacity) {
        size_t wider = out->capacity ? 2 * out->capacity : 64;
        struct model_difference *items = arena_allocate(walk->arena, wider, sizeof *items);
        if (out->n > 0)
            memcpy(items, out->items, out->n * sizeof *items);
        out->items = items;
        out->capacity = wider;
    }
    out->items[out->n++] = (struct model_difference){ .what = arena_text(walk->arena, text_string(&walk->path)),
                                                      .then = json_value(then),
                                                      .now = json_value(now),
                                                      .was = value_text(then, walk->arena),
                                                      .is = value_text(now, walk->arena) };
}

static bool same_number(double a, double b, struct model_differences *out)
{
    double scale = fmax(1, fmax(fabs(a), fabs(b))), apart = fabs(a - b);
    if (apart > 1e-12 * scale)
        return false;
    out->largest = fmax(out->largest, apart);
    return true;
}

static void compare_leaves(struct walk *walk, const struct json *then, const struct json *now)
{
    struct model_differences *out = walk->out;
    struct text a = TEXT_EMPTY, b = TEXT_EMPTY;
    json_write(then, 0, &a);
    json_write(now, 0, &b);
    out->n_compared++;
    if (strcmp(text_string(&a), text_string(&b)) == 0)
        out->n_identical++;
    else if (!json_is_number(then) || !json_is_number(now) || !same_number(json_value(then), json_value(now), out))
        add_difference(walk, then, now);
    text_release(&a);
    text_release(&b);
}

/* The part behind the path so far: items of lists are called by their own name where they have one. */
static size_t go_into(struct walk *walk, const char *member, const struct json *item, size_t index)
{
    size_t before = walk->path.length;
    const char *name = member ? member : json_is_object(item) ? json_get_text(item, "name") : NULL;
    if (before > 0)
        text_add_char(&walk->path, '.');
    if (name)
        text_add(&walk->path, name);
    else
        text_add_format(&walk->path, "%zu", index + 1);
    return before;
}

static void go_back(struct walk *walk, size_t before)
{
    walk->path.length = before;
    if (walk->path.bytes)
        walk->path.bytes[before] = '\0';
}

/* NOLINTNEXTLINE(misc-no-recursion): files are at most 200 levels deep */
static void compare(struct walk *walk, const struct json *then, const struct json *now)
{
    bool objects = json_is_object(then) && now && json_is_object(now);
    bool arrays = json_is_array(then) && now && json_is_array(now) && json_size(then) == json_size(now);
    if (!now || (!objects && !arrays)) {
        if (now && !json_is_object(then) && !json_is_array(then) && !json_is_object(now) && !json_is_array(now)) {
            compare_leaves(walk, then, now);
            return;
        }
        walk->out->n_compared++;
        add_difference(walk, then, now);
        return;
    }
    for (size_t i = 0; i < json_size(then); i++) {
        struct json *item = arrays ? json_item(then, i) : NULL;
        const char *member = objects ? json_member(then, i, &item) : NULL;
        if (member && is_label(walk, member))
            continue;
        size_t before = go_into(walk, member, item, i);
        compare(walk, item, objects ? json_get(now, member) : json_item(now, i));
        go_back(walk, before);
    }
    for (size_t i = 0; objects && i < json_size(now); i++) {
        struct json *item;
        const char *member = json_member(now, i, &item);
        if (json_get(then, member) || is_label(walk, member))
            continue;
        size_t before = go_into(walk, member, item, i);
        walk->out->n_compared++;
        add_difference(walk, NULL, item);
        go_back(walk, before);
    }
}

void study_differences(const struct model *then, const struct model *now, struct arena *arena,
                       struct model_differences *out)
{
    *out = (struct model_differences){ 0 };
    struct walk walk = { .arena = arena, .out = out };
    struct json *a = model_write(then), *b = model_write(now);
    compare(&walk, a, b);
    json_free(a);
    json_free(b);
    text_release(&walk.path);
}
