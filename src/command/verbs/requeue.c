/* requeue: rows that were set aside are loaded again. */
#include "command/data/requeue.h"
#include "command/verb.h"

/* The options that were given, as KEY=VALUE with blanks between. */
static const char *changed_options(const struct invocation *invocation)
{
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < invocation->values.n; i++) {
        const struct value *value = &invocation->values.values[i];
        if (!value->given || value->parameter->form != FORM_OPTION)
            continue;
        text_add_format(&text, "%s%s=", text.length > 0 ? " " : "", value->parameter->name);
        for (size_t j = 0; j < (value->n_texts > 0 ? value->n_texts : 1); j++)
            text_add_format(&text, "%s%s", j > 0 ? "," : "", value->n_texts > 0 ? value->texts[j] : value->text);
    }
    const char *made = arena_text(invocation->arena, text_string(&text));
    text_release(&text);
    return made;
}

static struct report *run_requeue(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *table = values_get(&invocation->values, "table"),
                       *from = values_get(&invocation->values, "from");
    const char *changed = changed_options(invocation);
    struct arena *arena = invocation->arena;
    struct requeued requeued;
    if (!from->given && !*changed) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "nothing was mended: the rows would be refused again");
        error_mend(err, "requeue %s bad=missing", table->text);
        error_mend(err, "export quarantine %s to mend.csv, and requeue %s from mend.csv", table->text, table->text);
        return failed();
    }
    if (!requeue(session, table->text, from->given ? from->text : NULL, changed, arena, &requeued, err)) {
        if (err->code == E_NO_TABLE)
            fail_value_at(err, table, 0);
        return failed();
    }
    size_t told = requeued.n_loaded + requeued.n_again;
    size_t left = requeued.n_before > told ? requeued.n_before - told : 0;
    outcome(session, "%s loaded, %zu set aside again, %zu left out%s", counted(requeued.n_loaded, "row", arena),
            requeued.n_again, left,
            requeued.n_rules > 0
                ? arena_format(arena, "; %s applied again", counted(requeued.n_rules, "cleaning rule", arena))
                : "");
    return report_message(requeued.n_again > 0 ? VERDICT_WATCH : VERDICT_OK, "%s: of %s set aside %s", table->text,
                          counted(requeued.n_before, "row", arena), text_string(&session->outcome));
}

static const char *const policies[] = { "drop", "missing", NULL };

const struct command requeue_command = {
    .name = "requeue",
    .group = GROUP_DATA,
    .summary = "load the rows that were set aside again, after a mend",
    .description =
        "Either with other options than the load line had (bad=missing keeps the rows without the value that does not "
        "fit), or from a file: export quarantine TABLE to FILE writes the lines as they came under their header, to be "
        "edited. What is loaded joins the table as it was loaded, and its cleaning rules are applied once more; what "
        "is refused again stays in the quarantine, and lines that FILE no longer has are counted as left out.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){
            { "table", PARAMETER_TABLE, FORM_SUBJECT, .required = true, .summary = "whose rows" },
            { "from", PARAMETER_FILE, FORM_CLAUSE, .summary = "the mended lines; as they came when left out" },
            { "bad", PARAMETER_CHOICE, FORM_OPTION, .choices = policies,
              .summary = "a value that still does not fit: drop sets the row aside again, missing keeps it without" },
            { "types", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "NAME:TYPE:SPELLING: how these rows spell a time" },
            { "missing", PARAMETER_TEXT, FORM_OPTION, .repeats = true, .summary = "texts that mean missing" },
            { "decimal", PARAMETER_TEXT, FORM_OPTION, .summary = "comma or point" },
            { "delimiter", PARAMETER_TEXT, FORM_OPTION, .summary = "comma, tab, semicolon, pipe, or one character" },
            { 0 } },
    .examples = (const struct example[]){ { "keep the rows without the bad value", "help requeue" },
                                          { "what there is to mend", "quarantine" },
                                          { 0 } },
    .see_also = "quarantine load clean export",
    .run = run_requeue,
};
