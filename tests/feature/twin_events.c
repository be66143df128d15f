/* The naive twin: a customer's events within a window, and aggregates over them. */
#include "twin_parts.h"

#include "feature_tests.h"

static bool same_key(const struct twin_seen *seen, size_t row)
{
    struct twin_value link = twin_cell(seen->source->table, seen->source->link_column, row);
    struct twin_value key = twin_cell(seen->twin->customers, seen->twin->key, seen->customer);
    return !link.missing && !key.missing &&
           (key.kind == TWIN_WORD ? strcmp(link.text, key.text) == 0 : link.number == key.number);
}

static bool in_window(const struct twin_seen *seen, size_t row)
{
    struct twin_value time = twin_cell(seen->source->table, seen->source->time_column, row);
    if (time.missing || !(time.time < seen->end) || (seen->begin != TIME_MISSING && time.time < seen->begin))
        return false;
    if (seen->ahead || !seen->source->known_column)
        return true;
    struct twin_value known = twin_cell(seen->source->table, seen->source->known_column, row);
    return !known.missing && known.time <= seen->cutoff;
}

struct found {
    size_t row;
    int64_t time;
};

static int found_order(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* The customer's rows of the window in order of time, then of the table. */
static size_t find_rows(const struct twin_seen *seen, const struct expression *condition, struct found *rows)
{
    size_t n = 0;
    for (size_t row = 0; row < seen->source->table->n_rows; row++) {
        struct twin_seen at = *seen;
        at.row = row;
        if (same_key(seen, row) && in_window(seen, row) &&
            (!seen->narrow || twin_is_true(twin_evaluate(seen->narrow, &at))) &&
            (!condition || twin_is_true(twin_evaluate(condition, &at))))
            rows[n++] = (struct found){ row, twin_cell(seen->source->table, seen->source->time_column, row).time };
    }
    qsort(rows, n, sizeof *rows, found_order);
    return n;
}

static const struct event_source *source_called(const struct twin *twin, const char *name)
{
    for (size_t i = 0; i < twin->n_sources; i++)
        if (strcmp(twin->sources[i].table->name, name) == 0)
            return &twin->sources[i];
    return NULL;
}

static const struct event_source *source_in(const struct twin *twin, const struct expression *node)
{
    const struct event_source *source = NULL;
    if (node->kind == EXPRESSION_COLUMN)
        return source_called(twin, node->table);
    for (size_t i = 0; i < node->n_arguments && !source; i++)
        source = source_in(twin, node->arguments[i]);
    return source;
}

void twin_look_back(struct twin_seen *seen, const struct window *window)
{
    int64_t cutoff = seen->cutoff;
    if (cutoff == TIME_MISSING)
        return;
    seen->begin = TIME_MISSING;
    seen->end = cutoff;
    if (window->kind == WINDOW_PAST || window->kind == WINDOW_ROLLING)
        seen->end = twin_shift(cutoff, window->near, -1);
    if (window->kind == WINDOW_ROLLING)
        seen->begin = twin_shift(cutoff, window->far, -1);
    if (window->kind == WINDOW_PRESENT)
        seen->begin = twin_period_start(cutoff, window->far.unit);
    if (window->kind != WINDOW_WHOLE)
        return;
    seen->begin = seen->end = twin_period_start(cutoff, window->far.unit);
    for (int i = 0; i < window->far.count; i++) /* the moment before a period lies in the one before */
        seen->begin = twin_period_start(seen->begin - 1, window->far.unit);
}

/* One event's value: 1 for a whole table (its time for gaps), several values side by side as one word. */
static struct twin_value value_at(const struct expression *node, const struct twin_seen *seen, bool whole)
{
    bool of_times = strncmp(node->text, "gap_", 4) == 0 || strncmp(node->text, "session", 7) == 0;
    struct twin_value value = whole && of_times ? twin_cell(seen->source->table, seen->source->time_column, seen->row)
                              : whole           ? twin_real(1)
                                                : twin_evaluate(node->arguments[0], seen);
    if (strcmp(node->text, "share") == 0)
        value.number = value.number != 0;
    value.kind = value.kind == TWIN_BOOL ? TWIN_NUMBER : value.kind;
    if (strcmp(node->text, "distinct") != 0 || node->n_arguments < 2)
        return value;
    struct twin_value joined = { .kind = TWIN_WORD };
    size_t at = 0;
    for (size_t i = 0; i < node->n_arguments; i++) {
        struct twin_value part = twin_evaluate(node->arguments[i], seen);
        if (part.missing)
            return twin_nothing(TWIN_WORD);
        at += (size_t)snprintf(joined.text + at, TWIN_TEXT - at, part.kind == TWIN_WORD ? "%.0f %s|" : "%.17g %s|",
                               part.kind == TWIN_TIME ? (double)part.time : part.number, part.text);
        expect(at < TWIN_TEXT, "values side by side are too long for the twin");
    }
    return joined;
}

static double weight_at(const struct expression *node, const struct twin_seen *seen)
{
    static const double days[] = { [DURATION_HOUR] = 1 / 24.0, [DURATION_DAY] = 1, [DURATION_WEEK] = 7 };
    int64_t time = twin_cell(seen->source->table, seen->source->time_column, seen->row).time;
    double age = (double)(seen->cutoff - time) / (double)TIME_DAY;
    return exp2(-(age / (node->duration.count * days[node->duration.unit])));
}

/* With a half-life: sums of weights and of weighed values. */
static struct twin_value decayed_of(const struct expression *node, const struct twin_value *values,
                                    const double *weights, size_t n)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < n; i++) {
        if (values[i].missing)
            continue;
        sum += values[i].number * weights[i];
        weight += weights[i];
    }
    return strcmp(node->text, "count") == 0 ? twin_real(weight)
           : strcmp(node->text, "sum") == 0 ? twin_real(sum)
                                            : twin_real(weight > 0 ? sum / weight : NAN);
}

static struct twin_value over_events(const struct expression *node, struct twin_seen *inner, bool whole)
{
    struct found *rows = allocate(inner->source->table->n_rows + 1, sizeof *rows);
    size_t n = inner->cutoff == TIME_MISSING ? 0 : find_rows(inner, node->condition, rows);
    struct twin_value *values = allocate(n + 1, sizeof *values);
    double *moments = allocate(n + 1, sizeof *moments), *weights = allocate(n + 1, sizeof *weights);
    enum twin_kind kind =
        inner->source->table->n_rows > 0 ? value_at(node, inner, whole).kind : TWIN_NUMBER; /* any row's */
    for (size_t i = 0; i < n; i++) {
        inner->row = rows[i].row;
        values[i] = value_at(node, inner, whole);
        moments[i] = (double)(rows[i].time - rows[0].time) / (7.0 * (double)TIME_DAY);
        if (node->duration.count > 0)
            weights[i] = weight_at(node, inner);
    }
    struct twin_value result = node->duration.count > 0 ? decayed_of(node, values, weights, n)
                                                        : twin_aggregate_of(node, values, moments, n, kind);
    free(rows);
    free(values);
    free(moments);
    free(weights);
    return result;
}

/* All aggregates of a tree: how many events they look at, and when the first of them was. */
static size_t events_in(const struct expression *node, const struct twin_seen *seen, int64_t *first)
{
    size_t n = 0;
    for (size_t i = 0; i < node->n_arguments && node->kind != EXPRESSION_AGGREGATE; i++)
        n += events_in(node->arguments[i], seen, first);
    if (node->kind == EXPRESSION_NAME && source_called(seen->twin, node->text)) { /* `orders` */
        struct expression count = { .kind = EXPRESSION_AGGREGATE,
                                    .arguments = (struct expression *[]){ (struct expression *)node },
                                    .n_arguments = 1 };
        return events_in(&count, seen, first);
    }
    if (node->kind != EXPRESSION_AGGREGATE)
        return n;
    struct twin_seen inner = *seen;
    const struct expression *argument = node->arguments[0];
    bool whole = argument->kind == EXPRESSION_NAME && source_called(seen->twin, argument->text);
    inner.source = whole ? source_called(seen->twin, argument->text) : source_in(seen->twin, argument);
    struct found *rows = allocate(inner.source->table->n_rows + 1, sizeof *rows);
    n = find_rows(&inner, NULL, rows);
    if (n > 0 && (*first == TIME_MISSING || rows[0].time < *first))
        *first = rows[0].time;
    n = find_rows(&inner, node->condition, rows);
    free(rows);
    return n;
}

/* Each period of the window, oldest first, has its own value. */
static struct twin_value over_periods(const struct expression *node, const struct twin_seen *seen)
{
    enum { MOST = 4000 };
    static struct twin_value values[MOST];
    static double moments[MOST];
    static int64_t edges[MOST + 1];
    const struct expression *argument = node->arguments[0];
    struct twin_seen inner = *seen;
    struct duration length = node->period.length;
    int64_t begin = seen->begin, first = TIME_MISSING;
    size_t n_edges = 0, n = 0;
    if (begin == TIME_MISSING)
        events_in(argument, &inner, &first);
    if (seen->cutoff == TIME_MISSING || (begin == TIME_MISSING && first == TIME_MISSING))
        return twin_aggregate_of(node, values, moments, 0, TWIN_NUMBER);
    if (node->period.calendar) {
        int64_t from = begin == TIME_MISSING ? first : begin, at = from;
        for (; at < seen->end && n_edges < MOST; at = twin_shift(twin_period_start(at, length.unit), length, 1))
            edges[n_edges++] = at;
        edges[n_edges] = seen->end;
    } else {
        for (int k = 0;; k++) {
            int64_t at = twin_shift(seen->end, length, -k);
            if (n_edges == MOST || (begin != TIME_MISSING && at < begin))
                break;
            edges[n_edges++] = at;
            if (begin == TIME_MISSING && at <= first)
                break;
        }
        for (size_t i = 0; i < n_edges / 2; i++) {
            int64_t swapped = edges[i];
            edges[i] = edges[n_edges - 1 - i];
            edges[n_edges - 1 - i] = swapped;
        }
        n_edges--;
    }
    for (size_t i = 0; i < n_edges; i++) {
        inner.begin = edges[i];
        inner.end = edges[i + 1];
        if (node->period.active && events_in(argument, &inner, &first) == 0)
            continue;
        moments[n] = (double)n;
        values[n] = twin_evaluate(argument, &inner);
        if (strcmp(node->text, "share") == 0)
            values[n].number = values[n].number != 0;
        values[n++].kind = TWIN_NUMBER;
    }
    return twin_aggregate_of(node, values, moments, n, TWIN_NUMBER);
}

struct twin_value twin_aggregate(const struct expression *node, const struct twin_seen *seen)
{
    struct twin_seen inner = *seen;
    const struct expression *argument = node->arguments[0];
    if (!window_is_all(&node->window))
        twin_look_back(&inner, &node->window);
    if (node->period.length.count > 0)
        return over_periods(node, &inner);
    bool whole = argument->kind == EXPRESSION_NAME && source_called(seen->twin, argument->text);
    inner.source = whole ? source_called(seen->twin, argument->text) : source_in(seen->twin, argument);
    return over_events(node, &inner, whole);
}
