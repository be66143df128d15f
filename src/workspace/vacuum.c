/* Files and the catalog against each other: what nobody names is removed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lock.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "room.h"

/* ---- Vacuum ---- */

/* Sorted texts of a query's first column. */
struct names {
    char **items;
    size_t n;
};

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool names_read(struct names *names, struct query *query, struct error *err)
{
    *names = (struct names){ NULL, 0 };
    while (query_row(query)) {
        names->items = reallocate(names->items, names->n + 1, sizeof *names->items);
        names->items[names->n++] = query_copy(query, 0);
    }
    if (names->n > 1)
        qsort(names->items, names->n, sizeof *names->items, compare_texts);
    return query_end(query, err);
}

static bool names_hold(const struct names *names, const char *name)
{
    return names->n > 0 && bsearch(&name, names->items, names->n, sizeof *names->items, compare_texts) != NULL;
}

static void names_free(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
}

/* Names that only this room gives: the rest of a write that was cut off, a column's hash, a model's file. A file that
   somebody else put into our folders is left alone. */
static bool is_temporary(const char *name)
{
    return name[0] == '.' && strstr(name, ".tmp-") != NULL;
}

static bool is_column(const char *name)
{
    return strlen(name) == HASH_TEXT - 1 && strspn(name, "0123456789abcdef") == HASH_TEXT - 1;
}

static bool is_model(const char *name)
{
    const char *version = strrchr(name, '-');
    if (version == NULL || version[1] != 'v')
        return false;
    size_t n_digits = strspn(version + 2, "0123456789");
    return n_digits > 0 && strcmp(version + 2 + n_digits, ".json") == 0;
}

static bool folder_vacuum(const struct workspace *workspace, const char *name, bool (*is_ours)(const char *),
                          const struct names *wanted, size_t *n_removed, struct error *err)
{
    char *folder = path_join(workspace->folder, name);
    char **files = folder_list(folder, err);
    bool ok = files != NULL;
    for (size_t i = 0; files != NULL && files[i] != NULL; i++) {
        if (is_temporary(files[i]) || (is_ours(files[i]) && !names_hold(wanted, files[i]))) {
            char *path = path_join(folder, files[i]);
            if (unlink(path) == 0)
                (*n_removed)++;
            free(path);
        }
        free(files[i]);
    }
    free(files);
    free(folder);
    return ok;
}

bool workspace_vacuum(struct workspace *workspace, size_t *n_removed, struct error *err)
{
    *n_removed = 0;
    if (!change_begin(workspace, err))
        return false;
    /* Files known to the catalog and used by nothing in it: arrangements that were replaced, columns made anew. */
    static const char forget[] = "DELETE FROM column_file WHERE hash NOT IN (SELECT file FROM version_column) "
                                 "AND hash NOT IN (SELECT file FROM arrangement_column) "
                                 "AND hash NOT IN (SELECT start FROM arrangement) "
                                 "AND hash NOT IN (SELECT file FROM feature_column)";
    if (!change_end(workspace, catalog_run(workspace->catalog, forget, err), err))
        return false;
    if (workspace->depth > 0) /* a transaction may still be taken back, and then its files are wanted */
        return true;
    struct lock *alone;
    if (!lock_without_readers(workspace->folder, &alone)) /* what they may still open goes another time */
        return true;
    struct names columns, models = { NULL, 0 };
    bool ok = names_read(&columns, query_new(workspace->catalog, "SELECT hash FROM column_file"), err) &&
              names_read(&models, query_new(workspace->catalog, "SELECT name || '-v' || version || '.json' FROM model"),
                         err) &&
              folder_vacuum(workspace, "columns", is_column, &columns, n_removed, err) &&
              folder_vacuum(workspace, "models", is_model, &models, n_removed, err);
    names_free(&columns);
    names_free(&models);
    lock_release(alone);
    return ok;
}
