/* What a set of features takes on trust: that rows were known when they happened, and that columns of customers were
   always as they are now. */
#include "feature/definition.h"
#include "feature/events.h"
#include "feature/functions.h"
#include "feature/plan.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

struct trust {
    const struct world *world;
    bool *undated;        /* a column of the customers */
    bool **referred;      /* of each of the reference data; the last: its rows as such */
    bool by_event, known; /* reads events without, with a known time */
};

static void see_events(struct trust *trust, const char *name)
{
    const struct events *events = world_events(trust->world, name);
    if (!events)
        return;
    bool known = events->known_column != SIZE_MAX && !events->known_by_link;
    trust->by_event = trust->by_event || !known;
    trust->known = trust->known || known;
}

static void see_column(struct trust *trust, const char *name)
{
    const struct column *column = table_column(trust->world->customers, name);
    if (column)
        trust->undated[column - trust->world->customers->columns] = true;
}

/* Reference data without a time, and the customer's column that leads to it. */
static void see_reference(struct trust *trust, const char *table, const char *name, bool inside)
{
    const struct world *world = trust->world;
    const struct reference_data *reference = world_events(world, table) ? NULL : world_reference(world, table);
    if (!reference)
        return;
    const struct column *column = name ? table_column(reference->rows.table, name) : NULL;
    size_t k = column ? (size_t)(column - reference->rows.table->columns) : reference->rows.table->n_columns;
    trust->referred[reference - world->references][k] = true;
    size_t link = reference->links[world->n_events];
    for (size_t i = 0; i < world->n_events; i++)
        link = world->events[i].states && reference->links[i] > 0 ? 0 : link; /* a state leads to it, and is dated */
    if (!inside && name && link > 0)
        trust->undated[link - 1] = true;
}

static void look(struct trust *trust, const struct expression *node, bool inside)
{
    const struct world *world = trust->world;
    if (node->kind == EXPRESSION_COLUMN) {
        if (world_names_customers(world, node->path ? node->path : node->table))
            see_column(trust, node->text);
        see_events(trust, node->table);
        see_reference(trust, node->path ? node->path : node->table, node->text, inside);
        if (node->path)
            see_events(trust, node->path);
    } else if (node->kind == EXPRESSION_NAME && !inside && table_column(world->customers, node->text)) {
        see_column(trust, node->text);
    } else if (node->kind == EXPRESSION_NAME) {
        see_events(trust, node->text);
        see_reference(trust, node->text, NULL, inside);
    }
    inside = inside || node->kind == EXPRESSION_AGGREGATE;
    for (size_t i = 0; i < node->n_arguments; i++)
        look(trust, node->arguments[i], inside);
    if (node->condition)
        look(trust, node->condition, true);
}

static bool is_constant(const char *constant, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = constant; at && *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
        if (strcspn(at, ",") == length && memcmp(at, name, length) == 0)
            return true;
    return false;
}

/* Which rows there are is said by the key's column. */
static void add_referred(const struct reference_data *reference, const bool *referred, struct text *names)
{
    const struct table *table = reference->rows.table;
    if (reference->rows.time_column != SIZE_MAX)
        return;
    for (size_t k = 0; k <= table->n_columns; k++) {
        bool rows = k == table->n_columns;
        const char *name = table->columns[rows ? reference->key_column : k].name;
        bool late = !rows && reference->rows.late && reference->rows.late[k] > 0;
        if (referred[k] && !late && !is_constant(reference->constant, name))
            text_add_format(names, "%s%s%s%s", names->length > 0 ? ", " : "", table->name, rows ? "" : ".",
                            rows ? "" : name);
    }
}

/* "customers.plan, customers.city" */
static const char *undated_names(const struct trust *trust, struct arena *arena)
{
    const struct table *customers = trust->world->customers;
    const size_t *late = trust->world->customers_late; /* these have a time of their own */
    struct text names = TEXT_EMPTY;
    for (size_t k = 0; k < customers->n_columns; k++)
        if (trust->undated[k] && !(late && late[k] > 0) && k != trust->world->key_column &&
            k != trust->world->time_column && !is_constant(trust->world->constant, customers->columns[k].name))
            text_add_format(&names, "%s%s.%s", names.length > 0 ? ", " : "", customers->name,
                            customers->columns[k].name);
    for (size_t i = 0; i < trust->world->n_references; i++)
        add_referred(&trust->world->references[i], trust->referred[i], &names);
    const char *copy = names.length > 0 ? arena_text(arena, text_string(&names)) : NULL;
    text_release(&names);
    return copy;
}

/* Whether a window in NODE, or OWN for aggregates without one, begins before the data. */
static bool begins_before(const struct world *world, const struct expression *node, const struct window *own,
                          int64_t cutoff)
{
    bool is = false;
    if (node->kind == EXPRESSION_AGGREGATE) {
        const struct window *window = window_is_all(&node->window) ? own : &node->window;
        struct edge low, high;
        window_edges(window, &low, &high);
        is = window->kind == WINDOW_ROLLING && edge_instant(&low, cutoff) < world->first_time;
    }
    for (size_t i = 0; i < node->n_arguments && !is; i++)
        is = begins_before(world, node->arguments[i], own, cutoff);
    return is;
}

/* Features whose windows the data do not fill at the first cutoff: they count less there than later. */
static void find_short(const struct world *world, const struct feature *features, size_t n, int64_t cutoff,
                       struct arena *arena, struct feature_clocks *out)
{
    enum { TOLD = 3 };
    struct text names = TEXT_EMPTY;
    out->data_begin = world->first_time;
    for (size_t i = 0; i < n && cutoff != TIME_MISSING && world->first_time != TIME_MISSING; i++) {
        const struct expression *tree = definition_feature(features[i].definition, features[i].window, arena, NULL);
        struct window window = definition_window(features[i].definition, features[i].window);
        if (!tree || !begins_before(world, tree, &window, cutoff))
            continue;
        if (out->n_short++ < TOLD)
            text_add_format(&names, "%s%s", names.length > 0 ? ", " : "", features[i].name);
    }
    out->shorts = out->n_short > 0 ? arena_text(arena, text_string(&names)) : NULL;
    text_release(&names);
}

struct feature_clocks features_clocks(const struct world *world, const struct feature *features, size_t n_features,
                                      int64_t first_cutoff, struct arena *arena)
{
    struct trust trust = { .world = world };
    trust.undated = arena_allocate(arena, world->customers->n_columns + 1, sizeof *trust.undated);
    trust.referred = arena_allocate(arena, world->n_references + 1, sizeof *trust.referred);
    for (size_t i = 0; i < world->n_references; i++)
        trust.referred[i] = arena_allocate(arena, world->references[i].rows.table->n_columns + 1, sizeof(bool));
    for (size_t i = 0; i < n_features; i++) {
        const struct expression *tree = definition_feature(features[i].definition, features[i].window, arena, NULL);
        if (tree)
            look(&trust, tree, false);
    }
    /* At the end of the data, and where nothing has a time, what is written is what was so. */
    int64_t end = world_end(world);
    bool old = world->n_events > 0 && first_cutoff != TIME_MISSING && end != TIME_MISSING && first_cutoff < end;
    struct feature_clocks clocks = { .event_time_only = trust.by_event && !trust.known,
                                     .undated = old ? undated_names(&trust, arena) : NULL };
    find_short(world, features, n_features, first_cutoff, arena, &clocks);
    return clocks;
}

/* Whether NODE reads anything that belongs to a customer: a column of theirs, their events, or a feature. A reference
   table that no link of a customer leads to is read whole, and says the same of everybody. */
static bool reads_customer(const struct world *world, const struct expression *node, bool inside)
{
    bool reads = node->kind == EXPRESSION_CALL && function_of(node)->of_customers;
    if (node->kind == EXPRESSION_COLUMN)
        reads = node->path != NULL || !inside || !world_reference(world, node->table) ||
                world_events(world, node->table) || world_names_customers(world, node->table);
    else if (node->kind == EXPRESSION_NAME)
        reads = world_events(world, node->text) || table_column(world->customers, node->text) ||
                (!inside && !world_reference(world, node->text)) || strchr(node->text, '*');
    inside = inside || node->kind == EXPRESSION_AGGREGATE;
    for (size_t i = 0; i < node->n_arguments && !reads; i++)
        reads = reads_customer(world, node->arguments[i], inside);
    return reads || (node->condition && reads_customer(world, node->condition, true)) ||
           (node->by && reads_customer(world, node->by, inside));
}

bool feature_is_same_for_all(const struct world *world, const struct feature *feature, struct arena *arena)
{
    const struct expression *tree = definition_feature(feature->definition, feature->window, arena, NULL);
    return tree && !reads_customer(world, tree, false);
}
