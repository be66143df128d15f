/* The five figures of quality, from the data and the rules that were declared. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/quality.h"
#include "command/verb.h"
#include "patron/source/clean.h"
#include "patron/source/judge.h"

const char *const figure_names[] = { "completeness", "accuracy", "consistency", "timeliness", "uniqueness", NULL };
const char *const figure_texts[] = {
    "values that are there, of required columns (of all when none is required)",
    "rows that pass the rules about values: ranges, lists, expressions",
    "values in their column's form: of its type, pattern and reference, spelled in one way, not set aside",
    "1 while the last row is no older than the rule `fresh` allows (7 days without one), then allowed age / age",
    "rows that equal no earlier row and whose key no earlier row has",
    NULL,
};
enum { USUAL_AGE_DAYS = 7 };

/* One table being measured. */
struct measuring {
    struct session *session;
    const char *name;
    const struct table *table;
    struct table_version info;
    struct arena arena;
    struct rule *rules;
    size_t n_rules;
    int8_t **marked; /* a rule: its rows, or NULL */
};

bool freshness_of(struct session *session, const char *name, const struct table *table, const char *time,
                  struct freshness *out, struct error *err)
{
    const struct column *column = time ? table_column(table, time) : NULL;
    *out = (struct freshness){ rule_now(session, err), TIME_MISSING };
    if (!column) {
        fail(err, ERROR_USER, E_NO_COLUMN, "'%s' has no time", name);
        error_mend(err, "load %s again with time=COLUMN", name);
        return false;
    }
    for (size_t i = 0; i < table->n_rows; i++) {
        int64_t at = column_ints(column)[i];
        if (at != TIME_MISSING && at <= out->now && (out->last == TIME_MISSING || at > out->last))
            out->last = at;
    }
    return true;
}

double figure_limit(const struct rule *rules, size_t n, enum figure_kind kind)
{
    double limit = (double)FIGURE_LIMIT_PERCENT / 100;
    for (size_t i = 0; i < n; i++)
        if (strcmp(rules[i].kind->name, figure_names[kind]) == 0)
            rule_share(rules[i].slots[1], &limit);
    return limit;
}

/* ---- Each figure ---- */

static bool is_about(const struct rule *rule, const char *column)
{
    if (!rule->column)
        return false;
    size_t n = strlen(column);
    for (const char *at = rule->column; *at; at += strcspn(at, ","), at += *at == ',')
        if (strncmp(at, column, n) == 0 && (at[n] == '\0' || at[n] == ','))
            return true;
    return false;
}

static double share(size_t n_bad, size_t n)
{
    return n > 0 ? 1 - (double)n_bad / (double)n : NAN;
}

static void measure_completeness(struct measuring *m, struct figures *whole, struct figures *columns)
{
    size_t n_rows = m->table->n_rows, missing[2] = { 0, 0 }, n[2] = { 0, 0 };
    for (size_t c = 0; c < m->table->n_columns; c++) {
        const struct column *column = &m->table->columns[c];
        size_t n_missing = column_count_missing(column, n_rows);
        bool required = false;
        for (size_t i = 0; i < m->n_rules; i++)
            required |=
                (strcmp(m->rules[i].kind->name, "required") == 0 || strcmp(m->rules[i].kind->name, "key") == 0) &&
                is_about(&m->rules[i], column->name);
        missing[required] += n_missing;
        n[required] += n_rows;
        columns[c].value[FIGURE_COMPLETENESS] = share(n_missing, n_rows);
    }
    bool any = n[1] > 0;
    whole->value[FIGURE_COMPLETENESS] = share(missing[any], n[any]);
}

/* The rows that rules of KIND about COLUMN (NULL: any) mark, in MARKS; whether there is such a rule. */
static bool gather(struct measuring *m, enum figure_kind kind, const char *column, int8_t *marks)
{
    bool any = false;
    for (size_t r = 0; r < m->n_rules; r++) {
        if (!m->marked[r] || m->rules[r].kind->figure != kind || (column && !is_about(&m->rules[r], column)))
            continue;
        any = true;
        for (size_t i = 0; i < m->table->n_rows; i++)
            marks[i] |= m->marked[r][i];
    }
    return any;
}

static size_t count_marks(const int8_t *marks, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += (size_t)marks[i];
    return count;
}

static void measure_accuracy(struct measuring *m, int8_t *marks, struct figures *whole, struct figures *columns)
{
    size_t n_rows = m->table->n_rows;
    for (size_t c = 0; c < m->table->n_columns; c++) {
        memset(marks, 0, n_rows);
        bool any = gather(m, FIGURE_ACCURACY, m->table->columns[c].name, marks);
        columns[c].value[FIGURE_ACCURACY] = any ? share(count_marks(marks, n_rows), n_rows) : NAN;
    }
    memset(marks, 0, n_rows);
    bool any = gather(m, FIGURE_ACCURACY, NULL, marks);
    whole->value[FIGURE_ACCURACY] = any ? share(count_marks(marks, n_rows), n_rows) : NAN;
}

/* How many rows were set aside for their value of COLUMN. */
static size_t count_aside(const struct table *aside, const char *column)
{
    const struct column *names = aside ? table_column(aside, "column") : NULL;
    uint32_t code = names ? dictionary_find(names->dictionary, column, strlen(column)) : TEXT_MISSING;
    size_t n = 0;
    for (size_t i = 0; code != TEXT_MISSING && i < aside->n_rows; i++)
        n += column_codes(names)[i] == code;
    return n;
}

static bool measure_consistency(struct measuring *m, int8_t *marks, struct figures *whole, struct figures *columns,
                                struct error *err)
{
    size_t n_rows = m->table->n_rows, bad = 0, n = 0;
    struct table *aside =
        m->info.n_quarantined > 0 ? workspace_quarantine(m->session->workspace, m->name, 0, NULL) : NULL;
    bool ok = true;
    for (size_t c = 0; ok && c < m->table->n_columns; c++) {
        const struct column *column = &m->table->columns[c];
        memset(marks, 0, n_rows);
        gather(m, FIGURE_CONSISTENCY, column->name, marks);
        ok = column->type != TYPE_TEXT || judge_spelling(column, n_rows, marks, err);
        size_t n_aside = count_aside(aside, column->name), n_bad = count_marks(marks, n_rows) + n_aside;
        size_t n_there = n_rows - column_count_missing(column, n_rows) + n_aside;
        columns[c].value[FIGURE_CONSISTENCY] = share(n_bad, n_there);
        bad += n_bad;
        n += n_there;
    }
    table_release(aside);
    whole->value[FIGURE_CONSISTENCY] = share(bad, n);
    return ok;
}

static bool measure_timeliness(struct measuring *m, struct figures *whole, struct error *err)
{
    struct freshness fresh;
    struct duration allowed = { USUAL_AGE_DAYS, DURATION_DAY };
    whole->value[FIGURE_TIMELINESS] = NAN;
    if (!m->info.time || !table_column(m->table, m->info.time))
        return true;
    if (!freshness_of(m->session, m->name, m->table, m->info.time, &fresh, err))
        return false;
    for (size_t i = 0; i < m->n_rules; i++)
        if (strcmp(m->rules[i].kind->name, "fresh") == 0)
            duration_parse(m->rules[i].slots[1], strlen(m->rules[i].slots[1]), &allowed);
    if (fresh.last == TIME_MISSING)
        return true;
    double age = (double)(fresh.now - fresh.last), limit = (double)(fresh.now - time_shift(fresh.now, allowed, -1));
    whole->value[FIGURE_TIMELINESS] = age <= limit ? 1 : limit / age;
    return true;
}

static bool measure_uniqueness(struct measuring *m, int8_t *marks, struct figures *whole, struct figures *columns,
                               struct error *err)
{
    size_t n_rows = m->table->n_rows, n_twice;
    int8_t *twice = rows_twice(m->table, NULL, 0, &n_twice, err);
    const struct column *key = m->info.key ? table_column(m->table, m->info.key) : NULL;
    bool ok = twice && (!key || judge_twice(m->table, &key, 1, twice, err));
    if (ok) {
        gather(m, FIGURE_UNIQUENESS, NULL, twice);
        whole->value[FIGURE_UNIQUENESS] = share(count_marks(twice, n_rows), n_rows);
    }
    free(twice);
    for (size_t c = 0; ok && c < m->table->n_columns; c++) {
        const struct column *column = &m->table->columns[c];
        memset(marks, 0, n_rows);
        bool any = gather(m, FIGURE_UNIQUENESS, column->name, marks) || column == key;
        if (column == key)
            ok = judge_twice(m->table, &key, 1, marks, err);
        columns[c].value[FIGURE_UNIQUENESS] = any ? share(count_marks(marks, n_rows), n_rows) : NAN;
    }
    return ok;
}

/* ---- All of them ---- */

static bool measure_open(struct measuring *m, struct error *err)
{
    if (!rules_read(m->session, m->name, m->table, &m->arena, &m->rules, &m->n_rules, err))
        return false;
    m->marked = arena_allocate(&m->arena, m->n_rules + 1, sizeof *m->marked);
    for (size_t i = 0; i < m->n_rules; i++) {
        struct rule_outcome outcome;
        if (!m->rules[i].kind->of_rows)
            continue;
        if (!rule_judge(m->session, m->name, &m->rules[i], m->table, &m->arena, &outcome, err))
            return false;
        m->marked[i] = outcome.marked;
    }
    return true;
}

bool quality_all_figures(struct session *session, const char *name, const struct table *table, struct figures *whole,
                         struct figures *columns, struct error *err)
{
    struct measuring m = { .session = session, .name = name, .table = table };
    if (!workspace_table_info(session->workspace, name, 0, &m.info, err))
        return false;
    arena_init(&m.arena);
    int8_t *marks = allocate_large(table->n_rows, 1, "the marks of rows", err);
    bool ok = marks && measure_open(&m, err);
    for (size_t c = 0; c < table->n_columns; c++)
        columns[c].value[FIGURE_TIMELINESS] = NAN;
    if (ok) {
        measure_completeness(&m, whole, columns);
        measure_accuracy(&m, marks, whole, columns);
        ok = measure_consistency(&m, marks, whole, columns, err) && measure_timeliness(&m, whole, err) &&
             measure_uniqueness(&m, marks, whole, columns, err);
    }
    for (size_t c = 0; ok && m.info.time && c < table->n_columns; c++)
        if (strcmp(table->columns[c].name, m.info.time) == 0)
            columns[c].value[FIGURE_TIMELINESS] = whole->value[FIGURE_TIMELINESS];
    free(marks);
    arena_release(&m.arena);
    table_version_release(&m.info);
    return ok;
}

bool quality_figures(struct session *session, const char *name, const char *column, struct figures *out,
                     struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    struct table *table = resolve_table(session, name, &arena, err);
    const struct column *found = table && column ? table_need_column(table, column, err) : NULL;
    struct figures *columns = table ? arena_allocate(&arena, table->n_columns + 1, sizeof *columns) : NULL;
    bool ok = table && (!column || found) && quality_all_figures(session, name, table, out, columns, err);
    if (ok && column)
        *out = columns[found - table->columns];
    arena_release(&arena);
    return ok;
}
