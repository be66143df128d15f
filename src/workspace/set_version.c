/* Versions of feature sets: what a set held, with the definitions as they stood. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "room.h"

static bool latest(struct workspace *workspace, const char *name, int *number, char **members, struct error *err)
{
    struct query *query = query_new(
        workspace->catalog, "SELECT number, members FROM set_version WHERE name = ? ORDER BY number DESC LIMIT 1");
    query_bind_text(query, name);
    *number = 0;
    *members = NULL;
    if (query_row(query)) {
        *number = (int)query_integer(query, 0);
        *members = query_copy(query, 1);
    }
    return query_end(query, err);
}

bool workspace_set_keep(struct workspace *workspace, const char *name, const char *members, int *number,
                        struct error *err)
{
    char *before;
    if (!change_begin(workspace, err))
        return false;
    bool ok = latest(workspace, name, number, &before, err);
    if (ok && (before == NULL || strcmp(before, members) != 0)) {
        struct query *query =
            query_new(workspace->catalog, "INSERT INTO set_version (name, number, members, made) VALUES (?, ?, ?, ?)");
        query_bind_text(query, name);
        query_bind_integer(query, ++*number);
        query_bind_text(query, members);
        query_bind_integer(query, time_now());
        ok = query_end(query, err);
    }
    free(before);
    return change_end(workspace, ok, err);
}

char *workspace_set_members(struct workspace *workspace, const char *name, int number)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT members FROM set_version WHERE name = ?1 AND (number = ?2 OR ?2 = 0) "
                                      "ORDER BY number DESC LIMIT 1");
    query_bind_text(query, name);
    query_bind_integer(query, number);
    char *members = query_row(query) ? query_copy(query, 0) : NULL;
    query_end(query, NULL);
    return members;
}

int workspace_set_version(struct workspace *workspace, const char *name)
{
    int number;
    char *members;
    latest(workspace, name, &number, &members, NULL);
    free(members);
    return number;
}
