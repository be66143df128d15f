/* Reading one JSON value. Recursion is bounded by the depth that is allowed. */
#include "source/json_tape.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/hash.h"
#include "patron/base/memory.h"

enum { DEPTH_LIMIT = 200, FIRST_SLOTS = 256 };

static bool stop(struct tape *tape, size_t at, const char *why)
{
    tape->at = at;
    tape->why = why;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t tape_skip_blanks(const struct tape *tape, size_t at)
{
    while (at < tape->length && is_blank(tape->bytes[at]))
        at++;
    return at;
}

static bool at_char(const struct tape *tape, char c)
{
    return tape->at < tape->length && tape->bytes[tape->at] == c;
}

static void note_fault(struct tape *tape, size_t at, const char *before, const char *bytes, size_t length,
                       const char *after)
{
    if (tape->fault.length)
        return;
    tape->fault_at = at;
    text_add_format(&tape->fault, "%s%.*s%s", before, (int)(length < 60 ? length : 60), bytes, after);
}

/* Strings. */

static int hex_value(char c)
{
    return is_digit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Four hexadecimal digits, or -1. */
static int hex_code(const char *bytes, size_t length)
{
    int code = 0;
    if (length < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        int value = hex_value(bytes[i]);
        if (value < 0)
            return -1;
        code = code * 16 + value;
    }
    return code;
}

static bool is_high(int code)
{
    return code >= 0xd800 && code < 0xdc00;
}

static bool is_low(int code)
{
    return code >= 0xdc00 && code < 0xe000;
}

/* Past the escape whose backslash is at AT. */
static bool pass_escape(struct tape *tape, size_t at, size_t *behind)
{
    const char *bytes = tape->bytes + at;
    size_t left = tape->length - at;
    if (left < 2)
        return stop(tape, tape->length, "the text ends inside a string");
    *behind = at + 2;
    if (bytes[1] != 'u')
        return (bytes[1] && strchr("\"\\/bfnrt", bytes[1])) || stop(tape, at, "JSON has no such escape");
    int code = hex_code(bytes + 2, left - 2);
    if (code < 0)
        return stop(tape, at, "four hexadecimal digits belong behind \\u");
    *behind = at + 6;
    if (code == 0)
        note_fault(tape, at, "a text holds the character NUL: ", bytes, 6, "");
    if (is_high(code) && left >= 12 && bytes[6] == '\\' && bytes[7] == 'u' && is_low(hex_code(bytes + 8, left - 8)))
        *behind = at + 12;
    else if (is_high(code) || is_low(code))
        note_fault(tape, at, "a text holds half of a surrogate pair: ", bytes, 6, "");
    return true;
}

bool tape_read_string(struct tape *tape, size_t at, size_t *begin, size_t *end, bool *escaped, size_t *behind)
{
    const char *bytes = tape->bytes;
    *begin = ++at;
    *escaped = false;
    for (;;) {
        while (at < tape->length && bytes[at] != '"' && bytes[at] != '\\' && (unsigned char)bytes[at] >= ' ')
            at++;
        if (at == tape->length)
            return stop(tape, *begin - 1, "a text begins here and never ends");
        if (bytes[at] == '"')
            break;
        if (bytes[at] != '\\')
            return stop(tape, at, bytes[at] == '\n' ? "a line ends inside a text" : "a control character in a text");
        *escaped = true;
        if (!pass_escape(tape, at, &at))
            return false;
    }
    *end = at;
    *behind = at + 1;
    return true;
}

void tape_unescape(const char *bytes, size_t length, struct text *out)
{
    static const char letters[] = "\"\\/bfnrt", plain[] = "\"\\/\b\f\n\r\t";
    for (size_t i = 0; i < length;) {
        const char *found = memchr(bytes + i, '\\', length - i);
        size_t n = found ? (size_t)(found - bytes) - i : length - i;
        text_add_bytes(out, bytes + i, n);
        i += n;
        if (i == length)
            break;
        if (bytes[i + 1] != 'u') {
            text_add_char(out, plain[strchr(letters, bytes[i + 1]) - letters]);
            i += 2;
            continue;
        }
        int code = hex_code(bytes + i + 2, 4), low = 0;
        i += 6;
        if (is_high(code) && length - i >= 6 && bytes[i] == '\\')
            low = hex_code(bytes + i + 2, 4);
        if (is_low(low)) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            i += 6;
        }
        char encoded[4];
        text_add_bytes(out, encoded, utf8_encode((unsigned)code, encoded));
    }
}

void tape_squeeze(const char *bytes, size_t length, struct text *out)
{
    bool inside = false;
    size_t begin = 0;
    for (size_t i = 0; i < length; i++) {
        if (inside && bytes[i] == '\\')
            i++;
        else if (bytes[i] == '"')
            inside = !inside;
        else if (!inside && is_blank(bytes[i])) {
            text_add_bytes(out, bytes + begin, i - begin);
            begin = i + 1;
        }
    }
    if (begin < length)
        text_add_bytes(out, bytes + begin, length - begin);
}

/* Members that stand twice. */

static bool same_key(const struct tape *tape, const struct member_slot *slot, const struct item *item)
{
    if (slot->key_length == item->key_length &&
        memcmp(tape->bytes + slot->key, tape->bytes + item->key, item->key_length) == 0)
        return true;
    struct text a = TEXT_EMPTY, b = TEXT_EMPTY;
    tape_unescape(tape->bytes + slot->key, slot->key_length, &a);
    tape_unescape(tape->bytes + item->key, item->key_length, &b);
    bool same = a.length == b.length && memcmp(text_string(&a), text_string(&b), a.length) == 0;
    text_release(&a);
    text_release(&b);
    return same;
}

static void grow_slots(struct tape *tape)
{
    struct member_slot *old = tape->slots;
    size_t n_old = tape->n_slots;
    tape->n_slots = n_old ? n_old * 2 : FIRST_SLOTS;
    tape->slots = allocate(tape->n_slots, sizeof *tape->slots);
    for (size_t i = 0; i < n_old; i++) {
        if (old[i].scan != tape->scan)
            continue;
        size_t at = old[i].hash & (tape->n_slots - 1);
        while (tape->slots[at].scan == tape->scan)
            at = (at + 1) & (tape->n_slots - 1);
        tape->slots[at] = old[i];
    }
    free(old);
}

static void note_member(struct tape *tape, uint32_t object, const struct item *item)
{
    const char *key = tape->bytes + item->key;
    struct text plain = TEXT_EMPTY;
    if (item->key_escaped)
        tape_unescape(key, item->key_length, &plain);
    uint64_t hash = item->key_escaped ? hash_quick(text_string(&plain), plain.length, object)
                                      : hash_quick(key, item->key_length, object);
    text_release(&plain);
    if (tape->n_members * 2 >= tape->n_slots)
        grow_slots(tape);
    size_t at = hash & (tape->n_slots - 1);
    for (; tape->slots[at].scan == tape->scan; at = (at + 1) & (tape->n_slots - 1)) {
        const struct member_slot *slot = &tape->slots[at];
        if (slot->hash == hash && slot->object == object && same_key(tape, slot, item)) {
            note_fault(tape, item->key - 1, "the member '", key, item->key_length, "' stands twice");
            return;
        }
    }
    tape->slots[at] = (struct member_slot){ hash, tape->scan, item->key, item->key_length, object };
    tape->n_members++;
}

/* Values. */

static bool read_digits(struct tape *tape)
{
    size_t begin = tape->at;
    while (tape->at < tape->length && is_digit(tape->bytes[tape->at]))
        tape->at++;
    return tape->at > begin || stop(tape, tape->at, "a digit is expected here");
}

static bool read_number(struct tape *tape)
{
    tape->at += at_char(tape, '-');
    size_t begin = tape->at;
    if (!read_digits(tape))
        return false;
    if (tape->at - begin > 1 && tape->bytes[begin] == '0')
        return stop(tape, begin, "a number begins with a zero");
    if (at_char(tape, '.')) {
        tape->at++;
        if (!read_digits(tape))
            return false;
    }
    if (at_char(tape, 'e') || at_char(tape, 'E')) {
        tape->at++;
        tape->at += at_char(tape, '+') || at_char(tape, '-');
        return read_digits(tape);
    }
    return true;
}

static bool read_word(struct tape *tape, uint8_t *kind)
{
    static const struct {
        const char *word;
        enum item_kind kind;
    } words[] = { { "null", ITEM_NULL }, { "true", ITEM_TRUE }, { "false", ITEM_FALSE } };
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i].word);
        if (tape->length - tape->at >= length && memcmp(tape->bytes + tape->at, words[i].word, length) == 0) {
            tape->at += length;
            *kind = (uint8_t)words[i].kind;
            return true;
        }
    }
    return stop(tape, tape->at,
                tape->at < tape->length ? "a value is expected here" : "the text ends where a value is expected");
}

static bool read_value(struct tape *tape, struct item *item, int depth);

bool tape_read_divider(struct tape *tape, char closing, bool *more)
{
    tape->at = tape_skip_blanks(tape, tape->at);
    *more = at_char(tape, ',');
    if (*more || at_char(tape, closing)) {
        tape->at++;
        return true;
    }
    if (tape->at == tape->length)
        return stop(tape, tape->at,
                    closing == ']' ? "the text ends inside an array" : "the text ends inside an object");
    return stop(tape, tape->at, closing == ']' ? "a comma or ] is expected here" : "a comma or } is expected here");
}

static bool read_array(struct tape *tape, uint32_t *n_parts, int depth)
{
    bool more = true;
    tape->at = tape_skip_blanks(tape, tape->at + 1);
    if (at_char(tape, ']')) {
        tape->at++;
        return true;
    }
    while (more) {
        struct item part = { 0 };
        ++*n_parts;
        if (!read_value(tape, &part, depth + 1) || !tape_read_divider(tape, ']', &more))
            return false;
    }
    return true;
}

bool tape_read_key(struct tape *tape, struct item *member)
{
    size_t end;
    tape->at = tape_skip_blanks(tape, tape->at);
    if (!at_char(tape, '"'))
        return stop(tape, tape->at, "a member's name in double quotes is expected here");
    if (!tape_read_string(tape, tape->at, &member->key, &end, &member->key_escaped, &tape->at))
        return false;
    member->key_length = (uint32_t)(end - member->key);
    tape->at = tape_skip_blanks(tape, tape->at);
    if (!at_char(tape, ':'))
        return stop(tape, tape->at, "a colon is expected here");
    tape->at++;
    return true;
}

static bool read_object(struct tape *tape, uint32_t *n_parts, int depth)
{
    uint32_t object = tape->n_objects++;
    bool more = true;
    tape->at = tape_skip_blanks(tape, tape->at + 1);
    if (at_char(tape, '}')) {
        tape->at++;
        return true;
    }
    while (more) {
        struct item member = { 0 };
        ++*n_parts;
        if (!tape_read_key(tape, &member))
            return false;
        if (tape->keep)
            note_member(tape, object, &member);
        if (!read_value(tape, &member, depth + 1) || !tape_read_divider(tape, '}', &more))
            return false;
    }
    return true;
}

static bool read_inside(struct tape *tape, struct item *item, int depth)
{
    char c = tape->at < tape->length ? tape->bytes[tape->at] : '\0';
    item->begin = tape->at;
    if ((c == '{' || c == '[') && depth >= DEPTH_LIMIT)
        return stop(tape, tape->at, "it is nested more than 200 levels deep");
    item->kind = c == '{' ? ITEM_OBJECT : c == '[' ? ITEM_ARRAY : c == '"' ? ITEM_STRING : ITEM_NUMBER;
    switch (c) {
    case '{':
        return read_object(tape, &item->n_parts, depth);
    case '[':
        return read_array(tape, &item->n_parts, depth);
    case '"':
        return tape_read_string(tape, tape->at, &item->begin, &item->end, &item->escaped, &tape->at);
    default:
        return is_digit(c) || c == '-' ? read_number(tape) : read_word(tape, &item->kind);
    }
}

static bool read_value(struct tape *tape, struct item *item, int depth)
{
    size_t place = tape->n;
    tape->at = tape_skip_blanks(tape, tape->at);
    if (tape->keep) {
        if (tape->n == tape->capacity) {
            tape->capacity = tape->capacity ? tape->capacity * 2 : 256;
            tape->items = reallocate(tape->items, tape->capacity, sizeof *tape->items);
        }
        tape->n++;
    }
    if (!read_inside(tape, item, depth))
        return false;
    if (item->kind != ITEM_STRING)
        item->end = tape->at;
    item->next = (uint32_t)tape->n;
    if (tape->keep)
        tape->items[place] = *item;
    return true;
}

bool tape_read(struct tape *tape, size_t at, bool keep, size_t *end)
{
    struct item item = { 0 };
    tape->at = at;
    tape->keep = keep;
    tape->why = NULL;
    tape->n = 0;
    tape->n_objects = 0;
    tape->n_members = 0;
    tape->scan++;
    text_clear(&tape->fault);
    bool good = read_value(tape, &item, 0);
    *end = tape->at;
    return good;
}

void tape_release(struct tape *tape)
{
    free(tape->items);
    free(tape->slots);
    text_release(&tape->fault);
    *tape = (struct tape){ 0 };
}

const char *item_kind_name(enum item_kind kind)
{
    switch (kind) {
    case ITEM_NULL:
        return "null";
    case ITEM_TRUE:
    case ITEM_FALSE:
        return "a truth value";
    case ITEM_NUMBER:
        return "a number";
    case ITEM_STRING:
        return "a text";
    case ITEM_ARRAY:
        return "an array";
    default:
        return "an object";
    }
}
