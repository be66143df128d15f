/* The rules of `check`, on one table. */
#include "command/data/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/verb.h"
#include "patron/base/sort.h"
#include "patron/feature/reference.h"
#include "patron/source/clean.h"
#include "patron/study/twins.h"

void quality_init(struct quality *quality, struct arena *arena)
{
    static const struct {
        const char *name;
        enum type type;
    } columns[] = { { "table", TYPE_TEXT }, { "column", TYPE_TEXT }, { "rule", TYPE_TEXT }, { "result", TYPE_TEXT },
                    { "rows", TYPE_INT },   { "share", TYPE_REAL },  { "found", TYPE_TEXT } };
    *quality = (struct quality){ .findings = builder_new("check"), .arena = arena };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        builder_add_column(quality->findings, columns[i].name, columns[i].type);
}

struct checking {
    struct quality *quality;
    const struct table *table;
    const char *name;
};

static void add_row(struct quality *quality, const char *table, const char *column, const char *rule,
                    enum verdict verdict, const char *result, uint64_t rows, double share, const char *found)
{
    builder_set_string(quality->findings, 0, table);
    builder_set_string(quality->findings, 1, column);
    builder_set_string(quality->findings, 2, rule);
    builder_set_string(quality->findings, 3, result);
    if (!isnan(share)) {
        builder_set_int(quality->findings, 4, (int64_t)rows);
        builder_set_real(quality->findings, 5, share);
    }
    builder_set_string(quality->findings, 6, found);
    builder_end_row(quality->findings);
    if (quality->n == quality->room) {
        quality->room = quality->room > 0 ? 2 * quality->room : 64;
        enum verdict *larger = arena_allocate(quality->arena, quality->room, sizeof *larger);
        if (quality->n > 0)
            memcpy(larger, quality->verdicts, quality->n * sizeof *larger);
        quality->verdicts = larger;
    }
    quality->verdicts[quality->n++] = verdict;
    quality->n_watch += verdict == VERDICT_WATCH;
    quality->n_bad += verdict == VERDICT_BAD;
}

static void add_failed(struct quality *quality, const char *rule)
{
    if (quality->n_failed++ == 0)
        snprintf(quality->first_failed, sizeof quality->first_failed, "%s", rule);
}

/* One finding: ROWS of the table's rows break RULE. What is bad fails a gate. */
static void add(struct checking *c, const char *column, const char *rule, uint64_t rows, enum verdict verdict,
                const char *found)
{
    static const char *const results[] = {
        [VERDICT_NONE] = "seen", [VERDICT_OK] = "passed", [VERDICT_WATCH] = "warn", [VERDICT_BAD] = "stop"
    };
    if (verdict == VERDICT_BAD)
        add_failed(c->quality, rule);
    double share = c->table->n_rows > 0 ? (double)rows / (double)c->table->n_rows : 0;
    add_row(c->quality, c->name, column, rule, verdict, results[verdict], rows, share, found);
}

void quality_add_rule(struct quality *quality, const char *name, const struct rule *rule,
                      const struct rule_outcome *outcome)
{
    enum verdict verdict = outcome->passed ? VERDICT_OK : rule->stops ? VERDICT_BAD : VERDICT_WATCH;
    quality->n_rules++;
    if (verdict == VERDICT_BAD)
        add_failed(quality, rule->text);
    add_row(quality, name, rule->column, rule->text, verdict,
            outcome->passed ? "passed"
            : rule->stops   ? "stop"
                            : "warn",
            outcome->n_rows, outcome->share, outcome->found);
}

/* ---- Columns ---- */

static const char *show_value(const struct column *column, size_t row, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    column_show(column, row, &text);
    const char *shown = arena_text(arena, text_string(&text));
    text_release(&text);
    return shown;
}

static void check_missing(struct checking *c, const struct column *column)
{
    size_t n = c->table->n_rows, missing = column_count_missing(column, n);
    if (missing == 0)
        return;
    double share = (double)missing / (double)n;
    add(c, column->name, "missing", missing, share > 0.2 ? VERDICT_WATCH : VERDICT_NONE,
        share == 1 ? "all values are missing" : NULL);
}

static void check_constant(struct checking *c, const struct column *column, struct arena *arena)
{
    size_t n = c->table->n_rows, first = 0;
    while (first < n && column_is_missing(column, first))
        first++;
    for (size_t i = first + 1; i < n; i++)
        if (!column_is_missing(column, i) && column_compare(column, first, i) != 0)
            return;
    if (first + 1 < n)
        add(c, column->name, "constant", n - first, VERDICT_WATCH,
            arena_format(arena, "always %s", show_value(column, first, arena)));
}

/* Values far outside of the middle half, and values below zero where almost none are. */
static bool check_numbers(struct checking *c, const struct column *column, struct arena *arena, struct error *err)
{
    size_t n = 0, below = 0, outside = 0;
    double *values = allocate_large(c->table->n_rows, sizeof *values, "the values of a column", err);
    if (!values)
        return false;
    for (size_t i = 0; i < c->table->n_rows; i++) {
        double value = column_number(column, i);
        if (!isnan(value))
            values[n++] = value;
        below += value < 0;
    }
    if (!sort_reals(values, n, NULL, err)) {
        free(values);
        return false;
    }
    double quarter = n ? values[n / 4] : 0, three = n ? values[n * 3 / 4] : 0, width = three - quarter;
    double least = quarter - 10 * width, greatest = three + 10 * width;
    for (size_t i = 0; width > 0 && i < n; i++)
        outside += values[i] < least || values[i] > greatest;
    char a[32], b[32];
    number_format_short(n ? values[0] : 0, a);
    number_format_short(n ? values[n - 1] : 0, b);
    if (outside > 0)
        add(c, column->name, "outliers", outside, (double)outside > 0.05 * (double)n ? VERDICT_NONE : VERDICT_WATCH,
            arena_format(arena, "least %s, greatest %s", a, b));
    if (below > 0 && (double)below < 0.05 * (double)n)
        add(c, column->name, "below zero", below, VERDICT_WATCH, arena_format(arena, "least %s", a));
    free(values);
    return true;
}

/* ---- Tables ---- */

static bool check_key(struct checking *c, const char *key, bool events, bool states, struct error *err)
{
    const struct column *column = key ? table_need_column(c->table, key, err) : NULL;
    size_t first, n;
    if (!key)
        return true;
    if (!column)
        return false;
    size_t missing = column_count_missing(column, c->table->n_rows);
    if (missing > 0)
        add(c, key, "key missing", missing, VERDICT_BAD, NULL);
    if (!states && column_first_duplicate(column, c->table->n_rows, &first, &n)) /* a state may come back */
        add(c, key, "key not unique", n, events ? VERDICT_WATCH : VERDICT_BAD, NULL);
    return true;
}

static bool check_duplicates(struct checking *c, struct error *err)
{
    size_t n = 0;
    int8_t *marked = rows_twice(c->table, NULL, 0, &n, err);
    if (n > 0)
        add(c, NULL, "rows twice", n, VERDICT_WATCH, "equal in every column");
    free(marked);
    return marked != NULL;
}

/* Rows of a table that stands alone which are equal but for its key: one person under several. */
static bool check_twins(struct checking *c, const struct table_version *info, struct arena *arena, struct work *work,
                        struct error *err)
{
    if (info->of || info->states || !info->key)
        return true;
    struct twins twins;
    const struct column **columns = arena_allocate(arena, c->table->n_columns + 1, sizeof *columns);
    struct twin_part all = { .n_rows = c->table->n_rows, .columns = columns, .asks = true, .answers = true };
    size_t n = 0;
    for (size_t i = 0; i < c->table->n_columns; i++)
        if (strcmp(c->table->columns[i].name, info->key) != 0)
            columns[n++] = &c->table->columns[i];
    if (!twins_find(&all, 1, n, work, &twins, err))
        return false;
    if (twins.n > 0)
        add(c, info->key, "equal but for the key", twins.n, VERDICT_WATCH,
            arena_format(arena,
                         "far more than chance gives: one thing under several keys, on both sides of a split; clean %s "
                         "drop duplicates by the other columns",
                         c->name));
    twins_release(&twins);
    return true;
}

/* The longest time without any event. */
static bool check_gap(struct checking *c, const char *time, struct arena *arena, struct error *err)
{
    const struct column *column = time ? table_need_column(c->table, time, err) : NULL;
    if (!column || c->table->n_rows < 100)
        return !time || column;
    size_t n = 0, n_rows = c->table->n_rows;
    double *days = allocate_large(n_rows, sizeof *days, "the times of a table", err);
    if (!days)
        return false;
    for (size_t i = 0; i < n_rows; i++)
        if (!column_is_missing(column, i))
            days[n++] = floor((double)column_ints(column)[i] / (double)TIME_DAY);
    if (!sort_reals(days, n, NULL, err)) {
        free(days);
        return false;
    }
    double widest = 0, at = 0;
    for (size_t i = 1; i < n; i++)
        if (days[i] - days[i - 1] > widest) {
            widest = days[i] - days[i - 1];
            at = days[i - 1];
        }
    char date[32];
    time_format((int64_t)at * TIME_DAY, true, date);
    if (n > 0 && widest > 7 && widest * 20 > days[n - 1] - days[0])
        add(c, time, "gap", 0, VERDICT_WATCH, arena_format(arena, "%.0f days without rows after %s", widest, date));
    free(days);
    return true;
}

static bool check_columns(struct checking *c, const char *ends, struct arena *arena, struct work *work,
                          struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < c->table->n_columns; i++) {
        const struct column *column = &c->table->columns[i];
        if (!ends || strcmp(column->name, ends) != 0) /* what has not ended has no end */
            check_missing(c, column);
        check_constant(c, column, arena);
        if (column->type == TYPE_REAL || column->type == TYPE_INT)
            ok = check_numbers(c, column, arena, err);
        ok = ok && work_go_on(work, err);
    }
    return ok;
}

/* ---- Reference data ---- */

static const char *row_text(size_t row, struct arena *arena)
{
    return arena_format(arena, "first in row %zu", row + 1);
}

/* Of the table itself. */
static bool check_validity(struct checking *c, const struct table_version *info, struct arena *arena, struct error *err)
{
    struct reference_faults faults;
    if (info->of || !info->key || !info->states)
        return true;
    struct reference_data reference = reference_from(c->table, info->key, info->time, info->ends, info->known);
    if (!reference_check(&reference, &faults, err))
        return false;
    if (faults.n_twice > 0)
        add(c, info->key, "two in force", faults.n_twice, VERDICT_BAD, row_text(faults.second, arena));
    if (faults.n_overlaps > 0)
        add(c, info->ends, "overlap", faults.n_overlaps, VERDICT_WATCH,
            arena_format(arena, "begin before the one before has ended; %s", row_text(faults.overlap, arena)));
    if (faults.n_empty > 0)
        add(c, info->ends, "never in force", faults.n_empty, VERDICT_WATCH, "end before they begin");
    if (faults.n_lost > 0)
        add(c, info->time, "never in force", faults.n_lost, VERDICT_WATCH, "no time, or no key");
    return true;
}

/* Of a column that leads to it: keys that are not there, and times for which nothing is. */
static void check_use(struct checking *c, const struct reference_data *reference, const struct reference_use *use,
                      struct arena *arena)
{
    const char *name = reference->rows.table->name;
    if (strcmp(use->table->name, c->name) != 0 || use->by_day)
        return;
    if (use->n_unknown > 0)
        add(c, use->column->name, "unknown key", use->n_unknown, VERDICT_WATCH,
            arena_format(arena, "not in %s: what is looked up there is missing", name));
    if (use->n_not_then > 0)
        add(c, use->column->name, "none in force", use->n_not_then, VERDICT_WATCH,
            arena_format(arena, "not in %s at that time: what is looked up there is missing", name));
}

static bool check_references(struct checking *c, struct session *session, const struct table_version *info,
                             struct arena *arena, struct error *err)
{
    struct error none = ERROR_INIT; /* tables that do not hang together have no world, and are checked one by one */
    const struct world *world = resolve_world(session, arena, &none);
    error_release(&none);
    bool ok = check_validity(c, info, arena, err);
    struct reference_use *uses = world ? arena_allocate(arena, world->n_events + 1, sizeof *uses) : NULL;
    for (size_t i = 0; ok && world && i < world->n_references; i++) {
        size_t n;
        ok = reference_uses(world, &world->references[i], uses, &n, err);
        for (size_t k = 0; ok && k < n; k++)
            check_use(c, &world->references[i], &uses[k], arena);
    }
    return ok;
}

/* What was declared. */
static bool check_rules(struct checking *c, struct session *session, struct arena *arena, struct error *err)
{
    struct rule *rules;
    size_t n;
    bool ok = rules_read(session, c->name, c->table, arena, &rules, &n, err);
    for (size_t i = 0; ok && i < n; i++) {
        struct rule_outcome outcome;
        ok = rule_judge(session, c->name, &rules[i], c->table, arena, &outcome, err);
        if (ok)
            quality_add_rule(c->quality, c->name, &rules[i], &outcome);
    }
    return ok;
}

bool quality_check(struct session *session, const char *name, struct quality *quality, struct error *err)
{
    struct table_version info;
    struct arena arena;
    arena_init(&arena);
    struct checking c = { .quality = quality, .name = name, .table = resolve_table(session, name, &arena, err) };
    bool ok = c.table && workspace_table_info(session->workspace, name, 0, &info, err);
    if (ok) {
        if (c.table->n_rows == 0)
            add(&c, NULL, "empty", 0, VERDICT_BAD, "no rows");
        if (info.n_quarantined > 0)
            add(&c, NULL, "set aside", info.n_quarantined, VERDICT_WATCH, "show TABLE.quarantine");
        if (info.n_orphans > 0)
            add(&c, info.via, "belongs to nobody", info.n_orphans, VERDICT_WATCH, "no feature sees these rows");
        if (info.n_untimed > 0)
            add(&c, info.time, "without a time", info.n_untimed, VERDICT_WATCH, "no feature sees these rows");
        ok = check_key(&c, info.key, info.of != NULL, info.states, err) && check_duplicates(&c, err) &&
             check_twins(&c, &info, &arena, session_work(session), err) &&
             check_gap(&c, info.of ? info.time : NULL, &arena, err) &&
             check_columns(&c, info.ends, &arena, session_work(session), err) &&
             check_references(&c, session, &info, &arena, err) && check_rules(&c, session, &arena, err);
        table_version_release(&info);
    }
    arena_release(&arena);
    return ok;
}
