/* Backslashes in text with tabs, as patron and databases write it. */
#include "source/escapes.h"

static const char letters[] = "tnr\\", meanings[] = "\t\n\r\\";

/* Whether the backslash AT is the beginning of a field \N. */
static bool is_null(const struct content *content, size_t at)
{
    const char *bytes = content->bytes;
    bool begins = at == 0 || strchr("\t\n\r\"", bytes[at - 1]);
    return begins && bytes[at + 1] == 'N' && (at + 2 == content->length || strchr("\t\n\r\"", bytes[at + 2]));
}

bool content_escapes(const struct content *content)
{
    const char *bytes = content->bytes, *found;
    bool any = false;
    for (size_t at = 0; (found = memchr(bytes + at, '\\', content->length - at)); any = true) {
        at = (size_t)(found - bytes);
        if (at + 1 >= content->length)
            return false;
        if (!memchr(letters, bytes[at + 1], sizeof letters - 1) && !is_null(content, at))
            return false;
        at += 2;
    }
    return any;
}

/* FIELD without its escapes into OUT, which has room for it; its length. */
static size_t unescape(const char *field, size_t length, char *out)
{
    size_t n = 0;
    if (length == 2 && memcmp(field, "\\N", 2) == 0)
        return 0;
    for (size_t i = 0; i < length; i++) {
        const char *letter =
            field[i] == '\\' && i + 1 < length ? memchr(letters, field[i + 1], sizeof letters - 1) : NULL;
        out[n++] = letter ? meanings[letter - letters] : field[i];
        i += letter != NULL;
    }
    return n;
}

void cells_unescape(struct cells *cells)
{
    struct text scratch = TEXT_EMPTY;
    for (size_t i = 0; i < cells->n_rows * cells->width; i++) {
        size_t length, row = i / cells->width, field = i % cells->width;
        const char *bytes = cells_field(cells, row, field, &length);
        if (length == 0 || !memchr(bytes, '\\', length))
            continue;
        text_clear(&scratch);
        text_add_bytes(&scratch, bytes, length);
        length = unescape(bytes, length, scratch.bytes);
        if (!cells_replace(cells, row, field, scratch.bytes, length))
            break;
    }
    text_release(&scratch);
}
