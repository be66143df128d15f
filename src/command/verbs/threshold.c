/* threshold: from which score on a customer is called, by what the calls cost and bring. */
#include <math.h>

#include "command/verb.h"
#include "patron/study/threshold.h"

static const char *const rules[] = { [THRESHOLD_MAX_F1] = "max_f1", [THRESHOLD_MAX_PROFIT] = "max_profit", NULL };
enum { N_RULES = sizeof rules / sizeof *rules - 1 };

struct choice {
    struct session *session;
    const struct inspected *model;
    const uint8_t *outcome;
    struct threshold_costs costs;
    bool has_costs;
    struct scored training; /* out of fold */
};

/* What calling from THRESHOLD on yields on the test rows. */
static bool point_at(const struct choice *choice, const char *name, const struct interval *threshold,
                     struct operating_point *out, struct error *err)
{
    const struct scored *scored = choice->model->scored;
    struct work *work = session_work(choice->session);
    uint64_t seed = choice->model->model->seed;
    *out = (struct operating_point){ .name = name,
                                     .confusion = measure_confusion(scored->score, choice->outcome, scored->n,
                                                                    threshold->estimate),
                                     .profit = { NAN, NAN, NAN },
                                     .threshold = *threshold };
    return study_f1(scored, threshold->estimate, seed, work, &out->f1, err) &&
           (!choice->has_costs ||
            study_profit(scored, threshold->estimate, &choice->costs, seed, work, &out->profit, err));
}

static bool point_by(const struct choice *choice, enum threshold_rule rule, struct operating_point *out,
                     struct error *err)
{
    struct interval threshold;
    return study_choose_threshold(&choice->training, rule, &choice->costs, choice->model->model->seed,
                                  session_work(choice->session), &threshold, err) &&
           point_at(choice, rules[rule], &threshold, out, err);
}

/* max_f1, max_profit, or a number. */
static bool read_point(const struct choice *choice, const struct value *value, struct operating_point *out,
                       struct error *err)
{
    struct interval given = { NAN, NAN, NAN };
    for (size_t rule = 0; rule < N_RULES; rule++)
        if (strcmp(value->text, rules[rule]) == 0)
            return point_by(choice, (enum threshold_rule)rule, out, err);
    given.estimate = number_parse(value->text, strlen(value->text), &given.estimate) ? given.estimate : NAN;
    return point_at(choice, value->text, &given, out, err);
}

static bool check_point(const struct choice *choice, const struct value *value, bool *by_rule, struct error *err)
{
    double number;
    *by_rule = false;
    for (size_t rule = 0; rule < N_RULES; rule++)
        *by_rule |= strcmp(value->text, rules[rule]) == 0;
    if (strcmp(value->text, rules[THRESHOLD_MAX_PROFIT]) == 0 && !choice->has_costs) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "max_profit needs what a call costs and what it saves");
        error_mend(err, "contact=2 save=40");
        return false;
    }
    if (*by_rule || (number_parse(value->text, strlen(value->text), &number) && number >= 0 && number <= 1))
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no threshold", value->text);
    error_reason(err, "max_f1, max_profit, or a number from 0 to 1");
    return fail_value_at(err, value, 0);
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
    const struct interval half = { 0.5, NAN, NAN };
    const struct value *point = values_get(&invocation->values, "point");
    const struct world *world = resolve_world(session, invocation->arena, err);
    size_t n = 1;
    bool by_rule;
    if (!world || !check_point(choice, point, &by_rule, err) ||
        (by_rule && !study_out_of_fold(choice->model->model, world, THRESHOLD_FOLDS, session_work(session), &choice->training, err)) ||
        !read_point(choice, point, &points[0], err) ||
        (isfinite(points[0].confusion.threshold) &&
         !keep_point(session, choice->model->model, points[0].confusion.threshold, invocation->arena, err)))
        return failed();
    for (size_t rule = 0; rule < N_RULES && by_rule; rule++)
        if ((rule != THRESHOLD_MAX_PROFIT || choice->has_costs) && strcmp(points[0].name, rules[rule]) != 0 &&
            !point_by(choice, (enum threshold_rule)rule, &points[n++], err))
            return failed();
    if (!point_at(choice, "one half", &half, &points[n], err))
        return failed();
    return report_threshold(choice->model, points, n + 1, choice->costs.contact, choice->costs.save,
                            choice->training.n);
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
    if (!target_is(scored->target_kind, &target_yes_no)) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s answers %s: it has no threshold", models[0].name,
             target_widest(scored->target_kind)->told);
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
    struct choice choice = { .session = session,
                             .model = &models[0],
                             .outcome = outcomes,
                             .costs = { contact->number, save->number },
                             .has_costs = contact->given };
    struct report *report = report_points(session, invocation, &choice, err);
    scored_release(&choice.training);
    return report;
}

const struct command threshold_command = {
    .name = "threshold",
    .group = GROUP_MODELS,
    .summary = "from which score on a customer is called: by f1, by profit, or at a number",
    .description =
        "max_f1 and max_profit are chosen on the training rows, each scored by a fit without its customer (five folds, "
        "so five fits more), and what they yield is told of the test rows with its interval: a threshold chosen on the "
        "rows it is quoted on earns on noise too. max_profit takes the threshold where save= for each positive that is "
        "called, less contact= for each that is called, is greatest; a tie goes to the higher one. The one that is set "
        "is kept for this version of the model, and curves draw their confusion table there.",
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
