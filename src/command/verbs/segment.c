/* segment: groups of customers alike. */
#include "command/model/training.h"
#include "command/verb.h"

static struct report *run_segment(struct session *session, const struct invocation *invocation, struct error *err)
{
    return train_and_keep(session, invocation, NULL, err);
}

static const char *const scales[] = { "zscore", "none", NULL };

const struct command segment_command = {
    .name = "segment",
    .group = GROUP_SEGMENTS,
    .summary = "group the customers of the population as of the date in force",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_MODELS,
    .background = BACKGROUND_KEEPS_MODEL,
    .parameters =
        (const struct parameter[]){
            { "name", PARAMETER_NAME, FORM_NAME, .required = true, .summary = "the segmentation's name" },
            { "kind", PARAMETER_KIND, FORM_KIND, .required = true, .least = KIND_MAKES_SEGMENTS,
              .summary = "the method" },
            { "on", PARAMETER_FEATURES, FORM_CLAUSE, .required = true, .repeats = true,
              .summary = "what makes customers alike" },
            { "scale", PARAMETER_CHOICE, FORM_OPTION, .choices = scales, .otherwise = "zscore",
              .summary = "zscore gives each feature the same weight" },
            { "fresh", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
              .summary = "make it again, also where the newest version was made of the same" },
            { 0 } },
    .examples = (const struct example[]){ { "three groups", "segment s3 = kmeans on rfm k=3" },
                                          { "as the features are", "segment r4 = kmeans on rfm k=4 scale=none" },
                                          { "which k", "silhouette s5 k=2..4" },
                                          { 0 } },
    .see_also = "silhouette profile name",
    .run = run_segment,
};
