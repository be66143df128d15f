/* Features of features: the names of other features replaced by what they stand for, so that a definition says all that
   it means. What is stored with a model, hashed or computed later needs no other definition beside it. */
#include "feature/aggregate.h"
#include "feature/definition.h"
#include "feature/node.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

struct expansion {
    const struct world *world; /* NULL: nothing is loaded */
    const struct feature *all;
    size_t n_all;
    struct arena *arena;
    struct error *err;
    const char *owner; /* the definition's name: its own features are in no pattern */
    bool replaced;
};

/* Columns and tables come before features, as they do where names are looked up. */
static const struct feature *feature_called(const struct expansion *expansion, const char *name)
{
    const struct world *world = expansion->world;
    if (world && (table_column(world->customers, name) || world_events(world, name)))
        return NULL;
    for (size_t i = 0; i < expansion->n_all; i++)
        if (strcmp(expansion->all[i].name, name) == 0)
            return &expansion->all[i];
    for (size_t i = 0; i < expansion->n_all && !strchr(name, '*'); i++)
        if (feature_is_called(&expansion->all[i], name))
            return &expansion->all[i];
    return NULL;
}

bool chain_holds(const struct chain *chain, const struct expression *expression, struct error *err)
{
    const struct chain *at = chain;
    while (at && strcmp(at->name, expression->text) != 0)
        at = at->outer;
    if (!at)
        return false;
    char *circle = copy_text(expression->text);
    for (at = chain;; at = at->outer) {
        struct text longer = TEXT_EMPTY;
        text_add_format(&longer, "%s -> %s", at->name, circle);
        free(circle);
        circle = copy_text(text_string(&longer));
        text_release(&longer);
        if (strcmp(at->name, expression->text) == 0)
            break;
    }
    fail(err, ERROR_USER, E_EXPRESSION, "features go round in a circle: %s", circle);
    if (err)
        error_place(err, NULL, NULL, 0, expression->column, expression->length);
    error_mend(err, "define '%.60s' without '%.60s'", chain->name, expression->text);
    free(circle);
    return true;
}

static struct expression *expand(struct expansion *expansion, const struct expression *node,
                                 const struct window *window, const struct chain *chain);

static struct expression *expand_name(struct expansion *expansion, const struct expression *node,
                                      const struct feature *feature, const struct chain *chain)
{
    if (chain_holds(chain, node, expansion->err))
        return NULL;
    const struct definition *definition = feature->definition;
    const struct expression *tree = definition_feature(definition, feature->window, expansion->arena, expansion->err);
    struct window window = definition_window(definition, feature->window);
    struct chain inner = { chain, node->text };
    expansion->replaced = true;
    return tree ? expand(expansion, tree, &window, &inner) : NULL;
}

static struct expression *node_like(struct expansion *expansion, const struct expression *node,
                                    enum expression_kind kind, size_t n_arguments)
{
    struct expression *made = arena_allocate(expansion->arena, 1, sizeof *made);
    *made = (struct expression){ .kind = kind, .column = node->column, .length = node->length };
    made->n_arguments = n_arguments;
    made->arguments = arena_allocate(expansion->arena, n_arguments + 1, sizeof *made->arguments);
    return made;
}

/* Whether FEATURE is what is being defined: such a one is in no pattern. */
static bool is_within(const struct expansion *expansion, const struct chain *chain, const struct feature *feature)
{
    while (chain && strcmp(chain->name, feature->name) != 0)
        chain = chain->outer;
    return chain || strcmp(feature->definition->name, expansion->owner) == 0;
}

/* mean(spend_*): the features of that pattern, row by row. */
static struct expression *expand_pattern(struct expansion *expansion, const struct expression *node,
                                         const struct chain *chain)
{
    static const char *const rows[][2] = { { "mean", "row_mean" },
                                           { "sum", "row_sum" },
                                           { "min", "row_min" },
                                           { "max", "row_max" },
                                           { "count", "row_count" } };
    const struct expression *pattern = node->arguments[0];
    size_t k = 0, n_rows = sizeof rows / sizeof *rows;
    while (k < n_rows && strcmp(rows[k][0], node->text) != 0)
        k++;
    if (k == n_rows || node->condition || node->n_arguments > 1 || node->period.length.count > 0 ||
        !window_is_all(&node->window)) {
        fail(expansion->err, ERROR_USER, E_EXPRESSION, "features by a pattern are taken as they are: '%s' does not fit",
             node->text);
        place_error(expansion->err, node);
        error_mend(expansion->err, "mean(%.60s)", pattern->text);
        return NULL;
    }
    struct expression *call = node_like(expansion, node, EXPRESSION_CALL, FUNCTION_ARGUMENTS);
    call->text = rows[k][1];
    call->n_arguments = 0;
    for (size_t i = 0; i < expansion->n_all; i++) {
        const struct feature *feature = &expansion->all[i];
        if (!glob_match(pattern->text, feature->name) || is_within(expansion, chain, feature))
            continue;
        if (call->n_arguments == FUNCTION_ARGUMENTS) {
            fail(expansion->err, ERROR_USER, E_EXPRESSION, "more than %d features are called '%.60s'",
                 (int)FUNCTION_ARGUMENTS, pattern->text);
            place_error(expansion->err, pattern);
            return NULL;
        }
        struct expression name = *pattern;
        name.text = feature->name;
        if (!(call->arguments[call->n_arguments++] = expand_name(expansion, &name, feature, chain)))
            return NULL;
    }
    if (call->n_arguments > 0)
        return call;
    fail(expansion->err, ERROR_USER, E_NO_FEATURE, "no feature is called '%.60s'", pattern->text);
    place_error(expansion->err, pattern);
    return NULL;
}

/* A bare `orders` cannot have a window: count(orders) over 30d > 0 can. */
static struct expression *bare_count(struct expansion *expansion, const struct expression *node,
                                     const struct window *window)
{
    struct expression *test = node_like(expansion, node, EXPRESSION_BINARY, 2);
    struct expression *count = node_like(expansion, node, EXPRESSION_AGGREGATE, 1);
    count->text = "count";
    count->arguments[0] = (struct expression *)node;
    count->window = *window;
    test->operator_ = OP_GREATER;
    test->arguments[0] = count;
    test->arguments[1] = node_like(expansion, node, EXPRESSION_NUMBER, 0);
    return test;
}

/* present() of a rolling window that ends now says its length. */
static struct expression *present_of(struct expansion *expansion, struct expression *call, const struct window *window)
{
    if (window->kind != WINDOW_ROLLING || window->near.count > 0)
        return call;
    call->arguments = arena_allocate(expansion->arena, 1, sizeof *call->arguments);
    call->arguments[0] = node_like(expansion, call, EXPRESSION_DURATION, 0);
    call->arguments[0]->duration = window->far;
    call->n_arguments = 1;
    return call;
}

/* A copy of NODE whose aggregates have windows of their own: WINDOW where they have none. */
static struct expression *expand(struct expansion *expansion, const struct expression *node,
                                 const struct window *window, const struct chain *chain)
{
    if (node->kind == EXPRESSION_NAME) {
        const struct feature *feature = feature_called(expansion, node->text);
        if (feature)
            return expand_name(expansion, node, feature, chain);
        if (!window_is_all(window) && expansion->world && world_events(expansion->world, node->text))
            return bare_count(expansion, node, window);
    }
    struct expression *copy = arena_allocate(expansion->arena, 1, sizeof *copy);
    *copy = *node;
    if (node->kind == EXPRESSION_AGGREGATE && node->arguments[0]->kind == EXPRESSION_NAME &&
        strchr(node->arguments[0]->text, '*'))
        return expand_pattern(expansion, node, chain);
    if (node->kind == EXPRESSION_AGGREGATE) {
        if (window_is_all(&copy->window))
            copy->window = *window;
        return copy;
    }
    if (node->kind == EXPRESSION_CALL && strcmp(node->text, "present") == 0 && node->n_arguments == 0)
        return present_of(expansion, copy, window);
    copy->arguments = arena_allocate(expansion->arena, node->n_arguments + 1, sizeof *copy->arguments);
    for (size_t i = 0; i < node->n_arguments; i++)
        if (!(copy->arguments[i] = expand(expansion, node->arguments[i], window, chain)))
            return NULL;
    if (node->by && !(copy->by = expand(expansion, node->by, window, chain)))
        return NULL;
    return copy;
}

bool feature_expand(struct feature *feature, const struct world *world, const struct feature *all, size_t n_all,
                    struct arena *arena, struct error *err)
{
    const struct definition *definition = feature->definition;
    if (!definition->expression[0])
        return true;
    struct expansion expansion = { world, all, n_all, arena, err, definition->name ? definition->name : "", false };
    struct expression *tree = definition_feature(definition, feature->window, arena, err);
    struct window window = definition_window(definition, feature->window);
    struct chain chain = { NULL, feature->name };
    if (!tree || !(tree = expand(&expansion, tree, &window, &chain)))
        return false;
    bool one_alone = definition->n_windows <= 1 && !definition->by;
    if (!expansion.replaced && (one_alone || !expression_lacks_edges(tree)))
        return true;
    struct text words = TEXT_EMPTY;
    struct definition *expanded = arena_allocate(arena, 1, sizeof *expanded);
    expression_write(tree, &words);
    *expanded = (struct definition){ .kind = definition->kind,
                                     .name = feature->name,
                                     .expression = arena_text(arena, text_string(&words)) };
    text_release(&words);
    feature->definition = expanded;
    feature->window = 0;
    return true;
}
