/* Functions of times: weekday(orders.order_ts), day(orders.order_ts). */
#include "feature/functions.h"
#include "patron/base/error.h"

static double weekday_of(int64_t time)
{
    return time_weekday(time);
}

static double hour_of(int64_t time)
{
    return time_to_civil(time).hour;
}

static double monthday_of(int64_t time)
{
    return time_to_civil(time).day;
}

static double month_of(int64_t time)
{
    return time_to_civil(time).month;
}

static double quarter_of(int64_t time)
{
    return (time_to_civil(time).month - 1) / 3 + 1;
}

static double year_of(int64_t time)
{
    return time_to_civil(time).year;
}

static const void *moment_numbers(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *times = node_values(node->arguments[0], batch, buffer);
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = times[i] == TIME_MISSING ? NAN : node->moment(times[i]);
    return out;
}

struct node *bind_moment(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    if (!(arguments[0] = bind_as(binder, arguments[0], VALUE_TIME)))
        return NULL;
    struct node *node = node_with(binder, expression, VALUE_NUMBER, moment_numbers, arguments);
    node->moment = function_of(expression)->moment;
    return node_fold(binder, node);
}

static const void *period_starts(const struct node *node, const struct batch *batch, void *buffer)
{
    const int64_t *times = node_values(node->arguments[0], batch, buffer);
    int64_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = time_period_start(times[i], (struct duration){ 1, node->duration.unit });
    return out;
}

struct node *bind_period_start(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    if (!(arguments[0] = bind_as(binder, arguments[0], VALUE_TIME)))
        return NULL;
    struct node *node = node_with(binder, expression, VALUE_TIME, period_starts, arguments);
    node->duration.unit = function_of(expression)->start;
    return node_fold(binder, node);
}

#define MOMENT(name_, summary_)                                                                                        \
    const struct function name_##_function = { .row = { #name_, summary_, 1, 1 },                                      \
                                               .bind = bind_moment,                                                    \
                                               .moment = name_##_of };
MOMENT(weekday, "the day of the week of a time: 0 Monday .. 6 Sunday")
MOMENT(hour, "the hour of a time, 0 .. 23")
MOMENT(monthday, "the day of the month of a time, 1 .. 31")
MOMENT(month, "the month of a time, 1 .. 12")
MOMENT(quarter, "the quarter of a time, 1 .. 4")
MOMENT(year, "the year of a time")

#define START(name_, unit_, summary_)                                                                                  \
    const struct function name_##_function = { .row = { #name_, summary_, 1, 1 },                                      \
                                               .bind = bind_period_start,                                              \
                                               .start = unit_ };
START(day, DURATION_DAY, "the day of a time, as a time: distinct(day(orders.order_ts)) counts days")
START(week_start, DURATION_WEEK, "the Monday of a time's week, as a time")
START(month_start, DURATION_MONTH, "the first day of a time's month, as a time")
