/* A version of a table that nobody needs is dropped. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "room.h"

/* What keeps the version ?1, called ?2 (orders@3): a reason as people read it, the first that there is. */
static const char holders[] =
    "SELECT 'it is in use' FROM snapshot_table WHERE version = ?1 AND snapshot = ?3 "
    "UNION ALL SELECT 'the snapshot ' || n.name || ' has it' FROM snapshot_name n "
    "  JOIN snapshot_table t ON t.snapshot = n.snapshot WHERE t.version = ?1 "
    "UNION ALL SELECT m.name || '@' || m.version || ' was made from it' FROM model m "
    "  JOIN snapshot s ON s.hash = m.snapshot JOIN snapshot_table t ON t.snapshot = s.id WHERE t.version = ?1 "
    "UNION ALL SELECT name || '@' || number || ' was made from it' FROM version "
    "  WHERE instr(',' || sources || ',', ',' || ?2 || ',') > 0";

/* Fails when something needs the version. */
static bool version_is_free(struct workspace *workspace, int64_t id, const char *spec, struct error *err)
{
    struct query *query = query_new(workspace->catalog, holders);
    query_bind_integer(query, id);
    query_bind_text(query, spec);
    query_bind_integer(query, snapshot_in_use(workspace));
    char *why = query_row(query) ? query_copy(query, 0) : NULL;
    bool ok = query_end(query, err);
    if (ok && why) {
        ok = fail(err, ERROR_USER, E_NEEDED, "%s cannot be dropped: %s", spec, why);
        error_mend(err, "use another snapshot before, and drop what was made from it");
    }
    free(why);
    return ok;
}

static bool run_with(struct workspace *workspace, const char *statement, int64_t id, struct error *err)
{
    struct query *query = query_new(workspace->catalog, statement);
    query_bind_integer(query, id);
    return query_end(query, err);
}

/* The number of a version that was dropped names no other one later: NAME's next is beyond NUMBER. */
static bool number_keep(struct workspace *workspace, const char *name, int number, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    const char *key = arena_format(&arena, ".number.%s", name);
    bool ok =
        state_integer(workspace, key) >= number || state_write(workspace, key, arena_format(&arena, "%d", number), err);
    arena_release(&arena);
    return ok;
}

static bool version_delete(struct workspace *workspace, int64_t id, struct error *err)
{
    static const char *const statements[] = {
        /* Snapshots that have it are no one's: version_is_free. */
        "DELETE FROM snapshot_table WHERE snapshot IN (SELECT snapshot FROM snapshot_table WHERE version = ?1)",
        "DELETE FROM snapshot WHERE id NOT IN (SELECT snapshot FROM snapshot_table) AND ?1 = ?1",
        "DELETE FROM arrangement_column WHERE arrangement IN (SELECT id FROM arrangement WHERE version = ?1)",
        "DELETE FROM arrangement WHERE version = ?1",
        "DELETE FROM version_column WHERE version = ?1",
        "DELETE FROM version WHERE id = ?1",
    };
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof statements / sizeof *statements; i++)
        ok = run_with(workspace, statements[i], id, err);
    return ok;
}

bool workspace_drop_version(struct workspace *workspace, const char *name, int version, uint64_t *n_rows,
                            struct error *err)
{
    struct table_version info;
    if (!workspace_table_info(workspace, name, version, &info, err))
        return false;
    *n_rows = info.n_rows;
    table_version_release(&info);
    int64_t id = 0;
    bool found = false;
    struct query *query = query_new(workspace->catalog, "SELECT id FROM version WHERE name = ? AND number = ?");
    query_bind_text(query, name);
    query_bind_integer(query, version);
    if (!query_one_integer(query, &id, &found, err) || !change_begin(workspace, err))
        return false;
    struct arena arena;
    arena_init(&arena);
    const char *spec = arena_format(&arena, "%s@%d", name, version);
    bool ok = version_is_free(workspace, id, spec, err) && number_keep(workspace, name, version, err) &&
              version_delete(workspace, id, err);
    arena_release(&arena);
    mapped_forget(workspace);
    return change_end(workspace, ok, err);
}
