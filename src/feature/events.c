/* Aggregates bound to the event table that they count: sum(orders.amount where channel == "app"). */
#include "feature/events.h"

#include "feature/aggregate.h"
#include "feature/bind.h"
#include "feature/decay.h"
#include "feature/gather.h"
#include "feature/join.h"
#include "feature/measures.h"
#include "feature/reference.h"
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

/* `count(returns)` inside an aggregate of orders: over the returns of each order. */
static struct node *resolve_below(struct binder *binder, const struct expression *expression)
{
    const struct events_scope *scope = binder->context;
    struct bound_events bound;
    if (!events_bind(binder, scope->world, expression, &bound))
        return NULL;
    if (events_above(scope->world, bound.events) != scope->events) {
        bind_fails(binder, expression, E_EXPRESSION, "an aggregate cannot stand inside another");
        error_reason(binder->err, "rows of %s do not happen to rows of %s", bound.events->table->name,
                     scope->events->table->name);
        return NULL;
    }
    if (!window_is_all(&expression->window))
        return bind_fails(binder, expression, E_EXPRESSION,
                          "an aggregate inside another has no window: it sees all that is before the as-of date");
    bool bare = expression->text == aggregate_any || expression->text == aggregate_no;
    const struct aggregate *aggregate = kind_find((const void *const *)aggregates, bare ? "count" : expression->text);
    if (bound.weight || bound.n_others > 0 || (aggregate->measures & MEASURE_BIT(MEASURE_SLOPE)))
        return bind_fails(binder, expression, E_EXPRESSION, "'%s' of this form cannot stand inside another aggregate",
                          expression->text);
    struct gathered what = { aggregate, bound.argument, bound.condition, bound.parameter };
    struct node *node = join_gather(binder, expression, scope->world, bound.events, &what);
    if (!bare)
        return node;
    node = bind_as(binder, node, VALUE_BOOL);
    return node && expression->text == aggregate_no ? bind_not(binder, expression, node) : node;
}

struct expression *expression_any(const struct expression *name, struct arena *arena)
{
    struct expression *any = arena_allocate(arena, 1, sizeof *any);
    *any = *name;
    any->kind = EXPRESSION_AGGREGATE;
    any->text = aggregate_any;
    any->n_arguments = 1;
    any->arguments = arena_allocate(arena, 1, sizeof *any->arguments);
    any->arguments[0] = arena_allocate(arena, 1, sizeof **any->arguments);
    *any->arguments[0] = *name;
    return any;
}

/* A column of another table at the rows of this one. */
static struct node *resolve_other(struct binder *binder, const struct expression *expression,
                                  const struct events *other)
{
    const struct events_scope *scope = binder->context;
    const struct table *table = other->table;
    const struct column *column = table_need_column(table, expression->text, binder->err);
    const struct reference_data *reference = reference_of(scope->world, other);
    if (!column) {
        place_error(binder->err, expression);
        return NULL;
    }
    if (reference)
        return reference_column(binder, expression, scope->world, reference, column, scope->events);
    if (other->states)
        return join_state(binder, expression, other, column, scope->events);
    if (events_lead_to(scope->world, scope->events, other))
        return join_lookup(binder, scope->world, scope->events, other, join_column(binder, expression, other, column));
    if (events_above(scope->world, other) == scope->events) {
        bind_fails(binder, expression, E_EXPRESSION, "a row of %s may have many of %s", scope->events->table->name,
                   table->name);
        bool number = column->type == TYPE_REAL || column->type == TYPE_INT || column->type == TYPE_BOOL;
        error_mend(binder->err, "%s(%s.%s)", number ? "sum" : "last", table->name, column->name);
        return NULL;
    }
    bind_fails(binder, expression, E_EXPRESSION, "an aggregate reads one table: this one %s, not %.60s",
               scope->events->table->name, table->name);
    error_reason(binder->err, "rows of %s do not lead to rows of %s", scope->events->table->name, table->name);
    return NULL;
}

/* returns.orders.amount */
static struct node *resolve_path(struct binder *binder, const struct expression *expression)
{
    const struct events_scope *scope = binder->context;
    struct expression *rest = arena_allocate(binder->arena, 1, sizeof *rest);
    *rest = *expression;
    rest->table = expression->path;
    rest->path = NULL;
    if (strcmp(expression->table, scope->events->table->name) == 0)
        return bind(binder, rest);
    bind_fails(binder, expression, E_EXPRESSION, "an aggregate reads one table: this one %s, not %.60s",
               scope->events->table->name, expression->table);
    error_mend(binder->err, "%s.%s", expression->path, expression->text);
    return NULL;
}

static struct node *resolve_event(struct binder *binder, const struct expression *expression)
{
    const struct events_scope *scope = binder->context;
    const struct table *table = scope->events->table;
    int8_t value;
    if (expression->kind == EXPRESSION_AGGREGATE)
        return resolve_below(binder, expression);
    if (expression->kind == EXPRESSION_CALL)
        return bind_fails(binder, expression, E_EXPRESSION, "'%s' is a customer's, not an event's", expression->text);
    if (expression->path)
        return resolve_path(binder, expression);
    if (expression->kind == EXPRESSION_COLUMN && strcmp(expression->table, table->name) != 0) {
        const struct events *other = rows_named(scope->world, expression->table);
        if (other)
            return resolve_other(binder, expression, other);
        if (!world_names_customers(scope->world, expression->table))
            return fails_table(binder, expression, expression->table, scope->world);
        table = scope->world->customers;
    }
    const struct column *column = table_column(table, expression->text);
    if (column && table != scope->events->table)
        return join_customer(binder, expression, scope->world, column, SIDE_CUSTOMERS);
    if (column)
        return join_column(binder, expression, scope->events, column);
    bool bare = expression->kind == EXPRESSION_NAME;
    if (bare && word_is_bool(expression->text, strlen(expression->text), &value))
        return node_bool(binder, expression, value);
    if (bare && world_events(scope->world, expression->text))
        return resolve_below(binder, expression_any(expression, binder->arena));
    table_need_column(table, expression->text, binder->err);
    place_error(binder->err, expression);
    if (bare && table_column(scope->world->customers, expression->text))
        error_mend(binder->err, "%s.%s", scope->world->customers->name, expression->text);
    return NULL;
}

struct node *events_bind_value(struct binder *binder, const struct world *world, const struct events *events,
                               const struct expression *expression)
{
    struct events_scope *scope = arena_allocate(binder->arena, 1, sizeof *scope);
    *scope = (struct events_scope){ world, events };
    binder->resolve = resolve_event;
    binder->context = scope;
    return bind(binder, expression);
}

/* Of two tables that an argument names the one whose rows it is computed for: the lower one, events before states, and
   both before reference data. */
static const struct events *lower(const struct world *world, const struct events *a, const struct events *b)
{
    if (!a || !b)
        return a ? a : b;
    if (events_happen(a) != events_happen(b))
        return events_happen(a) ? a : b;
    return events_lead_to(world, b, a) || (a->states && !b->states) ? b : a;
}

static const struct events *find_events(const struct world *world, const struct expression *expression);

/* The tables that EXPRESSION names outside of aggregates in it. */
static const struct events *find_named(const struct world *world, const struct expression *expression)
{
    const struct events *events = NULL;
    if (expression->kind == EXPRESSION_COLUMN)
        return world_names_customers(world, expression->table) ? NULL : rows_named(world, expression->table);
    if (expression->kind == EXPRESSION_AGGREGATE)
        return NULL;
    for (size_t i = 0; i < expression->n_arguments; i++)
        events = lower(world, events, find_named(world, expression->arguments[i]));
    return events;
}

/* max(count(returns)): the table above that of the aggregate in it. */
static const struct events *find_counted(const struct world *world, const struct expression *expression)
{
    const struct events *events = NULL;
    if (expression->kind == EXPRESSION_AGGREGATE) {
        const struct expression *argument = expression->arguments[0];
        events = argument->kind == EXPRESSION_NAME ? world_events(world, argument->text) : find_events(world, argument);
        return events ? events_above(world, events) : NULL;
    }
    for (size_t i = 0; i < expression->n_arguments && !events; i++)
        events = find_counted(world, expression->arguments[i]);
    return events;
}

static const struct events *find_events(const struct world *world, const struct expression *expression)
{
    const struct events *events = find_named(world, expression);
    return events ? events : find_counted(world, expression);
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
    if (name && name->kind == EXPRESSION_COLUMN && world_names_customers(world, name->table)) {
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
    /* What is taken of times is taken of whole numbers as they are; what computes with numbers, of the nearest. */
    if ((*argument)->type == VALUE_WHOLE && !aggregate->takes_yes_no &&
        !(aggregate->takes_numbers && aggregate->takes_time))
        *argument = bind_as(binder, *argument, VALUE_NUMBER);
    enum value_type type = (*argument)->type;
    if (type == VALUE_WHOLE && !aggregate->takes_yes_no)
        return true;
    if (aggregate->takes_yes_no)
        return (*argument = bind_as(binder, bind_as(binder, *argument, VALUE_BOOL), VALUE_NUMBER)) != NULL;
    if (aggregate->takes_numbers && (type == VALUE_BOOL || type == VALUE_DURATION)) {
        *argument = bind_as(binder, *argument, VALUE_NUMBER);
        return *argument != NULL;
    }
    if ((type == VALUE_NUMBER && aggregate->takes_numbers) || (type == VALUE_TEXT && aggregate->takes_text) ||
        (type == VALUE_TIME && aggregate->takes_time))
        return true;
    bind_fails(binder, expression, E_TYPE, "%s takes %s, and %.80s is %s", aggregate->name,
               aggregate->takes_numbers ? "numbers" : "times", written(binder, expression), value_type_name(type));
    if (aggregate->takes_numbers)
        error_mend(binder->err, "%s(%.80s)", type == VALUE_TEXT ? "distinct" : "max", written(binder, expression));
    return false;
}

bool aggregate_parameter(struct binder *binder, const struct aggregate *row, const struct expression *aggregate,
                         double *parameter)
{
    *parameter = row->parameter;
    if (aggregate->n_arguments < 2)
        return true;
    const struct expression *expression = aggregate->arguments[1];
    struct node *node = bind_as(binder, bind(binder, expression), VALUE_NUMBER);
    if (!node)
        return false;
    if (!node->constant) {
        bind_fails(binder, expression, E_TYPE, "'%s' needs a number here, the same for all events", row->name);
        return false;
    }
    *parameter = *(const double *)node->values;
    const char *wrong = row->check(*parameter);
    if (!wrong)
        return true;
    bind_fails(binder, expression, E_BAD_VALUE, "%s(%s): %s", row->name, row->form, wrong);
    return false;
}

/* distinct(a, b): the values beside the first. */
static bool bind_others(struct binder *inner, const struct aggregate *row, const struct expression *aggregate,
                        struct bound_events *out)
{
    const struct node **others = arena_allocate(inner->arena, aggregate->n_arguments, sizeof *others);
    for (size_t i = 1; i < aggregate->n_arguments; i++) {
        struct node *node = bind(inner, aggregate->arguments[i]);
        if (!node || !argument_fits(inner, row, aggregate->arguments[i], &node))
            return false;
        others[out->n_others++] = node;
        out->argument_key =
            arena_format(inner->arena, "%s, %s", out->argument_key, written(inner, aggregate->arguments[i]));
    }
    out->others = others;
    return true;
}

static struct node *event_time(struct binder *inner, const struct expression *expression, const struct events *events)
{
    return node_column(inner, expression, events->table, &events->table->columns[events->time_column], SIDE_OWN);
}

static bool bind_argument(struct binder *inner, const struct expression *aggregate, struct bound_events *out)
{
    const struct expression *argument = aggregate->arguments[0];
    const struct aggregate *row = kind_find((const void *const *)aggregates, aggregate->text);
    bool whole = argument->kind == EXPRESSION_NAME && row->of_times && row->takes_table &&
                 strcmp(argument->text, out->events->table->name) == 0;
    struct node *node = whole ? event_time(inner, argument, out->events) : bind(inner, argument);
    if (!node || !argument_fits(inner, row, argument, &node))
        return false;
    out->argument = node;
    out->argument_key = row->takes_yes_no ? arena_format(inner->arena, "share of %s", written(inner, argument))
                                          : written(inner, argument);
    if (node->type == VALUE_WHOLE) /* beside those of the same words that are rounded to doubles */
        out->argument_key = arena_format(inner->arena, "whole %s", out->argument_key);
    if (row->takes_many && !bind_others(inner, row, aggregate, out))
        return false;
    if (row->has_parameter && !aggregate_parameter(inner, row, aggregate, &out->parameter))
        return false;
    out->argument_uses_customers = inner->uses_customers;
    out->argument_uses_cutoff = inner->uses_cutoff;
    return true;
}

/* With decay=HALF-LIFE: the weights of the values that are there, and the values times their weights. */
static void bind_decay(struct binder *inner, const struct expression *aggregate, struct bound_events *out)
{
    static const double days[] = { [DURATION_HOUR] = 1 / 24.0, [DURATION_DAY] = 1, [DURATION_WEEK] = 7 };
    char length[16];
    duration_format(aggregate->duration, length);
    struct node *value = (struct node *)out->argument;
    struct node *weight = decay_weights(inner, aggregate, event_time(inner, aggregate, out->events),
                                        aggregate->duration.count * days[aggregate->duration.unit], value);
    bool number = value && value->type == VALUE_NUMBER;
    out->weight = weight;
    out->weight_key = arena_format(inner->arena, "weight %s of %s", length, out->argument_key);
    out->argument = number ? decay_product(inner, aggregate, value, weight) : weight;
    out->argument_key = arena_format(inner->arena, "%s decay=%s", out->argument_key, length);
    out->argument_uses_cutoff = true;
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
    return argument->kind == EXPRESSION_NAME && (!row || row->takes_table) ? rows_named(world, argument->text) : NULL;
}

/* What asks when its rows happened cannot be asked of reference data. */
static bool check_standing(struct binder *binder, const struct expression *aggregate, const struct aggregate *row,
                           const struct bound_events *bound, bool rows)
{
    if (events_happen(bound->events) || (aggregate->duration.count == 0 && !(rows && row && row->of_times)))
        return true;
    const char *name = bound->events->table->name;
    bind_fails(binder, aggregate, E_EXPRESSION, "rows of %s did not happen, they are in force", name);
    error_mend(binder->err, "count(%s)", name);
    return false;
}

/* share(orders where ..): of the table's rows, those for which it is so. */
static const struct expression *share_of_rows(const struct world *world, const struct expression *aggregate,
                                              const struct aggregate *row, struct arena *arena,
                                              const struct events **events)
{
    const struct expression *table = aggregate->arguments[0];
    if (!row || !row->takes_yes_no || !aggregate->condition || table->kind != EXPRESSION_NAME ||
        !(*events = rows_named(world, table->text)))
        return aggregate;
    struct expression *share = arena_allocate(arena, 1, sizeof *share);
    *share = *aggregate;
    share->arguments = arena_allocate(arena, 1, sizeof *share->arguments);
    share->arguments[0] = aggregate->condition;
    share->condition = NULL;
    return share;
}

bool events_bind(struct binder *binder, const struct world *world, const struct expression *aggregate,
                 struct bound_events *out)
{
    const struct aggregate *row = kind_find((const void *const *)aggregates, aggregate->text);
    *out = (struct bound_events){ .argument_key = "", .condition_key = "" };
    aggregate = share_of_rows(world, aggregate, row, binder->arena, &out->events);
    const struct expression *argument = aggregate->arguments[0];
    if (aggregate->period.length.count > 0 || (row && row->of_series)) {
        bind_fails(binder, aggregate, E_EXPRESSION, row->of_series ? "'%s' counts periods" : "'%s' has no periods here",
                   aggregate->text);
        error_mend(binder->err, "%s(count(orders) per 1w)", aggregate->text);
        return false;
    }
    bool share = out->events != NULL;
    out->events = share ? out->events : whole_table(world, aggregate);
    bool rows = out->events != NULL && !share;
    if (!rows && argument->kind == EXPRESSION_NAME && rows_named(world, argument->text)) {
        bind_fails(binder, argument, E_TYPE, "'%s' needs a column of %.60s", aggregate->text, argument->text);
        error_mend(binder->err, "%s(%s.COLUMN)", aggregate->text, argument->text);
        return false;
    }
    if (!out->events && !(out->events = find_events(world, argument)))
        return fails_no_table(binder, world, aggregate) != NULL;
    if (!check_standing(binder, aggregate, row, out, rows))
        return false;
    struct events_scope scope = { world, out->events };
    struct binder inner = { .arena = binder->arena,
                            .err = binder->err,
                            .resolve = resolve_event,
                            .context = &scope,
                            .joins = binder->joins,
                            .horizon = binder->horizon,
                            .has_cutoff = binder->has_cutoff };
    if ((!rows || (row && row->of_times)) && !bind_argument(&inner, aggregate, out))
        return false;
    if (aggregate->duration.count > 0)
        bind_decay(&inner, aggregate, out);
    return !aggregate->condition || bind_condition(&inner, aggregate->condition, out);
}
