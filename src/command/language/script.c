/* Reads command files: lines to statements, blocks to trees. */
#include "command/language/script.h"

#include <ctype.h>
#include <string.h>

#include "command/language/lexer.h"
#include "patron/base/error.h"
#include "patron/base/text.h"

struct reader {
    struct script *script;
    script_error_function *report;
    void *context;
    size_t line; /* the next physical line, from 0 */
    bool failed;
    struct statement *pending; /* an else or end that closed a block */
};

static void reader_fail(struct reader *reader, struct error *err, size_t line)
{
    if (line > 0 && line <= reader->script->n_lines && !err->place.source) {
        err->place.source = copy_text(reader->script->lines[line - 1]);
        err->place.line = line;
        err->place.name = reader->script->name ? copy_text(reader->script->name) : NULL;
    }
    reader->failed = true;
    reader->report(reader->context, err);
    error_release(err);
}

/* ---- Bytes to lines ---- */

static bool check_text(const char *bytes, size_t length, size_t *bad)
{
    size_t size;
    for (size_t at = 0; at < length; at += size) {
        unsigned code = utf8_decode(bytes + at, length - at, &size);
        if (bytes[at] == '\0' || (code == 0xFFFD && size == 1)) {
            *bad = at;
            return false;
        }
    }
    return true;
}

static void add_line(struct reader *reader, const char *bytes, size_t length, size_t *capacity)
{
    struct script *script = reader->script;
    size_t bad;
    if (length > 0 && bytes[length - 1] == '\r')
        length--;
    if (script->n_lines == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 64;
        const char **larger = arena_allocate(&script->arena, *capacity, sizeof *larger);
        if (script->n_lines > 0)
            memcpy(larger, script->lines, script->n_lines * sizeof *larger);
        script->lines = larger;
    }
    struct error err = ERROR_INIT;
    const char *name = script->name ? script->name : "the text";
    if (length > LINE_BYTES) {
        fail(&err, ERROR_SYNTAX, E_BAD_BYTES, "%s has a line of %zu bytes; the most is %d", name, length, LINE_BYTES);
        length = 0;
    } else if (!check_text(bytes, length, &bad)) {
        fail(&err, ERROR_SYNTAX, E_BAD_BYTES, "byte %zu of the line is no UTF-8 text", bad + 1);
        error_reason(&err, "the byte is 0x%02x; command files are UTF-8", (unsigned)(unsigned char)bytes[bad]);
        length = bad;
    }
    script->lines[script->n_lines++] = arena_bytes(&script->arena, bytes, length);
    if (err.kind != ERROR_NONE)
        reader_fail(reader, &err, script->n_lines);
}

static void cut_lines(struct reader *reader, const char *bytes, size_t length)
{
    size_t capacity = 0, at = 0;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        at = 3;
    while (at < length) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t n = end ? (size_t)(end - bytes) - at : length - at;
        add_line(reader, bytes + at, n, &capacity);
        at += n + 1;
    }
}

/* ---- Lines to statements ---- */

static bool is_blank(const char *line)
{
    while (isspace((unsigned char)*line))
        line++;
    return !*line || *line == '#';
}

static bool continues(const char *line)
{
    size_t length = strlen(line);
    return length > 0 && line[length - 1] == '\\';
}

static const char *first_word(const char *text, size_t *length)
{
    while (isspace((unsigned char)*text))
        text++;
    *length = 0;
    while (text[*length] && !isspace((unsigned char)text[*length]) && text[*length] != '#')
        ++*length;
    return text;
}

static bool begins_with(const char *text, const char *word)
{
    size_t length;
    const char *first = first_word(text, &length);
    return length == strlen(word) && strncasecmp(first, word, length) == 0;
}

/* The next statement that is no comment, with its continuations; NULL at the end. */
static struct statement *read_statement(struct reader *reader)
{
    struct script *script = reader->script;
    while (reader->line < script->n_lines && is_blank(script->lines[reader->line]))
        reader->line++;
    if (reader->line >= script->n_lines)
        return NULL;
    struct statement *statement = arena_allocate(&script->arena, 1, sizeof *statement);
    size_t last = reader->line;
    while (continues(script->lines[last]) && last + 1 < script->n_lines && !is_blank(script->lines[last + 1]))
        last++;
    struct piece *pieces = arena_allocate(&script->arena, last - reader->line + 1, sizeof *pieces);
    struct text text = TEXT_EMPTY;
    for (; reader->line <= last; reader->line++) {
        const char *line = script->lines[reader->line];
        pieces[statement->n_pieces++] = (struct piece){ text.length, reader->line };
        text_add_bytes(&text, line, strlen(line) - continues(line));
        if (reader->line < last)
            text_add_char(&text, ' ');
    }
    statement->pieces = pieces;
    statement->text = arena_text(&script->arena, text_string(&text));
    text_release(&text);
    return statement;
}

static struct statement *read_block(struct reader *reader, const struct statement *opener);

static void fail_block(struct reader *reader, const struct statement *statement, const char *problem)
{
    struct error err = ERROR_INIT;
    size_t length;
    const char *word = first_word(statement->text, &length);
    fail(&err, ERROR_SYNTAX, E_SYNTAX, "'%.*s' %s", (int)length, word, problem);
    size_t begin = (size_t)(word - statement->text);
    fail_at(&err, statement->text, begin, begin + length);
    script_place(reader->script, statement, statement->text, NULL, &err);
    reader_fail(reader, &err, 0);
}

static void read_body(struct reader *reader, struct statement *statement)
{
    statement->body = read_block(reader, statement);
    struct statement *closing = reader->pending;
    reader->pending = NULL;
    if (closing && begins_with(closing->text, "else")) {
        if (statement->kind != STATEMENT_IF)
            fail_block(reader, closing, "stands outside of an if");
        statement->otherwise = read_block(reader, statement);
        closing = reader->pending;
        reader->pending = NULL;
    }
    if (!closing)
        fail_block(reader, statement, "has no end");
    else if (!begins_with(closing->text, "end"))
        fail_block(reader, closing, "stands a second time");
}

static void classify(struct statement *statement)
{
    static const struct {
        const char *word;
        enum statement_kind kind;
    } words[] = {
        { "param", STATEMENT_PARAM }, { "for", STATEMENT_FOR }, { "if", STATEMENT_IF }, { "version", STATEMENT_VERSION }
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins_with(statement->text, words[i].word))
            statement->kind = words[i].kind;
    size_t length;
    const char *verb = first_word(statement->text, &length);
    if (statement->kind == STATEMENT_VERSION && is_blank(verb + length))
        statement->kind = STATEMENT_COMMAND; /* it only asks */
}

/* Statements up to else or end (left in `pending`), or to the end of the file. */
static struct statement *read_block(struct reader *reader, const struct statement *opener)
{
    struct statement *first = NULL, **at = &first, *statement;
    while ((statement = read_statement(reader))) {
        if (begins_with(statement->text, "end") || begins_with(statement->text, "else")) {
            if (opener) {
                reader->pending = statement;
                return first;
            }
            fail_block(reader, statement, "closes nothing");
            continue;
        }
        classify(statement);
        if (statement->kind == STATEMENT_FOR || statement->kind == STATEMENT_IF)
            read_body(reader, statement);
        *at = statement;
        at = &statement->next;
    }
    return first;
}

bool script_parse(struct script *script, const char *name, const char *bytes, size_t length,
                  script_error_function *report, void *context)
{
    *script = (struct script){ 0 };
    arena_init(&script->arena);
    script->name = name ? arena_text(&script->arena, name) : NULL;
    struct reader reader = { .script = script, .report = report, .context = context };
    cut_lines(&reader, bytes, length);
    script->first = read_block(&reader, NULL); /* a #! line is a comment like any other */
    return !reader.failed;
}

void script_release(struct script *script)
{
    arena_release(&script->arena);
}

/* ---- Places ---- */

static size_t mapped(const char *expanded, const size_t *map, size_t column)
{
    size_t byte = line_byte(expanded, column);
    return map ? map[byte] : byte;
}

void script_place(const struct script *script, const struct statement *statement, const char *expanded,
                  const size_t *map, struct error *err)
{
    struct place *place = &err->place;
    bool own = place->source && strcmp(place->source, expanded) == 0;
    if ((place->name || place->source) && !own)
        return; /* a data file, or another command file */
    size_t begin = place->column ? mapped(expanded, map, place->column) : 0;
    size_t end = place->column ? mapped(expanded, map, place->column + (place->length ? place->length : 1)) : 0;
    size_t i = statement->n_pieces - 1;
    while (i > 0 && statement->pieces[i].begin > begin)
        i--;
    const struct piece *piece = &statement->pieces[i];
    const char *line = script->lines[piece->line];
    size_t length = strlen(line), from = begin - piece->begin, to = end > begin ? end - piece->begin : from + 1;
    from = from < length ? from : length;
    to = to < length ? to : length;
    free(place->source);
    free(place->name);
    place->source = copy_text(line);
    place->name = script->name ? copy_text(script->name) : NULL;
    place->line = piece->line + 1;
    if (place->column) {
        place->column = line_column(line, from);
        place->length = line_width(line, from, to);
    }
}

bool statement_for(const struct statement *statement, struct arena *arena, const char **name, const char **values,
                   size_t *values_begin)
{
    struct words words;
    words_cut_typed(statement->text, arena, &words);
    if (words.n < 4 || strcasecmp(words.items[2].text, "in") != 0)
        return false;
    *name = words.items[1].text;
    *values_begin = words.items[3].begin;
    *values = arena_bytes(arena, statement->text + *values_begin, words.end - *values_begin);
    return true;
}
