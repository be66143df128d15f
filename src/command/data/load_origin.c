/* Whether a load goes on with a table or puts another in its place. */
#include "command/data/load_origin.h"

#include <string.h>

#include "command/data/clean.h"
#include "command/data/load_lines.h"
#include "command/data/preset.h"

/* State of the workspace: "PRESET\nLINE", where LINE is what the user wrote. damage_explain reads it too. */
static const char *key_of(const char *name, struct arena *arena)
{
    return arena_format(arena, "preset of %s", name);
}

/* The preset that NAME was loaded by; NULL: none. */
static const char *preset_before(struct session *session, const char *name, struct arena *arena)
{
    char *kept = workspace_state(session->workspace, key_of(name, arena));
    const char *preset = kept ? arena_bytes(arena, kept, strcspn(kept, "\n")) : NULL;
    free(kept);
    return preset;
}

bool load_origin_keep(struct session *session, const char *name, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    const struct preset_use *use = session->preset;
    const char *key = key_of(name, &arena);
    const char *now = NULL;
    if (use)
        now = arena_format(&arena, "%s\n%s\n%zu", use->name, use->line, session->where ? session->where->line : 0);
    char *before = workspace_state(session->workspace, key);
    bool same = now && before ? strcmp(now, before) == 0 : !now && !before;
    free(before);
    bool ok = same || workspace_set_state(session->workspace, key, now, err);
    arena_release(&arena);
    return ok;
}

/* ---- What tells two sources apart ---- */

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : !a && !b;
}

static const char *tell_key(const struct table *before, const char *key_before, const struct table *now,
                            const char *key_now, struct arena *arena)
{
    if (!key_before || !key_now)
        return NULL;
    const struct column *a = table_column(before, key_before), *b = table_column(now, key_now);
    if (strcmp(key_before, key_now) != 0)
        return arena_format(arena, "its key is %s, and this one's %s", key_before, key_now);
    if (a && b && a->type != b->type)
        return arena_format(arena, "its key %s is %s, and this one's %s", key_now, type_name(a->type),
                            type_name(b->type));
    return NULL;
}

/* Fewer than half of its columns are there. */
static const char *tell_columns(const struct table *before, const struct table *now, struct arena *arena)
{
    size_t shared = 0;
    for (size_t c = 0; c < now->n_columns; c++)
        shared += table_column(before, now->columns[c].name) != NULL;
    return 2 * shared < before->n_columns ? arena_format(arena, "%zu of its %zu columns are among the %zu of this",
                                                         shared, before->n_columns, now->n_columns)
                                          : NULL;
}

static const char *difference(struct session *session, const char *name, const struct table_version *info,
                              const struct table *table, const struct table_role *role, struct arena *arena)
{
    const char *before = preset_before(session, name, arena);
    if (info->statement)
        return arena_format(arena, "it is made from %s", info->sources);
    if (before && session->preset && strcmp(before, session->preset->name) != 0)
        return arena_format(arena, "it was loaded as %s, and this is %s", before, session->preset->name);
    if (info->of && role->of && strcmp(info->of, role->of) != 0)
        return arena_format(arena, "its rows belong to %s, and these to %s", info->of, role->of);
    struct clean_steps steps;
    int loaded = clean_steps(session, name, info->version, arena, &steps, NULL) ? steps.loaded : info->version;
    struct table *there = workspace_table(session->workspace, name, loaded, NULL); /* without what cleaning made */
    if (!there)                                                                    /* damaged: loading makes it whole */
        return NULL;
    const char *told = tell_key(there, info->key, table, role->key, arena);
    told = told ? told : tell_columns(there, table, arena);
    table_release(there);
    return told;
}

static void mend_refusal(struct session *session, const struct invocation *invocation, const char *name,
                         const struct table_role *role, struct error *err)
{
    const struct preset_use *use = session->preset;
    struct arena *arena = invocation->arena;
    const char *other = arena_format(arena, "%s_2", name), *line;
    if (!use)
        error_mend(err, "replace=yes");
    else
        error_mend(err, "%s replace=yes", use->line);
    if (use && preset_takes_name(use->path, other, arena))
        error_mend(err, "load %s from %s as=%s", other, role->source, use->name);
    else if (!use && (line = load_line_from(invocation->line, other, &role->source, 1, NULL, arena)))
        error_mend(err, "%s", line);
}

int load_origin_version(struct session *session, const char *name)
{
    struct table_version info;
    if (workspace_what(session->workspace, name) != NAME_TABLE ||
        !workspace_table_info(session->workspace, name, 0, &info, NULL))
        return 0;
    int version = info.version;
    table_version_release(&info);
    return version;
}

bool load_origin_check(struct session *session, const struct invocation *invocation, const char *name, int before,
                       const struct table *table, const struct table_role *role, struct error *err)
{
    struct arena *arena = invocation->arena;
    const struct value *replace = values_get(&invocation->values, "replace");
    struct table_version info;
    if ((replace->given && values_yes(&invocation->values, "replace")) ||
        (session->preset && session->preset->replaces) || before == 0)
        return true;
    if (!workspace_table_info(session->workspace, name, before, &info, err))
        return false;
    bool follows = info.derived || same_text(info.source, role->source);
    const char *told = follows ? NULL : difference(session, name, &info, table, role, arena);
    if (told) {
        fail(err, ERROR_USER, E_OTHER_SOURCE, "'%s' is there from another source: %s would take the place of %s", name,
             counted(table->n_rows, "row", arena), counted(info.n_rows, "row", arena));
        error_reason(err, "%s%s%s", told, info.source ? "; it came from " : "", info.source ? info.source : "");
        mend_refusal(session, invocation, name, role, err);
    }
    table_version_release(&info);
    return !told;
}
