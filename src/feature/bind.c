/* Trees to nodes: types, coercions, arithmetic, logic. */
#include "feature/bind.h"

#include "feature/wholes.h"
#include "patron/base/error.h"
#include "patron/base/text.h"

static const void *bools_as_numbers(const struct node *node, const struct batch *batch, void *buffer)
{
    const int8_t *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = values[i] < 0 ? NAN : values[i];
    buffers_give(batch->buffers);
    return out;
}

static const void *numbers_as_bools(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = isnan(values[i]) ? BOOL_MISSING : values[i] != 0;
    buffers_give(batch->buffers);
    return out;
}

static struct node *convert(struct binder *binder, struct node *node, enum value_type type, node_function *function)
{
    struct node *converted = node_new(binder, node->expression, type, function, 1);
    converted->arguments[0] = node;
    return node_fold(binder, converted);
}

/* Days of a duration that is the same length everywhere; NaN for months, quarters and years. */
static double duration_days(struct duration duration)
{
    switch (duration.unit) {
    case DURATION_HOUR:
        return duration.count / 24.0;
    case DURATION_DAY:
        return duration.count;
    case DURATION_WEEK:
        return duration.count * 7.0;
    default:
        return NAN;
    }
}

static void *fails_type(struct binder *binder, const struct node *node, enum value_type wanted)
{
    struct text spelled = TEXT_EMPTY;
    expression_write(node->expression, &spelled);
    bind_fails(binder, node->expression, E_TYPE, "%.80s is %s, but %s is needed here", text_string(&spelled),
               value_type_name(node->type), value_type_name(wanted));
    const char *yes = node->type == VALUE_TEXT && wanted == VALUE_BOOL ? text_spelling(binder, node, "yes") : NULL;
    if (yes)
        error_mend(binder->err, "%.80s == \"%s\"", text_string(&spelled), yes);
    else if (node->type == VALUE_TIME && wanted == VALUE_NUMBER)
        error_mend(binder->err, "days since %.80s", text_string(&spelled));
    text_release(&spelled);
    return NULL;
}

struct node *bind_as(struct binder *binder, struct node *node, enum value_type wanted)
{
    if (!node || node->type == wanted)
        return node;
    if (node->type == VALUE_WHOLE || wanted == VALUE_WHOLE)
        return whole_as(binder, node, wanted);
    if (wanted == VALUE_NUMBER && node->type == VALUE_BOOL)
        return convert(binder, node, VALUE_NUMBER, bools_as_numbers);
    if (wanted == VALUE_BOOL && node->type == VALUE_NUMBER)
        return convert(binder, node, VALUE_BOOL, numbers_as_bools);
    if (wanted == VALUE_NUMBER && node->type == VALUE_DURATION && !isnan(duration_days(node->duration)))
        return node_number(binder, node->expression, duration_days(node->duration));
    return fails_type(binder, node, wanted);
}

/* Adding 0 turns -0 into 0, which nobody wants to read. */
static inline double finite_or_missing(double value)
{
    return isfinite(value) ? value + 0.0 : NAN;
}

static inline double modulo(double a, double b)
{
    double rest = fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

#define ARITHMETIC(name, answer)                                                                                       \
    static const void *name(const struct node *node, const struct batch *batch, void *buffer)                          \
    {                                                                                                                  \
        const double *left = node_values(node->arguments[0], batch, buffer);                                           \
        const double *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));                    \
        double *out = buffer;                                                                                          \
        for (size_t i = 0; i < batch->n; i++) {                                                                        \
            double a = left[i], b = right[i];                                                                          \
            out[i] = finite_or_missing(answer);                                                                        \
        }                                                                                                              \
        buffers_give(batch->buffers);                                                                                  \
        return out;                                                                                                    \
    }
ARITHMETIC(add, a + b)
ARITHMETIC(subtract, a - b)
ARITHMETIC(multiply, a *b)
ARITHMETIC(divide, a / b)
ARITHMETIC(modulos, modulo(a, b))
ARITHMETIC(power, pow(a, b))

static const void *negate(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *values = node_values(node->arguments[0], batch, buffer);
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = 0 - values[i];
    return out;
}

static const void *logical_and(const struct node *node, const struct batch *batch, void *buffer)
{
    const int8_t *left = node_values(node->arguments[0], batch, buffer);
    const int8_t *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = left[i] == 0 || right[i] == 0 ? 0 : left[i] == 1 && right[i] == 1 ? 1 : BOOL_MISSING;
    buffers_give(batch->buffers);
    return out;
}

static const void *logical_or(const struct node *node, const struct batch *batch, void *buffer)
{
    const int8_t *left = node_values(node->arguments[0], batch, buffer);
    const int8_t *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = left[i] == 1 || right[i] == 1 ? 1 : left[i] == 0 && right[i] == 0 ? 0 : BOOL_MISSING;
    buffers_give(batch->buffers);
    return out;
}

static const void *logical_not(const struct node *node, const struct batch *batch, void *buffer)
{
    const int8_t *values = node_values(node->arguments[0], batch, buffer);
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = values[i] < 0 ? BOOL_MISSING : !values[i];
    return out;
}

static const void *days_between(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *left = node_values(node->arguments[0], batch, buffer);
    const int64_t *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        int64_t a = left[i], b = right[i];
        out[i] = a == TIME_MISSING || b == TIME_MISSING ? NAN : (double)(a - b) / (double)TIME_DAY;
    }
    buffers_give(batch->buffers);
    return out;
}

static const void *days_since(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *values = node_values(node->arguments[0], batch, buffer);
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        int64_t value = values[i], cutoff = batch->cutoffs[i];
        bool missing = value == TIME_MISSING || cutoff == TIME_MISSING;
        out[i] = missing ? NAN : (double)(cutoff - value) / (double)TIME_DAY;
    }
    return out;
}

static const void *cutoffs_of_rows(const struct node *node, const struct batch *batch, void *buffer)
{
    (void)node;
    (void)buffer;
    return batch->cutoffs;
}

static const void *times_shifted(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *values = node_values(node->arguments[0], batch, buffer);
    int64_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = values[i] == TIME_MISSING ? TIME_MISSING : time_shift(values[i], node->duration, node->sign);
    return out;
}

static struct node *node_of_two(struct binder *binder, const struct expression *expression, enum value_type type,
                                node_function *function, struct node *left, struct node *right)
{
    if (!left || !right)
        return NULL;
    struct node *node = node_new(binder, expression, type, function, 2);
    node->arguments[0] = left;
    node->arguments[1] = right;
    return node_fold(binder, node);
}

static struct node *bind_shift(struct binder *binder, const struct expression *expression, struct node *time,
                               const struct node *duration, int sign)
{
    struct node *node = node_new(binder, expression, VALUE_TIME, times_shifted, 1);
    node->arguments[0] = time;
    node->duration = duration->duration;
    node->sign = sign;
    return node_fold(binder, node);
}

/* Times: less another time gives days; plus or less a duration gives a time. */
static struct node *bind_time_arithmetic(struct binder *binder, const struct expression *expression, struct node *left,
                                         struct node *right)
{
    bool adds = expression->operator_ == OP_ADD, subtracts = expression->operator_ == OP_SUBTRACT;
    if (subtracts && left->type == VALUE_TIME && right->type == VALUE_TIME)
        return node_of_two(binder, expression, VALUE_NUMBER, days_between, left, right);
    if ((adds || subtracts) && left->type == VALUE_TIME && right->type == VALUE_DURATION)
        return bind_shift(binder, expression, left, right, adds ? 1 : -1);
    if (adds && left->type == VALUE_DURATION && right->type == VALUE_TIME)
        return bind_shift(binder, expression, right, left, 1);
    bool number = right->type == VALUE_NUMBER && right->constant;
    bind_fails(binder, expression, E_TYPE, "times take + or - with a duration, or - with a time");
    if (number)
        error_mend(binder->err, "%gd", *(const double *)right->values);
    return NULL;
}

static struct node *bind_arithmetic(struct binder *binder, const struct expression *expression, struct node *left,
                                    struct node *right)
{
    static node_function *const functions[] = {
        [OP_ADD] = add,       [OP_SUBTRACT] = subtract, [OP_MULTIPLY] = multiply,
        [OP_DIVIDE] = divide, [OP_MODULO] = modulos,    [OP_POWER] = power
    };
    if (left->type == VALUE_TIME || right->type == VALUE_TIME)
        return bind_time_arithmetic(binder, expression, left, right);
    if (wholes_beside(left, right) && whole_has_operator(expression->operator_))
        return whole_arithmetic(binder, expression, left, right);
    left = bind_as(binder, left, VALUE_NUMBER);
    right = left ? bind_as(binder, right, VALUE_NUMBER) : NULL;
    return node_of_two(binder, expression, VALUE_NUMBER, functions[expression->operator_], left, right);
}

struct node *bind_logic(struct binder *binder, const struct expression *expression, enum expression_operator operator_,
                        struct node *left, struct node *right)
{
    left = bind_as(binder, left, VALUE_BOOL);
    right = left ? bind_as(binder, right, VALUE_BOOL) : NULL;
    return node_of_two(binder, expression, VALUE_BOOL, operator_ == OP_AND ? logical_and : logical_or, left, right);
}

struct node *bind_not(struct binder *binder, const struct expression *expression, struct node *argument)
{
    argument = bind_as(binder, argument, VALUE_BOOL);
    if (!argument)
        return NULL;
    struct node *node = node_new(binder, expression, VALUE_BOOL, logical_not, 1);
    node->arguments[0] = argument;
    return node_fold(binder, node);
}

/* A word without quotes beside a text is most often a text: offers it in quotes. */
static void offer_quotes(struct binder *binder, const struct node *text, const struct expression *word)
{
    if (!text || text->type != VALUE_TEXT || word->kind != EXPRESSION_NAME || !binder->err)
        return;
    const char *spelling = text_spelling(binder, text, word->text);
    if (spelling)
        error_mend(binder->err, "\"%s\"", spelling);
}

static struct node *bind_binary(struct binder *binder, const struct expression *expression)
{
    struct node *left = bind(binder, expression->arguments[0]);
    struct node *right = left ? bind(binder, expression->arguments[1]) : NULL;
    if (left && !right && expression->operator_ >= OP_EQUAL)
        offer_quotes(binder, left, expression->arguments[1]);
    if (!left || !right)
        return NULL;
    switch (expression->operator_) {
    case OP_AND:
    case OP_OR:
        return bind_logic(binder, expression, expression->operator_, left, right);
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
        return bind_comparison(binder, expression, expression->operator_, left, right);
    default:
        return bind_arithmetic(binder, expression, left, right);
    }
}

static struct node *bind_unary(struct binder *binder, const struct expression *expression)
{
    struct node *argument = bind(binder, expression->arguments[0]);
    if (expression->operator_ == OP_NOT)
        return bind_not(binder, expression, argument);
    if (argument && argument->type == VALUE_WHOLE)
        return whole_function(binder, expression, argument, whole_negated);
    argument = bind_as(binder, argument, VALUE_NUMBER);
    if (!argument)
        return NULL;
    struct node *node = node_new(binder, expression, VALUE_NUMBER, negate, 1);
    node->arguments[0] = argument;
    node->integral = argument->integral;
    return node_fold(binder, node);
}

static struct node *bind_since(struct binder *binder, const struct expression *expression)
{
    if (!binder->has_cutoff) {
        bind_fails(binder, expression, E_EXPRESSION, "'days since' counts back from an as-of date, and rows have none");
        error_mend(binder->err, "2024-07-01 - %.40s",
                   expression->arguments[0]->text ? expression->arguments[0]->text : "X");
        return NULL;
    }
    struct node *argument = bind_as(binder, bind(binder, expression->arguments[0]), VALUE_TIME);
    if (!argument)
        return NULL;
    binder->uses_cutoff = true;
    struct node *node = node_new(binder, expression, VALUE_NUMBER, days_since, 1);
    node->arguments[0] = argument;
    return node; /* never constant: the cutoff is each row's own */
}

static struct node *bind_asof(struct binder *binder, const struct expression *expression)
{
    if (!binder->has_cutoff) {
        bind_fails(binder, expression, E_EXPRESSION, "rows have no as-of date");
        return NULL;
    }
    binder->uses_cutoff = true;
    return node_new(binder, expression, VALUE_TIME, cutoffs_of_rows, 0);
}

static struct node *bind_duration(struct binder *binder, const struct expression *expression)
{
    struct node *node = node_new(binder, expression, VALUE_DURATION, NULL, 0);
    node->duration = expression->duration;
    node->constant = true;
    return node;
}

struct node *bind(struct binder *binder, const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_NUMBER:
        return expression->whole ? node_whole(binder, expression, expression->whole)
                                 : node_number(binder, expression, expression->number);
    case EXPRESSION_TEXT:
        return text_constant(binder, expression, expression->text);
    case EXPRESSION_TIME:
        return node_time(binder, expression, expression->time);
    case EXPRESSION_DURATION:
        return bind_duration(binder, expression);
    case EXPRESSION_NAME:
    case EXPRESSION_COLUMN:
    case EXPRESSION_AGGREGATE:
        return binder->resolve(binder, expression);
    case EXPRESSION_CALL:
        return bind_call(binder, expression);
    case EXPRESSION_UNARY:
        return bind_unary(binder, expression);
    case EXPRESSION_BINARY:
        return bind_binary(binder, expression);
    case EXPRESSION_SINCE:
        return bind_since(binder, expression);
    case EXPRESSION_TIME_TO: /* a target's plan makes another of it */
        bind_fails(binder, expression, E_EXPRESSION, "'time to' stands at the beginning of a target, alone");
        return NULL;
    case EXPRESSION_ASOF:
        return bind_asof(binder, expression);
    default:
        return bind_test(binder, expression);
    }
}
