/* Tables made from tables. The statement and the versions that it read are kept with the version that it made, so that
   every snapshot says what its tables were made from; one that names other versions than those in use is stale. */
#include "command/data/made.h"

#include <stdlib.h>
#include <string.h>

#include "command/data/clean.h"
#include "command/data/load_lines.h"
#include "command/data/load_origin.h"
#include "command/sql_reach.h"
#include "command/verb.h"

struct making {
    struct session *session;
    struct arena *arena;
    const char *name;
    struct text sources; /* "orders@3,web@1", in the order in which the statement mentions them first */
};

/* ---- What a table was made from ---- */

/* The next of SOURCES at *AT: its name in ARENA and its version; NULL at the end. */
static const char *next_source(const char **at, int *version, struct arena *arena)
{
    size_t length = strcspn(*at, ","), name = strcspn(*at, "@,");
    if (length == 0)
        return NULL;
    const char *source = arena_bytes(arena, *at, name);
    *version = (int)strtol(*at + name + (name < length), NULL, 10);
    *at += length + ((*at)[length] == ',');
    return source;
}

/* Whether NAME is made from OTHER, however many tables lie between. */
static bool comes_from(struct session *session, const char *name, const char *other, int depth, struct arena *arena)
{
    struct table_version info;
    bool comes = false;
    if (strcmp(name, other) == 0 || depth > 64)
        return true;
    if (!workspace_table_info(session->workspace, name, 0, &info, NULL))
        return false;
    int version;
    const char *source, *at = info.sources ? info.sources : "";
    while (!comes && (source = next_source(&at, &version, arena)))
        comes = comes_from(session, source, other, depth + 1, arena);
    table_version_release(&info);
    return comes;
}

bool made_is_stale(struct session *session, const struct table_version *version)
{
    struct arena arena;
    bool stale = false;
    int number;
    const char *source, *at = version->sources ? version->sources : "";
    arena_init(&arena);
    while (!stale && (source = next_source(&at, &number, &arena)))
        stale = load_origin_version(session, source) != number;
    arena_release(&arena);
    return stale;
}

bool made_from_known_later(struct session *session, const struct table_version *version)
{
    struct arena arena;
    bool later = false;
    int number;
    const char *source, *at = version->sources ? version->sources : "";
    arena_init(&arena);
    while (!later && (source = next_source(&at, &number, &arena))) {
        struct table_version info;
        if (!workspace_table_info(session->workspace, source, 0, &info, NULL))
            continue;
        later = info.known || info.late;
        table_version_release(&info);
    }
    arena_release(&arena);
    return later;
}

/* ---- Making ---- */

static struct table *open_source(void *context, const char *name, struct error *err)
{
    struct making *making = context;
    struct session *session = making->session;
    if (comes_from(session, name, making->name, 0, making->arena)) {
        fail(err, ERROR_USER, E_NO_TABLE, "%s cannot be made from itself", making->name);
        if (strcmp(name, making->name) != 0)
            error_reason(err, "%s is made from it", name);
        error_mend(err, "another name for the table that is made");
        return NULL;
    }
    struct table *table = workspace_table(session->workspace, name, 0, err);
    if (table)
        text_add_format(&making->sources, "%s%s@%d", making->sources.length > 0 ? "," : "", name,
                        load_origin_version(session, name));
    return table;
}

/* The tables in use alone: what is computed stands at the as-of date of whoever asks, and a table stands at none. */
static const struct sql_source *sources_of(struct making *making, size_t *n)
{
    char **names = workspace_tables(making->session->workspace);
    size_t count = 0;
    while (names && names[count])
        count++;
    struct sql_source *sources = arena_allocate(making->arena, count + 1, sizeof *sources);
    for (*n = 0; *n < count; ++*n)
        sources[*n] = (struct sql_source){ arena_text(making->arena, names[*n]), open_source, making };
    names_free(names);
    return sources;
}

bool made_keep(struct session *session, const char *name, const char *statement, size_t column, struct table_role *role,
               struct arena *arena, struct load_outcome *out, struct table **table, struct error *err)
{
    struct making making = { session, arena, name, TEXT_EMPTY };
    struct work *work = session_work(session);
    size_t n;
    const struct sql_source *sources = sources_of(&making, &n);
    workspace_cover(session->workspace, true);
    *table = sql_run(statement, sources, n, work, err);
    workspace_cover(session->workspace, false);
    if (!*table && err && err->place.column > 0 && !err->place.source && !err->place.name)
        err->place.column += column > 0 ? column - 1 : 0;
    bool ok = *table != NULL;
    if (ok && making.sources.length == 0) {
        fail(err, ERROR_USER, E_NO_TABLE, "the statement reads no table");
        error_mend(err, "SELECT .. FROM TABLE");
        ok = false;
    }
    role->statement = statement;
    role->sources = arena_text(arena, text_string(&making.sources));
    text_release(&making.sources);
    return ok && workspace_load(session->workspace, name, *table, NULL, role, work, out, err);
}

/* ---- Making again ---- */

/* The line that made NAME before its rows were cleaned, and the rules since. */
static bool made_before(struct session *session, const char *name, const struct table_version *info,
                        struct arena *arena, const char **line, struct clean_steps *steps, struct error *err)
{
    struct table_version first;
    if (!clean_steps(session, name, 0, arena, steps, err) ||
        !workspace_table_info(session->workspace, name, steps->n > 0 ? steps->items[0].before : info->version, &first,
                              err))
        return false;
    *line = arena_text(arena, first.command ? first.command : "");
    table_version_release(&first);
    return true;
}

static void tell_again(struct session *session, const char *name, size_t n_rows, const char *sources,
                       struct arena *arena)
{
    struct table_version now;
    if (!workspace_table_info(session->workspace, name, 0, &now, NULL))
        return;
    session_message(session, "%s made again from %s: version %d, %s", name, sources, now.version,
                    counted(n_rows, "row", arena));
    table_version_release(&now);
}

static bool fail_again(const char *name, const char *statement, const char *sources, struct error *why,
                       struct error *err)
{
    if (why->kind == ERROR_CANCELLED) {
        error_move(err, why);
        return false;
    }
    fail(err, ERROR_USER, E_NOT_MADE, "%s is made from %s, and cannot be made again: %s", name, sources, why->what);
    error_reason(err, "sql(%s)", statement);
    error_mend(err, "table %s = none", name);
    error_release(why);
    return false;
}

static bool make_one_again(struct session *session, const char *name, const struct table_version *info,
                           struct error *err)
{
    struct arena arena;
    struct error why = ERROR_INIT;
    struct clean_steps steps;
    struct load_outcome out;
    struct table *table = NULL;
    const char *line;
    arena_init(&arena);
    bool ok = made_before(session, name, info, &arena, &line, &steps, &why);
    struct table_role role = table_version_role(info, ok ? line : NULL);
    ok = ok && made_keep(session, name, info->statement, 0, &role, &arena, &out, &table, &why);
    for (size_t i = 0; ok && i < steps.n; i++)
        ok = steps_run(session, steps.items[i].command, &why);
    if (ok)
        tell_again(session, name, table->n_rows, role.sources, &arena);
    else
        fail_again(name, info->statement, info->sources, &why, err);
    table_release(table);
    arena_release(&arena);
    return ok;
}

/* Whether one of the tables that INFO was made from is to be made again itself, before it. */
static bool must_wait(struct session *session, const struct table_version *info)
{
    struct arena arena;
    bool waits = false;
    int number;
    const char *source, *at = info->sources;
    arena_init(&arena);
    while (!waits && (source = next_source(&at, &number, &arena))) {
        struct table_version above;
        if (!workspace_table_info(session->workspace, source, 0, &above, NULL))
            continue;
        waits = above.statement && made_is_stale(session, &above);
        table_version_release(&above);
    }
    arena_release(&arena);
    return waits;
}

/* *ANY: one was made again, so that others may be stale now. */
static bool again_round(struct session *session, char **names, bool *any, struct error *err)
{
    bool ok = true;
    for (char **name = names; ok && *name; name++) {
        struct table_version info;
        if (!workspace_table_info(session->workspace, *name, 0, &info, err))
            return false;
        if (info.statement && made_is_stale(session, &info) && !must_wait(session, &info)) {
            *any = true;
            ok = make_one_again(session, *name, &info, err);
        }
        table_version_release(&info);
    }
    return ok;
}

bool made_again(struct session *session, struct error *err)
{
    struct steps steps;
    char **names = workspace_tables(session->workspace);
    bool any = true, ok = true;
    steps_begin(session, &steps);
    while (ok && any && names) {
        any = false;
        ok = again_round(session, names, &any, err);
    }
    steps_end(session, &steps);
    names_free(names);
    return ok;
}
