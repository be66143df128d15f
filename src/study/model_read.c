/* Reading a model: files are edited by hand, so everything is checked, and the member that is wrong is named. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "study/design.h"
#include "study/file.h"
#include "study/input.h"
#include "study/model.h"
#include "study/nested.h"
#include "study/reference.h"

bool file_member_wrong(struct error *err, const char *member, const char *format, ...)
{
    struct text why = TEXT_EMPTY;
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&why, format, arguments);
    va_end(arguments);
    fail(err, ERROR_DATA, E_MODEL_FILE, "'%s' of the model file is wrong: %s", member, text_string(&why));
    text_release(&why);
    return false;
}

static bool read_time(const struct json *json, const char *name, int64_t *out, struct error *err)
{
    const char *text = json_get_text(json, name);
    *out = TIME_MISSING;
    if (!text && (!json_get(json, name) || json_is_null(json_get(json, name))))
        return true;
    return (text && time_parse(text, strlen(text), out)) || file_member_wrong(err, name, "it is no date");
}

static bool read_count(const struct json *json, const char *name, size_t *out, struct error *err)
{
    int64_t count = json_get_integer(json, name, -1);
    *out = (size_t)count;
    return count >= 0 || file_member_wrong(err, name, "it is no count");
}

static void read_hash(const struct json *json, const char *name, char out[HASH_TEXT])
{
    const char *text = json_get_text(json, name);
    snprintf(out, HASH_TEXT, "%s", text ? text : "");
}

static bool read_definition(struct model *model, const struct json *json, const char *member, enum definition_kind kind,
                            char **name, struct definition **out, struct error *err)
{
    const struct json *place = json_get(json, member);
    if (!place || json_is_null(place))
        return true;
    const char *text = json_get_text(place, "definition"), *own = json_get_text(place, "name");
    struct error why = ERROR_INIT;
    *out = arena_allocate(model->arena, 1, sizeof **out);
    *name = own ? arena_text(model->arena, own) : NULL;
    bool good = text && definition_parse(kind, own ? own : "", text, 0, model->arena, *out, &why);
    if (!good)
        file_member_wrong(err, member, "%s", text ? why.what : "it has no definition");
    error_release(&why);
    return good;
}

static bool read_feature(struct model *model, size_t f, const struct json *json, struct error *err)
{
    const char *name = json_get_text(json, "name"), *of = json_get_text(json, "of");
    const char *text = json_get_text(json, "definition"), **names;
    struct error why = ERROR_INIT;
    if (!name || !of || !text)
        return file_member_wrong(err, "features", "each needs name, of and definition");
    model->feature_names[f] = arena_text(model->arena, name);
    bool good = definition_parse(DEFINITION_FEATURE, of, text, 0, model->arena, &model->definitions[f], &why);
    if (!good)
        file_member_wrong(err, "features", "%s", why.what);
    error_release(&why);
    if (!good)
        return false;
    size_t n = definition_names(&model->definitions[f], model->arena, &names), w = 0;
    while (w < n && !feature_is_called(&(struct feature){ names[w], &model->definitions[f], w }, name))
        w++;
    model->windows[f] = w;
    return w < n || file_member_wrong(err, "features", "'%s' is no feature of '%s = %s'", name, of, text);
}

static bool read_features(struct model *model, const struct json *json, struct error *err)
{
    const struct json *list = json_get(json, "features");
    size_t n = json_size(list);
    if (!json_is_array(list))
        return file_member_wrong(err, "features", "it must be a list");
    if (!model->kind->input->columns && n == 0)
        return file_member_wrong(err, "features", "'%s' needs features", model->kind->name);
    model->feature_names = arena_allocate(model->arena, n + 1, sizeof *model->feature_names);
    model->definitions = arena_allocate(model->arena, n + 1, sizeof *model->definitions);
    model->windows = arena_allocate(model->arena, n + 1, sizeof *model->windows);
    for (size_t f = 0; f < n; f++) {
        if (!read_feature(model, f, json_item(list, f), err))
            return false;
        model->n_features = f + 1;
    }
    return true;
}

static bool read_split(struct model *model, const struct json *json, struct error *err)
{
    const struct json *split = json_get(json, "split"), *train = json_get(split, "train");
    struct split *out = &model->split;
    if (!json_is_object(split) || !json_is_array(train) || json_size(train) > sizeof out->train / sizeof *out->train)
        return file_member_wrong(err, "split", "it needs a list of at most 64 training dates");
    out->n_train = json_size(train);
    for (size_t i = 0; i < out->n_train; i++) {
        const char *text = json_text(json_item(train, i));
        if (!text || !time_parse(text, strlen(text), &out->train[i]))
            return file_member_wrong(err, "split", "a training date is no date");
    }
    out->test_share = json_get_number(split, "test_share", 0);
    out->stratify = json_get_bool(split, "stratify", false);
    out->seed = (uint64_t)json_get_integer(split, "seed", 0);
    return read_time(split, "test", &out->test, err);
}

static bool read_metrics(struct model *model, const struct json *json, struct error *err)
{
    const struct json *list = json_get(json, "metrics");
    size_t n = json_size(list);
    if (!json_is_object(list))
        return file_member_wrong(err, "metrics", "it must be an object");
    model->metrics = allocate(n + 1, sizeof *model->metrics);
    for (size_t i = 0; i < n; i++) {
        const char *name = json_member(list, i, NULL);
        double v[3];
        if (!json_get_numbers(list, name, v, 3))
            return file_member_wrong(err, "metrics", "'%s' must be estimate, low and high", name);
        snprintf(model->metrics[i].name, sizeof model->metrics[i].name, "%s", name);
        model->metrics[i].value = (struct interval){ v[0], v[1], v[2] };
        model->n_metrics = i + 1;
    }
    return true;
}

static bool read_twins(struct model *model, const struct json *rows, struct error *err)
{
    double v[3];
    if (!json_get(rows, "test_twins"))
        return true;
    if (!json_get_numbers(rows, "without_twins", v, 3))
        return file_member_wrong(err, "without_twins", "it must be estimate, low and high");
    model->without_twins = (struct interval){ v[0], v[1], v[2] };
    return read_count(rows, "test_twins", &model->n_test_twins, err);
}

static bool read_rows(struct model *model, const struct json *json, struct error *err)
{
    const struct json *rows = json_get(json, "rows");
    if (!json_is_object(rows))
        return file_member_wrong(err, "rows", "it must be an object");
    model->n_train_positives = json_get_number(rows, "train_positives", NAN);
    model->n_test_positives = json_get_number(rows, "test_positives", NAN);
    read_hash(rows, "test_rows", model->test_rows);
    return read_count(rows, "train", &model->n_train_rows, err) && read_count(rows, "test", &model->n_test_rows, err) &&
           read_count(rows, "dropped_immature", &model->n_dropped_immature, err) &&
           read_count(rows, "dropped_unknown", &model->n_dropped_unknown, err) &&
           read_count(rows, "unseen_levels", &model->n_unseen_levels, err) &&
           (!json_get(rows, "test_unscored") || read_count(rows, "test_unscored", &model->n_test_unscored, err)) &&
           read_twins(model, rows, err);
}

static bool read_fit(struct model *model, const struct json *json, struct error *err)
{
    const struct json *fit = json_get(json, "fit"), *terms = json_get(fit, "terms");
    const char *state = json_get_text(fit, "state"), *note = json_get_text(fit, "note");
    struct fit_summary *out = &model->fit;
    int s = FIT_CONVERGED;
    while (state && s <= FIT_LEARNED_NOTHING && strcmp(state, fit_state_word(s)) != 0)
        s++;
    if (!state || s > FIT_LEARNED_NOTHING || !json_is_array(terms))
        return file_member_wrong(err, "fit", "it needs a state and a list of terms");
    out->state = (enum fit_state)s;
    out->log_likelihood = json_get_number(fit, "log_likelihood", NAN);
    out->null_log_likelihood = json_get_number(fit, "null_log_likelihood", NAN);
    out->gradient_norm = json_get_number(fit, "gradient_norm", NAN);
    out->inertia = json_get_number(fit, "inertia", NAN);
    snprintf(out->note, sizeof out->note, "%s", note ? note : "");
    out->terms = allocate(json_size(terms) + 1, sizeof *out->terms);
    for (size_t t = 0; t < json_size(terms); t++) {
        const struct json *term = json_item(terms, t);
        const char *name = json_get_text(term, "name");
        int64_t column = json_get_integer(term, "column", -2);
        if (!name || column < -1 || (model->design && column >= (int64_t)model->design->n_columns))
            return file_member_wrong(err, "fit", "term %zu has no name or no column of the preparation", t + 1);
        out->terms[t].name = copy_text(name);
        out->terms[t].column = (int)column;
        out->terms[t].estimate = json_get_number(term, "estimate", NAN);
        out->terms[t].standard_error = json_get_number(term, "standard_error", NAN);
        out->n_terms = t + 1;
    }
    out->n_clusters = 0; /* files from before there were any do not say */
    return read_count(fit, "iterations", &out->n_iterations, err) &&
           (!json_get(fit, "clusters") || read_count(fit, "clusters", &out->n_clusters, err));
}

static bool read_segments(struct model *model, const struct json *json, struct error *err)
{
    const struct json *list = json_get(json, "segments");
    size_t n = json_size(list);
    if (list && !json_is_array(list))
        return file_member_wrong(err, "segments", "it must be a list");
    if (!list)
        return !model_is_segmentation(model) || file_member_wrong(err, "segments", "it is missing");
    model->segment_names = allocate(n + 1, sizeof *model->segment_names);
    model->segment_sizes = allocate(n + 1, sizeof *model->segment_sizes);
    model->n_segments = n;
    for (size_t s = 0; s < n; s++) {
        const char *name = json_get_text(json_item(list, s), "name");
        model->segment_names[s] = name ? copy_text(name) : NULL;
        model->segment_sizes[s] = json_get_number(json_item(list, s), "size", NAN);
        if (!(model->segment_sizes[s] >= 0))
            return file_member_wrong(err, "segments", "segment %zu has no size", s + 1);
    }
    return true;
}

static bool read_fitted(const struct model_kind *kind, const struct json *json, const char *member, void **out,
                        struct error *err)
{
    struct error why = ERROR_INIT;
    const struct json *fitted = json_get(json, "fitted");
    *out = fitted ? kind->read(fitted, &why) : NULL;
    if (!*out)
        file_member_wrong(err, member, "%s", why.what ? why.what : "it is missing");
    error_release(&why);
    return *out != NULL;
}

/* The preparation and the fitted value must have the same columns: one row is predicted. */
static bool check_columns(struct model *model, struct error *err)
{
    if (!model->design)
        return true;
    struct study_input input = { .n = 1 };
    struct error why = ERROR_INIT;
    double answer;
    if (!matrix_init(&input.x[0], 1, model->design->n_columns, "a row", err))
        return false;
    bool good = input_predict(model, &input, NULL, &answer, &why);
    if (!good)
        file_member_wrong(err, "fitted", "%s", why.what);
    error_release(&why);
    input_release(&input);
    return good;
}

/* What a model is made of beside its kind: its only part stands as `companion`. Earlier programs let it be absent. */
static bool read_parts(struct model *model, const struct json *json, struct error *err)
{
    const struct json *companion = json_get(json, "companion");
    const struct model_part *parts = model->answer->parts;
    if (!companion)
        return true;
    const char *kind = json_get_text(companion, "kind");
    if (!kind || !parts || strcmp(kind, parts[0].kind) != 0)
        return file_member_wrong(err, "companion", "it is no %s", parts ? parts[0].title : "part of the model");
    model->parts[0].kind = model_kind_find(kind);
    model->n_parts = 1;
    return read_fitted(model->parts[0].kind, companion, "companion", &model->parts[0].fitted, err);
}

/* What it was asked follows from its target, and from whether that is yes or no, which the file says. */
static bool read_answer(struct model *model, const struct json *json, struct error *err)
{
    const struct definition *target = model->target_definition;
    if (target)
        model->target_kind = target_kind_known(target, json_get_bool(json, "yes_no", false), model->arena);
    model->answer = kind_answer(model->kind, model->target_kind);
    if (model->answer)
        return true;
    for (const struct model_answer *answer = model->kind->answers; target && answer->columns && !model->answer;
         answer++)
        if (answer->target && target_widest(target_kind_find(answer->target)) == target_widest(model->target_kind))
            model->answer = answer; /* of a target that earlier programs took */
    if (model->answer)
        return true;
    return target ? file_member_wrong(err, "target", "'%s' cannot answer it", model->kind->name)
                  : file_member_wrong(err, "target", "'%s' needs one", model->kind->name);
}

/* A model's file holds the models whose scores it reads, so that it scores wherever it is taken. */
static bool read_nested(struct model *model, const struct json *json, struct error *err)
{
    const struct json *list = json_get(json, "nested");
    const char *missing;
    if (list && !json_is_array(list))
        return file_member_wrong(err, "nested", "it must be a list");
    model->nested = allocate(json_size(list) + 1, sizeof(struct model *));
    for (size_t i = 0; i < json_size(list); i++) {
        struct error why = ERROR_INIT;
        struct model *nested = model_read(json_item(list, i), &why);
        bool named = nested && nested->name;
        if (nested)
            model->nested[model->n_nested++] = nested;
        if (!named)
            file_member_wrong(err, "nested", "%s", why.what ? why.what : "a model has no name");
        error_release(&why);
        if (!named)
            return false;
    }
    return nested_complete(model, &missing) ||
           file_member_wrong(err, "nested", "a feature is the score of '%s', and that model is not in the file",
                             missing);
}

static bool read_head(struct model *model, const struct json *json, struct error *err)
{
    const char *format = json_get_text(json, "format"), *name = json_get_text(json, "name");
    const char *kind = json_get_text(json, "kind"), *note = json_get_text(json, "note");
    const char *set = json_get_text(json, "feature_set");
    if (!format || strcmp(format, "patron model") != 0)
        return fail(err, ERROR_DATA, E_MODEL_FILE, "this is no model file: 'format' is not \"patron model\"");
    int64_t version = json_get_integer(json, "format_version", 0);
    if (version > MODEL_FORMAT_VERSION)
        return fail(err, ERROR_DATA, E_NEWER, "the model file has format version %lld; this program reads up to %d",
                    (long long)version, MODEL_FORMAT_VERSION);
    if (version < 1)
        return file_member_wrong(err, "format_version", "it is no version");
    model->kind = kind ? model_kind_find(kind) : NULL;
    if (!model->kind)
        return file_member_wrong(err, "kind", "there is no model kind '%s'", kind ? kind : "");
    model->name = name ? copy_text(name) : NULL;
    model->note = note ? copy_text(note) : NULL;
    model->feature_set = set ? arena_text(model->arena, set) : NULL;
    model->version = (int)json_get_integer(json, "version", 0);
    model->seed = (uint64_t)json_get_integer(json, "seed", 0);
    read_hash(json, "snapshot", model->snapshot);
    read_hash(json, "inputs", model->inputs);
    return read_time(json, "asof", &model->asof, err);
}

static bool read_body(struct model *model, const struct json *json, struct error *err)
{
    const struct json *parameters = json_get(json, "parameters");
    struct values values;
    if (!read_definition(model, json, "population", DEFINITION_POPULATION, &model->population,
                         &model->population_definition, err) ||
        !read_definition(model, json, "target", DEFINITION_TARGET, &model->target, &model->target_definition, err))
        return false;
    if (!read_answer(model, json, err))
        return false;
    if (!json_is_object(parameters) || !parameters_read(model->kind, parameters, model->arena, &values, NULL))
        return file_member_wrong(err, "parameters", "they are not those of '%s'", model->kind->name);
    model->parameters = json_copy(parameters);
    return read_split(model, json, err) && read_metrics(model, json, err) && read_rows(model, json, err) &&
           read_features(model, json, err) &&
           (model->kind->input->columns || design_read(model, json_get(json, "preparation"), err)) &&
           read_fit(model, json, err) && read_segments(model, json, err) &&
           read_fitted(model->kind, json, "fitted", &model->fitted, err) && check_columns(model, err) &&
           read_parts(model, json, err) && read_nested(model, json, err) &&
           references_read(model, json_get(json, "references"), err);
}

/* Files from before intervals had a version hold some that do not cover what they say, which are not shown: errors of
   coefficients that took each row for a customer, and bootstrap percentiles of figures that resampling only raises. */
static void drop_wrong_intervals(struct model *model, const struct json *json)
{
    if (json_get_integer(json, "intervals", 1) >= MODEL_INTERVALS_VERSION)
        return;
    for (size_t t = 0; model->split.n_train > 1 && t < model->fit.n_terms; t++)
        model->fit.terms[t].standard_error = NAN;
    for (size_t i = 0; i < model->n_metrics; i++) {
        struct model_metric *metric = &model->metrics[i];
        if (strcmp(metric->name, "ks") == 0 || strcmp(metric->name, "ece") == 0)
            metric->value.low = metric->value.high = NAN;
    }
}

struct model *model_read(const struct json *json, struct error *err)
{
    struct model *model = model_new();
    if (read_head(model, json, err) && read_body(model, json, err)) {
        drop_wrong_intervals(model, json);
        return model;
    }
    model_free(model);
    return NULL;
}
