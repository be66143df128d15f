/* What the numbers and names inside a workbook mean. Private to source/. */
#ifndef SOURCE_SERIAL_H
#define SOURCE_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/base/text.h"

/* "AB12": column 28, row 12. Either may be absent and is then 0. False when it is no such name. */
bool cell_name_parse(const char *name, size_t *column, size_t *row);
/* Whether numbers in the format FORMAT (as in "dd/mm/yyyy hh:mm") are days since 1900; NULL: the built-in number ID. */
bool number_format_is_date(unsigned id, const char *format);
/* VALUE days since 1900 (or 1904) as "YYYY-MM-DD HH:MM:SS", with milliseconds when there are any; below one day as
   "HH:MM:SS"; false (and nothing added) when it is no day that workbooks know. */
bool serial_write(double value, bool from_1904, struct text *out);
/* VALUE in its shortest spelling, whole numbers without an exponent. */
void cell_number_write(double value, struct text *out);

/* The LENGTH bytes of a workbook's text at BYTES, decoded in their place: _xHHHH_ is the character of that number
   (ECMA-376, ST_Xstring), two of them the halves of one above U+FFFF. What no text can hold stays: NUL, a half alone.
   Returns the new length. */
size_t xstring_decode(char *bytes, size_t length);

#endif
