/* The virtual table module.

   SQLite is told what can be answered without looking at each row: one value of a column (rows by value, made at the
   second question and kept while the statement runs; the first is a pass over the column), bounds on numbers and times,
   a row by its number, and the order of columns of texts (a counting sort, so that GROUP BY needs no sorting). Bounds
   are inclusive and never too tight: SQLite checks each row that passes again, so that its own rules of comparison
   hold. */
#include "sql_table.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "sql_vtab.h"

enum { STOP_ROWS = 1 << 20 };

struct cursor {
    sqlite3_vtab_cursor base;
    struct predicate predicates[PREDICATES_MOST];
    size_t n_predicates;
    const struct chains *chains; /* rows by value, from `row` on */
    const uint32_t *order;       /* rows in this order */
    size_t at, end;              /* row, or place in the order */
    uint32_t row;
};

/* ---- Opening ---- */

static int fails(struct sql_run *run, struct error *failure)
{
    if (run->failure.kind == ERROR_NONE)
        error_move(&run->failure, failure);
    error_release(failure);
    return SQLITE_ERROR;
}

static const char *declared_type(enum type type)
{
    static const char *const types[] = { [TYPE_BOOL] = "INTEGER BOOL",
                                         [TYPE_INT] = "INTEGER",
                                         [TYPE_REAL] = "REAL",
                                         [TYPE_TIME] = "TEXT TIME",
                                         [TYPE_TEXT] = "TEXT" };
    return types[type];
}

static bool other_has(const struct table *table, size_t c, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (i != c && strcasecmp(table->columns[i].name, name) == 0)
            return true;
    return false;
}

char *sql_column_name(const struct table *table, size_t c)
{
    struct text name = TEXT_EMPTY;
    text_add(&name, table->columns[c].name);
    if (other_has(table, c, text_string(&name)))
        text_add_format(&name, "_%zu", c + 1);
    while (other_has(table, c, text_string(&name)))
        text_add_char(&name, '_');
    return text_take(&name);
}

/* ---- Tables that are wider than SQLite sees ---- */

enum { MOST_COLUMNS = 2000 }; /* SQLITE_MAX_COLUMN, as it comes */

/* Whether the word before AT is one behind which * stands for all columns. */
static bool wants_all(const char *statement, const char *at)
{
    static const char *const words[] = { "SELECT", "DISTINCT", "ALL", "RETURNING" };
    while (at > statement && isspace((unsigned char)at[-1]))
        at--;
    if (at > statement && (at[-1] == ',' || at[-1] == '.'))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(at - statement) >= n && strncasecmp(at - n, words[i], n) == 0)
            return true;
    }
    return false;
}

/* Whether STATEMENT asks for columns without naming them. */
static bool has_star(const char *statement)
{
    char quote = '\0';
    for (const char *at = statement; *at; at++) {
        if (quote)
            quote = *at == quote ? '\0' : quote;
        else if (strchr("'\"`", *at))
            quote = *at;
        else if (*at == '*' && wants_all(statement, at))
            return true;
    }
    return false;
}

/* The columns of TABLE that the statement may name; of a table that SQLite can see whole, all. NULL and ERR when the
   statement wants all of too many. */
static struct table *table_in_sight(struct table *table, const char *statement, struct error *err)
{
    if (table->n_columns <= MOST_COLUMNS)
        return table_retain(table);
    if (has_star(statement)) {
        fail(err, ERROR_USER, E_SQL, "'%s' has %zu columns, and SQL sees %d at a time", table->name, table->n_columns,
             MOST_COLUMNS);
        error_mend(err, "name the columns that are wanted in the place of *");
        return NULL;
    }
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    size_t n = 0;
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcasestr(statement, table->columns[i].name)) {
            assembly_add_column_of(assembly, table, i, table->columns[i].name);
            n++;
        }
    if (n == 0) /* rows are counted all the same */
        assembly_add_column_of(assembly, table, 0, table->columns[0].name);
    return assembly_finish(assembly);
}

static char *declaration(const struct table *table)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, "CREATE TABLE x(");
    for (size_t i = 0; i < table->n_columns; i++) {
        text_add(&text, i > 0 ? ", \"" : "\"");
        char *name = sql_column_name(table, i);
        for (const char *c = name; *c; c++) {
            if (*c == '"')
                text_add_char(&text, '"');
            text_add_char(&text, *c);
        }
        free(name);
        text_add_format(&text, "\" %s%s", declared_type(table->columns[i].type),
                        table->columns[i].personal ? " PERSONAL" : "");
    }
    text_add_char(&text, ')');
    return text_take(&text);
}

static int vtab_connect(sqlite3 *handle, void *context, int n, const char *const *words, sqlite3_vtab **out,
                        char **message)
{
    (void)n, (void)words;
    struct sql_module *module = context;
    struct sql_run *run = module->run;
    struct error failure = ERROR_INIT;
    const char *name = module->source->name;
    if (module->ambiguous) {
        fail(&failure, ERROR_USER, E_AMBIGUOUS, "'%s' may be several tables: SQL does not see case in names", name);
        *message = sqlite3_mprintf("%s", failure.what);
        return fails(run, &failure);
    }
    struct table *whole = module->source->open(module->source->context, name, &failure);
    struct table *clear = whole != NULL ? table_in_sight(whole, run->statement, &failure) : NULL;
    table_release(whole);
    struct table *table = clear != NULL ? table_pseudonymised(clear, &failure) : NULL;
    table_release(clear);
    if (table == NULL) {
        *message = sqlite3_mprintf("%s", failure.what != NULL ? failure.what : "no such table");
        return fails(run, &failure);
    }
    char *text = declaration(table);
    run->declaring = true;
    int code = sqlite3_declare_vtab(handle, text);
    run->declaring = false;
    free(text);
    if (code != SQLITE_OK) {
        table_release(table);
        *message = sqlite3_mprintf("%s", sqlite3_errmsg(handle));
        return code;
    }
    struct sql_table *vtab = allocate(1, sizeof *vtab);
    vtab->run = run;
    vtab->table = table;
    vtab->chains = allocate(table->n_columns + 1, sizeof *vtab->chains);
    vtab->codes = allocate(table->n_columns + 1, sizeof *vtab->codes);
    vtab->asked = allocate(table->n_columns + 1, 1);
    run->opened = reallocate(run->opened, run->n_opened + 1, sizeof(struct table *));
    run->opened[run->n_opened++] = table_retain(table);
    *out = &vtab->base;
    return SQLITE_OK;
}

static int vtab_disconnect(sqlite3_vtab *base)
{
    struct sql_table *vtab = (struct sql_table *)base;
    for (size_t i = 0; i < vtab->table->n_columns; i++) {
        chains_free(vtab->chains[i]);
        text_index_free(vtab->codes[i]);
    }
    free(vtab->chains);
    free(vtab->codes);
    free(vtab->asked);
    free(vtab->ordered_by);
    free(vtab->order);
    table_release(vtab->table);
    free(vtab);
    return SQLITE_OK;
}

/* ---- Walking ---- */

static inline bool row_passes(const struct cursor *cursor, size_t row)
{
    for (size_t i = 0; i < cursor->n_predicates; i++)
        if (!predicate_holds(&cursor->predicates[i], row))
            return false;
    return true;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    (void)base;
    struct cursor *cursor = allocate(1, sizeof *cursor);
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    free(base);
    return SQLITE_OK;
}

/* From `at` on (a row, or a place in the order; in a chain `row` is the next candidate) to the next row that passes. */
static int cursor_seek(struct cursor *cursor)
{
    struct sql_table *vtab = (struct sql_table *)cursor->base.pVtab;
    if (cursor->chains != NULL) {
        while (cursor->row != NO_ROW && !row_passes(cursor, cursor->row))
            cursor->row = chains_next(cursor->chains, cursor->row);
        cursor->at = cursor->row == NO_ROW ? cursor->end : 0;
        return SQLITE_OK;
    }
    for (size_t n = 1; cursor->at < cursor->end; cursor->at++, n++) {
        cursor->row = cursor->order != NULL ? cursor->order[cursor->at] : (uint32_t)cursor->at;
        if (row_passes(cursor, cursor->row))
            break;
        if (n % STOP_ROWS == 0 && work_stopped(vtab->run->work))
            return SQLITE_INTERRUPT;
    }
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;
    if (cursor->chains != NULL)
        cursor->row = chains_next(cursor->chains, cursor->row);
    else
        cursor->at++;
    return cursor_seek(cursor);
}

/* Rows by value for predicate P, when it was asked for before: a first question is a pass over the column. */
static const struct chains *cursor_chains(struct sql_table *vtab, const struct predicate *p, struct error *failure)
{
    size_t i = (size_t)(p->column - vtab->table->columns);
    if (vtab->chains[i] == NULL && (vtab->asked[i] & ASKED_ROWS))
        vtab->chains[i] = chains_new(p->column, vtab->table->n_rows, failure);
    vtab->asked[i] |= ASKED_ROWS;
    return vtab->chains[i];
}

static uint32_t chains_first(const struct chains *chains, const struct predicate *p)
{
    if (p->column->type == TYPE_TEXT)
        return chains_first_code(chains, p->code);
    if (p->column->type == TYPE_REAL)
        return chains_first_real(chains, p->lower);
    return p->least == p->most ? chains_first_integer(chains, p->least) : NO_ROW;
}

/* The order that PLAN asks for; kept, because a join asks for it again and again. */
static const uint32_t *cursor_order(struct sql_table *vtab, const char *plan, struct error *failure)
{
    if (vtab->ordered_by != NULL && strcmp(vtab->ordered_by, plan) == 0)
        return vtab->order;
    struct order_term terms[ORDER_MOST];
    size_t n = 0;
    for (const char *at = plan; *at != '\0' && n < ORDER_MOST; n++) {
        char *end;
        unsigned long column = strtoul(at + 1, &end, 10);
        terms[n] = (struct order_term){ &vtab->table->columns[column], *at == '-', *end == 'g' };
        at = end + 2;
    }
    uint32_t *order = order_new(terms, n, vtab->table->n_rows, failure);
    if (order == NULL)
        return NULL;
    free(vtab->order);
    free(vtab->ordered_by);
    vtab->order = order;
    vtab->ordered_by = copy_text(plan);
    return order;
}

static void cursor_rowid(struct cursor *cursor, sqlite3_value *value, size_t n_rows)
{
    int64_t id = sqlite3_value_type(value) == SQLITE_INTEGER ? sqlite3_value_int64(value) : 0;
    if (sqlite3_value_type(value) == SQLITE_FLOAT && sqlite3_value_double(value) == floor(sqlite3_value_double(value)))
        id = sqlite3_value_int64(value);
    bool found = id >= 1 && (uint64_t)id <= n_rows;
    cursor->at = found ? (size_t)id - 1 : 0;
    cursor->end = found ? (size_t)id : 0;
    cursor->row = (uint32_t)cursor->at;
}

/* Reads the predicates of PLAN; false when no row can satisfy them. *FIRST: the first one can be answered by value. */
static bool cursor_predicates(struct cursor *cursor, const char *plan, sqlite3_value **values, bool *first)
{
    struct sql_table *vtab = (struct sql_table *)cursor->base.pVtab;
    *first = false;
    for (size_t i = 0; *plan == '=' || *plan == '<' || *plan == '>'; i++) {
        char *end, sign = *plan;
        struct predicate *p = &cursor->predicates[cursor->n_predicates];
        bool none;
        p->column = &vtab->table->columns[strtoul(plan + 1, &end, 10)];
        plan = end + 1;
        bool set = predicate_set(vtab, p, sign, values[i], &none);
        if (none)
            return false;
        *first = *first || (i == 0 && set && sign == '=');
        cursor->n_predicates += set;
    }
    return true;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int plan_bits, const char *plan, int n, sqlite3_value **values)
{
    (void)n;
    struct cursor *cursor = (struct cursor *)base;
    struct sql_table *vtab = (struct sql_table *)base->pVtab;
    *cursor = (struct cursor){ .base = *base, .end = vtab->table->n_rows };
    if (plan_bits & PLAN_ROWID) {
        cursor_rowid(cursor, values[0], vtab->table->n_rows);
        return SQLITE_OK;
    }
    struct error failure = ERROR_INIT;
    bool by_value;
    if (!cursor_predicates(cursor, plan, values, &by_value)) {
        cursor->end = 0;
        return SQLITE_OK;
    }
    if ((plan_bits & PLAN_CHAIN) && by_value) {
        cursor->chains = cursor_chains(vtab, &cursor->predicates[0], &failure);
        if (cursor->chains != NULL)
            cursor->row = chains_first(cursor->chains, &cursor->predicates[0]);
    } else if (plan_bits & PLAN_ORDER) {
        cursor->order = cursor_order(vtab, strchr(plan, '|') + 1, &failure);
    }
    return failure.kind != ERROR_NONE ? fails(vtab->run, &failure) : cursor_seek(cursor);
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    const struct cursor *cursor = (const struct cursor *)base;
    return cursor->at >= cursor->end;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int i)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct column *column = &((const struct sql_table *)base->pVtab)->table->columns[i];
    size_t row = cursor->row;
    switch (column->type) {
    case TYPE_REAL:
        sqlite3_result_double(out, column_reals(column)[row]); /* NaN becomes NULL */
        break;
    case TYPE_INT:
        if (column_int(column, row) != INT_MISSING)
            sqlite3_result_int64(out, column_int(column, row));
        break;
    case TYPE_BOOL:
        if (column_bools(column)[row] != BOOL_MISSING)
            sqlite3_result_int(out, column_bools(column)[row]);
        break;
    case TYPE_TEXT: {
        uint32_t code = column_code(column, row);
        size_t length;
        if (code == TEXT_MISSING)
            break;
        const char *text = dictionary_text(column->dictionary, code, &length);
        sqlite3_result_text64(out, text, length, SQLITE_STATIC, SQLITE_UTF8);
        break;
    }
    default: {
        char text[32];
        if (column_int(column, row) == TIME_MISSING)
            break;
        time_format(column_int(column, row), column->date_only, text);
        sqlite3_result_text(out, text, -1, SQLITE_TRANSIENT);
    }
    }
    return SQLITE_OK;
}

static int cursor_row(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const struct cursor *)base)->row + 1;
    return SQLITE_OK;
}

static const sqlite3_module module_functions = {
    .xConnect = vtab_connect,
    .xBestIndex = sql_best_index,
    .xDisconnect = vtab_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_row,
};

bool sql_module_register(struct sql_module *module)
{
    return sqlite3_create_module(module->run->handle, module->source->name, &module_functions, module) == SQLITE_OK;
}
