/* Rows in groups. */
#include "report/grouping.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"
#include "report/common.h"
#include "report/statistics.h"

static bool begin(struct grouping *grouping, size_t n_rows, struct error *err)
{
    *grouping = (struct grouping){ .names = allocate(GROUPS_MOST + 1, sizeof *grouping->names) };
    grouping->group = allocate_large(n_rows + 1, sizeof *grouping->group, "groups", err);
    if (!grouping->group)
        grouping_release(grouping);
    return grouping->group != NULL;
}

static void add_name(struct grouping *grouping, char *name)
{
    grouping->names[grouping->n++] = name;
}

static bool group_texts(struct grouping *grouping, const struct column *column, size_t n_rows, size_t most,
                        struct error *err)
{
    size_t n_levels;
    struct level_count *levels = level_counts(column, n_rows, &n_levels, err);
    uint8_t *of_code = levels ? allocate(column->dictionary->n + 1, 1) : NULL;
    if (!levels)
        return false;
    for (size_t i = 0; i < n_levels; i++) {
        if (levels[i].code == TEXT_MISSING)
            continue;
        if (grouping->n < most && grouping->n_rest == 0) {
            of_code[levels[i].code] = (uint8_t)grouping->n;
            add_name(grouping, level_text(column, levels[i].code));
        } else {
            of_code[levels[i].code] = (uint8_t)most;
            grouping->n_rest++;
        }
    }
    if (grouping->n_rest > 0)
        add_name(grouping, make_text("other (%zu)", grouping->n_rest));
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; i < n_rows; i++)
        grouping->group[i] = codes[i] == TEXT_MISSING ? GROUP_NONE : of_code[codes[i]];
    free(of_code);
    free(levels);
    return true;
}

/* Upper ends of the groups into ENDS; how many. Every value when there are few, else quantiles. */
static size_t number_ends(const double *sorted, size_t n, size_t most, double *ends)
{
    size_t n_ends = 0;
    for (size_t i = 0; i < n && n_ends <= most; i++)
        if (i == 0 || sorted[i] != sorted[i - 1]) {
            if (n_ends < most)
                ends[n_ends] = sorted[i];
            n_ends++;
        }
    if (n_ends <= most)
        return n_ends;
    n_ends = 0;
    for (size_t g = 1; g <= most; g++) {
        double end = sorted[n * g / most - 1];
        if (n_ends == 0 || end > ends[n_ends - 1])
            ends[n_ends++] = end;
    }
    return n_ends;
}

/* What the groups of a column are made of: its numbers, or for a wide column their places, and the row of each. */
struct numbers {
    const struct column *column;
    double *values, *sorted; /* of all rows; of those that are there */
    size_t n, *rows;         /* of each place a row; NULL: values are numbers */
};

static void numbers_release(struct numbers *numbers)
{
    free(numbers->values);
    free(numbers->sorted);
    free(numbers->rows);
}

static bool numbers_take(struct numbers *numbers, const struct column *column, size_t n_rows, struct error *err)
{
    bool wide = column_is_wide(column, n_rows);
    *numbers = (struct numbers){ .column = column };
    numbers->values = wide ? column_places(column, n_rows, err)
                           : allocate_large(n_rows, sizeof *numbers->values, "values of a column", err);
    numbers->sorted = numbers->values ? allocate_large(n_rows, sizeof(double), "values of a column", err) : NULL;
    numbers->rows = numbers->sorted && wide ? allocate_large(n_rows, sizeof(size_t), "values of a column", err) : NULL;
    if (!numbers->sorted || (wide && !numbers->rows)) {
        numbers_release(numbers);
        return false;
    }
    bool ok = true;
    for (size_t i = 0; i < n_rows && (ok = loop_goes_on(i, err)); i++) {
        double value = wide ? numbers->values[i] : column_number(column, i);
        numbers->values[i] = value;
        if (isnan(value))
            continue;
        numbers->sorted[numbers->n++] = value;
        if (wide)
            numbers->rows[(size_t)value] = i;
    }
    ok = ok && sort_reals(numbers->sorted, numbers->n, NULL, err);
    if (!ok)
        numbers_release(numbers);
    return ok;
}

static const char *number_text(const struct numbers *numbers, double value, char out[64])
{
    if (!numbers->rows)
        return short_text(value, out);
    snprintf(out, 64, "%lld", (long long)column_int(numbers->column, numbers->rows[(size_t)value]));
    return out;
}

static void name_groups(struct grouping *grouping, const struct numbers *numbers, const double *ends, size_t n_ends)
{
    char low[64], high[64];
    size_t at = 0;
    for (size_t g = 0; g < n_ends; g++) {
        double first = at < numbers->n ? numbers->sorted[at] : ends[g];
        while (at < numbers->n && numbers->sorted[at] <= ends[g])
            at++;
        if (numbers->column->type == TYPE_BOOL)
            add_name(grouping, copy_text(ends[g] > 0 ? "yes" : "no"));
        else if (first == ends[g])
            add_name(grouping, copy_text(number_text(numbers, first, low)));
        else
            add_name(grouping,
                     make_text("%s..%s", number_text(numbers, first, low), number_text(numbers, ends[g], high)));
    }
}

static bool group_numbers(struct grouping *grouping, const struct column *column, size_t n_rows, size_t most,
                          struct error *err)
{
    double ends[GROUPS_MOST];
    struct numbers numbers;
    if (!numbers_take(&numbers, column, n_rows, err))
        return false;
    size_t n_ends = number_ends(numbers.sorted, numbers.n, most, ends);
    name_groups(grouping, &numbers, ends, n_ends);
    bool ok = true;
    for (size_t i = 0; i < n_rows && (ok = loop_goes_on(i, err)); i++) {
        double value = numbers.values[i];
        size_t g = 0;
        while (g < n_ends && value > ends[g])
            g++;
        grouping->group[i] = isnan(value) ? GROUP_NONE : (uint8_t)g;
    }
    numbers_release(&numbers);
    return ok;
}

bool grouping_init(struct grouping *grouping, const struct column *column, size_t n_rows, size_t most,
                   struct error *err)
{
    if (column->type == TYPE_TIME)
        return fail(err, ERROR_USER, E_BAD_VALUE, "'%s' holds times, not groups", column->name);
    if (!begin(grouping, n_rows, err))
        return false;
    most = most > GROUPS_MOST - 1 ? GROUPS_MOST - 1 : most;
    bool good = column->type == TYPE_TEXT ? group_texts(grouping, column, n_rows, most, err)
                                          : group_numbers(grouping, column, n_rows, most, err);
    if (!good)
        grouping_release(grouping);
    return good;
}

bool grouping_calendar(struct grouping *grouping, const struct column *column, size_t n_rows, enum calendar_part part,
                       struct error *err)
{
    static const char *const days[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
    if (!begin(grouping, n_rows, err))
        return false;
    for (size_t g = 0; g < (part == CALENDAR_WEEKDAY ? 7 : 24); g++)
        add_name(grouping, part == CALENDAR_WEEKDAY ? copy_text(days[g]) : make_text("%02zu", g));
    const int64_t *times = column_ints(column);
    bool ok = true;
    for (size_t i = 0; i < n_rows && (ok = loop_goes_on(i, err)); i++)
        grouping->group[i] = times[i] == TIME_MISSING   ? GROUP_NONE
                             : part == CALENDAR_WEEKDAY ? (uint8_t)time_weekday(times[i])
                                                        : (uint8_t)time_to_civil(times[i]).hour;
    if (!ok)
        grouping_release(grouping);
    return ok;
}

void grouping_release(struct grouping *grouping)
{
    for (size_t g = 0; g < grouping->n; g++)
        free(grouping->names[g]);
    free(grouping->names);
    free(grouping->group);
    *grouping = (struct grouping){ 0 };
}
