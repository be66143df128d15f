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

enum { ESCAPE_LENGTH = 7 };

/* The number of an escape at the beginning of TEXT; 0: none, or the one of NUL. */
static unsigned escaped_number(const char *text, size_t length)
{
    unsigned number = 0;
    if (length < ESCAPE_LENGTH || text[0] != '_' || text[1] != 'x' || text[6] != '_')
        return 0;
    for (size_t i = 2; i < 6; i++) {
        const char *digits = "0123456789abcdef", *digit;
        char c = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] + ('a' - 'A')) : text[i];
        if (!c || !(digit = strchr(digits, c)))
            return 0;
        number = number * 16 + (unsigned)(digit - digits);
    }
    return number;
}

size_t xstring_decode(char *bytes, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length;) {
        size_t taken = ESCAPE_LENGTH;
        unsigned code = escaped_number(bytes + i, length - i);
        if (code >= 0xd800 && code < 0xdc00) {
            unsigned low = escaped_number(bytes + i + taken, length - i - taken);
            bool pair = low >= 0xdc00 && low < 0xe000;
            code = pair ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0;
            taken *= 2;
        } else if (code >= 0xdc00 && code < 0xe000) {
            code = 0;
        }
        if (code == 0) {
            bytes[n++] = bytes[i++];
            continue;
        }
        char encoded[4];
        size_t size = utf8_encode(code, encoded);
        memcpy(bytes + n, encoded, size);
        n += size;
        i += taken;
    }
    return n;
}
