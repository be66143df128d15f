/* feature: an expression over the past. */
#include "command/model/fitting.h"
#include "command/model/nested.h"
#include "command/verb.h"

static bool is_empty(struct session *session)
{
    char **tables = workspace_tables(session->workspace);
    bool empty = !tables || !*tables;
    names_free(tables);
    return empty;
}

static bool check_among(struct session *session, const struct definition *definition, bool whole, struct arena *arena,
                        struct error *err)
{
    const char **names;
    const struct world *world = resolve_world(session, arena, err);
    size_t n = definition_names(definition, arena, &names);
    struct feature *features = arena_allocate(arena, n, sizeof *features);
    for (size_t i = 0; i < n; i++)
        features[i] = (struct feature){ names[i], definition, i };
    struct feature_list all;
    bool ok = world && resolve_known_features(session, definition->expression, whole, arena, &all, err);
    for (size_t i = 0; ok && i < n && strstr(definition->expression, "_*"); i++) /* features by a pattern */
        ok = feature_expand(&features[i], world, all.features, all.n, arena, err);
    struct plan *plan = ok ? plan_new_among(world, features, n, all.features, all.n, err) : NULL;
    plan_free(plan);
    return plan != NULL;
}

/* Whether the columns are there and the types fit. */
static bool check_against_data(struct session *session, const struct definition *definition, struct arena *arena,
                               struct error *err)
{
    struct error first = ERROR_INIT;
    bool ok = check_among(session, definition, false, arena, &first);
    error_release(&first);
    return ok || check_among(session, definition, true, arena, err);
}

/* Constants are fitted at once where it is known on which rows, to show what comes of the definition; *ON tells them.
 */
static bool fit_now(struct session *session, const struct definition *definition, struct feature_list *made,
                    const char **on, struct arena *arena, struct error *err)
{
    struct error none = ERROR_INIT;
    *on = NULL;
    if (resolve_new_feature(session, definition->name, arena, made, &none)) {
        bool lacks = definition_lacks_levels(definition);
        if (lacks || definition_lacks_edges(definition, arena))
            *on = fitted_on(session, lacks ? definition->name : made->features[0].name, arena);
        return true;
    }
    bool later = none.code == E_NO_ASOF;
    if (later)
        made->n = 0;
    else
        error_move(err, &none);
    error_release(&none);
    return later;
}

static struct report *report_made(struct session *session, const struct definition *definition,
                                  const struct feature_list *made, const char *on, struct arena *arena)
{
    bool lacks = definition_lacks_levels(definition) || definition_lacks_edges(definition, arena);
    const char *fitted = on      ? arena_format(arena, ", fitted on %s", on)
                         : lacks ? ", fitted at the first use on the rows that train"
                                 : "";
    if (definition_lacks_levels(definition) && made->n == 0)
        return report_message(VERDICT_OK, "feature %s, one for each %s%s", definition->name, definition->by, fitted);
    struct text text = TEXT_EMPTY;
    const char **names;
    size_t n = made->n;
    if (n == 0)
        n = definition_names(definition, arena, &names);
    for (size_t i = 0; i < n; i++)
        text_add_format(&text, "%s%s", i > 0 ? " " : "", made->n > 0 ? made->features[i].name : names[i]);
    struct score_reference *scores;
    size_t n_scores = definition_scores(definition, arena, &scores);
    for (size_t i = 0; i < n_scores; i++)
        text_add_format(&text, "%s%s", i > 0 ? " " : ", the score of ", scores[i].model);
    if (n > 1)
        outcome(session, "%s", text_string(&text));
    struct report *report = n > 1 ? report_message(VERDICT_OK, "%zu features: %s%s", n, text_string(&text), fitted)
                                  : report_message(VERDICT_OK, "feature %s%s", text_string(&text), fitted);
    text_release(&text);
    return report;
}

/* It is allowed, and hardly meant. */
static void warn_same(struct session *session, const struct definition *definition, struct arena *arena)
{
    struct error none = ERROR_INIT;
    const struct world *world = is_empty(session) ? NULL : resolve_world(session, arena, &none);
    struct feature feature = { definition->name, definition, 0 };
    if (world && !definition->by && feature_is_same_for_all(world, &feature, arena))
        session_warning(session, "%s is the same for all customers: %s reads nothing that belongs to one",
                        definition->name, definition->expression);
    error_release(&none);
}

static struct report *run_feature(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    struct arena *arena = invocation->arena;
    struct definition definition;
    struct feature_list made = { 0 };
    const char *on = NULL;
    if (!name->given) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "feature needs NAME = EXPRESSION");
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return failed();
    }
    if (!definition_keep(session, invocation, DEFINITION_FEATURE, &definition, err))
        return failed();
    if (!is_empty(session)) {
        bool checked = definition_lacks_levels(&definition) || check_against_data(session, &definition, arena, err);
        if (!checked || !fit_now(session, &definition, &made, &on, arena, err)) {
            definition_place(invocation, &definition, err);
            return failed();
        }
    }
    warn_same(session, &definition, arena);
    return report_made(session, &definition, &made, on, arena);
}

const struct command feature_command = {
    .name = "feature",
    .group = GROUP_FEATURES,
    .summary = "define a feature: an expression over the past",
    .description =
        "over 30d,90d makes a family, NAME_30d and NAME_90d; over 30d..90d ends before the as-of date, over month "
        "is the last whole calendar month; without over, all the past counts. by=COLUMN makes one feature "
        "for each level seen in training and one for the rest: such levels, and the edges of rank and quintile, are "
        "fitted on the rows that train, at the next use after the split, the date or the data changed; a model keeps "
        "its "
        "own. help aggregates and help "
        "functions list what can be computed; days since last(..); asof, the date itself (due >= asof); arithmetic; "
        "where inside an aggregate. "
        "Looking ahead cannot be written. A column of the customers' table is a feature as it is: "
        "customers.plan. Of reference data (see load), prices.price is the row in force when the event "
        "happened, or at the as-of date. score(MODEL) is a model's score, out of fold where the model "
        "had not learnt yet: help nested.",
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
            { "a robust trend", "feature robust = theil_sen(sum(orders.amount) per month) over 6 months" },
            { "where among others of the plan", "feature stand = rank(count(orders)) by customers.plan over 365d" },
            { "the greatest of a family", "feature most_spent = max(spend_*)" },
            { "recent days weigh more", "feature warm = sum(orders.amount decay=30d)" },
            { "one for each category", "feature by_category = sum(orders.amount) over 365d by=category top=3" },
            { "the fee in force, from reference data", "feature fee = plans.fee" },
            { "a model's score", "feature p_m1 = score(m1)" },
            { "a part of the events", "feature app_n = count(orders where channel == \"app\") over 90d" },
            { 0 } },
    .see_also = "features target leak summary",
    .run = run_feature,
};
