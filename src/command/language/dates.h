/* Dates that are computed when a line is read. */
#ifndef COMMAND_LANGUAGE_DATES_H
#define COMMAND_LANGUAGE_DATES_H

struct arena;

/* LINE with what is computed of dates written out: `2024-07-01 - 30d` is 2024-06-01, month(2024-07-01) is 7 (and year,
   quarter, day, weekday: 1 for Monday). `asof`, the date ASOF (NULL: none is set), is one in the words of if, gate,
   print and asof, and as an option's value (against=asof-90d); within features and other expressions it is left alone:
   they are for every date. Nothing is computed in quotes. The line itself when there is nothing. */
const char *dates_compute(const char *line, const char *asof, struct arena *arena);

#endif
