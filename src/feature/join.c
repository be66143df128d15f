/* Ways from one event table to another: links found once for a plan, lookups upward, late columns, states. */
#include "feature/join.h"

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/table/view.h"

struct join {
    const struct events *below;
    const uint32_t *up; /* the row above of each row; UINT32_MAX: none */
    struct join *next;
};
struct step {
    const struct events *above;
    const uint32_t *up;
};
/* What a node of this file knows beside its arguments. */
struct lookup {
    struct horizon horizon;
    size_t n_steps;
    struct step *steps;
};
struct state {
    struct horizon horizon;
    const struct events *states, *at; /* NULL: at the cutoff */
    enum side side;                   /* on which the customers are */
};

const struct events *events_above(const struct world *world, const struct events *events)
{
    return events->above > 0 ? &world->events[events->above - 1] : NULL;
}

bool events_lead_to(const struct world *world, const struct events *below, const struct events *above)
{
    for (size_t i = 0; below && i <= world->n_events; i++) {
        below = events_above(world, below);
        if (below == above)
            return below != NULL;
    }
    return false;
}

int64_t horizon_end(const struct horizon *horizon, int64_t cutoff)
{
    if (horizon->unbounded)
        return INT64_MAX;
    if (!horizon->ahead || cutoff == TIME_MISSING)
        return cutoff;
    return time_shift(time_shift(cutoff, horizon->gap, 1), horizon->within, 1);
}

static struct horizon horizon_of(const struct binder *binder)
{
    return binder->horizon ? *binder->horizon : (struct horizon){ 0 };
}

bool events_visible(const struct events *events, uint32_t row, const struct horizon *horizon, int64_t cutoff,
                    int64_t end)
{
    if (!horizon->ahead)
        return event_is_visible(events, row, cutoff);
    int64_t time = column_ints(&events->table->columns[events->time_column])[row];
    return time != TIME_MISSING && cutoff != TIME_MISSING && time < end;
}

/* ---- Links ---- */

const uint32_t *join_rows_above(struct binder *binder, const struct world *world, const struct events *below)
{
    const struct events *above = events_above(world, below);
    for (struct join *join = binder->joins ? binder->joins->first : NULL; join; join = join->next)
        if (join->below == below)
            return join->up;
    uint32_t *up = join_rows(&below->table->columns[below->link_column], below->table->n_rows,
                             &above->table->columns[above->key_column], above->table->n_rows, NULL, binder->err);
    if (!up)
        return NULL;
    arena_adopt(binder->arena, free, up);
    if (binder->joins) {
        struct join *join = arena_allocate(binder->arena, 1, sizeof *join);
        *join = (struct join){ below, up, binder->joins->first };
        binder->joins->first = join;
    }
    return up;
}

/* ---- Missing values ---- */

static void copy_or_miss(enum value_type type, const void *values, bool take, size_t i, void *out)
{
    size_t size = value_size(type);
    if (take)
        memcpy((char *)out + i * size, (const char *)values + i * size, size);
    else
        value_set_missing(type, out, i);
}

const void *join_values(const struct node *node, const struct batch *batch, const uint32_t *rows, void *buffer)
{
    struct batch there = *batch;
    uint32_t *safe = buffers_take(batch->buffers), any = UINT32_MAX;
    const void *values = NULL;
    for (size_t i = 0; i < batch->n && any == UINT32_MAX; i++)
        any = rows[i];
    for (size_t i = 0; i < batch->n; i++)
        safe[i] = rows[i] == UINT32_MAX ? any : rows[i];
    there.side[SIDE_OWN].rows = safe;
    void *room = buffers_take(batch->buffers);
    if (any != UINT32_MAX)
        values = node_values(node->arguments[0], &there, room);
    for (size_t i = 0; i < batch->n; i++)
        copy_or_miss(node->type, values, rows[i] != UINT32_MAX, i, buffer);
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return buffer;
}

struct node *join_around(struct binder *binder, struct node *inner, node_function *function, const void *own)
{
    struct node *node = node_new(binder, inner->expression, inner->type, function, 1);
    node->arguments[0] = inner;
    node->dictionary = inner->dictionary;
    node->keeper = inner->keeper;
    node->integral = inner->integral;
    node->own = own;
    binder->uses_cutoff = true;
    return node;
}

/* ---- Up ---- */

static const void *look_up(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct lookup *lookup = node->own;
    uint32_t *rows = buffers_take(batch->buffers);
    for (size_t i = 0; i < batch->n; i++) {
        int64_t cutoff = batch->cutoffs[i], end = horizon_end(&lookup->horizon, cutoff);
        uint32_t row = batch_row(batch, SIDE_OWN, i);
        for (size_t k = 0; k < lookup->n_steps && row != UINT32_MAX; k++) {
            row = lookup->steps[k].up[row];
            if (row != UINT32_MAX && !events_visible(lookup->steps[k].above, row, &lookup->horizon, cutoff, end))
                row = UINT32_MAX;
        }
        rows[i] = row;
    }
    join_values(node, batch, rows, buffer);
    buffers_give(batch->buffers);
    return buffer;
}

struct node *join_lookup(struct binder *binder, const struct world *world, const struct events *below,
                         const struct events *above, struct node *inner)
{
    struct lookup *lookup = arena_allocate(binder->arena, 1, sizeof *lookup);
    lookup->horizon = horizon_of(binder);
    lookup->steps = arena_allocate(binder->arena, world->n_events, sizeof *lookup->steps);
    for (const struct events *at = below; at != above; at = events_above(world, at)) {
        const uint32_t *up = join_rows_above(binder, world, at);
        if (!up)
            return NULL;
        lookup->steps[lookup->n_steps++] = (struct step){ events_above(world, at), up };
    }
    return join_around(binder, inner, look_up, lookup);
}

/* ---- Late columns ---- */

struct late {
    struct horizon horizon;
    bool days;   /* the times are days, which are known when they are over */
    bool people; /* what is read is the customers', who are as they are where there is no cutoff */
};

static const void *until_known(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct late *late = node->own;
    const int64_t *times = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    const void *values = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    for (size_t i = 0; i < batch->n; i++) {
        int64_t end = horizon_end(&late->horizon, batch->cutoffs[i]);
        bool known = late->horizon.unbounded || (late->people && end == TIME_MISSING) ||
                     late_is_known(times[i], late->days, end);
        copy_or_miss(node->type, values, known, i, buffer);
    }
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return buffer;
}

/* COLUMN of TABLE, on SIDE, known from the times of column FROM on (1 + its number; 0: with its row). */
static struct node *late_column(struct binder *binder, const struct expression *expression, const struct table *table,
                                const struct column *column, size_t from, const struct late *how, enum side side)
{
    struct node *plain = node_column(binder, expression, table, column, side);
    if (from == 0)
        return plain;
    struct late *late = arena_allocate(binder->arena, 1, sizeof *late);
    *late = *how;
    late->horizon = horizon_of(binder);
    struct node *node = node_new(binder, expression, plain->type, until_known, 2);
    node->arguments[0] = plain;
    node->arguments[1] = node_column(binder, expression, table, &table->columns[from - 1], side);
    node->dictionary = plain->dictionary;
    node->keeper = plain->keeper;
    node->integral = plain->integral;
    node->own = late;
    binder->uses_cutoff = true;
    return node;
}

struct node *join_column(struct binder *binder, const struct expression *expression, const struct events *events,
                         const struct column *column)
{
    const struct table *table = events->table;
    size_t from = events_late(events, (size_t)(column - table->columns));
    struct late late = { .days = from > 0 && events->end_column != from && table->columns[from - 1].date_only };
    return late_column(binder, expression, table, column, from, &late, SIDE_OWN);
}

struct node *join_customer(struct binder *binder, const struct expression *expression, const struct world *world,
                           const struct column *column, enum side side)
{
    const struct table *table = world->customers;
    size_t from = world->customers_late ? world->customers_late[column - table->columns] : 0;
    struct late late = { .days = from > 0 && table->columns[from - 1].date_only, .people = true };
    return late_column(binder, expression, table, column, from, &late, side);
}

/* ---- States ---- */

/* The last row of the customer's that began before END (at an event: by LATEST), was known, and had not ended. */
static uint32_t state_row(const struct state *state, uint32_t customer, int64_t cutoff, int64_t latest)
{
    const struct events *events = state->states;
    const int64_t *times = column_ints(&events->table->columns[events->time_column]);
    const int64_t *ends = events->end_column > 0 ? column_ints(&events->table->columns[events->end_column - 1]) : NULL;
    int64_t end = horizon_end(&state->horizon, cutoff);
    for (uint64_t row = events->start[customer + 1]; row-- > events->start[customer];) {
        if (times[row] > latest || !events_visible(events, (uint32_t)row, &state->horizon, cutoff, end))
            continue;
        bool over = ends && ends[row] != TIME_MISSING && ends[row] <= latest;
        return over ? UINT32_MAX : (uint32_t)row;
    }
    return UINT32_MAX;
}

static const void *find_state(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct state *state = node->own;
    uint32_t *rows = buffers_take(batch->buffers);
    const int64_t *times = state->at ? column_ints(&state->at->table->columns[state->at->time_column]) : NULL;
    for (size_t i = 0; i < batch->n; i++) {
        uint32_t customer = batch_row(batch, state->side, i);
        int64_t cutoff = batch->cutoffs[i];
        int64_t latest = times ? times[batch_row(batch, SIDE_OWN, i)] : cutoff - 1;
        bool none = cutoff == TIME_MISSING || latest == TIME_MISSING;
        rows[i] = none ? UINT32_MAX : state_row(state, customer, cutoff, latest);
    }
    join_values(node, batch, rows, buffer);
    buffers_give(batch->buffers);
    return buffer;
}

struct node *join_state(struct binder *binder, const struct expression *expression, const struct events *states,
                        const struct column *column, const struct events *at)
{
    struct state *state = arena_allocate(binder->arena, 1, sizeof *state);
    *state = (struct state){ .states = states, .side = at ? SIDE_CUSTOMERS : SIDE_OWN };
    if (at && events_happen(at)) {
        state->at = at;
        state->horizon = horizon_of(binder);
    }
    binder->uses_customers = binder->uses_customers || at;
    const struct horizon *horizon = binder->horizon;
    binder->horizon = &state->horizon;
    struct node *value = join_column(binder, expression, states, column);
    binder->horizon = horizon;
    return join_around(binder, value, find_state, state);
}
