/* survival: when something happens to customers after a date. */
#include "patron/study/survival.h"

#include "command/model/slice_who.h"
#include "command/verb.h"

/* The date to look from: AT, else the first training date, else the as-of date. */
static bool take_date(struct session *session, const struct value *at, const struct world *world, int64_t *out,
                      struct error *err)
{
    struct split split;
    struct error none = ERROR_INIT;
    bool dated = !at->given && resolve_split(session, &split, &none) && split.n_train > 0;
    error_release(&none);
    *out = dated ? split.train[0] : TIME_MISSING;
    return dated || resolve_date(session, at, world, out, err);
}

static void release_sample(void *sample)
{
    survival_sample_release(sample);
}

static bool take_groups(struct session *session, const struct value *by, const struct world *world,
                        const struct survival_sample *sample, struct arena *arena, struct survival_groups *out,
                        struct error *err)
{
    struct slicing slicing = { 0 };
    struct scored rows = { .n = sample->n, .customer = sample->customer, .cutoff = sample->cutoff };
    bool found = true;
    if (by->given && !slice_by_who(session, world, &rows, by->text, arena, &found, &slicing, err))
        return fail_value_at(err, by, 0);
    if (!found) {
        slice_fails_name(world, by->text, "segmentation", err);
        return fail_value_at(err, by, 0);
    }
    return study_survival_groups(frame_column(&sample->labels, "time"), frame_column(&sample->labels, "event"),
                                 sample->n, slicing.codes, slicing.levels, slicing.n_levels, out, err);
}

static struct report *run_survival(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *named = values_get(values, "target"), *by = values_get(values, "by");
    struct arena *arena = invocation->arena;
    const struct world *world = resolve_world(session, arena, err);
    const struct definition *target =
        world ? resolve_target(session, named->given ? named->text : NULL, arena, err) : NULL;
    struct definition *population = NULL;
    struct survival_sample *sample = arena_allocate(arena, 1, sizeof *sample);
    struct survival_groups groups;
    int64_t cutoff;
    if (!target || !resolve_population(session, arena, &population, err) ||
        !take_date(session, values_get(values, "at"), world, &cutoff, err) ||
        !study_survival_sample(world, population, target, cutoff, session_work(session), sample, err)) {
        fail_value_at(err, named, 0);
        return failed();
    }
    arena_adopt(arena, release_sample, sample);
    if (!take_groups(session, by, world, sample, arena, &groups, err))
        return failed();
    char *text = arena_allocate(arena, 32, 1);
    time_format(cutoff, true, text);
    const char *context = arena_format(arena, "from %s  %s", text, counted(sample->n, "customer", arena));
    struct report *report =
        report_survival(by->given ? arena_format(arena, "%s by %s", target->name, by->text) : target->name, &groups,
                        sample->days, context);
    if (sample->n_unknown > 0)
        report_add_note(report, VERDICT_NONE, "%s left out: it had happened before, or nothing is seen of them",
                        counted(sample->n_unknown, "customer", arena));
    survival_groups_release(&groups);
    return report;
}

const struct command survival_command = {
    .name = "survival",
    .group = GROUP_FEATURES,
    .summary = "how long it takes until something happens, as Kaplan-Meier curves by group",
    .description =
        "Of a target of times (target back = time to orders within 180d): the share of customers to whom it has not "
        "happened, day by day after the date; who is not seen to the end of the window is counted as long as the data "
        "go. "
        "With by=, groups are compared by the log-rank test, and `expected` is how many events each would have if all "
        "had "
        "one curve. The median is the day by which it happened to half of them, mean_within the mean number of days "
        "until "
        "it happened or the window ended. Intervals are of 95 %, on the log-log scale.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "target", PARAMETER_TARGET, FORM_SUBJECT, .summary = "a target of times; the one in use when left out" },
            { "by", PARAMETER_COLUMN, FORM_OPTION,
              .summary = "a column of customers as it was known then, or a segmentation" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "the date; the first training date, or the as-of date" },
            { 0 } },
    .examples = (const struct example[]){ { "when customers come back", "survival back" },
                                          { "by plan, from a date", "survival back by=plan at=2024-01-01" },
                                          { "the curves as numbers", "survival back > back.csv" },
                                          { 0 } },
    .see_also = "target train cohort",
    .pane = "curves",
    .run = run_survival,
};
