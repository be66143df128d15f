/* One JSON value as a tape: its parts in a row, each with the bytes it was written in, so that numbers keep their exact
   text and nothing is copied. Strict as RFC 8259 has it; at most 200 levels deep; bytes must be valid UTF-8 already.
   Private to source/. */
#ifndef SOURCE_JSON_TAPE_H
#define SOURCE_JSON_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/text.h"

enum item_kind { ITEM_NULL, ITEM_TRUE, ITEM_FALSE, ITEM_NUMBER, ITEM_STRING, ITEM_ARRAY, ITEM_OBJECT };

struct item {
    size_t begin, end; /* of a string without its quotes */
    size_t key;        /* of a member; without its quotes */
    uint32_t key_length;
    uint32_t next;    /* the item behind this one and all that is in it */
    uint32_t n_parts; /* items of an array, members of an object */
    uint8_t kind;
    bool escaped, key_escaped; /* a backslash is in it */
};

struct member_slot {
    uint64_t hash, scan;
    size_t key;
    uint32_t key_length, object;
};

struct tape {
    const char *bytes;
    size_t length;
    struct item *items; /* item 0 is the value itself */
    size_t n, capacity;
    size_t at;       /* where reading is */
    bool keep;       /* else the value is only passed over: no items, and members are not compared */
    const char *why; /* the text is no JSON, seen at `at` */
    /* The text is JSON, but no value can be made of it: the first such place. */
    struct text fault;
    size_t fault_at;
    /* Members seen, to find those that stand twice. */
    struct member_slot *slots;
    size_t n_slots, n_members;
    uint64_t scan;
    uint32_t n_objects;
};

/* Behind the blanks at AT. */
size_t tape_skip_blanks(const struct tape *tape, size_t at);
/* Reads the value that begins at AT (blanks before it allowed); *END is behind it. False: tape->why. */
bool tape_read(struct tape *tape, size_t at, bool keep, size_t *end);
/* Reads the string whose quote is at AT. */
bool tape_read_string(struct tape *tape, size_t at, size_t *begin, size_t *end, bool *escaped, size_t *behind);
/* For who walks an array or object part by part, at tape->at: a member's name and its colon; what stands behind a part,
   a comma or CLOSING, which ends the whole. */
bool tape_read_key(struct tape *tape, struct item *member);
bool tape_read_divider(struct tape *tape, char closing, bool *more);
void tape_release(struct tape *tape);

/* What a string of JSON stands for, added to OUT. */
void tape_unescape(const char *bytes, size_t length, struct text *out);
/* JSON without the blanks between its parts, added to OUT. */
void tape_squeeze(const char *bytes, size_t length, struct text *out);
/* "an object", "a number" ... */
const char *item_kind_name(enum item_kind kind);

#endif
