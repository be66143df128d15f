/* Tests of src/base/zone.c and zone_rule.c, on small files in tests/data/zones (changes of 2023 and 2024, then the
   rule). The instants of the changes are published: Europe 2024-03-31 and 2024-10-27 at 01:00 UTC, New York 2024-03-10
   at 07:00 and 2024-11-03 at 06:00 UTC. */
#include "patron/base/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/zone_rule.h"
#include "base_tests.h"
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/file.h"

static int64_t at(const char *text)
{
    int64_t time = TIME_MISSING;
    require(time_parse(text, strlen(text), &time));
    return time;
}

static struct zone *opened(const char *name)
{
    struct zone *zone = NULL;
    struct error err = ERROR_INIT;
    setenv("PATRON_TZDIR", TEST_DATA "/zones", 1);
    ck_assert_msg(zone_open(name, &zone, &err), "%s", err.what);
    return zone;
}

static void check_wall(const struct zone *zone, const char *instant, const char *wall)
{
    char out[32];
    time_format(zone_wall(zone, at(instant)), false, out);
    ck_assert_str_eq(out, wall);
}

static void check_instant(const struct zone *zone, const char *wall, const char *instant, enum zone_fit wanted)
{
    char out[32];
    enum zone_fit fit;
    time_format(zone_instant(zone, at(wall), &fit), false, out);
    ck_assert_str_eq(out, instant);
    ck_assert_int_eq(fit, wanted);
}

START_TEST(both_changes_of_berlin)
{
    struct zone *zone = opened("Europe/Berlin");
    check_wall(zone, "2024-03-31T00:59:59", "2024-03-31T01:59:59");
    check_wall(zone, "2024-03-31T01:00:00", "2024-03-31T03:00:00");
    check_wall(zone, "2024-10-27T00:59:59", "2024-10-27T02:59:59");
    check_wall(zone, "2024-10-27T01:00:00", "2024-10-27T02:00:00");
    ck_assert_int_eq(zone_offset_at(zone, at("2024-03-31T01:00:00") - 1), 3600);
    check_instant(zone, "2024-03-31T01:59:59", "2024-03-31T00:59:59", ZONE_ONCE);
    check_instant(zone, "2024-03-31T02:00:00", "2024-03-31T01:00:00", ZONE_NEVER);
    check_instant(zone, "2024-03-31T02:30:00", "2024-03-31T01:30:00", ZONE_NEVER);
    check_instant(zone, "2024-03-31T03:00:00", "2024-03-31T01:00:00", ZONE_ONCE);
    check_instant(zone, "2024-10-27T01:59:59", "2024-10-26T23:59:59", ZONE_ONCE);
    check_instant(zone, "2024-10-27T02:00:00", "2024-10-27T00:00:00", ZONE_TWICE);
    check_instant(zone, "2024-10-27T02:59:59", "2024-10-27T00:59:59", ZONE_TWICE);
    check_instant(zone, "2024-10-27T03:00:00", "2024-10-27T02:00:00", ZONE_ONCE);
    /* the days of the changes have 23 and 25 hours, between their midnights */
    ck_assert_int_eq(zone_instant(zone, at("2024-04-01"), NULL) - zone_instant(zone, at("2024-03-31"), NULL),
                     23 * 3600 * TIME_SECOND);
    ck_assert_int_eq(zone_instant(zone, at("2024-10-28"), NULL) - zone_instant(zone, at("2024-10-27"), NULL),
                     25 * 3600 * TIME_SECOND);
    zone_free(zone);
}
END_TEST

START_TEST(west_of_utc)
{
    struct zone *zone = opened("America/New_York");
    check_wall(zone, "2024-03-10T06:59:59", "2024-03-10T01:59:59");
    check_wall(zone, "2024-03-10T07:00:00", "2024-03-10T03:00:00");
    check_wall(zone, "2024-11-03T05:59:59", "2024-11-03T01:59:59");
    check_wall(zone, "2024-11-03T06:00:00", "2024-11-03T01:00:00");
    check_instant(zone, "2024-03-10T02:15:00", "2024-03-10T07:15:00", ZONE_NEVER);
    check_instant(zone, "2024-11-03T01:30:00", "2024-11-03T05:30:00", ZONE_TWICE);
    check_instant(zone, "2024-07-04T00:00:00", "2024-07-04T04:00:00", ZONE_ONCE);
    zone_free(zone);
}
END_TEST

START_TEST(without_changes)
{
    struct zone *zone = opened("Asia/Kolkata");
    check_wall(zone, "2024-03-31T18:30:00", "2024-04-01T00:00:00");
    check_instant(zone, "1900-01-01T05:30:00", "1900-01-01T00:00:00", ZONE_ONCE);
    zone_free(zone);
    check_wall(NULL, "2024-03-31T18:30:00", "2024-03-31T18:30:00");
    check_instant(NULL, "2024-03-31T02:30:00", "2024-03-31T02:30:00", ZONE_ONCE);
    ck_assert(zone_wall(NULL, TIME_MISSING) == TIME_MISSING);
    ck_assert_ptr_null(opened("UTC"));
}
END_TEST

/* The last Sundays of March and October: 2037-03-29 and 2037-10-25; 2824 has the calendar of 2024, 800 years before. */
START_TEST(years_after_the_table)
{
    struct zone *zone = opened("Europe/Berlin");
    check_wall(zone, "2037-03-29T00:59:59", "2037-03-29T01:59:59");
    check_wall(zone, "2037-03-29T01:00:00", "2037-03-29T03:00:00");
    check_wall(zone, "2037-10-25T01:00:00", "2037-10-25T02:00:00");
    check_instant(zone, "2037-03-29T02:30:00", "2037-03-29T01:30:00", ZONE_NEVER);
    check_instant(zone, "2037-10-25T02:30:00", "2037-10-25T00:30:00", ZONE_TWICE);
    check_wall(zone, "2824-03-31T00:59:59", "2824-03-31T01:59:59");
    check_wall(zone, "2824-03-31T01:00:00", "2824-03-31T03:00:00");
    check_instant(zone, "2824-10-27T02:30:00", "2824-10-27T00:30:00", ZONE_TWICE);
    for (int year = 2025; year < 3300; year++) { /* the seam of the cycle is nowhere to be seen */
        struct civil summer = { .year = year, .month = 7, .day = 1 }, winter = { .year = year, .month = 12, .day = 31 };
        require(zone_offset_at(zone, time_from_civil(&summer)) == 7200);
        require(zone_offset_at(zone, time_from_civil(&winter)) == 3600);
        require(zone_instant(zone, time_from_civil(&summer), NULL) == time_from_civil(&summer) - 7200 * TIME_SECOND);
    }
    ck_assert_int_eq(zone_wall(zone, INT64_MAX), INT64_MAX);
    zone_free(zone);
}
END_TEST

static int64_t day_of(const char *text, int year, bool end)
{
    struct zone_rule rule;
    require(zone_rule_parse(text, &rule));
    return zone_day_second(end ? &rule.end : &rule.begin, year) * TIME_SECOND;
}

START_TEST(rules)
{
    struct zone_rule rule;
    ck_assert(zone_rule_parse("<+0330>-3:30", &rule) && rule.standard == 12600 && !rule.changes);
    ck_assert(zone_rule_parse("IST-1GMT0,M10.5.0,M3.5.0/1", &rule) && rule.standard == 3600 && rule.summer == 0);
    ck_assert_int_eq(day_of("EST5EDT,M3.2.0,M11.1.0", 2024, false), at("2024-03-10T02:00:00"));
    ck_assert_int_eq(day_of("EST5EDT,M3.2.0,M11.1.0", 2024, true), at("2024-11-03T02:00:00"));
    ck_assert_int_eq(day_of("AAA0BBB,J60,J365/23", 2024, false), at("2024-03-01T02:00:00"));
    ck_assert_int_eq(day_of("AAA0BBB,59,365/-1", 2024, false), at("2024-02-29T02:00:00"));
    ck_assert_int_eq(day_of("AAA0BBB,59,365/-1", 2024, true), at("2024-12-30T23:00:00"));
    static const char *const wrong[] = { "",
                                         "CE-1",
                                         "CET",
                                         "CET-1CEST",
                                         "CET-1CEST,M3.5.0",
                                         "CET-1CEST,M13.5.0,M10.5.0",
                                         "<+03-3",
                                         "CET-200",
                                         "CET-1CEST,M3.6.0,M10.5.0",
                                         "CET-1:60",
                                         "CET-1CEST,M3.5.0,M10.5.0x",
                                         "CET-1 " };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!zone_rule_parse(wrong[i], &rule), "%s", wrong[i]);
}
END_TEST

START_TEST(names_that_are_none)
{
    static const char *const names[] = { "Europe/Nowhere", "",        "../zones/Asia/Kolkata", "/etc/passwd",
                                         "Europe",         "Europe/", "Asia/../Asia/Kolkata" };
    setenv("PATRON_TZDIR", TEST_DATA "/zones", 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct zone *zone;
        struct error err = ERROR_INIT;
        ck_assert_msg(!zone_open(names[i], &zone, &err), "%s", names[i]);
        ck_assert_int_eq(err.code, E_NO_ZONE);
        ck_assert(err.mend[0] != NULL);
        error_release(&err);
    }
}
END_TEST

/* Cut short anywhere, or with any byte changed: never more than refused. */
START_TEST(damaged_files)
{
    size_t length;
    char *bytes = file_read(TEST_DATA "/zones/Europe/Berlin", &length, NULL);
    ck_assert_ptr_nonnull(bytes);
    for (size_t n = 0; n < length; n++)
        require(!zone_read(bytes, n));
    for (size_t i = 0; i < length; i++) {
        char before = bytes[i];
        bytes[i] = (char)(before ^ 0x81);
        zone_free(zone_read(bytes, length));
        bytes[i] = before;
    }
    struct zone *zone = zone_read(bytes, length);
    ck_assert_ptr_nonnull(zone);
    zone_free(zone);
    free(bytes);
}
END_TEST

/* Where the system has the tz database, its file says the same of these years. */
START_TEST(as_the_system_says)
{
    struct zone *own = opened("Europe/Berlin"), *system = NULL;
    setenv("PATRON_TZDIR", "/usr/share/zoneinfo", 1);
    if (zone_open("Europe/Berlin", &system, NULL)) {
        int64_t end = at("2060-01-01");
        for (int64_t time = at("2023-06-01"); time < end; time += TIME_DAY / 8)
            require(zone_offset_at(own, time) == zone_offset_at(system, time));
        ck_assert_int_eq(zone_offset_at(system, at("1970-07-01")), 3600); /* no summer time then */
    }
    zone_free(system);
    zone_free(own);
}
END_TEST

TCase *zone_cases(void)
{
    TCase *cases = tcase_create("zone");
    tcase_add_test(cases, both_changes_of_berlin);
    tcase_add_test(cases, west_of_utc);
    tcase_add_test(cases, without_changes);
    tcase_add_test(cases, years_after_the_table);
    tcase_add_test(cases, rules);
    tcase_add_test(cases, names_that_are_none);
    tcase_add_test(cases, damaged_files);
    tcase_add_test(cases, as_the_system_says);
    return cases;
}
