/* Sets of features as text. */
#include "command/names/set_text.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

/* ---- What a set names: features, and whole families or windows of them ---- */

struct writer {
    const struct feature_list *list;
    struct arena arena;
    struct text out;
    bool members; /* lines of a version, not names alone */
};

static void write_member(struct writer *writer, const char *spec, const char *name, const struct definition *definition,
                         size_t index)
{
    if (!writer->members) {
        text_add_format(&writer->out, "%s%s", writer->out.length > 0 ? " " : "", spec);
        return;
    }
    text_add_format(&writer->out, "%s\t%s\t%s\t%zu\t", spec, name, definition->name, index);
    definition_write(definition, &writer->out);
    text_add_char(&writer->out, '\n');
}

static const struct definition *family_of(const struct feature_list *list, size_t i)
{
    const struct definition *written = list->listed[i].written;
    return definition_lacks_levels(written) ? written : NULL;
}

static bool holds(const struct feature_list *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->features[i].name, name) == 0)
            return true;
    return false;
}

/* How many of the N features MADE are in the list. */
static size_t count_held(const struct feature_list *list, const char *const *made, size_t n)
{
    size_t held = 0;
    for (size_t i = 0; i < n; i++)
        held += holds(list, made[i]);
    return held;
}

/* The features of WRITTEN that are in the list: by SPEC when most of the N made are, and those left out behind it. */
static void write_some(struct writer *writer, const struct definition *written, const char *spec,
                       const char *const *made, size_t n)
{
    size_t held = count_held(writer->list, made, n);
    bool together = 2 * held > n;
    if (together)
        write_member(writer, spec, spec, written, 0);
    for (size_t i = 0; held > 0 && i < n; i++) {
        bool in = holds(writer->list, made[i]);
        if (in != together)
            write_member(writer, in ? made[i] : arena_format(&writer->arena, "-%s", made[i]), made[i], written, 0);
    }
}

static void write_family(struct writer *writer, const struct definition *written, const struct definition *fitted)
{
    const char **made;
    size_t n = definition_names(fitted, &writer->arena, &made), n_levels = fitted->n_levels + 1;
    if (written->n_windows < 2 || count_held(writer->list, made, n) == n) {
        write_some(writer, written, written->name, made, n);
        return;
    }
    for (size_t w = 0; w < written->n_windows; w++) {
        char window[48];
        window_name(&written->windows[w], window);
        write_some(writer, written, arena_format(&writer->arena, "%s_*_%s", written->name, window), &made[w * n_levels],
                   n_levels);
    }
}

static char *write_set(const struct feature_list *list, bool members)
{
    struct writer writer = { .list = list, .out = TEXT_EMPTY, .members = members };
    arena_init(&writer.arena);
    for (size_t i = 0; i < list->n; i++) {
        const struct definition *family = family_of(list, i);
        const struct feature *feature = &list->listed[i].feature;
        bool told = false;
        for (size_t j = 0; j < i && family && !told; j++)
            told = list->listed[j].written == family;
        if (!family)
            write_member(&writer, list->specs[i], feature->name, feature->definition, feature->window);
        else if (!told)
            write_family(&writer, family, list->listed[i].fitted);
    }
    arena_release(&writer.arena);
    return text_take(&writer.out);
}

char *set_text_write(const struct feature_list *list)
{
    return write_set(list, false);
}

char *set_members_write(const struct feature_list *list)
{
    return write_set(list, true);
}

/* ---- And back ---- */

bool set_member_read(char **at, struct arena *arena, struct set_member *out, struct error *err)
{
    size_t n = strcspn(*at, "\n");
    char *parts[5] = { arena_bytes(arena, *at, n) };
    int64_t index = 0;
    *at += n + ((*at)[n] == '\n');
    for (size_t i = 1; i < 5; i++) {
        parts[i] = strchr(parts[i - 1], '\t');
        if (!parts[i])
            return fail(err, ERROR_SYSTEM, E_CORRUPT, "a version of a set of features cannot be read");
        *parts[i]++ = '\0';
    }
    if (!integer_parse(parts[3], strlen(parts[3]), &index))
        return false;
    *out = (struct set_member){ parts[0], parts[1], parts[2], (size_t)index, parts[4] };
    return true;
}
