/* The whole workspace against itself: every file that the catalog names, every row that names files, what models say of
   themselves, and the chain of the audit trail. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "room.h"

const char *const verified_names[N_VERIFIED] = { "catalog",       "column files", "tables",
                                                 "feature store", "models",       "audit trail" };

/* Takes what ERR holds, unless it was told before: a damaged file is damaged for all who use it. */
static void add_fault(struct verification *out, enum verified kind, struct error *err)
{
    for (size_t i = 0; i < out->n_faults; i++)
        if (strcmp(out->faults[i].error.what, err->what) == 0) {
            error_release(err);
            return;
        }
    out->faults = reallocate(out->faults, out->n_faults + 1, sizeof *out->faults);
    out->faults[out->n_faults] = (struct fault){ kind, ERROR_INIT };
    error_move(&out->faults[out->n_faults++].error, err);
    out->n_wrong[kind]++;
}

static void count(struct verification *out, enum verified kind, bool ok, struct error *err)
{
    out->n_checked[kind]++;
    if (!ok)
        add_fault(out, kind, err);
}

/* ---- Column files ---- */

struct verify {
    const struct workspace *workspace;
    char **columns;
    struct work *work;
    struct error *errors;
};

static void verify_column(void *context, size_t i)
{
    const struct verify *verify = context;
    char *path = column_file_path(verify->workspace, verify->columns[i]);
    column_file_verify(path, verify->columns[i], verify->work, &verify->errors[i]);
    free(path);
}

/* One table that uses the column file HASH, and the command that loaded it, for the mend; else the feature. */
static void explain_file(struct workspace *workspace, const char *hash, struct error *err)
{
    struct query *query = query_new(
        workspace->catalog,
        "SELECT v.name, c.name, v.command FROM version_column c JOIN version v ON v.id = c.version WHERE c.file = ?1 "
        "UNION ALL SELECT v.name, c.name, v.command FROM arrangement_column x "
        "JOIN arrangement a ON a.id = x.arrangement JOIN version v ON v.id = a.version "
        "JOIN version_column c ON c.version = v.id AND c.part = 0 AND c.position = x.position WHERE x.file = ?1 "
        "UNION ALL SELECT v.name, 'start', v.command FROM arrangement a JOIN version v ON v.id = a.version "
        "WHERE a.start = ?1 LIMIT 1");
    query_bind_text(query, hash);
    bool table = query_row(query);
    if (table)
        damage_explain(workspace, query_text(query, 0), query_text(query, 1), query_text(query, 2), err);
    query_end(query, NULL);
    if (table)
        return;
    query = query_new(workspace->catalog, "SELECT name FROM feature_column WHERE file = ? LIMIT 1");
    query_bind_text(query, hash);
    if (query_row(query)) {
        char *reason = copy_text(err->reason != NULL ? err->reason : "it cannot be read");
        error_reason(err, "%s; it holds the feature %s, which is computed again when it is next used", reason,
                     query_text(query, 0));
        free(reason);
    }
    query_end(query, NULL);
}

static bool is_feature(struct workspace *workspace, const char *hash)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT EXISTS (SELECT 1 FROM feature_column WHERE file = ?1) AND NOT EXISTS "
                                      "(SELECT 1 FROM version_column WHERE file = ?1)");
    query_bind_text(query, hash);
    int64_t only = 0;
    bool found;
    return query_one_integer(query, &only, &found, NULL) && only != 0;
}

static bool verify_columns(struct workspace *workspace, struct work *work, struct verification *out, struct error *err)
{
    char **columns = query_names(query_new(workspace->catalog, "SELECT hash FROM column_file ORDER BY hash"));
    size_t n = 0;
    while (columns[n] != NULL)
        n++;
    struct verify verify = { workspace, columns, work, allocate(n + 1, sizeof(struct error)) };
    bool ok = work_run(work, n, verify_column, &verify, err);
    for (size_t i = 0; i < n; i++) {
        bool wrong = verify.errors[i].kind != ERROR_NONE;
        if (ok && wrong && verify.errors[i].code == E_CORRUPT)
            explain_file(workspace, columns[i], &verify.errors[i]);
        if (ok)
            count(out, is_feature(workspace, columns[i]) ? VERIFIED_FEATURES : VERIFIED_COLUMNS, !wrong,
                  &verify.errors[i]);
        error_release(&verify.errors[i]);
        free(columns[i]);
    }
    free(columns);
    free(verify.errors);
    return ok;
}

/* ---- Rows of the catalog against what they name ---- */

static bool verify_version(struct workspace *workspace, int64_t id, struct error *err)
{
    struct held held;
    if (!held_read(workspace, id, &held, err))
        return false;
    struct table *table = version_map(workspace, &held, PART_TABLE, err), *rest = NULL;
    bool ok = table != NULL;
    if (ok && held.version.n_quarantined > 0)
        ok = (rest = version_map(workspace, &held, PART_QUARANTINE, err)) != NULL;
    table_release(table);
    table_release(rest);
    table_version_release(&held.version);
    return ok;
}

static bool verify_tables(struct workspace *workspace, struct work *work, struct verification *out, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "SELECT id FROM version ORDER BY id");
    bool go_on = true;
    while (go_on && query_row(query)) {
        struct error why = ERROR_INIT;
        count(out, VERIFIED_TABLES, verify_version(workspace, query_integer(query, 0), &why), &why);
        go_on = work_go_on(work, err);
    }
    return query_end(query, go_on ? err : NULL) && go_on;
}

static bool verify_models(struct workspace *workspace, struct work *work, struct verification *out, struct error *err)
{
    char **specs = query_names(query_new(workspace->catalog, "SELECT name || '@' || version FROM model ORDER BY id"));
    bool go_on = true;
    for (size_t i = 0; specs[i] != NULL; i++) {
        struct error why = ERROR_INIT;
        struct model *model = go_on ? workspace_model(workspace, specs[i], &why) : NULL;
        if (go_on)
            count(out, VERIFIED_MODELS, model != NULL, &why);
        go_on = go_on && work_go_on(work, err);
        model_free(model);
        free(specs[i]);
    }
    free(specs);
    return go_on;
}

/* ---- All of it ---- */

bool workspace_verification(struct workspace *workspace, struct work *work, struct verification *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    struct error why = ERROR_INIT;
    bool ok = catalog_check(workspace->catalog, &why) && catalog_fits(workspace->catalog, &why);
    count(out, VERIFIED_CATALOG, ok, &why);
    if (!ok) /* its rows cannot be believed, so that what they name is not looked for */
        return true;
    ok = verify_columns(workspace, work, out, err) && verify_tables(workspace, work, out, err) &&
         verify_models(workspace, work, out, err);
    if (ok)
        count(out, VERIFIED_TRAIL, workspace_audit_verify(workspace, &why), &why);
    else
        verification_release(out);
    return ok;
}

void verification_release(struct verification *verification)
{
    for (size_t i = 0; i < verification->n_faults; i++)
        error_release(&verification->faults[i].error);
    free(verification->faults);
    memset(verification, 0, sizeof *verification);
}

bool workspace_verify(struct workspace *workspace, struct work *work, struct error *err)
{
    struct verification found;
    if (!workspace_verification(workspace, work, &found, err))
        return false;
    bool whole = found.n_faults == 0;
    if (!whole && err != NULL)
        error_move(err, &found.faults[0].error);
    verification_release(&found);
    return whole;
}
