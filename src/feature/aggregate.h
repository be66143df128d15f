/* The aggregates' rows, and the two that definitions write without brackets. */
#ifndef FEATURE_AGGREGATE_H
#define FEATURE_AGGREGATE_H

#include "patron/feature/expression.h"

enum { FUNCTION_ARGUMENTS = 2048, AGGREGATE_ARGUMENTS = 8 };

/* Not in aggregates[]: "any" is a bare `orders where ..`, "no" is `no orders where ..`. Compared by address. */
extern const char aggregate_any[], aggregate_no[];
/* NAME as it reads back: in backquotes when it is no plain name. */
void name_write(const char *name, struct text *out);

#endif
