/* The growable string, UTF-8, and name patterns. */
#include "patron/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"

static void text_reserve(struct text *text, size_t more)
{
    if (text->capacity - text->length > more)
        return;
    size_t capacity = text->capacity ? text->capacity * 2 : 64;
    while (capacity - text->length <= more)
        capacity *= 2;
    text->bytes = reallocate(text->bytes, capacity, 1);
    text->bytes[text->length] = '\0'; /* nothing may be added: a repetition of no times */
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    text_reserve(text, length);
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
    text_reserve(text, 1);
    text->bytes[text->length++] = c;
    text->bytes[text->length] = '\0';
}

void text_add_repeat(struct text *text, const char *string, size_t times)
{
    size_t length = strlen(string);
    text_reserve(text, length * times);
    for (size_t i = 0; i < times; i++)
        text_add_bytes(text, string, length);
}

void text_add_arguments(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    text_reserve(text, 120);
    size_t room = text->capacity - text->length;
    int length = vsnprintf(text->bytes + text->length, room, format, arguments);
    if (length < 0)
        bug("a format that cannot be printed");
    if ((size_t)length >= room) {
        text_reserve(text, (size_t)length);
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    }
    text->length += (size_t)length;
    va_end(again);
}

void text_add_format(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(text, format, arguments);
    va_end(arguments);
}

void text_clear(struct text *text)
{
    text->length = 0;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void text_release(struct text *text)
{
    free(text->bytes);
    *text = (struct text)TEXT_EMPTY;
}

char *text_take(struct text *text)
{
    char *bytes = text->bytes ? text->bytes : copy_text("");
    *text = (struct text)TEXT_EMPTY;
    return bytes;
}

const char *text_string(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

unsigned utf8_decode(const char *bytes, size_t length, size_t *size)
{
    const unsigned char *b = (const unsigned char *)bytes;
    static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t n = b[0] < 0x80 ? 1 : b[0] < 0xC2 ? 0 : b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3 : b[0] < 0xF5 ? 4 : 0;
    *size = 1;
    if (n == 1)
        return b[0];
    if (n == 0 || n > length)
        return 0xFFFD;
    unsigned code = b[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0xFFFD;
        code = code << 6 | (b[i] & 0x3Fu);
    }
    if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return 0xFFFD;
    *size = n;
    return code;
}

size_t utf8_encode(unsigned code, char *out)
{
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        code = 0xFFFD;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)((0xF00u >> n & 0xFFu) | code);
    return n;
}

bool utf8_valid(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length) {
        uint64_t eight;
        while (i + 8 <= length && (memcpy(&eight, bytes + i, 8), (eight & UINT64_C(0x8080808080808080)) == 0))
            i += 8;
        if (i == length)
            break;
        size_t size;
        if (utf8_decode(bytes + i, length - i, &size) == 0xFFFD && size == 1)
            return false;
        i += size;
    }
    return true;
}

struct code_range {
    unsigned first, last;
};

/* Marks that stand on the character before them, and characters without width (Unicode 15, the common blocks). */
static const struct code_range zero_width[] = {
    { 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x0610, 0x061A }, { 0x064B, 0x065F },
    { 0x06D6, 0x06DC }, { 0x0900, 0x0902 }, { 0x093C, 0x093C }, { 0x0941, 0x0948 }, { 0x094D, 0x094D },
    { 0x0E31, 0x0E31 }, { 0x0E34, 0x0E3A }, { 0x0E47, 0x0E4E }, { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },
    { 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x2064 }, { 0x20D0, 0x20FF }, { 0x302A, 0x302D },
    { 0x3099, 0x309A }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F }, { 0xFEFF, 0xFEFF }, { 0xE0100, 0xE01EF },
};

/* East Asian wide and full-width characters, and emoji. */
static const struct code_range double_width[] = {
    { 0x1100, 0x115F },   { 0x231A, 0x231B },   { 0x2329, 0x232A },   { 0x23E9, 0x23EC },   { 0x25FD, 0x25FE },
    { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x26AA, 0x26AB },   { 0x26BD, 0x26BE },   { 0x26C4, 0x26C5 },
    { 0x26CE, 0x26CE },   { 0x26D4, 0x26D4 },   { 0x26EA, 0x26EA },   { 0x26F2, 0x26F3 },   { 0x2705, 0x2705 },
    { 0x270A, 0x270B },   { 0x2728, 0x2728 },   { 0x274C, 0x274C },   { 0x2753, 0x2755 },   { 0x2757, 0x2757 },
    { 0x2795, 0x2797 },   { 0x2B1B, 0x2B1C },   { 0x2B50, 0x2B50 },   { 0x2E80, 0x303E },   { 0x3041, 0x33FF },
    { 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },   { 0xA000, 0xA4CF },   { 0xA960, 0xA97F },   { 0xAC00, 0xD7A3 },
    { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },   { 0xFFE0, 0xFFE6 },   { 0x17000, 0x18CFF },
    { 0x1B000, 0x1B2FF }, { 0x1F004, 0x1F004 }, { 0x1F0CF, 0x1F0CF }, { 0x1F18E, 0x1F18E }, { 0x1F191, 0x1F19A },
    { 0x1F200, 0x1F320 }, { 0x1F32D, 0x1F335 }, { 0x1F337, 0x1F37C }, { 0x1F37E, 0x1F393 }, { 0x1F3A0, 0x1F3CA },
    { 0x1F3CF, 0x1F3D3 }, { 0x1F3E0, 0x1F3F0 }, { 0x1F3F8, 0x1F43E }, { 0x1F440, 0x1F4FC }, { 0x1F4FF, 0x1F53D },
    { 0x1F54B, 0x1F567 }, { 0x1F5FB, 0x1F64F }, { 0x1F680, 0x1F6C5 }, { 0x1F6D0, 0x1F6D2 }, { 0x1F7E0, 0x1F7EB },
    { 0x1F90C, 0x1F9FF }, { 0x1FA70, 0x1FAFF }, { 0x20000, 0x3FFFD },
};

static bool code_in(unsigned code, const struct code_range *ranges, size_t n)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && code >= ranges[low].first;
}

size_t utf8_width(const char *bytes, size_t length)
{
    size_t width = 0;
    for (size_t i = 0, size; i < length; i += size) {
        unsigned code = utf8_decode(bytes + i, length - i, &size);
        if (code < 0x300)
            width++;
        else if (code_in(code, zero_width, sizeof(zero_width) / sizeof(*zero_width)))
            continue;
        else
            width += code_in(code, double_width, sizeof(double_width) / sizeof(*double_width)) ? 2 : 1;
    }
    return width;
}

bool glob_match(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;
    while (*text) {
        size_t size;
        utf8_decode(text, strlen(text), &size);
        if (*pattern == '*') {
            star = ++pattern;
            resume = text;
        } else if (*pattern == '?') {
            pattern++;
            text += size;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            /* the last star takes one more character; what an earlier star took need never be reconsidered */
            pattern = star;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

void text_disarm(struct text *text, size_t from)
{
    size_t kept = from, size;
    for (size_t at = from; at < text->length; at += size) {
        unsigned code = utf8_decode(text->bytes + at, text->length - at, &size);
        bool wrong = code == 0xFFFD && size == 1;
        if (wrong || (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0)) {
            text->bytes[kept++] = '?';
            continue;
        }
        memmove(text->bytes + kept, text->bytes + at, size);
        kept += size;
    }
    text->length = kept;
    if (text->bytes)
        text->bytes[kept] = '\0';
}
