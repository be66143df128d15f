/* Comparisons and tests: == != < <= > >=, in, between, like, is missing. */
#include "feature/bind.h"
#include "feature/wholes.h"
#include "patron/base/error.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

#define COMPARE(name, value_t, is_missing, sign)                                                                       \
    static const void *name(const struct node *node, const struct batch *batch, void *buffer)                          \
    {                                                                                                                  \
        const value_t *left = node_values(node->arguments[0], batch, buffers_take(batch->buffers));                    \
        const value_t *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));                   \
        int8_t *out = buffer;                                                                                          \
        for (size_t i = 0; i < batch->n; i++) {                                                                        \
            value_t a = left[i], b = right[i];                                                                         \
            out[i] = (is_missing) ? BOOL_MISSING : a sign b;                                                           \
        }                                                                                                              \
        buffers_give(batch->buffers);                                                                                  \
        buffers_give(batch->buffers);                                                                                  \
        return out;                                                                                                    \
    }
#define NUMBERS_MISSING isnan(a) || isnan(b)
#define TIMES_MISSING a == TIME_MISSING || b == TIME_MISSING
COMPARE(numbers_equal, double, NUMBERS_MISSING, ==)
COMPARE(numbers_not_equal, double, NUMBERS_MISSING, !=)
COMPARE(numbers_less, double, NUMBERS_MISSING, <)
COMPARE(numbers_less_equal, double, NUMBERS_MISSING, <=)
COMPARE(numbers_greater, double, NUMBERS_MISSING, >)
COMPARE(numbers_greater_equal, double, NUMBERS_MISSING, >=)
COMPARE(times_equal, int64_t, TIMES_MISSING, ==)
COMPARE(times_not_equal, int64_t, TIMES_MISSING, !=)
COMPARE(times_less, int64_t, TIMES_MISSING, <)
COMPARE(times_less_equal, int64_t, TIMES_MISSING, <=)
COMPARE(times_greater, int64_t, TIMES_MISSING, >)
COMPARE(times_greater_equal, int64_t, TIMES_MISSING, >=)

static node_function *const number_comparisons[] = {
    [OP_EQUAL] = numbers_equal,     [OP_NOT_EQUAL] = numbers_not_equal,
    [OP_LESS] = numbers_less,       [OP_LESS_EQUAL] = numbers_less_equal,
    [OP_GREATER] = numbers_greater, [OP_GREATER_EQUAL] = numbers_greater_equal,
};
static node_function *const time_comparisons[] = {
    [OP_EQUAL] = times_equal,           [OP_NOT_EQUAL] = times_not_equal, [OP_LESS] = times_less,
    [OP_LESS_EQUAL] = times_less_equal, [OP_GREATER] = times_greater,     [OP_GREATER_EQUAL] = times_greater_equal,
};

/* A constant text beside a time or a yes/no is read as one; NULL and no error when that is not the case. */
static struct node *text_as_other(struct binder *binder, const struct node *text, const struct node *other,
                                  bool *failed)
{
    *failed = false;
    if (!text_is_constant(text) || (other->type != VALUE_TIME && other->type != VALUE_BOOL))
        return NULL;
    const char *value = text_value(text);
    size_t length = strlen(value);
    int64_t time;
    int8_t yes;
    if (other->type == VALUE_TIME && time_parse(value, length, &time))
        return node_time(binder, text->expression, time);
    if (other->type == VALUE_BOOL && word_is_bool(value, length, &yes))
        return node_bool(binder, text->expression, yes);
    *failed = true;
    bind_fails(binder, text->expression, E_TYPE, "\"%.60s\" is no %s", value,
               other->type == VALUE_TIME ? "date" : "yes or no");
    error_mend(binder->err, "%s", other->type == VALUE_TIME ? "2024-07-01" : "yes   or   no");
    return NULL;
}

static void *fails_comparison(struct binder *binder, const struct expression *expression, const struct node *left,
                              const struct node *right)
{
    const struct node *constant = right->constant ? right : left, *other = constant == right ? left : right;
    bind_fails(binder, expression, E_TYPE, "%s cannot be compared with %s", value_type_name(left->type),
               value_type_name(right->type));
    if (!constant->constant)
        return NULL;
    if (other->type == VALUE_TEXT && constant->expression->kind != EXPRESSION_DURATION) {
        struct text spelled = TEXT_EMPTY;
        expression_write(constant->expression, &spelled);
        const char *spelling = text_spelling(binder, other, text_string(&spelled));
        error_mend(binder->err, "\"%.60s\"", spelling ? spelling : text_string(&spelled));
        text_release(&spelled);
    } else if ((other->type == VALUE_NUMBER || other->type == VALUE_WHOLE) && text_is_constant(constant)) {
        double number;
        if (number_parse(text_value(constant), strlen(text_value(constant)), &number))
            error_mend(binder->err, "%s", text_value(constant));
    } else if (other->type == VALUE_TIME) {
        error_mend(binder->err, "2024-07-01");
    }
    return NULL;
}

struct node *bind_comparison(struct binder *binder, const struct expression *expression,
                             enum expression_operator operator_, struct node *left, struct node *right)
{
    if (!left || !right)
        return NULL;
    bool failed = false;
    struct node *as = right->type == VALUE_TEXT ? text_as_other(binder, right, left, &failed) : NULL;
    right = as ? as : right;
    as = left->type == VALUE_TEXT && !failed ? text_as_other(binder, left, right, &failed) : NULL;
    left = as ? as : left;
    if (failed)
        return NULL;
    if (left->type == VALUE_TEXT && right->type == VALUE_TEXT)
        return text_comparison(binder, expression, operator_, left, right);
    bool times = left->type == VALUE_TIME && right->type == VALUE_TIME;
    if (!times && (left->type == VALUE_TEXT || right->type == VALUE_TEXT || left->type == VALUE_TIME ||
                   right->type == VALUE_TIME))
        return fails_comparison(binder, expression, left, right);
    if (wholes_among(left, right))
        return whole_comparison(binder, expression, operator_, left, right);
    if (!times && (!(left = bind_as(binder, left, VALUE_NUMBER)) || !(right = bind_as(binder, right, VALUE_NUMBER))))
        return NULL;
    struct node *node = node_new(binder, expression, VALUE_BOOL,
                                 times ? time_comparisons[operator_] : number_comparisons[operator_], 2);
    node->arguments[0] = left;
    node->arguments[1] = right;
    return node_fold(binder, node);
}

static const void *number_in(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        size_t low = 0, high = node->n_numbers;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (node->numbers[middle] < values[i])
                low = middle + 1;
            else
                high = middle;
        }
        bool found = low < node->n_numbers && node->numbers[low] == values[i];
        out[i] = isnan(values[i]) ? BOOL_MISSING : found;
    }
    buffers_give(batch->buffers);
    return out;
}

static int number_order(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The constant whole number ITEM as a double that is it; false when there is none. */
static bool number_of_item(const struct node *item, double *out)
{
    if (item->type == VALUE_NUMBER) {
        *out = *(const double *)item->values;
        return !isnan(*out);
    }
    int64_t whole = *(const int64_t *)item->values;
    *out = (double)whole;
    return whole != INT_MISSING && number_compare_whole(whole, *out) == 0;
}

static struct node *bind_number_in(struct binder *binder, const struct expression *expression, struct node *value,
                                   struct node *const *items, size_t n)
{
    if (value->type == VALUE_WHOLE)
        return whole_in(binder, expression, value, items, n);
    double *numbers = arena_allocate(binder->arena, n, sizeof *numbers);
    size_t n_numbers = 0;
    for (size_t i = 0; i < n; i++)
        n_numbers += number_of_item(items[i], &numbers[n_numbers]);
    qsort(numbers, n_numbers, sizeof *numbers, number_order);
    struct node *node = node_new(binder, expression, VALUE_BOOL, number_in, 1);
    node->arguments[0] = value;
    node->numbers = numbers;
    node->n_numbers = n_numbers;
    return node_fold(binder, node);
}

/* Lists of constants are looked up; others are a chain of comparisons. */
static struct node *bind_in(struct binder *binder, const struct expression *expression, struct node *value)
{
    size_t n = expression->n_arguments - 1;
    struct node **items = arena_allocate(binder->arena, n, sizeof *items);
    bool texts = value->type == VALUE_TEXT, numbers = value->type == VALUE_NUMBER || value->type == VALUE_WHOLE;
    for (size_t i = 0; i < n; i++) {
        if (!(items[i] = bind(binder, expression->arguments[i + 1]))) {
            const struct expression *word = expression->arguments[i + 1];
            const char *spelling =
                texts && word->kind == EXPRESSION_NAME ? text_spelling(binder, value, word->text) : NULL;
            if (spelling)
                error_mend(binder->err, "\"%s\"", spelling);
            return NULL;
        }
        texts = texts && text_is_constant(items[i]);
        numbers = numbers && items[i]->constant && (items[i]->type == VALUE_NUMBER || items[i]->type == VALUE_WHOLE);
    }
    if (texts)
        return text_in(binder, expression, value, items, n);
    if (numbers)
        return bind_number_in(binder, expression, value, items, n);
    struct node *any = NULL;
    for (size_t i = 0; i < n; i++) {
        struct node *equal = bind_comparison(binder, expression->arguments[i + 1], OP_EQUAL, value, items[i]);
        any = any ? bind_logic(binder, expression, OP_OR, any, equal) : equal;
        if (!equal || !any)
            return NULL;
    }
    return any;
}

static struct node *bind_between(struct binder *binder, const struct expression *expression, struct node *value)
{
    struct node *low = bind(binder, expression->arguments[1]);
    struct node *high = low ? bind(binder, expression->arguments[2]) : NULL;
    struct node *above = high ? bind_comparison(binder, expression, OP_GREATER_EQUAL, value, low) : NULL;
    struct node *below = above ? bind_comparison(binder, expression, OP_LESS_EQUAL, value, high) : NULL;
    return below ? bind_logic(binder, expression, OP_AND, above, below) : NULL;
}

static const void *is_missing(const struct node *node, const struct batch *batch, void *buffer)
{
    const void *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = value_is_missing(node->arguments[0]->type, values, i);
    buffers_give(batch->buffers);
    return out;
}

static struct node *bind_missing(struct binder *binder, const struct expression *expression, struct node *value)
{
    if (value->type == VALUE_DURATION)
        return bind_as(binder, value, VALUE_BOOL);
    struct node *node = node_new(binder, expression, VALUE_BOOL, is_missing, 1);
    node->arguments[0] = value;
    return node_fold(binder, node);
}

static struct node *bind_like(struct binder *binder, const struct expression *expression, struct node *value)
{
    value = bind_as(binder, value, VALUE_TEXT);
    return value ? text_like(binder, expression, value, expression->arguments[1]->text) : NULL;
}

struct node *bind_test(struct binder *binder, const struct expression *expression)
{
    struct node *value = bind(binder, expression->arguments[0]);
    if (!value)
        return NULL;
    struct node *node;
    switch (expression->kind) {
    case EXPRESSION_IN:
        node = bind_in(binder, expression, value);
        break;
    case EXPRESSION_BETWEEN:
        node = bind_between(binder, expression, value);
        break;
    case EXPRESSION_LIKE:
        node = bind_like(binder, expression, value);
        break;
    default:
        node = bind_missing(binder, expression, value);
    }
    return node && expression->negated ? bind_not(binder, expression, node) : node;
}
