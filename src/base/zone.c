/* Zones of time: TZif files, and the search of an instant in their table of changes. */
#include "patron/base/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/zone_rule.h"
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"

/* The calendar, weekdays included, repeats after 400 years: a table that covers as many by the rule answers for all
   that follow. */
#define CYCLE (INT64_C(146097) * 86400)
#define NEAR INT64_C(172800) /* no wall is further from UTC */
#define FAR INT64_C(1000000000000)

enum { CYCLE_YEARS = 400, HEADER = 44, OFFSET_LIMIT = 93600, MOST_CHANGES = 100000, MOST_TYPES = 256 };

struct change {
    int64_t at; /* seconds since 1970 */
    int offset; /* from then on */
};
struct zone {
    int first; /* the offset before all changes */
    size_t n;
    struct change *changes;
    bool repeats; /* the last 400 years of the table go on */
};

/* Unsigned and signed numbers of a TZif file, highest byte first. */
static uint64_t big_endian(const char *bytes, int width)
{
    uint64_t value = 0;
    for (int i = 0; i < width; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

struct tzif {
    size_t n_changes, n_types, body; /* body: bytes after the header */
};

static bool read_header(const char *bytes, size_t length, int width, struct tzif *out)
{
    if (length < HEADER || memcmp(bytes, "TZif", 4) != 0)
        return false;
    uint64_t counts[6]; /* of UT marks, standard marks, leap seconds, changes, types, letters */
    for (int i = 0; i < 6; i++) {
        counts[i] = big_endian(bytes + 20 + 4 * i, 4);
        if (counts[i] > MOST_CHANGES)
            return false;
    }
    out->n_changes = counts[3];
    out->n_types = counts[4];
    out->body = counts[3] * (size_t)(width + 1) + counts[4] * 6 + counts[5] + counts[2] * (size_t)(width + 4) +
                counts[1] + counts[0];
    return out->n_types >= 1 && out->n_types <= MOST_TYPES && length - HEADER >= out->body;
}

static bool add_change(struct zone *zone, int64_t at, int offset)
{
    if (at < -FAR && zone->n == 0) { /* before any clock: "since the beginning" */
        zone->first = offset;
        return true;
    }
    if (at < -FAR || at > FAR || (zone->n > 0 && at <= zone->changes[zone->n - 1].at))
        return false;
    zone->changes[zone->n++] = (struct change){ at, offset };
    return true;
}

static bool read_changes(struct zone *zone, const char *body, const struct tzif *tzif)
{
    const char *kinds = body + tzif->n_changes * 8, *types = kinds + tzif->n_changes;
    int offsets[MOST_TYPES];
    for (size_t t = 0; t < tzif->n_types; t++) {
        offsets[t] = (int)(int32_t)big_endian(types + 6 * t, 4);
        if (offsets[t] < -OFFSET_LIMIT || offsets[t] > OFFSET_LIMIT)
            return false;
    }
    zone->first = offsets[0];
    for (size_t i = 0; i < tzif->n_changes; i++) {
        size_t kind = (unsigned char)kinds[i];
        if (kind >= tzif->n_types || !add_change(zone, (int64_t)big_endian(body + 8 * i, 8), offsets[kind]))
            return false;
    }
    return true;
}

/* A change by the rule; one that comes no later than the one before it takes its place. */
static void add_by_rule(struct zone *zone, size_t table, int64_t at, int offset)
{
    while (zone->n > table && zone->changes[zone->n - 1].at >= at)
        zone->n--;
    if (zone->n == 0 || zone->changes[zone->n - 1].at < at)
        zone->changes[zone->n++] = (struct change){ at, offset };
}

static void follow_rule(struct zone *zone, const struct zone_rule *rule)
{
    size_t table = zone->n;
    int64_t last = table > 0 ? zone->changes[table - 1].at : 0;
    int year = time_to_civil(last * TIME_SECOND).year;
    for (int y = year; y <= year + CYCLE_YEARS + 1; y++) {
        int64_t begin = zone_day_second(&rule->begin, y) - rule->standard;
        int64_t end = zone_day_second(&rule->end, y) - rule->summer;
        bool north = begin < end;
        add_by_rule(zone, table, north ? begin : end, north ? rule->summer : rule->standard);
        add_by_rule(zone, table, north ? end : begin, north ? rule->standard : rule->summer);
    }
    zone->repeats = true;
}

/* The line between two line ends after the second table. */
static bool read_footer(struct zone *zone, const char *text, size_t length)
{
    const char *end = length > 0 && text[0] == '\n' ? memchr(text + 1, '\n', length - 1) : NULL;
    if (!end)
        return false;
    if (end == text + 1)
        return true; /* no rule is known */
    char *line = copy_bytes(text + 1, (size_t)(end - text) - 1);
    struct zone_rule rule;
    bool ok = zone_rule_parse(line, &rule) && abs(rule.standard) <= OFFSET_LIMIT && abs(rule.summer) <= OFFSET_LIMIT;
    free(line);
    if (ok && rule.changes)
        follow_rule(zone, &rule);
    else if (ok && zone->n == 0)
        zone->first = rule.standard;
    return ok;
}

struct zone *zone_read(const char *bytes, size_t length)
{
    struct tzif tzif;
    if (!read_header(bytes, length, 4, &tzif) || bytes[4] < '2')
        return NULL; /* the first version ends in 2037 and has no rule */
    bytes += HEADER + tzif.body;
    length -= HEADER + tzif.body;
    if (!read_header(bytes, length, 8, &tzif))
        return NULL;
    struct zone *zone = allocate(1, sizeof *zone);
    zone->changes = allocate(tzif.n_changes + 2 * (CYCLE_YEARS + 2), sizeof *zone->changes);
    size_t used = HEADER + tzif.body;
    if (read_changes(zone, bytes + HEADER, &tzif) && read_footer(zone, bytes + used, length - used))
        return zone;
    zone_free(zone);
    return NULL;
}

void zone_free(struct zone *zone)
{
    if (zone)
        free(zone->changes);
    free(zone);
}

/* "Europe/Berlin": words with blanks, dots above or a beginning at the root lead elsewhere. */
static bool is_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    size_t length = strlen(name);
    return length > 0 && length < 64 && strspn(name, letters) == length && name[0] != '/' && name[length - 1] != '/';
}

static const char *zone_folder(void)
{
    const char *own = getenv("PATRON_TZDIR"), *general = getenv("TZDIR");
    return own && *own ? own : general && *general ? general : "/usr/share/zoneinfo";
}

bool zone_open(const char *name, struct zone **out, struct error *err)
{
    *out = NULL;
    if (strcmp(name, "UTC") == 0)
        return true;
    size_t length = 0;
    char *path = is_name(name) ? path_join(zone_folder(), name) : NULL;
    char *bytes = path && file_exists(path) ? file_read(path, &length, NULL) : NULL;
    if (bytes)
        *out = zone_read(bytes, length);
    free(bytes);
    free(path);
    if (*out)
        return true;
    fail(err, ERROR_USER, E_NO_ZONE, "no zone of time '%s'", name);
    error_reason(err, "zones are read from %s", zone_folder());
    error_mend(err, "a name like Europe/Berlin or America/New_York, or UTC");
    return false;
}

/* The number of changes at or before SECOND. */
static size_t changes_until(const struct zone *zone, int64_t second)
{
    size_t low = 0, high = zone->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle].at <= second)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int offset_after(const struct zone *zone, size_t n_changes)
{
    return n_changes > 0 ? zone->changes[n_changes - 1].offset : zone->first;
}

/* How far to go back so that SECOND lies within the table. */
static int64_t cycles_beyond(const struct zone *zone, int64_t second)
{
    int64_t last = zone->repeats ? zone->changes[zone->n - 1].at - NEAR : INT64_MAX;
    return second <= last ? 0 : ((second - last - 1) / CYCLE + 1) * CYCLE;
}

static int64_t floor_seconds(int64_t time)
{
    return time / TIME_SECOND - (time % TIME_SECOND < 0);
}

int zone_offset_at(const struct zone *zone, int64_t time)
{
    if (!zone || time == TIME_MISSING)
        return 0;
    int64_t second = floor_seconds(time);
    return offset_after(zone, changes_until(zone, second - cycles_beyond(zone, second)));
}

/* TIME, or what lies SECONDS later when that can be said. */
static int64_t moved(int64_t time, int seconds)
{
    int64_t sum;
    return __builtin_add_overflow(time, seconds * TIME_SECOND, &sum) || sum == TIME_MISSING ? time : sum;
}

int64_t zone_wall(const struct zone *zone, int64_t time)
{
    return time == TIME_MISSING ? time : moved(time, zone_offset_at(zone, time));
}

int64_t zone_instant(const struct zone *zone, int64_t wall, enum zone_fit *fit)
{
    enum zone_fit ignored;
    fit = fit ? fit : &ignored;
    *fit = ZONE_ONCE;
    if (!zone || wall == TIME_MISSING)
        return wall;
    int64_t second = floor_seconds(wall);
    second -= cycles_beyond(zone, second);
    size_t first = changes_until(zone, second - NEAR), last = changes_until(zone, second + NEAR);
    int found = 0, offset = 0, before = offset_after(zone, first);
    for (size_t i = first; i <= last; i++) { /* the offsets that were in force about then */
        int candidate = offset_after(zone, i);
        int64_t at = second - candidate;
        bool in_force = (i == first || zone->changes[i - 1].at <= at) && (i == last || at < zone->changes[i].at);
        if (in_force && found++ == 0)
            offset = candidate;
        if (i > first && zone->changes[i - 1].at <= second - offset_after(zone, i - 1))
            before = offset_after(zone, i - 1); /* its change has passed by the old clock: a gap is measured by it */
    }
    *fit = found == 0 ? ZONE_NEVER : found == 1 ? ZONE_ONCE : ZONE_TWICE;
    return moved(wall, -(found > 0 ? offset : before));
}
