/* Whole numbers that a double cannot hold. */
#include "feature/wholes.h"

#include "feature/bind.h"
#include "feature/join.h"
#include "feature/sort.h"
#include "patron/base/error.h"
#include "patron/base/number.h"

/* How wide the values of a column are, found once for a plan. */
struct width {
    const struct column *column;
    bool wide;
    struct width *next;
};

bool wholes_needed(struct binder *binder, const struct table *table, const struct column *column)
{
    for (struct width *width = binder->joins ? binder->joins->widths : NULL; width; width = width->next)
        if (width->column == column)
            return width->wide;
    bool wide = column_is_wide(column, table->n_rows);
    if (binder->joins) {
        struct width *width = arena_allocate(binder->arena, 1, sizeof *width);
        *width = (struct width){ column, wide, binder->joins->widths };
        binder->joins->widths = width;
    }
    return wide;
}

static bool is_numeric(const struct node *node)
{
    return node->type == VALUE_NUMBER || node->type == VALUE_WHOLE || node->type == VALUE_BOOL ||
           node->type == VALUE_DURATION;
}

static bool can_be_whole(const struct node *node)
{
    return node->type == VALUE_WHOLE || (node->type == VALUE_NUMBER && node->integral);
}

bool wholes_among(const struct node *left, const struct node *right)
{
    return (left->type == VALUE_WHOLE && is_numeric(right)) || (right->type == VALUE_WHOLE && is_numeric(left));
}

bool wholes_beside(const struct node *left, const struct node *right)
{
    return wholes_among(left, right) && can_be_whole(left) && can_be_whole(right);
}

bool wholes_all(struct node *const *arguments, size_t from, size_t n)
{
    bool any = false;
    for (size_t i = from; i < n; i++) {
        if (!can_be_whole(arguments[i]))
            return false;
        any = any || arguments[i]->type == VALUE_WHOLE;
    }
    return any;
}

/* ---- To and from other types ---- */

static const void *as_numbers(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = values[i] == INT_MISSING ? NAN : (double)values[i];
    buffers_give(batch->buffers);
    return out;
}

static const void *as_bools(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = values[i] == INT_MISSING ? BOOL_MISSING : values[i] != 0;
    buffers_give(batch->buffers);
    return out;
}

static const void *as_wholes(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int64_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = isnan(values[i]) ? INT_MISSING : (int64_t)values[i];
    buffers_give(batch->buffers);
    return out;
}

struct node *whole_as(struct binder *binder, struct node *node, enum value_type wanted)
{
    node_function *function = NULL;
    if (node->type == VALUE_WHOLE)
        function = wanted == VALUE_NUMBER ? as_numbers : wanted == VALUE_BOOL ? as_bools : NULL;
    else if (can_be_whole(node))
        function = as_wholes;
    if (!function)
        return bind_fails(binder, node->expression, E_TYPE, "%s is needed here, and this is %s",
                          value_type_name(wanted), value_type_name(node->type));
    struct node *converted = node_new(binder, node->expression, wanted, function, 1);
    converted->arguments[0] = node;
    return node_fold(binder, converted);
}

/* ---- Comparing ---- */

#define COMPARE(name, sign)                                                                                            \
    static const void *name(const struct node *node, const struct batch *batch, void *buffer)                          \
    {                                                                                                                  \
        const int64_t *left = node_values(node->arguments[0], batch, buffers_take(batch->buffers));                    \
        const int64_t *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));                   \
        int8_t *out = buffer;                                                                                          \
        for (size_t i = 0; i < batch->n; i++) {                                                                        \
            int64_t a = left[i], b = right[i];                                                                         \
            out[i] = a == INT_MISSING || b == INT_MISSING ? BOOL_MISSING : a sign b;                                   \
        }                                                                                                              \
        buffers_give(batch->buffers);                                                                                  \
        buffers_give(batch->buffers);                                                                                  \
        return out;                                                                                                    \
    }
COMPARE(wholes_equal, ==)
COMPARE(wholes_not_equal, !=)
COMPARE(wholes_less, <)
COMPARE(wholes_less_equal, <=)
COMPARE(wholes_greater, >)
COMPARE(wholes_greater_equal, >=)

static node_function *const comparisons[] = {
    [OP_EQUAL] = wholes_equal,           [OP_NOT_EQUAL] = wholes_not_equal, [OP_LESS] = wholes_less,
    [OP_LESS_EQUAL] = wholes_less_equal, [OP_GREATER] = wholes_greater,     [OP_GREATER_EQUAL] = wholes_greater_equal,
};

static bool holds(enum expression_operator operator_, int order)
{
    switch (operator_) {
    case OP_EQUAL:
        return order == 0;
    case OP_NOT_EQUAL:
        return order != 0;
    case OP_LESS:
        return order < 0;
    case OP_LESS_EQUAL:
        return order <= 0;
    case OP_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* Whole numbers beside numbers that need not be. */
static const void *compare_mixed(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *wholes = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    const double *numbers = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = wholes[i] == INT_MISSING || isnan(numbers[i])
                     ? BOOL_MISSING
                     : holds(node->operator_, number_compare_whole(wholes[i], numbers[i]));
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return out;
}

static struct node *two(struct binder *binder, const struct expression *expression, enum value_type type,
                        node_function *function, struct node *left, struct node *right)
{
    if (!left || !right)
        return NULL;
    struct node *node = node_new(binder, expression, type, function, 2);
    node->arguments[0] = left;
    node->arguments[1] = right;
    return node;
}

struct node *whole_comparison(struct binder *binder, const struct expression *expression,
                              enum expression_operator operator_, struct node *left, struct node *right)
{
    if (wholes_beside(left, right))
        return node_fold(binder, two(binder, expression, VALUE_BOOL, comparisons[operator_],
                                     bind_as(binder, left, VALUE_WHOLE), bind_as(binder, right, VALUE_WHOLE)));
    bool turns = left->type != VALUE_WHOLE;
    struct node *number = bind_as(binder, turns ? left : right, VALUE_NUMBER);
    struct node *node = two(binder, expression, VALUE_BOOL, compare_mixed, turns ? right : left, number);
    if (node)
        node->operator_ = turns ? operator_mirrored(operator_) : operator_;
    return node_fold(binder, node);
}

static const void *find_wholes(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        size_t low = 0, high = node->n_numbers;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (node->wholes[middle] < values[i])
                low = middle + 1;
            else
                high = middle;
        }
        bool found = low < node->n_numbers && node->wholes[low] == values[i];
        out[i] = values[i] == INT_MISSING ? BOOL_MISSING : found;
    }
    buffers_give(batch->buffers);
    return out;
}

struct node *whole_in(struct binder *binder, const struct expression *expression, struct node *value,
                      struct node *const *items, size_t n_items)
{
    int64_t *wholes = arena_allocate(binder->arena, n_items + 1, sizeof *wholes);
    size_t n = 0;
    for (size_t i = 0; i < n_items; i++) {
        double number = items[i]->type == VALUE_NUMBER ? *(const double *)items[i]->values : 0;
        if (items[i]->type == VALUE_NUMBER && number_is_whole(number)) /* no other equals a whole number */
            wholes[n++] = (int64_t)number;
        else if (items[i]->type == VALUE_WHOLE)
            wholes[n++] = *(const int64_t *)items[i]->values;
    }
    wholes_sort(wholes, n);
    struct node *node = node_new(binder, expression, VALUE_BOOL, find_wholes, 1);
    node->arguments[0] = value;
    node->wholes = wholes;
    node->n_numbers = n;
    return node_fold(binder, node);
}

/* ---- Arithmetic ---- */

static int64_t sum_or_missing(int64_t a, int64_t b)
{
    int64_t answer;
    return __builtin_add_overflow(a, b, &answer) ? INT_MISSING : answer;
}

static int64_t difference_or_missing(int64_t a, int64_t b)
{
    int64_t answer;
    return __builtin_sub_overflow(a, b, &answer) ? INT_MISSING : answer;
}

/* With the sign of B, as for other numbers. */
static int64_t rest_or_missing(int64_t a, int64_t b)
{
    if (b == 0)
        return INT_MISSING;
    int64_t rest = b == -1 ? 0 : a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

#define ARITHMETIC(name, function)                                                                                     \
    static const void *name(const struct node *node, const struct batch *batch, void *buffer)                          \
    {                                                                                                                  \
        const int64_t *left = node_values(node->arguments[0], batch, buffers_take(batch->buffers));                    \
        const int64_t *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));                   \
        int64_t *out = buffer;                                                                                         \
        for (size_t i = 0; i < batch->n; i++) {                                                                        \
            bool missing = left[i] == INT_MISSING || right[i] == INT_MISSING;                                          \
            out[i] = missing ? INT_MISSING : function(left[i], right[i]);                                              \
        }                                                                                                              \
        buffers_give(batch->buffers);                                                                                  \
        buffers_give(batch->buffers);                                                                                  \
        return out;                                                                                                    \
    }
ARITHMETIC(wholes_add, sum_or_missing)
ARITHMETIC(wholes_subtract, difference_or_missing)
ARITHMETIC(wholes_modulo, rest_or_missing)

static node_function *arithmetic_of(enum expression_operator operator_)
{
    return operator_ == OP_ADD        ? wholes_add
           : operator_ == OP_SUBTRACT ? wholes_subtract
           : operator_ == OP_MODULO   ? wholes_modulo
                                      : NULL;
}

bool whole_has_operator(enum expression_operator operator_)
{
    return arithmetic_of(operator_) != NULL;
}

struct node *whole_arithmetic(struct binder *binder, const struct expression *expression, struct node *left,
                              struct node *right)
{
    return node_fold(binder, two(binder, expression, VALUE_WHOLE, arithmetic_of(expression->operator_),
                                 bind_as(binder, left, VALUE_WHOLE), bind_as(binder, right, VALUE_WHOLE)));
}

static const void *apply(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int64_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = values[i] == INT_MISSING ? INT_MISSING : node->whole(values[i]);
    buffers_give(batch->buffers);
    return out;
}

struct node *whole_function(struct binder *binder, const struct expression *expression, struct node *argument,
                            int64_t (*function)(int64_t))
{
    struct node *node = node_new(binder, expression, VALUE_WHOLE, apply, 1);
    node->arguments[0] = argument;
    node->whole = function;
    return node_fold(binder, node);
}

int64_t whole_negated(int64_t value)
{
    return -value; /* the least of 64 bits stands for missing */
}

int64_t whole_absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

int64_t whole_itself(int64_t value)
{
    return value;
}
