/* One value as text: in full for files, short for people. */
#include <inttypes.h>
#include <stdio.h>

#include "patron/base/calendar.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/table.h"

static void add_whole(int64_t value, struct text *out)
{
    char digits[24];
    size_t n = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--n] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        digits[--n] = '-';
    text_add_bytes(out, digits + n, sizeof(digits) - n);
}

void column_write(const struct column *column, size_t row, struct text *out)
{
    char room[32];
    if (column_is_missing(column, row))
        return;
    switch (column->type) {
    case TYPE_BOOL:
        text_add(out, column_bools(column)[row] ? "true" : "false");
        break;
    case TYPE_INT:
        add_whole(column_int(column, row), out);
        break;
    case TYPE_REAL:
        number_format(column_reals(column)[row], room);
        text_add(out, room);
        break;
    case TYPE_TIME:
        time_format(column_int(column, row), column->date_only, room);
        text_add(out, room);
        break;
    default: {
        size_t length;
        const char *text = dictionary_text(column->dictionary, column_code(column, row), &length);
        text_add_bytes(out, text, length);
    }
    }
}

static void show_int(int64_t value, struct text *out)
{
    char room[32];
    whole_format(value, room);
    text_add(out, room);
}

/* A blank between date and time reads better than the T of files. */
static void show_time(const struct column *column, int64_t time, struct text *out)
{
    char room[32];
    time_format(time, column->date_only, room);
    if (room[10] == 'T')
        room[10] = ' ';
    text_add(out, room);
}

void column_show(const struct column *column, size_t row, struct text *out)
{
    char room[32];
    if (column_is_missing(column, row)) {
        text_add(out, "NA");
        return;
    }
    if (column->personal) {
        struct text clear = TEXT_EMPTY;
        column_write(column, row, &clear);
        if (column->identifies)
            pseudonym_write(&column->secret, text_string(&clear), clear.length, out);
        else
            mask_text(text_string(&clear), clear.length, out);
        text_release(&clear);
        return;
    }
    switch (column->type) {
    case TYPE_BOOL:
        text_add(out, column_bools(column)[row] ? "yes" : "no");
        break;
    case TYPE_INT:
        show_int(column_int(column, row), out);
        break;
    case TYPE_REAL:
        number_format_short(column_reals(column)[row], room);
        text_add(out, room);
        break;
    case TYPE_TIME:
        show_time(column, column_int(column, row), out);
        break;
    default:
        column_write(column, row, out);
    }
}
