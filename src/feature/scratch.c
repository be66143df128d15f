/* One block of rows through a plan: windows, lists of picked events, measures, finished aggregates. */
#include "feature/scratch.h"

#include "feature/division.h"
#include "feature/series.h"

static void bounds_init(struct bounds *bounds, size_t n_edges, size_t capacity)
{
    bounds->at = allocate(n_edges + 1, sizeof *bounds->at);
    for (size_t e = 0; e < n_edges; e++)
        bounds->at[e] = allocate(capacity, sizeof **bounds->at);
}

static void bounds_release(struct bounds *bounds, size_t n_edges)
{
    for (size_t e = 0; e < n_edges; e++)
        free(bounds->at[e]);
    free(bounds->at);
}

static size_t most_edges(const struct plan *plan)
{
    size_t most = 0;
    for (size_t w = 0; w < plan->n_walks; w++)
        most = plan->walks[w].n_edges > most ? plan->walks[w].n_edges : most;
    return most;
}

struct scratch *scratch_new(const struct plan *plan, size_t capacity)
{
    struct scratch *scratch = allocate(1, sizeof *scratch);
    size_t n_edges = most_edges(plan);
    scratch->plan = plan;
    scratch->capacity = capacity;
    bounds_init(&scratch->table, n_edges, capacity);
    bounds_init(&scratch->list, n_edges, capacity);
    scratch->instants = allocate(n_edges + 1, sizeof *scratch->instants);
    scratch->order = allocate(n_edges + 1, sizeof *scratch->order);
    scratch->list_start = allocate(capacity + 1, sizeof *scratch->list_start);
    scratch->arrays = allocate((plan->n_arrays + 1) * capacity, sizeof *scratch->arrays);
    scratch->slots = allocate(plan->n_slots + 1, sizeof *scratch->slots);
    size_t n_series = 0;
    for (const struct series *series = plan->series; series; series = series->next)
        n_series++;
    scratch->series = allocate(n_series + 1, sizeof *scratch->series);
    n_series = 0;
    for (const struct series *series = plan->series; series; series = series->next)
        scratch->series[n_series++] = series_room_new(series);
    return scratch;
}

void scratch_free(struct scratch *scratch)
{
    size_t n_edges = most_edges(scratch->plan);
    bounds_release(&scratch->table, n_edges);
    bounds_release(&scratch->list, n_edges);
    free(scratch->instants);
    free(scratch->order);
    free(scratch->list_rows);
    free(scratch->list_customers);
    free(scratch->list_cutoffs);
    free(scratch->list_start);
    free(scratch->keep);
    dealt_release(&scratch->dealt);
    free(scratch->values);
    free(scratch->list_times);
    free(scratch->tuples);
    free(scratch->arrays);
    free(scratch->slots);
    for (size_t k = 0; scratch->series[k]; k++)
        series_room_free(scratch->series[k]);
    free(scratch->series);
    buffers_release(&scratch->buffers);
    measure_room_release(&scratch->room);
    free(scratch);
}

static void list_reserve(struct scratch *scratch, size_t n)
{
    if (n <= scratch->room_list)
        return;
    scratch->room_list = n + n / 2;
    scratch->list_rows = reallocate(scratch->list_rows, scratch->room_list, sizeof *scratch->list_rows);
    scratch->list_customers = reallocate(scratch->list_customers, scratch->room_list, sizeof *scratch->list_customers);
    scratch->list_cutoffs = reallocate(scratch->list_cutoffs, scratch->room_list, sizeof *scratch->list_cutoffs);
    scratch->keep = reallocate(scratch->keep, scratch->room_list, sizeof *scratch->keep);
}

/* Row by row of the block, the events of its widest window that were known by its cutoff. */
static void list_events(struct scratch *scratch, const struct walk *walk, const struct span *spans, size_t n_spans)
{
    const struct events *events = walk->events;
    const struct column *known = scratch->plan->horizon.ahead || events->known_column == SIZE_MAX
                                     ? NULL
                                     : &events->table->columns[events->known_column];
    const int64_t *moments = known ? column_ints(known) : NULL;
    scratch->n_list = 0;
    for (size_t i = 0; i < scratch->n; i++) {
        uint32_t low = UINT32_MAX, high = 0;
        for (size_t s = 0; s < n_spans; s++) {
            uint32_t begin = scratch->table.at[spans[s].low][i], end = scratch->table.at[spans[s].high][i];
            low = begin < low ? begin : low;
            high = end > high ? end : high;
        }
        int64_t cutoff = scratch->cutoffs[i];
        scratch->list_start[i] = scratch->n_list;
        list_reserve(scratch, scratch->n_list + (high - low));
        for (uint32_t row = low; row < high; row++) {
            if (moments && !time_is_known(moments[row], known->date_only, cutoff))
                continue;
            scratch->list_rows[scratch->n_list] = row;
            scratch->list_customers[scratch->n_list] = scratch->customers[i];
            scratch->list_cutoffs[scratch->n_list++] = cutoff;
        }
    }
    scratch->list_start[scratch->n] = scratch->n_list;
}

/* NODE for the list, value by value into OUT. */
static void evaluate_list(struct scratch *scratch, const struct node *node, void *out)
{
    size_t size = value_size(node->type);
    for (size_t first = 0; first < scratch->n_list; first += BATCH_ROWS) {
        size_t left = scratch->n_list - first;
        struct batch batch = { .n = left < BATCH_ROWS ? left : BATCH_ROWS, .buffers = &scratch->buffers };
        batch.side[SIDE_OWN].rows = scratch->list_rows + first;
        batch.side[SIDE_CUSTOMERS].rows = scratch->list_customers + first;
        batch.cutoffs = scratch->list_cutoffs + first;
        const void *values = node_values(node, &batch, buffers_take(&scratch->buffers));
        memcpy((char *)out + first * size, values, batch.n * size);
        buffers_give(&scratch->buffers);
    }
}

/* Leaves those events on the list for which the condition is true. */
static void keep_true(struct scratch *scratch, const struct node *condition)
{
    evaluate_list(scratch, condition, scratch->keep);
    size_t n = 0;
    for (size_t i = 0; i < scratch->n; i++) {
        size_t begin = scratch->list_start[i];
        scratch->list_start[i] = n;
        for (size_t k = begin; k < scratch->list_start[i + 1]; k++) {
            if (scratch->keep[k] != 1)
                continue;
            scratch->list_rows[n] = scratch->list_rows[k];
            scratch->list_customers[n] = scratch->list_customers[k];
            scratch->list_cutoffs[n++] = scratch->list_cutoffs[k];
        }
    }
    scratch->list_start[scratch->n] = scratch->n_list = n;
}

/* The first place of BEGIN .. END in the list whose row is at or after ROW. */
static uint32_t list_find(const uint32_t *rows, size_t begin, size_t end, uint32_t row)
{
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (rows[middle] < row)
            begin = middle + 1;
        else
            end = middle;
    }
    return (uint32_t)begin;
}

void scratch_list(struct scratch *scratch, const struct walk *walk, const struct span *spans, size_t n_spans,
                  const struct node *condition)
{
    list_events(scratch, walk, spans, n_spans);
    if (condition)
        keep_true(scratch, condition);
}

void scratch_find_listed(struct scratch *scratch, const struct walk *walk, const struct span *spans, size_t n_spans)
{
    if (n_spans == 1) { /* all that is listed lies between its edges */
        for (size_t i = 0; i < scratch->n; i++) {
            scratch->list.at[spans->low][i] = (uint32_t)scratch->list_start[i];
            scratch->list.at[spans->high][i] = (uint32_t)scratch->list_start[i + 1];
        }
        return;
    }
    for (size_t i = 0; i < scratch->n; i++) {
        size_t begin = scratch->list_start[i], end = scratch->list_start[i + 1];
        for (size_t e = 0; e < walk->n_edges; e++)
            scratch->list.at[e][i] = list_find(scratch->list_rows, begin, end, scratch->table.at[e][i]);
    }
}

/* ITEMS with room for N, which are not kept. */
static void *room_for(void *items, size_t *room, size_t n)
{
    if (items && n <= *room)
        return items;
    free(items);
    *room = n + n / 2 + 1;
    return allocate(*room, sizeof(double));
}

const void *scratch_values(struct scratch *scratch, const struct node *node)
{
    scratch->values = room_for(scratch->values, &scratch->room_values, scratch->n_list);
    evaluate_list(scratch, node, scratch->values);
    return scratch->values;
}

/* The lane's values side by side: its argument, then the others. */
static const int64_t *list_tuples(struct scratch *scratch, const struct lane *lane)
{
    size_t width = lane->n_others + 2;
    scratch->tuples = room_for(scratch->tuples, &scratch->room_tuples, scratch->n_list * width);
    for (size_t place = 1; place < width; place++) {
        const struct node *node = place == 1 ? lane->argument : lane->others[place - 2];
        struct measured measured = { .type = value_measured(node->type), .values = scratch_values(scratch, node) };
        tuples_set(scratch->tuples, width, place, &measured, scratch->n_list);
    }
    return scratch->tuples;
}

static const int64_t *list_times(struct scratch *scratch, const int64_t *times)
{
    scratch->list_times = room_for(scratch->list_times, &scratch->room_times, scratch->n_list);
    for (size_t k = 0; k < scratch->n_list; k++)
        scratch->list_times[k] = times[scratch->list_rows[k]];
    return scratch->list_times;
}

static bool lane_needs(const struct lane *lane, unsigned measures)
{
    for (size_t c = 0; c < lane->n_cells; c++)
        if (lane->cells[c].needs & measures)
            return true;
    return false;
}

static void measure_values(struct scratch *scratch, const struct measured *measured, const struct ranges *ranges,
                           const struct cell *cell, bool rows_only)
{
    void *out[N_MEASURES] = { NULL };
    double *numbers[N_MEASURES];
    for (unsigned m = 0; m < N_MEASURES; m++) {
        if (cell->needs & MEASURE_BIT(m))
            out[m] = scratch_array(scratch, cell->arrays[m]);
        numbers[m] = out[m];
    }
    if (rows_only)
        measure_rows(ranges, numbers[MEASURE_N]);
    else if (measured->type == TYPE_REAL)
        measure_numbers(measured->values, ranges, cell->needs, numbers, &scratch->room);
    else if (measured->type == TYPE_TIME || measured->type == TYPE_INT)
        measure_times(measured->values, ranges, cell->needs, out, &scratch->room);
    else
        measure_codes(measured->values, measured->dictionary ? measured->dictionary->n : 0, ranges, cell->needs, out,
                      &scratch->room);
    if (!rows_only)
        measure_shapes(measured, ranges, cell->needs, out, &scratch->room);
}

static void measure_lane(struct scratch *scratch, const struct walk *walk, const struct selection *selection,
                         const struct lane *lane)
{
    bool in_table = lane->direct && !selection->picks;
    const struct bounds *bounds = in_table ? &scratch->table : &scratch->list;
    const int64_t *tuples = lane->n_others > 0 ? list_tuples(scratch, lane) : NULL;
    struct measured measured = { .type = TYPE_REAL };
    if (lane->argument && !tuples) {
        measured.type = value_measured(lane->argument->type);
        measured.values = in_table ? column_values(lane->argument->column) : scratch_values(scratch, lane->argument);
        measured.dictionary = lane->argument->dictionary;
    }
    if (lane_needs(lane, MEASURE_BIT(MEASURE_SLOPE))) {
        const int64_t *times = column_ints(&walk->events->table->columns[walk->events->time_column]);
        measured.times = in_table ? times : list_times(scratch, times);
    }
    for (size_t c = 0; c < lane->n_cells; c++) {
        const struct cell *cell = &lane->cells[c];
        struct ranges ranges = { scratch->n, bounds->at[cell->low], bounds->at[cell->high] };
        measured.parameter = cell->parameter;
        if (tuples)
            measure_tuples(tuples, lane->n_others + 2, &ranges, scratch_array(scratch, cell->arrays[MEASURE_DISTINCT]),
                           &scratch->room);
        else
            measure_values(scratch, &measured, &ranges, cell, !lane->argument);
    }
}

static void finish_slots(struct scratch *scratch)
{
    const struct plan *plan = scratch->plan;
    for (size_t i = 0; i < plan->n_slots; i++) {
        const struct slot *slot = &plan->slots[i];
        double *out = scratch_array(scratch, slot->array);
        scratch->slots[i] = out;
        if (!slot->aggregate->finish)
            continue;
        const struct cell *cell = slot_cell(plan, slot);
        const double *measures[N_MEASURES];
        for (unsigned m = 0; m < N_MEASURES; m++)
            measures[m] = scratch_array(scratch, cell->arrays[m]);
        slot->aggregate->finish(measures, scratch->n, out);
    }
}

void scratch_measure_selection(struct scratch *scratch, const struct walk *walk, const struct selection *selection)
{
    for (size_t l = 0; l < selection->n_lanes; l++)
        measure_lane(scratch, walk, selection, &selection->lanes[l]);
}

static void measure_walk(struct scratch *scratch, const struct walk *walk)
{
    scratch_find_edges(scratch, walk);
    for (size_t s = 0; s < walk->n_selections; s++) {
        const struct selection *selection = &walk->selections[s];
        if (selection->division)
            continue;
        if (selection->gathers) {
            scratch_list(scratch, walk, selection->spans, selection->n_spans, selection->condition);
            scratch_find_listed(scratch, walk, selection->spans, selection->n_spans);
        }
        scratch_measure_selection(scratch, walk, selection);
    }
    for (size_t d = 0; d < walk->n_divisions; d++)
        division_measure(scratch, walk, &walk->divisions[d]);
}

void scratch_measure(struct scratch *scratch)
{
    const struct plan *plan = scratch->plan;
    for (size_t w = 0; w < plan->n_walks; w++)
        measure_walk(scratch, &plan->walks[w]);
    size_t k = 0;
    for (const struct series *series = plan->series; series; series = series->next)
        series_measure(scratch, series, scratch->series[k++]);
    finish_slots(scratch);
}
