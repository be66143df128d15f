/* leak: the proof that no feature sees the future, and what else tells more than it could know. */
#include "command/model/cautions.h"
#include "command/model/nested.h"
#include "command/verb.h"

/* What is looked at, and against which outcome. */
struct looking {
    struct study_request request; /* target and split NULL where there are none */
    struct split split;
    const char *subject;
};

static bool resolve_looking(struct session *session, const struct value *names, struct arena *arena,
                            struct looking *out, struct error *err)
{
    const struct world *world = resolve_world(session, arena, err);
    struct feature_list list;
    struct definition *population;
    int64_t asof;
    bool ok = world && (names->given ? resolve_features(session, names, arena, &list, err)
                                     : resolve_all_features(session, arena, &list, err));
    if (!ok || !resolve_asof(session, world, &asof, err) || !resolve_population(session, arena, &population, err) ||
        !nested_check_asof(world, &list, asof, arena, err))
        return false;
    out->subject = list.set;
    out->request = (struct study_request){ .world = world,
                                           .population = population,
                                           .target = out->request.target,
                                           .features = list.features,
                                           .n_features = list.n,
                                           .asof = asof,
                                           .seed = session_seed(session),
                                           .work = session_work(session) };
    struct error none = ERROR_INIT;
    if (resolve_split(session, &out->split, &none))
        out->request.split = &out->split;
    error_release(&none);
    return true;
}

static bool prove(const struct study_request *request, struct leak_result *leak, struct error *err)
{
    uint32_t *customers;
    size_t n;
    if (!population_rows(request->world, request->population, request->asof, request->work, &customers, &n, err))
        return false;
    int64_t *cutoffs = allocate_large(n, sizeof *cutoffs, "the cutoffs", err);
    for (size_t i = 0; cutoffs && i < n; i++)
        cutoffs[i] = request->asof;
    struct feature_rows rows = { n, customers, cutoffs };
    bool ok = cutoffs && leak_check(request->world, request->features, request->n_features, &rows, request->seed,
                                    request->work, leak, err);
    free(cutoffs);
    free(customers);
    return ok;
}

/* The last name may be a target; without one it is the target in use, if there is one. */
static bool take_target(struct session *session, const struct invocation *invocation, struct value *names,
                        const struct definition **target, struct error *err)
{
    *names = *values_get(&invocation->values, "features");
    size_t last = names->n_texts;
    struct error none = ERROR_INIT;
    bool named = last > 0 && workspace_what(session->workspace, names->texts[last - 1]) == NAME_TARGET;
    if (named) {
        names->n_texts--;
        names->given = names->n_texts > 0;
        *target = resolve_target(session, names->texts[last - 1], invocation->arena, err);
        return *target != NULL;
    }
    *target = resolve_target(session, NULL, invocation->arena, &none);
    error_release(&none);
    return true;
}

static struct report *report_both(struct session *session, const struct looking *looking,
                                  const struct leak_result *leak, struct arena *arena, struct error *err)
{
    const struct study_request *request = &looking->request;
    const char *context = asof_text(request->asof, arena);
    struct suspects suspects;
    if (!request->target)
        return report_leak(looking->subject, leak, NULL, NULL, context);
    if (!study_suspects(request, &suspects, err))
        return failed();
    struct report *report = report_leak(looking->subject, leak, request->target->name, &suspects, context);
    outcome(session, "0 of %zu features look ahead, %zu suspects", leak->n_features, suspects.n);
    suspects_release(&suspects);
    return report;
}

static struct report *run_leak(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct leak_result leak;
    struct value names;
    struct looking looking = { .subject = NULL };
    if (!take_target(session, invocation, &names, &looking.request.target, err) ||
        !resolve_looking(session, &names, invocation->arena, &looking, err) || !prove(&looking.request, &leak, err))
        return failed();
    const struct study_request *request = &looking.request;
    size_t n = 0;
    for (size_t i = 0; i < leak.n_features; i++)
        n += leak.features[i].n_changed_removed > 0 || leak.features[i].n_changed_scrambled > 0;
    outcome(session, "%zu of %zu features look ahead", n, leak.n_features);
    struct report *report = n == 0 ? report_both(session, &looking, &leak, invocation->arena, err) : NULL;
    if (report) {
        bool dated = request->split && request->split->n_train > 0;
        nested_tell(report, request->world, request->features, request->n_features,
                    dated ? request->split->train : &request->asof, dated ? request->split->n_train : 1,
                    invocation->arena);
        tell_chosen_at(request->population, dated ? request->split->train : &request->asof,
                       dated ? request->split->n_train : 1, report);
        struct feature_clocks clocks =
            features_clocks(request->world, request->features, request->n_features, request->asof, invocation->arena);
        warn_undated(session, &clocks, request->asof);
    }
    if (n > 0)
        fail(err, ERROR_DATA, E_LEAK, "%zu of %zu features changed with the future", n, leak.n_features);
    leak_result_release(&leak);
    return report;
}

const struct command leak_command = {
    .name = "leak",
    .group = GROUP_FEATURES,
    .summary = "prove that no feature sees the future; find what knows the answer",
    .description =
        "All features are computed as they are, again with every row at or after the as-of date removed, and "
        "again with those rows replaced by noise. Each value must be the same to the bit. With a target (the one in "
        "use "
        "when none is named) features and columns of the customers are held against it in the training rows: what it "
        "can be computed from, what tells it alone (auc over 0.98, or under 0.02), customers' keys whose order tells "
        "it, and customers and label days that training shares with the test, and test rows that are equal in all "
        "features to "
        "training rows of other customers, more than chance gives. Each is told in a sentence, with what "
        "to do; a suspect is no proof, and does not fail.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){ { "features", PARAMETER_FEATURES, FORM_SUBJECT, .repeats = true,
                                      .summary = "features or sets, and a target if you like; all when left out" },
                                    { 0 } },
    .examples = (const struct example[]){ { "a set", "leak rfm" },
                                          { "a set and its target", "leak full churn90" },
                                          { "for other programs", "leak full churn90 > leak.csv" },
                                          { "everything", "leak" },
                                          { 0 } },
    .see_also = "asof feature target",
    .run = run_leak,
};
