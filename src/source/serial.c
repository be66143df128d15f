/* Days, formats and cell names of workbooks. */
#include "source/serial.h"

#include <math.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/number.h"

enum { MOST_COLUMNS = 16384, MOST_ROWS = 1 << 30 };

bool cell_name_parse(const char *name, size_t *column, size_t *row)
{
    *column = *row = 0;
    for (; *name >= 'A' && *name <= 'Z'; name++) {
        *column = *column * 26 + (size_t)(*name - 'A' + 1);
        if (*column > MOST_COLUMNS)
            return false;
    }
    for (; *name >= '0' && *name <= '9'; name++) {
        *row = *row * 10 + (size_t)(*name - '0');
        if (*row > MOST_ROWS)
            return false;
    }
    return *name == '\0';
}

/* Letters of years, months, days, hours and seconds outside quotes, escapes and brackets. A bracket of such letters
   alone is an elapsed time, which is a number of days. */
bool number_format_is_date(unsigned id, const char *format)
{
    if (!format)
        return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    if (strcasecmp(format, "general") == 0)
        return false;
    bool date = false;
    for (const char *c = format; *c; c++) {
        if (*c == '"') {
            c = strchr(c + 1, '"');
        } else if (*c == '[') {
            if (c[1] && strchr("hHmMsS", c[1]))
                return false;
            c = strchr(c, ']');
        } else if ((*c == '\\' || *c == '_' || *c == '*') && c[1])
            c++;
        else if (*c == ';')
            break;
        else if (strchr("yYmMdDhHsS", *c))
            date = true;
        if (!c)
            break;
    }
    return date;
}

static void write_clock(const struct civil *civil, struct text *out)
{
    text_add_format(out, "%02d:%02d:%02d", civil->hour, civil->minute, civil->second);
    if (civil->microsecond)
        text_add_format(out, ".%03d", civil->microsecond / 1000);
}

bool serial_write(double value, bool from_1904, struct text *out)
{
    if (!(value >= 0) || value >= 2958466)
        return false;
    int64_t milliseconds = (int64_t)floor(value * 86400000.0 + 0.5);
    if (value < 1 && !from_1904) {
        struct civil clock = time_to_civil(milliseconds * 1000);
        write_clock(&clock, out);
        return true;
    }
    /* Day 60 is 1900-02-29, which never was; the days before it count from one day later. */
    int64_t day = milliseconds / 86400000;
    if (!from_1904 && day == 60)
        return false;
    int64_t first_day = from_1904 ? -24107 : day < 60 ? -25568 : -25569;
    struct civil civil = time_to_civil(first_day * TIME_DAY + milliseconds * 1000);
    text_add_format(out, "%04d-%02d-%02d ", civil.year, civil.month, civil.day);
    write_clock(&civil, out);
    return true;
}

void cell_number_write(double value, struct text *out)
{
    char number[32];
    if (value == trunc(value) && fabs(value) < 1e15)
        text_add_format(out, "%.0f", value + 0.0);
    else {
        number_format(value, number);
        text_add(out, number);
    }
}
