/* What rank(x) and quintile(x) compare with, fitted: values of x over the rows that are given and no others, all of
   them or those of a group. They become further arguments of the call; with groups, one call for each, and one of all
   rows for groups that were not among them:

       coalesce(if(plan == "basic", quintile(x, ..)), if(plan == "pro", quintile(x, ..)), quintile(x, ..)) */
#include <math.h>
#include <stdlib.h>

#include "feature/aggregate.h"
#include "feature/definition.h"
#include "feature/rank.h"
#include "feature/sort.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/table.h"

enum { MOST_GROUPS = 100 }; /* each is an argument of coalesce */

struct search {
    const struct definition *definition;
    const struct world *world;
    const struct feature_rows *rows;
    struct arena *arena;
    struct work *work;
    struct error *err;
};

/* ---- Values ---- */

static const struct definition *part_new(struct search *search, const struct expression *part)
{
    struct text words = TEXT_EMPTY;
    struct definition *own = arena_allocate(search->arena, 1, sizeof *own);
    expression_write(part, &words);
    *own = (struct definition){ .kind = DEFINITION_FEATURE,
                                .name = search->definition->name,
                                .expression = arena_text(search->arena, text_string(&words)),
                                .n_windows = search->definition->n_windows };
    own->windows[0] = search->definition->windows[0];
    text_release(&words);
    return own;
}

/* The argument of CALL for all rows, a feature of its own over the definition's window; and its group. */
static struct table *values_of(struct search *search, const struct expression *call)
{
    struct feature features[2] = { { "value", part_new(search, call->arguments[0]), 0 } };
    if (call->by)
        features[1] = (struct feature){ "group", part_new(search, call->by), 0 };
    struct plan *plan = plan_new_among(search->world, features, call->by ? 2 : 1, NULL, 0, search->err);
    struct table *table = plan ? plan_compute(plan, search->rows, "values", search->work, search->err) : NULL;
    plan_free(plan);
    if (!table && search->err)
        search->err->place.column = 0; /* a place within the argument alone */
    return table;
}

/* ---- Trees ---- */

static struct expression *node_new_of(struct arena *arena, enum expression_kind kind, size_t n_arguments)
{
    struct expression *node = arena_allocate(arena, 1, sizeof *node);
    node->kind = kind;
    node->n_arguments = n_arguments;
    node->arguments = arena_allocate(arena, n_arguments + 1, sizeof *node->arguments);
    return node;
}

/* VALUE, or WHOLE where a double does not hold it. */
static struct expression *number_node(struct arena *arena, double value, int64_t whole)
{
    struct expression *node = node_new_of(arena, EXPRESSION_NUMBER, 0);
    node->number = fabs(value);
    node->whole = fabs(value) > 0x1p53 ? whole < 0 ? -whole : whole : 0;
    if (!signbit(value))
        return node;
    struct expression *negative = node_new_of(arena, EXPRESSION_UNARY, 1);
    negative->operator_ = OP_NEGATE;
    negative->arguments[0] = node;
    return negative;
}

static struct expression *call_node(struct arena *arena, const char *name, size_t n_arguments)
{
    struct expression *node = node_new_of(arena, EXPRESSION_CALL, n_arguments);
    node->text = name;
    return node;
}

/* rank_among(x, n, v1, c1, ..) of N sorted VALUES, at least one: at most MOST knots, the least and the greatest value
   among them, evenly by rows. */
static struct expression *with_knots(struct arena *arena, const struct expression *call, const double *values, size_t n,
                                     size_t most)
{
    size_t *starts = allocate(n + 1, sizeof *starts), n_distinct = 0; /* where each value begins: so many have less */
    for (size_t i = 0; i < n; i++)
        if (i == 0 || values[i] != values[i - 1])
            starts[n_distinct++] = i;
    bool whole = n_distinct <= most;
    size_t n_knots = 0;
    struct expression *fitted = call_node(arena, "rank_among", 2 + 2 * (whole ? n_distinct : most));
    fitted->column = call->column;
    fitted->length = call->length;
    fitted->arguments[0] = call->arguments[0];
    fitted->arguments[1] = number_node(arena, whole ? (double)n : -(double)n, 0);
    for (size_t i = 0; i < n_distinct; i++) {
        /* the value at which the next evenly spaced row lies, and the last one */
        bool taken = whole || i + 1 == n_distinct || (n_knots + 1 < most && starts[i + 1] * (most - 1) > n_knots * n);
        if (!taken)
            continue;
        fitted->arguments[2 + 2 * n_knots] = number_node(arena, values[starts[i]], 0);
        fitted->arguments[3 + 2 * n_knots] = number_node(arena, (double)starts[i], 0);
        n_knots++;
    }
    fitted->n_arguments = 2 + 2 * n_knots;
    free(starts);
    return fitted;
}

/* CALL with the edges of N sorted VALUES, at least one: quantiles, linear between two values. */
static struct expression *with_edges(struct arena *arena, const struct expression *call, const double *values, size_t n)
{
    size_t groups = rank_groups(call);
    struct expression *fitted = call_node(arena, call->text, groups);
    fitted->column = call->column;
    fitted->length = call->length;
    fitted->arguments[0] = call->arguments[0];
    for (size_t k = 1; k < groups; k++) {
        double place = (double)(n - 1) * (double)k / (double)groups;
        size_t below = (size_t)place;
        double low = values[below], high = values[below + 1 < n ? below + 1 : below];
        fitted->arguments[k] = number_node(arena, low + (place - (double)below) * (high - low), 0);
    }
    return fitted;
}

/* ---- Groups ---- */

struct value {
    double x;
    double number; /* of a group that is a number */
    int64_t whole; /* .. of one that is a whole number, exactly */
    uint32_t code; /* of one that is a text */
};

static int value_order(const void *a, const void *b)
{
    const struct value *left = a, *right = b;
    if (left->code != right->code)
        return left->code < right->code ? -1 : 1;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    if (left->whole != right->whole)
        return left->whole < right->whole ? -1 : 1;
    return (left->x > right->x) - (left->x < right->x);
}

static bool same_group(const struct value *a, const struct value *b)
{
    return a->code == b->code && a->number == b->number && a->whole == b->whole;
}

/* The rows whose value and group are known, by group and value. */
static size_t gather_values(const struct table *table, struct value *values)
{
    const struct column *x = &table->columns[table->n_columns - 2], *group = &table->columns[table->n_columns - 1];
    size_t n = 0;
    for (size_t row = 0; row < table->n_rows; row++) {
        struct value value = { .x = column_number(x, row) + 0.0 };
        if (group->type == TYPE_TEXT)
            value.code = column_codes(group)[row];
        else
            value.number = column_number(group, row) + 0.0;
        if (group->type == TYPE_INT)
            value.whole = column_int(group, row);
        if (!isnan(value.x) && !isnan(value.number) && (group->type != TYPE_TEXT || value.code != TEXT_MISSING))
            values[n++] = value;
    }
    qsort(values, n, sizeof *values, value_order);
    return n;
}

static struct expression *group_literal(struct arena *arena, const struct column *group, const struct value *value)
{
    if (group->type != TYPE_TEXT)
        return number_node(arena, value->number, value->whole);
    struct expression *literal = node_new_of(arena, EXPRESSION_TEXT, 0);
    size_t length;
    const char *text = dictionary_text(group->dictionary, value->code, &length);
    literal->text = arena_bytes(arena, text, length);
    return literal;
}

/* if(GROUP == value, rank(x, edges of the group)) */
static struct expression *group_branch(struct search *search, const struct expression *call, const struct column *group,
                                       const struct value *values, size_t n)
{
    double *numbers = allocate(n + 1, sizeof *numbers);
    for (size_t i = 0; i < n; i++)
        numbers[i] = values[i].x;
    struct expression *branch = call_node(search->arena, "if", 2);
    struct expression *test = node_new_of(search->arena, EXPRESSION_BINARY, 2);
    test->operator_ = OP_EQUAL;
    test->arguments[0] = call->by;
    test->arguments[1] = group_literal(search->arena, group, values);
    branch->arguments[0] = test;
    branch->arguments[1] = rank_is_share(call) ? with_knots(search->arena, call, numbers, n, RANK_KNOTS_OF_GROUP)
                                               : with_edges(search->arena, call, numbers, n);
    free(numbers);
    return branch;
}

/* By the words of their groups: the order of codes may know other rows. */
static int branch_order(const void *a, const void *b)
{
    const struct expression *left = *(struct expression *const *)a, *right = *(struct expression *const *)b;
    const char *before = left->arguments[0]->arguments[1]->text, *after = right->arguments[0]->arguments[1]->text;
    return strcmp(before, after);
}

static bool fit_groups(struct search *search, const struct expression *call, struct expression *whole,
                       const struct table *table, struct expression **out)
{
    const struct column *group = &table->columns[table->n_columns - 1];
    struct value *values = allocate(table->n_rows + 1, sizeof *values);
    size_t n = gather_values(table, values), n_groups = 0;
    struct expression *choice = call_node(search->arena, "coalesce", MOST_GROUPS + 1);
    bool ok = true;
    for (size_t first = 0, end = 0; ok && first < n; first = end) {
        while (end < n && same_group(&values[end], &values[first]))
            end++;
        if (n_groups == MOST_GROUPS) {
            ok = fail(search->err, ERROR_USER, E_BAD_VALUE, "'%s' is within more than %d groups", call->text,
                      (int)MOST_GROUPS);
            error_mend(search->err, "%s(..) by a column of fewer values", call->text);
            break;
        }
        choice->arguments[n_groups++] = group_branch(search, call, group, &values[first], end - first);
    }
    free(values);
    if (group->type == TYPE_TEXT)
        qsort(choice->arguments, n_groups, sizeof(struct expression *), branch_order);
    choice->arguments[n_groups] = whole;
    choice->n_arguments = n_groups + 1;
    *out = n_groups > 0 ? choice : whole;
    return ok;
}

/* ---- Calls ---- */

static bool fit_call(struct search *search, const struct expression *call, const struct table *table,
                     struct expression **out)
{
    const struct column *column = table_column(table, "value");
    if (column->type != TYPE_REAL && column->type != TYPE_INT)
        return fail(search->err, ERROR_USER, E_TYPE, "'%s' needs a number", call->text);
    double *values = allocate(table->n_rows + 1, sizeof *values);
    size_t n = 0;
    for (size_t row = 0; row < table->n_rows; row++)
        if (!column_is_missing(column, row))
            values[n++] = column_number(column, row) + 0.0;
    reals_sort(values, n);
    bool ok = n > 0 || fail(search->err, ERROR_USER, E_BAD_VALUE, "'%s' has no value at any customer", call->text);
    struct expression *whole =
        !ok                   ? NULL
        : rank_is_share(call) ? with_knots(search->arena, call, values, n, call->by ? RANK_KNOTS_OF_GROUP : RANK_KNOTS)
                              : with_edges(search->arena, call, values, n);
    free(values);
    if (!ok)
        return false;
    if (call->by && table->columns[table->n_columns - 1].privacy == PRIVACY_PERSONAL) {
        fail(search->err, ERROR_USER, E_PERSONAL, "'%s' is within what is personal, and would be written with it",
             call->text);
        error_mend(search->err, "%s(..) by pseudonym(..)", call->text);
        return false;
    }
    if (call->by)
        return fit_groups(search, call, whole, table, out);
    *out = whole;
    return true;
}

/* Replaces the open calls in *TREE, inner ones first. */
static bool fit_calls(struct search *search, struct expression **tree)
{
    struct expression *node = *tree;
    for (size_t i = 0; i < node->n_arguments; i++)
        if (!fit_calls(search, &node->arguments[i]))
            return false;
    if (node->by && !fit_calls(search, &node->by))
        return false;
    if (!rank_is_open(node))
        return true;
    struct table *table = values_of(search, node);
    bool ok = table && fit_call(search, node, table, tree);
    table_release(table);
    return ok;
}

bool expression_lacks_edges(const struct expression *tree)
{
    bool open = rank_is_open(tree) || (tree->by && expression_lacks_edges(tree->by));
    for (size_t i = 0; i < tree->n_arguments && !open; i++)
        open = expression_lacks_edges(tree->arguments[i]);
    return open;
}

static bool has_edges(const struct expression *tree)
{
    bool has = rank_has_edges(tree) || (tree->by && has_edges(tree->by));
    for (size_t i = 0; i < tree->n_arguments && !has; i++)
        has = has_edges(tree->arguments[i]);
    return has;
}

bool definition_has_constants(const struct definition *definition, struct arena *arena)
{
    struct expression *tree = definition->expression[0] ? definition_expression(definition, arena, NULL) : NULL;
    return definition->n_levels > 0 || (tree && has_edges(tree));
}

bool definition_lacks_edges(const struct definition *definition, struct arena *arena)
{
    struct expression *tree = definition->expression[0] ? definition_expression(definition, arena, NULL) : NULL;
    return tree && expression_lacks_edges(tree);
}

bool definition_fit_edges(struct definition *definition, const struct world *world, const struct feature_rows *rows,
                          struct arena *arena, struct work *work, struct error *err)
{
    struct expression *tree = definition_expression(definition, arena, err);
    struct search search = { definition, world, rows, arena, work, err };
    if (!tree || !fit_calls(&search, &tree))
        return false;
    struct text words = TEXT_EMPTY;
    expression_write(tree, &words);
    definition->expression = arena_text(arena, text_string(&words));
    text_release(&words);
    return true;
}
