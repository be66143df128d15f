/* Errors as people read them. The same text at the prompt, in the message pane and in a log. */
#include <string.h>

#include "command/state.h"
#include "patron/base/memory.h"

enum { SOURCE_COLUMNS = 110 };

static void add_colour(struct text *out, bool colour, const char *code)
{
    if (colour)
        text_add_format(out, "\033[%sm", code);
}

/* What errors quote may come from a file, and what they say goes to a terminal. */
static void add_plain(struct text *out, const char *text)
{
    size_t from = out->length;
    text_add(out, text);
    text_hide_typed(out->bytes + from, out->length - from);
    text_disarm(out, from);
}

/* The part of a long line round the caret; *CARET is the caret's column in it, from 1. */
static void add_source(const struct place *place, struct text *out, size_t *caret)
{
    const char *source = place->source;
    size_t length = strlen(source), begin = 0, end = length;
    *caret = place->column;
    if (utf8_width(source, length) > SOURCE_COLUMNS) {
        size_t from = place->column > 50 ? place->column - 50 : 1;
        begin = line_byte(source, from);
        end = line_byte(source, from + SOURCE_COLUMNS);
        *caret = place->column - from + 1 + (begin > 0 ? 3 : 0);
    }
    if (begin > 0)
        text_add(out, "...");
    size_t from = out->length;
    for (size_t i = begin; i < end; i++)
        text_add_char(out, (unsigned char)source[i] < 0x20 ? ' ' : source[i]);
    text_hide_typed(out->bytes + from, out->length - from); /* of the same length: the caret stays right */
    text_disarm(out, from);
    text_add(out, end < length ? "...\n" : "\n");
}

static void add_caret(const struct place *place, size_t caret, bool colour, struct text *out)
{
    size_t length = place->length ? place->length : 1;
    text_add_repeat(out, " ", caret - 1);
    add_colour(out, colour, "31");
    text_add_repeat(out, "^", length < SOURCE_COLUMNS ? length : SOURCE_COLUMNS);
    add_colour(out, colour, "0");
    text_add_char(out, '\n');
}

static void add_what(const struct error *error, bool colour, struct text *out)
{
    add_colour(out, colour, "1;31");
    text_add(out, "error:");
    add_colour(out, colour, "0");
    text_add_char(out, ' ');
    add_plain(out, error->what ? error->what : "failed");
    if (error->code)
        text_add_format(out, " [E%04d]", error->code);
    text_add_char(out, '\n');
}

static void add_advice(const struct error *error, const char *indent, bool colour, struct text *out)
{
    if (error->reason) {
        text_add_format(out, "%s= reason: ", indent);
        add_plain(out, error->reason);
        text_add_char(out, '\n');
    }
    if (!error->mend[0])
        return;
    text_add_format(out, "%s= mend:   ", indent);
    add_colour(out, colour, "34");
    for (size_t i = 0; i < ERROR_MENDS && error->mend[i]; i++) {
        text_add(out, i > 0 ? "   or   " : "");
        add_plain(out, error->mend[i]);
    }
    add_colour(out, colour, "0");
    char *fixed = error->place.source ? line_with_mend(error->place.source, error) : NULL;
    if (fixed) {
        size_t width = utf8_width(error->mend[0], strlen(error->mend[0]));
        text_add_repeat(out, " ", error->mend[1] || width >= 16 ? 1 : 17 - width);
        text_add(out, "(type: fix)");
    }
    free(fixed);
    text_add_char(out, '\n');
}

static void render_in_file(const struct error *error, bool colour, struct text *out)
{
    const struct place *place = &error->place;
    size_t caret;
    add_plain(out, place->name);
    if (place->line)
        text_add_format(out, ":%zu", place->line);
    if (place->line && place->column)
        text_add_format(out, ":%zu", place->column);
    text_add(out, ": ");
    add_what(error, colour, out);
    if (place->source) {
        text_add_format(out, "%4zu | ", place->line);
        add_source(place, out, &caret);
        if (place->column) {
            text_add(out, "     | ");
            add_caret(place, caret, colour, out);
        }
    }
    add_advice(error, place->source ? "     " : "  ", colour, out);
}

void error_render(const struct error *error, bool colour, struct text *out)
{
    const struct place *place = &error->place;
    if (error->kind == ERROR_CANCELLED) {
        text_add_format(out, "stopped: %s\n", error->reason ? error->reason : "nothing was kept");
        return;
    }
    if (place->name) {
        render_in_file(error, colour, out);
        return;
    }
    if (place->source && place->column) {
        size_t caret;
        text_add(out, "    ");
        add_source(place, out, &caret);
        text_add(out, "    ");
        add_caret(place, caret, colour, out);
    }
    add_what(error, colour, out);
    add_advice(error, "  ", colour, out);
}
