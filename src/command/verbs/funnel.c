/* funnel: a population through conditions, one after the other. */
#include "patron/study/funnel.h"
#include "command/verb.h"

/* A step is a population's name, or a condition in quotes. */
static struct definition *read_step(struct session *session, const struct value *steps, size_t i, struct arena *arena,
                                    struct error *err)
{
    const char *text = steps->texts[i];
    struct definition *step = arena_allocate(arena, 1, sizeof *step);
    if (workspace_what(session->workspace, text) == NAME_POPULATION) {
        char *stored = workspace_definition(session->workspace, NAME_POPULATION, text);
        text = arena_format(arena, "%s", stored);
        free(stored);
    } else if (text[strcspn(text, " =<>(")] == '\0') {
        fail_no_name(session, E_NO_NAME, "population", text, NAME_POPULATION, err);
        error_reason(err, "a step is a population, or a condition in quotes: \"count(orders) > 1\"");
        fail_value_at(err, steps, i);
        return NULL;
    } else {
        text = arena_format(arena, "customers where %s", text);
    }
    if (definition_parse(DEFINITION_POPULATION, "step", text, 0, arena, step, err))
        return step;
    fail_value_at(err, steps, i);
    return NULL;
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
        steps[i] = read_step(session, texts, i, arena, err);
        good = steps[i] != NULL;
    }
    struct funnel funnel;
    if (!good)
        return failed();
    if (!study_funnel(world, population, steps, texts->n_texts, cutoff, session_work(session), &funnel, err)) {
        fail_value_at(err, texts, 0);
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
        "and keeps those who satisfy it and all steps before it, as of the date in force.",
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
