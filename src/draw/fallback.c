/* Near ASCII characters for frames, blocks, dashes, quotes, arrows and accented Latin letters. */
#include "draw/fallback.h"

#include <stddef.h>

struct substitute {
    uint32_t code;
    char ascii;
};

/* Sorted by code. Box drawing and blocks are ranges and handled below. */
static const struct substitute substitutes[] = {
    { 0x2010, '-' },  { 0x2011, '-' },  { 0x2012, '-' },  { 0x2013, '-' }, { 0x2014, '-' }, { 0x2015, '-' },
    { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201A, '\'' }, { 0x201C, '"' }, { 0x201D, '"' }, { 0x201E, '"' },
    { 0x2022, '*' },  { 0x2026, '~' },  { 0x2032, '\'' }, { 0x2033, '"' }, { 0x20AC, 'E' }, { 0x2190, '<' },
    { 0x2191, '^' },  { 0x2192, '>' },  { 0x2193, 'v' },  { 0x2212, '-' }, { 0x221E, '8' }, { 0x2248, '~' },
    { 0x2260, '#' },  { 0x2264, '<' },  { 0x2265, '>' },  { 0x25A0, '#' }, { 0x25B2, '^' }, { 0x25B6, '>' },
    { 0x25BC, 'v' },  { 0x25C0, '<' },  { 0x25CB, 'o' },  { 0x25CF, '*' }, { 0x2713, 'v' }, { 0x2717, 'x' },
};

/* U+00A0 .. U+00FF and U+0100 .. U+017F, one character each. */
static const char latin_1[] = " !cLoY|S\"Ca<--R-o+23'uP.,1o>????"
                              "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs"
                              "aaaaaaaceeeeiiiidnooooo/ouuuuyty";
static const char latin_a[] = "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGg"
                              "GgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlL"
                              "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSs"
                              "SsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

_Static_assert(sizeof latin_1 == 0x60 + 1 && sizeof latin_a == 0x80 + 1, "one character for each code");

/* U+2581 .. U+2588: heights in eighths, as far as ASCII has signs that look higher and higher. */
static const char heights[] = ".:-=+*##";

static char box_fallback(uint32_t code)
{
    switch (code) {
    case 0x2500:
    case 0x2504:
    case 0x2508:
    case 0x254C:
        return '-';
    case 0x2501:
    case 0x2505:
    case 0x2509:
    case 0x254D:
    case 0x2550:
        return '=';
    case 0x250A:
        return ':';
    case 0x250B:
        return '!';
    case 0x2502:
    case 0x2503:
    case 0x2506:
    case 0x2507:
    case 0x254E:
    case 0x254F:
    case 0x2551:
        return '|';
    default:
        return '+';
    }
}

static char block_fallback(uint32_t code)
{
    if (code >= 0x2581 && code <= 0x2588)
        return heights[code - 0x2581];
    switch (code) {
    case 0x2580: /* upper half */
        return '\'';
    case 0x2589:
    case 0x258A:
    case 0x258B:
    case 0x258C:
    case 0x2590:
        return '#';
    case 0x2591:
        return '.';
    case 0x2592:
        return ':';
    case 0x2593:
        return '+';
    default:
        return ' ';
    }
}

uint32_t ascii_fallback(uint32_t code)
{
    if (code < 0x80)
        return code;
    if (code >= 0xA0 && code <= 0xFF)
        return (uint32_t)(unsigned char)latin_1[code - 0xA0];
    if (code >= 0x100 && code <= 0x17F)
        return (uint32_t)(unsigned char)latin_a[code - 0x100];
    if (code >= 0x2500 && code <= 0x257F)
        return (uint32_t)(unsigned char)box_fallback(code);
    if (code >= 0x2580 && code <= 0x259F)
        return (uint32_t)(unsigned char)block_fallback(code);
    if (code >= 0x2800 && code <= 0x28FF)
        return code == 0x2800 ? ' ' : '.';
    size_t low = 0, high = sizeof substitutes / sizeof substitutes[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (substitutes[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < sizeof substitutes / sizeof substitutes[0] && substitutes[low].code == code)
        return (uint32_t)(unsigned char)substitutes[low].ascii;
    return '?';
}
