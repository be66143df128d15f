/* Where a value stands among all customers: rank(x), quintile(x). */
#ifndef FEATURE_RANK_H
#define FEATURE_RANK_H

#include "feature/functions.h"

extern const struct function rank_function, quintile_function;

#endif
