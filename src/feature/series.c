/* Series: periods of a window, the inner plan's value in each, and measures over them. */
#include "feature/series.h"

#include "feature/scratch.h"
#include "patron/base/error.h"
#include "patron/base/text.h"

enum { ENOUGH = 1 << 16, MOST_PERIODS = 1000000 };

static const char *series_key(struct plan *plan, const struct expression *expression, const struct window *window,
                              bool yes_no)
{
    struct text key = TEXT_EMPTY;
    expression_write(expression->arguments[0], &key);
    text_add(&key, " per ");
    period_write(&expression->period, &key);
    text_add(&key, yes_no ? " yes/no over " : " over ");
    window_write(window, &key);
    const char *copy = arena_text(&plan->arena, text_string(&key));
    text_release(&key);
    return copy;
}

static struct plan *inner_plan(struct plan *plan, const struct expression *expression, bool yes_no, struct error *err)
{
    struct plan *inner = plan_begin(plan->world, 1, NULL);
    inner->periodic = true;
    inner->active = expression->period.active;
    bool ok = plan_add(inner, "", expression->arguments[0], (struct window){ 0 },
                       yes_no ? WANTED_CONDITION : WANTED_TARGET, NULL, 0, err);
    if (ok && inner->n_slots == 0) {
        ok = fail(err, ERROR_USER, E_EXPRESSION, "nothing is counted before 'per'");
        error_place(err, NULL, NULL, 0, expression->arguments[0]->column, expression->arguments[0]->length);
        error_mend(err, "%s(count(orders) per 1w)", expression->text);
    }
    if (ok) {
        plan_seal(inner);
        return inner;
    }
    plan_free(inner);
    return NULL;
}

static struct series *find_series(struct plan *plan, const struct expression *expression, const struct window *window,
                                  bool yes_no, struct error *err)
{
    const char *key = series_key(plan, expression, window, yes_no);
    for (struct series *series = plan->series; series; series = series->next)
        if (strcmp(series->key, key) == 0)
            return series;
    struct plan *inner = inner_plan(plan, expression, yes_no, err);
    if (!inner)
        return NULL;
    struct series *series = arena_allocate(&plan->arena, 1, sizeof *series);
    *series = (struct series){
        .key = key, .inner = inner, .window = *window, .period = expression->period, .next = plan->series
    };
    plan->series = series;
    return series;
}

bool series_add(struct plan *plan, const struct expression *expression, const struct aggregate *aggregate,
                double parameter, const struct window *window, size_t *slot, struct error *err)
{
    struct series *series = find_series(plan, expression, window, aggregate->takes_yes_no, err);
    if (!series)
        return false;
    struct cell *cell = arena_allocate(&plan->arena, 1, sizeof *cell);
    *cell = (struct cell){ .needs = aggregate->measures, .parameter = parameter, .next = series->cells };
    series->cells = cell;
    *slot = plan_add_slot(plan, &(struct slot){ .aggregate = aggregate, .type = VALUE_NUMBER, .own_cell = cell });
    return true;
}

/* Rows of the inner plan: one a period. */
struct series_room {
    struct scratch *inner;
    size_t n, room;
    uint32_t *customers;
    int64_t *cutoffs, *begins, *ends;
    double *values;
    bool *active;
    uint32_t *low, *high; /* of the rows of the outer block */
};

struct series_room *series_room_new(const struct series *series)
{
    struct series_room *room = allocate(1, sizeof *room);
    room->inner = scratch_new(series->inner, BATCH_ROWS);
    room->low = allocate(BATCH_ROWS, sizeof *room->low);
    room->high = allocate(BATCH_ROWS, sizeof *room->high);
    return room;
}

void series_room_free(struct series_room *room)
{
    scratch_free(room->inner);
    free(room->customers);
    free(room->cutoffs);
    free(room->begins);
    free(room->ends);
    free(room->values);
    free(room->active);
    free(room->low);
    free(room->high);
    free(room);
}

static void room_add(struct series_room *room, uint32_t customer, int64_t cutoff, int64_t begin, int64_t end)
{
    if (room->n == room->room) {
        room->room = room->room > 0 ? room->room * 2 : BATCH_ROWS;
        room->customers = reallocate(room->customers, room->room, sizeof *room->customers);
        room->cutoffs = reallocate(room->cutoffs, room->room, sizeof *room->cutoffs);
        room->begins = reallocate(room->begins, room->room, sizeof *room->begins);
        room->ends = reallocate(room->ends, room->room, sizeof *room->ends);
        room->values = reallocate(room->values, room->room, sizeof *room->values);
        room->active = reallocate(room->active, room->room, sizeof *room->active);
    }
    room->customers[room->n] = customer;
    room->cutoffs[room->n] = cutoff;
    room->begins[room->n] = begin;
    room->ends[room->n++] = end;
}

/* The time of the customer's first event that the inner plan may see and that was known at the cutoff. */
static int64_t first_event(const struct plan *inner, uint32_t customer, int64_t cutoff, int64_t end)
{
    int64_t first = TIME_MISSING;
    for (size_t w = 0; w < inner->n_walks; w++) {
        const struct events *events = inner->walks[w].events;
        const int64_t *times = column_ints(&events->table->columns[events->time_column]);
        for (uint64_t row = events->start[customer]; row < events->start[customer + 1]; row++) {
            if (!events_visible(events, (uint32_t)row, &inner->horizon, cutoff, end))
                continue;
            first = first == TIME_MISSING || times[row] < first ? times[row] : first;
            break;
        }
    }
    return first;
}

/* Periods counted back from END, as many whole ones as fit after BEGIN; or, from the first event on, until it is in. */
static void add_rolling(struct series_room *room, const struct series *series, uint32_t customer, int64_t cutoff,
                        int64_t begin, int64_t end, bool whole)
{
    size_t first = room->n;
    int64_t later = end;
    for (int k = 1; k <= MOST_PERIODS; k++) {
        int64_t earlier = time_shift(end, series->period.length, -k);
        if (whole ? earlier < begin : later <= begin)
            break;
        room_add(room, customer, cutoff, earlier, later);
        later = earlier;
    }
    for (size_t a = first, b = room->n; a + 1 < b; a++, b--) { /* oldest first */
        int64_t begins = room->begins[a], ends = room->ends[a];
        room->begins[a] = room->begins[b - 1];
        room->ends[a] = room->ends[b - 1];
        room->begins[b - 1] = begins;
        room->ends[b - 1] = ends;
    }
}

static void add_calendar(struct series_room *room, const struct series *series, uint32_t customer, int64_t cutoff,
                         int64_t begin, int64_t end)
{
    int64_t at = time_period_start(begin, series->period.length);
    for (size_t k = 0; at < end && k < MOST_PERIODS; k++) {
        int64_t next = time_shift(at, series->period.length, 1);
        room_add(room, customer, cutoff, at < begin ? begin : at, next < end ? next : end);
        at = next;
    }
}

static void add_periods(struct series_room *room, const struct series *series, uint32_t customer, int64_t cutoff)
{
    if (cutoff == TIME_MISSING)
        return;
    struct edge edges[2];
    window_edges(&series->window, &edges[0], &edges[1]);
    int64_t begin = edge_instant(&edges[0], cutoff), end = edge_instant(&edges[1], cutoff);
    bool bounded = begin != TIME_MISSING;
    if (!bounded)
        begin = first_event(series->inner, customer, cutoff, end);
    if (begin == TIME_MISSING)
        return;
    if (series->period.calendar)
        add_calendar(room, series, customer, cutoff, begin, end);
    else
        add_rolling(room, series, customer, cutoff, begin, end, bounded);
}

/* The inner plan for the rows FIRST .. of the room, at most BATCH_ROWS. */
static void run_inner(struct series_room *room, size_t first)
{
    struct scratch *inner = room->inner;
    const struct plan *plan = inner->plan;
    inner->n = room->n - first < BATCH_ROWS ? room->n - first : BATCH_ROWS;
    inner->customers = room->customers + first;
    inner->cutoffs = room->cutoffs + first;
    inner->begins = room->begins + first;
    inner->ends = room->ends + first;
    scratch_measure(inner);
    struct batch batch = {
        .n = inner->n, .cutoffs = inner->cutoffs, .slots = inner->slots, .buffers = &inner->buffers
    };
    batch.side[SIDE_OWN].rows = inner->customers;
    const void *values = node_values(plan->outputs[0], &batch, buffers_take(&inner->buffers));
    memcpy(room->values + first, values, inner->n * sizeof *room->values);
    buffers_give(&inner->buffers);
    for (size_t k = 0; plan->active && k < inner->n; k++) {
        room->active[first + k] = false;
        for (size_t s = 0; s < plan->n_slots; s++)
            if (plan->slots[s].tells_activity && ((const double *)inner->slots[s])[k] > 0)
                room->active[first + k] = true;
    }
}

/* Leaves the values of active periods, row by row of the outer block. */
static void keep_active(struct series_room *room, size_t first, size_t end)
{
    size_t n = 0;
    for (size_t i = first; i < end; i++) {
        size_t begin = room->low[i];
        room->low[i] = (uint32_t)n;
        for (size_t k = begin; k < room->high[i]; k++)
            if (room->active[k])
                room->values[n++] = room->values[k];
        room->high[i] = (uint32_t)n;
    }
}

/* The periods gathered for rows FIRST .. END-1 of the block: their values, and the measures over them. */
static void finish_rows(struct scratch *scratch, const struct series *series, struct series_room *room, size_t first,
                        size_t end)
{
    for (size_t at = 0; at < room->n; at += BATCH_ROWS)
        run_inner(room, at);
    if (series->period.active)
        keep_active(room, first, end);
    struct ranges ranges = { end - first, room->low + first, room->high + first };
    struct measured measured = { .type = TYPE_REAL, .values = room->values };
    for (const struct cell *cell = series->cells; cell; cell = cell->next) {
        double *numbers[N_MEASURES] = { NULL };
        void *out[N_MEASURES] = { NULL };
        for (unsigned m = 0; m < N_MEASURES; m++)
            if (cell->needs & MEASURE_BIT(m))
                out[m] = numbers[m] = scratch_array(scratch, cell->arrays[m]) + first;
        measured.parameter = cell->parameter;
        measure_numbers(room->values, &ranges, cell->needs, numbers, &scratch->room);
        measure_shapes(&measured, &ranges, cell->needs, out, &scratch->room);
    }
    room->n = 0;
}

void series_measure(struct scratch *scratch, const struct series *series, struct series_room *room)
{
    size_t first = 0;
    room->n = 0;
    for (size_t i = 0; i < scratch->n; i++) {
        room->low[i] = (uint32_t)room->n;
        add_periods(room, series, scratch->customers[i], scratch->cutoffs[i]);
        room->high[i] = (uint32_t)room->n;
        if (room->n < ENOUGH && i + 1 < scratch->n)
            continue;
        finish_rows(scratch, series, room, first, i + 1);
        first = i + 1;
    }
}
