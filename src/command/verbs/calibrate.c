/* calibrate: a model whose score is the calibrated probability of another. */
#include "patron/study/calibration.h"

#include "command/model/nested.h"
#include "command/model/training.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

static const char *const kinds[] = { "platt", "isotonic", "beta", NULL };

struct calibrating {
    struct session *session;
    const struct model *model; /* that is calibrated */
    const struct world *world;
    struct arena *arena;
};

static bool add_gain(void *context, const struct model *calibrated, struct report *report, struct error *err)
{
    const struct calibrating *c = context;
    struct work *work = session_work(c->session);
    const struct world *own = nested_world(c->world, calibrated, c->arena);
    struct scored before = { 0 }, after = { 0 };
    struct calibration_gain gain;
    bool good = study_test(calibrated, own, calibrated->population_definition, calibrated->target_definition, work,
                           &after, err) &&
                nested_asked(calibrated, own, &after, work, &before, err) &&
                study_calibration_gain(&before, &after, calibrated->seed, work, &gain, err);
    if (good)
        report_add_calibration(report, model_label(c->model, c->arena), model_label(calibrated, c->arena), &gain);
    scored_release(&before);
    scored_release(&after);
    return good;
}

static struct report *run_calibrate(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *of = values_get(values, "model"), *as = values_get(values, "as");
    struct arena *arena = invocation->arena;
    const char *by = values_text(values, "by");
    struct model *model = resolve_model(session, of->text, arena, err);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    struct study_request request;
    if (!world || !study_calibration_request(model, model_label(model, arena), model_kind_find(by), world,
                                             session_work(session), arena, &request, err)) {
        fail_value_at(err, of, 0);
        return failed();
    }
    const char *name = as->given ? as->text : arena_format(arena, "%s_%s", model->name, by);
    struct feature_list features = { .features = (struct feature *)request.features, .n = 1 };
    if (!nested_check_circle(world, &features, name, arena, err)) {
        fail_value_at(err, as->given ? as : of, 0);
        return failed();
    }
    struct calibrating calibrating = { session, model, world, arena };
    struct training_more more = { add_gain, &calibrating };
    return request_and_keep(session, &request, name, session->fresh || values_yes(values, "fresh"), &more, arena, err);
}

const struct command calibrate_command = {
    .name = "calibrate",
    .group = GROUP_MODELS,
    .summary = "make a model whose score is the calibrated probability of a yes/no model",
    .description =
        "The calibrator learns from the training rows, each scored by a fit without its customer (five folds, so five "
        "fits more): neither the rows that trained the score nor the test rows teach it. What it changes is told of "
        "the "
        "test rows. It is a model of its own with one feature, the score: it is scored, compared, explained and gated "
        "like any other, and its file holds the model that it asks. platt stretches and shifts the log-odds (two "
        "weights), beta bends both ends by weights of their own (three), isotonic makes rising steps and needs 1,000 "
        "training rows. The order of customers stays, so that the auc does, but for ties of isotonic. To calibrate on "
        "rows of other dates, train a model of such a kind on a feature that is the score.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_MODELS,
    .background = BACKGROUND_KEEPS_MODEL,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_NAME, .required = true, .summary = "the model" },
            { "by", PARAMETER_CHOICE, FORM_SUBJECT, .required = true, .choices = kinds, .summary = "the calibrator" },
            { "as", PARAMETER_NAME, FORM_OPTION, .summary = "the name of what is made; MODEL_platt when left out" },
            { "fresh", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
              .summary = "make it again, also where the newest version was made of the same" },
            { 0 } },
    .examples = (const struct example[]){ { "its log-odds, stretched and shifted", "calibrate m2 = platt" },
                                          { "under a name of its own", "calibrate m3 = beta as=chance" },
                                          { "what it earned, as numbers", "calibrate m2 = platt > calibrate.json" },
                                          { 0 } },
    .see_also = "curves compare train feature",
    .run = run_calibrate,
};
