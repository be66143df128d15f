/* param, version and for: the statements of command files that are no commands. */
#include <string.h>

#include "command/language/run.h"
#include "patron/base/kinds.h"
#include "patron/base/number.h"

/* ---- param ---- */

static const struct {
    const char *name;
    enum parameter_type type;
    const char *example;
} parameter_types[] = {
    { "text", PARAMETER_TEXT, "word" },  { "date", PARAMETER_DATE, "2024-07-01" },
    { "path", PARAMETER_FILE, "out" },   { "number", PARAMETER_NUMBER, "0.5" },
    { "count", PARAMETER_COUNT, "100" }, { "duration", PARAMETER_DURATION, "90d" },
    { "yesno", PARAMETER_YESNO, "yes" }, { "expression", PARAMETER_EXPRESSION, "amount > 0" },
};
enum { N_PARAMETER_TYPES = sizeof parameter_types / sizeof *parameter_types };

static bool fail_parameter_type(const struct words *words, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, words->items[2].text);
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; i < N_PARAMETER_TYPES; i++) {
        nearest_offer(&nearest, parameter_types[i].name);
        text_add_format(&names, " %s", parameter_types[i].name);
    }
    fail(err, ERROR_SYNTAX, E_BAD_VALUE, "no type '%s' for a param", words->items[2].text);
    error_reason(err, "types:%s", text_string(&names));
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    text_release(&names);
    return fail_at(err, words->line, words->items[2].begin, words->items[2].end);
}

bool take_param(struct run *run, const char *text, struct arena *arena, struct error *err)
{
    struct words words;
    if (!words_cut(text, arena, &words, err))
        return false;
    size_t type = 0, n = words.n;
    const char *otherwise = NULL;
    if (n > 2 && words.items[n - 1].key && strncmp(words.items[n - 1].text, "default=", 8) == 0)
        otherwise = words.items[--n].text + 8;
    if (n < 2 || n > 3) {
        fail(err, ERROR_SYNTAX, E_SYNTAX, "param needs a name, and may have a type and a default");
        error_mend(err, "param asof date default=2024-07-01");
        return fail_at(err, text, words.items[0].begin, words.items[0].end);
    }
    for (type = 0; n == 3 && type < N_PARAMETER_TYPES; type++)
        if (strcmp(parameter_types[type].name, words.items[2].text) == 0)
            break;
    if (type == N_PARAMETER_TYPES)
        return fail_parameter_type(&words, err);
    const char *name = words.items[1].text, *value = variables_get(&run->variables, name);
    if (!value && !otherwise) {
        variables_set(&run->variables, name, parameter_types[type].example); /* so that the check goes on */
        fail(err, ERROR_SYNTAX, E_NO_PARAMETER, "parameter '%s' (%s) is missing", name, parameter_types[type].name);
        error_mend(err, "--var %s=%s", name, parameter_types[type].example);
        return fail_at(err, text, words.items[1].begin, words.items[1].end);
    }
    struct parameter row = { .name = name, .type = parameter_types[type].type, .form = FORM_OPTION };
    struct value parsed;
    if (!parameter_parse(&row, value ? value : otherwise, arena, &parsed, err))
        return fail_at(err, text, words.items[1].begin, words.items[1].end);
    bool expression = row.type == PARAMETER_EXPRESSION;
    (expression ? variables_set_expression : variables_set)(&run->variables, name, value ? value : otherwise);
    return true;
}

bool take_version(const char *text, struct arena *arena, struct error *err)
{
    struct words words;
    words_cut_typed(text, arena, &words);
    if (words.n == 2 && strcmp(words.items[1].text, "1") == 0)
        return true;
    if (words.n < 2)
        return fail(err, ERROR_SYNTAX, E_VERSION, "version needs a number: version 1");
    fail(err, ERROR_SYNTAX, E_VERSION, "this program has version 1 of the language, not '%s'", words.items[1].text);
    return fail_at(err, text, words.items[1].begin, words.items[1].end);
}

/* ---- for ---- */

static void list_add(struct values_list *list, const char *text, struct arena *arena)
{
    if (list->n == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 16;
        const char **larger = arena_allocate(arena, list->capacity, sizeof *larger);
        if (list->n > 0)
            memcpy(larger, list->texts, list->n * sizeof *larger);
        list->texts = larger;
    }
    list->texts[list->n++] = text;
}

/* "3..8" counts, "a, b c" names. */
static bool list_values(const char *text, struct arena *arena, struct values_list *list, struct error *err)
{
    struct words words;
    *list = (struct values_list){ 0 };
    if (!words_cut(text, arena, &words, err))
        return false;
    for (size_t i = 0; i < words.n; i++) {
        const char *word = words.items[i].text, *dots = strstr(word, "..");
        int64_t first, last;
        if (dots && integer_parse(word, (size_t)(dots - word), &first) &&
            integer_parse(dots + 2, strlen(dots + 2), &last)) {
            if (last - first > 100000)
                return fail(err, ERROR_SYNTAX, E_BAD_VALUE, "'%s' counts too far", word);
            for (int64_t k = first; k <= last; k++)
                list_add(list, arena_format(arena, "%lld", (long long)k), arena);
            continue;
        }
        for (const char *at = word; *at;) {
            size_t n = words.items[i].quoted ? strlen(at) : strcspn(at, ",");
            if (n > 0)
                list_add(list, arena_bytes(arena, at, n), arena);
            at += n + (at[n] == ',');
        }
    }
    return list->n > 0 || fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "for needs values behind in");
}

bool expand_for(struct run *run, const struct statement *statement, struct arena *arena, const char **name,
                struct values_list *list, struct error *err)
{
    const char *values, *expanded;
    size_t begin, *map;
    if (!statement_for(statement, arena, name, &values, &begin)) {
        fail(err, ERROR_SYNTAX, E_SYNTAX, "for needs a name, in, and values");
        error_mend(err, "for k in 3..8");
        return false;
    }
    expanded = variables_expand(&run->variables, values, arena, &map, err);
    return expanded && list_values(expanded, arena, list, err);
}
