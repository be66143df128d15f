/* average: an ensemble, the weighted mean of models that are there. */
#include "patron/study/average.h"

#include "command/model/nested.h"
#include "command/model/training.h"
#include "command/verb.h"
#include "patron/learn/average.h"

struct averaging {
    struct session *session;
    const struct world *world;
    struct arena *arena;
    const struct inspected *models;
    size_t n;
    const char *weights;
};

static bool add_models(void *context, const struct model *average, struct report *report, struct error *err)
{
    const struct averaging *a = context;
    struct scored own = { 0 };
    const struct scored **scored = arena_allocate(a->arena, a->n + 1, sizeof *scored);
    struct comparison_pair *pairs = arena_allocate(a->arena, a->n, sizeof *pairs);
    double *weights = arena_allocate(a->arena, a->n, sizeof *weights);
    struct scored *asked = arena_allocate(a->arena, a->n, sizeof *asked);
    const struct world *world = nested_world(a->world, average, a->arena);
    scored[0] = &own;
    for (size_t i = 0; i < a->n; i++)
        scored[i + 1] = &asked[i];
    bool good = average_weights(a->weights, a->n, weights, err) &&
                study_test(average, world, average->population_definition, average->target_definition,
                           session_work(a->session), &own, err) &&
                nested_asked(average, world, &own, session_work(a->session), asked, err);
    if (good) {
        good = study_compare(scored, a->n + 1, 0, average->seed, session_work(a->session), pairs, err);
        for (size_t i = 0; i < a->n; i++)
            scored_release(&asked[i]);
    }
    if (good)
        report_add_average(report, average, a->models, a->n, weights, pairs);
    scored_release(&own);
    return good;
}

static struct report *run_average(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *of = values_get(values, "models"), *weights = values_get(values, "weights");
    const char *name = values_text(values, "name");
    struct arena *arena = invocation->arena;
    const struct world *world = resolve_world(session, arena, err);
    struct inspected *models;
    struct study_request request;
    size_t n, at;
    if (!world || !resolve_inspected(session, of, world, arena, &models, &n, err))
        return failed();
    const struct model **plain = arena_allocate(arena, n, sizeof *plain);
    const char **specs = arena_allocate(arena, n, sizeof *specs);
    for (size_t i = 0; i < n; i++) {
        plain[i] = models[i].model;
        specs[i] = model_label(models[i].model, arena);
    }
    const char *given = weights->given ? weights->text : NULL;
    if (!study_average_request(plain, specs, n, given, world, session_work(session), arena, &request, &at, err)) {
        fail_value_at(err, at < n || !weights->given ? of : weights, at < n ? at : 0);
        return failed();
    }
    struct feature_list features = { .features = (struct feature *)request.features, .n = n };
    if (!nested_check_circle(world, &features, name, arena, err)) {
        fail_value_at(err, of, 0);
        return failed();
    }
    struct averaging averaging = { session, world, arena, models, n, given };
    struct training_more more = { add_models, &averaging };
    return request_and_keep(session, &request, name, session->fresh || values_yes(values, "fresh"), &more, arena, err);
}

const struct command average_command = {
    .name = "average",
    .group = GROUP_MODELS,
    .summary = "make a model whose score is the mean of those of other models",
    .description =
        "Weights are given, or all the same; nothing is fitted, so that the mean is tested as honestly as its models: "
        "on the rows that they were tested on, which must be the same. It is a model of its own whose features are the "
        "scores: it is scored, compared, explained and gated like any other, and its file holds the models that it "
        "asks. Each of them is compared with the mean. Weights that are learnt are a model too: train a logit on "
        "features that are scores.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_MODELS,
    .background = BACKGROUND_KEEPS_MODEL,
    .parameters =
        (const struct parameter[]){
            { "name", PARAMETER_NAME, FORM_NAME, .required = true, .summary = "the name of the mean" },
            { "models", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .repeats = true, .summary = "m1 m2@3" },
            { "weights", PARAMETER_TEXT, FORM_OPTION,
              .summary = "one for each, none negative, of sum 1; all the same when left out" },
            { "fresh", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
              .summary = "make it again, also where the newest version was made of the same" },
            { 0 } },
    .examples = (const struct example[]){ { "two, alike", "average both = m2 m3" },
                                          { "with weights", "average mixed = m1 m2 m3 weights=0.2,0.5,0.3" },
                                          { 0 } },
    .see_also = "compare train calibrate",
    .run = run_average,
};
