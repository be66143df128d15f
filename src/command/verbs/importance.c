/* importance: what a model hangs on. */
#include "command/verb.h"

static struct report *run_importance(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "model");
    struct arena *arena = invocation->arena;
    struct model *model = resolve_model(session, name->text, arena, err);
    if (!model)
        fail_value_at(err, name, 0);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    struct importance importance;
    if (!world || !study_importance(model, world, model->population_definition, model->target_definition,
                                    (size_t)values_number(&invocation->values, "repeats"), session_seed(session),
                                    session_work(session), &importance, err))
        return failed();
    struct report *report = report_importance(model_label(model, arena), &importance, NULL);
    importance_release(&importance);
    return report;
}

static const char *const methods[] = { "permutation", NULL };

const struct command importance_command = {
    .name = "importance",
    .group = GROUP_MODELS,
    .summary = "how much worse the test gets when one feature is shuffled",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "method", PARAMETER_CHOICE, FORM_OPTION, .choices = methods, .otherwise = "permutation",
              .summary = "shuffling each feature among the test rows" },
            { "repeats", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 100, .otherwise = "5",
              .summary = "shuffles of each feature" },
            { 0 } },
    .examples = (const struct example[]){ { "a model", "importance m2" },
                                          { "steadier", "importance m2 repeats=10" },
                                          { "as a table", "importance m2 > importance.csv" },
                                          { 0 } },
    .see_also = "compare curves customer",
    .pane = "table",
    .run = run_importance,
};
