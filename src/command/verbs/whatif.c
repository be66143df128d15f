/* whatif: the score of a customer if some of their values were others. */
#include "patron/study/whatif.h"

#include <math.h>
#include <string.h>

#include "command/model/nested.h"
#include "command/model/score_table.h"
#include "command/verb.h"
#include "patron/base/kinds.h"
#include "patron/table/builder.h"

/* *VALUES: as typed behind the name. */
static bool find_feature(const struct model *model, const char *name, const char *values, size_t *out,
                         struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (*out = 0; *out < model->n_features; ++*out) {
        if (strcmp(model->feature_names[*out], name) == 0)
            return true;
        nearest_offer(&nearest, model->feature_names[*out]);
    }
    fail(err, ERROR_USER, E_NO_FEATURE, "%s has no feature '%s'", model->name, name);
    if (nearest.best)
        error_mend(err, "%s=%s", nearest.best, values);
    return false;
}

/* NAME=VALUE, or NAME=A,B,C: a scenario for each; all lists are as long, or of one value for all. */
static bool read_changes(const struct value *typed, const struct model *model, struct arena *arena,
                         struct whatif_change *out, size_t *n, struct error *err)
{
    *n = 1;
    for (size_t i = 0; i < typed->n_texts; i++) {
        const char *equals = strchr(typed->texts[i], '='), **values;
        size_t n_values = 0;
        if (!find_feature(model, arena_bytes(arena, typed->texts[i], (size_t)(equals - typed->texts[i])), equals + 1,
                          &out[i].feature, err))
            return fail_value_at(err, typed, i);
        out[i].values = values = arena_allocate(arena, strlen(equals) + 1, sizeof *values);
        for (const char *at = equals + 1; *at; at += *at == ',') {
            size_t length = strcspn(at, ",");
            values[n_values++] = arena_bytes(arena, at, length);
            at += length;
        }
        if (n_values == 0 || (n_values > 1 && *n > 1 && n_values != *n)) {
            fail(err, ERROR_USER, E_BAD_VALUE, n_values == 0 ? "%s what" : "'%s' has another number of values",
                 typed->texts[i]);
            return fail_value_at(err, typed, i);
        }
        *n = n_values > *n ? n_values : *n;
    }
    for (size_t i = 0; i < typed->n_texts; i++) { /* one value is that of all scenarios */
        const char **values = arena_allocate(arena, *n + 1, sizeof *values);
        size_t last = 0;
        for (size_t k = 0; k < *n; k++) {
            values[k] = out[i].values[last];
            last += out[i].values[last + 1] != NULL;
        }
        out[i].values = values;
    }
    return true;
}

static struct table *scenario_table(const struct whatif *result, const struct model *model,
                                    const struct whatif_change *changes, size_t n_changes, size_t n, struct error *err)
{
    struct builder *builder = builder_new("scenarios");
    for (size_t c = 0; c < n_changes; c++)
        builder_add_column(builder, model->feature_names[changes[c].feature], TYPE_TEXT);
    builder_add_column(builder, "score", TYPE_REAL);
    builder_add_column(builder, "change", TYPE_REAL);
    for (size_t i = 0; i <= n; i++) { /* first as it is */
        for (size_t c = 0; c < n_changes; c++)
            builder_set_string(builder, c, i == 0 ? result->now[c] : changes[c].values[i - 1]);
        double score = i == 0 ? result->score : result->scores[i - 1];
        builder_set_real(builder, n_changes, score);
        builder_set_real(builder, n_changes + 1, i == 0 ? NAN : score - result->score);
        builder_end_row(builder);
    }
    return builder_finish(builder, err);
}

static struct report *run_whatif(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *name = values_get(values, "model"), *key = values_get(values, "customer"),
                       *typed = values_get(values, "values");
    struct arena *arena = invocation->arena;
    struct model *model = resolve_model(session, name->text, arena, err);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    struct whatif_change *changes = arena_allocate(arena, typed->n_texts + 1, sizeof *changes);
    struct whatif result;
    uint32_t customer;
    int64_t cutoff;
    size_t n;
    if (!world)
        fail_value_at(err, name, 0);
    if (!world || !resolve_date(session, values_get(values, "at"), world, &cutoff, err))
        return failed();
    if (!customer_find(world, key->text, &customer, err)) {
        fail_value_at(err, key, 0);
        return failed();
    }
    if (!read_changes(typed, model, arena, changes, &n, err) ||
        !study_whatif(model, nested_world(world, model, arena), customer, cutoff, changes, typed->n_texts, n,
                      session_work(session), arena, &result, err))
        return failed();
    struct table *table = scenario_table(&result, model, changes, typed->n_texts, n, err);
    if (!table)
        return failed();
    struct report *report = report_new(
        "whatif", arena_format(arena, "whatif %s %s", model_label(model, arena), key->text), asof_text(cutoff, arena));
    struct block *block = report_add_table(report, NULL, view_owning(table));
    table_block_format(block, typed->n_texts, ".4-");
    table_block_format(block, typed->n_texts + 1, "+.4-");
    if (result.n_unseen > 0)
        report_add_note(report, VERDICT_WATCH, "a value that training did not have counts as `other`");
    if (result.beyond)
        report_add_note(report, VERDICT_WATCH, "%s lies beyond what training saw: there the model guesses",
                        result.beyond);
    report_add_note(report, VERDICT_NONE,
                    "what the model would say of such a customer, not what would happen to this one if acted upon");
    return report;
}

const struct command whatif_command = {
    .name = "whatif",
    .group = GROUP_MONITORING,
    .summary = "what a model would say of a customer if some of their values were others",
    .description =
        "NAME=VALUE changes a feature of the model, NAME=A,B,C makes a scenario for each; what is not named stays as "
        "it "
        "is. VALUE may be missing. The answers are associations of the model: they do not tell what acting on a value "
        "would bring.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "customer", PARAMETER_CUSTOMER, FORM_SUBJECT, .required = true, .summary = "the key" },
            { "values", PARAMETER_TEXT, FORM_MORE, .required = true, .repeats = true,
              .summary = "features of the model: NAME=VALUE, or NAME=A,B,C" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { 0 } },
    .examples = (const struct example[]){ { "another value", "whatif m2 C000000073 recency=5" },
                                          { "a curve of values", "whatif m3 C000000073 recency=1,30,90,180" },
                                          { "two at once", "whatif m2 C000000073 recency=5 frequency=20" },
                                          { 0 } },
    .see_also = "explain customer importance",
    .pane = "table",
    .run = run_whatif,
};
