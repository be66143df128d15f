/* Numbers to text and back: exact, fast for what tables hold, and independent of the locale. */
#include "patron/base/number.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"

__extension__ typedef unsigned __int128 wide;

/* Powers of ten that a double holds exactly. */
static const double exact_powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
static const uint64_t whole_powers[] = { 1,
                                         10,
                                         100,
                                         1000,
                                         10000,
                                         100000,
                                         1000000,
                                         10000000,
                                         100000000,
                                         1000000000,
                                         UINT64_C(10000000000),
                                         UINT64_C(100000000000),
                                         UINT64_C(1000000000000),
                                         UINT64_C(10000000000000),
                                         UINT64_C(100000000000000),
                                         UINT64_C(1000000000000000),
                                         UINT64_C(10000000000000000),
                                         UINT64_C(100000000000000000),
                                         UINT64_C(1000000000000000000),
                                         UINT64_C(10000000000000000000) };
static const uint64_t two_to_53 = UINT64_C(1) << 53;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void trim(const char **text, size_t *length)
{
    while (*length && is_blank((*text)[*length - 1]))
        --*length;
    while (*length && is_blank(**text)) {
        ++*text;
        --*length;
    }
}

/* A number taken apart: 0.DDD... and exponent as the digits (first 19 significant ones) times a power of ten. */
struct decimal {
    uint64_t digits;
    int exponent;
    bool negative, cut; /* cut: there were more than 19 significant digits */
};

static bool decimal_exponent(const char *p, const char *end, int *out)
{
    bool negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    if (p == end)
        return false;
    int value = 0;
    for (; p < end; p++) {
        if (!is_digit(*p))
            return false;
        if (value < 100000)
            value = value * 10 + (*p - '0');
    }
    *out = negative ? -value : value;
    return true;
}

static bool decimal_read(const char *p, const char *end, struct decimal *out)
{
    *out = (struct decimal){ 0 };
    bool any = false, behind_point = false;
    int n_significant = 0;
    out->negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    for (; p < end; p++) {
        if (*p == '.' && !behind_point) {
            behind_point = true;
            continue;
        }
        if (!is_digit(*p))
            break;
        any = true;
        if (n_significant < 19) {
            out->digits = out->digits * 10 + (uint64_t)(*p - '0');
            n_significant += out->digits != 0;
            out->exponent -= behind_point;
        } else {
            out->cut = true;
            out->exponent += !behind_point;
        }
    }
    if (!any || p == end)
        return any;
    int exponent = 0;
    if ((*p != 'e' && *p != 'E') || p + 1 == end || !decimal_exponent(p + 1, end, &exponent))
        return false;
    out->exponent += exponent;
    return true;
}

/* DIGITS / 10^SCALE correctly rounded, for 1 <= SCALE <= 19 and DIGITS > 0: by one division of 128 bits, of which the
   quotient has at least 64 bits and the remainder says whether something is left behind. */
static double divide_exactly(uint64_t digits, int scale)
{
    int shift = __builtin_clzll(digits);
    wide numerator = (wide)(digits << shift) << 64;
    uint64_t divisor = whole_powers[scale];
    wide quotient = numerator / divisor;
    bool rest = numerator % divisor != 0;
    int bits = 128 - ((uint64_t)(quotient >> 64) ? __builtin_clzll((uint64_t)(quotient >> 64)) : 64);
    int surplus = bits - 53;
    uint64_t mantissa = (uint64_t)(quotient >> surplus);
    wide below = quotient & (((wide)1 << surplus) - 1);
    wide half = (wide)1 << (surplus - 1);
    if (below > half || (below == half && (rest || (mantissa & 1))))
        mantissa++;
    return ldexp((double)mantissa, surplus - 64 - shift);
}

static bool parse_by_library(const char *text, size_t length, double *out)
{
    char room[512];
    char *copy = length < sizeof(room) ? memcpy(room, text, length) : copy_bytes(text, length);
    copy[length] = '\0';
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* the C library's own constant: nothing is allocated */
    *out = strtod_l(copy, NULL, plain);
    freelocale(plain);
    if (copy != room)
        free(copy);
    *out += 0.0; /* what is too small to hold is the one zero */
    return isfinite(*out);
}

bool number_parse(const char *text, size_t length, double *out)
{
    struct decimal d;
    trim(&text, &length);
    if (length == 0 || !decimal_read(text, text + length, &d))
        return false;
    double value;
    if (d.digits == 0)
        value = 0; /* no significant digit at all */
    else if (d.cut)
        return parse_by_library(text, length, out);
    else if (d.exponent == 0)
        value = (double)d.digits;
    else if (d.digits <= two_to_53 && d.exponent < 0 && d.exponent >= -22)
        value = (double)d.digits / exact_powers[-d.exponent]; /* both exact, one rounding (Clinger 1990) */
    else if (d.digits <= two_to_53 && d.exponent > 0 && d.exponent <= 22)
        value = (double)d.digits * exact_powers[d.exponent];
    else if (d.exponent < 0 && d.exponent >= -19)
        value = divide_exactly(d.digits, -d.exponent);
    else
        return parse_by_library(text, length, out);
    *out = d.negative ? 0 - value : value; /* there is one zero */
    return true;
}

bool integer_parse(const char *text, size_t length, int64_t *out)
{
    trim(&text, &length);
    if (length == 0)
        return false;
    const char *p = text, *end = text + length;
    bool negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    if (p == end)
        return false;
    uint64_t value = 0;
    for (; p < end; p++) {
        unsigned digit = (unsigned char)*p - (unsigned)'0';
        if (digit > 9 || value > ((uint64_t)INT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

/* DIGITS * 10^EXPONENT, when that is whole and below 2^63. */
static bool scale_whole(uint64_t digits, int exponent, uint64_t *out)
{
    for (; exponent < 0 && digits != 0; exponent++) {
        if (digits % 10 != 0)
            return false;
        digits /= 10;
    }
    for (; exponent > 0 && digits != 0; exponent--) {
        if (digits > (uint64_t)INT64_MAX / 10)
            return false;
        digits *= 10;
    }
    *out = digits;
    return digits <= (uint64_t)INT64_MAX;
}

bool whole_parse(const char *text, size_t length, int64_t *out)
{
    struct decimal d;
    uint64_t value;
    if (integer_parse(text, length, out))
        return true;
    trim(&text, &length);
    if (length == 0 || !decimal_read(text, text + length, &d))
        return false;
    if (d.cut) { /* more than 19 digits are whole when all that was cut are zeros */
        size_t n = 0;
        for (size_t i = 0; i < length && text[i] != 'e' && text[i] != 'E'; i++) {
            n += is_digit(text[i]) && (n > 0 || text[i] != '0');
            if (n > 19 && text[i] != '0' && text[i] != '.')
                return false;
        }
    }
    if (!scale_whole(d.digits, d.exponent, &value))
        return false;
    *out = d.negative ? -(int64_t)value : (int64_t)value;
    return true;
}

bool number_is_whole(double value)
{
    return value == trunc(value) && fabs(value) < 0x1p63;
}

int number_compare_whole(int64_t whole, double number)
{
    if (number >= 0x1p63)
        return -1;
    if (number < -0x1p63)
        return 1;
    int64_t below = (int64_t)number; /* towards zero, which a double holds */
    if (whole != below)
        return whole < below ? -1 : 1;
    double rest = number - (double)below;
    return (rest < 0) - (rest > 0);
}

static char *write_whole(uint64_t value, char *out)
{
    char digits[20];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    while (n)
        *out++ = digits[--n];
    *out = '\0';
    return out;
}

/* DIGITS / 10^SCALE without trailing zeros. */
static void write_scaled(uint64_t digits, int scale, char *out)
{
    while (scale > 0 && digits % 10 == 0) {
        digits /= 10;
        scale--;
    }
    char fraction[24];
    if (scale < 20) {
        out = write_whole(digits / whole_powers[scale], out);
        digits %= whole_powers[scale];
    } else {
        *out++ = '0';
    }
    if (scale == 0)
        return;
    *out++ = '.';
    char *end = write_whole(digits, fraction);
    for (int zeros = scale - (int)(end - fraction); zeros > 0; zeros--)
        *out++ = '0';
    memcpy(out, fraction, (size_t)(end - fraction) + 1);
}

/* Whether DIGITS / 10^scale reads back to MANTISSA * 2^-SHIFT; SCALED is MANTISSA * 10^scale. All is exact: the
   distance is compared with half the gap to the neighbour on that side. */
static bool reads_back(uint64_t digits, wide scaled, wide power, uint64_t mantissa, int shift)
{
    wide written = (wide)digits << shift;
    if (written >= scaled) {
        wide twice = (written - scaled) * 2;
        return twice < power || (twice == power && mantissa % 2 == 0);
    }
    wide twice = (scaled - written) * 2;
    if (mantissa == two_to_53 / 2) /* a power of two: the neighbour below is half as far */
        return twice * 2 <= power;
    return twice < power || (twice == power && mantissa % 2 == 0);
}

/* VALUE in [1e-4, 1e15) and not whole, in the fewest of 15, 16 or 17 digits. VALUE * 10^scale fits in 128 bits. */
static void format_middle(double value, char *out)
{
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), 53);
    int shift = 53 - exponent; /* value = mantissa * 2^-shift, 3 <= shift <= 66 */
    int magnitude = -4;        /* of the leading digit */
    while (magnitude < 14 && value >= (magnitude < -1 ? 1 / exact_powers[-magnitude - 1] : exact_powers[magnitude + 1]))
        magnitude++;
    for (int n_digits = 15;; n_digits++) {
        int scale = n_digits - 1 - magnitude;
        wide power = scale < 20 ? (wide)whole_powers[scale] : (wide)whole_powers[19] * whole_powers[scale - 19];
        wide scaled = mantissa * power;
        uint64_t digits = (uint64_t)(scaled >> shift);
        wide below = scaled & (((wide)1 << shift) - 1);
        wide half = (wide)1 << (shift - 1);
        if (below > half || (below == half && digits % 2))
            digits++;
        if (n_digits == 17 || reads_back(digits, scaled, power, mantissa, shift)) {
            write_scaled(digits, scale, out);
            return;
        }
    }
}

/* Money and the like: VALUE as a number of at most SCALE decimals and 15 digits, if that is what it is. A double has
   one such number at most, so it is also the shortest. */
static bool format_decimals(double value, int scale, char *out)
{
    double digits = rint(value * exact_powers[scale]);
    if (digits >= 1e15 || digits / exact_powers[scale] != value)
        return false;
    write_scaled((uint64_t)digits, scale, out);
    return true;
}

/* The decimal point of the locale, should it not be a point, becomes one. */
static void point_of_locale(char *out)
{
    char *other = strpbrk(out, ",");
    if (other)
        *other = '.';
}

void number_format(double value, char out[32])
{
    if (signbit(value) && !isnan(value)) {
        *out++ = '-';
        value = -value;
    }
    if (value < 1e15 && value == (double)(uint64_t)value) {
        write_whole((uint64_t)value, out);
        return;
    }
    if (value >= 1e-4 && value < 1e15) {
        if (!format_decimals(value, 3, out) && !format_decimals(value, 6, out))
            format_middle(value, out);
        return;
    }
    /* Every number of 15 digits reads back the same, but near zero doubles are further apart than that. */
    for (int digits = value < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(out, 31, "%.*g", digits, value);
        point_of_locale(out);
        double again;
        if (number_parse(out, strlen(out), &again) && again == value)
            return;
    }
}

/* The digits at FROM with a comma between each group of three of its whole part; FROM has no sign. */
static void write_grouped(const char *from, char *out, size_t room)
{
    size_t whole = strspn(from, "0123456789"), used = 0;
    for (size_t i = 0; i < whole && used + 2 < room; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = from[i];
    }
    snprintf(out + used, room - used, "%s", from + whole);
}

void number_format_fixed(double value, int digits, char out[64])
{
    if (!isfinite(value) || fabs(value) >= 1e30) {
        snprintf(out, 64, "%.6g", value);
        point_of_locale(out);
        return;
    }
    char plain[64];
    int most = digits < 0 ? 0 : digits > 15 ? 15 : digits;
    snprintf(plain, sizeof(plain), "%.*f", most, fabs(value));
    point_of_locale(plain);
    bool zero = strspn(plain, "0.") == strlen(plain); /* no "-0.00" */
    size_t sign = value < 0 && !zero;
    if (sign)
        out[0] = '-';
    write_grouped(plain, out + sign, 64 - sign);
}

void count_format(uint64_t value, char out[32])
{
    char plain[24];
    write_whole(value, plain);
    write_grouped(plain, out, 32);
}

void whole_format(int64_t value, char out[32])
{
    *out = '-';
    count_format(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, out + (value < 0));
}

static void strip_zeros(char *text)
{
    size_t length = strlen(text);
    if (!strchr(text, '.'))
        return;
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    text[length] = '\0';
}

void number_format_short(double value, char out[32])
{
    double size = fabs(value);
    if (value == 0) {
        snprintf(out, 32, "0");
        return;
    }
    if (!isfinite(value) || size < 1e-4 || size >= 1e15) {
        char plain[32];
        snprintf(plain, sizeof(plain), "%.*e", size < 1e-4 ? 1 : 3, value);
        point_of_locale(plain);
        snprintf(out, 32, "%s", plain);
        return;
    }
    int digits = 3; /* four significant digits: one fewer decimal for each digit before the point */
    for (double limit = 9.9995; size >= limit && digits > 0; limit *= 10)
        digits--;
    for (double limit = 0.99995; size < limit && digits < 7; limit /= 10)
        digits++;
    char fixed[64];
    number_format_fixed(value, digits, fixed);
    strip_zeros(fixed);
    snprintf(out, 32, "%.31s", fixed);
}
