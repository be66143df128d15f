/* Other encodings into UTF-8, and the search for bytes that are none.

   A byte order mark decides, whatever was asked for. Files called latin1 hold windows-1252 in practice, and all bytes
   are valid in it: so a file that is valid UTF-8 with other than ASCII characters is not taken for one. */
#include "source/content.h"

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"

enum { GUESS_BYTES = 4096 };

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

/* ---- By name ---- */

static const struct encoding {
    const char *name;
    bool wide, big_endian, sure; /* two bytes a unit; which first; and whether the name says so */
} encodings[] = { { "utf8", false, false, true },         { "latin1", false, false, true },
                  { "windows-1252", false, false, true }, { "utf16", true, false, false },
                  { "utf16le", true, false, true },       { "utf16be", true, true, true } };
enum { N_ENCODINGS = sizeof encodings / sizeof *encodings };

bool encoding_check(const char *name, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < N_ENCODINGS; i++) {
        if (strcmp(encodings[i].name, name) == 0)
            return true;
        nearest_offer(&nearest, encodings[i].name);
    }
    fail(err, ERROR_USER, E_BAD_VALUE, "encoding '%s' is not known", name);
    error_reason(err, "encodings are utf8, latin1, windows-1252, utf16, utf16le and utf16be");
    error_mend(err, "encoding=%s", nearest.best ? nearest.best : "latin1");
    return false;
}

/* How many of the first units have NUL as their first and as their second byte. */
static void count_nuls(const unsigned char *bytes, size_t length, size_t nuls[2])
{
    nuls[0] = nuls[1] = 0;
    for (size_t i = 0; i + 1 < length && i < GUESS_BYTES; i += 2) {
        nuls[0] += bytes[i] == 0;
        nuls[1] += bytes[i + 1] == 0;
    }
}

static bool fail_not_wide(const char *path, const char *name, const char *reason, const char *rather, struct error *err)
{
    fail(err, ERROR_DATA, E_ENCODING, "%s is not %s", path, name);
    error_reason(err, "%s", reason);
    error_mend(err, "encoding=%s", rather);
    error_place(err, path, NULL, 1, 1, 0);
    return false;
}

static bool decode_wide(const struct encoding *encoding, const unsigned char *bytes, size_t length, const char *path,
                        struct decoded *out, struct error *err)
{
    size_t nuls[2];
    bool big_endian = encoding->big_endian;
    count_nuls(bytes, length, nuls);
    if (nuls[0] + nuls[1] == 0 && utf8_first_invalid((const char *)bytes, length) == length)
        return fail_not_wide(path, encoding->name, "it holds no NUL byte, as UTF-16 does at each plain letter", "utf8",
                             err);
    if (!encoding->sure)
        big_endian = nuls[0] > nuls[1];
    else if (nuls[big_endian] > nuls[!big_endian])
        return fail_not_wide(path, encoding->name, "its plain letters have their bytes the other way round",
                             big_endian ? "utf16le" : "utf16be", err);
    out->encoding = big_endian ? "utf16be" : "utf16le";
    return decode_utf16(bytes, length, big_endian, path, &out->text, &out->length, err);
}

static bool fail_utf8(const unsigned char *bytes, size_t length, size_t first, const char *encoding, const char *path,
                      struct error *err)
{
    size_t line = 1, size, begin = 0;
    for (size_t i = 0; i < first; i++)
        if (bytes[i] == '\n')
            line++, begin = i + 1;
    utf8_decode((const char *)bytes + first, length - first, &size);
    fail(err, ERROR_DATA, E_ENCODING, "%s is UTF-8, not %s", path, encoding);
    error_reason(err, "all its characters are valid UTF-8, such as \"%.*s\" in line %zu", (int)size, bytes + first,
                 line);
    error_mend(err, "encoding=utf8");
    error_place(err, path, NULL, line, utf8_width((const char *)bytes + begin, first - begin) + 1, 1);
    return false;
}

static bool decode_narrow(const char *name, const unsigned char *bytes, size_t length, const char *path,
                          struct decoded *out, struct error *err)
{
    size_t first = 0;
    while (first < length && bytes[first] < 0x80)
        first++;
    if (first < length && utf8_first_invalid((const char *)bytes, length) == length)
        return fail_utf8(bytes, length, first, name, path, err);
    out->encoding = name;
    return decode_latin1(bytes, length, &out->text, &out->length, err);
}

bool encoding_decode(const char *name, const unsigned char *bytes, size_t length, const char *path, struct decoded *out,
                     struct error *err)
{
    *out = (struct decoded){ .encoding = "utf8" };
    bool little = length >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe;
    bool big = length >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff;
    if (little || big) {
        out->encoding = big ? "utf16be" : "utf16le";
        return decode_utf16(bytes + 2, length - 2, big, path, &out->text, &out->length, err);
    }
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        out->mark = 3;
        return true;
    }
    for (size_t i = 1; name && i < N_ENCODINGS; i++) {
        if (strcmp(encodings[i].name, name) != 0)
            continue;
        return encodings[i].wide ? decode_wide(&encodings[i], bytes, length, path, out, err)
                                 : decode_narrow(encodings[i].name, bytes, length, path, out, err);
    }
    return true;
}
