/* Tests of src/base/spelling.c. */
#include <string.h>

#include "base_tests.h"
#include "patron/base/calendar.h"

static const struct time_spelling *spelling_called(const char *name)
{
    for (const struct time_spelling *spelling = time_spellings; spelling->name; spelling++)
        if (strcmp(spelling->name, name) == 0)
            return spelling;
    return NULL;
}

START_TEST(names_are_distinct)
{
    for (const struct time_spelling *spelling = time_spellings; spelling->name; spelling++)
        ck_assert_ptr_eq(spelling_called(spelling->name), spelling);
}
END_TEST

static const struct {
    const char *spelling, *text, *written; /* NULL: refused */
} examples[] = {
    { "YYYY-MM-DD", "2010-12-01", "2010-12-01T00:00:00" },
    { "YYYY-MM-DD", "2010-12-01 08:26:00", NULL },
    { "YYYY-MM-DD HH:MM:SS", "2010-12-01 08:26:00", "2010-12-01T08:26:00" },
    { "YYYY-MM-DD HH:MM:SS", "2010-12-01T08:26:00.5", "2010-12-01T08:26:00.500000" },
    { "YYYY-MM-DD HH:MM:SS", "2010-12-01", NULL },
    { "YYYY-MM-DD HH:MM:SS +HHMM", "2024-01-01 00:30:00 +0100", "2023-12-31T23:30:00" },
    { "YYYY-MM-DD HH:MM:SS +HHMM", "2024-01-01T00:30:00Z", "2024-01-01T00:30:00" },
    { "YYYY-MM-DD HH:MM:SS +HHMM", "2024-01-01 00:30:00 UTC", "2024-01-01T00:30:00" },
    { "YYYY-MM-DD HH:MM:SS +HHMM", "2024-01-01 00:30:00", NULL },
    { "ISO", "2024-01-01", "2024-01-01T00:00:00" },
    { "ISO", "2024-01-01 9:30", "2024-01-01T09:30:00" },
    { "YYYYMMDD", "19970101", "1997-01-01T00:00:00" },
    { "YYYYMMDD", "19970231", NULL },
    { "YYYYMMDD", "1997010", NULL },
    { "DD/MM/YYYY", "31/01/2024", "2024-01-31T00:00:00" },
    { "DD/MM/YYYY", "1/2/2024", "2024-02-01T00:00:00" },
    { "DD/MM/YYYY", "01/31/2024", NULL },
    { "MM/DD/YYYY", "01/31/2024", "2024-01-31T00:00:00" },
    { "MM/DD/YYYY", "31/01/2024", NULL },
    { "MM/DD/YYYY", "01/31/24", NULL },
    { "DD/MM/YYYY H:MM:SS", "31/12/2011 7:05", "2011-12-31T07:05:00" },
    { "MM/DD/YYYY H:MM:SS", "12/9/2011 12:50", "2011-12-09T12:50:00" },
    { "MM/DD/YYYY H:MM AM", "12/9/2011 12:50 AM", "2011-12-09T00:50:00" },
    { "MM/DD/YYYY H:MM AM", "12/9/2011 12:50:07pm", "2011-12-09T12:50:07" },
    { "MM/DD/YYYY H:MM AM", "12/9/2011 1:50 PM", "2011-12-09T13:50:00" },
    { "MM/DD/YYYY H:MM AM", "12/9/2011 13:50 PM", NULL },
    { "MM/DD/YYYY H:MM AM", "12/9/2011 0:50 AM", NULL },
    { "M/D/YY", "2/29/24", "2024-02-29T00:00:00" },
    { "M/D/YY", "1/1/69", "1969-01-01T00:00:00" },
    { "M/D/YY", "1/1/68", "2068-01-01T00:00:00" },
    { "M/D/YY", "1/1/2024", NULL },
    { "M/D/YY H:MM", "12/1/10 8:26", "2010-12-01T08:26:00" },
    { "DD.MM.YYYY", "24.12.2023", "2023-12-24T00:00:00" },
    { "DD.MM.YYYY H:MM:SS", "24.12.2023 18:00:01", "2023-12-24T18:00:01" },
    { "DD-MM-YYYY", "24-12-2023", "2023-12-24T00:00:00" },
    { "DD-Mon-YYYY", "05-Mar-2024", "2024-03-05T00:00:00" },
    { "DD-Mon-YYYY", "5-MAR-2024", "2024-03-05T00:00:00" },
    { "DD-Mon-YYYY", "5-Mart-2024", NULL },
    { "DD-Mon-YY", "05-Mar-24", "2024-03-05T00:00:00" },
    { "Mon D, YYYY", "Mar 5, 2024", "2024-03-05T00:00:00" },
    { "Mon D, YYYY", "september 30 2024", "2024-09-30T00:00:00" },
    { "Mon D, YYYY", "Sep. 30, 2024", "2024-09-30T00:00:00" },
    { "Mon D, YYYY", "Sep 31, 2024", NULL },
    { "Mon D, YYYY H:MM AM", "May 5, 2024, 3:04 pm", "2024-05-05T15:04:00" },
    { "D Mon YYYY", "5 May 2024", "2024-05-05T00:00:00" },
    { "YYYY/MM/DD", "2024/1/31", "2024-01-31T00:00:00" },
    { "YYYYMMDDTHHMMSS", "20240131T235959Z", "2024-01-31T23:59:59" },
    { "Day, D Mon YYYY HH:MM:SS +HHMM", "Mon, 01 Jul 2024 10:15:30 +0200", "2024-07-01T08:15:30" },
    { "YYYY-MM", "2024-02", "2024-02-01T00:00:00" },
    { "YYYY-MM", "2024-13", NULL },
    { "unix", "0", "1970-01-01T00:00:00" },
    { "unix", "1719792000", "2024-07-01T00:00:00" },
    { "unix", "253402300799", "9999-12-31T23:59:59" },
    { "unix", "253402300800", NULL },
    { "unix", "1719792000.5", NULL },
    { "unix", "-1", NULL },
    { "unix_ms", "1719792000123", "2024-07-01T00:00:00.123000" },
};

START_TEST(spellings_match)
{
    for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
        const struct time_spelling *spelling = spelling_called(examples[i].spelling);
        ck_assert_msg(spelling != NULL, "%s", examples[i].spelling);
        int64_t time = 0;
        bool parsed = time_parse_spelling(spelling, examples[i].text, strlen(examples[i].text), &time);
        ck_assert_msg(parsed == (examples[i].written != NULL), "'%s' as %s", examples[i].text, examples[i].spelling);
        if (!parsed)
            continue;
        char written[32];
        time_format(time, false, written);
        ck_assert_str_eq(written, examples[i].written);
        if (spelling->date_only)
            ck_assert_int_eq(time % TIME_DAY, 0);
    }
}
END_TEST

START_TEST(what_is_no_time_matches_no_spelling)
{
    static const char *const bad[] = { "",         " ",      "1719792000",          "12.5", "hello", "2024",  "-",
                                       "1-2-3",    "NA",     "99/99/9999",          "Mar",  "10:15", "12/12", "2024-",
                                       "20241301", "abcdef", "2024-01-01T10:15:30+" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        for (const struct time_spelling *spelling = time_spellings; spelling->name; spelling++) {
            int64_t time;
            bool counts = strncmp(spelling->name, "unix", 4) == 0; /* any number is one of these */
            if (!counts && time_parse_spelling(spelling, bad[i], strlen(bad[i]), &time))
                ck_abort_msg("'%s' as %s", bad[i], spelling->name);
        }
}
END_TEST

START_TEST(prefixes_are_read_within_their_bounds)
{
    /* every prefix of every example, in memory of just that size, so that a sanitizer sees a byte read too far */
    for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
        for (size_t length = 0; length <= strlen(examples[i].text); length++) {
            char text[64];
            memset(text, '0', sizeof(text));
            memcpy(text + sizeof(text) - length, examples[i].text, length);
            for (const struct time_spelling *spelling = time_spellings; spelling->name; spelling++) {
                int64_t first = 1, second = 1;
                bool one = time_parse_spelling(spelling, text + sizeof(text) - length, length, &first);
                bool two = time_parse_spelling(spelling, examples[i].text, length, &second);
                require(one == two && first == second);
            }
        }
}
END_TEST

/* A blank in front sends a text the long way, through its pattern: both ways must agree. */
START_TEST(the_short_way_agrees_with_the_pattern)
{
    static const char *const texts[] = { "2024-02-29T23:59:59Z", "2024-02-29 23:59:59",  "2023-02-29T00:00:00Z",
                                         "2024-13-01T00:00:00Z", "2024-00-10 00:00:00",  "2024-01-32 00:00:00",
                                         "2024-01-01T24:00:00Z", "2024-01-01 00:60:00",  "2024-01-01T00:00:60Z",
                                         "0000-01-01T00:00:00Z", "0001-01-01 00:00:00",  "9999-12-31T23:59:59Z",
                                         "2024-01-01x00:00:00Z", "2024-01-01T00:00:00+", "2024-01-01T0a:00:00Z",
                                         "2016-12-31T23:59:60Z", "1900-02-29 00:00:00",  "2000-02-29T12:30:45Z",
                                         "2024-01-01T00:00:00z" };
    size_t n_read = 0;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        for (const struct time_spelling *spelling = time_spellings; spelling->name; spelling++) {
            char blank[32];
            int64_t near = 1, far = 1;
            snprintf(blank, sizeof(blank), " %s", texts[i]);
            bool short_way = time_parse_spelling(spelling, texts[i], strlen(texts[i]), &near);
            bool long_way = time_parse_spelling(spelling, blank, strlen(blank), &far);
            if (short_way != long_way || near != far)
                ck_abort_msg("'%s' as %s", texts[i], spelling->name);
            n_read += short_way;
        }
    ck_assert_uint_ge(n_read, 8);
}
END_TEST

TCase *spelling_cases(void)
{
    TCase *cases = tcase_create("spelling");
    tcase_add_test(cases, names_are_distinct);
    tcase_add_test(cases, spellings_match);
    tcase_add_test(cases, what_is_no_time_matches_no_spelling);
    tcase_add_test(cases, the_short_way_agrees_with_the_pattern);
    tcase_add_test(cases, prefixes_are_read_within_their_bounds);
    return cases;
}
