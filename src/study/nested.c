/* Models nested in others: where they come from, and which fit answers for which row. */
#include "study/nested.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "study/input.h"
#include "study/summary.h"

struct loaded {
    char *spec;
    struct model *model; /* the source's own, or that of the outer model */
    char identity[HASH_TEXT];
    struct loaded *next;
};
struct nested_source {
    struct score_source source; /* first, so that its address is the source's */
    model_loader *load;
    void *context;
    const struct model *outer;
    bool as_served;
    struct loaded *loaded;
};

/* ---- Finding ---- */

const struct model *nested_find(const struct model *model, const char *spec)
{
    for (size_t i = 0; i < model->n_nested; i++) {
        const char *name = model->nested[i]->name;
        struct text label = TEXT_EMPTY;
        text_add_format(&label, "%s@%d", name, model->nested[i]->version);
        bool is = strcmp(text_string(&label), spec) == 0 || strcmp(name, spec) == 0;
        text_release(&label);
        if (is)
            return model->nested[i];
    }
    return NULL;
}

/* What was said of a model after it was fitted is no part of its scores. */
static void forget_words(struct model *model)
{
    free(model->note);
    model->note = NULL;
    for (size_t s = 0; model->segment_names && s < model->n_segments; s++) {
        free(model->segment_names[s]);
        model->segment_names[s] = NULL;
    }
}

static struct loaded *load(struct nested_source *source, const char *spec, struct error *err)
{
    for (struct loaded *loaded = source->loaded; loaded; loaded = loaded->next)
        if (strcmp(loaded->spec, spec) == 0)
            return loaded;
    struct model *model =
        source->outer ? (struct model *)nested_find(source->outer, spec) : source->load(source->context, spec, err);
    if (!model)
        return source->outer ? fail_null(err, ERROR_DATA, E_MODEL_FILE, "'%s' is not in the model's file", spec) : NULL;
    if (!source->outer)
        forget_words(model);
    struct loaded *loaded = allocate(1, sizeof *loaded);
    *loaded = (struct loaded){ .spec = copy_text(spec), .model = model, .next = source->loaded };
    source->loaded = loaded;
    return loaded;
}

/* ---- The source ---- */

static struct nested_source *own(const struct score_source *source)
{
    return (struct nested_source *)source;
}

static bool check(const struct score_source *source, const char *spec, size_t *n_groups, struct error *err)
{
    const struct loaded *loaded = load(own(source), spec, err);
    *n_groups = loaded && model_is_segmentation(loaded->model) ? loaded->model->n_segments : 0;
    return loaded != NULL;
}

static void identity(const struct score_source *source, const char *spec, char out[HASH_TEXT])
{
    struct loaded *loaded = load(own(source), spec, NULL);
    snprintf(out, HASH_TEXT, "%s", loaded ? loaded->identity : "");
    if (!loaded || loaded->identity[0])
        return;
    struct text text = TEXT_EMPTY;
    struct json *json = model_write(loaded->model);
    json_write(json, 0, &text);
    text_add(&text, own(source)->as_served ? " as served" : " out of fold");
    struct hash hash = hash_bytes(text.bytes, text.length);
    hash_text(&hash, loaded->identity);
    json_free(json);
    text_release(&text);
    snprintf(out, HASH_TEXT, "%s", loaded->identity);
}

static bool own_fit(const struct model *model, const struct world *world, const struct study_rows *rows,
                    struct work *work, double *out, struct error *err)
{
    struct study_input input;
    if (!input_make(model, world, rows, work, &input, err))
        return false;
    bool good = input_predict(model, &input, work, out, err);
    input_release(&input);
    return good;
}

static bool fails_segments(const struct model *model, int64_t cutoff, struct error *err)
{
    char made[32], at[32];
    time_format(model->asof, true, made);
    time_format(cutoff, true, at);
    fail(err, ERROR_USER, E_MODEL_LATER, "segments of %s@%d were made as of %s and are asked for %s", model->name,
         model->version, made, at);
    error_reason(err, "they would be made of the future");
    error_mend(err, "asof %s, and segment %s again", at, model->name);
    return false;
}

/* PLACES of ROWS whose cutoff is before KNOWN (EARLY) or not; their number. */
static size_t choose(const struct feature_rows *rows, int64_t known, bool early, size_t *places)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if ((rows->cutoff[i] < known) == early)
            places[n++] = i;
    return n;
}

/* One of the two kinds of rows. */
static bool compute_part(const struct model *model, const struct world *world, size_t folds,
                         const struct study_rows *all, const size_t *places, size_t n, bool early, struct work *work,
                         double *out, struct error *err)
{
    struct study_rows rows;
    if (n == 0)
        return true;
    double *scores = allocate_large(n, sizeof *scores, "the scores of a model", err);
    bool good = scores && rows_take(all, places, n, &rows, err);
    if (good) {
        rows.as_served = all->as_served;
        good = early ? nested_out_of_fold(model, world, folds, &rows, work, scores, err)
                     : own_fit(model, world, &rows, work, scores, err);
        rows_release(&rows);
    }
    for (size_t i = 0; good && i < n; i++)
        out[places[i]] = scores[i];
    free(scores);
    return good;
}

static bool compute(const struct score_source *source, const struct world *world, const char *spec, size_t folds,
                    const struct feature_rows *rows, struct work *work, double *out, struct error *err)
{
    struct loaded *loaded = load(own(source), spec, err);
    if (!loaded)
        return false;
    const struct model *model = loaded->model;
    bool served = own(source)->as_served;
    for (size_t i = 0; model_is_segmentation(model) && !served && i < rows->n; i++)
        if (rows->cutoff[i] < model->asof)
            return fails_segments(model, rows->cutoff[i], err);
    int64_t known = served || model_is_segmentation(model) ? INT64_MIN : model_known(model);
    struct study_rows all = {
        .n = rows->n, .customer = (uint32_t *)rows->customer, .cutoff = (int64_t *)rows->cutoff, .as_served = served
    };
    size_t *places = allocate_large(rows->n, sizeof *places, "the rows of a model", err);
    bool good = places != NULL;
    for (int early = 0; good && early < 2; early++)
        good =
            compute_part(model, world, folds, &all, places, choose(rows, known, early, places), early, work, out, err);
    free(places);
    return good;
}

static struct score_source *source_new(model_loader *loader, void *context, const struct model *outer, bool as_served)
{
    struct nested_source *source = allocate(1, sizeof *source);
    *source = (struct nested_source){ .source = { check, identity, compute },
                                      .load = loader,
                                      .context = context,
                                      .outer = outer,
                                      .as_served = as_served };
    return &source->source;
}

struct score_source *scores_of_models(model_loader *loader, void *context)
{
    return source_new(loader, context, NULL, false);
}

struct score_source *scores_of_nested(const struct model *model, bool as_served)
{
    return source_new(NULL, NULL, model, as_served);
}

void scores_free(struct score_source *source)
{
    if (!source)
        return;
    while (own(source)->loaded) {
        struct loaded *loaded = own(source)->loaded;
        own(source)->loaded = loaded->next;
        if (!own(source)->outer)
            model_free(loaded->model);
        free(loaded->spec);
        free(loaded);
    }
    free(own(source));
}

const struct model *scores_model(const struct score_source *source, const char *spec, struct error *err)
{
    if (!source)
        return fail_null(err, ERROR_USER, E_NO_MODEL, "no models are known here: '%s' cannot be asked", spec);
    const struct loaded *loaded = load(own(source), spec, err);
    return loaded ? loaded->model : NULL;
}

/* ---- What a model knew when ---- */

static int64_t labels_end(const struct model *model, int64_t cutoff)
{
    const struct definition *target = model->target_definition;
    if (!target || !model->kind->input->labelled)
        return cutoff; /* no labels are read */
    if (target->within.count == 0 || cutoff == TIME_MISSING)
        return INT64_MAX;
    return time_shift(time_shift(cutoff, target->gap, 1), target->within, 1);
}

int64_t model_known(const struct model *model)
{
    const struct split *split = &model->split;
    bool dated = model->target_definition && split->n_train > 0;
    int64_t known = dated ? INT64_MIN : labels_end(model, model->asof);
    for (size_t i = 0; dated && i < split->n_train; i++) {
        int64_t end = labels_end(model, split->train[i]);
        known = end > known ? end : known;
    }
    for (size_t i = 0; i < model->n_nested; i++) {
        int64_t inner = model_known(model->nested[i]);
        known = inner > known ? inner : known;
    }
    return known;
}

bool nested_scores(const struct world *world, const struct feature *features, size_t n_features, struct arena *arena,
                   struct nested_score **out, size_t *n, struct error *err)
{
    struct score_reference *references;
    *n = 0;
    for (size_t f = 0; f < n_features; f++)
        *n += definition_scores(features[f].definition, arena, &references);
    *out = arena_allocate(arena, *n + 1, sizeof **out);
    *n = 0;
    for (size_t f = 0; f < n_features; f++) {
        size_t n_own = definition_scores(features[f].definition, arena, &references);
        for (size_t i = 0; i < n_own; i++) {
            const struct model *model = scores_model(world->scores, references[i].model, err);
            if (!model)
                return false;
            (*out)[(*n)++] = (struct nested_score){ features[f].name, references[i].model, references[i].folds, model };
        }
    }
    return true;
}

bool nested_asked(const struct model *model, const struct world *world, const struct scored *scored, struct work *work,
                  struct scored *out, struct error *err)
{
    struct study_rows rows = { .n = scored->n, .customer = scored->customer, .cutoff = scored->cutoff };
    size_t *places = allocate_large(scored->n, sizeof *places, "the test rows", err), made = 0;
    struct table *table = places ? model_features(model, world, &rows, work, err) : NULL;
    for (size_t i = 0; table && i < scored->n; i++)
        places[i] = i;
    while (table && made < model->n_features && scored_part(scored, places, scored->n, &out[made], err)) {
        for (size_t i = 0; i < scored->n; i++)
            out[made].score[i] = column_number(&table->columns[KEY_COLUMNS + made], i);
        made++;
    }
    bool good = table && made == model->n_features;
    for (size_t f = 0; !good && f < made; f++)
        scored_release(&out[f]);
    table_release(table);
    free(places);
    return good;
}

/* ---- Within a model ---- */

static struct model *model_copy(const struct model *model, struct error *err)
{
    struct json *json = model_write(model);
    struct model *copy = model_read(json, err);
    json_free(json);
    return copy;
}

bool nested_embed(struct model *model, const struct score_source *source, struct error *err)
{
    struct score_reference *references;
    for (size_t f = 0; f < model->n_features; f++) {
        size_t n = definition_scores(&model->definitions[f], model->arena, &references);
        for (size_t i = 0; i < n; i++) {
            if (nested_find(model, references[i].model))
                continue;
            const struct model *nested = scores_model(source, references[i].model, err);
            struct model *copy = nested ? model_copy(nested, err) : NULL;
            if (!copy)
                return false;
            model->nested = reallocate(model->nested, model->n_nested + 1, sizeof(struct model *));
            model->nested[model->n_nested++] = copy;
        }
    }
    return true;
}

bool nested_complete(const struct model *model, const char **spec)
{
    struct score_reference *references;
    for (size_t f = 0; f < model->n_features; f++) {
        size_t n = definition_scores(&model->definitions[f], model->arena, &references);
        for (size_t i = 0; i < n; i++) {
            *spec = references[i].model;
            if (!nested_find(model, *spec))
                return false;
        }
    }
    return true;
}
