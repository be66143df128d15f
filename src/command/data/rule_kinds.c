/* The kinds of rules: rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/quality.h"
#include "command/verb.h"
#include "patron/source/clean.h"
#include "patron/source/judge.h"

/* ---- About the values of a column ---- */

static bool judge_typed(struct judging *j, struct error *err)
{
    const struct column *column = rule_column(j, 0, err);
    enum type type;
    if (!column)
        return false;
    type_from_name(j->rule->slots[1], &type);
    judge_type(column, j->table->n_rows, type, j->marked);
    return true;
}

static bool judge_required(struct judging *j, struct error *err)
{
    const struct column *column = rule_column(j, 0, err);
    if (column)
        judge_missing(column, j->table->n_rows, j->marked);
    return column != NULL;
}

/* The columns of a slot "a,b"; *N of them. */
static const struct column **slot_columns(struct judging *j, size_t slot, size_t *n, struct error *err)
{
    const char *text = j->rule->slots[slot];
    struct value value = { .text = text, .texts = &text, .n_texts = 1, .columns = &(size_t){ 0 } };
    const struct column **columns;
    return clean_columns(j->table, &value, 0, j->arena, &columns, n, err) ? columns : NULL;
}

static bool judge_unique(struct judging *j, struct error *err)
{
    size_t n;
    const struct column **columns = slot_columns(j, 0, &n, err);
    return columns && judge_twice(j->table, columns, n, j->marked, err);
}

static bool judge_key(struct judging *j, struct error *err)
{
    size_t n;
    const struct column **columns = slot_columns(j, 0, &n, err);
    for (size_t i = 0; columns && i < n; i++)
        judge_missing(columns[i], j->table->n_rows, j->marked);
    return columns && judge_twice(j->table, columns, n, j->marked, err);
}

/* customers, or customers.customer_id; without a point the table's key. */
static bool judge_referring(struct judging *j, struct error *err)
{
    const struct column *column = rule_column(j, 0, err);
    const char *where = j->rule->slots[1], *point = strchr(where, '.');
    const char *name = point ? arena_bytes(j->arena, where, (size_t)(point - where)) : where;
    struct table_version info;
    struct table *table = column ? resolve_table(j->session, name, j->arena, err) : NULL;
    if (!table || !workspace_table_info(j->session->workspace, name, 0, &info, err))
        return false;
    const char *key = point ? point + 1 : info.key ? arena_text(j->arena, info.key) : NULL;
    table_version_release(&info);
    if (!key) {
        fail(err, ERROR_USER, E_KEY, "'%s' has no key", name);
        error_mend(err, "%s.COLUMN", name);
        return false;
    }
    const struct column *held = table_need_column(table, key, err);
    return held && judge_reference(column, j->table->n_rows, held, table->n_rows, j->marked, err);
}

static bool judge_matching(struct judging *j, struct error *err)
{
    const struct column *column = rule_column(j, 0, err);
    return column && judge_pattern(column, j->table->n_rows, j->rule->slots[1], j->marked, err);
}

static bool judge_rising(struct judging *j, struct error *err)
{
    const struct column *column = rule_column(j, 0, err);
    const struct column *by = column && j->rule->slots[1] ? rule_column(j, 1, err) : NULL;
    if (!column || (j->rule->slots[1] && !by))
        return false;
    judge_order(column, by, j->table->n_rows, j->marked);
    return true;
}

/* Rows for which the expression is false; where it is missing, nothing is said. */
static bool judge_expression(struct judging *j, struct error *err)
{
    struct work *work = session_work(j->session);
    struct table *made = expression_evaluate(j->rule->expression, j->table, "holds", work, err);
    bool ok = made && made->columns[0].type == TYPE_BOOL;
    if (made && !ok) {
        fail(err, ERROR_USER, E_TYPE, "'%s' is neither true nor false", j->rule->text);
        error_mend(err, "%s > 0", j->rule->text);
    }
    for (size_t i = 0; ok && i < j->table->n_rows; i++)
        j->marked[i] = column_bools(&made->columns[0])[i] == 0;
    table_release(made);
    return ok;
}

/* ---- About the table as a whole ---- */

static bool compare_share(struct judging *j, double share, size_t slot, const char *what)
{
    double limit = NAN;
    rule_share(j->rule->slots[slot + 1], &limit);
    j->passed = rule_compare(share, j->rule->slots[slot], limit);
    j->found = arena_format(j->arena, "%.4g%% %s", 100 * share, what);
    return true;
}

static double share_of(const struct judging *j)
{
    size_t n = 0;
    for (size_t i = 0; i < j->table->n_rows; i++)
        n += (size_t)j->marked[i];
    return j->table->n_rows > 0 ? (double)n / (double)j->table->n_rows : 0;
}

static bool judge_nulls(struct judging *j, struct error *err)
{
    const struct column *column = rule_column(j, 0, err);
    if (!column)
        return false;
    judge_missing(column, j->table->n_rows, j->marked);
    return compare_share(j, share_of(j), 1, "missing");
}

static bool judge_duplicates(struct judging *j, struct error *err)
{
    size_t n;
    int8_t *marked = rows_twice(j->table, NULL, 0, &n, err);
    free(marked);
    return marked &&
           compare_share(j, j->table->n_rows > 0 ? (double)n / (double)j->table->n_rows : 0, 0, "stand twice");
}

/* Rows that are near to an earlier one: "name,email" and what is ignored of addresses. */
static bool judge_near_rows(struct judging *j, size_t sign, struct error *err)
{
    size_t n;
    unsigned ignored = 0;
    struct near near;
    const struct column **columns = slot_columns(j, 0, &n, err);
    if (!columns || (sign > 1 && !near_ignored(j->rule->slots[1], &ignored, err)) ||
        !near_find(columns, n, j->table->n_rows, ignored, &near, err))
        return false;
    for (size_t i = 0; i < j->table->n_rows; i++)
        j->marked[i] = near.kind[i] != NEAR_NONE;
    const char *told = near_tell(&near, j->table, j->info->key, j->arena);
    near_release(&near);
    return compare_share(j, share_of(j), sign, told);
}

static bool judge_near(struct judging *j, struct error *err)
{
    return judge_near_rows(j, 1, err);
}

static bool judge_near_ignoring(struct judging *j, struct error *err)
{
    return judge_near_rows(j, 2, err);
}

static bool judge_changed(struct judging *j, struct error *err)
{
    int before = rule_version_before(j);
    if (before == 0) {
        j->passed = true;
        j->found = "no earlier delivery";
        return true;
    }
    struct table *table = workspace_table(j->session->workspace, j->name, before, err);
    bool ok = table && judge_new(j->table, table, j->marked, err);
    table_release(table);
    return ok && compare_share(j, share_of(j), 0, arena_format(j->arena, "new or other than in version %d", before));
}

static bool judge_rows(struct judging *j, struct error *err)
{
    double limit = NAN;
    char rows[32];
    (void)err;
    number_parse(j->rule->slots[1], strlen(j->rule->slots[1]), &limit);
    j->passed = rule_compare((double)j->table->n_rows, j->rule->slots[0], limit);
    count_format(j->table->n_rows, rows);
    j->found = arena_format(j->arena, "%s rows", rows);
    return true;
}

static bool judge_growth(struct judging *j, struct error *err)
{
    int before = rule_version_before(j);
    struct table_version info;
    if (before == 0) {
        j->passed = true;
        j->found = "no earlier delivery";
        return true;
    }
    if (!workspace_table_info(j->session->workspace, j->name, before, &info, err))
        return false;
    double change = fabs((double)j->table->n_rows - (double)info.n_rows) / (double)(info.n_rows > 0 ? info.n_rows : 1);
    char rows[32];
    count_format(info.n_rows, rows);
    table_version_release(&info);
    return compare_share(j, change, 0, arena_format(j->arena, "from %s rows in version %d", rows, before));
}

static bool judge_fresh(struct judging *j, struct error *err)
{
    struct freshness fresh;
    if (!freshness_of(j->session, j->name, j->table, j->info->time, &fresh, err))
        return false;
    const char *sign = j->rule->slots[0];
    struct duration duration;
    char last[32];
    duration_parse(j->rule->slots[1], strlen(j->rule->slots[1]), &duration);
    if (fresh.last == TIME_MISSING) {
        j->found = "no times";
        return true;
    }
    int64_t limit = fresh.now - time_shift(fresh.now, duration, -1);
    j->passed = rule_compare((double)(fresh.now - fresh.last), sign, (double)limit);
    time_format(fresh.last, true, last);
    j->found =
        arena_format(j->arena, "last %s, %.4g days before", last, (double)(fresh.now - fresh.last) / (double)TIME_DAY);
    return true;
}

static bool judge_refused(struct judging *j, struct error *err)
{
    struct clean_steps steps;
    struct table_version info;
    if (!clean_steps(j->session, j->name, 0, j->arena, &steps, err) ||
        !workspace_table_info(j->session->workspace, j->name, steps.loaded, &info, err))
        return false;
    size_t all = info.n_rows + info.n_quarantined;
    double share = all > 0 ? (double)info.n_quarantined / (double)all : 0;
    table_version_release(&info);
    return compare_share(j, share, 0, "set aside");
}

/* The columns are there; others are told. */
static bool judge_columns(struct judging *j, struct error *err)
{
    struct text missing = TEXT_EMPTY, other = TEXT_EMPTY;
    const char *list = arena_format(j->arena, ",%s,", j->rule->slots[0]);
    (void)err;
    for (const char *at = list + 1; *at;) {
        size_t n = strcspn(at, ",");
        const char *name = arena_bytes(j->arena, at, n);
        if (n > 0 && !table_column(j->table, name))
            text_add_format(&missing, " %s", name);
        at += n + (at[n] == ',');
    }
    for (size_t c = 0; c < j->table->n_columns; c++)
        if (!strstr(list, arena_format(j->arena, ",%s,", j->table->columns[c].name)))
            text_add_format(&other, " %s", j->table->columns[c].name);
    j->passed = missing.length == 0;
    j->found = arena_format(j->arena, "%s%s%s%s%s", missing.length ? "missing:" : "", text_string(&missing),
                            missing.length && other.length ? "; " : "", other.length ? "also there:" : "",
                            text_string(&other));
    text_release(&missing);
    text_release(&other);
    return true;
}

static bool judge_figure(struct judging *j, struct error *err)
{
    struct figures figures;
    enum figure_kind kind = 0;
    double limit = NAN;
    while (strcmp(figure_names[kind], j->rule->kind->name) != 0)
        kind++;
    if (!quality_figures(j->session, j->name, NULL, &figures, err))
        return false;
    rule_share(j->rule->slots[1], &limit);
    j->passed = rule_compare(figures.value[kind], j->rule->slots[0], limit);
    j->found =
        isnan(figures.value[kind]) ? "no rule says" : arena_format(j->arena, "%.4g%%", 100 * figures.value[kind]);
    return true;
}

/* ---- The table ---- */

#define ROWS(id, name, usage, figure, judge, summary)                                                                  \
    static const struct rule_kind id##_kind = { name, usage, summary, true, figure, EXPRESSION_NUMBER, judge }
#define WHOLE(id, name, usage, judge, summary)                                                                         \
    static const struct rule_kind id##_kind = { name, usage, summary, false, N_FIGURE_KINDS, EXPRESSION_NUMBER, judge }
#define TRUTH(id, name, usage, figure, root, summary)                                                                  \
    static const struct rule_kind id##_kind = { name, usage, summary, true, figure, root, judge_expression }

ROWS(type, "type", "COLUMN type TYPE", FIGURE_CONSISTENCY, judge_typed, "values are of a type");
ROWS(required, "required", "COLUMN required", FIGURE_COMPLETENESS, judge_required, "no value is missing");
ROWS(unique, "unique", "COLUMNS unique", FIGURE_UNIQUENESS, judge_unique, "no value stands twice");
ROWS(key, "key", "COLUMNS key", FIGURE_UNIQUENESS, judge_key, "required and unique, of one or more columns");
ROWS(reference, "reference", "COLUMN in TABLE", FIGURE_CONSISTENCY, judge_referring, "values stand in another table");
ROWS(pattern, "pattern", "COLUMN matches TEXT", FIGURE_CONSISTENCY, judge_matching, "a regular expression");
ROWS(order, "order", "COLUMN increasing", FIGURE_CONSISTENCY, judge_rising, "never below the row before");
ROWS(order_by, "order", "COLUMN increasing by COLUMN", FIGURE_CONSISTENCY, judge_rising, "the same, for each of BY");
WHOLE(nulls, "nulls", "COLUMN missing OP SHARE", judge_nulls, "how many values may be missing");
WHOLE(duplicates, "duplicates", "duplicates OP SHARE", judge_duplicates, "how many rows may stand twice");
WHOLE(near, "near", "near duplicates on COLUMNS OP SHARE", judge_near, "how many rows may be near to an earlier one");
WHOLE(near_ignoring, "near", "near duplicates on COLUMNS ignoring COLUMNS OP SHARE", judge_near_ignoring,
      "the same, without the tags and dots of mail addresses");
WHOLE(fresh, "fresh", "fresh OP DURATION", judge_fresh, "the last row's age at the as-of date");
WHOLE(rows, "rows", "rows OP NUMBER", judge_rows, "how many rows there are");
WHOLE(growth, "growth", "rows change OP SHARE", judge_growth, "the number of rows against the delivery before");
WHOLE(changed, "changed", "changed OP SHARE", judge_changed, "rows that the delivery before did not have");
WHOLE(refused, "refused", "refused OP SHARE", judge_refused, "rows that were set aside on loading");
WHOLE(columns, "columns", "columns COLUMNS", judge_columns, "columns that are there");
WHOLE(completeness, "completeness", "completeness OP SHARE", judge_figure, "a figure of quality");
WHOLE(accuracy, "accuracy", "accuracy OP SHARE", judge_figure, "a figure of quality");
WHOLE(consistency, "consistency", "consistency OP SHARE", judge_figure, "a figure of quality");
WHOLE(timeliness, "timeliness", "timeliness OP SHARE", judge_figure, "a figure of quality");
WHOLE(uniqueness, "uniqueness", "uniqueness OP SHARE", judge_figure, "a figure of quality");
TRUTH(range, "range", "COLUMN between A and B", FIGURE_ACCURACY, EXPRESSION_BETWEEN, "values within bounds");
TRUTH(allowed, "allowed", "COLUMN in (A, B, ..)", FIGURE_ACCURACY, EXPRESSION_IN, "values of a list");
TRUTH(like, "like", "COLUMN like TEXT", FIGURE_CONSISTENCY, EXPRESSION_LIKE, "% stands for any text");
static const struct rule_kind total_kind = {
    "total",    "sum(A) OP sum(B)", "figures over columns: sum count mean median distinct min max",
    false,      N_FIGURE_KINDS,     EXPRESSION_AGGREGATE,
    judge_total
};
TRUTH(expression, "expression", "EXPRESSION", FIGURE_ACCURACY, EXPRESSION_BINARY, "true of every row");

const struct rule_kind *const rule_kinds[] = {
    &type_kind,
    &required_kind,
    &unique_kind,
    &key_kind,
    &reference_kind,
    &pattern_kind,
    &order_kind,
    &order_by_kind,
    &nulls_kind,
    &duplicates_kind,
    &near_kind,
    &near_ignoring_kind,
    &fresh_kind,
    &rows_kind,
    &growth_kind,
    &changed_kind,
    &refused_kind,
    &columns_kind,
    &completeness_kind,
    &accuracy_kind,
    &consistency_kind,
    &timeliness_kind,
    &uniqueness_kind,
    &range_kind,
    &allowed_kind,
    &like_kind,
    &total_kind,
    &expression_kind,
    NULL,
};
