/* Rows in groups. */
#include "report/grouping.h"

#include "patron/base/calendar.h"
#include "patron/base/error.h"
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

static bool group_numbers(struct grouping *grouping, const struct column *column, size_t n_rows, size_t most,
                          struct error *err)
{
    size_t n;
    double ends[GROUPS_MOST];
    char low[64], high[64];
    double *sorted = sorted_values(column, n_rows, &n, err);
    if (!sorted)
        return false;
    size_t n_ends = number_ends(sorted, n, most, ends), at = 0;
    for (size_t g = 0; g < n_ends; g++) {
        double first = at < n ? sorted[at] : ends[g];
        while (at < n && sorted[at] <= ends[g])
            at++;
        if (column->type == TYPE_BOOL)
            add_name(grouping, copy_text(ends[g] > 0 ? "yes" : "no"));
        else if (first == ends[g])
            add_name(grouping, copy_text(short_text(first, low)));
        else
            add_name(grouping, make_text("%s..%s", short_text(first, low), short_text(ends[g], high)));
    }
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        size_t g = 0;
        while (g < n_ends && value > ends[g])
            g++;
        grouping->group[i] = isnan(value) ? GROUP_NONE : (uint8_t)g;
    }
    free(sorted);
    return true;
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
    for (size_t i = 0; i < n_rows; i++)
        grouping->group[i] = times[i] == TIME_MISSING   ? GROUP_NONE
                             : part == CALENDAR_WEEKDAY ? (uint8_t)time_weekday(times[i])
                                                        : (uint8_t)time_to_civil(times[i]).hour;
    return true;
}

void grouping_release(struct grouping *grouping)
{
    for (size_t g = 0; g < grouping->n; g++)
        free(grouping->names[g]);
    free(grouping->names);
    free(grouping->group);
    *grouping = (struct grouping){ 0 };
}
