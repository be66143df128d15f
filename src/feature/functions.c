/* The functions of expressions. A row says name and arguments; its `bind` makes the node. */
#include "feature/functions.h"
#include "feature/aggregate.h"
#include "feature/rank.h"
#include "feature/scores.h"
#include "feature/wholes.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"

static double log_or_missing(double x)
{
    return x > 0 ? log(x) : NAN;
}

static double log1p_or_missing(double x)
{
    return x > -1 ? log1p(x) : NAN;
}

static double sqrt_or_missing(double x)
{
    return x >= 0 ? sqrt(x) : NAN;
}

static double exp_or_missing(double x)
{
    double value = exp(x);
    return isfinite(value) ? value : NAN;
}

static const void *apply_number(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *values = node_values(node->arguments[0], batch, buffer);
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = node->number(values[i]) + 0.0; /* -0 is 0 */
    return out;
}

struct node *node_with(struct binder *binder, const struct expression *expression, enum value_type type,
                       node_function *function, struct node **arguments)
{
    struct node *node = node_new(binder, expression, type, function, expression->n_arguments);
    for (size_t i = 0; i < expression->n_arguments; i++)
        node->arguments[i] = arguments[i];
    return node;
}

static bool all_as(struct binder *binder, struct node **arguments, size_t from, size_t n, enum value_type type)
{
    for (size_t i = from; i < n; i++)
        if (!(arguments[i] = bind_as(binder, arguments[i], type)))
            return false;
    return true;
}

/* round(x) to whole numbers, halves away from zero; round(x, d) to d decimals. */
static const void *round_numbers(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *values = node_values(node->arguments[0], batch, buffer);
    double *out = buffer, *spare = buffers_take(batch->buffers);
    const double *places = node->n_arguments > 1 ? node_values(node->arguments[1], batch, spare) : NULL;
    for (size_t i = 0; i < batch->n; i++) {
        double scale = places ? pow(10, round(places[i])) : 1;
        double scaled = round(values[i] * scale) / scale + 0.0;
        out[i] = isfinite(scaled) ? scaled : places && isnan(places[i]) ? NAN : values[i];
    }
    buffers_give(batch->buffers);
    return out;
}

static struct node *bind_round(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    if (expression->n_arguments == 1 && arguments[0]->type == VALUE_WHOLE)
        return whole_function(binder, expression, arguments[0], whole_itself);
    if (!all_as(binder, arguments, 0, expression->n_arguments, VALUE_NUMBER))
        return NULL;
    return node_fold(binder, node_with(binder, expression, VALUE_NUMBER, round_numbers, arguments));
}

static const void *add_two(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *left = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    const double *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = left[i] + right[i];
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return out;
}

static struct node *node_sum(struct binder *binder, const struct expression *expression, struct node *pair[2])
{
    struct node *node = node_new(binder, expression, VALUE_NUMBER, add_two, 2);
    node->arguments[0] = pair[0];
    node->arguments[1] = pair[1];
    return node_fold(binder, node);
}

/* bin(x, e1, e2, ..): how many of the edges are at or below x. */
static const void *bin_numbers(const struct node *node, const struct batch *batch, void *buffer)
{
    double *counts = buffers_take(batch->buffers), *spare = buffers_take(batch->buffers), *out = buffer;
    const double *values = node_values(node->arguments[0], batch, buffer);
    memset(counts, 0, batch->n * sizeof *counts);
    for (size_t k = 1; k < node->n_arguments; k++) {
        const double *edges = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++)
            counts[i] += isnan(edges[i]) ? NAN : edges[i] <= values[i];
    }
    for (size_t i = 0; i < batch->n; i++)
        out[i] = isnan(values[i]) ? NAN : counts[i];
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return out;
}

/* An edge of whole numbers, or beside them, is compared exactly: 1 when it is at or below x. */
static struct node *bin_wholes(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    struct node *sum = NULL;
    for (size_t k = 1; k < expression->n_arguments; k++) {
        struct node *below = bind_comparison(binder, expression, OP_LESS_EQUAL, arguments[k], arguments[0]);
        struct node *one = below ? bind_as(binder, below, VALUE_NUMBER) : NULL;
        if (!one)
            return NULL;
        struct node *pair[] = { sum, one };
        sum = sum ? node_sum(binder, expression, pair) : one;
    }
    return sum;
}

static struct node *bind_bin(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    for (size_t k = 0; k < expression->n_arguments; k++)
        if (arguments[k]->type == VALUE_WHOLE)
            return bin_wholes(binder, expression, arguments);
    if (!all_as(binder, arguments, 0, expression->n_arguments, VALUE_NUMBER))
        return NULL;
    return node_fold(binder, node_with(binder, expression, VALUE_NUMBER, bin_numbers, arguments));
}

/* days(a, b): from a to b; days(x): a number of days as it is. */
static const void *days_from_to(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *from = node_values(node->arguments[0], batch, buffer);
    const int64_t *to = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        int64_t a = from[i], b = to[i];
        out[i] = a == TIME_MISSING || b == TIME_MISSING ? NAN : (double)(b - a) / (double)TIME_DAY;
    }
    buffers_give(batch->buffers);
    return out;
}

static struct node *bind_days(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    if (expression->n_arguments == 1)
        return bind_as(binder, arguments[0], VALUE_NUMBER);
    if (!all_as(binder, arguments, 0, 2, VALUE_TIME))
        return NULL;
    return node_fold(binder, node_with(binder, expression, VALUE_NUMBER, days_from_to, arguments));
}

/* Value i of an argument of the node, as a value of the node. */
static void copy_value(const struct node *node, size_t argument, const void *values, size_t i, void *out)
{
    if (node->type == VALUE_TEXT) {
        uint32_t code = ((const uint32_t *)values)[i];
        const uint32_t *codes = node->codes[argument];
        ((uint32_t *)out)[i] = code == TEXT_MISSING || !codes ? code : codes[code];
    } else if (node->type == VALUE_BOOL) {
        ((int8_t *)out)[i] = ((const int8_t *)values)[i];
    } else {
        memcpy((char *)out + i * 8, (const char *)values + i * 8, 8);
    }
}

static const void *choose_if(const struct node *node, const struct batch *batch, void *buffer)
{
    const int8_t *conditions = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    const void *yes = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    const void *no = node->n_arguments > 2 ? node_values(node->arguments[2], batch, buffers_take(batch->buffers))
                                           : buffers_take(batch->buffers);
    for (size_t i = 0; i < batch->n; i++)
        if (conditions[i] == 1)
            copy_value(node, 1, yes, i, buffer);
        else if (conditions[i] == 0 && node->n_arguments > 2)
            copy_value(node, 2, no, i, buffer);
        else
            value_set_missing(node->type, buffer, i);
    for (size_t i = 0; i < 3; i++)
        buffers_give(batch->buffers);
    return buffer;
}

/* Whether all that NODE chooses from, its arguments FROM on, are whole numbers that doubles hold. */
static bool all_integral(const struct node *node, size_t from)
{
    bool all = node->type == VALUE_NUMBER;
    for (size_t i = from; i < node->n_arguments; i++)
        all = all && node->arguments[i]->integral;
    return all;
}

/* The type that arguments FROM.. share: their own when all agree, else numbers. */
static bool share_type(struct binder *binder, struct node **arguments, size_t from, size_t n, enum value_type *type)
{
    *type = arguments[from]->type;
    for (size_t i = from; i < n; i++)
        if (arguments[i]->type != *type)
            *type = *type == VALUE_TEXT || *type == VALUE_TIME ? *type : VALUE_NUMBER;
    if (*type == VALUE_DURATION || *type == VALUE_WHOLE)
        *type = VALUE_NUMBER;
    if (wholes_all(arguments, from, n))
        *type = VALUE_WHOLE;
    return all_as(binder, arguments, from, n, *type);
}

static struct node *bind_if(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    enum value_type type;
    arguments[0] = bind_as(binder, arguments[0], VALUE_BOOL);
    if (!arguments[0] || !share_type(binder, arguments, 1, expression->n_arguments, &type))
        return NULL;
    struct node *node = node_with(binder, expression, type, choose_if, arguments);
    node->integral = all_integral(node, 1);
    if (type == VALUE_TEXT && !text_merge(binder, node, 1))
        return NULL;
    return node_fold(binder, node);
}

static const void *choose_first(const struct node *node, const struct batch *batch, void *buffer)
{
    void *spare = buffers_take(batch->buffers);
    for (size_t i = 0; i < batch->n; i++)
        value_set_missing(node->type, buffer, i);
    for (size_t k = 0; k < node->n_arguments; k++) {
        const void *values = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++)
            if (value_is_missing(node->type, buffer, i))
                copy_value(node, k, values, i, buffer);
    }
    buffers_give(batch->buffers);
    return buffer;
}

static struct node *bind_coalesce(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    enum value_type type;
    if (!share_type(binder, arguments, 0, expression->n_arguments, &type))
        return NULL;
    struct node *node = node_with(binder, expression, type, choose_first, arguments);
    node->integral = all_integral(node, 0);
    if (type == VALUE_TEXT && !text_merge(binder, node, 0))
        return NULL;
    return node_fold(binder, node);
}

/* min(a, b, ..) and max(a, b, ..): missing when one of them is. */
static const void *choose_extreme(const struct node *node, const struct batch *batch, void *buffer)
{
    double *out = buffer, *spare = buffers_take(batch->buffers);
    const double *first = node_values(node->arguments[0], batch, buffer);
    if (first != out)
        memcpy(out, first, batch->n * sizeof *out);
    for (size_t k = 1; k < node->n_arguments; k++) {
        const double *values = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++)
            if (isnan(values[i]) || (node->sign > 0 ? values[i] > out[i] : values[i] < out[i]))
                out[i] = isnan(out[i]) ? out[i] : values[i];
    }
    buffers_give(batch->buffers);
    return out;
}

static const void *choose_extreme_time(const struct node *node, const struct batch *batch, void *buffer)
{
    int64_t *out = buffer, *spare = buffers_take(batch->buffers);
    const int64_t *first = node_values(node->arguments[0], batch, buffer);
    if (first != out)
        memcpy(out, first, batch->n * sizeof *out);
    for (size_t k = 1; k < node->n_arguments; k++) {
        const int64_t *values = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++)
            if (values[i] == TIME_MISSING || (node->sign > 0 ? values[i] > out[i] : values[i] < out[i]))
                out[i] = out[i] == TIME_MISSING ? out[i] : values[i];
    }
    buffers_give(batch->buffers);
    return out;
}

static struct node *bind_extreme(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    enum value_type type = arguments[0]->type == VALUE_TIME                    ? VALUE_TIME
                           : wholes_all(arguments, 0, expression->n_arguments) ? VALUE_WHOLE
                                                                               : VALUE_NUMBER;
    if (!all_as(binder, arguments, 0, expression->n_arguments, type))
        return NULL;
    struct node *node =
        node_with(binder, expression, type, type == VALUE_NUMBER ? choose_extreme : choose_extreme_time, arguments);
    node->sign = expression->text[1] == 'a' ? 1 : -1;
    node->integral = all_integral(node, 0);
    return node_fold(binder, node);
}

/* row_mean(a, b, ..) and the like: over those that are there. */
static const void *across_row(const struct node *node, const struct batch *batch, void *buffer)
{
    double *sums = buffers_take(batch->buffers), *spare = buffers_take(batch->buffers), *out = buffer;
    const char *what = node->expression->text + sizeof "row_" - 1;
    double *counts = buffers_take(batch->buffers);
    for (size_t i = 0; i < batch->n; i++)
        sums[i] = counts[i] = 0;
    for (size_t k = 0; k < node->n_arguments; k++) {
        const double *values = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++) {
            if (isnan(values[i]))
                continue;
            bool first = counts[i]++ == 0;
            if (node->sign == 0)
                sums[i] += values[i];
            else if (first || (node->sign > 0 ? values[i] > sums[i] : values[i] < sums[i]))
                sums[i] = values[i];
        }
    }
    for (size_t i = 0; i < batch->n; i++)
        out[i] = what[0] == 'c' ? counts[i] : counts[i] == 0 ? NAN : what[1] == 'e' ? sums[i] / counts[i] : sums[i];
    for (size_t k = 0; k < 3; k++)
        buffers_give(batch->buffers);
    return out;
}

/* The least or the greatest of whole numbers. */
static const void *across_wholes(const struct node *node, const struct batch *batch, void *buffer)
{
    int64_t *out = buffer, *spare = buffers_take(batch->buffers);
    for (size_t i = 0; i < batch->n; i++)
        out[i] = INT_MISSING;
    for (size_t k = 0; k < node->n_arguments; k++) {
        const int64_t *values = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++)
            if (values[i] != INT_MISSING &&
                (out[i] == INT_MISSING || (node->sign > 0 ? values[i] > out[i] : values[i] < out[i])))
                out[i] = values[i];
    }
    buffers_give(batch->buffers);
    return out;
}

static int across_sign(const char *what)
{
    return strcmp(what, "max") == 0 ? 1 : strcmp(what, "min") == 0 ? -1 : 0;
}

static struct node *bind_across(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    int sign = across_sign(expression->text + sizeof "row_" - 1);
    if (sign != 0 && wholes_all(arguments, 0, expression->n_arguments)) {
        if (!all_as(binder, arguments, 0, expression->n_arguments, VALUE_WHOLE))
            return NULL;
        struct node *extreme = node_with(binder, expression, VALUE_WHOLE, across_wholes, arguments);
        extreme->sign = sign;
        return node_fold(binder, extreme);
    }
    if (!all_as(binder, arguments, 0, expression->n_arguments, VALUE_NUMBER))
        return NULL;
    struct node *node = node_with(binder, expression, VALUE_NUMBER, across_row, arguments);
    node->sign = sign;
    return node_fold(binder, node);
}

#define KEEPING(name_, function_, whole_, summary_)                                                                    \
    static const struct function name_##_function = { .row = { #name_, summary_, 1, 1 },                               \
                                                      .number = function_,                                             \
                                                      .whole = whole_ };
#define NUMBER(name_, function_, summary_)                                                                             \
    static const struct function name_##_function = { .row = { #name_, summary_, 1, 1 }, .number = function_ };
NUMBER(log, log_or_missing, "natural logarithm; missing at or below zero")
NUMBER(log1p, log1p_or_missing, "logarithm of 1 + x, exact near zero")
NUMBER(exp, exp_or_missing, "e to the power of x")
NUMBER(sqrt, sqrt_or_missing, "square root; missing below zero")
KEEPING(abs, fabs, whole_absolute, "without its sign")
KEEPING(floor, floor, whole_itself, "the whole number at or below")

#define BOUND(name_, least_, most_, bind_, summary_)                                                                   \
    static const struct function name_##_function = { .row = { #name_, summary_, least_, most_ }, .bind = bind_ };
BOUND(round, 1, 2, bind_round, "to whole numbers, or to DIGITS: round(x, 2)")
BOUND(if, 2, 3, bind_if, "if(condition, yes, no); missing without a no")
BOUND(coalesce, 1, FUNCTION_ARGUMENTS, bind_coalesce, "the first that is not missing")
BOUND(bin, 2, FUNCTION_ARGUMENTS, bind_bin, "bin(x, edge, edge, ..): how many edges are at or below x")
BOUND(days, 1, 2, bind_days, "days(from, to): days from one time to another")
BOUND(min, 2, FUNCTION_ARGUMENTS, bind_extreme, "min(a, b, ..): the least; missing when one is")
BOUND(max, 2, FUNCTION_ARGUMENTS, bind_extreme, "max(a, b, ..): the greatest; missing when one is")

BOUND(row_mean, 1, FUNCTION_ARGUMENTS, bind_across,
      "row_mean(a, b, ..): the mean of those that are there; mean(spend_*) of features by a pattern")
BOUND(row_sum, 1, FUNCTION_ARGUMENTS, bind_across,
      "row_sum(a, b, ..): the sum of those that are there; missing for none; sum(spend_*)")
BOUND(row_min, 1, FUNCTION_ARGUMENTS, bind_across, "row_min(a, b, ..): the least of those that are there; min(spend_*)")
BOUND(row_max, 1, FUNCTION_ARGUMENTS, bind_across,
      "row_max(a, b, ..): the greatest of those that are there; max(spend_*)")
BOUND(row_count, 1, FUNCTION_ARGUMENTS, bind_across, "row_count(a, b, ..): how many are there; count(spend_*)")

BOUND(pseudonym, 1, 1, bind_pseudonym,
      "the keyed hash of a text: what personal texts stand as in features and models; equal texts have equal ones")

static const struct function present_function = {
    .row = { "present",
             "present(90d): days of the window since the customer began and the data did; the feature's own window "
             "when left out",
             0, 1 },
    .of_customers = true
};

const struct expression_function *const expression_functions[] = {
    &log_function.row,         &log1p_function.row,      &exp_function.row,
    &sqrt_function.row,        &abs_function.row,        &round_function.row,
    &floor_function.row,       &min_function.row,        &max_function.row,
    &if_function.row,          &coalesce_function.row,   &bin_function.row,
    &days_function.row,        &weekday_function.row,    &hour_function.row,
    &monthday_function.row,    &month_function.row,      &quarter_function.row,
    &year_function.row,        &day_function.row,        &week_start_function.row,
    &month_start_function.row, &length_function.row,     &digits_function.row,
    &number_function.row,      &lower_function.row,      &upper_function.row,
    &row_mean_function.row,    &row_sum_function.row,    &row_min_function.row,
    &row_max_function.row,     &row_count_function.row,  &present_function.row,
    &rank_function.row,        &rank_among_function.row, &quintile_function.row,
    &score_function.row,       &pseudonym_function.row,  NULL,
};

const struct function *function_of(const struct expression *call)
{
    return kind_find((const void *const *)expression_functions, call->text);
}

struct node *bind_call(struct binder *binder, const struct expression *expression)
{
    struct node *arguments[FUNCTION_ARGUMENTS];
    const struct function *function = function_of(expression);
    if (function->of_customers)
        return binder->resolve(binder, expression);
    for (size_t i = 0; i < expression->n_arguments; i++)
        if (!(arguments[i] = bind(binder, expression->arguments[i])))
            return NULL;
    if (function->bind)
        return function->bind(binder, expression, arguments);
    if (arguments[0]->type == VALUE_WHOLE && function->whole)
        return whole_function(binder, expression, arguments[0], function->whole);
    if (!(arguments[0] = bind_as(binder, arguments[0], VALUE_NUMBER)))
        return NULL;
    struct node *node = node_with(binder, expression, VALUE_NUMBER, apply_number, arguments);
    node->number = function->number;
    return node_fold(binder, node);
}
