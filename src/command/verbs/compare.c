/* compare: models on the same test rows, as differences with their uncertainty. */
#include "command/model/cautions.h"
#include "command/verb.h"

/* "m2 on churn90 at 2024-07-01 (13,787 rows, 9c1f)" */
static void add_test(const struct inspected *inspected, struct text *out)
{
    const struct model *model = inspected->model;
    char rows[32], date[32];
    count_format(model->n_test_rows, rows);
    text_add_format(out, "%s on %s", inspected->name, model->target ? model->target : "no target");
    if (model->asof != TIME_MISSING) {
        time_format(model->asof, true, date);
        text_add_format(out, " at %s", date);
    }
    text_add_format(out, " (%s rows, %.4s)", rows, model->test_rows);
}

static bool check_same_rows(const struct inspected *models, size_t n, const struct value *names, struct error *err)
{
    const struct model *first = models[0].model;
    for (size_t i = 1; i < n; i++) {
        const struct model *other = models[i].model;
        if (strcmp(first->test_rows, other->test_rows) == 0)
            continue;
        fail(err, ERROR_USER, E_DIFFERENT_ROWS, "%s and %s were tested on different rows", models[0].name,
             models[i].name);
        struct text reason = TEXT_EMPTY;
        add_test(&models[0], &reason);
        text_add(&reason, ", ");
        add_test(&models[i], &reason);
        error_reason(err, "%s", text_string(&reason));
        text_release(&reason);
        error_mend(err, "force=yes");
        return fail_value_at(err, names, i);
    }
    return true;
}

static bool find_baseline(const struct value *wanted, const struct inspected *models, size_t n, size_t *out,
                          struct error *err)
{
    *out = 0;
    for (size_t i = 0; wanted->given && i < n; i++)
        if (strcmp(models[i].name, wanted->text) == 0 || strcmp(models[i].model->name, wanted->text) == 0) {
            *out = i;
            return true;
        }
    if (!wanted->given)
        return true;
    fail(err, ERROR_USER, E_NO_MODEL, "'%s' is not among the models compared", wanted->text);
    return fail_value_at(err, wanted, 0);
}

static struct report *run_compare(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *names = values_get(values, "models");
    const struct world *world = resolve_world(session, invocation->arena, err);
    struct inspected *models;
    size_t n, baseline;
    bool forced = values_yes(values, "force");
    if (!world || !resolve_inspected(session, names, world, invocation->arena, &models, &n, err) ||
        (!forced && !check_same_rows(models, n, names, err)) ||
        !find_baseline(values_get(values, "baseline"), models, n, &baseline, err))
        return failed();
    bool same = true;
    for (size_t i = 1; i < n; i++)
        same &= strcmp(models[0].model->test_rows, models[i].model->test_rows) == 0;
    struct report *report = report_compare(models, n, baseline, forced && !same, NULL, session_work(session), err);
    for (size_t i = 0; i < n && report; i++) {
        tell_twins(models[i].model, report);
        tell_chosen(models[i].model, report);
        tell_too_good(session, models[i].model, world, invocation->arena, report);
    }
    if (report)
        tell_looks(session, models[baseline].model, report);
    return report;
}

const struct command compare_command = {
    .name = "compare",
    .group = GROUP_MODELS,
    .summary = "models side by side on the same test rows, with intervals and a verdict",
    .description =
        "Each model against the baseline: the difference in AUC by DeLong's paired test, in loss by a paired "
        "bootstrap. Models that were tested on other rows are refused; force=yes shows them all the same, "
        "without differences.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "models", PARAMETER_MODEL, FORM_SUBJECT, .repeats = true,
              .summary = "m1 m2@3; all of the target in use when left out" },
            { "baseline", PARAMETER_MODEL, FORM_OPTION, .summary = "the one others are measured against; the first" },
            { "force", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no", .summary = "also when the rows differ" },
            { 0 } },
    .examples = (const struct example[]){ { "two", "compare m1 m2" },
                                          { "against the second", "compare m1 m2 m3 baseline=m2" },
                                          { "as a page", "compare m1 m2 > compare.md" },
                                          { 0 } },
    .see_also = "curves importance champion gate",
    .pane = "compare",
    .run = run_compare,
};
