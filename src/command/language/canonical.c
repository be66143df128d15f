/* One statement in its canonical form. */
#include "command/language/canonical.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/language/bind_parts.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"

/* ---- Bytes of the line, blanks made one ---- */

struct writer {
    const struct statement *statement;
    const char *indent;
    struct text *out;
    bool keeps_brackets; /* blanks in brackets are the command's own, as in print and sql */
};

/* Whether a physical line begins behind byte FROM and not behind byte TO. */
static bool is_break(const struct statement *statement, size_t from, size_t to)
{
    for (size_t i = 1; i < statement->n_pieces; i++)
        if (statement->pieces[i].begin > from && statement->pieces[i].begin <= to)
            return true;
    return false;
}

/* A blank, or the line's break where the bytes FROM .. TO had one. */
static void write_gap(struct writer *writer, size_t from, size_t to)
{
    if (is_break(writer->statement, from, to))
        text_add_format(writer->out, " \\\n%s    ", writer->indent);
    else
        text_add_char(writer->out, ' ');
}

/* The byte behind a quoted text that begins at AT. */
static size_t quoted_end(const char *line, size_t at, size_t end)
{
    const char *close = memchr(line + at + 1, line[at], end - at - 1);
    return close ? (size_t)(close - line) + 1 : end;
}

/* Bytes BEGIN .. END with runs of blanks outside of quotes made one. */
static void write_bytes(struct writer *writer, size_t begin, size_t end)
{
    const char *line = writer->statement->text;
    size_t depth = 0;
    for (size_t at = begin; at < end;) {
        size_t from = at;
        depth += line[at] == '(';
        depth -= line[at] == ')' && depth > 0;
        if (line[at] == '"' || line[at] == '\'' || line[at] == '`') {
            at = quoted_end(line, at, end);
            text_add_bytes(writer->out, line + from, at - from);
        } else if (isspace((unsigned char)line[at])) {
            while (at < end && isspace((unsigned char)line[at]))
                at++;
            if (writer->keeps_brackets && depth > 0 && !is_break(writer->statement, from, at))
                text_add_bytes(writer->out, line + from, at - from);
            else
                write_gap(writer, from, at);
        } else {
            text_add_char(writer->out, line[at++]);
        }
    }
}

/* ---- Parts in their order ---- */

enum { RANK_SUBJECTS = 1, RANK_CLAUSES = 1000, RANK_KIND = 2000, RANK_OPTIONS = 3000, RANK_REDIRECT = 4000 };

static size_t part_rank(const struct part *part)
{
    switch (part->kind) {
    case PART_VERB:
        return 0;
    case PART_CLAUSE:
        return RANK_CLAUSES + part->index;
    case PART_OPTION:
        return (part->of_kind ? RANK_KIND : RANK_OPTIONS) + part->index;
    case PART_REDIRECT:
        return RANK_REDIRECT;
    case PART_OVERWRITE:
        return RANK_REDIRECT + 1;
    default:
        return RANK_SUBJECTS;
    }
}

/* Stable; lines are short. */
static void sort_parts(struct part *parts, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct part part = parts[i];
        size_t at = i;
        for (; at > 0 && part_rank(&parts[at - 1]) > part_rank(&part); at--)
            parts[at] = parts[at - 1];
        parts[at] = part;
    }
}

/* A part that began a physical line begins one again, wherever it comes to stand. */
static void write_part_gap(struct writer *writer, const struct part *part)
{
    const char *line = writer->statement->text;
    size_t from = part->begin;
    while (from > 0 && isspace((unsigned char)line[from - 1]))
        from--;
    write_gap(writer, from, part->begin);
}

static void write_option(struct writer *writer, const struct binding *b, const struct part *part)
{
    const struct parameter *rows = part->of_kind ? b->kind->parameters : b->command->parameters;
    const char *name = rows[part->index].name;
    text_add(writer->out, name);
    write_bytes(writer, part->begin + strlen(name), part->end);
}

static void write_redirect(struct writer *writer, const struct part *part)
{
    const char *line = writer->statement->text;
    size_t sign = line[part->begin] == '|' || line[part->begin + 1] != '>' ? 1 : 2, at = part->begin + sign;
    text_add_bytes(writer->out, line + part->begin, sign);
    text_add_char(writer->out, ' ');
    while (at < part->end && isspace((unsigned char)line[at]))
        at++;
    if (line[part->begin] == '|')
        text_add_bytes(writer->out, line + at, part->end - at); /* the shell's blanks are its own */
    else
        write_bytes(writer, at, part->end);
}

static void write_part(struct writer *writer, const struct binding *b, const struct part *part)
{
    if (part->kind == PART_VERB)
        text_add(writer->out, b->command->name);
    else if (part->kind == PART_CLAUSE && part->opens)
        text_add(writer->out, b->command->parameters[part->index].name);
    else if (part->kind == PART_OPTION)
        write_option(writer, b, part);
    else if (part->kind == PART_REDIRECT)
        write_redirect(writer, part);
    else {
        const struct parameter *row = &b->command->parameters[part->index];
        writer->keeps_brackets = part->kind == PART_SUBJECT && row->type == PARAMETER_EXPRESSION && row->repeats;
        write_bytes(writer, part->begin, part->end);
        writer->keeps_brackets = false;
    }
}

/* From part FIRST on; what stands between a name and its value is an equals sign. */
static void write_parts(struct writer *writer, const struct binding *b, size_t first)
{
    for (size_t i = first; i < b->n_parts; i++) {
        if (i > first && b->parts[i - 1].kind == PART_NAME)
            text_add(writer->out, " =");
        if (i > first)
            write_part_gap(writer, &b->parts[i]);
        write_part(writer, b, &b->parts[i]);
    }
}

/* ---- Whether two lines say the same ---- */

/* Without blanks: what is left of an expression when it is written in another spacing. */
static bool same_but_blanks(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (isspace((unsigned char)*a))
            a++;
        while (isspace((unsigned char)*b))
            b++;
        if (*a != *b || !*a)
            return *a == *b;
    }
}

static bool same_slots(const struct parameter *rows, const struct slot *a, const struct slot *b)
{
    for (size_t i = 0; rows[i].name; i++) {
        if (a[i].n != b[i].n)
            return false;
        for (size_t k = 0; k < a[i].n; k++) {
            bool expression = rows[i].type == PARAMETER_EXPRESSION;
            if (expression ? !same_but_blanks(a[i].texts[k], b[i].texts[k]) : strcmp(a[i].texts[k], b[i].texts[k]) != 0)
                return false;
        }
    }
    return true;
}

static bool same_redirection(const struct redirection *a, const struct redirection *b)
{
    return a->kind == b->kind && a->overwrite == b->overwrite &&
           (a->kind == REDIRECT_NONE || strcmp(a->target, b->target) == 0);
}

static bool same_command(const struct binding *a, const struct binding *b)
{
    return a->command == b->command && a->kind == b->kind && a->tries == b->tries && a->named == b->named &&
           same_redirection(&a->redirection, &b->redirection) &&
           same_slots(a->command->parameters, a->slots, b->slots) &&
           (!a->kind || same_slots(a->kind->parameters, a->kind_slots, b->kind_slots));
}

/* WRITTEN, which may be continued, as one line again: the way the reader of command files joins it. */
static const char *joined(const char *written, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    for (; *written; written++)
        if (written[0] == '\\' && written[1] == '\n')
            text_add_char(&text, *++written ? ' ' : '\0');
        else
            text_add_char(&text, *written);
    const char *line = arena_text(arena, text_string(&text));
    text_release(&text);
    return line;
}

static bool says_the_same(const struct binding *b, const char *written, struct arena *arena)
{
    struct binding again;
    struct error ignored = ERROR_INIT;
    bool same = binding_parts(&again, joined(written, arena), arena, &ignored) && same_command(b, &again);
    error_release(&ignored);
    return same && written[strlen(written) - 1] != '\\';
}

/* ---- The statement ---- */

static char *write_command(struct writer *writer, const struct binding *b, struct arena *arena)
{
    text_clear(writer->out);
    if (b->tries)
        text_add(writer->out, "try ");
    write_parts(writer, b, 0);
    return arena_text(arena, text_string(writer->out));
}

/* verb NAME = .. on one line: the two sides of the sign, so that a run of them can be aligned. */
static bool split_definition(struct writer *writer, const struct binding *b, struct arena *arena, struct canonical *out)
{
    if (b->tries || b->n_parts < 3 || b->parts[1].kind != PART_NAME || strchr(out->rest, '\n'))
        return false;
    text_clear(writer->out);
    text_add_format(writer->out, "%s ", b->command->name);
    write_part(writer, b, &b->parts[1]);
    out->head = arena_text(arena, text_string(writer->out));
    text_clear(writer->out);
    write_parts(writer, b, 2);
    out->rest = arena_text(arena, text_string(writer->out));
    return true;
}

/* Words as they are: for lines that are no command's, or wrong, or whose canonical form would not be the same. */
static const char *write_words(struct writer *writer, const struct words *words, struct arena *arena)
{
    text_clear(writer->out);
    for (size_t i = 0; i < words->n; i++) {
        if (i > 0)
            text_add_char(writer->out, ' ');
        text_add_bytes(writer->out, words->line + words->items[i].begin, words->items[i].end - words->items[i].begin);
    }
    return arena_text(arena, text_string(writer->out));
}

static const char *comment_of(const struct statement *statement, size_t end, struct arena *arena)
{
    const char *at = statement->text + end;
    at += strspn(at, " \t\r\v\f");
    size_t length = strlen(at);
    while (length > 0 && isspace((unsigned char)at[length - 1]))
        length--;
    return *at == '#' ? arena_bytes(arena, at, length) : NULL;
}

/* A clause word without anything behind it is wrong where it stands last, and would not be elsewhere. */
static bool clauses_hold_something(const struct binding *b)
{
    for (size_t i = 0; i < b->n_parts; i++)
        if (b->parts[i].opens && b->slots[b->parts[i].index].n == 0)
            return false;
    return true;
}

static bool command_canonical(struct writer *writer, struct arena *arena, struct canonical *out)
{
    struct binding b;
    struct error ignored = ERROR_INIT;
    const char *text = writer->statement->text;
    bool ok = binding_parts(&b, text, arena, &ignored) && clauses_hold_something(&b);
    if (ok && !strchr(text, '$')) /* what a variable stands for may be several words */
        sort_parts(b.parts, b.n_parts);
    if (ok)
        out->rest = write_command(writer, &b, arena);
    ok = ok && says_the_same(&b, out->rest, arena);
    if (ok)
        split_definition(writer, &b, arena, out);
    error_release(&ignored);
    return ok;
}

bool statement_canonical(const struct statement *statement, const char *indent, struct arena *arena,
                         struct canonical *out, struct error *err)
{
    struct text text = TEXT_EMPTY;
    struct writer writer = { .statement = statement, .indent = indent, .out = &text };
    struct words words;
    *out = (struct canonical){ 0 };
    if (!words_cut(statement->text, arena, &words, err))
        return false;
    if (words.n == 0)
        return true; /* a lone backslash */
    out->comment = comment_of(statement, words.end, arena);
    if (statement->kind != STATEMENT_COMMAND || !command_canonical(&writer, arena, out)) {
        out->head = NULL;
        out->rest = statement->n_pieces == 1 ? write_words(&writer, &words, arena) : NULL;
    }
    text_release(&text);
    return true;
}
