#include "json_twin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "source/json_tape.h"

static bool same_text(const struct tape *tape, const struct item *item, const char *text)
{
    struct text plain = TEXT_EMPTY;
    tape_unescape(tape->bytes + item->begin, item->end - item->begin, &plain);
    bool same = strcmp(text_string(&plain), text) == 0 && plain.length == strlen(text);
    text_release(&plain);
    return same;
}

static bool same_number(const struct tape *tape, const struct item *item, const struct json *value)
{
    char *copy = copy_bytes(tape->bytes + item->begin, item->end - item->begin);
    double number = strtod(copy, NULL);
    free(copy);
    return number == json_value(value);
}

static bool same_value(const struct tape *tape, uint32_t at, const struct json *value);

static bool same_members(const struct tape *tape, uint32_t at, const struct json *object)
{
    const struct item *item = &tape->items[at];
    size_t i = 0;
    for (at++; at < item->next; at = tape->items[at].next, i++) {
        const struct item *member = &tape->items[at];
        struct item key = { .begin = member->key, .end = member->key + member->key_length };
        struct json *value;
        const char *name = json_member(object, i, &value);
        if (!name || !same_text(tape, &key, name) || !same_value(tape, at, value))
            return false;
    }
    return i == json_size(object) && i == item->n_parts;
}

static bool same_parts(const struct tape *tape, uint32_t at, const struct json *array)
{
    const struct item *item = &tape->items[at];
    size_t i = 0;
    for (at++; at < item->next; at = tape->items[at].next)
        if (i == json_size(array) || !same_value(tape, at, json_item(array, i++)))
            return false;
    return i == json_size(array) && i == item->n_parts;
}

static bool same_value(const struct tape *tape, uint32_t at, const struct json *value)
{
    const struct item *item = &tape->items[at];
    switch ((enum item_kind)item->kind) {
    case ITEM_OBJECT:
        return json_is_object(value) && same_members(tape, at, value);
    case ITEM_ARRAY:
        return json_is_array(value) && same_parts(tape, at, value);
    case ITEM_STRING:
        return json_text(value) && same_text(tape, item, json_text(value));
    case ITEM_NUMBER:
        return json_is_number(value) && same_number(tape, item, value);
    case ITEM_NULL:
        return json_is_null(value);
    default:
        return !json_is_null(value) && !json_text(value) && !json_is_number(value) && !json_is_array(value) &&
               !json_is_object(value);
    }
}

/* The library takes numbers as doubles and refuses what is beyond them. */
static bool has_huge_number(const struct tape *tape)
{
    for (size_t i = 0; i < tape->n; i++) {
        const struct item *item = &tape->items[i];
        if (item->kind != ITEM_NUMBER)
            continue;
        char *copy = copy_bytes(tape->bytes + item->begin, item->end - item->begin);
        bool huge = isinf(strtod(copy, NULL));
        free(copy);
        if (huge)
            return true;
    }
    return false;
}

const char *json_twin(const char *bytes, size_t length)
{
    struct tape tape = { .bytes = bytes, .length = length };
    struct error err = ERROR_INIT;
    size_t end;
    if (length && memchr(bytes, 0, length))
        return NULL;
    bool good = tape_read(&tape, 0, true, &end) && tape_skip_blanks(&tape, end) == length;
    bool ours = good && !tape.fault.length && utf8_valid(bytes, length);
    struct json *value = json_parse(bytes, length, NULL, &err);
    const char *why = NULL;
    if (ours && !value && !has_huge_number(&tape))
        why = "taken here and not by the library";
    else if (!ours && value)
        why = "taken by the library and not here";
    else if (ours && value && !same_value(&tape, 0, value))
        why = "taken for another value";
    if (value)
        json_free(value);
    error_release(&err);
    tape_release(&tape);
    return why;
}
