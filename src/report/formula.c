/* What a spreadsheet takes as a formula: it is told by the first sign of a cell, not by a type. */
#include "report/formula.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A sign, digits with decimal and thousands marks of any country, an exponent, a per cent sign: nothing that refers to
   a cell or calls anything. */
static bool is_number(const char *text, size_t length)
{
    size_t at = 1, digits = 0;
    for (; at < length && (is_digit(text[at]) || text[at] == '.' || text[at] == ','); at++)
        digits += is_digit(text[at]);
    if (digits == 0)
        return false;
    if (at + 1 < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += text[at] == '+' || text[at] == '-';
        size_t first = at;
        while (at < length && is_digit(text[at]))
            at++;
        if (at == first)
            return false;
    }
    at += at < length && text[at] == '%';
    return at == length;
}

static bool starts(const char *text, size_t length, const char *with)
{
    return length >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

bool formula_begins(const char *text, size_t length)
{
    static const char *const marks[] = { "=", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", NULL };
    static const char *const blanks[] = { " ", "\uFEFF", "\u00A0", "\u3000", NULL };
    for (size_t i = 0; blanks[i];) {
        if (starts(text, length, blanks[i])) {
            text += strlen(blanks[i]);
            length -= strlen(blanks[i]);
            i = 0;
        } else {
            i++;
        }
    }
    for (const char *const *mark = marks; *mark; mark++)
        if (starts(text, length, *mark))
            return true;
    return length > 1 && (*text == '+' || *text == '-') && !is_number(text, length);
}
