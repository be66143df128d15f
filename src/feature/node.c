/* Nodes: buffers, leaves, constants. */
#include "feature/node.h"

#include <stdarg.h>
#include <strings.h>

#include "feature/wholes.h"
#include "patron/base/error.h"
#include "patron/base/number.h"

const char *value_type_name(enum value_type type)
{
    static const char *const names[N_VALUE_TYPES] = {
        "a number", "a number", "yes/no", "a time", "text", "a duration"
    };
    return names[type];
}

size_t value_size(enum value_type type)
{
    static const size_t sizes[N_VALUE_TYPES] = { sizeof(double),  sizeof(int64_t),  sizeof(int8_t),
                                                 sizeof(int64_t), sizeof(uint32_t), 1 };
    return sizes[type];
}

bool value_is_missing(enum value_type type, const void *values, size_t i)
{
    switch (type) {
    case VALUE_NUMBER:
        return ((const double *)values)[i] != ((const double *)values)[i];
    case VALUE_BOOL:
        return ((const int8_t *)values)[i] == BOOL_MISSING;
    case VALUE_TEXT:
        return ((const uint32_t *)values)[i] == TEXT_MISSING;
    default:
        return ((const int64_t *)values)[i] == INT_MISSING;
    }
}

void value_set_missing(enum value_type type, void *values, size_t i)
{
    switch (type) {
    case VALUE_NUMBER:
        ((double *)values)[i] = NAN;
        break;
    case VALUE_BOOL:
        ((int8_t *)values)[i] = BOOL_MISSING;
        break;
    case VALUE_TEXT:
        ((uint32_t *)values)[i] = TEXT_MISSING;
        break;
    default:
        ((int64_t *)values)[i] = INT_MISSING;
    }
}

enum type value_measured(enum value_type type)
{
    static const enum type types[N_VALUE_TYPES] = {
        [VALUE_NUMBER] = TYPE_REAL, [VALUE_WHOLE] = TYPE_INT, [VALUE_BOOL] = TYPE_REAL,
        [VALUE_TIME] = TYPE_TIME,   [VALUE_TEXT] = TYPE_TEXT, [VALUE_DURATION] = TYPE_REAL
    };
    return types[type];
}

void *buffers_take(struct buffers *buffers)
{
    if (buffers->in_use == buffers->n) {
        if (buffers->n == buffers->capacity) {
            buffers->capacity = buffers->capacity ? buffers->capacity * 2 : 8;
            buffers->items = reallocate(buffers->items, buffers->capacity, sizeof *buffers->items);
        }
        buffers->items[buffers->n++] = allocate(BATCH_ROWS, sizeof(double));
    }
    return buffers->items[buffers->in_use++];
}

void buffers_give(struct buffers *buffers)
{
    buffers->in_use--;
}

void buffers_release(struct buffers *buffers)
{
    for (size_t i = 0; i < buffers->n; i++)
        free(buffers->items[i]);
    free(buffers->items);
    *buffers = (struct buffers){ 0 };
}

void place_error(struct error *err, const struct expression *expression)
{
    if (err)
        error_place(err, NULL, NULL, 0, expression->column, expression->length);
}

void *bind_fails(struct binder *binder, const struct expression *expression, int code, const char *format, ...)
{
    char what[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    fail(binder->err, ERROR_USER, code, "%s", what);
    place_error(binder->err, expression);
    return NULL;
}

bool word_is_bool(const char *word, size_t length, int8_t *value)
{
    static const struct {
        const char *word;
        int8_t value;
    } words[] = { { "yes", 1 }, { "true", 1 }, { "no", 0 }, { "false", 0 } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == length && strncasecmp(words[i].word, word, length) == 0) {
            *value = words[i].value;
            return true;
        }
    return false;
}

struct node *node_new(struct binder *binder, const struct expression *expression, enum value_type type,
                      node_function *evaluate, size_t n_arguments)
{
    struct node *node = arena_allocate(binder->arena, 1, sizeof *node);
    node->type = type;
    node->evaluate = evaluate;
    node->expression = expression;
    node->n_arguments = n_arguments;
    if (n_arguments > 0)
        node->arguments = arena_allocate(binder->arena, n_arguments, sizeof *node->arguments);
    return node;
}

static const void *constant_values(const struct node *node, const struct batch *batch, void *buffer)
{
    (void)batch;
    (void)buffer;
    return node->values;
}

static struct node *constant_new(struct binder *binder, const struct expression *expression, enum value_type type,
                                 const void *value)
{
    struct node *node = node_new(binder, expression, type, constant_values, 0);
    size_t size = value_size(type);
    char *values = arena_allocate(binder->arena, BATCH_ROWS, size);
    for (size_t i = 0; i < BATCH_ROWS; i++)
        memcpy(values + i * size, value, size);
    node->values = values;
    node->constant = true;
    node->integral = type == VALUE_NUMBER && number_is_whole(*(const double *)value);
    return node;
}

struct node *node_number(struct binder *binder, const struct expression *expression, double value)
{
    return constant_new(binder, expression, VALUE_NUMBER, &value);
}

struct node *node_bool(struct binder *binder, const struct expression *expression, int8_t value)
{
    return constant_new(binder, expression, VALUE_BOOL, &value);
}

struct node *node_whole(struct binder *binder, const struct expression *expression, int64_t value)
{
    return constant_new(binder, expression, VALUE_WHOLE, &value);
}

struct node *node_time(struct binder *binder, const struct expression *expression, int64_t value)
{
    return constant_new(binder, expression, VALUE_TIME, &value);
}

struct node *node_fold(struct binder *binder, struct node *node)
{
    if (!node || node->type == VALUE_TEXT || node->type == VALUE_DURATION)
        return node;
    for (size_t i = 0; i < node->n_arguments; i++)
        if (!node->arguments[i]->constant)
            return node;
    if (node->n_arguments == 0)
        return node;
    struct buffers buffers = { 0 };
    struct batch batch = { .n = 1, .buffers = &buffers };
    struct node *folded =
        constant_new(binder, node->expression, node->type, node_values(node, &batch, buffers_take(&buffers)));
    buffers_release(&buffers);
    return folded;
}

/* Reads column values of a batch into BUFFER, or points into the column when they lie side by side. */
#define GATHER(name, value_t)                                                                                          \
    static const void *name(const struct node *node, const struct batch *batch, void *buffer)                          \
    {                                                                                                                  \
        const uint32_t *rows = batch->side[node->side].rows;                                                           \
        const value_t *values = (const value_t *)column_values(node->column);                                          \
        value_t *out = buffer;                                                                                         \
        if (!rows)                                                                                                     \
            return values + batch->side[node->side].first;                                                             \
        for (size_t i = 0; i < batch->n; i++)                                                                          \
            out[i] = values[rows[i]];                                                                                  \
        return out;                                                                                                    \
    }
GATHER(gather_reals, double)
GATHER(gather_bools, int8_t)
GATHER(gather_times, int64_t)
GATHER(gather_codes, uint32_t)

static const void *gather_ints(const struct node *node, const struct batch *batch, void *buffer)
{
    const uint32_t *rows = batch->side[node->side].rows;
    const int64_t *values = column_ints(node->column) + (rows ? 0 : batch->side[node->side].first);
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        int64_t value = values[rows ? rows[i] : i];
        out[i] = value == INT_MISSING ? NAN : (double)value;
    }
    return out;
}

struct node *node_column(struct binder *binder, const struct expression *expression, const struct table *table,
                         const struct column *column, enum side side)
{
    static node_function *const functions[N_TYPES] = { [TYPE_BOOL] = gather_bools,
                                                       [TYPE_INT] = gather_ints,
                                                       [TYPE_REAL] = gather_reals,
                                                       [TYPE_TIME] = gather_times,
                                                       [TYPE_TEXT] = gather_codes };
    static const enum value_type types[N_TYPES] = { [TYPE_BOOL] = VALUE_BOOL,
                                                    [TYPE_INT] = VALUE_NUMBER,
                                                    [TYPE_REAL] = VALUE_NUMBER,
                                                    [TYPE_TIME] = VALUE_TIME,
                                                    [TYPE_TEXT] = VALUE_TEXT };
    bool wide = column->type == TYPE_INT && wholes_needed(binder, table, column);
    struct node *node = node_new(binder, expression, wide ? VALUE_WHOLE : types[column->type],
                                 wide ? gather_times : functions[column->type], 0);
    node->column = column;
    node->integral = column->type == TYPE_INT;
    node->side = side;
    node->dictionary = column->dictionary;
    node->keeper = table;
    node->personal = column->personal;
    node->privacy = column->privacy;
    node->secret = &column->secret;
    if (side == SIDE_CUSTOMERS)
        binder->uses_customers = true;
    return node;
}
