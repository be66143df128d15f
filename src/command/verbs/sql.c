/* sql: a SELECT over everything that is kept. */
#include "command/names/show_table.h"
#include "command/sql_reach.h"
#include "command/verb.h"

static struct report *run_sql(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *statement = values_get(&invocation->values, "statement");
    struct table *table = sql_answer(session, statement->text, statement->column, invocation->arena, err);
    if (!table)
        return failed();
    const char *rows = counted(table->n_rows, "row", invocation->arena);
    outcome(session, "%s", rows);
    struct report *report = report_new("sql", "sql", rows);
    struct view *view = view_owning(table);
    struct block *block = report_add_table(report, NULL, view);
    table_format_identifiers(block, view);
    table_block_limit(block, ROWS_ON_A_TERMINAL);
    struct text masked = TEXT_EMPTY;
    report_masked(report, &masked);
    if (masked.length > 0)
        report_set_context(report, arena_format(invocation->arena, "%s, masked: %s", rows, text_string(&masked)));
    text_release(&masked);
    return report;
}

const struct command sql_command = {
    .name = "sql",
    .group = GROUP_DATA,
    .summary = "a SELECT over tables, versions, features, scores and lists",
    .description =
        "SQLite reads the columns where they lie; nothing is copied and nothing can be changed: SELECT, WITH, VALUES "
        "and EXPLAIN only. In reach: the tables of the snapshot in use, orders@3 (a version), \"orders.quarantine\", "
        "a set of features or a model by its name (computed at the as-of date), and the lists of show: tables "
        "snapshots features sets models notes audit .. TIME columns are texts such as 2024-07-01T10:15:00 "
        "(unixepoch(COLUMN) gives seconds), yes/no is 1 and 0, missing is NULL. SQL does not see case: columns whose "
        "names "
        "differ in it alone are called by their place too, Amount_2 and amount_3. The rest of the line is SQL: a > "
        "redirects only when it is the last one and nothing but a file follows it (a word with an ending that can be "
        "written, such as .csv, or one that begins with / ./ ../ or ~/); else it compares. >> always redirects, | "
        "with a blank before it pipes, || is SQL's.",
    .needs = NEEDS_WORKSPACE,
    .parameters = (const struct parameter[]){ { "statement", PARAMETER_EXPRESSION, FORM_SUBJECT, .required = true,
                                                .repeats = true, .summary = "SELECT .. FROM .." },
                                              { 0 } },
    .examples =
        (const struct example[]){
            { "spend by channel",
              "sql SELECT channel, count(*) AS n, sum(amount) AS spend FROM orders GROUP BY channel" },
            { "a join",
              "sql SELECT plan, avg(amount) FROM orders JOIN customers USING (customer_id) WHERE amount > 100 "
              "GROUP BY plan" },
            { "into a file",
              "sql SELECT customer_id, max(order_ts) AS last FROM orders GROUP BY customer_id > last.csv "
              "overwrite=yes" },
            { "a set of features", "sql SELECT count(*), avg(recency) FROM rfm" },
            { "what was done here", "sql SELECT command, seconds FROM audit ORDER BY seconds DESC LIMIT 5" },
            { 0 } },
    .see_also = "show summary population",
    .pane = "table",
    .run = run_sql,
};
