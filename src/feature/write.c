/* Trees to words: as parsed, with one blank round operators, == for =, and no bracket that could be left out. */
#include <ctype.h>

#include "feature/aggregate.h"
#include "feature/functions.h"
#include "feature/parser.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

/* How strongly a node holds together, in the order of the parser's functions. */
enum strength { IS_WHOLE, IS_OR, IS_AND, IS_NOT, IS_COMPARISON, IS_SUM, IS_PRODUCT, IS_SIGNED, IS_POWER, IS_LEAF };

static const struct {
    const char *sign;
    enum strength strength;
} operators[] = {
    [OP_ADD] = { "+", IS_SUM },
    [OP_SUBTRACT] = { "-", IS_SUM },
    [OP_MULTIPLY] = { "*", IS_PRODUCT },
    [OP_DIVIDE] = { "/", IS_PRODUCT },
    [OP_MODULO] = { "%", IS_PRODUCT },
    [OP_POWER] = { "^", IS_POWER },
    [OP_NEGATE] = { "-", IS_SIGNED },
    [OP_NOT] = { "not ", IS_NOT },
    [OP_AND] = { "and", IS_AND },
    [OP_OR] = { "or", IS_OR },
    [OP_EQUAL] = { "==", IS_COMPARISON },
    [OP_NOT_EQUAL] = { "!=", IS_COMPARISON },
    [OP_LESS] = { "<", IS_COMPARISON },
    [OP_LESS_EQUAL] = { "<=", IS_COMPARISON },
    [OP_GREATER] = { ">", IS_COMPARISON },
    [OP_GREATER_EQUAL] = { ">=", IS_COMPARISON },
};

static enum strength strength_of(const struct expression *node)
{
    switch (node->kind) {
    case EXPRESSION_UNARY:
    case EXPRESSION_BINARY:
        return operators[node->operator_].strength;
    case EXPRESSION_IN:
    case EXPRESSION_BETWEEN:
    case EXPRESSION_IS_MISSING:
    case EXPRESSION_LIKE:
        return IS_COMPARISON;
    default:
        return IS_LEAF;
    }
}

static void write_node(const struct expression *node, enum strength least, struct text *out);

static void write_quoted(const char *text, char quote, struct text *out)
{
    text_add_char(out, quote);
    for (; *text; text++) {
        if (*text == quote)
            text_add_char(out, quote);
        text_add_char(out, *text);
    }
    text_add_char(out, quote);
}

static bool name_is_plain(const char *name)
{
    static const char *const words[] = { "and",  "or",   "not",    "in",    "between", "is",
                                         "like", "over", "within", "where", "asof" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is_word(&(struct token){ .kind = TOKEN_NAME, .text = name }, words[i]))
            return false;
    if (isdigit((unsigned char)*name))
        return false;
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '_' && (unsigned char)*c < 0x80)
            return false;
    return true;
}

/* spend_*: of features, as the parser takes it. */
static bool name_is_pattern(const char *name)
{
    const char *star = strchr(name, '*');
    if (!star || star < name + 2 || star[-1] != '_' || isdigit((unsigned char)*name))
        return false;
    for (const char *c = name; *c; c++)
        if (c != star && !isalnum((unsigned char)*c) && *c != '_' && (unsigned char)*c < 0x80)
            return false;
    return true;
}

void name_write(const char *name, struct text *out)
{
    if (name_is_plain(name) || name_is_pattern(name))
        text_add(out, name);
    else
        write_quoted(name, '`', out);
}

static void write_list(const struct expression *node, size_t from, enum strength least, struct text *out)
{
    text_add_char(out, '(');
    for (size_t i = from; i < node->n_arguments; i++) {
        if (i > from)
            text_add(out, ", ");
        write_node(node->arguments[i], least, out);
    }
    text_add_char(out, ')');
}

static void write_aggregate(const struct expression *node, struct text *out)
{
    bool bare = node->text == aggregate_any || node->text == aggregate_no;
    if (node->text == aggregate_no)
        text_add(out, "no ");
    if (!bare)
        text_add_format(out, "%s(", node->text);
    for (size_t i = 0; i < node->n_arguments; i++) {
        text_add(out, i > 0 ? ", " : "");
        write_node(node->arguments[i], IS_WHOLE, out);
    }
    if (node->condition) {
        text_add(out, " where ");
        write_node(node->condition, IS_WHOLE, out);
    }
    char duration[16];
    duration_format(node->duration, duration);
    if (node->duration.count > 0)
        text_add_format(out, " decay=%s", duration);
    if (node->period.length.count > 0) {
        text_add(out, " per ");
        period_write(&node->period, out);
    }
    if (!bare)
        text_add_char(out, ')');
    if (!window_is_all(&node->window)) {
        text_add(out, " over ");
        window_write(&node->window, out);
    }
}

static void write_literal(const struct expression *node, struct text *out)
{
    char buffer[32];
    if (node->kind == EXPRESSION_NUMBER && !node->whole && node->text && *node->text) {
        text_add(out, node->text);
        return;
    }
    if (node->kind == EXPRESSION_NUMBER && node->whole)
        snprintf(buffer, sizeof buffer, "%lld", (long long)node->whole);
    else if (node->kind == EXPRESSION_NUMBER)
        number_format(node->number, buffer);
    else if (node->kind == EXPRESSION_TIME)
        time_format(node->time, node->time % TIME_DAY == 0, buffer);
    else
        duration_format(node->duration, buffer);
    text_add(out, buffer);
}

static void write_binary(const struct expression *node, struct text *out)
{
    enum strength strength = operators[node->operator_].strength;
    enum strength left = strength, right = strength + 1;
    if (strength == IS_COMPARISON)
        left = IS_SUM;
    if (strength == IS_POWER) {
        left = IS_LEAF;
        right = IS_SIGNED;
    }
    write_node(node->arguments[0], left, out);
    text_add_format(out, strength == IS_POWER ? "%s" : " %s ", operators[node->operator_].sign);
    write_node(node->arguments[1], right, out);
}

static void write_test(const struct expression *node, struct text *out)
{
    write_node(node->arguments[0], IS_SUM, out);
    if (node->kind == EXPRESSION_IS_MISSING) {
        text_add(out, node->negated ? " is not missing" : " is missing");
        return;
    }
    text_add(out, node->negated ? " not " : " ");
    if (node->kind == EXPRESSION_IN) {
        text_add(out, "in ");
        write_list(node, 1, IS_SUM, out);
    } else if (node->kind == EXPRESSION_LIKE) {
        text_add(out, "like ");
        write_node(node->arguments[1], IS_LEAF, out);
    } else {
        text_add(out, "between ");
        write_node(node->arguments[1], IS_SUM, out);
        text_add(out, " and ");
        write_node(node->arguments[2], IS_SUM, out);
    }
}

/* A model's name stands without quotes, with its version. */
static void write_model_call(const struct expression *node, struct text *out)
{
    char *name = copy_text(node->arguments[0]->text), *at = strchr(name, '@');
    if (at && at > name && at[1] != '\0')
        *at = '_';
    text_add_char(out, '(');
    if (*name && name_is_plain(name))
        text_add(out, node->arguments[0]->text);
    else
        write_node(node->arguments[0], IS_WHOLE, out);
    free(name);
    for (size_t i = 1; i < node->n_arguments; i++) {
        text_add(out, ", ");
        write_node(node->arguments[i], IS_WHOLE, out);
    }
    text_add_char(out, ')');
}

static void write_kind(const struct expression *node, struct text *out)
{
    switch (node->kind) {
    case EXPRESSION_TEXT:
        write_quoted(node->text, strchr(node->text, '"') && !strchr(node->text, '\'') ? '\'' : '"', out);
        break;
    case EXPRESSION_NUMBER:
    case EXPRESSION_TIME:
    case EXPRESSION_DURATION:
        write_literal(node, out);
        break;
    case EXPRESSION_COLUMN:
        name_write(node->table, out);
        text_add_char(out, '.');
        if (node->path) {
            name_write(node->path, out);
            text_add_char(out, '.');
        }
        name_write(node->text, out);
        break;
    case EXPRESSION_NAME:
        name_write(node->text, out);
        break;
    case EXPRESSION_CALL:
        text_add(out, node->text);
        if (function_of(node)->takes_model)
            write_model_call(node, out);
        else
            write_list(node, 0, IS_WHOLE, out);
        if (node->by) {
            text_add(out, " by ");
            write_node(node->by, IS_LEAF, out);
        }
        break;
    case EXPRESSION_UNARY:
        text_add(out, operators[node->operator_].sign);
        write_node(node->arguments[0], operators[node->operator_].strength, out);
        break;
    case EXPRESSION_BINARY:
        write_binary(node, out);
        break;
    case EXPRESSION_AGGREGATE:
        write_aggregate(node, out);
        break;
    case EXPRESSION_TIME_TO:
        text_add(out, "time to ");
        write_node(node->arguments[0], IS_WHOLE, out);
        break;
    case EXPRESSION_ASOF:
        text_add(out, "asof");
        break;
    case EXPRESSION_SINCE:
        text_add(out, "days since ");
        write_node(node->arguments[0], IS_LEAF, out);
        break;
    default:
        write_test(node, out);
    }
}

static void write_node(const struct expression *node, enum strength least, struct text *out)
{
    /* A bare count with a condition runs as far to the right as it can. */
    bool open = node->kind == EXPRESSION_AGGREGATE && node->condition &&
                (node->text == aggregate_any || node->text == aggregate_no);
    bool brackets = strength_of(node) < least || (open && least > IS_WHOLE);
    if (brackets)
        text_add_char(out, '(');
    write_kind(node, out);
    if (brackets)
        text_add_char(out, ')');
}

void expression_write(const struct expression *expression, struct text *out)
{
    write_node(expression, IS_WHOLE, out);
}
