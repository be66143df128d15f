/* Families by category: which levels there are, what they are called, and which events belong to each. */
#include "feature/family.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "feature/aggregate.h"
#include "feature/definition.h"
#include "feature/events.h"
#include "feature/node.h"
#include "feature/sort.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/feature/known.h"

enum { MOST_LEVELS = 200 };

/* ---- Names ---- */

static const char *plain_name(const char *level, struct arena *arena)
{
    struct text name = TEXT_EMPTY;
    for (const char *c = level; *c; c++) {
        bool kept = isalnum((unsigned char)*c) || (unsigned char)*c >= 0x80;
        if (kept)
            text_add_char(&name, (char)tolower((unsigned char)*c));
        else if (*c == '-' && isdigit((unsigned char)c[1]) && name.length == 0)
            text_add(&name, "minus_");
        else if (name.length > 0 && name.bytes[name.length - 1] != '_')
            text_add_char(&name, '_');
    }
    while (name.length > 0 && name.bytes[name.length - 1] == '_')
        name.bytes[--name.length] = '\0';
    const char *plain = arena_text(arena, name.length > 0 ? text_string(&name) : "blank");
    text_release(&name);
    return plain;
}

/* The value itself, without its quotes. */
static const char *level_text(const char *literal, struct arena *arena)
{
    const struct expression *tree = expression_parse(literal, 0, arena, NULL);
    return tree && tree->kind == EXPRESSION_TEXT ? tree->text : literal;
}

const char *family_level_name(const struct definition *definition, size_t level, struct arena *arena)
{
    if (level == definition->n_levels)
        return "other";
    const char *name = plain_name(level_text(definition->levels[level], arena), arena);
    size_t before = strcmp(name, "other") == 0;
    for (size_t i = 0; i < level; i++)
        before += strcmp(plain_name(level_text(definition->levels[i], arena), arena), name) == 0;
    return before > 0 ? arena_format(arena, "%s_%zu", name, before + 1) : name;
}

/* ---- Conditions ---- */

static struct expression *node(struct arena *arena, enum expression_kind kind, size_t n_arguments)
{
    struct expression *made = arena_allocate(arena, 1, sizeof *made);
    made->kind = kind;
    made->n_arguments = n_arguments;
    made->arguments = arena_allocate(arena, n_arguments + 1, sizeof *made->arguments);
    return made;
}

static struct expression *binary(struct arena *arena, enum expression_operator operator_, struct expression *left,
                                 struct expression *right)
{
    struct expression *made = node(arena, EXPRESSION_BINARY, 2);
    made->operator_ = operator_;
    made->arguments[0] = left;
    made->arguments[1] = right;
    return made;
}

/* by == level; of the rest: by is missing or by not in (levels). */
static struct expression *level_test(const struct definition *definition, size_t level, struct arena *arena,
                                     struct error *err)
{
    struct expression *by = expression_parse(definition->by, 0, arena, err);
    if (!by)
        return NULL;
    if (level < definition->n_levels) {
        struct expression *value = expression_parse(definition->levels[level], 0, arena, err);
        return value ? binary(arena, OP_EQUAL, by, value) : NULL;
    }
    struct expression *missing = node(arena, EXPRESSION_IS_MISSING, 1);
    struct expression *in = node(arena, EXPRESSION_IN, definition->n_levels + 1);
    missing->arguments[0] = in->arguments[0] = by;
    in->negated = true;
    for (size_t i = 0; i < definition->n_levels; i++)
        if (!(in->arguments[i + 1] = expression_parse(definition->levels[i], 0, arena, err)))
            return NULL;
    return binary(arena, OP_OR, missing, in);
}

static size_t narrow(struct expression *tree, struct expression *test, struct arena *arena)
{
    size_t n = 0;
    if (tree->kind == EXPRESSION_AGGREGATE && tree->period.length.count == 0) {
        tree->condition = tree->condition ? binary(arena, OP_AND, tree->condition, test) : test;
        return 1;
    }
    for (size_t i = 0; i < tree->n_arguments; i++)
        n += narrow(tree->arguments[i], test, arena);
    return n;
}

bool family_narrow(const struct definition *definition, size_t level, struct expression *tree, struct arena *arena,
                   struct error *err)
{
    struct expression *test = level_test(definition, level, arena, err);
    if (!test)
        return false;
    if (narrow(tree, test, arena) > 0)
        return true;
    fail(err, ERROR_USER, E_EXPRESSION, "nothing is counted that 'by=%.60s' could divide", definition->by);
    error_mend(err, "count(orders) by=%.60s", definition->by);
    return false;
}

/* ---- Levels ---- */

/* The table of the first aggregate. */
static const struct events *counted_events(const struct world *world, const struct expression *tree)
{
    const struct events *events = NULL;
    if (tree->kind == EXPRESSION_COLUMN)
        return world_events(world, tree->table);
    if (tree->kind == EXPRESSION_NAME)
        return world_events(world, tree->text);
    for (size_t i = 0; i < tree->n_arguments && !events; i++)
        events = counted_events(world, tree->arguments[i]);
    return events;
}

struct level {
    const char *literal; /* as an expression writes it */
    double number;
    int64_t whole; /* behind the number: neighbours that are one double */
    size_t n;
};

static int more_frequent(const void *a, const void *b)
{
    const struct level *left = a, *right = b;
    if (left->n != right->n)
        return left->n > right->n ? -1 : 1;
    return strcmp(left->literal, right->literal);
}

static int in_order(const void *a, const void *b)
{
    const struct level *left = a, *right = b;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    if (left->whole != right->whole)
        return left->whole < right->whole ? -1 : 1;
    return strcmp(left->literal, right->literal);
}

static const char *write_literal(const struct expression *literal, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    expression_write(literal, &text);
    const char *written = arena_text(arena, text_string(&text));
    text_release(&text);
    return written;
}

/* How often each text of COLUMN stands in the rows that are SEEN. */
static size_t count_texts(const struct column *column, const int8_t *seen, size_t n_rows, struct arena *arena,
                          struct level **levels)
{
    size_t *counts = allocate((size_t)column->dictionary->n + 1, sizeof *counts), n = 0;
    const uint32_t *codes = column_codes(column);
    for (size_t row = 0; row < n_rows; row++)
        if (seen[row] && codes[row] != TEXT_MISSING)
            counts[codes[row]]++;
    *levels = allocate((size_t)column->dictionary->n + 1, sizeof **levels);
    for (uint32_t code = 0; code < column->dictionary->n; code++) {
        if (counts[code] == 0)
            continue;
        size_t length;
        const char *text = dictionary_text(column->dictionary, code, &length);
        struct expression literal = { .kind = EXPRESSION_TEXT, .text = arena_bytes(arena, text, length) };
        (*levels)[n++] = (struct level){ .literal = write_literal(&literal, arena), .n = counts[code] };
    }
    free(counts);
    return n;
}

static size_t count_numbers(const struct column *column, const int8_t *seen, size_t n_rows, struct arena *arena,
                            struct level **levels)
{
    double *numbers = allocate(n_rows + 1, sizeof *numbers);
    size_t n_numbers = 0, n = 0, room = 64;
    for (size_t row = 0; row < n_rows; row++)
        if (seen[row] && !column_is_missing(column, row))
            numbers[n_numbers++] = column_number(column, row);
    reals_sort(numbers, n_numbers);
    *levels = allocate(room, sizeof **levels);
    for (size_t k = 0, end = 0; k < n_numbers; k = end) {
        char written[32];
        while (end < n_numbers && numbers[end] == numbers[k])
            end++;
        if (n == room)
            *levels = reallocate(*levels, room *= 2, sizeof **levels);
        number_format(numbers[k], written);
        (*levels)[n++] = (struct level){ .literal = arena_text(arena, written), .number = numbers[k], .n = end - k };
    }
    free(numbers);
    return n;
}

static size_t count_wholes(const struct column *column, const int8_t *seen, size_t n_rows, struct arena *arena,
                           struct level **levels)
{
    int64_t *wholes = allocate(n_rows + 1, sizeof *wholes);
    size_t n_wholes = 0, n = 0, room = 64;
    for (size_t row = 0; row < n_rows; row++)
        if (seen[row] && !column_is_missing(column, row))
            wholes[n_wholes++] = column_int(column, row);
    wholes_sort(wholes, n_wholes);
    *levels = allocate(room, sizeof **levels);
    for (size_t k = 0, end = 0; k < n_wholes; k = end) {
        while (end < n_wholes && wholes[end] == wholes[k])
            end++;
        if (n == room)
            *levels = reallocate(*levels, room *= 2, sizeof **levels);
        const char *literal = arena_format(arena, "%lld", (long long)wholes[k]);
        (*levels)[n++] =
            (struct level){ .literal = literal, .number = (double)wholes[k], .whole = wholes[k], .n = end - k };
    }
    free(wholes);
    return n;
}

/* The last cutoff of each customer of ROWS; INT64_MAX: he is in none. */
static int64_t *last_cutoffs(const struct world *world, const struct feature_rows *rows, struct error *err)
{
    size_t n = world->customers->n_rows;
    int64_t *last = allocate_large(n + 1, sizeof *last, "the cutoffs of the customers", err);
    for (size_t c = 0; last && c < n; c++)
        last[c] = INT64_MAX;
    for (size_t i = 0; last && i < rows->n; i++) {
        int64_t *own = &last[rows->customer[i]];
        if (*own == INT64_MAX || rows->cutoff[i] > *own)
            *own = rows->cutoff[i];
    }
    return last;
}

/* The events that are seen from the LAST cutoffs. */
static int8_t *seen_events(const struct world *world, const struct events *events, const int64_t *last,
                           struct error *err)
{
    int8_t *seen = last ? allocate_large(events->table->n_rows + 1, 1, "the events of the rows", err) : NULL;
    const int64_t *times = column_ints(&events->table->columns[events->time_column]);
    if (seen)
        memset(seen, 0, events->table->n_rows);
    for (size_t c = 0; seen && c < world->customers->n_rows; c++) {
        if (last[c] == INT64_MAX)
            continue;
        for (uint64_t row = events->start[c]; row < events->start[c + 1]; row++)
            seen[row] = last[c] == TIME_MISSING ? times[row] != TIME_MISSING : event_is_visible(events, row, last[c]);
    }
    return seen;
}

static bool keep_levels(struct definition *definition, struct level *levels, size_t n, struct arena *arena,
                        struct error *err)
{
    if (definition->top > 0 && n > definition->top) {
        qsort(levels, n, sizeof *levels, more_frequent);
        n = definition->top;
    }
    if (n > MOST_LEVELS) {
        fail(err, ERROR_USER, E_BAD_VALUE, "%.60s has %zu values, and at most %d make features", definition->by, n,
             (int)MOST_LEVELS);
        error_mend(err, "top=10");
        return false;
    }
    if (n == 0)
        return fail(err, ERROR_USER, E_BAD_VALUE, "%.60s has no value in the training rows", definition->by);
    qsort(levels, n, sizeof *levels, in_order);
    const char **literals = arena_allocate(arena, n, sizeof *literals);
    for (size_t i = 0; i < n; i++)
        literals[i] = levels[i].literal;
    definition->levels = literals;
    definition->n_levels = n;
    return true;
}

/* Whether EXPRESSION names a column of another table than EVENTS'. */
static bool leaves_table(const struct expression *expression, const struct events *events)
{
    if (expression->kind == EXPRESSION_COLUMN && strcmp(expression->table, events->table->name) != 0)
        return true;
    for (size_t i = 0; i < expression->n_arguments; i++)
        if (leaves_table(expression->arguments[i], events))
            return true;
    return false;
}

/* Whether what BY is of a row depends on when it is asked: it is another row's, or may have come later. */
static bool read_at_cutoffs(const struct expression *by, const struct events *events)
{
    return events_have_late(events) || leaves_table(by, events);
}

/* BY for each row of EVENTS. */
static struct table *level_values(const struct world *world, const struct events *events, const struct expression *by,
                                  const int64_t *last, struct work *work, struct error *err)
{
    return read_at_cutoffs(by, events) ? events_evaluate(world, events, by, last, work, err)
                                       : expression_evaluate(by, events->table, "by", work, err);
}

bool definition_lacks_levels(const struct definition *definition)
{
    return definition->by && definition->n_levels == 0;
}

bool definition_fit_levels(struct definition *definition, const struct world *world, const struct feature_rows *rows,
                           struct arena *arena, struct work *work, struct error *err)
{
    const struct expression *tree = definition_expression(definition, arena, err);
    const struct expression *by = tree ? expression_parse(definition->by, 0, arena, err) : NULL;
    const struct events *events = by ? counted_events(world, tree) : NULL;
    if (by && !events)
        return fail(err, ERROR_USER, E_EXPRESSION, "nothing is counted that 'by=%.60s' could divide", definition->by);
    int64_t *last = events ? last_cutoffs(world, rows, err) : NULL;
    struct table *values = last ? level_values(world, events, by, last, work, err) : NULL;
    if (values && values->columns[0].type == TYPE_TEXT && values->columns[0].privacy == PRIVACY_PERSONAL) {
        /* Members are named by their levels, and their names stand everywhere. */
        table_release(values);
        definition->by = arena_format(arena, "pseudonym(%s)", definition->by);
        by = expression_parse(definition->by, 0, arena, err);
        values = by ? level_values(world, events, by, last, work, err) : NULL;
    }
    if (!values) {
        free(last);
        if (err)
            err->place.column = 0; /* a place within `by` alone */
        return false;
    }
    const struct column *column = &values->columns[0];
    struct level *levels = NULL;
    int8_t *seen = seen_events(world, events, last, err);
    bool ok = seen != NULL;
    if (ok && column->type == TYPE_TIME)
        ok = fail(err, ERROR_USER, E_TYPE, "%.60s is a time; by= divides by texts or numbers", definition->by);
    size_t n = !ok                                      ? 0
               : column->type == TYPE_TEXT              ? count_texts(column, seen, values->n_rows, arena, &levels)
               : column_is_wide(column, values->n_rows) ? count_wholes(column, seen, values->n_rows, arena, &levels)
                                                        : count_numbers(column, seen, values->n_rows, arena, &levels);
    ok = ok && keep_levels(definition, levels, n, arena, err);
    free(levels);
    free(seen);
    free(last);
    table_release(values);
    return ok;
}
