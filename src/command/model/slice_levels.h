/* The values of a column as what divides the test rows of a model. */
#ifndef COMMAND_SLICE_LEVELS_H
#define COMMAND_SLICE_LEVELS_H

#include "patron/report/inspect.h"

struct arena;
struct column;
struct error;

#define NO_ROW UINT32_MAX

/* A slice for each value that COLUMN has in one of ROWS (N; NO_ROW for one whose value was not known: missing), in the
   order of the values. E_BAD_VALUE when there are over 200. */
bool slice_by_levels(const struct column *column, const uint32_t *rows, size_t n, struct arena *arena,
                     struct slicing *out, struct error *err);

#endif
