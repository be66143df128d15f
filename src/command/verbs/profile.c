/* profile: what segments are like, and what became of them. */
#include <math.h>

#include "command/verb.h"

/* The mean outcome of the target in use in each segment; nothing when there is no target or its window is not over. */
static size_t find_outcomes(struct session *session, const struct model *model, const struct world *world, size_t k,
                            struct arena *arena, struct segment_outcome *out)
{
    struct error ignored = ERROR_INIT;
    struct definition *target = resolve_target(session, NULL, arena, &ignored);
    const struct scored *scored = target ? resolve_scores(session, model, world, &ignored) : NULL;
    double *outcomes = scored ? arena_allocate(arena, scored->n + 1, sizeof *outcomes) : NULL;
    double *sums = arena_allocate(arena, k + 1, sizeof *sums), *counts = arena_allocate(arena, k + 1, sizeof *counts);
    const struct target_kind *kind = NULL;
    size_t n_immature = 0, n = 0;
    if (outcomes) {
        struct feature_rows rows = { scored->n, scored->customer, scored->cutoff };
        /* Of times a mean says little where some are not over: survival by=SEGMENTS draws them. */
        if (!target_compute(world, target, &rows, session_work(session), outcomes, &kind, &n_immature, &ignored) ||
            target_widest(kind)->censored)
            scored = NULL;
        for (size_t i = 0; scored && i < scored->n; i++) {
            size_t segment = (size_t)scored->score[i];
            if (isnan(outcomes[i]) || segment >= k)
                continue;
            sums[segment] += outcomes[i];
            counts[segment]++;
            n++;
        }
    }
    error_release(&ignored);
    if (n == 0)
        return 0;
    for (size_t s = 0; s < k; s++)
        sums[s] = counts[s] > 0 ? sums[s] / counts[s] : NAN;
    *out = (struct segment_outcome){ target->name, sums, target_is(kind, &target_yes_no) };
    return 1;
}

static struct report *run_profile(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "segments");
    struct arena *arena = invocation->arena;
    struct model *model = resolve_segmentation(session, name->text, arena, err);
    if (!model)
        fail_value_at(err, name, 0);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    struct profile profile;
    struct segment_outcome result;
    if (!world || !study_profile(model, world, model->population_definition, session_work(session), &profile, err))
        return failed();
    size_t n = find_outcomes(session, model, world, profile.k, arena, &result);
    struct report *report = report_profile(model->name, &profile, (const char *const *)model->segment_names,
                                           (enum profile_by)values_choice(&invocation->values, "by"), &result, n,
                                           asof_text(model->asof, arena));
    profile_release(&profile);
    return report;
}

static const char *const ways[] = { "z", "mean", NULL };

const struct command profile_command = {
    .name = "profile",
    .group = GROUP_SEGMENTS,
    .summary = "what each segment is like: its means against all, and the target's outcome in it",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters = (const struct parameter[]){ { "segments", PARAMETER_SEGMENT, FORM_SUBJECT,
                                                .summary = "the segmentation; the last one when left out" },
                                              { "by", PARAMETER_CHOICE, FORM_OPTION, .choices = ways, .otherwise = "z",
                                                .summary = "z-scores against all customers, or plain means" },
                                              { 0 } },
    .examples = (const struct example[]){ { "as z-scores", "profile s5" },
                                          { "as means", "profile s5 by=mean" },
                                          { "as a table", "profile s5 > profile.csv" },
                                          { 0 } },
    .see_also = "segment silhouette name",
    .pane = "profile",
    .run = run_profile,
};
