/* What SQLite is told of a table before it walks it, and what the values of a walk ask of the rows. */
#include "sql_vtab.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

/* ---- Planning ---- */

static bool takes_bounds(enum type type)
{
    return type == TYPE_INT || type == TYPE_REAL || type == TYPE_TIME;
}

static char predicate_sign(const struct sql_table *vtab, sqlite3_index_info *info, int i)
{
    const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
    if (!constraint->usable || constraint->iColumn < 0 || strcasecmp(sqlite3_vtab_collation(info, i), "BINARY") != 0)
        return '\0';
    enum type type = vtab->table->columns[constraint->iColumn].type;
    switch (constraint->op) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
        return '=';
    case SQLITE_INDEX_CONSTRAINT_GT:
    case SQLITE_INDEX_CONSTRAINT_GE:
        return takes_bounds(type) ? '>' : '\0';
    case SQLITE_INDEX_CONSTRAINT_LT:
    case SQLITE_INDEX_CONSTRAINT_LE:
        return takes_bounds(type) ? '<' : '\0';
    default:
        return '\0';
    }
}

/* Rows that one value of COLUMN may have: an estimate. */
static double rows_of_value(const struct sql_table *vtab, const struct column *column)
{
    double n = (double)vtab->table->n_rows, distinct = fmax(1, n / 4);
    if (column->type == TYPE_TEXT)
        distinct = fmax(1, column->dictionary->n);
    else if (column->type == TYPE_BOOL)
        distinct = 2;
    return fmax(1, n / distinct);
}

/* The predicates, the most choosing equality first; returns how many rows they leave. */
static double plan_predicates(const struct sql_table *vtab, sqlite3_index_info *info, struct text *plan)
{
    int first = -1, n = 0;
    double rows = (double)vtab->table->n_rows, best = rows;
    for (int i = 0; i < info->nConstraint; i++) {
        if (predicate_sign(vtab, info, i) != '=')
            continue;
        double left = rows_of_value(vtab, &vtab->table->columns[info->aConstraint[i].iColumn]);
        if (first < 0 || left < best) {
            first = i;
            best = left;
        }
    }
    if (first >= 0) {
        info->aConstraintUsage[first].argvIndex = ++n;
        info->idxNum |= PLAN_CHAIN;
        text_add_format(plan, "=%d ", info->aConstraint[first].iColumn);
        rows = best;
    }
    for (int i = 0; i < info->nConstraint && n < PREDICATES_MOST; i++) {
        char sign = i == first ? '\0' : predicate_sign(vtab, info, i);
        if (sign == '\0')
            continue;
        info->aConstraintUsage[i].argvIndex = ++n;
        text_add_format(plan, "%c%d ", sign, info->aConstraint[i].iColumn);
        rows = fmax(1, rows / 4);
    }
    return rows;
}

static void plan_order(const struct sql_table *vtab, sqlite3_index_info *info, struct text *plan)
{
    bool possible = info->nOrderBy > 0 && info->nOrderBy <= ORDER_MOST;
    int distinct = possible ? sqlite3_vtab_distinct(info) : 0;
    for (int i = 0; possible && i < info->nOrderBy; i++)
        possible = info->aOrderBy[i].iColumn >= 0 && order_possible(&vtab->table->columns[info->aOrderBy[i].iColumn]);
    if (!possible)
        return;
    text_add_char(plan, '|');
    for (int i = 0; i < info->nOrderBy; i++)
        text_add_format(plan, "%c%d%c ", info->aOrderBy[i].desc ? '-' : '+', info->aOrderBy[i].iColumn,
                        distinct == 1 || distinct == 2 ? 'g' : 's');
    info->orderByConsumed = 1;
    info->idxNum |= PLAN_ORDER;
}

int sql_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const struct sql_table *vtab = (const struct sql_table *)base;
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
        if (!constraint->usable || constraint->iColumn >= 0 || constraint->op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->idxNum = PLAN_ROWID;
        info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
        info->estimatedCost = 1;
        info->estimatedRows = 1;
        return SQLITE_OK;
    }
    struct text plan = TEXT_EMPTY;
    double rows = plan_predicates(vtab, info, &plan);
    double seen = info->idxNum & PLAN_CHAIN ? rows : (double)vtab->table->n_rows;
    if (!(info->idxNum & PLAN_CHAIN))
        plan_order(vtab, info, &plan);
    info->estimatedRows = (sqlite3_int64)rows;
    info->estimatedCost = 10 + seen + rows;
    info->idxStr = sqlite3_mprintf("%s", text_string(&plan));
    info->needToFreeIdxStr = 1;
    text_release(&plan);
    return info->idxStr != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

/* ---- Predicates ---- */

/* The instant that TEXT spells as columns do, so that the order of texts is the order of times. */
static bool canonical_time(const char *text, size_t length, int64_t *out)
{
    char day[32], second[32];
    if (!time_parse(text, length, out))
        return false;
    time_format(*out, true, day);
    time_format(*out, false, second);
    return strcmp(day, text) == 0 || strcmp(second, text) == 0;
}

static void number_bounds(struct predicate *p, char sign, sqlite3_value *value)
{
    bool whole = sqlite3_value_type(value) == SQLITE_INTEGER;
    double number = sqlite3_value_double(value);
    int64_t exact = whole ? sqlite3_value_int64(value) : 0;
    bool fits = fabs(number) < 9e18;
    if (sign != '<') {
        p->lower = number;
        if (whole || fits)
            p->least = whole ? exact : (int64_t)floor(number);
    }
    if (sign != '>') {
        p->upper = number;
        if (whole || fits)
            p->most = whole ? exact : (int64_t)ceil(number);
    }
    if (p->least == INT_MISSING)
        p->least++;
}

/* The code of a text: by looking at all of them, and from the second time on by an index. */
static uint32_t text_code(struct sql_table *vtab, const struct column *column, sqlite3_value *value)
{
    size_t i = (size_t)(column - vtab->table->columns), length = (size_t)sqlite3_value_bytes(value);
    const char *text = (const char *)sqlite3_value_text(value);
    if (vtab->codes[i] == NULL && (vtab->asked[i] & ASKED_TEXT))
        vtab->codes[i] = text_index_new(column->dictionary, NULL);
    vtab->asked[i] |= ASKED_TEXT;
    return vtab->codes[i] != NULL ? text_index_find(vtab->codes[i], text, length)
                                  : dictionary_find(column->dictionary, text, length);
}

bool predicate_set(struct sql_table *vtab, struct predicate *p, char sign, sqlite3_value *value, bool *none)
{
    enum type type = p->column->type;
    int kind = sqlite3_value_type(value);
    int64_t time;
    *none = kind == SQLITE_NULL;
    p->least = INT_MISSING + 1;
    p->most = INT64_MAX;
    p->lower = -INFINITY;
    p->upper = INFINITY;
    if (type == TYPE_TEXT && kind == SQLITE_TEXT) {
        p->code = text_code(vtab, p->column, value);
        *none = p->code == TEXT_MISSING;
        return true;
    }
    if (type == TYPE_TIME && kind == SQLITE_TEXT) {
        const char *text = (const char *)sqlite3_value_text(value);
        if (!canonical_time(text, (size_t)sqlite3_value_bytes(value), &time))
            return false;
        if (sign != '<')
            p->least = time;
        if (sign != '>')
            p->most = time;
        return true;
    }
    if (type == TYPE_TEXT || type == TYPE_TIME || (kind != SQLITE_INTEGER && kind != SQLITE_FLOAT))
        return false;
    number_bounds(p, sign, value);
    return true;
}
