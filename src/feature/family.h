/* Families by category: one feature for each level of `by`, and one for the rest. */
#ifndef FEATURE_FAMILY_H
#define FEATURE_FAMILY_H

#include "patron/feature/feature.h"

/* The name of level L of the definition (L == n_levels: the rest) as part of a feature's name, in ARENA: plain letters,
   digits and _, different from those of all other levels. */
const char *family_level_name(const struct definition *definition, size_t level, struct arena *arena);
/* Makes each aggregate of TREE see the events of one level only. */
bool family_narrow(const struct definition *definition, size_t level, struct expression *tree, struct arena *arena,
                   struct error *err);

#endif
