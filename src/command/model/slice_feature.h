/* A feature as what divides the test rows of a model. */
#ifndef COMMAND_SLICE_FEATURE_H
#define COMMAND_SLICE_FEATURE_H

#include "patron/report/inspect.h"

struct arena;
struct error;
struct session;

/* The feature NAME at each test row of MODEL's own date: texts by their values, numbers in fifths of the rows that
   trained, so that no test row has decided where a slice ends. *FOUND is false when nothing is called so. */
bool slice_by_feature(struct session *session, const struct world *world, const struct inspected *model,
                      const char *name, struct arena *arena, bool *found, struct slicing *out, struct error *err);

#endif
