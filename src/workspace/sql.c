/* SQL: one statement prepared against the tables in reach, its rows collected into a table. */
#include "patron/workspace/sql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "sql_result.h"
#include "sql_table.h"

enum { STEPS_BETWEEN_STOPS = 20000, ROWS_BETWEEN_REPORTS = 1 << 14 };

/* ---- NAME@N is one name: it gets the quotes that SQL wants ---- */

struct quoted {
    struct text text;
    size_t *added, n_added; /* where a quote was put in: bytes of `text` */
};

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static void add_quote(struct quoted *quoted)
{
    quoted->added = reallocate(quoted->added, quoted->n_added + 1, sizeof *quoted->added);
    quoted->added[quoted->n_added++] = quoted->text.length;
    text_add_char(&quoted->text, '"');
}

/* Bytes from AT that belong together: a quoted text, a comment, a name, or one sign. */
static size_t token_length(const char *at)
{
    const char *close;
    size_t n = 1;
    if (strchr("'\"`", *at) != NULL) {
        close = strchr(at + 1, *at);
        return close != NULL ? (size_t)(close - at) + 1 : strlen(at);
    }
    if (*at == '[' || strncmp(at, "/*", 2) == 0) {
        close = strstr(at + 1, *at == '[' ? "]" : "*/");
        return close != NULL ? (size_t)(close - at) + (*at == '[' ? 1 : 2) : strlen(at);
    }
    if (strncmp(at, "--", 2) == 0)
        return strcspn(at, "\n");
    while (in_name(*at) && in_name(at[n]))
        n++;
    return n;
}

static void quote_versions(const char *statement, struct quoted *quoted)
{
    for (const char *at = statement; *at != '\0';) {
        size_t n = token_length(at), digits = 0;
        if (in_name(*at) && !isdigit((unsigned char)*at) && at[n] == '@')
            digits = strspn(at + n + 1, "0123456789");
        if (digits > 0)
            add_quote(quoted);
        text_add_bytes(&quoted->text, at, digits > 0 ? n + 1 + digits : n);
        if (digits > 0)
            add_quote(quoted);
        at += digits > 0 ? n + 1 + digits : n;
    }
}

/* The byte of the statement as it was given. */
static size_t given_byte(const struct quoted *quoted, size_t at)
{
    size_t before = 0;
    while (before < quoted->n_added && quoted->added[before] < at)
        before++;
    return at - before;
}

/* ---- Errors ---- */

static void place_failure(struct sql_run *run, const char *statement, const struct quoted *quoted, struct error *err)
{
    int offset = sqlite3_error_offset(run->handle);
    if (offset < 0 || err == NULL)
        return;
    size_t at = given_byte(quoted, (size_t)offset), length = strlen(statement);
    at = at < length ? at : length;
    size_t n = at < length ? token_length(statement + at) : 1;
    error_place(err, NULL, NULL, 0, utf8_width(statement, at) + 1, at < length ? utf8_width(statement + at, n) : 1);
}

/* What stands behind PREFIX in SQLite's message. */
static const char *named_after(const char *message, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(message, prefix, n) == 0 ? message + n : NULL;
}

static void fail_table(const char *name, const struct sql_source *sources, size_t n_sources, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < n_sources; i++)
        nearest_offer(&nearest, sources[i].name);
    fail(err, ERROR_USER, E_NO_TABLE, "no table named '%s'", name);
    if (nearest.best != NULL)
        error_mend(err, "%s", nearest.best);
}

/* NAME fits several columns but for case: what each is called here. The one spelled so is offered first. */
static bool fail_case(const struct sql_run *run, const char *name, struct error *err)
{
    for (size_t i = 0; i < run->n_opened; i++) {
        const struct table *table = run->opened[i];
        size_t n = 0, found[2] = { 0 };
        for (size_t c = 0; c < table->n_columns; c++)
            if (strcasecmp(table->columns[c].name, name) == 0 && n++ < 2)
                found[n - 1] = c;
        if (n < 2)
            continue;
        char *names[] = { sql_column_name(table, found[0]), sql_column_name(table, found[1]) };
        bool second = strcmp(table->columns[found[1]].name, name) == 0;
        fail(err, ERROR_USER, E_AMBIGUOUS, "'%s' may be '%s' or '%s' of %s: SQL does not see case in names", name,
             table->columns[found[0]].name, table->columns[found[1]].name, table->name);
        error_reason(err, "in statements they are called %s and %s", names[0], names[1]);
        error_mend(err, "%s", names[second]);
        error_mend(err, "%s", names[!second]);
        free(names[0]);
        free(names[1]);
        return true;
    }
    return false;
}

static void fail_column(struct sql_run *run, const char *name, bool quoted, struct error *err)
{
    const char *point = strrchr(name, '.');
    if (fail_case(run, point != NULL ? point + 1 : name, err))
        return;
    struct nearest nearest;
    nearest_init(&nearest, point != NULL ? point + 1 : name);
    for (size_t i = 0; i < run->n_opened; i++)
        for (size_t c = 0; c < run->opened[i]->n_columns; c++)
            nearest_offer(&nearest, run->opened[i]->columns[c].name);
    fail(err, ERROR_USER, E_NO_COLUMN, "no column named '%s'", name);
    if (quoted) {
        error_reason(err, "double quotes stand round names; texts have single ones");
        error_mend(err, "'%s'", name);
    }
    if (nearest.best != NULL)
        error_mend(err, "%s", nearest.best);
}

/* CODE and SQLite's message, in our words where we know better. */
static bool fail_statement(struct sql_run *run, int code, const char *statement, const struct quoted *quoted,
                           const struct sql_source *sources, size_t n_sources, struct error *err)
{
    const char *message = sqlite3_errmsg(run->handle), *name;
    if (work_stopped(run->work))
        return fail_cancelled(err);
    if (run->failure.kind != ERROR_NONE) {
        if (err != NULL)
            error_move(err, &run->failure);
        return false;
    }
    if (code == SQLITE_NOMEM) {
        fail(err, ERROR_SYSTEM, E_MEMORY, "no memory left for the statement");
    } else if (code == SQLITE_FULL) {
        fail(err, ERROR_SYSTEM, E_FULL, "no space left for the rows being sorted");
    } else if (code == SQLITE_AUTH || strcmp(message, "not authorized") == 0 ||
               strstr(message, "may not be modified") != NULL) {
        fail(err, ERROR_USER, E_SQL, "sql reads and does nothing else");
        error_mend(err, "begin with SELECT, WITH, VALUES or EXPLAIN");
    } else if ((name = named_after(message, "no such table: ")) != NULL) {
        fail_table(name, sources, n_sources, err);
    } else if ((name = named_after(message, "no such column: ")) != NULL) {
        int offset = sqlite3_error_offset(run->handle);
        fail_column(run, name, offset >= 0 && text_string(&quoted->text)[offset] == '"', err);
    } else {
        fail(err, ERROR_USER, E_SQL, "the statement cannot be answered: %s", message);
    }
    place_failure(run, statement, quoted, err);
    return false;
}

/* ---- What a statement may do ---- */

/* Whether a table of the statement has a masked column of this name. */
static bool is_personal(const struct sql_run *run, const char *name)
{
    for (size_t i = 0; i < run->n_opened; i++)
        for (size_t c = 0; c < run->opened[i]->n_columns; c++) {
            if (!run->opened[i]->columns[c].personal)
                continue;
            char *declared = sql_column_name(run->opened[i], c);
            bool is = strcasecmp(declared, name) == 0;
            free(declared);
            if (is)
                return true;
        }
    return false;
}

static int allow(void *context, int action, const char *a, const char *b, const char *c, const char *d)
{
    (void)a, (void)c, (void)d;
    struct sql_run *run = context;
    if (action == SQLITE_READ && b != NULL)
        run->reads_personal = run->reads_personal || is_personal(run, b);
    bool reads =
        action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE;
    return reads || run->declaring ? SQLITE_OK : SQLITE_DENY;
}

static int should_stop(void *context)
{
    return work_stopped(context);
}

static struct sql_module *modules_register(struct sql_run *run, const struct sql_source *sources, size_t n)
{
    struct sql_module *modules = allocate(n + 1, sizeof *modules);
    for (size_t i = 0; i < n; i++) {
        modules[i] = (struct sql_module){ .run = run, .source = &sources[i] };
        for (size_t j = 0; j < i; j++)
            if (strcasecmp(sources[i].name, sources[j].name) == 0)
                modules[i].ambiguous = true;
        sql_module_register(&modules[i]);
    }
    return modules;
}

static bool run_open(struct sql_run *run, struct work *work, struct error *err)
{
    *run = (struct sql_run){ .work = work };
    if (sqlite3_open_v2(":memory:", &run->handle, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory left for the statement");
    sqlite3_db_config(run->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(run->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "no such column" is no text */
    sqlite3_set_authorizer(run->handle, allow, run);
    sqlite3_progress_handler(run->handle, STEPS_BETWEEN_STOPS, should_stop, work);
    return true;
}

static void run_close(struct sql_run *run)
{
    if (run->handle != NULL && sqlite3_close(run->handle) != SQLITE_OK)
        bug("a statement outlives its tables");
    for (size_t i = 0; i < run->n_opened; i++)
        table_release(run->opened[i]);
    free(run->opened);
    error_release(&run->failure);
}

/* Nothing but blanks, semicolons and comments. */
static bool is_over(const char *rest)
{
    while (*rest != '\0') {
        if (isspace((unsigned char)*rest) || *rest == ';')
            rest++;
        else if (strncmp(rest, "--", 2) == 0 || strncmp(rest, "/*", 2) == 0)
            rest += token_length(rest);
        else
            return false;
    }
    return true;
}

static bool collect(struct sql_run *run, sqlite3_stmt *prepared, struct sql_result *result, int *code,
                    struct error *err)
{
    size_t n = 0;
    while ((*code = sqlite3_step(prepared)) == SQLITE_ROW) {
        if (!sql_result_add(result, prepared, err))
            return false;
        if (++n % ROWS_BETWEEN_REPORTS == 0)
            work_advance(run->work, ROWS_BETWEEN_REPORTS);
    }
    return *code == SQLITE_DONE;
}

static struct table *run_prepared(struct sql_run *run, sqlite3_stmt *prepared, int *code, struct error *err)
{
    struct sql_result *result = sql_result_new(prepared, run->reads_personal);
    work_begin(run->work, "rows", 0);
    bool ok = collect(run, prepared, result, code, err);
    work_end(run->work);
    if (ok)
        return sql_result_finish(result, err);
    sql_result_free(result);
    return NULL;
}

struct table *sql_run(const char *statement, const struct sql_source *sources, size_t n_sources, struct work *work,
                      struct error *err)
{
    struct sql_run run;
    struct quoted quoted = { TEXT_EMPTY, NULL, 0 };
    sqlite3_stmt *prepared = NULL;
    struct table *table = NULL;
    struct error failure = ERROR_INIT;
    const char *rest = "";
    if (!run_open(&run, work, err)) {
        run_close(&run);
        return NULL;
    }
    run.statement = statement;
    struct sql_module *modules = modules_register(&run, sources, n_sources);
    quote_versions(statement, &quoted);
    int code = sqlite3_prepare_v2(run.handle, text_string(&quoted.text), -1, &prepared, &rest);
    if (code == SQLITE_OK && prepared == NULL) {
        fail(&failure, ERROR_SYNTAX, E_MISSING_ARGUMENT, "there is no statement");
    } else if (code == SQLITE_OK && !is_over(rest)) {
        fail(&failure, ERROR_USER, E_SQL, "more than one statement");
        size_t at = given_byte(&quoted, (size_t)(rest - text_string(&quoted.text)));
        at += strspn(statement + at, " \t");
        error_place(&failure, NULL, NULL, 0, utf8_width(statement, at) + 1, token_length(statement + at));
    } else if (code == SQLITE_OK) {
        table = run_prepared(&run, prepared, &code, &failure);
    }
    if (table == NULL && failure.kind == ERROR_NONE)
        fail_statement(&run, code, statement, &quoted, sources, n_sources, &failure);
    sqlite3_finalize(prepared);
    run_close(&run);
    free(modules);
    text_release(&quoted.text);
    free(quoted.added);
    if (table == NULL && err != NULL)
        error_move(err, &failure);
    error_release(&failure);
    return table;
}
