/* The rule for the years after a zone's table. */
#include "base/zone_rule.h"

#include "patron/base/calendar.h"

enum { HOUR = 3600, MOST_HOURS = 167 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "CET" or "<+03>". */
static bool read_name(const char **at)
{
    const char *text = *at;
    bool quoted = *text == '<';
    text += quoted;
    int length = 0;
    for (; (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
           (quoted && (is_digit(*text) || *text == '+' || *text == '-'));
         text++)
        length++;
    if (quoted && *text++ != '>')
        return false;
    *at = text;
    return length >= 3;
}

static bool read_number(const char **at, int least, int most, int *out)
{
    if (!is_digit(**at))
        return false;
    for (*out = 0; is_digit(**at); ++*at) {
        *out = *out * 10 + (**at - '0');
        if (*out > most)
            return false;
    }
    return *out >= least;
}

/* "-5:30" as seconds. */
static bool read_clock(const char **at, int *out)
{
    bool negative = **at == '-';
    *at += negative || **at == '+';
    int part, length = HOUR;
    if (!read_number(at, 0, MOST_HOURS, &part))
        return false;
    for (*out = part * HOUR; **at == ':' && length > 1; *out += part * length) {
        ++*at;
        length /= 60;
        if (!read_number(at, 0, 59, &part))
            return false;
    }
    *out = negative ? -*out : *out;
    return true;
}

static bool read_point(const char **at, char point)
{
    return *(*at)++ == point;
}

/* "M3.5.0/2", "J60", "59". */
static bool read_day(const char **at, struct zone_day *day)
{
    *day = (struct zone_day){ .kind = ZONE_DAY_OF_YEAR, .time = 2 * HOUR };
    bool ok;
    if (**at == 'M') {
        ++*at;
        day->kind = ZONE_DAY_OF_MONTH;
        ok = read_number(at, 1, 12, &day->month) && read_point(at, '.') && read_number(at, 1, 5, &day->week) &&
             read_point(at, '.') && read_number(at, 0, 6, &day->day);
    } else if (**at == 'J') {
        ++*at;
        day->kind = ZONE_DAY_WITHOUT_LEAP;
        ok = read_number(at, 1, 365, &day->day);
    } else {
        ok = read_number(at, 0, 365, &day->day);
    }
    if (ok && **at == '/') {
        ++*at;
        ok = read_clock(at, &day->time);
    }
    return ok;
}

bool zone_rule_parse(const char *text, struct zone_rule *out)
{
    *out = (struct zone_rule){ 0 };
    if (!read_name(&text) || !read_clock(&text, &out->standard))
        return false;
    out->standard = -out->standard; /* POSIX counts to the west */
    if (*text == '\0')
        return true;
    out->changes = true;
    out->summer = out->standard + HOUR;
    if (!read_name(&text))
        return false;
    if (*text != ',') {
        if (!read_clock(&text, &out->summer))
            return false;
        out->summer = -out->summer;
    }
    return read_point(&text, ',') && read_day(&text, &out->begin) && read_point(&text, ',') &&
           read_day(&text, &out->end) && *text == '\0';
}

int64_t zone_day_second(const struct zone_day *day, int year)
{
    struct civil civil = { .year = year, .month = 1, .day = 1 };
    int64_t first = time_from_civil(&civil);
    civil.month = 3;
    int64_t march = time_from_civil(&civil);
    int64_t days = day->day;
    if (day->kind == ZONE_DAY_WITHOUT_LEAP) { /* 1 is 1 January, 60 always 1 March */
        days = day->day - 1 + (day->day >= 60 && march - first == 60 * TIME_DAY);
    } else if (day->kind == ZONE_DAY_OF_MONTH) {
        civil.month = day->month;
        first = time_from_civil(&civil);
        int64_t month_end = time_shift(first, (struct duration){ 1, DURATION_MONTH }, 1);
        int weekday = (time_weekday(first) + 1) % 7; /* 0 is Sunday here */
        days = (day->day - weekday + 7) % 7 + (int64_t)(day->week - 1) * 7;
        if (first + days * TIME_DAY >= month_end)
            days -= 7;
    }
    return (first + days * TIME_DAY) / TIME_SECOND + day->time;
}
