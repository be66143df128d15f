/* One space of names: tables, features, sets, targets, populations, models, segments, snapshots. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/parameter.h"
#include "room.h"

static const char *const kind_texts[] = {
    [NAME_NONE] = "nothing",    [NAME_TABLE] = "table",          [NAME_FEATURE] = "feature",
    [NAME_SET] = "feature set", [NAME_TARGET] = "target",        [NAME_POPULATION] = "population",
    [NAME_MODEL] = "model",     [NAME_SEGMENT] = "segmentation", [NAME_SNAPSHOT] = "snapshot",
};

const char *name_kind_text(enum name_kind kind)
{
    return kind_texts[kind];
}

/* Whose NAME is: what the snapshot in use and the workspace have, and then what other snapshots have. */
static enum name_kind name_owner(struct workspace *workspace, const char *name, bool other_snapshots)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT kind FROM definition WHERE name = ?1 "
                                      "UNION ALL SELECT ?2 FROM version v WHERE v.name = ?1 AND "
                                      "  (?3 OR v.id IN (SELECT version FROM snapshot_table WHERE snapshot = ?4)) "
                                      "UNION ALL SELECT iif(segment, ?5, ?6) FROM model WHERE name = ?1 "
                                      "UNION ALL SELECT ?7 FROM snapshot_name WHERE name = ?1 LIMIT 1");
    query_bind_text(query, name);
    query_bind_integer(query, NAME_TABLE);
    query_bind_integer(query, other_snapshots);
    query_bind_integer(query, snapshot_in_use(workspace));
    query_bind_integer(query, NAME_SEGMENT);
    query_bind_integer(query, NAME_MODEL);
    query_bind_integer(query, NAME_SNAPSHOT);
    int64_t kind = NAME_NONE;
    bool found;
    query_one_integer(query, &kind, &found, NULL);
    return (enum name_kind)kind;
}

enum name_kind workspace_what(struct workspace *workspace, const char *name)
{
    return name_owner(workspace, name, false);
}

bool name_check(struct workspace *workspace, const char *name, enum name_kind kind, struct error *err)
{
    /* Snapshots are named after the day of a delivery, too: july_2024-07-01, 2024-07-01. */
    if (!name_is_plain(name) && !(kind == NAME_SNAPSHOT && name_is_dated(name))) {
        fail(err, ERROR_USER, E_BAD_NAME, "'%s' is not a name", name);
        error_reason(err, kind == NAME_SNAPSHOT
                              ? "names begin with a letter and hold letters, digits and _; a snapshot's may "
                                "be or end with a date: july_2024-07-01"
                              : "names begin with a letter and hold letters, digits and _");
        return false;
    }
    if (strlen(name) > NAME_LENGTH_MOST) {
        fail(err, ERROR_USER, E_BAD_NAME, "a name has at most %d characters, and '%.20s..' has %zu", NAME_LENGTH_MOST,
             name, strlen(name));
        return false;
    }
    enum name_kind owner = name_owner(workspace, name, true);
    if (owner == NAME_NONE || owner == kind)
        return true;
    fail(err, ERROR_USER, E_NAME_TAKEN, "'%s' is the name of a %s", name, kind_texts[owner]);
    error_reason(err, "tables, features, sets, targets, models, segments and snapshots share one space of names");
    error_mend(err, "another name, such as %s_%s", name, kind == NAME_SET ? "set" : kind == NAME_TABLE ? "rows" : "2");
    return false;
}

char **workspace_names(struct workspace *workspace, enum name_kind kind)
{
    static const char *const tables = "SELECT v.name FROM snapshot_table t JOIN version v ON v.id = t.version "
                                      "WHERE t.snapshot = ? ORDER BY t.position";
    static const char *const models = "SELECT name FROM model WHERE segment = ? GROUP BY name ORDER BY min(id)";
    static const char *const snapshots = "SELECT name FROM snapshot_name ORDER BY id";
    static const char *const definitions = "SELECT name FROM definition WHERE kind = ? ORDER BY id";
    bool of_models = kind == NAME_MODEL || kind == NAME_SEGMENT;
    struct query *query = query_new(workspace->catalog, kind == NAME_TABLE      ? tables
                                                        : of_models             ? models
                                                        : kind == NAME_SNAPSHOT ? snapshots
                                                                                : definitions);
    if (kind == NAME_TABLE)
        query_bind_integer(query, snapshot_in_use(workspace));
    else if (of_models)
        query_bind_integer(query, kind == NAME_SEGMENT);
    else if (kind != NAME_SNAPSHOT)
        query_bind_integer(query, kind);
    return query_names(query);
}

char **workspace_tables(struct workspace *workspace)
{
    return workspace_names(workspace, NAME_TABLE);
}
