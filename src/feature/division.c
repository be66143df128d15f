/* Divisions found in a plan: which selections make one, and which events belong to each of its members. */
#include "feature/division.h"

#include <stdlib.h>

#include "feature/sort.h"
#include "patron/base/text.h"

/* What a condition asks, when it asks for levels: VALUES of BY, or with `rest` any but those. */
struct level_test {
    const struct node *by, *common;
    const struct expression *by_written, *common_written;
    int64_t *values;
    size_t n_values;
    bool rest;
};

static bool is_operator(const struct expression *expression, enum expression_operator operator_)
{
    return expression->kind == EXPRESSION_BINARY && expression->operator_ == operator_;
}

/* The codes of BY for which TEST says yes. */
static void take_codes(const struct node *test, struct arena *arena, struct level_test *out)
{
    uint32_t n = out->by->dictionary ? out->by->dictionary->n : 0;
    for (uint32_t code = 0; code < n; code++)
        out->n_values += test->answers[code] == 1;
    out->values = arena_allocate(arena, out->n_values + 1, sizeof *out->values);
    size_t at = 0;
    for (uint32_t code = 0; code < n; code++)
        if (test->answers[code] == 1)
            out->values[at++] = code;
}

/* by == level */
static bool test_equal(const struct node *test, struct arena *arena, struct level_test *out)
{
    if (!is_operator(test->expression, OP_EQUAL) || test->n_arguments == 0)
        return false;
    out->by = test->arguments[0];
    out->by_written = test->expression->arguments[0];
    if (test->answers && test->expression->arguments[1]->kind == EXPRESSION_TEXT && out->by->type == VALUE_TEXT) {
        take_codes(test, arena, out);
        return true;
    }
    const struct node *level = test->n_arguments == 2 ? test->arguments[1] : NULL;
    bool numbers = out->by->type == VALUE_NUMBER || out->by->type == VALUE_WHOLE;
    if (!level || !numbers || out->by->constant || !level->constant || level->type != out->by->type)
        return false;
    out->values = arena_allocate(arena, 1, sizeof *out->values);
    out->values[out->n_values++] =
        level->type == VALUE_WHOLE ? *(const int64_t *)level->values : key_of_number(*(const double *)level->values);
    return true;
}

/* by is missing or by not in (levels) */
static bool test_rest(const struct node *test, struct arena *arena, struct level_test *out)
{
    if (!is_operator(test->expression, OP_OR) || test->n_arguments != 2)
        return false;
    const struct expression *missing = test->expression->arguments[0], *not_in = test->expression->arguments[1];
    if (missing->kind != EXPRESSION_IS_MISSING || missing->negated || not_in->kind != EXPRESSION_IN || !not_in->negated)
        return false;
    const struct node *in = test->arguments[1]->n_arguments == 1 ? test->arguments[1]->arguments[0] : NULL;
    if (test->arguments[0]->n_arguments != 1 || !in || in->n_arguments != 1)
        return false;
    struct text of_missing = TEXT_EMPTY, of_in = TEXT_EMPTY;
    expression_write(missing->arguments[0], &of_missing);
    expression_write(not_in->arguments[0], &of_in);
    bool same = strcmp(text_string(&of_missing), text_string(&of_in)) == 0;
    text_release(&of_missing);
    text_release(&of_in);
    out->by = in->arguments[0];
    out->by_written = not_in->arguments[0];
    out->rest = true;
    if (same && in->answers && out->by->type == VALUE_TEXT) {
        take_codes(in, arena, out);
        return true;
    }
    if (!same || !(in->numbers || in->wholes))
        return false;
    out->values = arena_allocate(arena, in->n_numbers + 1, sizeof *out->values);
    for (size_t i = 0; i < in->n_numbers; i++)
        out->values[i] = in->wholes ? in->wholes[i] : key_of_number(in->numbers[i]);
    out->n_values = in->n_numbers;
    return true;
}

/* A condition that is a test of levels, or ends with one after `and`. */
static bool read_condition(const struct node *condition, struct arena *arena, struct level_test *out)
{
    *out = (struct level_test){ 0 };
    if (!condition || condition->constant)
        return false;
    if (is_operator(condition->expression, OP_AND) && condition->n_arguments == 2) {
        out->common = condition->arguments[0];
        out->common_written = condition->expression->arguments[0];
        condition = condition->arguments[1];
    }
    return test_equal(condition, arena, out) || test_rest(condition, arena, out);
}

static const char *test_key(const struct level_test *test, struct arena *arena)
{
    struct text key = TEXT_EMPTY;
    expression_write(test->by_written, &key);
    if (test->common) {
        text_add(&key, "\n");
        expression_write(test->common_written, &key);
    }
    const char *kept = arena_text(arena, text_string(&key));
    text_release(&key);
    return kept;
}

static struct division_level *find_level(const struct division *division, int64_t value)
{
    struct division_level *level = division->found;
    while (level && level->value != value)
        level = level->next;
    return level;
}

/* Whether no event that TEST picks is another member's. */
static bool test_fits(const struct division *division, const struct level_test *test)
{
    if (test->rest && division->rest != NO_MEMBER)
        return false;
    size_t n_known = 0;
    for (size_t i = 0; i < test->n_values; i++) {
        const struct division_level *level = find_level(division, test->values[i]);
        n_known += level != NULL;
        if (!test->rest && (level ? level->member != NO_MEMBER : division->rest != NO_MEMBER))
            return false;
    }
    return !test->rest || n_known == division->n_levels;
}

static void join_division(struct division *division, const struct level_test *test, struct selection *selection,
                          struct arena *arena)
{
    selection->division = division;
    selection->member = division->n_members++;
    if (test->rest)
        division->rest = selection->member;
    for (size_t i = 0; i < test->n_values; i++) {
        struct division_level *level = find_level(division, test->values[i]);
        if (!level) {
            level = arena_allocate(arena, 1, sizeof *level);
            *level = (struct division_level){ test->values[i], NO_MEMBER, division->found };
            division->found = level;
            division->n_levels++;
        }
        level->member = test->rest ? level->member : selection->member;
    }
}

static void divide_selection(struct walk *walk, struct selection *selection, struct arena *arena)
{
    struct level_test test;
    if (!read_condition(selection->condition, arena, &test))
        return;
    const char *key = test_key(&test, arena);
    size_t d = 0;
    while (d < walk->n_divisions &&
           (strcmp(walk->divisions[d].key, key) != 0 || !test_fits(&walk->divisions[d], &test)))
        d++;
    if (d == walk->n_divisions)
        walk->divisions[walk->n_divisions++] =
            (struct division){ .key = key, .by = test.by, .common = test.common, .rest = NO_MEMBER };
    join_division(&walk->divisions[d], &test, selection, arena);
}

static int level_order(const void *a, const void *b)
{
    const struct division_level *left = a, *right = b;
    return (left->value > right->value) - (left->value < right->value);
}

/* Levels in order, or by code. */
static void order_levels(struct division *division, struct arena *arena)
{
    division->levels = arena_allocate(arena, division->n_levels + 1, sizeof *division->levels);
    size_t n = 0;
    for (const struct division_level *level = division->found; level; level = level->next)
        division->levels[n++] = *level;
    qsort(division->levels, n, sizeof *division->levels, level_order);
    if (division->by->type != VALUE_TEXT)
        return;
    size_t n_codes = division->by->dictionary ? division->by->dictionary->n : 0;
    division->of_code = arena_allocate(arena, n_codes + 1, sizeof *division->of_code);
    for (size_t code = 0; code <= n_codes; code++)
        division->of_code[code] = division->rest;
    for (size_t i = 0; i < n; i++)
        division->of_code[(size_t)division->levels[i].value] = division->levels[i].member;
}

static size_t add_span(struct span *spans, size_t n, size_t low, size_t high)
{
    for (size_t i = 0; i < n; i++)
        if (spans[i].low == low && spans[i].high == high)
            return n;
    spans[n] = (struct span){ low, high };
    return n + 1;
}

static void find_spans(struct selection *selection, struct arena *arena)
{
    size_t n = 0;
    for (size_t l = 0; l < selection->n_lanes; l++)
        n += selection->lanes[l].n_cells;
    selection->spans = arena_allocate(arena, n + 1, sizeof *selection->spans);
    for (size_t l = 0; l < selection->n_lanes; l++)
        for (size_t c = 0; c < selection->lanes[l].n_cells; c++)
            selection->n_spans = add_span(selection->spans, selection->n_spans, selection->lanes[l].cells[c].low,
                                          selection->lanes[l].cells[c].high);
}

static void unite_spans(struct division *division, struct arena *arena)
{
    size_t n = 0;
    for (uint32_t m = 0; m < division->n_members; m++)
        n += division->members[m]->n_spans;
    division->spans = arena_allocate(arena, n + 1, sizeof *division->spans);
    for (uint32_t m = 0; m < division->n_members; m++)
        for (size_t i = 0; i < division->members[m]->n_spans; i++)
            division->n_spans = add_span(division->spans, division->n_spans, division->members[m]->spans[i].low,
                                         division->members[m]->spans[i].high);
}

/* Those of one member are none. */
static void keep_divisions(struct walk *walk, struct arena *arena)
{
    size_t n = 0;
    for (size_t d = 0; d < walk->n_divisions; d++) {
        struct division *division = &walk->divisions[d], *kept = &walk->divisions[n];
        bool divides = division->n_members > 1;
        division->members = arena_allocate(arena, division->n_members, sizeof *division->members);
        for (size_t s = 0; s < walk->n_selections; s++) {
            struct selection *selection = &walk->selections[s];
            if (selection->division != division)
                continue;
            division->members[selection->member] = selection;
            selection->division = divides ? kept : NULL;
        }
        if (!divides)
            continue;
        order_levels(division, arena);
        unite_spans(division, arena);
        *kept = *division;
        n++;
    }
    walk->n_divisions = n;
}

void walk_divide(struct walk *walk, struct arena *arena)
{
    walk->divisions = arena_allocate(arena, walk->n_selections + 1, sizeof *walk->divisions);
    for (size_t s = 0; s < walk->n_selections; s++)
        find_spans(&walk->selections[s], arena);
    for (size_t s = 0; s < walk->n_selections; s++)
        divide_selection(walk, &walk->selections[s], arena);
    keep_divisions(walk, arena);
}
