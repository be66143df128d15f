/* Binds the words of a line to the rows of its command. */
#include "command/language/binder.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/language/bind_parts.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static const char *const clause_words[] = { "from", "to", "on", "by", "over", "within", "where", "with", NULL };

bool is_clause_word(const char *word)
{
    for (const char *const *clause = clause_words; *clause; clause++)
        if (strcasecmp(*clause, word) == 0)
            return true;
    return false;
}

bool row_takes_kind(const struct parameter *row, const struct model_kind *kind)
{
    return row->least == KIND_MAKES_SEGMENTS ? model_kind_makes_segments(kind) : model_kind_answers_targets(kind);
}

const struct command *command_find(const char *name)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcasecmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

const struct command *command_by_beginning(const char *name, size_t *n_matches)
{
    const struct command *found = NULL;
    *n_matches = 0;
    for (const struct command *const *c = commands; *c; c++)
        if (strncasecmp((*c)->name, name, strlen(name)) == 0) {
            found = *c;
            ++*n_matches;
        }
    return *n_matches == 1 ? found : NULL;
}

/* ---- The walk ---- */

void next_subject(struct binding *b)
{
    const struct parameter *rows = b->command->parameters;
    size_t i = b->subject == SIZE_MAX ? 0 : b->subject;
    for (; rows[i].name; i++)
        if (rows[i].form == FORM_SUBJECT && (rows[i].repeats || b->slots[i].n == 0))
            break;
    b->subject = rows[i].name ? i : SIZE_MAX;
}

static bool fail_unexpected(struct binding *b, const struct word *word)
{
    struct text usage = TEXT_EMPTY;
    usage_write(b->command, false, &usage);
    if (is_clause_word(word->text) && !word->quoted)
        bind_fail(b, word, E_SYNTAX, "%s knows no '%s'", b->command->name, word->text);
    else
        bind_fail(b, word, E_SYNTAX, "'%s' is one word too many for %s", word->text, b->command->name);
    error_reason(b->err, "usage: %s", text_string(&usage));
    text_release(&usage);
    return false;
}

static bool takes_names(const struct parameter *row)
{
    return row->repeats && row->type != PARAMETER_TEXT && row->type != PARAMETER_FILE &&
           row->type != PARAMETER_EXPRESSION;
}

/* A word as value of row INDEX; lists of names are cut at commas. */
static void bind_word(struct binding *b, size_t index, const struct word *word)
{
    const struct parameter *row = &b->command->parameters[index];
    if (!takes_names(row) || word->quoted) {
        slot_add(&b->slots[index], word->text, word->begin, word->end, b->arena);
        return;
    }
    const char *raw = b->words.line + word->begin;
    size_t length = word->end - word->begin;
    for (size_t at = 0; at < length;) {
        size_t n = 0;
        while (at + n < length && raw[at + n] != ',')
            n++;
        if (n > 0)
            slot_add(&b->slots[index], arena_bytes(b->arena, raw + at, n), word->begin + at, word->begin + at + n,
                     b->arena);
        at += n + 1;
    }
}

static void add_part(struct binding *b, enum part_kind kind, size_t index, size_t begin, size_t end)
{
    if (b->keeps_parts)
        b->parts[b->n_parts++] = (struct part){ .kind = kind, .index = index, .begin = begin, .end = end };
}

/* A part that ends where the word before the next one does. */
static void add_part_from(struct binding *b, enum part_kind kind, size_t index, size_t begin)
{
    add_part(b, kind, index, begin, b->words.items[b->next - 1].end);
}

/* `last good`, in two words: what was in use before the delivery at hand, as last_good. */
static bool bind_last_good(struct binding *b, size_t index, const struct word *word)
{
    bool two = b->command->parameters[index].type == PARAMETER_SNAPSHOT && b->next + 1 < b->words.n && !word->quoted &&
               strcmp(word->text, "last") == 0 && strcmp(word[1].text, "good") == 0;
    if (!two)
        return false;
    slot_add(&b->slots[index], "last_good", word->begin, word[1].end, b->arena);
    b->next++;
    return true;
}

static bool bind_value_word(struct binding *b, const struct word *word)
{
    size_t begin = word->begin;
    size_t index = b->clause != SIZE_MAX ? b->clause : b->subject;
    size_t kind_index;
    if (b->clause == SIZE_MAX && b->named && !b->kind && row_of_form(b->command, FORM_KIND, &kind_index) &&
        b->slots[kind_index].n == 0) {
        b->next++;
        add_part_from(b, PART_KIND, kind_index, begin);
        return bind_kind(b, word);
    }
    if (index == SIZE_MAX)
        return fail_unexpected(b, word);
    const struct parameter *row = &b->command->parameters[index];
    if (row->type != PARAMETER_EXPRESSION && !word->quoted && is_clause_word(word->text))
        return fail_unexpected(b, word); /* a clause of other commands is no name */
    if (row->type == PARAMETER_EXPRESSION) {
        bind_expression(b, index);
    } else {
        if (!bind_last_good(b, index, word))
            bind_word(b, index, word);
        b->next++;
        if (!row->repeats)
            b->clause = SIZE_MAX;
    }
    add_part_from(b, row->form == FORM_CLAUSE ? PART_CLAUSE : PART_SUBJECT, index, begin);
    next_subject(b);
    return true;
}

/* Whether the rest of the line belongs to the row that takes subjects. */
static bool takes_rest(const struct binding *b)
{
    const struct parameter *row = b->subject == SIZE_MAX ? NULL : &b->command->parameters[b->subject];
    return row && row->type == PARAMETER_EXPRESSION && row->repeats;
}

static bool keep_name(struct binding *b)
{
    size_t index;
    row_of_form(b->command, FORM_NAME, &index);
    add_part(b, PART_NAME, index, b->slots[index].begins[0], b->slots[index].ends[0]);
    return true;
}

static bool bind_option_part(struct binding *b, const struct word *word)
{
    bool of_kind = false;
    size_t index = 0;
    if (!bind_option(b, word, &index, &of_kind))
        return false;
    add_part(b, PART_OPTION, index, word->begin, word->end);
    if (b->keeps_parts)
        b->parts[b->n_parts - 1].of_kind = of_kind;
    return true;
}

static bool bind_next(struct binding *b)
{
    struct word *word = &b->words.items[b->next];
    bool ok, overwrite = !word->quoted && word->key == 9 && strncmp(word->text, "overwrite", 9) == 0;
    if (overwrite) {
        b->redirection.overwrite = strcmp(word->text + 10, "yes") == 0;
        b->next++;
        add_part_from(b, PART_OVERWRITE, 0, word->begin);
        return true;
    }
    if (b->redirection.kind != REDIRECT_NONE)
        return bind_fail(b, word, E_SYNTAX, "'%s' stands behind the redirection", word->text);
    size_t begin = word->begin;
    if (is_redirect(b, b->next)) {
        ok = bind_redirect(b);
        if (ok)
            add_part_from(b, PART_REDIRECT, 0, begin);
        return ok;
    }
    if (bind_name(b))
        return keep_name(b);
    if (takes_rest(b))
        return bind_value_word(b, word);
    if (word->key && !word->quoted) {
        b->next++;
        return bind_option_part(b, word);
    }
    if (bind_clause(b, word, &ok)) {
        b->next++;
        add_part_from(b, PART_CLAUSE, b->clause, begin);
        if (b->keeps_parts)
            b->parts[b->n_parts - 1].opens = true;
        return ok;
    }
    return bind_value_word(b, word);
}

static void binding_start(struct binding *b, const struct command *command)
{
    size_t n = 0;
    while (command->parameters[n].name)
        n++;
    b->command = command;
    b->slots = arena_allocate(b->arena, n + 1, sizeof *b->slots);
    b->subject = b->clause = SIZE_MAX;
    next_subject(b);
}

static bool bind_rest(struct binding *b)
{
    while (b->next < b->words.n) {
        size_t before = b->next;
        if (bind_next(b))
            continue;
        if (!b->tolerant)
            return false;
        if (b->next == before)
            b->next++; /* a line being typed goes on behind what is wrong */
    }
    return true;
}

/* ---- The verb ---- */

static bool fail_command(struct binding *b, const struct word *word, size_t n_matches)
{
    if (n_matches > 1) {
        struct text names = TEXT_EMPTY;
        for (const struct command *const *c = commands; *c; c++)
            if (strncasecmp((*c)->name, word->text, strlen(word->text)) == 0)
                text_add_format(&names, " %s", (*c)->name);
        bind_fail(b, word, E_AMBIGUOUS, "'%s' may be several commands", word->text);
        error_reason(b->err, "it begins%s", text_string(&names));
        text_release(&names);
        return false;
    }
    const char *best = kind_nearest((const void *const *)commands, word->text);
    bind_fail(b, word, E_NO_COMMAND, "no command '%s'", word->text);
    if (best)
        error_mend(b->err, "%s", best);
    else if (strcasecmp(word->text, "select") == 0 || strcasecmp(word->text, "with") == 0)
        error_mend(b->err, "sql %s", b->words.line + word->begin);
    else
        error_reason(b->err, "help lists the commands; a name alone shows the thing it names");
    return false;
}

/* The command of the first word; *ALONE when the line is one word that may be a name instead. */
static bool bind_verb(struct binding *b, bool *alone)
{
    struct word *word = &b->words.items[b->next];
    const struct command *command = word->quoted ? NULL : command_find(word->text);
    size_t n = 0;
    *alone = false;
    if (!command && b->next + 1 == b->words.n && !word->key && !is_redirect(b, b->next)) {
        *alone = true;
        return true;
    }
    if (!command && !word->quoted)
        command = command_by_beginning(word->text, &n);
    if (!command || (n == 1 && !b->short_forms)) {
        if (!command)
            return fail_command(b, word, n);
        bind_fail(b, word, E_SHORT_FORM, "'%s' is a short form", word->text);
        error_reason(b->err, "in a command file words are written out");
        error_mend(b->err, "%s", command->name);
        return false;
    }
    write_whole(b, word->begin, word->end, command->name);
    b->next++;
    add_part_from(b, PART_VERB, 0, word->begin);
    binding_start(b, command);
    return true;
}

static void skip_try(struct binding *b)
{
    if (b->next < b->words.n && !b->words.items[b->next].quoted &&
        strcasecmp(b->words.items[b->next].text, "try") == 0) {
        b->tries = true;
        b->next++;
    }
}

/* An & at the end is no word of the command. */
static void take_background(struct binding *b)
{
    const struct word *last = &b->words.items[b->words.n - 1];
    if (b->words.n < 2 || last->quoted || last->shell || strcmp(last->text, "&") != 0)
        return;
    b->background = true;
    b->words.end = b->words.items[--b->words.n - 1].end;
}

static bool bind_line(struct binding *b, bool *alone)
{
    *alone = false;
    if (b->words.n == 0)
        return true;
    skip_try(b);
    take_background(b);
    if (b->next == b->words.n)
        return bind_fail(b, &b->words.items[0], E_MISSING_ARGUMENT, "try needs a command");
    return bind_verb(b, alone) && (*alone || bind_rest(b));
}

bool line_bind(const char *line, bool short_forms, struct arena *arena, struct bound *out, struct error *err)
{
    struct text whole = TEXT_EMPTY;
    struct binding b = { .arena = arena, .short_forms = short_forms, .whole = &whole, .err = err };
    bool alone = false;
    *out = (struct bound){ 0 };
    if (!words_cut(line, arena, &b.words, err))
        return false;
    bool ok = bind_line(&b, &alone);
    if (ok && alone)
        out->name = b.words.items[b.next].text;
    else if (ok && b.command)
        ok = values_bind(&b, &out->invocation, err);
    write_whole(&b, b.words.end > b.copied ? b.words.end : b.copied, b.words.end, "");
    out->invocation.line = arena_text(arena, text_string(&whole));
    out->invocation.arena = arena;
    out->redirection = b.redirection;
    out->tries = b.tries;
    out->background = b.background;
    text_release(&whole);
    return ok;
}

bool binding_parts(struct binding *b, const char *line, struct arena *arena, struct error *err)
{
    bool alone;
    *b = (struct binding){ .arena = arena, .err = err };
    if (!words_cut(line, arena, &b->words, err))
        return false;
    b->keeps_parts = true;
    b->parts = arena_allocate(arena, 2 * b->words.n + 1, sizeof *b->parts); /* a word may be a name and a value: a=b */
    return bind_line(b, &alone) && b->command;
}

void binding_walk(struct binding *b, const struct words *words, size_t n, struct arena *arena)
{
    *b = (struct binding){ .words = *words, .arena = arena, .short_forms = true, .tolerant = true };
    b->words.items = arena_allocate(arena, words->n + 1, sizeof *b->words.items);
    if (n > 0)
        memcpy(b->words.items, words->items, n * sizeof *b->words.items);
    b->words.n = n;
    b->subject = b->clause = SIZE_MAX;
    skip_try(b);
    if (b->next == n)
        return;
    const struct command *command = command_find(b->words.items[b->next].text);
    size_t matches;
    if (!command)
        command = command_by_beginning(b->words.items[b->next].text, &matches);
    if (!command)
        return;
    b->next++;
    binding_start(b, command);
    bind_rest(b);
}
