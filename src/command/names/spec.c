/* Columns as features are named. */
#include "command/names/spec.h"

#include <string.h>

#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static bool is_plain(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return strspn(text, letters) == strlen(text) && !(text[0] >= '0' && text[0] <= '9');
}

const char *spec_of_column(const char *table, const char *column, struct arena *arena)
{
    struct text spec = TEXT_EMPTY;
    text_add_format(&spec, is_plain(column) ? "%s." : "%s.`", table);
    for (const char *c = column; *c; c++) {
        if (*c == '`')
            text_add_char(&spec, '`');
        text_add_char(&spec, *c);
    }
    text_add(&spec, is_plain(column) ? "" : "`");
    const char *kept = arena_text(arena, text_string(&spec));
    text_release(&spec);
    return kept;
}

const char *spec_column(const char *spec, bool *quoted, struct arena *arena)
{
    const char *name = strchr(spec, '.') + 1;
    size_t n = 0;
    *quoted = name[0] == '`';
    if (!*quoted)
        return name;
    char *plain = arena_allocate(arena, strlen(name) + 1, 1);
    for (name++; *name && (*name != '`' || name[1] == '`'); name++) {
        name += *name == '`';
        plain[n++] = *name;
    }
    return plain;
}

const char *spec_next(const char **at, struct arena *arena)
{
    const char *begin = *at += strspn(*at, " ");
    bool quoted = false;
    while (**at && (quoted || **at != ' '))
        quoted ^= *(*at)++ == '`';
    return *at > begin ? arena_bytes(arena, begin, (size_t)(*at - begin)) : NULL;
}

bool spec_stands_for(const char *pattern, const char *name, const char *spec, struct arena *arena)
{
    const char *point = strchr(pattern, '.');
    bool quoted, of_spec;
    if (glob_match(pattern, name) || !point || !strchr(spec, '.'))
        return glob_match(pattern, name);
    size_t n = (size_t)(point - pattern) + 1;
    const char *wanted = spec_column(pattern, &quoted, arena), *column = spec_column(spec, &of_spec, arena);
    return strncmp(pattern, spec, n) == 0 && (quoted ? strcmp(wanted, column) == 0 : glob_match(wanted, column));
}
