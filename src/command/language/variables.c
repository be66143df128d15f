/* Variables of command files and their expansion. */
#include "command/language/variables.h"

#include <ctype.h>
#include <string.h>

#include "command/language/lexer.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static size_t variable_index(const struct variables *variables, const char *name)
{
    size_t i = 0;
    while (i < variables->n && strcmp(variables->names[i], name) != 0)
        i++;
    return i;
}

void variables_set(struct variables *variables, const char *name, const char *value)
{
    size_t i = variable_index(variables, name);
    if (i < variables->n) {
        char *copy = copy_text(value); /* VALUE may be the one that goes */
        free(variables->values[i]);
        variables->values[i] = copy;
        variables->expressions[i] = false;
        return;
    }
    if (variables->n == variables->capacity) {
        variables->capacity = variables->capacity ? variables->capacity * 2 : 8;
        variables->names = reallocate(variables->names, variables->capacity, sizeof *variables->names);
        variables->values = reallocate(variables->values, variables->capacity, sizeof *variables->values);
        variables->expressions =
            reallocate(variables->expressions, variables->capacity, sizeof *variables->expressions);
    }
    variables->expressions[variables->n] = false;
    variables->names[variables->n] = copy_text(name);
    variables->values[variables->n++] = copy_text(value);
}

void variables_set_expression(struct variables *variables, const char *name, const char *value)
{
    variables_set(variables, name, value);
    variables->expressions[variable_index(variables, name)] = true;
}

const char *variables_get(const struct variables *variables, const char *name)
{
    size_t i = variable_index(variables, name);
    return i < variables->n ? variables->values[i] : NULL;
}

void variables_copy(struct variables *to, const struct variables *from)
{
    for (size_t i = 0; i < from->n; i++)
        (from->expressions[i] ? variables_set_expression : variables_set)(to, from->names[i], from->values[i]);
}

void variables_release(struct variables *variables)
{
    for (size_t i = 0; i < variables->n; i++) {
        free(variables->names[i]);
        free(variables->values[i]);
    }
    free(variables->names);
    free(variables->values);
    free(variables->expressions);
    *variables = (struct variables){ 0 };
}

struct expansion {
    struct text text;
    size_t *map, map_capacity;
};

/* Adds bytes that come from byte FROM of the line; with STEP they come one from each byte. */
static void add_mapped(struct expansion *expansion, const char *bytes, size_t n, size_t from, bool step)
{
    if (expansion->text.length + n + 1 > expansion->map_capacity) {
        expansion->map_capacity = (expansion->text.length + n + 1) * 2;
        expansion->map = reallocate(expansion->map, expansion->map_capacity, sizeof *expansion->map);
    }
    for (size_t i = 0; i < n; i++)
        expansion->map[expansion->text.length + i] = from + (step ? i : 0);
    text_add_bytes(&expansion->text, bytes, n);
}

static void add_value(struct expansion *expansion, const char *value, bool expression, char quote, size_t from)
{
    struct text text = TEXT_EMPTY;
    if (quote) {
        for (const char *p = value; *p; p++) {
            if (*p == quote)
                text_add_char(&text, quote);
            text_add_char(&text, *p);
        }
    } else if (!expression && (strpbrk(value, " \t\"'`#|()") || !*value)) {
        char *quoted = word_quote(value);
        text_add(&text, quoted);
        free(quoted);
    } else {
        text_add(&text, value);
    }
    add_mapped(expansion, text_string(&text), text.length, from, false);
    text_release(&text);
}

static bool fail_variable(const struct variables *variables, const char *line, const char *name, size_t begin,
                          size_t end, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < variables->n; i++)
        nearest_offer(&nearest, variables->names[i]);
    fail(err, ERROR_SYNTAX, E_NO_PARAMETER, "no variable '$%s'", name);
    error_reason(err, "variables come from param, for, and --var");
    if (nearest.best)
        error_mend(err, "$%s", nearest.best);
    return fail_at(err, line, begin, end);
}

/* The variable at LINE[at] = '$'; moves AT behind it. */
static bool expand_one(const struct variables *variables, const char *line, size_t *at, char quote,
                       struct expansion *expansion, struct arena *arena, struct error *err)
{
    size_t begin = *at, name = begin + 1, end;
    bool braces = line[name] == '{';
    name += braces;
    end = name;
    while (isalnum((unsigned char)line[end]) || line[end] == '_')
        end++;
    if (line[name] == '$') {
        add_mapped(expansion, "$", 1, begin, false);
        *at = name + 1;
        return true;
    }
    if (end == name || isdigit((unsigned char)line[name]) || (braces && line[end] != '}')) {
        add_mapped(expansion, "$", 1, begin, false);
        *at = begin + 1;
        return true;
    }
    const char *called = arena_bytes(arena, line + name, end - name), *value = variables_get(variables, called);
    *at = end + braces;
    if (!value)
        return fail_variable(variables, line, called, begin, *at, err);
    add_value(expansion, value, variables->expressions[variable_index(variables, called)], quote, begin);
    return true;
}

const char *variables_expand(const struct variables *variables, const char *line, struct arena *arena, size_t **map,
                             struct error *err)
{
    struct expansion expansion = { .text = TEXT_EMPTY };
    bool ok = true;
    char quote = '\0';
    size_t at = 0, length = strlen(line);
    while (ok && at < length) {
        char c = line[at];
        if (c == '$') {
            ok = expand_one(variables, line, &at, quote, &expansion, arena, err);
            continue;
        }
        if (!quote && c == '#' && (at == 0 || isspace((unsigned char)line[at - 1]))) {
            add_mapped(&expansion, line + at, length - at, at, true); /* a comment */
            break;
        }
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'' || c == '`')
            quote = c;
        add_mapped(&expansion, &c, 1, at++, false);
    }
    add_mapped(&expansion, "", 0, 0, false);
    *map = arena_allocate(arena, expansion.text.length + 1, sizeof **map);
    memcpy(*map, expansion.map, expansion.text.length * sizeof **map);
    (*map)[expansion.text.length] = length;
    const char *result = ok ? arena_text(arena, text_string(&expansion.text)) : NULL;
    text_release(&expansion.text);
    free(expansion.map);
    return result;
}
