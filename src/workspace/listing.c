/* What the catalog holds beside the snapshot in use. */
#include <stdlib.h>

#include "patron/base/memory.h"
#include "patron/workspace/diff.h"
#include "room.h"

char **workspace_version_names(struct workspace *workspace)
{
    char **names = allocate(1, sizeof *names);
    size_t n = 0;
    struct query *query =
        query_new(workspace->catalog, "SELECT name || '@' || number FROM version ORDER BY name, number");
    while (query_row(query)) {
        names = reallocate(names, n + 2, sizeof *names);
        names[n++] = query_copy(query, 0);
        names[n] = NULL;
    }
    query_end(query, NULL);
    return names;
}

char **workspace_snapshot_tables(struct workspace *workspace, const char *name)
{
    char **names = NULL;
    size_t n = 0;
    struct query *query =
        query_new(workspace->catalog, "SELECT v.name || '@' || v.number FROM snapshot_name n "
                                      "JOIN snapshot_table t ON t.snapshot = n.snapshot "
                                      "JOIN version v ON v.id = t.version WHERE n.name = ? ORDER BY t.position");
    query_bind_text(query, name);
    while (query_row(query)) {
        names = reallocate(names, n + 2, sizeof *names);
        names[n++] = query_copy(query, 0);
        names[n] = NULL;
    }
    query_end(query, NULL);
    return names;
}
