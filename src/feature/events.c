/* Aggregates bound to the event table that they count: sum(orders.amount where channel == "app"). */
#include "feature/events.h"

#include "feature/aggregate.h"
#include "feature/bind.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/text.h"

struct events_scope {
    const struct world *world;
    const struct events *events;
};

struct node *events_fail_name(struct binder *binder, const struct world *world, const struct expression *expression)
{
    struct nearest nearest;
    nearest_init(&nearest, expression->text);
    for (size_t i = 0; i < world->customers->n_columns; i++)
        nearest_offer(&nearest, world->customers->columns[i].name);
    for (size_t i = 0; i < world->n_events; i++)
        nearest_offer(&nearest, world->events[i].table->name);
    bind_fails(binder, expression, E_NO_NAME, "'%.60s' is no column of %s, no table and no feature", expression->text,
               world->customers->name);
    for (size_t i = 0; i < world->n_events; i++)
        if (table_column(world->events[i].table, expression->text)) {
            error_mend(binder->err, "mean(%s.%s)", world->events[i].table->name, expression->text);
            return NULL;
        }
    if (nearest.best)
        error_mend(binder->err, "%s", nearest.best);
    return NULL;
}

static struct node *resolve_event(struct binder *binder, const struct expression *expression)
{
    const struct events_scope *scope = binder->context;
    const struct table *table = scope->events->table;
    int8_t value;
    if (expression->kind == EXPRESSION_AGGREGATE) /* `orders where ..` inside a condition */
        return bind_fails(binder, expression, E_EXPRESSION, "an aggregate cannot stand inside another");
    if (expression->kind == EXPRESSION_COLUMN && strcmp(expression->table, table->name) != 0) {
        if (world_events(scope->world, expression->table))
            return bind_fails(binder, expression, E_EXPRESSION, "an aggregate reads one table: this one %s, not %.60s",
                              table->name, expression->table);
        if (!names_customers(scope->world, expression->table))
            return fails_table(binder, expression, expression->table, scope->world);
        table = scope->world->customers;
    }
    const struct column *column = table_column(table, expression->text);
    if (column)
        return node_column(binder, expression, table, column,
                           table == scope->events->table ? SIDE_OWN : SIDE_CUSTOMERS);
    if (expression->kind == EXPRESSION_NAME && word_is_bool(expression->text, strlen(expression->text), &value))
        return node_bool(binder, expression, value);
    table_need_column(table, expression->text, binder->err);
    place_error(binder->err, expression);
    if (expression->kind == EXPRESSION_NAME && table_column(scope->world->customers, expression->text))
        error_mend(binder->err, "%s.%s", scope->world->customers->name, expression->text);
    return NULL;
}

/* The first event table that EXPRESSION names. */
static const struct events *find_events(const struct world *world, const struct expression *expression)
{
    const struct events *events = NULL;
    if (expression->kind == EXPRESSION_COLUMN)
        return names_customers(world, expression->table) ? NULL : world_events(world, expression->table);
    for (size_t i = 0; i < expression->n_arguments && !events; i++)
        events = find_events(world, expression->arguments[i]);
    return events;
}

/* The first name in EXPRESSION, for messages. */
static const struct expression *first_name(const struct expression *expression)
{
    if (expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_NAME)
        return expression;
    for (size_t i = 0; i < expression->n_arguments; i++) {
        const struct expression *name = first_name(expression->arguments[i]);
        if (name)
            return name;
    }
    return NULL;
}

static const struct events *fails_no_table(struct binder *binder, const struct world *world,
                                           const struct expression *aggregate)
{
    const struct expression *name = first_name(aggregate->arguments[0]);
    bool bare = name && name->kind == EXPRESSION_NAME;
    if (name && name->kind == EXPRESSION_COLUMN && names_customers(world, name->table)) {
        bind_fails(binder, name, E_TYPE, "a customer has one value of %s.%.60s, and '%s' needs events", name->table,
                   name->text, aggregate->text);
        error_mend(binder->err, "%s.%s", name->table, name->text);
        return NULL;
    }
    if (name && !bare)
        return fails_table(binder, name, name->table, world);
    bool table = bare && name == aggregate->arguments[0];
    bind_fails(binder, name ? name : aggregate, E_NO_TABLE, table ? "no event table '%.60s'" : "'%.60s' of which table",
               name ? name->text : aggregate->text);
    for (size_t i = 0; bare && i < world->n_events; i++)
        if (table_column(world->events[i].table, name->text)) {
            error_mend(binder->err, "%s.%s", world->events[i].table->name, name->text);
            return NULL;
        }
    struct nearest nearest;
    nearest_init(&nearest, bare ? name->text : "");
    for (size_t i = 0; i < world->n_events; i++)
        nearest_offer(&nearest, world->events[i].table->name);
    if (table && nearest.best)
        error_mend(binder->err, "%s", nearest.best);
    return NULL;
}

static const char *written(struct binder *binder, const struct expression *expression)
{
    struct text out = TEXT_EMPTY;
    expression_write(expression, &out);
    const char *copy = arena_text(binder->arena, text_string(&out));
    text_release(&out);
    return copy;
}

static bool argument_fits(struct binder *binder, const struct aggregate *aggregate, const struct expression *expression,
                          struct node **argument)
{
    enum value_type type = (*argument)->type;
    if (type == VALUE_BOOL || type == VALUE_DURATION) {
        *argument = bind_as(binder, *argument, VALUE_NUMBER);
        return *argument != NULL;
    }
    if (type == VALUE_NUMBER || (type == VALUE_TEXT && aggregate->takes_text) ||
        (type == VALUE_TIME && aggregate->takes_time))
        return true;
    bind_fails(binder, expression, E_TYPE, "%s takes numbers, and %.80s is %s", aggregate->name,
               written(binder, expression), value_type_name(type));
    error_mend(binder->err, "%s(%.80s)", type == VALUE_TEXT ? "distinct" : "max", written(binder, expression));
    return false;
}

static bool bind_argument(struct binder *inner, const struct expression *aggregate, struct bound_events *out)
{
    const struct expression *argument = aggregate->arguments[0];
    const struct aggregate *row = kind_find((const void *const *)aggregates, aggregate->text);
    struct node *node = bind(inner, argument);
    if (!node || !argument_fits(inner, row, argument, &node))
        return false;
    out->argument = node;
    out->argument_key = written(inner, argument);
    out->argument_uses_customers = inner->uses_customers;
    out->argument_uses_cutoff = inner->uses_cutoff;
    return true;
}

static bool bind_condition(struct binder *inner, const struct expression *condition, struct bound_events *out)
{
    inner->uses_customers = inner->uses_cutoff = false;
    struct node *node = bind(inner, condition);
    if (!node || !(node = bind_as(inner, node, VALUE_BOOL)))
        return false;
    out->condition = node;
    out->condition_key = written(inner, condition);
    out->condition_uses_customers = inner->uses_customers;
    out->condition_uses_cutoff = inner->uses_cutoff;
    return true;
}

/* count(orders): the rows of a table; NULL when the argument is none. */
static const struct events *whole_table(const struct world *world, const struct expression *aggregate)
{
    const struct expression *argument = aggregate->arguments[0];
    const struct aggregate *row = kind_find((const void *const *)aggregates, aggregate->text);
    return argument->kind == EXPRESSION_NAME && (!row || row->takes_table) ? world_events(world, argument->text) : NULL;
}

bool events_bind(struct binder *binder, const struct world *world, const struct expression *aggregate,
                 struct bound_events *out)
{
    const struct expression *argument = aggregate->arguments[0];
    *out = (struct bound_events){ .argument_key = "", .condition_key = "" };
    out->events = whole_table(world, aggregate);
    bool rows = out->events != NULL;
    if (!rows && argument->kind == EXPRESSION_NAME && world_events(world, argument->text)) {
        bind_fails(binder, argument, E_TYPE, "'%s' needs a column of %.60s", aggregate->text, argument->text);
        error_mend(binder->err, "%s(%s.COLUMN)", aggregate->text, argument->text);
        return false;
    }
    if (!rows && !(out->events = find_events(world, argument)))
        return fails_no_table(binder, world, aggregate) != NULL;
    struct events_scope scope = { world, out->events };
    struct binder inner = { .arena = binder->arena,
                            .err = binder->err,
                            .resolve = resolve_event,
                            .context = &scope,
                            .has_cutoff = binder->has_cutoff };
    return (rows || bind_argument(&inner, aggregate, out)) &&
           (!aggregate->condition || bind_condition(&inner, aggregate->condition, out));
}
