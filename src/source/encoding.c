/* Other encodings into UTF-8, and the search for bytes that are none. */
#include "source/content.h"

#include "patron/base/error.h"
#include "patron/base/memory.h"

/* What the bytes 0x80 to 0x9f mean in windows-1252, which is what files called latin1 hold in practice; the five bytes
   without a meaning keep their number. */
static const uint16_t windows_1252[32] = { 0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                           0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                           0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                           0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178 };

static size_t put_utf8(unsigned code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    return utf8_encode(code, out);
}

bool decode_latin1(const unsigned char *bytes, size_t length, char **out, size_t *out_length, struct error *err)
{
    size_t total = 0;
    for (size_t i = 0; i < length; i++)
        total += bytes[i] < 0x80 ? 1 : bytes[i] < 0xa0 ? 3 : 2;
    char *text = allocate_large(total + 1, 1, "the decoded file", err);
    if (!text)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned code = bytes[i] >= 0x80 && bytes[i] < 0xa0 ? windows_1252[bytes[i] - 0x80] : bytes[i];
        n += put_utf8(code, text + n);
    }
    *out = text;
    *out_length = n;
    return true;
}

static unsigned unit_at(const unsigned char *bytes, size_t i, bool big_endian)
{
    return big_endian ? (unsigned)bytes[i] << 8 | bytes[i + 1] : (unsigned)bytes[i + 1] << 8 | bytes[i];
}

bool decode_utf16(const unsigned char *bytes, size_t length, bool big_endian, const char *path, char **out,
                  size_t *out_length, struct error *err)
{
    char *text = allocate_large(length / 2 * 3 + 1, 1, "the decoded file", err);
    if (!text)
        return false;
    size_t n = 0, line = 1, column = 1, i = 0;
    for (; i + 1 < length; i += 2, column++) {
        unsigned code = unit_at(bytes, i, big_endian);
        if (code >= 0xd800 && code < 0xe000) {
            unsigned second = i + 3 < length ? unit_at(bytes, i + 2, big_endian) : 0;
            if (code >= 0xdc00 || second < 0xdc00 || second >= 0xe000)
                break;
            code = 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00);
            i += 2;
        }
        n += put_utf8(code, text + n);
        if (code == '\n')
            line++, column = 0;
    }
    if (i < length) {
        free(text);
        fail(err, ERROR_DATA, E_ENCODING, "%s is not UTF-16", path);
        error_reason(err, i + 1 == length ? "it ends within a character" : "half of a surrogate pair stands alone");
        error_place(err, path, NULL, line, column, 1);
        return false;
    }
    *out = text;
    *out_length = n;
    return true;
}

size_t utf8_first_invalid(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length) {
        uint64_t eight;
        while (i + sizeof eight <= length) {
            memcpy(&eight, bytes + i, sizeof eight);
            if (eight & UINT64_C(0x8080808080808080))
                break;
            i += sizeof eight;
        }
        while (i < length && (signed char)bytes[i] >= 0 && i % 8)
            i++;
        if (i < length && (signed char)bytes[i] < 0) {
            size_t size;
            unsigned code = utf8_decode(bytes + i, length - i, &size);
            if (code == 0xfffd && size == 1)
                return i;
            i += size;
        } else if (i < length)
            i++;
    }
    return length;
}
