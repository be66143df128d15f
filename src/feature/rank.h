/* Where a value stands among all customers: rank(x), quintile(x). */
#ifndef FEATURE_RANK_H
#define FEATURE_RANK_H

#include "feature/functions.h"

enum { RANK_KNOTS = 1000, RANK_KNOTS_OF_GROUP = 200 }; /* values kept of a fitted rank */

extern const struct function rank_function, rank_among_function, quintile_function;

/* How many groups CALL divides customers into; 0: it is no such call. */
/* Whether CALL is a rank, whose share is kept at values rather than by edges. */
bool rank_is_share(const struct expression *call);
size_t rank_groups(const struct expression *call);
/* Whether CALL still needs its edges. */
bool rank_is_open(const struct expression *call);
/* Whether CALL is a rank or quintile with edges. */
bool rank_has_edges(const struct expression *call);

#endif
