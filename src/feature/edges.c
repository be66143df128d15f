/* Where the edges of windows lie in an event table, row by row. Rows of a customer are sorted by time, so a window is a
   range between two edges, found by stepping back from the end. */
#include "feature/scratch.h"
#include "patron/base/calendar.h"

enum { STEPS = 16 };

/* The first of FIRST .. FROM whose time is at or after BOUND, given that those from FROM on are. */
static inline uint32_t step_back(const int64_t *times, uint32_t first, uint32_t from, int64_t bound)
{
    for (int step = 0; step < STEPS; step++) {
        if (from == first || times[from - 1] < bound)
            return from;
        from--;
    }
    uint32_t low = first, high = from;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (times[middle] < bound)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void window_edges(const struct window *window, struct edge *low, struct edge *high)
{
    struct duration none = { 0 }, present = { 0, window->far.unit };
    *high = (struct edge){ EDGE_BACK, window->near };
    if (window->kind == WINDOW_PAST) {
        *low = (struct edge){ EDGE_PAST, none };
    } else if (window->kind == WINDOW_ROLLING) {
        *low = (struct edge){ EDGE_BACK, window->far };
    } else if (window->kind == WINDOW_WHOLE) {
        *low = (struct edge){ EDGE_PERIOD, window->far };
        *high = (struct edge){ EDGE_PERIOD, present };
    } else {
        *low = (struct edge){ EDGE_PERIOD, present };
    }
}

int64_t edge_instant(const struct edge *edge, int64_t cutoff)
{
    if (edge->kind == EDGE_PAST)
        return TIME_MISSING;
    if (edge->kind == EDGE_PERIOD)
        cutoff = time_period_start(cutoff, (struct duration){ 1, edge->back.unit });
    return time_shift(cutoff, edge->back, -1);
}

/* EDGE for row I of the block. */
static int64_t row_instant(const struct scratch *scratch, const struct edge *edge, size_t i)
{
    const struct plan *plan = scratch->plan;
    if (edge->kind != EDGE_BEGIN && edge->kind != EDGE_END)
        return edge_instant(edge, scratch->cutoffs[i]);
    if (plan->periodic)
        return edge->kind == EDGE_BEGIN ? scratch->begins[i] : scratch->ends[i];
    int64_t begin = time_shift(scratch->cutoffs[i], plan->horizon.gap, 1);
    return edge->kind == EDGE_BEGIN ? begin : time_shift(begin, plan->horizon.within, 1);
}

/* The edges for row I into `instants`, latest first in `order`. */
static void find_instants(struct scratch *scratch, const struct walk *walk, size_t i)
{
    for (size_t e = 0; e < walk->n_edges; e++) {
        scratch->instants[e] = row_instant(scratch, &walk->edges[e], i);
        size_t at = e;
        for (; at > 0 && scratch->instants[scratch->order[at - 1]] < scratch->instants[e]; at--)
            scratch->order[at] = scratch->order[at - 1];
        scratch->order[at] = e;
    }
}

/* Rows without a time stand first in a customer's range: no window sees them. */
static uint32_t skip_untimed(const int64_t *times, uint32_t low, uint32_t high)
{
    while (low < high && times[low] == TIME_MISSING)
        low++;
    return low;
}

/* Rows FIRST .. END-1 of the block, which have the same edges: edge by edge, each from where the one before lies. */
static void find_run(struct scratch *scratch, const struct walk *walk, size_t first, size_t end)
{
    const int64_t *times = column_ints(&walk->events->table->columns[walk->events->time_column]);
    const uint64_t *start = walk->events->start;
    const uint32_t *customers = scratch->customers, *from = NULL;
    find_instants(scratch, walk, first);
    for (size_t k = 0; k < walk->n_edges; k++) {
        uint32_t *at = scratch->table.at[scratch->order[k]];
        int64_t bound = scratch->instants[scratch->order[k]];
        for (size_t i = first; i < end; i++) {
            uint32_t begin = (uint32_t)start[customers[i]], last = from ? from[i] : (uint32_t)start[customers[i] + 1];
            at[i] = bound == TIME_MISSING ? skip_untimed(times, begin, last) : step_back(times, begin, last, bound);
        }
        from = at;
    }
}

/* Without a date nothing has happened yet. */
static void find_nothing(struct scratch *scratch, const struct walk *walk, size_t first, size_t end)
{
    for (size_t e = 0; e < walk->n_edges; e++)
        for (size_t i = first; i < end; i++)
            scratch->table.at[e][i] = (uint32_t)walk->events->start[scratch->customers[i]];
}

static bool same_edges(const struct scratch *scratch, size_t a, size_t b)
{
    if (scratch->plan->periodic && (scratch->begins[a] != scratch->begins[b] || scratch->ends[a] != scratch->ends[b]))
        return false;
    return scratch->cutoffs[a] == scratch->cutoffs[b];
}

void scratch_find_edges(struct scratch *scratch, const struct walk *walk)
{
    for (size_t first = 0, end = 0; first < scratch->n; first = end) {
        while (end < scratch->n && same_edges(scratch, first, end))
            end++;
        if (scratch->cutoffs[first] == TIME_MISSING)
            find_nothing(scratch, walk, first, end);
        else
            find_run(scratch, walk, first, end);
    }
}
