/* Where a value stands among all customers: rank(x), quintile(x). */
#ifndef FEATURE_RANK_H
#define FEATURE_RANK_H

#include "feature/functions.h"

extern const struct function rank_function, quintile_function;

/* How many groups CALL divides customers into; 0: it is no such call. */
size_t rank_groups(const struct expression *call);
/* Whether CALL still needs its edges. */
bool rank_is_open(const struct expression *call);

#endif
