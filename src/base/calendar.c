/* Instants, durations and the one way they are written at the prompt. Spellings of columns are in spelling.c. */
#include "patron/base/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/spelling.h"
#include "patron/base/number.h"

enum { YEAR_LIMIT = 200000, DURATION_LIMIT = 1000000 };

/* Days since 1970-01-01 of a proleptic Gregorian date, and back: eras of 400 years that begin on 1 March, so that the
   leap day is the last of its year (Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_from_date(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void date_from_days(int64_t days, struct civil *civil)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* from March */
    civil->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    civil->month = (int)(month < 10 ? month + 3 : month - 9);
    civil->year = (int)(year_of_era + era * 400 + (civil->month <= 2));
}

static int month_days(int64_t year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

int64_t time_from_civil(const struct civil *c)
{
    if (c->year < -YEAR_LIMIT || c->year > YEAR_LIMIT || c->month < 1 || c->month > 12 || c->day < 1 ||
        c->day > month_days(c->year, c->month))
        return TIME_MISSING;
    if (c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59 ||
        c->microsecond < 0 || c->microsecond > 999999)
        return TIME_MISSING;
    int64_t seconds = (c->hour * 60 + c->minute) * 60 + c->second;
    return days_from_date(c->year, c->month, c->day) * TIME_DAY + seconds * TIME_SECOND + c->microsecond;
}

static int64_t floor_days(int64_t time)
{
    return time / TIME_DAY - (time % TIME_DAY < 0);
}

struct civil time_to_civil(int64_t time)
{
    struct civil civil;
    int64_t days = floor_days(time);
    int64_t rest = time % TIME_DAY;
    if (rest < 0)
        rest += TIME_DAY;
    date_from_days(days, &civil);
    civil.microsecond = (int)(rest % TIME_SECOND);
    int seconds = (int)(rest / TIME_SECOND);
    civil.hour = seconds / 3600;
    civil.minute = seconds / 60 % 60;
    civil.second = seconds % 60;
    return civil;
}

int time_weekday(int64_t time)
{
    int64_t weekday = (floor_days(time) + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(weekday < 0 ? weekday + 7 : weekday);
}

static const char unit_letters[] = "hdwmqy"; /* in the order of enum duration_unit */

bool duration_parse(const char *text, size_t length, struct duration *out)
{
    if (length < 2)
        return false;
    int count = 0;
    for (size_t i = 0; i + 1 < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        count = count * 10 + (text[i] - '0');
        if (count > DURATION_LIMIT)
            return false;
    }
    const char *unit = text[length - 1] ? strchr(unit_letters, text[length - 1]) : NULL;
    if (!unit)
        return false;
    out->count = count;
    out->unit = (enum duration_unit)(unit - unit_letters);
    return true;
}

void duration_format(struct duration duration, char out[16])
{
    snprintf(out, 16, "%d%c", duration.count, unit_letters[duration.unit]);
}

/* Far beyond the calendar, an instant stays at its end: a window that reaches back too far reaches everything. */
static int64_t add_clamped(int64_t time, int64_t n, int64_t length)
{
    int64_t amount, sum;
    if (__builtin_mul_overflow(n, length, &amount) || __builtin_add_overflow(time, amount, &sum) || sum == TIME_MISSING)
        return n < 0 ? TIME_MISSING + 1 : INT64_MAX;
    return sum;
}

static int64_t shift_months(int64_t time, int64_t months)
{
    struct civil civil = time_to_civil(time);
    int64_t rest = time - floor_days(time) * TIME_DAY;
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int64_t year = month / 12 - (month % 12 < 0);
    if (year < -YEAR_LIMIT || year > YEAR_LIMIT)
        return months < 0 ? TIME_MISSING + 1 : INT64_MAX;
    int month_of_year = (int)(month - year * 12) + 1;
    int last = month_days(year, month_of_year);
    return days_from_date(year, month_of_year, civil.day < last ? civil.day : last) * TIME_DAY + rest;
}

int64_t time_shift(int64_t time, struct duration duration, int times)
{
    if (time == TIME_MISSING)
        return time;
    int64_t n = (int64_t)duration.count * times;
    switch (duration.unit) {
    case DURATION_HOUR:
        return add_clamped(time, n, TIME_DAY / 24);
    case DURATION_DAY:
        return add_clamped(time, n, TIME_DAY);
    case DURATION_WEEK:
        return add_clamped(time, n, 7 * TIME_DAY);
    case DURATION_MONTH:
        return shift_months(time, n);
    case DURATION_QUARTER:
        return shift_months(time, n * 3);
    default:
        return shift_months(time, n * 12);
    }
}

int64_t time_period_start(int64_t time, struct duration per)
{
    int count = per.count > 0 ? per.count : 1;
    int months = per.unit == DURATION_MONTH     ? count
                 : per.unit == DURATION_QUARTER ? count * 3
                 : per.unit == DURATION_YEAR    ? count * 12
                                                : 0;
    if (time == TIME_MISSING)
        return time;
    if (months > 0) {
        struct civil civil = time_to_civil(time);
        int month = civil.year * 12 + civil.month - 1;
        month -= (month % months + months) % months;
        return days_from_date(month / 12, month % 12 + 1, 1) * TIME_DAY;
    }
    int64_t monday = 4 * TIME_DAY, length = per.unit == DURATION_HOUR  ? TIME_DAY / 24
                                            : per.unit == DURATION_DAY ? TIME_DAY
                                                                       : 7 * TIME_DAY;
    length *= count;
    int64_t into = (time - monday) % length;
    return time - (into < 0 ? into + length : into);
}

bool time_parse(const char *text, size_t length, int64_t *out)
{
    return spelling_match("Y-m-d(_H:N(:S)(z))", text, length, out);
}

bool time_parse_spelling(const struct time_spelling *spelling, const char *text, size_t length, int64_t *out)
{
    return spelling_match(spelling->pattern, text, length, out);
}

/* The number that two digits are, or over 99. */
static inline unsigned two_digits(const char *text)
{
    unsigned tens = (unsigned char)text[0] - (unsigned)'0', ones = (unsigned char)text[1] - (unsigned)'0';
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

static bool machine_date(struct machine_clock *clock, const char *text)
{
    unsigned century = two_digits(text), year = two_digits(text + 2), month = two_digits(text + 5),
             day = two_digits(text + 8);
    if (text[4] != '-' || text[7] != '-' || century > 99 || year > 99 || century + year == 0)
        return false;
    struct civil civil = { .year = (int)(century * 100 + year), .month = (int)month, .day = (int)day };
    int64_t midnight = time_from_civil(&civil);
    if (midnight == TIME_MISSING)
        return false;
    memcpy(&clock->head, text, sizeof clock->head);
    memcpy(&clock->tail, text + sizeof clock->head, sizeof clock->tail);
    clock->midnight = midnight;
    return true;
}

bool time_parse_machine(struct machine_clock *clock, const char *text, size_t length, int64_t *out)
{
    if (length != 10 && length != 19 && (length != 20 || text[19] != 'Z'))
        return false;
    uint64_t head;
    uint16_t tail;
    memcpy(&head, text, sizeof head);
    memcpy(&tail, text + sizeof head, sizeof tail);
    if ((head != clock->head || tail != clock->tail || tail == 0) && !machine_date(clock, text))
        return false;
    *out = clock->midnight;
    if (length == 10)
        return true;
    unsigned hour = two_digits(text + 11), minute = two_digits(text + 14), second = two_digits(text + 17);
    if ((text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':' || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    *out += (int64_t)((hour * 60 + minute) * 60 + second) * TIME_SECOND;
    return true;
}

static char *write_digits(char *out, int n, int value)
{
    for (int i = n - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + n;
}

static char *write_part(char *out, char separator, int n, int value)
{
    *out = separator;
    return write_digits(out + 1, n, value);
}

void time_format(int64_t time, bool date_only, char out[32])
{
    out[0] = '\0';
    if (time == TIME_MISSING)
        return;
    struct civil c = time_to_civil(time);
    if (c.year < 0)
        *out++ = '-';
    int year = abs(c.year);
    out = write_digits(out, year > 9999 ? 6 : 4, year);
    out = write_part(out, '-', 2, c.month);
    out = write_part(out, '-', 2, c.day);
    if (!date_only || time % TIME_DAY != 0) {
        out = write_part(out, 'T', 2, c.hour);
        out = write_part(out, ':', 2, c.minute);
        out = write_part(out, ':', 2, c.second);
        if (c.microsecond)
            out = write_part(out, '.', 6, c.microsecond);
    }
    *out = '\0';
}

int64_t time_now(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    if (fixed && integer_parse(fixed, strlen(fixed), &seconds) && seconds >= 0 && seconds < INT64_MAX / TIME_SECOND)
        return seconds * TIME_SECOND;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * TIME_SECOND + now.tv_nsec / 1000;
}

double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
