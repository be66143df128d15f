/* Rows that are nearly equal, in words. */
#include <string.h>

#include "command/data/clean.h"
#include "command/verb.h"

enum { PAIRS_SHOWN = 3 };

bool near_ignored(const char *text, unsigned *out, struct error *err)
{
    *out = 0;
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, ", ");
        if (n == strlen("tags") && strncmp(at, "tags", n) == 0) {
            *out |= NEAR_IGNORES_TAGS;
        } else if (n == strlen("dots") && strncmp(at, "dots", n) == 0) {
            *out |= NEAR_IGNORES_DOTS;
        } else if (n > 0) {
            fail(err, ERROR_USER, E_BAD_VALUE, "'%.*s' is nothing that can be ignored", (int)n, at);
            error_reason(err, "tags are ann+shop@, dots are an.n@: some providers deliver all to ann@");
            error_mend(err, "tags,dots");
            return false;
        }
        at += n + (at[n] != '\0');
    }
    return true;
}

static void tell_row(const struct column *key, size_t row, struct text *out)
{
    if (key)
        (key->personal ? column_show : column_write)(key, row, out);
    else
        text_add_format(out, "row %zu", row + 1);
}

const char *near_tell(const struct near *near, const struct table *table, const char *key, struct arena *arena)
{
    const struct column *column = key ? table_column(table, key) : NULL;
    struct text text = TEXT_EMPTY;
    char equal[32], form[32], letter[32];
    count_format(near->n[NEAR_EQUAL], equal);
    count_format(near->n[NEAR_FORM], form);
    count_format(near->n[NEAR_LETTER], letter);
    text_add_format(&text, "near an earlier one: %s equal, %s but for spelling, %s by one letter", equal, form, letter);
    size_t shown = 0;
    for (size_t i = 0; i < table->n_rows && shown < PAIRS_SHOWN; i++) {
        if (near->kind[i] == NEAR_NONE)
            continue;
        text_add(&text, shown++ > 0 ? ", " : "; ");
        tell_row(column, i, &text);
        text_add(&text, " like ");
        tell_row(column, near->first[i], &text);
    }
    const char *told = arena_text(arena, text_string(&text));
    text_release(&text);
    return told;
}
