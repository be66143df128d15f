/* explain: why a model gives one customer its score, or why the score moved since another date. */
#include <math.h>

#include "command/model/score_table.h"
#include "command/verb.h"

struct explained {
    struct contribution *items;
    size_t n;
    struct explanation explanation;
};

static bool explain_at(struct session *session, const struct model *model, const struct customer_card *card,
                       int64_t cutoff, struct explained *out, struct error *err)
{
    return study_explain(model, card->world, model->population_definition, card->customer, cutoff,
                         session_work(session), &out->items, &out->n, &out->explanation, err);
}

static const struct contribution *find_item(const struct explained *explained, const char *feature)
{
    for (size_t i = 0; i < explained->n; i++)
        if (strcmp(explained->items[i].feature, feature) == 0)
            return &explained->items[i];
    return NULL;
}

static bool fail_sum(const struct model *model, struct error *err)
{
    fail(err, ERROR_USER, E_NOT_FIT, "the answer of %s is no sum of what its values add", model->kind->name);
    error_reason(err, "why it moved is told of linear models and of trees");
    return false;
}

/* What each value adds now less what it added then: of linear kinds the coefficient times the change of the value. The
   value beside it is the customer's own then, instead of everybody's median. */
static bool compare_with(const struct model *model, struct explained *now, const struct explained *then,
                         struct error *err)
{
    for (size_t i = 0; i < now->n; i++) {
        const struct contribution *before = find_item(then, now->items[i].feature);
        if (!before || isnan(before->level) || isnan(now->items[i].level))
            return fail_sum(model, err);
        now->items[i].push = now->items[i].level - before->level;
        now->items[i].median = before->value;
    }
    return true;
}

static bool explain(struct session *session, const struct invocation *invocation, struct model *model,
                    struct customer_card *card, struct explained *now, struct error *err)
{
    const struct value *against = values_get(&invocation->values, "against");
    struct explained then = { 0 };
    if (!explain_at(session, model, card, card->cutoff, now, err))
        return false;
    if (!against->given)
        return true;
    bool ok = explain_at(session, model, card, against->time, &then, err) && compare_with(model, now, &then, err);
    if (!ok)
        fail_value_at(err, against, 0);
    if (ok) {
        card->then_score = then.explanation.score;
        card->then = against->text;
    }
    contributions_free(then.items, then.n);
    return ok;
}

static struct report *run_explain(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *name = values_get(values, "model"), *key = values_get(values, "customer");
    struct customer_card card = { .then_score = NAN, .n_scores = 1 };
    struct model *model = resolve_model(session, name->text, invocation->arena, err);
    if (!model) {
        fail_value_at(err, name, 0);
        return failed();
    }
    card.world = resolve_world(session, invocation->arena, err);
    if (!card.world || !resolve_date(session, values_get(values, "at"), card.world, &card.cutoff, err))
        return failed();
    if (!customer_find(card.world, key->text, &card.customer, err)) {
        fail_value_at(err, key, 0);
        return failed();
    }
    struct explained now = { 0 };
    struct report *report = NULL;
    if (explain(session, invocation, model, &card, &now, err)) {
        struct customer_score score = { model_label(model, invocation->arena), model->kind->name, now.explanation.score,
                                        NAN };
        card.scores = &score;
        card.target = model->target;
        card.contributions = now.items;
        card.n_contributions = now.n;
        card.explanation = now.explanation;
        report = report_explain(&card);
    }
    contributions_free(now.items, now.n);
    return report;
}

const struct command explain_command = {
    .name = "explain",
    .group = GROUP_MONITORING,
    .summary = "why a model gives one customer its score, or why the score moved",
    .description =
        "What each value adds to the margin (log-odds of a yes/no target, else the amount): of linear kinds its "
        "coefficient times the distance from the median customer, of trees its SHAP value against the average of the "
        "training rows, of purchase processes its Shapley value against the median customer. The base is the margin of "
        "what they are measured against: base and pushes add up to the margin of the score. against=DATE tells "
        "what "
        "moved the score since then: what each value adds now, less what it added then; beside it the customer's own "
        "value of that day. Associations of the model, not effects of acting.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "customer", PARAMETER_CUSTOMER, FORM_SUBJECT, .required = true, .summary = "the key" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { "against", PARAMETER_DATE, FORM_OPTION, .summary = "an earlier date: why the score moved since" },
            { 0 } },
    .examples = (const struct example[]){ { "one customer", "explain m2 C000000073" },
                                          { "what moved the score", "explain m2 C000000073 against=2024-06-01" },
                                          { "as a table", "explain m3 C000000073 > why.csv" },
                                          { 0 } },
    .see_also = "customer importance slices",
    .pane = "customer",
    .run = run_explain,
};
