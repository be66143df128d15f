/* A model as JSON: what a reader wants first, numbers that read back to the bit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "study/design.h"
#include "study/file.h"
#include "study/model.h"
#include "study/reference.h"

static void set_time(struct json *json, const char *name, int64_t time)
{
    char text[32];
    time_format(time, true, text);
    json_set_text(json, name, time == TIME_MISSING ? NULL : text);
}

static struct json *write_definition(const struct definition *definition)
{
    if (!definition)
        return json_null();
    struct json *json = json_object();
    struct text text = TEXT_EMPTY;
    definition_write(definition, &text);
    json_set_text(json, "name", definition->name);
    json_set_text(json, "definition", text_string(&text));
    text_release(&text);
    return json;
}

static struct json *write_split(const struct split *split)
{
    struct json *json = json_object(), *train = json_array();
    for (size_t i = 0; i < split->n_train; i++) {
        char text[32];
        time_format(split->train[i], true, text);
        json_append(train, json_string(text));
    }
    json_set(json, "train", train);
    set_time(json, "test", split->test);
    json_set_number(json, "test_share", split->test_share);
    json_set_bool(json, "stratify", split->stratify);
    json_set_integer(json, "seed", (int64_t)split->seed);
    return json;
}

static struct json *write_rows(const struct model *model)
{
    struct json *json = json_object();
    json_set_integer(json, "train", (int64_t)model->n_train_rows);
    json_set_number(json, "train_positives", model->n_train_positives);
    json_set_integer(json, "test", (int64_t)model->n_test_rows);
    json_set_number(json, "test_positives", model->n_test_positives);
    json_set_integer(json, "dropped_immature", (int64_t)model->n_dropped_immature);
    json_set_integer(json, "dropped_unknown", (int64_t)model->n_dropped_unknown);
    json_set_integer(json, "unseen_levels", (int64_t)model->n_unseen_levels);
    if (model->n_test_unscored > 0)
        json_set_integer(json, "test_unscored", (int64_t)model->n_test_unscored);
    if (model->n_test_twins > 0) {
        const struct interval *v = &model->without_twins;
        json_set_integer(json, "test_twins", (int64_t)model->n_test_twins);
        json_set_numbers(json, "without_twins", (const double[]){ v->estimate, v->low, v->high }, 3);
    }
    json_set_text(json, "test_rows", model->test_rows);
    return json;
}

static struct json *write_metrics(const struct model *model)
{
    struct json *json = json_object();
    for (size_t i = 0; i < model->n_metrics; i++) {
        const struct interval *v = &model->metrics[i].value;
        json_set_numbers(json, model->metrics[i].name, (const double[]){ v->estimate, v->low, v->high }, 3);
    }
    return json;
}

/* Features with their expressions; those of one family repeat its text. */
static struct json *write_features(const struct model *model)
{
    struct json *list = json_array();
    for (size_t f = 0; f < model->n_features; f++) {
        struct json *json = json_object();
        struct text text = TEXT_EMPTY;
        const struct definition *definition = &model->definitions[f];
        definition_write(definition, &text);
        json_set_text(json, "name", model->feature_names[f]);
        if (definition->n_windows > 0) {
            struct text window = TEXT_EMPTY;
            struct window own = definition_window(definition, model->windows[f]);
            window_write(&own, &window);
            json_set_text(json, "window", text_string(&window));
            text_release(&window);
        }
        json_set_text(json, "of", definition->name);
        json_set_text(json, "definition", text_string(&text));
        json_append(list, json);
        text_release(&text);
    }
    return list;
}

static const char *const states[] = { "converged", "boundary", "stopped early", "not converged", "learned nothing" };

const char *fit_state_word(int state)
{
    return states[state];
}

static struct json *write_fit(const struct fit_summary *fit)
{
    struct json *json = json_object(), *terms = json_array();
    json_set_text(json, "state", states[fit->state]);
    json_set_integer(json, "iterations", (int64_t)fit->n_iterations);
    json_set_number(json, "log_likelihood", fit->log_likelihood);
    json_set_number(json, "null_log_likelihood", fit->null_log_likelihood);
    json_set_number(json, "gradient_norm", fit->gradient_norm);
    json_set_number(json, "inertia", fit->inertia);
    if (fit->n_clusters > 0)
        json_set_integer(json, "clusters", (int64_t)fit->n_clusters);
    json_set_text(json, "note", fit->note);
    for (size_t t = 0; t < fit->n_terms; t++) {
        struct json *term = json_object();
        json_set_text(term, "name", fit->terms[t].name);
        json_set_integer(term, "column", fit->terms[t].column);
        json_set_number(term, "estimate", fit->terms[t].estimate);
        json_set_number(term, "standard_error", fit->terms[t].standard_error);
        json_append(terms, term);
    }
    json_set(json, "terms", terms);
    return json;
}

static struct json *write_segments(const struct model *model)
{
    struct json *list = json_array();
    for (size_t s = 0; s < model->n_segments; s++) {
        struct json *json = json_object();
        json_set_text(json, "name", model->segment_names ? model->segment_names[s] : NULL);
        json_set_number(json, "size", model->segment_sizes ? model->segment_sizes[s] : NAN);
        json_append(list, json);
    }
    return list;
}

static void write_head(const struct model *model, struct json *json)
{
    json_set_text(json, "format", "patron model");
    json_set_integer(json, "format_version", MODEL_FORMAT_VERSION);
    json_set_integer(json, "intervals", MODEL_INTERVALS_VERSION);
    json_set_text(json, "name", model->name);
    json_set_integer(json, "version", model->version);
    json_set_text(json, "kind", model->kind->name);
    json_set_text(json, "made_by", "patron " PATRON_VERSION);
    json_set_text(json, "note", model->note);
    json_set_integer(json, "seed", (int64_t)model->seed);
    set_time(json, "asof", model->asof);
    json_set_text(json, "snapshot", model->snapshot);
    if (*model->inputs)
        json_set_text(json, "inputs", model->inputs);
    json_set(json, "population", write_definition(model->population_definition));
    json_set(json, "target", write_definition(model->target_definition));
    if (model->target_definition)
        json_set_bool(json, "yes_no", target_is(model->target_kind, &target_yes_no));
    json_set_text(json, "feature_set", model->feature_set);
}

static struct json *write_nested(const struct model *model)
{
    struct json *list = json_array();
    for (size_t i = 0; i < model->n_nested; i++)
        json_append(list, model_write(model->nested[i]));
    return list;
}

/* What the program was told, and nothing of what came out. */
void model_inputs_hash(const struct model *model, bool scaled, const char *snapshot, char out[HASH_TEXT])
{
    struct json *json = json_object();
    struct text text = TEXT_EMPTY;
    json_set_integer(json, "format_version", MODEL_FORMAT_VERSION);
    json_set_integer(json, "intervals", MODEL_INTERVALS_VERSION);
    json_set_text(json, "made_by", "patron " PATRON_VERSION);
    json_set_text(json, "kind", model->kind->name);
    json_set_integer(json, "seed", (int64_t)model->seed);
    set_time(json, "asof", model->asof);
    json_set_text(json, "snapshot", snapshot);
    json_set(json, "population", write_definition(model->population_definition));
    json_set(json, "target", write_definition(model->target_definition));
    json_set_text(json, "feature_set", model->feature_set);
    json_set(json, "split", write_split(&model->split));
    json_set(json, "parameters", json_copy(model->parameters));
    json_set(json, "features", write_features(model));
    json_set_bool(json, "scaled", scaled);
    if (model->n_nested > 0)
        json_set(json, "nested", write_nested(model));
    json_write(json, 0, &text);
    struct hash hash = hash_bytes(text.bytes, text.length);
    hash_text(&hash, out);
    text_release(&text);
    json_free(json);
}

struct json *model_write(const struct model *model)
{
    struct json *json = json_object();
    write_head(model, json);
    json_set(json, "metrics", write_metrics(model));
    json_set(json, "rows", write_rows(model));
    json_set(json, "split", write_split(&model->split));
    json_set(json, "parameters", json_copy(model->parameters));
    json_set(json, "features", write_features(model));
    json_set(json, "fit", write_fit(&model->fit));
    if (model->n_segments > 0)
        json_set(json, "segments", write_segments(model));
    if (model->design)
        json_set(json, "preparation", design_write(model->design));
    json_set(json, "fitted", model->kind->write(model->fitted));
    for (size_t p = 0; p < model->n_parts; p++) {
        struct json *part = json_object();
        json_set_text(part, "kind", model->parts[p].kind->name);
        json_set(part, "fitted", model->parts[p].kind->write(model->parts[p].fitted));
        json_set(json, "companion", part); /* one so far; its name is from when there was no other */
    }
    json_set(json, "references", references_write(model));
    if (model->n_nested > 0)
        json_set(json, "nested", write_nested(model));
    return json;
}
