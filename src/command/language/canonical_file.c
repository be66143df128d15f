/* A command file in its canonical form: lines, blocks, alignment. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "command/language/canonical.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"

enum { INDENT = 2, MOST_PADDING = 16, WIDEST_BEFORE_COMMENT = 90 };

/* What will be written for one physical line, or for all lines of a statement. */
struct row {
    size_t depth;
    struct canonical parts; /* rest NULL: an empty line */
    bool several;           /* the statement goes over several lines */
};
struct layout {
    struct script *script;
    const struct statement **owners; /* of each physical line */
    struct arena *arena;
    struct row *rows;
    size_t n_rows;
    script_error_function *report;
    void *context;
    bool failed;
};

static void own_lines(struct layout *layout, const struct statement *first)
{
    for (const struct statement *at = first; at; at = at->next) {
        for (size_t i = 0; i < at->n_pieces; i++)
            layout->owners[at->pieces[i].line] = at;
        own_lines(layout, at->body);
        own_lines(layout, at->otherwise);
    }
}

static bool is_word(const char *line, const char *word)
{
    size_t n = strlen(word);
    line += strspn(line, " \t\v\f\r");
    return strncasecmp(line, word, n) == 0 && (!line[n] || isspace((unsigned char)line[n]) || line[n] == '#');
}

static const char *trimmed(const char *line, struct arena *arena)
{
    while (isspace((unsigned char)*line))
        line++;
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    return length > 0 ? arena_bytes(arena, line, length) : NULL;
}

static const char *indent_of(size_t depth, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    text_add_repeat(&text, " ", depth * INDENT);
    const char *indent = arena_text(arena, text_string(&text));
    text_release(&text);
    return indent;
}

/* ---- Rows ---- */

static void fail_statement(struct layout *layout, const struct statement *statement, struct error *err)
{
    script_place(layout->script, statement, statement->text, NULL, err);
    layout->failed = true;
    layout->report(layout->context, err);
    error_release(err);
}

/* The statement's lines as they are, for one whose form would end in a sign that continues it. */
static const char *lines_of(const struct layout *layout, const struct statement *statement)
{
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < statement->n_pieces; i++)
        text_add_format(&text, "%s%s", i > 0 ? "\n" : "", layout->script->lines[statement->pieces[i].line]);
    const char *lines = arena_text(layout->arena, text_string(&text));
    text_release(&text);
    return lines;
}

static bool ends_in_backslash(const char *text)
{
    return text && *text && text[strlen(text) - 1] == '\\';
}

static void add_statement(struct layout *layout, const struct statement *statement, size_t depth)
{
    struct row *row = &layout->rows[layout->n_rows++];
    struct error err = ERROR_INIT;
    row->depth = depth;
    if (!statement_canonical(statement, indent_of(depth, layout->arena), layout->arena, &row->parts, &err)) {
        fail_statement(layout, statement, &err);
        return;
    }
    if (!row->parts.rest || ends_in_backslash(row->parts.comment ? row->parts.comment : row->parts.rest)) {
        row->parts = (struct canonical){ .rest = lines_of(layout, statement) };
        row->depth = 0;
        row->several = true;
    }
    row->several = row->several || strchr(row->parts.rest, '\n');
}

static void add_rows(struct layout *layout)
{
    const struct script *script = layout->script;
    size_t depth = 0;
    for (size_t i = 0; i < script->n_lines; i++) {
        const struct statement *owner = layout->owners[i];
        const char *line = script->lines[i];
        if (owner) {
            if (owner->pieces[0].line == i)
                add_statement(layout, owner, depth);
            if (owner->pieces[owner->n_pieces - 1].line == i)
                depth += owner->kind == STATEMENT_FOR || owner->kind == STATEMENT_IF;
            continue;
        }
        bool inner = is_word(line, "else"), end = is_word(line, "end");
        depth -= (inner || end) && depth > 0;
        layout->rows[layout->n_rows++] = (struct row){ .depth = depth, .parts.rest = trimmed(line, layout->arena) };
        depth += inner;
    }
}

/* ---- Alignment ---- */

static bool may_align(const struct row *row, const struct row *first)
{
    if (!row->parts.head || row->several || row->depth != first->depth)
        return false;
    size_t n = strcspn(row->parts.head, " ");
    return n == strcspn(first->parts.head, " ") && strncmp(row->parts.head, first->parts.head, n) == 0;
}

static size_t width_of(const char *text)
{
    return utf8_width(text, strlen(text));
}

/* The width to which the heads of N rows are padded: that of the widest, unless one would get too many blanks. */
static size_t head_width(const struct row *rows, size_t n)
{
    size_t least = SIZE_MAX, most = 0;
    for (size_t i = 0; i < n; i++) {
        size_t width = width_of(rows[i].parts.head);
        least = width < least ? width : least;
        most = width > most ? width : most;
    }
    return most - least <= MOST_PADDING ? most : 0;
}

/* Both sides of each definition's sign become one text. */
static void align_heads(struct layout *layout)
{
    for (size_t i = 0, n; i < layout->n_rows; i += n) {
        struct row *rows = &layout->rows[i];
        for (n = 0; i + n < layout->n_rows && may_align(&rows[n], rows);)
            n++;
        size_t width = n > 0 ? head_width(rows, n) : 0;
        for (size_t k = 0; k < n; k++) {
            size_t own = width_of(rows[k].parts.head);
            rows[k].parts.rest = arena_format(layout->arena, "%s%*s = %s", rows[k].parts.head,
                                              own < width ? (int)(width - own) : 0, "", rows[k].parts.rest);
        }
        n += n == 0;
    }
}

static bool has_comment(const struct row *row)
{
    return row->parts.comment && !row->several;
}

static size_t row_width(const struct row *row)
{
    return row->depth * INDENT + width_of(row->parts.rest);
}

/* Comments behind lines that follow one another stand below each other. */
static void align_comments(struct layout *layout)
{
    for (size_t i = 0, n; i < layout->n_rows; i += n) {
        struct row *rows = &layout->rows[i];
        size_t most = 0;
        for (n = 0; i + n < layout->n_rows && has_comment(&rows[n]); n++)
            most = row_width(&rows[n]) > most ? row_width(&rows[n]) : most;
        for (size_t k = 0; k < (n > 0 ? n : 1); k++) {
            if (!rows[k].parts.comment)
                continue;
            size_t own = row_width(&rows[k]), pad = n > 0 && most <= WIDEST_BEFORE_COMMENT ? most - own : 0;
            rows[k].parts.rest =
                arena_format(layout->arena, "%s%*s  %s", rows[k].parts.rest, (int)pad, "", rows[k].parts.comment);
        }
        n += n == 0;
    }
}

bool script_canonical(const char *name, const char *bytes, size_t length, struct text *out,
                      script_error_function *report, void *context)
{
    struct script script;
    struct layout layout = { .script = &script, .arena = &script.arena, .report = report, .context = context };
    bool ok = script_parse(&script, name, bytes, length, report, context);
    if (ok) {
        layout.owners = arena_allocate(&script.arena, script.n_lines + 1, sizeof *layout.owners);
        layout.rows = arena_allocate(&script.arena, script.n_lines + 1, sizeof *layout.rows);
        own_lines(&layout, script.first);
        add_rows(&layout);
        ok = !layout.failed;
    }
    if (ok) {
        align_heads(&layout);
        align_comments(&layout);
    }
    for (size_t i = 0; ok && i < layout.n_rows; i++) {
        const struct row *row = &layout.rows[i];
        if (row->parts.rest)
            text_add_format(out, "%*s%s", (int)(row->depth * INDENT), "", row->parts.rest);
        text_add_char(out, '\n');
    }
    script_release(&script);
    return ok;
}
