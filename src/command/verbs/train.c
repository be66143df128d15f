/* train: a model of a target. */
#include "command/model/training.h"
#include "command/verb.h"

static struct report *run_train(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "target");
    struct definition *target = resolve_target(session, name->text, invocation->arena, err);
    if (!target) {
        fail_value_at(err, name, 0);
        return failed();
    }
    return train_and_keep(session, invocation, target, err);
}

static const char *const scales[] = { "zscore", "none", NULL };

const struct command train_command = {
    .name = "train",
    .group = GROUP_MODELS,
    .summary = "train a model, and keep it as the next version of its name",
    .description =
        "Features are computed at the split's training dates, prepared (encodings, scales and filled gaps are "
        "kept with the model), fitted, and tested at the test date. The same data, definitions and seed give the "
        "same model to the bit; when the newest version was made of them, nothing is done (fresh=yes does it all the "
        "same). A customer who trains at several dates is no new evidence each time: standard errors are clustered by "
        "customer. Test rows that are equal in all features to training rows of other customers, more than chance "
        "gives, are "
        "counted, and the auc is told without them. Each model is a look at its test rows: from the second on the page "
        "says how many, and by how much chance alone would raise the best one's auc. At an auc of 0.95 and more the "
        "features that alone give the target are named. Purchase processes and gammagamma model purchases themselves "
        "and need no features.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_MODELS,
    .background = BACKGROUND_KEEPS_MODEL,
    .parameters =
        (const struct parameter[]){
            { "name", PARAMETER_NAME, FORM_NAME, .required = true, .summary = "the model's name" },
            { "kind", PARAMETER_KIND, FORM_KIND, .required = true, .least = KIND_ANSWERS_TARGETS,
              .summary = "what kind of model" },
            { "target", PARAMETER_TARGET, FORM_SUBJECT, .summary = "what it answers; the one in use when left out" },
            { "on", PARAMETER_FEATURES, FORM_CLAUSE, .repeats = true,
              .summary = "its inputs: features, sets, patterns" },
            { "scale", PARAMETER_CHOICE, FORM_OPTION, .choices = scales,
              .summary = "how inputs are scaled; as the kind wants when left out" },
            { "fresh", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
              .summary = "make it again, also where the newest version was made of the same" },
            { 0 } },
    .examples = (const struct example[]){ { "three features", "train m5 = logit churn90 on rfm" },
                                          { "with a penalty", "train m6 = logit churn90 on full l2=1.0" },
                                          { "boosted trees", "train m7 = gbm churn90 on full trees=50 leaves=7" },
                                          { "a purchase process", "train m8 = bgnbd churn90" },
                                          { 0 } },
    .see_also = "segment compare curves importance split",
    .run = run_train,
};
