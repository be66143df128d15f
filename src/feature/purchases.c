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
