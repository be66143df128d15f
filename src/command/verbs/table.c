/* table: a table made from tables, kept with what it was made from. */
#include "command/data/load_options.h"
#include "command/data/load_origin.h"
#include "command/data/made.h"
#include "command/sql_reach.h"
#include "command/verb.h"

/* What a statement adds up over all rows knows of later rows than its own. */
static bool adds_up(const char *statement)
{
    static const char *const functions[] = { "count(",        "sum(",   "total(", "avg(", "max(",
                                             "group_concat(", "over (", "over(",  NULL };
    for (const char *at = statement; *at; at++)
        for (const char *const *function = functions; *function; function++)
            if (strncasecmp(at, *function, strlen(*function)) == 0)
                return true;
    return false;
}

/* One source a row: what it was, and whether it still is. */
static void add_lineage(struct session *session, const struct table_version *info, struct report *report,
                        struct arena *arena)
{
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "made by", arena_format(arena, "sql(%s)", info->statement));
    facts_add_text(facts, "made from", info->sources);
    facts_add_format(facts, "version", "%d%s", info->version,
                     made_is_stale(session, info) ? ", stale: its sources have other versions in use" : "");
    const char *roles[][2] = { { "key", info->key }, { "time", info->time },   { "of", info->of },
                               { "via", info->via }, { "known", info->known }, { "known later", info->late } };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (roles[i][1])
            facts_add_text(facts, roles[i][0], roles[i][1]);
    facts_add_text(facts, "rows", counted(info->n_rows, "row", arena));
}

static struct report *show_made(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *given = values_get(&invocation->values, "definition");
    struct table_version info;
    if (!given->given) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "table needs NAME = sql(SELECT ..), or the name of one so made");
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return failed();
    }
    if (!resolve_table(session, given->text, invocation->arena, err) ||
        !workspace_table_info(session->workspace, given->text, 0, &info, err)) {
        fail_value_at(err, given, 0);
        return failed();
    }
    struct report *report = NULL;
    if (info.statement) {
        report = report_new("table", arena_format(invocation->arena, "table %s", info.name), NULL);
        add_lineage(session, &info, report, invocation->arena);
    } else {
        fail(err, ERROR_USER, E_BAD_VALUE, "%s was loaded, not made from tables", info.name);
        error_mend(err, "describe %s", info.name);
        fail_value_at(err, given, 0);
    }
    table_version_release(&info);
    return report;
}

static struct report *leave_out(struct session *session, const struct invocation *invocation, const char *name,
                                struct error *err)
{
    if (!resolve_table(session, name, invocation->arena, err) || !workspace_leave_out(session->workspace, name, err)) {
        fail_value_at(err, values_get(&invocation->values, "name"), 0);
        return failed();
    }
    outcome(session, "left out");
    return report_message(VERDICT_OK, "%s is no longer among the tables in use; its versions stay", name);
}

/* A table that was loaded is not to be replaced by one that is made from it. */
static bool check_name(struct session *session, const struct value *name, struct error *err)
{
    struct table_version info;
    if (load_origin_version(session, name->text) == 0)
        return true;
    if (!workspace_table_info(session->workspace, name->text, 0, &info, err))
        return false;
    bool loaded = !info.statement && !info.derived;
    if (loaded) {
        fail(err, ERROR_USER, E_NAME_TAKEN, "%s was loaded from %s", name->text, info.source ? info.source : "a file");
        error_mend(err, "table %s_2 = sql(SELECT ..)", name->text);
        fail_value_at(err, name, 0);
    }
    table_version_release(&info);
    return !loaded;
}

static struct report *made_report(struct session *session, const char *name, const struct load_outcome *kept,
                                  const struct table_role *role, struct arena *arena)
{
    struct table_version info;
    struct report *report = report_new("table", arena_format(arena, "table %s", name), NULL);
    bool later = false;
    if (workspace_table_info(session->workspace, name, 0, &info, NULL)) {
        add_lineage(session, &info, report, arena);
        later = made_from_known_later(session, &info);
        table_version_release(&info);
    }
    struct block *facts = report_add_facts(report, NULL);
    if (kept->n_orphans > 0)
        facts_add_format(facts, "belong to nobody", "%s: no feature sees them", counted(kept->n_orphans, "row", arena));
    if (kept->n_untimed > 0)
        facts_add_format(facts, "without a time", "%s: no feature sees them", counted(kept->n_untimed, "row", arena));
    bool says = role->known || role->late;
    if (later && !says)
        session_warning(session,
                        "%s was made from rows that were known later than they happened, and does not say when its own "
                        "were: known= names a column that does",
                        name);
    if (adds_up(role->statement) && !says && (role->time || role->of))
        session_warning(session,
                        "the statement adds up over all rows: at an earlier date %s knows what came later; known= says "
                        "from when on a row is known",
                        name);
    return report;
}

static struct report *run_table(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    const struct value *text = values_get(&invocation->values, "definition");
    struct arena *arena = invocation->arena;
    struct table_role role = { .command = invocation->line };
    struct load_outcome kept;
    struct table *table = NULL;
    if (!name->given)
        return show_made(session, invocation, err);
    if (text->given && strcmp(text->text, "none") == 0)
        return leave_out(session, invocation, name->text, err);
    if (!text->given || !sql_is_given(text->text)) {
        fail(err, ERROR_SYNTAX, E_SYNTAX, "a table is made by sql(SELECT ..)");
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        fail_value_at(err, text->given ? text : name, 0);
        return failed();
    }
    const char *statement = sql_inside(text, arena, err);
    if (!statement || !check_name(session, name, err) || !load_role(invocation, &role, err))
        return failed();
    bool ok = made_keep(session, name->text, statement, text->column + SQL_OPENING, &role, arena, &kept, &table, err);
    struct report *report = NULL;
    if (ok) {
        session->unchanged = kept.outcome == STORE_UNCHANGED;
        session->n_rows_out = table->n_rows;
        outcome(session, "%s", counted(table->n_rows, "row", arena));
        report = made_report(session, name->text, &kept, &role, arena);
    }
    table_release(table);
    return report;
}

const struct command table_command = {
    .name = "table",
    .group = GROUP_DATA,
    .summary = "a table made from tables by SQL, and made again when they change",
    .description =
        "The statement reads the tables in use and no others. The table is a version like a loaded one, with the "
        "versions that it was made from; key=, time=, of= and the rest say what its columns are for, as in load. A "
        "load or a rule of clean that changes one of its sources makes it again in the same step, and its own rules "
        "of clean and check after it; when it cannot be made, the load is refused. A statement that adds up over all "
        "rows knows of later rows: known= says from when on each of its rows was known. Columns that hold personal "
        "values, or are computed where such were read, are hidden as those are. table NAME alone shows what it was "
        "made from, table NAME = none leaves it out of the tables in use.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){
            { "name", PARAMETER_NAME, FORM_NAME, .summary = "its name" },
            { "definition", PARAMETER_EXPRESSION, FORM_SUBJECT, .summary = "sql(SELECT ..), or none" },
            { "key", PARAMETER_TEXT, FORM_OPTION, .summary = "the column that names each row; none" },
            { "time", PARAMETER_TEXT, FORM_OPTION,
              .summary = "the column that says when it happened; without one, when the row of OF did" },
            { "of", PARAMETER_TABLE, FORM_OPTION, .summary = "the table whose rows these happen to" },
            { "via", PARAMETER_TEXT, FORM_OPTION,
              .summary = "the column that leads to it, when its name does not say so" },
            { "known", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "the column that says when a row became known; COLUMN:TIME for a column that came later" },
            { "valid_from", PARAMETER_TEXT, FORM_OPTION,
              .summary = "rows are states of whom they belong to, or of their key, from this time on" },
            { "valid_to", PARAMETER_TEXT, FORM_OPTION, .summary = "from when on a state holds no more" },
            { "planned", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "columns known with their rows though they hold later times" },
            { "constant", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "columns of customers that never change, or that old dates may use as they are" },
            { 0 } },
    .examples =
        (const struct example[]){
            { "one row for each day of a customer",
              "table days = sql(SELECT customer_id, date(order_ts) AS day, sum(amount) AS spend FROM orders "
              "GROUP BY 1, 2) time=day known=day of=customers" },
            { "a key for rows that stand twice",
              "table people = sql(SELECT * FROM customers GROUP BY customer_id) key=customer_id" },
            { "what it was made from", "table days" },
            { "without it", "table people = none" },
            { 0 } },
    .see_also = "load clean sql describe snapshots",
    .run = run_table,
};
