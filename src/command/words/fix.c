/* The first mend of an error, applied to the line it was found in. */
#include <ctype.h>
#include <string.h>

#include "command/state.h"
#include "patron/base/memory.h"

static char *splice(const char *line, size_t begin, size_t end, const char *middle)
{
    struct text text = TEXT_EMPTY;
    text_add_bytes(&text, line, begin);
    text_add(&text, middle);
    text_add(&text, line + end);
    return text_take(&text);
}

/* KEY=VALUE: takes the place of the option that was wrong, else is added behind the last word. */
static char *fix_option(const char *line, const char *mend, bool placed, size_t begin)
{
    struct arena arena;
    struct words words;
    arena_init(&arena);
    words_cut_typed(line, &arena, &words);
    char *fixed = NULL;
    for (size_t i = 0; placed && !fixed && i < words.n; i++)
        if (words.items[i].key && words.items[i].begin <= begin && begin < words.items[i].end)
            fixed = splice(line, words.items[i].begin, words.items[i].end, mend);
    if (!fixed) {
        char *added = arena_format(&arena, " %s", mend);
        fixed = splice(line, words.end, words.end, added);
    }
    arena_release(&arena);
    return fixed;
}

static bool is_option(const char *mend)
{
    size_t n = 0;
    while (islower((unsigned char)mend[n]) || mend[n] == '_' || (n > 0 && isdigit((unsigned char)mend[n])))
        n++;
    return n > 0 && mend[n] == '=' && mend[n + 1];
}

char *line_with_mend(const char *line, const struct error *err)
{
    const char *mend = err->mend[0];
    bool in_line = err->place.source || !err->place.name;
    bool placed = in_line && err->place.column > 0;
    if (!mend || !*mend || strpbrk(mend, " \t"))
        return NULL;
    if (err->place.source && strcmp(err->place.source, line) != 0)
        return NULL; /* the mend is of a line that this one ran: of a command file, a preset */
    size_t begin = placed ? line_byte(line, err->place.column) : 0;
    if (is_option(mend))
        return fix_option(line, mend, placed, begin);
    if (!placed || !err->place.length)
        return NULL;
    return splice(line, begin, line_byte(line, err->place.column + err->place.length), mend);
}

char *session_fixed_line(const struct session *session)
{
    if (!session->last_failed)
        return NULL;
    return line_with_mend(session->last_failed, &session->last_error);
}
