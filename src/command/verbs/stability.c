/* stability: train and test a model's recipe at earlier dates too. */
#include "patron/study/over.h"

#include "command/model/figure.h"
#include "command/model/nested.h"
#include "command/verb.h"

static struct report *run_stability(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *of = values_get(values, "model");
    const struct value *every = values_get(values, "every");
    struct arena *arena = invocation->arena;
    struct model *model = resolve_model(session, of->text, arena, err);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    struct over over;
    if (!world) {
        fail_value_at(err, of, 0);
        return failed();
    }
    const struct metric *metric = figure_by(values_get(values, "by"), model, err);
    if (!metric)
        return failed();
    world = nested_world(world, model, arena);
    if (!study_over_dates(model, world, every->duration, (size_t)values_number(values, "times"),
                          metric, session_work(session), arena, &over, err))
        return failed();
    return report_over(model, model_label(model, arena), &over, false);
}

const struct command stability_command = {
    .name = "stability",
    .group = GROUP_MODELS,
    .summary = "train and test a model's recipe at earlier dates too",
    .description =
        "The same features, kind and parameters, with the split moved back every= at a time: is one test date like "
        "another? What cannot be trained at a date (the data begin too late) is said. Nothing is kept.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "every", PARAMETER_DURATION, FORM_OPTION, .otherwise = "1m", .summary = "from one test to the next" },
            { "times", PARAMETER_COUNT, FORM_OPTION, .least = 2, .greatest = 60, .otherwise = "6",
              .summary = "how many tests, the model's own among them" },
            { "by", PARAMETER_TEXT, FORM_OPTION, .summary = "the figure; the main one of the target when left out" },
            { 0 } },
    .examples = (const struct example[]){ { "six months", "stability m2" },
                                          { "quarters, by another figure", "stability m1 every=1q times=3 by=brier" },
                                          { "for a program", "stability m2 times=3 > stability.json" },
                                          { 0 } },
    .see_also = "learning compare slices tune",
    .pane = "curves",
    .run = run_stability,
};
