/* threshold: from which score on a customer is called, by what the calls cost and bring. */
#include <math.h>

#include "command/verb.h"

enum rule { RULE_MAX_F1, RULE_MAX_PROFIT, N_RULES };
static const char *const rules[] = { [RULE_MAX_F1] = "max_f1", [RULE_MAX_PROFIT] = "max_profit", NULL };

struct choice {
    const struct inspected *model;
    const uint8_t *outcome;
    double contact, save;
    bool costs;
};

static struct operating_point point_at(const struct choice *choice, const char *name, double threshold)
{
    const struct scored *scored = choice->model->scored;
    struct operating_point point = { name, measure_confusion(scored->score, choice->outcome, scored->n, threshold),
                                     NAN };
    if (choice->costs)
        point.profit = choice->save * point.confusion.true_positive -
                       choice->contact * (point.confusion.true_positive + point.confusion.false_positive);
    return point;
}

static double threshold_by(const struct choice *choice, enum rule rule)
{
    const struct scored *scored = choice->model->scored;
    return rule == RULE_MAX_F1
               ? measure_best_f1(scored->score, choice->outcome, scored->n)
               : measure_best_profit(scored->score, choice->outcome, scored->n, choice->contact, choice->save);
}

/* max_f1, max_profit, or a number. */
static bool read_point(const struct choice *choice, const struct value *value, struct operating_point *out,
                       struct error *err)
{
    double number;
    for (int rule = 0; rule < N_RULES; rule++)
        if (strcmp(value->text, rules[rule]) == 0) {
            if (rule == RULE_MAX_PROFIT && !choice->costs) {
                fail(err, ERROR_USER, E_MISSING_ARGUMENT, "max_profit needs what a call costs and what it saves");
                error_mend(err, "contact=2 save=40");
                return false;
            }
            *out = point_at(choice, rules[rule], threshold_by(choice, (enum rule)rule));
            return true;
        }
    if (!number_parse(value->text, strlen(value->text), &number) || !(number >= 0 && number <= 1)) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no threshold", value->text);
        error_reason(err, "max_f1, max_profit, or a number from 0 to 1");
        return fail_value_at(err, value, 0);
    }
    *out = point_at(choice, value->text, number);
    return true;
}

/* Kept with the workspace, for the version that was looked at; curves draw their confusion table there. */
static bool keep_point(struct session *session, const struct model *model, double threshold, struct arena *arena,
                       struct error *err)
{
    char number[32];
    number_format_short(threshold, number);
    outcome(session, "%s from %s on", model_label(model, arena), number);
    return workspace_set_state(session->workspace, arena_format(arena, "threshold %s", model_label(model, arena)),
                               number, err);
}

static struct report *report_points(struct session *session, const struct invocation *invocation, struct choice *choice,
                                    struct error *err)
{
    struct operating_point points[4];
    size_t n = 1;
    if (!read_point(choice, values_get(&invocation->values, "point"), &points[0], err) ||
        (isfinite(points[0].confusion.threshold) &&
         !keep_point(session, choice->model->model, points[0].confusion.threshold, invocation->arena, err)))
        return failed();
    for (int rule = 0; rule < N_RULES; rule++)
        if ((rule != RULE_MAX_PROFIT || choice->costs) && strcmp(points[0].name, rules[rule]) != 0)
            points[n++] = point_at(choice, rules[rule], threshold_by(choice, (enum rule)rule));
    points[n] = point_at(choice, "one half", 0.5);
    return report_threshold(choice->model, points, n + 1, choice->contact, choice->save);
}

static struct report *run_threshold(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *contact = values_get(values, "contact"), *save = values_get(values, "save");
    const struct world *world = resolve_world(session, invocation->arena, err);
    struct inspected *models;
    size_t n;
    if (!world || !resolve_inspected(session, values_get(values, "model"), world, invocation->arena, &models, &n, err))
        return failed();
    const struct scored *scored = models[0].scored;
    if (!scored->yes_no) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s answers with an amount: it has no threshold", models[0].name);
        fail_value_at(err, values_get(values, "model"), 0);
        return failed();
    }
    if (contact->given != save->given) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "profit needs both contact= and save=");
        return failed();
    }
    uint8_t *outcomes = arena_allocate(invocation->arena, scored->n + 1, 1);
    for (size_t i = 0; i < scored->n; i++)
        outcomes[i] = scored->outcome[i] == 1;
    struct choice choice = { &models[0], outcomes, contact->number, save->number, contact->given };
    return report_points(session, invocation, &choice, err);
}

const struct command threshold_command = {
    .name = "threshold",
    .group = GROUP_MODELS,
    .summary = "from which score on a customer is called: by f1, by profit, or at a number",
    .description =
        "On the test rows. max_profit takes the threshold where save= for each positive that is called, less contact= "
        "for each that is called, is greatest; a tie goes to the higher threshold. The one that is set is kept for "
        "this "
        "version of the model, and curves draw their confusion table there.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_STATE,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_NAME, .required = true, .summary = "the model" },
            { "point", PARAMETER_TEXT, FORM_SUBJECT, .required = true,
              .summary = "max_f1, max_profit, or a number from 0 to 1" },
            { "contact", PARAMETER_NUMBER, FORM_OPTION, .greatest = 1e12, .summary = "what calling a customer costs" },
            { "save", PARAMETER_NUMBER, FORM_OPTION, .greatest = 1e12,
              .summary = "what calling brings when the customer would have left" },
            { 0 } },
    .examples =
        (const struct example[]){ { "by what it costs and brings", "threshold m3 = max_profit contact=2 save=40" },
                                  { "where precision and recall balance", "threshold m2 = max_f1" },
                                  { "at a number", "threshold m2 = 0.4" },
                                  { 0 } },
    .see_also = "curves gate slices",
    .run = run_threshold,
};
