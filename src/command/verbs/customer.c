/* customer: one of them on a page, and why the score is what it is. */
#include <math.h>

#include "command/model/score_table.h"
#include "command/verb.h"

enum { MODELS_SHOWN = 4 };

struct card {
    struct customer_card card;
    struct customer_score scores[MODELS_SHOWN];
    struct contribution *contributions;
    size_t n_contributions;
};

static double rank_share(const struct scored *scored, double score)
{
    size_t higher = 0;
    for (size_t i = 0; i < scored->n; i++)
        higher += scored->score[i] > score;
    return scored->n > 0 ? (double)higher / (double)scored->n : NAN;
}

/* The score of one model; of the first also the reasons. False only when the first fails. */
static bool add_score(struct session *session, struct card *card, const struct model *model, struct arena *arena,
                      struct error *err)
{
    struct customer_card *c = &card->card;
    struct contribution *contributions = NULL;
    size_t n = 0;
    struct explanation explained;
    if (!study_explain(model, c->world, model->population_definition, c->customer, c->cutoff, session_work(session),
                       &contributions, &n, &explained, err))
        return false;
    double share = NAN;
    struct scored all = { 0 };
    if (c->n_scores == 0 &&
        study_score(model, c->world, model->population_definition, c->cutoff, session_work(session), &all, NULL))
        share = rank_share(&all, explained.score);
    scored_release(&all);
    card->scores[c->n_scores] = (struct customer_score){
        arena_text(arena, model->name),
        model->feature_set ? arena_format(arena, "%s %s", model->kind->name, model->feature_set) : model->kind->name,
        explained.score, share
    };
    if (c->n_scores++ == 0) {
        card->contributions = contributions;
        card->n_contributions = n;
        c->explanation = explained;
        c->target = model->target ? arena_text(arena, model->target) : NULL;
    } else {
        contributions_free(contributions, n);
    }
    return true;
}

/* The model asked for, or the champion, or the last; then others of the same target. */
static bool add_models(struct session *session, struct card *card, const struct value *asked, struct arena *arena,
                       struct error *err)
{
    char **names = workspace_names(session->workspace, NAME_MODEL);
    struct title title = session_title(session);
    size_t n = 0;
    bool ok = true;
    while (names && names[n])
        n++;
    const char *first = asked->given ? asked->text : title.champion ? title.champion : n > 0 ? names[n - 1] : NULL;
    struct model *model = first ? resolve_model(session, first, arena, err) : NULL;
    if (first)
        ok = model && add_score(session, card, model, arena, err);
    for (size_t i = 0; ok && i < n && card->card.n_scores < MODELS_SHOWN; i++) {
        struct error ignored = ERROR_INIT;
        struct model *other =
            strcmp(names[i], model->name) != 0 ? resolve_model(session, names[i], arena, &ignored) : NULL;
        if (other && other->target && model->target && strcmp(other->target, model->target) == 0)
            add_score(session, card, other, arena, &ignored);
        error_release(&ignored);
    }
    names_free(names);
    return ok;
}

static struct report *run_customer(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *key = values_get(values, "customer");
    struct card card = { .card = { .reveal = values_yes(values, "reveal"),
                                   .then_score = NAN,
                                   .n_events = (size_t)values_number(values, "events") } };
    card.card.world = resolve_world(session, invocation->arena, err);
    if (!card.card.world || !resolve_date(session, values_get(values, "at"), card.card.world, &card.card.cutoff, err))
        return failed();
    if (!customer_find(card.card.world, key->text, &card.card.customer, err)) {
        fail_value_at(err, key, 0);
        return failed();
    }
    if (!add_models(session, &card, values_get(values, "model"), invocation->arena, err))
        return failed();
    card.card.scores = card.scores;
    card.card.contributions = card.contributions;
    card.card.n_contributions = card.n_contributions;
    struct report *report = report_customer(&card.card, err);
    contributions_free(card.contributions, card.n_contributions);
    return report;
}

const struct command customer_command = {
    .name = "customer",
    .group = GROUP_MONITORING,
    .summary = "one customer: facts, scores, why, a year in weeks, events",
    .description =
        "Everything before the as-of date. Personal columns are masked; reveal=yes shows them, and the line is in "
        "the log.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "customer", PARAMETER_CUSTOMER, FORM_SUBJECT, .required = true, .summary = "the key" },
            { "model", PARAMETER_MODEL, FORM_OPTION, .summary = "whose score is explained; the champion" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { "reveal", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no", .summary = "personal columns in clear" },
            { "events", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 100000, .otherwise = "20",
              .summary = "how many of the last events" },
            { 0 } },
    .examples = (const struct example[]){ { "a customer", "customer C000000073" },
                                          { "by another model", "customer C000000073 model=m1" },
                                          { "half a year before", "customer C000000073 at=2024-01-01" },
                                          { 0 } },
    .see_also = "score importance show",
    .pane = "customer",
    .run = run_customer,
};
