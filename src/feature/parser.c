/* Words to trees: recursive descent, one function per strength of binding, from `or` down to `^`. */
#include "feature/parser.h"

#include <stdarg.h>
#include <strings.h>

#include "feature/primary.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"

static const char *const reserved[] = { "and", "or", "not", "in", "between", "is", "like" };

const struct token *parser_token(const struct parser *parser)
{
    return &parser->tokens[parser->at];
}

bool parser_fails(const struct parser *parser, const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    const struct token *token = parser_token(parser);
    fail(parser->err, ERROR_SYNTAX, E_EXPRESSION, "%s", what);
    error_place(parser->err, NULL, NULL, 0, token->column, token->length);
    return false;
}

bool parser_unexpected(const struct parser *parser)
{
    const struct token *token = parser_token(parser);
    switch (token->kind) {
    case TOKEN_END:
        return parser_fails(parser, "the expression ends too early");
    case TOKEN_TEXT:
        return parser_fails(parser, "a text does not belong here: \"%.60s\"", token->text);
    case TOKEN_NAME:
    case TOKEN_SIGN:
        return parser_fails(parser, "'%.60s' does not belong here", token->text);
    default:
        return parser_fails(parser, "a %s does not belong here",
                            token->kind == TOKEN_NUMBER ? "number"
                            : token->kind == TOKEN_TIME ? "date"
                                                        : "duration");
    }
}

bool parser_is_reserved(const struct token *token)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (token_is_word(token, reserved[i]))
            return true;
    return false;
}

bool parser_takes_sign(struct parser *parser, const char *sign)
{
    if (!token_is_sign(parser_token(parser), sign))
        return false;
    parser->at++;
    parser->last = NULL;
    return true;
}

bool parser_takes_word(struct parser *parser, const char *word)
{
    if (!token_is_word(parser_token(parser), word))
        return false;
    parser->at++;
    parser->last = NULL;
    return true;
}

bool parser_needs_sign(struct parser *parser, const char *sign)
{
    if (parser_takes_sign(parser, sign))
        return true;
    if (parser_token(parser)->kind == TOKEN_END)
        return parser_fails(parser, "a '%s' is missing", sign);
    return parser_unexpected(parser);
}

bool parser_needs_duration(struct parser *parser, const char *clause, struct duration *out)
{
    const struct token *token = parser_token(parser);
    if (token->kind == TOKEN_DURATION && token->duration.count > 0) {
        *out = token->duration;
        parser->at++;
        return true;
    }
    parser_fails(parser, token->kind == TOKEN_DURATION ? "'%s' needs a duration above zero" : "'%s' needs a duration",
                 clause);
    if (token->kind == TOKEN_NUMBER && token->number > 0 && token->number < 1e6)
        error_mend(parser->err, "%.0fd", token->number);
    else
        error_mend(parser->err, "30d, 12w, 3m, 1q or 1y");
    return false;
}

/* A new node whose place runs from FIRST to LAST; N arguments are the caller's to set. */
struct expression *parser_node(const struct parser *parser, enum expression_kind kind, size_t first, size_t n_arguments)
{
    struct expression *node = arena_allocate(parser->arena, 1, sizeof *node);
    const struct token *begin = &parser->tokens[first],
                       *end = &parser->tokens[parser->at > first ? parser->at - 1 : first];
    node->kind = kind;
    node->column = begin->column;
    node->length = end->column + end->length - begin->column;
    node->n_arguments = n_arguments;
    if (n_arguments > 0)
        node->arguments = arena_allocate(parser->arena, n_arguments, sizeof *node->arguments);
    return node;
}

static struct expression *binary(const struct parser *parser, enum expression_operator operator_, size_t first,
                                 struct expression *left, struct expression *right)
{
    struct expression *node = parser_node(parser, EXPRESSION_BINARY, first, 2);
    node->operator_ = operator_;
    node->arguments[0] = left;
    node->arguments[1] = right;
    return node;
}

static struct expression *unary(const struct parser *parser, enum expression_operator operator_, size_t first,
                                struct expression *argument)
{
    struct expression *node = parser_node(parser, EXPRESSION_UNARY, first, 1);
    node->operator_ = operator_;
    node->arguments[0] = argument;
    return node;
}

bool parser_enters(struct parser *parser)
{
    if (++parser->depth <= EXPRESSION_DEPTH)
        return true;
    parser_fails(parser, "the expression is nested more than %d levels deep", EXPRESSION_DEPTH);
    error_mend(parser->err, "split it in two");
    return false;
}

/* Operators of one strength that bind to the left: a chain of NEXT. */
struct level {
    const char *signs[4];
    enum expression_operator operators[3];
    bool words;
};
static const struct level sums = { { "+", "-", NULL }, { OP_ADD, OP_SUBTRACT }, false };
static const struct level products = { { "*", "/", "%", NULL }, { OP_MULTIPLY, OP_DIVIDE, OP_MODULO }, false };
static const struct level ands = { { "and", NULL }, { OP_AND }, true };
static const struct level ors = { { "or", NULL }, { OP_OR }, true };

typedef struct expression *parse_function(struct parser *parser);

static struct expression *parse_chain(struct parser *parser, const struct level *level, parse_function *next)
{
    size_t first = parser->at;
    struct expression *left = next(parser);
    for (size_t n = 0; left; n++) {
        size_t i = 0;
        while (level->signs[i] && !(level->words ? parser_takes_word(parser, level->signs[i])
                                                 : parser_takes_sign(parser, level->signs[i])))
            i++;
        if (!level->signs[i])
            break;
        if (n >= EXPRESSION_CHAIN) {
            parser_fails(parser, "more than %d operators in a row", EXPRESSION_CHAIN);
            return NULL;
        }
        struct expression *right = next(parser);
        left = right ? binary(parser, level->operators[i], first, left, right) : NULL;
    }
    return left;
}

static struct expression *parse_unary(struct parser *parser);

static struct expression *parse_power(struct parser *parser)
{
    size_t first = parser->at;
    struct expression *base = parse_primary(parser);
    if (!base || !parser_takes_sign(parser, "^"))
        return base;
    if (!parser_enters(parser))
        return NULL;
    struct expression *exponent = parse_unary(parser);
    parser->depth--;
    return exponent ? binary(parser, OP_POWER, first, base, exponent) : NULL;
}

/* -2^2 is -(2^2); a sign may stand in the exponent. */
static struct expression *parse_unary(struct parser *parser)
{
    size_t first = parser->at;
    bool negates = parser_takes_sign(parser, "-");
    if (!negates && !parser_takes_sign(parser, "+"))
        return parse_power(parser);
    if (!parser_enters(parser))
        return NULL;
    struct expression *node = parse_unary(parser);
    parser->depth--;
    return node && negates ? unary(parser, OP_NEGATE, first, node) : node;
}

static struct expression *parse_product(struct parser *parser)
{
    return parse_chain(parser, &products, parse_unary);
}

struct expression *parse_sum(struct parser *parser)
{
    return parse_chain(parser, &sums, parse_product);
}

static bool takes_comparison(struct parser *parser, enum expression_operator *operator_)
{
    static const struct {
        const char *sign;
        enum expression_operator operator_;
    } comparisons[] = { { "==", OP_EQUAL }, { "=", OP_EQUAL },          { "!=", OP_NOT_EQUAL }, { "<=", OP_LESS_EQUAL },
                        { "<", OP_LESS },   { ">=", OP_GREATER_EQUAL }, { ">", OP_GREATER } };
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (parser_takes_sign(parser, comparisons[i].sign)) {
            *operator_ = comparisons[i].operator_;
            return true;
        }
    return false;
}

static struct expression *parse_in(struct parser *parser, size_t first, struct expression *value)
{
    struct expression *items[EXPRESSION_CHAIN + 1];
    size_t n = 0;
    items[n++] = value;
    parser->brackets++;
    if (!parser_needs_sign(parser, "("))
        return NULL;
    do {
        if (n > EXPRESSION_CHAIN) {
            parser_fails(parser, "more than %d values after 'in'", EXPRESSION_CHAIN);
            return NULL;
        }
        if (!(items[n++] = parse_sum(parser)))
            return NULL;
    } while (parser_takes_sign(parser, ","));
    if (!parser_needs_sign(parser, ")"))
        return NULL;
    parser->brackets--;
    struct expression *node = parser_node(parser, EXPRESSION_IN, first, n);
    memcpy(node->arguments, items, n * sizeof *items);
    return node;
}

static struct expression *parse_between(struct parser *parser, size_t first, struct expression *value)
{
    struct expression *low = parse_sum(parser);
    if (!low)
        return NULL;
    if (!parser_takes_word(parser, "and")) {
        parser_fails(parser, "'between' needs two values");
        error_mend(parser->err, "between .. and ..");
        return NULL;
    }
    struct expression *high = parse_sum(parser);
    if (!high)
        return NULL;
    struct expression *node = parser_node(parser, EXPRESSION_BETWEEN, first, 3);
    node->arguments[0] = value;
    node->arguments[1] = low;
    node->arguments[2] = high;
    return node;
}

static struct expression *parse_is(struct parser *parser, size_t first, struct expression *value)
{
    bool negated = parser_takes_word(parser, "not");
    if (!parser_takes_word(parser, "missing") && !parser_takes_word(parser, "null")) {
        parser_fails(parser, "'is' stands before missing or not missing only");
        error_mend(parser->err, "is missing   or   ==");
        return NULL;
    }
    struct expression *node = parser_node(parser, EXPRESSION_IS_MISSING, first, 1);
    node->arguments[0] = value;
    node->negated = negated;
    return node;
}

static struct expression *parse_like(struct parser *parser, size_t first, struct expression *value)
{
    if (parser_token(parser)->kind != TOKEN_TEXT) {
        parser_fails(parser, "'like' needs a pattern in quotes");
        error_mend(parser->err, "like \"C%%\"");
        return NULL;
    }
    struct expression *pattern = parse_primary(parser);
    struct expression *node = parser_node(parser, EXPRESSION_LIKE, first, 2);
    node->arguments[0] = value;
    node->arguments[1] = pattern;
    return node;
}

/* in, between, like, with `not` before them. *TAKEN tells whether there was one. */
static struct expression *parse_test(struct parser *parser, size_t first, struct expression *value, bool *taken)
{
    const struct token *next = parser_token(parser) + 1;
    bool negated = parser_token(parser)->kind == TOKEN_NAME && next->kind == TOKEN_NAME &&
                   (token_is_word(next, "in") || token_is_word(next, "between") || token_is_word(next, "like")) &&
                   parser_takes_word(parser, "not");
    struct expression *node = NULL;
    *taken = true;
    if (parser_takes_word(parser, "in"))
        node = parse_in(parser, first, value);
    else if (parser_takes_word(parser, "between"))
        node = parse_between(parser, first, value);
    else if (parser_takes_word(parser, "like"))
        node = parse_like(parser, first, value);
    else
        *taken = false;
    if (node)
        node->negated = negated;
    return *taken ? node : value;
}

static struct expression *parse_comparison(struct parser *parser)
{
    size_t first = parser->at;
    struct expression *left = parse_sum(parser);
    if (!left)
        return NULL;
    if (parser_takes_word(parser, "is"))
        return parse_is(parser, first, left);
    bool taken;
    left = parse_test(parser, first, left, &taken);
    enum expression_operator operator_;
    if (taken || !takes_comparison(parser, &operator_))
        return left;
    struct expression *right = parse_sum(parser);
    if (!right)
        return NULL;
    size_t end = parser->at;
    if (takes_comparison(parser, &(enum expression_operator){ OP_EQUAL })) {
        parser->at = end;
        parser_fails(parser, "comparisons cannot be chained");
        error_mend(parser->err, "A < B and B < C");
        return NULL;
    }
    return binary(parser, operator_, first, left, right);
}

static struct expression *parse_not(struct parser *parser)
{
    size_t first = parser->at;
    if (!token_is_word(parser_token(parser), "not"))
        return parse_comparison(parser);
    parser_takes_word(parser, "not");
    if (!parser_enters(parser))
        return NULL;
    struct expression *argument = parse_not(parser);
    parser->depth--;
    return argument ? unary(parser, OP_NOT, first, argument) : NULL;
}

static struct expression *parse_and(struct parser *parser)
{
    return parse_chain(parser, &ands, parse_not);
}

struct expression *parser_expression(struct parser *parser)
{
    return parse_chain(parser, &ors, parse_and);
}

struct expression *expression_parse(const char *text, size_t offset, struct arena *arena, struct error *err)
{
    struct parser parser = { .source = text, .arena = arena, .err = err };
    if (!tokens_cut(text, offset, arena, &parser.tokens, err))
        return NULL;
    struct expression *expression = parser_expression(&parser);
    if (!expression)
        return NULL;
    if (parser_token(&parser)->kind != TOKEN_END) {
        parser_unexpected(&parser);
        return NULL;
    }
    return expression;
}
