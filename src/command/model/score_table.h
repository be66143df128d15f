/* One row a customer: scores, deciles, segments, and what made them. */
#ifndef COMMAND_SCORE_TABLE_H
#define COMMAND_SCORE_TABLE_H

#include "command/names/resolve.h"

/* The score table of MODEL at CUTOFF with the columns of WITH (the usual ones when it is not given): the key, the
   columns, then model, asof, snapshot. Rows in the order of the customers. */
struct table *score_table_make(struct session *session, const struct model *model, const struct value *with,
                               int64_t cutoff, struct arena *arena, struct error *err);
/* The same with the usual columns and all that is known of each customer but what is personal: to look at, filter and
   sort. */
struct table *score_table_browse(struct session *session, const struct model *model, struct arena *arena,
                                 struct error *err);
/* The row of the customer whose key is TEXT. */
bool customer_find(const struct world *world, const char *text, uint32_t *row, struct error *err);

#endif
