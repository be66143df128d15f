/* Completion and hints by the grammar: the same walk over the words as binding takes. */
#include <ctype.h>
#include <string.h>

#include "command/data/rules.h"
#include "command/words/candidates.h"
#include "patron/base/memory.h"

/* Where the cursor is in the line. */
struct typing {
    struct session *session;
    struct arena *arena;
    const char *text; /* the line up to the cursor */
    struct words words;
    size_t n_whole;        /* words before the one at the cursor */
    const struct word *at; /* the word at the cursor; NULL: a new one */
    struct binding binding;
    struct completions *out;
};

static void typing_start(struct typing *t, struct session *session, const char *line, size_t cursor,
                         struct arena *arena, struct completions *out)
{
    size_t length = strlen(line);
    *t = (struct typing){ .session = session, .arena = arena, .out = out };
    t->text = arena_bytes(arena, line, cursor < length ? cursor : length);
    words_cut_typed(t->text, arena, &t->words);
    length = strlen(t->text);
    bool inside = t->words.n > 0 && t->words.items[t->words.n - 1].end == length;
    t->n_whole = t->words.n - inside;
    t->at = inside ? &t->words.items[t->n_whole] : NULL;
    binding_walk(&t->binding, &t->words, t->n_whole, arena);
}

static struct candidates begin_at(struct typing *t, size_t start)
{
    t->out->start = start;
    return (struct candidates){ t->session, t->text + start, t->out };
}

static size_t word_begin(const struct typing *t)
{
    return t->at ? t->at->begin : strlen(t->text);
}

/* Lists are completed behind their last comma. */
static size_t piece_begin(const struct typing *t, size_t begin)
{
    size_t at = strlen(t->text);
    while (at > begin && t->text[at - 1] != ',')
        at--;
    return at;
}

/* The table that the line is about: the first subject, when it names one. */
static const char *subject_table(const struct typing *t)
{
    const struct binding *b = &t->binding;
    for (size_t i = 0; b->command && b->command->parameters[i].name; i++) {
        const struct parameter *row = &b->command->parameters[i];
        if (row->form == FORM_SUBJECT && b->slots[i].n > 0 && t->session->workspace &&
            workspace_what(t->session->workspace, b->slots[i].texts[0]) == NAME_TABLE)
            return b->slots[i].texts[0];
    }
    return NULL;
}

/* ---- Verbs, options, clauses ---- */

static void complete_verb(struct typing *t)
{
    struct candidates c = begin_at(t, word_begin(t));
    for (const struct command *const *command = commands; *command; command++)
        candidate_add(&c, (*command)->name);
    candidate_add(&c, "try");
    static const struct parameter thing = { .name = "name", .type = PARAMETER_THING };
    if (*c.prefix && t->session->workspace)
        candidates_of_row(&c, &thing, NULL);
}

static const struct parameter *find_option(const struct typing *t, const char *key, size_t length)
{
    const struct parameter *tables[] = { t->binding.command->parameters,
                                         t->binding.kind ? t->binding.kind->parameters : NULL };
    for (size_t i = 0; i < 2; i++)
        for (const struct parameter *row = tables[i]; row && row->name; row++)
            if (row->form == FORM_OPTION && strlen(row->name) == length && strncmp(row->name, key, length) == 0)
                return row;
    return NULL;
}

static void complete_value(struct typing *t, const struct parameter *row)
{
    size_t begin = t->at->begin + t->at->key + 1;
    struct candidates c = begin_at(t, row->repeats ? piece_begin(t, begin) : begin);
    candidates_of_row(&c, row, subject_table(t));
}

static void add_options(struct candidates *c, const struct parameter *rows, const struct slot *slots)
{
    for (size_t i = 0; rows && rows[i].name; i++) {
        char option[128];
        if (rows[i].form != FORM_OPTION || (slots && slots[i].n > 0))
            continue;
        snprintf(option, sizeof option, "%s=", rows[i].name);
        candidate_add(c, option);
    }
}

static void add_clauses(struct candidates *c, const struct binding *b)
{
    for (size_t i = 0; b->command->parameters[i].name; i++)
        if (b->command->parameters[i].form == FORM_CLAUSE && b->slots[i].n == 0)
            candidate_add(c, b->command->parameters[i].name);
}

/* ---- Expressions ---- */

/* The letters of a name before the cursor, and a point in it. */
static size_t name_begin(const struct typing *t)
{
    size_t at = strlen(t->text);
    while (at > 0 && (isalnum((unsigned char)t->text[at - 1]) || strchr("_.", t->text[at - 1])))
        at--;
    return at;
}

/* "channel == ": the column whose values may stand here. */
static bool complete_levels(struct typing *t, const char *table)
{
    size_t n = t->n_whole;
    const struct word *words = t->words.items;
    bool quoted = t->at && t->at->quoted;
    if (!table || n < 2 || (t->at && !quoted))
        return false;
    const char *sign = words[n - 1].text;
    if (strcmp(sign, "==") != 0 && strcmp(sign, "!=") != 0 && strcmp(sign, "=") != 0)
        return false;
    struct candidates c = begin_at(t, word_begin(t));
    candidates_of_values(&c, table, words[n - 2].text);
    return t->out->n > 0;
}

/* The small words of the rules that check knows. */
static void add_rule_words(struct candidates *c)
{
    for (const struct rule_kind *const *kind = rule_kinds; *kind; kind++)
        for (const char *at = (*kind)->usage; *at; at += strspn(at, " ")) {
            char word[32];
            size_t n = strcspn(at, " ");
            snprintf(word, sizeof word, "%.*s", (int)n, at);
            if (islower((unsigned char)word[0]) && !strpbrk(word, "(,)"))
                candidate_add(c, word);
            at += n;
        }
}

static void complete_expression(struct typing *t, const struct parameter *row)
{
    bool of_table = row->form == FORM_CLAUSE || !row->repeats;
    const char *table = of_table ? subject_table(t) : NULL;
    if (complete_levels(t, table))
        return;
    struct candidates c = begin_at(t, name_begin(t));
    candidates_of_expression(&c, table, row->form == FORM_SUBJECT && !table);
    if (table && strcmp(t->binding.command->name, "check") == 0)
        add_rule_words(&c);
    bool whole_word = c.out->start == word_begin(t);
    if (whole_word && !(row->form == FORM_SUBJECT && row->repeats)) {
        add_clauses(&c, &t->binding);
        add_options(&c, t->binding.command->parameters, t->binding.slots);
    }
    if (whole_word && row->form == FORM_SUBJECT && row->repeats) {
        static const struct parameter things = { .name = "feature", .type = PARAMETER_FEATURES };
        candidates_of_row(&c, &things, NULL);
    }
}

/* ---- The word at the cursor ---- */

/* The row of the expression that the cursor is in; NULL: in none. */
static const struct parameter *open_expression(const struct typing *t)
{
    const struct binding *b = &t->binding;
    const struct parameter *rows = b->command->parameters;
    if (b->clause != SIZE_MAX && rows[b->clause].type == PARAMETER_EXPRESSION)
        return &rows[b->clause];
    for (size_t i = 0; rows[i].name; i++)
        if (rows[i].type == PARAMETER_EXPRESSION && b->slots[i].n > 0 && t->n_whole > 0 &&
            b->slots[i].ends[b->slots[i].n - 1] == t->words.items[t->n_whole - 1].end)
            return &rows[i];
    bool names_first = false;
    for (size_t i = 0; rows[i].name; i++)
        names_first |= rows[i].form == FORM_NAME && !b->named;
    if (b->subject != SIZE_MAX && rows[b->subject].type == PARAMETER_EXPRESSION && !names_first)
        return &rows[b->subject];
    return NULL;
}

static bool wants_kind(const struct binding *b, const struct parameter **row)
{
    for (size_t i = 0; b->command->parameters[i].name; i++)
        if (b->command->parameters[i].form == FORM_KIND && b->slots[i].n == 0) {
            *row = &b->command->parameters[i];
            return true;
        }
    return false;
}

/* `target NAME` and `population NAME` put an earlier one in use. */
static void add_definitions(struct typing *t, struct candidates *c)
{
    static const struct {
        const char *verb;
        enum name_kind kind;
    } verbs[] = { { "target", NAME_TARGET }, { "population", NAME_POPULATION }, { "feature", NAME_FEATURE } };
    for (size_t i = 0; t->session->workspace && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(t->binding.command->name, verbs[i].verb) == 0)
            candidates_of_names(c, verbs[i].kind);
}

static void complete_words(struct typing *t)
{
    const struct binding *b = &t->binding;
    const struct parameter *rows = b->command->parameters, *kind;
    bool in_clause = b->clause != SIZE_MAX;
    struct candidates c =
        begin_at(t, in_clause || b->subject != SIZE_MAX ? piece_begin(t, word_begin(t)) : word_begin(t));
    if (in_clause)
        candidates_of_row(&c, &rows[b->clause], subject_table(t));
    if (in_clause && b->slots[b->clause].n == 0)
        return;
    if (!in_clause && b->named && wants_kind(b, &kind)) {
        candidates_of_row(&c, kind, NULL);
        return;
    }
    if (!in_clause && b->subject != SIZE_MAX)
        candidates_of_row(&c, &rows[b->subject], subject_table(t));
    add_definitions(t, &c);
    add_clauses(&c, b);
    add_options(&c, rows, b->slots);
    if (b->kind)
        add_options(&c, b->kind->parameters, b->kind_slots);
}

static void complete_at(struct typing *t)
{
    const struct binding *b = &t->binding;
    size_t first = t->n_whole > 0 && strcmp(t->words.items[0].text, "try") == 0;
    if (t->n_whole <= first) {
        complete_verb(t);
        return;
    }
    if (!b->command)
        return;
    const struct word *before = &t->words.items[t->n_whole - 1];
    if (strcmp(before->text, ">") == 0 || strcmp(before->text, ">>") == 0) {
        struct candidates c = begin_at(t, word_begin(t));
        candidates_of_files(&c);
        return;
    }
    const struct parameter *option = t->at && t->at->key ? find_option(t, t->at->text, t->at->key) : NULL;
    const struct parameter *expression = open_expression(t);
    if (option)
        complete_value(t, option);
    else if (expression)
        complete_expression(t, expression);
    else
        complete_words(t);
}

static char *why_nothing(const struct typing *t)
{
    struct text text = TEXT_EMPTY;
    const char *typed = t->text + t->out->start;
    if (t->n_whole == 0)
        text_add_format(&text, "no command and no name begins with '%s'", typed);
    else if (!t->binding.command)
        text_add_format(&text, "no command '%s'", t->words.items[0].text);
    else if (*typed)
        text_add_format(&text, "nothing that %s takes here begins with '%s'", t->binding.command->name, typed);
    else
        text_add_format(&text, "%s takes nothing more here that has a name", t->binding.command->name);
    return text_take(&text);
}

bool session_complete(struct session *session, const char *line, size_t cursor, struct completions *out)
{
    struct arena arena;
    struct typing typing;
    *out = (struct completions){ 0 };
    arena_init(&arena);
    typing_start(&typing, session, line, cursor, &arena, out);
    out->start = word_begin(&typing);
    complete_at(&typing);
    if (out->n == 0)
        out->why = why_nothing(&typing);
    arena_release(&arena);
    return true;
}

void completions_free(struct completions *completions)
{
    for (size_t i = 0; i < completions->n; i++)
        free(completions->texts[i]);
    free(completions->texts);
    free(completions->why);
    *completions = (struct completions){ 0 };
}

/* ---- The hint ---- */

char *session_hint(struct session *session, const char *line, size_t cursor)
{
    struct arena arena;
    struct typing t;
    struct completions unused = { 0 };
    struct text hint = TEXT_EMPTY;
    arena_init(&arena);
    typing_start(&t, session, line, cursor, &arena, &unused);
    const struct binding *b = &t.binding;
    const struct parameter *row = NULL;
    if (b->command && t.at && t.at->key)
        row = find_option(&t, t.at->text, t.at->key);
    else if (b->command && b->clause != SIZE_MAX)
        row = &b->command->parameters[b->clause];
    if (row) {
        usage_part(row, &hint);
        text_add_format(&hint, "  %s", row->summary ? row->summary : "");
    } else if (b->command) {
        usage_write(b->command, false, &hint);
    }
    arena_release(&arena);
    if (hint.length > 0)
        return text_take(&hint);
    text_release(&hint);
    return NULL;
}
