/* What was known at a cutoff, for whoever shows rows and values as they stood at a date: pages of a customer, profiles,
   plots, cohorts. Features see the same, and nothing else.

   A row is seen when it happened before the cutoff and was known by it (event_is_visible; of customers
   world_has_customer). In a row that is seen there may be values that came later: the end of a subscription, the score
   of a ticket, and whatever is filled in together with them. Such a value is missing as long as its own time has not
   passed: what a report shows of it is what it shows of a missing value. At a CUTOFF that is TIME_MISSING, which is no
   date, customers are there as they are, and nothing has happened to them.

       for (size_t row = ..)
           if (event_is_visible(events, row, cutoff))
               for (size_t k = 0; k < events->table->n_columns; k++)
                   show(known_value(events, k, row, cutoff) ? value : missing);

   A report that reads many rows takes the table as it stood, and then reads it as any other: known_table here, or
   workspace_table_at for a table by its name. */
#ifndef PATRON_FEATURE_KNOWN_H
#define PATRON_FEATURE_KNOWN_H

#include "patron/feature/world.h"

/* Whether the value of column COLUMN in row ROW of EVENTS was known at CUTOFF; that the row was is asked apart. EVENTS
   may be the rows of reference data, and customers as world_people gives them. */
static inline bool known_value(const struct events *events, size_t column, size_t row, int64_t cutoff)
{
    size_t from = events_late(events, column);
    if (from == 0 || (events->people && cutoff == TIME_MISSING))
        return true;
    const struct column *time = &events->table->columns[from - 1];
    bool days = time->date_only && events->end_column != from;
    return late_is_known(column_ints(time)[row], days, cutoff);
}
/* Whether EVENTS has columns whose values may come later than their rows. */
bool events_have_late(const struct events *events);

/* What a table as it stood leaves out. */
struct known_counts {
    size_t n_rows;   /* that had not happened, or were not known */
    size_t n_values; /* that came later, in the rows that are there */
};
/* The rows of EVENTS that were there at CUTOFF, in their order, with what came later missing; the table itself,
   retained, when that is all of it. COUNTS may be NULL. */
struct table *known_table(const struct events *events, int64_t cutoff, struct known_counts *counts, struct error *err);

#endif
