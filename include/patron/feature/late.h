/* Columns that were filled in later than their rows, found by what they hold, so that nobody has to say so before
   features are free of the future.

   A column of times is late when some of its values lie after the time of their own row (of rows without a time:
   always): it was not known when the row was, but from that time on. One that stands at the same distance of whole
   months, or of whole days and two weeks at least, from the row's time in all rows tells nothing that the row did not:
   it was planned.

   Another column is late with such a time when its filling agrees with that of the time: it is empty where the time is
   (a score where a ticket was not closed), or one value stands where there is no time and none of these where there is
   one (no and yes beside an end), or other names of a state. It agrees when chance alone would hardly have put the values so: the share of all
   ways to choose the rows without a time for which the column would look alike. */
#ifndef PATRON_FEATURE_LATE_H
#define PATRON_FEATURE_LATE_H

#include "patron/feature/world.h"

/* For each column of ROWS, whose late columns are those that somebody declared: in FROM 1 + the column of times that it
   is late with, 0 when none; in PLANNED whether it is a time that was planned, at the same distance in all rows.
   Columns that are SETTLED, which have another role or about which somebody has said something, are not looked at, but
   for the times of those that were declared late. */
void late_find(const struct events *rows, const bool *settled, size_t *from, bool *planned);

#endif
