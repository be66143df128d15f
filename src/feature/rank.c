/* Where a value stands among all customers. The edges between groups are found once, when the feature is defined, among
   the customers of the population at the first training date, and stand in the definition from then on as further
   arguments. So the same value gets the same group whoever else is scored, and a model file holds what scoring needs.
 */
#include "feature/rank.h"

#include <math.h>
#include <stdlib.h>

#include "feature/aggregate.h"
#include "feature/definition.h"
#include "patron/base/error.h"
#include "patron/base/text.h"
#include "patron/table/table.h"

enum { QUINTILES = 5, PERCENTILES = 100 };

/* How many groups CALL divides customers into; 0: it is no such call. */
static size_t groups_of(const struct expression *call)
{
    if (call->kind != EXPRESSION_CALL)
        return 0;
    const struct function *function = function_of(call);
    return function == &quintile_function ? QUINTILES : function == &rank_function ? PERCENTILES : 0;
}

/* ---- Values ---- */

/* How many edges are below x: customers with equal values stand together, in the lowest group that holds them. */
static const void *count_edges(const struct node *node, const struct batch *batch, void *buffer)
{
    double *counts = buffers_take(batch->buffers), *spare = buffers_take(batch->buffers), *out = buffer;
    const double *values = node_values(node->arguments[0], batch, buffer);
    memset(counts, 0, batch->n * sizeof *counts);
    for (size_t k = 1; k < node->n_arguments; k++) {
        const double *edges = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++)
            counts[i] += edges[i] < values[i];
    }
    bool is_share = groups_of(node->expression) == PERCENTILES;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = isnan(values[i]) ? NAN : is_share ? counts[i] / (double)node->n_arguments : counts[i] + 1;
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return out;
}

static struct node *bind_rank(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    if (expression->n_arguments == 1) {
        bind_fails(binder, expression, E_EXPRESSION, "'%s' compares with other customers, and here is none to ask",
                   expression->text);
        error_reason(binder->err, "its edges are found when a feature is defined, and stand in it");
        error_mend(binder->err, "feature NAME = %s(..)", expression->text);
        return NULL;
    }
    for (size_t i = 0; i < expression->n_arguments; i++)
        if (!(arguments[i] = bind_as(binder, arguments[i], VALUE_NUMBER)))
            return NULL;
    return node_fold(binder, node_with(binder, expression, VALUE_NUMBER, count_edges, arguments));
}

const struct function rank_function = {
    .row = { "rank",
             "rank(x): the share of the population's customers with less, by percentiles found when the feature is "
             "defined",
             1, PERCENTILES },
    .bind = bind_rank
};
const struct function quintile_function = {
    .row = { "quintile",
             "quintile(x): 1 .. 5, the fifth of the population's customers that x falls in, found when the feature is "
             "defined",
             1, QUINTILES },
    .bind = bind_rank
};

/* ---- Edges ---- */

struct search {
    const struct definition *definition;
    const struct world *world;
    const struct definition *population;
    const struct feature *among;
    size_t n_among;
    int64_t cutoff;
    struct arena *arena;
    struct work *work;
    struct error *err;
    uint32_t *customers; /* of the population, once asked for */
    size_t n_customers;
};

static int number_order(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The argument of CALL for all customers: a feature of its own over the definition's window. */
static struct table *values_of(struct search *search, const struct expression *call)
{
    struct text words = TEXT_EMPTY;
    expression_write(call->arguments[0], &words);
    struct definition own = { .kind = DEFINITION_FEATURE,
                              .name = search->definition->name,
                              .expression = arena_text(search->arena, text_string(&words)),
                              .n_windows = search->definition->n_windows };
    text_release(&words);
    own.windows[0] = search->definition->windows[0];
    struct feature feature = { own.name, &own, 0 };
    int64_t *cutoffs = arena_allocate(search->arena, search->n_customers + 1, sizeof *cutoffs);
    for (size_t i = 0; i < search->n_customers; i++)
        cutoffs[i] = search->cutoff;
    struct feature_rows rows = { search->n_customers, search->customers, cutoffs };
    struct plan *plan = plan_new_among(search->world, &feature, 1, search->among, search->n_among, search->err);
    struct table *table = plan ? plan_compute(plan, &rows, "values", search->work, search->err) : NULL;
    plan_free(plan);
    if (!table && search->err)
        search->err->place.column = 0; /* a place within the argument alone */
    return table;
}

static struct expression *number_node(struct arena *arena, double value)
{
    struct expression *node = arena_allocate(arena, 1, sizeof *node);
    node->kind = EXPRESSION_NUMBER;
    node->number = fabs(value);
    if (!signbit(value))
        return node;
    struct expression *negative = arena_allocate(arena, 1, sizeof *negative);
    negative->kind = EXPRESSION_UNARY;
    negative->operator_ = OP_NEGATE;
    negative->n_arguments = 1;
    negative->arguments = arena_allocate(arena, 1, sizeof *negative->arguments);
    negative->arguments[0] = node;
    return negative;
}

/* Quantiles, linear between two values, become the call's further arguments. */
static bool add_edges(struct search *search, struct expression *call, const struct table *table)
{
    const struct column *column = &table->columns[table->n_columns - 1];
    size_t n = 0, groups = groups_of(call);
    if (column->type != TYPE_REAL)
        return fail(search->err, ERROR_USER, E_TYPE, "'%s' needs a number", call->text);
    double *values = allocate(table->n_rows + 1, sizeof *values);
    for (size_t row = 0; row < table->n_rows; row++)
        if (!isnan(column_reals(column)[row]))
            values[n++] = column_reals(column)[row] + 0.0;
    qsort(values, n, sizeof *values, number_order);
    struct expression **arguments = arena_allocate(search->arena, groups, sizeof *arguments);
    arguments[0] = call->arguments[0];
    for (size_t k = 1; k < groups && n > 0; k++) {
        double place = (double)(n - 1) * (double)k / (double)groups;
        size_t below = (size_t)place;
        double low = values[below], high = values[below + 1 < n ? below + 1 : below];
        arguments[k] = number_node(search->arena, low + (place - (double)below) * (high - low));
    }
    free(values);
    call->arguments = arguments;
    call->n_arguments = groups;
    return n > 0 || fail(search->err, ERROR_USER, E_BAD_VALUE, "'%s' has no value at any customer", call->text);
}

static bool find_edges(struct search *search, struct expression *tree, size_t *n_found)
{
    for (size_t i = 0; i < tree->n_arguments; i++)
        if (!find_edges(search, tree->arguments[i], n_found))
            return false;
    if (groups_of(tree) == 0 || tree->n_arguments > 1)
        return true;
    if (search->definition->n_windows > 1 || search->definition->by) {
        fail(search->err, ERROR_USER, E_EXPRESSION, "'%s' has edges of its own for each feature of a family",
             tree->text);
        error_mend(search->err, "one feature for each window: over 90d");
        return false;
    }
    if (!search->customers && !population_rows(search->world, search->population, search->cutoff, search->work,
                                               &search->customers, &search->n_customers, search->err))
        return false;
    struct table *table = values_of(search, tree);
    bool ok = table && add_edges(search, tree, table);
    table_release(table);
    *n_found += ok;
    return ok;
}

static bool has_open_call(const struct expression *tree)
{
    bool open = groups_of(tree) > 0 && tree->n_arguments == 1;
    for (size_t i = 0; i < tree->n_arguments && !open; i++)
        open = has_open_call(tree->arguments[i]);
    return open;
}

bool definition_needs_edges(const struct definition *definition, struct arena *arena)
{
    struct expression *tree = definition->kind == DEFINITION_FEATURE && definition->expression[0]
                                  ? definition_expression(definition, arena, NULL)
                                  : NULL;
    return tree && has_open_call(tree);
}

bool definition_find_edges(struct definition *definition, const struct world *world,
                           const struct definition *population, const struct feature *among, size_t n_among,
                           int64_t cutoff, struct arena *arena, struct work *work, struct error *err)
{
    struct expression *tree = definition_expression(definition, arena, err);
    struct search search = { definition, world, population, among, n_among, cutoff, arena, work, err, NULL, 0 };
    size_t n_found = 0;
    bool ok = tree && find_edges(&search, tree, &n_found);
    free(search.customers);
    if (!ok || n_found == 0)
        return ok;
    struct text words = TEXT_EMPTY;
    expression_write(tree, &words);
    definition->expression = arena_text(arena, text_string(&words));
    text_release(&words);
    return true;
}
