/* Rows that nothing names, compared by what they hold. */
#ifndef WORKSPACE_DIFF_CONTENT_H
#define WORKSPACE_DIFF_CONTENT_H

#include "patron/table/table.h"

struct error;
struct work;

/* How many rows of NOW are not in THEN and the other way round, equal rows counted as often as they occur, by the
   columns that both have with the same type. */
bool contents_compare(const struct table *then, const struct table *now, struct work *work, size_t *n_added,
                      size_t *n_removed, struct error *err);

#endif
