/* leak: the proof that no feature sees the future. */
#include "command/verb.h"

static bool proof(struct session *session, const struct value *names, struct arena *arena, struct leak_result *leak,
                  const char **subject, int64_t *asof, struct feature_clocks *clocks, struct error *err)
{
    const struct world *world = resolve_world(session, arena, err);
    struct feature_list list;
    struct definition *population;
    uint32_t *customers;
    size_t n;
    bool ok = world && (names->given ? resolve_features(session, names, arena, &list, err)
                                     : resolve_all_features(session, arena, &list, err));
    if (!ok || !resolve_asof(session, world, asof, err) || !resolve_population(session, arena, &population, err) ||
        !population_rows(world, population, *asof, session_work(session), &customers, &n, err))
        return false;
    int64_t *cutoffs = allocate_large(n, sizeof *cutoffs, "the cutoffs", err);
    for (size_t i = 0; cutoffs && i < n; i++)
        cutoffs[i] = *asof;
    struct feature_rows rows = { n, customers, cutoffs };
    ok = cutoffs &&
         leak_check(world, list.features, list.n, &rows, session_seed(session), session_work(session), leak, err);
    *subject = list.set;
    *clocks = features_clocks(world, list.features, list.n, *asof, arena);
    free(cutoffs);
    free(customers);
    return ok;
}

/* The last name may be a target: it is checked to exist, and looks ahead by right. */
static bool take_target(struct session *session, const struct invocation *invocation, struct value *names,
                        struct error *err)
{
    *names = *values_get(&invocation->values, "features");
    size_t last = names->n_texts;
    if (last == 0 || workspace_what(session->workspace, names->texts[last - 1]) != NAME_TARGET)
        return true;
    names->n_texts--;
    names->given = names->n_texts > 0;
    return resolve_target(session, names->texts[last - 1], invocation->arena, err) != NULL;
}

static struct report *run_leak(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct leak_result leak;
    struct value names;
    const char *subject;
    int64_t asof;
    struct feature_clocks clocks;
    if (!take_target(session, invocation, &names, err) ||
        !proof(session, &names, invocation->arena, &leak, &subject, &asof, &clocks, err))
        return failed();
    size_t n = 0;
    for (size_t i = 0; i < leak.n_features; i++)
        n += leak.features[i].n_changed_removed > 0 || leak.features[i].n_changed_scrambled > 0;
    outcome(session, "%zu of %zu features look ahead", n, leak.n_features);
    struct report *report = n == 0 ? report_leak(subject, &leak, asof_text(asof, invocation->arena)) : NULL;
    if (report)
        warn_undated(session, &clocks, asof);
    if (n > 0)
        fail(err, ERROR_DATA, E_LEAK, "%zu of %zu features changed with the future", n, leak.n_features);
    leak_result_release(&leak);
    return report;
}

const struct command leak_command = {
    .name = "leak",
    .group = GROUP_FEATURES,
    .summary = "prove on your own data that no feature sees the future",
    .description =
        "All features are computed as they are, again with every row at or after the as-of date removed, and "
        "again with those rows replaced by noise. Each value must be the same to the bit.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){ { "features", PARAMETER_FEATURES, FORM_SUBJECT, .repeats = true,
                                      .summary = "features or sets, and a target if you like; all when left out" },
                                    { 0 } },
    .examples =
        (const struct example[]){
            { "a set", "leak rfm" }, { "a set and its target", "leak full churn90" }, { "everything", "leak" }, { 0 } },
    .see_also = "asof feature target",
    .run = run_leak,
};
