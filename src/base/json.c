/* JSON values are jansson's, seen through our own names. Written by our own writer, since the library's cannot keep
   numbers short. */
#include <jansson.h>

/* The names that both have are given to the library's functions here, before our header takes them. */
static json_t *foreign_object(void)
{
    return json_object();
}
static json_t *foreign_array(void)
{
    return json_array();
}
static json_t *foreign_string(const char *bytes, size_t length)
{
    return json_stringn(bytes, length);
}
static json_t *foreign_integer(int64_t value)
{
    return json_integer(value);
}
static json_t *foreign_null(void)
{
    return json_null();
}
#undef json_is_object
#undef json_is_array
#undef json_is_null
#undef json_is_number

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

enum { DEPTH_LIMIT = 200, SHORT_ARRAY = 16 };

static json_t *inner(const struct json *value)
{
    return (json_t *)(uintptr_t)value;
}

static struct json *outer(json_t *value)
{
    if (!value)
        bug("a JSON value that cannot be made");
    return (struct json *)value;
}

struct json *json_object(void)
{
    return outer(foreign_object());
}

struct json *json_array(void)
{
    return outer(foreign_array());
}

/* TEXT with U+FFFD for each byte that is no UTF-8: what comes from data must not stop a report. */
static void add_valid(struct text *out, const char *text, size_t length)
{
    for (size_t i = 0, size; i < length; i += size) {
        char code[4];
        unsigned decoded = utf8_decode(text + i, length - i, &size);
        text_add_bytes(out, code, utf8_encode(decoded, code));
    }
}

struct json *json_string(const char *text)
{
    size_t length = strlen(text);
    if (utf8_valid(text, length))
        return outer(foreign_string(text, length));
    struct text valid = TEXT_EMPTY;
    add_valid(&valid, text, length);
    json_t *value = foreign_string(text_string(&valid), valid.length);
    text_release(&valid);
    return outer(value);
}

struct json *json_number(double value)
{
    return outer(isfinite(value) ? json_real(value) : foreign_null());
}

struct json *json_integer(int64_t value)
{
    return outer(foreign_integer(value));
}

struct json *json_bool(bool value)
{
    return outer(json_boolean(value));
}

struct json *json_null(void)
{
    return outer(foreign_null());
}

void json_free(struct json *value)
{
    json_decref(inner(value));
}

void json_set(struct json *object, const char *name, struct json *value)
{
    struct text valid = TEXT_EMPTY;
    add_valid(&valid, name, strlen(name));
    if (json_object_set_new(inner(object), text_string(&valid), inner(value)) != 0)
        bug("a member set in a JSON value that is no object");
    text_release(&valid);
}

void json_append(struct json *array, struct json *value)
{
    if (json_array_append_new(inner(array), inner(value)) != 0)
        bug("an item added to a JSON value that is no array");
}

void json_set_text(struct json *object, const char *name, const char *text)
{
    json_set(object, name, text ? json_string(text) : json_null());
}

void json_set_number(struct json *object, const char *name, double value)
{
    json_set(object, name, json_number(value));
}

void json_set_integer(struct json *object, const char *name, int64_t value)
{
    json_set(object, name, json_integer(value));
}

void json_set_bool(struct json *object, const char *name, bool value)
{
    json_set(object, name, json_bool(value));
}

void json_set_numbers(struct json *object, const char *name, const double *values, size_t n)
{
    struct json *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_append(array, json_number(values[i]));
    json_set(object, name, array);
}

struct json *json_get(const struct json *object, const char *name)
{
    return (struct json *)json_object_get(inner(object), name);
}

const char *json_get_text(const struct json *object, const char *name)
{
    return json_text(json_get(object, name));
}

double json_get_number(const struct json *object, const char *name, double otherwise)
{
    const struct json *value = json_get(object, name);
    return json_is_number(value) || json_is_null(value) ? json_value(value) : otherwise;
}

int64_t json_get_integer(const struct json *object, const char *name, int64_t otherwise)
{
    const json_t *value = inner(json_get(object, name));
    if (json_is_integer(value))
        return json_integer_value(value);
    double real = json_is_real(value) ? json_real_value(value) : NAN;
    return real >= -0x1p63 && real < 0x1p63 && real == floor(real) ? (int64_t)real : otherwise;
}

bool json_get_bool(const struct json *object, const char *name, bool otherwise)
{
    const json_t *value = inner(json_get(object, name));
    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

bool json_get_numbers(const struct json *object, const char *name, double *out, size_t n)
{
    const struct json *array = json_get(object, name);
    if (!json_is_array(array) || json_size(array) != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct json *item = json_item(array, i);
        if (!json_is_number(item) && !json_is_null(item))
            return false;
        out[i] = json_value(item);
    }
    return true;
}

size_t json_size(const struct json *value)
{
    return json_is_object(value) ? json_object_size(inner(value)) : json_array_size(inner(value));
}

struct json *json_item(const struct json *array, size_t index)
{
    return (struct json *)json_array_get(inner(array), index);
}

const char *json_member(const struct json *object, size_t index, struct json **value)
{
    void *place = json_object_iter(inner(object));
    while (place && index--)
        place = json_object_iter_next(inner(object), place);
    if (!place)
        return NULL;
    if (value)
        *value = (struct json *)json_object_iter_value(place);
    return json_object_iter_key(place);
}

bool json_is_object(const struct json *value)
{
    return value && json_typeof(inner(value)) == JSON_OBJECT;
}

bool json_is_array(const struct json *value)
{
    return value && json_typeof(inner(value)) == JSON_ARRAY;
}

bool json_is_null(const struct json *value)
{
    return value && json_typeof(inner(value)) == JSON_NULL;
}

bool json_is_number(const struct json *value)
{
    return value && (json_typeof(inner(value)) == JSON_INTEGER || json_typeof(inner(value)) == JSON_REAL);
}

const char *json_text(const struct json *value)
{
    return json_string_value(inner(value));
}

double json_value(const struct json *value)
{
    return json_is_number(value) ? json_number_value(inner(value)) : NAN;
}

struct scan {
    size_t depth, line, column, line_start;
};

/* The deepest nesting within the limit, else where the limit is passed: the library would go on to 2048. */
static bool depth_fits(const char *bytes, size_t length, struct scan *scan)
{
    bool in_string = false;
    *scan = (struct scan){ 0, 1, 0, 0 };
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (c == '\n') {
            scan->line++;
            scan->line_start = i + 1;
        } else if (in_string) {
            if (c == '\\')
                i++;
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            scan->column = i - scan->line_start + 1;
            if (++scan->depth > DEPTH_LIMIT)
                return false;
        } else if ((c == ']' || c == '}') && scan->depth) {
            scan->depth--;
        }
    }
    return true;
}

/* Line LINE of BYTES, at most 200 bytes of it, for the caret. */
static char *copy_line(const char *bytes, size_t length, size_t line)
{
    const char *p = bytes, *end = bytes + length;
    while (line > 1 && p < end) {
        const char *next = memchr(p, '\n', (size_t)(end - p));
        if (!next)
            break;
        p = next + 1;
        line--;
    }
    const char *stop = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    size_t n = (size_t)((stop ? stop : end) - p);
    if (memchr(p, '\0', n))
        n = strnlen(p, n);
    return copy_bytes(p, n < 200 ? n : 200);
}

static struct json *fail_parse(const char *bytes, size_t length, const char *name, size_t line, size_t column,
                               const char *why, struct error *err)
{
    fail(err, ERROR_DATA, E_CORRUPT, "%s is not valid JSON: %s", name ? name : "the text", why);
    char *source = copy_line(bytes, length, line);
    error_place(err, name, source, line, column, 1);
    free(source);
    return NULL;
}

struct json *json_parse(const char *bytes, size_t length, const char *name, struct error *err)
{
    struct scan scan;
    if (!bytes)
        bytes = ""; /* an empty file is mapped as nothing */
    if (!depth_fits(bytes, length, &scan))
        return fail_parse(bytes, length, name, scan.line, scan.column, "it is nested more than 200 levels deep", err);
    json_error_t error;
    size_t flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES;
    json_t *value = json_loadb(bytes, length, flags, &error);
    if (!value && json_error_code(&error) == json_error_numeric_overflow) /* a whole number beyond 64 bits */
        value = json_loadb(bytes, length, flags | JSON_DECODE_INT_AS_REAL, &error);
    if (value)
        return outer(value);
    return fail_parse(bytes, length, name, error.line > 0 ? (size_t)error.line : 1,
                      error.column > 0 ? (size_t)error.column : 1, error.text, err);
}

static void write_string(const char *text, size_t length, struct text *out)
{
    text_add_char(out, '"');
    size_t begin = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
        const char *known = c ? strchr(plain, c) : NULL;
        text_add_bytes(out, text + begin, i - begin);
        if (known)
            text_add_format(out, "\\%c", letters[known - plain]);
        else
            text_add_format(out, "\\u%04x", c);
        begin = i + 1;
    }
    text_add_bytes(out, text + begin, length - begin);
    text_add_char(out, '"');
}

static void write_real(double value, struct text *out)
{
    char number[32];
    number_format(value, number);
    text_add(out, number);
    if (value == 0 && signbit(value))
        text_add(out, ".0"); /* "-0" would read back as the integer, which has no sign */
}

static bool is_short_list(const json_t *array)
{
    size_t n = json_array_size(array);
    if (n > SHORT_ARRAY)
        return false;
    for (size_t i = 0; i < n; i++) {
        json_type type = json_typeof(json_array_get(array, i));
        if (type != JSON_INTEGER && type != JSON_REAL && type != JSON_NULL)
            return false;
    }
    return true;
}

static void write_value(json_t *value, int indent, int level, struct text *out);

static void write_break(int indent, int level, struct text *out)
{
    if (indent > 0) {
        text_add_char(out, '\n');
        text_add_repeat(out, " ", (size_t)indent * (size_t)level);
    }
}

static void write_array(json_t *array, int indent, int level, struct text *out)
{
    bool one_line = indent <= 0 || is_short_list(array);
    text_add_char(out, '[');
    size_t n = json_array_size(array);
    for (size_t i = 0; i < n; i++) {
        if (i)
            text_add(out, one_line && indent > 0 ? ", " : ",");
        if (!one_line)
            write_break(indent, level + 1, out);
        write_value(json_array_get(array, i), indent, level + 1, out);
    }
    if (!one_line)
        write_break(indent, level, out);
    text_add_char(out, ']');
}

static void write_object(json_t *object, int indent, int level, struct text *out)
{
    text_add_char(out, '{');
    bool first = true;
    for (void *place = json_object_iter(object); place; place = json_object_iter_next(object, place)) {
        if (!first)
            text_add_char(out, ',');
        first = false;
        write_break(indent, level + 1, out);
        write_string(json_object_iter_key(place), json_object_iter_key_len(place), out);
        text_add(out, indent > 0 ? ": " : ":");
        write_value(json_object_iter_value(place), indent, level + 1, out);
    }
    if (!first)
        write_break(indent, level, out);
    text_add_char(out, '}');
}

static void write_value(json_t *value, int indent, int level, struct text *out)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(value, indent, level, out);
        break;
    case JSON_ARRAY:
        write_array(value, indent, level, out);
        break;
    case JSON_STRING:
        write_string(json_string_value(value), json_string_length(value), out);
        break;
    case JSON_INTEGER:
        text_add_format(out, "%" PRId64, (int64_t)json_integer_value(value));
        break;
    case JSON_REAL:
        write_real(json_real_value(value), out);
        break;
    default:
        text_add(out, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null");
    }
}

void json_write(const struct json *value, int indent, struct text *out)
{
    write_value(inner(value), indent, 0, out);
}
