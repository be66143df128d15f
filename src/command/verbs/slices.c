/* slices: how good a model is among which customers. */
#include "command/model/slice_feature.h"
#include "command/model/slice_who.h"
#include "command/verb.h"

static bool slice_by(struct session *session, const struct world *world, const struct inspected *model,
                     const char *name, struct arena *arena, struct slicing *out, struct error *err)
{
    const struct scored *scored = model->scored;
    bool found, ok = slice_by_who(session, world, scored, name, arena, &found, out, err);
    if (!ok || found)
        return ok;
    ok = slice_by_feature(session, world, model, name, arena, &found, out, err);
    return ok && (found || slice_fails_name(world, name, "segmentation or feature", err));
}

static struct report *run_slices(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *by = values_get(&invocation->values, "by");
    const struct world *world = resolve_world(session, invocation->arena, err);
    struct inspected *models;
    size_t n;
    if (!world || !resolve_inspected(session, values_get(&invocation->values, "model"), world, invocation->arena,
                                     &models, &n, err))
        return failed();
    struct slicing *slicings = arena_allocate(invocation->arena, by->n_texts, sizeof *slicings);
    for (size_t i = 0; i < by->n_texts; i++)
        if (!slice_by(session, world, &models[0], by->texts[i], invocation->arena, &slicings[i], err)) {
            fail_value_at(err, by, i);
            return failed();
        }
    return report_slices(&models[0], slicings, by->n_texts, NULL, err);
}

const struct command slices_command = {
    .name = "slices",
    .group = GROUP_MODELS,
    .summary = "how good a model is among which customers",
    .description =
        "The figures of the test rows in each value of a column of customers, as it was known then, in each segment, "
        "or "
        "in each fifth of a feature (fifths of the rows that trained; texts by their values), as of the row's own "
        "date: rows, share of positives, auc with its interval, ece; of amounts mae, bias and rank correlation. A "
        "slice "
        "with few rows has a wide interval: that is the answer, too.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "by", PARAMETER_COLUMN, FORM_CLAUSE, .required = true, .repeats = true,
              .summary = "columns of customers, segmentations or features; a table for each" },
            { 0 } },
    .examples = (const struct example[]){ { "by a column", "slices m2 by plan" },
                                          { "by several, and by segments", "slices m2 by plan,country,s5" },
                                          { "by a feature", "slices m2 by recency" },
                                          { "as a table", "slices m3 by country > slices.csv" },
                                          { 0 } },
    .see_also = "compare importance explain",
    .pane = "table",
    .run = run_slices,
};
