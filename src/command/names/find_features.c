/* The search for features by name. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "command/names/find_features.h"
#include "command/names/set_text.h"
#include "command/state.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

struct finder finder_of(struct session *session, struct arena *arena, struct feature_list *out, struct error *err)
{
    return (struct finder){ .session = session,
                            .arena = arena,
                            .out = out,
                            .fitting = { .session = session, .arena = arena, .names = TEXT_EMPTY },
                            .err = err };
}

static void list_grow(struct feature_list *list, struct arena *arena)
{
    list->capacity = list->capacity ? list->capacity * 2 : 32;
    struct feature *larger = arena_allocate(arena, list->capacity, sizeof *larger);
    const char **specs = arena_allocate(arena, list->capacity, sizeof *specs);
    struct listed *listed = arena_allocate(arena, list->capacity, sizeof *listed);
    for (size_t i = 0; i < list->n; i++) {
        larger[i] = list->features[i];
        specs[i] = list->specs[i];
        listed[i] = list->listed[i];
    }
    list->features = larger;
    list->specs = specs;
    list->listed = listed;
}

static void list_add(struct feature_list *list, struct feature feature, const char *spec,
                     const struct definition *written, struct arena *arena)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->features[i].name, feature.name) == 0)
            return;
    if (list->n == list->capacity)
        list_grow(list, arena);
    list->specs[list->n] = spec;
    list->listed[list->n] = (struct listed){ written, feature.definition, feature };
    list->features[list->n++] = feature;
}

/* Every feature of a definition as WRITTEN, whose levels are known by now in DEFINITION. */
static void list_family(struct feature_list *list, const struct definition *written,
                        const struct definition *definition, struct arena *arena)
{
    const char **made;
    size_t n = definition_names(definition, arena, &made);
    for (size_t i = 0; i < n; i++)
        list_add(list, (struct feature){ made[i], definition, i }, made[i], written, arena);
}

static void list_remove(struct feature_list *list, const char *pattern)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (glob_match(pattern, list->features[i].name))
            continue;
        list->specs[kept] = list->specs[i];
        list->listed[kept] = list->listed[i];
        list->features[kept++] = list->features[i];
    }
    list->n = kept;
}

/* ---- Families whose levels are to be fitted: only when something asks for them ---- */

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Whether NAME, N characters of it before a star if it has one, can be of a feature of the family BASE. */
static bool can_be_of(const char *name, size_t n, bool star, const char *base)
{
    size_t length = strlen(base), shared = n < length ? n : length;
    if (strncmp(name, base, shared) != 0)
        return false;
    return n > length ? name[length] == '_' : star || n == length;
}

/* Whether TEXT, an expression, names a feature of the family BASE, or a pattern of names that may. */
static bool text_names(const char *text, const char *base)
{
    for (const char *at = text; *at;) {
        size_t n = 0;
        while (in_name(at[n]))
            n++;
        bool star = n > 0 && at[n - 1] == '_' && at[n] == '*';
        if (n > 0 && can_be_of(at, n, star, base))
            return true;
        at += n > 0 ? n : 1;
    }
    return false;
}

static bool is_asked(const struct finder *finder, const char *base)
{
    for (size_t i = 0; i < finder->n_asked; i++) {
        const char *name = finder->asked[i] + (finder->asked[i][0] == '-');
        size_t n = strcspn(name, "*?");
        if (can_be_of(name, n, name[n] != '\0', base))
            return true;
    }
    return finder->everything;
}

void finder_ask(struct finder *finder, const char *name, int depth)
{
    const char **more = arena_allocate(finder->arena, finder->n_asked + 1, sizeof *more);
    for (size_t i = 0; i < finder->n_asked; i++)
        more[i] = finder->asked[i];
    more[finder->n_asked++] = name;
    finder->asked = more;
    char *set = depth < SETS_DEEP && !strpbrk(name, "*?@.")
                    ? workspace_definition(finder->session->workspace, NAME_SET, name)
                    : NULL;
    for (const char *at = set; at && *at; at += strcspn(at, " "), at += strspn(at, " "))
        finder_ask(finder, arena_bytes(finder->arena, at, strcspn(at, " ")), depth + 1);
    free(set);
}

/* DEFINITION's levels when something asks for them; else it makes no features now. Other definitions may name them
   without anyone asking for those, so that what goes wrong then is told where such a name is used. */
static bool find_levels(struct finder *finder, char **names, struct definition *definition, bool *known)
{
    bool asked = is_asked(finder, definition->name), named = false;
    for (char **name = names; !asked && !named && *name; name++) {
        char *text = strcmp(*name, definition->name) == 0
                         ? NULL
                         : workspace_definition(finder->session->workspace, NAME_FEATURE, *name);
        named = text && text_names(text, definition->name);
        free(text);
    }
    struct error none = ERROR_INIT;
    *known = asked || named
                 ? fitting_levels(&finder->fitting, definition->name, definition, asked ? finder->err : &none)
                 : false;
    error_release(&none);
    return *known || !asked || finder->fitting.last;
}

/* Every feature of every definition. */
bool finder_list(struct finder *finder)
{
    char **names = workspace_names(finder->session->workspace, NAME_FEATURE);
    bool ok = true;
    for (char **name = names; ok && name && *name; name++) {
        char *text = workspace_definition(finder->session->workspace, NAME_FEATURE, *name);
        struct definition *written = arena_allocate(finder->arena, 1, sizeof *written), *definition = written;
        ok = definition_parse(DEFINITION_FEATURE, arena_text(finder->arena, *name), arena_text(finder->arena, text), 0,
                              finder->arena, written, finder->err);
        free(text);
        bool known = true;
        if (ok && definition_lacks_levels(written)) {
            definition = arena_allocate(finder->arena, 1, sizeof *definition);
            *definition = *written;
            ok = find_levels(finder, names, definition, &known);
        }
        if (ok && known)
            list_family(&finder->all, written, definition, finder->arena);
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
             definition, finder->arena);
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

/* A line of a version of a set: a family whose levels are fitted now, or features of it, or one feature. */
static bool add_member(struct finder *finder, const struct set_member *member)
{
    struct definition *definition = arena_allocate(finder->arena, 1, sizeof *definition);
    if (member->spec[0] == '-') {
        list_remove(finder->out, member->spec + 1);
        return true;
    }
    if (!definition_parse(DEFINITION_FEATURE, member->of, member->definition, 0, finder->arena, definition,
                          finder->err))
        return false;
    if (!definition_lacks_levels(definition)) {
        list_add(finder->out, (struct feature){ member->name, definition, member->index }, member->spec, definition,
                 finder->arena);
        return true;
    }
    struct definition *fitted = arena_allocate(finder->arena, 1, sizeof *fitted);
    *fitted = *definition;
    if (!fitting_levels(&finder->fitting, member->of, fitted, finder->err))
        return false;
    const char **made;
    size_t n = definition_names(fitted, finder->arena, &made), before = finder->out->n;
    for (size_t i = 0; i < n; i++)
        if (strcmp(member->spec, member->of) == 0 || glob_match(member->spec, made[i]))
            list_add(finder->out, (struct feature){ made[i], fitted, i }, made[i], definition, finder->arena);
    return finder->out->n > before || fail_feature(finder, member->spec);
}

static bool add_members(struct finder *finder, char *members)
{
    struct set_member member;
    char *at = members;
    while (*at)
        if (!set_member_read(&at, finder->arena, &member, finder->err) || !add_member(finder, &member))
            return false;
    return true;
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
    bool ok = add_members(finder, members);
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
            list_add(finder->out, *feature, finder->all.specs[i], finder->all.listed[i].written, finder->arena);
        found |= is;
    }
    return found || finder->out->n > before || fail_feature(finder, name);
}

bool finder_find(struct finder *finder, const char *name)
{
    return find_one(finder, name, 0);
}

bool finder_list_named(struct finder *finder, const char *text)
{
    for (const char *at = text; *at;) {
        size_t n = 0;
        while (in_name(at[n]))
            n++;
        bool star = n > 0 && at[n - 1] == '_' && at[n] == '*';
        if (n > 0)
            finder_ask(finder, arena_bytes(finder->arena, at, n + star), SETS_DEEP);
        at += n > 0 ? n : 1;
    }
    return finder_list(finder);
}
