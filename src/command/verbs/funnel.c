/* funnel: a population through conditions, one after the other. */
#include "patron/study/funnel.h"
#include "command/verb.h"

/* What is wrong stands in step I, whose condition begins at column BEFORE + 1 for who found it. */
static bool fail_in_step(const struct value *steps, size_t i, size_t before, struct error *err)
{
    if (err->place.column <= before || err->place.source || err->place.name)
        return fail_value_at(err, steps, i);
    err->place.column += steps->columns[i] - before; /* behind the quote */
    return false;
}

/* A step is a population's name, or a condition in quotes. */
static bool read_step(struct session *session, const struct value *steps, size_t i, struct arena *arena,
                      struct definition *step, struct error *err)
{
    static const char customers[] = "customers where ";
    const char *text = steps->texts[i];
    if (workspace_what(session->workspace, text) == NAME_POPULATION) {
        char *stored = workspace_definition(session->workspace, NAME_POPULATION, text);
        bool good = definition_parse(DEFINITION_POPULATION, "step", arena_text(arena, stored), 0, arena, step, err) &&
                    expand_definition(session, step, arena, err);
        free(stored);
        return good || fail_value_at(err, steps, i);
    }
    if (text[strcspn(text, " =<>(")] == '\0') {
        fail_no_name(session, E_NO_NAME, "population", text, NAME_POPULATION, err);
        error_reason(err, "a step is a population, or a condition in quotes: \"count(orders) > 1\"");
        return fail_value_at(err, steps, i);
    }
    if (!definition_parse(DEFINITION_POPULATION, "step", arena_format(arena, "%s%s", customers, text), 0, arena, step,
                          err))
        return fail_in_step(steps, i, sizeof customers - 1, err);
    return expand_definition(session, step, arena, err) || fail_value_at(err, steps, i);
}

static struct report *run_funnel(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *texts = values_get(&invocation->values, "steps");
    struct arena *arena = invocation->arena;
    const struct world *world = resolve_world(session, arena, err);
    const struct definition **steps = arena_allocate(arena, texts->n_texts + 1, sizeof *steps);
    struct definition *population;
    int64_t cutoff;
    bool good = world && resolve_date(session, values_get(&invocation->values, "at"), world, &cutoff, err) &&
                resolve_population(session, arena, &population, err);
    for (size_t i = 0; good && i < texts->n_texts; i++) {
        struct definition *step = arena_allocate(arena, 1, sizeof *step);
        steps[i] = step;
        good = read_step(session, texts, i, arena, step, err);
    }
    struct funnel funnel;
    if (!good)
        return failed();
    if (!study_funnel(world, population, steps, texts->n_texts, cutoff, session_work(session), &funnel, err)) {
        if (!err->place.source && !err->place.name) /* columns of what features stand for lead nowhere */
            err->place.column = 0;
        fail_value_at(err, texts, funnel.n_steps);
        return failed();
    }
    struct report *report =
        report_funnel(population ? population->name : "all customers", texts->texts, &funnel, asof_text(cutoff, arena));
    funnel_release(&funnel);
    return report;
}

const struct command funnel_command = {
    .name = "funnel",
    .group = GROUP_FEATURES,
    .summary = "how many customers pass each of several conditions, one after the other",
    .description =
        "Begins with the population in force. Each step is the name of a population or a condition in quotes, "
        "over columns, events and features, and keeps those who satisfy it and all steps before it, as of the date in "
        "force.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters = (const struct parameter[]){ { "steps", PARAMETER_TEXT, FORM_SUBJECT, .required = true,
                                                .repeats = true, .summary = "populations, or conditions in quotes" },
                                              { "at", PARAMETER_DATE, FORM_OPTION,
                                                .summary = "another date than the as-of date" },
                                              { 0 } },
    .examples = (const struct example[]){ { "by conditions",
                                            "funnel \"count(orders) > 0\" \"count(orders) > 1\" \"count(orders) over "
                                            "90d > 0\"" },
                                          { "by populations", "funnel active365" },
                                          { 0 } },
    .see_also = "population cohort",
    .pane = "report",
    .run = run_funnel,
};
