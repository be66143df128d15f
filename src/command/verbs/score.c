/* score: one row a customer. */
#include "command/model/cautions.h"
#include "command/model/score_table.h"
#include "command/verb.h"

enum { KEYS_REAL, KEYS_MASKED };
static const char *const key_forms[] = { "real", "masked", NULL };

static struct report *report_scores(struct session *session, const struct invocation *invocation,
                                    const struct table *table, const struct model *model, int64_t cutoff)
{
    const struct value *to = values_get(&invocation->values, "to");
    struct arena *arena = invocation->arena;
    const char *rows = counted(table->n_rows, "customer", arena), *date = asof_text(cutoff, arena);
    outcome(session, "%s", rows);
    session->n_rows_in = session->n_rows_out = table->n_rows;
    if (to->given)
        return report_message(VERDICT_OK, "%s: %s scored by %s%s%s", to->text, rows, model_label(model, arena),
                              date ? ", " : "", date ? date : "");
    struct report *report = report_new("score", arena_format(arena, "scores of %s", model_label(model, arena)),
                                       date ? arena_format(arena, "%s  %s", date, rows) : rows);
    table_block_limit(report_add_table(report, NULL, view_new(table)), 20);
    return report;
}

/* The table with its key in clear: what a list of scores is for. */
static struct table *with_real_keys(const struct table *table)
{
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    for (size_t c = 0; c < table->n_columns; c++) {
        assembly_add_column_of(assembly, table, c, NULL);
        if (table->columns[c].identifies)
            assembly_clear(assembly);
    }
    return assembly_finish(assembly);
}

static bool write_scores(struct session *session, const struct invocation *invocation, const struct table *table,
                         const struct value *to, struct error *err)
{
    if (!to->given)
        return true;
    struct report *file = report_new("score", NULL, NULL);
    bool real = values_choice(&invocation->values, "keys") == KEYS_REAL;
    struct table *written = real ? with_real_keys(table) : table_retain(table);
    report_add_table(file, NULL, view_owning(written));
    if (real && table->columns[0].identifies)
        session_message(session, "note: %s holds %s in clear; keys=masked writes pseudonyms", to->text,
                        table->columns[0].name);
    bool ok = write_report(session, file, to->text, invocation_overwrites(invocation), invocation->line, err);
    report_free(file);
    return ok || fail_value_at(err, to, 0);
}

static struct report *run_score(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *spec = values_get(values, "model");
    struct arena *arena = invocation->arena;
    struct model *model = resolve_model(session, spec->text, arena, err);
    int64_t cutoff;
    if (!model)
        fail_value_at(err, spec, 0);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    if (!world || !resolve_date(session, values_get(values, "at"), world, &cutoff, err))
        return failed();
    struct table *table = score_table_make(session, model, values_get(values, "with"), cutoff, arena, err);
    if (!table) {
        if (err->code == E_NO_TABLE || err->code == E_NO_COLUMN)
            error_reason(err, "%s computes its features from it; show %s lists them", model_label(model, arena),
                         model->name);
        return failed();
    }
    struct report *report = NULL;
    if (write_scores(session, invocation, table, values_get(values, "to"), err)) {
        report = report_scores(session, invocation, table, model, cutoff);
        tell_chosen(model, report);
        table_release(session->scores);
        session->scores = table_retain(table);
    }
    table_release(table);
    return report;
}

const struct command score_command = {
    .name = "score",
    .group = GROUP_MODELS,
    .summary = "score the customers of a model's population, one row each",
    .description =
        "Features are computed at the as-of date by the model's own definitions and preparation. with names the "
        "columns: p_churn (or any p_..: the score), score, decile (1 is the highest tenth), segmentations, other "
        "models, p_alive and expected_purchases of a purchase process (which stand in the table when with is left "
        "out), targets (their promoted or last model), features. Each row ends with model and version, as-of "
        "date and snapshot. A file of scores is for acting on, so a key that is an address or a phone number stands in "
        "it in clear, and that is said; keys=masked writes the pseudonyms that the screen shows.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_SCORES,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true,
              .summary = "its champion, or last version; or m3@6" },
            { "to", PARAMETER_FILE, FORM_CLAUSE, .summary = "a file: .csv .tsv .json .jsonl .md" },
            { "with", PARAMETER_THING, FORM_CLAUSE, .repeats = true, .summary = "the columns; score and decile" },
            { "keys", PARAMETER_CHOICE, FORM_OPTION, .choices = key_forms, .otherwise = "real",
              .summary = "how a key that is personal stands in the file: as it is, or as its pseudonym" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { 0 } },
    .examples = (const struct example[]){ { "to a file", "score m2 to scores.csv" },
                                          { "with a segment", "score m2 to lists.csv with p_churn decile s5" },
                                          { "the first rows", "score m2" },
                                          { 0 } },
    .see_also = "export gate customer",
    .pane = "table",
    .run = run_score,
};
