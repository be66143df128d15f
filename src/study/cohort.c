/* Cohorts: customers by the period of their first event, and what they did in each period after it. */
#include "patron/study/cohort.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { MOST_BLOCKS = 16, MOST_PERIODS = 512 }; /* few blocks: each has a table of its own */

struct tally {
    const struct events *events;
    const struct column *amount; /* NULL: none */
    const int64_t *starts;       /* n_periods + 1 */
    size_t n_periods;
    const uint32_t *customers; /* NULL: all */
    size_t n_customers, n_blocks;
    int64_t cutoff; /* what is known: events before it, and periods that were over at it */
    double *sums;   /* a block: 3 x n_periods x n_periods, and n_periods sizes */
};

static size_t sums_size(const struct tally *tally)
{
    return 3 * tally->n_periods * tally->n_periods + tally->n_periods;
}

static size_t period_of(const struct tally *tally, int64_t time)
{
    size_t low = 0, high = tally->n_periods;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(time >= tally->starts[middle] ? &low : &high) = middle;
    }
    return low;
}

/* A customer's events are sorted by time, so periods only go up. */
static void tally_customer(const struct tally *tally, size_t customer, double *sums)
{
    size_t n = tally->n_periods, first = n, last = n;
    const int64_t *times = column_ints(&tally->events->table->columns[tally->events->time_column]);
    for (uint64_t row = tally->events->start[customer]; row < tally->events->start[customer + 1]; row++) {
        if (!event_is_visible(tally->events, row, tally->cutoff))
            continue;
        size_t period = period_of(tally, times[row]);
        if (first == n) {
            first = period;
            sums[3 * n * n + first]++;
        }
        size_t cell = first * n + (period - first);
        sums[cell] += period != last;
        sums[n * n + cell]++;
        double amount = tally->amount ? column_number(tally->amount, row) : NAN;
        sums[2 * n * n + cell] += isnan(amount) ? 0 : amount;
        last = period;
    }
}

static void tally_block(void *context, size_t block)
{
    const struct tally *tally = context;
    size_t first = tally->n_customers * block / tally->n_blocks;
    size_t last = tally->n_customers * (block + 1) / tally->n_blocks;
    double *sums = tally->sums + block * sums_size(tally);
    memset(sums, 0, sums_size(tally) * sizeof *sums);
    for (size_t i = first; i < last; i++)
        tally_customer(tally, tally->customers ? tally->customers[i] : i, sums);
}

/* The starts of the periods from that of the first visible event to the last one that the cutoff reaches
   into; 0 when there is no event. A period in which nobody came is one like any other. */
static size_t find_periods(const struct events *events, uint64_t n_rows, struct duration per, int64_t cutoff,
                           int64_t starts[MOST_PERIODS + 1], struct error *err)
{
    const int64_t *times = column_ints(&events->table->columns[events->time_column]);
    int64_t first = INT64_MAX;
    for (uint64_t row = 0; row < n_rows; row++)
        if (event_is_visible(events, row, cutoff))
            first = times[row] < first ? times[row] : first;
    size_t n = 0;
    int64_t start = first < INT64_MAX ? time_period_start(first, per) : 0;
    for (; first < INT64_MAX && start < cutoff; start = time_shift(start, per, 1)) {
        if (n == MOST_PERIODS) {
            fail(err, ERROR_USER, E_BAD_VALUE, "more than %d periods: longer ones are wanted", MOST_PERIODS);
            return SIZE_MAX;
        }
        starts[n++] = start;
    }
    starts[n] = start;
    return n;
}

/* Sums of the blocks, in their order; cells whose period was not over at the cutoff are not known. */
static void fill(const struct tally *tally, struct cohorts *out)
{
    size_t n = tally->n_periods, cells = n * n;
    double *sums = tally->sums;
    for (size_t b = 1; b < tally->n_blocks; b++)
        for (size_t i = 0; i < sums_size(tally); i++)
            sums[i] += tally->sums[b * sums_size(tally) + i];
    for (size_t c = 0; c < n; c++) {
        out->sizes[c] = sums[3 * cells + c];
        for (size_t p = 0; p < n; p++) {
            bool known = c + p < n && tally->starts[c + p + 1] <= tally->cutoff;
            out->active[c * n + p] = known ? sums[c * n + p] : NAN;
            out->events[c * n + p] = known ? sums[cells + c * n + p] : NAN;
            out->amount[c * n + p] = known && tally->amount ? sums[2 * cells + c * n + p] : NAN;
        }
    }
}

static bool count(struct tally *tally, struct work *work, struct cohorts *out, struct error *err)
{
    size_t n = tally->n_periods;
    tally->n_blocks = tally->n_customers < MOST_BLOCKS ? tally->n_customers + 1 : MOST_BLOCKS;
    out->sizes = allocate(n + 1, sizeof(double));
    out->active = allocate(n * n + 1, sizeof(double));
    out->events = allocate(n * n + 1, sizeof(double));
    out->amount = allocate(n * n + 1, sizeof(double));
    tally->sums = allocate_large(tally->n_blocks * sums_size(tally) + 1, sizeof(double), "cohorts", err);
    bool good = tally->sums && work_run(work, tally->n_blocks, tally_block, tally, err);
    if (good)
        fill(tally, out);
    free(tally->sums);
    return good;
}

bool study_cohorts(const struct world *world, const struct cohort_request *request, struct work *work,
                   struct cohorts *out, struct error *err)
{
    struct tally tally = { .events = world_events(world, request->events), .cutoff = request->cutoff };
    int64_t starts[MOST_PERIODS + 1];
    *out = (struct cohorts){ 0 };
    if (!tally.events)
        return fail(err, ERROR_USER, E_NO_TABLE, "no event table '%s'", request->events);
    if (request->amount && !(tally.amount = table_need_column(tally.events->table, request->amount, err)))
        return false;
    if (tally.amount && tally.amount->type != TYPE_REAL && tally.amount->type != TYPE_INT)
        return fail(err, ERROR_USER, E_TYPE, "%s.%s is %s, not an amount", request->events, request->amount,
                    type_name(tally.amount->type));
    size_t n = find_periods(tally.events, tally.events->start[world->customers->n_rows], request->per, request->cutoff,
                            starts, err);
    uint32_t *customers = NULL;
    tally.n_customers = world->customers->n_rows;
    bool good = n != SIZE_MAX && (!request->population || population_rows(world, request->population, request->cutoff,
                                                                          work, &customers, &tally.n_customers, err));
    if (good) {
        out->n = tally.n_periods = n;
        out->starts = memcpy(allocate(n + 1, sizeof *starts), starts, (n + 1) * sizeof *starts);
        tally.starts = starts;
        tally.customers = customers;
        good = count(&tally, work, out, err);
    }
    free(customers);
    if (!good)
        cohorts_release(out);
    return good;
}

void cohorts_release(struct cohorts *cohorts)
{
    free(cohorts->starts);
    free(cohorts->sizes);
    free(cohorts->active);
    free(cohorts->events);
    free(cohorts->amount);
    *cohorts = (struct cohorts){ 0 };
}
