/* Cuts the text of an expression into words. */
#include "feature/lexer.h"

#include <ctype.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

/* Up to here a double holds every whole number. */
static const double WHOLE_DOUBLES = 0x1p53;

struct cutter {
    const char *text;
    size_t at;     /* byte */
    size_t seen;   /* byte up to which `column` was counted */
    size_t column; /* column of the byte `seen` */
    struct arena *arena;
    struct token *tokens;
    size_t n, capacity;
    struct error *err;
};

/* Longer signs stand before their beginnings. What is read as another sign stands in the second column. */
static const char *const signs[][2] = { { "==", "==" }, { "!=", "!=" }, { "<>", "!=" }, { "<=", "<=" }, { ">=", ">=" },
                                        { "=", "=" },   { "<", "<" },   { ">", ">" },   { "(", "(" },   { ")", ")" },
                                        { ",", "," },   { "..", ".." }, { ".", "." },   { "+", "+" },   { "-", "-" },
                                        { "*", "*" },   { "/", "/" },   { "%", "%" },   { "^", "^" } };
/* Signs of other languages, and ours. */
static const char *const foreign[][2] = { { "&&", "and" }, { "||", "or" }, { "**", "^" }, { "=<", "<=" },
                                          { "=>", ">=" },  { "&", "and" }, { "|", "or" }, { "!", "not" } };

bool token_is_sign(const struct token *token, const char *sign)
{
    return token->kind == TOKEN_SIGN && strcmp(token->text, sign) == 0;
}

bool token_is_word(const struct token *token, const char *word)
{
    return token->kind == TOKEN_NAME && !token->quoted && strcasecmp(token->text, word) == 0;
}

static bool begins_name(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool in_name(char c)
{
    return begins_name(c) || isdigit((unsigned char)c);
}

/* The column of byte AT; asked in rising order, so that a long line is measured once. */
static size_t column_at(struct cutter *cutter, size_t at)
{
    cutter->column += utf8_width(cutter->text + cutter->seen, at - cutter->seen);
    cutter->seen = at;
    return cutter->column;
}

/* At least one wide, so that there is something to point at. */
static size_t width_of(const struct cutter *cutter, size_t begin, size_t end)
{
    size_t width = utf8_width(cutter->text + begin, end - begin);
    return width > 0 ? width : 1;
}

static struct token *token_add(struct cutter *cutter, enum token_kind kind, size_t begin, size_t end)
{
    if (cutter->n == cutter->capacity) {
        size_t capacity = cutter->capacity ? cutter->capacity * 2 : 32;
        struct token *larger = arena_allocate(cutter->arena, capacity, sizeof *larger);
        if (cutter->n > 0)
            memcpy(larger, cutter->tokens, cutter->n * sizeof *larger);
        cutter->tokens = larger;
        cutter->capacity = capacity;
    }
    struct token *token = &cutter->tokens[cutter->n++];
    *token = (struct token){ .kind = kind, .text = "", .begin = begin, .end = end };
    token->column = column_at(cutter, begin);
    token->length = width_of(cutter, begin, end);
    cutter->at = end;
    return token;
}

static bool cut_fails(struct cutter *cutter, size_t begin, size_t end, const char *what)
{
    fail(cutter->err, ERROR_SYNTAX, E_EXPRESSION, "%s '%.*s'", what, (int)(end - begin > 40 ? 40 : end - begin),
         cutter->text + begin);
    error_place(cutter->err, NULL, NULL, 0, column_at(cutter, begin), width_of(cutter, begin, end));
    return false;
}

/* A text between QUOTE and QUOTE; a doubled quote stands for itself. */
static bool cut_quoted(struct cutter *cutter, char quote)
{
    size_t begin = cutter->at, at = begin + 1, n = 0;
    char *bytes = arena_allocate(cutter->arena, strlen(cutter->text + begin) + 1, 1);
    for (;; at++) {
        if (cutter->text[at] == '\0') {
            cut_fails(cutter, begin, at, "a quote is not closed:");
            error_mend(cutter->err, "close it with %c", quote);
            return false;
        }
        if (cutter->text[at] == quote && cutter->text[++at] != quote)
            break;
        bytes[n++] = cutter->text[at];
    }
    bytes[n] = '\0';
    if (quote == '`' && n == 0)
        return cut_fails(cutter, begin, at, "a name is empty:");
    struct token *token = token_add(cutter, quote == '`' ? TOKEN_NAME : TOKEN_TEXT, begin, at);
    token->text = bytes;
    token->quoted = true;
    return true;
}

static size_t digits(const char *text)
{
    size_t n = 0;
    while (isdigit((unsigned char)text[n]))
        n++;
    return n;
}

/* The bytes of a date, with its time of day if one follows; 0 when TEXT begins with none. */
static size_t time_length(const char *text)
{
    if (digits(text) != 4 || text[4] != '-' || digits(text + 5) != 2 || text[7] != '-' || digits(text + 8) != 2)
        return 0;
    const char *clock = text + 11;
    if ((text[10] != 'T' && text[10] != ' ') || digits(clock) != 2 || clock[2] != ':' || digits(clock + 3) != 2)
        return 10;
    size_t n = 16;
    if (text[n] == ':' && digits(text + n + 1) == 2)
        n += 3;
    if (n == 19 && text[n] == '.' && isdigit((unsigned char)text[n + 1]))
        n += 1 + digits(text + n + 1);
    if (text[n] == 'Z')
        n++;
    else if ((text[n] == '+' || text[n] == '-') && digits(text + n + 1) == 2 && text[n + 3] == ':' &&
             digits(text + n + 4) == 2)
        n += 6;
    return n;
}

static bool cut_time(struct cutter *cutter, size_t length)
{
    size_t begin = cutter->at;
    int64_t time;
    if (!time_parse(cutter->text + begin, length, &time))
        return cut_fails(cutter, begin, begin + length, "no such date:");
    token_add(cutter, TOKEN_TIME, begin, begin + length)->time = time;
    return true;
}

static size_t number_length(const char *text)
{
    size_t n = digits(text);
    if (text[n] == '.' && text[n + 1] != '.') /* 0..90d is a window */
        n += 1 + digits(text + n + 1);
    if (text[n] == 'e' || text[n] == 'E') {
        size_t sign = text[n + 1] == '+' || text[n + 1] == '-';
        size_t exponent = digits(text + n + 1 + sign);
        if (exponent > 0)
            n += 1 + sign + exponent;
    }
    return n;
}

static bool cut_number(struct cutter *cutter)
{
    const char *text = cutter->text + cutter->at;
    size_t begin = cutter->at, length = time_length(text);
    if (length > 0)
        return cut_time(cutter, length);
    length = number_length(text);
    if (!in_name(text[length])) {
        double number;
        if (!number_parse(text, length, &number) || !isfinite(number))
            return cut_fails(cutter, begin, begin + length, "not a number:");
        struct token *token = token_add(cutter, TOKEN_NUMBER, begin, begin + length);
        int64_t whole;
        token->number = number;
        if (fabs(number) > WHOLE_DOUBLES && whole_parse(text, length, &whole))
            token->whole = whole;
        else if (fabs(number) > WHOLE_DOUBLES && digits(text) == length)
            token->text = arena_bytes(cutter->arena, text, length);
        return true;
    }
    while (in_name(text[length]))
        length++;
    struct duration duration;
    if (duration_parse(text, length, &duration)) {
        token_add(cutter, TOKEN_DURATION, begin, begin + length)->duration = duration;
        return true;
    }
    cut_fails(cutter, begin, begin + length, "neither a number nor a duration:");
    error_reason(cutter->err, "durations are a whole number and a unit: h d w m q y");
    return false;
}

static bool cut_sign(struct cutter *cutter)
{
    const char *text = cutter->text + cutter->at;
    size_t begin = cutter->at, length;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        length = strlen(foreign[i][0]);
        if (strncmp(text, foreign[i][0], length) != 0 || strncmp(text, "!=", 2) == 0)
            continue;
        cut_fails(cutter, begin, begin + length, "an expression has no sign");
        error_mend(cutter->err, "%s", foreign[i][1]);
        return false;
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        length = strlen(signs[i][0]);
        if (strncmp(text, signs[i][0], length) != 0)
            continue;
        token_add(cutter, TOKEN_SIGN, begin, begin + length)->text = signs[i][1];
        return true;
    }
    utf8_decode(text, strlen(text), &length);
    return cut_fails(cutter, begin, begin + length, "an expression has no sign");
}

static bool cut_one(struct cutter *cutter)
{
    const char *text = cutter->text + cutter->at;
    if (*text == '"' || *text == '\'' || *text == '`')
        return cut_quoted(cutter, *text);
    if (isdigit((unsigned char)*text) || (*text == '.' && isdigit((unsigned char)text[1])))
        return cut_number(cutter);
    if (!begins_name(*text))
        return cut_sign(cutter);
    size_t length = 0;
    while (in_name(text[length]))
        length++;
    if (text[length] == '@' && in_name(text[length + 1])) /* a model's version */
        for (length++; in_name(text[length]);)
            length++;
    struct token *token = token_add(cutter, TOKEN_NAME, cutter->at, cutter->at + length);
    token->text = arena_bytes(cutter->arena, text, length);
    return true;
}

bool tokens_cut(const char *text, size_t offset, struct arena *arena, const struct token **tokens, struct error *err)
{
    struct cutter cutter = { .text = text, .column = offset + 1, .arena = arena, .err = err };
    for (;;) {
        while (isspace((unsigned char)text[cutter.at]))
            cutter.at++;
        if (text[cutter.at] == '\0')
            break;
        if (!cut_one(&cutter))
            return false;
    }
    size_t end = cutter.n > 0 ? cutter.tokens[cutter.n - 1].end : cutter.at;
    struct token *last = token_add(&cutter, TOKEN_END, end, end);
    last->length = 1;
    *tokens = cutter.tokens;
    return true;
}
