/* Binding what runs over several words: expressions and redirections. */
#include "command/language/bind_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/report/report.h"

const char *raw_of(const struct binding *b, size_t i)
{
    return b->words.line + b->words.items[i].begin;
}

bool is_redirect(const struct binding *b, size_t i)
{
    const char *raw = raw_of(b, i);
    return b->words.items[i].shell || (raw[0] == '>' && raw[1] != '=');
}

/* A word that can only be meant as a file: an ending that can be written, or a path; .5 is a number. */
static bool looks_like_file(const char *word)
{
    enum format format;
    return format_from_path(word, &format) || word[0] == '/' || strncmp(word, "./", 2) == 0 ||
           strncmp(word, "../", 3) == 0 || strncmp(word, "~/", 2) == 0;
}

/* Inside an expression > compares, unless it is followed by nothing but the name of a file. */
static bool redirects_in_expression(const struct binding *b, size_t i)
{
    const char *raw = raw_of(b, i);
    if (b->words.items[i].shell || strncmp(raw, ">>", 2) == 0)
        return true;
    if (raw[0] != '>' || raw[1] == '=')
        return false;
    bool apart = b->words.items[i].end - b->words.items[i].begin == 1;
    size_t at = apart ? i + 1 : i, last = b->words.n;
    if (last > at + 1 && strncmp(raw_of(b, last - 1), "overwrite=", 10) == 0)
        last--;
    if (at + 1 != last || b->words.items[at].quoted)
        return false;
    return looks_like_file(b->words.items[at].text + (apart ? 0 : 1));
}

bool bind_redirect(struct binding *b)
{
    struct word *word = &b->words.items[b->next];
    struct redirection *to = &b->redirection;
    if (word->shell) {
        *to = (struct redirection){ REDIRECT_PIPE, word->text, false, word->begin, word->end };
        b->next++;
        while (isspace((unsigned char)*to->target))
            to->target++;
        return *to->target || bind_fail(b, word, E_SYNTAX, "no command stands behind |");
    }
    bool append = strncmp(raw_of(b, b->next), ">>", 2) == 0;
    size_t sign = append ? 2 : 1;
    struct word opening = *word;
    shorten_word(b, b->next, sign);
    if (b->next >= b->words.n)
        return bind_fail(b, &opening, E_SYNTAX, "no file stands behind %s", append ? ">>" : ">");
    word = &b->words.items[b->next++];
    *to = (struct redirection){ append ? REDIRECT_APPEND : REDIRECT_WRITE, word->text, false, word->begin, word->end };
    return true;
}

static bool is_operator(const struct binding *b, size_t i)
{
    static const char *const operators[] = { "and", "or", "not", "in", "between", "like", "is", "since", "days", NULL };
    const char *raw = raw_of(b, i);
    size_t length = b->words.items[i].end - b->words.items[i].begin;
    if (length > 1 && raw[length - 1] == '%' && isdigit((unsigned char)raw[length - 2]))
        return false; /* 5%: a share */
    if (strchr("=<>+-*/%^!,", raw[length - 1]))
        return true;
    for (const char *const *op = operators; *op; op++)
        if (strlen(*op) == length && strncasecmp(*op, raw, length) == 0)
            return true;
    return false;
}

/* Whether a bracket that was opened since word FIRST is still open at word I: then nothing ends there. */
static bool in_brackets(const struct binding *b, size_t first, size_t i)
{
    const char *at = raw_of(b, first), *end = raw_of(b, i);
    int depth = 0;
    for (char quote = 0; at < end; at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '\'' || *at == '"')
            quote = *at;
        else
            depth += (*at == '(') - (*at == ')');
    }
    return depth > 0;
}

/* Whether word I, which stands in an expression that began at word FIRST, ends it. */
static bool ends_expression(const struct binding *b, const struct parameter *row, size_t first, size_t i)
{
    const struct word *word = &b->words.items[i];
    if (redirects_in_expression(b, i))
        return true;
    if (row->form == FORM_SUBJECT && row->repeats)
        return false;
    if (word->quoted || i == first || is_operator(b, i - 1) || in_brackets(b, first, i))
        return false;
    struct match match = { 0 };
    if (word->key)
        match_rows(b->command->parameters, FORM_OPTION, word->text, word->key, false, &match);
    else
        match_rows(b->command->parameters, FORM_CLAUSE, word->text, strlen(word->text), false, &match);
    text_release(&match.names);
    return match.exact || (word->key && match.n == 1 && b->short_forms);
}

void bind_expression(struct binding *b, size_t index)
{
    const struct parameter *row = &b->command->parameters[index];
    size_t first = b->next, i = first;
    while (i < b->words.n && !(i > first && ends_expression(b, row, first, i)))
        i++;
    size_t begin = b->words.items[first].begin, end = b->words.items[i - 1].end;
    slot_add(&b->slots[index], arena_bytes(b->arena, b->words.line + begin, end - begin), begin, end, b->arena);
    b->next = i;
    b->clause = SIZE_MAX;
}
