/* Two versions of a table whose columns are of one type each. */
#ifndef WORKSPACE_DIFF_ALIGN_H
#define WORKSPACE_DIFF_ALIGN_H

#include <stdbool.h>

struct error;
struct table;

/* THEN and NOW with the columns that changed their type in one that holds both: numbers as reals, all else as texts
   that are equal when the values are (10.50 was the text of what is 10.5 now). The caller releases both. */
bool tables_align(const struct table *then, const struct table *now, struct table **out_then, struct table **out_now,
                  struct error *err);

#endif
