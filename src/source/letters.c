/* Capital and small letters by ranges of code points. */
#include "source/letters.h"

#include <stddef.h>

/* Small letters FIRST .. LAST. STEP 0: the capital is DISTANCE before each; 2: capital and small alternate, the small
   one behind its capital. */
struct letters {
    unsigned first, last, distance, step;
};
static const struct letters ranges[] = {
    { 'a', 'z', 0x20, 0 },     { 0xe0, 0xf6, 0x20, 0 },   { 0xf8, 0xfe, 0x20, 0 },   { 0x101, 0x12f, 1, 2 },
    { 0x133, 0x137, 1, 2 },    { 0x13a, 0x148, 1, 2 },    { 0x14b, 0x177, 1, 2 },    { 0x17a, 0x17e, 1, 2 },
    { 0x3ac, 0x3ac, 0x26, 0 }, { 0x3ad, 0x3af, 0x25, 0 }, { 0x3b1, 0x3c1, 0x20, 0 }, { 0x3c3, 0x3cb, 0x20, 0 },
    { 0x3cc, 0x3cc, 0x40, 0 }, { 0x3cd, 0x3ce, 0x3f, 0 }, { 0x430, 0x44f, 0x20, 0 }, { 0x450, 0x45f, 0x50, 0 },
    { 0x461, 0x481, 1, 2 },    { 0x1e01, 0x1e95, 1, 2 },  { 0x1ea1, 0x1eff, 1, 2 },
};
enum { N_RANGES = sizeof ranges / sizeof *ranges };

bool letter_is_blank(unsigned code)
{
    return (code >= '\t' && code <= '\r') || code == ' ' || code == 0x85 || code == 0xa0 ||
           (code >= 0x2000 && code <= 0x200b) || code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f ||
           code == 0x3000 || code == 0xfeff;
}

unsigned letter_upper(unsigned code)
{
    if (code == 0xff) /* y with two dots */
        return 0x178;
    if (code == 0x3c2) /* sigma at the end of a word */
        return 0x3a3;
    for (size_t i = 0; i < N_RANGES; i++) {
        const struct letters *r = &ranges[i];
        if (code >= r->first && code <= r->last && (r->step == 0 || (code - r->first) % r->step == 0))
            return code - r->distance;
    }
    return code;
}

unsigned letter_lower(unsigned code)
{
    if (code == 0x178)
        return 0xff;
    for (size_t i = 0; i < N_RANGES; i++) {
        const struct letters *r = &ranges[i];
        unsigned small = code + r->distance;
        if (small >= r->first && small <= r->last && (r->step == 0 || (small - r->first) % r->step == 0))
            return small;
    }
    return code;
}
