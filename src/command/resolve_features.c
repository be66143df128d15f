/* Names of features to what the engine computes. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "command/resolve.h"
#include "command/state.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

enum { SETS_DEEP = 8 };

/* All features that are defined, and the list being made. */
struct finder {
    struct session *session;
    struct arena *arena;
    struct feature_list all, *out;
    struct error *err;
};

static void list_add(struct feature_list *list, struct feature feature, const char *spec, struct arena *arena)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->features[i].name, feature.name) == 0)
            return;
    if (list->n == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 32;
        struct feature *larger = arena_allocate(arena, list->capacity, sizeof *larger);
        const char **specs = arena_allocate(arena, list->capacity, sizeof *specs);
        for (size_t i = 0; i < list->n; i++) {
            larger[i] = list->features[i];
            specs[i] = list->specs[i];
        }
        list->features = larger;
        list->specs = specs;
    }
    list->specs[list->n] = spec;
    list->features[list->n++] = feature;
}

/* ---- Sets as lines of text: how it is named in the set, its name, the definition's name, the window, the text ---- */

char *set_members_write(const struct feature_list *list)
{
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < list->n; i++) {
        const struct feature *feature = &list->features[i];
        text_add_format(&text, "%s\t%s\t%s\t%zu\t", list->specs[i], feature->name, feature->definition->name,
                        feature->window);
        definition_write(feature->definition, &text);
        text_add_char(&text, '\n');
    }
    return text_take(&text);
}

static bool member_read(char *line, struct arena *arena, struct feature_list *out, struct error *err)
{
    char *parts[5] = { line };
    for (size_t i = 1; i < 5; i++) {
        parts[i] = strchr(parts[i - 1], '\t');
        if (!parts[i])
            return fail(err, ERROR_SYSTEM, E_CORRUPT, "a version of a set of features cannot be read");
        *parts[i]++ = '\0';
    }
    struct definition *definition = arena_allocate(arena, 1, sizeof *definition);
    int64_t window = 0;
    if (!integer_parse(parts[3], strlen(parts[3]), &window) ||
        !definition_parse(DEFINITION_FEATURE, parts[2], parts[4], 0, arena, definition, err))
        return false;
    list_add(out, (struct feature){ parts[1], definition, (size_t)window }, parts[0], arena);
    return true;
}

bool set_members_read(const char *members, struct arena *arena, struct feature_list *out, struct error *err)
{
    bool ok = true;
    for (const char *at = members; ok && *at;) {
        size_t n = strcspn(at, "\n");
        ok = member_read(arena_bytes(arena, at, n), arena, out, err);
        at += n + (at[n] == '\n');
    }
    return ok;
}

static void list_remove(struct feature_list *list, const char *pattern)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (glob_match(pattern, list->features[i].name))
            continue;
        list->specs[kept] = list->specs[i];
        list->features[kept++] = list->features[i];
    }
    list->n = kept;
}

/* Every window of every definition. */
static bool list_all(struct finder *finder)
{
    char **names = workspace_names(finder->session->workspace, NAME_FEATURE);
    bool ok = true;
    for (char **name = names; ok && name && *name; name++) {
        char *text = workspace_definition(finder->session->workspace, NAME_FEATURE, *name);
        struct definition *definition = arena_allocate(finder->arena, 1, sizeof *definition);
        const char **made;
        ok = definition_parse(DEFINITION_FEATURE, arena_text(finder->arena, *name), arena_text(finder->arena, text), 0,
                              finder->arena, definition, finder->err);
        size_t n = ok ? definition_names(definition, finder->arena, &made) : 0;
        for (size_t i = 0; i < n; i++)
            list_add(&finder->all, (struct feature){ made[i], definition, i }, made[i], finder->arena);
        free(text);
    }
    names_free(names);
    return ok;
}

static bool fail_feature(struct finder *finder, const char *name)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < finder->all.n; i++) {
        nearest_offer(&nearest, finder->all.features[i].name);
        nearest_offer(&nearest, finder->all.features[i].definition->name);
    }
    char **sets = workspace_names(finder->session->workspace, NAME_SET);
    for (char **set = sets; set && *set; set++)
        nearest_offer(&nearest, *set);
    fail(finder->err, ERROR_USER, E_NO_FEATURE, "no feature named '%s'", name);
    error_reason(finder->err,
                 finder->all.n == 1 ? "%zu feature exists; it has another name"
                                    : "%zu features exist; none has this name",
                 finder->all.n);
    if (nearest.best)
        error_mend(finder->err, "%s", nearest.best);
    names_free(sets);
    return false;
}

/* ---- Columns of the customers' table as features ---- */

static bool is_name(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return strspn(text, letters) == strlen(text) && !(text[0] >= '0' && text[0] <= '9');
}

static bool add_column(struct finder *finder, const char *table, const char *column)
{
    struct definition *definition = arena_allocate(finder->arena, 1, sizeof *definition);
    const char *text = is_name(column) ? arena_format(finder->arena, "%s.%s", table, column)
                                       : arena_format(finder->arena, "%s.`%s`", table, column);
    const char *name = arena_text(finder->arena, column);
    if (!definition_parse(DEFINITION_FEATURE, name, text, 0, finder->arena, definition, finder->err))
        return false;
    list_add(finder->out, (struct feature){ name, definition, 0 }, arena_format(finder->arena, "%s.%s", table, name),
             finder->arena);
    return true;
}

/* customers.plan, customers.*: the key and times are no features. */
static bool find_columns(struct finder *finder, const char *name)
{
    const char *point = strchr(name, '.'), *pattern = point + 1;
    char *called = arena_bytes(finder->arena, name, (size_t)(point - name));
    struct table *table = resolve_table(finder->session, called, finder->arena, finder->err);
    struct table_version info;
    size_t n = 0;
    if (!table || !workspace_table_info(finder->session->workspace, called, 0, &info, finder->err))
        return false;
    bool glob = strpbrk(pattern, "*?") != NULL, ok = true;
    for (size_t i = 0; ok && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool left_out = glob && (column->type == TYPE_TIME || (info.key && strcmp(info.key, column->name) == 0) ||
                                 (info.via && strcmp(info.via, column->name) == 0));
        if (left_out || !glob_match(pattern, column->name))
            continue;
        ok = add_column(finder, called, column->name);
        n++;
    }
    table_version_release(&info);
    if (ok && n == 0)
        return table_need_column(table, pattern, finder->err) != NULL;
    return ok;
}

/* ---- One name ---- */

static bool find_one(struct finder *finder, const char *name, int depth);

static bool find_set(struct finder *finder, const char *text, int depth)
{
    bool ok = true;
    while (ok && *text) {
        size_t n = strcspn(text, " ");
        if (n > 0)
            ok = find_one(finder, arena_bytes(finder->arena, text, n), depth + 1);
        text += n + (text[n] == ' ');
    }
    return ok;
}

/* full@2: what the set held then, with the definitions as they stood. */
static bool find_version(struct finder *finder, const char *name, const char *at)
{
    const char *set = arena_bytes(finder->arena, name, (size_t)(at - name));
    int64_t number = 0;
    bool valid = integer_parse(at + 1, strlen(at + 1), &number) && number > 0 && number < INT_MAX;
    char *members = valid ? workspace_set_members(finder->session->workspace, set, (int)number) : NULL;
    int last = workspace_set_version(finder->session->workspace, set);
    if (!members) {
        fail(finder->err, ERROR_USER, E_NO_FEATURE, "no version '%s' of a set of features", name);
        if (last > 0)
            error_mend(finder->err, "%s@%d", set, last);
        return false;
    }
    bool ok = set_members_read(members, finder->arena, finder->out, finder->err);
    free(members);
    return ok;
}

static bool find_one(struct finder *finder, const char *name, int depth)
{
    const char *at = strchr(name, '@');
    if (at)
        return find_version(finder, name, at);
    size_t before = finder->out->n;
    if (name[0] == '-') {
        list_remove(finder->out, name + 1);
        return true;
    }
    if (strchr(name, '.'))
        return find_columns(finder, name);
    bool glob = strpbrk(name, "*?") != NULL, found = false;
    char *set = glob ? NULL : workspace_definition(finder->session->workspace, NAME_SET, name);
    if (set) {
        bool ok = depth < SETS_DEEP ? find_set(finder, set, depth)
                                    : fail(finder->err, ERROR_USER, E_BAD_NAME, "set '%s' holds itself", name);
        free(set);
        return ok;
    }
    for (size_t i = 0; i < finder->all.n; i++) {
        const struct feature *feature = &finder->all.features[i];
        bool is = glob ? glob_match(name, feature->name)
                       : strcmp(name, feature->name) == 0 || strcmp(name, feature->definition->name) == 0;
        if (is)
            list_add(finder->out, *feature, finder->all.specs[i], finder->arena);
        found |= is;
    }
    return found || finder->out->n > before || fail_feature(finder, name);
}

/* The features of OUT with the names of others replaced. */
static bool expand_all(struct finder *finder)
{
    struct error none = ERROR_INIT;
    const struct world *world = resolve_world(finder->session, finder->arena, &none);
    bool ok = true;
    error_release(&none);
    for (size_t i = 0; ok && i < finder->out->n; i++)
        ok = feature_expand(&finder->out->features[i], world, finder->all.features, finder->all.n, finder->arena,
                            finder->err);
    return ok;
}

bool resolve_feature_texts(struct session *session, const char *const *names, size_t n, struct arena *arena,
                           struct feature_list *out, struct error *err)
{
    struct finder finder = { .session = session, .arena = arena, .out = out, .err = err };
    *out = (struct feature_list){ 0 };
    if (!list_all(&finder))
        return false;
    struct text label = TEXT_EMPTY;
    bool ok = true;
    size_t i;
    for (i = 0; ok && i < n; i++) {
        ok = find_one(&finder, names[i], 0);
        text_add_format(&label, "%s%s", i > 0 ? " " : "", names[i]);
    }
    out->set = arena_text(arena, text_string(&label));
    text_release(&label);
    ok = ok && expand_all(&finder);
    if (ok && out->n == 0)
        return fail(err, ERROR_USER, E_NO_FEATURE, "no feature is left");
    return ok;
}

bool resolve_features(struct session *session, const struct value *names, struct arena *arena, struct feature_list *out,
                      struct error *err)
{
    if (resolve_feature_texts(session, names->texts, names->n_texts, arena, out, err))
        return true;
    for (size_t i = 0; err->what && i < names->n_texts; i++)
        if (strstr(err->what, names->texts[i])) /* the name that the message quotes */
            return fail_value_at(err, names, i);
    return fail_value_at(err, names, 0);
}

bool expand_definition(struct session *session, struct definition *definition, struct arena *arena, struct error *err)
{
    struct finder finder = { .session = session, .arena = arena, .err = err };
    struct feature feature = { definition->name ? definition->name : "population", definition, 0 };
    struct error none = ERROR_INIT;
    const struct world *world = resolve_world(session, arena, &none);
    error_release(&none);
    if (!list_all(&finder) || !feature_expand(&feature, world, finder.all.features, finder.all.n, arena, err))
        return false;
    *definition = *feature.definition;
    return true;
}

bool resolve_known_features(struct session *session, struct arena *arena, struct feature_list *out, struct error *err)
{
    struct finder finder = { .session = session, .arena = arena, .out = out, .err = err };
    bool ok = list_all(&finder);
    *out = finder.all;
    return ok;
}

bool resolve_all_features(struct session *session, struct arena *arena, struct feature_list *out, struct error *err)
{
    struct finder finder = { .session = session, .arena = arena, .out = out, .err = err };
    *out = (struct feature_list){ 0 };
    if (!list_all(&finder))
        return false;
    *out = finder.all;
    out->set = "all features";
    out->features = arena_allocate(arena, out->n + 1, sizeof *out->features);
    for (size_t i = 0; i < out->n; i++)
        out->features[i] = finder.all.features[i];
    if (out->n > 0)
        return expand_all(&finder);
    fail(err, ERROR_USER, E_NO_FEATURE, "no feature is defined");
    error_mend(err, "feature recency = days since last(orders.order_ts)");
    return false;
}
