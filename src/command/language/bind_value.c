/* From what was typed to typed values. */
#include <stdlib.h>
#include <string.h>

#include "command/language/bind_parts.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

void slot_add(struct slot *slot, const char *text, size_t begin, size_t end, struct arena *arena)
{
    if (slot->n == slot->capacity) {
        size_t capacity = slot->capacity ? slot->capacity * 2 : 4;
        struct slot larger = { slot->n, capacity, arena_allocate(arena, capacity, sizeof *slot->texts),
                               arena_allocate(arena, capacity, sizeof *slot->begins),
                               arena_allocate(arena, capacity, sizeof *slot->ends) };
        for (size_t i = 0; i < slot->n; i++) {
            larger.texts[i] = slot->texts[i];
            larger.begins[i] = slot->begins[i];
            larger.ends[i] = slot->ends[i];
        }
        *slot = larger;
    }
    slot->texts[slot->n] = text;
    slot->begins[slot->n] = begin;
    slot->ends[slot->n++] = end;
}

/* Where the pieces of a comma list stand: behind KEY= and each other. */
static void place_pieces(struct value *value, const char *line, const struct slot *slot)
{
    size_t at = slot->begins[0];
    const char *equals = memchr(line + at, '=', slot->ends[0] - at);
    at = equals ? (size_t)(equals - line) + 1 : at;
    value->column = line_column(line, at);
    value->length = line_width(line, at, slot->ends[0]);
    for (size_t i = 0; i < value->n_texts; i++) {
        value->columns[i] = line_column(line, at < slot->ends[0] ? at : slot->ends[0]);
        at += strlen(value->texts[i]) + 1;
    }
}

/* Several words for one row: each is checked, the first gives the figures. */
static bool bind_words(struct binding *b, const struct parameter *row, const struct slot *slot, struct value *value,
                       struct error *err)
{
    struct value first = { 0 };
    for (size_t i = slot->n; i-- > 0;)
        if (!parameter_parse(row, slot->texts[i], b->arena, &first, err))
            return fail_at(err, b->words.line, slot->begins[i], slot->ends[i]);
    *value = first;
    value->texts = slot->texts;
    value->n_texts = slot->n;
    value->columns = arena_allocate(b->arena, slot->n, sizeof *value->columns);
    for (size_t i = 0; i < slot->n; i++)
        value->columns[i] = line_column(b->words.line, slot->begins[i]);
    value->column = value->columns[0];
    value->length = line_width(b->words.line, slot->begins[0], slot->ends[0]);
    return true;
}

static bool bind_option_value(struct binding *b, const struct parameter *row, const struct slot *slot,
                              struct value *value, struct error *err)
{
    if (!parameter_parse(row, slot->texts[0], b->arena, value, err))
        return fail_at(err, b->words.line, slot->begins[0], slot->ends[0]);
    place_pieces(value, b->words.line, slot);
    return true;
}

static bool fail_missing(struct binding *b, const struct parameter *row, struct error *err)
{
    struct text part = TEXT_EMPTY, usage = TEXT_EMPTY;
    usage_part(row, &part);
    usage_write(b->command, false, &usage);
    fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "%s needs %s", b->command->name, text_string(&part));
    error_reason(err, "usage: %s", text_string(&usage));
    if (b->command->examples && b->command->examples[0].line)
        error_mend(err, "for example: %s", b->command->examples[0].line);
    text_release(&part);
    text_release(&usage);
    return fail_at(err, b->words.line, b->words.end, b->words.end);
}

static bool bind_table(struct binding *b, const struct parameter *rows, const struct slot *slots, struct values *values,
                       struct error *err)
{
    *values = values_defaults(rows, b->arena);
    for (size_t i = 0; i < values->n; i++) {
        const struct parameter *row = &rows[i];
        if (slots[i].n == 0 && row->required)
            return fail_missing(b, row, err);
        if (slots[i].n == 0)
            continue;
        bool ok = row->form == FORM_OPTION ? bind_option_value(b, row, &slots[i], &values->values[i], err)
                                           : bind_words(b, row, &slots[i], &values->values[i], err);
        if (!ok)
            return false;
    }
    return true;
}

/* A clause word with nothing behind it. */
static bool check_clause(struct binding *b, struct error *err)
{
    if (b->clause == SIZE_MAX || b->slots[b->clause].n > 0)
        return true;
    const struct parameter *row = &b->command->parameters[b->clause];
    char wanted[256];
    parameter_describe(row, wanted);
    fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "nothing stands behind '%s'", row->name);
    error_reason(err, "%s needs %s", row->name, wanted);
    return fail_at(err, b->words.line, b->words.end, b->words.end);
}

bool values_bind(struct binding *b, struct invocation *out, struct error *err)
{
    out->command = b->command;
    out->kind = b->kind;
    if (!check_clause(b, err) || !bind_table(b, b->command->parameters, b->slots, &out->values, err))
        return false;
    return !b->kind || bind_table(b, b->kind->parameters, b->kind_slots, &out->kind_values, err);
}
