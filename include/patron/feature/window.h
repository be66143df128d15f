/* Windows: what part of the time before a cutoff counts.

       over 30d           [cutoff - 30d, cutoff)
       over 30d..90d      [cutoff - 90d, cutoff - 30d)
       over 90d..         all before cutoff - 90d
       over month         the last whole calendar month before the cutoff's own; over 3 months: the last three
       over this month    from the beginning of the cutoff's own calendar month to the cutoff

   Calendar windows have day, week (from Monday), month, quarter and year. Windows are half-open: those that touch
   neither overlap nor leave a gap. */
#ifndef PATRON_FEATURE_WINDOW_H
#define PATRON_FEATURE_WINDOW_H

#include <stdbool.h>

#include "patron/base/calendar.h"

struct text;

enum window_kind {
    WINDOW_PAST,    /* all before cutoff - near; all the past when `near` has count 0: a window of zero bytes */
    WINDOW_ROLLING, /* [cutoff - far, cutoff - near) */
    WINDOW_WHOLE,   /* the last `far` whole calendar periods */
    WINDOW_PRESENT  /* the cutoff's own calendar period, of far's unit, so far */
};
struct window {
    enum window_kind kind;
    struct duration near, far;
};
/* Periods that a window is cut into, oldest first: `per 1w` counts back from the window's end as far as whole periods
   go; `per week` takes the calendar's, cut where the window begins and ends. All the past begins with the period of the
   first event. `per active week` leaves out periods without an event. */
struct period {
    struct duration length; /* count 0: none */
    bool calendar, active;
};
void period_write(const struct period *period, struct text *out); /* after `per` */

bool window_is_all(const struct window *window); /* all the past */
bool window_equals(const struct window *a, const struct window *b);
void window_write(const struct window *window, struct text *out); /* after `over`: "30d..90d", "3 months" */
void window_name(const struct window *window, char out[48]);      /* within a name: "30d_90d", "3months" */

#endif
