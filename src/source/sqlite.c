/* A table of an SQLite database as a grid. Nothing is written to the database nor beside it, and all rows are of one
   moment. Blocks of rows are read by their row ids; what has none, as views, is one block.

   Values become texts as CSV would spell them, so that one inference serves all formats; bytes become hexadecimal
   digits. NULL is what is missing. */
#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/work.h"
#include "patron/source/source.h"
#include "source/content.h"
#include "source/held.h"
#include "source/limits.h"
#include "source/sheet.h"

enum { BLOCK_ROWS = 16384, BUSY_MILLISECONDS = 2000 };

struct sqlite_grid {
    struct grid grid;
    sqlite3 *handle;
    char *table;
    char *rows;          /* the query for a block */
    int64_t *boundaries; /* row ids: block i begins behind boundary i */
    size_t n_boundaries;
    bool ordered; /* the table has row ids */
    pthread_mutex_t mutex;
    char *trouble; /* what went wrong while rows were read */
};

static bool fail_database(const struct sqlite_grid *db, struct error *err)
{
    int code = sqlite3_errcode(db->handle) & 0xff;
    const char *path = db->grid.path, *text = sqlite3_errmsg(db->handle);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        fail(err, ERROR_SYSTEM, E_DATABASE, "%s is locked by the program that writes it", path);
        error_mend(err, "close that program, or load a copy of the file");
    } else if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
        fail(err, ERROR_DATA, E_DATABASE, "%s is a damaged database", path);
        error_reason(err, "%s", text);
        error_mend(err, "copy it again, when no program writes it");
    } else {
        fail(err, ERROR_SYSTEM, E_DATABASE, "%s cannot be read", path);
        error_reason(err, "%s", text);
    }
    return false;
}

/* The name of a table or column within a statement. */
static void add_quoted(struct text *out, const char *name)
{
    text_add_char(out, '"');
    for (; *name; name++) {
        if (*name == '"')
            text_add_char(out, '"');
        text_add_char(out, *name);
    }
    text_add_char(out, '"');
}

static sqlite3_stmt *prepare(const struct sqlite_grid *db, const char *statement)
{
    sqlite3_stmt *prepared = NULL;
    if (sqlite3_prepare_v2(db->handle, statement, -1, &prepared, NULL) != SQLITE_OK)
        return NULL;
    return prepared;
}

/* Which table. */

static bool fail_table(const struct sqlite_grid *db, const char *wanted, char *const *names, size_t n,
                       struct error *err)
{
    struct text all = TEXT_EMPTY;
    struct nearest nearest;
    nearest_init(&nearest, wanted ? wanted : "");
    for (size_t i = 0; i < n; i++) {
        text_add_format(&all, "%s%s", i ? ", " : "", names[i]);
        nearest_offer(&nearest, names[i]);
    }
    if (wanted)
        fail(err, ERROR_USER, E_NO_SUCH_TABLE, "%s has no table '%s'", db->grid.path, wanted);
    else if (n)
        fail(err, ERROR_USER, E_NO_SUCH_TABLE, "%s has %zu tables", db->grid.path, n);
    else
        fail(err, ERROR_DATA, E_NO_SUCH_TABLE, "%s has no tables", db->grid.path);
    if (n)
        error_reason(err, "its tables are %s", text_string(&all));
    if (n && (!wanted || nearest.best))
        error_mend(err, "table=%s", wanted ? nearest.best : names[0]);
    text_release(&all);
    return false;
}

static bool choose_table(struct sqlite_grid *db, const char *wanted, struct error *err)
{
    sqlite3_stmt *list = prepare(db, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND "
                                     "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid");
    char **names = NULL;
    size_t n = 0;
    int code = SQLITE_ERROR;
    while (list && (code = sqlite3_step(list)) == SQLITE_ROW) {
        names = reallocate(names, n + 1, sizeof *names);
        names[n] = copy_text((const char *)sqlite3_column_text(list, 0));
        if (wanted ? sqlite3_stricmp(wanted, names[n]) == 0 : n == 0)
            db->table = copy_text(names[n]);
        n++;
    }
    bool good = code == SQLITE_DONE || fail_database(db, err);
    if (good && (!db->table || (!wanted && n > 1)))
        good = fail_table(db, wanted, names, n, err);
    sqlite3_finalize(list);
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return good;
}

/* What is in it. */

static bool take_columns(struct sqlite_grid *db, struct error *err)
{
    struct text statement = TEXT_EMPTY;
    text_add(&statement, "SELECT * FROM ");
    add_quoted(&statement, db->table);
    sqlite3_stmt *select = prepare(db, text_string(&statement));
    text_release(&statement);
    if (!select)
        return fail_database(db, err);
    int n = sqlite3_column_count(select);
    db->grid.width = (size_t)n;
    db->grid.names = allocate((size_t)n, sizeof *db->grid.names);
    for (int i = 0; i < n; i++)
        db->grid.names[i] = copy_text(sqlite3_column_name(select, i));
    sqlite3_finalize(select);
    return true;
}

/* Where blocks begin: every BLOCK_ROWS-th row id. A table without row ids is told from one with by asking. */
static bool find_boundaries(struct sqlite_grid *db, struct work *work, struct error *err)
{
    struct text statement = TEXT_EMPTY;
    text_add(&statement, "SELECT rowid FROM ");
    add_quoted(&statement, db->table);
    text_add(&statement, " ORDER BY rowid");
    sqlite3_stmt *ids = prepare(db, text_string(&statement));
    text_release(&statement);
    size_t n = 0;
    int code = SQLITE_DONE;
    /* A view answers rowid with NULL, a column of that name with its value: neither is to be relied on. */
    while (ids && (code = sqlite3_step(ids)) == SQLITE_ROW && sqlite3_column_type(ids, 0) == SQLITE_INTEGER) {
        if (n++ % BLOCK_ROWS == 0) {
            db->boundaries = reallocate(db->boundaries, db->n_boundaries + 1, sizeof *db->boundaries);
            db->boundaries[db->n_boundaries++] = sqlite3_column_int64(ids, 0);
            if (!work_go_on(work, err)) {
                sqlite3_finalize(ids);
                return false;
            }
        }
    }
    db->ordered = ids && code == SQLITE_DONE;
    bool good = !ids || code == SQLITE_DONE || code == SQLITE_ROW || fail_database(db, err);
    sqlite3_finalize(ids);
    if (!db->ordered)
        db->n_boundaries = 1;
    return good;
}

static bool is_table(struct sqlite_grid *db)
{
    sqlite3_stmt *type = prepare(db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
    bool table = false;
    if (type && sqlite3_bind_text(type, 1, db->table, -1, SQLITE_STATIC) == SQLITE_OK)
        table = sqlite3_step(type) == SQLITE_ROW;
    sqlite3_finalize(type);
    for (size_t i = 0; i < db->grid.width; i++)
        table = table && sqlite3_stricmp(db->grid.names[i], "rowid") != 0;
    return table;
}

static bool plan_blocks(struct sqlite_grid *db, struct work *work, struct error *err)
{
    struct text statement = TEXT_EMPTY;
    db->n_boundaries = 1;
    if (is_table(db)) {
        db->n_boundaries = 0;
        if (!find_boundaries(db, work, err))
            return false;
    }
    text_add(&statement, "SELECT * FROM ");
    add_quoted(&statement, db->table);
    if (db->ordered)
        text_add(&statement, " WHERE rowid >= ? AND rowid < ? ORDER BY rowid");
    db->rows = text_take(&statement);
    db->grid.end = db->n_boundaries;
    return true;
}

/* Rows. */

/* The value as a text; false when it is none that can be kept. */
static bool take_value(sqlite3_stmt *select, int i, struct text *out)
{
    char number[40];
    const unsigned char *bytes;
    size_t length = (size_t)sqlite3_column_bytes(select, i);
    text_clear(out);
    switch (sqlite3_column_type(select, i)) {
    case SQLITE_INTEGER:
        text_add_format(out, "%" PRId64, (int64_t)sqlite3_column_int64(select, i));
        return true;
    case SQLITE_FLOAT:
        number_format(sqlite3_column_double(select, i), number);
        text_add(out, number);
        return true;
    case SQLITE_TEXT:
        bytes = sqlite3_column_text(select, i);
        text_add_bytes(out, (const char *)bytes, length);
        return utf8_valid((const char *)bytes, length) && (!length || !memchr(bytes, 0, length));
    case SQLITE_BLOB:
        bytes = sqlite3_column_blob(select, i);
        for (size_t b = 0; b < length; b++)
            text_add_format(out, "%02x", bytes[b]);
        return true;
    default:
        return true;
    }
}

static void refuse_row(const struct sqlite_grid *db, sqlite3_stmt *select, struct cells *out, uint32_t line,
                       size_t column)
{
    struct text raw = TEXT_EMPTY, value = TEXT_EMPTY;
    for (size_t i = 0; i < out->width; i++) {
        bool good = take_value(select, (int)i, &value);
        sheet_add_raw(&raw, good ? text_string(&value) : "?", good ? value.length : 1, i == 0);
    }
    cells_add_flaw(out, line, text_string(&raw), raw.length, "'%s' holds text that is no UTF-8",
                   db->grid.names[column]);
    text_release(&raw);
    text_release(&value);
}

static void take_row(const struct sqlite_grid *db, sqlite3_stmt *select, struct cells *out, struct text *value)
{
    uint32_t line = (uint32_t)(out->n_rows + out->n_flaws);
    for (size_t i = 0; i < out->width; i++) {
        if (!take_value(select, (int)i, value)) {
            cells_forget(out, i);
            refuse_row(db, select, out, line, i);
            return;
        }
        if (sqlite3_column_type(select, (int)i) == SQLITE_BLOB) {
            out->bytes_in = out->bytes_in ? out->bytes_in : allocate(out->width, sizeof *out->bytes_in);
            out->bytes_in[i] = true;
        }
        int type = sqlite3_column_type(select, (int)i);
        bool number = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
        if (!(number ? cells_add_number : cells_add)(out, i, text_string(value), value->length))
            return;
    }
    cells_end_row(out, 0, line);
}

static void note_trouble(struct sqlite_grid *db, struct cells *out)
{
    free(db->trouble);
    db->trouble = copy_text(sqlite3_errmsg(db->handle));
    out->stop = STOP_BINARY;
}

/* Positions are blocks; they are read one at a time, for there is one connection, and learned side by side. */
static void sqlite_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out,
                        uint64_t *end)
{
    struct sqlite_grid *db = (struct sqlite_grid *)(uintptr_t)grid;
    struct text value = TEXT_EMPTY;
    int code = SQLITE_ERROR;
    (void)sure;
    *end = limit;
    *out = (struct cells){ .width = grid->width, .start = start, .decimal = grid->decimal };
    if (start == limit)
        return;
    pthread_mutex_lock(&db->mutex);
    sqlite3_stmt *select = prepare(db, db->rows);
    if (select && db->ordered) {
        sqlite3_bind_int64(select, 1, db->boundaries[start]);
        if (limit < db->n_boundaries)
            sqlite3_bind_int64(select, 2, db->boundaries[limit]);
        else
            sqlite3_bind_double(select, 2, 1e300);
    }
    while (select && out->stop == STOP_NONE && (code = sqlite3_step(select)) == SQLITE_ROW)
        take_row(db, select, out, &value);
    if (out->stop == STOP_NONE && code != SQLITE_DONE)
        note_trouble(db, out);
    sqlite3_finalize(select);
    pthread_mutex_unlock(&db->mutex);
    out->n_lines = out->n_rows + out->n_flaws;
    text_release(&value);
}

static uint64_t sqlite_guess(const struct grid *grid, uint64_t position)
{
    (void)grid;
    return position;
}

static void sqlite_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out)
{
    (void)grid;
    sheet_add_raw_row(out, cells, row);
}

static void sqlite_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field,
                          struct spot *out)
{
    (void)grid;
    (void)cells;
    (void)row;
    *out = (struct spot){ .column = field + 1 };
}

static bool sqlite_explain(const struct grid *grid, const struct cells *cells, struct error *err)
{
    const struct sqlite_grid *db = (const struct sqlite_grid *)grid;
    if (cells->stop == STOP_MEMORY)
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the rows of %s", grid->path);
    if (cells->stop == STOP_LONG_FIELD) {
        fail_long_cell(err, "a value");
        error_reason(err, "it is in '%s' of %s", db->table, grid->path);
        return mend_long_cell(err);
    }
    fail(err, ERROR_DATA, E_DATABASE, "%s is a damaged database", grid->path);
    error_reason(err, "while '%s' was read: %s", db->table, db->trouble);
    error_mend(err, "copy it again, when no program writes it");
    return false;
}

static void sqlite_close(struct grid *grid)
{
    struct sqlite_grid *db = (struct sqlite_grid *)grid;
    sqlite3_close(db->handle);
    pthread_mutex_destroy(&db->mutex);
    grid_free_names(grid);
    free(db->boundaries);
    free(db->trouble);
    free(db->table);
    free(db->rows);
    free(db);
}

/* The file. */

static bool check_head(const char *path, bool held, uint64_t *n_bytes, bool *logged, struct error *err)
{
    struct file_map map;
    if (held) {
        fail(err, ERROR_USER, E_DATABASE, "%s: a database is read from a file of its own", path);
        error_mend(err, "unpack it first");
        return false;
    }
    if (!file_map_open_foreign(path, &map, err))
        return false;
    const char *what = map.length ? content_kind((const unsigned char *)map.bytes, map.length) : "empty";
    bool good = map.length >= 16 && memcmp(map.bytes, "SQLite format 3", 16) == 0;
    *n_bytes = map.length;
    *logged = good && map.length > 18 && map.bytes[18] == 2;
    if (!good) {
        fail(err, ERROR_DATA, E_DATABASE, "%s is no SQLite database", path);
        error_reason(err, "it is %s", what ? what : "something else");
        error_mend(err, "unpack it, if it is compressed");
    }
    file_map_close(&map);
    return good;
}

static bool is_there(const char *path, const char *suffix)
{
    struct text name = TEXT_EMPTY;
    text_add_format(&name, "%s%s", path, suffix);
    bool there = file_exists(text_string(&name));
    text_release(&name);
    return there;
}

/* PATH as SQLite wants it, for reading only. For a database with a write-ahead log SQLite would make files beside it,
   unless it is told that nobody writes, which is so when there is no log. */
static char *address(const char *path, bool logged)
{
    struct text out = TEXT_EMPTY;
    bool quiet = logged && !is_there(path, "-wal") && !is_there(path, "-shm");
    text_add(&out, "file:");
    for (; *path; path++)
        if (strchr("%?#", *path))
            text_add_format(&out, "%%%02x", (unsigned)*path);
        else
            text_add_char(&out, *path);
    text_add(&out, quiet ? "?mode=ro&immutable=1" : "?mode=ro");
    return text_take(&out);
}

bool sqlite_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
                 struct error *err)
{
    uint64_t n_bytes;
    bool logged;
    if (!check_head(path, options->held != NULL, &n_bytes, &logged, err))
        return false;
    struct sqlite_grid *db = allocate(1, sizeof *db);
    db->grid = (struct grid){ .path = path,
                              .n_bytes = n_bytes,
                              .has_header = true,
                              .first_line = 1,
                              .block = 1,
                              .decimal = options->decimal ? options->decimal : '.',
                              .guess = sqlite_guess,
                              .read = sqlite_read,
                              .raw = sqlite_raw,
                              .locate = sqlite_locate,
                              .explain = sqlite_explain,
                              .close = sqlite_close };
    pthread_mutex_init(&db->mutex, NULL);
    char *name = address(path, logged);
    bool good = sqlite3_open_v2(name, &db->handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                                NULL) == SQLITE_OK;
    free(name);
    if (good)
        sqlite3_busy_timeout(db->handle, BUSY_MILLISECONDS);
    good = good && sqlite3_exec(db->handle, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
    if (!good)
        fail_database(db, err);
    if (!good || !choose_table(db, options->table, err) || !take_columns(db, err) || !plan_blocks(db, work, err)) {
        sqlite_close(&db->grid);
        return false;
    }
    *out = &db->grid;
    return true;
}
