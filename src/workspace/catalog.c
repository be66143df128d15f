/* The catalog: SQLite behind queries that hold their first error. The only source that includes its header. */
#include "catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "schema.h"

/* Another program may hold the file for the moment of its commit. */
enum { BUSY_MILLISECONDS = 5000 };

struct catalog {
    sqlite3 *handle;
    char *path;
};

struct query {
    struct catalog *catalog;
    sqlite3_stmt *statement; /* NULL when it could not be prepared */
    int next_parameter;
    bool stepped, done;
    struct error error; /* the first one */
};

/* The error that the handle holds after CODE. */
static bool catalog_fail(const struct catalog *catalog, int code, struct error *err)
{
    const char *text = catalog->handle != NULL ? sqlite3_errmsg(catalog->handle) : sqlite3_errstr(code);
    int number = catalog->handle != NULL ? sqlite3_system_errno(catalog->handle) : 0;
    switch (code & 0xff) {
    case SQLITE_FULL:
        fail(err, ERROR_SYSTEM, E_FULL, "no space left to write %s", catalog->path);
        error_mend(err, "free some room and run the command again");
        return false;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        fail(err, ERROR_SYSTEM, E_READ_ONLY, "%s cannot be written", catalog->path);
        if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
            error_reason(err,
                         "a command was cut off, and must be taken back by opening the workspace for writing once");
        return false;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(err, ERROR_SYSTEM, E_IN_USE, "%s is in use by another program", catalog->path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        fail(err, ERROR_SYSTEM, E_CORRUPT, "%s is damaged", catalog->path);
        error_reason(err, "%s", text);
        error_mend(err, "put back a copy of the workspace, or load the tables into a new one");
        return false;
    case SQLITE_NOMEM:
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory left for %s", catalog->path);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (number == EACCES || number == EROFS || number == EPERM)
            return fail(err, ERROR_SYSTEM, E_READ_ONLY, "%s cannot be written", catalog->path);
        if (code != SQLITE_IOERR_WRITE)
            break;
        /* A quota or a limit on file sizes; SQLite keeps to itself which. A full disk itself is SQLITE_FULL. */
        fail(err, ERROR_SYSTEM, E_FULL, "no more can be written to %s", catalog->path);
        error_reason(err, "%s", number != 0 ? strerror(number) : "the system refused to let the file grow");
        error_mend(err, "free some room and run the command again");
        return false;
    default:
        break;
    }
    fail(err, ERROR_SYSTEM, E_SYSTEM, "%s: %s", catalog->path, text);
    if (number != 0)
        error_reason(err, "%s", strerror(number));
    return false;
}

/* ---- The file ---- */

static bool catalog_configure(struct catalog *catalog, bool read_only, struct error *err)
{
    sqlite3_extended_result_codes(catalog->handle, 1);
    sqlite3_busy_timeout(catalog->handle, BUSY_MILLISECONDS);
    /* A database from elsewhere must not run code of its own through views or triggers. */
    sqlite3_db_config(catalog->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(catalog->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* Changes stay in memory until the commit, so that readers are kept out for that moment only. */
    if (!catalog_run(catalog, "PRAGMA cache_spill = OFF; PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA;", err))
        return false;
    return !read_only || catalog_run(catalog, "PRAGMA query_only = ON;", err);
}

/* What FILE holds now, in memory: what others write from here on is neither seen nor kept waiting. */
static sqlite3 *copy_into_memory(const struct catalog *catalog, sqlite3 *file, struct error *err)
{
    sqlite3 *memory = NULL;
    int code = sqlite3_open(":memory:", &memory);
    sqlite3_backup *backup = code == SQLITE_OK ? sqlite3_backup_init(memory, "main", file, "main") : NULL;
    if (backup != NULL) {
        sqlite3_backup_step(backup, -1);
        code = sqlite3_backup_finish(backup);
    } else if (code == SQLITE_OK) {
        code = sqlite3_extended_errcode(memory);
    }
    if (code == SQLITE_OK)
        return memory;
    catalog_fail(catalog, code, err);
    sqlite3_close(memory);
    return NULL;
}

static bool catalog_copy(struct catalog *catalog, struct error *err)
{
    sqlite3 *file = catalog->handle;
    sqlite3_extended_result_codes(file, 1);
    sqlite3_busy_timeout(file, BUSY_MILLISECONDS);
    sqlite3 *memory = copy_into_memory(catalog, file, err);
    if (memory == NULL)
        return false;
    catalog->handle = memory;
    sqlite3_close(file);
    return true;
}

struct catalog *catalog_twin(struct catalog *catalog, struct error *err)
{
    struct catalog *twin = allocate(1, sizeof *twin);
    twin->path = copy_text(catalog->path);
    twin->handle = copy_into_memory(catalog, catalog->handle, err);
    if (twin->handle != NULL && catalog_configure(twin, true, err))
        return twin;
    catalog_close(twin);
    return NULL;
}

struct catalog *catalog_blank(struct error *err)
{
    struct catalog *blank = allocate(1, sizeof *blank);
    blank->path = copy_text(":memory:");
    int code = sqlite3_open(blank->path, &blank->handle);
    if (code != SQLITE_OK)
        catalog_fail(blank, code, err);
    if (code == SQLITE_OK && catalog_make(blank, err))
        return blank;
    catalog_close(blank);
    return NULL;
}

struct catalog *catalog_open(const char *path, bool make, bool read_only, struct error *err)
{
    struct catalog *catalog = allocate(1, sizeof *catalog);
    catalog->path = copy_text(path);
    int made = make ? file_open_own(path, O_RDWR) : -1; /* SQLite would leave its rights to umask */
    if (made >= 0)
        close(made);
    int code = sqlite3_open_v2(path, &catalog->handle, SQLITE_OPEN_READWRITE | (make ? SQLITE_OPEN_CREATE : 0), NULL);
    if (code == SQLITE_OK && !read_only && sqlite3_db_readonly(catalog->handle, "main") == 1) {
        fail(err, ERROR_SYSTEM, E_READ_ONLY, "%s cannot be written", path);
        catalog_close(catalog);
        return NULL;
    }
    if (code != SQLITE_OK)
        catalog_fail(catalog, code, err);
    if (code != SQLITE_OK || (read_only && !catalog_copy(catalog, err)) ||
        !catalog_configure(catalog, read_only, err)) {
        catalog_close(catalog);
        return NULL;
    }
    return catalog;
}

void catalog_close(struct catalog *catalog)
{
    if (catalog == NULL)
        return;
    if (sqlite3_close(catalog->handle) != SQLITE_OK)
        bug("a query outlives its catalog");
    free(catalog->path);
    free(catalog);
}

bool catalog_state(struct catalog *catalog, enum catalog_state *state, struct error *err)
{
    int64_t application = 0, version = 0, n_tables = 0;
    bool found;
    if (!query_one_integer(query_new(catalog, "PRAGMA application_id"), &application, &found, err) ||
        !query_one_integer(query_new(catalog, "PRAGMA user_version"), &version, &found, err) ||
        !query_one_integer(query_new(catalog, "SELECT count(*) FROM sqlite_schema"), &n_tables, &found, err))
        return false;
    if (application == 0 && version == 0 && n_tables == 0)
        *state = CATALOG_EMPTY;
    else if (application != SCHEMA_APPLICATION || version < 1)
        *state = CATALOG_FOREIGN;
    else
        *state = version > SCHEMA_VERSION ? CATALOG_NEWER : version < SCHEMA_VERSION ? CATALOG_OLDER : CATALOG_OURS;
    return true;
}

bool catalog_update(struct catalog *catalog, struct error *err)
{
    int64_t version = SCHEMA_VERSION, sealed = 0;
    bool found;
    if (!query_one_integer(query_new(catalog, "PRAGMA query_only"), &sealed, &found, err) ||
        !catalog_run(catalog, "PRAGMA query_only = OFF; BEGIN IMMEDIATE", err))
        return false;
    bool ok = query_one_integer(query_new(catalog, "PRAGMA user_version"), &version, &found, err);
    for (; ok && version < SCHEMA_VERSION; version++)
        ok = catalog_run(catalog, catalog_steps[version - 1], err);
    ok = ok && catalog_run(catalog, "COMMIT", err);
    if (!ok && catalog_in_transaction(catalog))
        catalog_run(catalog, "ROLLBACK", NULL);
    return (!sealed || catalog_run(catalog, "PRAGMA query_only = ON", ok ? err : NULL)) && ok;
}

bool catalog_run(struct catalog *catalog, const char *statements, struct error *err)
{
    int code = sqlite3_exec(catalog->handle, statements, NULL, NULL, NULL);
    return code == SQLITE_OK || catalog_fail(catalog, code, err);
}

bool catalog_make(struct catalog *catalog, struct error *err)
{
    bool ok = true;
    for (const char *const *part = catalog_schema; ok && *part != NULL; part++)
        ok = catalog_run(catalog, *part, err);
    return ok;
}

bool catalog_check(struct catalog *catalog, struct error *err)
{
    struct query *query = query_new(catalog, "PRAGMA integrity_check(1)");
    char *found = query_row(query) ? query_copy(query, 0) : NULL;
    bool ok = query_end(query, err);
    if (ok && (found == NULL || strcmp(found, "ok") != 0)) {
        ok = fail(err, ERROR_SYSTEM, E_CORRUPT, "%s is damaged", catalog->path);
        error_reason(err, "%s", found != NULL ? found : "it cannot be checked");
    }
    free(found);
    if (!ok)
        return false;
    query = query_new(catalog, "PRAGMA foreign_key_check");
    bool dangling = query_row(query);
    if (dangling) {
        fail(err, ERROR_SYSTEM, E_CORRUPT, "%s is damaged", catalog->path);
        error_reason(err, "a row of %s names one that is not there", query_text(query, 0));
    }
    return query_end(query, dangling ? NULL : err) && !dangling;
}

int64_t catalog_last_id(struct catalog *catalog)
{
    return sqlite3_last_insert_rowid(catalog->handle);
}

int64_t catalog_changes(struct catalog *catalog)
{
    return sqlite3_total_changes64(catalog->handle);
}

bool catalog_in_transaction(struct catalog *catalog)
{
    return sqlite3_get_autocommit(catalog->handle) == 0;
}

/* ---- Queries ---- */

static void query_check(struct query *query, int code)
{
    if (code != SQLITE_OK && query->error.kind == ERROR_NONE)
        catalog_fail(query->catalog, code, &query->error);
}

struct query *query_new(struct catalog *catalog, const char *sql)
{
    struct query *query = allocate(1, sizeof *query);
    query->catalog = catalog;
    query_check(query, sqlite3_prepare_v2(catalog->handle, sql, -1, &query->statement, NULL));
    return query;
}

void query_bind_text(struct query *query, const char *text)
{
    query->next_parameter++;
    if (query->error.kind == ERROR_NONE && text != NULL)
        query_check(query, sqlite3_bind_text(query->statement, query->next_parameter, text, -1, SQLITE_TRANSIENT));
}

void query_bind_integer(struct query *query, int64_t value)
{
    query->next_parameter++;
    if (query->error.kind == ERROR_NONE)
        query_check(query, sqlite3_bind_int64(query->statement, query->next_parameter, value));
}

void query_bind_real(struct query *query, double value)
{
    query->next_parameter++;
    if (query->error.kind == ERROR_NONE)
        query_check(query, sqlite3_bind_double(query->statement, query->next_parameter, value));
}

bool query_row(struct query *query)
{
    query->stepped = true;
    if (query->error.kind != ERROR_NONE || query->done)
        return false;
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW)
        return true;
    query->done = true;
    if (code != SQLITE_DONE)
        query_check(query, code);
    return false;
}

const char *query_text(struct query *query, int column)
{
    return (const char *)sqlite3_column_text(query->statement, column);
}

int64_t query_integer(struct query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

double query_real(struct query *query, int column)
{
    return sqlite3_column_double(query->statement, column);
}

char *query_copy(struct query *query, int column)
{
    const char *text = query_text(query, column);
    return text != NULL ? copy_text(text) : NULL;
}

char **query_names(struct query *query)
{
    size_t n = 0;
    char **names = allocate(1, sizeof *names);
    while (query_row(query)) {
        names = reallocate(names, n + 2, sizeof *names);
        names[n++] = query_copy(query, 0);
    }
    names[n] = NULL;
    query_end(query, NULL);
    return names;
}

bool query_end(struct query *query, struct error *err)
{
    if (!query->stepped)
        while (query_row(query))
            ;
    sqlite3_finalize(query->statement);
    bool ok = query->error.kind == ERROR_NONE;
    if (!ok && err != NULL)
        error_move(err, &query->error);
    error_release(&query->error);
    free(query);
    return ok;
}

bool query_one_integer(struct query *query, int64_t *out, bool *found, struct error *err)
{
    *found = query_row(query);
    if (*found)
        *out = query_integer(query, 0);
    return query_end(query, err);
}
