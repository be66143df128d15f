/* The spellings of time that columns use, and the matcher behind them.

   Letters of a pattern:
     Y  year, four digits          y  year, two digits: 69..99 are 1969..1999, 00..68 are 2000..2068
     m  month, two digits          M  month, one or two digits      b  month by its English name or three letters of it
     d  day, two digits            D  day, one or two digits        w  weekday by its English name or three letters
     H  hour, two digits           h  hour, one or two digits       i  hour of twelve, one or two digits
     N  minute, two digits         S  second, two digits, with an optional fraction
     p  AM or PM, blank before it optional
     z  Z, UTC, GMT, +HH, +HHMM or +HH:MM, blank before it optional
     u  seconds since 1970          U  milliseconds since 1970
     _  a blank or a T             (...) may be absent             anything else stands for itself */
#include "base/spelling.h"

#include <string.h>

#include "patron/base/calendar.h"

const struct time_spelling time_spellings[] = {
    { "YYYY-MM-DD", "Y-m-d", true },
    { "YYYY-MM-DD HH:MM:SS", "Y-m-d_H:N:S", false },
    { "YYYY-MM-DD HH:MM:SS +HHMM", "Y-m-d_H:N(:S)z", false },
    { "YYYY-MM-DD HH:MM", "Y-m-d_H:N", false },
    { "ISO", "Y-m-d(_h:N(:S)(z))", false },
    { "YYYYMMDD", "Ymd", true },
    { "DD/MM/YYYY", "D/M/Y", true },
    { "MM/DD/YYYY", "M/D/Y", true },
    { "DD/MM/YYYY H:MM:SS", "D/M/Y(,) h:N(:S)", false },
    { "MM/DD/YYYY H:MM:SS", "M/D/Y(,) h:N(:S)", false },
    { "DD/MM/YYYY H:MM AM", "D/M/Y(,) i:N(:S)p", false },
    { "MM/DD/YYYY H:MM AM", "M/D/Y(,) i:N(:S)p", false },
    { "D/M/YY", "D/M/y", true },
    { "M/D/YY", "M/D/y", true },
    { "D/M/YY H:MM", "D/M/y(,) h:N(:S)", false },
    { "M/D/YY H:MM", "M/D/y(,) h:N(:S)", false },
    { "M/D/YY H:MM AM", "M/D/y(,) i:N(:S)p", false },
    { "DD.MM.YYYY", "D.M.Y", true },
    { "DD.MM.YYYY H:MM:SS", "D.M.Y(,) h:N(:S)", false },
    { "DD-MM-YYYY", "D-M-Y", true },
    { "MM-DD-YYYY", "M-D-Y", true },
    { "DD-MM-YYYY H:MM:SS", "D-M-Y h:N(:S)", false },
    { "MM-DD-YYYY H:MM:SS", "M-D-Y h:N(:S)", false },
    { "DD-Mon-YYYY", "D-b-Y", true },
    { "DD-Mon-YYYY H:MM:SS", "D-b-Y h:N(:S)", false },
    { "DD-Mon-YY", "D-b-y", true },
    { "Mon D, YYYY", "b D(,) Y", true },
    { "Mon D, YYYY H:MM", "b D(,) Y(,) h:N(:S)", false },
    { "Mon D, YYYY H:MM AM", "b D(,) Y(,) i:N(:S)p", false },
    { "D Mon YYYY", "D b(,) Y", true },
    { "D Mon YYYY H:MM", "D b(,) Y(,) h:N(:S)", false },
    { "YYYY/MM/DD", "Y/M/D", true },
    { "YYYY/MM/DD H:MM:SS", "Y/M/D h:N(:S)(z)", false },
    { "YYYY.MM.DD", "Y.M.D", true },
    { "YYYYMMDD HH:MM:SS", "Ymd_H:N(:S)(z)", false },
    { "YYYYMMDDTHHMMSS", "YmdTHNS(z)", false },
    { "Day, D Mon YYYY HH:MM:SS +HHMM", "w, D b Y H:N(:S)(z)", false },
    { "YYYY-MM", "Y-m", true },
    { "unix", "u", false },
    { "unix_ms", "U", false },
    { NULL, NULL, false },
};

struct reading {
    const char *next, *end;
    struct civil civil;
    int64_t offset_minutes;
    bool half_day; /* the hour is of twelve */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* From LEAST to MOST digits as a number. */
static inline bool read_digits(struct reading *r, int least, int most, int *out)
{
    int value = 0, n = 0;
    while (n < most && r->next < r->end && is_digit(*r->next)) {
        value = value * 10 + (*r->next++ - '0');
        n++;
    }
    *out = value;
    return n >= least;
}

/* One of N names of at least three letters, in full or its first three letters (with a final stop); its index. */
static bool read_name(struct reading *r, const char *const *names, int n, int *out)
{
    size_t letters = 0;
    while (r->next + letters < r->end && ((unsigned)(r->next[letters] | 32) - 'a') < 26)
        letters++;
    for (int i = 0; i < n; i++) {
        size_t whole = strlen(names[i]);
        if ((letters == 3 || letters == whole) && strncasecmp(names[i], r->next, letters) == 0) {
            r->next += letters;
            if (letters < whole && r->next < r->end && *r->next == '.')
                r->next++;
            *out = i;
            return true;
        }
    }
    return false;
}

static bool read_second(struct reading *r)
{
    if (!read_digits(r, 2, 2, &r->civil.second))
        return false;
    if (r->end - r->next < 2 || (*r->next != '.' && *r->next != ',') || !is_digit(r->next[1]))
        return true;
    r->next++;
    int unit = 100000, fraction = 0;
    for (; r->next < r->end && is_digit(*r->next); r->next++, unit /= 10)
        fraction += (*r->next - '0') * unit; /* below a microsecond: cut off */
    r->civil.microsecond = fraction;
    return true;
}

static void skip_blanks(struct reading *r)
{
    while (r->next < r->end && *r->next == ' ')
        r->next++;
}

static bool read_half_day(struct reading *r)
{
    skip_blanks(r);
    if (r->end - r->next < 2 || (r->next[1] | 32) != 'm')
        return false;
    int letter = r->next[0] | 32;
    if ((letter != 'a' && letter != 'p') || r->civil.hour < 1 || r->civil.hour > 12)
        return false;
    r->civil.hour = r->civil.hour % 12 + (letter == 'p' ? 12 : 0);
    r->next += 2;
    return true;
}

static bool read_zone(struct reading *r)
{
    skip_blanks(r);
    size_t left = (size_t)(r->end - r->next);
    if (left == 0)
        return false;
    if (*r->next == 'Z' || *r->next == 'z') {
        r->next++;
        return true;
    }
    if (left >= 3 && (memcmp(r->next, "UTC", 3) == 0 || memcmp(r->next, "GMT", 3) == 0)) {
        r->next += 3;
        return true;
    }
    int sign = *r->next == '-' ? -1 : 1, hours, minutes = 0;
    if (*r->next != '+' && *r->next != '-')
        return false;
    r->next++;
    if (!read_digits(r, 2, 2, &hours))
        return false;
    bool colon = r->next < r->end && *r->next == ':';
    r->next += colon;
    if ((colon || (r->next < r->end && is_digit(*r->next))) && !read_digits(r, 2, 2, &minutes))
        return false;
    if (hours > 15 || minutes > 59)
        return false;
    r->offset_minutes = sign * (hours * 60 + minutes);
    return true;
}

static bool read_short_year(struct reading *r)
{
    if (!read_digits(r, 2, 2, &r->civil.year) || (r->next < r->end && is_digit(*r->next)))
        return false;
    r->civil.year += r->civil.year < 69 ? 2000 : 1900;
    return true;
}

static bool read_month_name(struct reading *r)
{
    static const char *const months[] = { "january", "february", "march",     "april",   "may",      "june",
                                          "july",    "august",   "september", "october", "november", "december" };
    if (!read_name(r, months, 12, &r->civil.month))
        return false;
    r->civil.month++;
    return true;
}

static bool read_weekday(struct reading *r)
{
    static const char *const days[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
    int ignored;
    return read_name(r, days, 7, &ignored);
}

/* Units since 1970, up to the year 9999. */
static bool read_count(struct reading *r, int64_t unit)
{
    int64_t count = 0, most = INT64_C(253402300799) * TIME_SECOND / unit;
    const char *begin = r->next;
    while (r->next < r->end && is_digit(*r->next) && count <= most)
        count = count * 10 + (*r->next++ - '0');
    if (r->next == begin || count > most)
        return false;
    r->civil = time_to_civil(count * unit);
    return true;
}

/* One letter of a pattern other than a bracket. */
static bool read_letter(struct reading *r, char letter)
{
    switch (letter) {
    case 'Y':
        return read_digits(r, 4, 4, &r->civil.year) && r->civil.year > 0;
    case 'y':
        return read_short_year(r);
    case 'm':
        return read_digits(r, 2, 2, &r->civil.month);
    case 'M':
        return read_digits(r, 1, 2, &r->civil.month);
    case 'b':
        return read_month_name(r);
    case 'w':
        return read_weekday(r);
    case 'd':
        return read_digits(r, 2, 2, &r->civil.day);
    case 'D':
        return read_digits(r, 1, 2, &r->civil.day);
    case 'H':
        return read_digits(r, 2, 2, &r->civil.hour);
    case 'h':
    case 'i':
        return read_digits(r, 1, 2, &r->civil.hour);
    case 'N':
        return read_digits(r, 2, 2, &r->civil.minute);
    case 'S':
        return read_second(r);
    case 'p':
        return read_half_day(r);
    case 'z':
        return read_zone(r);
    case 'u':
        return read_count(r, TIME_SECOND);
    case 'U':
        return read_count(r, TIME_SECOND / 1000);
    case '_':
        return r->next < r->end && (*r->next == ' ' || *r->next == 'T') && r->next++;
    default:
        return r->next < r->end && *r->next == letter && r->next++;
    }
}

/* Behind the bracket that closes the one before PATTERN. */
static const char *bracket_end(const char *pattern)
{
    for (int depth = 1; depth; pattern++)
        depth += (*pattern == '(') - (*pattern == ')');
    return pattern;
}

/* PATTERN up to its end or to an unmatched closing bracket. */
static bool read_pattern(struct reading *r, const char *pattern)
{
    for (; *pattern && *pattern != ')'; pattern++) {
        if (*pattern != '(') {
            if (!read_letter(r, *pattern))
                return false;
            continue;
        }
        struct reading before = *r;
        if (!read_pattern(r, pattern + 1))
            *r = before;
        pattern = bracket_end(pattern + 1) - 1;
    }
    return true;
}

/* YYYY-MM-DD HH:MM:SS with a blank or a T, or the same with a Z: how machines write, so without walking a pattern. */
static bool read_machine_time(const char *text, size_t length, struct civil *civil)
{
    static const char shape[] = "0000-00-00_00:00:00Z";
    if (length != 19 && length != 20)
        return false;
    for (size_t i = 0; i < length; i++) {
        bool fits = shape[i] == '0'   ? is_digit(text[i])
                    : shape[i] == '_' ? text[i] == 'T' || text[i] == ' '
                                      : text[i] == shape[i];
        if (!fits)
            return false;
    }
    const char *d = text;
    civil->year = (d[0] - '0') * 1000 + (d[1] - '0') * 100 + (d[2] - '0') * 10 + d[3] - '0';
    civil->month = (d[5] - '0') * 10 + d[6] - '0';
    civil->day = (d[8] - '0') * 10 + d[9] - '0';
    civil->hour = (d[11] - '0') * 10 + d[12] - '0';
    civil->minute = (d[14] - '0') * 10 + d[15] - '0';
    civil->second = (d[17] - '0') * 10 + d[18] - '0';
    return civil->year > 0;
}

static bool takes_machine_time(const char *pattern, size_t length)
{
    return strcmp(pattern, "Y-m-d(_h:N(:S)(z))") == 0 ||
           strcmp(pattern, length == 20 ? "Y-m-d_H:N(:S)z" : "Y-m-d_H:N:S") == 0;
}

/* A leap second, 23:59:60 in UTC or where no zone is told, is the next second: 00:00:00 of the next day, as in POSIX.
 */
static int64_t read_instant(const struct reading *r)
{
    struct civil civil = r->civil;
    bool leap = civil.second == 60;
    civil.second -= leap;
    int64_t time = time_from_civil(&civil);
    if (time == TIME_MISSING)
        return TIME_MISSING;
    time += leap * TIME_SECOND - r->offset_minutes * 60 * TIME_SECOND;
    return leap && (time - civil.microsecond) % TIME_DAY != 0 ? TIME_MISSING : time;
}

bool spelling_match(const char *pattern, const char *text, size_t length, int64_t *out)
{
    struct reading r = { .next = text, .end = text + length, .civil = { .month = 1, .day = 1 } };
    if (pattern[0] == 'Y' && takes_machine_time(pattern, length) && read_machine_time(text, length, &r.civil)) {
        int64_t time = read_instant(&r);
        *out = time != TIME_MISSING ? time : *out;
        return time != TIME_MISSING;
    }
    skip_blanks(&r);
    while (r.end > r.next && r.end[-1] == ' ')
        r.end--;
    /* Most columns are ISO: refuse what cannot be before the pattern is walked. */
    if (pattern[0] == 'Y' && (r.end - r.next < 6 || !is_digit(r.next[3]) || (pattern[1] == '-' && r.next[4] != '-')))
        return false;
    if (!read_pattern(&r, pattern) || r.next != r.end)
        return false;
    int64_t time = read_instant(&r);
    *out = time != TIME_MISSING ? time : *out;
    return time != TIME_MISSING;
}
