/* Where each window of each row begins and ends in an event table. Rows of a customer are sorted by time, so a window
   is a range, found by stepping back from the end. */
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

/* The windows' common end for CUTOFF, and their starts into `starts`, latest first in `order`. */
static int64_t find_starts(struct scratch *scratch, const struct walk *walk, int64_t cutoff)
{
    const struct horizon *horizon = &scratch->plan->horizon;
    int64_t end = cutoff;
    if (horizon->ahead) {
        int64_t begin = time_shift(cutoff, horizon->gap, 1);
        end = time_shift(begin, horizon->within, 1);
        for (size_t w = 0; w < walk->n_windows; w++)
            scratch->starts[w] = begin;
    } else {
        for (size_t w = 0; w < walk->n_windows; w++)
            scratch->starts[w] = walk->windows[w].count == 0 ? TIME_MISSING : time_shift(cutoff, walk->windows[w], -1);
    }
    for (size_t w = 0; w < walk->n_windows; w++) {
        size_t at = w;
        for (; at > 0 && scratch->starts[scratch->order[at - 1]] < scratch->starts[w]; at--)
            scratch->order[at] = scratch->order[at - 1];
        scratch->order[at] = w;
    }
    return end;
}

/* Rows without a time stand first in a customer's range: no window sees them. */
static uint32_t skip_untimed(const int64_t *times, uint32_t low, uint32_t high)
{
    while (low < high && times[low] == TIME_MISSING)
        low++;
    return low;
}

/* Rows FIRST .. END-1 of the block, which have the same cutoff: window by window, each from where the one before began.
 */
static void find_run(struct scratch *scratch, const struct walk *walk, size_t first, size_t end)
{
    const int64_t *times = column_ints(&walk->events->table->columns[walk->events->time_column]);
    const uint64_t *start = walk->events->start;
    const uint32_t *customers = scratch->customers;
    uint32_t *high = scratch->table.high;
    int64_t bound = find_starts(scratch, walk, scratch->cutoffs[first]);
    for (size_t i = first; i < end; i++)
        high[i] = step_back(times, (uint32_t)start[customers[i]], (uint32_t)start[customers[i] + 1], bound);
    const uint32_t *from = high;
    for (size_t k = 0; k < walk->n_windows; k++) {
        uint32_t *low = scratch->table.low[scratch->order[k]];
        bound = scratch->starts[scratch->order[k]];
        for (size_t i = first; i < end && bound != TIME_MISSING; i++)
            low[i] = step_back(times, (uint32_t)start[customers[i]], from[i], bound);
        for (size_t i = first; i < end && bound == TIME_MISSING; i++)
            low[i] = skip_untimed(times, (uint32_t)start[customers[i]], from[i]);
        from = low;
    }
}

/* Without a date nothing has happened yet. */
static void find_nothing(struct scratch *scratch, const struct walk *walk, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        scratch->table.high[i] = (uint32_t)walk->events->start[scratch->customers[i]];
        for (size_t w = 0; w < walk->n_windows; w++)
            scratch->table.low[w][i] = scratch->table.high[i];
    }
}

void scratch_find_windows(struct scratch *scratch, const struct walk *walk)
{
    for (size_t first = 0, end = 0; first < scratch->n; first = end) {
        int64_t cutoff = scratch->cutoffs[first];
        while (end < scratch->n && scratch->cutoffs[end] == cutoff)
            end++;
        if (cutoff == TIME_MISSING)
            find_nothing(scratch, walk, first, end);
        else
            find_run(scratch, walk, first, end);
    }
}
