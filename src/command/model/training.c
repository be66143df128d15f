/* Training: the request from names, the fit, keeping. */
#include "command/model/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/model/cautions.h"
#include "command/model/nested.h"
#include "command/session/jobs.h"
#include "command/verb.h"
#include "patron/base/calendar.h"
#include "patron/feature/expression.h"

/* Whether EXPRESSION, a static target, reads COLUMN of the customers' table. */
static bool mentions(const struct expression *expression, const char *column)
{
    if ((expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_NAME) && expression->text &&
        strcmp(expression->text, column) == 0)
        return true;
    for (size_t i = 0; i < expression->n_arguments; i++)
        if (mentions(expression->arguments[i], column))
            return true;
    return expression->condition && mentions(expression->condition, column);
}

/* Whether a column of the customers that FEATURE reads stands in the TARGET. A bare name is one, but not of EVENTS. */
static bool reads_answer(const struct expression *feature, bool events, const struct expression *target,
                         const struct world *world)
{
    bool bare = feature->kind == EXPRESSION_NAME && !events,
         own = feature->kind == EXPRESSION_COLUMN && world_names_customers(world, feature->table);
    if ((bare || own) && mentions(target, feature->text))
        return true;
    events = events || feature->kind == EXPRESSION_AGGREGATE;
    for (size_t i = 0; i < feature->n_arguments; i++)
        if (reads_answer(feature->arguments[i], events, target, world))
            return true;
    return feature->condition && reads_answer(feature->condition, events, target, world);
}

static bool definition_reads(const struct definition *definition, const struct expression *target,
                             const struct world *world, struct arena *arena)
{
    const struct expression *feature = expression_parse(definition->expression, 0, arena, NULL);
    return feature && reads_answer(feature, false, target, world);
}

/* A model may have been trained on such a column. */
static bool model_reads(const struct model *model, const struct expression *target, const struct world *world,
                        struct arena *arena)
{
    bool reads = false;
    for (size_t f = 0; !reads && f < model->n_features; f++)
        reads = definition_reads(&model->definitions[f], target, world, arena);
    for (size_t i = 0; !reads && i < model->n_nested; i++)
        reads = model_reads(model->nested[i], target, world, arena);
    return reads;
}

static bool feature_reads(const struct feature *feature, const struct expression *target, const struct world *world,
                          struct arena *arena)
{
    struct nested_score *scores;
    size_t n;
    bool reads = definition_reads(feature->definition, target, world, arena);
    if (!nested_scores(world, feature, 1, arena, &scores, &n, NULL))
        return reads;
    for (size_t i = 0; !reads && i < n; i++)
        reads = model_reads(scores[i].model, target, world, arena);
    return reads;
}

/* A static target is a condition on columns of the customers: no feature may read one of them. */
static bool check_answer(const struct definition *target, const struct feature_list *features,
                         const struct world *world, struct arena *arena, struct error *err)
{
    if (target->within.count > 0)
        return true;
    struct expression *parsed = expression_parse(target->expression, 0, arena, NULL);
    for (size_t i = 0; parsed && i < features->n; i++) {
        if (!feature_reads(&features->features[i], parsed, world, arena))
            continue;
        fail(err, ERROR_USER, E_LEAK, "feature '%s' knows the answer: the target is %s", features->features[i].name,
             target->expression);
        error_mend(err, "-%s in the list leaves it out", features->features[i].name);
        return false;
    }
    return true;
}

static bool fill_request(struct session *session, const struct invocation *invocation, const struct definition *target,
                         struct feature_list *features, struct split *split, struct study_request *out,
                         struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *on = values_get(values, "on");
    const struct model_kind *kind = invocation->kind;
    struct definition *population;
    *features = (struct feature_list){ 0 };
    *out = (struct study_request){ .world = resolve_world(session, invocation->arena, err),
                                   .target = target,
                                   .kind = kind,
                                   .parameters = &invocation->kind_values,
                                   .scale = values_text(values, "scale"),
                                   .seed = session_seed(session),
                                   .work = session_work(session),
                                   .asof = TIME_MISSING };
    if (!out->world || !resolve_population(session, invocation->arena, &population, err))
        return false;
    session->training_target = target;
    bool found = !on->given || resolve_features(session, on, invocation->arena, features, err);
    session->training_target = NULL;
    if (!found)
        return false;
    if (on->given && kind->input->columns) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s takes no features: it reads the purchases themselves", kind->name);
        error_mend(err, "leave out on");
        return fail_value_at(err, on, 0);
    }
    if (!on->given && !kind->input->columns) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s needs features: say on which", kind->name);
        error_mend(err, "on FEATURES");
        return false;
    }
    if (!nested_check_circle(out->world, features, values_text(values, "name"), invocation->arena, err))
        return on->given ? fail_value_at(err, on, 0) : false;
    if (target &&
        (!check_answer(target, features, out->world, invocation->arena, err) || !resolve_split(session, split, err)))
        return false;
    if ((!target || split->n_train == 0) && !resolve_asof(session, out->world, &out->asof, err))
        return false;
    out->population = population;
    out->features = features->features;
    out->n_features = features->n;
    out->feature_set = features->set;
    out->split = target ? split : NULL;
    return true;
}

/* The newest version of NAME; NULL when there is none that can be read. */
static struct model *newest_version(struct session *session, const char *name)
{
    struct model_info *infos;
    size_t n;
    int version = 0;
    if (!workspace_models(session->workspace, &infos, &n, NULL))
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (strcmp(infos[i].name, name) == 0 && infos[i].version > version)
            version = infos[i].version;
    model_infos_free(infos, n);
    char spec[300];
    snprintf(spec, sizeof spec, "%s@%d", name, version);
    return version > 0 ? workspace_model(session->workspace, spec, NULL) : NULL;
}

static void tell(struct session *session, const struct model *model, bool unchanged)
{
    const struct model_metric *figure = model_main_metric(model);
    char number[32];
    if (!figure || isnan(figure->value.estimate)) {
        outcome(session, "%s@%d%s", model->name, model->version, unchanged ? " unchanged" : "");
        return;
    }
    const struct metric *row = metric_find(figure->name);
    number_format_short(figure->value.estimate, number);
    outcome(session, "%s@%d%s  %s %s", model->name, model->version, unchanged ? " unchanged" : "",
            row->other ? row->other : row->name, number);
}

/* Notes and warnings about the data, which belong to a model that is there already too. */
static void add_clock_notes(struct session *session, const struct study_request *request, struct arena *arena,
                            struct report *report)
{
    int64_t first = request->asof;
    for (size_t i = 0; request->split && i < request->split->n_train; i++)
        first = first == TIME_MISSING || request->split->train[i] < first ? request->split->train[i] : first;
    bool dated = request->split && request->split->n_train > 0;
    nested_tell(report, request->world, request->features, request->n_features,
                dated ? request->split->train : &request->asof, dated ? request->split->n_train : 1, arena);
    struct feature_clocks clocks =
        features_clocks(request->world, request->features, request->n_features, first, arena);
    warn_undated(session, &clocks, first);
    if (clocks.event_time_only && request->target)
        report_add_note(report, VERDICT_NONE, "%s", event_time_only);
}

/* The model that REQUEST makes: kept already when the newest version of NAME was made of the same. */
static struct model *make_model(struct session *session, const struct study_request *request, const char *name,
                                bool fresh, double *seconds, bool *unchanged, struct error *err)
{
    char snapshot[HASH_TEXT], inputs[HASH_TEXT];
    workspace_snapshot_hash(session->workspace, snapshot);
    if (!study_inputs(request, snapshot, inputs, err))
        return NULL;
    struct model *before = newest_version(session, name);
    int last = before ? before->version : 0;
    *unchanged = before && !fresh && strcmp(before->inputs, inputs) == 0;
    if (*unchanged)
        return before;
    model_free(before);
    int version;
    double began = clock_seconds();
    struct model *model = study_train(request, NULL, err);
    *seconds = clock_seconds() - began;
    if (!model)
        return NULL;
    memcpy(model->inputs, inputs, sizeof inputs);
    memcpy(model->snapshot, snapshot, sizeof snapshot);
    if (session->as_job) { /* kept by who takes the job, under the version that follows in the meantime */
        model->name = copy_text(name);
        model->version = last + 1;
        return model;
    }
    if (workspace_keep_model(session->workspace, model, name, *seconds, &version, err))
        return model;
    model_free(model);
    return NULL;
}

struct report *request_and_keep(struct session *session, const struct study_request *request, const char *name,
                                bool fresh, const struct training_more *more, struct arena *arena, struct error *err)
{
    double seconds = NAN;
    bool unchanged;
    struct model *model = make_model(session, request, name, fresh, &seconds, &unchanged, err);
    if (!model)
        return failed();
    session->unchanged = unchanged;
    session->n_rows_in = unchanged ? 0 : model->n_train_rows + model->n_test_rows;
    tell(session, model, unchanged);
    struct report *report = report_train(model, shown_seconds(session, seconds));
    if (unchanged)
        report_add_note(report, VERDICT_NONE, "unchanged: the same data, definitions and seed give %s@%d again",
                        model->name, model->version);
    add_clock_notes(session, request, arena, report);
    tell_twins(model, report);
    tell_chosen(model, report);
    tell_too_good(session, model, request->world, arena, report);
    tell_looks(session, model, report);
    bool good = !more || more->add(more->context, model, report, err);
    if (session->as_job && !unchanged)
        job_keep_model(session, model, seconds);
    else
        model_free(model);
    if (good)
        return report;
    report_free(report);
    return failed();
}

struct report *train_and_keep(struct session *session, const struct invocation *invocation,
                              const struct definition *target, struct error *err)
{
    struct feature_list features;
    struct split split;
    struct study_request request;
    const struct values *values = &invocation->values;
    if (!fill_request(session, invocation, target, &features, &split, &request, err))
        return failed();
    bool fresh = session->fresh || values_yes(values, "fresh");
    return request_and_keep(session, &request, values_text(values, "name"), fresh, NULL, invocation->arena, err);
}
