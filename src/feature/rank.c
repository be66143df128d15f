/* Where a value stands among all customers. What it is compared with are further arguments: they are fitted on rows
   (fit.c) and stand in the definition from then on. So the same value gets the same answer whoever else is scored, and
   a model file holds what scoring needs.

   quintile(x, e1, .., e4) counts the edges below x. rank(x) becomes rank_among(x, n, v1, c1, v2, c2, ..): of the n
   fitted rows c1 have less than v1, and so on, in order. At these values the share is that of the rows, to all digits;
   between two of them that follow each other among the rows' values (all do while there are not more than fit.c keeps)
   it is that of the higher one, which is the share of rows with less; else linear between the two. rank(x, e1, ..,
   e99), as models made before have it, counts percentiles below x. */
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

bool rank_is_share(const struct expression *call)
{
    return rank_groups(call) == PERCENTILES;
}

bool rank_is_open(const struct expression *call)
{
    return rank_groups(call) > 0 && call->n_arguments == 1;
}

bool rank_has_edges(const struct expression *call)
{
    return rank_groups(call) > 0 && call->n_arguments > 1;
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

/* ---- rank_among ---- */

struct knots {
    double n;
    size_t n_knots;
    const double *values, *less; /* rows with less than the value */
    bool whole;                  /* the knots are all values of the rows */
};

/* The share of the rows with less than X. */
static double share_among(const struct knots *knots, double x)
{
    size_t at = edges_below(knots->values, knots->n_knots, x); /* the first knot that is not below */
    if (at == 0)
        return 0;
    if (at == knots->n_knots)
        return 1;
    if (knots->whole || knots->values[at] == x)
        return knots->less[at] / knots->n;
    double low = knots->values[at - 1], high = knots->values[at];
    double from = knots->less[at - 1] / knots->n, to = knots->less[at] / knots->n;
    return from + (x - low) / (high - low) * (to - from);
}

static const void *find_shares(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *values = node_values(node->arguments[0], batch, buffer);
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = isnan(values[i]) ? NAN : share_among(node->own, values[i]);
    return out;
}

/* The knots when all are constant and in order; else NULL. */
static const struct knots *read_knots(struct binder *binder, const struct node *node)
{
    size_t n = node->n_arguments, n_knots = (n - 2) / 2;
    struct knots *knots = arena_allocate(binder->arena, 1, sizeof *knots);
    double *numbers = arena_allocate(binder->arena, 2 * n_knots + 1, sizeof *numbers), *less = numbers + n_knots;
    if (n < 4 || n % 2 != 0)
        return NULL;
    for (size_t i = 1; i < n; i++)
        if (!node->arguments[i]->constant)
            return NULL;
    *knots = (struct knots){ fabs(*(const double *)node->arguments[1]->values), n_knots, numbers, less, true };
    knots->whole = *(const double *)node->arguments[1]->values > 0; /* below 0: a selection of the values */
    for (size_t k = 0; k < n_knots; k++) {
        numbers[k] = *(const double *)node->arguments[2 + 2 * k]->values;
        less[k] = *(const double *)node->arguments[3 + 2 * k]->values;
        if (!(less[k] >= 0 && less[k] < knots->n) || isnan(numbers[k]) ||
            (k > 0 && !(numbers[k] > numbers[k - 1] && less[k] >= less[k - 1])))
            return NULL;
    }
    return knots;
}

static struct node *bind_among(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    for (size_t i = 0; i < expression->n_arguments; i++)
        if (!(arguments[i] = bind_as(binder, arguments[i], VALUE_NUMBER)))
            return NULL;
    struct node *node = node_with(binder, expression, VALUE_NUMBER, find_shares, arguments);
    const struct knots *knots = read_knots(binder, node);
    if (!knots) {
        bind_fails(binder, expression, E_EXPRESSION,
                   "'%s' needs its number of rows, then values in order, each with how "
                   "many rows have less",
                   expression->text);
        error_mend(binder->err, "rank(..), which finds them");
        return NULL;
    }
    node->own = knots;
    return node_fold(binder, node);
}

const struct function rank_among_function = {
    .row = { "rank_among",
             "rank_among(x, n, v1, c1, v2, c2, ..): what rank(x) becomes when it is fitted: of n rows c1 have less "
             "than v1; "
             "n below 0: the values are a selection, linear in between",
             4, 2 + 2 * RANK_KNOTS },
    .bind = bind_among,
};
const struct function rank_function = {
    .row = { "rank",
             "rank(x), rank(x) by GROUP: the share of customers, or of those of the same group, with less, as fitted "
             "on "
             "training rows (exact up to 1,000 different values, or 200 in a group; beyond, exact at so many of them "
             "and "
             "linear in between); of a group that training did not see, by those of all",
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
