/* Columns into files: each is put into order, hashed and written on its own, so that columns run in parallel and hardly
   anything is held in memory beside the table itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/packed.h"
#include "room.h"

struct store {
    struct workspace *workspace;
    const struct column *columns;
    size_t n_rows;
    const uint32_t *rows;
    char (*hashes)[HASH_TEXT];
    struct work *work;
    struct error *errors; /* one a column */
};

bool column_file_record(struct workspace *workspace, const char *hash, struct stamp stamp, struct error *err)
{
    stamp_settle(stamp);
    struct query *query =
        query_new(workspace->catalog, "INSERT INTO column_file (hash, bytes, modified, changed) VALUES (?, ?, ?, ?) "
                                      "ON CONFLICT (hash) DO UPDATE SET bytes = excluded.bytes, "
                                      "modified = excluded.modified, changed = excluded.changed");
    query_bind_text(query, hash);
    query_bind_integer(query, stamp.bytes);
    query_bind_integer(query, stamp.modified);
    query_bind_integer(query, stamp.changed);
    return query_end(query, err);
}

static void hash_column(void *context, size_t i)
{
    struct store *store = context;
    const struct column *column = &store->columns[i];
    struct column_content content = { column->type, store->n_rows, column_place(column), column->dictionary,
                                      column_width(column) };
    column_content_hash(&content, store->work, store->hashes[i], &store->errors[i]);
    work_advance(store->work, 1);
}

/* Until its hash is known, a column that is put into order is called by its place. */
static void make_column(const struct store *store, size_t i, const struct column_content *content, struct error *err)
{
    char name[32];
    char *folder = path_join(store->workspace->folder, "columns");
    snprintf(name, sizeof name, "column-%zu", i);
    column_file_make(folder, name, content, store->rows, store->work, store->hashes[i], err);
    free(folder);
}

static void store_column(void *context, size_t i)
{
    struct store *store = context;
    const struct column *column = &store->columns[i];
    struct error *err = &store->errors[i];
    struct column_content content = { column->type, store->n_rows, column_place(column), column->dictionary,
                                      column_width(column) };
    if (store->rows != NULL)
        make_column(store, i, &content, err);
    else if (store->hashes[i][0] != '\0' || column_content_hash(&content, store->work, store->hashes[i], err)) {
        char *path = column_file_path(store->workspace, store->hashes[i]);
        column_file_store(path, &content, store->hashes[i], store->work, err);
        free(path);
    }
    work_advance(store->work, 1);
}

/* The first of N errors, in order of columns, so that the message does not depend on threads; the others are freed. */
static bool errors_tell(struct error *errors, size_t n, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        if (ok && errors[i].kind != ERROR_NONE) {
            ok = false;
            if (err != NULL)
                error_move(err, &errors[i]);
        }
        error_release(&errors[i]);
    }
    free(errors);
    return ok;
}

static bool record_files(struct workspace *workspace, char (*hashes)[HASH_TEXT], size_t n, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        char *path = column_file_path(workspace, hashes[i]);
        struct stamp stamp;
        bool ok = stamp_read(path, &stamp) ||
                  fail(err, ERROR_SYSTEM, E_CORRUPT, "column file %s vanished while it was written", path);
        free(path);
        if (!ok || !column_file_record(workspace, hashes[i], stamp, err))
            return false;
    }
    return true;
}

static bool columns_run(struct store *store, size_t n_columns, block_function *function, struct error *err)
{
    store->errors = allocate(n_columns + 1, sizeof *store->errors);
    struct error run_error = ERROR_INIT;
    work_begin(store->work, "columns", n_columns);
    bool ran = work_run(store->work, n_columns, function, store, &run_error);
    work_end(store->work);
    bool ok = errors_tell(store->errors, n_columns, err);
    if (ok && !ran && err != NULL)
        error_move(err, &run_error);
    error_release(&run_error);
    return ok && ran;
}

bool columns_hash(const struct column *columns, size_t n_columns, size_t n_rows, char (*hashes)[HASH_TEXT],
                  struct work *work, struct error *err)
{
    struct store store = { NULL, columns, n_rows, NULL, hashes, work, NULL };
    return columns_run(&store, n_columns, hash_column, err);
}

bool columns_store(struct workspace *workspace, const struct column *columns, size_t n_columns, size_t n_rows,
                   const uint32_t *rows, char (*hashes)[HASH_TEXT], struct work *work, struct error *err)
{
    struct store store = { workspace, columns, n_rows, rows, hashes, work, NULL };
    if (!columns_run(&store, n_columns, store_column, err))
        return false;
    /* A file that a killed program left was not written again, and its name may not have reached the disk. */
    char *folder = path_join(workspace->folder, "columns");
    bool ok = folder_sync(folder, err) && record_files(workspace, hashes, n_columns, err);
    free(folder);
    return ok;
}
