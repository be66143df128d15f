/* Titles above the names, told by what they are not: filled in all columns. */
#include "source/titles.h"

static size_t skip(const struct content *content, size_t n)
{
    size_t position = 0;
    for (; n > 0 && position < content->length; n--)
        position = content_next_line(content, position);
    return position;
}

size_t content_skip_lines(struct content *content, size_t n)
{
    size_t position = skip(content, n);
    bool one_line = content->line_end == '\n' && content_next_line(content, 0) == content->length;
    if (n == 0 || !one_line || !memchr(content->bytes, '\r', content->length))
        return position;
    content->line_end = '\r'; /* lines end with it alone */
    return skip(content, n);
}

/* How many fields between DELIMITERs hold anything. */
static size_t filled_fields(const char *bytes, size_t length, char delimiter)
{
    size_t n = 0;
    bool filled = false, quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '"')
            quoted = !quoted;
        if (bytes[i] == delimiter && !quoted) {
            n += filled;
            filled = false;
        } else
            filled = filled || !memchr(" \t\r\n\"", bytes[i], 5);
    }
    return n + filled;
}

static size_t most_filled(const char *bytes, size_t length, char delimiter)
{
    static const char candidates[] = ",;\t|";
    size_t most = 0;
    if (delimiter)
        return filled_fields(bytes, length, delimiter);
    for (const char *candidate = candidates; *candidate; candidate++) {
        size_t n = filled_fields(bytes, length, *candidate);
        most = n > most ? n : most;
    }
    return most;
}

size_t content_titles(const struct content *content, size_t position, size_t skipped, char delimiter)
{
    size_t before = 0, comment = 0; /* filled fields of the lines above; of those among them that begin with # */
    for (size_t i = 0; i < TITLE_LINES && position < content->length; i++) {
        size_t end = content_next_line(content, position);
        size_t filled = most_filled(content->bytes + position, end - position, delimiter);
        bool is_comment = content->bytes[position] == '#';
        if (filled > 1 && !is_comment)
            return before == 1 || (before == 0 && comment > 0 && comment < filled) ? skipped + i : 0;
        if (is_comment) { /* may hold delimiters, as text does */
            comment = filled > comment ? filled : comment;
            filled = 0;
        }
        before = filled > before ? filled : before;
        position = end;
    }
    return 0;
}
