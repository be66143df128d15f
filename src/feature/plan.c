/* Features to a plan: what names stand for at a customer, and which walks, selections, lanes and cells are needed. */
#include "feature/plan.h"

#include "feature/aggregate.h"
#include "feature/bind.h"
#include "feature/decay.h"
#include "feature/definition.h"
#include "feature/division.h"
#include "feature/events.h"
#include "feature/join.h"
#include "feature/present.h"
#include "feature/reference.h"
#include "feature/scores.h"
#include "feature/series.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/text.h"

/* What the names of one feature are looked up in. */
struct scope {
    struct plan *plan;
    struct window window;
    const struct feature *features;
    size_t n_features;
    struct chain chain;
    enum wanted wanted;
};

/* A place at the end of an array in ARENA, cleared. */
#define APPEND(arena, items, n, room) append(arena, (void **)&(items), &(n), &(room), sizeof *(items))
static void *append(struct arena *arena, void **items, size_t *n, size_t *room, size_t size)
{
    if (*n == *room) {
        *room = *room ? *room * 2 : 4;
        void *larger = arena_allocate(arena, *room, size);
        if (*n > 0)
            memcpy(larger, *items, *n * size);
        *items = larger;
    }
    return (char *)*items + size * (*n)++;
}

static size_t find_walk(struct plan *plan, const struct events *events)
{
    for (size_t i = 0; i < plan->n_walks; i++)
        if (plan->walks[i].events == events)
            return i;
    struct walk *walk = APPEND(&plan->arena, plan->walks, plan->n_walks, plan->room_walks);
    walk->events = events;
    return plan->n_walks - 1;
}

static size_t find_edge(struct plan *plan, struct walk *walk, const struct edge *edge)
{
    for (size_t i = 0; i < walk->n_edges; i++)
        if (walk->edges[i].kind == edge->kind && walk->edges[i].back.count == edge->back.count &&
            walk->edges[i].back.unit == edge->back.unit)
            return i;
    *(struct edge *)APPEND(&plan->arena, walk->edges, walk->n_edges, walk->room_edges) = *edge;
    return walk->n_edges - 1;
}

/* The walk's edges between which WINDOW lies; in a target's or a series' plan there is one window only. */
static void find_window(struct plan *plan, struct walk *walk, const struct window *window, size_t *low, size_t *high)
{
    struct edge edges[2] = { { EDGE_BEGIN, { 0 } }, { EDGE_END, { 0 } } };
    if (!plan->horizon.ahead && !plan->periodic)
        window_edges(window, &edges[0], &edges[1]);
    *low = find_edge(plan, walk, &edges[0]);
    *high = find_edge(plan, walk, &edges[1]);
}

static size_t find_selection(struct plan *plan, struct walk *walk, const struct bound_events *bound)
{
    for (size_t i = 0; i < walk->n_selections; i++)
        if (strcmp(walk->selections[i].key, bound->condition_key) == 0)
            return i;
    struct selection *selection = APPEND(&plan->arena, walk->selections, walk->n_selections, walk->room_selections);
    selection->key = bound->condition_key;
    selection->condition = bound->condition;
    selection->uses_customers = bound->condition_uses_customers;
    selection->uses_cutoff = bound->condition_uses_cutoff;
    selection->picks = bound->condition || (!plan->horizon.ahead && walk->events->known_column != SIZE_MAX);
    selection->gathers = selection->picks;
    return walk->n_selections - 1;
}

static size_t find_lane(struct plan *plan, struct selection *selection, const struct bound_events *bound)
{
    for (size_t i = 0; i < selection->n_lanes; i++)
        if (strcmp(selection->lanes[i].key, bound->argument_key) == 0)
            return i;
    struct lane *lane = APPEND(&plan->arena, selection->lanes, selection->n_lanes, selection->room_lanes);
    lane->key = bound->argument_key;
    lane->argument = bound->argument;
    lane->others = bound->others;
    lane->n_others = bound->n_others;
    lane->uses_customers = bound->argument_uses_customers;
    lane->uses_cutoff = bound->argument_uses_cutoff;
    const struct column *column = bound->argument ? bound->argument->column : NULL;
    lane->direct = !bound->argument ||
                   (column && bound->n_others == 0 && bound->argument->side == SIDE_OWN &&
                    (column->type != TYPE_INT || bound->argument->type == VALUE_WHOLE) && column->type != TYPE_BOOL);
    selection->gathers = selection->gathers || !lane->direct;
    return selection->n_lanes - 1;
}

/* Measures with different parameters stand in different cells. */
static size_t find_cell(struct plan *plan, struct walk *walk, struct lane *lane, const struct window *window,
                        unsigned needs, double parameter)
{
    size_t i = 0, low, high;
    find_window(plan, walk, window, &low, &high);
    double own = needs & MEASURES_WITH_PARAMETER ? parameter : 0;
    while (i < lane->n_cells &&
           (lane->cells[i].low != low || lane->cells[i].high != high || lane->cells[i].parameter != own))
        i++;
    if (i == lane->n_cells) {
        struct cell *cell = APPEND(&plan->arena, lane->cells, lane->n_cells, lane->room_cells);
        cell->low = low;
        cell->high = high;
        cell->parameter = own;
    }
    lane->cells[i].needs |= needs;
    return i;
}

static const void *slot_values(const struct node *node, const struct batch *batch, void *buffer)
{
    (void)buffer;
    return batch->slots[node->slot];
}

static struct node *slot_node(struct binder *binder, const struct expression *expression, size_t slot,
                              enum value_type type, const struct node *argument)
{
    struct node *node = node_new(binder, expression, type, slot_values, 0);
    node->slot = slot;
    node->integral = argument && type == VALUE_NUMBER && argument->integral;
    if (type == VALUE_TEXT) {
        node->dictionary = argument->dictionary;
        node->keeper = argument->keeper;
    }
    if (argument) /* one of its values */
        node_takes_privacy(node, argument);
    return node;
}

/* A slot for AGGREGATE of what is bound. */
static struct node *add_slot(struct binder *binder, const struct expression *expression,
                             const struct aggregate *aggregate, const struct bound_events *bound)
{
    const struct scope *scope = binder->context;
    struct plan *plan = scope->plan;
    struct slot slot = { .aggregate = aggregate,
                         .type = aggregate->gives_value ? bound->argument->type : VALUE_NUMBER };
    slot.walk = find_walk(plan, bound->events);
    struct walk *walk = &plan->walks[slot.walk];
    slot.selection = find_selection(plan, walk, bound);
    struct selection *selection = &walk->selections[slot.selection];
    slot.lane = find_lane(plan, selection, bound);
    const struct window *window = window_is_all(&expression->window) ? &scope->window : &expression->window;
    slot.cell = find_cell(plan, walk, &selection->lanes[slot.lane], window, aggregate->measures, bound->parameter);
    return slot_node(binder, expression, plan_add_slot(plan, &slot), slot.type,
                     aggregate->gives_value ? bound->argument : NULL);
}

/* Of active periods only: the events that are looked at are counted too. */
static void add_activity(struct binder *binder, const struct expression *expression, const struct bound_events *bound)
{
    struct plan *plan = ((const struct scope *)binder->context)->plan;
    struct bound_events rows = *bound;
    rows.argument = NULL;
    rows.argument_key = "";
    rows.n_others = 0;
    add_slot(binder, expression, kind_find((const void *const *)aggregates, "count"), &rows);
    plan->slots[plan->n_slots - 1].tells_activity = true;
}

/* slope(sum(orders.amount) per 1w): an aggregate of what stands before `per`. */
static struct node *resolve_series(struct binder *binder, const struct expression *expression,
                                   const struct aggregate *aggregate)
{
    const struct scope *scope = binder->context;
    const struct window *window = window_is_all(&expression->window) ? &scope->window : &expression->window;
    double parameter = 0;
    size_t slot;
    if (scope->plan->horizon.ahead)
        return bind_fails(binder, expression, E_EXPRESSION, "a target has one window, not periods");
    if (!aggregate->takes_numbers || (aggregate->takes_many && expression->n_arguments > 1))
        return bind_fails(binder, expression, E_EXPRESSION, "'%s' of this form takes no periods", aggregate->name);
    if (aggregate->has_parameter && !aggregate_parameter(binder, aggregate, expression, &parameter))
        return NULL;
    if (!series_add(scope->plan, expression, aggregate, parameter, window, &slot, binder->err))
        return NULL;
    return slot_node(binder, expression, slot, VALUE_NUMBER, NULL);
}

/* Weighed by age: a count is the sum of weights, a mean the weighed sum over that. */
static struct node *resolve_decayed(struct binder *binder, const struct expression *expression,
                                    const struct aggregate *aggregate, struct bound_events *bound)
{
    const struct scope *scope = binder->context;
    const struct aggregate *sum = kind_find((const void *const *)aggregates, "sum");
    if (scope->plan->horizon.ahead)
        return bind_fails(binder, expression, E_EXPRESSION, "a target weighs all its events the same");
    struct bound_events weights = *bound;
    weights.argument = bound->weight;
    weights.argument_key = bound->weight_key;
    if (aggregate->measures == MEASURE_BIT(MEASURE_N))
        return add_slot(binder, expression, sum, &weights);
    struct node *total = add_slot(binder, expression, sum, bound);
    if (aggregate->measures == MEASURE_BIT(MEASURE_SUM))
        return total;
    return decay_mean(binder, expression, total, add_slot(binder, expression, sum, &weights));
}

static struct node *resolve_aggregate(struct binder *binder, const struct expression *expression)
{
    const struct scope *scope = binder->context;
    struct bound_events bound;
    bool bare = expression->text == aggregate_any || expression->text == aggregate_no;
    const struct aggregate *aggregate = kind_find((const void *const *)aggregates, bare ? "count" : expression->text);
    if (expression->period.length.count > 0)
        return resolve_series(binder, expression, aggregate);
    if (!events_bind(binder, scope->plan->world, expression, &bound))
        return NULL;
    if (!events_happen(bound.events))
        return reference_aggregate(binder, expression, scope->plan, aggregate, &bound);
    if (scope->plan->active)
        add_activity(binder, expression, &bound);
    if (bound.weight)
        return resolve_decayed(binder, expression, aggregate, &bound);
    struct node *node = add_slot(binder, expression, aggregate, &bound);
    if (!bare)
        return node;
    node = bind_as(binder, node, VALUE_BOOL);
    return expression->text == aggregate_no ? bind_not(binder, expression, node) : node;
}

static struct node *fails_many(struct binder *binder, const struct expression *expression, const struct table *table)
{
    const struct column *column = table_column(table, expression->text);
    if (!column) {
        table_need_column(table, expression->text, binder->err);
        place_error(binder->err, expression);
        return NULL;
    }
    bind_fails(binder, expression, E_TYPE, "a customer has many values of %s.%.60s", table->name, expression->text);
    bool number = column->type == TYPE_REAL || column->type == TYPE_INT || column->type == TYPE_BOOL;
    error_mend(binder->err, "%s(%s.%s)", number ? "mean" : "distinct", table->name, expression->text);
    error_mend(binder->err, "last(%s.%s)", table->name, expression->text);
    return NULL;
}

static struct node *resolve_column(struct binder *binder, const struct expression *expression)
{
    const struct world *world = ((const struct scope *)binder->context)->plan->world;
    if (!world_names_customers(world, expression->table)) {
        const struct events *events = world_events(world, expression->table);
        const struct column *state = events && events->states ? table_column(events->table, expression->text) : NULL;
        if (state && !expression->path)
            return join_state(binder, expression, events, state, NULL);
        if (!events && !expression->path && world_reference(world, expression->table))
            return reference_at_customer(binder, expression, world, world_reference(world, expression->table));
        return events ? fails_many(binder, expression, events->table)
                      : fails_table(binder, expression, expression->table, world);
    }
    const struct column *column = table_need_column(world->customers, expression->text, binder->err);
    if (column)
        return join_customer(binder, expression, world, column, SIDE_OWN);
    place_error(binder->err, expression);
    return NULL;
}

/* Another feature by its name: its expression over its window, in place. */
static struct node *resolve_feature(struct binder *binder, const struct expression *expression,
                                    const struct feature *feature)
{
    struct scope *outer = binder->context;
    if (chain_holds(&outer->chain, expression, binder->err))
        return NULL;
    const struct expression *tree = definition_feature(feature->definition, feature->window, binder->arena, NULL);
    if (!tree)
        return bind_fails(binder, expression, E_EXPRESSION, "the feature '%s' cannot be read", feature->name);
    struct scope inner = *outer;
    inner.chain = (struct chain){ &outer->chain, feature->name };
    inner.window = definition_window(feature->definition, feature->window);
    struct error *err = binder->err, below = ERROR_INIT;
    binder->context = &inner;
    binder->err = &below;
    struct node *node = bind(binder, tree);
    binder->context = outer;
    binder->err = err;
    if (node)
        return node;
    below.place.column = 0; /* a place in the other feature's text */
    place_error(&below, expression);
    if (err)
        error_move(err, &below);
    error_release(&below);
    return NULL;
}

static struct node *resolve_name(struct binder *binder, const struct expression *expression)
{
    const struct scope *scope = binder->context;
    const struct world *world = scope->plan->world;
    const struct column *column = table_column(world->customers, expression->text);
    int8_t value;
    if (column)
        return join_customer(binder, expression, world, column, SIDE_OWN);
    if (rows_named(world, expression->text))
        return resolve_aggregate(binder, expression_any(expression, binder->arena));
    for (size_t i = 0; i < scope->n_features; i++)
        if (strcmp(scope->features[i].name, expression->text) == 0)
            return resolve_feature(binder, expression, &scope->features[i]);
    for (size_t i = 0; i < scope->n_features && !strchr(expression->text, '*'); i++)
        if (feature_is_called(&scope->features[i], expression->text))
            return resolve_feature(binder, expression, &scope->features[i]);
    if (word_is_bool(expression->text, strlen(expression->text), &value))
        return node_bool(binder, expression, value);
    return events_fail_name(binder, world, expression);
}

/* present(90d), or present() of the feature's own window. */
static struct node *resolve_present(struct binder *binder, const struct expression *expression)
{
    const struct scope *scope = binder->context;
    struct window window = scope->window;
    if (scope->plan->horizon.ahead || scope->plan->periodic)
        return bind_fails(binder, expression, E_EXPRESSION, "'present' counts back from an as-of date over a window");
    if (expression->n_arguments > 0) {
        const struct expression *length = expression->arguments[0];
        if (length->kind != EXPRESSION_DURATION || length->duration.count == 0) {
            bind_fails(binder, length, E_TYPE, "'present' needs a duration");
            error_mend(binder->err, "present(90d)");
            return NULL;
        }
        window = (struct window){ .kind = WINDOW_ROLLING, .far = length->duration };
    }
    return present_days(binder, expression, scope->plan->world, &window);
}

static struct node *resolve(struct binder *binder, const struct expression *expression)
{
    const struct scope *scope = binder->context;
    switch (expression->kind) {
    case EXPRESSION_AGGREGATE:
        return resolve_aggregate(binder, expression);
    case EXPRESSION_COLUMN:
        return resolve_column(binder, expression);
    case EXPRESSION_CALL:
        return function_of(expression)->takes_model ? score_bind(binder, expression, scope->plan, scope->wanted)
                                                    : resolve_present(binder, expression);
    default:
        return resolve_name(binder, expression);
    }
}

struct plan *plan_begin(const struct world *world, size_t n_outputs, const struct horizon *horizon)
{
    struct plan *plan = allocate(1, sizeof *plan);
    arena_init(&plan->arena);
    plan->world = world;
    if (horizon)
        plan->horizon = *horizon;
    plan->outputs = arena_allocate(&plan->arena, n_outputs + 1, sizeof *plan->outputs);
    plan->names = arena_allocate(&plan->arena, n_outputs + 1, sizeof *plan->names);
    plan->yes_no = arena_allocate(&plan->arena, n_outputs + 1, sizeof *plan->yes_no);
    return plan;
}

void plan_free(struct plan *plan)
{
    if (!plan)
        return;
    for (struct series *series = plan->series; series; series = series->next)
        plan_free(series->inner);
    arena_release(&plan->arena);
    free(plan);
}

static void *fails_time(struct binder *binder, const struct expression *expression)
{
    struct text spelled = TEXT_EMPTY;
    expression_write(expression, &spelled);
    bind_fails(binder, expression, E_TYPE, "a time is no value for a model: %.80s", text_string(&spelled));
    error_mend(binder->err, "days since %.80s", text_string(&spelled));
    text_release(&spelled);
    return NULL;
}

/* The figures of a person, as a telephone number that was read as one, are none to reckon with. */
static void *fails_personal(struct binder *binder, const struct expression *expression)
{
    struct text spelled = TEXT_EMPTY;
    expression_write(expression, &spelled);
    bind_fails(binder, expression, E_PERSONAL, "%.80s is personal, and a model would hold its figures",
               text_string(&spelled));
    error_mend(binder->err, "load .. types=COLUMN:text, of which features hold pseudonyms");
    error_mend(binder->err, "load .. public=COLUMN, when it is not");
    text_release(&spelled);
    return NULL;
}

/* Features: numbers, whole ones exactly, yes/no as 0 and 1, texts. Targets: no texts. Conditions: yes/no. */
static struct node *as_wanted(struct binder *binder, struct node *node, enum wanted wanted, bool *yes_no)
{
    if (!node)
        return NULL;
    if (node->type == VALUE_TIME && wanted != WANTED_CONDITION)
        return fails_time(binder, node->expression);
    if (wanted == WANTED_CONDITION || (wanted == WANTED_TARGET && node->type == VALUE_TEXT))
        node = bind_as(binder, node, VALUE_BOOL);
    *yes_no = node && node->type == VALUE_BOOL;
    if (node && wanted == WANTED_FEATURE && node_privacy(node) == PRIVACY_PERSONAL)
        return node->type == VALUE_TEXT ? node_pseudonyms(binder, node) : fails_personal(binder, node->expression);
    bool is = node && (node->type == VALUE_TEXT || (node->type == VALUE_WHOLE && wanted == WANTED_FEATURE));
    return !node || is ? node : bind_as(binder, node, VALUE_NUMBER);
}

bool plan_add(struct plan *plan, const char *name, const struct expression *expression, struct window window,
              enum wanted wanted, const struct feature *features, size_t n_features, struct error *err)
{
    struct scope scope = { plan, window, features, n_features, { NULL, name }, wanted };
    struct binder binder = { .arena = &plan->arena,
                             .err = err,
                             .resolve = resolve,
                             .context = &scope,
                             .has_cutoff = true,
                             .joins = &plan->joins,
                             .horizon = &plan->horizon,
                             .open = wanted == WANTED_FEATURE ? &plan->open : NULL };
    struct node *node = as_wanted(&binder, bind(&binder, expression), wanted, &plan->yes_no[plan->n_outputs]);
    if (!node)
        return false;
    plan->names[plan->n_outputs] = arena_text(&plan->arena, name);
    plan->outputs[plan->n_outputs++] = node;
    return true;
}

size_t plan_add_slot(struct plan *plan, const struct slot *slot)
{
    *(struct slot *)APPEND(&plan->arena, plan->slots, plan->n_slots, plan->room_slots) = *slot;
    return plan->n_slots - 1;
}

const struct cell *slot_cell(const struct plan *plan, const struct slot *slot)
{
    if (slot->own_cell)
        return slot->own_cell;
    return &plan->walks[slot->walk].selections[slot->selection].lanes[slot->lane].cells[slot->cell];
}

static void seal_cell(struct plan *plan, struct cell *cell)
{
    for (unsigned m = 0; m < N_MEASURES; m++)
        if (cell->needs & MEASURE_BIT(m))
            cell->arrays[m] = plan->n_arrays++;
}

/* Gives each measure of each cell its array, and each finished aggregate one. */
void plan_seal(struct plan *plan)
{
    for (size_t w = 0; w < plan->n_walks; w++)
        walk_divide(&plan->walks[w], &plan->arena);
    for (size_t w = 0; w < plan->n_walks; w++)
        for (size_t s = 0; s < plan->walks[w].n_selections; s++)
            for (size_t l = 0; l < plan->walks[w].selections[s].n_lanes; l++) {
                struct lane *lane = &plan->walks[w].selections[s].lanes[l];
                for (size_t c = 0; c < lane->n_cells; c++)
                    seal_cell(plan, &lane->cells[c]);
            }
    for (struct series *series = plan->series; series; series = series->next)
        for (struct cell *cell = series->cells; cell; cell = cell->next)
            seal_cell(plan, cell);
    for (size_t i = 0; i < plan->n_slots; i++) {
        struct slot *slot = &plan->slots[i];
        const struct cell *cell = slot_cell(plan, slot);
        unsigned measure = (unsigned)__builtin_ctz(slot->aggregate->measures);
        slot->array = slot->aggregate->finish ? plan->n_arrays++ : cell->arrays[measure];
    }
}

struct plan *plan_new(const struct world *world, const struct feature *features, size_t n_features, struct error *err)
{
    return plan_new_among(world, features, n_features, features, n_features, err);
}

struct plan *plan_new_among(const struct world *world, const struct feature *features, size_t n_features,
                            const struct feature *among, size_t n_among, struct error *err)
{
    struct plan *plan = plan_begin(world, n_features, NULL);
    for (size_t i = 0; i < n_features; i++) {
        const struct definition *definition = features[i].definition;
        struct window window = definition_window(definition, features[i].window);
        const struct expression *tree = definition_feature(definition, features[i].window, &plan->arena, err);
        if (!tree || !plan_add(plan, features[i].name, tree, window, WANTED_FEATURE, among, n_among, err)) {
            plan_free(plan);
            return NULL;
        }
    }
    plan_seal(plan);
    return plan;
}

enum type plan_type(const struct plan *plan, size_t feature)
{
    return value_measured(plan->outputs[feature]->type);
}
