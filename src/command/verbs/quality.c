/* quality: the five figures of tables and their columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/quality.h"
#include "command/verb.h"

static struct builder *figures_new(const char *first)
{
    struct builder *builder = builder_new("quality");
    builder_add_column(builder, first, TYPE_TEXT);
    for (size_t i = 0; i < N_FIGURE_KINDS; i++)
        builder_add_column(builder, figure_names[i], TYPE_REAL);
    return builder;
}

static void add_figures(struct builder *builder, const char *name, const struct figures *figures)
{
    builder_set_string(builder, 0, name);
    for (size_t i = 0; i < N_FIGURE_KINDS; i++)
        if (!isnan(figures->value[i]))
            builder_set_real(builder, i + 1, figures->value[i]);
    builder_end_row(builder);
}

/* Whether each figure that there is reaches its limit. */
static enum verdict judge(const struct figures *figures, const double *limits)
{
    for (size_t i = 0; i < N_FIGURE_KINDS; i++)
        if (figures->value[i] < limits[i])
            return VERDICT_WATCH;
    return VERDICT_OK;
}

static bool find_limits(struct session *session, const char *name, const struct table *table, struct arena *arena,
                        double *limits, struct error *err)
{
    struct rule *rules;
    size_t n;
    if (!rules_read(session, name, table, arena, &rules, &n, err))
        return false;
    for (enum figure_kind i = 0; i < N_FIGURE_KINDS; i++)
        limits[i] = figure_limit(rules, n, i);
    return true;
}

static struct report *report_figures(struct builder *builder, const char *title, const enum verdict *verdicts, size_t n,
                                     const double *limits, struct error *err)
{
    struct table *table = builder_finish(builder, err);
    if (!table)
        return failed();
    struct report *report = report_new("quality", title, NULL);
    struct block *block = report_add_table(report, NULL, view_owning(table));
    for (size_t i = 0; i < N_FIGURE_KINDS; i++)
        table_block_format(block, i + 1, "%-");
    for (size_t i = 0; i < n; i++)
        table_block_verdict(block, i, verdicts[i]);
    struct block *facts = report_add_facts(report, "definitions");
    for (size_t i = 0; i < N_FIGURE_KINDS; i++)
        facts_add_format(facts, figure_names[i], "%s; watched below %.4g%%", figure_texts[i],
                         limits ? 100 * limits[i] : (double)FIGURE_LIMIT_PERCENT);
    return report;
}

/* Rows that equal an earlier one, and those that are only near to one where a rule says in which columns. */
static bool add_duplicates(struct session *session, const char *name, const struct table *table, struct report *report,
                           struct arena *arena, struct error *err)
{
    struct rule *rules;
    size_t n, n_twice;
    int8_t *marked = rows_twice(table, NULL, 0, &n_twice, err);
    free(marked);
    if (!marked || !rules_read(session, name, table, arena, &rules, &n, err))
        return false;
    struct block *facts = report_add_facts(report, "duplicates");
    double share = table->n_rows > 0 ? (double)n_twice / (double)table->n_rows : 0;
    facts_add_format(facts, "exact", "%.4g%%: %s equal to an earlier one in every column", 100 * share,
                     counted(n_twice, "row", arena));
    for (size_t i = 0; i < n; i++) {
        struct rule_outcome outcome;
        if (strcmp(rules[i].kind->name, "near") != 0)
            continue;
        if (!rule_judge(session, name, &rules[i], table, arena, &outcome, err))
            return false;
        facts_add_format(facts, arena_format(arena, "near %s", rules[i].text + strlen("near duplicates ")), "%s",
                         outcome.found);
    }
    return true;
}

static struct report *quality_of_columns(struct session *session, const struct invocation *invocation, const char *name,
                                         struct error *err)
{
    struct arena *arena = invocation->arena;
    struct table *table = resolve_table(session, name, arena, err);
    double limits[N_FIGURE_KINDS];
    struct figures whole, *columns = table ? arena_allocate(arena, table->n_columns + 1, sizeof *columns) : NULL;
    if (!table || !quality_all_figures(session, name, table, &whole, columns, err) ||
        !find_limits(session, name, table, arena, limits, err))
        return failed();
    enum verdict *verdicts = arena_allocate(arena, table->n_columns + 1, sizeof *verdicts);
    struct builder *builder = figures_new("column");
    for (size_t c = 0; c < table->n_columns; c++) {
        add_figures(builder, table->columns[c].name, &columns[c]);
        verdicts[c] = judge(&columns[c], limits);
    }
    add_figures(builder, "(table)", &whole);
    verdicts[table->n_columns] = judge(&whole, limits);
    outcome(session, "%s", verdicts[table->n_columns] == VERDICT_OK ? "as it should be" : "to watch");
    struct report *report =
        report_figures(builder, arena_format(arena, "quality %s", name), verdicts, table->n_columns + 1, limits, err);
    if (report && !add_duplicates(session, name, table, report, arena, err)) {
        report_free(report);
        return failed();
    }
    return report;
}

static struct report *quality_of_tables(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct arena *arena = invocation->arena;
    char **names = workspace_tables(session->workspace);
    size_t n = 0, n_watch = 0;
    while (names[n])
        n++;
    enum verdict *verdicts = arena_allocate(arena, n + 1, sizeof *verdicts);
    struct builder *builder = figures_new("table");
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        struct figures figures;
        double limits[N_FIGURE_KINDS];
        struct table *table = resolve_table(session, names[i], arena, err);
        ok = table && quality_figures(session, names[i], NULL, &figures, err) &&
             find_limits(session, names[i], table, arena, limits, err);
        if (!ok)
            break;
        add_figures(builder, names[i], &figures);
        verdicts[i] = judge(&figures, limits);
        n_watch += verdicts[i] != VERDICT_OK;
    }
    names_free(names);
    if (!ok) {
        builder_free(builder);
        return failed();
    }
    outcome(session, "%zu to watch", n_watch);
    return report_figures(builder, "quality", verdicts, n, NULL, err);
}

static struct report *run_quality(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "table");
    if (!name->given)
        return quality_of_tables(session, invocation, err);
    struct report *report = quality_of_columns(session, invocation, name->text, err);
    if (!report)
        fail_value_at(err, name, 0);
    return report;
}

const struct command quality_command = {
    .name = "quality",
    .group = GROUP_DATA,
    .summary = "five figures of tables and columns, from complete to unique",
    .description =
        "Five shares, from the data and from the rules that check declared; a figure that no rule or column speaks of "
        "is not computed. They are watched below 95%, or what a rule such as `check orders completeness >= 98%` says. "
        "Duplicates are told apart: rows equal to an earlier one, and, for each rule `check TABLE near duplicates on "
        "COLUMNS < SHARE`, rows that are near to one. Gates know each: gate completeness(orders) >= 0.95, gate "
        "consistency(orders.channel) >= 0.99.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters = (const struct parameter[]){ { "table", PARAMETER_TABLE, FORM_SUBJECT,
                                                .summary = "one table with its columns; all tables when left out" },
                                              { 0 } },
    .examples = (const struct example[]){ { "all tables", "quality" },
                                          { "the columns of one", "quality orders" },
                                          { "as a condition", "gate completeness(orders) >= 0.95" },
                                          { 0 } },
    .see_also = "check clean gate describe",
    .run = run_quality,
};
