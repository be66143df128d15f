/* Definitions: EXPRESSION [over WINDOWS] [within DURATION] [gap=DURATION], as text and back. */
#include "feature/definition.h"

#include <math.h>

#include "feature/family.h"
#include "feature/primary.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

enum { MOST_WINDOWS = sizeof((struct definition *)0)->windows / sizeof(struct window) };

static bool parse_windows(struct parser *parser, struct definition *definition)
{
    do {
        struct window window;
        size_t at = parser->at;
        if (definition->n_windows == MOST_WINDOWS)
            return parser_fails(parser, "more than %d windows", (int)MOST_WINDOWS);
        if (!parser_needs_window(parser, &window))
            return false;
        for (size_t i = 0; i < definition->n_windows; i++)
            if (window_equals(&definition->windows[i], &window)) {
                parser->at = at;
                return parser_fails(parser, "the same window twice");
            }
        definition->windows[definition->n_windows++] = window;
    } while (parser_takes_sign(parser, ","));
    return true;
}

/* When aggregates have their own windows, a last one belongs to the aggregate before it as well. */
static bool give_last_window(struct parser *parser, struct expression *last, size_t at, struct definition *definition)
{
    if (parser->n_own_windows == 0)
        return true;
    if (last && definition->n_windows == 1) {
        last->window = definition->windows[0];
        definition->n_windows = 0;
        return true;
    }
    parser->at = at;
    parser_fails(parser, "windows for all stand beside an aggregate that has its own");
    error_mend(parser->err, "over after each aggregate");
    return false;
}

bool parser_fails_over(struct parser *parser)
{
    const struct token *next = parser_token(parser) + 1;
    parser_fails(parser, "a target looks ahead: its window is given by 'within'");
    if (next->kind == TOKEN_DURATION)
        error_mend(parser->err, "within %.*s", (int)(next->end - next->begin), parser->source + next->begin);
    return false;
}

bool parser_fails_within(const struct parser *parser)
{
    parser_fails(parser, "a target looks ahead by one duration");
    error_mend(parser->err, "a target for each duration");
    return false;
}

static bool parse_over(struct parser *parser, struct definition *definition)
{
    size_t at = parser->at;
    struct expression *last = parser->last;
    if (definition->kind == DEFINITION_TARGET)
        return parser_fails_over(parser);
    if (definition->n_windows > 0)
        return parser_fails(parser, "'over' stands twice");
    parser->at++;
    return parse_windows(parser, definition) && give_last_window(parser, last, at, definition);
}

static bool parse_within(struct parser *parser, struct definition *definition)
{
    const struct token *token = parser_token(parser);
    if (definition->kind != DEFINITION_TARGET) {
        bool feature = definition->kind == DEFINITION_FEATURE;
        fail(parser->err, ERROR_USER, E_LOOK_AHEAD, "a %s may not look past the as-of date",
             feature ? "feature" : "population");
        error_place(parser->err, NULL, NULL, 0, token->column, token->length);
        error_reason(parser->err, "'within' looks ahead; only a target may");
        int length = token[1].kind == TOKEN_DURATION ? (int)(token[1].end - token[1].begin) : 3;
        const char *duration = token[1].kind == TOKEN_DURATION ? parser->source + token[1].begin : "30d";
        error_mend(parser->err, "over %.*s", length, duration);
        if (feature && definition->name)
            error_mend(parser->err, "target %s = %.80s within %.*s%.80s", definition->name, definition->expression,
                       length, duration, token[1].kind == TOKEN_DURATION ? parser->source + token[1].end : "");
        return false;
    }
    if (definition->within.count > 0)
        return parser_fails(parser, "'within' stands twice");
    parser->at++;
    struct duration inside = parser->within;
    if (!parser_needs_duration(parser, "within", &definition->within))
        return false;
    if (inside.count == 0 || (inside.count == definition->within.count && inside.unit == definition->within.unit))
        return true;
    parser->at--;
    return parser_fails_within(parser);
}

static bool parse_gap(struct parser *parser, struct definition *definition)
{
    if (definition->kind != DEFINITION_TARGET)
        return parser_fails(parser, "only a target has a gap");
    if (definition->gap.count > 0)
        return parser_fails(parser, "'gap' stands twice");
    parser->at += 2;
    if (parser_token(parser)->kind == TOKEN_DURATION && parser_token(parser)->duration.count == 0) {
        parser->at++; /* gap=0d: none */
        return true;
    }
    return parser_needs_duration(parser, "gap", &definition->gap);
}

static bool fails_no_family(const struct parser *parser, const char *clause)
{
    return parser_fails(parser, "only a feature has '%s='", clause);
}

static bool parse_by(struct parser *parser, struct definition *definition)
{
    if (definition->kind != DEFINITION_FEATURE)
        return fails_no_family(parser, "by");
    if (definition->by)
        return parser_fails(parser, "'by' stands twice");
    parser->at += 2;
    struct expression *by = parse_primary(parser);
    if (!by)
        return false;
    if (by->kind != EXPRESSION_NAME && by->kind != EXPRESSION_COLUMN && by->kind != EXPRESSION_CALL) {
        parser->at--;
        parser_fails(parser, "'by' needs a column");
        error_mend(parser->err, "by=category");
        return false;
    }
    struct text words = TEXT_EMPTY;
    expression_write(by, &words);
    definition->by = arena_text(parser->arena, text_string(&words));
    text_release(&words);
    return true;
}

static bool parse_top(struct parser *parser, struct definition *definition)
{
    enum { MOST_TOP = 200 };
    if (definition->kind != DEFINITION_FEATURE)
        return fails_no_family(parser, "top");
    parser->at += 2;
    const struct token *token = parser_token(parser);
    if (token->kind != TOKEN_NUMBER || token->number < 1 || token->number > MOST_TOP ||
        token->number != floor(token->number))
        return parser_fails(parser, "'top' needs a whole number from 1 to %d", MOST_TOP);
    definition->top = (size_t)token->number;
    parser->at++;
    return true;
}

/* levels=("app", "web"): as an earlier `by` found them, or as the user wants them. */
static bool parse_levels(struct parser *parser, struct definition *definition)
{
    enum { MOST_LEVELS = 200 };
    const char *levels[MOST_LEVELS];
    size_t n = 0;
    if (definition->kind != DEFINITION_FEATURE)
        return fails_no_family(parser, "levels");
    parser->at += 2;
    if (!parser_needs_sign(parser, "("))
        return false;
    do {
        if (n == MOST_LEVELS)
            return parser_fails(parser, "more than %d levels", MOST_LEVELS);
        size_t first = parser->at;
        struct expression *level = parse_sum(parser);
        if (!level)
            return false;
        bool negative = level->kind == EXPRESSION_UNARY && level->arguments[0]->kind == EXPRESSION_NUMBER;
        if (level->kind != EXPRESSION_TEXT && level->kind != EXPRESSION_NUMBER && !negative) {
            parser->at = first;
            return parser_fails(parser, "a level is a text in quotes or a number");
        }
        struct text words = TEXT_EMPTY;
        expression_write(level, &words);
        levels[n++] = arena_text(parser->arena, text_string(&words));
        text_release(&words);
    } while (parser_takes_sign(parser, ","));
    const char **kept = arena_allocate(parser->arena, n, sizeof *kept);
    memcpy(kept, levels, n * sizeof *kept);
    definition->levels = kept;
    definition->n_levels = n;
    return parser_needs_sign(parser, ")");
}

/* chosen=2024-09-02: a list that was made with all that was known before that instant. */
static bool parse_chosen(struct parser *parser, struct definition *definition)
{
    if (definition->kind != DEFINITION_POPULATION)
        return parser_fails(parser, "only a population has 'chosen='");
    if (definition->is_chosen)
        return parser_fails(parser, "'chosen' stands twice");
    parser->at += 2;
    if (parser_token(parser)->kind != TOKEN_TIME)
        return parser_fails(parser, "'chosen' needs a date: chosen=2024-09-02");
    definition->is_chosen = true;
    definition->chosen = parser_token(parser)->time;
    parser->at++;
    return true;
}

bool population_looks_ahead(const struct definition *population, int64_t cutoff)
{
    return population && population->is_chosen && cutoff != TIME_MISSING && cutoff < population->chosen;
}

static bool clause_begins(const struct token *token, const char *word)
{
    return token_is_word(token, word) && token_is_sign(token + 1, "=");
}

static bool parse_clauses(struct parser *parser, struct definition *definition)
{
    bool ok = true;
    while (ok && parser_token(parser)->kind != TOKEN_END) {
        const struct token *token = parser_token(parser);
        if (token_is_word(token, "over")) {
            ok = parse_over(parser, definition);
        } else if (token_is_word(token, "within")) {
            ok = parse_within(parser, definition);
        } else if (clause_begins(token, "gap")) {
            ok = parse_gap(parser, definition);
        } else if (clause_begins(token, "by")) {
            ok = parse_by(parser, definition);
        } else if (clause_begins(token, "top")) {
            ok = parse_top(parser, definition);
        } else if (clause_begins(token, "levels")) {
            ok = parse_levels(parser, definition);
        } else if (clause_begins(token, "chosen")) {
            ok = parse_chosen(parser, definition);
        } else {
            ok = parser_unexpected(parser);
            if (token_is_word(token, "where"))
                error_mend(parser->err, "inside the brackets: sum(orders.amount where ..)");
            else if (token_is_word(token, "decay"))
                error_mend(parser->err, "inside the brackets: sum(orders.amount decay=30d)");
            else if (token_is_word(token, "per"))
                error_mend(parser->err, "inside the brackets of another: slope(sum(orders.amount) per 1w)");
        }
    }
    if (ok && !definition->by && (definition->top > 0 || definition->n_levels > 0))
        return parser_fails(parser, "'%s=' belongs to 'by='", definition->top > 0 ? "top" : "levels");
    return ok;
}

/* "customers where EXPRESSION", or "customers" for all. */
static bool parse_population_head(struct parser *parser)
{
    const struct token *token = parser_token(parser);
    if (token->kind != TOKEN_NAME || (token[1].kind != TOKEN_END && !token_is_word(token + 1, "where"))) {
        parser_fails(parser, "a population is 'customers where' and a condition");
        error_mend(parser->err, "customers where count(orders) over 365d > 0");
        return false;
    }
    parser->at += token[1].kind == TOKEN_END ? 1 : 2;
    return true;
}

/* The words of EXPRESSION as they were written, from token FIRST to the one before the present. */
static const char *own_words(const struct parser *parser, size_t first)
{
    if (parser->at == first)
        return arena_text(parser->arena, "");
    size_t begin = parser->tokens[first].begin;
    return arena_bytes(parser->arena, parser->source + begin, parser->tokens[parser->at - 1].end - begin);
}

struct expression *definition_tree(enum definition_kind kind, const char *name, const char *text, size_t offset,
                                   struct arena *arena, struct definition *out, struct error *err)
{
    struct parser parser = { .source = text,
                             .arena = arena,
                             .err = err,
                             .counts_events = true,
                             .leaves_clauses = true,
                             .refuses_windows = kind == DEFINITION_TARGET };
    *out = (struct definition){ .kind = kind, .name = name ? arena_text(arena, name) : NULL, .expression = "" };
    if (!tokens_cut(text, offset, arena, &parser.tokens, err) ||
        (kind == DEFINITION_POPULATION && !parse_population_head(&parser)))
        return NULL;
    size_t first = parser.at;
    if (kind == DEFINITION_POPULATION && parser_token(&parser)->kind == TOKEN_END) {
        if (first > 1) {
            parser_unexpected(&parser);
            return NULL;
        }
        return arena_allocate(arena, 1, sizeof(struct expression)); /* all customers: nothing to compute */
    }
    struct expression *tree = parser_expression(&parser);
    if (!tree)
        return NULL;
    out->expression = own_words(&parser, first);
    size_t end = parser.at;
    if (!parse_clauses(&parser, out))
        return NULL;
    bool looks_ahead_within = parser.within.count > 0; /* `within` stands in the expression */
    if (looks_ahead_within)
        out->within = parser.within;
    if (looks_ahead_within || (out->n_windows == 0 && parser.at > end &&
                               parser.n_own_windows > 0)) { /* the last window is the aggregate's own */
        struct text words = TEXT_EMPTY;
        expression_write(tree, &words);
        out->expression = arena_text(arena, text_string(&words));
        text_release(&words);
    }
    return tree;
}

bool definition_parse(enum definition_kind kind, const char *name, const char *text, size_t offset, struct arena *arena,
                      struct definition *out, struct error *err)
{
    return definition_tree(kind, name, text, offset, arena, out, err) != NULL;
}

struct expression *definition_expression(const struct definition *definition, struct arena *arena, struct error *err)
{
    struct parser parser = {
        .source = definition->expression, .arena = arena, .err = err, .counts_events = true, .rereads = true
    };
    if (!tokens_cut(definition->expression, 0, arena, &parser.tokens, err))
        return NULL;
    struct expression *tree = parser_expression(&parser);
    if (tree && parser_token(&parser)->kind != TOKEN_END) {
        parser_unexpected(&parser);
        return NULL;
    }
    return tree;
}

static void write_duration(struct duration duration, struct text *out)
{
    char written[16];
    duration_format(duration, written);
    text_add(out, written);
}

static void write_canonical(const struct definition *definition, struct text *out)
{
    struct arena arena;
    arena_init(&arena);
    struct expression *tree = definition_expression(definition, &arena, NULL);
    if (tree)
        expression_write(tree, out);
    else
        text_add(out, definition->expression);
    arena_release(&arena);
}

struct window definition_window(const struct definition *definition, size_t index)
{
    size_t n_levels = definition->n_levels > 0 ? definition->n_levels + 1 : 1;
    return definition->n_windows > 0 ? definition->windows[index / n_levels] : (struct window){ 0 };
}

struct expression *definition_feature(const struct definition *definition, size_t index, struct arena *arena,
                                      struct error *err)
{
    struct expression *tree = definition_expression(definition, arena, err);
    if (!tree || !definition->by)
        return tree;
    if (definition->n_levels == 0) {
        fail(err, ERROR_USER, E_EXPRESSION, "the levels of 'by=%.60s' are not known", definition->by);
        error_mend(err, "levels=(\"a\", \"b\")");
        return NULL;
    }
    return family_narrow(definition, index % (definition->n_levels + 1), tree, arena, err) ? tree : NULL;
}

static void write_family(const struct definition *definition, struct text *out)
{
    if (definition->by)
        text_add_format(out, " by=%s", definition->by);
    if (definition->top > 0)
        text_add_format(out, " top=%zu", definition->top);
    for (size_t i = 0; i < definition->n_levels; i++)
        text_add_format(out, "%s%s", i == 0 ? " levels=(" : ", ", definition->levels[i]);
    if (definition->n_levels > 0)
        text_add_char(out, ')');
}

void definition_write(const struct definition *definition, struct text *out)
{
    if (definition->kind == DEFINITION_POPULATION)
        text_add(out, definition->expression[0] ? "customers where " : "customers");
    if (definition->expression[0])
        write_canonical(definition, out);
    for (size_t i = 0; i < definition->n_windows; i++) {
        text_add(out, i == 0 ? " over " : ",");
        window_write(&definition->windows[i], out);
    }
    write_family(definition, out);
    if (definition->within.count > 0) {
        text_add(out, " within ");
        write_duration(definition->within, out);
    }
    if (definition->gap.count > 0) {
        text_add(out, " gap=");
        write_duration(definition->gap, out);
    }
    if (definition->is_chosen) {
        char date[32];
        time_format(definition->chosen, true, date);
        text_add_format(out, " chosen=%s", date);
    }
}

void definition_write_one(const struct definition *definition, size_t index, struct text *out)
{
    struct definition one = *definition;
    struct arena arena;
    arena_init(&arena);
    one.windows[0] = definition_window(definition, index);
    one.n_windows = definition->n_windows > 0;
    struct expression *tree = definition_feature(definition, index, &arena, NULL);
    if (tree && definition->by) {
        struct text words = TEXT_EMPTY;
        expression_write(tree, &words);
        one.expression = arena_text(&arena, text_string(&words));
        text_release(&words);
        one.by = NULL;
        one.n_levels = one.top = 0;
    }
    definition_write(&one, out);
    arena_release(&arena);
}

static const char *feature_name(const struct definition *definition, size_t index, bool with_window,
                                struct arena *arena)
{
    size_t n_levels = definition->n_levels > 0 ? definition->n_levels + 1 : 1;
    const char *name = definition->name;
    if (n_levels > 1)
        name = arena_format(arena, "%s_%s", name, family_level_name(definition, index % n_levels, arena));
    if (!with_window)
        return arena_text(arena, name);
    char window[48];
    window_name(&definition->windows[index / n_levels], window);
    return arena_format(arena, "%s_%s", name, window);
}

size_t definition_names(const struct definition *definition, struct arena *arena, const char ***names)
{
    size_t n_windows = definition->n_windows > 0 ? definition->n_windows : 1;
    size_t n_levels = definition->n_levels > 0 ? definition->n_levels + 1 : 1;
    *names = arena_allocate(arena, n_windows * n_levels, sizeof **names);
    for (size_t i = 0; i < n_windows * n_levels; i++)
        (*names)[i] = feature_name(definition, i, n_windows > 1, arena);
    return n_windows * n_levels;
}

bool feature_is_called(const struct feature *feature, const char *pattern)
{
    if (glob_match(pattern, feature->name))
        return true;
    size_t length = strlen(feature->definition->name);
    bool plain = pattern[strcspn(pattern, "*?")] == '\0'; /* then most are told apart by their beginning */
    if (feature->definition->n_windows != 1 || (plain && strncmp(pattern, feature->definition->name, length) != 0))
        return false;
    struct arena arena;
    arena_init(&arena);
    bool called = glob_match(pattern, feature_name(feature->definition, feature->window, true, &arena));
    arena_release(&arena);
    return called;
}
