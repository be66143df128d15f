/* learning: train a model's recipe on fewer and fewer customers. */
#include "patron/study/over.h"

#include "command/model/figure.h"
#include "command/model/nested.h"
#include "command/verb.h"

static struct report *run_learning(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *of = values_get(values, "model");
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
    if (!study_over_sizes(model, world, (size_t)values_number(values, "sizes"), metric, session_work(session), arena,
                          &over, err))
        return failed();
    return report_over(model, model_label(model, arena), &over, true);
}

const struct command learning_command = {
    .name = "learning",
    .group = GROUP_MODELS,
    .summary = "train a model's recipe on fewer and fewer customers",
    .description =
        "On half of the training customers, a quarter, and so on, with the same test rows: would more customers make "
        "it better? Parts are drawn by the customers' keys, each within the next. Nothing is kept.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "sizes", PARAMETER_COUNT, FORM_OPTION, .least = 2, .greatest = 12, .otherwise = "5",
              .summary = "how many, each half of the next" },
            { "by", PARAMETER_TEXT, FORM_OPTION, .summary = "the figure; the main one of the target when left out" },
            { 0 } },
    .examples = (const struct example[]){ { "five sizes", "learning m2" },
                                          { "by log loss", "learning m1 sizes=3 by=log_loss" },
                                          { "for a program", "learning m1 sizes=3 > learning.json" },
                                          { 0 } },
    .see_also = "stability compare slices tune",
    .pane = "curves",
    .run = run_learning,
};
