/* Times with an offset are instants; others are what a clock showed. Which of them a value is stands in its text. */
#include "source/walls.h"

#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/zone.h"
#include "source/value.h"

enum { DATE_LENGTH = 10 };

/* Whether TEXT, a time in some spelling, ends with Z, UTC, GMT, or an offset: a sign further behind than those between
   the parts of a date. */
static bool has_offset(const char *text, size_t length)
{
    if (length <= DATE_LENGTH)
        return false;
    const char *end = text + length;
    if (end[-1] == 'Z' || end[-1] == 'z' || memcmp(end - 3, "UTC", 3) == 0 || memcmp(end - 3, "GMT", 3) == 0)
        return true;
    for (const char *c = text + DATE_LENGTH; c < end; c++)
        if (*c == '+' || *c == '-')
            return true;
    return false;
}

/* A date where others in the column have a time of day. */
static bool is_date(const char *text, size_t length)
{
    return length <= DATE_LENGTH && !memchr(text, ':', length);
}

void part_to_walls(struct part *part, const struct cells *cells, size_t field, const struct missing_texts *missing,
                   const struct source_zones *zones)
{
    if (!zones->given || part->shape.type != TYPE_TIME || time_spellings[part->shape.spelling].date_only)
        return;
    bool counted = strncmp(time_spellings[part->shape.spelling].name, "unix", 4) == 0;
    int64_t *times = part->values;
    for (size_t row = 0; row < cells->n_rows; row++) {
        size_t length;
        const char *text = trim(cells_field(cells, row, field, &length), &length);
        if (times[row] == TIME_MISSING || is_missing_text(missing, text, length))
            continue;
        if (!counted && is_date(text, length))
            continue;
        if (!counted && !has_offset(text, length))
            times[row] = zone_instant(zones->from, times[row], NULL);
        times[row] = zone_wall(zones->to, times[row]);
        enum zone_fit fit;
        zone_instant(zones->to, times[row], &fit);
        part->n_twice += fit == ZONE_TWICE;
    }
}
