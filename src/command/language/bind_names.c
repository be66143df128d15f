/* Binding names, kinds, options and clause words: what rows are looked up for. */
#include "command/language/bind_parts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

bool bind_fail(struct binding *b, const struct word *word, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text what = TEXT_EMPTY;
    text_add_arguments(&what, format, arguments);
    va_end(arguments);
    fail(b->err, ERROR_SYNTAX, code, "%s", text_string(&what));
    text_release(&what);
    return fail_at(b->err, b->words.line, word->begin, word->key ? word->begin + word->key : word->end);
}

/* The line in whole words: bytes BEGIN .. END are written as WHOLE. */
void write_whole(struct binding *b, size_t begin, size_t end, const char *whole)
{
    if (!b->whole)
        return;
    text_add_bytes(b->whole, b->words.line + b->copied, begin - b->copied);
    text_add(b->whole, whole);
    b->copied = end;
}

/* Rows of FORM whose name is, or begins with, the first LENGTH bytes of WORD. */
void match_rows(const struct parameter *rows, enum parameter_form form, const char *word, size_t length, bool of_kind,
                struct match *match)
{
    for (size_t i = 0; rows && rows[i].name; i++) {
        if (rows[i].form != form || strncasecmp(rows[i].name, word, length) != 0 || match->exact)
            continue;
        match->exact = strlen(rows[i].name) == length;
        match->n = match->exact ? 1 : match->n + 1;
        match->row = &rows[i];
        match->index = i;
        match->of_kind = of_kind;
        text_add_format(&match->names, "%s%s", match->names.length ? " " : "", rows[i].name);
    }
}

/* Whether a word that is no whole word of the language may stand; E_SHORT_FORM or E_AMBIGUOUS else. */
static bool allow_short(struct binding *b, const struct word *word, const struct match *match)
{
    if (match->exact || (match->n == 1 && b->short_forms))
        return true;
    size_t length = word->key ? word->key : word->end - word->begin;
    const char *typed = b->words.line + word->begin;
    if (match->n > 1) {
        bind_fail(b, word, E_AMBIGUOUS, "'%.*s' may be several words", (int)length, typed);
        error_reason(b->err, "it begins %s", text_string(&match->names));
    } else {
        bind_fail(b, word, E_SHORT_FORM, "'%.*s' is a short form", (int)length, typed);
        error_reason(b->err, "in a command file words are written out");
        error_mend(b->err, "%s%s", match->row->name,
                   word->key ? arena_bytes(b->arena, typed + length, word->end - word->begin - length) : "");
    }
    return false;
}

/* ---- Names, kinds ---- */

const struct parameter *row_of_form(const struct command *command, enum parameter_form form, size_t *index)
{
    for (size_t i = 0; command->parameters[i].name; i++)
        if (command->parameters[i].form == form) {
            *index = i;
            return &command->parameters[i];
        }
    return NULL;
}

static bool starts_equals(const struct words *words, size_t i)
{
    if (i >= words->n || words->items[i].shell)
        return false;
    const char *raw = words->line + words->items[i].begin;
    return raw[0] == '=' && raw[1] != '=';
}

/* Cuts N bytes off the beginning of word I; the word is gone when nothing is left of it. */
void shorten_word(struct binding *b, size_t i, size_t n)
{
    struct word *word = &b->words.items[i];
    word->begin += n;
    struct words again;
    char *rest = arena_bytes(b->arena, b->words.line + word->begin, word->end - word->begin);
    words_cut_typed(rest, b->arena, &again);
    if (again.n == 0) {
        memmove(word, word + 1, (b->words.n - i - 1) * sizeof *word);
        b->words.n--;
        return;
    }
    word->text = again.items[0].text;
    word->quoted = again.items[0].quoted;
    word->key = again.items[0].key;
}

/* NAME = in any spacing at the next word; whether it was there. */
bool bind_name(struct binding *b)
{
    size_t index, i = b->next;
    if (b->named || !row_of_form(b->command, FORM_NAME, &index))
        return false;
    struct word *word = &b->words.items[i];
    struct match option = { 0 };
    match_rows(b->command->parameters, FORM_OPTION, word->text, word->key, false, &option);
    text_release(&option.names);
    if (!word->quoted && word->key && !option.exact) {
        slot_add(&b->slots[index], arena_bytes(b->arena, word->text, word->key), word->begin, word->begin + word->key,
                 b->arena);
        shorten_word(b, i, word->key + 1);
    } else if (!word->quoted && starts_equals(&b->words, i + 1)) {
        slot_add(&b->slots[index], word->text, word->begin, word->end, b->arena);
        shorten_word(b, i + 1, 1);
        b->next++;
    } else {
        return false;
    }
    b->named = true;
    b->subject = index; /* what stands behind the equals sign belongs to the rows behind this one */
    next_subject(b);
    return true;
}

bool bind_kind(struct binding *b, const struct word *word)
{
    size_t index = 0;
    const struct parameter *row = row_of_form(b->command, FORM_KIND, &index);
    struct nearest nearest;
    struct text names = TEXT_EMPTY;
    nearest_init(&nearest, word->text);
    for (const struct model_kind *const *kind = model_kinds; *kind; kind++) {
        if (!row_takes_kind(row, *kind))
            continue;
        if (strcmp((*kind)->name, word->text) == 0)
            b->kind = *kind;
        nearest_offer(&nearest, (*kind)->name);
        text_add_format(&names, " %s", (*kind)->name);
    }
    slot_add(&b->slots[index], word->text, word->begin, word->end, b->arena);
    if (b->kind) {
        size_t n = 0;
        while (b->kind->parameters[n].name)
            n++;
        b->kind_slots = arena_allocate(b->arena, n + 1, sizeof *b->kind_slots);
    } else {
        bind_fail(b, word, E_NO_KIND, "no model kind '%s' for %s", word->text, b->command->name);
        error_reason(b->err, "kinds:%s", text_string(&names));
        if (nearest.best)
            error_mend(b->err, "%s", nearest.best);
    }
    text_release(&names);
    return b->kind != NULL;
}

/* ---- Options, clauses ---- */

static void list_options(struct binding *b, struct nearest *nearest, struct text *names)
{
    const struct parameter *tables[] = { b->kind ? b->kind->parameters : NULL, b->command->parameters };
    for (size_t t = 0; t < 2; t++)
        for (const struct parameter *row = tables[t]; row && row->name; row++) {
            if (row->form != FORM_OPTION)
                continue;
            text_add_format(names, " %s", row->name);
            nearest_offer(nearest, row->name);
        }
}

static bool fail_option(struct binding *b, const struct word *word)
{
    char *key = arena_bytes(b->arena, word->text, word->key);
    struct nearest nearest;
    struct text names = TEXT_EMPTY;
    nearest_init(&nearest, key);
    list_options(b, &nearest, &names);
    bind_fail(b, word, E_NO_OPTION, "%s has no option '%s'", b->kind ? b->kind->name : b->command->name, key);
    if (names.length)
        error_reason(b->err, "options:%s", text_string(&names));
    else
        error_reason(b->err, "%s has no options", b->command->name);
    if (nearest.best)
        error_mend(b->err, "%s=%s", nearest.best, word->text + word->key + 1);
    text_release(&names);
    return false;
}

bool bind_option(struct binding *b, const struct word *word, size_t *index, bool *of_kind)
{
    struct match match = { 0 };
    match_rows(b->command->parameters, FORM_OPTION, word->text, word->key, false, &match);
    if (!match.exact && b->kind)
        match_rows(b->kind->parameters, FORM_OPTION, word->text, word->key, true, &match);
    bool more = match.n == 0 && row_of_form(b->command, FORM_MORE, &match.index);
    bool ok = more || (match.n > 0 ? allow_short(b, word, &match) : fail_option(b, word));
    text_release(&match.names);
    if (!ok)
        return false;
    if (more) {
        *index = match.index;
        *of_kind = false;
        slot_add(&b->slots[match.index], word->text, word->begin, word->end, b->arena);
        b->clause = SIZE_MAX;
        return true;
    }
    *index = match.index;
    *of_kind = match.of_kind;
    struct slot *slot = match.of_kind ? &b->kind_slots[match.index] : &b->slots[match.index];
    if (slot->n > 0)
        return bind_fail(b, word, E_SYNTAX, "option '%s' is given twice", match.row->name);
    slot_add(slot, word->text + word->key + 1, word->begin, word->end, b->arena);
    write_whole(b, word->begin, word->begin + word->key, match.row->name);
    b->clause = SIZE_MAX;
    return true;
}

/* Whether the word opens a clause of this command. *OK is false when it may not. */
bool bind_clause(struct binding *b, const struct word *word, bool *ok)
{
    if (word->quoted || word->key)
        return false;
    struct match match = { 0 };
    match_rows(b->command->parameters, FORM_CLAUSE, word->text, strlen(word->text), false, &match);
    bool opens = match.exact || (match.n > 0 && b->short_forms && strlen(word->text) > 1);
    *ok = true;
    if (opens) {
        *ok = allow_short(b, word, &match);
        if (*ok && b->slots[match.index].n > 0)
            *ok = bind_fail(b, word, E_SYNTAX, "'%s' stands twice", match.row->name);
        b->clause = match.index;
        if (*ok)
            write_whole(b, word->begin, word->end, match.row->name);
    }
    text_release(&match.names);
    return opens;
}
