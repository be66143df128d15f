/* Walking a document to its rows, part by part, so that only one row is in memory. */
#include "source/json_walk.h"

#include <string.h>

enum { MEMBERS_BYTES = 8192 };

static bool walk_value(struct walk *walk, size_t at, size_t done, size_t *end);

static bool walk_row(struct walk *walk, size_t at, size_t *end)
{
    at = tape_skip_blanks(walk->tape, at);
    return tape_read(walk->tape, at, true, end) && walk->row(walk->context, at, *end);
}

static bool walk_array(struct walk *walk, size_t at, size_t done, size_t *end)
{
    struct tape *tape = walk->tape;
    size_t first = tape_skip_blanks(tape, at + 1);
    bool more = first == tape->length || tape->bytes[first] != ']';
    tape->at = more ? first : first + 1;
    while (more) {
        at = tape->at;
        if (done == walk->at->n ? !walk_row(walk, at, end) : !walk_value(walk, at, done, end))
            return false;
        tape->at = *end;
        if (!tape_read_divider(tape, ']', &more))
            return false;
    }
    *end = tape->at;
    return true;
}

static bool is_named(const struct tape *tape, const struct item *member, const char *name)
{
    struct text plain = TEXT_EMPTY;
    tape_unescape(tape->bytes + member->key, member->key_length, &plain);
    bool same = strcmp(text_string(&plain), name) == 0;
    text_release(&plain);
    return same;
}

static bool walk_object(struct walk *walk, size_t at, size_t done, size_t *end)
{
    struct tape *tape = walk->tape;
    struct text members = TEXT_EMPTY;
    size_t first = tape_skip_blanks(tape, at + 1);
    bool more = first == tape->length || tape->bytes[first] != '}', good = true, found = false;
    tape->at = more ? first : first + 1;
    while (more && good) {
        struct item member = { 0 };
        good = tape_read_key(tape, &member);
        if (!good)
            break;
        bool wanted = is_named(tape, &member, walk->at->names[done]);
        found = found || wanted;
        if (members.length < MEMBERS_BYTES)
            text_add_format(&members, "%s%.*s", members.length ? " " : "", (int)member.key_length,
                            tape->bytes + member.key);
        at = tape->at;
        good = wanted ? walk_value(walk, at, done + 1, end) : tape_read(tape, at, false, end);
        if (good) {
            tape->at = *end;
            good = tape_read_divider(tape, '}', &more);
        }
    }
    *end = tape->at;
    if (good && !found && !walk->members.length && members.length) {
        walk->missed = done;
        walk->members = members;
    } else {
        text_release(&members);
    }
    return good;
}

static bool walk_value(struct walk *walk, size_t at, size_t done, size_t *end)
{
    at = tape_skip_blanks(walk->tape, at);
    char c = at < walk->tape->length ? walk->tape->bytes[at] : '\0';
    walk->n_values += done == walk->at->n;
    if (c == '[')
        return walk_array(walk, at, done, end);
    if (done == walk->at->n)
        return walk_row(walk, at, end);
    return c == '{' ? walk_object(walk, at, done, end) : tape_read(walk->tape, at, false, end);
}

bool walk_document(struct walk *walk, size_t at, size_t *end)
{
    return walk_value(walk, at, 0, end);
}
