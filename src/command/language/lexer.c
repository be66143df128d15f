/* Cuts a command line into words. */
#include "command/language/lexer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

size_t line_column(const char *line, size_t at)
{
    return utf8_width(line, at) + 1;
}

size_t line_width(const char *line, size_t begin, size_t end)
{
    return end > begin ? utf8_width(line + begin, end - begin) : 1;
}

size_t line_byte(const char *line, size_t column)
{
    size_t at = 0, length = strlen(line), size;
    for (size_t seen = 1; at < length && seen < column; at += size) {
        utf8_decode(line + at, length - at, &size);
        seen += utf8_width(line + at, size);
    }
    return at;
}

bool fail_at(struct error *err, const char *line, size_t begin, size_t end)
{
    error_place(err, NULL, NULL, 0, line_column(line, begin), line_width(line, begin, end));
    return false;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* The byte after the quote that closes the one at AT; doubled quotes are passed by the caller's next call. The end of
   the line when it is not closed. */
static size_t quote_end(const char *line, size_t at)
{
    const char *close = strchr(line + at + 1, line[at]);
    return close ? (size_t)(close - line) + 1 : strlen(line);
}

static bool quote_closed(const char *line, size_t at)
{
    return strchr(line + at + 1, line[at]) != NULL;
}

static const char *unquote(const char *line, size_t begin, size_t end, struct arena *arena)
{
    char *text = arena_allocate(arena, end - begin + 1, 1);
    size_t n = 0;
    char quote = '\0';
    for (size_t i = begin; i < end; i++) {
        if (quote && line[i] == quote && i + 1 < end && line[i + 1] == quote)
            text[n++] = line[i++];
        else if (quote && line[i] == quote)
            quote = '\0';
        else if (!quote && is_quote(line[i]))
            quote = line[i];
        else
            text[n++] = line[i];
    }
    return text;
}

static size_t key_length(const char *line, size_t begin, size_t end)
{
    size_t at = begin;
    if (!isalpha((unsigned char)line[at]) && line[at] != '_')
        return 0;
    while (at < end && (isalnum((unsigned char)line[at]) || line[at] == '_'))
        at++;
    bool equals = at < end && line[at] == '=' && (at + 1 >= end || line[at + 1] != '=');
    return equals ? at - begin : 0;
}

struct cut {
    const char *line;
    size_t at;
    bool typed; /* what is open is closed at the end of the line */
    struct error *err;
};

static bool cut_open(struct cut *cut, size_t at, const char *what, const char *close)
{
    if (cut->typed)
        return true;
    fail(cut->err, ERROR_SYNTAX, E_SYNTAX, "%s is not closed", what);
    error_mend(cut->err, "close it with %s", close);
    return fail_at(cut->err, cut->line, at, at + 1);
}

/* Moves over one word: to a blank outside of quotes and brackets. */
static bool cut_word(struct cut *cut)
{
    const char *line = cut->line;
    size_t depth = 0, bracket = 0;
    while (line[cut->at] && (depth > 0 || !isspace((unsigned char)line[cut->at]))) {
        char c = line[cut->at];
        if (is_quote(c)) {
            char name[4] = { c, '\0' };
            if (!quote_closed(line, cut->at) && !cut_open(cut, cut->at, "a quote", name))
                return false;
            cut->at = quote_end(line, cut->at);
            continue;
        }
        if (c == '(' && depth++ == 0)
            bracket = cut->at;
        if (c == ')' && depth > 0)
            depth--;
        cut->at++;
    }
    return depth == 0 || cut_open(cut, bracket, "a bracket", ")");
}

static struct word *words_add(struct words *words, struct arena *arena, size_t *capacity)
{
    if (words->n == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 16;
        struct word *larger = arena_allocate(arena, *capacity, sizeof *larger);
        if (words->n > 0)
            memcpy(larger, words->items, words->n * sizeof *larger);
        words->items = larger;
    }
    return &words->items[words->n++];
}

static bool cut_all(struct cut *cut, struct arena *arena, struct words *out)
{
    const char *line = cut->line;
    size_t capacity = 0;
    *out = (struct words){ .line = line };
    for (;;) {
        while (isspace((unsigned char)line[cut->at]))
            cut->at++;
        if (!line[cut->at] || line[cut->at] == '#')
            break;
        size_t begin = cut->at;
        if (line[begin] == '|' && line[begin + 1] != '|') { /* the shell's words are its own; || joins texts in SQL */
            size_t end = strlen(line);
            while (end > begin + 1 && isspace((unsigned char)line[end - 1]))
                end--;
            *words_add(out, arena, &capacity) = (struct word){
                .begin = begin, .end = end, .shell = true, .text = arena_bytes(arena, line + begin + 1, end - begin - 1)
            };
            break;
        }
        if (!cut_word(cut))
            return false;
        *words_add(out, arena, &capacity) = (struct word){ .begin = begin,
                                                           .end = cut->at,
                                                           .text = unquote(line, begin, cut->at, arena),
                                                           .quoted = is_quote(line[begin]),
                                                           .key = key_length(line, begin, cut->at) };
    }
    out->end = out->n > 0 ? out->items[out->n - 1].end : 0;
    return true;
}

static bool check_bytes(const char *line, struct error *err)
{
    size_t length = strlen(line);
    if (length > LINE_BYTES)
        return fail(err, ERROR_SYNTAX, E_BAD_BYTES, "a line of %zu bytes; the most is %d", length, (int)LINE_BYTES);
    if (utf8_valid(line, length))
        return true;
    size_t at = 0, size = 1;
    for (;; at += size)
        if (utf8_decode(line + at, length - at, &size) == 0xFFFD && size == 1)
            break;
    fail(err, ERROR_SYNTAX, E_BAD_BYTES, "byte %zu is no UTF-8 text", at + 1);
    error_reason(err, "the byte is 0x%02x", (unsigned)(unsigned char)line[at]);
    error_place(err, NULL, NULL, 0, line_column(line, at), 1);
    return false;
}

bool words_cut(const char *line, struct arena *arena, struct words *out, struct error *err)
{
    struct cut cut = { .line = line, .err = err };
    *out = (struct words){ .line = line };
    return check_bytes(line, err) && cut_all(&cut, arena, out);
}

void words_cut_typed(const char *line, struct arena *arena, struct words *out)
{
    struct cut cut = { .line = line, .typed = true };
    cut_all(&cut, arena, out);
}

char *word_quote(const char *text)
{
    bool plain = *text && *text != '#' && *text != '|' && *text != '>' && *text != '&';
    for (const char *p = text; plain && *p; p++)
        plain = !isspace((unsigned char)*p) && !is_quote(*p) && *p != '(' && *p != ')' && *p != '=';
    struct text out = TEXT_EMPTY;
    if (plain)
        return copy_text(text);
    text_add_char(&out, '"');
    for (; *text; text++) {
        if (*text == '"')
            text_add_char(&out, '"');
        text_add_char(&out, *text);
    }
    text_add_char(&out, '"');
    return text_take(&out);
}
