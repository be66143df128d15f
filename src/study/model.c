/* Models as values. */
#include "study/model.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "study/nested.h"
#include "study/reference.h"

struct model *model_new(void)
{
    struct model *model = allocate(1, sizeof *model);
    model->arena = allocate(1, sizeof *model->arena);
    arena_init(model->arena);
    model->asof = model->split.test = TIME_MISSING;
    return model;
}

void model_free(struct model *model)
{
    if (!model)
        return;
    if (model->fitted)
        model->kind->free(model->fitted);
    for (size_t i = 0; i < model->n_parts; i++)
        if (model->parts[i].fitted)
            model->parts[i].kind->free(model->parts[i].fitted);
    for (size_t r = 0; r < model->n_references; r++)
        reference_release(&model->references[r]);
    free(model->references);
    for (size_t s = 0; model->segment_names && s < model->n_segments; s++)
        free(model->segment_names[s]);
    free(model->segment_names);
    free(model->segment_sizes);
    for (size_t i = 0; i < model->n_nested; i++)
        model_free(model->nested[i]);
    free(model->nested);
    free(model->metrics);
    fit_summary_release(&model->fit);
    json_free(model->parameters);
    free(model->name);
    free(model->note);
    arena_release(model->arena);
    free(model->arena);
    free(model);
}

const struct model_metric *model_main_metric(const struct model *model)
{
    for (size_t i = 0; i < model->n_metrics; i++) {
        const struct metric *row = metric_find(model->metrics[i].name);
        if (row && row->main)
            return &model->metrics[i];
    }
    return NULL;
}

const struct model_metric *model_metric_find(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->n_metrics; i++) {
        if (strcmp(model->metrics[i].name, name) == 0)
            return &model->metrics[i];
    }
    return NULL;
}

bool model_definition(struct model *model, const struct definition *definition, struct definition *out,
                      struct error *err)
{
    struct text text = TEXT_EMPTY;
    definition_write(definition, &text);
    bool good = definition_parse(definition->kind, definition->name ? definition->name : "", text_string(&text), 0,
                                 model->arena, out, err);
    text_release(&text);
    return good;
}

/* ---- Parameters ---- */

struct json *parameters_write(const struct values *values)
{
    struct json *json = json_object();
    for (size_t i = 0; values && i < values->n; i++) {
        const struct value *value = &values->values[i];
        const char *name = values->parameters[i].name;
        if (!value->present)
            continue;
        switch (values->parameters[i].type) {
        case PARAMETER_NUMBER:
        case PARAMETER_COUNT:
            json_set_number(json, name, value->number);
            break;
        case PARAMETER_YESNO:
            json_set_bool(json, name, value->number != 0);
            break;
        default:
            json_set_text(json, name, value->text);
        }
    }
    return json;
}

/* The member as a user would write it; NULL when it is none. */
static const char *member_text(const struct parameter *parameter, const struct json *json, char number[32])
{
    const struct json *member = json_get(json, parameter->name);
    if (parameter->type == PARAMETER_YESNO)
        return json_get_bool(json, parameter->name, false) ? "yes" : "no";
    if (!json_is_number(member))
        return json_text(member);
    number_format(json_value(member), number);
    return number;
}

bool parameters_read(const struct model_kind *kind, const struct json *json, struct arena *arena, struct values *out,
                     struct error *err)
{
    *out = values_defaults(kind->parameters, arena);
    for (size_t i = 0; i < out->n; i++) {
        const struct parameter *parameter = &kind->parameters[i];
        char number[32];
        if (!json_get(json, parameter->name))
            continue;
        const char *text = member_text(parameter, json, number);
        if (!text)
            return fail(err, ERROR_DATA, E_MODEL_FILE, "parameter '%s' of the model has no value", parameter->name);
        if (!parameter_parse(parameter, text, arena, &out->values[i], err))
            return false;
    }
    return true;
}

struct json *json_copy(const struct json *object)
{
    struct text text = TEXT_EMPTY;
    json_write(object, 0, &text);
    struct json *copy = json_parse(text_string(&text), text.length, "a copy", NULL);
    text_release(&text);
    return copy;
}

/* ---- From a request ---- */

static bool fill_features(struct model *model, const struct study_request *request, struct error *err)
{
    size_t n = model->n_features = request->n_features;
    model->feature_names = arena_allocate(model->arena, n + 1, sizeof *model->feature_names);
    model->definitions = arena_allocate(model->arena, n + 1, sizeof *model->definitions);
    model->windows = arena_allocate(model->arena, n + 1, sizeof *model->windows);
    for (size_t f = 0; f < n; f++) {
        model->feature_names[f] = arena_text(model->arena, request->features[f].name);
        model->windows[f] = request->features[f].window;
        if (!model_definition(model, request->features[f].definition, &model->definitions[f], err))
            return false;
    }
    return true;
}

static bool fill_definition(struct model *model, const struct definition *from, char **name,
                            struct definition **definition, struct error *err)
{
    if (!from)
        return true;
    *name = from->name ? arena_text(model->arena, from->name) : NULL;
    *definition = arena_allocate(model->arena, 1, sizeof **definition);
    return model_definition(model, from, *definition, err);
}

bool model_fill(struct model *model, const struct study_request *request, struct error *err)
{
    model->kind = request->kind;
    model->seed = request->seed;
    model->parameters = parameters_write(request->parameters);
    model->feature_set =
        request->feature_set && !request->kind->input->columns ? arena_text(model->arena, request->feature_set) : NULL;
    if (request->split)
        model->split = *request->split;
    model->asof = request->split && request->split->n_train > 0 ? request->split->test : request->asof;
    return fill_definition(model, request->population, &model->population, &model->population_definition, err) &&
           fill_definition(model, request->target, &model->target, &model->target_definition, err) &&
           (request->kind->input->columns ||
            (fill_features(model, request, err) && nested_embed(model, request->world->scores, err)));
}

/* ---- Which kinds answer what ---- */

bool model_is_segmentation(const struct model *model)
{
    return model->target_definition == NULL && model_kind_makes_segments(model->kind);
}

bool model_answers(const struct model *model, const char *column)
{
    bool found = model_answer_gives(model->answer, column);
    for (size_t i = 0; i < model->n_parts && !found; i++)
        found = model_kind_gives(model->parts[i].kind, column);
    return found;
}

const struct model_answer *kind_answer(const struct model_kind *kind, const struct target_kind *wanted)
{
    const struct model_answer *answer = wanted ? NULL : model_kind_answer(kind, NULL);
    for (; wanted && !answer; wanted = wanted->wider)
        answer = model_kind_answer(kind, wanted->name);
    return answer;
}

/* Whether it answers other targets of the widest kind that WANTED is one of. */
static bool answers_others(const struct model_kind *kind, const struct target_kind *wanted)
{
    for (const struct model_answer *answer = kind->answers; wanted && answer->columns; answer++)
        if (answer->target && target_is(target_kind_find(answer->target), target_widest(wanted)))
            return true;
    return false;
}

const struct model_answer *kind_must_answer(const struct model_kind *kind, const struct target_kind *wanted,
                                            const struct definition *target, struct error *err)
{
    const struct model_answer *answer = kind_answer(kind, wanted);
    if (answer)
        return answer;
    struct text kinds = TEXT_EMPTY;
    for (size_t i = 0; model_kinds[i]; i++)
        if (kind_answer(model_kinds[i], wanted))
            text_add_format(&kinds, " %s", model_kinds[i]->name);
    if (answers_others(kind, wanted)) {
        fail(err, ERROR_USER, E_NOT_FIT, "'%s' cannot answer '%s'", kind->name, target->expression);
        error_reason(err, "%s; kinds that fit:%s", kind->limits, text_string(&kinds));
        error_mend(err, "a target such as: %s", kind->example);
        text_release(&kinds);
        return NULL;
    }
    fail(err, ERROR_USER, E_NO_KIND, "no model kind '%s' for %s", kind->name, wanted ? wanted->title : "segments");
    if (wanted)
        error_reason(err, "%s is %s; kinds that fit:%s", target->name ? target->name : "the target", wanted->told,
                     text_string(&kinds));
    else
        error_reason(err, "kinds that make segments:%s", text_string(&kinds));
    text_release(&kinds);
    return NULL;
}
