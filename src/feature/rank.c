/* Where a value stands among all customers. The edges between groups are further arguments, in order: they are fitted
   on rows (fit.c) and stand in the definition from then on. So the same value gets the same group whoever else is
   scored, and a model file holds what scoring needs. */
#include "feature/rank.h"

#include <math.h>

#include "patron/base/error.h"

enum { QUINTILES = 5, PERCENTILES = 100 };

size_t rank_groups(const struct expression *call)
{
    if (call->kind != EXPRESSION_CALL)
        return 0;
    const struct function *function = function_of(call);
    return function == &quintile_function ? QUINTILES : function == &rank_function ? PERCENTILES : 0;
}

bool rank_is_open(const struct expression *call)
{
    return rank_groups(call) > 0 && call->n_arguments == 1;
}

/* The edges of NODE when all are constant and in order; else NULL. */
static const double *sorted_edges(struct binder *binder, const struct node *node)
{
    double *edges = arena_allocate(binder->arena, node->n_arguments, sizeof *edges);
    for (size_t k = 1; k < node->n_arguments; k++) {
        if (!node->arguments[k]->constant)
            return NULL;
        edges[k - 1] = *(const double *)node->arguments[k]->values;
        if (isnan(edges[k - 1]) || (k > 1 && edges[k - 1] < edges[k - 2]))
            return NULL;
    }
    return edges;
}

/* How many of N sorted EDGES are below X. */
static size_t edges_below(const double *edges, size_t n, double x)
{
    size_t low = 0;
    while (low < n) {
        size_t middle = low + (n - low) / 2;
        if (edges[middle] < x)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

/* How many edges are below x: customers with equal values stand together, in the lowest group that holds them. */
static const void *count_edges(const struct node *node, const struct batch *batch, void *buffer)
{
    double *counts = buffers_take(batch->buffers), *spare = buffers_take(batch->buffers), *out = buffer;
    const double *values = node_values(node->arguments[0], batch, buffer), *sorted = node->own;
    for (size_t i = 0; i < batch->n; i++)
        counts[i] = sorted ? (double)edges_below(sorted, node->n_arguments - 1, values[i]) : 0;
    for (size_t k = 1; k < node->n_arguments && !sorted; k++) {
        const double *edges = node_values(node->arguments[k], batch, spare);
        for (size_t i = 0; i < batch->n; i++)
            counts[i] += edges[i] < values[i];
    }
    bool is_share = rank_groups(node->expression) == PERCENTILES;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = isnan(values[i]) ? NAN : is_share ? counts[i] / (double)node->n_arguments : counts[i] + 1;
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return out;
}

static struct node *fails_open(struct binder *binder, const struct expression *expression)
{
    bind_fails(binder, expression, E_EXPRESSION, "'%s' compares with other customers, and here is none to ask",
               expression->text);
    error_reason(binder->err, "its edges are fitted when a feature is used");
    error_mend(binder->err, "feature NAME = %s(..)", expression->text);
    return NULL;
}

static struct node *bind_rank(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    bool open = expression->n_arguments == 1;
    if (open && !binder->open)
        return fails_open(binder, expression);
    if (open)
        *binder->open = true;
    if (expression->by && !bind(binder, expression->by))
        return NULL;
    for (size_t i = 0; i < expression->n_arguments; i++)
        if (!(arguments[i] = bind_as(binder, arguments[i], VALUE_NUMBER)))
            return NULL;
    struct node *node = node_with(binder, expression, VALUE_NUMBER, count_edges, arguments);
    node->own = open ? NULL : sorted_edges(binder, node);
    return open ? node : node_fold(binder, node);
}

const struct function rank_function = {
    .row = { "rank",
             "rank(x), rank(x) by GROUP: the share of customers, or of those of the same group, with less, by "
             "percentiles fitted on training rows; of a group that training did not see, by those of all",
             1, PERCENTILES },
    .bind = bind_rank,
    .grouped = true
};
const struct function quintile_function = {
    .row = { "quintile",
             "quintile(x), quintile(x) by GROUP: 1 .. 5, the fifth of customers, or of those of the same group, that x "
             "falls in, by edges fitted on training rows",
             1, QUINTILES },
    .bind = bind_rank,
    .grouped = true
};
