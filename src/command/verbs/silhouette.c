/* silhouette: how well customers sit in their segments, and which k. */
#include "command/verb.h"

static bool choose_k(struct session *session, const struct model *model, const struct world *world,
                     const struct value *range, size_t most, struct arena *arena, struct k_choice **out, size_t *n,
                     struct error *err)
{
    *out = NULL;
    *n = 0;
    if (!range->given)
        return true;
    *n = (size_t)(range->last - range->number) + 1;
    *out = arena_allocate(arena, *n, sizeof **out);
    return study_choose_k(model, world, model->population_definition, (size_t)range->number, (size_t)range->last, most,
                          session_work(session), *out, err);
}

static struct report *run_silhouette(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *name = values_get(values, "segments");
    struct arena *arena = invocation->arena;
    struct model *model = resolve_segmentation(session, name->text, arena, err);
    if (!model)
        fail_value_at(err, name, 0);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    struct silhouette_result result;
    struct k_choice *choices;
    size_t n_choices, most = (size_t)values_number(values, "rows");
    if (!world || !choose_k(session, model, world, values_get(values, "k"), most, arena, &choices, &n_choices, err) ||
        !study_silhouette(model, world, model->population_definition, most, session_work(session), &result, err))
        return failed();
    struct report *report = report_silhouette(model->name, &result, (const char *const *)model->segment_names, choices,
                                              n_choices, asof_text(model->asof, arena));
    silhouette_result_release(&result);
    return report;
}

const struct command silhouette_command = {
    .name = "silhouette",
    .group = GROUP_SEGMENTS,
    .summary = "how well each customer sits in its segment; k=2..8 compares numbers of segments",
    .description = "With k=, each number of segments is also fitted to one half of the customers (drawn by the seed): "
                   "the k with the "
                   "best silhouette there (*) is chosen where nothing is quoted, and other_half is what it is worth on "
                   "customers that "
                   "had no part in it. noise is the silhouette that the same k has on the same values with each column "
                   "shuffled, so "
                   "that there are no segments to be found; agreement (adjusted Rand) is how far segments made of "
                   "either half are the "
                   "same over all customers: 1 all, 0 as by chance.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "segments", PARAMETER_SEGMENT, FORM_SUBJECT, .summary = "the segmentation; the last one when left out" },
            { "k", PARAMETER_RANGE, FORM_OPTION, .least = 2, .greatest = 64,
              .summary = "other numbers of segments too" },
            { "rows", PARAMETER_COUNT, FORM_OPTION, .least = 100, .greatest = 1000000, .otherwise = "10000",
              .summary = "at most so many customers, sampled in proportion to the segments" },
            { 0 } },
    .examples = (const struct example[]){ { "one segmentation", "silhouette s5" },
                                          { "which k", "silhouette s5 k=2..4" },
                                          { "the numbers", "silhouette s5 > silhouette.json" },
                                          { 0 } },
    .see_also = "segment profile",
    .pane = "silhouette",
    .run = run_silhouette,
};
