/* The naive twin: values, and where they come from; times moved field by field. */
#include "twin_parts.h"

#include "feature_tests.h"

struct twin_value twin_real(double value)
{
    return (struct twin_value){ .kind = TWIN_NUMBER, .missing = !isfinite(value), .number = value + 0.0 };
}

struct twin_value twin_yes_no(bool value)
{
    return (struct twin_value){ .kind = TWIN_BOOL, .number = value };
}

struct twin_value twin_nothing(enum twin_kind kind)
{
    return (struct twin_value){ .kind = kind, .missing = true, .number = NAN, .time = TIME_MISSING };
}

double twin_number(const struct twin_value *value)
{
    return value->missing ? NAN : value->number;
}

bool twin_is_true(struct twin_value value)
{
    return !value.missing && value.number != 0;
}

bool twin_equal(const struct twin_value *a, const struct twin_value *b)
{
    return a->kind == TWIN_WORD   ? strcmp(a->text, b->text) == 0
           : a->kind == TWIN_TIME ? a->time == b->time
                                  : a->number == b->number;
}

bool twin_less(const struct twin_value *a, const struct twin_value *b)
{
    return a->kind == TWIN_WORD   ? strcmp(a->text, b->text) < 0
           : a->kind == TWIN_TIME ? a->time < b->time
                                  : a->number < b->number;
}

struct twin_value twin_cell(const struct table *table, const char *name, size_t row)
{
    const struct column *column = table_column(table, name);
    expect(column, "no column %s", name);
    static const enum twin_kind kinds[N_TYPES] = { TWIN_BOOL, TWIN_NUMBER, TWIN_NUMBER, TWIN_TIME, TWIN_WORD };
    struct twin_value value = { .kind = kinds[column->type], .missing = column_is_missing(column, row) };
    if (value.missing)
        return twin_nothing(value.kind);
    if (column->type == TYPE_TEXT) {
        size_t length;
        const char *text = dictionary_text(column->dictionary, column_codes(column)[row], &length);
        expect(length < TWIN_TEXT, "a text is too long for the twin");
        memcpy(value.text, text, length);
    } else if (column->type == TYPE_TIME) {
        value.time = column_ints(column)[row];
    } else {
        value.number = column_number(column, row);
    }
    return value;
}

int64_t twin_shift(int64_t time, struct duration duration, int times)
{
    int64_t n = (int64_t)duration.count * times;
    if (time == TIME_MISSING)
        return TIME_MISSING;
    if (duration.unit == DURATION_HOUR)
        return time + n * (TIME_DAY / 24);
    if (duration.unit == DURATION_DAY || duration.unit == DURATION_WEEK)
        return time + n * TIME_DAY * (duration.unit == DURATION_WEEK ? 7 : 1);
    struct civil civil = time_to_civil(time);
    int64_t months = n * (duration.unit == DURATION_YEAR ? 12 : duration.unit == DURATION_QUARTER ? 3 : 1);
    for (; months > 0; months--)
        civil.month == 12 ? (civil.month = 1, civil.year++) : civil.month++;
    for (; months < 0; months++)
        civil.month == 1 ? (civil.month = 12, civil.year--) : civil.month--;
    while (time_from_civil(&civil) == TIME_MISSING)
        civil.day--;
    return time_from_civil(&civil);
}

/* The first moment of TIME's calendar period: the last one that begins a period at or before it. */
int64_t twin_period_start(int64_t time, enum duration_unit unit)
{
    struct civil civil = time_to_civil(time);
    civil.minute = civil.second = civil.microsecond = 0;
    civil.hour = unit == DURATION_HOUR ? civil.hour : 0;
    if (unit == DURATION_WEEK)
        return time_from_civil(&civil) - time_weekday(time) * TIME_DAY;
    if (unit >= DURATION_MONTH)
        civil.day = 1;
    while (unit == DURATION_QUARTER && civil.month != 1 && civil.month != 4 && civil.month != 7 && civil.month != 10)
        civil.month--;
    if (unit == DURATION_YEAR)
        civil.month = 1;
    return time_from_civil(&civil);
}
