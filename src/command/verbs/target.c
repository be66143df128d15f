/* target: what is to be predicted. */
#include "command/verb.h"

static struct report *use_target(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "definition");
    if (!name->given) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "target needs NAME = EXPRESSION, or a name");
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return failed();
    }
    if (workspace_what(session->workspace, name->text) != NAME_TARGET) {
        fail_no_name(session, E_NO_TARGET, "target", name->text, NAME_TARGET, err);
        fail_value_at(err, name, 0);
        return failed();
    }
    if (!workspace_set_state(session->workspace, "target", name->text, err))
        return failed();
    return report_message(VERDICT_OK, "target %s is in use", name->text);
}

static struct report *run_target(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    struct definition target;
    if (!name->given)
        return use_target(session, invocation, err);
    if (!definition_keep(session, invocation, DEFINITION_TARGET, &target, err))
        return failed();
    session->unchanged &= state_is(session, "target", name->text);
    const struct world *world = resolve_world(session, invocation->arena, err);
    const struct target_kind *kind = world ? target_kind_of(world, &target, err) : NULL;
    if (!world || !(kind || definition_place(invocation, &target, err)) ||
        !workspace_set_state(session->workspace, "target", name->text, err))
        return failed();
    const char *told = target_widest(kind)->told;
    outcome(session, "%s", told);
    return report_message(VERDICT_OK, "target %s is %s", name->text, told);
}

const struct command target_command = {
    .name = "target",
    .group = GROUP_FEATURES,
    .summary = "define what is to be predicted: it alone looks ahead",
    .description =
        "no TABLE within WINDOW is yes/no; an aggregate within a window is an amount; a comparison of a "
        "column of the customers' table is a target without a date. time to TABLE within WINDOW (or to a time of the "
        "customers) is how long it takes, counted as far as the data go where it has not happened; survival draws it, "
        "cox "
        "and others predict it. gap=7d leaves a week between the as-of date "
        "and the window. target NAME alone puts an earlier one in use.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_DEFINITIONS | CHANGES_STATE,
    .parameters = (const struct parameter[]){ { "name", PARAMETER_NAME, FORM_NAME, .summary = "its name" },
                                              { "definition", PARAMETER_EXPRESSION, FORM_SUBJECT, .repeats = true,
                                                .summary = "EXPRESSION [within WINDOW] [gap=WINDOW]" },
                                              { 0 } },
    .examples = (const struct example[]){ { "churn", "target churn90 = no orders within 90d" },
                                          { "value", "target value90 = sum(orders.amount) within 90d" },
                                          { "how long until", "target back180 = time to orders within 180d" },
                                          { "from a week on", "target churn60 = no orders within 60d gap=7d" },
                                          { 0 } },
    .see_also = "split train leak",
    .run = run_target,
};
