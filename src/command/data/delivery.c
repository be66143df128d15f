/* What was in use before the delivery at hand. */
#include "command/data/delivery.h"

#include <string.h>

#include "command/verb.h"

static const char before_key[] = ".delivery.before", open_key[] = ".delivery.open";

static bool is_open(struct session *session)
{
    char *text = workspace_state(session->workspace, open_key);
    bool open = text && strcmp(text, "yes") == 0;
    free(text);
    return open;
}

bool delivery_came(struct session *session, const char *before, struct error *err)
{
    if (is_open(session))
        return true;
    return workspace_set_state(session->workspace, before_key, before, err) &&
           workspace_set_state(session->workspace, open_key, "yes", err);
}

bool delivery_chosen(struct session *session, struct error *err)
{
    char *before = workspace_state(session->workspace, before_key);
    bool known = before != NULL;
    free(before);
    if (!known || workspace_read_only(session->workspace))
        return true;
    return workspace_set_state(session->workspace, before_key, NULL, err) &&
           workspace_set_state(session->workspace, open_key, NULL, err);
}

/* The name that people gave the snapshot, or the beginning of its hash. */
static const char *name_of_snapshot(struct session *session, const char *hash, struct arena *arena)
{
    struct snapshot_info *infos;
    size_t n;
    const char *name = arena_format(arena, "%.8s", hash);
    if (!workspace_snapshots(session->workspace, &infos, &n, NULL))
        return name;
    for (size_t i = 0; i < n; i++)
        if (infos[i].name && strcmp(infos[i].hash, hash) == 0)
            name = arena_format(arena, "%s (%.8s)", infos[i].name, hash);
    snapshot_infos_free(infos, n);
    return name;
}

bool delivery_judged(struct session *session, bool failed, struct arena *arena, const char **back, struct error *err)
{
    char now[HASH_TEXT];
    *back = NULL;
    if (workspace_read_only(session->workspace))
        return true;
    if (is_open(session) && !workspace_set_state(session->workspace, open_key, NULL, err))
        return false;
    char *before = failed ? workspace_state(session->workspace, before_key) : NULL;
    workspace_snapshot_hash(session->workspace, now);
    bool ok = true;
    if (before && strcmp(before, now) != 0 && workspace_has_snapshot(session->workspace, before)) {
        ok = workspace_use(session->workspace, before, err);
        session->changes |= CHANGES_TABLES | CHANGES_STATE;
        *back = ok ? name_of_snapshot(session, before, arena) : NULL;
    }
    free(before);
    return ok;
}

char *delivery_before(struct session *session)
{
    return workspace_state(session->workspace, before_key);
}

int delivery_version_before(struct session *session, const char *table)
{
    char *before = workspace_state(session->workspace, before_key);
    int version = before ? workspace_snapshot_version(session->workspace, before, table) : 0;
    free(before);
    return version;
}
