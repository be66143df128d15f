/* The leaves of the grammar: literals, names, calls, aggregates, `days since`, brackets. */
#include "feature/primary.h"

#include <math.h>

#include "feature/aggregate.h"
#include "feature/functions.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"

/* What the same things are called elsewhere. */
static const char *const elsewhere[][2] = { { "avg", "mean" },
                                            { "average", "mean" },
                                            { "std", "sd" },
                                            { "stddev", "sd" },
                                            { "stdev", "sd" },
                                            { "nunique", "distinct" },
                                            { "n_distinct", "distinct" },
                                            { "unique", "distinct" },
                                            { "ln", "log" },
                                            { "ifelse", "if" },
                                            { "iif", "if" },
                                            { "case", "if" },
                                            { "nvl", "coalesce" },
                                            { "ifnull", "coalesce" },
                                            { "total", "sum" },
                                            { "datediff", "days" },
                                            { "cut", "bin" },
                                            { "pow", "^" } };

static const char *name_elsewhere(const char *name)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (strcmp(name, elsewhere[i][0]) == 0)
            return elsewhere[i][1];
    return NULL;
}

static struct expression *fails_function(struct parser *parser, const struct token *name)
{
    fail(parser->err, ERROR_SYNTAX, E_EXPRESSION, "no function '%.60s'", name->text);
    error_place(parser->err, NULL, NULL, 0, name->column, name->length);
    const char *mend = name_elsewhere(name->text);
    if (!mend) {
        struct nearest nearest;
        nearest_init(&nearest, name->text);
        for (size_t i = 0; aggregates[i]; i++)
            nearest_offer(&nearest, aggregates[i]->name);
        for (size_t i = 0; expression_functions[i]; i++)
            nearest_offer(&nearest, expression_functions[i]->name);
        mend = nearest.best;
    }
    if (mend)
        error_mend(parser->err, "%s", mend);
    return NULL;
}

/* Whether the `over` or `within` at hand, whose window takes so many WORDS, is the definition's own: it is outside all
   brackets, and nothing follows its window but another clause. */
static bool is_clause(const struct parser *parser, size_t words)
{
    const struct token *token = parser_token(parser) + 1;
    if (!parser->leaves_clauses || parser->brackets > 0 || words == 0)
        return parser->leaves_clauses && parser->brackets == 0;
    token += words;
    return token->kind == TOKEN_END || token_is_sign(token, ",") || token_is_word(token, "within") ||
           token_is_word(token, "over") || (token->kind == TOKEN_NAME && token_is_sign(token + 1, "="));
}

/* `count(orders) within 30d > 0`: a target looks ahead by one duration, which may stand after its aggregates too. */
static bool takes_within(struct parser *parser)
{
    if (!parser->refuses_windows || !token_is_word(parser_token(parser), "within") ||
        is_clause(parser, parser_token(parser)[1].kind == TOKEN_DURATION))
        return true;
    struct duration before = parser->within, within;
    parser->at++;
    if (!parser_needs_duration(parser, "within", &within))
        return false;
    parser->at--;
    if (before.count > 0 && (before.count != within.count || before.unit != within.unit))
        return parser_fails_within(parser);
    parser->at++;
    parser->within = within;
    return true;
}

static struct expression *parse_own_window(struct parser *parser, size_t first, struct expression *aggregate)
{
    parser->last = aggregate;
    if (!takes_within(parser))
        return NULL;
    if (!token_is_word(parser_token(parser), "over") || is_clause(parser, window_words(parser_token(parser) + 1)))
        return aggregate;
    if (parser->refuses_windows) {
        parser_fails_over(parser);
        return NULL;
    }
    if (parser->in_series) {
        parser_fails(parser, "what stands before 'per' is taken period by period and has no window of its own");
        return NULL;
    }
    parser_takes_word(parser, "over");
    if (!parser_needs_window(parser, &aggregate->window))
        return NULL;
    parser->n_own_windows++;
    const struct token *begin = &parser->tokens[first], *end = parser_token(parser) - 1;
    aggregate->length = end->column + end->length - begin->column;
    return aggregate;
}

static struct expression *fails_empty_aggregate(struct parser *parser, const char *name)
{
    parser_fails(parser, "'%s' of what", name);
    error_mend(parser->err, strcmp(name, "count") == 0 ? "count(orders)" : "%s(orders.amount)", name);
    return NULL;
}

/* Whether WORD (or a sign) stands between the brackets of the call at hand, not in a bracket within. */
static bool call_has(const struct parser *parser, const char *word)
{
    size_t depth = 0;
    for (const struct token *token = parser_token(parser) + 1; token->kind != TOKEN_END; token++) {
        depth += token_is_sign(token, "(");
        if (token_is_sign(token, ")") && --depth == 0)
            return false;
        if (depth == 1 && (token_is_sign(token, word) || token_is_word(token, word)))
            return true;
    }
    return false;
}

static size_t least_arguments(const struct aggregate *aggregate)
{
    return aggregate->has_parameter && isnan(aggregate->parameter) ? 2 : 1;
}

static size_t most_arguments(const struct aggregate *aggregate)
{
    return aggregate->takes_many ? AGGREGATE_ARGUMENTS : aggregate->has_parameter ? 2 : 1;
}

static struct expression *fails_aggregate_arguments(struct parser *parser, size_t first,
                                                    const struct aggregate *aggregate)
{
    parser->at = first;
    const char *form = aggregate->form ? aggregate->form : "x";
    parser_fails(parser, "'%s' is written %s(%s)", aggregate->name, aggregate->name, form);
    error_reason(parser->err, "%s: %s", aggregate->name, aggregate->summary);
    return NULL;
}

/* What aggregates of events have behind their values: a condition and a half-life; those over periods, a period. */
static bool parse_aggregate_tail(struct parser *parser, const struct aggregate *aggregate, struct expression *out)
{
    if (parser->in_series && parser_takes_word(parser, "per"))
        return parser_needs_period(parser, &out->period);
    if (parser_takes_word(parser, "where") && !(out->condition = parser_expression(parser)))
        return false;
    if (!token_is_word(parser_token(parser), "decay") || !token_is_sign(parser_token(parser) + 1, "="))
        return true;
    if (!aggregate->decays)
        return parser_fails(parser, "'%s' has no decay", aggregate->name);
    parser->at += 2;
    const struct token *token = parser_token(parser);
    if (!parser_needs_duration(parser, "decay", &out->duration))
        return false;
    if (token->duration.unit <= DURATION_WEEK)
        return true;
    parser->at--;
    parser_fails(parser, "'decay' needs a duration of one length");
    error_mend(parser->err, "decay=%dd", token->duration.count * (token->duration.unit == DURATION_MONTH ? 30 : 90));
    return false;
}

/* The values between the brackets, and what follows them. */
static struct expression *parse_aggregate_inside(struct parser *parser, const struct aggregate *aggregate, size_t first)
{
    struct expression *items[AGGREGATE_ARGUMENTS], tail = { 0 };
    size_t n = 0;
    do {
        if (n == most_arguments(aggregate))
            return fails_aggregate_arguments(parser, first, aggregate);
        if (!(items[n++] = parser_expression(parser)))
            return NULL;
    } while (parser_takes_sign(parser, ","));
    if (n < least_arguments(aggregate))
        return fails_aggregate_arguments(parser, first, aggregate);
    if (!parse_aggregate_tail(parser, aggregate, &tail) || !parser_needs_sign(parser, ")"))
        return NULL;
    struct expression *node = parser_node(parser, EXPRESSION_AGGREGATE, first, n);
    node->text = aggregate->name;
    memcpy(node->arguments, items, n * sizeof *items);
    node->condition = tail.condition;
    node->duration = tail.duration;
    node->period = tail.period;
    return node;
}

static struct expression *parse_aggregate(struct parser *parser, const struct aggregate *aggregate)
{
    size_t first = parser->at;
    bool series = call_has(parser, "per"), inside = parser->in_aggregate; /* returns within orders: the binder knows */
    if (series && (parser->in_series || inside)) {
        parser_fails(parser, "periods cannot stand inside an aggregate");
        return NULL;
    }
    parser->at += 2; /* the name and its bracket */
    if (token_is_sign(parser_token(parser), ")") || token_is_sign(parser_token(parser), "*"))
        return fails_empty_aggregate(parser, aggregate->name);
    bool outer = parser->in_series;
    parser->in_series = series;
    parser->in_aggregate = !series;
    parser->brackets++;
    if (!parser_enters(parser))
        return NULL;
    struct expression *node = parse_aggregate_inside(parser, aggregate, first);
    if (!node)
        return NULL;
    parser->in_series = outer;
    parser->in_aggregate = inside;
    parser->brackets--;
    parser->depth--;
    return parse_own_window(parser, first, node);
}

static bool check_arguments(struct parser *parser, const struct expression_function *function, const struct token *name,
                            size_t n)
{
    if (n >= function->least && n <= function->most)
        return true;
    if (function->least == function->most)
        fail(parser->err, ERROR_SYNTAX, E_EXPRESSION, "%s takes %zu argument%s, not %zu", function->name,
             function->least, function->least == 1 ? "" : "s", n);
    else if (n < function->least)
        fail(parser->err, ERROR_SYNTAX, E_EXPRESSION, "%s takes at least %zu argument%s, not %zu", function->name,
             function->least, function->least == 1 ? "" : "s", n);
    else
        fail(parser->err, ERROR_SYNTAX, E_EXPRESSION, "%s takes at most %zu arguments, not %zu", function->name,
             function->most, n);
    error_reason(parser->err, "%s: %s", function->name, function->summary);
    error_place(parser->err, NULL, NULL, 0, name->column, name->length);
    return false;
}

/* renewal, renewal@2, "renewal@2": no name of the data, so the tree holds it as a text. */
static struct expression *parse_model(struct parser *parser)
{
    const struct token *token = parser_token(parser);
    if (token->kind != TOKEN_NAME && token->kind != TOKEN_TEXT) {
        parser_fails(parser, "the name of a model is missing");
        error_mend(parser->err, "score(MODEL)");
        return NULL;
    }
    parser->at++;
    struct expression *node = parser_node(parser, EXPRESSION_TEXT, parser->at - 1, 0);
    node->text = token->text;
    return node;
}

/* rank(x) by GROUP; `by=` is a clause of the definition. */
static struct expression *parse_group(struct parser *parser, const struct expression_function *row,
                                      struct expression *call)
{
    const struct function *function = (const struct function *)row;
    if (!function->grouped || call->n_arguments > 1 || !token_is_word(parser_token(parser), "by") ||
        token_is_sign(parser_token(parser) + 1, "="))
        return call;
    parser_takes_word(parser, "by");
    if (!parser_enters(parser))
        return NULL;
    call->by = parse_primary(parser);
    parser->depth--;
    return call->by ? call : NULL;
}

static struct expression *parse_call(struct parser *parser, const struct expression_function *function)
{
    struct expression *items[FUNCTION_ARGUMENTS];
    const struct token *name = parser_token(parser);
    size_t first = parser->at, n = 0;
    parser->at += 2;
    parser->brackets++;
    if (!parser_enters(parser))
        return NULL;
    while (!token_is_sign(parser_token(parser), ")")) {
        bool ends = parser_token(parser)->kind == TOKEN_END;
        if (n > 0 && !parser_needs_sign(parser, ends ? ")" : ","))
            return NULL;
        if (n == FUNCTION_ARGUMENTS) {
            parser_fails(parser, "more than %d arguments", FUNCTION_ARGUMENTS);
            return NULL;
        }
        bool model = n == 0 && ((const struct function *)function)->takes_model;
        if (!(items[n++] = model ? parse_model(parser) : parser_expression(parser)))
            return NULL;
    }
    parser->at++;
    parser->brackets--;
    parser->depth--;
    if (!check_arguments(parser, function, name, n))
        return NULL;
    struct expression *node = parser_node(parser, EXPRESSION_CALL, first, n);
    node->text = function->name;
    if (n > 0)
        memcpy(node->arguments, items, n * sizeof *items);
    return parse_group(parser, function, node);
}

static struct expression *parse_since(struct parser *parser)
{
    size_t first = parser->at;
    parser->at += 2;
    if (!parser_enters(parser))
        return NULL;
    struct expression *argument = parse_primary(parser);
    parser->depth--;
    if (!argument)
        return NULL;
    struct expression *node = parser_node(parser, EXPRESSION_SINCE, first, 1);
    node->arguments[0] = argument;
    return node;
}

/* `time to orders where ..`, `time to customers.left`: all of a target. */
static struct expression *parse_time_to(struct parser *parser)
{
    size_t first = parser->at;
    if (!parser->refuses_windows && !parser->rereads)
        parser_fails(parser, "'time to' looks ahead; only a target may");
    else if (first > 0)
        parser_fails(parser, "'time to' stands at the beginning of a target, alone");
    if ((!parser->refuses_windows && !parser->rereads) || first > 0 || !parser_enters(parser))
        return NULL;
    parser->at += 2;
    struct expression *argument = parser_expression(parser);
    parser->depth--;
    if (!argument)
        return NULL;
    struct expression *node = parser_node(parser, EXPRESSION_TIME_TO, first, 1);
    node->arguments[0] = argument;
    return node;
}

/* `no orders where ..`, or `orders where ..` (the name at hand). */
static struct expression *parse_events(struct parser *parser, const char *aggregate)
{
    size_t first = parser->at;
    if (aggregate == aggregate_no)
        parser->at++;
    const struct token *table = parser_token(parser);
    parser->at++;
    struct expression *name = parser_node(parser, EXPRESSION_NAME, parser->at - 1, 0), *condition = NULL;
    name->text = table->text;
    if (!parser->in_aggregate && parser_takes_word(parser, "where")) {
        parser->in_aggregate = true;
        if (!(condition = parser_expression(parser)))
            return NULL;
        parser->in_aggregate = false;
    }
    struct expression *node = parser_node(parser, EXPRESSION_AGGREGATE, first, 1);
    node->text = aggregate;
    node->arguments[0] = name;
    node->condition = condition;
    return parse_own_window(parser, first, node);
}

/* Whether NAME, after `no`, can be a table: inside an aggregate `no` may also be an answer before a clause. */
static bool names_table(const struct parser *parser, const struct token *name)
{
    static const char *const clauses[] = { "over", "within", "where", "gap" };
    bool is = name->kind == TOKEN_NAME && !parser_is_reserved(name);
    for (size_t i = 0; is && parser->in_aggregate && i < sizeof clauses / sizeof *clauses; i++)
        is = !token_is_word(name, clauses[i]);
    return is;
}

/* spend_*, visits_*_30d: the name at hand ends with _ and a star sticks to it. */
static bool is_pattern(const struct parser *parser)
{
    const struct token *name = parser_token(parser), *star = name + 1;
    size_t n = strlen(name->text);
    return parser->counts_events && !name->quoted && n > 1 && name->text[n - 1] == '_' && token_is_sign(star, "*") &&
           star->begin == name->end;
}

static struct expression *parse_pattern(struct parser *parser)
{
    size_t first = parser->at;
    const struct token *name = parser_token(parser), *behind = name + 2;
    const char *text = arena_format(parser->arena, "%s*", name->text);
    parser->at += 2;
    if (behind->kind == TOKEN_NAME && !behind->quoted && behind->begin == name[1].end) {
        text = arena_format(parser->arena, "%s%s", text, behind->text);
        parser->at++;
    }
    struct expression *node = parser_node(parser, EXPRESSION_NAME, first, 0);
    node->text = text;
    return node;
}

static struct expression *parse_name(struct parser *parser)
{
    size_t first = parser->at;
    const struct token *name = parser_token(parser), *next = name + 1;
    if (parser_is_reserved(name)) {
        parser_unexpected(parser);
        return NULL;
    }
    if (token_is_word(name, "days") && token_is_word(next, "since"))
        return parse_since(parser);
    if (parser->counts_events && token_is_word(name, "time") && token_is_word(next, "to"))
        return parse_time_to(parser);
    if (!name->quoted && token_is_sign(next, "(")) {
        bool several = call_has(parser, ","); /* max(a, b) is a function, max(a) an aggregate */
        const struct aggregate *aggregate = kind_find((const void *const *)aggregates, name->text);
        const struct expression_function *function = kind_find((const void *const *)expression_functions, name->text);
        if (aggregate && !(function && several))
            return parse_aggregate(parser, aggregate);
        return function ? parse_call(parser, function) : fails_function(parser, name);
    }
    if (parser->counts_events && token_is_word(name, "no") && names_table(parser, next))
        return parse_events(parser, aggregate_no);
    if (parser->counts_events && !parser->in_aggregate && token_is_word(next, "where"))
        return parse_events(parser, aggregate_any);
    if (is_pattern(parser))
        return parse_pattern(parser);
    parser->at++;
    if (parser->counts_events && token_is_word(name, "asof") && !token_is_sign(next, "."))
        return parser_node(parser, EXPRESSION_ASOF, first, 0);
    const char *parts[3] = { name->text };
    size_t n = 1;
    for (; n < 3 && parser_takes_sign(parser, "."); n++) { /* column, table.column, table.above.column */
        if (parser_token(parser)->kind != TOKEN_NAME) {
            parser_fails(parser, "a column's name is missing after '%.60s.'", parts[n - 1]);
            return NULL;
        }
        parts[n] = parser_token(parser)->text;
        parser->at++;
    }
    struct expression *node = parser_node(parser, n > 1 ? EXPRESSION_COLUMN : EXPRESSION_NAME, first, 0);
    node->table = n > 1 ? parts[0] : NULL;
    node->path = n > 2 ? parts[1] : NULL;
    node->text = parts[n - 1];
    return node;
}

static struct expression *parse_literal(struct parser *parser, enum expression_kind kind)
{
    const struct token *token = parser_token(parser);
    parser->at++;
    struct expression *node = parser_node(parser, kind, parser->at - 1, 0);
    node->text = token->text;
    node->number = token->number;
    node->whole = token->whole;
    node->time = token->time;
    node->duration = token->duration;
    return node;
}

static struct expression *parse_brackets(struct parser *parser)
{
    if (!parser_enters(parser))
        return NULL;
    parser_takes_sign(parser, "(");
    parser->brackets++;
    struct expression *node = parser_expression(parser);
    if (!node || !parser_needs_sign(parser, ")"))
        return NULL;
    parser->brackets--;
    parser->depth--;
    return node;
}

static struct expression *parse_leaf(struct parser *parser)
{
    const struct token *token = parser_token(parser);
    switch (token->kind) {
    case TOKEN_NUMBER:
        return parse_literal(parser, EXPRESSION_NUMBER);
    case TOKEN_TEXT:
        return parse_literal(parser, EXPRESSION_TEXT);
    case TOKEN_TIME:
        return parse_literal(parser, EXPRESSION_TIME);
    case TOKEN_DURATION:
        return parse_literal(parser, EXPRESSION_DURATION);
    case TOKEN_NAME:
        return parse_name(parser);
    case TOKEN_SIGN:
        if (token_is_sign(token, "("))
            return parse_brackets(parser);
        break;
    case TOKEN_END:
        break;
    }
    parser_unexpected(parser);
    return NULL;
}

struct expression *parse_primary(struct parser *parser)
{
    parser->last = NULL;
    return parse_leaf(parser);
}
