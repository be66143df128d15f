/* drift: the same features, or a model's scores, then and now. */
#include "command/model/drifting.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

static struct report *report_one(struct session *session, const struct drifted *drifted, const struct value *feature,
                                 struct arena *arena, struct error *err)
{
    const char *called = resolve_feature_name(session, feature->text, arena);
    struct nearest nearest;
    nearest_init(&nearest, feature->text);
    for (size_t i = 0; i < drifted->drift.n; i++) {
        const struct drift_feature *found = &drifted->drift.features[i];
        if (strcmp(found->feature, feature->text) == 0 || strcmp(found->feature, called) == 0)
            return report_drift_feature(found, drifted->then, drifted->now);
        nearest_offer(&nearest, found->feature);
    }
    fail(err, ERROR_USER, E_NO_FEATURE, "no feature named '%s' in %s", feature->text, drifted->subject);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    fail_value_at(err, feature, 0);
    return failed();
}

static struct report *run_drift(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *names = values_get(values, "features"), *feature = values_get(values, "feature");
    const struct value *at = values_get(values, "at");
    struct drifted drifted;
    struct drift_question question = { names->texts, names->n_texts, values_text(values, "against"),
                                       at->given ? at->time : TIME_MISSING, values_yes(values, "scores") };
    if (!drifted_find(session, &question, invocation->arena, &drifted, err)) {
        fail_value_at(err, names, 0);
        return failed();
    }
    outcome(session, "%zu of %zu moved", drifted.drift.n_moved, drifted.drift.n);
    struct report *report = feature->given ? report_one(session, &drifted, feature, invocation->arena, err)
                                           : report_drift(drifted.subject, &drifted.drift, drifted.then, drifted.now,
                                                          NULL, values_yes(values, "moved"));
    drift_release(&drifted.drift);
    return report;
}

const struct command drift_command = {
    .name = "drift",
    .group = GROUP_MONITORING,
    .summary = "what has moved: features or scores, then and now, by PSI, effect and KS",
    .description =
        "Cells are cut from then: tenths of numbers, a cell for each value that many have, below and above the "
        "range, missing; levels of text, other and unseen ones. Moved is what has PSI 0.1 (watch) or 0.25 "
        "(SHIFT) and more than chance gives at such numbers of rows. against= is a date, a snapshot's name "
        "(at its own date, the day after its last row or as of when that is earlier, or at=DATE), or train: what the "
        "model was trained on.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "features", PARAMETER_FEATURES, FORM_SUBJECT, .required = true, .repeats = true,
              .summary = "features or sets, or one model" },
            { "against", PARAMETER_SNAPSHOT, FORM_OPTION, .summary = "a date, a snapshot, or train" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "the date in the snapshot of against=, not its last" },
            { "feature", PARAMETER_FEATURES, FORM_OPTION, .summary = "one of them, with both histograms" },
            { "scores", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
              .summary = "of a model: its scores, not its inputs" },
            { "moved", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no", .summary = "only what has moved" },
            { 0 } },
    .examples = (const struct example[]){ { "a year ago", "drift rfm against=2023-07-01" },
                                          { "against training", "drift m2" },
                                          { "one feature", "drift rfm against=2023-07-01 feature=recency" },
                                          { 0 } },
    .see_also = "gate snapshot summary",
    .pane = "drift",
    .run = run_drift,
};
