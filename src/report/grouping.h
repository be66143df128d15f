/* Rows put into a few named groups by a column: what pictures and cross tables have on their axes. */
#ifndef REPORT_GROUPING_H
#define REPORT_GROUPING_H

#include <stdint.h>

#include "patron/table/table.h"

struct error;

enum { GROUP_NONE = UINT8_MAX, GROUPS_MOST = 31 };
struct grouping {
    size_t n;       /* groups */
    char **names;   /* n */
    uint8_t *group; /* a row; GROUP_NONE: missing */
    size_t n_rest;  /* levels that became `other`, the last group; 0: there is none */
};
/* Texts: the MOST most frequent levels by count, the rest as "other". Yes/no: no, yes. Whole numbers with at most MOST
   values: those, in order; other numbers: at most MOST groups of about equal counts, named by their ranges. Times are
   not grouped here: see grouping_calendar. */
bool grouping_init(struct grouping *grouping, const struct column *column, size_t n_rows, size_t most,
                   struct error *err);
/* The weekdays (Monday first) or the hours of a column of times. */
enum calendar_part { CALENDAR_WEEKDAY, CALENDAR_HOUR };
bool grouping_calendar(struct grouping *grouping, const struct column *column, size_t n_rows, enum calendar_part part,
                       struct error *err);
void grouping_release(struct grouping *grouping);

#endif
