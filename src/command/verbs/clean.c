/* clean: declared rules, counted, each a new version of the table. */
#include "command/clean.h"
#include "command/verb.h"

enum action { ACTION_DROP, ACTION_SET, ACTION_KEEP, ACTION_TRIM };
static const char *const actions[] = { "drop", "set", "keep", "trim", NULL };

static bool fail_usage(const struct invocation *invocation, const char *needs, struct error *err)
{
    fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "clean %s needs %s", values_text(&invocation->values, "action"), needs);
    error_mend(err, "clean orders drop where price <= 0");
    return fail_value_at(err, values_get(&invocation->values, "action"), 0);
}

static bool apply(struct session *session, const struct invocation *invocation, const struct table *table,
                  struct cleaned *out, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *what = values_get(values, "what"), *where = values_get(values, "where");
    const struct value *column = values_get(values, "column"), *expression = values_get(values, "expression");
    struct work *work = session_work(session);
    switch ((enum action)values_choice(values, "action")) {
    case ACTION_SET:
        if (!column->given || !expression->given || where->given)
            return fail_usage(invocation, "COLUMN = EXPRESSION", err);
        return clean_set(table, column->text, expression->text, expression->column - 1, work, invocation->arena, out,
                         err);
    case ACTION_TRIM:
        return what->given ? clean_trim(table, what->text, out, err) || fail_value_at(err, what, 0)
                           : fail_usage(invocation, "a column", err);
    case ACTION_KEEP:
        if (!what->given || !where->given)
            return fail_usage(invocation, "a new table's name and where EXPRESSION", err);
        break;
    case ACTION_DROP:
        if (what->given && strcmp(what->text, "duplicates") == 0)
            return clean_drop_duplicates(table, out, err);
        if (!where->given)
            return fail_usage(invocation, "duplicates, or where EXPRESSION", err);
    }
    return clean_drop_where(table, where->text, where->column - 1, work, invocation->arena, out, err);
}

/* What is stored: the table's next version, or for `keep` the rows that were found as a table of their own. */
static bool store(struct session *session, const struct invocation *invocation, const struct cleaned *cleaned,
                  struct error *err)
{
    const char *name = values_text(&invocation->values, "table");
    bool keep = values_choice(&invocation->values, "action") == ACTION_KEEP;
    struct table_version info;
    if (!workspace_table_info(session->workspace, name, 0, &info, err))
        return false;
    struct table_role role = { info.key, info.time, info.of, info.via, info.known, info.source, invocation->line };
    const struct table *table = keep ? cleaned->removed : cleaned->table;
    struct table *aside =
        keep || info.n_quarantined == 0 ? NULL : workspace_quarantine(session->workspace, name, 0, NULL);
    bool ok = true;
    if (table)
        ok = workspace_store_table(session->workspace, keep ? values_text(&invocation->values, "what") : name, table,
                                   aside, &role, false, session_work(session), NULL, NULL, err);
    table_release(aside);
    table_version_release(&info);
    return ok;
}

static void tell(struct session *session, const struct invocation *invocation, const struct cleaned *cleaned)
{
    const struct values *values = &invocation->values;
    const char *rows = counted(cleaned->n_changed, "row", invocation->arena);
    const char *where = values_text(values, "where"), *what = values_text(values, "what");
    switch ((enum action)values_choice(values, "action")) {
    case ACTION_SET:
        outcome(session, "%s = %s in %s", values_text(values, "column"), values_text(values, "expression"), rows);
        break;
    case ACTION_TRIM:
        outcome(session, "%s: blanks gone in %s", what, rows);
        break;
    case ACTION_KEEP:
        outcome(session, "%s also in %s: where %s", rows, what, where);
        break;
    case ACTION_DROP:
        outcome(session, "%s dropped: %s%s", rows, where ? "where " : "", where ? where : what);
    }
}

static struct report *run_clean(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "table");
    struct cleaned cleaned = { 0 };
    struct table *table = resolve_table(session, name->text, invocation->arena, err);
    if (!table) {
        fail_value_at(err, name, 0);
        return failed();
    }
    bool ok = apply(session, invocation, table, &cleaned, err) && store(session, invocation, &cleaned, err);
    if (ok)
        tell(session, invocation, &cleaned);
    cleaned_release(&cleaned);
    return ok ? report_message(VERDICT_NONE, "%s: %s", name->text, text_string(&session->outcome)) : failed();
}

const struct command clean_command = {
    .name = "clean",
    .group = GROUP_DATA,
    .summary = "drop, set, keep or trim by a rule that is counted",
    .description =
        "Each rule makes a new version of the table; the version before stays, and `use` goes back to it. "
        "Rows that were dropped are shown by `show TABLE.dropped`. drop duplicates leaves the first of "
        "equal rows; keep NAME where .. makes a table of the rows that it finds and leaves this one as it is.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){
            { "table", PARAMETER_TABLE, FORM_SUBJECT, .required = true, .summary = "the table" },
            { "action", PARAMETER_CHOICE, FORM_SUBJECT, .required = true, .choices = actions,
              .summary = "what to do: drop rows, set a column, keep rows as a table, trim blanks" },
            { "what", PARAMETER_TEXT, FORM_SUBJECT,
              .summary = "duplicates, the new table's name, or the column to trim" },
            { "column", PARAMETER_COLUMN, FORM_NAME, .summary = "the column to set; a new one is added" },
            { "expression", PARAMETER_EXPRESSION, FORM_SUBJECT, .summary = "its values" },
            { "where", PARAMETER_EXPRESSION, FORM_CLAUSE, .summary = "which rows" },
            { 0 } },
    .examples = (const struct example[]){ { "rows without a price", "clean orders drop where amount is missing" },
                                          { "a new column", "clean orders set big = amount > 100" },
                                          { "rows that stand twice", "clean orders drop duplicates" },
                                          { 0 } },
    .see_also = "load check show",
    .run = run_clean,
};
