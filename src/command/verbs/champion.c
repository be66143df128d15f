/* champion: the version that jobs use. */
#include "command/verb.h"

/* Jobs use a champion's figures unseen: one whose fit ran out of steps must be wanted. */
static bool settled(struct session *session, const struct invocation *invocation, const char *whole, struct error *err)
{
    struct model *model = resolve_model(session, whole, invocation->arena, err);
    if (!model)
        return false;
    if (model->fit.state != FIT_NOT_CONVERGED || values_yes(&invocation->values, "force"))
        return true;
    fail(err, ERROR_USER, E_NO_CONVERGENCE, "the fit of %s did not converge", whole);
    error_mend(err, "champion %s force=yes", whole);
    return false;
}

static struct report *run_champion(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *spec = values_get(&invocation->values, "model");
    const char *note = values_text(&invocation->values, "note");
    struct model *model = resolve_model(session, spec->text, invocation->arena, err);
    /* without a version, the newest: promoting m3 again would keep the old champion otherwise */
    int newest = 0;
    struct model_info *infos;
    size_t n;
    if (model && !strchr(spec->text, '@') && workspace_models(session->workspace, &infos, &n, err)) {
        for (size_t i = 0; i < n; i++)
            if (strcmp(infos[i].name, model->name) == 0 && infos[i].version > newest)
                newest = infos[i].version;
        model_infos_free(infos, n);
    }
    const char *whole =
        model ? arena_format(invocation->arena, "%s@%d", model->name, newest ? newest : model->version) : NULL;
    if (!whole || !settled(session, invocation, whole, err) ||
        !workspace_champion(session->workspace, whole, note, err)) {
        fail_value_at(err, spec, 0);
        return failed();
    }
    outcome(session, "%s", whole);
    return report_message(VERDICT_OK, "%s is the champion: %s is what jobs use", whole, model->name);
}

const struct command champion_command = {
    .name = "champion",
    .group = GROUP_MODELS,
    .summary = "promote a model's version: its plain name then means this one",
    .description = "The history of promotions is kept (show promotions); promoting an earlier version goes back to it.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_MODELS | CHANGES_STATE,
    .parameters = (const struct parameter[]){ { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true,
                                                .summary = "m3, the newest version, or m3@6" },
                                              { "note", PARAMETER_TEXT, FORM_SUBJECT, .summary = "why, in quotes" },
                                              { "force", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
                                                .summary = "also one whose fit did not converge" },
                                              { 0 } },
    .examples = (const struct example[]){ { "the newest version", "champion m2 \"July review\"" },
                                          { "an earlier one", "champion m2@1" },
                                          { "who was promoted when", "show promotions" },
                                          { 0 } },
    .see_also = "compare gate export score",
    .run = run_champion,
};
