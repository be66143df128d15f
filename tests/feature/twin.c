/* The naive twin of the feature engine: trees followed value by value. */
#include "twin.h"

#include <ctype.h>

#include "feature/definition.h"
#include "feature_tests.h"
#include "twin_parts.h"

/* Functions of one value, and the least and greatest of several. */
static struct twin_value call(const struct expression *node, const struct twin_seen *seen)
{
    struct twin_value value = twin_evaluate(node->arguments[0], seen), other;
    const char *name = node->text;
    for (size_t i = 1; i < node->n_arguments && !value.missing; i++) {
        other = twin_evaluate(node->arguments[i], seen);
        if (other.missing || (name[1] == 'a' ? twin_less(&value, &other) : twin_less(&other, &value)))
            value = other;
    }
    if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0)
        return value;
    bool start = strcmp(name, "day") == 0 || strstr(name, "_start");
    if (value.missing)
        return twin_nothing(strcmp(name, "upper") == 0 ? TWIN_WORD : start ? TWIN_TIME : TWIN_NUMBER);
    struct civil civil = time_to_civil(value.time);
    if (strcmp(name, "log1p") == 0)
        return twin_real(value.number > -1 ? log1p(value.number) : NAN);
    if (strcmp(name, "weekday") == 0) /* Zeller, from Monday */
        return twin_real(
            (double)((civil.day + (13 * ((civil.month + 9) % 12 + 3 + 1)) / 5 + (civil.year - (civil.month < 3)) % 100 +
                      (civil.year - (civil.month < 3)) % 100 / 4 + (civil.year - (civil.month < 3)) / 400 +
                      5 * ((civil.year - (civil.month < 3)) / 100) + 5) %
                     7));
    if (strcmp(name, "hour") == 0)
        return twin_real(civil.hour);
    if (strcmp(name, "monthday") == 0)
        return twin_real(civil.day);
    if (strcmp(name, "month") == 0)
        return twin_real(civil.month);
    if (strcmp(name, "quarter") == 0)
        return twin_real(ceil(civil.month / 3.0));
    if (strcmp(name, "year") == 0)
        return twin_real(civil.year);
    if (start) {
        value.time = twin_period_start(value.time, name[0] == 'd'   ? DURATION_DAY
                                                   : name[0] == 'w' ? DURATION_WEEK
                                                                    : DURATION_MONTH);
        return value;
    }
    if (strcmp(name, "length") == 0)
        return twin_real((double)strlen(value.text));
    if (strcmp(name, "digits") == 0) {
        double n = 0;
        for (const char *c = value.text; *c; c++)
            n += strchr("0123456789", *c) != NULL;
        return twin_real(n);
    }
    expect(strcmp(name, "upper") == 0, "the twin does not know %s", name);
    for (char *c = value.text; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return value;
}

static struct twin_value arithmetic(enum expression_operator operator_, struct twin_value a, struct twin_value b)
{
    if (a.missing || b.missing)
        return twin_nothing(TWIN_NUMBER);
    if (a.kind == TWIN_TIME)
        return twin_real((double)(a.time - b.time) / (double)TIME_DAY);
    switch (operator_) {
    case OP_ADD:
        return twin_real(a.number + b.number);
    case OP_SUBTRACT:
        return twin_real(a.number - b.number);
    case OP_MULTIPLY:
        return twin_real(a.number * b.number);
    case OP_DIVIDE:
        return twin_real(a.number / b.number);
    default:
        ck_abort_msg("the twin does not know this operator");
        return twin_real(0);
    }
}

static struct twin_value compare(enum expression_operator operator_, struct twin_value a, struct twin_value b)
{
    if (a.missing || b.missing)
        return twin_nothing(TWIN_BOOL);
    switch (operator_) {
    case OP_EQUAL:
        return twin_yes_no(twin_equal(&a, &b));
    case OP_NOT_EQUAL:
        return twin_yes_no(!twin_equal(&a, &b));
    case OP_LESS:
        return twin_yes_no(twin_less(&a, &b));
    case OP_LESS_EQUAL:
        return twin_yes_no(!twin_less(&b, &a));
    case OP_GREATER:
        return twin_yes_no(twin_less(&b, &a));
    default:
        return twin_yes_no(!twin_less(&a, &b));
    }
}

static struct twin_value binary(const struct expression *node, const struct twin_seen *seen)
{
    struct twin_value a = twin_evaluate(node->arguments[0], seen), b = twin_evaluate(node->arguments[1], seen);
    if (node->operator_ != OP_AND && node->operator_ != OP_OR)
        return node->operator_ >= OP_EQUAL ? compare(node->operator_, a, b) : arithmetic(node->operator_, a, b);
    bool decides = node->operator_ == OP_OR; /* what settles it whatever the other side */
    if ((!a.missing && twin_is_true(a) == decides) || (!b.missing && twin_is_true(b) == decides))
        return twin_yes_no(decides);
    return a.missing || b.missing ? twin_nothing(TWIN_BOOL) : twin_yes_no(!decides);
}

static struct twin_value unary(const struct expression *node, const struct twin_seen *seen)
{
    struct twin_value value = twin_evaluate(node->arguments[0], seen);
    if (value.missing)
        return twin_nothing(node->operator_ == OP_NOT ? TWIN_BOOL : TWIN_NUMBER);
    return node->operator_ == OP_NOT ? twin_yes_no(value.number == 0) : twin_real(0 - value.number);
}

static struct twin_value test(const struct expression *node, const struct twin_seen *seen)
{
    struct twin_value value = twin_evaluate(node->arguments[0], seen);
    if (node->kind == EXPRESSION_IS_MISSING)
        return twin_yes_no(value.missing != node->negated);
    expect(node->kind == EXPRESSION_IN, "the twin does not know this test");
    if (value.missing)
        return twin_nothing(TWIN_BOOL);
    bool found = false;
    for (size_t i = 1; i < node->n_arguments; i++) {
        struct twin_value item = twin_evaluate(node->arguments[i], seen);
        found = found || (!item.missing && twin_equal(&value, &item));
    }
    return twin_yes_no(found != node->negated);
}

static struct twin_value name(const struct expression *node, const struct twin_seen *seen)
{
    bool at_customers = node->kind == EXPRESSION_COLUMN && strcmp(node->table, seen->twin->customers->name) == 0;
    if (seen->source && !at_customers)
        return twin_cell(seen->source->table, node->text, seen->row);
    if (at_customers || table_column(seen->twin->customers, node->text))
        return twin_cell(seen->twin->customers, node->text, seen->customer);
    struct expression count = { .kind = EXPRESSION_AGGREGATE,
                                .text = "count",
                                .arguments = (struct expression *[]){ (struct expression *)node },
                                .n_arguments = 1 };
    return twin_yes_no(twin_aggregate(&count, seen).number > 0); /* `orders` */
}

struct twin_value twin_evaluate(const struct expression *node, const struct twin_seen *seen)
{
    struct twin_value value;
    switch (node->kind) {
    case EXPRESSION_NUMBER:
        return twin_real(node->number);
    case EXPRESSION_TEXT:
        value = (struct twin_value){ .kind = TWIN_WORD };
        expect(strlen(node->text) < TWIN_TEXT, "a text is too long for the twin");
        memcpy(value.text, node->text, strlen(node->text));
        return value;
    case EXPRESSION_TIME:
        return (struct twin_value){ .kind = TWIN_TIME, .time = node->time };
    case EXPRESSION_ASOF:
        return (struct twin_value){ .kind = TWIN_TIME, .missing = seen->cutoff == TIME_MISSING, .time = seen->cutoff };
    case EXPRESSION_NAME:
    case EXPRESSION_COLUMN:
        return name(node, seen);
    case EXPRESSION_AGGREGATE:
        return twin_aggregate(node, seen);
    case EXPRESSION_CALL:
        return call(node, seen);
    case EXPRESSION_UNARY:
        return unary(node, seen);
    case EXPRESSION_BINARY:
        return binary(node, seen);
    case EXPRESSION_SINCE:
        value = twin_evaluate(node->arguments[0], seen);
        return value.missing || seen->cutoff == TIME_MISSING
                   ? twin_nothing(TWIN_NUMBER)
                   : twin_real((double)(seen->cutoff - value.time) / (double)TIME_DAY);
    default:
        return test(node, seen);
    }
}

/* `no orders where ..` is not an expression: read it as a count that is 0. */
static struct expression *parse(const struct definition *definition, struct arena *arena)
{
    const char *text = definition->expression;
    bool none = strncmp(text, "no ", 3) == 0;
    if (none)
        text = arena_format(arena, "count(%s) == 0", text + 3);
    struct expression *tree =
        none ? expression_parse(text, 0, arena, NULL) : definition_expression(definition, arena, NULL);
    expect(tree, "the twin cannot read %s", text);
    return tree;
}

/* What events of LEVEL fulfil, as words: by == level, or for the rest none of the levels. */
static struct expression *narrowed(const struct definition *definition, size_t level, struct arena *arena)
{
    const char *words = arena_format(arena, "%s is missing or not (1 == 0", definition->by);
    for (size_t i = 0; i < definition->n_levels; i++)
        words = arena_format(arena, "%s or %s == %s", words, definition->by, definition->levels[i]);
    words = arena_format(arena, "%s)", words);
    if (level < definition->n_levels)
        words = arena_format(arena, "%s == %s", definition->by, definition->levels[level]);
    struct expression *tree = expression_parse(words, 0, arena, NULL);
    expect(tree, "the twin cannot read %s", words);
    return tree;
}

struct twin_value twin_compute(const struct twin *twin, const struct definition *definition, size_t window,
                               size_t customer, int64_t cutoff)
{
    struct arena arena;
    arena_init(&arena);
    struct twin_seen seen = {
        .twin = twin, .customer = customer, .cutoff = cutoff, .begin = TIME_MISSING, .end = cutoff
    };
    if (definition->within.count > 0) {
        seen.ahead = true;
        seen.begin = definition->gap.count > 0 ? twin_shift(cutoff, definition->gap, 1) : cutoff;
        seen.end = twin_shift(seen.begin, definition->within, 1);
    } else if (definition->n_windows > 0 && cutoff != TIME_MISSING) {
        twin_look_back(&seen, &definition->windows[definition->by ? window / (definition->n_levels + 1) : window]);
    }
    seen.narrow = definition->by ? narrowed(definition, window % (definition->n_levels + 1), &arena) : NULL;
    struct twin_value value = twin_evaluate(parse(definition, &arena), &seen);
    arena_release(&arena);
    return value;
}
