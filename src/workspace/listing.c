/* What the catalog holds beside the snapshot in use. */
#include <stdlib.h>

#include "patron/base/memory.h"
#include "patron/workspace/diff.h"
#include "room.h"

char **workspace_version_names(struct workspace *workspace)
{
    return query_names(
        query_new(workspace->catalog, "SELECT name || '@' || number FROM version ORDER BY name, number"));
}

char **workspace_snapshot_tables(struct workspace *workspace, const char *name)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT v.name || '@' || v.number FROM snapshot_name n "
                                      "JOIN snapshot_table t ON t.snapshot = n.snapshot "
                                      "JOIN version v ON v.id = t.version WHERE n.name = ? ORDER BY t.position");
    query_bind_text(query, name);
    char **names = query_names(query);
    if (names[0] != NULL)
        return names;
    free(names); /* no such snapshot: one that is there has tables */
    return NULL;
}
