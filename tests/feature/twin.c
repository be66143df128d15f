/* The naive twin of the feature engine. */
#include "twin.h"

#include <ctype.h>

#include "feature_tests.h"

/* Where a name is looked up: a row of an event table, or a customer. */
struct seen {
    const struct twin *twin;
    const struct event_source *source; /* NULL: at the customer */
    size_t row, customer;
    int64_t cutoff, begin, end; /* events count in [begin, end); BEGIN TIME_MISSING: all the past */
    bool ahead;
    const struct expression *narrow; /* of a family by category: what all events must fulfil */
};

static struct twin_value number(double value)
{
    return (struct twin_value){ .kind = TWIN_NUMBER, .missing = !isfinite(value), .number = value + 0.0 };
}

static struct twin_value yes_no(bool value)
{
    return (struct twin_value){ .kind = TWIN_BOOL, .number = value };
}

static struct twin_value nothing(enum twin_kind kind)
{
    return (struct twin_value){ .kind = kind, .missing = true, .number = NAN, .time = TIME_MISSING };
}

int64_t twin_shift(int64_t time, struct duration duration, int times)
{
    int64_t n = (int64_t)duration.count * times;
    if (time == TIME_MISSING)
        return TIME_MISSING;
    if (duration.unit == DURATION_HOUR)
        return time + n * (TIME_DAY / 24);
    if (duration.unit == DURATION_DAY || duration.unit == DURATION_WEEK)
        return time + n * TIME_DAY * (duration.unit == DURATION_WEEK ? 7 : 1);
    struct civil civil = time_to_civil(time);
    int64_t months = n * (duration.unit == DURATION_YEAR ? 12 : duration.unit == DURATION_QUARTER ? 3 : 1);
    for (; months > 0; months--)
        civil.month == 12 ? (civil.month = 1, civil.year++) : civil.month++;
    for (; months < 0; months++)
        civil.month == 1 ? (civil.month = 12, civil.year--) : civil.month--;
    while (time_from_civil(&civil) == TIME_MISSING)
        civil.day--;
    return time_from_civil(&civil);
}

double twin_number(const struct twin_value *value)
{
    return value->missing ? NAN : value->number;
}

static struct twin_value cell(const struct table *table, const char *name, size_t row)
{
    const struct column *column = table_column(table, name);
    expect(column, "no column %s", name);
    static const enum twin_kind kinds[N_TYPES] = { TWIN_BOOL, TWIN_NUMBER, TWIN_NUMBER, TWIN_TIME, TWIN_WORD };
    struct twin_value value = { .kind = kinds[column->type], .missing = column_is_missing(column, row) };
    if (value.missing)
        return nothing(value.kind);
    if (column->type == TYPE_TEXT) {
        size_t length;
        const char *text = dictionary_text(column->dictionary, column_codes(column)[row], &length);
        expect(length < TWIN_TEXT, "a text is too long for the twin");
        memcpy(value.text, text, length);
    } else if (column->type == TYPE_TIME) {
        value.time = column_ints(column)[row];
    } else {
        value.number = column_number(column, row);
    }
    return value;
}

static bool same_key(const struct seen *seen, size_t row)
{
    struct twin_value link = cell(seen->source->table, seen->source->link_column, row);
    struct twin_value key = cell(seen->twin->customers, seen->twin->key, seen->customer);
    return !link.missing && !key.missing &&
           (key.kind == TWIN_WORD ? strcmp(link.text, key.text) == 0 : link.number == key.number);
}

static bool in_window(const struct seen *seen, size_t row)
{
    struct twin_value time = cell(seen->source->table, seen->source->time_column, row);
    if (time.missing || !(time.time < seen->end) || (seen->begin != TIME_MISSING && time.time < seen->begin))
        return false;
    if (seen->ahead || !seen->source->known_column)
        return true;
    struct twin_value known = cell(seen->source->table, seen->source->known_column, row);
    return !known.missing && known.time <= seen->cutoff;
}

static struct twin_value evaluate(const struct expression *node, const struct seen *seen);

static bool is_true(struct twin_value value)
{
    return !value.missing && value.number != 0;
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
static size_t find_rows(const struct seen *seen, const struct expression *condition, struct found *rows)
{
    size_t n = 0;
    for (size_t row = 0; row < seen->source->table->n_rows; row++) {
        struct seen at = *seen;
        at.row = row;
        if (same_key(seen, row) && in_window(seen, row) && (!seen->narrow || is_true(evaluate(seen->narrow, &at))) &&
            (!condition || is_true(evaluate(condition, &at))))
            rows[n++] = (struct found){ row, cell(seen->source->table, seen->source->time_column, row).time };
    }
    qsort(rows, n, sizeof *rows, found_order);
    return n;
}

static bool equal(const struct twin_value *a, const struct twin_value *b)
{
    return a->kind == TWIN_WORD   ? strcmp(a->text, b->text) == 0
           : a->kind == TWIN_TIME ? a->time == b->time
                                  : a->number == b->number;
}

static bool less(const struct twin_value *a, const struct twin_value *b)
{
    return a->kind == TWIN_WORD   ? strcmp(a->text, b->text) < 0
           : a->kind == TWIN_TIME ? a->time < b->time
                                  : a->number < b->number;
}

static double sum_of(const struct twin_value *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i].number;
    return sum;
}

static double var_of(const struct twin_value *values, size_t n)
{
    double mean = sum_of(values, n) / (double)n, squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (values[i].number - mean) * (values[i].number - mean);
    return n < 2 ? NAN : squares / (double)(n - 1);
}

static double sd_of(const struct twin_value *values, size_t n)
{
    return sqrt(var_of(values, n));
}

static double median_of(struct twin_value *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (less(&values[k], &values[i])) {
                struct twin_value swapped = values[i];
                values[i] = values[k];
                values[k] = swapped;
            }
    return n == 0 ? NAN : n % 2 ? values[n / 2].number : (values[n / 2 - 1].number + values[n / 2].number) / 2;
}

static double distinct_of(const struct twin_value *values, size_t n)
{
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++) {
        bool seen_before = false;
        for (size_t k = 0; k < i; k++)
            seen_before = seen_before || equal(&values[k], &values[i]);
        distinct += !seen_before;
    }
    return (double)distinct;
}

static struct twin_value extreme_of(const struct twin_value *values, size_t n, bool greatest, enum twin_kind kind)
{
    if (n == 0)
        return nothing(kind);
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (greatest ? less(&values[best], &values[i]) : less(&values[i], &values[best]))
            best = i;
    return values[best];
}

static void sort(struct twin_value *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (less(&values[k], &values[i])) {
                struct twin_value swapped = values[i];
                values[i] = values[k];
                values[k] = swapped;
            }
}

static double quantile_of(struct twin_value *values, size_t n, double q)
{
    sort(values, n);
    if (n == 0)
        return NAN;
    double place = (double)(n - 1) * q, below = floor(place);
    size_t at = (size_t)below;
    return at + 1 < n ? values[at].number + (place - below) * (values[at + 1].number - values[at].number)
                      : values[at].number;
}

static size_t times_in(const struct twin_value *value, const struct twin_value *values, size_t n)
{
    size_t times = 0;
    for (size_t i = 0; i < n; i++)
        times += equal(value, &values[i]);
    return times;
}

static struct twin_value mode_of(struct twin_value *values, size_t n, enum twin_kind kind)
{
    if (n == 0)
        return nothing(kind);
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        size_t mine = times_in(&values[i], values, n), most = times_in(&values[best], values, n);
        if (mine > most || (mine == most && less(&values[i], &values[best])))
            best = i;
    }
    return values[best];
}

/* How often each value stands there, in rising order; as numbers. */
static size_t counts_of(const struct twin_value *values, size_t n, struct twin_value *counts)
{
    size_t n_counts = 0;
    for (size_t i = 0; i < n; i++)
        if (times_in(&values[i], values, i) == 0)
            counts[n_counts++] = number((double)times_in(&values[i], values, n));
    sort(counts, n_counts);
    return n_counts;
}

static double entropy_of(const struct twin_value *values, size_t n)
{
    struct twin_value *counts = allocate(n + 1, sizeof *counts);
    size_t n_counts = counts_of(values, n, counts);
    double sum = 0;
    for (size_t i = 0; i < n_counts; i++)
        sum -= counts[i].number / (double)n * log(counts[i].number / (double)n);
    free(counts);
    return n > 0 ? sum : NAN;
}

static double top_of(const struct twin_value *values, size_t n, double k)
{
    struct twin_value *counts = allocate(n + 1, sizeof *counts);
    size_t n_counts = counts_of(values, n, counts);
    double sum = 0;
    for (size_t i = 0; i < n_counts; i++)
        if ((double)(n_counts - i) <= k)
            sum += counts[i].number;
    free(counts);
    return n > 0 ? sum / (double)n : NAN;
}

/* VALUES at MOMENTS; missing values are there and do not count. */
static int slope_order(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double theil_sen_of(const struct twin_value *values, size_t n_all)
{
    double *slopes = allocate(n_all * n_all + 1, sizeof *slopes), answer = NAN;
    size_t n = 0;
    for (size_t a = 0; a < n_all; a++)
        for (size_t b = a + 1; b < n_all; b++)
            if (!isnan(values[a].number) && !isnan(values[b].number))
                slopes[n++] = (values[b].number - values[a].number) / (double)(b - a);
    qsort(slopes, n, sizeof *slopes, slope_order);
    if (n > 0)
        answer = n % 2 == 1 ? slopes[n / 2] : (slopes[n / 2 - 1] + slopes[n / 2]) / 2;
    free(slopes);
    return answer;
}

static double slope_of(const struct twin_value *values, const double *moments, size_t n_all)
{
    double n = 0, x = 0, y = 0, products = 0, squares = 0;
    for (size_t i = 0; i < n_all; i++) {
        n += !values[i].missing;
        x += values[i].missing ? 0 : moments[i];
        y += values[i].missing ? 0 : values[i].number;
    }
    for (size_t i = 0; i < n_all; i++) {
        double from_mean = moments[i] - x / n;
        products += values[i].missing ? 0 : from_mean * (values[i].number - y / n);
        squares += values[i].missing ? 0 : from_mean * from_mean;
    }
    return n > 1 && squares > 0 ? products / squares : NAN;
}

static double gap_of(struct twin_value *values, size_t n, bool sd)
{
    struct twin_value *gaps = allocate(n + 1, sizeof *gaps);
    sort(values, n);
    for (size_t i = 1; i < n; i++)
        gaps[i - 1] = number((double)(values[i].time - values[i - 1].time) / (double)TIME_DAY);
    double mean = n > 1 ? (double)(values[n - 1].time - values[0].time) / (double)TIME_DAY / (double)(n - 1) : NAN;
    double squares = 0;
    for (size_t i = 1; i < n; i++)
        squares += (gaps[i - 1].number - mean) * (gaps[i - 1].number - mean);
    free(gaps);
    return !sd ? mean : n > 2 ? sqrt(squares / (double)(n - 2)) : NAN;
}

/* A session begins with each event that has none within MINUTES before it; its length ends with the last that has. */
static double sessions_of(struct twin_value *values, size_t n, double minutes, bool mean)
{
    double begun = 0, length = 0;
    sort(values, n);
    for (size_t i = 0; i < n; i++) {
        double nearest = INFINITY;
        for (size_t k = 0; k < i; k++) {
            double before = (double)(values[i].time - values[k].time) / 60e6;
            nearest = before < nearest ? before : nearest;
        }
        begun += nearest > minutes;
        length += nearest > minutes ? 0 : nearest;
    }
    return mean ? n > 0 ? length / begun : NAN : begun;
}

static double run_of(const struct twin_value *values, size_t n, bool longest)
{
    size_t run = 0, best = 0;
    for (size_t i = 0; i < n; i++) {
        run = values[i].missing || values[i].number == 0 ? 0 : run + 1;
        best = run > best ? run : best;
    }
    return (double)(longest ? best : run);
}

/* ALL: values in order of time, the missing ones among them, and their moments in weeks. */
static struct twin_value aggregate_of(const struct expression *node, const struct twin_value *all,
                                      const double *moments, size_t n_all, enum twin_kind kind)
{
    const char *name = node->text;
    struct twin_value *values = allocate(n_all + 1, sizeof *values), result;
    size_t n = 0;
    double parameter = node->n_arguments > 1 ? node->arguments[1]->number : 1;
    if (node->n_arguments > 1 && node->arguments[1]->kind == EXPRESSION_UNARY)
        parameter = -node->arguments[1]->arguments[0]->number;
    for (size_t i = 0; i < n_all; i++)
        if (!all[i].missing)
            values[n++] = all[i];
    double place = parameter > 0 ? parameter - 1 : (double)n + parameter;
    if (strcmp(name, "count") == 0)
        result = number((double)n);
    else if (strcmp(name, "sum") == 0)
        result = number(sum_of(values, n));
    else if (strcmp(name, "mean") == 0 || strcmp(name, "share") == 0)
        result = number(n > 0 ? sum_of(values, n) / (double)n : NAN);
    else if (strcmp(name, "sd") == 0)
        result = number(sd_of(values, n));
    else if (strcmp(name, "var") == 0)
        result = number(var_of(values, n));
    else if (strcmp(name, "median") == 0)
        result = number(median_of(values, n));
    else if (strcmp(name, "quantile") == 0)
        result = number(quantile_of(values, n, parameter));
    else if (strcmp(name, "distinct") == 0)
        result = number(distinct_of(values, n));
    else if (strcmp(name, "mode") == 0)
        result = mode_of(values, n, kind);
    else if (strcmp(name, "entropy") == 0)
        result = number(entropy_of(values, n));
    else if (strcmp(name, "top") == 0)
        result = number(top_of(values, n, parameter));
    else if (strcmp(name, "slope") == 0)
        result = number(slope_of(all, moments, n_all));
    else if (strcmp(name, "theil_sen") == 0)
        result = number(theil_sen_of(all, n_all));
    else if (strncmp(name, "gap_", 4) == 0)
        result = number(gap_of(values, n, strcmp(name, "gap_sd") == 0));
    else if (strncmp(name, "session", 7) == 0)
        result = number(sessions_of(values, n, node->n_arguments > 1 ? parameter : 30, name[7] == '_'));
    else if (strcmp(name, "streak") == 0 || strcmp(name, "longest") == 0)
        result = number(run_of(all, n_all, name[0] == 'l'));
    else if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0)
        result = extreme_of(values, n, name[1] == 'a', kind);
    else if (strcmp(name, "nth") == 0)
        result = place >= 0 && place < (double)n ? values[(size_t)place] : nothing(kind);
    else
        result = n == 0 ? nothing(kind) : values[strcmp(name, "first") == 0 ? 0 : n - 1];
    free(values);
    return result;
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

/* The first moment of TIME's calendar period: the last one that begins a period at or before it. */
int64_t twin_period_start(int64_t time, enum duration_unit unit)
{
    struct civil civil = time_to_civil(time);
    civil.minute = civil.second = civil.microsecond = 0;
    civil.hour = unit == DURATION_HOUR ? civil.hour : 0;
    if (unit == DURATION_WEEK)
        return time_from_civil(&civil) - time_weekday(time) * TIME_DAY;
    if (unit >= DURATION_MONTH)
        civil.day = 1;
    while (unit == DURATION_QUARTER && civil.month != 1 && civil.month != 4 && civil.month != 7 && civil.month != 10)
        civil.month--;
    if (unit == DURATION_YEAR)
        civil.month = 1;
    return time_from_civil(&civil);
}

static void look_back(struct seen *seen, const struct window *window)
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
static struct twin_value value_at(const struct expression *node, const struct seen *seen, bool whole)
{
    bool of_times = strncmp(node->text, "gap_", 4) == 0 || strncmp(node->text, "session", 7) == 0;
    struct twin_value value = whole && of_times ? cell(seen->source->table, seen->source->time_column, seen->row)
                              : whole           ? number(1)
                                                : evaluate(node->arguments[0], seen);
    if (strcmp(node->text, "share") == 0)
        value.number = value.number != 0;
    value.kind = value.kind == TWIN_BOOL ? TWIN_NUMBER : value.kind;
    if (strcmp(node->text, "distinct") != 0 || node->n_arguments < 2)
        return value;
    struct twin_value joined = { .kind = TWIN_WORD };
    size_t at = 0;
    for (size_t i = 0; i < node->n_arguments; i++) {
        struct twin_value part = evaluate(node->arguments[i], seen);
        if (part.missing)
            return nothing(TWIN_WORD);
        at += (size_t)snprintf(joined.text + at, TWIN_TEXT - at, part.kind == TWIN_WORD ? "%.0f %s|" : "%.17g %s|",
                               part.kind == TWIN_TIME ? (double)part.time : part.number, part.text);
        expect(at < TWIN_TEXT, "values side by side are too long for the twin");
    }
    return joined;
}

static double weight_at(const struct expression *node, const struct seen *seen)
{
    static const double days[] = { [DURATION_HOUR] = 1 / 24.0, [DURATION_DAY] = 1, [DURATION_WEEK] = 7 };
    int64_t time = cell(seen->source->table, seen->source->time_column, seen->row).time;
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
    return strcmp(node->text, "count") == 0 ? number(weight)
           : strcmp(node->text, "sum") == 0 ? number(sum)
                                            : number(weight > 0 ? sum / weight : NAN);
}

static struct twin_value over_events(const struct expression *node, struct seen *inner, bool whole)
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
    struct twin_value result =
        node->duration.count > 0 ? decayed_of(node, values, weights, n) : aggregate_of(node, values, moments, n, kind);
    free(rows);
    free(values);
    free(moments);
    free(weights);
    return result;
}

/* All aggregates of a tree: how many events they look at, and when the first of them was. */
static size_t events_in(const struct expression *node, const struct seen *seen, int64_t *first)
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
    struct seen inner = *seen;
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
static struct twin_value over_periods(const struct expression *node, const struct seen *seen)
{
    enum { MOST = 4000 };
    static struct twin_value values[MOST];
    static double moments[MOST];
    static int64_t edges[MOST + 1];
    const struct expression *argument = node->arguments[0];
    struct seen inner = *seen;
    struct duration length = node->period.length;
    int64_t begin = seen->begin, first = TIME_MISSING;
    size_t n_edges = 0, n = 0;
    if (begin == TIME_MISSING)
        events_in(argument, &inner, &first);
    if (seen->cutoff == TIME_MISSING || (begin == TIME_MISSING && first == TIME_MISSING))
        return aggregate_of(node, values, moments, 0, TWIN_NUMBER);
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
        values[n] = evaluate(argument, &inner);
        if (strcmp(node->text, "share") == 0)
            values[n].number = values[n].number != 0;
        values[n++].kind = TWIN_NUMBER;
    }
    return aggregate_of(node, values, moments, n, TWIN_NUMBER);
}

static struct twin_value aggregate(const struct expression *node, const struct seen *seen)
{
    struct seen inner = *seen;
    const struct expression *argument = node->arguments[0];
    if (!window_is_all(&node->window))
        look_back(&inner, &node->window);
    if (node->period.length.count > 0)
        return over_periods(node, &inner);
    bool whole = argument->kind == EXPRESSION_NAME && source_called(seen->twin, argument->text);
    inner.source = whole ? source_called(seen->twin, argument->text) : source_in(seen->twin, argument);
    return over_events(node, &inner, whole);
}

/* Functions of one value, and the least and greatest of several. */
static struct twin_value call(const struct expression *node, const struct seen *seen)
{
    struct twin_value value = evaluate(node->arguments[0], seen), other;
    const char *name = node->text;
    for (size_t i = 1; i < node->n_arguments && !value.missing; i++) {
        other = evaluate(node->arguments[i], seen);
        if (other.missing || (name[1] == 'a' ? less(&value, &other) : less(&other, &value)))
            value = other;
    }
    if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0)
        return value;
    bool start = strcmp(name, "day") == 0 || strstr(name, "_start");
    if (value.missing)
        return nothing(strcmp(name, "upper") == 0 ? TWIN_WORD : start ? TWIN_TIME : TWIN_NUMBER);
    struct civil civil = time_to_civil(value.time);
    if (strcmp(name, "log1p") == 0)
        return number(value.number > -1 ? log1p(value.number) : NAN);
    if (strcmp(name, "weekday") == 0) /* Zeller, from Monday */
        return number(
            (double)((civil.day + (13 * ((civil.month + 9) % 12 + 3 + 1)) / 5 + (civil.year - (civil.month < 3)) % 100 +
                      (civil.year - (civil.month < 3)) % 100 / 4 + (civil.year - (civil.month < 3)) / 400 +
                      5 * ((civil.year - (civil.month < 3)) / 100) + 5) %
                     7));
    if (strcmp(name, "hour") == 0)
        return number(civil.hour);
    if (strcmp(name, "monthday") == 0)
        return number(civil.day);
    if (strcmp(name, "month") == 0)
        return number(civil.month);
    if (strcmp(name, "quarter") == 0)
        return number(ceil(civil.month / 3.0));
    if (strcmp(name, "year") == 0)
        return number(civil.year);
    if (start) {
        value.time = twin_period_start(value.time, name[0] == 'd'   ? DURATION_DAY
                                                   : name[0] == 'w' ? DURATION_WEEK
                                                                    : DURATION_MONTH);
        return value;
    }
    if (strcmp(name, "length") == 0)
        return number((double)strlen(value.text));
    if (strcmp(name, "digits") == 0) {
        double n = 0;
        for (const char *c = value.text; *c; c++)
            n += strchr("0123456789", *c) != NULL;
        return number(n);
    }
    expect(strcmp(name, "upper") == 0, "the twin does not know %s", name);
    for (char *c = value.text; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return value;
}

static struct twin_value arithmetic(enum expression_operator operator_, struct twin_value a, struct twin_value b)
{
    if (a.missing || b.missing)
        return nothing(TWIN_NUMBER);
    if (a.kind == TWIN_TIME)
        return number((double)(a.time - b.time) / (double)TIME_DAY);
    switch (operator_) {
    case OP_ADD:
        return number(a.number + b.number);
    case OP_SUBTRACT:
        return number(a.number - b.number);
    case OP_MULTIPLY:
        return number(a.number * b.number);
    case OP_DIVIDE:
        return number(a.number / b.number);
    default:
        ck_abort_msg("the twin does not know this operator");
        return number(0);
    }
}

static struct twin_value compare(enum expression_operator operator_, struct twin_value a, struct twin_value b)
{
    if (a.missing || b.missing)
        return nothing(TWIN_BOOL);
    switch (operator_) {
    case OP_EQUAL:
        return yes_no(equal(&a, &b));
    case OP_NOT_EQUAL:
        return yes_no(!equal(&a, &b));
    case OP_LESS:
        return yes_no(less(&a, &b));
    case OP_LESS_EQUAL:
        return yes_no(!less(&b, &a));
    case OP_GREATER:
        return yes_no(less(&b, &a));
    default:
        return yes_no(!less(&a, &b));
    }
}

static struct twin_value binary(const struct expression *node, const struct seen *seen)
{
    struct twin_value a = evaluate(node->arguments[0], seen), b = evaluate(node->arguments[1], seen);
    if (node->operator_ != OP_AND && node->operator_ != OP_OR)
        return node->operator_ >= OP_EQUAL ? compare(node->operator_, a, b) : arithmetic(node->operator_, a, b);
    bool decides = node->operator_ == OP_OR; /* what settles it whatever the other side */
    if ((!a.missing && is_true(a) == decides) || (!b.missing && is_true(b) == decides))
        return yes_no(decides);
    return a.missing || b.missing ? nothing(TWIN_BOOL) : yes_no(!decides);
}

static struct twin_value unary(const struct expression *node, const struct seen *seen)
{
    struct twin_value value = evaluate(node->arguments[0], seen);
    if (value.missing)
        return nothing(node->operator_ == OP_NOT ? TWIN_BOOL : TWIN_NUMBER);
    return node->operator_ == OP_NOT ? yes_no(value.number == 0) : number(0 - value.number);
}

static struct twin_value test(const struct expression *node, const struct seen *seen)
{
    struct twin_value value = evaluate(node->arguments[0], seen);
    if (node->kind == EXPRESSION_IS_MISSING)
        return yes_no(value.missing != node->negated);
    expect(node->kind == EXPRESSION_IN, "the twin does not know this test");
    if (value.missing)
        return nothing(TWIN_BOOL);
    bool found = false;
    for (size_t i = 1; i < node->n_arguments; i++) {
        struct twin_value item = evaluate(node->arguments[i], seen);
        found = found || (!item.missing && equal(&value, &item));
    }
    return yes_no(found != node->negated);
}

static struct twin_value name(const struct expression *node, const struct seen *seen)
{
    bool at_customers = node->kind == EXPRESSION_COLUMN && strcmp(node->table, seen->twin->customers->name) == 0;
    if (seen->source && !at_customers)
        return cell(seen->source->table, node->text, seen->row);
    if (at_customers || table_column(seen->twin->customers, node->text))
        return cell(seen->twin->customers, node->text, seen->customer);
    struct expression count = { .kind = EXPRESSION_AGGREGATE,
                                .text = "count",
                                .arguments = (struct expression *[]){ (struct expression *)node },
                                .n_arguments = 1 };
    return yes_no(aggregate(&count, seen).number > 0); /* `orders` */
}

static struct twin_value evaluate(const struct expression *node, const struct seen *seen)
{
    struct twin_value value;
    switch (node->kind) {
    case EXPRESSION_NUMBER:
        return number(node->number);
    case EXPRESSION_TEXT:
        value = (struct twin_value){ .kind = TWIN_WORD };
        expect(strlen(node->text) < TWIN_TEXT, "a text is too long for the twin");
        memcpy(value.text, node->text, strlen(node->text));
        return value;
    case EXPRESSION_TIME:
        return (struct twin_value){ .kind = TWIN_TIME, .time = node->time };
    case EXPRESSION_NAME:
    case EXPRESSION_COLUMN:
        return name(node, seen);
    case EXPRESSION_AGGREGATE:
        return aggregate(node, seen);
    case EXPRESSION_CALL:
        return call(node, seen);
    case EXPRESSION_UNARY:
        return unary(node, seen);
    case EXPRESSION_BINARY:
        return binary(node, seen);
    case EXPRESSION_SINCE:
        value = evaluate(node->arguments[0], seen);
        return value.missing || seen->cutoff == TIME_MISSING
                   ? nothing(TWIN_NUMBER)
                   : number((double)(seen->cutoff - value.time) / (double)TIME_DAY);
    default:
        return test(node, seen);
    }
}

/* `no orders where ..` is not an expression: read it as a count that is 0. */
static struct expression *parse(const struct definition *definition, struct arena *arena)
{
    const char *text = definition->expression;
    if (strncmp(text, "no ", 3) == 0)
        text = arena_format(arena, "count(%s) == 0", text + 3);
    struct expression *tree = expression_parse(text, 0, arena, NULL);
    expect(tree, "the twin cannot read %s", text);
    return tree;
}

/* What events of LEVEL fulfil, as words: by == level, or for the rest none of the levels. */
static struct expression *narrowed(const struct definition *definition, size_t level, struct arena *arena)
{
    const char *words = arena_format(arena, "%s is missing or not (1 == 0", definition->by);
    for (size_t i = 0; i < definition->n_levels; i++)
        words = arena_format(arena, "%s or %s == %s", words, definition->by, definition->levels[i]);
    words = arena_format(arena, "%s)", words);
    if (level < definition->n_levels)
        words = arena_format(arena, "%s == %s", definition->by, definition->levels[level]);
    struct expression *tree = expression_parse(words, 0, arena, NULL);
    expect(tree, "the twin cannot read %s", words);
    return tree;
}

struct twin_value twin_compute(const struct twin *twin, const struct definition *definition, size_t window,
                               size_t customer, int64_t cutoff)
{
    struct arena arena;
    arena_init(&arena);
    struct seen seen = { .twin = twin, .customer = customer, .cutoff = cutoff, .begin = TIME_MISSING, .end = cutoff };
    if (definition->within.count > 0) {
        seen.ahead = true;
        seen.begin = definition->gap.count > 0 ? twin_shift(cutoff, definition->gap, 1) : cutoff;
        seen.end = twin_shift(seen.begin, definition->within, 1);
    } else if (definition->n_windows > 0 && cutoff != TIME_MISSING) {
        look_back(&seen, &definition->windows[definition->by ? window / (definition->n_levels + 1) : window]);
    }
    seen.narrow = definition->by ? narrowed(definition, window % (definition->n_levels + 1), &arena) : NULL;
    struct twin_value value = evaluate(parse(definition, &arena), &seen);
    arena_release(&arena);
    return value;
}
