/* Zones of time: what a clock on the wall shows at an instant, and which instant it was.

   A zone is read from the system's TZif files (RFC 8536), or from the folder that PATRON_TZDIR or TZDIR names: the
   times at which the clock changed, and the rule at the file's end for the years after. It never changes once it is
   opened, so that threads may share it. The zone NULL is UTC.

   Wall time is spelled like an instant, in microseconds since 1970-01-01T00:00:00 on the wall: the functions of
   calendar.h work on it, and a day on which the clock changes is one day. */
#ifndef PATRON_BASE_ZONE_H
#define PATRON_BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct zone;

/* The zone of this name ("Europe/Berlin"); *OUT is NULL for UTC. False and ERR (E_NO_ZONE) when there is none. */
bool zone_open(const char *name, struct zone **out, struct error *err);
/* The zone that the bytes of a TZif file describe; NULL when they are none. */
struct zone *zone_read(const char *bytes, size_t length);
/* NULL is allowed. */
void zone_free(struct zone *zone);

/* Seconds that the wall is ahead of UTC at the instant TIME. */
int zone_offset_at(const struct zone *zone, int64_t time);
/* What the wall shows at the instant TIME; TIME_MISSING stays. */
int64_t zone_wall(const struct zone *zone, int64_t time);

enum zone_fit {
    ZONE_ONCE,
    ZONE_TWICE, /* the clock went back over it: the first is meant */
    ZONE_NEVER  /* the clock went forward over it: the time moves forward by the gap */
};
/* The instant at which the wall shows WALL; TIME_MISSING stays. FIT may be NULL. */
int64_t zone_instant(const struct zone *zone, int64_t wall, enum zone_fit *fit);

#endif
