/* Customers at dates by a column of theirs, or by their segment. */
#ifndef COMMAND_SLICE_WHO_H
#define COMMAND_SLICE_WHO_H

#include "patron/report/inspect.h"

struct arena;
struct error;
struct session;

/* The rows of SCORED (their customers and cutoffs) by the column of customers NAME, as it was known then, or by the
   segments of the segmentation NAME. *FOUND is false when nothing is called so. */
bool slice_by_who(struct session *session, const struct world *world, const struct scored *scored, const char *name,
                  struct arena *arena, bool *found, struct slicing *out, struct error *err);
/* Nothing is called NAME: no column, and no ELSE_WHAT ("segmentation or feature"). */
bool slice_fails_name(const struct world *world, const char *name, const char *else_what, struct error *err);

#endif
