/* Making, opening and closing a workspace, and its transactions. */
#include "patron/workspace/workspace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lock.h"
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "room.h"
#include "schema.h"

static const char catalog_name[] = "catalog.sqlite";
/* All that a workspace whose making was cut off can hold. */
static const char *const own_names[] = {
    "catalog.sqlite", "catalog.sqlite-journal", "columns", "lock", "models", "readers", "written", NULL
};

static char *last_part(const char *folder)
{
    size_t end = strlen(folder);
    while (end > 1 && folder[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && folder[start - 1] != '/')
        start--;
    if (end - start == 1 && folder[start] == '.') {
        char *whole = realpath(folder, NULL);
        char *name = whole != NULL ? last_part(whole) : copy_text(".");
        free(whole);
        return name;
    }
    return copy_bytes(folder + start, end - start);
}

static struct workspace *workspace_new(const char *folder, bool read_only)
{
    struct workspace *workspace = allocate(1, sizeof *workspace);
    workspace->folder = copy_text(folder);
    workspace->name = last_part(folder);
    workspace->read_only = read_only;
    return workspace;
}

void workspace_close(struct workspace *workspace)
{
    if (workspace == NULL)
        return;
    while (workspace->depth > 0)
        workspace_rollback(workspace);
    workspace_settle(workspace, &(struct error)ERROR_INIT);
    if (workspace->catalog != NULL)
        written_settle(workspace, NULL); /* else when it is opened again */
    mapped_forget(workspace);
    catalog_close(workspace->catalog);
    lock_release(workspace->lock);
    revealed_forget(workspace);
    free(workspace->folder);
    free(workspace->name);
    free(workspace);
}

/* ---- Making ---- */

static bool is_own_name(const char *name)
{
    for (size_t i = 0; own_names[i] != NULL; i++)
        if (strcmp(own_names[i], name) == 0)
            return true;
    return false;
}

/* Whether FOLDER holds nothing, or nothing but the beginnings of a workspace. */
static bool folder_is_free(const char *folder, struct error *err)
{
    char **names = folder_list(folder, err);
    if (names == NULL)
        return false;
    bool is_free = true;
    for (size_t i = 0; names[i] != NULL; i++) {
        is_free = is_free && is_own_name(names[i]);
        free(names[i]);
    }
    free(names);
    if (!is_free)
        fail(err, ERROR_USER, E_FILE_EXISTS, "%s exists and holds other files", folder);
    return is_free;
}

static bool make_part(const char *folder, const char *name, struct error *err)
{
    char *path = path_join(folder, name);
    bool ok = folder_make_own(path, err);
    free(path);
    return ok;
}

static bool fill_catalog(struct workspace *workspace, struct error *err)
{
    enum catalog_state state;
    if (!catalog_state(workspace->catalog, &state, err))
        return false;
    if (state != CATALOG_EMPTY) {
        fail(err, ERROR_USER, E_FILE_EXISTS, "workspace %s exists", workspace->folder);
        error_mend(err, "open %s", workspace->folder);
        return false;
    }
    if (!change_begin(workspace, err))
        return false;
    bool ok = catalog_make(workspace->catalog, err) && secret_take(workspace, err);
    return change_end(workspace, ok, err);
}

struct workspace *workspace_make(const char *folder, struct error *err)
{
    if (file_exists(folder) && !folder_exists(folder)) {
        fail(err, ERROR_USER, E_FILE_EXISTS, "%s exists and is a file", folder);
        return NULL;
    }
    if (folder_exists(folder) && !folder_is_free(folder, err))
        return NULL;
    if (!folder_make_own(folder, err) || !make_part(folder, "columns", err) || !make_part(folder, "models", err))
        return NULL;
    struct workspace *workspace = workspace_new(folder, false);
    char *path = path_join(folder, catalog_name);
    /* The catalog comes last: with it, the workspace is there. */
    bool ok = (workspace->lock = lock_take(folder, err)) != NULL && folder_sync(folder, err) &&
              (workspace->catalog = catalog_open(path, true, false, err)) != NULL && fill_catalog(workspace, err);
    free(path);
    if (!ok) {
        workspace_close(workspace);
        return NULL;
    }
    return workspace;
}

/* ---- Opening ---- */

static bool not_workspace(const char *folder, const char *reason, struct error *err)
{
    fail(err, ERROR_USER, E_NOT_WORKSPACE, "%s is not a workspace", folder);
    error_reason(err, "%s", reason);
    error_mend(err, "new %s", folder);
    return false;
}

static bool check_catalog(struct workspace *workspace, struct error *err)
{
    enum catalog_state state;
    if (!catalog_state(workspace->catalog, &state, err))
        return false;
    switch (state) {
    case CATALOG_EMPTY:
        return not_workspace(workspace->folder, "its catalog is empty: its making was cut off", err);
    case CATALOG_FOREIGN:
        return not_workspace(workspace->folder, "its catalog was made by another program", err);
    case CATALOG_NEWER:
        return fail(err, ERROR_USER, E_NEWER, "workspace %s was made by a newer version of this program",
                    workspace->folder);
    case CATALOG_OLDER:
        return catalog_update(workspace->catalog, err) && catalog_fits(workspace->catalog, err);
    case CATALOG_OURS:
    default:
        return catalog_fits(workspace->catalog, err);
    }
}

static bool find_catalog(const char *folder, const char *path, struct error *err)
{
    if (file_exists(path))
        return true;
    if (folder_exists(folder))
        return not_workspace(folder, "it has no catalog", err);
    if (file_exists(folder))
        return not_workspace(folder, "it is a file", err);
    fail(err, ERROR_USER, E_NO_FOLDER, "no folder %s", folder);
    error_mend(err, "new %s", folder);
    return false;
}

bool workspace_exists(const char *folder)
{
    char *path = path_join(folder, catalog_name);
    bool found = file_exists(path);
    free(path);
    return found;
}

struct workspace *workspace_open(const char *folder, bool read_only, struct error *err)
{
    struct workspace *workspace = workspace_new(folder, read_only);
    char *path = path_join(folder, catalog_name);
    bool ok = find_catalog(folder, path, err);
    if (ok) /* before the catalog is copied: from then on all that it names stays */
        workspace->lock = read_only ? lock_join_readers(folder) : lock_take(folder, err);
    ok = ok && (read_only || workspace->lock != NULL) &&
         (workspace->catalog = catalog_open(path, false, read_only, err)) != NULL && check_catalog(workspace, err) &&
         secret_take(workspace, err);
    free(path);
    if (ok && !read_only) {
        /* What a killed program left. It takes room and nothing else, so that failing to remove it is no failure. */
        size_t n_removed;
        written_settle(workspace, NULL);
        models_settle(workspace);
        workspace_vacuum(workspace, &n_removed, NULL);
    }
    if (!ok) {
        workspace_close(workspace);
        return NULL;
    }
    return workspace;
}

int64_t workspace_writer(const char *folder)
{
    return lock_holder(folder);
}

struct workspace *workspace_copy(struct workspace *workspace, struct error *err)
{
    struct workspace *copy = workspace_new(workspace->folder, true);
    copy->beside_writer = !workspace->read_only;
    copy->used_snapshot = workspace->used_snapshot;
    copy->secret = workspace->secret; /* pseudonyms are the same in a job */
    workspace_reveal(copy, (const char *const *)(void *)workspace->revealed, workspace->n_revealed);
    copy->lock = lock_join_readers(workspace->folder);
    copy->catalog = catalog_twin(workspace->catalog, err);
    if (copy->catalog != NULL)
        return copy;
    workspace_close(copy);
    return NULL;
}

const char *workspace_folder(const struct workspace *workspace)
{
    return workspace->folder;
}

const char *workspace_name(const struct workspace *workspace)
{
    return workspace->name;
}

bool workspace_read_only(const struct workspace *workspace)
{
    return workspace->read_only;
}

/* ---- Transactions: the outermost is SQLite's own, inner ones are its savepoints ---- */

static bool begin(struct workspace *workspace, struct error *err)
{
    bool inner = workspace->depth > 0 || workspace->gathering;
    if (inner && !catalog_in_transaction(workspace->catalog))
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "the command was taken back after an error in %s", catalog_name);
    if (!catalog_run(workspace->catalog, inner ? "SAVEPOINT inner" : "BEGIN IMMEDIATE", err))
        return false;
    if (workspace->depth == 0)
        workspace->changes_before = catalog_changes(workspace->catalog);
    workspace->depth++;
    return true;
}

static void take_back(struct workspace *workspace)
{
    if (workspace->depth == 0)
        return;
    workspace->depth--;
    if (catalog_in_transaction(workspace->catalog))
        catalog_run(workspace->catalog,
                    workspace->depth > 0 || workspace->gathering ? "ROLLBACK TO inner; RELEASE inner" : "ROLLBACK",
                    NULL);
    if (workspace->depth == 0)
        workspace->step = 0;
    mapped_forget(workspace); /* numbers given out in the transaction will be given again */
}

static bool keep(struct workspace *workspace, struct error *err)
{
    if (!catalog_in_transaction(workspace->catalog)) {
        take_back(workspace);
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "the command was taken back after an error in %s", catalog_name);
    }
    bool inner = workspace->depth > 1 || workspace->gathering;
    if (!inner && file_call_fails()) { /* in a test */
        take_back(workspace);
        return fail_errno(err, errno, "cannot write", catalog_name);
    }
    if (!catalog_run(workspace->catalog, inner ? "RELEASE inner" : "COMMIT", err)) {
        take_back(workspace);
        return false;
    }
    if (--workspace->depth == 0)
        workspace->step = 0;
    return true;
}

/* How long commands wait for those that follow: what a killed program loses of a file's definitions, and how long
   another program may have to wait for the catalog. */
static const double gathering_seconds = 0.2;

bool workspace_gather(struct workspace *workspace, struct error *err)
{
    if (workspace->read_only || workspace->depth > 0)
        return true;
    if (workspace->gathering && clock_seconds() - workspace->gathering_since > gathering_seconds &&
        !workspace_settle(workspace, err))
        return false;
    if (workspace->gathering)
        return true;
    if (!catalog_run(workspace->catalog, "BEGIN IMMEDIATE", err))
        return false;
    workspace->gathering = true;
    workspace->gathering_since = clock_seconds();
    return true;
}

bool workspace_settle(struct workspace *workspace, struct error *err)
{
    if (!workspace->gathering || workspace->depth > 0)
        return true;
    workspace->gathering = false;
    if (catalog_in_transaction(workspace->catalog) && catalog_run(workspace->catalog, "COMMIT", err))
        return true;
    if (catalog_in_transaction(workspace->catalog))
        catalog_run(workspace->catalog, "ROLLBACK", NULL);
    mapped_forget(workspace);
    if (err->kind == ERROR_NONE)
        fail(err, ERROR_SYSTEM, E_SYSTEM, "the definitions of the last lines were taken back after an error in %s",
             catalog_name);
    return false;
}

bool change_begin(struct workspace *workspace, struct error *err)
{
    if (!workspace->read_only)
        return begin(workspace, err);
    fail(err, ERROR_USER, E_READ_ONLY, "workspace %s was opened for reading only", workspace->folder);
    error_mend(err, "open %s", workspace->folder);
    return false;
}

bool change_end(struct workspace *workspace, bool ok, struct error *err)
{
    if (ok)
        return keep(workspace, err);
    take_back(workspace);
    return false;
}

/* Commands that only read may run in a transaction too; in a read-only workspace it has nothing to keep. */
bool workspace_begin(struct workspace *workspace, struct error *err)
{
    return workspace->read_only || begin(workspace, err);
}

bool workspace_commit(struct workspace *workspace, struct error *err)
{
    return workspace->depth == 0 || keep(workspace, err);
}

bool workspace_has_changed(const struct workspace *workspace)
{
    return workspace->depth > 0 && catalog_changes(workspace->catalog) != workspace->changes_before;
}

void workspace_rollback(struct workspace *workspace)
{
    take_back(workspace);
}
