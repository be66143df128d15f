/* The sources of SQL. */
#include "command/sql_reach.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/model/score_table.h"
#include "command/names/lists.h"
#include "command/verb.h"

struct reach {
    struct session *session;
    struct arena *arena;
    struct sql_source *sources;
    size_t n, capacity;
};

typedef struct table *open_function(void *context, const char *name, struct error *err);

static void reach_add(struct reach *reach, const char *name, open_function *open)
{
    for (size_t i = 0; i < reach->n; i++)
        if (strcmp(reach->sources[i].name, name) == 0)
            return; /* what the workspace calls so comes before the list of that name */
    if (reach->n == reach->capacity) {
        reach->capacity = reach->capacity > 0 ? 2 * reach->capacity : 64;
        struct sql_source *larger = arena_allocate(reach->arena, reach->capacity, sizeof *larger);
        if (reach->n > 0)
            memcpy(larger, reach->sources, reach->n * sizeof *larger);
        reach->sources = larger;
    }
    reach->sources[reach->n++] = (struct sql_source){ arena_text(reach->arena, name), open, reach };
}

static void reach_add_all(struct reach *reach, char **names, open_function *open)
{
    for (char **name = names; name && *name; name++)
        reach_add(reach, *name, open);
    names_free(names);
}

/* ---- Tables ---- */

static struct table *open_table(void *context, const char *name, struct error *err)
{
    struct reach *reach = context;
    return workspace_table(reach->session->workspace, name, 0, err);
}

static struct table *open_version(void *context, const char *name, struct error *err)
{
    struct reach *reach = context;
    const char *at = strrchr(name, '@');
    int64_t version = 0;
    integer_parse(at + 1, strlen(at + 1), &version);
    return workspace_table(reach->session->workspace, arena_bytes(reach->arena, name, (size_t)(at - name)),
                           (int)version, err);
}

static struct table *open_quarantine(void *context, const char *name, struct error *err)
{
    struct reach *reach = context;
    const char *point = strrchr(name, '.');
    return workspace_quarantine(reach->session->workspace, arena_bytes(reach->arena, name, (size_t)(point - name)), 0,
                                err);
}

static struct table *open_list(void *context, const char *name, struct error *err)
{
    struct reach *reach = context;
    return list_find(name)->make(reach->session, name, err);
}

/* ---- What is computed: a set of features, and a model's scores, at the as-of date ---- */

static struct table *open_set(void *context, const char *name, struct error *err)
{
    struct reach *reach = context;
    struct session *session = reach->session;
    const struct world *world = resolve_world(session, reach->arena, err);
    struct feature_list list;
    struct definition *population;
    int64_t asof;
    if (!world || !resolve_feature_texts(session, &name, 1, reach->arena, &list, err) ||
        !resolve_asof(session, world, &asof, err) || !resolve_population(session, reach->arena, &population, err))
        return NULL;
    return study_features(world, population, list.features, list.n, asof, session_work(session), err);
}

static struct table *open_scores(void *context, const char *name, struct error *err)
{
    struct reach *reach = context;
    struct model *model = resolve_model(reach->session, name, reach->arena, err);
    return model ? score_table_browse(reach->session, model, reach->arena, err) : NULL;
}

static void add_models(struct reach *reach)
{
    struct model_info *infos;
    size_t n;
    if (!workspace_models(reach->session->workspace, &infos, &n, NULL))
        return;
    for (size_t i = 0; i < n; i++) {
        reach_add(reach, infos[i].name, open_scores);
        reach_add(reach, arena_format(reach->arena, "%s@%d", infos[i].name, infos[i].version), open_scores);
    }
    model_infos_free(infos, n);
}

static void add_sets(struct reach *reach)
{
    char **names = workspace_names(reach->session->workspace, NAME_SET);
    for (char **name = names; name && *name; name++) {
        int last = workspace_set_version(reach->session->workspace, *name);
        reach_add(reach, *name, open_set);
        for (int version = 1; version <= last; version++)
            reach_add(reach, arena_format(reach->arena, "%s@%d", *name, version), open_set);
    }
    names_free(names);
}

static void add_quarantines(struct reach *reach)
{
    char **names = workspace_tables(reach->session->workspace);
    for (char **name = names; name && *name; name++)
        reach_add(reach, arena_format(reach->arena, "%s.quarantine", *name), open_quarantine);
    names_free(names);
}

const struct sql_source *sql_reach(struct session *session, struct arena *arena, size_t *n)
{
    struct reach *reach = arena_allocate(arena, 1, sizeof *reach);
    *reach = (struct reach){ .session = session, .arena = arena };
    if (session->workspace) {
        reach_add_all(reach, workspace_tables(session->workspace), open_table);
        reach_add_all(reach, workspace_version_names(session->workspace), open_version);
        add_quarantines(reach);
        add_sets(reach);
        add_models(reach);
    }
    for (const struct list *const *list = lists; *list; list++)
        if (session->workspace || !(*list)->needs_workspace)
            reach_add(reach, (*list)->name, open_list);
    *n = reach->n;
    return reach->sources;
}

struct table *sql_answer(struct session *session, const char *statement, size_t column, struct arena *arena,
                         struct error *err)
{
    size_t n;
    const struct sql_source *sources = sql_reach(session, arena, &n);
    struct table *table = sql_run(statement, sources, n, session_work(session), err);
    if (!table && err && err->place.column > 0 && !err->place.source && !err->place.name)
        err->place.column += column - 1;
    return table;
}

bool sql_is_given(const char *text)
{
    return strncasecmp(text, "sql(", SQL_OPENING) == 0;
}

const char *sql_inside(const struct value *text, struct arena *arena, struct error *err)
{
    size_t length = strlen(text->text);
    while (length > 0 && isspace((unsigned char)text->text[length - 1]))
        length--;
    if (length > SQL_OPENING && text->text[length - 1] == ')')
        return arena_bytes(arena, text->text + SQL_OPENING, length - SQL_OPENING - 1);
    fail(err, ERROR_SYNTAX, E_SYNTAX, "something stands behind sql(..)");
    fail_value_at(err, text, 0);
    return NULL;
}
