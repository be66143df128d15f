/* The search for features by name. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "command/names/find_features.h"
#include "command/names/set_text.h"
#include "command/names/spec.h"
#include "command/state.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

struct finder finder_of(struct session *session, struct arena *arena, struct feature_list *out, struct error *err)
{
    return (struct finder){ .session = session,
                            .arena = arena,
                            .out = out,
                            .all_names = { .arena = arena },
                            .out_names = { .arena = arena },
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

static void list_put(struct feature_list *list, struct feature feature, const char *spec,
                     const struct definition *written, struct arena *arena)
{
    if (list->n == list->capacity)
        list_grow(list, arena);
    list->specs[list->n] = spec;
    list->listed[list->n] = (struct listed){ written, feature.definition, feature };
    list->features[list->n++] = feature;
}

/* To the list being made, once. */
static void list_add(struct finder *finder, struct feature feature, const char *spec, const struct definition *written)
{
    if (name_index_find(&finder->out_names, feature.name, NULL))
        return;
    name_index_add(&finder->out_names, feature.name, finder->out->n);
    list_put(finder->out, feature, spec, written, finder->arena);
}

/* Every feature of a definition as WRITTEN, whose levels are known by now in DEFINITION, to those that names lead to;
   the first of a name stays. */
static void list_family(struct finder *finder, const struct definition *written, const struct definition *definition)
{
    const char **made;
    size_t n = definition_names(definition, finder->arena, &made);
    for (size_t i = 0; i < n; i++) {
        bool taken = false;
        const struct indexed *entry = NULL;
        while (!taken && (entry = name_index_find(&finder->all_names, made[i], entry)))
            taken = strcmp(finder->all.features[entry->place].name, made[i]) == 0;
        if (taken)
            continue;
        name_index_add(&finder->all_names, made[i], finder->all.n);
        if (strcmp(made[i], definition->name) != 0)
            name_index_add(&finder->all_names, definition->name, finder->all.n);
        list_put(&finder->all, (struct feature){ made[i], definition, i }, made[i], written, finder->arena);
    }
}

/* How many are left out. */
static size_t list_remove(struct finder *finder, const char *pattern)
{
    struct feature_list *list = finder->out;
    size_t kept = 0, n = list->n;
    name_index_clear(&finder->out_names);
    for (size_t i = 0; i < list->n; i++) {
        if (feature_is_called(&list->features[i], pattern) ||
            spec_stands_for(pattern, list->features[i].name, list->specs[i], finder->arena))
            continue;
        name_index_add(&finder->out_names, list->features[i].name, kept);
        list->specs[kept] = list->specs[i];
        list->listed[kept] = list->listed[i];
        list->features[kept++] = list->features[i];
    }
    list->n = kept;
    return n - kept;
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

/* Calls SEE with every name in TEXT, an expression, and whether a star behind it makes it a pattern of names. */
static void see_names(const char *text, void (*see)(const char *name, size_t n, bool star, void *context),
                      void *context)
{
    for (const char *at = text; *at;) {
        size_t n = 0;
        while (in_name(at[n]))
            n++;
        if (n > 0)
            see(at, n, at[n - 1] == '_' && at[n] == '*', context);
        at += n > 0 ? n : 1;
    }
}

struct sought {
    const char *base;
    bool found;
};

static void see_base(const char *name, size_t n, bool star, void *context)
{
    struct sought *sought = context;
    sought->found |= can_be_of(name, n, star, sought->base);
}

/* Whether TEXT, an expression, names a feature of the family BASE, or a pattern of names that may. */
static bool text_names(const char *text, const char *base)
{
    struct sought sought = { base, false };
    see_names(text, see_base, &sought);
    return sought.found;
}

static bool is_asked(const struct finder *finder, const char *base)
{
    for (size_t i = 0; i < finder->n_asked; i++)
        if (can_be_of(finder->asked[i].name, finder->asked[i].n, finder->asked[i].pattern, base))
            return true;
    return finder->everything;
}

static void add_asked(struct finder *finder, const char *name, size_t n, bool pattern)
{
    if (finder->n_asked == finder->asked_capacity) {
        size_t capacity = finder->asked_capacity ? 2 * finder->asked_capacity : 16;
        struct asked *larger = arena_allocate(finder->arena, capacity, sizeof *larger);
        for (size_t i = 0; i < finder->n_asked; i++)
            larger[i] = finder->asked[i];
        finder->asked = larger;
        finder->asked_capacity = capacity;
    }
    finder->asked[finder->n_asked++] = (struct asked){ name, n, pattern };
}

void finder_ask(struct finder *finder, const char *name, int depth)
{
    const char *plain = name + (name[0] == '-');
    size_t n = strcspn(plain, "*?");
    add_asked(finder, plain, n, plain[n] != '\0');
    char *set = depth < SETS_DEEP && !strpbrk(name, "*?@.")
                    ? workspace_definition(finder->session->workspace, NAME_SET, name)
                    : NULL;
    const char *at = set ? set : "", *spec;
    while ((spec = spec_next(&at, finder->arena)))
        finder_ask(finder, spec, depth + 1);
    free(set);
}

/* ---- What is read of the catalog ---- */

/* Definitions read so far, each once. */
struct found {
    struct finder *finder;
    struct one_found {
        int64_t id;
        const char *name, *text;
    } * all;
    size_t n, capacity;
    struct name_index names,
        tried; /* names of definitions; and what was asked of the catalog, patterns with their star */
};

static void keep_found(struct found *found, const struct kept_definition *kept)
{
    struct arena *arena = found->finder->arena;
    if (name_index_find(&found->names, kept->name, NULL))
        return;
    if (found->n == found->capacity) {
        found->capacity = found->capacity ? 2 * found->capacity : 32;
        struct one_found *larger = arena_allocate(arena, found->capacity, sizeof *larger);
        for (size_t i = 0; i < found->n; i++)
            larger[i] = found->all[i];
        found->all = larger;
    }
    struct one_found *one = &found->all[found->n];
    *one = (struct one_found){ kept->id, arena_text(arena, kept->name), arena_text(arena, kept->text) };
    name_index_add(&found->names, one->name, found->n++);
}

static void read_found(struct found *found, const char *name, size_t n, bool begins)
{
    const char *asked = arena_format(found->finder->arena, "%.*s%s", (int)n, name, begins ? "*" : "");
    if (name_index_find(&found->tried, asked, NULL))
        return;
    name_index_add(&found->tried, asked, 0);
    struct kept_definition *kept;
    const char *called = begins ? arena_bytes(found->finder->arena, name, n) : asked;
    size_t n_kept = workspace_definitions(found->finder->session->workspace, NAME_FEATURE, called, begins, &kept);
    for (size_t i = 0; i < n_kept; i++)
        keep_found(found, &kept[i]);
    kept_definitions_free(kept, n_kept);
}

/* The definitions that NAME can be a feature of: one of that name, families whose names end at one of its underscores;
   and for a pattern those that begin like it. */
static void find_bases(const char *name, size_t n, bool pattern, void *context)
{
    for (size_t i = 1; i < n; i++)
        if (name[i] == '_')
            read_found(context, name, i, false);
    read_found(context, name, n, pattern);
}

static int compare_found(const void *a, const void *b)
{
    int64_t first = ((const struct one_found *)a)->id, second = ((const struct one_found *)b)->id;
    return (first > second) - (first < second);
}

/* What was asked for, and what that names, to any depth; in the order of definition. */
static void find_definitions(struct finder *finder, struct found *found)
{
    *found =
        (struct found){ .finder = finder, .names = { .arena = finder->arena }, .tried = { .arena = finder->arena } };
    if (finder->everything || finder->whole)
        read_found(found, "", 0, true);
    else
        for (size_t i = 0; i < finder->n_asked; i++)
            find_bases(finder->asked[i].name, finder->asked[i].n, finder->asked[i].pattern, found);
    for (size_t i = 0; i < found->n; i++)
        see_names(found->all[i].text, find_bases, found);
    if (found->n > 0)
        qsort(found->all, found->n, sizeof *found->all, compare_found);
}

/* DEFINITION's levels when something asks for them; else it makes no features now. Other definitions may name them
   without anyone asking for those, so that what goes wrong then is told where such a name is used. */
static bool find_levels(struct finder *finder, const struct found *found, struct definition *definition, bool *known)
{
    bool asked = is_asked(finder, definition->name), named = false;
    for (size_t i = 0; !asked && !named && i < found->n; i++)
        named = strcmp(found->all[i].name, definition->name) != 0 && text_names(found->all[i].text, definition->name);
    struct error none = ERROR_INIT;
    *known = asked || named
                 ? fitting_levels(&finder->fitting, definition->name, definition, asked ? finder->err : &none)
                 : false;
    error_release(&none);
    return *known || !asked || finder->fitting.last;
}

bool finder_list(struct finder *finder)
{
    struct found found;
    bool ok = true;
    find_definitions(finder, &found);
    for (size_t i = 0; ok && i < found.n; i++) {
        struct definition *written = arena_allocate(finder->arena, 1, sizeof *written), *definition = written;
        ok = definition_parse(DEFINITION_FEATURE, found.all[i].name, found.all[i].text, 0, finder->arena, written,
                              finder->err);
        bool known = true;
        if (ok && definition_lacks_levels(written)) {
            definition = arena_allocate(finder->arena, 1, sizeof *definition);
            *definition = *written;
            ok = find_levels(finder, &found, definition, &known);
        }
        if (ok && known)
            list_family(finder, written, definition);
    }
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

static bool add_column(struct finder *finder, const char *table, const char *column)
{
    struct definition *definition = arena_allocate(finder->arena, 1, sizeof *definition);
    const char *text = spec_of_column(table, column, finder->arena);
    const char *name = arena_text(finder->arena, column);
    if (!definition_parse(DEFINITION_FEATURE, name, text, 0, finder->arena, definition, finder->err))
        return false;
    list_add(finder, (struct feature){ name, definition, 0 }, text, definition);
    return true;
}

/* customers.plan, customers.*: the key and times are no features. */
static bool find_columns(struct finder *finder, const char *name)
{
    bool quoted;
    const char *point = strchr(name, '.'), *pattern = spec_column(name, &quoted, finder->arena);
    char *called = arena_bytes(finder->arena, name, (size_t)(point - name));
    struct table *table = resolve_table(finder->session, called, finder->arena, finder->err);
    struct table_version info;
    size_t n = 0;
    if (!table || !workspace_table_info(finder->session->workspace, called, 0, &info, finder->err))
        return false;
    bool glob = !quoted && strpbrk(pattern, "*?") != NULL, ok = true;
    for (size_t i = 0; ok && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool left_out = glob && (column->type == TYPE_TIME || (info.key && strcmp(info.key, column->name) == 0) ||
                                 (info.via && strcmp(info.via, column->name) == 0));
        if (left_out || !(quoted ? strcmp(pattern, column->name) == 0 : glob_match(pattern, column->name)))
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
    const char *spec;
    bool ok = true;
    while (ok && (spec = spec_next(&text, finder->arena)))
        ok = find_one(finder, spec, depth + 1);
    return ok;
}

/* A line of a version of a set: a family whose levels are fitted now, or features of it, or one feature. */
static bool add_member(struct finder *finder, const struct set_member *member)
{
    struct definition *definition = arena_allocate(finder->arena, 1, sizeof *definition);
    if (member->spec[0] == '-') {
        list_remove(finder, member->spec + 1);
        return true;
    }
    if (!definition_parse(DEFINITION_FEATURE, member->of, member->definition, 0, finder->arena, definition,
                          finder->err))
        return false;
    if (!definition_lacks_levels(definition)) {
        list_add(finder, (struct feature){ member->name, definition, member->index }, member->spec, definition);
        return true;
    }
    struct definition *fitted = arena_allocate(finder->arena, 1, sizeof *fitted);
    *fitted = *definition;
    if (!fitting_levels(&finder->fitting, member->of, fitted, finder->err))
        return false;
    const char **made;
    size_t n = definition_names(fitted, finder->arena, &made), before = finder->out->n;
    for (size_t i = 0; i < n; i++)
        if (strcmp(member->spec, member->of) == 0 ||
            feature_is_called(&(struct feature){ made[i], fitted, i }, member->spec))
            list_add(finder, (struct feature){ made[i], fitted, i }, made[i], definition);
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

/* The feature at I of those that names lead to. */
static bool find_place(struct finder *finder, size_t i)
{
    list_add(finder, finder->all.features[i], finder->all.specs[i], finder->all.listed[i].written);
    return true;
}

static bool fail_exclusion(struct finder *finder, const char *name)
{
    struct nearest nearest;
    nearest_init(&nearest, name + 1);
    for (size_t i = 0; i < finder->out->n; i++)
        nearest_offer(&nearest, finder->out->features[i].name);
    fail(finder->err, ERROR_USER, E_NO_FEATURE, "'%s' leaves nothing out", name);
    error_reason(finder->err, "nothing that stands before it is called so");
    if (nearest.best)
        error_mend(finder->err, "-%s", nearest.best);
    return false;
}

static bool find_one(struct finder *finder, const char *name, int depth)
{
    const char *at = strchr(name, '@'), *point = strchr(name, '.');
    if (at && !(point && point < at))
        return find_version(finder, name, at);
    size_t before = finder->out->n;
    if (name[0] == '-') /* of a set that was written down, a level may be gone by now */
        return list_remove(finder, name + 1) > 0 || depth > 0 || fail_exclusion(finder, name);
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
    const struct indexed *entry = NULL;
    while (!glob && (entry = name_index_find(&finder->all_names, name, entry)))
        found = find_place(finder, entry->place);
    /* What is called so comes before what answers to it, with its window. */
    for (size_t i = 0; !found && !glob && i < finder->all.n; i++)
        if (feature_is_called(&finder->all.features[i], name))
            found = find_place(finder, i);
    for (size_t i = 0; glob && i < finder->all.n; i++)
        if (feature_is_called(&finder->all.features[i], name))
            found = find_place(finder, i);
    return found || finder->out->n > before || fail_feature(finder, name);
}

bool finder_find(struct finder *finder, const char *name)
{
    return find_one(finder, name, 0);
}

static void see_asked(const char *name, size_t n, bool star, void *context)
{
    struct finder *finder = context;
    add_asked(finder, arena_bytes(finder->arena, name, n), n, star);
}

bool finder_list_named(struct finder *finder, const char *text)
{
    see_names(text, see_asked, finder);
    return finder_list(finder);
}
