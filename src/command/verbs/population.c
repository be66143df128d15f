/* population: which customers count. */
#include "command/population_sql.h"
#include "command/sql_reach.h"
#include "command/verb.h"

static struct report *report_size(struct session *session, const char *name, const struct definition *population,
                                  struct arena *arena, struct error *err)
{
    const struct world *world = resolve_world(session, arena, err);
    struct error none = ERROR_INIT;
    int64_t asof;
    uint32_t *rows;
    size_t n;
    if (!world)
        return failed();
    bool dated = resolve_asof(session, world, &asof, &none);
    error_release(&none);
    if (!population_rows(world, population, dated ? asof : world_end(world), session_work(session), &rows, &n, err))
        return failed();
    free(rows);
    outcome(session, "%s", counted(n, "customer", arena));
    return report_message(n > 0 ? VERDICT_OK : VERDICT_WATCH, "population %s: %.*s of %s%s", name,
                          (int)strcspn(counted(n, "customer", arena), " "), counted(n, "customer", arena),
                          counted(world->customers->n_rows, "customer", arena), dated ? "" : " at the end of the data");
}

/* Without =: puts a population in force; all is everybody. */
static struct report *use_population(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "definition");
    if (!name->given) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "population needs NAME = customers where EXPRESSION, or a name");
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return failed();
    }
    bool all = strcmp(name->text, "all") == 0;
    if (!all && workspace_what(session->workspace, name->text) != NAME_POPULATION) {
        fail_no_name(session, E_NO_NAME, "population", name->text, NAME_POPULATION, err);
        fail_value_at(err, name, 0);
        return failed();
    }
    struct definition *population;
    if (!workspace_set_state(session->workspace, "population", all ? NULL : name->text, err) ||
        !resolve_population(session, invocation->arena, &population, err))
        return failed();
    return report_size(session, name->text, population, invocation->arena, err);
}

static struct report *run_population(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    struct definition population;
    if (!name->given)
        return use_population(session, invocation, err);
    const struct value *text = values_get(&invocation->values, "definition");
    bool by_sql = text->given && sql_is_given(text->text);
    bool kept = by_sql ? population_by_sql(session, invocation, &population, err)
                       : definition_keep(session, invocation, DEFINITION_POPULATION, &population, err);
    session->unchanged &= state_is(session, "population", name->text);
    if (kept && session->unchanged)
        return report_message(VERDICT_OK, "population %s", name->text); /* nobody needs counting again */
    if (!kept || !workspace_set_state(session->workspace, "population", name->text, err))
        return failed();
    struct report *report = expand_definition(session, &population, invocation->arena, err)
                                ? report_size(session, name->text, &population, invocation->arena, err)
                                : NULL;
    if (!report && !by_sql)
        definition_place(invocation, &population, err);
    return report;
}

const struct command population_command = {
    .name = "population",
    .group = GROUP_FEATURES,
    .summary = "define which customers count, at whatever date",
    .description =
        "population NAME alone puts an earlier one in force; population all takes everybody. NAME = "
        "sql(SELECT customer_id ..) "
        "takes the customers whose keys the first column holds: a fixed list, and not decided anew at each "
        "date, so that it may look ahead of an earlier one. chosen=DATE at its end says until when it knows; models, "
        "scores and leak at an earlier date tell it. Its note keeps the statement and the snapshot.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_DEFINITIONS | CHANGES_STATE,
    .parameters = (const struct parameter[]){ { "name", PARAMETER_NAME, FORM_NAME, .summary = "its name" },
                                              { "definition", PARAMETER_EXPRESSION, FORM_SUBJECT, .repeats = true,
                                                .summary = "customers where EXPRESSION [over WINDOW]" },
                                              { 0 } },
    .examples =
        (const struct example[]){
            { "who bought within a year", "population active365 = customers where count(orders) over 365d > 0" },
            { "of one plan", "population basic = customers where customers.plan == \"basic\"" },
            { "everybody again", "population all" },
            { 0 } },
    .see_also = "asof feature target",
    .run = run_population,
};
