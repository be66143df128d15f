/* curves: ROC, precision-recall, calibration, lift, confusion. */
#include <math.h>

#include "command/model/cautions.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

static const struct {
    const char *name;
    unsigned bit;
} pictures[] = { { "roc", CURVES_ROC },
                 { "calibration", CURVES_CALIBRATION },
                 { "lift", CURVES_LIFT },
                 { "pr", CURVES_PR },
                 { "confusion", CURVES_CONFUSION },
                 { "gain", CURVES_GAIN },
                 { "scores", CURVES_SCORES },
                 { "all", CURVES_ALL } };
enum { N_PICTURES = sizeof pictures / sizeof *pictures };

static bool read_kinds(const struct value *kinds, unsigned *out, struct error *err)
{
    *out = 0;
    for (size_t i = 0; i < kinds->n_texts; i++) {
        struct nearest nearest;
        size_t k = 0;
        nearest_init(&nearest, kinds->texts[i]);
        for (; k < N_PICTURES && strcmp(pictures[k].name, kinds->texts[i]) != 0; k++)
            nearest_offer(&nearest, pictures[k].name);
        if (k < N_PICTURES) {
            *out |= pictures[k].bit;
            continue;
        }
        fail(err, ERROR_USER, E_BAD_VALUE, "no curve '%s'", kinds->texts[i]);
        error_reason(err, "curves: roc calibration lift pr confusion gain scores all");
        if (nearest.best)
            error_mend(err, "%s", nearest.best);
        return fail_value_at(err, kinds, i);
    }
    return true;
}

/* What the command threshold keeps for a version of a model; NaN: nothing. */
static double kept_threshold(struct session *session, const struct model *model, struct arena *arena)
{
    char *text = workspace_state(session->workspace, arena_format(arena, "threshold %s", model_label(model, arena)));
    double number = NAN;
    if (text && !number_parse(text, strlen(text), &number))
        number = NAN;
    free(text);
    return number;
}

static struct report *run_curves(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *threshold = values_get(values, "threshold");
    const struct world *world = resolve_world(session, invocation->arena, err);
    struct curves_options options = { .threshold = threshold->given ? threshold->number : NAN,
                                      .bins = (size_t)values_number(values, "bins"),
                                      .positive = values_text(values, "positive"),
                                      .negative = values_text(values, "negative") };
    struct inspected *models;
    size_t n;
    if (!world || !read_kinds(values_get(values, "kinds"), &options.kinds, err) ||
        !resolve_inspected(session, values_get(values, "models"), world, invocation->arena, &models, &n, err))
        return failed();
    if (!threshold->given)
        options.threshold = kept_threshold(session, models[0].model, invocation->arena);
    struct report *report = report_curves(models, n, &options, NULL, err);
    for (size_t i = 0; i < n && report; i++) {
        tell_twins(models[i].model, report);
        tell_chosen(models[i].model, report);
        tell_too_good(session, models[i].model, world, invocation->arena, report);
    }
    return report;
}

const struct command curves_command = {
    .name = "curves",
    .group = GROUP_MODELS,
    .summary = "ROC, precision-recall, calibration, lift and confusion on the test rows",
    .description =
        "ROC and precision-recall of all models named; calibration, lift and the confusion table of the first. "
        "Of amounts: predicted against actual by tenths.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "models", PARAMETER_MODEL, FORM_SUBJECT, .repeats = true,
              .summary = "the models; all of the target in use" },
            { "kinds", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "roc, calibration, lift, pr, confusion, gain, scores, all" },
            { "threshold", PARAMETER_NUMBER, FORM_OPTION, .least = 0, .greatest = 1,
              .summary = "of the confusion table; what threshold keeps for the model, else 0.5" },
            { "bins", PARAMETER_COUNT, FORM_OPTION, .least = 2, .greatest = 100, .otherwise = "10",
              .summary = "of the calibration, of equal counts" },
            { "positive", PARAMETER_TEXT, FORM_OPTION, .summary = "the word for yes: churned" },
            { "negative", PARAMETER_TEXT, FORM_OPTION, .summary = "the word for no: stayed" },
            { 0 } },
    .examples = (const struct example[]){ { "two models", "curves m2 m1" },
                                          { "lift alone", "curves m2 kinds=lift" },
                                          { "the points of a curve", "curves m2 kinds=roc > roc.csv" },
                                          { 0 } },
    .see_also = "compare importance",
    .pane = "curves",
    .run = run_curves,
};
