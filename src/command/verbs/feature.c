/* feature: an expression over the past. */
#include "command/nested.h"
#include "command/verb.h"

/* Whether the columns are there and the types fit, as far as data are loaded. */
static bool check_against_data(struct session *session, const struct definition *definition, const char **names,
                               size_t n, struct arena *arena, struct error *err)
{
    char **tables = workspace_tables(session->workspace);
    bool empty = !tables || !*tables;
    names_free(tables);
    if (empty)
        return true;
    const struct world *world = resolve_world(session, arena, err);
    struct feature *features = arena_allocate(arena, n, sizeof *features);
    for (size_t i = 0; i < n; i++)
        features[i] = (struct feature){ names[i], definition, i };
    struct feature_list all;
    struct plan *plan = world && resolve_known_features(session, arena, &all, err)
                            ? plan_new_among(world, features, n, all.features, all.n, err)
                            : NULL;
    plan_free(plan);
    return plan != NULL;
}

static struct report *run_feature(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    struct definition definition;
    const char **names;
    if (!name->given) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "feature needs NAME = EXPRESSION");
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return failed();
    }
    if (!definition_keep(session, invocation, DEFINITION_FEATURE, &definition, err))
        return failed();
    size_t n = definition_names(&definition, invocation->arena, &names);
    if (!check_against_data(session, &definition, names, n, invocation->arena, err)) {
        definition_place(invocation, &definition, err);
        return failed();
    }
    struct text text = TEXT_EMPTY;
    struct score_reference *scores;
    size_t n_scores = definition_scores(&definition, invocation->arena, &scores);
    for (size_t i = 0; i < n; i++)
        text_add_format(&text, "%s%s", i > 0 ? " " : "", names[i]);
    for (size_t i = 0; i < n_scores; i++)
        text_add_format(&text, "%s%s", i > 0 ? " " : ", the score of ", scores[i].model);
    if (n > 1)
        outcome(session, "%s", text_string(&text));
    struct report *report = n > 1 ? report_message(VERDICT_OK, "%zu features: %s", n, text_string(&text))
                                  : report_message(VERDICT_OK, "feature %s", text_string(&text));
    text_release(&text);
    return report;
}

const struct command feature_command = {
    .name = "feature",
    .group = GROUP_FEATURES,
    .summary = "define a feature: an expression over the past",
    .description =
        "over 30d,90d makes a family, NAME_30d and NAME_90d; over 30d..90d ends before the as-of date, over month "
        "is the last whole calendar month; without over, all the past counts. by=COLUMN makes one feature "
        "for each level seen before the first training date and one for the rest. help aggregates and help "
        "functions list what can be computed; days since last(..); arithmetic; where inside an aggregate. "
        "Looking ahead cannot be written. A column of the customers' table is a feature as it is: "
        "customers.plan. Of reference data (see load), prices.price is the row in force when the event "
        "happened, or at the as-of date.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_DEFINITIONS,
    .parameters = (const struct parameter[]){ { "name", PARAMETER_NAME, FORM_NAME, .summary = "its name" },
                                              { "definition", PARAMETER_EXPRESSION, FORM_SUBJECT, .repeats = true,
                                                .summary = "EXPRESSION [over WINDOWS]" },
                                              { 0 } },
    .examples =
        (const struct example[]){
            { "recency", "feature recency = days since last(orders.order_ts)" },
            { "a family", "feature spend = sum(orders.amount) over 30d,90d,365d" },
            { "a decline", "feature drop = 1 - count(orders) over 30d / (count(orders) over 30d..120d / 3)" },
            { "a weekly trend", "feature trend = slope(log1p(count(orders)) per 1w) over 12w" },
            { "recent days weigh more", "feature warm = sum(orders.amount decay=30d)" },
            { "one for each category", "feature by_category = sum(orders.amount) over 365d by=category top=3" },
            { "the fee in force, from reference data", "feature fee = plans.fee" },
            { "a part of the events", "feature app_n = count(orders where channel == \"app\") over 90d" },
            { 0 } },
    .see_also = "features target leak summary",
    .run = run_feature,
};
