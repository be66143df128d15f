/* The repeat-purchase summary: x, t_x, T and mean value of each customer (Fader and Hardie).

   The unit is the day. x counts the days with a purchase after the first; t_x is the last purchase day less the first;
   T is the last day before the cutoff less the first purchase day, so that a cutoff of 1997-10-01 (exclusive) gives the
   published figures of a calibration period that ends on 1997-09-30. Weeks are days / 7, not rounded. The mean value is
   the mean over repeat days of the day's total; the first day is left out. */
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/feature/feature.h"
#include "patron/feature/known.h"

enum { BLOCK_ROWS = 4096 };

struct summary {
    const struct events *events;
    const struct column *amount; /* or NULL */
    size_t place;                /* of the amount among the columns */
    const struct feature_rows *rows;
    double *x, *t_x, *age, *mean_value;
};

static int64_t day_of(int64_t time)
{
    return time / TIME_DAY - (time % TIME_DAY < 0);
}

struct days {
    int64_t first, last;
    size_t n;
    double repeat_value; /* total of all days but the first */
    bool has_value;
};

static struct days count_days(const struct summary *summary, size_t customer, int64_t cutoff)
{
    const struct events *events = summary->events;
    const int64_t *times = column_ints(&events->table->columns[events->time_column]);
    struct days days = { 0 };
    for (uint64_t row = events->start[customer]; row < events->start[customer + 1]; row++) {
        if (!event_is_visible(events, row, cutoff))
            continue;
        int64_t day = day_of(times[row]);
        if (days.n == 0)
            days.first = day;
        if (days.n == 0 || day != days.last)
            days.n++;
        days.last = day;
        double amount = summary->amount && known_value(events, summary->place, row, cutoff)
                            ? column_number(summary->amount, row)
                            : NAN;
        if (days.n > 1 && !isnan(amount)) {
            days.repeat_value += amount;
            days.has_value = true;
        }
    }
    return days;
}

static void summarise_row(const struct summary *summary, size_t i)
{
    int64_t cutoff = summary->rows->cutoff[i];
    struct days days = count_days(summary, summary->rows->customer[i], cutoff);
    bool none = days.n == 0;
    if (summary->x)
        summary->x[i] = none ? NAN : (double)(days.n - 1);
    if (summary->t_x)
        summary->t_x[i] = none ? NAN : (double)(days.last - days.first) / 7;
    if (summary->age)
        summary->age[i] = none ? NAN : (double)(day_of(cutoff - 1) - days.first) / 7;
    if (summary->mean_value)
        summary->mean_value[i] = days.has_value ? days.repeat_value / (double)(days.n - 1) : NAN;
}

static void summarise_block(void *context, size_t block)
{
    const struct summary *summary = context;
    size_t first = block * BLOCK_ROWS;
    for (size_t i = first; i < first + BLOCK_ROWS && i < summary->rows->n; i++)
        summarise_row(summary, i);
}

bool purchase_summary(const struct world *world, const char *events, const char *amount_column,
                      const struct feature_rows *rows, double *x, double *t_x, double *age, double *mean_value,
                      struct work *work, struct error *err)
{
    struct summary summary = { world_events(world, events), NULL, 0, rows, x, t_x, age, mean_value };
    if (!summary.events)
        return fail(err, ERROR_USER, E_NO_TABLE, "no event table '%s'", events);
    if (amount_column && !(summary.amount = table_need_column(summary.events->table, amount_column, err)))
        return false;
    if (summary.amount && (summary.amount->type == TYPE_TEXT || summary.amount->type == TYPE_TIME))
        return fail(err, ERROR_USER, E_TYPE, "%s.%s is %s, not an amount", events, amount_column,
                    type_name(summary.amount->type));
    summary.place = summary.amount ? (size_t)(summary.amount - summary.events->table->columns) : 0;
    return work_run(work, (rows->n + BLOCK_ROWS - 1) / BLOCK_ROWS, summarise_block, &summary, err);
}

/* ---- By periods ---- */

struct periods {
    const struct events *events;
    struct duration per;
    const struct feature_rows *rows;
    double *x, *last, *n;
};

/* The period before CUTOFF that TIME lies in: 1 is [CUTOFF - PER, CUTOFF). */
static int64_t period_before(int64_t time, int64_t cutoff, struct duration per)
{
    if (per.unit <= DURATION_WEEK)
        return (cutoff - 1 - time) / (cutoff - time_shift(cutoff, per, -1)) + 1;
    struct civil from = time_to_civil(time), to = time_to_civil(cutoff);
    int64_t month = per.unit == DURATION_MONTH ? 1 : per.unit == DURATION_QUARTER ? 3 : 12;
    int64_t k = (12 * (to.year - from.year) + to.month - from.month) / (month * per.count);
    while (time_shift(cutoff, per, -(int)k) > time) /* days within the month decide */
        k++;
    while (k > 1 && time_shift(cutoff, per, 1 - (int)k) <= time)
        k--;
    return k;
}

static void count_periods(const struct periods *periods, size_t i)
{
    const struct events *events = periods->events;
    const int64_t *times = column_ints(&events->table->columns[events->time_column]);
    size_t customer = periods->rows->customer[i];
    int64_t cutoff = periods->rows->cutoff[i], first = 0, last = 0, n = 0;
    for (uint64_t row = events->start[customer]; row < events->start[customer + 1]; row++) {
        if (!event_is_visible(events, row, cutoff))
            continue;
        int64_t k = period_before(times[row], cutoff, periods->per);
        if (n == 0)
            first = k;
        n += n == 0 || k != last;
        last = k;
    }
    periods->x[i] = n == 0 ? NAN : (double)(n - 1);
    periods->last[i] = n == 0 ? NAN : (double)(first - last);
    periods->n[i] = n == 0 ? NAN : (double)(first - 1);
}

static void count_block(void *context, size_t block)
{
    const struct periods *periods = context;
    size_t first = block * BLOCK_ROWS;
    for (size_t i = first; i < first + BLOCK_ROWS && i < periods->rows->n; i++)
        count_periods(periods, i);
}

bool purchase_periods(const struct world *world, const char *events, struct duration per,
                      const struct feature_rows *rows, double *x, double *last, double *n, struct work *work,
                      struct error *err)
{
    struct periods periods = { world_events(world, events), per, rows, x, last, n };
    if (!periods.events)
        return fail(err, ERROR_USER, E_NO_TABLE, "no event table '%s'", events);
    return work_run(work, (rows->n + BLOCK_ROWS - 1) / BLOCK_ROWS, count_block, &periods, err);
}
