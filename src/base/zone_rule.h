/* The rule at the end of a TZif file, in the spelling of POSIX: "CET-1CEST,M3.5.0,M10.5.0/3". */
#ifndef PATRON_BASE_ZONE_RULE_H
#define PATRON_BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

/* A day of each year and a time of it. */
struct zone_day {
    enum { ZONE_DAY_OF_MONTH, ZONE_DAY_WITHOUT_LEAP, ZONE_DAY_OF_YEAR } kind;
    int month, week, day;
    int time; /* seconds after its midnight; may be negative, or days */
};
struct zone_rule {
    int standard, summer; /* seconds that the wall is ahead of UTC */
    bool changes;         /* whether there is a summer time, from `begin` to `end` */
    struct zone_day begin, end;
};
/* TEXT, the whole of it; false when it is not written so. */
bool zone_rule_parse(const char *text, struct zone_rule *out);
/* The second, on a wall that never changes, at which DAY of YEAR comes. */
int64_t zone_day_second(const struct zone_day *day, int year);

#endif
