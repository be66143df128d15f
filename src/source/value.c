/* Fields as values. */
#include "source/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

enum { PHONE_DIGITS = 8 };

static const char *const words_true[] = { "true", "yes", "t", "y", "1" };
static const char *const words_false[] = { "false", "no", "f", "n", "0" };

static bool one_of(const char *const *words, size_t n, const char *text, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], text, length) == 0)
            return true;
    return false;
}

static bool word_bool(const char *text, size_t length, size_t n_words, int8_t *out)
{
    if (length == 0 || length > 5)
        return false;
    bool yes = one_of(words_true, n_words, text, length);
    *out = yes;
    return yes || one_of(words_false, n_words, text, length);
}

bool spelled_bool(const char *text, size_t length, int8_t *out)
{
    return word_bool(text, length, 2, out);
}

bool declared_bool(const char *text, size_t length, int8_t *out)
{
    return word_bool(text, length, 5, out);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Past a sign; false for +4915112345678 and the like, and for zeros before other digits. */
static bool past_sign(const char **text, size_t *length, bool *negative)
{
    *negative = *length && **text == '-';
    bool plus = *length && **text == '+';
    if (*negative || plus)
        ++*text, --*length;
    size_t digits = 0;
    while (digits < *length && is_digit((*text)[digits]))
        digits++;
    if (plus && digits >= PHONE_DIGITS && digits == *length)
        return false;
    return !(digits > 1 && **text == '0');
}

bool spelled_int(const char *text, size_t length, int64_t *out)
{
    bool negative;
    uint64_t value = 0;
    if (length == 0 || !past_sign(&text, &length, &negative) || length == 0 || length > 19)
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(text[i] - '0');
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    if (value > INT64_MAX)
        return false;
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static const double powers_of_ten[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/* Digits with at most one DECIMAL, exactly: both the digits and the power of ten are doubles without error, so that one
   correctly rounded division gives the correctly rounded value (Clinger 1990). False: too long, or no such text. */
static bool short_real(const char *text, size_t length, char decimal, double *out)
{
    uint64_t digits = 0;
    size_t decimals = 0, n = 0;
    bool point = false;
    if (length > 18)
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(text[i] - '0');
        if (digit <= 9) {
            digits = digits * 10 + digit;
            decimals += point;
            n++;
        } else if (text[i] == decimal && !point)
            point = true;
        else
            return false;
    }
    if (n == 0 || digits > UINT64_C(1) << 53)
        return false;
    *out = (double)digits / powers_of_ten[decimals];
    return true;
}

bool plain_real(const char *text, size_t length, char decimal, double *out)
{
    bool negative = *text == '-';
    uint64_t digits = 0;
    size_t point;
    text += negative;
    length -= negative;
    if (length == 0 || length > 18 || (unsigned char)*text - (unsigned)'0' > 9)
        return false;
    for (point = 0; point < length && text[point] != decimal; point++) {
        unsigned digit = (unsigned char)text[point] - (unsigned)'0';
        if (digit > 9)
            return false;
        digits = digits * 10 + digit;
    }
    for (size_t i = point + 1; i < length; i++) {
        unsigned digit = (unsigned char)text[i] - (unsigned)'0';
        if (digit > 9)
            return false;
        digits = digits * 10 + digit;
    }
    if (digits > UINT64_C(1) << 53 || (*text == '0' && point > 1))
        return false;
    if (point == length) { /* a whole number, whose zero has no sign */
        *out = negative ? (double)-(int64_t)digits : (double)digits;
        return true;
    }
    double value = point + 1 < length ? (double)digits / powers_of_ten[length - point - 1] : (double)digits;
    *out = negative ? 0 - value : value; /* there is one zero */
    return true;
}

static bool long_real(const char *text, size_t length, char decimal, double *out)
{
    if (decimal == '.')
        return number_parse(text, length, out);
    if (memchr(text, '.', length))
        return false;
    char *copy = copy_bytes(text, length);
    for (size_t i = 0; i < length; i++)
        if (copy[i] == decimal)
            copy[i] = '.';
    bool good = number_parse(copy, length, out);
    free(copy);
    return good;
}

enum { LONGEST_GROUPED = 40 };

/* What may stand between groups of three digits, and its length; 0: nothing of that kind. A blank may be U+00A0 or
   U+202F. */
static size_t group_sign(const char *text, size_t length, char decimal)
{
    if (length && (*text == ' ' || *text == '\'' || *text == (decimal == ',' ? '.' : ',')))
        return 1;
    if (length >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
        return 2;
    return length >= 3 && memcmp(text, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

/* A number with its thousands set apart (1.250,50 where the decimal is a comma) without the signs between them. False:
   it is no such number. */
static bool ungroup(const char *text, size_t length, char decimal, char out[LONGEST_GROUPED], size_t *out_length)
{
    size_t first = 0, n = 0, sign;
    while (first < length && first < 4 && is_digit(text[first]))
        out[n++] = text[first++];
    if (first == 0 || first > 3 || *text == '0' || length > LONGEST_GROUPED)
        return false;
    const char *sign_text = text + first;
    if ((sign = group_sign(sign_text, length - first, decimal)) == 0)
        return false;
    size_t i = first;
    while (i + sign + 3 <= length && memcmp(text + i, sign_text, sign) == 0) {
        for (i += sign, first = i; i < first + 3; i++) {
            if (!is_digit(text[i]))
                return false;
            out[n++] = text[i];
        }
    }
    if (i < length && text[i] != decimal)
        return false;
    memcpy(out + n, text + i, length - i);
    *out_length = n + length - i;
    return true;
}

static bool unsigned_real(const char *text, size_t length, char decimal, double *out)
{
    if (length == 0 || !(is_digit(*text) || *text == decimal))
        return false;
    return short_real(text, length, decimal, out) || long_real(text, length, decimal, out);
}

bool spelled_real(const char *text, size_t length, char decimal, double *out)
{
    bool negative;
    int64_t whole;
    if (spelled_int(text, length, &whole)) {
        *out = (double)whole;
        return true;
    }
    if (!past_sign(&text, &length, &negative))
        return false;
    size_t digits = 0;
    while (digits < length && is_digit(text[digits]))
        digits++;
    if (digits == length) /* more digits than a whole number can have: an identifier */
        return false;
    char plain[LONGEST_GROUPED];
    if (decimal == ',' && memchr(text, '.', length)) {
        /* Who says that the decimal is a comma has told what the points are. */
        if (!ungroup(text, length, decimal, plain, &length))
            return false;
        text = plain;
    }
    if (!unsigned_real(text, length, decimal, out))
        return false;
    if (negative)
        *out = 0 - *out;
    return true;
}

bool spelled_whole(const char *text, size_t length, char decimal, int64_t *out)
{
    char plain[LONGEST_GROUPED], copy[2 * LONGEST_GROUPED];
    double real;
    if (spelled_int(text, length, out))
        return true;
    if (!spelled_real(text, length, decimal, &real) || length >= sizeof copy)
        return false;
    bool negative = *text == '-', sign = negative || *text == '+';
    text += sign;
    length -= sign;
    if (decimal == ',' && memchr(text, '.', length)) {
        if (!ungroup(text, length, decimal, plain, &length))
            return false;
        text = plain;
    }
    for (size_t i = 0; i < length; i++)
        copy[i] = text[i] == decimal ? '.' : text[i];
    if (!whole_parse(copy, length, out))
        return false;
    *out = negative ? -*out : *out;
    return true;
}

/* The digits of a spelling between the first and the last that is not 0. */
static size_t significant_digits(const char *text, size_t length, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < length && text[i] != 'e' && text[i] != 'E'; i++)
        if (is_digit(text[i]) && (n > 0 || text[i] != '0') && n < room)
            out[n++] = text[i];
    while (n > 0 && out[n - 1] == '0')
        n--;
    return n;
}

bool gives_back(const char *text, size_t length, int64_t whole, double real)
{
    enum { DOUBLE_DIGITS = 17 };
    char digits[32], again[40], written[32];
    if (number_compare_whole(whole, real) == 0)
        return true;
    if (!memchr(text, 'e', length) && !memchr(text, 'E', length))
        return false;
    /* With an exponent it may be what another program writes of a double. */
    size_t n = significant_digits(text, length, digits, sizeof digits);
    snprintf(written, sizeof written, "%.*e", DOUBLE_DIGITS - 1, real);
    bool all = significant_digits(written, strlen(written), again, sizeof again) == n && memcmp(digits, again, n) == 0;
    number_format(real, written);
    return all ||
           (significant_digits(written, strlen(written), again, sizeof again) == n && memcmp(digits, again, n) == 0);
}

bool declared_real(const char *text, size_t length, char decimal, double *out)
{
    bool negative = length && *text == '-';
    if (negative || (length && *text == '+'))
        text++, length--;
    char plain[LONGEST_GROUPED];
    if (!unsigned_real(text, length, decimal, out) &&
        (!ungroup(text, length, decimal, plain, &length) || !unsigned_real(plain, length, decimal, out)))
        return false;
    if (negative)
        *out = 0 - *out;
    return true;
}

bool declared_marked(const char *text, size_t length, char decimal, enum number_mark mark, double *out)
{
    enum number_mark found;
    return number_parse_marked(text, length, decimal, out, &found) && (found == MARK_PERCENT) == (mark == MARK_PERCENT);
}

bool declared_int(const char *text, size_t length, char decimal, int64_t *out)
{
    double value;
    if (spelled_int(text, length, out) || integer_parse(text, length, out) ||
        spelled_whole(text, length, decimal, out) || (decimal == '.' && whole_parse(text, length, out)))
        return *out != INT64_MIN;
    if (!declared_real(text, length, decimal, &value) || value != trunc(value) || fabs(value) > 9007199254740992.0)
        return false;
    *out = (int64_t)value;
    return true;
}

size_t n_time_spellings(void)
{
    size_t n = 0;
    while (time_spellings[n].name && n < 64)
        n++;
    return n;
}

/* Counts of seconds are declared, not learned: any number could be one. */
uint64_t all_time_spellings(void)
{
    uint64_t all = 0;
    for (size_t i = 0; i < n_time_spellings(); i++)
        if (strncmp(time_spellings[i].name, "unix", 4) != 0)
            all |= UINT64_C(1) << i;
    return all;
}

uint64_t fitting_times(const char *text, size_t length, uint64_t candidates, int64_t *first)
{
    size_t digits = 0;
    uint64_t fits = 0;
    if (length < 6 || length > 40)
        return 0;
    while (digits < length && is_digit(text[digits]))
        digits++;
    if (digits == length && !(digits == 8 && (memcmp(text, "19", 2) == 0 || memcmp(text, "20", 2) == 0)))
        return 0;
    for (uint64_t left = candidates; left; left &= left - 1) {
        unsigned s = (unsigned)__builtin_ctzll(left);
        int64_t time;
        if (time_parse_spelling(&time_spellings[s], text, length, &time)) {
            if (fits == 0)
                *first = time;
            fits |= UINT64_C(1) << s;
        }
    }
    return fits;
}
