/* How features are named in a set: by their names, and columns of tables as customers.plan, or customers.`Row Number`
   when the name is no plain one. */
#ifndef COMMAND_SPEC_H
#define COMMAND_SPEC_H

#include <stdbool.h>

struct arena;
/* TABLE.COLUMN with quotes round what is no plain name. */
const char *spec_of_column(const char *table, const char *column, struct arena *arena);
/* Behind the point of a spec: the column's name without quotes, or a pattern; *QUOTED tells which. */
const char *spec_column(const char *spec, bool *quoted, struct arena *arena);
/* The next of specs that blanks divide, but for those in quotes; *AT goes behind it. NULL: there is none. */
const char *spec_next(const char **at, struct arena *arena);
/* Whether PATTERN, a name or TABLE.COLUMN, stands for the feature NAME that was listed as SPEC. */
bool spec_stands_for(const char *pattern, const char *name, const char *spec, struct arena *arena);

#endif
